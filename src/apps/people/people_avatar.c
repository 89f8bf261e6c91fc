/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that people show of themselves. What is uploaded is looked at in a worker only; what is kept is the small
 * square that comes back. */
#include <stdio.h>

#include "apps/people/people_int.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "platform/blob/blob.h"
#include "platform/config/config.h"
#include "platform/jobs/jobs.h"

#define JOB_KIND "avatar"

static void drop_blob(const struct people *people, struct str name)
{
    if (name.n == 0) {
        return;
    }
    int rc = blob_drop_unused(people->services->blobs, name);
    if (rc < 0) {
        log_warn("people.blob_not_dropped", LOG_S("blob", name), LOG_C("why", e_code(rc)));
    }
}

/* Files and work that nothing needs any more once a transaction is committed. */
static void clean_up(const struct people *people, const struct people_avatar *old)
{
    if (old->is_pending) {
        jobs_cancel(people->services->jobs, old->upload_id);
        http_publish(people->http, old->upload_id, "done", STR("{}"), /* last= */ true);
    }
    drop_blob(people, old->upload);
}

/* The avatar as it is; all empty where there is none. An upload that is not done yet is forgotten. */
static int begin_change(struct db_conn *tx, struct uuid owner, struct arena *arena,
                        struct people_avatar *out)
{
    *out = (struct people_avatar){0};
    int rc = people_store_find_avatar(tx, owner, arena, out);
    if (rc == E_NOT_FOUND) {
        return E_OK;
    }
    return rc == E_OK && out->is_pending ? job_forget(tx, out->upload_id) : rc;
}

/* ---- uploads ---- */

static int store_upload(struct people *people, struct uuid owner, const struct uuid *upload,
                        struct str blob, struct arena *arena, struct people_avatar *out_old)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(people->db, &tx);
    if (rc == E_OK) {
        rc = begin_change(tx, owner, arena, out_old);
    }
    if (rc == E_OK) {
        rc = people_store_set_avatar_upload(tx, owner, *upload, blob, clock_now_ms());
    }
    if (rc == E_OK) {
        rc = job_add(tx, JOB_KIND, *upload, owner);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int people_upload_avatar(struct people *people, struct uuid owner, int fd,
                         const struct uuid *upload, struct arena *arena)
{
    struct blob_pin *pin = NULL;
    int rc = blob_add_file(people->services->blobs, fd, &pin);
    if (rc < 0) {
        return rc;
    }
    struct blob_name name = blob_pin_name(pin);
    struct people_avatar old = {0};
    rc = store_upload(people, owner, upload, str_from(name.s), arena, &old);
    blob_unpinp(&pin);
    if (rc < 0) {
        drop_blob(people, str_from(name.s));
        return rc;
    }
    clean_up(people, &old);
    jobs_wake(people->services->jobs);
    return E_OK;
}

int people_drop_avatar(struct people *people, struct uuid owner, struct arena *arena)
{
    struct people_avatar old = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(people->db, &tx);
    if (rc == E_OK) {
        rc = begin_change(tx, owner, arena, &old);
    }
    if (rc == E_OK) {
        rc = people_store_drop_avatar(tx, owner);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc < 0) {
        return rc;
    }
    clean_up(people, &old);
    drop_blob(people, old.blob);
    return E_OK;
}

/* ---- the job ---- */

static int find_upload(const struct people *people, struct uuid upload, struct arena *arena,
                       struct people_avatar *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(people->db, &conn);
    return rc < 0 ? rc : people_store_find_avatar_by_upload(conn, upload, arena, out);
}

static int prepare(void *state, const struct job *job, struct arena *arena, struct job_order *out)
{
    const struct people *people = state;
    struct people_avatar avatar;
    int rc = find_upload(people, job->subject, arena, &avatar);
    CLEANUP(fd_closep) int fd = -1;
    if (rc == E_OK) {
        rc = blob_open(people->services->blobs, avatar.upload, &fd);
        rc = rc == E_NOT_FOUND ? E_IO : rc; /* the disk has lost it, not the client */
    }
    if (rc < 0) {
        return rc;
    }
    const char *params = arena_printf(arena, "{\"task\":\"square\",\"side\":%d}", AVATAR_SIDE);
    *out = (struct job_order){
        .variant = people->services->config->ocr_languages, /* the one that is kept warm */
        .fd = steal_fd(&fd),
        .params = str_from(params),
    };
    return E_OK;
}

static int keep_square(const struct people *people, const struct pool_outcome *outcome,
                       struct blob_pin **out)
{
    if (outcome->rc < 0) {
        return E_OK;
    }
    struct str jpeg = outcome->result->thumbnail;
    return jpeg.n > 0 ? blob_add(people->services->blobs, jpeg, out) : E_PROCESSING_FAILED;
}

static int store_outcome(const struct people *people, const struct job *job, int rc,
                         const struct people_avatar *result, struct arena *arena,
                         struct people_avatar *out_old)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    *out_old = (struct people_avatar){0};
    int begun = db_begin(people->db, &tx);
    if (begun == E_OK) {
        begun = job_end(tx, job, rc);
    }
    if (begun == E_OK) {
        begun = people_store_find_avatar_by_upload(tx, job->subject, arena, out_old);
    }
    if (begun == E_OK) {
        begun = people_store_end_avatar_upload(tx, job->subject, result, clock_now_ms());
    }
    return begun < 0 ? begun : db_commit(&tx);
}

static int finish(void *state, const struct job *job, const struct pool_outcome *outcome)
{
    const struct people *people = state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct blob_pin *pin = NULL;
    int rc = keep_square(people, outcome, &pin);
    if (rc < 0 && rc != E_PROCESSING_FAILED) {
        return rc; /* a full disk: it is tried again */
    }
    int verdict = outcome->rc < 0 ? outcome->rc : rc;
    struct people_avatar result = {0};
    struct blob_name name = {""};
    if (verdict < 0) {
        result.error_code = str_from(e_code(verdict));
        result.error_detail = str_from(outcome->rc < 0 ? outcome->sentence : e_title(verdict));
    } else {
        name = blob_pin_name(pin);
        result.blob = str_from(name.s);
    }
    struct people_avatar old = {0};
    rc = store_outcome(people, job, verdict, &result, arena, &old);
    blob_unpinp(&pin);
    if (rc < 0) {
        drop_blob(people, str_from(name.s));
        return rc;
    }
    drop_blob(people, old.upload);
    if (verdict == E_OK && !str_eq(old.blob, result.blob)) {
        drop_blob(people, old.blob);
    }
    http_publish(people->http, job->subject, "done", STR("{}"), /* last= */ true);
    return E_OK;
}

const struct job_type people_jobs[] = {
    {JOB_KIND, "ocr", prepare, NULL, finish},
    {0},
};

/* ---- files that are people's ---- */

static int names_blob(void *context, struct str name)
{
    const struct people *people = context;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(people->db, &conn);
    return rc < 0 ? rc : people_store_names_blob(conn, name);
}

static int before_owner_goes(void *state, struct db_conn *conn, struct uuid user,
                             struct arena *arena, void **out_memo)
{
    (void)state;
    struct people_avatar *old = arena_calloc(arena, 1, sizeof(*old));
    int rc = begin_change(conn, user, arena, old);
    if (rc == E_OK) {
        *out_memo = old;
    }
    return rc;
}

static void after_owner_went(void *state, struct uuid user, void *memo)
{
    (void)user;
    const struct people *people = state;
    const struct people_avatar *old = memo;
    clean_up(people, old);
    drop_blob(people, old->blob);
}

void people_avatars_init(struct people *people)
{
    const struct accounts_hook hook = {people, before_owner_goes, after_owner_went};
    accounts_add_hook(people->accounts, &hook);
    blobs_add_user(people->services->blobs, names_blob, people);
}
