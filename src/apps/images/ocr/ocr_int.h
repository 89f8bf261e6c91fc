/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of ocr share. */
#pragma once

#include "apps/images/ocr/ocr.h"

/* ---- languages (ocr_languages.c) ---- */

route_handler ocr_languages;
/* The form field `languages`, "eng+chi_sim", or the setting ocr_languages where it is left out. */
int ocr_read_languages(struct req *rq, struct str *out);
/* Whether all of them are installed; E_LANGUAGE_MISSING says which is not. */
MUSTUSE int ocr_check_languages(const struct config *config, struct str languages, struct err *err);

/* ---- results in other forms (ocr_results.c) ---- */

route_handler ocr_result_txt, ocr_result_json, ocr_result_hocr, ocr_result_tsv, ocr_result_pdf;
