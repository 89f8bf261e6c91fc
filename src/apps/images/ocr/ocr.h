/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ocr: text recognition. What is its own: languages that can be read, and results as text, JSON, hOCR, table and PDF.
 *
 * Not here: the record and its life (images/record); pages with their words, and how they are written (images/document).
 * Memory: what a function returns lives in the arena passed in. Threads: any; no state of its own.
 * Files: ocr.c tables, ocr_languages.c, ocr_results.c. */
#pragma once

#include "apps/images/record/record.h"

/* For struct app: routes end with a row without method, jobs with one without kind. */
extern const struct route ocr_routes[];
extern const struct job_type ocr_jobs[];
/* E_LANGUAGE_MISSING, with words, where the language of the configuration is not installed. */
MUSTUSE int ocr_init(const struct services *services, struct http *http, void **out_state,
                     struct err *err);
