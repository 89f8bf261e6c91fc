/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <criterion/criterion.h>

#include "infer/textrec/test_draw.h"

struct arena *arena;

const char *const draw_page_lines[4] = {
    "The quick brown fox jumps over the lazy dog",
    "while seven wizards pack their boxes.",
    "Nothing else happened on that morning",
    "and everybody went back to their work.",
};

void draw_start(void)
{
    arena = arena_new();
}

void draw_stop(void)
{
    arena_free(arena);
}

PIX *draw_blank(int32_t width, int32_t height, uint8_t grey)
{
    PIX *pix = pixCreate(width, height, 8);
    pixSetAllArbitrary(pix, grey);
    return pix;
}

PIX *draw_text(const char *const *lines, size_t count, int32_t width, int32_t height)
{
    PIX *pix = draw_blank(width, height, 255);
    for (size_t i = 0; i < count; i++) {
        draw_line(pix, lines[i], 0, DRAW_LEFT, DRAW_TOP + DRAW_STEP * (int32_t)i);
    }
    return pix;
}

void draw_line(PIX *pix, const char *text, uint8_t grey, int32_t x, int32_t y)
{
    L_BMF *font = bmfCreate(NULL, 8);
    l_int32 used;
    l_int32 overflow;
    pixSetTextline(pix, font, text, grey, x, y, &used, &overflow);
    bmfDestroy(&font);
    cr_assert(!overflow, "no room for: %s", text);
}

void draw_block(PIX *pix, const struct plane_area *area, uint32_t value)
{
    for (int32_t y = area->y1; y < area->y2; y++) {
        for (int32_t x = area->x1; x < area->x2; x++) {
            pixSetPixel(pix, x, y, value);
        }
    }
}

PIX *draw_sheared(PIX *pix, double slope)
{
    return pixVShear(NULL, pix, pixGetWidth(pix) / 2, (l_float32)atan(slope), L_BRING_IN_WHITE);
}
