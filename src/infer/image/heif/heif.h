/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heif: the decoder of HEIC and AVIF. heif.c gives rows, heif_picture.c tells which pictures a file has and how they are turned,
 * heif_boxes.c reads its boxes, heif_hevc.c and heif_av1.c are the two codecs, heif_planes.c makes colours.
 * Not here: limits, and turning pages (infer/image).
 * Memory: a row of a picture's tiles at a time, which are the decoder's own. Threads: any, after heif_init(). Files: none. */
#pragma once

#include "infer/image/decoder/decoder.h"

extern const struct decoder heif_decoder;

/* Once before all else, and once after. */
void heif_init(void);
void heif_done(void);
