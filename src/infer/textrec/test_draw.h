/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of known text and blocks, and the arena that each test has anew: .init = draw_start, .fini = draw_stop.
 * Whoever is given a picture destroys it: CLEANUP(pixDestroy). */
#pragma once

#include <leptonica/allheaders.h>

#include "infer/textrec/plane.h"

#define DRAW_LEFT 24 /* px, where the lines of a page begin */
#define DRAW_STEP 44 /* px from line to line */
#define DRAW_TOP  40 /* px, the first baseline; leptonica's typeface rises about 20 above it */

extern struct arena *arena;

/* Four lines that make a page of 720 x 240. */
extern const char *const draw_page_lines[4];

void draw_start(void);
void draw_stop(void);

/* An 8-bit picture of one grey. */
PIX *draw_blank(int32_t width, int32_t height, uint8_t grey);
/* Lines of text in leptonica's built-in typeface, black on white. */
PIX *draw_text(const char *const *lines, size_t count, int32_t width, int32_t height);
/* One line more, of any grey, on an 8-bit picture; y is its baseline. */
void draw_line(PIX *pix, const char *text, uint8_t grey, int32_t x, int32_t y);
/* Any value: a grey, or a colour as leptonica's composeRGBPixel() packs it. */
void draw_block(PIX *pix, const struct plane_area *area, uint32_t value);
/* Moves each column so that level lines fall by `slope` px a px right, around the picture's middle. */
PIX *draw_sheared(PIX *pix, double slope);
