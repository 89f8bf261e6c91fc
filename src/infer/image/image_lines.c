/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include <leptonica/allheaders.h>

#include "base/pages.h"
#include "infer/image/image_int.h"

/* Of a pixel that is decoded as a whole: one as it is stored, for those with a map of colours, four as it is wanted, and up to one for
 * what callers make of the lines meanwhile. */
#define STORED_BYTES 6

/* What the decoder keeps and a smaller picture, of four bytes a pixel, may take together; but so many pixels it may have always. */
#define SHRUNK_MAX    (DECODER_KEPT_MAX - (int64_t)(8 * MIB))
#define SHRUNK_PIXELS ((int64_t)500 * 1000)

/* How often pages of the file are given back while its lines are read. */
#define RELEASES 32

struct image_lines {
    struct image_lines_info info;
    struct image_file *file;
    struct decoder_wanted wanted;
    bool is_reading; /* rows are to be ended */
    struct decoder_rows rows;
    const struct image *image; /* instead of rows: as the lines stand */
    struct image *owned;       /* the same, where it is to be freed */
    bool is_upright;           /* it is the picture itself */
    bool is_mirrored;          /* lines are to be read from their ends */
    int32_t at;                /* line that comes next */
    int64_t kept;              /* bytes of the page that the decoder has meanwhile */
    uint32_t *grey;            /* a row as the decoder gives it */
    uint32_t *line;
    struct image_shrink *shrink; /* NULL: none is made */
};

int32_t image_lines_count(const struct image_lines_info *info)
{
    return info->are_columns ? info->width : info->height;
}

int32_t image_lines_length(const struct image_lines_info *info)
{
    return info->are_columns ? info->height : info->width;
}

struct image_lines_info image_lines_info(const struct image_lines *lines)
{
    return lines->info;
}

/* ---- opening ---- */

static void use_image(struct image_lines *lines, const struct image *image)
{
    lines->image = image;
    lines->is_upright = true;
    lines->info = (struct image_lines_info){
        .width = pixGetWidth(image->pix),
        .height = pixGetHeight(image->pix),
        .page_width = image->width,
        .page_height = image->height,
    };
}

static void add_buffers(struct image_lines *lines)
{
    const size_t length = (size_t)image_lines_length(&lines->info);
    lines->line = must_calloc(length, sizeof(*lines->line));
    lines->grey = must_calloc(decoder_row_words((int32_t)length, 8), sizeof(*lines->grey));
}

struct image_lines *image_lines_of(const struct image *image)
{
    struct image_lines *lines = must_calloc(1, sizeof(*lines));
    use_image(lines, image);
    add_buffers(lines);
    return lines;
}

/* How the file's rows stand on the upright page. EXIF's orientation tells where the first row and the first column are: 1
 * top and left, 2 top and right, 3 bottom and right, 4 bottom and left, and 5 to 8 left and top, right and top, right and
 * bottom, left and bottom. */
static void describe(struct image_lines *lines, int32_t width, int32_t height)
{
    const int orientation = lines->file->decoder->upright ? 1 : lines->file->orientation;
    struct image_lines_info *info = &lines->info;
    info->are_columns = orientation >= 5;
    info->are_backwards =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    lines->is_mirrored =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    info->width = info->are_columns ? height : width;
    info->height = info->are_columns ? width : height;
}

static int check_kept(const struct image_lines *lines, int64_t bytes, struct err *err)
{
    if (bytes <= DECODER_KEPT_MAX) {
        return E_OK;
    }
    return err_set(err, E_TOO_MANY_PIXELS,
                   "This %s is stored in one piece: with its %d by %d pixels that takes %d MiB to "
                   "read, and at most %d are given to it. Saved as a JPEG it can be read.",
                   image_kind_name(lines->file->info.kind), (int)lines->info.page_width,
                   (int)lines->info.page_height, (int)(bytes / (int64_t)MIB),
                   (int)(DECODER_KEPT_MAX / (int64_t)MIB));
}

static int use_stored(struct image_lines *lines, struct err *err)
{
    const int64_t pixels = (int64_t)lines->info.page_width * lines->info.page_height;
    if (lines->kept < pixels * STORED_BYTES) {
        lines->kept = pixels * STORED_BYTES;
    }
    int rc = check_kept(lines, lines->kept + (int64_t)lines->file->bytes.n, err);
    if (rc < 0) {
        return rc;
    }
    lines->owned = must_calloc(1, sizeof(*lines->owned));
    lines->image = lines->owned;
    rc =
        image_decode_stored(lines->file, lines->wanted.page, lines->wanted.enough_px, lines->owned);
    if (rc < 0) {
        return decoder_refuse(lines->file, rc, err);
    }
    describe(lines, pixGetWidth(lines->owned->pix), pixGetHeight(lines->owned->pix));
    return E_OK;
}

/* Rows as they come, or else the page as it is stored. */
static int begin(struct image_lines *lines, struct err *err)
{
    const struct decoder *decoder = lines->file->decoder;
    const int32_t page = lines->wanted.page;
    lines->kept = decoder->kept == NULL ? 0 : decoder->kept(lines->file, page);
    int rc = check_kept(lines, lines->kept, err);
    if (rc < 0) {
        return rc;
    }
    if (decoder->begin_rows != NULL) {
        rc = decoder->begin_rows(lines->file, &lines->wanted, &lines->rows);
    }
    if (rc < 0) {
        return decoder_refuse(lines->file, rc, err);
    }
    if (rc == 0) {
        return use_stored(lines, err);
    }
    lines->is_reading = true;
    describe(lines, lines->rows.width, lines->rows.height);
    return E_OK;
}

static int use_whole(struct image_lines *lines, struct err *err)
{
    int rc =
        image_decode(lines->file, lines->wanted.page, lines->wanted.enough_px, &lines->owned, err);
    if (rc == E_OK) {
        use_image(lines, lines->owned);
    }
    return rc;
}

static int open_page(struct image_lines *lines, int64_t whole_pixels, struct err *err)
{
    struct decoder_size size;
    int rc = image_check_page(lines->file, lines->wanted.page, &size, err);
    if (rc < 0) {
        return rc;
    }
    lines->info.page_width = size.width;
    lines->info.page_height = size.height;
    if ((int64_t)size.width * size.height <= whole_pixels) {
        return use_whole(lines, err);
    }
    rc = begin(lines, err);
    if (rc < 0) {
        return rc;
    }
    const bool is_as_announced =
        lines->info.width <= size.width && lines->info.height <= size.height;
    return is_as_announced ? E_OK : decoder_refuse(lines->file, E_UNREADABLE_IMAGE, err);
}

/* The longer side of the smaller picture: what was asked for, or what fits beside that which the decoder keeps. */
static int32_t shrunk_side(const struct image_lines *lines, int32_t side_px)
{
    const int64_t room = (SHRUNK_MAX - lines->kept) / (int64_t)sizeof(uint32_t);
    const int64_t pixels = room > SHRUNK_PIXELS ? room : SHRUNK_PIXELS;
    const double longer = fmax(lines->info.width, lines->info.height);
    const double shorter = fmin(lines->info.width, lines->info.height);
    return (int32_t)fmin(side_px, sqrt((double)pixels * longer / shorter));
}

int image_lines_open(struct image_file *file, int32_t page,
                     const struct image_lines_options *options, struct image_lines **out,
                     struct err *err)
{
    ASSERT(page >= 0 && page < file->info.page_count);
    CLEANUP(image_lines_closep) struct image_lines *lines = must_calloc(1, sizeof(*lines));
    lines->file = file;
    lines->wanted = (struct decoder_wanted){page, options->enough_px};
    int rc = open_page(lines, options->whole_pixels, err);
    if (rc < 0) {
        return rc;
    }
    add_buffers(lines);
    if (options->shrunk_px > 0 && !lines->is_upright) {
        lines->shrink = image_shrink_new(&lines->info, shrunk_side(lines, options->shrunk_px));
        if (lines->shrink == NULL) {
            return decoder_refuse(lines->file, E_PROCESSING_FAILED, err);
        }
    }
    *out = lines;
    lines = NULL;
    return E_OK;
}

static void end_rows(struct image_lines *lines)
{
    if (lines->is_reading) {
        lines->file->decoder->end_rows(&lines->rows);
        lines->is_reading = false;
    }
}

void image_lines_close(struct image_lines *lines)
{
    if (lines != NULL) {
        end_rows(lines);
        image_free(lines->owned);
        image_shrink_free(lines->shrink);
        free(lines->grey);
        free(lines->line);
        free(lines);
    }
}

void image_lines_closep(struct image_lines **lines)
{
    image_lines_close(*lines);
    *lines = NULL;
}

/* ---- reading ---- */

static void colour_row(const uint32_t *grey, int32_t width, uint32_t *out)
{
    for (int32_t x = 0; x < width; x++) {
        const uint32_t value = GET_DATA_BYTE(grey, x);
        out[x] = value << L_RED_SHIFT | value << L_GREEN_SHIFT | value << L_BLUE_SHIFT;
    }
}

static void mirror(uint32_t *line, int32_t length)
{
    for (int32_t x = 0; x < length / 2; x++) {
        const uint32_t other = line[x];
        line[x] = line[length - 1 - x];
        line[length - 1 - x] = other;
    }
}

static void read_image(const struct image_lines *lines, const uint32_t **out)
{
    PIX *pix = lines->image->pix;
    const uint32_t *row = pixGetData(pix) + (size_t)lines->at * (size_t)pixGetWpl(pix);
    const int32_t width = pixGetWidth(pix);
    if (pixGetDepth(pix) == 8) {
        colour_row(row, width, lines->line);
    } else if (lines->is_mirrored) {
        memcpy(lines->line, row, (size_t)width * sizeof(*row));
    } else {
        *out = row;
    }
}

static int read_row(struct image_lines *lines)
{
    const bool is_grey = lines->rows.depth == 8;
    uint32_t *row = is_grey ? lines->grey : lines->line;
    int rc = lines->file->decoder->next_row(&lines->rows, row);
    if (rc == E_OK && is_grey) {
        colour_row(row, lines->rows.width, lines->line);
    }
    return rc;
}

/* Those of a large file count like memory of one's own, and come back where they are still needed. */
static void release_file(const struct image_lines *lines)
{
    const int32_t every = image_lines_count(&lines->info) / RELEASES + 1;
    if (lines->file != NULL && lines->file->is_mapped && lines->at % every == 0) {
        pages_release(lines->file->bytes.p, lines->file->bytes.n);
    }
}

int image_lines_next(struct image_lines *lines, const uint32_t **out, struct err *err)
{
    if (lines->at == image_lines_count(&lines->info)) {
        return 0;
    }
    release_file(lines);
    *out = lines->line;
    if (lines->image != NULL) {
        read_image(lines, out);
    } else {
        int rc = read_row(lines);
        if (rc < 0) {
            return decoder_refuse(lines->file, rc, err);
        }
    }
    if (lines->is_mirrored) {
        mirror(lines->line, image_lines_length(&lines->info));
    }
    if (lines->shrink != NULL) {
        image_shrink_add(lines->shrink, lines->at, *out);
    }
    lines->at++;
    return 1;
}

int image_lines_rewind(struct image_lines *lines, struct err *err)
{
    if (lines->image == NULL && lines->at > 0) {
        end_rows(lines);
        int rc = lines->file->decoder->begin_rows(lines->file, &lines->wanted, &lines->rows);
        if (rc <= 0) {
            return decoder_refuse(lines->file, rc, err);
        }
        lines->is_reading = true;
    }
    lines->at = 0;
    return E_OK;
}

/* ---- pictures ---- */

void image_put_line(const struct image_lines_info *info, int32_t index, const uint32_t *line,
                    PIX *upright)
{
    const size_t stride = (size_t)pixGetWpl(upright);
    const size_t place =
        (size_t)(info->are_backwards ? image_lines_count(info) - 1 - index : index);
    const size_t length = (size_t)image_lines_length(info);
    l_uint32 *to = pixGetData(upright) + place * (info->are_columns ? 1 : stride);
    if (!info->are_columns) {
        memcpy(to, line, length * sizeof(*line));
        return;
    }
    for (size_t y = 0; y < length; y++) {
        to[y * stride] = line[y];
    }
}

int image_lines_gather(struct image_lines *lines, struct image **out, struct err *err)
{
    CLEANUP(image_freep) struct image *image = must_calloc(1, sizeof(*image));
    image->pix = pixCreate(lines->info.width, lines->info.height, 32);
    image->width = lines->info.page_width;
    image->height = lines->info.page_height;
    if (image->pix == NULL) {
        return decoder_refuse(lines->file, E_PROCESSING_FAILED, err);
    }
    const uint32_t *line = NULL;
    int rc = image_lines_rewind(lines, err);
    while (rc >= 0 && (rc = image_lines_next(lines, &line, err)) > 0) {
        image_put_line(&lines->info, lines->at - 1, line, image->pix);
    }
    if (rc == E_OK) {
        *out = image;
        image = NULL;
    }
    return rc;
}

int image_lines_take(struct image_lines *lines, struct image **out, struct err *err)
{
    if (lines->is_upright && lines->owned != NULL) {
        *out = lines->owned;
        lines->owned = NULL;
        return E_OK;
    }
    if (lines->shrink == NULL) {
        return image_lines_gather(lines, out, err);
    }
    const uint32_t *line = NULL;
    int rc = E_OK;
    while (rc >= 0 && !image_shrink_is_done(lines->shrink)) {
        rc = image_lines_next(lines, &line, err);
    }
    if (rc < 0) {
        return rc;
    }
    *out = image_shrink_take(lines->shrink);
    return E_OK;
}

int image_decode_small(struct image_file *file, int32_t page, int32_t side_px, struct image **out,
                       struct err *err)
{
    const struct image_lines_options options = {
        .whole_pixels = IMAGE_WHOLE_PIXELS,
        .enough_px = side_px / 2, /* JPEGs are halved until they have less than twice this */
        .shrunk_px = side_px,
    };
    CLEANUP(image_lines_closep) struct image_lines *lines = NULL;
    int rc = image_lines_open(file, page, &options, &lines, err);
    return lines != NULL ? image_lines_take(lines, out, err) : rc;
}
