/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles and what was found, in the index that people search. */
#include "apps/images/record/record_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/search/search.h"

/* Pictures of before are put in in small transactions, and not for long at once: others want to write, too. */
#define BATCH       50
#define TICK_MAX_MS 2000
#define PAUSE_MS    1

static const char find_sql[] = "SELECT app, owner, title, label FROM images WHERE id = $1";

static const char missing_sql[] =
    "SELECT id FROM images WHERE id > $1"
    " AND NOT EXISTS (SELECT 1 FROM search_entries WHERE search_entries.id = images.id)"
    " ORDER BY id LIMIT $2";

static const char *kind_of(struct str app)
{
    static const char *const kinds[] = {"ocr", "animals", "road-signs"};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_eq(app, str_from(kinds[i]))) {
            return kinds[i];
        }
    }
    ASSERT(!"an application that only this module writes");
}

int record_index(struct db_conn *tx, struct uuid id)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(tx, find_sql, &rows, db_id(id));
    if (rc == E_OK) {
        rc = db_next(rows);
    }
    if (rc <= 0) {
        return rc;
    }
    const struct search_entry entry = {.id = id,
                                       .kind = kind_of(db_col_text(rows, 0)),
                                       .owner = db_col_id(rows, 1),
                                       .title = db_col_text(rows, 2),
                                       .text = db_col_text(rows, 3)};
    return search_put(tx, &entry);
}

static int read_missing(struct db_conn *tx, struct uuid after, struct uuid *out, size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(tx, missing_sql, &rows, db_id(after), db_i64(BATCH));
    size_t count = 0;
    while (rc >= 0 && count < BATCH && (rc = db_next(rows)) == 1) {
        out[count++] = db_col_id(rows, 0);
    }
    *out_count = count;
    return rc < 0 ? rc : E_OK;
}

int record_index_missing(struct db *db, struct uuid *inout_after, bool *out_all)
{
    struct uuid ids[BATCH];
    size_t count = 0;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc == E_OK) {
        rc = read_missing(tx, *inout_after, ids, &count);
    }
    for (size_t i = 0; i < count && rc == E_OK; i++) {
        rc = record_index(tx, ids[i]);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc == E_OK) {
        *inout_after = count > 0 ? ids[count - 1] : *inout_after;
        *out_all = count < BATCH;
    }
    return rc;
}

void record_tick(void *state)
{
    struct record_keeper *keeper = state;
    const int64_t end_ms = clock_mono_ms() + TICK_MAX_MS;
    while (!keeper->is_indexed && clock_mono_ms() < end_ms) {
        int rc =
            record_index_missing(keeper->services->db, &keeper->indexed_to, &keeper->is_indexed);
        if (rc < 0) {
            log_warn("images.not_indexed", LOG_C("why", e_code(rc)));
            return;
        }
        clock_pause_ms(PAUSE_MS); /* who waits to write gets its turn */
    }
}
