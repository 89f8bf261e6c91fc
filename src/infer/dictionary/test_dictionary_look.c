/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the dictionary that is installed says. */
#include <criterion/criterion.h>

#include "infer/dictionary/dictionary.h"

static struct arena *arena;
static struct dictionary *dictionary;

static void setup(void)
{
    struct err err = {0};
    arena = arena_new();
    cr_assert_eq(dictionary_open(NULL, NULL, &dictionary, &err), E_OK, "%s", err.detail);
}

static void teardown(void)
{
    dictionary_free(dictionary);
    arena_free(arena);
}

TestSuite(dictionary_look, .init = setup, .fini = teardown);

static struct dictionary_entry look(const char *word)
{
    const struct dictionary_watch watch = {0};
    struct dictionary_entry entry = {0};
    struct err err = {0};
    cr_assert_eq(dictionary_look(dictionary, str_from(word), &watch, arena, &entry, &err), E_OK,
                 "%s: %s", word, err.detail);
    return entry;
}

static bool has(const struct dictionary_strs *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i], str_from(text))) {
            return true;
        }
    }
    return false;
}

Test(dictionary_look, finds_words_in_any_form)
{
    static const struct {
        const char *asked;
        const char *word;
        enum dictionary_part part;
        const char *meaning; /* a part of the first */
    } rows[] = {
        {"mouse", "mouse", DICTIONARY_NOUN, "rodents"},
        {"mice", "mouse", DICTIONARY_NOUN, "rodents"},
        {"MICE", "mouse", DICTIONARY_NOUN, "rodents"},
        {"ran", "run", DICTIONARY_VERB, "move fast"},
        {"to run", "run", DICTIONARY_VERB, "move fast"},
        {"a run", "run", DICTIONARY_NOUN, "baseball"},
        {"running", "running", DICTIONARY_ADJECTIVE, "moving or issuing"},
        {"children", "child", DICTIONARY_NOUN, "young person"},
        {"axes", "axe", DICTIONARY_NOUN, "edge tool"},
        {"happiest", "happy", DICTIONARY_ADJECTIVE, "joy"},
        {"hopped", "hop", DICTIONARY_VERB, "jump lightly"},
        {"wishes", "wish", DICTIONARY_VERB, "hope for"},
        {"boxesful", "boxful", DICTIONARY_NOUN, "quantity"},
        {"ice cream", "ice cream", DICTIONARY_NOUN, "frozen dessert"},
        {"  Ice   Cream! ", "ice cream", DICTIONARY_NOUN, "frozen dessert"},
        {"ice creams", "ice cream", DICTIONARY_NOUN, "frozen dessert"},
        {"ice-cream", "ice cream", DICTIONARY_NOUN, "frozen dessert"},
        {"ran away", "run away", DICTIONARY_VERB, "flee"},
        {"attorneys general", "attorney general", DICTIONARY_NOUN, "law officer"},
        {"the dog!", "dog", DICTIONARY_NOUN, "genus Canis"},
        {"“dog’s”", "dog", DICTIONARY_NOUN, "genus Canis"},
        {"e-mail", "e-mail", DICTIONARY_NOUN, "electronic"},
        {"Polish", "Polish", DICTIONARY_NOUN, "language of Poland"},
        {"polish", "polish", DICTIONARY_VERB, "shine"},
        {"Turkey", "Turkey", DICTIONARY_NOUN, "republic"},
        {"turkey", "turkey", DICTIONARY_NOUN, "bird"},
        {"quickly", "quickly", DICTIONARY_ADVERB, "rapid"},
        {"etc", "etc.", DICTIONARY_ADVERB, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct dictionary_entry entry = look(rows[i].asked);
        cr_expect_gt(entry.sense_count, 0, "%s", rows[i].asked);
        if (entry.sense_count == 0) {
            continue;
        }
        cr_expect(str_eq(entry.word, str_from(rows[i].word)), "%s: %" STRF, rows[i].asked,
                  STRA(entry.word));
        cr_expect_eq(entry.senses[0].part, rows[i].part, "%s: %s", rows[i].asked,
                     dictionary_part_name(entry.senses[0].part));
        cr_expect(str_has_nocase(entry.senses[0].meaning, str_from(rows[i].meaning)), "%s: %" STRF,
                  rows[i].asked, STRA(entry.senses[0].meaning));
    }
}

Test(dictionary_look, splits_what_is_said_of_a_meaning)
{
    const struct dictionary_entry dog = look("dog");
    cr_assert_gt(dog.sense_count, 6);
    cr_expect(str_eq(
        dog.senses[0].meaning,
        STR("a member of the genus Canis (probably descended from the common wolf) that has been "
            "domesticated by man since prehistoric times; occurs in many breeds")));
    cr_expect_eq(dog.senses[0].examples.count, 1);
    cr_expect(has(&dog.senses[0].examples, "the dog barked all night"));
    cr_expect(has(&dog.senses[0].synonyms, "domestic dog"));
    cr_expect_not(has(&dog.senses[0].synonyms, "dog"));
    /* who said it, and marks within */
    const struct dictionary_entry finish = look("finish");
    bool has_author = false;
    for (size_t i = 0; i < finish.sense_count; i++) {
        has_author = has_author || has(&finish.senses[i].examples,
                                       "almost an inspiration which gives to all work that finish "
                                       "which is almost art (Joseph Conrad)");
    }
    cr_expect(has_author);
    /* "an economical meal" is an example of another word for it */
    const struct dictionary_entry frugal = look("frugal");
    cr_expect(has(&frugal.senses[0].examples, "a frugal lunch"));
    cr_expect_not(has(&frugal.senses[0].examples, "an economical meal"));
    const struct dictionary_entry economical = look("economical");
    bool has_meal = false;
    for (size_t i = 0; i < economical.sense_count; i++) {
        has_meal = has_meal || has(&economical.senses[i].examples, "an economical meal");
    }
    cr_expect(has_meal);
    const struct dictionary_entry able = look("able");
    cr_expect(str_starts(able.senses[0].meaning, STR("(usually followed by ‘to’) having")));
}

Test(dictionary_look, orders_meanings_by_use)
{
    const struct dictionary_entry run = look("run");
    cr_expect_eq(run.senses[0].part, DICTIONARY_VERB);
    cr_expect_gt(run.left_out, 0);
    size_t changes = 0;
    for (size_t i = 1; i < run.sense_count; i++) {
        changes += run.senses[i].part != run.senses[i - 1].part;
    }
    cr_expect_eq(changes, 1, "verbs and nouns each together");
    /* the word that was asked for before those that it is a form of */
    const struct dictionary_entry saw = look("saw");
    cr_expect(str_eq(saw.senses[0].word, STR("saw")));
    bool has_see = false;
    for (size_t i = 0; i < saw.sense_count; i++) {
        has_see = has_see || str_eq(saw.senses[i].word, STR("see"));
    }
    cr_expect(has_see);
}

static bool has_opposite(const char *word, const char *opposite)
{
    const struct dictionary_entry entry = look(word);
    for (size_t i = 0; i < entry.sense_count; i++) {
        if (has(&entry.senses[i].opposites, opposite)) {
            return true;
        }
    }
    return false;
}

Test(dictionary_look, knows_opposites)
{
    static const char *const rows[][2] = {
        {"good", "bad"},    {"wet", "dry"},      {"big", "little"},
        {"large", "small"}, {"rise", "fall"},    {"soggy", "dry"},
        {"quick", "slow"},  {"husband", "wife"}, {"quickly", "slowly"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect(has_opposite(rows[i][0], rows[i][1]), "%s", rows[i][0]);
    }
    cr_expect_not(has_opposite("good", "good"));
}

static bool has_relative(const struct dictionary_entry *entry, const char *word,
                         enum dictionary_part part)
{
    for (size_t i = 0; i < entry->family_count; i++) {
        if (entry->family[i].part == part && str_eq(entry->family[i].word, str_from(word))) {
            return true;
        }
    }
    return false;
}

Test(dictionary_look, knows_the_family)
{
    static const struct {
        const char *word;
        const char *relative;
        enum dictionary_part part;
    } rows[] = {
        {"decide", "decision", DICTIONARY_NOUN},         {"run", "runner", DICTIONARY_NOUN},
        {"quick", "quickness", DICTIONARY_NOUN},         {"quick", "quickly", DICTIONARY_ADVERB},
        {"happy", "happily", DICTIONARY_ADVERB},         {"gentle", "gently", DICTIONARY_ADVERB},
        {"specific", "specifically", DICTIONARY_ADVERB}, {"quickly", "quick", DICTIONARY_ADJECTIVE},
        {"courage", "courageous", DICTIONARY_ADJECTIVE}, {"dental", "tooth", DICTIONARY_NOUN},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct dictionary_entry entry = look(rows[i].word);
        cr_expect(has_relative(&entry, rows[i].relative, rows[i].part), "%s: %s", rows[i].word,
                  rows[i].relative);
    }
}

Test(dictionary_look, divides_words)
{
    static const char *const rows[][2] = {
        {"hyphenation", "hy·phen·ation"},
        {"photosynthesis", "pho·to·syn·the·sis"},
        {"serendipity", "serendip·ity"},
        {"dog", "dog"},
        {"computer", "com·puter"},
        {"Polish", "Pol·ish"},
        {"ice cream sandwich", "ice cream sand·wich"},
        {"grandfather-clock", "grand·fa·ther-clock"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct str divided = dictionary_hyphenate(dictionary, str_from(rows[i][0]), arena);
        cr_expect(str_eq(divided, str_from(rows[i][1])), "%s: %" STRF, rows[i][0], STRA(divided));
    }
}

Test(dictionary_look, suggests_near_spellings)
{
    static const struct {
        const char *asked;
        const char *first;
    } rows[] = {
        {"recieve", "receive"},     {"definately", "definitely"},
        {"seperate", "separate"},   {"accomodate", "accommodate"},
        {"childrens", "children"},  {"tomorow", "tomorrow"},
        {"freind", "friend"},       {"beautifull", "beautiful"},
        {"ice creem", "ice cream"}, {"ice cream sandwich recipe", "ice cream"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct dictionary_entry entry = look(rows[i].asked);
        cr_expect_eq(entry.sense_count, 0, "%s", rows[i].asked);
        cr_expect_gt(entry.suggestions.count, 0, "%s", rows[i].asked);
        cr_expect(entry.suggestions.count > 0 &&
                      str_eq(entry.suggestions.items[0], str_from(rows[i].first)),
                  "%s: %" STRF, rows[i].asked,
                  STRA(entry.suggestions.count > 0 ? entry.suggestions.items[0] : STR_EMPTY));
    }
    cr_expect_eq(look("xqzzvkw").suggestions.count, 0);
    cr_expect_eq(look("光合作用").sense_count, 0);
    cr_expect_eq(look("naïveté").sense_count, 0);
}

Test(dictionary_look, refuses_what_is_no_word)
{
    static char longest[1000];
    memset(longest, 'a', sizeof(longest) - 1);
    const char *const rows[] = {"", "   ", "?!", "\"\"", longest, "\xff\xfe"};
    const struct dictionary_watch watch = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct dictionary_entry entry;
        struct err err = {0};
        cr_expect_eq(dictionary_look(dictionary, str_from(rows[i]), &watch, arena, &entry, &err),
                     E_INVALID, "row %zu", i);
        cr_expect_neq(err.detail[0], '\0');
    }
}

static bool stops(void *context)
{
    (*(int *)context)++;
    return false;
}

Test(dictionary_look, can_be_stopped)
{
    int asked = 0;
    const struct dictionary_watch watch = {stops, &asked};
    struct dictionary_entry entry;
    cr_expect_eq(dictionary_look(dictionary, STR("recieve"), &watch, arena, &entry, NULL),
                 E_CANCELLED);
    cr_expect_gt(asked, 0);
}

Test(dictionary_look, says_where_a_database_is_missing)
{
    struct dictionary *none = NULL;
    struct err err = {0};
    cr_expect_eq(dictionary_open("/nowhere", NULL, &none, &err), E_NOT_FOUND);
    cr_expect_neq(strstr(err.detail, "/nowhere"), NULL);
    /* without patterns words are told undivided */
    cr_assert_eq(dictionary_open(NULL, "/nowhere", &none, &err), E_OK);
    cr_expect(str_eq(dictionary_hyphenate(none, STR("hyphenation"), arena), STR("hyphenation")));
    dictionary_free(none);
}
