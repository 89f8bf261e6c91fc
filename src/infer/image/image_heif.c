/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HEIC and AVIF. libheif turns and crops as the file says, so pages come upright. */
#include <stdlib.h>
#include <string.h>

#include <libheif/heif.h>

#include "infer/image/image_int.h"

#define SIDE_MAX 32768

struct heif_state {
    struct heif_context *context;
    struct heif_image_handle *primary;
};

void image_heif_init(void)
{
    (void)heif_init(NULL); /* fails only where plugins are missing: then decoding says so */
    image_av1_init();
}

void image_heif_done(void)
{
    heif_deinit();
}

static void heif_close(struct image_file *file)
{
    struct heif_state *state = file->state;
    if (state != NULL) {
        heif_image_handle_release(state->primary);
        heif_context_free(state->context);
        free(state);
    }
}

static int heif_open(struct image_file *file, struct err *err)
{
    struct heif_state *state = must_calloc(1, sizeof(*state));
    file->state = state;
    state->context = heif_context_alloc();
    heif_context_set_maximum_image_size_limit(state->context, SIDE_MAX);
    heif_context_set_max_decoding_threads(state->context, 0);
    struct heif_error error = heif_context_read_from_memory_without_copy(
        state->context, file->bytes.p, file->bytes.n, NULL);
    if (error.code == heif_error_Ok) {
        error = heif_context_get_primary_image_handle(state->context, &state->primary);
    }
    if (error.code == heif_error_Unsupported_filetype ||
        error.code == heif_error_Unsupported_feature) {
        return err_set(err, E_UNSUPPORTED_IMAGE, "This kind of HEIC or AVIF cannot be read here.");
    }
    if (error.code != heif_error_Ok) {
        return err_set(err, E_UNREADABLE_IMAGE, "The %s is damaged or incomplete.",
                       image_kind_name(file->info.kind));
    }
    return E_OK;
}

static int heif_page_size(struct image_file *file, int32_t page, struct image_page_size *out)
{
    (void)page;
    const struct heif_state *state = file->state;
    *out = (struct image_page_size){heif_image_handle_get_width(state->primary),
                                    heif_image_handle_get_height(state->primary)};
    return E_OK;
}

/* ---- rows ---- */

/* Red, green, blue, alpha. */
#define PLANES 4

/* libheif decodes the whole page, and makes planes of colours of what the codec gives. A further copy, with the colours side by
 * side, is not made. */
struct page {
    struct heif_image *decoded;
    const uint8_t *planes[PLANES]; /* NULL: there is no alpha */
    size_t strides[PLANES];
    int bits[PLANES]; /* of a sample, which has two bytes from nine on */
    int32_t at;
};

/* Whether it is there, as large as the page. */
static bool find_plane(struct page *page, size_t index, enum heif_channel channel)
{
    const struct heif_image *image = page->decoded;
    int stride = 0;
    page->planes[index] = heif_image_get_plane_readonly(image, channel, &stride);
    if (page->planes[index] == NULL) {
        return false;
    }
    page->strides[index] = (size_t)stride;
    page->bits[index] = heif_image_get_bits_per_pixel_range(image, channel);
    return page->bits[index] >= 8 && page->bits[index] <= 16 &&
           heif_image_get_width(image, channel) >= heif_image_get_width(image, heif_channel_R) &&
           heif_image_get_height(image, channel) >= heif_image_get_height(image, heif_channel_R);
}

static int decode(const struct heif_state *state, struct page *page)
{
    static const enum heif_channel channels[PLANES] = {heif_channel_R, heif_channel_G,
                                                       heif_channel_B, heif_channel_Alpha};
    struct heif_error error = heif_decode_image(state->primary, &page->decoded, heif_colorspace_RGB,
                                                heif_chroma_444, NULL);
    if (error.code != heif_error_Ok) {
        return E_UNREADABLE_IMAGE;
    }
    const size_t count =
        heif_image_has_channel(page->decoded, heif_channel_Alpha) != 0 ? PLANES : PLANES - 1;
    for (size_t i = 0; i < count; i++) {
        if (!find_plane(page, i, channels[i])) {
            return E_UNREADABLE_IMAGE;
        }
    }
    return E_OK;
}

static void page_free(struct page *page)
{
    heif_image_release(page->decoded);
    free(page);
}

static int heif_begin_rows(struct image_file *file, const struct image_wanted *wanted,
                           struct image_rows *out)
{
    (void)wanted;
    struct page *page = must_calloc(1, sizeof(*page));
    int rc = decode(file->state, page);
    const int width = rc == E_OK ? heif_image_get_width(page->decoded, heif_channel_R) : 0;
    const int height = rc == E_OK ? heif_image_get_height(page->decoded, heif_channel_R) : 0;
    if (width <= 0 || height <= 0 || (int64_t)width * height > IMAGE_PIXELS_MAX) {
        page_free(page);
        return E_UNREADABLE_IMAGE;
    }
    *out = (struct image_rows){.state = page, .width = width, .height = height, .depth = 32};
    return 1;
}

/* Adds the samples of a plane to a row of pixels. */
static void add_plane(const struct page *page, size_t index, int32_t width, uint32_t *row)
{
    const unsigned shift = 24 - 8 * (unsigned)index;
    const uint8_t *p = page->planes[index] + (size_t)page->at * page->strides[index];
    const int more = page->bits[index] - 8;
    if (more == 0) {
        for (int32_t x = 0; x < width; x++) {
            row[x] |= (uint32_t)p[x] << shift;
        }
        return;
    }
    const uint16_t *wide = (const uint16_t *)(const void *)p;
    for (int32_t x = 0; x < width; x++) {
        row[x] |= (uint32_t)(wide[x] >> more & 255) << shift;
    }
}

static int heif_next_row(struct image_rows *rows, uint32_t *row)
{
    struct page *page = rows->state;
    const bool has_alpha = page->planes[PLANES - 1] != NULL;
    memset(row, 0, (size_t)rows->width * sizeof(*row));
    for (size_t i = 0; i < PLANES; i++) {
        if (page->planes[i] != NULL) {
            add_plane(page, i, rows->width, row);
        }
    }
    page->at++;
    if (has_alpha) {
        image_whiten(row, (size_t)rows->width);
    }
    return E_OK;
}

static void heif_end_rows(struct image_rows *rows)
{
    page_free(rows->state);
}

const struct image_codec image_codec_heif = {
    .open = heif_open,
    .close = heif_close,
    .page_size = heif_page_size,
    .begin_rows = heif_begin_rows,
    .next_row = heif_next_row,
    .end_rows = heif_end_rows,
    .upright = true,
    .partial = true,
};
