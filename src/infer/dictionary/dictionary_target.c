/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which meaning of a word makes a good question, and which of its examples. */
#include "infer/dictionary/dictionary_int.h"

#define MEANINGS_TRIED  1  /* the most used, for what a word means */
#define MEANINGS_GAPPED 5  /* for an example */
#define MEANING_MIN     10 /* bytes */
#define MEANING_MAX     140
#define EXAMPLE_MAX     160
#define STEM_AT_MAX     3 /* letters before it */
#define STEM_MIN        5
#define EXAMPLE_WORDS   4

static bool is_letter(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c & 0x80) != 0;
}

struct str dictionary_next_word(struct str *rest)
{
    size_t from = 0;
    while (from < rest->n && !is_letter(rest->p[from])) {
        from++;
    }
    size_t to = from;
    while (to < rest->n && (is_letter(rest->p[to]) || (rest->p[to] == '\'' && to + 1 < rest->n &&
                                                       is_letter(rest->p[to + 1])))) {
        to++;
    }
    const struct str word = str_sub(*rest, from, to);
    *rest = str_sub(*rest, to, rest->n);
    return word;
}

static size_t common_beginning(struct str a, struct str b)
{
    size_t n = 0;
    while (n < a.n && n < b.n && (a.p[n] | 0x20) == (b.p[n] | 0x20)) {
        n++;
    }
    return n;
}

static bool has_part(struct str lemma, struct str part)
{
    for (size_t at = 0; at + part.n <= lemma.n; at++) {
        if (str_eq_nocase(str_sub(lemma, at, at + part.n), part)) {
            return true;
        }
    }
    return false;
}

/* A long part near the beginning of both, such as "drift" of "adrift" and "drifting"; endings are much the same in many words. */
static bool shares_stem(struct str word, struct str lemma)
{
    for (size_t i = 0; i <= STEM_AT_MAX && i < word.n; i++) {
        for (size_t k = 0; k <= STEM_AT_MAX && k < lemma.n; k++) {
            const size_t common =
                common_beginning(str_sub(word, i, word.n), str_sub(lemma, k, lemma.n));
            if (common >= STEM_MIN || (common >= 4 && common + 2 >= lemma.n)) {
                return true;
            }
        }
    }
    return false;
}

bool dictionary_tells(struct str text, struct str lemma)
{
    const size_t alike = lemma.n <= 4 ? lemma.n : size_min(size_max(4, lemma.n - 3), 6);
    for (;;) {
        const struct str word = dictionary_next_word(&text);
        if (word.n == 0) {
            return false;
        }
        const size_t common = common_beginning(word, lemma);
        if (common >= alike || (common >= 4 && common + 2 >= word.n) || shares_stem(word, lemma) ||
            (word.n >= 4 && has_part(lemma, word)) || (lemma.n >= 4 && has_part(word, lemma))) {
            return true;
        }
    }
}

/* Persons and places of their own are no vocabulary. */
static bool is_instance(const struct dictionary_synset *synset)
{
    for (size_t i = 0; i < synset->pointer_count; i++) {
        if (str_eq(synset->pointers[i].symbol, STR("@i"))) {
            return true;
        }
    }
    return false;
}

static bool is_good(const struct dictionary *d, const struct dictionary_target *target)
{
    const size_t number = dictionary_word_number(&target->synset, target->lemma);
    const struct str meaning = target->gloss.meaning;
    return number > 0 && str_eq(target->synset.words[number - 1], target->lemma) &&
           meaning.n >= MEANING_MIN && meaning.n <= MEANING_MAX &&
           str_find_byte(meaning, '"') == meaning.n && !is_instance(&target->synset) &&
           !dictionary_tells(meaning, target->lemma) && dictionary_is_decent(d, &target->synset);
}

static bool is_form_of(const struct dictionary *d, const struct dictionary_target *target,
                       struct str word, struct arena *arena)
{
    struct str bases[DICTIONARY_BASES_MAX];
    const struct str lower = dictionary_lower(word, arena);
    const size_t count = dictionary_find_bases(d, target->part, lower, arena, bases);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(bases[i], target->lemma)) {
            return true;
        }
    }
    return false;
}

static bool find_in_example(const struct dictionary *d, const struct dictionary_target *target,
                            struct str example, struct arena *arena, struct dictionary_gap *out)
{
    struct str rest = example;
    size_t words = 0;
    size_t found = 0;
    if (example.n > EXAMPLE_MAX) {
        return false;
    }
    for (;; words++) {
        const struct str word = dictionary_next_word(&rest);
        if (word.n == 0) {
            return found == 1 && words >= EXAMPLE_WORDS;
        }
        if (is_form_of(d, target, word, arena)) {
            const size_t from = (size_t)(word.p - example.p);
            *out = (struct dictionary_gap){example, from, from + word.n};
            found++;
        } else if (common_beginning(word, target->lemma) >= size_max(4, target->lemma.n - 2)) {
            return false; /* tells it */
        }
    }
}

bool dictionary_find_gap(const struct dictionary *d, const struct dictionary_target *target,
                         struct arena *arena, struct dictionary_gap *out)
{
    for (size_t i = 0; i < target->gloss.examples.count; i++) {
        if (find_in_example(d, target, target->gloss.examples.items[i], arena, out)) {
            return true;
        }
    }
    return false;
}

bool dictionary_find_target(const struct dictionary *d, const struct dictionary_row *row,
                            struct arena *arena, struct dictionary_target *out,
                            struct dictionary_gap *gap)
{
    struct str offsets = row->offsets;
    size_t offset;
    const size_t most = gap != NULL ? MEANINGS_GAPPED : MEANINGS_TRIED;
    for (size_t i = 0; i < most && dictionary_next_offset(&offsets, &offset); i++) {
        struct dictionary_target target = {.lemma = row->lemma, .part = row->part};
        if (!dictionary_read_synset(d, row->part, offset, arena, &target.synset)) {
            continue;
        }
        dictionary_split_gloss(target.synset.gloss, arena, &target.gloss);
        if (is_good(d, &target) && (gap == NULL || dictionary_find_gap(d, &target, arena, gap))) {
            const int64_t uses = dictionary_count_uses(d, row->lemma).of[row->part];
            target.level = dictionary_level_of(row, uses);
            *out = target;
            return true;
        }
    }
    return false;
}
