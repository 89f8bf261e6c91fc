/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kinds that look at pictures share. */
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "worker/late.h"
#include "worker/worker_picture.h"

/* What a picture took stays for the next one up to this; else its pages are made anew for each, at 3 % of the time that road
 * signs take. */
#define KEPT_BYTES     (16 * MIB)
#define THUMBNAIL_PX   320
#define PREVIEW_PX     2000
#define JPEG_QUALITY   80
#define THUMBNAIL_MAX  (1 * MIB)
#define PREVIEW_MAX    (4 * MIB)
#define SQUARE_QUALITY 85
#define SQUARE_MAX     (64 * KIB)

void worker_keep_memory(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
}

int worker_init_pictures(unsigned groups, struct err *err)
{
    /* What libraries remark about every other picture goes where standard output goes, to nowhere; our own
     * last words are written to the descriptor. */
    stderr = stdout;
    worker_keep_memory();
    int rc = late_load(LATE_PICTURES | groups, err);
    if (rc == E_OK) {
        image_init();
    }
    return rc;
}

/* ---- models ---- */

static const char *models_folder(void)
{
    return getenv("ASSISTI_MODELS"); /* as the server passes it on */
}

int worker_load_model(const char *name, struct arena *arena, struct model *out, struct err *err)
{
    return model_load(models_folder(), str_from(name), arena, out, err);
}

int worker_read_network(const struct model *model, struct arena *arena, struct worker_network *out,
                        struct err *err)
{
    struct worker_network network = {0};
    int rc = model_read_network(models_folder(), model, arena, &network.file, err);
    if (rc < 0) {
        return rc;
    }
    const char *shared = getenv("ASSISTI_WEIGHTS"); /* likewise */
    if (shared != NULL) {
        network.weights = arena_printf(arena, "%s/%" STRF, shared, STRA(model->version));
    }
    *out = network;
    return E_OK;
}

/* ---- what goes back ---- */

/* A PDF would ask for fonts, and is no picture of anything. */
int worker_open_picture(struct str mapped, struct image_file **out, struct err *err)
{
    enum image_kind kind;
    int rc = image_sniff(mapped, &kind);
    if (rc < 0 || kind == IMAGE_KIND_PDF) {
        return err_set(err, E_UNSUPPORTED_IMAGE,
                       "This file is none of: JPEG, PNG, WebP, TIFF, GIF, BMP, HEIC, AVIF.");
    }
    rc = image_file_open(mapped, out, err);
    if (rc == E_OK) {
        image_file_set_mapped(*out);
    }
    return rc;
}

int worker_add_json(struct worker_task *task, struct sb *json, struct err *err)
{
    const bool too_much = json->failed;
    const struct str copy = str_copy(task->arena, sb_str(json));
    sb_done(json);
    if (too_much) {
        return err_set(err, E_PROCESSING_FAILED, "The result is larger than can be kept.");
    }
    return worker_add_part(task, IPC_PART_JSON, 0, copy);
}

void worker_write_image(struct json_out *out, const struct image_info *info)
{
    json_key(out, "image");
    json_begin_object(out);
    json_kv_i64(out, "width", info->width);
    json_kv_i64(out, "height", info->height);
    json_kv_c(out, "type", image_kind_mime(info->kind));
    json_end_object(out);
}

static bool shows_in_browsers(enum image_kind kind)
{
    return kind != IMAGE_KIND_HEIC && kind != IMAGE_KIND_TIFF;
}

int32_t worker_pictures_px(enum image_kind kind)
{
    return shows_in_browsers(kind) ? THUMBNAIL_PX : PREVIEW_PX;
}

int worker_add_pictures(struct worker_task *task, const struct image *image, enum image_kind kind,
                        struct err *err)
{
    const struct image_preview thumbnail = {THUMBNAIL_PX, JPEG_QUALITY, THUMBNAIL_MAX};
    const struct image_preview preview = {PREVIEW_PX, JPEG_QUALITY, PREVIEW_MAX};
    struct str jpeg = {0};
    int rc = image_make_preview(image, &thumbnail, task->arena, &jpeg, err);
    if (rc == E_OK) {
        rc = worker_add_part(task, IPC_PART_THUMBNAIL, 0, jpeg);
    }
    if (rc < 0 || shows_in_browsers(kind)) {
        return rc;
    }
    rc = image_make_preview(image, &preview, task->arena, &jpeg, err);
    return rc < 0 ? rc : worker_add_part(task, IPC_PART_PREVIEW, 1, jpeg);
}

int worker_decode_first(struct image_file *file, const struct worker_look *look, struct image **out,
                        struct err *err)
{
    const struct image_info info = image_file_info(file);
    const double longer = fmax(info.width, info.height);
    const double aspect = longer / fmin(info.width, info.height);
    const double sharp = 4.0 * look->side_px * aspect; /* JPEGs come at least half as large */
    const double wanted = fmax(sharp, look->shown_px);
    const double most = sqrt((double)IMAGE_WHOLE_PIXELS * aspect);
    return image_decode_small(file, 0, (int32_t)fmin(wanted, most), out, err);
}

int worker_run_square(struct worker_task *task, int32_t side_px, struct err *err)
{
    const struct image_preview form = {side_px, SQUARE_QUALITY, SQUARE_MAX};
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    CLEANUP(image_freep) struct image *image = NULL;
    struct str jpeg = {0};
    int rc = worker_open_picture(task->picture, &file, err);
    if (rc == E_OK) {
        rc = worker_decode_first(file, &(struct worker_look){.side_px = side_px}, &image, err);
    }
    if (rc == E_OK) {
        rc = image_make_square(image, err);
    }
    if (rc == E_OK) {
        rc = image_make_preview(image, &form, task->arena, &jpeg, err);
    }
    if (rc == E_OK) {
        rc = worker_add_part(task, IPC_PART_JSON, 0, STR("{}"));
    }
    return rc < 0 ? rc : worker_add_part(task, IPC_PART_THUMBNAIL, 0, jpeg);
}
