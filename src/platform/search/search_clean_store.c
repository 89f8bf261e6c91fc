/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was taken out of the index is marked in a newer part of it, and goes when the parts are merged. To merge all at once takes
 * seconds where there is much, and nobody else could write meanwhile. */
#include "base/clock.h"
#include "platform/db/db.h"
#include "platform/search/search_int.h"

#define PAUSE_MS 1 /* between two transactions: who waits to write gets its turn */

static const char find_sql[] = "SELECT begun FROM search_cleaning WHERE one = 1";

static const char set_begun_sql[] = "UPDATE search_cleaning SET begun = 1 WHERE one = 1";

static const char drop_sql[] = "DELETE FROM search_cleaning WHERE one = 1";

/* A negative number of pages has all parts become one, a positive one goes on with that. */
static const char begin_sql[] =
    "INSERT INTO search_words (search_words, rank) VALUES ('merge', -200)";

static const char go_on_sql[] =
    "INSERT INTO search_words (search_words, rank) VALUES ('merge', 200)";

/* Of all that this connection has changed: merging that has nothing to do changes one row. */
static const char changes_sql[] = "SELECT total_changes()";

static int read_number(struct db_conn *conn, const char *sql, int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, sql, &rows);
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}

static int go_on(struct db_conn *tx)
{
    int64_t before = 0;
    int64_t after = 0;
    int rc = read_number(tx, changes_sql, &before);
    if (rc == E_OK) {
        rc = db_exec(tx, go_on_sql);
    }
    if (rc == E_OK) {
        rc = read_number(tx, changes_sql, &after);
    }
    return rc == E_OK && after - before < 2 ? db_exec(tx, drop_sql) : rc;
}

static int step(struct db *db, bool *out_all)
{
    int64_t has_begun = 0;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc == E_OK) {
        rc = read_number(tx, find_sql, &has_begun);
    }
    if (rc == E_NOT_FOUND) {
        *out_all = true;
        return E_OK;
    }
    if (rc == E_OK && has_begun == 0) {
        rc = db_exec(tx, begin_sql);
        rc = rc < 0 ? rc : db_exec(tx, set_begun_sql);
    } else if (rc == E_OK) {
        rc = go_on(tx);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* Without a look at the writer, which is most often all there is to do. */
static int is_clean(struct db *db, bool *out)
{
    int64_t has_begun = 0;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(db, &conn);
    if (rc == E_OK) {
        rc = read_number(conn, find_sql, &has_begun);
    }
    *out = rc == E_NOT_FOUND;
    return rc == E_NOT_FOUND ? E_OK : rc;
}

int search_clean(struct db *db, int64_t budget_ms, bool *out_all)
{
    const int64_t end_ms = clock_mono_ms() + budget_ms;
    bool has_all = false;
    int rc = is_clean(db, &has_all);
    while (rc == E_OK && !has_all && clock_mono_ms() < end_ms) {
        rc = step(db, &has_all);
        clock_pause_ms(PAUSE_MS);
    }
    *out_all = has_all;
    return rc;
}
