/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrong answers that are plainly wrong: of the same part of speech and level, and far enough in meaning. */
#include "infer/dictionary/dictionary_int.h"

#define TRIES_MAX      600
#define TRIES_PER_WORD 10 /* of a small dictionary */
#define NEAR_MAX       512

/* Meanings next to one in the network, itself first. */
struct nearby {
    struct {
        size_t offset;
        enum dictionary_part part;
    } items[NEAR_MAX];
    size_t count;
};

static void add_nearby(struct nearby *nearby, enum dictionary_part part, size_t offset)
{
    if (nearby->count < NEAR_MAX) {
        nearby->items[nearby->count].part = part;
        nearby->items[nearby->count].offset = offset;
        nearby->count++;
    }
}

static void find_nearby(const struct dictionary_synset *synset, struct nearby *out)
{
    out->count = 0;
    add_nearby(out, synset->part, synset->offset);
    for (size_t i = 0; i < synset->pointer_count; i++) {
        const struct dictionary_pointer *p = &synset->pointers[i];
        const bool is_domain = p->symbol.n > 0 && (p->symbol.p[0] == ';' || p->symbol.p[0] == '-');
        if (!is_domain) {
            add_nearby(out, p->part, p->offset);
        }
    }
}

/* Whether they share a neighbour: synonyms, one above or below the other, sisters, opposites. */
static bool are_near(const struct dictionary_synset *a, const struct dictionary_synset *b)
{
    struct nearby of_a;
    struct nearby of_b;
    find_nearby(a, &of_a);
    find_nearby(b, &of_b);
    for (size_t i = 0; i < of_a.count; i++) {
        for (size_t k = 0; k < of_b.count; k++) {
            if (of_a.items[i].offset == of_b.items[k].offset &&
                of_a.items[i].part == of_b.items[k].part) {
                return true;
            }
        }
    }
    return false;
}

/* Any meaning of a word may be the one that somebody has in mind. */
static bool is_near_any(const struct dictionary *d, const struct dictionary_target *word,
                        const struct dictionary_synset *other, struct arena *arena)
{
    struct dictionary_row row;
    size_t offset;
    if (!dictionary_find_row(d, word->part, word->lemma, &row)) {
        return true;
    }
    while (dictionary_next_offset(&row.offsets, &offset)) {
        struct dictionary_synset synset;
        if (dictionary_read_synset(d, word->part, offset, arena, &synset) &&
            are_near(&synset, other)) {
            return true;
        }
    }
    return false;
}

static bool is_apart(const struct dictionary *d, const struct dictionary_target *target,
                     const struct dictionary_target *other, struct arena *arena)
{
    return !str_eq(target->lemma, other->lemma) &&
           dictionary_word_number(&target->synset, other->lemma) == 0 &&
           dictionary_word_number(&other->synset, target->lemma) == 0 &&
           !dictionary_tells(other->gloss.meaning, target->lemma) &&
           !dictionary_tells(other->lemma, target->lemma) &&
           !is_near_any(d, target, &other->synset, arena) &&
           !is_near_any(d, other, &target->synset, arena);
}

int dictionary_find_others(struct dictionary *d, const struct dictionary_target *target,
                           uint64_t *random, const struct dictionary_watch *watch,
                           struct arena *arena,
                           struct dictionary_target out[DICTIONARY_CHOICES - 1])
{
    const struct dictionary_pool *pool;
    int rc = dictionary_get_pool(d, watch, &pool);
    if (rc < 0) {
        return rc;
    }
    const struct dictionary_pool_words *words = &pool->of[target->level][target->part];
    const size_t tries_max = size_min(TRIES_MAX, TRIES_PER_WORD * words->count);
    size_t count = 0;
    for (size_t tries = 0; tries < tries_max; tries++) {
        struct dictionary_row row;
        struct dictionary_target other;
        if (watch->goes_on != NULL && !watch->goes_on(watch->context)) {
            return E_CANCELLED;
        }
        if (!dictionary_pool_row(d, words->items[dictionary_random_below(random, words->count)],
                                 &row) ||
            !dictionary_find_target(d, &row, arena, &other, NULL)) {
            continue;
        }
        bool is_good = is_apart(d, target, &other, arena);
        for (size_t i = 0; i < count && is_good; i++) {
            is_good = is_apart(d, &out[i], &other, arena);
        }
        if (is_good) {
            out[count++] = other;
        }
        if (count == DICTIONARY_CHOICES - 1) {
            return E_OK;
        }
    }
    return E_NOT_FOUND;
}
