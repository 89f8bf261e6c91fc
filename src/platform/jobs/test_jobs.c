/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/test_folder.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs.h"
#include "platform/metrics/metrics.h"
#include "platform/pool/test_pool_kit.h"
#include "platform/schema/schema.h"

#define WAIT_S 50

/* An application that keeps what it is told. Its subjects' first byte picks what the worker does. */
struct app {
    struct db *db;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    const char *act; /* what workers are asked for */
    int prepare_rc;  /* guarded by lock, like all below */
    int refusals;    /* finish fails so often before it works */
    int refusal_rc;
    bool refuses_failures; /* and not results alone */
    int prepared;
    int finished;
    int last_rc;
    unsigned progress;
};

static const char *folder;
static char path[64];
static struct app app;
static struct metrics *metrics;
static struct jobs *jobs;
static struct uuid owner;

static int prepare(void *state, const struct job *job, struct arena *arena, struct job_order *out)
{
    struct app *of = state;
    (void)job;
    pthread_mutex_lock(&of->lock);
    of->prepared++;
    int rc = of->prepare_rc;
    const char *act = of->act;
    pthread_cond_broadcast(&of->changed);
    pthread_mutex_unlock(&of->lock);
    if (rc < 0) {
        return rc;
    }
    *out = (struct job_order){
        .variant = "eng",
        .fd = kit_picture(),
        .params = str_from(arena_printf(arena, "{\"do\":\"%s\"}", act)),
    };
    return E_OK;
}

static void progress(void *state, const struct job *job, const struct ipc_progress *progress)
{
    struct app *of = state;
    (void)job;
    (void)progress;
    pthread_mutex_lock(&of->lock);
    of->progress++;
    pthread_mutex_unlock(&of->lock);
}

static int finish(void *state, const struct job *job, const struct pool_outcome *outcome)
{
    struct app *of = state;
    pthread_mutex_lock(&of->lock);
    bool refuses = of->refusals > 0 && (outcome->rc == E_OK || of->refuses_failures);
    of->refusals -= refuses ? 1 : 0;
    int refusal_rc = of->refusal_rc;
    pthread_mutex_unlock(&of->lock);
    if (refuses) {
        return refusal_rc;
    }
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(of->db, &tx);
    if (rc == E_OK) {
        rc = job_end(tx, job, outcome->rc);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    pthread_mutex_lock(&of->lock);
    of->finished += rc == E_OK ? 1 : 0;
    of->last_rc = outcome->rc;
    pthread_cond_broadcast(&of->changed);
    pthread_mutex_unlock(&of->lock);
    return rc;
}

static const struct job_type types[] = {{"errand", "test", prepare, progress, finish}, {0}};

static void run_sql(const char *sql)
{
    struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(app.db, &tx), E_OK);
    cr_assert_eq(db_exec(tx, sql, db_id(owner)), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
}

static void make_jobs(void)
{
    static struct pool_config pool;
    pool = kit_config();
    struct err err = {0};
    const struct jobs_config config = {app.db, metrics, &pool};
    cr_assert_eq(jobs_new(&config, &jobs, &err), E_OK);
    jobs_register(jobs, types, &app);
}

static void set_up(void)
{
    struct err err = {0};
    folder = test_folder_make();
    snprintf(path, sizeof(path), "%s/test.db", folder);
    app = (struct app){.act = "echo", .refusal_rc = E_DB_UNAVAILABLE};
    pthread_mutex_init(&app.lock, NULL);
    pthread_cond_init(&app.changed, NULL);
    cr_assert_eq(db_open(path, &app.db, &err), E_OK);
    cr_assert_eq(schema_apply(app.db, &err), E_OK, "%s", err.detail);
    metrics = metrics_new();
    owner = uuid_new();
    run_sql("INSERT INTO users (id, email, username, username_key, name, password, is_active, "
            "is_verified,"
            " is_staff, date_joined) VALUES ($1, 'a@example.org', 'a', 'a', '', 'x', 1, 1, 0, 0)");
    make_jobs();
}

static void tear_down(void)
{
    jobs_free(jobs);
    metrics_free(metrics);
    db_close(app.db);
    test_folder_drop();
}

TestSuite(jobs, .init = set_up, .fini = tear_down);

static struct uuid add_job(void)
{
    struct uuid subject = uuid_new();
    struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(app.db, &tx), E_OK);
    cr_assert_eq(job_add(tx, "errand", subject, owner), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    return subject;
}

static void start(void)
{
    struct err err = {0};
    cr_assert_eq(jobs_start(jobs, &err), E_OK, "%s", err.detail);
}

/* Waits until *counter has reached `wanted`. */
static void wait_for(const int *counter, int wanted)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_S;
    pthread_mutex_lock(&app.lock);
    while (*counter < wanted) {
        cr_assert_eq(pthread_cond_timedwait(&app.changed, &app.lock, &until), 0, "%d of %d",
                     *counter, wanted);
    }
    pthread_mutex_unlock(&app.lock);
}

static int64_t count_with(const char *status)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(app.db, &conn), E_OK);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_query(conn, "SELECT COUNT(*) FROM jobs WHERE status = $1", &rows, db_c(status)),
                 E_OK);
    cr_assert_eq(db_one(rows), E_OK);
    return db_col_i64(rows, 0);
}

Test(jobs, works_on_all_that_is_queued)
{
    for (int i = 0; i < 5; i++) {
        (void)add_job();
    }
    start();
    (void)add_job();
    jobs_wake(jobs);
    wait_for(&app.finished, 6);
    cr_expect_eq(count_with("done"), 6);
    cr_expect_eq(app.last_rc, E_OK);
}

Test(jobs, lets_others_go_first)
{
    struct uuid behind[2] = {uuid_new(), uuid_new()};
    struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(app.db, &tx), E_OK);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(job_add_behind(tx, "errand", behind[i], owner), E_OK);
    }
    cr_assert_eq(db_commit(&tx), E_OK);
    struct uuid first = add_job();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(app.db, &conn), E_OK);
    int64_t position = -1;
    cr_expect_eq(job_position(conn, first, &position), E_OK);
    cr_expect_eq(position, 0);
    cr_expect_eq(job_position(conn, behind[0], &position), E_OK);
    cr_expect_eq(position, 1);
    cr_expect_eq(job_position(conn, behind[1], &position), E_OK);
    cr_expect_eq(position, 2);
}

Test(jobs, says_how_many_stand_before)
{
    struct uuid first = add_job();
    (void)add_job();
    struct uuid third = add_job();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(app.db, &conn), E_OK);
    int64_t position = -1;
    cr_expect_eq(job_position(conn, first, &position), E_OK);
    cr_expect_eq(position, 0);
    cr_expect_eq(job_position(conn, third, &position), E_OK);
    cr_expect_eq(position, 2);
    cr_expect_eq(job_position(conn, uuid_new(), &position), E_OK);
    cr_expect_eq(position, 0);
}

Test(jobs, fails_the_one_whose_worker_crashes)
{
    app.act = "segv";
    (void)add_job();
    start();
    wait_for(&app.finished, 1);
    cr_expect_eq(app.last_rc, E_PROCESSING_FAILED);
    cr_expect_eq(count_with("failed"), 1);
    app.act = "echo";
    (void)add_job();
    jobs_wake(jobs);
    wait_for(&app.finished, 2);
    cr_expect_eq(count_with("done"), 1);
}

Test(jobs, fails_the_one_whose_picture_cannot_be_given)
{
    app.prepare_rc = E_IO;
    (void)add_job();
    start();
    wait_for(&app.finished, 1);
    cr_expect_eq(app.last_rc, E_IO);
    cr_expect_eq(count_with("failed"), 1);
}

Test(jobs, tries_again_where_the_trouble_passes)
{
    app.prepare_rc = E_DB_UNAVAILABLE;
    (void)add_job();
    start();
    wait_for(&app.prepared, 1);
    cr_expect_eq(count_with("running"), 1);
    pthread_mutex_lock(&app.lock);
    app.prepare_rc = E_OK;
    pthread_mutex_unlock(&app.lock);
    wait_for(&app.finished, 1);
    cr_expect_eq(app.last_rc, E_OK);
    cr_expect_eq(count_with("done"), 1);
}

Test(jobs, keeps_an_outcome_until_it_can_be_stored)
{
    app.refusals = 2;
    (void)add_job();
    start();
    wait_for(&app.finished, 1);
    cr_expect_eq(app.prepared, 1, "the work was done once");
    cr_expect_eq(count_with("done"), 1);
}

Test(jobs, fails_one_whose_result_can_never_be_stored_while_others_go_on)
{
    app.refusal_rc = E_CONFLICT;
    app.refusals = 1000;
    (void)add_job();
    start();
    wait_for(&app.prepared, 1);
    pthread_mutex_lock(&app.lock);
    app.prepare_rc = E_IO; /* a failure can be stored */
    pthread_mutex_unlock(&app.lock);
    (void)add_job();
    jobs_wake(jobs);
    wait_for(&app.finished, 1);
    cr_expect_eq(app.last_rc, E_IO, "it did not wait behind the other");
    wait_for(&app.finished, 2);
    cr_expect_eq(app.last_rc, E_INTERNAL);
    cr_expect_eq(app.prepared, 2, "the work was done once");
    cr_expect_eq(count_with("failed"), 2);
}

Test(jobs, ends_the_row_of_one_whose_failure_cannot_be_stored_either)
{
    app.refusal_rc = E_CONFLICT;
    app.refusals = 1000;
    app.refuses_failures = true;
    (void)add_job();
    start();
    for (int i = 0; count_with("failed") == 0 && i < 80; i++) {
        sleep(1);
    }
    cr_expect_eq(count_with("failed"), 1);
    cr_expect_eq(app.finished, 0);
}

Test(jobs, puts_back_what_a_stop_cut_short_without_counting_it)
{
    app.act = "hang";
    (void)add_job();
    start();
    wait_for(&app.prepared, 1);
    jobs_stop(jobs);
    cr_expect_eq(count_with("queued"), 1);

    app.act = "echo";
    jobs_free(jobs);
    make_jobs();
    start();
    wait_for(&app.finished, 1);
    cr_expect_eq(app.last_rc, E_OK);
}

Test(jobs, repeats_what_a_crash_cut_short_but_not_for_ever)
{
    (void)add_job();
    run_sql("UPDATE jobs SET status = 'running', attempts = 1 WHERE owner = $1");
    (void)add_job();
    run_sql(
        "UPDATE jobs SET status = 'running', attempts = 3 WHERE owner = $1 AND status = 'queued'");
    start();
    wait_for(&app.finished, 2);
    cr_expect_eq(count_with("done"), 1);
    cr_expect_eq(count_with("failed"), 1);
}

Test(jobs, stores_nothing_of_a_job_that_was_dropped)
{
    app.act = "hang";
    struct uuid subject = add_job();
    start();
    wait_for(&app.prepared, 1);
    struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(app.db, &tx), E_OK);
    cr_assert_eq(job_drop(tx, subject), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    jobs_cancel(jobs, subject);

    app.act = "echo";
    (void)add_job();
    jobs_wake(jobs);
    wait_for(&app.finished, 1);
    cr_expect_eq(count_with("done"), 1);
    cr_expect_eq(count_with("failed"), 0);
}

/* ---- what staff do ---- */

static struct uuid id_of(struct uuid subject)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_read(app.db, &conn), E_OK);
    cr_assert_eq(
        db_query(conn, "SELECT MIN(id) FROM jobs WHERE subject = $1", &rows, db_id(subject)), E_OK);
    cr_assert_eq(db_one(rows), E_OK);
    return db_col_id(rows, 0);
}

static int retry(struct uuid id)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(app.db, &tx), E_OK);
    int rc = job_retry(jobs, tx, id);
    return rc < 0 ? rc : db_commit(&tx);
}

Test(jobs, what_has_failed_can_be_done_again)
{
    struct uuid subject = add_job();
    struct uuid id = id_of(subject);
    cr_expect_eq(retry(id), E_JOB_NOT_FAILED);
    cr_expect_eq(retry(uuid_new()), E_NOT_FOUND);
    run_sql("UPDATE jobs SET status = 'failed', attempts = 3, error = 'busy', ended = 1");
    cr_expect_eq(retry(id), E_OK);
    cr_expect_eq(count_with("queued"), 1);
    start();
    wait_for(&app.finished, 1);
    cr_expect_eq(count_with("done"), 1);
}

Test(jobs, what_is_worked_on_anew_is_not_done_again_beside_it)
{
    struct uuid subject = add_job();
    struct uuid id = id_of(subject);
    run_sql("UPDATE jobs SET status = 'failed', ended = 1");
    struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(app.db, &tx), E_OK);
    cr_assert_eq(job_add(tx, "errand", subject, owner), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_expect_eq(retry(id), E_JOB_REPLACED);
}

Test(jobs, only_what_has_ended_is_forgotten)
{
    struct uuid id = id_of(add_job());
    struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(app.db, &tx), E_OK);
    cr_expect_eq(job_forget_ended(tx, id), E_JOB_NOT_ENDED);
    cr_expect_eq(job_forget_ended(tx, uuid_new()), E_NOT_FOUND);
    cr_assert_eq(db_exec(tx, "UPDATE jobs SET status = 'done'"), E_OK);
    cr_expect_eq(job_forget_ended(tx, id), E_OK);
    int64_t waiting = -1;
    cr_expect_eq(job_count_waiting(tx, owner, &waiting), E_OK);
    cr_expect_eq(waiting, 0);
    cr_assert_eq(db_commit(&tx), E_OK);
}
