/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text recognition: its routes, and what it adds to a record. */
#include "apps/images/ocr/ocr_int.h"

static const char *const ocr_fields[] = {"languages", NULL};

static const struct record_app ocr = {
    .name = "ocr",
    .worker = "ocr",
    .takes_pdf = true,
    .option_fields = ocr_fields,
    .read_options = ocr_read_languages,
};

const struct route ocr_routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", "/api/v1/ocr/languages", ocr_languages, AUTH_USER, 0, 0,
     "languages that are installed"},
    {"GET", "/api/v1/ocr/:id/result.txt", ocr_result_txt, AUTH_USER, 0, 0, "the text"},
    {"GET", "/api/v1/ocr/:id/result.json", ocr_result_json, AUTH_USER, 0, 0,
     "words with places and confidences"},
    {"GET", "/api/v1/ocr/:id/result.hocr", ocr_result_hocr, AUTH_USER, 0, ROUTE_BLOCKS,
     "the same as hOCR"},
    {"GET", "/api/v1/ocr/:id/result.tsv", ocr_result_tsv, AUTH_USER, 0, ROUTE_BLOCKS,
     "the same as a table"},
    {"GET", "/api/v1/ocr/:id/result.pdf", ocr_result_pdf, AUTH_USER, 0, ROUTE_BLOCKS,
     "the picture as a searchable PDF"},
    {0},
};

const struct job_type ocr_jobs[] = {
    {"ocr", "ocr", record_prepare, record_progress, record_finish, record_retry},
    {0},
};

int ocr_init(const struct services *services, struct http *http, void **out_state, struct err *err)
{
    int rc = ocr_check_languages(services->config, str_from(services->config->ocr_languages), err);
    return rc < 0 ? rc : record_new(&ocr, services, http, out_state);
}
