/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/people/people_int.h"
#include "base/clock.h"
#include "base/file.h"
#include "platform/audit/audit.h"
#include "platform/config/config.h"

#define ACCOUNT_MAX   (64 * KIB)
#define RETRY_SECONDS 30
#define TABLES_MAX    ((size_t)32)

static int write_account(struct req *rq, struct sb *out)
{
    struct accounts_user user;
    struct people_profile profile;
    int rc = accounts_find(accounts_of(rq), rq->user.id, rq->arena, &user);
    if (rc == E_OK) {
        rc = people_find_profile(rq->state, rq->user.id, rq->arena, &profile);
    }
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
    }
    struct json_out json;
    json_out_init(&json, out);
    people_write_account(&json, &user, &profile);
    return out->failed ? E_TOO_LARGE : E_OK;
}

/* What applications have given, one list each. */
static void list_tables(const struct http *http, const struct portable_table *out[TABLES_MAX + 1])
{
    size_t count = 0;
    for (const struct app *const *app = http_apps(http); *app != NULL; app++) {
        if ((*app)->portable != NULL) {
            ASSERT(count < TABLES_MAX);
            out[count++] = (*app)->portable;
        }
    }
    out[count] = NULL;
}

static int make_archive(struct req *rq, int *out_fd)
{
    CLEANUP(sb_done) struct sb account;
    sb_init(&account, ACCOUNT_MAX);
    int rc = write_account(rq, &account);
    if (rc < 0) {
        return rc;
    }
    const struct portable_table *tables[TABLES_MAX + 1];
    list_tables(rq->http, tables);
    const struct portable_export export = {
        .db = rq->services->db,
        .blobs = rq->services->blobs,
        .folder = arena_printf(rq->arena, "%s/tmp", rq->services->config->data),
        .owner = rq->user.id,
        .tables = tables,
        .account = sb_str(&account),
    };
    return portable_write(&export, out_fd, &rq->err);
}

static int note_export(struct req *rq)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = audit_add_own(tx, rq->user.id, "account.export", STR_EMPTY);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* One at a time: it may read and write as much as somebody has, and holds a work thread. */
static int make_archive_alone(struct req *rq, int *out_fd)
{
    struct people *people = rq->state;
    if (atomic_exchange(&people->is_exporting, true)) {
        rq->err.retry_after_s = RETRY_SECONDS;
        return err_set(&rq->err, E_BUSY,
                       "Somebody's archive is being made at the moment. Please try again shortly.");
    }
    int rc = make_archive(rq, out_fd);
    atomic_store(&people->is_exporting, false);
    return rc;
}

int people_api_export(struct req *rq)
{
    CLEANUP(fd_closep) int fd = -1;
    int rc = accounts_require_proof(rq, STR_EMPTY);
    if (rc == E_OK) {
        rc = make_archive_alone(rq, &fd);
    }
    if (rc == E_OK) {
        rc = note_export(rq); /* before the first byte leaves */
    }
    if (rc < 0) {
        return rc;
    }
    const char *name = arena_printf(rq->arena, "attachment; filename=\"assisti-%.10s.zip\"",
                                    clock_format(clock_now_ms()).s);
    req_set_header(rq, "Content-Disposition", str_from(name));
    req_set_header(rq, "Cache-Control", STR("no-store"));
    return req_reply_file(rq, steal_fd(&fd), "application/zip", NULL);
}
