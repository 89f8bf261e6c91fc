/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AV1 by dav1d, with one thread: with several it keeps the coefficients of whole frames, four more bytes a pixel. */
#include <errno.h>
#include <stdlib.h>

#include <dav1d/dav1d.h>

#include "infer/image/heif/heif_int.h"

static void keep_bytes(const uint8_t *bytes, void *context)
{
    (void)bytes;
    (void)context;
}

static int open_decoder(const struct decoder_size *size, Dav1dContext **out)
{
    Dav1dSettings settings;
    dav1d_default_settings(&settings);
    settings.n_threads = 1;
    settings.max_frame_delay = 1;
    settings.all_layers = 0;
    const int64_t pixels =
        ((int64_t)size->width + HEIF_CODED_SPARE) * ((int64_t)size->height + HEIF_CODED_SPARE);
    settings.frame_size_limit = pixels < UINT32_MAX ? (unsigned)pixels : UINT32_MAX;
    settings.logger.callback = NULL;
    return dav1d_open(out, &settings) == 0 ? E_OK : E_UNREADABLE_IMAGE;
}

/* The first picture of the bytes. */
static int get_picture(Dav1dContext *dav1d, struct str bytes, Dav1dPicture *out)
{
    Dav1dData data = {0};
    if (bytes.n == 0 ||
        dav1d_data_wrap(&data, (const uint8_t *)bytes.p, bytes.n, keep_bytes, NULL) < 0) {
        return E_UNREADABLE_IMAGE;
    }
    int rc = DAV1D_ERR(EAGAIN);
    bool has_more = true;
    while (rc == DAV1D_ERR(EAGAIN) && has_more) {
        has_more = data.sz > 0;
        const int sent = has_more ? dav1d_send_data(dav1d, &data) : 0;
        if (sent < 0 && sent != DAV1D_ERR(EAGAIN)) {
            break;
        }
        rc = dav1d_get_picture(dav1d, out);
    }
    dav1d_data_unref(&data);
    return rc == 0 ? E_OK : E_UNREADABLE_IMAGE;
}

static void release(void *owner)
{
    dav1d_picture_unref(owner);
    free(owner);
}

static struct heif_planes planes_of(Dav1dPicture *picture)
{
    const enum Dav1dPixelLayout layout = picture->p.layout;
    const Dav1dSequenceHeader *header = picture->seq_hdr;
    return (struct heif_planes){
        .width = picture->p.w,
        .height = picture->p.h,
        .bits = picture->p.bpc,
        .is_grey = layout == DAV1D_PIXEL_LAYOUT_I400,
        .across = layout != DAV1D_PIXEL_LAYOUT_I444,
        .down = layout == DAV1D_PIXEL_LAYOUT_I420,
        .planes = {picture->data[0], picture->data[1], picture->data[2]},
        .strides = {picture->stride[0], picture->stride[1], picture->stride[1]},
        .colours = {(uint16_t)header->pri, (uint16_t)header->mtrx, header->color_range != 0},
        .owner = picture,
        .release = release,
    };
}

/* A picture outlives the decoder that it is of. */
int heif_av1_decode(const struct heif_coded *coded, struct heif_planes *out)
{
    Dav1dContext *dav1d = NULL;
    int rc = open_decoder(&coded->size, &dav1d);
    if (rc < 0) {
        return rc;
    }
    Dav1dPicture *picture = must_calloc(1, sizeof(*picture));
    rc = get_picture(dav1d, coded->data, picture);
    dav1d_close(&dav1d);
    if (rc < 0) {
        free(picture);
        return rc;
    }
    *out = planes_of(picture);
    if (out->width < coded->size.width || out->height < coded->size.height) {
        heif_planes_free(out);
        return E_UNREADABLE_IMAGE;
    }
    return E_OK;
}
