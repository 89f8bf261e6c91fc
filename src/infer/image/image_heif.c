/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HEIC and AVIF. libheif turns and crops as the file says, so pages come upright. */
#include <leptonica/allheaders.h>
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

static int copy_pixels(const struct heif_image *decoded, struct image *out)
{
    int stride;
    const uint8_t *plane =
        heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
    int width = heif_image_get_width(decoded, heif_channel_interleaved);
    int height = heif_image_get_height(decoded, heif_channel_interleaved);
    if (plane == NULL || (int64_t)width * height > IMAGE_PIXELS_MAX) {
        return E_UNREADABLE_IMAGE;
    }
    out->pix = pixCreate(width, height, 32);
    if (out->pix == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    pixSetSpp(out->pix, 4);
    l_uint32 *row = pixGetData(out->pix);
    for (int y = 0; y < height; y++, row += pixGetWpl(out->pix)) {
        const uint8_t *from = plane + (size_t)y * (size_t)stride;
        for (int x = 0; x < width; x++, from += 4) {
            row[x] = (l_uint32)from[0] << 24 | (l_uint32)from[1] << 16 | (l_uint32)from[2] << 8 |
                     from[3];
        }
    }
    return E_OK;
}

static int heif_decode(struct image_file *file, int32_t page, int32_t enough_px, struct image *out)
{
    (void)page;
    (void)enough_px;
    const struct heif_state *state = file->state;
    struct heif_image *decoded = NULL;
    struct heif_error error = heif_decode_image(state->primary, &decoded, heif_colorspace_RGB,
                                                heif_chroma_interleaved_RGBA, NULL);
    if (error.code != heif_error_Ok) {
        return E_UNREADABLE_IMAGE;
    }
    int rc = copy_pixels(decoded, out);
    heif_image_release(decoded);
    return rc;
}

const struct image_codec image_codec_heif = {
    .open = heif_open,
    .close = heif_close,
    .page_size = heif_page_size,
    .decode = heif_decode,
    .upright = true,
    .partial = true,
};
