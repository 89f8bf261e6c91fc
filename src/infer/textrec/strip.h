/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of one line of text, and the views of it that the engine is shown. */
#pragma once

#include "infer/textrec/lines.h"

struct strip {
    struct plane grey;
    struct plane colours;    /* the same, as plane_from_colours() sees it */
    struct plane_view place; /* from the planes' pixels to those of the picture */
    struct plane_view level; /* from the levelled strip's to the planes' */
    double width;            /* of the levelled strip */
    double height;
    double top; /* of the letters, and their bottom, in the levelled strip */
    double bottom;
};

/* A part of a strip, as the engine shall see it. */
struct strip_look {
    double above; /* margin above the letters, in their heights; STRIP_WHOLE: all there is */
    double below;
    double stretch;    /* along the line */
    int32_t height_px; /* of the view */
    bool colours;      /* the colours' plane, else the grey one */
    bool as_it_lies;   /* not levelled */
};

#define STRIP_WHOLE (-1.0)

/* The whole of a picture that one line or word fills: how it slants and where its letters are is measured.
 * E_PROCESSING_FAILED. */
MUSTUSE int strip_of_picture(struct Pix *pix, struct arena *arena, struct strip *out);
/* A line found on a page; `scale`: pixels of the lines' page for one of the picture. */
MUSTUSE int strip_of_line(struct Pix *pix, const struct page_lines *page, const struct line *line,
                          double scale, struct arena *arena, struct strip *out);
/* Draws a look. *out_view maps its pixels to those of the picture. */
MUSTUSE int strip_view(const struct strip *strip, const struct strip_look *look,
                       struct arena *arena, struct plane *out, struct plane_view *out_view);
