/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

#include "base/clock.h"
#include "infer/textrec/textrec.h"

struct textrec {
    TessBaseAPI *api;
};

/* What the engine says about one picture; everything is in the arena. */
struct reading {
    struct textrec_word *words;
    size_t count;
    bool *ends_paragraph; /* one for each word */
};

/* Reads a picture in one page mode. E_CANCELLED, E_TOOK_TOO_LONG, E_PROCESSING_FAILED. */
int engine_read(struct textrec *engine, PIX *pix, TessPageSegMode mode,
                const struct textrec_watch *watch, struct arena *arena, struct reading *out);

/* The folder of trained data: the one given, or Debian's. */
const char *languages_folder(const char *folder);
/* Whether the folder has this language. */
bool languages_has(const char *folder, struct str language);

/* The words' text in reading order, one line of text a line, an empty line after a paragraph. */
struct str words_text(const struct reading *reading, struct arena *arena);
/* Mean of the words' confidences, weighted by their length. */
double words_confidence(const struct reading *reading);
