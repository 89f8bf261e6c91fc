/* SPDX-License-Identifier: GPL-3.0-or-later */
/* textrec: finds and reads the text of a picture, with Tesseract's LSTM engine and what surrounds it.
 * Not here: decoding files (image), formats of results (hOCR, PDF), processes and jobs.
 * Memory: an engine keeps its languages loaded; results live in the arena passed in. Threads: an engine
 * is one thread's at a time. Tesseract counts its own threads when its library is loaded: start the
 * process with OMP_THREAD_LIMIT=1 in the environment. Nothing opens a file after textrec_new(); hence
 * Tesseract's remarks ("Empty page!!") go to stderr and not to its debug_file, which it opens when it
 * first has something to say.
 * Way of a picture: textrec.c tells lines, slips and pages apart. A line is cut and levelled (strip.c) and read
 * in several ways (reader.c). A page is read by the engine's own layout (textrec_page.c). On a slip the lines
 * are found here (ink.c, lines.c, lines_order.c) and read one by one (textrec_slip.c).
 * Files: besides those, plane.c and colours.c grey pictures, textrec_engine.c Tesseract's interface,
 * textrec_languages.c, textrec_words.c. */
#pragma once

#include "base/err.h"

struct image;
struct textrec;

#define TEXTREC_LANGUAGES_MAX 8

/* One word. The box is in pixels of the upright page: as image.h gives it, turned by the page's
 * `rotation`; x2 and y2 are exclusive. Blocks and lines are counted from 0 over the whole page. */
struct textrec_word {
    struct str text;   /* UTF-8 */
    double confidence; /* 0 to 1 */
    int32_t x1;
    int32_t y1;
    int32_t x2;
    int32_t y2;
    int32_t line;
    int32_t block;
};

struct textrec_page {
    struct str text; /* in reading order; lines end with \n, paragraphs with an empty line */
    const struct textrec_word *words;
    size_t word_count;
    double confidence; /* mean over the words, weighted by their length; 0 where there are none */
    int32_t rotation;  /* degrees clockwise by which the page had to be turned: 0, 90, 180 or 270 */
    int32_t width;     /* of the turned page */
    int32_t height;
};

/* Told from time to time how far the page is; returns false to cancel. */
typedef bool (*textrec_progress)(void *context, int permille);

struct textrec_watch {
    textrec_progress progress; /* NULL: nobody watches */
    void *context;
    int64_t deadline_mono_ms; /* of clock_mono_ms(); 0: none */
};

/* The languages installed in the folder of trained data, sorted; `folder` NULL is where Debian puts it.
 * E_NOT_FOUND where there is no such folder. */
MUSTUSE int textrec_list_languages(const char *folder, struct arena *arena, struct str **out,
                                   size_t *out_count);

/* Tesseract's: "5.3.0". */
const char *textrec_version(void);

/* Loads the languages ("eng+chi_sim"). E_LANGUAGE_MISSING names the first that is not installed. */
MUSTUSE int textrec_new(const char *folder, struct str languages, struct textrec **out,
                        struct err *err);
void textrec_free(struct textrec *engine);
void textrec_freep(struct textrec **engine);

/* Reads a page; one without text is a result too. E_CANCELLED, E_TOOK_TOO_LONG, E_PROCESSING_FAILED. */
MUSTUSE int textrec_read(struct textrec *engine, const struct image *page,
                         const struct textrec_watch *watch, struct arena *arena,
                         struct textrec_page *out, struct err *err);
