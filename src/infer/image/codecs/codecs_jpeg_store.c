/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A packed row is a list of pieces. The row before it in time gives its pieces back, so rows that grow from scan to scan leave
 * no holes. A block is packed as
 *   a byte whose bits tell which of its eight rows have a coefficient that is not zero,
 *   for each of these a byte that tells which,
 *   the coefficients: a byte each, or ESCAPE and two bytes.
 * The first coefficient is the difference from that of the block before, as in the file. */
#include "infer/image/codecs/codecs_jpeg_store.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define PIECE_BYTES  ((size_t)256)
#define SLAB_PIECES  ((size_t)1024)
#define SIDE         8
#define ESCAPE       (-128)
#define PACKED_MAX   ((size_t)1 + SIDE + (size_t)DCTSIZE2 * 3) /* bytes of a block */
#define SPARE        ((size_t)2)  /* bytes that are touched behind the last one */
#define BLOCKS_ALIGN ((size_t)64) /* what libjpeg's vector code may want of a block */
#define NONE         ((JDIMENSION)-1)
/* libjpeg-turbo 2.1 smoothes with up to two rows below those that it has asked for, which its own arrays have. */
#define AHEAD 2

struct piece {
    struct piece *next;
    uint8_t bytes[PIECE_BYTES - sizeof(struct piece *)];
};

struct slab {
    struct slab *next;
    struct piece pieces[SLAB_PIECES];
};

/* A row that is unpacked. */
struct slot {
    JBLOCKROW blocks;
    JDIMENSION row; /* NONE: there is none */
    bool is_changed;
};

struct codecs_jpeg_store {
    size_t bytes_max;
    size_t bytes;
    struct slab *slabs;
    struct piece *free;
    uint8_t *scratch; /* a packed row in one piece */
    size_t scratch_bytes;
    struct jvirt_barray_control *arrays;
};

/* What libjpeg has pointers to and never looks into. */
struct jvirt_barray_control {
    struct jvirt_barray_control *next;
    struct codecs_jpeg_store *store;
    JDIMENSION blocks;
    JDIMENSION rows;
    JDIMENSION rows_max;
    JDIMENSION
    slot_count; /* the most rows that have been looked at together; a row has its slot by its number */
    struct slot *slots;    /* (rows_max + AHEAD) */
    JBLOCKROW *window;     /* (rows_max + AHEAD), what libjpeg gets */
    struct piece **packed; /* (rows); NULL: all zero */
};

/* ---- memory ---- */

struct codecs_jpeg_store *codecs_jpeg_store_new(size_t bytes_max)
{
    struct codecs_jpeg_store *store = must_calloc(1, sizeof(*store));
    store->bytes_max = bytes_max;
    return store;
}

static void array_free(struct jvirt_barray_control *array)
{
    for (JDIMENSION i = 0; i < array->slot_count; i++) {
        free(array->slots[i].blocks);
    }
    free(array->slots);
    free(array->window);
    free(array->packed);
    free(array);
}

void codecs_jpeg_store_free(struct codecs_jpeg_store *store)
{
    if (store == NULL) {
        return;
    }
    while (store->arrays != NULL) {
        struct jvirt_barray_control *array = store->arrays;
        store->arrays = array->next;
        array_free(array);
    }
    while (store->slabs != NULL) {
        struct slab *slab = store->slabs;
        store->slabs = slab->next;
        free(slab);
    }
    free(store->scratch);
    free(store);
}

size_t codecs_jpeg_store_bytes(const struct codecs_jpeg_store *store)
{
    return store->bytes;
}

static bool add_slab(struct codecs_jpeg_store *store)
{
    struct slab *slab =
        try_alloc(1, sizeof(*slab), size_min(sizeof(*slab), store->bytes_max - store->bytes));
    if (slab == NULL) {
        return false;
    }
    store->bytes += sizeof(*slab);
    slab->next = store->slabs;
    store->slabs = slab;
    for (size_t i = 0; i < SLAB_PIECES; i++) {
        slab->pieces[i].next = store->free;
        store->free = &slab->pieces[i];
    }
    return true;
}

static struct piece *take_piece(struct codecs_jpeg_store *store)
{
    if (store->free == NULL && !add_slab(store)) {
        return NULL;
    }
    struct piece *piece = store->free;
    store->free = piece->next;
    piece->next = NULL;
    return piece;
}

static void give_back(struct codecs_jpeg_store *store, struct piece *list)
{
    while (list != NULL) {
        struct piece *next = list->next;
        list->next = store->free;
        store->free = list;
        list = next;
    }
}

static bool add_scratch(struct codecs_jpeg_store *store, JDIMENSION blocks)
{
    const size_t bytes = blocks * PACKED_MAX + SPARE;
    if (bytes <= store->scratch_bytes) {
        return true;
    }
    free(store->scratch);
    store->scratch = try_alloc(bytes, 1, SIZE_MAX);
    store->scratch_bytes = store->scratch != NULL ? bytes : 0;
    return store->scratch != NULL;
}

jvirt_barray_ptr codecs_jpeg_store_add(struct codecs_jpeg_store *store, JDIMENSION blocks,
                                       JDIMENSION rows, JDIMENSION rows_max)
{
    struct jvirt_barray_control *array = must_calloc(1, sizeof(*array));
    *array = (struct jvirt_barray_control){
        .store = store, .blocks = blocks, .rows = rows, .rows_max = rows_max};
    array->slots = must_calloc((size_t)rows_max + AHEAD, sizeof(*array->slots));
    array->window = must_calloc((size_t)rows_max + AHEAD, sizeof(JBLOCKROW));
    array->packed = must_calloc(rows, sizeof(struct piece *)); /* no more than pixels */
    if (!add_scratch(store, blocks)) {
        array_free(array);
        return NULL;
    }
    array->next = store->arrays;
    store->arrays = array;
    return array;
}

/* ---- blocks ---- */

/* Of these loops no step depends on what a block holds, but for the number of coefficients: the processor would guess wrong. */

#ifdef __SSE2__

/* A bit for each coefficient that is not zero. */
static uint64_t tell_block(const JCOEF *block)
{
    const __m128i zero = _mm_setzero_si128();
    const __m128i *rows = (const __m128i *)(const void *)block;
    uint64_t zeros = 0;
    for (int y = 0; y < SIDE; y += 2) {
        const __m128i first = _mm_cmpeq_epi16(_mm_load_si128(rows + y), zero);
        const __m128i second = _mm_cmpeq_epi16(_mm_load_si128(rows + y + 1), zero);
        const int two = _mm_movemask_epi8(_mm_packs_epi16(first, second));
        zeros |= (uint64_t)(unsigned)two << (y * SIDE);
    }
    return ~zeros;
}

#else

/* A bit at the bottom of each of four coefficients that is not zero. */
static inline uint64_t tell_four(const JCOEF *four)
{
    const uint64_t low = UINT64_C(0x7fff7fff7fff7fff);
    uint64_t values;
    memcpy(&values, four, sizeof(values));
    return ((((values & low) + low) | values) & ~low) >> 15;
}

static uint64_t tell_block(const JCOEF *block)
{
    const uint64_t gather = UINT64_C(1) << 48 | UINT64_C(1) << 33 | UINT64_C(1) << 18 | 1 << 3;
    uint64_t mask = 0;
    for (unsigned y = 0; y < SIDE; y++) {
        const JCOEF *row = block + (size_t)y * SIDE;
        const uint64_t set = tell_four(row) | tell_four(row + SIDE / 2) << 4;
        mask |= (set * gather >> 48 & 255) << (y * 8);
    }
    return mask;
}

#endif

static uint8_t *pack_mask(uint64_t mask, uint8_t *to)
{
    uint8_t *filled = to++;
    unsigned rows = 0;
    for (unsigned y = 0; y < SIDE; y++) {
        *to = (uint8_t)(mask >> (y * 8));
        const unsigned is_filled = *to != 0;
        to += is_filled;
        rows |= is_filled << y;
    }
    *filled = (uint8_t)rows;
    return to;
}

static const uint8_t *unpack_mask(const uint8_t *from, uint64_t *out)
{
    const unsigned rows = *from++;
    uint64_t mask = 0;
    for (unsigned y = 0; y < SIDE; y++) {
        const unsigned is_filled = rows >> y & 1;
        mask |= (uint64_t)(*from & (0 - is_filled)) << (y * 8);
        from += is_filled;
    }
    *out = mask;
    return from;
}

/* Writes three bytes, and counts one of them where that is enough. */
static inline uint8_t *pack_value(JCOEF value, uint8_t *to)
{
    const bool is_wide = value <= ESCAPE || value > INT8_MAX;
    *to = (uint8_t)(is_wide ? ESCAPE : value);
    memcpy(to + 1, &value, sizeof(value));
    return to + (is_wide ? 1 + sizeof(value) : 1);
}

static inline const uint8_t *unpack_value(const uint8_t *from, JCOEF *out)
{
    const int8_t value = (int8_t)*from;
    JCOEF wide;
    memcpy(&wide, from + 1, sizeof(wide));
    *out = (JCOEF)(value == ESCAPE ? wide : value);
    return from + (value == ESCAPE ? 1 + sizeof(wide) : 1);
}

static uint8_t *pack_block(const JCOEF *block, JCOEF first, uint8_t *to)
{
    uint64_t mask = (tell_block(block) & ~UINT64_C(1)) | (first != 0);
    to = pack_mask(mask, to);
    if (first != 0) {
        to = pack_value(first, to);
    }
    for (mask &= ~UINT64_C(1); mask != 0; mask &= mask - 1) {
        to = pack_value(block[__builtin_ctzll(mask)], to);
    }
    return to;
}

/* The block is all zero before. */
static const uint8_t *unpack_block(const uint8_t *from, JCOEF *block)
{
    uint64_t mask;
    from = unpack_mask(from, &mask);
    for (; mask != 0; mask &= mask - 1) {
        from = unpack_value(from, block + __builtin_ctzll(mask));
    }
    return from;
}

/* ---- rows ---- */

/* Copies packed bytes into pieces, those that are there already first. */
static bool keep(struct codecs_jpeg_store *store, struct piece **list, size_t bytes)
{
    const uint8_t *from = store->scratch;
    while (bytes > 0) {
        if (*list == NULL) {
            *list = take_piece(store);
        }
        struct piece *piece = *list;
        if (piece == NULL) {
            return false;
        }
        const size_t part = size_min(bytes, sizeof(piece->bytes));
        memcpy(piece->bytes, from, part);
        from += part;
        bytes -= part;
        list = &piece->next;
    }
    give_back(store, *list);
    *list = NULL;
    return true;
}

static bool pack(struct jvirt_barray_control *array, struct slot *slot)
{
    if (slot->row == NONE || !slot->is_changed) {
        return true;
    }
    uint8_t *to = array->store->scratch;
    JCOEF before = 0;
    for (JDIMENSION i = 0; i < array->blocks; i++) {
        const JCOEF *block = slot->blocks[i];
        to = pack_block(block, (JCOEF)(block[0] - before), to);
        before = block[0];
    }
    slot->is_changed = false;
    return keep(array->store, &array->packed[slot->row], (size_t)(to - array->store->scratch));
}

static void unpack(const struct jvirt_barray_control *array, JDIMENSION row, JBLOCKROW blocks)
{
    memset(blocks, 0, array->blocks * sizeof(*blocks));
    if (array->packed[row] == NULL) {
        return;
    }
    uint8_t *to = array->store->scratch;
    const uint8_t *end = to + array->blocks * PACKED_MAX;
    for (const struct piece *piece = array->packed[row]; piece != NULL; piece = piece->next) {
        const size_t part = size_min(sizeof(piece->bytes), (size_t)(end - to));
        memcpy(to, piece->bytes, part);
        to += part;
    }
    const uint8_t *from = array->store->scratch;
    JCOEF before = 0;
    for (JDIMENSION i = 0; i < array->blocks; i++) {
        from = unpack_block(from, blocks[i]);
        before = (JCOEF)(before + blocks[i][0]);
        blocks[i][0] = before;
    }
}

/* More rows together than ever before: each gets another slot. */
static bool add_slots(struct jvirt_barray_control *array, JDIMENSION count)
{
    const size_t bytes =
        (array->blocks * sizeof(JBLOCK) + BLOCKS_ALIGN - 1) / BLOCKS_ALIGN * BLOCKS_ALIGN;
    for (JDIMENSION i = 0; i < array->slot_count; i++) {
        if (!pack(array, &array->slots[i])) {
            return false;
        }
        array->slots[i].row = NONE;
    }
    for (JDIMENSION i = array->slot_count; i < count; i++) {
        array->slots[i] = (struct slot){aligned_alloc(BLOCKS_ALIGN, bytes), NONE, false};
        if (array->slots[i].blocks == NULL) {
            return false;
        }
        array->slot_count = i + 1;
    }
    return true;
}

/* The row is in its slot after this. */
static bool bring(struct jvirt_barray_control *array, struct slot *slot, JDIMENSION row)
{
    if (slot->row == row) {
        return true;
    }
    if (!pack(array, slot)) {
        return false;
    }
    unpack(array, row, slot->blocks);
    slot->row = row;
    return true;
}

JBLOCKARRAY codecs_jpeg_store_rows(jvirt_barray_ptr array, JDIMENSION first, JDIMENSION count,
                                   bool is_writable)
{
    if (count > array->rows_max || count > array->rows || first > array->rows - count) {
        return NULL;
    }
    const JDIMENSION left = array->rows - first;
    if (!is_writable) {
        count = count + AHEAD < left ? count + AHEAD : left;
    }
    if (count > array->slot_count && !add_slots(array, count)) {
        return NULL;
    }
    for (JDIMENSION i = 0; i < count; i++) {
        struct slot *slot = &array->slots[(first + i) % array->slot_count];
        if (!bring(array, slot, first + i)) {
            return NULL;
        }
        slot->is_changed = slot->is_changed || is_writable;
        array->window[i] = slot->blocks;
    }
    return array->window;
}
