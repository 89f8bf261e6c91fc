/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "infer/translation/translation_table_int.h"

#define HOLLOW_MAX   (64 * MIB)
#define NAMES_MAX    MIB
#define FEW_ARCS     24
#define HEADER_BYTES 12 /* four letters and a number of 64 bits, which begins with its highest */
#define WORDS_MAX    (INT32_MAX / 2) /* so that the distance of two words is an int32_t */

/* An arc with what it is sorted by. */
struct order {
    struct translation_arc arc;
    uint32_t order;
    double weight;
};

struct reader {
    struct translation_table *table;
    struct str left;
    int32_t *symbols; /* (2 * pairs): what goes in and what comes out */
    uint32_t pairs;
    struct translation_list arcs; /* struct order, of one state */
};

/* ---- numbers ---- */

/* The two highest bits of the first byte say how many bytes follow. */
static bool read_number(struct reader *reader, uint32_t *out)
{
    struct str *left = &reader->left;
    const size_t more = left->n > 0 ? (unsigned char)left->p[0] >> 6 : 0;
    if (left->n <= more) {
        return false;
    }
    uint32_t value = (unsigned char)left->p[0] & 0x3f;
    for (size_t i = 1; i <= more; i++) {
        value = value << 8 | (unsigned char)left->p[i];
    }
    left->p += more + 1;
    left->n -= more + 1;
    *out = value;
    return true;
}

/* A count of things of which each takes so many bytes at least. */
static bool read_count(struct reader *reader, size_t bytes_each, uint32_t *out)
{
    return read_number(reader, out) && *out <= reader->left.n / bytes_each;
}

/* Half of a real number: 26 bits, or 32 in two numbers of which the first has bit 26 set. */
static bool read_long(struct reader *reader, int32_t *out)
{
    uint32_t low = 0;
    uint32_t value;
    if (!read_number(reader, &value)) {
        return false;
    }
    if (value >= UINT32_C(1) << 26) {
        if (!read_number(reader, &low)) {
            return false;
        }
        value = value << 26 | low;
    }
    *out = (int32_t)value;
    return true;
}

static bool read_weight(struct reader *reader, bool is_there, double *out)
{
    int32_t mantissa;
    int32_t exponent;
    *out = 0;
    if (!is_there) {
        return true;
    }
    if (!read_long(reader, &mantissa) || !read_long(reader, &exponent)) {
        return false;
    }
    *out = ldexp((double)mantissa / 0x40000000, exponent);
    return true;
}

/* Old files have no header. Of the features that one tells of, `known` may be set. */
static bool read_header(struct reader *reader, const char *letters, uint64_t known, uint64_t *out)
{
    *out = 0;
    if (!str_starts(reader->left, str_from(letters))) {
        return true;
    }
    if (reader->left.n < HEADER_BYTES) {
        return false;
    }
    for (size_t i = 4; i < HEADER_BYTES; i++) {
        *out = *out << 8 | (unsigned char)reader->left.p[i];
    }
    reader->left = str_sub(reader->left, HEADER_BYTES, reader->left.n);
    return (*out & ~known) == 0;
}

/* ---- before the transducers ---- */

static bool skip_numbers(struct reader *reader)
{
    uint32_t count;
    uint32_t ignored;
    if (!read_count(reader, 1, &count)) {
        return false;
    }
    while (count > 0 && read_number(reader, &ignored)) {
        count--;
    }
    return count == 0;
}

static bool read_alphabet(struct reader *reader)
{
    uint32_t tags;
    if (!read_count(reader, 1, &tags)) {
        return false;
    }
    for (uint32_t i = 0; i < tags; i++) {
        if (!skip_numbers(reader)) {
            return false;
        }
    }
    if (!read_count(reader, 2, &reader->pairs)) {
        return false;
    }
    reader->symbols = try_alloc(reader->pairs, 2 * sizeof(*reader->symbols), TRANSLATION_TABLE_MAX);
    if (reader->symbols == NULL) {
        return false;
    }
    for (size_t i = 0; i < (size_t)2 * reader->pairs; i++) {
        uint32_t symbol;
        if (!read_number(reader, &symbol)) {
            return false;
        }
        reader->symbols[i] = (int32_t)(symbol - tags); /* below 2^30, both */
    }
    return true;
}

/* ---- a transducer ---- */

static bool read_name(struct reader *reader, struct translation_section *out)
{
    uint32_t points;
    struct translation_list *names = &reader->table->names;
    out->name = names->bytes / sizeof(uint16_t);
    if (!read_count(reader, 1, &points) || names->bytes > NAMES_MAX) {
        return false;
    }
    for (uint32_t i = 0; i < points; i++) {
        uint32_t point;
        uint16_t *units;
        if (!read_number(reader, &point) || point > 0x10ffff ||
            (units = translation_list_add(names, point < 0x10000 ? 2 : 4)) == NULL) {
            return false;
        }
        if (point >= 0x10000) {
            *units++ = (uint16_t)(0xd7c0 + (point >> 10));
            point = 0xdc00 | (point & 0x3ff);
        }
        *units = (uint16_t)point;
    }
    out->name_units = names->bytes / sizeof(uint16_t) - out->name;
    return true;
}

/* Their numbers are told as differences. */
static bool read_finals(struct reader *reader, struct translation_section *out)
{
    uint32_t count;
    uint64_t state = 0;
    out->finals = reader->table->finals.bytes / sizeof(struct translation_final);
    if (!read_count(reader, 1, &count)) {
        return false;
    }
    out->finals_count = count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t step;
        struct translation_final *final =
            translation_list_add(&reader->table->finals, sizeof(*final));
        if (final == NULL || !read_number(reader, &step) ||
            !read_weight(reader, out->is_weighted, &final->weight)) {
            return false;
        }
        state += step;
        if (state > UINT32_MAX) {
            return false;
        }
        final->state = (uint32_t)state;
    }
    return true;
}

static bool are_states(const struct translation_table *table,
                       const struct translation_section *section)
{
    for (size_t i = 0; i < section->finals_count; i++) {
        if (translation_final_at(table, section->finals + i)->state >= section->count) {
            return false;
        }
    }
    return section->initial < section->count;
}

static int compare_arcs(const void *a, const void *b)
{
    const struct order *one = a;
    const struct order *other = b;
    if (one->arc.input != other->arc.input) {
        return one->arc.input < other->arc.input ? -1 : 1;
    }
    return one->order < other->order ? -1 : one->order > other->order;
}

static void sort_arcs(struct order *arcs, size_t count)
{
    if (count > FEW_ARCS) {
        qsort(arcs, count, sizeof(*arcs), compare_arcs);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        const struct order one = arcs[i];
        size_t at = i;
        while (at > 0 && arcs[at - 1].arc.input > one.arc.input) {
            arcs[at] = arcs[at - 1];
            at--;
        }
        arcs[at] = one;
    }
}

/* State and symbol are told as differences, too. */
static bool read_arcs(struct reader *reader, const struct translation_section *section,
                      uint32_t state, uint32_t count)
{
    uint64_t symbol = 0;
    reader->arcs.bytes = 0;
    struct order *arcs = translation_list_add(&reader->arcs, count * sizeof(*arcs));
    if (arcs == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t step;
        uint32_t distance;
        if (!read_number(reader, &step) || !read_number(reader, &distance) ||
            !read_weight(reader, section->is_weighted, &arcs[i].weight)) {
            return false;
        }
        symbol += step;
        if (symbol >= reader->pairs) {
            return false;
        }
        const int64_t target = ((int64_t)state + distance) % section->count;
        arcs[i].order = i;
        arcs[i].arc.input = reader->symbols[2 * symbol];
        arcs[i].arc.output = reader->symbols[2 * symbol + 1];
        arcs[i].arc.target = (int32_t)((target - state) * (int64_t)TRANSLATION_STATE_WORDS);
    }
    sort_arcs(arcs, count);
    return true;
}

/* Places what read_arcs() has read behind all that is there. */
static bool add_arcs(struct reader *reader, const struct translation_section *section,
                     uint32_t state, uint32_t count)
{
    struct translation_table *table = reader->table;
    const struct order *arcs = (const void *)reader->arcs.items;
    const size_t at = translation_word_count(table);
    const size_t from = section->states + state * TRANSLATION_STATE_WORDS;
    const size_t weights = section->is_weighted ? count * sizeof(double) : 0;
    char *added = translation_list_add(&table->words, count * sizeof(arcs->arc) + weights);
    if (added == NULL || translation_word_count(table) > WORDS_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(added + i * sizeof(arcs->arc), &arcs[i].arc, sizeof(arcs->arc));
        if (section->is_weighted) {
            memcpy(added + count * sizeof(arcs->arc) + i * sizeof(double), &arcs[i].weight,
                   sizeof(double));
        }
    }
    const struct translation_state made = {
        .arcs = (uint32_t)(at - from),
        .count = count | (section->is_weighted ? TRANSLATION_WEIGHTED : 0),
    };
    memcpy(translation_word_at(table, from), &made, sizeof(made));
    return true;
}

static bool read_states(struct reader *reader, struct translation_section *section)
{
    section->states = translation_word_count(reader->table);
    if (translation_list_add(&reader->table->words,
                             section->count * sizeof(struct translation_state)) == NULL) {
        return false;
    }
    for (uint32_t state = 0; state < section->count; state++) {
        uint32_t count;
        if (!read_count(reader, 2, &count) || !read_arcs(reader, section, state, count) ||
            !add_arcs(reader, section, state, count)) {
            return false;
        }
    }
    return true;
}

static bool read_transducer(struct reader *reader, bool is_main)
{
    struct translation_table *table = reader->table;
    const struct str start = reader->left;
    struct translation_section one = {.is_main = is_main};
    uint64_t features;
    if (!read_name(reader, &one)) {
        return false;
    }
    sb_add(&table->hollow, str_sub(start, 0, start.n - reader->left.n));
    sb_add(&table->hollow, (struct str){"\0\0\1\0", 4}); /* initial, finals, states, arcs */
    if (!read_header(reader, "LTTD", 1, &features)) {
        return false;
    }
    one.is_weighted = features != 0;
    if (!read_number(reader, &one.initial) || !read_finals(reader, &one) ||
        !read_count(reader, 1, &one.count) || !are_states(table, &one) ||
        !read_states(reader, &one)) {
        return false;
    }
    struct translation_section *added = translation_list_add(&table->sections, sizeof(*added));
    if (added == NULL) {
        return false;
    }
    *added = one;
    return true;
}

/* ---- a file ---- */

static bool read_file(struct reader *reader, enum translation_file kind)
{
    const struct str all = reader->left;
    uint64_t features;
    uint32_t count;
    if (translation_list_add(&reader->table->names, 0) == NULL) { /* names may be empty */
        return false;
    }
    if (kind == TRANSLATION_FILE_WORDS &&
        (!read_header(reader, "LTTB", 0, &features) || !skip_numbers(reader))) {
        return false;
    }
    if (!read_alphabet(reader) || !read_count(reader, 1, &count)) {
        return false;
    }
    sb_add(&reader->table->hollow, str_sub(all, 0, all.n - reader->left.n));
    for (uint32_t i = 0; i < count; i++) {
        if (!read_transducer(reader, false)) {
            return false;
        }
    }
    if (kind == TRANSLATION_FILE_LEXICAL) {
        if (!read_transducer(reader, true)) {
            return false;
        }
        sb_add(&reader->table->hollow, reader->left);
    }
    return !reader->table->hollow.failed;
}

/* Gives back what lists have beyond their content. */
static void trim(struct translation_list *list)
{
    char *items = list->bytes > 0 ? realloc(list->items, list->bytes) : NULL;
    if (items != NULL) {
        list->items = items;
        list->room = list->bytes;
    }
}

struct translation_table *translation_table_new(const char *bytes, size_t n,
                                                enum translation_file kind)
{
    struct translation_table *table = must_calloc(1, sizeof(*table));
    struct reader reader = {.table = table, .left = {bytes, n}};
    sb_init(&table->hollow, HOLLOW_MAX);
    const bool is_read = read_file(&reader, kind);
    free(reader.symbols);
    free(reader.arcs.items);
    if (!is_read) {
        translation_table_free(table);
        return NULL;
    }
    trim(&table->words);
    return table;
}
