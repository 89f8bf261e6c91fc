/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log, as staff see it, and as a file that can be verified elsewhere. */
#include <errno.h>
#include <fcntl.h>

#include "apps/admin/admin_int.h"
#include "base/file.h"
#include "platform/audit/audit.h"
#include "platform/config/config.h"

#define BATCH 500 /* rows that are read at a time */

static const struct resource_field fields[] = {
    /* name, kind, column, flags, choices, max */
    {"number", RESOURCE_NUMBER, "audit_log.number", RESOURCE_SORTS, NULL, 0},
    {"time", RESOURCE_TIME, "audit_log.made", RESOURCE_SORTS, NULL, 0},
    {"actor", RESOURCE_ID, "audit_log.actor", RESOURCE_SEARCHED, NULL, 0},
    {"actor_email", RESOURCE_TEXT, "users.email", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"action", RESOURCE_TEXT, "audit_log.action", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"target_kind", RESOURCE_TEXT, "audit_log.target_kind", RESOURCE_SORTS, NULL, 0},
    {"target_id", RESOURCE_TEXT, "audit_log.target_id", RESOURCE_SEARCHED, NULL, 0},
    {"detail", RESOURCE_JSON, "audit_log.detail", 0, NULL, 0},
    {"digest", RESOURCE_TEXT, "audit_log.digest", 0, NULL, 0},
    {0},
};

static const struct resource_filter filters[] = {
    /* name, kind, column, test, choices */
    {"actor", RESOURCE_ID, "audit_log.actor", "=", NULL},
    {"action", RESOURCE_TEXT, "audit_log.action", "=", NULL},
    {"target_kind", RESOURCE_TEXT, "audit_log.target_kind", "=", NULL},
    {"target_id", RESOURCE_TEXT, "audit_log.target_id", "=", NULL},
    {"from", RESOURCE_TIME, "audit_log.made", ">=", NULL},
    {"before", RESOURCE_TIME, "audit_log.made", "<", NULL},
    {0},
};

/* Writes the rows of one batch; *inout_after moves on. */
static int write_batch(struct db_conn *conn, int fd, int64_t *inout_after, bool *out_more)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(sb_done) struct sb lines;
    struct audit_row *rows = NULL;
    size_t count = 0;
    int rc = audit_list(conn, *inout_after, BATCH, arena, &rows, &count);
    sb_init(&lines, 16 * MIB);
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        audit_write_line(&rows[i], &lines);
        *inout_after = rows[i].number;
    }
    if (rc == E_OK && lines.failed) {
        rc = E_TOO_LARGE;
    }
    *out_more = count == BATCH;
    return rc < 0 ? rc : file_write_all(fd, lines.p, lines.n);
}

static int write_all(struct req *rq, int fd)
{
    int64_t after = 0;
    bool has_more = true;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(rq->services->db, &conn);
    while (rc == E_OK && has_more) {
        rc = write_batch(conn, fd, &after, &has_more);
    }
    return rc;
}

static int note_export(struct req *rq)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = admin_audit(rq, tx, "audit.export", "audit", STR_EMPTY, STR_EMPTY);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* A file without a name: it may be longer than memory should hold. */
static int reply_export(struct resource_act *act)
{
    struct req *rq = act->rq;
    const char *folder = arena_printf(rq->arena, "%s/tmp", rq->services->config->data);
    int rc = note_export(rq);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(fd_closep) int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        return file_errno_to_rc(errno);
    }
    rc = write_all(rq, fd);
    if (rc < 0) {
        return rc;
    }
    req_set_header(rq, "Content-Disposition", STR("attachment; filename=\"assisti-audit.jsonl\""));
    return req_reply_file(rq, steal_fd(&fd), "application/x-ndjson", NULL);
}

const struct resource admin_audit_resource = {
    .name = "audit",
    .tables = "audit_log LEFT JOIN users ON users.id = audit_log.actor",
    .id = "audit_log.id",
    .newest = "audit_log.number",
    .fields = fields,
    .filters = filters,
    .reply_export = reply_export,
};
