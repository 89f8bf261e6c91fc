/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other words a meaning points to: opposites and the family. Pointers go from a word to a word or, with the numbers 0, from
 * a whole meaning to a whole one. */
#include "infer/dictionary/dictionary_int.h"

#define OPPOSITES_MAX 8

static void add_targets(const struct dictionary *d, const struct dictionary_pointer *pointer,
                        struct arena *arena, struct dictionary_strs *out)
{
    struct dictionary_synset other;
    if (!dictionary_read_synset(d, pointer->part, pointer->offset, arena, &other)) {
        return;
    }
    for (size_t i = 1; i <= other.word_count; i++) {
        if (pointer->target == 0 || pointer->target == i) {
            dictionary_add_str(out, OPPOSITES_MAX, dictionary_spaced(other.words[i - 1], arena));
        }
    }
}

/* `number` 0: of any word. */
static void add_of_synset(const struct dictionary *d, const struct dictionary_synset *synset,
                          size_t number, struct arena *arena, struct dictionary_strs *out)
{
    for (size_t i = 0; i < synset->pointer_count; i++) {
        const struct dictionary_pointer *p = &synset->pointers[i];
        if (str_eq(p->symbol, STR("!")) && (number == 0 || p->source == 0 || p->source == number)) {
            add_targets(d, p, arena, out);
        }
    }
}

/* "Soggy" has no opposite of its own; it is similar to "wet", which has. */
static void add_of_head(const struct dictionary *d, const struct dictionary_synset *synset,
                        struct arena *arena, struct dictionary_strs *out)
{
    for (size_t i = 0; i < synset->pointer_count; i++) {
        struct dictionary_synset head;
        if (str_eq(synset->pointers[i].symbol, STR("&")) &&
            synset->pointers[i].part == DICTIONARY_ADJECTIVE &&
            dictionary_read_synset(d, DICTIONARY_ADJECTIVE, synset->pointers[i].offset, arena,
                                   &head)) {
            add_of_synset(d, &head, 0, arena, out);
        }
    }
}

void dictionary_add_opposites(const struct dictionary *d, const struct dictionary_synset *synset,
                              size_t number, struct arena *arena, struct dictionary_strs *out)
{
    out->items = arena_calloc(arena, OPPOSITES_MAX, sizeof(*out->items));
    add_of_synset(d, synset, number, arena, out);
    if (out->count == 0) {
        add_of_synset(d, synset, 0, arena, out);
    }
    if (out->count == 0 && synset->is_satellite) {
        add_of_head(d, synset, arena, out);
    }
}

static void add_relative(struct dictionary_family *family, struct str word,
                         enum dictionary_part part)
{
    for (size_t i = 0; i < family->count; i++) {
        if (family->items[i].part == part && str_eq_nocase(family->items[i].word, word)) {
            return;
        }
    }
    if (family->count < ARRAY_LEN(family->items)) {
        family->items[family->count++] = (struct dictionary_relative){word, part};
    }
}

/* "+" is derived alike, "\" made of a noun or an adjective, "<" a verb's participle. */
static bool is_family(struct str symbol)
{
    return str_eq(symbol, STR("+")) || str_eq(symbol, STR("\\")) || str_eq(symbol, STR("<"));
}

void dictionary_add_family(const struct dictionary *d, const struct dictionary_synset *synset,
                           size_t number, struct arena *arena, struct dictionary_family *out)
{
    for (size_t i = 0; i < synset->pointer_count; i++) {
        const struct dictionary_pointer *p = &synset->pointers[i];
        struct dictionary_synset other;
        if (!is_family(p->symbol) || p->source != number || p->target == 0 ||
            !dictionary_read_synset(d, p->part, p->offset, arena, &other) ||
            p->target > other.word_count) {
            continue;
        }
        add_relative(out, dictionary_spaced(other.words[p->target - 1], arena), p->part);
    }
}

/* Whether a meaning of the adverb says that it is made of the adjective. */
static bool is_adverb_of(const struct dictionary *d, struct str adverb, struct str lemma,
                         struct arena *arena)
{
    struct dictionary_row row;
    size_t offset;
    if (!dictionary_find_row(d, DICTIONARY_ADVERB, adverb, &row)) {
        return false;
    }
    while (dictionary_next_offset(&row.offsets, &offset)) {
        struct dictionary_synset synset;
        if (!dictionary_read_synset(d, DICTIONARY_ADVERB, offset, arena, &synset)) {
            continue;
        }
        for (size_t i = 0; i < synset.pointer_count; i++) {
            struct dictionary_synset adjective;
            if (str_eq(synset.pointers[i].symbol, STR("\\")) &&
                dictionary_read_synset(d, synset.pointers[i].part, synset.pointers[i].offset, arena,
                                       &adjective) &&
                dictionary_word_number(&adjective, lemma) > 0) {
                return true;
            }
        }
    }
    return false;
}

void dictionary_add_adverb(const struct dictionary *d, struct str lemma, struct arena *arena,
                           struct dictionary_family *out)
{
    static const struct {
        const char *ending, *instead;
    } ways[] = {{"", "ly"}, {"y", "ily"}, {"le", "ly"}, {"ic", "ically"}, {"l", "lly"}};
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        const struct str ending = str_from(ways[i].ending);
        if (!str_ends(lemma, ending)) {
            continue;
        }
        const struct str stem = str_sub(lemma, 0, lemma.n - ending.n);
        const struct str adverb =
            str_from(arena_printf(arena, "%" STRF "%s", STRA(stem), ways[i].instead));
        if (is_adverb_of(d, adverb, lemma, arena)) {
            add_relative(out, adverb, DICTIONARY_ADVERB);
            return;
        }
    }
}
