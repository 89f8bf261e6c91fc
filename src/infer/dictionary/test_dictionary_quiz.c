/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions about words, and answers to them. */
#include <criterion/criterion.h>

#include "infer/dictionary/dictionary_int.h"

static struct arena *arena;
static struct dictionary *dictionary;
static const struct dictionary_watch watch;

static void setup(void)
{
    arena = arena_new();
    cr_assert_eq(dictionary_open(NULL, NULL, &dictionary, NULL), E_OK);
}

static void teardown(void)
{
    dictionary_free(dictionary);
    arena_free(arena);
}

TestSuite(dictionary_quiz, .init = setup, .fini = teardown);

#define SAMPLE 120

static size_t pick_words(enum dictionary_level level, uint64_t seed,
                         struct dictionary_relative **out)
{
    const struct dictionary_pick pick = {level, seed, SAMPLE};
    struct dictionary_words words;
    cr_assert_eq(dictionary_pick_words(dictionary, &pick, &watch, arena, &words), E_OK);
    *out = words.items;
    return words.count;
}

static int make(const struct dictionary_relative *word, enum dictionary_form form, uint64_t seed,
                struct dictionary_question *out)
{
    const struct dictionary_ask ask = {*word, form, seed};
    return dictionary_make_question(dictionary, &ask, &watch, arena, out);
}

Test(dictionary_quiz, picks_words_of_a_level)
{
    for (int level = 0; level < DICTIONARY_LEVEL_COUNT; level++) {
        struct dictionary_relative *words;
        const size_t count = pick_words((enum dictionary_level)level, 7, &words);
        cr_assert_eq(count, SAMPLE);
        for (size_t i = 0; i < count; i++) {
            const struct dictionary_uses uses = dictionary_count_uses(dictionary, words[i].word);
            const int64_t as = uses.of[words[i].part];
            cr_expect(level != DICTIONARY_EASY || as >= 10, "%" STRF, STRA(words[i].word));
            cr_expect(level != DICTIONARY_MEDIUM || (as >= 2 && as < 25), "%" STRF,
                      STRA(words[i].word));
            cr_expect(level != DICTIONARY_HARD || as <= 1, "%" STRF, STRA(words[i].word));
            cr_expect_leq(as, uses.all);
            for (size_t k = 0; k < i; k++) {
                cr_expect_not(str_eq(words[i].word, words[k].word), "%" STRF " twice",
                              STRA(words[i].word));
            }
        }
    }
}

Test(dictionary_quiz, the_seed_decides)
{
    struct dictionary_relative *a;
    struct dictionary_relative *b;
    struct dictionary_relative *c;
    cr_assert_eq(pick_words(DICTIONARY_MEDIUM, 1, &a), SAMPLE);
    cr_assert_eq(pick_words(DICTIONARY_MEDIUM, 1, &b), SAMPLE);
    cr_assert_eq(pick_words(DICTIONARY_MEDIUM, 2, &c), SAMPLE);
    size_t same = 0;
    for (size_t i = 0; i < SAMPLE; i++) {
        cr_expect(str_eq(a[i].word, b[i].word));
        same += str_eq(a[i].word, c[i].word);
    }
    cr_expect_lt(same, 5);
    struct dictionary_question first;
    struct dictionary_question second;
    cr_assert_eq(make(&a[0], DICTIONARY_MEANING, 5, &first), E_OK);
    cr_assert_eq(make(&a[0], DICTIONARY_MEANING, 5, &second), E_OK);
    for (size_t i = 0; i < DICTIONARY_CHOICES; i++) {
        cr_expect(str_eq(first.choices[i], second.choices[i]));
    }
}

/* Of the whole entry of a word, whatever the meaning. */
static bool is_a_meaning_of(struct str word, struct str meaning)
{
    struct dictionary_entry entry;
    cr_assert_eq(dictionary_look(dictionary, word, &watch, arena, &entry, NULL), E_OK);
    for (size_t i = 0; i < entry.sense_count; i++) {
        if (str_eq(entry.senses[i].meaning, meaning)) {
            return true;
        }
    }
    return false;
}

static bool is_a_synonym_of(struct str word, struct str other)
{
    struct dictionary_entry entry;
    cr_assert_eq(dictionary_look(dictionary, word, &watch, arena, &entry, NULL), E_OK);
    for (size_t i = 0; i < entry.sense_count; i++) {
        if (dictionary_has_str(&entry.senses[i].synonyms, other)) {
            return true;
        }
    }
    return false;
}

static void check_choices(const struct dictionary_question *question)
{
    size_t right = 0;
    cr_assert_eq(question->choice_count, DICTIONARY_CHOICES);
    for (size_t i = 0; i < question->choice_count; i++) {
        const struct str choice = question->choices[i];
        for (size_t k = 0; k < i; k++) {
            cr_expect_not(str_eq(choice, question->choices[k]), "%" STRF, STRA(choice));
        }
        if (str_eq(choice, question->expected)) {
            right++;
        } else if (question->form == DICTIONARY_MEANING) {
            cr_expect_not(is_a_meaning_of(question->word, choice), "%" STRF ": %" STRF,
                          STRA(question->word), STRA(choice));
        } else {
            cr_expect_not(is_a_synonym_of(question->word, choice), "%" STRF ": %" STRF,
                          STRA(question->word), STRA(choice));
        }
    }
    cr_expect_eq(right, 1, "%" STRF, STRA(question->word));
}

Test(dictionary_quiz, asks_questions_with_one_answer)
{
    for (int level = 0; level < DICTIONARY_LEVEL_COUNT; level++) {
        struct dictionary_relative *words;
        const size_t count = pick_words((enum dictionary_level)level, 11, &words);
        size_t as_wanted[DICTIONARY_MIXED] = {0};
        for (size_t i = 0; i < count; i++) {
            struct dictionary_question question;
            struct str given;
            const enum dictionary_form form = (enum dictionary_form)(i % DICTIONARY_MIXED);
            cr_assert_eq(make(&words[i], form, i, &question), E_OK, "%" STRF, STRA(words[i].word));
            as_wanted[form] += question.form == form;
            cr_expect_not(str_has_nocase(question.prompt, question.expected), "%" STRF,
                          STRA(question.prompt));
            cr_expect_eq(dictionary_judge(&question, question.expected, arena, &given),
                         DICTIONARY_RIGHT);
            if (question.form != DICTIONARY_SPELL) {
                check_choices(&question);
            } else {
                cr_expect_eq(question.choice_count, 0);
            }
        }
        cr_expect_eq(as_wanted[DICTIONARY_MEANING], count / 3);
        cr_expect_eq(as_wanted[DICTIONARY_SPELL], count / 3);
        cr_expect_gt(as_wanted[DICTIONARY_GAP], 5, "of %zu at level %d", count / 3, level);
    }
}

Test(dictionary_quiz, picks_words_that_an_example_lacks)
{
    for (int level = 0; level < DICTIONARY_LEVEL_COUNT; level++) {
        const struct dictionary_pick pick = {(enum dictionary_level)level, 3, 20, .with_gap = true};
        struct dictionary_words words;
        cr_assert_eq(dictionary_pick_words(dictionary, &pick, &watch, arena, &words), E_OK);
        cr_assert_eq(words.count, 20);
        for (size_t i = 0; i < words.count; i++) {
            struct dictionary_question question;
            cr_assert_eq(make(&words.items[i], DICTIONARY_GAP, 1, &question), E_OK);
            cr_expect_eq(question.form, DICTIONARY_GAP, "%" STRF, STRA(words.items[i].word));
        }
    }
}

Test(dictionary_quiz, is_fit_for_everybody)
{
    static const struct {
        const char *word;
        enum dictionary_part part;
    } rows[] = {
        {"bitch", DICTIONARY_NOUN},      {"bastard", DICTIONARY_NOUN},  {"rape", DICTIONARY_VERB},
        {"nigger", DICTIONARY_NOUN},     {"shit", DICTIONARY_NOUN},     {"fuck", DICTIONARY_VERB},
        {"chink", DICTIONARY_NOUN},      {"murder", DICTIONARY_VERB},   {"penis", DICTIONARY_NOUN},
        {"cocksucker", DICTIONARY_NOUN}, {"sodomise", DICTIONARY_VERB}, {"orgasm", DICTIONARY_NOUN},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct dictionary_relative word = {str_from(rows[i].word), rows[i].part};
        struct dictionary_question question;
        int rc = make(&word, DICTIONARY_MIXED, 1, &question);
        cr_expect(rc == E_NOT_FOUND, "%s: %" STRF, rows[i].word,
                  STRA(rc == E_OK ? question.prompt : STR_EMPTY));
    }
    const struct dictionary_relative none = {STR("xqzzvkw"), DICTIONARY_NOUN};
    struct dictionary_question question;
    cr_expect_eq(make(&none, DICTIONARY_MIXED, 1, &question), E_NOT_FOUND);
}

/* ---- answers ---- */

static struct str also[] = {{"abated", 6}};

static const struct dictionary_question of_meaning = {
    .form = DICTIONARY_MEANING,
    .word = {"abate", 5},
    .expected = {"become less in amount", 21},
    .choices = {{"make a loud noise", 17},
                {"become less in amount", 21},
                {"travel by water", 15},
                {"make richer", 11}},
    .choice_count = 4,
};
static const struct dictionary_question of_gap = {
    .form = DICTIONARY_GAP,
    .word = {"abate", 5},
    .expected = {"abate", 5},
    .choices = {{"clatter", 7}, {"enrich", 6}, {"abate", 5}, {"sail", 4}},
    .choice_count = 4,
    .also = {also, 1},
};
static const struct dictionary_question of_spelling = {
    .form = DICTIONARY_SPELL, .word = {"abate", 5}, .expected = {"abate", 5}};
static const struct dictionary_question of_long_spelling = {
    .form = DICTIONARY_SPELL, .word = {"accommodate", 11}, .expected = {"accommodate", 11}};
static const struct dictionary_question of_stop = {
    .form = DICTIONARY_SPELL, .word = {"stop", 4}, .expected = {"stop", 4}};
static const struct dictionary_question of_short = {
    .form = DICTIONARY_SPELL, .word = {"fun", 3}, .expected = {"fun", 3}};

Test(dictionary_quiz, takes_answers_as_people_give_them)
{
    static const struct {
        const struct dictionary_question *question;
        const char *answer;
        enum dictionary_verdict verdict;
    } rows[] = {
        {&of_meaning, "2", DICTIONARY_RIGHT},
        {&of_meaning, " 2. ", DICTIONARY_RIGHT},
        {&of_meaning, "(2)", DICTIONARY_RIGHT},
        {&of_meaning, "b", DICTIONARY_RIGHT},
        {&of_meaning, "B)", DICTIONARY_RIGHT},
        {&of_meaning, "option b", DICTIONARY_RIGHT},
        {&of_meaning, "I think it's 2", DICTIONARY_RIGHT},
        {&of_meaning, "the second one", DICTIONARY_RIGHT},
        {&of_meaning, "Number two", DICTIONARY_RIGHT},
        {&of_meaning, "become less in amount", DICTIONARY_RIGHT},
        {&of_meaning, "  BECOME  less in amount. ", DICTIONARY_RIGHT},
        {&of_meaning, "become less", DICTIONARY_RIGHT},
        {&of_meaning, "2) become less in amount", DICTIONARY_RIGHT},
        {&of_meaning, "1", DICTIONARY_WRONG},
        {&of_meaning, "d", DICTIONARY_WRONG},
        {&of_meaning, "the last one", DICTIONARY_WRONG},
        {&of_meaning, "travel by water", DICTIONARY_WRONG},
        {&of_meaning, "1) become less in amount", DICTIONARY_UNCLEAR},
        {&of_meaning, "make", DICTIONARY_UNCLEAR},
        {&of_meaning, "5", DICTIONARY_UNCLEAR},
        {&of_meaning, "e", DICTIONARY_UNCLEAR},
        {&of_meaning, "what is the weather like?", DICTIONARY_UNCLEAR},
        {&of_meaning, "", DICTIONARY_UNCLEAR},
        {&of_meaning, "   ", DICTIONARY_UNCLEAR},
        {&of_meaning, "?", DICTIONARY_UNKNOWN},
        {&of_meaning, "I don't know", DICTIONARY_UNKNOWN},
        {&of_meaning, "I don’t know!", DICTIONARY_UNKNOWN},
        {&of_meaning, "no idea", DICTIONARY_UNKNOWN},
        {&of_meaning, "Keine Ahnung", DICTIONARY_UNKNOWN},
        {&of_meaning, "不知道", DICTIONARY_UNKNOWN},
        {&of_meaning, "stop", DICTIONARY_STOP},
        {&of_meaning, "Stop it!", DICTIONARY_STOP},
        {&of_meaning, "停止", DICTIONARY_STOP},
        {&of_gap, "abate", DICTIONARY_RIGHT},
        {&of_gap, "abated", DICTIONARY_RIGHT},
        {&of_gap, "c", DICTIONARY_RIGHT},
        {&of_gap, "enrich", DICTIONARY_WRONG},
        {&of_gap, "enrihc", DICTIONARY_WRONG},
        {&of_gap, "lessen", DICTIONARY_UNCLEAR},
        {&of_spelling, "abate", DICTIONARY_RIGHT},
        {&of_spelling, "It is ABATE.", DICTIONARY_RIGHT},
        {&of_spelling, "abatte", DICTIONARY_ALMOST},
        {&of_spelling, "abaet", DICTIONARY_ALMOST},
        {&of_spelling, "abt", DICTIONARY_WRONG},
        {&of_spelling, "lessen", DICTIONARY_WRONG},
        {&of_spelling, "dunno", DICTIONARY_UNKNOWN},
        {&of_long_spelling, "acomodate", DICTIONARY_ALMOST},
        {&of_long_spelling, "acomadate", DICTIONARY_WRONG},
        {&of_short, "fan", DICTIONARY_WRONG},
        {&of_stop, "stop", DICTIONARY_RIGHT},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str given;
        cr_expect_eq(dictionary_judge(rows[i].question, str_from(rows[i].answer), arena, &given),
                     rows[i].verdict, "%s", rows[i].answer);
    }
    struct str given;
    (void)dictionary_judge(&of_meaning, STR("c"), arena, &given);
    cr_expect(str_eq(given, STR("travel by water")), "what was chosen is told in words");
}

Test(dictionary_quiz, counts_slips)
{
    static const struct {
        const char *a;
        const char *b;
        int distance;
    } rows[] = {
        {"abate", "abate", 0}, {"abate", "abat", 1},   {"abate", "abtae", 1},
        {"abate", "xbate", 1}, {"abate", "abbate", 1}, {"abate", "bate", 1},
        {"abate", "baet", 2},  {"abate", "rebate", 2}, {"", "", 0},
        {"", "ab", 2},         {"ab", "", 2},          {"abate", "sail", 3},
        {"a", "b", 1},         {"ab", "ba", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(dictionary_distance(str_from(rows[i].a), str_from(rows[i].b), 2),
                     rows[i].distance, "%s %s", rows[i].a, rows[i].b);
    }
}
