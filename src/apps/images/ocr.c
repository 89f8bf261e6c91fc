/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text recognition: its routes, and what it adds to a record. */
#include "apps/images/ocr_int.h"

static const char *const ocr_fields[] = {"languages", NULL};

static const struct images_app ocr = {
    .name = "ocr",
    .worker = "ocr",
    .takes_pdf = true,
    .option_fields = ocr_fields,
    .read_options = ocr_read_languages,
};

static const struct route ocr_routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", "/api/v1/ocr", images_list, AUTH_USER, 0, 0, "one's pictures, newest first"},
    {"POST", "/api/v1/ocr", images_post, AUTH_USER, BODY_UPLOAD, ROUTE_FORM,
     "read the text of a picture"},
    {"GET", "/api/v1/ocr/languages", ocr_languages, AUTH_USER, 0, 0,
     "languages that are installed"},
    {"GET", "/api/v1/ocr/:id", images_get, AUTH_USER, 0, 0, "one picture with its text"},
    {"PATCH", "/api/v1/ocr/:id", images_patch, AUTH_USER, BODY_UPLOAD, ROUTE_FORM_OR_JSON,
     "a new title, or a new picture, which is read anew"},
    {"DELETE", "/api/v1/ocr/:id", images_delete, AUTH_USER, 0, 0,
     "remove the picture and all of it"},
    {"POST", "/api/v1/ocr/:id/predict", images_predict, AUTH_USER, 0, 0, "read it again"},
    {"GET", "/api/v1/ocr/:id/image", images_image, AUTH_USER, 0, 0, "the file as it was uploaded"},
    {"GET", "/api/v1/ocr/:id/thumbnail", images_thumbnail, AUTH_USER, 0, 0, "a small JPEG of it"},
    {"GET", "/api/v1/ocr/:id/preview", images_preview, AUTH_USER, 0, 0,
     "a page as a browser can show it, upright"},
    {"GET", "/api/v1/ocr/:id/events", images_events, AUTH_USER, 0, 0,
     "how the reading goes on (Server-Sent Events)"},
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

static const struct job_type ocr_jobs[] = {
    {"ocr", "ocr", images_prepare, images_progress, images_finish},
    {0},
};

static int ocr_init(const struct services *services, struct http *http, void **out_state,
                    struct err *err)
{
    int rc = ocr_check_languages(services->config, str_from(services->config->ocr_languages), err);
    return rc < 0 ? rc : images_new(&ocr, services, http, NULL, out_state);
}

const struct app ocr_app = {"ocr", ocr_routes, ocr_jobs, ocr_init, images_free};
