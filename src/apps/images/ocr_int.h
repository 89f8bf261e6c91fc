/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of text recognition share. */
#pragma once

#include "apps/images/images_int.h"

/* ---- languages (ocr_languages.c) ---- */

route_handler ocr_languages;
/* The form field `languages`, "eng+chi_sim", or the setting ocr_languages where it is left out. */
int ocr_read_languages(struct req *rq, struct str *out);
/* Whether all of them are installed; E_LANGUAGE_MISSING says which is not. */
MUSTUSE int ocr_check_languages(const struct config *config, struct str languages, struct err *err);

/* ---- results in other forms (ocr_results.c HTTP; ocr_formats.c, ocr_pdf.c without) ---- */

route_handler ocr_result_txt, ocr_result_json, ocr_result_hocr, ocr_result_tsv, ocr_result_pdf;

struct ocr_word {
    struct str text;
    double confidence;  /* 0 to 1 */
    int x1, y1, x2, y2; /* pixels of the upright page */
    int line;           /* counted through the block */
    int block;          /* counted through the page */
    size_t page;        /* from 0 */
};

struct ocr_page {
    int width;
    int height;
};

/* A stored result in a form to write others from. */
struct ocr_reading {
    struct ocr_page *pages; /* (page_count) */
    size_t page_count;
    struct ocr_word *words; /* (word_count), in reading order */
    size_t word_count;
};

/* Reads the JSON of a record's `result`; the texts live as long as `doc`. */
void ocr_reading_from(struct json_value result, struct arena *arena, struct ocr_reading *out);

/* hOCR 1.2 (kba.github.io/hocr-spec/1.2). */
void ocr_write_hocr(const struct ocr_reading *reading, struct str title, struct sb *out);
/* The columns that the tesseract command writes. */
void ocr_write_tsv(const struct ocr_reading *reading, struct sb *out);

/* A page's picture for the PDF: a JPEG and what it is. */
struct ocr_page_jpeg {
    struct str bytes;
    int width; /* of the JPEG, which may be smaller than the page */
    int height;
    int components; /* 1 grey, 3 colour */
};

/* Gives the picture of a page (from 0); what it allocates is forgotten before the next page. */
typedef int ocr_page_picture(void *context, size_t page, struct arena *arena,
                             struct ocr_page_jpeg *out);

/* Writes a PDF of the pages with their text, invisible, where it stands (PDF 1.7, ISO 32000-1). Holds one
 * page's picture in memory at a time. */
MUSTUSE int ocr_write_pdf(const struct ocr_reading *reading, ocr_page_picture *picture,
                          void *context, FILE *out);
/* Size and components out of a JPEG's frame header (ITU T.81, B.2.2). E_UNREADABLE_IMAGE where there is none
 * in it, or one that a PDF cannot take as it is. */
MUSTUSE int ocr_jpeg_facts(struct str bytes, struct ocr_page_jpeg *out);
