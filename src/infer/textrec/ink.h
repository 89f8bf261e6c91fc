/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is dark on its surroundings, and the connected parts of it. */
#pragma once

#include "infer/textrec/plane.h"

/* A connected part of the ink; x2 and y2 are exclusive. */
struct part {
    int32_t x1;
    int32_t y1;
    int32_t x2;
    int32_t y2;
    int32_t area; /* pixels of ink */
};

struct parts {
    struct part *p;
    size_t count;
};

/* 1 where a pixel is darker than half-way between its surroundings' paper and ink, 0 elsewhere and where
 * there is too little contrast for any ink. */
MUSTUSE int ink_find(const struct plane *grey, struct arena *arena, struct plane *out);
/* The connected parts (over corners too). E_PROCESSING_FAILED where there are absurdly many. */
MUSTUSE int ink_parts(const struct plane *ink, struct arena *arena, struct parts *out);
