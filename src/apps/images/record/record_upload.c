/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a form brings: a title, and a picture that is kept. */
#include "apps/images/record/record_int.h"
#include "base/utf8.h"
#include "http/form/form.h"

int record_read_title(struct req *rq, struct str *out)
{
    const struct form_part *part = req_part(rq, "title");
    if (part == NULL) {
        return E_OK;
    }
    struct str title = str_trim(part->value);
    if (part->fd >= 0) {
        return err_field(&rq->err, "title", "must be a text");
    }
    if (utf8_length(title) > RECORD_TITLE_MAX) {
        return err_field(&rq->err, "title", "must have at most %d characters", RECORD_TITLE_MAX);
    }
    *out = title;
    return E_OK;
}

/* The file's name without folder and ending, for an upload that was given no title. */
static struct str title_from_filename(struct str filename)
{
    for (size_t i = filename.n; i > 0; i--) {
        if (filename.p[i - 1] == '/' || filename.p[i - 1] == '\\') {
            filename = str_sub(filename, i, filename.n);
            break;
        }
    }
    for (size_t i = filename.n; i > 1; i--) {
        if (filename.p[i - 1] == '.') {
            filename = str_sub(filename, 0, i - 1);
            break;
        }
    }
    return utf8_prefix(filename, RECORD_TITLE_MAX);
}

int record_keep_upload(struct req *rq, struct record *image, struct blob_pin **out_pin)
{
    const struct record_keeper *keeper = rq->state;
    const struct form_part *part;
    int rc = req_picture(rq, "image", &part);
    if (rc < 0) {
        return rc;
    }
    const char *type = record_type_sniff(part->value, keeper->app->takes_pdf);
    if (type == NULL) {
        return err_set(&rq->err, E_UNSUPPORTED_IMAGE,
                       "This file is none of: JPEG, PNG, WebP, TIFF, GIF, BMP, HEIC, AVIF%s.",
                       keeper->app->takes_pdf ? ", PDF" : "");
    }
    rc = blob_add_file(rq->services->blobs, part->fd, out_pin);
    if (rc < 0) {
        return rc;
    }
    struct blob_name name = blob_pin_name(*out_pin);
    image->blob = str_copy(rq->arena, str_from(name.s));
    image->bytes = (int64_t)part->bytes;
    image->type = str_from(type);
    if (image->title.n == 0) {
        image->title = title_from_filename(part->filename);
    }
    return E_OK;
}

void record_drop_kept(const struct record_keeper *keeper, struct blob_pin **pin)
{
    if (*pin == NULL) {
        return;
    }
    struct blob_name name = blob_pin_name(*pin);
    blob_unpinp(pin);
    record_drop_blobs(keeper, &(struct str){name.s, BLOB_NAME_LENGTH}, 1);
}
