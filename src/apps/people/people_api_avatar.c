/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/people/people_int.h"
#include "base/clock.h"
#include "base/file.h"
#include "http/form/form.h"
#include "platform/blob/blob.h"
#include "platform/config/config.h"

#define WAIT_MS (30 * SECOND_MS)

static int find_avatar(struct req *rq, struct uuid owner, struct people_avatar *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(rq->services->db, &conn);
    return rc < 0 ? rc : people_store_find_avatar(conn, owner, rq->arena, out);
}

/* Runs when the worker is done with the upload, or the time is over. */
static int reply_after_wait(struct req *rq)
{
    struct people_avatar avatar = {0};
    int rc = find_avatar(rq, rq->user.id, &avatar);
    if (rc < 0) {
        return rc; /* deleted meanwhile: there is none */
    }
    if (avatar.error_code.n > 0) {
        return err_set(&rq->err, e_from_code(avatar.error_code), "%" STRF,
                       STRA(avatar.error_detail));
    }
    return people_reply_profile(rq, avatar.is_pending ? 202 : 200);
}

int people_api_put_avatar(struct req *rq)
{
    const struct form_part *part;
    int rc = req_picture(rq, "image", &part);
    if (rc < 0) {
        return rc;
    }
    struct uuid upload = uuid_new();
    req_watch(rq, upload);
    rc = people_upload_avatar(rq->state, rq->user.id, part->fd, &upload, rq->arena);
    if (rc == E_CONFLICT) {
        return E_TOKEN_INVALID; /* the account was deleted a moment ago */
    }
    return rc < 0 ? rc : req_wait(rq, WAIT_MS, reply_after_wait);
}

int people_api_delete_avatar(struct req *rq)
{
    int rc = people_drop_avatar(rq->state, rq->user.id, rq->arena);
    return rc < 0 ? rc : req_reply(rq, 204);
}

int people_api_get_avatar(struct req *rq)
{
    struct uuid owner;
    struct people_avatar avatar = {0};
    int rc = req_id(rq, "id", &owner);
    if (rc == E_OK) {
        rc = find_avatar(rq, owner, &avatar);
    }
    CLEANUP(fd_closep) int fd = -1;
    if (rc == E_OK) {
        rc = avatar.blob.n > 0 ? blob_open(rq->services->blobs, avatar.blob, &fd) : E_NOT_FOUND;
    }
    if (rc < 0) {
        return rc;
    }
    req_set_header(rq, "Content-Disposition", STR("inline; filename=\"picture.jpeg\""));
    return req_reply_file(rq, steal_fd(&fd), "image/jpeg", str_dup(rq->arena, avatar.blob));
}
