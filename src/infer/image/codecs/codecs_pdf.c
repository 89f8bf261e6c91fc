/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF pages, drawn by poppler on white. */
#include <math.h>

#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <leptonica/allheaders.h>
#include <poppler.h>

#include "infer/image/codecs/codecs_int.h"

#define POINTS_PER_INCH 72.0
#define DPI             300.0
/* A page that is larger than this at DPI (a poster) is drawn more coarsely. */
#define SIDE_MAX 5000.0

struct pdf_state {
    PopplerDocument *document;
};

void codecs_pdf_init(void)
{
    (void)
        FcInit(); /* fails where no font is installed: then only fonts inside the PDFs are drawn */
}

/* cairo keeps fonts that keep fontconfig's patterns. */
void codecs_pdf_done(void)
{
    cairo_debug_reset_static_data();
    FcFini();
}

static void pdf_close(struct image_file *file)
{
    struct pdf_state *state = file->state;
    if (state != NULL) {
        if (state->document != NULL) {
            g_object_unref(state->document);
        }
        free(state);
    }
}

static int pdf_open(struct image_file *file, struct err *err)
{
    struct pdf_state *state = must_calloc(1, sizeof(*state));
    file->state = state;
    GBytes *bytes = g_bytes_new_static(file->bytes.p, file->bytes.n);
    GError *error = NULL;
    state->document = poppler_document_new_from_bytes(bytes, NULL, &error);
    g_bytes_unref(bytes);
    if (state->document == NULL) {
        bool locked = g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
        g_clear_error(&error);
        return err_set(err, E_UNREADABLE_IMAGE,
                       locked ? "The PDF is locked with a password."
                              : "The PDF is damaged or incomplete.");
    }
    int count = poppler_document_get_n_pages(state->document);
    if (count < 1) {
        return err_set(err, E_UNREADABLE_IMAGE, "The PDF has no pages.");
    }
    file->info.page_count = count;
    return E_OK;
}

/* The page's size on paper and the scale from points to pixels. */
static double page_scale(PopplerPage *page, double *out_width, double *out_height)
{
    poppler_page_get_size(page, out_width, out_height);
    double longer = fmax(*out_width, *out_height);
    return fmin(DPI / POINTS_PER_INCH, SIDE_MAX / fmax(longer, 1));
}

static int pdf_page_size(struct image_file *file, int32_t number, struct decoder_size *out)
{
    const struct pdf_state *state = file->state;
    PopplerPage *page = poppler_document_get_page(state->document, number);
    if (page == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    double width;
    double height;
    double scale = page_scale(page, &width, &height);
    g_object_unref(page);
    *out = (struct decoder_size){(int32_t)fmax(1, ceil(width * scale)),
                                 (int32_t)fmax(1, ceil(height * scale))};
    return E_OK;
}

/* cairo's 32-bit pixels are 0xXXRRGGBB, leptonica's 0xRRGGBBAA. */
static int copy_pixels(cairo_surface_t *surface, struct image *out)
{
    cairo_surface_flush(surface);
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    const unsigned char *from = cairo_image_surface_get_data(surface);
    out->pix = from != NULL ? pixCreate(width, height, 32) : NULL;
    if (out->pix == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    l_uint32 *row = pixGetData(out->pix);
    for (int y = 0; y < height; y++, row += pixGetWpl(out->pix)) {
        const uint32_t *line = (const uint32_t *)(const void *)from;
        for (int x = 0; x < width; x++) {
            row[x] = line[x] << 8;
        }
        from += cairo_image_surface_get_stride(surface);
    }
    return E_OK;
}

static int pdf_decode(struct image_file *file, int32_t number, int32_t enough_px, struct image *out)
{
    (void)enough_px;
    const struct pdf_state *state = file->state;
    struct decoder_size size;
    int rc = pdf_page_size(file, number, &size);
    if (rc < 0) {
        return rc;
    }
    PopplerPage *page = poppler_document_get_page(state->document, number);
    double width;
    double height;
    double scale = page_scale(page, &width, &height);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, size.width, size.height);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    poppler_page_render_for_printing(page, cairo);
    rc = cairo_status(cairo) == CAIRO_STATUS_SUCCESS ? copy_pixels(surface, out)
                                                     : E_UNREADABLE_IMAGE;
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    g_object_unref(page);
    out->dpi = (int32_t)lround(scale * POINTS_PER_INCH);
    return rc;
}

const struct decoder codecs_pdf = {
    .open = pdf_open,
    .close = pdf_close,
    .page_size = pdf_page_size,
    .decode = pdf_decode,
    .upright = true,
};
