/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 8-bit grey pictures as plain rows of bytes: what all image processing around the engine works on. */
#pragma once

#include "base/err.h"

struct Pix;

struct plane {
    uint8_t *p; /* (height, width), no padding */
    int32_t width;
    int32_t height;
};

static inline uint8_t *plane_row(const struct plane *plane, int32_t y)
{
    return plane->p + (size_t)y * (size_t)plane->width;
}

/* The affine map from a target's pixels to a source's: source = origin + x * right + y * down. */
struct plane_view {
    double origin_x;
    double origin_y;
    double right_x;
    double right_y;
    double down_x;
    double down_y;
};

/* A part of a picture; x2 and y2 are exclusive. */
struct plane_area {
    int32_t x1;
    int32_t y1;
    int32_t x2;
    int32_t y2;
};

/* A plane of any content in the arena; E_PROCESSING_FAILED where it would be too large. */
MUSTUSE int plane_new(struct arena *arena, int32_t width, int32_t height, struct plane *out);
/* The grey of an 8 or 32-bit picture, or of an area inside it (NULL: all). */
MUSTUSE int plane_from_pix(struct Pix *pix, const struct plane_area *area, struct arena *arena,
                           struct plane *out);
/* The same along the line through the space of colours on which they differ most (their first principal
 * axis, lighter upwards), stretched over all of black to white: shows red letters on blue of the same
 * grey. */
MUSTUSE int plane_from_colours(struct Pix *pix, const struct plane_area *area, struct arena *arena,
                               struct plane *out);
/* Resampled to this size: averaged where it shrinks, interpolated where it grows. */
MUSTUSE int plane_scale(const struct plane *from, int32_t width, int32_t height,
                        struct arena *arena, struct plane *out);
/* What a view shows, interpolated, or averaged where it shrinks; pixels outside continue the edge. */
MUSTUSE int plane_view(const struct plane *from, const struct plane_view *view, int32_t width,
                       int32_t height, struct arena *arena, struct plane *out);
/* Turned by quarter turns clockwise. */
MUSTUSE int plane_turn(const struct plane *from, int quarter_turns, struct arena *arena,
                       struct plane *out);
void plane_invert(struct plane *plane);
