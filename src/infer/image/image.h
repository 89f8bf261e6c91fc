/* SPDX-License-Identifier: GPL-3.0-or-later */
/* image: from the bytes of a file to upright pictures, page by page; and back to small JPEGs and PNGs.
 * Not here: finding or reading anything in a picture (textrec and the networks).
 * Way of a picture: image_file_open() sniffs the kind, reads the size from the header and refuses what is
 * too large before anything is decoded; image_decode() decodes one page, turns it upright (EXIF), puts
 * it on white where it is transparent, and gives 8-bit grey or 32-bit colour whatever came in.
 * image_lines_open() gives the same picture line by line instead.
 * Memory: one page at a time, or one line; an image is the caller's to free. The bytes stay the caller's and must
 * outlive the file. Threads: image_init() once before all else; after that, objects are not shared but
 * any thread may use its own. Nothing here opens a file after image_init(), except for the fonts of
 * PDFs that do not carry their own.
 * Files: image.c limits and pages, image_lines.c, image_shrink.c, image_clip.c animations, image_out.c JPEGs and thumbnails,
 * image_mark.c boxes with words. In its folders picture: kinds of files and a decoded page, decoder: what a decoder is and what decoders
 * share, codecs: the decoders of one kind each, heif: that of HEIC and AVIF. */
#pragma once

#include "infer/image/picture/picture.h"

/* What is no larger may as well be there as a whole. */
#define IMAGE_WHOLE_PIXELS ((int64_t)4 * 1000 * 1000)

struct image_file;

/* Silences the libraries and loads what they would otherwise open later. Call once, before threads and
 * before the process gives up its files. */
void image_init(void);
/* Gives back what image_init() loaded, for programs that look for leaks. */
void image_done(void);

/* Opens what the bytes hold, without decoding. E_UNSUPPORTED_IMAGE, E_UNREADABLE_IMAGE,
 * E_TOO_MANY_PIXELS; E_TOO_LARGE for more than IMAGE_PAGES_MAX pages. Of an animation the first frame
 * counts as the only page. */
MUSTUSE int image_file_open(struct str bytes, struct image_file **out, struct err *err);
void image_file_close(struct image_file *file);
void image_file_closep(struct image_file **file);
struct image_info image_file_info(const struct image_file *file);
/* Says that the bytes are a mapping of a file for reading, so that its pages need not stay while lines are read. */
void image_file_set_mapped(struct image_file *file);

/* Decodes one page, counted from 0. A picture whose longer side stays at least `enough_px` long may come smaller
 * where that is quicker (JPEG); 0: never. E_UNREADABLE_IMAGE where it is damaged or incomplete,
 * E_TOO_MANY_PIXELS where this page is larger than pages may be. */
MUSTUSE int image_decode(struct image_file *file, int32_t page, int32_t enough_px,
                         struct image **out, struct err *err);
/* Likewise, but a page of more than IMAGE_WHOLE_PIXELS becomes a picture of at most `side_px` on the longer side, in 32 bits,
 * while its lines pass, so that it is never there as a whole. Errors as image_lines_open(). */
MUSTUSE int image_decode_small(struct image_file *file, int32_t page, int32_t side_px,
                               struct image **out, struct err *err);

/* ---- lines ---- */

/* A page line by line, for what is done with pictures that are too large to be there as a whole: a line is a row or a
 * column of the upright page, from its left or top on, and lines come in the order in which the file has them. */
struct image_lines;

struct image_lines_info {
    int32_t width; /* of the upright picture */
    int32_t height;
    int32_t page_width; /* of the page, which the picture may be smaller than */
    int32_t page_height;
    bool are_columns;   /* else rows */
    bool are_backwards; /* the last one comes first */
};
/* How many there are, and how many pixels each has. */
int32_t image_lines_count(const struct image_lines_info *info);
int32_t image_lines_length(const struct image_lines_info *info);

struct image_lines_options {
    int64_t
        whole_pixels;  /* a page of up to these is decoded as a whole, and read again for nothing */
    int32_t enough_px; /* as for image_decode() */
    int32_t shrunk_px; /* for image_lines_take(); 0: that is not needed */
};
/* Opens a page, counted from 0; the file must stay. Rows come from most files; rarer kinds of TIFF,
 * GIF, BMP and WebP are decoded as a whole, but not turned. Errors as image_decode(), and E_TOO_MANY_PIXELS also where more
 * would have to be kept than a decoder may of a page: pictures of more than 12 to 33 megapixels that are stored in one piece, by their kind. */
MUSTUSE int image_lines_open(struct image_file *file, int32_t page,
                             const struct image_lines_options *options, struct image_lines **out,
                             struct err *err);
/* The lines of a picture that is there, and must stay. */
struct image_lines *image_lines_of(const struct image *image);
void image_lines_close(struct image_lines *lines);
void image_lines_closep(struct image_lines **lines);
struct image_lines_info image_lines_info(const struct image_lines *lines);
/* The next line, 32 bits a pixel as struct image has colours; it holds until the next call. 1: there is one; 0: that
 * were all. E_UNREADABLE_IMAGE where the file turns out to be damaged. */
MUSTUSE int image_lines_next(struct image_lines *lines, const uint32_t **out, struct err *err);
/* Lets the first line come next. */
MUSTUSE int image_lines_rewind(struct image_lines *lines, struct err *err);
/* Reads all lines into an upright picture. */
MUSTUSE int image_lines_gather(struct image_lines *lines, struct image **out, struct err *err);
/* The picture, where it was decoded as a whole; else one of at most `shrunk_px` on the longer side, and of fewer where the decoder
 * leaves less room, which was made while the lines were read for the first time, all of which are read now if they were not.
 * Nothing can be read after. */
MUSTUSE int image_lines_take(struct image_lines *lines, struct image **out, struct err *err);

/* ---- changing ---- */

/* Turns it clockwise by 90, 180 or 270 degrees; 0 changes nothing. */
MUSTUSE int image_turn(struct image *image, int32_t degrees, struct err *err);

/* Cuts away what is longer than the shorter side, on both ends alike. */
MUSTUSE int image_make_square(struct image *image, struct err *err);

/* A picture of at most `side_px` on the longer side; never an enlarged one. */
MUSTUSE int image_thumbnail(const struct image *image, int32_t side_px, struct image **out,
                            struct err *err);
/* As a JPEG of at most `side_px` on the longer side, made smaller until it has at most `bytes_max`. */
struct image_preview {
    int32_t side_px;
    int quality; /* 1 to 100 */
    size_t bytes_max;
};
MUSTUSE int image_make_preview(const struct image *image, const struct image_preview *preview,
                               struct arena *arena, struct str *out, struct err *err);
/* The picture as a JPEG (quality 1 to 100) in the arena. */
MUSTUSE int image_encode_jpeg(const struct image *image, int quality, struct arena *arena,
                              struct str *out, struct err *err);

/* ---- animations ---- */

#define IMAGE_FRAMES_MAX 20000

struct image_clip;

/* The frames of an animated GIF or WebP as they are shown, one after the other. E_NOT_FOUND for anything that is no such
 * animation; E_TOO_MANY_PIXELS; E_TOO_LARGE for more than IMAGE_FRAMES_MAX frames. The bytes must outlive the clip. */
MUSTUSE int image_clip_open(struct str bytes, struct image_clip **out, struct err *err);
void image_clip_close(struct image_clip *clip);
void image_clip_closep(struct image_clip **clip);
int32_t image_clip_count(const struct image_clip *clip);
/* The next frame, which is the clip's and holds until the next call. 1: there is one; 0: there is none. */
MUSTUSE int image_clip_next(struct image_clip *clip, const struct image **out, struct err *err);

/* ---- boxes with words ---- */

struct image_mark {
    int32_t left, top, right, bottom; /* pixels of the page */
    struct str text;                  /* letters other than those of ASCII are shown as "?" */
};
struct image_marks {
    const struct image_mark *items; /* (count) */
    size_t count;
};
/* Draws the boxes on the picture itself, without a second one beside it, and gives that as a PNG in the arena; it is made smaller
 * until the PNG has at most `bytes_max`. */
MUSTUSE int image_draw_marks(struct image *image, const struct image_marks *marks, size_t bytes_max,
                             struct arena *arena, struct str *out, struct err *err);
