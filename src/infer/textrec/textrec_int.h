/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

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
};

/* The folder of trained data: the one given, or Debian's. */
const char *languages_folder(const char *folder);
/* Whether the folder has this language. */
bool languages_has(const char *folder, struct str language);

/* The words' text in reading order, one line of text a line, an empty line after a paragraph. */
struct str words_text(const struct page_words *page, struct arena *arena);
/* Mean of the words' confidences, weighted by their length. */
double words_confidence(const struct page_words *page);
