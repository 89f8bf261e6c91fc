/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a new version of the model: embeddings of another version compare with no new ones, so what was said of old pictures, and
 * what was learned from them, would rest. Those pictures are looked at once more, behind all other work, a few at a time: each that
 * is done queues the next by its id. What cannot be read again is passed over until the next start. */
#include "apps/images/animals/animals_int.h"
#include "base/file.h"
#include "platform/pool/pool.h"

#define AT_ONCE 4

static int queue_pictures(struct db_conn *tx, const struct outdated_query *query,
                          struct arena *arena)
{
    struct outdated outdated = {0};
    int rc = animals_store_list_outdated(tx, query, arena, &outdated);
    for (size_t i = 0; rc == E_OK && i < outdated.count; i++) {
        rc = job_add_behind(tx, ANIMALS_RENEW_JOB, outdated.items[i].id, outdated.items[i].owner);
    }
    return rc;
}

int animals_renew_picture(const struct record_keeper *keeper, struct db_conn *tx, struct uuid after,
                          struct arena *arena)
{
    const struct outdated_query query = {classifiers_space(keeper), after, 1};
    return query.space.n > 0 ? queue_pictures(tx, &query, arena) : E_OK;
}

int animals_renew(const struct record_keeper *keeper)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    const struct outdated_query query = {classifiers_space(keeper), {{0}}, AT_ONCE};
    if (query.space.n == 0) {
        return E_OK;
    }
    int rc = db_begin(keeper->services->db, &tx);
    if (rc == E_OK) {
        rc = queue_pictures(tx, &query, arena);
    }
    if (rc == E_OK) {
        rc = classifiers_renew(tx, &query, arena);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* ---- looking at a corrected picture once more ---- */

int animals_prepare_renewal(void *state, const struct job *job, struct arena *arena,
                            struct job_order *out)
{
    const struct record_keeper *keeper = state;
    struct record image = {0};
    int rc = record_find_any(keeper, job->subject, arena, &image);
    return rc < 0 ? rc
                  : classifiers_order(keeper, image.blob, STR("{\"pictures\":false}"), arena, out);
}

/* The picture keeps its place and its word; what is new is what the model says of it. */
static int store_renewed(const struct record_keeper *keeper, struct db_conn *tx, struct uuid id,
                         const struct pool_outcome *outcome, struct arena *arena)
{
    struct record image = {0};
    struct animals_correction said = {0};
    struct err err = {0};
    int rc = record_store_find_any(tx, id, arena, &image);
    if (rc == E_OK) {
        rc = animals_store_find_correction(tx, id, arena, &said);
    }
    if (rc == E_NOT_FOUND || image.status != RECORD_DONE) {
        return E_OK; /* it was taken back meanwhile, or is looked at anew anyhow */
    }
    if (rc == E_OK) {
        record_read_result(outcome->result, arena, &image);
        image.elapsed_ms = outcome->elapsed_ms;
        rc = keeper->app->found(keeper, tx, outcome->result->root, arena, &image, &err);
    }
    if (rc == E_CONFLICT) {
        return E_OK; /* its classifier is gone */
    }
    if (rc == E_OK) {
        rc = record_store_set_done(tx, &image);
    }
    return rc < 0 ? rc : animals_correct(keeper, tx, &said, arena);
}

int animals_finish_renewal(void *state, const struct job *job, const struct pool_outcome *outcome)
{
    const struct record_keeper *keeper = state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(keeper->services->db, &tx);
    if (rc < 0) {
        return rc;
    }
    rc = job_end(tx, job, outcome->rc);
    if (rc == E_OK && outcome->rc == E_OK) {
        rc = store_renewed(keeper, tx, job->subject, outcome, arena);
    }
    if (rc == E_OK || rc == E_NOT_FOUND) { /* one that was dropped leaves the others to be done */
        rc = animals_renew_picture(keeper, tx, job->subject, arena);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* ---- when a classifier has learned ---- */

int animals_finish_fit(void *state, const struct job *job, const struct pool_outcome *outcome)
{
    const struct record_keeper *keeper = state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(keeper->services->db, &tx);
    if (rc == E_OK) {
        rc = classifiers_end_fit(keeper, tx, job, outcome, arena);
    }
    if (rc == E_OK) { /* corrected pictures that it answered may have waited for it */
        rc = animals_renew_picture(keeper, tx, (struct uuid){0}, arena);
    }
    return rc < 0 ? rc : db_commit(&tx);
}
