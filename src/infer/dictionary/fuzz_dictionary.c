/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of any bytes and any question: never a crash, and what is told keeps the promises of the header. */
#include "base/utf8.h"
#include "infer/dictionary/test_dictionary_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_strs(const struct dictionary_strs *list)
{
    for (size_t i = 0; i < list->count; i++) {
        ASSERT(utf8_valid(list->items[i]));
    }
}

static void check_entry(const struct dictionary_entry *entry)
{
    ASSERT(utf8_valid(entry->word) && utf8_valid(entry->hyphenation));
    for (size_t i = 0; i < entry->sense_count; i++) {
        const struct dictionary_sense *sense = &entry->senses[i];
        ASSERT(sense->part < DICTIONARY_PART_COUNT);
        ASSERT(utf8_valid(sense->word) && utf8_valid(sense->meaning));
        check_strs(&sense->examples);
        check_strs(&sense->synonyms);
        check_strs(&sense->opposites);
    }
    ASSERT(entry->family_count <= DICTIONARY_FAMILY_MAX);
    ASSERT(entry->suggestions.count <= DICTIONARY_SUGGESTIONS_MAX);
    check_strs(&entry->suggestions);
}

static void check_question(struct dictionary *d, const struct dictionary_relative *word,
                           struct str answer, struct arena *arena)
{
    const struct dictionary_watch watch = {0};
    struct dictionary_question question;
    struct str given;
    const struct dictionary_ask ask = {*word, DICTIONARY_MIXED, 1};
    if (dictionary_make_question(d, &ask, &watch, arena, &question) < 0) {
        return;
    }
    ASSERT(question.form < DICTIONARY_MIXED && question.expected.n > 0);
    ASSERT(question.choice_count == 0 || question.choice_count == DICTIONARY_CHOICES);
    ASSERT(utf8_valid(question.prompt) && utf8_valid(question.hint));
    ASSERT(dictionary_judge(&question, question.expected, arena, &given) == DICTIONARY_RIGHT);
    if (utf8_valid(answer)) {
        (void)dictionary_judge(&question, answer, arena, &given);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct test_dictionary parts;
    if (n > 32 * KIB) {
        return 0;
    }
    test_dictionary_split((struct str){(const char *)data, n}, &parts);
    CLEANUP(dictionary_freep) struct dictionary *d = dictionary_new(&parts.texts);
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct dictionary_watch watch = {0};
    struct dictionary_entry entry;
    if (dictionary_look(d, parts.asked, &watch, arena, &entry, NULL) == E_OK) {
        check_entry(&entry);
    }
    struct dictionary_words words;
    const struct dictionary_pick pick = {(enum dictionary_level)(n % DICTIONARY_LEVEL_COUNT), 1, 2};
    ASSERT(dictionary_pick_words(d, &pick, &watch, arena, &words) == E_OK);
    for (size_t i = 0; i < words.count; i++) {
        check_question(d, &words.items[i], parts.asked, arena);
    }
    return 0;
}
