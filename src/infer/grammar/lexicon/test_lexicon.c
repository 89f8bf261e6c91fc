/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "infer/grammar/lexicon/lexicon.h"

static struct lexicon *lexicon;
static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
    cr_assert_eq(lexicon_new("/usr/share/wordnet", &lexicon), E_OK);
    cr_assert(lexicon_is_full(lexicon));
}

static void teardown(void)
{
    lexicon_free(lexicon);
    arena_free(arena);
}

TestSuite(lexicon, .init = setup, .fini = teardown);

Test(lexicon, words_have_forms)
{
    static const struct {
        const char *word;
        uint32_t tag;
        const char *want; /* NULL: none */
    } rows[] = {
        {"walk", TAG(VBZ), "walks"},
        {"went", TAG(VB), "go"},
        {"went", TAG(VBN), "gone"},
        {"stop", TAG(VBG), "stopping"},
        {"visit", TAG(VBD), "visited"},
        {"admit", TAG(VBD), "admitted"},
        {"carries", TAG(VBD), "carried"},
        {"lie", TAG(VBG), "lying"},
        {"is", TAG(VBN), "been"},
        {"had", TAG(VBZ), "has"},
        {"buyed", TAG(VBD), "bought"},
        {"misunderstand", TAG(VBD), "misunderstood"},
        {"box", TAG(NNS), "boxes"},
        {"city", TAG(NNS), "cities"},
        {"children", TAG(NN), "child"},
        {"policeman", TAG(NNS), "policemen"},
        {"mouses", TAG(NNS), "mice"},
        {"good", TAG(RB), "well"},
        {"happy", TAG(RB), "happily"},
        {"terrible", TAG(RB), "terribly"},
        {"big", TAG(JJR), "bigger"},
        {"goodest", TAG(JJS), "best"},
        {"careful", TAG(JJR), "more careful"},
        {"him", TAG(SUBJ), "he"},
        {"they", TAG(OBJ), "them"},
        {"xyzzy", TAG(VBD), NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct form form;
        const bool found = forms_turn(lexicon, str_from(rows[i].word), rows[i].tag, &form);
        cr_expect_eq(found, rows[i].want != NULL, "%s", rows[i].word);
        cr_expect(!found || rows[i].want == NULL || strcmp(form.p, rows[i].want) == 0, "%s: %s",
                  rows[i].word, form.p);
    }
}

Test(lexicon, words_agree)
{
    static const char *const rows[][2] = {{"is", "are"},     {"was", "were"},
                                          {"has", "have"},   {"doesn't", "don't"},
                                          {"this", "these"}, {"walks", "walk"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct form form;
        cr_expect(forms_agree(lexicon, str_from(rows[i][0]), true, &form) &&
                  strcmp(form.p, rows[i][1]) == 0);
        cr_expect(forms_agree(lexicon, str_from(rows[i][1]), false, &form) &&
                  strcmp(form.p, rows[i][0]) == 0);
    }
}

Test(lexicon, words_sound)
{
    static const char *const vowels[] = {"apple",    "hour",        "honest",
                                         "umbrella", "unimportant", "heir"};
    static const char *const consonants[] = {"university", "one",   "euro", "useful",
                                             "house",      "union", "ewe"};
    for (size_t i = 0; i < ARRAY_LEN(vowels); i++) {
        cr_expect(lexicon_sounds_vowel(str_from(vowels[i])), "%s", vowels[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(consonants); i++) {
        cr_expect(!lexicon_sounds_vowel(str_from(consonants[i])), "%s", consonants[i]);
    }
}

static const char *const tag_names[] = {
#define TAG_NAME(name) #name,
    TAG_TABLE(TAG_NAME)
#undef TAG_NAME
};

Test(lexicon, words_get_tags_from_their_neighbours)
{
    static const char *const rows[][2] = {
        {"She can book a table.", "SUBJ MD VB DT NN PUN"},
        {"The book is on the table.", "DT NN BE IN DT NN PUN"},
        {"They have written three long letters.", "SUBJ HAVE VBN CD JJ NNS PUN"},
        {"My dog barks.", "POSS NN VBZ PUN"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct sentences sentences;
        struct sb sb;
        sb_init(&sb, KIB);
        sentences_split(str_from(rows[i][0]), arena, &sentences);
        cr_assert_eq(sentences.count, 1);
        lexicon_tag_sentence(lexicon, &sentences.items[0], arena);
        for (size_t j = 0; j < sentences.items[0].count; j++) {
            sb_addf(&sb, "%s%s", j > 0 ? " " : "",
                    tag_names[__builtin_ctz(sentences.items[0].tokens[j].tag)]);
        }
        cr_expect_str_eq(sb.p, rows[i][1], "%s: %s", rows[i][0], sb.p);
        sb_done(&sb);
    }
}
