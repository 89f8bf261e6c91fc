/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

#include "base/clock.h"
#include "infer/textrec/strip.h"
#include "infer/textrec/textrec.h"

struct textrec {
    TessBaseAPI *api;
    bool wide; /* the first language is written without ascenders: Chinese, Japanese, Korean */
};

/* What was read somewhere: words in reading order and where their paragraphs end. */
struct reading {
    struct textrec_word *words;
    bool *ends_paragraph; /* one for each word */
    size_t count;
    double certainty; /* of the letters, on the average: 0 to 1 */
    double score;     /* certainty, less what speaks for noise; -1 where nothing was read */
    int turns; /* quarters clockwise that the page was turned by; boxes lie in it as turned */
};

/* Reads a plane in one page mode; boxes are in its pixels (textrec_engine.c). E_CANCELLED,
 * E_TOOK_TOO_LONG, E_PROCESSING_FAILED. */
MUSTUSE int engine_read(struct textrec *engine, const struct plane *plane, TessPageSegMode mode,
                        const struct textrec_watch *watch, struct arena *arena,
                        struct reading *out);

/* Whether what reads badly is read as a negative, too, which costs as much again (at first it is). */
void engine_try_negative(struct textrec *engine, bool tries);

/* Reads a strip in several ways and takes the most believable (reader.c). Boxes are in pixels of the picture
 * that it was cut from. */
MUSTUSE int reader_read_crop(struct textrec *engine, const struct strip *strip, struct arena *arena,
                             struct reading *out);
MUSTUSE int reader_read_line(struct textrec *engine, const struct strip *strip, struct arena *arena,
                             struct reading *out);
/* Reads a line in one way only. */
MUSTUSE int reader_glance(struct textrec *engine, const struct strip *strip, struct arena *arena,
                          struct reading *out);
/* Whether a reading of a line is such that no other way would be tried. */
bool reader_is_sure(const struct textrec *engine, const struct reading *reading);
/* Whether the reading of a line is text and not noise. */
bool reading_is_text(const struct reading *reading);

/* Reads a page by the engine's own layout (textrec_page.c). *grey may be replaced by an enlarged or turned
 * one, whose pixels the boxes count then. */
MUSTUSE int page_read(struct textrec *engine, struct plane *grey, const struct textrec_watch *watch,
                      struct arena *arena, struct reading *out);

/* Reads a slip: its lines are found here and read one by one, since the engine's layout loses faint ones
 * (textrec_slip.c). `grey` is the grey of `pix`; boxes are in its pixels as turned. */
MUSTUSE int slip_read(struct textrec *engine, PIX *pix, const struct plane *grey,
                      const struct textrec_watch *watch, struct arena *arena, struct reading *out);

/* The folder of trained data: the one given, or Debian's. */
const char *languages_folder(const char *folder);
/* Whether the folder has this language. */
bool languages_has(const char *folder, struct str language);

/* The words' text in reading order, one line of text a line, an empty line after a paragraph. */
struct str words_text(const struct reading *reading, struct arena *arena);
/* Whether a letter is written without spaces between words: Chinese, Japanese and the like. */
bool words_is_wide(uint32_t code_point);
/* Drops the lines whose words have less confidence on the average. */
void words_drop_noise(struct reading *reading, double least);
/* The words with their texts, in another arena. */
struct textrec_word *words_copy(const struct reading *reading, struct arena *arena);
/* Mean of the words' confidences, weighted by their length. */
double words_confidence(const struct reading *reading);
