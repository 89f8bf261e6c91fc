/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "colour or color": a text that asks which of two spellings is right. */
#include "infer/grammar/grammar_int.h"

struct spelling {
    struct str word;
    bool is_british; /* its dictionary has the word */
    bool is_american;
};

static struct spelling look_up(const struct checker *checker, struct str word)
{
    struct spell *spell = checker->grammar->spell;
    return (struct spelling){word, spell_knows_as(spell, "en_GB", word),
                             spell_knows_as(spell, "en_US", word)};
}

static bool is_word(const struct spelling *spelling)
{
    return spelling->is_british || spelling->is_american;
}

static const char *variety_name(const struct spelling *spelling)
{
    return spelling->is_british ? "British" : "American";
}

/* Both are words: one of the British and one of the Americans, or one of these and one of all, or both of all. */
static const char *tell_both(struct checker *checker, const struct spelling *a,
                             const struct spelling *b)
{
    const bool has_one_a = a->is_british != a->is_american;
    const bool has_one_b = b->is_british != b->is_american;
    if (has_one_a && has_one_b && a->is_british == b->is_american) {
        return arena_printf(checker->arena,
                            "“%" STRF "” is the %s spelling, “%" STRF "” the %s one.",
                            STRA(a->word), variety_name(a), STRA(b->word), variety_name(b));
    }
    if (has_one_a != has_one_b) {
        const struct spelling *one = has_one_a ? a : b;
        const struct spelling *all = has_one_a ? b : a;
        const bool is_pair = one->is_british ? variety_parts(checker, one->word, all->word)
                                             : variety_parts(checker, all->word, one->word);
        const char *other = one->is_british ? "American" : "British";
        if (is_pair) { /* "organize"; but "tire" is British for something else, which dictionaries do not say */
            return arena_printf(checker->arena,
                                "“%" STRF "” is the %s spelling; “%" STRF
                                "” is the %s one, which %s dictionaries have as well.",
                                STRA(one->word), variety_name(one), STRA(all->word), other,
                                variety_name(one));
        }
        return arena_printf(checker->arena,
                            "“%" STRF "” is %s English; “%" STRF
                            "” is written in British and in American English.",
                            STRA(one->word), variety_name(one), STRA(all->word));
    }
    const bool is_a_british = variety_parts(checker, a->word, b->word);
    if (!has_one_a && (is_a_british || variety_parts(checker, b->word, a->word))) {
        return arena_printf(checker->arena,
                            "Both are known everywhere; “%" STRF
                            "” is the British spelling, “%" STRF "” the American one.",
                            STRA((is_a_british ? a : b)->word), STRA((is_a_british ? b : a)->word));
    }
    return arena_printf(checker->arena,
                        "Both “%" STRF "” and “%" STRF
                        "” are spelled right. Look them up to see what each means.",
                        STRA(a->word), STRA(b->word));
}

const char *choice_tell(struct checker *checker, const struct str words[2])
{
    const struct spelling a = look_up(checker, words[0]);
    const struct spelling b = look_up(checker, words[1]);
    if (is_word(&a) && is_word(&b)) {
        return tell_both(checker, &a, &b);
    }
    if (!is_word(&a) && !is_word(&b)) {
        return arena_printf(checker->arena,
                            "Neither “%" STRF "” nor “%" STRF "” is in the dictionary.",
                            STRA(a.word), STRA(b.word));
    }
    return arena_printf(checker->arena,
                        "“%" STRF "” is right; “%" STRF "” is not in the dictionary.",
                        STRA((is_word(&a) ? a : b).word), STRA((is_word(&a) ? b : a).word));
}
