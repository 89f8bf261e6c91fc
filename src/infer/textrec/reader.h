/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads single lines: frames one as the engine was trained on, and takes the best of a few looks. */
#pragma once

#include "infer/textrec/lines.h"
#include "infer/textrec/textrec.h"

/* One reading of a line; the words' boxes are in pixels of the framed picture. */
struct reading {
    struct textrec_word *words;
    size_t count;
    size_t symbols;
    double score; /* about 0.7 for noise to 1.08 for clean words */
};

/* Where a line lies in a plane. `scale`: pixels of the layout for one of the plane. */
struct line_place {
    const struct plane *grey;
    const struct page_lines *page;
    const struct line *line;
    double scale;
};

/* Reads a plane as one line. E_PROCESSING_FAILED. */
MUSTUSE int reader_read_plane(struct textrec *engine, const struct plane *plane,
                              struct arena *arena, struct reading *out);
/* Reads a line of a page, weak ones more than once; boxes are in pixels of place->grey. */
MUSTUSE int reader_read_line(struct textrec *engine, const struct line_place *place,
                             struct arena *arena, struct reading *out);
/* Whether a reading is text and not noise. */
bool reading_is_text(const struct reading *reading);
