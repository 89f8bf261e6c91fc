/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boxes of a HEIF file (ISO/IEC 14496-12, section 8.11, and 23008-12): which pictures there are, where their bytes lie, what belongs to
 * them. Nothing is copied but lists of what was found, and nothing is believed: each length ends where its box does. */
#include <stdlib.h>

#include "infer/image/heif/heif_int.h"

/* What lists may hold; a telephone's photograph has some hundred of each. */
#define ITEMS_MAX      16384
#define PROPERTIES_MAX 16384

/* ---- numbers and boxes ---- */

uint64_t heif_take(struct heif_cursor *cursor, size_t width)
{
    const struct str bytes = heif_take_bytes(cursor, width);
    uint64_t number = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        number = number << 8 | (unsigned char)bytes.p[i];
    }
    return number;
}

struct str heif_take_bytes(struct heif_cursor *cursor, uint64_t n)
{
    if (n > cursor->bytes.n - cursor->at) {
        cursor->failed = true;
        cursor->at = cursor->bytes.n;
        return STR_EMPTY;
    }
    const size_t from = cursor->at;
    cursor->at += (size_t)n;
    return str_sub(cursor->bytes, from, cursor->at);
}

/* The next box; false at the end, and where it does not end within the bytes. */
static bool take_box(struct heif_cursor *cursor, struct heif_box *out)
{
    if (cursor->at == cursor->bytes.n) {
        return false;
    }
    const size_t begin = cursor->at;
    uint64_t size = heif_take(cursor, 4);
    out->name = (uint32_t)heif_take(cursor, 4);
    if (size == 1) {
        size = heif_take(cursor, 8);
    } else if (size == 0) {
        size = cursor->bytes.n - begin; /* to the end of the file */
    }
    const size_t head = cursor->at - begin;
    cursor->failed = cursor->failed || size < head;
    out->body = cursor->failed ? STR_EMPTY : heif_take_bytes(cursor, size - head);
    return !cursor->failed;
}

/* The first box of this name; empty where there is none. */
static struct str find_box(struct str bytes, uint32_t name)
{
    struct heif_cursor cursor = {.bytes = bytes};
    struct heif_box box;
    while (take_box(&cursor, &box)) {
        if (box.name == name) {
            return box.body;
        }
    }
    return STR_EMPTY;
}

static struct heif_cursor cursor_of(struct str body)
{
    return (struct heif_cursor){.bytes = body};
}

/* The version of a box that has one, behind which its flags were. */
static unsigned take_version(struct heif_cursor *cursor, unsigned *out_flags)
{
    const unsigned version = (unsigned)heif_take(cursor, 1);
    *out_flags = (unsigned)heif_take(cursor, 3);
    return version;
}

/* ---- items ---- */

static int compare_items(const void *a, const void *b)
{
    const struct heif_item *x = a;
    const struct heif_item *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static struct heif_item *find_item(const struct heif_boxes *boxes, uint32_t id)
{
    const struct heif_item key = {.id = id};
    return boxes->item_count == 0
               ? NULL
               : bsearch(&key, boxes->items, boxes->item_count, sizeof(key), compare_items);
}

const struct heif_item *heif_boxes_item(const struct heif_boxes *boxes, uint32_t id)
{
    return find_item(boxes, id);
}

/* Items before version 2 have no type, so they are no pictures. */
static bool read_item(struct str body, struct heif_item *out)
{
    struct heif_cursor cursor = cursor_of(body);
    unsigned flags = 0;
    const unsigned version = take_version(&cursor, &flags);
    if (version != 2 && version != 3) {
        return false;
    }
    *out = (struct heif_item){.id = (uint32_t)heif_take(&cursor, version == 2 ? 2 : 4)};
    const bool is_protected = heif_take(&cursor, 2) != 0;
    out->type = (uint32_t)heif_take(&cursor, 4);
    return !cursor.failed && !is_protected;
}

static int read_items(struct str body, struct arena *arena, struct heif_boxes *out)
{
    struct heif_cursor cursor = cursor_of(body);
    unsigned flags = 0;
    const unsigned version = take_version(&cursor, &flags);
    const uint64_t count = heif_take(&cursor, version == 0 ? 2 : 4);
    if (cursor.failed || count == 0 || count > ITEMS_MAX) {
        return E_UNREADABLE_IMAGE;
    }
    out->items = arena_alloc(arena, (size_t)count * sizeof(*out->items));
    struct heif_box box;
    while (out->item_count < count && take_box(&cursor, &box)) {
        if (box.name == HEIF_NAME('i', 'n', 'f', 'e') &&
            read_item(box.body, &out->items[out->item_count])) {
            out->item_count++;
        }
    }
    qsort(out->items, out->item_count, sizeof(*out->items), compare_items);
    for (size_t i = 1; i < out->item_count; i++) {
        if (out->items[i].id == out->items[i - 1].id) {
            return E_UNREADABLE_IMAGE;
        }
    }
    return cursor.failed ? E_UNREADABLE_IMAGE : E_OK;
}

/* ---- where their bytes lie ---- */

static bool is_width(size_t bytes)
{
    return bytes == 0 || bytes == 4 || bytes == 8;
}

static void read_location(struct heif_cursor *cursor, unsigned version, size_t base_bytes,
                          struct heif_boxes *out)
{
    const uint32_t id = (uint32_t)heif_take(cursor, version < 2 ? 2 : 4);
    const unsigned method = version > 0 ? (unsigned)heif_take(cursor, 2) & 15 : 0;
    const bool is_outside = heif_take(cursor, 2) != 0; /* in another file */
    const uint64_t base = heif_take(cursor, base_bytes);
    const uint64_t count = heif_take(cursor, 2);
    const struct str extents =
        heif_take_bytes(cursor, count * (out->index_bytes + out->offset_bytes + out->length_bytes));
    struct heif_item *item = find_item(out, id);
    if (item != NULL && item->extents.n == 0) {
        item->is_in_idat = method == 1;
        item->is_elsewhere = is_outside || method > 1;
        item->base = base;
        item->extents = extents;
    }
}

static int read_locations(struct str body, struct heif_boxes *out)
{
    struct heif_cursor cursor = cursor_of(body);
    unsigned flags = 0;
    const unsigned version = take_version(&cursor, &flags);
    const unsigned widths = (unsigned)heif_take(&cursor, 2);
    out->offset_bytes = widths >> 12;
    out->length_bytes = widths >> 8 & 15;
    out->index_bytes = version > 0 ? widths & 15 : 0;
    const size_t base_bytes = widths >> 4 & 15;
    if (version > 2 || !is_width(out->offset_bytes) || !is_width(out->length_bytes) ||
        !is_width(out->index_bytes) || !is_width(base_bytes)) {
        return E_UNREADABLE_IMAGE;
    }
    const uint64_t count = heif_take(&cursor, version < 2 ? 2 : 4);
    for (uint64_t i = 0; i < count && !cursor.failed; i++) {
        read_location(&cursor, version, base_bytes, out);
    }
    return cursor.failed ? E_UNREADABLE_IMAGE : E_OK;
}

/* The next extent of an item, which must lie where it says. */
static bool take_extent(const struct heif_boxes *boxes, const struct heif_item *item,
                        struct heif_cursor *cursor, struct str *out)
{
    const struct str whole = item->is_in_idat ? boxes->idat : boxes->bytes;
    (void)heif_take(cursor, boxes->index_bytes);
    const uint64_t offset = heif_take(cursor, boxes->offset_bytes);
    const uint64_t length = heif_take(cursor, boxes->length_bytes);
    if (cursor->failed || item->base > whole.n || offset > whole.n - item->base ||
        length > whole.n - item->base - offset) {
        return false;
    }
    const size_t from = (size_t)(item->base + offset);
    *out = str_sub(whole, from, from + (size_t)length);
    return true;
}

int heif_boxes_measure(const struct heif_boxes *boxes, const struct heif_item *item,
                       uint64_t *out_bytes)
{
    struct heif_cursor cursor = cursor_of(item->extents);
    uint64_t sum = 0;
    while (!item->is_elsewhere && cursor.at < cursor.bytes.n) {
        struct str extent;
        if (!take_extent(boxes, item, &cursor, &extent)) {
            return E_UNREADABLE_IMAGE;
        }
        sum += extent.n; /* extents may overlap: together they are no more than the file */
        if (sum > boxes->bytes.n) {
            return E_UNREADABLE_IMAGE;
        }
    }
    *out_bytes = sum;
    return sum > 0 ? E_OK : E_UNREADABLE_IMAGE;
}

int heif_boxes_data(const struct heif_boxes *boxes, const struct heif_item *item, struct sb *joined,
                    struct str *out)
{
    uint64_t bytes = 0;
    int rc = heif_boxes_measure(boxes, item, &bytes);
    if (rc < 0) {
        return rc;
    }
    struct heif_cursor cursor = cursor_of(item->extents);
    struct str extent = STR_EMPTY;
    if (!take_extent(boxes, item, &cursor, &extent)) {
        return E_UNREADABLE_IMAGE;
    }
    if (extent.n == bytes) {
        *out = extent;
        return E_OK;
    }
    do {
        sb_add(joined, extent);
    } while (cursor.at < cursor.bytes.n && take_extent(boxes, item, &cursor, &extent));
    *out = sb_str(joined);
    return joined->failed ? E_UNREADABLE_IMAGE : E_OK;
}

/* ---- properties ---- */

static int read_property_list(struct str body, struct arena *arena, struct heif_boxes *out)
{
    struct heif_cursor cursor = cursor_of(body);
    struct heif_box box;
    size_t count = 0;
    while (take_box(&cursor, &box)) {
        count++;
    }
    if (cursor.failed || count == 0 || count > PROPERTIES_MAX) {
        return E_UNREADABLE_IMAGE;
    }
    out->properties = arena_alloc(arena, count * sizeof(*out->properties));
    cursor = cursor_of(body);
    while (out->property_count < count && take_box(&cursor, &box)) {
        out->properties[out->property_count++] = box;
    }
    return E_OK;
}

static int read_associations(struct str body, struct heif_boxes *out)
{
    struct heif_cursor cursor = cursor_of(body);
    unsigned flags = 0;
    const unsigned version = take_version(&cursor, &flags);
    const bool is_wide = (flags & 1) != 0;
    const uint64_t count = heif_take(&cursor, 4);
    for (uint64_t i = 0; i < count && !cursor.failed; i++) {
        struct heif_item *item = find_item(out, (uint32_t)heif_take(&cursor, version < 1 ? 2 : 4));
        const uint64_t n = heif_take(&cursor, 1);
        const struct str properties = heif_take_bytes(&cursor, is_wide ? 2 * n : n);
        if (item != NULL && item->properties.n == 0) {
            item->properties = properties;
            item->has_wide_properties = is_wide;
        }
    }
    return cursor.failed ? E_UNREADABLE_IMAGE : E_OK;
}

static int read_properties(struct str body, struct arena *arena, struct heif_boxes *out)
{
    int rc = read_property_list(find_box(body, HEIF_NAME('i', 'p', 'c', 'o')), arena, out);
    struct heif_cursor cursor = cursor_of(body);
    struct heif_box box;
    while (rc == E_OK && take_box(&cursor, &box)) {
        if (box.name == HEIF_NAME('i', 'p', 'm', 'a')) {
            rc = read_associations(box.body, out);
        }
    }
    return rc == E_OK && cursor.failed ? E_UNREADABLE_IMAGE : rc;
}

/* Numbers of properties count from 1; their highest bit says that the property is essential. */
bool heif_boxes_next_property(const struct heif_boxes *boxes, const struct heif_item *item,
                              size_t *inout_at, struct heif_box *out)
{
    struct heif_cursor cursor = {.bytes = item->properties, .at = *inout_at};
    const size_t width = item->has_wide_properties ? 2 : 1;
    while (cursor.at < cursor.bytes.n) {
        const uint64_t highest = (uint64_t)1 << (8 * width - 1);
        const uint64_t index = heif_take(&cursor, width) & (highest - 1);
        if (index > 0 && index <= boxes->property_count) {
            *out = boxes->properties[index - 1];
            *inout_at = cursor.at;
            return true;
        }
    }
    return false;
}

struct str heif_boxes_property(const struct heif_boxes *boxes, const struct heif_item *item,
                               uint32_t name)
{
    size_t at = 0;
    struct heif_box box;
    while (heif_boxes_next_property(boxes, item, &at, &box)) {
        if (box.name == name) {
            return box.body;
        }
    }
    return STR_EMPTY;
}

/* ---- references ---- */

bool heif_boxes_next_reference(const struct heif_boxes *boxes, size_t *inout_at,
                               struct heif_reference *out)
{
    struct heif_cursor cursor = {.bytes = boxes->references, .at = *inout_at};
    struct heif_box box;
    if (!take_box(&cursor, &box)) {
        return false;
    }
    *inout_at = cursor.at;
    cursor = cursor_of(box.body);
    *out = (struct heif_reference){.type = box.name, .id_bytes = boxes->id_bytes};
    out->from_id = (uint32_t)heif_take(&cursor, boxes->id_bytes);
    const uint64_t count = heif_take(&cursor, 2);
    out->to = heif_take_bytes(&cursor, count * boxes->id_bytes);
    return !cursor.failed;
}

size_t heif_reference_count(const struct heif_reference *reference)
{
    return reference->to.n / reference->id_bytes;
}

uint32_t heif_reference_to(const struct heif_reference *reference, size_t index)
{
    struct heif_cursor cursor = {.bytes = reference->to, .at = index * reference->id_bytes};
    return (uint32_t)heif_take(&cursor, reference->id_bytes);
}

static void read_references(struct str body, struct heif_boxes *out)
{
    struct heif_cursor cursor = cursor_of(body);
    unsigned flags = 0;
    out->id_bytes = take_version(&cursor, &flags) == 0 ? 2 : 4;
    out->references = str_sub(body, cursor.at, body.n);
}

/* ---- the whole ---- */

static int read_primary(struct str body, struct heif_boxes *out)
{
    struct heif_cursor cursor = cursor_of(body);
    unsigned flags = 0;
    const unsigned version = take_version(&cursor, &flags);
    out->primary_id = (uint32_t)heif_take(&cursor, version == 0 ? 2 : 4);
    return cursor.failed ? E_UNREADABLE_IMAGE : E_OK;
}

int heif_boxes_read(struct str bytes, struct arena *arena, struct heif_boxes *out)
{
    *out = (struct heif_boxes){.bytes = bytes};
    /* "meta" has a version itself, behind which its boxes are. */
    const struct str meta = str_sub(find_box(bytes, HEIF_NAME('m', 'e', 't', 'a')), 4, SIZE_MAX);
    out->idat = find_box(meta, HEIF_NAME('i', 'd', 'a', 't'));
    read_references(find_box(meta, HEIF_NAME('i', 'r', 'e', 'f')), out);
    int rc = read_primary(find_box(meta, HEIF_NAME('p', 'i', 't', 'm')), out);
    if (rc == E_OK) {
        rc = read_items(find_box(meta, HEIF_NAME('i', 'i', 'n', 'f')), arena, out);
    }
    if (rc == E_OK) {
        rc = read_locations(find_box(meta, HEIF_NAME('i', 'l', 'o', 'c')), out);
    }
    if (rc == E_OK) {
        rc = read_properties(find_box(meta, HEIF_NAME('i', 'p', 'r', 'p')), arena, out);
    }
    return rc;
}
