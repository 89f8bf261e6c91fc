/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"
#include "platform/settings/settings_int.h"

#define ROWS_MAX 200 /* more than any version has */

static const char list_sql[] = "SELECT name, value FROM settings ORDER BY name LIMIT 200";

static const char set_sql[] = "INSERT INTO settings (name, value, updated) VALUES ($1, $2, $3)"
                              " ON CONFLICT (name) DO UPDATE SET value = $2, updated = $3";

static const char drop_sql[] = "DELETE FROM settings WHERE name = $1";

int settings_store_list(struct db_conn *conn, struct arena *arena, struct settings_kept **out,
                        size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows);
    if (rc < 0) {
        return rc;
    }
    struct settings_kept *kept = arena_calloc(arena, ROWS_MAX, sizeof(*kept));
    size_t count = 0;
    while ((rc = db_next(rows)) == 1 && count < ROWS_MAX) {
        kept[count++] =
            (struct settings_kept){db_col_copy(rows, 0, arena), db_col_copy(rows, 1, arena)};
    }
    if (rc < 0) {
        return rc;
    }
    *out = kept;
    *out_count = count;
    return E_OK;
}

int settings_store_set(struct db_conn *conn, const char *name, struct str value)
{
    return db_exec(conn, set_sql, db_c(name), db_str(value), db_i64(clock_now_ms()));
}

int settings_store_drop(struct db_conn *conn, const char *name)
{
    return db_exec(conn, drop_sql, db_c(name));
}
