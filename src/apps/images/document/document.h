/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document: pages with the words that stand on them, and the forms in which they are given out: hOCR, a table, and a PDF whose
 * pages are pictures with their text, invisible, over them.
 *
 * Words and boxes come from a worker that read pictures of strangers, so nothing of them is believed: boxes are bounded, texts
 * escaped, and of a JPEG only its frame header is read.
 *
 * Not here: records, HTTP and where the pictures lie (ocr_results.c), the reading itself (infer/textrec).
 * Memory: what is read lives in the arena passed in, texts as long as their JSON. Threads: any; no state.
 * Files: document.c reading, hOCR and the table; document_pdf.c PDF and JPEG. */
#pragma once

#include <stdio.h>

#include "base/json.h"

struct document_word {
    struct str text;
    double confidence;  /* 0 to 1 */
    int x1, y1, x2, y2; /* pixels of the upright page */
    int line;           /* counted through the block */
    int block;          /* counted through the page */
    size_t page;        /* from 0 */
};

struct document_page {
    int width;
    int height;
};

/* A stored result in a form to write others from. */
struct document {
    struct document_page *pages; /* (page_count) */
    size_t page_count;
    struct document_word *words; /* (word_count), in reading order */
    size_t word_count;
};

/* Reads the JSON of a record's `result`; the texts live as long as that. */
void document_read(struct json_value result, struct arena *arena, struct document *out);

/* hOCR 1.2 (kba.github.io/hocr-spec/1.2). */
void document_write_hocr(const struct document *reading, struct str title, struct sb *out);
/* The columns that the tesseract command writes. */
void document_write_tsv(const struct document *reading, struct sb *out);

/* A page's picture for the PDF: a JPEG and what it is. */
struct document_jpeg {
    struct str bytes;
    int width; /* of the JPEG, which may be smaller than the page */
    int height;
    int components; /* 1 grey, 3 colour */
};

/* Gives the picture of a page (from 0); what it allocates is forgotten before the next page. */
typedef int document_picture(void *context, size_t page, struct arena *arena,
                             struct document_jpeg *out);

/* Writes a PDF of the pages with their text, invisible, where it stands (PDF 1.7, ISO 32000-1). Holds one
 * page's picture in memory at a time. */
MUSTUSE int document_write_pdf(const struct document *reading, document_picture *picture,
                               void *context, FILE *out);
/* Size and components out of a JPEG's frame header (ITU T.81, B.2.2). E_UNREADABLE_IMAGE where there is none
 * in it, or one that a PDF cannot take as it is. */
MUSTUSE int document_jpeg_facts(struct str bytes, struct document_jpeg *out);
