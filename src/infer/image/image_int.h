/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of image. */
#pragma once

#include "infer/image/decoder/decoder.h"
#include "infer/image/image.h"

/* The page as stored, as plain as struct image has it, not turned. Fails as begin_rows(). */
int image_decode_stored(struct image_file *file, int32_t page, int32_t enough_px,
                        struct image *out);
/* The size of a page upright, refused with words where it is more than may be decoded. */
int image_check_page(struct image_file *file, int32_t page, struct decoder_size *out,
                     struct err *err);

/* A smaller picture that is made while lines pass (image_shrink.c). */
struct image_shrink;
/* For a picture of at most `side_px` on the longer side. NULL where there is no memory. */
struct image_shrink *image_shrink_new(const struct image_lines_info *info, int32_t side_px);
void image_shrink_free(struct image_shrink *shrink);
/* Lines in their order; those that were there before are passed over. */
void image_shrink_add(struct image_shrink *shrink, int32_t index, const uint32_t *line);
/* Whether all lines were there. */
bool image_shrink_is_done(const struct image_shrink *shrink);
/* The upright picture, once that is so; the caller's to free. */
struct image *image_shrink_take(struct image_shrink *shrink);
/* Puts a line where it belongs on the upright picture. */
void image_put_line(const struct image_lines_info *info, int32_t index, const uint32_t *line,
                    struct Pix *upright);
