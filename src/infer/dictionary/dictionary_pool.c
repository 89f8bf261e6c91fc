/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which words there are to learn, by how often they were found in the texts that WordNet counted. */
#include "infer/dictionary/dictionary_int.h"

#define LETTERS_MAX     16
#define SENSES_MAX      12 /* of what has more it is not clear what to ask for */
#define LINES_A_GLANCE  4096
#define EASY_USES       10
#define EASY_USES_ALONE 25 /* of a word with one meaning */
#define MEDIUM_USES     2

/* The sequence of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). */
uint64_t dictionary_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

size_t dictionary_random_below(uint64_t *state, size_t limit)
{
    return limit > 0 ? (size_t)(dictionary_random(state) % limit) : 0;
}

enum dictionary_level dictionary_level_of(const struct dictionary_row *row, int64_t uses)
{
    return uses >= (row->sense_count > 1 ? EASY_USES : EASY_USES_ALONE) ? DICTIONARY_EASY
           : uses >= MEDIUM_USES                                        ? DICTIONARY_MEDIUM
                                                                        : DICTIONARY_HARD;
}

static bool has_good_letters(struct str lemma, size_t least)
{
    if (lemma.n < least || lemma.n > LETTERS_MAX) {
        return false;
    }
    for (size_t i = 0; i < lemma.n; i++) {
        if (lemma.p[i] < 'a' || lemma.p[i] > 'z') {
            return false;
        }
    }
    return true;
}

/* Whether it is used more as this part of speech than as another. */
static bool is_foremost(const struct dictionary_uses *uses, enum dictionary_part part)
{
    for (int other = 0; other < DICTIONARY_PART_COUNT; other++) {
        if (uses->of[other] > uses->of[part] ||
            (uses->of[other] == uses->of[part] && uses->all > 0 && other < (int)part)) {
            return false;
        }
    }
    return true;
}

static void add_word(struct dictionary_pool_words *words, struct dictionary_pool_word word)
{
    if (words->count == words->capacity) {
        words->capacity = words->capacity > 0 ? 2 * words->capacity : 1024;
        struct dictionary_pool_word *larger = must_calloc(words->capacity, sizeof(*larger));
        if (words->count > 0) {
            memcpy(larger, words->items, words->count * sizeof(*larger));
        }
        free(words->items);
        words->items = larger;
    }
    words->items[words->count++] = word;
}

static void add_line(const struct dictionary *d, struct dictionary_pool *pool,
                     enum dictionary_part part, size_t at, struct str line)
{
    static const size_t least_letters[] = {3, 4, 5};
    _Static_assert(ARRAY_LEN(least_letters) == DICTIONARY_LEVEL_COUNT, "one for each");
    struct dictionary_row row;
    if (line.n == 0 || line.p[0] == ' ' || !dictionary_parse_row(part, line, &row) ||
        !has_good_letters(row.lemma, least_letters[DICTIONARY_EASY]) ||
        row.sense_count > SENSES_MAX) {
        return;
    }
    enum dictionary_level level = DICTIONARY_HARD;
    if (row.tagged_count > 0) {
        const struct dictionary_uses uses = dictionary_count_uses(d, row.lemma);
        level = dictionary_level_of(&row, uses.of[part]);
        if (!is_foremost(&uses, part)) {
            return;
        }
    } else if (row.sense_count < 2) {
        return;
    }
    if (has_good_letters(row.lemma, least_letters[level])) {
        add_word(&pool->of[level][part],
                 (struct dictionary_pool_word){(uint32_t)at, (uint8_t)part});
    }
}

static int read_pool(const struct dictionary *d, const struct dictionary_watch *watch,
                     struct dictionary_pool *pool)
{
    size_t lines = 0;
    for (int part = 0; part < DICTIONARY_PART_COUNT; part++) {
        const struct str text = d->texts.index[part];
        for (size_t at = 0; at < text.n && at < UINT32_MAX;) {
            const struct str line = dictionary_line_at(text, at);
            add_line(d, pool, (enum dictionary_part)part, at, line);
            at += line.n + 1;
            if (++lines % LINES_A_GLANCE == 0 && watch->goes_on != NULL &&
                !watch->goes_on(watch->context)) {
                return E_CANCELLED;
            }
        }
    }
    return E_OK;
}

int dictionary_get_pool(struct dictionary *d, const struct dictionary_watch *watch,
                        const struct dictionary_pool **out)
{
    if (d->pool == NULL) {
        struct dictionary_pool *pool = must_calloc(1, sizeof(*pool));
        int rc = read_pool(d, watch, pool);
        if (rc < 0) {
            dictionary_pool_free(pool);
            return rc;
        }
        d->pool = pool;
    }
    *out = d->pool;
    return E_OK;
}

void dictionary_pool_free(struct dictionary_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    for (size_t level = 0; level < DICTIONARY_LEVEL_COUNT; level++) {
        for (size_t part = 0; part < DICTIONARY_PART_COUNT; part++) {
            free(pool->of[level][part].items);
        }
    }
    free(pool);
}

bool dictionary_pool_row(const struct dictionary *d, struct dictionary_pool_word word,
                         struct dictionary_row *out)
{
    const enum dictionary_part part = (enum dictionary_part)word.part;
    return dictionary_parse_row(part, dictionary_line_at(d->texts.index[part], word.line), out);
}

/* A word that was never counted has to show itself in an example, and not be counted as another part of speech. */
static bool is_worth_learning(const struct dictionary *d, const struct dictionary_row *row,
                              bool with_gap, struct arena *arena)
{
    struct dictionary_target target;
    struct dictionary_gap gap;
    const bool was_counted = row->tagged_count > 0;
    return dictionary_find_target(d, row, arena, &target, NULL) &&
           (was_counted || dictionary_count_uses(d, row->lemma).all == 0) &&
           ((was_counted && !with_gap) || dictionary_find_target(d, row, arena, &target, &gap));
}

static struct dictionary_pool_word *copy_level(const struct dictionary_pool *pool,
                                               enum dictionary_level level, struct arena *arena,
                                               size_t *out_count)
{
    size_t count = 0;
    for (size_t part = 0; part < DICTIONARY_PART_COUNT; part++) {
        count += pool->of[level][part].count;
    }
    struct dictionary_pool_word *words = arena_calloc(arena, count, sizeof(*words));
    *out_count = count;
    count = 0;
    for (size_t part = 0; part < DICTIONARY_PART_COUNT; part++) {
        const struct dictionary_pool_words *of = &pool->of[level][part];
        if (of->count > 0) {
            memcpy(words + count, of->items, of->count * sizeof(*words));
        }
        count += of->count;
    }
    return words;
}

int dictionary_pick_words(struct dictionary *d, const struct dictionary_pick *pick,
                          const struct dictionary_watch *watch, struct arena *arena,
                          struct dictionary_words *out)
{
    const struct dictionary_pool *pool;
    int rc = dictionary_get_pool(d, watch, &pool);
    if (rc < 0) {
        return rc;
    }
    size_t left;
    struct dictionary_pool_word *words = copy_level(pool, pick->level, arena, &left);
    const size_t wanted = size_min(pick->count, DICTIONARY_PICK_MAX);
    uint64_t random = pick->seed;
    *out = (struct dictionary_words){.items = arena_calloc(arena, wanted, sizeof(*out->items))};
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    while (out->count < wanted && left > 0) {
        const size_t at = dictionary_random_below(&random, left);
        struct dictionary_row row;
        if (dictionary_pool_row(d, words[at], &row) &&
            is_worth_learning(d, &row, pick->with_gap, scratch)) {
            out->items[out->count++] = (struct dictionary_relative){row.lemma, row.part};
        }
        words[at] = words[--left];
        arena_reset(scratch);
        if (left % 64 == 0 && watch->goes_on != NULL && !watch->goes_on(watch->context)) {
            return E_CANCELLED;
        }
    }
    return E_OK;
}
