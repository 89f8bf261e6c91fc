/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HEIC and AVIF, a row of tiles at a time: their planes are all that is there of a picture. */
#include <stdlib.h>

#include "infer/image/heif/heif_int.h"

/* Rows are given back that many at a time, for pictures in one piece: a tile of those that are many goes as a whole soon. */
#define PASSED_ROWS 64

struct heif_state {
    struct arena *arena;
    struct heif_picture picture;
};

void heif_init(void)
{
    heif_hevc_init();
}

void heif_done(void)
{
    heif_hevc_done();
}

static void heif_close(struct image_file *file)
{
    struct heif_state *state = file->state;
    if (state != NULL) {
        arena_free(state->arena);
        free(state);
    }
}

static int heif_open(struct image_file *file, struct err *err)
{
    struct heif_state *state = must_calloc(1, sizeof(*state));
    file->state = state;
    state->arena = arena_new();
    struct heif_picture *picture = &state->picture;
    int rc = heif_picture_read(file->bytes, state->arena, picture);
    if (rc == E_UNSUPPORTED_IMAGE) {
        return err_set(err, rc, "This kind of HEIC or AVIF cannot be read here.");
    }
    if (rc < 0) {
        return decoder_refuse(file, rc, err);
    }
    file->orientation = picture->orientation;
    /* What is cut away is decoded as well, so it counts where pixels are limited. */
    const struct decoder_size *size = &picture->colour.size;
    if ((int64_t)size->width * size->height > IMAGE_PIXELS_MAX) {
        picture->shown = *size;
    }
    return E_OK;
}

static int heif_page_size(struct image_file *file, int32_t page, struct decoder_size *out)
{
    (void)page;
    const struct heif_state *state = file->state;
    *out = state->picture.shown;
    return E_OK;
}

/* ---- memory ---- */

/* What a tile's samples take: for HEVC ISO/IEC 14496-15, section 8.3.3.1; for AV1 the binding to that format, section 2.3.3. */
static int64_t bytes_of_tile(const struct heif_boxes *boxes, const struct heif_grid *grid)
{
    const struct heif_item *item = grid->tiles[0];
    const bool is_hevc = item->type == HEIF_TYPE_HEVC;
    const uint32_t name = is_hevc ? HEIF_NAME('h', 'v', 'c', 'C') : HEIF_NAME('a', 'v', '1', 'C');
    struct heif_cursor cursor = {.bytes = heif_boxes_property(boxes, item, name)};
    (void)heif_take_bytes(&cursor, is_hevc ? 16 : 2);
    const unsigned said = (unsigned)heif_take(&cursor, 1);
    const unsigned deeper = (unsigned)heif_take(&cursor, 1) & 7; /* HEVC: bits more than eight */
    const bool is_wide = is_hevc ? deeper > 0 : (said & 0x40) != 0;
    const unsigned chroma = said & 3; /* HEVC: none, 4:2:0, 4:2:2, 4:4:4 */
    const bool is_grey = is_hevc ? chroma == 0 : (said & 0x10) != 0;
    const bool across = is_hevc ? chroma < 3 : (said & 0x08) != 0;
    const bool down = is_hevc ? chroma < 2 : (said & 0x04) != 0;
    const int64_t pixels = (int64_t)grid->tile.width * grid->tile.height;
    const int64_t colours = is_grey ? 0 : 2 * pixels >> across >> down;
    return (pixels + colours) << is_wide;
}

static int64_t kept_of(const struct heif_boxes *boxes, const struct heif_grid *grid)
{
    if (grid->columns == 0) {
        return 0;
    }
    const int64_t pixels = (int64_t)grid->tile.width * grid->tile.height;
    const bool is_hevc = grid->tiles[0]->type == HEIF_TYPE_HEVC;
    const double notes = is_hevc ? HEIF_HEVC_NOTES : HEIF_AV1_NOTES;
    return grid->columns * bytes_of_tile(boxes, grid) + (int64_t)(notes * (double)pixels);
}

static int64_t heif_kept(struct image_file *file, int32_t page)
{
    (void)page;
    const struct heif_state *state = file->state;
    const struct heif_picture *picture = &state->picture;
    return kept_of(&picture->boxes, &picture->colour) + kept_of(&picture->boxes, &picture->alpha);
}

/* ---- rows ---- */

typedef void read_fn(const struct heif_planes *planes, const struct heif_place *at, int32_t count,
                     uint32_t *out);

/* One row of tiles of a grid. */
struct band {
    const struct heif_grid *grid;
    struct heif_planes *tiles;
    int32_t row; /* of the grid; negative: none is there */
};

struct page {
    const struct heif_picture *picture;
    struct band colour;
    struct band alpha;
    int32_t at; /* row that comes next */
};

static int decode_tile(const struct heif_boxes *boxes, const struct heif_grid *grid,
                       const struct heif_item *item, struct heif_planes *out)
{
    struct sb joined;
    sb_init(&joined, boxes->bytes.n + 1);
    struct heif_coded coded = {
        .config = heif_boxes_property(boxes, item, HEIF_NAME('h', 'v', 'c', 'C')),
        .size = grid->tile,
    };
    int rc = heif_boxes_data(boxes, item, &joined, &coded.data);
    if (rc == E_OK) {
        rc = item->type == HEIF_TYPE_HEVC ? heif_hevc_decode(&coded, out)
                                          : heif_av1_decode(&coded, out);
    }
    sb_done(&joined);
    if (rc == E_OK) {
        struct heif_colours colours = grid->has_colours ? grid->colours : out->colours;
        (void)heif_picture_colours(boxes, item, &colours);
        heif_planes_colour(out, &colours);
    }
    return rc;
}

static void begin_band(struct band *band, const struct heif_grid *grid)
{
    band->grid = grid;
    band->tiles = must_calloc((size_t)grid->columns + 1, sizeof(*band->tiles));
    band->row = -1;
}

static void free_tiles(struct band *band)
{
    for (int32_t i = 0; i < band->grid->columns; i++) {
        heif_planes_free(&band->tiles[i]);
    }
    band->row = -1;
}

/* Has the tiles decoded that a row of pixels lies in. */
static int go_to(struct band *band, const struct heif_boxes *boxes, int32_t y)
{
    const struct heif_grid *grid = band->grid;
    const int32_t row = y / grid->tile.height;
    if (row == band->row) {
        return E_OK;
    }
    free_tiles(band);
    for (int32_t i = 0; i < grid->columns; i++) {
        const struct heif_item *item = grid->tiles[row * grid->columns + i];
        int rc = decode_tile(boxes, grid, item, &band->tiles[i]);
        if (rc < 0) {
            return rc;
        }
    }
    band->row = row;
    return E_OK;
}

/* Reads what is shown of the next row of pixels, tile after tile. */
static int read_band(const struct page *page, struct band *band, read_fn *read, uint32_t *out)
{
    const struct heif_picture *picture = page->picture;
    const int32_t y = picture->top + page->at;
    int rc = go_to(band, &picture->boxes, y);
    if (rc < 0) {
        return rc;
    }
    const struct decoder_size tile = band->grid->tile;
    const int32_t end = picture->left + picture->shown.width;
    for (int32_t x = picture->left; x < end;) {
        const struct heif_place at = {x % tile.width, y % tile.height};
        const int32_t rest = tile.width - at.x;
        const int32_t count = rest < end - x ? rest : end - x;
        read(&band->tiles[x / tile.width], &at, count, out);
        if (at.y % PASSED_ROWS == 0) {
            heif_planes_pass(&band->tiles[x / tile.width], at.y);
        }
        out += count;
        x += count;
    }
    return E_OK;
}

static int heif_begin_rows(struct image_file *file, const struct decoder_wanted *wanted,
                           struct decoder_rows *out)
{
    (void)wanted;
    const struct heif_state *state = file->state;
    const struct heif_picture *picture = &state->picture;
    struct page *page = must_calloc(1, sizeof(*page));
    page->picture = picture;
    begin_band(&page->colour, &picture->colour);
    begin_band(&page->alpha, &picture->alpha);
    *out = (struct decoder_rows){
        .state = page, .width = picture->shown.width, .height = picture->shown.height, .depth = 32};
    return 1;
}

static int heif_next_row(struct decoder_rows *rows, uint32_t *row)
{
    struct page *page = rows->state;
    int rc = read_band(page, &page->colour, heif_planes_read, row);
    if (rc == E_OK && page->alpha.grid->columns > 0) {
        rc = read_band(page, &page->alpha, heif_planes_read_alpha, row);
        decoder_whiten(row, (size_t)rows->width);
    }
    page->at++;
    return rc;
}

static void heif_end_rows(struct decoder_rows *rows)
{
    struct page *page = rows->state;
    free_tiles(&page->colour);
    free_tiles(&page->alpha);
    free(page->colour.tiles);
    free(page->alpha.tiles);
    free(page);
}

const struct decoder heif_decoder = {
    .open = heif_open,
    .close = heif_close,
    .page_size = heif_page_size,
    .kept = heif_kept,
    .begin_rows = heif_begin_rows,
    .next_row = heif_next_row,
    .end_rows = heif_end_rows,
    .partial = true,
};
