/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of words that ask for the same, or name things of one kind, so that what was learnt of one of them is known of the others, too:
 * "signification" asks like "meaning". They stand in models/router/concepts.txt, a line each: "name: word word ...". A word may belong to
 * several; the first decides in patterns. A form of a word that is in no group ("distilled") belongs to those of the word ("distil"). */
#include "infer/router/router_int.h"

#define WORD_BYTES ((size_t)40)

static int compare(struct str a, struct str b)
{
    int order = memcmp(a.p, b.p, size_min(a.n, b.n));
    return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

/* By the word, then by the place in the file. */
static int compare_entries(const void *one, const void *other)
{
    const struct router_concept *a = one;
    const struct router_concept *b = other;
    int order = compare(a->word, b->word);
    return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

/* Calls for each word of the file; counts only where `items` is NULL. */
static size_t read_entries(struct str file, struct router_concept *items)
{
    size_t count = 0;
    while (file.n > 0) {
        struct str words;
        struct str name = str_cut(str_cut(file, '\n', &file), ':', &words);
        size_t at = 0;
        struct str word;
        while (name.n > 0 && name.p[0] != '#' && router_next_word(words, &at, &word)) {
            if (items != NULL) {
                items[count] = (struct router_concept){word, name, count};
            }
            count++;
        }
    }
    return count;
}

void router_read_concepts(struct str file, struct arena *arena, struct router_concepts *out)
{
    size_t count = read_entries(file, NULL);
    out->items = arena_calloc(arena, count + 1, sizeof(*out->items));
    out->count = read_entries(file, out->items);
    qsort(out->items, out->count, sizeof(*out->items), compare_entries);
}

static bool find(const struct router_concepts *concepts, struct str word, struct str *out,
                 size_t *count)
{
    size_t low = 0;
    size_t high = concepts->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool is_before = compare(concepts->items[middle].word, word) < 0;
        *(is_before ? &low : &high) = is_before ? middle + 1 : middle;
    }
    bool found = false;
    for (size_t i = low; i < concepts->count && str_eq(concepts->items[i].word, word); i++) {
        if (*count < ROUTER_CONCEPTS_MAX) {
            out[(*count)++] = concepts->items[i].name;
        }
        found = true;
    }
    return found;
}

/* Endings, and what stands in their place in the word itself. */
static const struct {
    struct str ending;
    struct str instead;
} endings[] = {
    {STR("s"), STR("")},          {STR("es"), STR("")},     {STR("ies"), STR("y")},
    {STR("ed"), STR("")},         {STR("ed"), STR("e")},    {STR("ied"), STR("y")},
    {STR("ing"), STR("")},        {STR("ing"), STR("e")},   {STR("er"), STR("")},
    {STR("er"), STR("e")},        {STR("ier"), STR("y")},   {STR("est"), STR("")},
    {STR("iest"), STR("y")},      {STR("ly"), STR("")},     {STR("ily"), STR("y")},
    {STR("y"), STR("")},          {STR("y"), STR("e")},     {STR("isation"), STR("ize")},
    {STR("ization"), STR("ize")}, {STR("ise"), STR("ize")}, {STR("ised"), STR("ize")},
    {STR("ising"), STR("ize")},   {STR("ation"), STR("e")}, {STR("ation"), STR("")},
    {STR("ion"), STR("e")},       {STR("ion"), STR("")},    {STR("ment"), STR("")},
    {STR("ness"), STR("")},       {STR("able"), STR("")},   {STR("able"), STR("e")},
    {STR("ers"), STR("")},        {STR("ers"), STR("e")},   {STR("ings"), STR("")},
    {STR("ions"), STR("e")},      {STR("ions"), STR("")},   {STR("in"), STR("")},
    {STR("in"), STR("e")},
};

#define STEM_LETTERS ((size_t)3)

/* "trimmed" is of "trim", too. */
static bool find_undoubled(const struct router_concepts *concepts, struct str stem, struct str *out,
                           size_t *count)
{
    bool is_doubled = stem.n > STEM_LETTERS && stem.p[stem.n - 1] == stem.p[stem.n - 2];
    return is_doubled && find(concepts, str_sub(stem, 0, stem.n - 1), out, count);
}

void router_add_concepts(const struct router_concepts *concepts, struct str word, struct str *out,
                         size_t *count)
{
    if (find(concepts, word, out, count)) {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        struct str instead = endings[i].instead;
        if (!str_ends(word, endings[i].ending) ||
            word.n < endings[i].ending.n + STEM_LETTERS - instead.n || word.n > WORD_BYTES) {
            continue;
        }
        char bytes[WORD_BYTES + 4];
        struct str stem = str_sub(word, 0, word.n - endings[i].ending.n);
        memcpy(bytes, stem.p, stem.n);
        memcpy(bytes + stem.n, instead.p, instead.n);
        struct str whole = {bytes, stem.n + instead.n};
        if (find(concepts, whole, out, count) ||
            (instead.n == 0 && find_undoubled(concepts, stem, out, count))) {
            return;
        }
    }
}
