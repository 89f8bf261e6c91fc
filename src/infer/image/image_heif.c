/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HEIC and AVIF. libheif turns and crops as the file says, so pages come upright. */
#include <stdlib.h>

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

/* libheif decodes the whole page; a second copy of it is not made. */
struct plane {
    struct heif_image *decoded;
    const uint8_t *pixels;
    size_t stride;
    bool has_alpha; /* four bytes a pixel, else three */
    int32_t at;
};

static int decode(const struct heif_state *state, struct plane *out)
{
    const enum heif_chroma chroma =
        out->has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
    struct heif_error error =
        heif_decode_image(state->primary, &out->decoded, heif_colorspace_RGB, chroma, NULL);
    if (error.code != heif_error_Ok) {
        return E_UNREADABLE_IMAGE;
    }
    int stride = 0;
    out->pixels = heif_image_get_plane_readonly(out->decoded, heif_channel_interleaved, &stride);
    out->stride = (size_t)stride;
    return out->pixels != NULL ? E_OK : E_UNREADABLE_IMAGE;
}

static void plane_free(struct plane *plane)
{
    heif_image_release(plane->decoded);
    free(plane);
}

static int heif_begin_rows(struct image_file *file, const struct image_wanted *wanted,
                           struct image_rows *out)
{
    (void)wanted;
    const struct heif_state *state = file->state;
    struct plane *plane = must_calloc(1, sizeof(*plane));
    plane->has_alpha = heif_image_handle_has_alpha_channel(state->primary) != 0;
    int rc = decode(state, plane);
    const int width =
        rc == E_OK ? heif_image_get_width(plane->decoded, heif_channel_interleaved) : 0;
    const int height =
        rc == E_OK ? heif_image_get_height(plane->decoded, heif_channel_interleaved) : 0;
    if (width <= 0 || height <= 0 || (int64_t)width * height > IMAGE_PIXELS_MAX) {
        plane_free(plane);
        return E_UNREADABLE_IMAGE;
    }
    *out = (struct image_rows){.state = plane, .width = width, .height = height, .depth = 32};
    return 1;
}

static int heif_next_row(struct image_rows *rows, uint32_t *row)
{
    struct plane *plane = rows->state;
    const uint8_t *p = plane->pixels + (size_t)plane->at++ * plane->stride;
    const size_t step = plane->has_alpha ? 4 : 3;
    for (int32_t x = 0; x < rows->width; x++, p += step) {
        row[x] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
                 (plane->has_alpha ? p[3] : 255);
    }
    if (plane->has_alpha) {
        image_whiten(row, (size_t)rows->width);
    }
    return E_OK;
}

static void heif_end_rows(struct image_rows *rows)
{
    plane_free(rows->state);
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
