/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"
#include "platform/jobs/jobs_int.h"

static const char add_sql[] = "INSERT INTO jobs (id, kind, subject, owner, status, created)"
                              " VALUES ($1, $2, $3, $4, 'queued', $5)";

static const char drop_sql[] =
    "DELETE FROM jobs WHERE subject = $1 AND status IN ('queued', 'running')";

static const char forget_sql[] = "DELETE FROM jobs WHERE subject = $1";

static const char end_sql[] = "UPDATE jobs SET status = $2, error = $3, ended = $4"
                              " WHERE id = $1 AND status = 'running'";

static const char position_sql[] =
    "SELECT COUNT(*) FROM jobs AS other WHERE other.status = 'queued' AND other.id <"
    " (SELECT MAX(own.id) FROM jobs AS own"
    "  WHERE own.subject = $1 AND own.status = 'queued')";

static const char claim_sql[] =
    "UPDATE jobs SET status = 'running', started = $1, attempts = attempts + 1"
    " WHERE id = (SELECT MIN(id) FROM jobs WHERE status = 'queued')"
    " RETURNING id, subject, kind, attempts";

static const char put_back_sql[] = "UPDATE jobs SET status = 'queued', attempts = attempts - $1"
                                   " WHERE status = 'running'";

static const char drop_one_sql[] = "DELETE FROM jobs WHERE id = $1";

static const char find_sql[] = "SELECT 1 FROM jobs WHERE id = $1";

static const char count_sql[] = "SELECT COUNT(*) FROM jobs WHERE status = 'queued'";

static const char get_sql[] =
    "SELECT jobs.id, jobs.subject, jobs.kind, jobs.status, EXISTS (SELECT 1 FROM jobs AS other"
    " WHERE other.subject = jobs.subject AND other.id <> jobs.id"
    " AND other.status IN ('queued', 'running')) FROM jobs WHERE jobs.id = $1";

static const char requeue_sql[] =
    "UPDATE jobs SET status = 'queued', attempts = 0, error = NULL, started = NULL, ended = NULL"
    " WHERE id = $1";

static const char forget_ended_sql[] =
    "DELETE FROM jobs WHERE id = $1 AND status IN ('done', 'failed')";

static const char count_waiting_sql[] =
    "SELECT COUNT(*) FROM jobs WHERE owner = $1 AND status IN ('queued', 'running')";

static const char prune_sql[] =
    "DELETE FROM jobs WHERE status IN ('done', 'failed') AND ended < $1";

int job_add(struct db_conn *tx, const char *kind, struct uuid subject, struct uuid owner)
{
    return db_exec(tx, add_sql, db_id(uuid_new()), db_c(kind), db_id(subject), db_id(owner),
                   db_i64(clock_now_ms()));
}

int job_add_behind(struct db_conn *tx, const char *kind, struct uuid subject, struct uuid owner)
{
    struct uuid id = uuid_new();
    id.b[0] |= 0x80; /* as if made in some thousands of years, and still in the order of making */
    return db_exec(tx, add_sql, db_id(id), db_c(kind), db_id(subject), db_id(owner),
                   db_i64(clock_now_ms()));
}

int job_drop(struct db_conn *tx, struct uuid subject)
{
    return db_exec(tx, drop_sql, db_id(subject));
}

int job_forget(struct db_conn *tx, struct uuid subject)
{
    return db_exec(tx, forget_sql, db_id(subject));
}

int job_end(struct db_conn *tx, const struct job *job, int rc)
{
    int64_t changed;
    int db_rc =
        db_change(tx, end_sql, &changed, db_id(job->id), db_c(rc == E_OK ? "done" : "failed"),
                  db_c(rc == E_OK ? NULL : e_code(rc)), db_i64(clock_now_ms()));
    if (db_rc < 0) {
        return db_rc;
    }
    return changed == 1 ? E_OK : E_NOT_FOUND;
}

int job_count_waiting(struct db_conn *conn, struct uuid owner, int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, count_waiting_sql, &rows, db_id(owner));
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}

int jobs_store_get(struct db_conn *conn, struct uuid id, struct arena *arena, struct jobs_row *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, get_sql, &rows, db_id(id));
    if (rc == E_OK) {
        *out = (struct jobs_row){
            .job = {db_col_id(rows, 0), db_col_id(rows, 1), db_col_copy(rows, 2, arena)},
            .status = db_col_copy(rows, 3, arena),
            .has_successor = db_col_bool(rows, 4),
        };
    }
    return rc;
}

int jobs_store_requeue(struct db_conn *tx, struct uuid id)
{
    return db_exec(tx, requeue_sql, db_id(id));
}

int jobs_store_forget_ended(struct db_conn *tx, struct uuid id, int64_t *out_changed)
{
    return db_change(tx, forget_ended_sql, out_changed, db_id(id));
}

int job_position(struct db_conn *conn, struct uuid subject, int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, position_sql, &rows, db_id(subject));
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}

int jobs_store_claim(struct db *db, struct arena *arena, struct job *out, int64_t *out_attempts)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc < 0) {
        return rc;
    }
    struct job job;
    int64_t attempts;
    {
        CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
        rc = db_query(tx, claim_sql, &rows, db_i64(clock_now_ms()));
        if (rc == E_OK) {
            rc = db_one(rows);
        }
        if (rc < 0) {
            return rc;
        }
        job = (struct job){db_col_id(rows, 0), db_col_id(rows, 1), db_col_copy(rows, 2, arena)};
        attempts = db_col_i64(rows, 3);
    }
    rc = db_commit(&tx);
    if (rc == E_OK) {
        *out = job;
        *out_attempts = attempts;
    }
    return rc;
}

static int change_alone(struct db *db, const char *sql, int64_t value)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc == E_OK) {
        rc = db_exec(tx, sql, db_i64(value));
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int jobs_store_put_back(struct db *db, bool was_asked_to_stop)
{
    return change_alone(db, put_back_sql, was_asked_to_stop ? 1 : 0);
}

int jobs_store_prune(struct db *db, int64_t before_ms)
{
    return change_alone(db, prune_sql, before_ms);
}

int jobs_store_drop_one(struct db *db, const struct job *job)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc == E_OK) {
        rc = db_exec(tx, drop_one_sql, db_id(job->id));
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int jobs_store_fail(struct db *db, const struct job *job, int why)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc == E_OK) {
        rc = job_end(tx, job, why);
    }
    if (rc == E_NOT_FOUND) {
        return E_OK; /* it is gone */
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int jobs_store_find(struct db *db, struct uuid id)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(db, &conn);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    rc = db_query(conn, find_sql, &rows, db_id(id));
    return rc < 0 ? rc : db_one(rows);
}

int jobs_store_count_queued(struct db *db, int64_t *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(db, &conn);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    rc = db_find(conn, count_sql, &rows);
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}
