/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which picture a HEIF file shows, of which tiles, and how it is cut and turned (ISO/IEC 23008-12, sections 6.5 and 6.6). */
#include <math.h>

#include "infer/image/heif/heif_int.h"

#define TYPE_GRID HEIF_NAME('g', 'r', 'i', 'd')

/* Fifty megapixels in tiles of 110 x 110; those of telephones have 512 x 512. */
#define TILES_MAX      4096
#define GRID_BYTES_MAX 64

/* ---- what the file has ---- */

static bool is_coded(const struct heif_item *item)
{
    return item->type == HEIF_TYPE_HEVC || item->type == HEIF_TYPE_AV1;
}

static int take_size(struct heif_cursor *cursor, size_t width, struct decoder_size *out)
{
    const uint64_t across = heif_take(cursor, width);
    const uint64_t down = heif_take(cursor, width);
    if (cursor->failed || across == 0 || down == 0 || across > INT32_MAX || down > INT32_MAX) {
        return E_UNREADABLE_IMAGE;
    }
    *out = (struct decoder_size){(int32_t)across, (int32_t)down};
    return E_OK;
}

/* "ispe": the size as decoded, behind a version. */
static int read_size(const struct heif_boxes *boxes, const struct heif_item *item,
                     struct decoder_size *out)
{
    struct heif_cursor cursor = {
        .bytes = heif_boxes_property(boxes, item, HEIF_NAME('i', 's', 'p', 'e'))};
    (void)heif_take(&cursor, 4);
    return take_size(&cursor, 4, out);
}

/* "colr" of the kind that has numbers; the other kind is a profile, which is not applied here. */
bool heif_picture_colours(const struct heif_boxes *boxes, const struct heif_item *item,
                          struct heif_colours *out)
{
    struct heif_box box;
    size_t at = 0;
    while (heif_boxes_next_property(boxes, item, &at, &box)) {
        struct heif_cursor cursor = {.bytes = box.body};
        if (box.name != HEIF_NAME('c', 'o', 'l', 'r') ||
            heif_take(&cursor, 4) != HEIF_NAME('n', 'c', 'l', 'x')) {
            continue;
        }
        out->primaries = (uint16_t)heif_take(&cursor, 2);
        (void)heif_take(&cursor, 2); /* the curve, which is not applied */
        out->matrix = (uint16_t)heif_take(&cursor, 2);
        out->is_full_range = (heif_take(&cursor, 1) & 128) != 0;
        return !cursor.failed;
    }
    return false;
}

/* The tiles that a grid refers to; false where they are not as many as it says. */
static bool find_tiles(const struct heif_boxes *boxes, uint32_t grid_id, struct heif_grid *grid)
{
    const size_t count = (size_t)grid->columns * (size_t)grid->rows;
    struct heif_reference reference;
    size_t at = 0;
    while (heif_boxes_next_reference(boxes, &at, &reference)) {
        if (reference.type != HEIF_NAME('d', 'i', 'm', 'g') || reference.from_id != grid_id) {
            continue;
        }
        if (heif_reference_count(&reference) != count) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            grid->tiles[i] = heif_boxes_item(boxes, heif_reference_to(&reference, i));
        }
        return true;
    }
    return false;
}

/* Whether all tiles are pictures of one size. The bytes of a file may stand for several tiles, but all tiles together must not have
 * more than twice of them: each is decoded anew. */
static bool are_tiles_good(const struct heif_boxes *boxes, const struct heif_grid *grid)
{
    const size_t count = (size_t)grid->columns * (size_t)grid->rows;
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        struct decoder_size size;
        uint64_t bytes = 0;
        if (grid->tiles[i] == NULL || !is_coded(grid->tiles[i]) ||
            read_size(boxes, grid->tiles[i], &size) < 0 || size.width != grid->tile.width ||
            size.height != grid->tile.height ||
            heif_boxes_measure(boxes, grid->tiles[i], &bytes) < 0) {
            return false;
        }
        sum += bytes;
    }
    return sum <= 2 * (uint64_t)boxes->bytes.n;
}

/* Whether they cover the side, and each has its part of it. */
static bool covers(int32_t tiles, int32_t tile_px, int32_t side_px)
{
    const int64_t all = (int64_t)tiles * tile_px;
    return all >= side_px && all - tile_px < side_px;
}

/* Whether by far more is decoded than shown. Too large a picture is refused with other words. */
static bool wastes(const struct heif_grid *grid)
{
    const double width = (double)grid->columns * grid->tile.width;
    const double height = (double)grid->rows * grid->tile.height;
    return (int64_t)grid->size.width * grid->size.height <= IMAGE_PIXELS_MAX &&
           width * height > 2.0 * (double)IMAGE_PIXELS_MAX;
}

/* What a grid says of itself (ISO/IEC 23008-12, section 6.6.2.3). */
static int read_grid(const struct heif_picture *picture, const struct heif_item *item,
                     struct heif_grid *out)
{
    struct sb joined;
    sb_init(&joined, GRID_BYTES_MAX);
    struct heif_cursor cursor = {0};
    int rc = heif_boxes_data(&picture->boxes, item, &joined, &cursor.bytes);
    if (rc == E_OK) {
        (void)heif_take(&cursor, 1);
        const size_t width = (heif_take(&cursor, 1) & 1) != 0 ? 4 : 2;
        out->rows = (int32_t)heif_take(&cursor, 1) + 1;
        out->columns = (int32_t)heif_take(&cursor, 1) + 1;
        rc = take_size(&cursor, width, &out->size);
    }
    sb_done(&joined);
    return rc;
}

static int open_tiles(const struct heif_picture *picture, const struct heif_item *item,
                      struct arena *arena, struct heif_grid *out)
{
    const struct heif_boxes *boxes = &picture->boxes;
    int rc = read_grid(picture, item, out);
    if (rc < 0 || out->columns * out->rows > TILES_MAX) {
        return E_UNREADABLE_IMAGE;
    }
    const size_t count = (size_t)out->columns * (size_t)out->rows;
    out->tiles = arena_calloc(arena, count, sizeof(struct heif_item *));
    if (!find_tiles(boxes, item->id, out) || out->tiles[0] == NULL ||
        read_size(boxes, out->tiles[0], &out->tile) < 0 || !are_tiles_good(boxes, out)) {
        return E_UNREADABLE_IMAGE;
    }
    return covers(out->columns, out->tile.width, out->size.width) &&
                   covers(out->rows, out->tile.height, out->size.height) && !wastes(out)
               ? E_OK
               : E_UNREADABLE_IMAGE;
}

/* E_UNSUPPORTED_IMAGE, E_UNREADABLE_IMAGE. */
static int open_grid(const struct heif_picture *picture, const struct heif_item *item,
                     struct arena *arena, struct heif_grid *out)
{
    out->has_colours = heif_picture_colours(&picture->boxes, item, &out->colours);
    if (item->type == TYPE_GRID) {
        return open_tiles(picture, item, arena, out);
    }
    if (!is_coded(item)) {
        return E_UNSUPPORTED_IMAGE; /* put together of others, or of another codec */
    }
    out->columns = out->rows = 1;
    out->tiles = arena_calloc(arena, 1, sizeof(struct heif_item *));
    out->tiles[0] = item;
    int rc = read_size(&picture->boxes, item, &out->tile);
    out->size = out->tile;
    return rc;
}

static bool is_alpha(const struct heif_boxes *boxes, const struct heif_item *item)
{
    const struct str names[] = {
        STR("urn:mpeg:hevc:2015:auxid:1"),
        STR("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"),
        STR("urn:mpeg:avc:2015:auxid:1"),
    };
    const struct str kind =
        str_sub(heif_boxes_property(boxes, item, HEIF_NAME('a', 'u', 'x', 'C')), 4, SIZE_MAX);
    const struct str name = str_sub(kind, 0, str_find_byte(kind, '\0'));
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* The alpha of the picture, where there is one of its size. */
static int open_alpha(struct heif_picture *picture, struct arena *arena)
{
    struct heif_reference reference;
    size_t at = 0;
    while (heif_boxes_next_reference(&picture->boxes, &at, &reference)) {
        const struct heif_item *item = heif_boxes_item(&picture->boxes, reference.from_id);
        if (reference.type != HEIF_NAME('a', 'u', 'x', 'l') || item == NULL ||
            heif_reference_count(&reference) != 1 ||
            heif_reference_to(&reference, 0) != picture->boxes.primary_id ||
            !is_alpha(&picture->boxes, item)) {
            continue;
        }
        struct heif_grid alpha = {0};
        int rc = open_grid(picture, item, arena, &alpha);
        const bool fits = alpha.size.width == picture->colour.size.width &&
                          alpha.size.height == picture->colour.size.height;
        picture->alpha = fits ? alpha : (struct heif_grid){0};
        return rc;
    }
    return E_OK;
}

/* ---- what of it is shown, and how ---- */

/* The picture as it is turned so far: clockwise by quarters, then a mirror. */
struct turn {
    int quarters;
    bool is_mirrored;
};

/* A part of a side: "clap" has numerator and denominator of its length and of how far its middle is from that of the side. A half of
 * a pixel, which it should not come to, goes to the left, or down. */
static bool cut_side(struct str clap, bool is_height, int32_t *inout_begin, int32_t *inout_side)
{
    struct heif_cursor cursor = {.bytes = clap, .at = is_height ? 8 : 0};
    const double part = (double)heif_take(&cursor, 4);
    const double part_of = (double)heif_take(&cursor, 4);
    (void)heif_take_bytes(&cursor, 8);
    const double off = (int32_t)heif_take(&cursor, 4);
    const double off_of = (double)heif_take(&cursor, 4);
    if (cursor.failed || part_of <= 0 || off_of <= 0) {
        return false;
    }
    const double length = part / part_of;
    const double side = *inout_side;
    const double begin = floor(off / off_of + (side - length) / 2 + (is_height ? 0.5 : 0));
    const double first = begin > 0 ? begin : 0;
    const double end = begin + floor(length + 0.5);
    const double last = end < side ? end : side;
    if (last - first < 1) {
        return false;
    }
    *inout_begin += (int32_t)first;
    *inout_side = (int32_t)(last - first);
    return true;
}

/* Boxes that turn come in the order in which they do so, so what is cut may be cut from a picture that is turned. */
static bool cut(struct heif_picture *picture, struct str body, struct turn turn)
{
    const bool swapped = turn.quarters % 2 != 0;
    const struct decoder_size before = picture->shown;
    struct decoder_size size =
        swapped ? (struct decoder_size){before.height, before.width} : before;
    int32_t left = 0;
    int32_t top = 0;
    const struct decoder_size turned = size;
    if (!cut_side(body, false, &left, &size.width) || !cut_side(body, true, &top, &size.height)) {
        return false;
    }
    const int32_t right = turned.width - left - size.width;
    const int32_t bottom = turned.height - top - size.height;
    /* The margins from the left on clockwise; the mirror is undone first. */
    const int32_t margins[] = {turn.is_mirrored ? right : left, top,
                               turn.is_mirrored ? left : right, bottom};
    picture->left += margins[turn.quarters % 4];
    picture->top += margins[(turn.quarters + 1) % 4];
    picture->shown = swapped ? (struct decoder_size){size.height, size.width} : size;
    return true;
}

static void turn_by(uint32_t name, struct str body, struct turn *turn)
{
    const unsigned value = body.n > 0 ? (unsigned char)body.p[0] : 0;
    if (name == HEIF_NAME('i', 'r', 'o', 't')) { /* quarters, the other way round */
        turn->quarters += (int)(turn->is_mirrored ? value & 3 : 4 - (value & 3));
    } else { /* "imir": 1 for left and right, 0 for top and bottom */
        turn->is_mirrored = !turn->is_mirrored;
        turn->quarters += (value & 1) != 0 ? 0 : 2;
    }
    turn->quarters %= 4;
}

static bool read_turns(struct heif_picture *picture, const struct heif_item *item)
{
    /* EXIF's numbers. Its own in such a file repeats what these boxes say. */
    static const int orientations[4][2] = {{1, 2}, {6, 5}, {3, 4}, {8, 7}};
    struct turn turn = {0};
    struct heif_box box;
    size_t at = 0;
    picture->shown = picture->colour.size;
    while (heif_boxes_next_property(&picture->boxes, item, &at, &box)) {
        if (box.name == HEIF_NAME('c', 'l', 'a', 'p')) {
            if (!cut(picture, box.body, turn)) {
                return false;
            }
        } else if (box.name == HEIF_NAME('i', 'r', 'o', 't') ||
                   box.name == HEIF_NAME('i', 'm', 'i', 'r')) {
            turn_by(box.name, box.body, &turn);
        }
    }
    picture->orientation = orientations[turn.quarters][turn.is_mirrored ? 1 : 0];
    return true;
}

int heif_picture_read(struct str bytes, struct arena *arena, struct heif_picture *out)
{
    *out = (struct heif_picture){.orientation = 1};
    int rc = heif_boxes_read(bytes, arena, &out->boxes);
    const struct heif_item *item =
        rc == E_OK ? heif_boxes_item(&out->boxes, out->boxes.primary_id) : NULL;
    if (item == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    rc = open_grid(out, item, arena, &out->colour);
    if (rc == E_OK) {
        rc = open_alpha(out, arena);
    }
    return rc == E_OK && !read_turns(out, item) ? E_UNREADABLE_IMAGE : rc;
}
