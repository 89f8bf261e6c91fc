/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the text of pictures; and makes small squares of portraits, because it is the kind that is always warm.
 *
 * {"task": "read", "pictures": yes or no}, the default: every page of the file is decoded, read, and shown where a
 * browser or a PDF cannot take it as it is. The result, one JSON object:
 *   {"label": the whole text, "confidence": 0 to 1, "model": "tesseract-5.3.0/eng",
 *    "image": {"width", "height", "type"},
 *    "result": {"words": [{"text", "confidence", "box": [x1, y1, x2, y2], "line", "block", "page"}],
 *               "pages": [{"width", "height", "rotation"}], "rotation", "languages"}}
 * and as parts of their own a thumbnail of the first page and previews. Pages count from 1.
 *
 * {"task": "square", "side": pixels}: an empty object and, as the thumbnail, the middle of the picture. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "infer/textrec/textrec.h"
#include "worker/late.h"
#include "worker/worker_picture.h"

/* A photograph of more than twice this is decoded at half its size. */
#define ENOUGH_PX    3000
#define THUMBNAIL_PX 320
#define PREVIEW_PX   2500
#define JPEG_QUALITY 80
/* A little under what the server takes, see ipc. */
#define JSON_MAX  (8 * MIB - 64 * KIB)
#define LABEL_MAX (2 * MIB)
/* What is left for pictures of all that the server takes, shared evenly among the pages. */
#define THUMBNAIL_MAX (1 * MIB)
#define PREVIEW_MAX   (16 * MIB)
#define PREVIEWS_MAX  (IPC_RESULT_MAX - JSON_MAX - THUMBNAIL_MAX)

struct ocr {
    struct textrec *engine;
    char *languages;
};

struct ocr_params {
    struct str task; /* "read", "square" */
    bool pictures;   /* thumbnail and previews are wanted */
    int64_t side;
};

static const struct json_field param_fields[] = {
    {"task", JSON_STR, offsetof(struct ocr_params, task), /* must= */ false, 1, 20},
    {"side", JSON_I64, offsetof(struct ocr_params, side), false, 16, 1024},
    {"pictures", JSON_BOOL, offsetof(struct ocr_params, pictures), /* must= */ false, 0, 0},
    {0},
};

/* One task. */
struct ocr_run {
    const struct ocr *ocr;
    struct worker_task *task;
    struct ocr_params params;
    struct image_file *file;
    struct image_info info;
    int32_t page;               /* from 0 */
    struct textrec_page *pages; /* (info.page_count) */
    struct str thumbnail;
    struct str *previews; /* (info.page_count), empty where none is needed */
};

static int ocr_init(const char *variant, void **out_state, struct err *err)
{
    struct ocr *ocr = must_calloc(1, sizeof(*ocr));
    ocr->languages = strdup(variant);
    ASSERT(ocr->languages != NULL);
    int rc = worker_init_pictures(LATE_TEXT, err);
    if (rc == E_OK) {
        /* Tesseract's own name for the folder of languages, and how the server passes it on. */
        rc = textrec_new(getenv("TESSDATA_PREFIX"), str_from(variant), &ocr->engine, err);
    }
    if (rc < 0) {
        free(ocr->languages);
        free(ocr);
        return rc;
    }
    *out_state = ocr;
    return E_OK;
}

/* ---- pages ---- */

static bool tell(struct ocr_run *run, enum ipc_stage stage, int permille)
{
    const uint32_t pages = (uint32_t)run->info.page_count;
    const uint32_t done = (uint32_t)run->page * 1000 + (uint32_t)permille;
    const struct ipc_progress progress = {stage, (uint32_t)run->page + 1, pages, done / pages};
    return worker_tell(run->task, &progress);
}

static bool watch_reading(void *context, int permille)
{
    return tell(context, IPC_STAGE_READ, permille < 0 ? 0 : permille > 1000 ? 1000 : permille);
}

static int make_pictures(struct ocr_run *run, struct image *image, struct err *err)
{
    const struct image_preview thumbnail = {THUMBNAIL_PX, JPEG_QUALITY, THUMBNAIL_MAX};
    const struct image_preview preview = {
        PREVIEW_PX, JPEG_QUALITY,
        size_min(PREVIEWS_MAX / (size_t)run->info.page_count, PREVIEW_MAX)};
    const int32_t rotation = run->pages[run->page].rotation;
    const bool shows_as_it_is = run->info.plain_jpeg && run->info.page_count == 1 && rotation == 0;
    int rc = image_turn(image, rotation, err);
    if (rc == E_OK && run->page == 0) {
        rc = image_make_preview(image, &thumbnail, run->task->arena, &run->thumbnail, err);
    }
    if (rc == E_OK && !shows_as_it_is) {
        rc = image_make_preview(image, &preview, run->task->arena, &run->previews[run->page], err);
    }
    return rc;
}

static int read_page(struct ocr_run *run, struct err *err)
{
    if (!tell(run, IPC_STAGE_DECODE, 0)) {
        return err_set(err, E_CANCELLED, "%s", e_title(E_CANCELLED));
    }
    CLEANUP(image_freep) struct image *image = NULL;
    int rc = image_decode(run->file, run->page, ENOUGH_PX, &image, err);
    if (rc < 0) {
        return rc;
    }
    const struct textrec_watch watch = {.progress = watch_reading, .context = run};
    rc = textrec_read(run->ocr->engine, image, &watch, run->task->arena, &run->pages[run->page],
                      err);
    return rc == E_OK && run->params.pictures ? make_pictures(run, image, err) : rc;
}

/* ---- the result ---- */

/* The texts of the pages, with an empty line between them. */
static void add_label(const struct ocr_run *run, struct sb *out)
{
    for (int32_t i = 0; i < run->info.page_count; i++) {
        const struct str text = str_trim(run->pages[i].text);
        if (text.n > 0 && out->n > 0) {
            sb_add(out, STR("\n\n"));
        }
        sb_add(out, text);
    }
}

/* The mean over all words, so a page counts by how many it has. */
static double confidence_of(const struct ocr_run *run)
{
    double sum = 0;
    size_t words = 0;
    for (int32_t i = 0; i < run->info.page_count; i++) {
        sum += run->pages[i].confidence * (double)run->pages[i].word_count;
        words += run->pages[i].word_count;
    }
    return words > 0 ? sum / (double)words : 0;
}

static void write_word(struct json_out *out, const struct textrec_word *word, int32_t page)
{
    json_begin_object(out);
    json_kv_str(out, "text", word->text);
    json_key(out, "confidence");
    json_put_double(out, word->confidence, 3);
    json_key(out, "box");
    json_begin_array(out);
    json_put_i64(out, word->x1);
    json_put_i64(out, word->y1);
    json_put_i64(out, word->x2);
    json_put_i64(out, word->y2);
    json_end_array(out);
    json_kv_i64(out, "line", word->line);
    json_kv_i64(out, "block", word->block);
    json_kv_i64(out, "page", page + 1);
    json_end_object(out);
}

static void write_pages(struct json_out *out, const struct ocr_run *run)
{
    json_key(out, "words");
    json_begin_array(out);
    for (int32_t i = 0; i < run->info.page_count; i++) {
        for (size_t k = 0; k < run->pages[i].word_count; k++) {
            write_word(out, &run->pages[i].words[k], i);
        }
    }
    json_end_array(out);
    json_key(out, "pages");
    json_begin_array(out);
    for (int32_t i = 0; i < run->info.page_count; i++) {
        json_begin_object(out);
        json_kv_i64(out, "width", run->pages[i].width);
        json_kv_i64(out, "height", run->pages[i].height);
        json_kv_i64(out, "rotation", run->pages[i].rotation);
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_languages(struct json_out *out, struct str languages)
{
    json_key(out, "languages");
    json_begin_array(out);
    while (languages.n > 0) {
        struct str rest;
        json_put_str(out, str_cut(languages, '+', &rest));
        languages = rest;
    }
    json_end_array(out);
}

static void write_result(struct json_out *out, const struct ocr_run *run, struct str label)
{
    const char *languages = run->ocr->languages;
    json_begin_object(out);
    json_kv_str(out, "label", label);
    json_key(out, "confidence");
    json_put_double(out, confidence_of(run), 4);
    json_kv_c(out, "model",
              arena_printf(run->task->arena, "tesseract-%s/%s", textrec_version(), languages));
    json_key(out, "image");
    json_begin_object(out);
    json_kv_i64(out, "width", run->info.width);
    json_kv_i64(out, "height", run->info.height);
    json_kv_c(out, "type", image_kind_mime(run->info.kind));
    json_end_object(out);
    json_key(out, "result");
    json_begin_object(out);
    write_pages(out, run);
    json_kv_i64(out, "rotation", run->pages[0].rotation);
    write_languages(out, str_from(languages));
    json_end_object(out);
    json_end_object(out);
}

static int add_json(struct ocr_run *run, struct err *err)
{
    struct sb label;
    struct sb json;
    sb_init(&label, LABEL_MAX);
    sb_init(&json, JSON_MAX);
    add_label(run, &label);
    struct json_out out;
    json_out_init(&out, &json);
    write_result(&out, run, sb_str(&label));
    const bool too_much = label.failed || json.failed;
    const struct str copy = str_copy(run->task->arena, sb_str(&json));
    sb_done(&label);
    sb_done(&json);
    if (too_much) {
        return err_set(err, E_PROCESSING_FAILED, "There is more text in this than can be kept.");
    }
    return worker_add_part(run->task, IPC_PART_JSON, 0, copy);
}

static int add_parts(struct ocr_run *run, struct err *err)
{
    int rc = add_json(run, err);
    if (rc == E_OK && run->thumbnail.n > 0) {
        rc = worker_add_part(run->task, IPC_PART_THUMBNAIL, 0, run->thumbnail);
    }
    for (int32_t i = 0; rc == E_OK && i < run->info.page_count; i++) {
        if (run->previews[i].n > 0) {
            rc = worker_add_part(run->task, IPC_PART_PREVIEW, (uint32_t)i + 1, run->previews[i]);
        }
    }
    return rc;
}

static int read_file(struct ocr_run *run, struct err *err)
{
    run->info = image_file_info(run->file);
    const size_t count = (size_t)run->info.page_count;
    run->pages = arena_calloc(run->task->arena, count, sizeof(*run->pages));
    run->previews = arena_calloc(run->task->arena, count, sizeof(*run->previews));
    int rc = E_OK;
    for (run->page = 0; rc == E_OK && run->page < run->info.page_count; run->page++) {
        rc = read_page(run, err);
    }
    return rc < 0 ? rc : add_parts(run, err);
}

static int ocr_run(void *state, struct worker_task *task, struct err *err)
{
    struct ocr_run run = {
        .ocr = state, .task = task, .params = {.task = STR("read"), .pictures = true, .side = 256}};
    int rc = json_read(task->params, param_fields, &run.params, task->arena, err);
    if (rc < 0) {
        return rc;
    }
    if (str_eq(run.params.task, STR("square"))) {
        return worker_run_square(task, (int32_t)run.params.side, err);
    }
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    rc = image_file_open(task->picture, &file, err);
    if (rc < 0) {
        return rc;
    }
    run.file = file;
    return read_file(&run, err);
}

/* PDFs may ask for fonts and encodings that they do not carry. */
static const char *const ocr_folders[] = {
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/poppler",
    NULL,
};

const struct worker_role worker_ocr = {
    .type = &worker_types[WORKER_OCR],
    .rights = {.folders = ocr_folders},
    .init = ocr_init,
    .run = ocr_run,
};
