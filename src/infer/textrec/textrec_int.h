/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

#include "base/clock.h"
#include "infer/textrec/reader.h"
#include "infer/textrec/textrec.h"

struct textrec {
    TessBaseAPI *api;
    bool wide; /* the first language is written without ascenders: Chinese, Japanese, Korean */
};

/* Words in reading order with where their paragraphs end. */
struct page_words {
    struct textrec_word *words;
    size_t count;
    bool *ends_paragraph; /* one for each word */
    double certainty;     /* mean over the letters, 0 to 1; of engine_read() and crop_read() */
};

/* Reads a picture in one page mode (textrec_engine.c). E_CANCELLED, E_TOOK_TOO_LONG,
 * E_PROCESSING_FAILED. */
int engine_read(struct textrec *engine, PIX *pix, TessPageSegMode mode,
                const struct textrec_watch *watch, struct arena *arena, struct page_words *out);

/* Reads a picture that one line or word fills, in the best of several ways (textrec_crop.c). */
int crop_read(struct textrec *engine, PIX *grey, const struct textrec_watch *watch,
              struct arena *arena, struct page_words *out);

/* Reads a page by the engine's own layout (textrec_page.c). *grey may be replaced by an enlarged or turned
 * one, whose pixels the boxes count then; *out_rotation is by how many degrees clockwise it was turned. */
int page_read(struct textrec *engine, PIX **grey, const struct textrec_watch *watch,
              struct arena *arena, struct page_words *out, int32_t *out_rotation);

/* The folder of trained data: the one given, or Debian's. */
const char *languages_folder(const char *folder);
/* Whether the folder has this language. */
bool languages_has(const char *folder, struct str language);

/* The words' text in reading order, one line of text a line, an empty line after a paragraph. */
struct str words_text(const struct page_words *reading, struct arena *arena);
/* Mean of the words' confidences, weighted by their length. */
double words_confidence(const struct page_words *reading);
