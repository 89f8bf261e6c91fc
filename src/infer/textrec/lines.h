/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of text found among the parts of the ink. */
#pragma once

#include "infer/textrec/ink.h"

/* A piece of a line without wide gaps. Coordinates are those of the straightened page: y is measured along
 * a page turned by `slope`, so that lines lie level. */
struct line {
    double x1;
    double y1; /* the band of its letters, at the middle of the piece */
    double x2;
    double y2;
    double baseline;    /* the feet of most letters, at the middle of the piece */
    double rise;        /* height of its capitals above the baseline */
    double slope;       /* what is left after straightening the page: pixels down a pixel right */
    double part_height; /* usual height of its parts */
    int32_t part_count;
    int32_t row;    /* pieces side by side share one */
    int32_t column; /* reading order: columns, then rows, then left to right */
};

struct page_lines {
    struct line *p;
    size_t count;
    double slope;  /* of the page */
    double height; /* usual height of a part of the text */
    int32_t width; /* of the ink's plane */
    int32_t page_height;
};

/* Puts the lines into reading order and numbers their rows and columns. */
void lines_order(struct page_lines *lines, double height, struct arena *arena);

/* Usual height of the letters on a page, from the parts of its ink: half of all height stands in parts up to
 * it. 0 where there are none. */
double lines_letter_height(const struct parts *parts, int32_t page_height);
/* Finds the lines, in reading order. A page without text gives none. */
MUSTUSE int lines_find(const struct plane *ink, struct arena *arena, struct page_lines *out);
