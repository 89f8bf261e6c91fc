/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HEVC by libde265, without threads. Planes lie in memory of ours: so they stay when the decoder goes, whose notes on blocks take as
 * much again; none are made for a picture that is larger than was announced; and what a broken stream leaves out is 0, not
 * what was in memory before. */
#include <stdlib.h>
#include <string.h>

#include <libde265/de265.h>

#include "infer/image/heif/heif_int.h"

#define ALIGNMENT 64
#define SPARE     64 /* bytes that vector code may read behind a plane */

/* The planes of one picture. */
struct frame {
    uint8_t *memory;
    size_t bytes;
    struct heif_planes planes; /* as shown, which may be less than what is coded */
};

struct hevc {
    de265_decoder_context *context;
    struct decoder_size size; /* as announced */
    const struct frame *kept; /* not to be freed with the decoder */
};

/* ---- memory ---- */

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void free_frame(void *owner)
{
    struct frame *frame = owner;
    free(frame->memory);
    free(frame);
}

/* The numbers are the stream's, and sums of them may have overflowed. */
static bool fits(int side, int crop, int visible, int32_t announced)
{
    return side >= 0 && side <= announced + HEIF_CODED_SPARE && visible >= announced &&
           visible <= side && crop >= 0 && crop <= side - visible;
}

static bool is_as_announced(const struct de265_image_spec *spec, const struct de265_image *image,
                            const struct decoder_size *announced)
{
    const int bits = de265_get_bits_per_pixel(image, 0);
    const bool is_grey = spec->format == de265_image_format_mono8;
    return bits >= 8 && bits <= 16 && (is_grey || de265_get_bits_per_pixel(image, 1) == bits) &&
           fits(spec->width, spec->crop_left, spec->visible_width, announced->width) &&
           fits(spec->height, spec->crop_top, spec->visible_height, announced->height);
}

static struct frame *new_frame(const struct de265_image_spec *spec, const struct de265_image *image)
{
    const enum de265_image_format format = spec->format;
    struct frame *frame = must_calloc(1, sizeof(*frame));
    frame->planes = (struct heif_planes){
        .width = spec->visible_width,
        .height = spec->visible_height,
        .bits = de265_get_bits_per_pixel(image, 0),
        .is_grey = format == de265_image_format_mono8,
        .across = format == de265_image_format_YUV420P8 || format == de265_image_format_YUV422P8,
        .down = format == de265_image_format_YUV420P8,
        .owner = frame,
        .release = free_frame,
    };
    return frame;
}

/* All planes in one piece. */
static bool add_memory(struct frame *frame, const struct de265_image_spec *spec,
                       struct de265_image *image)
{
    struct heif_planes *planes = &frame->planes;
    const size_t bytes = planes->bits > 8 ? 2 : 1;
    const size_t count = planes->is_grey ? 1 : HEIF_PLANES;
    size_t begins[HEIF_PLANES + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        const size_t width = (size_t)spec->width >> (i > 0 ? planes->across : 0);
        const size_t height = (size_t)spec->height >> (i > 0 ? planes->down : 0);
        planes->strides[i] = (ptrdiff_t)aligned(width * bytes);
        begins[i + 1] = begins[i] + aligned((size_t)planes->strides[i] * height + SPARE);
    }
    frame->memory = aligned_alloc(ALIGNMENT, begins[count]);
    if (frame->memory == NULL) {
        return false;
    }
    frame->bytes = begins[count];
    memset(frame->memory, 0, frame->bytes);
    for (size_t i = 0; i < HEIF_PLANES; i++) {
        uint8_t *p = i < count ? frame->memory + begins[i] : NULL;
        de265_set_image_plane(image, (int)i, p, (int)planes->strides[i], frame);
        if (p != NULL) {
            const size_t top = (size_t)spec->crop_top >> (i > 0 ? planes->down : 0);
            const size_t left = (size_t)spec->crop_left >> (i > 0 ? planes->across : 0);
            planes->planes[i] = p + top * (size_t)planes->strides[i] + left * bytes;
        }
    }
    return true;
}

/* For these offsets the light is copied. A picture that is so large that it would be too much is left without them: it is a little
 * less even then, where it was coded coarsely. */
static bool has_room_to_filter(const struct frame *frame, const struct de265_image_spec *spec)
{
    const int64_t pixels = (int64_t)spec->width * spec->height;
    const int64_t light = (int64_t)frame->planes.strides[0] * spec->height;
    const int64_t notes = (int64_t)(HEIF_HEVC_NOTES * (double)pixels);
    return (int64_t)frame->bytes + light + notes <= DECODER_KEPT_MAX;
}

static void filter_edges(de265_decoder_context *context, bool is_on)
{
    de265_set_parameter_bool(context, DE265_DECODER_PARAM_DISABLE_SAO, is_on ? 0 : 1);
}

/* libde265 asks for planes only where it will not filter for sample-adaptive offsets, which with threads gives other planes.
 * Without them it filters in place, long after this: so it is told not to filter until here. */
static int get_buffer(de265_decoder_context *context, struct de265_image_spec *spec,
                      struct de265_image *image, void *userdata)
{
    (void)context;
    const struct hevc *hevc = userdata;
    if (!is_as_announced(spec, image, &hevc->size)) {
        return 0;
    }
    struct frame *frame = new_frame(spec, image);
    if (!add_memory(frame, spec, image)) {
        free_frame(frame);
        return 0;
    }
    filter_edges(hevc->context, has_room_to_filter(frame, spec));
    return 1;
}

static void release_buffer(de265_decoder_context *context, struct de265_image *image,
                           void *userdata)
{
    (void)context;
    const struct hevc *hevc = userdata;
    struct frame *frame = de265_get_image_plane_user_data(image, 0);
    if (frame != hevc->kept) {
        free_frame(frame);
    }
}

/* ---- the stream ---- */

/* A unit behind its length. */
static bool push_unit(de265_decoder_context *context, struct heif_cursor *cursor,
                      size_t length_bytes)
{
    const struct str unit = heif_take_bytes(cursor, heif_take(cursor, length_bytes));
    return !cursor->failed && unit.n > 0 && unit.n <= INT32_MAX &&
           de265_push_NAL(context, unit.p, (int)unit.n, 0, NULL) == DE265_OK;
}

/* The sets of parameters (ISO/IEC 14496-15, section 8.3.3.1), in lists of one kind each. */
static bool push_config(de265_decoder_context *context, const struct heif_coded *coded,
                        size_t *out_length_bytes)
{
    struct heif_cursor cursor = {.bytes = coded->config};
    (void)heif_take_bytes(&cursor, 21); /* profile, level and more that the sets repeat */
    *out_length_bytes = (size_t)(heif_take(&cursor, 1) & 3) + 1;
    const uint64_t lists = heif_take(&cursor, 1);
    for (uint64_t i = 0; i < lists && !cursor.failed; i++) {
        (void)heif_take(&cursor, 1);
        const uint64_t count = heif_take(&cursor, 2);
        for (uint64_t k = 0; k < count; k++) {
            if (!push_unit(context, &cursor, 2)) {
                return false;
            }
        }
    }
    return !cursor.failed;
}

static bool push_all(de265_decoder_context *context, const struct heif_coded *coded)
{
    size_t length_bytes = 0;
    if (!push_config(context, coded, &length_bytes)) {
        return false;
    }
    struct heif_cursor cursor = {.bytes = coded->data};
    while (cursor.at < cursor.bytes.n) {
        if (!push_unit(context, &cursor, length_bytes)) {
            return false;
        }
    }
    return de265_flush_data(context) == DE265_OK;
}

/* The first picture; NULL where there is none. */
static const struct de265_image *decode(de265_decoder_context *context)
{
    const struct de265_image *image = NULL;
    int more = 1;
    while (image == NULL && more != 0) {
        more = 0;
        if (de265_decode(context, &more) != DE265_OK) {
            break;
        }
        image = de265_peek_next_picture(context);
    }
    return image;
}

/* A picture without planes of ours is not the one that was announced. */
static void take_picture(struct hevc *hevc, const struct de265_image *image,
                         struct heif_planes *out)
{
    hevc->kept = de265_get_image_plane_user_data(image, 0);
    if (hevc->kept != NULL) {
        *out = hevc->kept->planes;
        out->colours = (struct heif_colours){
            .primaries = (uint16_t)de265_get_image_colour_primaries(image),
            .matrix = (uint16_t)de265_get_image_matrix_coefficients(image),
            .is_full_range = de265_get_image_full_range_flag(image) != 0,
        };
    }
}

int heif_hevc_decode(const struct heif_coded *coded, struct heif_planes *out)
{
    struct hevc hevc = {.context = de265_new_decoder(), .size = coded->size};
    if (hevc.context == NULL) {
        return E_UNREADABLE_IMAGE;
    }
    struct de265_image_allocation allocation = {get_buffer, release_buffer};
    de265_set_image_allocation_functions(hevc.context, &allocation, &hevc);
    filter_edges(hevc.context, false);
    const struct de265_image *image = push_all(hevc.context, coded) ? decode(hevc.context) : NULL;
    if (image != NULL) {
        take_picture(&hevc, image, out);
    }
    (void)de265_free_decoder(hevc.context);
    return hevc.kept != NULL ? E_OK : E_UNREADABLE_IMAGE;
}

/* libde265's tables stay between decoders then. Without memory for them decoding says so. */
void heif_hevc_init(void)
{
    (void)de265_init();
}

void heif_hevc_done(void)
{
    (void)de265_free();
}
