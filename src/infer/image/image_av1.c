/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoder of AV1 for libheif. Its own uses dav1d, too, but with as many threads as there are processors, for which dav1d keeps
 * coefficients of whole frames: four more bytes a pixel and more. Here there is one thread. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <dav1d/dav1d.h>
#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

#include "infer/image/image_int.h"

#define PRIORITY 200 /* libheif's own has less */
#define PLANES   3

struct av1 {
    Dav1dContext *dav1d;
    struct sb bytes;
};

static struct heif_error good(void)
{
    return (struct heif_error){heif_error_Ok, heif_suberror_Unspecified, "good"};
}

static struct heif_error bad(void)
{
    return (struct heif_error){heif_error_Decoder_plugin_error, heif_suberror_Unspecified,
                               "the picture cannot be decoded"};
}

static const char *get_name(void)
{
    return "dav1d, one thread";
}

static int get_priority(enum heif_compression_format format)
{
    return format == heif_compression_AV1 ? PRIORITY : 0;
}

static void free_decoder(void *decoder)
{
    struct av1 *av1 = decoder;
    dav1d_close(&av1->dav1d);
    sb_done(&av1->bytes);
    free(av1);
}

static struct heif_error new_decoder(void **out)
{
    Dav1dSettings settings;
    struct av1 *av1 = must_calloc(1, sizeof(*av1));
    sb_init(&av1->bytes, SIZE_MAX / 2); /* no more than the file, which is there */
    dav1d_default_settings(&settings);
    settings.n_threads = 1;
    settings.max_frame_delay = 1;
    settings.all_layers = 0;
    settings.frame_size_limit = (unsigned)IMAGE_PIXELS_MAX;
    settings.logger.callback = NULL;
    if (dav1d_open(&av1->dav1d, &settings) < 0) {
        sb_done(&av1->bytes);
        free(av1);
        return bad();
    }
    *out = av1;
    return good();
}

static struct heif_error push_data(void *decoder, const void *bytes, size_t n)
{
    struct av1 *av1 = decoder;
    sb_add(&av1->bytes, (struct str){bytes, n});
    return good();
}

static void keep_bytes(const uint8_t *bytes, void *context)
{
    (void)bytes;
    (void)context;
}

/* The first picture of what was pushed. */
static bool get_picture(struct av1 *av1, Dav1dPicture *out)
{
    Dav1dData data = {0};
    if (av1->bytes.n == 0 ||
        dav1d_data_wrap(&data, (const uint8_t *)av1->bytes.p, av1->bytes.n, keep_bytes, NULL) < 0) {
        return false;
    }
    int rc = DAV1D_ERR(EAGAIN);
    bool has_more = true;
    while (rc == DAV1D_ERR(EAGAIN) && has_more) {
        has_more = data.sz > 0;
        const int sent = has_more ? dav1d_send_data(av1->dav1d, &data) : 0;
        if (sent < 0 && sent != DAV1D_ERR(EAGAIN)) {
            break;
        }
        rc = dav1d_get_picture(av1->dav1d, out);
    }
    dav1d_data_unref(&data);
    return rc == 0;
}

static void set_colours(const Dav1dPicture *picture, struct heif_image *image)
{
    struct heif_color_profile_nclx *profile = heif_nclx_color_profile_alloc();
    const Dav1dSequenceHeader *header = picture->seq_hdr;
    (void)heif_nclx_color_profile_set_color_primaries(profile, (uint16_t)header->pri);
    (void)heif_nclx_color_profile_set_transfer_characteristics(profile, (uint16_t)header->trc);
    (void)heif_nclx_color_profile_set_matrix_coefficients(profile, (uint16_t)header->mtrx);
    profile->full_range_flag = header->color_range != 0;
    (void)heif_image_set_nclx_color_profile(image, profile);
    heif_nclx_color_profile_free(profile);
}

static bool copy_plane(const Dav1dPicture *picture, int index, struct heif_image *image)
{
    static const enum heif_channel channels[PLANES] = {heif_channel_Y, heif_channel_Cb,
                                                       heif_channel_Cr};
    const enum Dav1dPixelLayout layout = picture->p.layout;
    const int across = index > 0 && layout != DAV1D_PIXEL_LAYOUT_I444;
    const int down = index > 0 && layout == DAV1D_PIXEL_LAYOUT_I420;
    const int width = (picture->p.w + across) >> across;
    const int height = (picture->p.h + down) >> down;
    if (heif_image_add_plane(image, channels[index], width, height, picture->p.bpc).code !=
        heif_error_Ok) {
        return false;
    }
    int stride = 0;
    uint8_t *to = heif_image_get_plane(image, channels[index], &stride);
    const uint8_t *from = picture->data[index];
    const size_t bytes = (size_t)width * (picture->p.bpc > 8 ? 2 : 1);
    for (int y = 0; to != NULL && y < height; y++) {
        memcpy(to + (ptrdiff_t)y * stride, from + y * picture->stride[index > 0], bytes);
    }
    return to != NULL;
}

static struct heif_error make_image(const Dav1dPicture *picture, struct heif_image **out)
{
    static const enum heif_chroma chromas[] = {
        [DAV1D_PIXEL_LAYOUT_I400] = heif_chroma_monochrome,
        [DAV1D_PIXEL_LAYOUT_I420] = heif_chroma_420,
        [DAV1D_PIXEL_LAYOUT_I422] = heif_chroma_422,
        [DAV1D_PIXEL_LAYOUT_I444] = heif_chroma_444,
    };
    const enum heif_chroma chroma = chromas[picture->p.layout];
    const bool is_grey = chroma == heif_chroma_monochrome;
    struct heif_image *image = NULL;
    struct heif_error error = heif_image_create(
        picture->p.w, picture->p.h, is_grey ? heif_colorspace_monochrome : heif_colorspace_YCbCr,
        chroma, &image);
    if (error.code != heif_error_Ok) {
        return error;
    }
    set_colours(picture, image);
    for (int i = 0; i < (is_grey ? 1 : PLANES); i++) {
        if (!copy_plane(picture, i, image)) {
            heif_image_release(image);
            return bad();
        }
    }
    *out = image;
    return good();
}

static struct heif_error decode_image(void *decoder, struct heif_image **out)
{
    struct av1 *av1 = decoder;
    Dav1dPicture picture = {0};
    if (!get_picture(av1, &picture)) {
        return bad();
    }
    const struct heif_error error = make_image(&picture, out);
    dav1d_picture_unref(&picture);
    return error;
}

static void set_strict(void *decoder, int flag)
{
    (void)decoder;
    (void)flag;
}

void image_av1_init(void)
{
    static const struct heif_decoder_plugin plugin = {
        .plugin_api_version = 3,
        .get_plugin_name = get_name,
        .does_support_format = get_priority,
        .new_decoder = new_decoder,
        .free_decoder = free_decoder,
        .push_data = push_data,
        .decode_image = decode_image,
        .set_strict_decoding = set_strict,
        .id_name = "assisti",
    };
    (void)heif_register_decoder_plugin(&plugin); /* without it libheif's own decodes */
}
