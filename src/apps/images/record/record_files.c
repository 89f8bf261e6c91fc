/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a record gives besides its JSON: the picture in several forms, and the events of its work. */
#include "apps/images/record/record_int.h"
#include "base/file.h"

int record_reply_blob(struct req *rq, struct str blob, const char *type)
{
    CLEANUP(fd_closep) int fd = -1;
    int rc = blob_open(rq->services->blobs, blob, &fd);
    if (rc < 0) {
        return rc;
    }
    /* Of our own making: browsers would else take a name from the address. */
    struct str ending;
    (void)str_cut(str_from(type), '/', &ending);
    req_set_header(
        rq, "Content-Disposition",
        str_from(arena_printf(rq->arena, "inline; filename=\"picture.%" STRF "\"", STRA(ending))));
    return req_reply_file(rq, steal_fd(&fd), type, str_dup(rq->arena, blob));
}

/* GET /{app}/{id}/image: the upload as it came. */
int record_image(struct req *rq)
{
    struct record image;
    int rc = record_find(rq, &image);
    if (rc < 0) {
        return rc;
    }
    return record_reply_blob(rq, image.blob, str_dup(rq->arena, image.type));
}

int record_thumbnail(struct req *rq)
{
    struct record image;
    int rc = record_find(rq, &image);
    if (rc < 0) {
        return rc;
    }
    if (image.thumbnail.n == 0) {
        return err_set(&rq->err, E_NOT_FOUND, "There is no thumbnail of this picture%s.",
                       image.status == RECORD_FAILED ? "" : " yet");
    }
    return record_reply_blob(rq, image.thumbnail, "image/jpeg");
}

static bool shows_in_browsers(struct str type)
{
    static const char *const shown[] = {"image/jpeg", "image/png", "image/gif",
                                        "image/webp", "image/bmp", "image/avif"};
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        if (str_eq(type, str_from(shown[i]))) {
            return true;
        }
    }
    return false;
}

/* GET /{app}/{id}/preview?page=N: a page as a browser can show it. */
int record_preview(struct req *rq)
{
    struct record image = {0};
    int64_t page;
    int rc = req_query_i64(rq, "page", 1, IPC_PAGES_MAX, /* otherwise= */ 1, &page);
    if (rc == E_OK) {
        rc = record_find(rq, &image);
    }
    if (rc < 0) {
        return rc;
    }
    struct str blob = STR_EMPTY;
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        rc = db_read(rq->services->db, &conn);
        if (rc == E_OK) {
            rc = record_store_find_page(conn, image.id, page, rq->arena, &blob);
        }
    }
    if (rc == E_OK) {
        return record_reply_blob(rq, blob, "image/jpeg");
    }
    /* The upload itself stands for a page that needed no other picture. */
    if (rc == E_NOT_FOUND && page == 1 && shows_in_browsers(image.type)) {
        return record_reply_blob(rq, image.blob, str_dup(rq->arena, image.type));
    }
    return rc;
}

static void add_status_event(struct sb *sb, struct req *rq, const struct record *image,
                             int64_t position)
{
    struct sb json;
    sb_init(&json, 1 * KIB);
    struct json_out out;
    json_out_init(&out, &json);
    json_begin_object(&out);
    json_kv_id(&out, "id", image->id);
    json_kv_c(&out, "status", record_status_name(image->status));
    if (image->status == RECORD_QUEUED) {
        json_kv_i64(&out, "queue_position", position);
    }
    json_end_object(&out);
    http_event_format(sb, "status", str_copy(rq->arena, sb_str(&json)));
    sb_done(&json);
}

static void add_done_event(struct sb *sb, const struct record *image)
{
    struct sb json;
    sb_init(&json, 64 * MIB);
    struct json_out out;
    json_out_init(&out, &json);
    json_begin_object(&out);
    json_key(&out, "record");
    record_write(&out, image);
    json_end_object(&out);
    http_event_format(sb, "done", sb_str(&json));
    sb_done(&json);
}

/* GET /{app}/{id}/events: where the work stands now, then what happens to it, then the record. A stream
 * that was lost is simply opened again: its first event is the state. */
int record_events(struct req *rq)
{
    struct uuid id;
    int rc = req_id(rq, "id", &id);
    if (rc < 0) {
        return rc;
    }
    req_watch(rq, id);
    struct record image;
    rc = record_find(rq, &image);
    if (rc < 0) {
        return rc;
    }
    int64_t position = 0;
    if (image.status == RECORD_QUEUED) {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        rc = db_read(rq->services->db, &conn);
        if (rc == E_OK) {
            rc = job_position(conn, id, &position);
        }
        if (rc < 0) {
            return rc;
        }
    }
    bool ended = image.status == RECORD_DONE || image.status == RECORD_FAILED;
    struct sb first;
    sb_init(&first, 72 * MIB);
    add_status_event(&first, rq, &image, position);
    if (ended) {
        add_done_event(&first, &image);
    }
    struct str kept = str_copy(rq->arena, sb_str(&first));
    bool failed = first.failed;
    sb_done(&first);
    return failed ? E_TOO_LARGE : req_reply_events(rq, kept, ended);
}
