/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry of what the files say about a word. */
#include "base/utf8.h"
#include "infer/dictionary/dictionary_int.h"

#define GROUPS_MAX ((size_t)DICTIONARY_PART_COUNT * DICTIONARY_BASES_MAX)

/* One word as one part of speech. */
struct group {
    struct dictionary_row row;
    int64_t uses;
    bool is_meant; /* "to ..." is a verb, "the ..." a noun */
    bool is_asked; /* not only a base form of what was asked for */
    bool has_case; /* some meaning is written in capitals as it was asked for: Turkey, not turkey */
};

struct look {
    const struct dictionary *d;
    const struct dictionary_watch *watch;
    struct arena *arena;
    struct str asked; /* tidied */
    struct group groups[GROUPS_MAX];
    size_t group_count;
    struct dictionary_sense *senses;
    size_t sense_count;
    size_t left_out;
    struct dictionary_family family;
};

static bool has_capital(struct str word)
{
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] >= 'A' && word.p[i] <= 'Z') {
            return true;
        }
    }
    return false;
}

/* Whether the word of this synset is written as it was asked for. */
static bool is_as_asked(const struct look *look, const struct dictionary_synset *synset)
{
    for (size_t i = 0; i < synset->word_count; i++) {
        if (str_eq(synset->words[i], look->asked)) {
            return true;
        }
    }
    return false;
}

static bool group_has_case(const struct look *look, const struct dictionary_row *row)
{
    struct str offsets = row->offsets;
    size_t offset;
    while (has_capital(look->asked) && dictionary_next_offset(&offsets, &offset)) {
        struct dictionary_synset synset;
        if (dictionary_read_synset(look->d, row->part, offset, look->arena, &synset) &&
            is_as_asked(look, &synset)) {
            return true;
        }
    }
    return false;
}

static void add_groups(struct look *look, struct str word)
{
    for (int part = 0; part < DICTIONARY_PART_COUNT; part++) {
        struct str bases[DICTIONARY_BASES_MAX];
        const size_t count =
            dictionary_find_bases(look->d, (enum dictionary_part)part, word, look->arena, bases);
        for (size_t i = 0; i < count; i++) {
            struct group *group = &look->groups[look->group_count];
            if (!dictionary_find_row(look->d, (enum dictionary_part)part, bases[i], &group->row)) {
                continue;
            }
            group->uses = dictionary_count_uses(look->d, bases[i]).of[part];
            group->is_meant = dictionary_is_meant(word, look->asked, (enum dictionary_part)part);
            group->is_asked = str_eq(bases[i], word);
            group->has_case = group_has_case(look, &group->row);
            look->group_count++;
        }
    }
}

static int compare_groups(const void *a, const void *b)
{
    const struct group *left = a;
    const struct group *right = b;
    if (left->is_meant != right->is_meant) {
        return left->is_meant ? -1 : 1;
    }
    if (left->has_case != right->has_case) {
        return left->has_case ? -1 : 1;
    }
    if (left->is_asked != right->is_asked) {
        return left->is_asked ? -1 : 1;
    }
    if (left->uses != right->uses) {
        return left->uses > right->uses ? -1 : 1;
    }
    return (int)left->row.part - (int)right->row.part;
}

/* Whether one of the forms that a word may be of is this one. */
static bool has_base(const struct str *bases, size_t count, struct str word)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(bases[i], word)) {
            return true;
        }
    }
    return false;
}

/* Which words of a set of synonyms are in the example, in any of their forms; a bit for each. */
static uint64_t find_words(const struct look *look, enum dictionary_part part,
                           const struct dictionary_synset *synset, struct str example)
{
    const size_t count = size_min(synset->word_count, 64);
    struct str words[64];
    uint64_t found = 0;
    for (size_t i = 0; i < count; i++) {
        words[i] = dictionary_lower(synset->words[i], look->arena);
        const bool is_phrase = str_find_byte(words[i], '_') < words[i].n;
        const bool is_there =
            is_phrase && str_has_nocase(example, dictionary_spaced(words[i], look->arena));
        found |= (uint64_t)is_there << i;
    }
    struct str rest = example;
    for (;;) {
        const struct str word = dictionary_next_word(&rest);
        if (word.n == 0) {
            return found;
        }
        struct str bases[DICTIONARY_BASES_MAX];
        const size_t base_count = dictionary_find_bases(
            look->d, part, dictionary_lower(word, look->arena), look->arena, bases);
        for (size_t i = 0; i < count; i++) {
            found |= (uint64_t)has_base(bases, base_count, words[i]) << i;
        }
    }
}

/* WordNet's examples are of a meaning: "an economical meal" is none of how "frugal" is used. */
static void drop_examples_of_others(const struct look *look, enum dictionary_part part,
                                    const struct dictionary_synset *synset, size_t number,
                                    struct dictionary_strs *examples)
{
    size_t kept = 0;
    for (size_t i = 0; number > 0 && i < examples->count; i++) {
        const uint64_t found = find_words(look, part, synset, examples->items[i]);
        const bool is_own = number <= 64 && (found >> (number - 1) & 1) != 0;
        if (is_own || found == 0) {
            examples->items[kept++] = examples->items[i];
        }
    }
    examples->count = number > 0 ? kept : examples->count;
}

static void fill_sense(struct look *look, const struct group *group,
                       const struct dictionary_synset *synset, struct dictionary_sense *out)
{
    const size_t number = dictionary_word_number(synset, group->row.lemma);
    struct dictionary_gloss gloss;
    dictionary_split_gloss(synset->gloss, look->arena, &gloss);
    *out = (struct dictionary_sense){
        .part = group->row.part,
        .word = dictionary_spaced(number > 0 ? synset->words[number - 1] : group->row.lemma,
                                  look->arena),
        .meaning = gloss.meaning,
        .examples = gloss.examples,
        .uses = group->uses,
    };
    drop_examples_of_others(look, group->row.part, synset, number, &out->examples);
    out->synonyms.items = arena_calloc(look->arena, synset->word_count, sizeof(struct str));
    for (size_t i = 0; i < synset->word_count; i++) {
        if (i + 1 != number) {
            dictionary_add_str(&out->synonyms, synset->word_count,
                               dictionary_spaced(synset->words[i], look->arena));
        }
    }
    dictionary_add_opposites(look->d, synset, number, look->arena, &out->opposites);
    if (number > 0) {
        dictionary_add_family(look->d, synset, number, look->arena, &look->family);
    }
}

/* Adds the meanings that are written as it was asked for, or the others. */
static void add_senses(struct look *look, const struct group *group, bool as_asked, size_t *told)
{
    struct str offsets = group->row.offsets;
    size_t offset;
    while (dictionary_next_offset(&offsets, &offset)) {
        struct dictionary_synset synset;
        if (!dictionary_read_synset(look->d, group->row.part, offset, look->arena, &synset) ||
            is_as_asked(look, &synset) != as_asked) {
            continue;
        }
        if (*told == DICTIONARY_GROUP_MAX) {
            look->left_out++;
            continue;
        }
        fill_sense(look, group, &synset, &look->senses[look->sense_count++]);
        (*told)++;
    }
}

static int add_all_senses(struct look *look)
{
    qsort(look->groups, look->group_count, sizeof(look->groups[0]), compare_groups);
    look->senses =
        arena_calloc(look->arena, look->group_count * DICTIONARY_GROUP_MAX, sizeof(*look->senses));
    for (size_t i = 0; i < look->group_count; i++) {
        const struct group *group = &look->groups[i];
        size_t told = 0;
        if (look->watch->goes_on != NULL && !look->watch->goes_on(look->watch->context)) {
            return E_CANCELLED;
        }
        add_senses(look, group, true, &told);
        add_senses(look, group, false, &told);
        if (group->row.part == DICTIONARY_ADJECTIVE && group->is_asked) {
            dictionary_add_adverb(look->d, group->row.lemma, look->arena, &look->family);
        }
    }
    return E_OK;
}

/* A base form of the phrase that the database has; empty where it has none. */
static struct str find_base(const struct look *look, struct str phrase)
{
    for (int part = 0; part < DICTIONARY_PART_COUNT; part++) {
        struct str bases[DICTIONARY_BASES_MAX];
        if (dictionary_find_bases(look->d, (enum dictionary_part)part, phrase, look->arena, bases) >
            0) {
            return bases[0];
        }
    }
    return STR_EMPTY;
}

/* The longest phrases within it that the database has, from the left. */
static void add_phrases(const struct look *look, struct str asked, struct dictionary_strs *out)
{
    while (asked.n > 0) {
        struct str phrase = asked;
        struct str found = find_base(look, phrase);
        const char *last = memrchr(phrase.p, '_', phrase.n);
        while (found.n == 0 && last != NULL) {
            phrase.n = (size_t)(last - phrase.p);
            found = find_base(look, phrase);
            last = memrchr(phrase.p, '_', phrase.n);
        }
        dictionary_add_str(out, DICTIONARY_SUGGESTIONS_MAX, dictionary_spaced(found, look->arena));
        asked = str_sub(asked, phrase.n + 1, asked.n);
    }
}

static int suggest(const struct look *look, struct str lower, struct dictionary_strs *out)
{
    out->items = arena_calloc(look->arena, DICTIONARY_SUGGESTIONS_MAX, sizeof(*out->items));
    int rc = dictionary_find_near(look->d, lower, look->watch, look->arena, out);
    if (rc == E_OK && out->count == 0 && str_find_byte(lower, '_') < lower.n) {
        add_phrases(look, lower, out);
    }
    return rc;
}

static void fill_entry(const struct look *look, struct dictionary_entry *out)
{
    struct str word = dictionary_spaced(look->asked, look->arena);
    *out = (struct dictionary_entry){
        .asked = word,
        .word = look->sense_count > 0 ? look->senses[0].word : word,
        .senses = look->senses,
        .sense_count = look->sense_count,
        .left_out = look->left_out,
    };
    struct dictionary_relative *family =
        arena_calloc(look->arena, look->family.count, sizeof(*family));
    for (size_t i = 0; i < look->family.count; i++) {
        if (!str_eq_nocase(look->family.items[i].word, out->word)) {
            family[out->family_count++] = look->family.items[i];
        }
    }
    out->family = family;
    out->hyphenation = dictionary_hyphenate(look->d, out->word, look->arena);
}

int dictionary_look(const struct dictionary *d, struct str word,
                    const struct dictionary_watch *watch, struct arena *arena,
                    struct dictionary_entry *out, struct err *err)
{
    struct look look = {.d = d, .watch = watch, .arena = arena};
    if (word.n > 4 * (size_t)DICTIONARY_WORD_MAX || !utf8_valid(word)) {
        return err_set(err, E_INVALID, "That is too long for a word or a phrase.");
    }
    look.asked = dictionary_tidy(word, arena);
    if (look.asked.n == 0) {
        return err_set(err, E_INVALID, "There is no word to look up.");
    }
    if (look.asked.n > DICTIONARY_WORD_MAX) {
        return err_set(err, E_INVALID, "That is too long for a word or a phrase.");
    }
    struct str spellings[DICTIONARY_SPELLINGS_MAX];
    const struct str lower = dictionary_lower(look.asked, arena);
    const size_t count = dictionary_spellings(lower, arena, spellings);
    for (size_t i = 0; i < count && look.group_count == 0; i++) {
        add_groups(&look, spellings[i]);
    }
    int rc = add_all_senses(&look);
    if (rc < 0) {
        return rc;
    }
    fill_entry(&look, out);
    return out->sense_count > 0 ? E_OK : suggest(&look, lower, &out->suggestions);
}
