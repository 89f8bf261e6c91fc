/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/endpoints/endpoints_int.h"

static const char list_sql[] =
    "SELECT id, name, base_url, api_key, enabled, models, default_model, model_settings, listed, "
    "created, updated FROM model_endpoints ORDER BY id LIMIT $1";

static const char add_sql[] =
    "INSERT INTO model_endpoints (id, name, name_key, base_url, api_key, enabled, models, "
    "default_model, model_settings, listed, created, updated) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '[]', $10, $11)";

static const char set_sql[] =
    "UPDATE model_endpoints SET name = $2, name_key = $3, base_url = $4, api_key = $5, "
    "enabled = $6, models = $7, default_model = $8, model_settings = $9, updated = $10 "
    "WHERE id = $1";

static const char keep_configured_sql[] =
    "INSERT INTO model_endpoints (id, name, name_key, base_url, enabled, models, default_model, "
    "model_settings, listed, created, updated) VALUES ($1, '', '', $2, 0, '[]', '', '{}', $3, 0, "
    "0) "
    "ON CONFLICT (id) DO UPDATE SET base_url = excluded.base_url, listed = excluded.listed";

static const char set_listed_sql[] = "UPDATE model_endpoints SET listed = $2 WHERE id = $1";

static const char drop_sql[] = "DELETE FROM model_endpoints WHERE id = $1";

static struct endpoints_row read_row(const struct db_rows *rows, struct arena *arena)
{
    return (struct endpoints_row){
        .id = db_col_id(rows, 0),
        .name = db_col_copy(rows, 1, arena),
        .base_url = db_col_copy(rows, 2, arena),
        .api_key = db_col_copy(rows, 3, arena),
        .is_enabled = db_col_bool(rows, 4),
        .models = db_col_copy(rows, 5, arena),
        .default_model = db_col_copy(rows, 6, arena),
        .model_settings = db_col_copy(rows, 7, arena),
        .listed = db_col_copy(rows, 8, arena),
        .created_ms = db_col_i64(rows, 9),
        .updated_ms = db_col_i64(rows, 10),
    };
}

int endpoints_store_list(struct db_conn *conn, struct arena *arena, struct endpoints_row **out,
                         size_t *out_count, struct endpoints_row *out_configured)
{
    struct endpoints_row *list = arena_calloc(arena, ENDPOINTS_MAX, sizeof(*list));
    struct endpoints_row configured = {0};
    size_t count = 0;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_i64(ENDPOINTS_MAX + 1));
    if (rc == E_OK) {
        rc = db_next(rows);
    }
    while (rc == 1 && count < ENDPOINTS_MAX) {
        const struct endpoints_row row = read_row(rows, arena);
        if (uuid_eq(row.id, endpoints_configured)) {
            configured = row;
        } else {
            list[count++] = row;
        }
        rc = db_next(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    *out_configured = configured;
    *out_count = count;
    return E_OK;
}

/* Names that differ only in case are one for people. */
static struct str key_of(struct str name, struct arena *arena)
{
    char *key = arena_memdup(arena, name.p, name.n);
    for (size_t i = 0; i < name.n; i++) {
        key[i] = (char)(key[i] >= 'A' && key[i] <= 'Z' ? key[i] | 0x20 : key[i]);
    }
    return (struct str){key, name.n};
}

static struct db_value sealed(const struct endpoints_row *row)
{
    return row->api_key.n > 0 ? db_blob(row->api_key) : db_null();
}

int endpoints_store_add(struct db_conn *tx, const struct endpoints_row *row)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    return db_exec(tx, add_sql, db_id(row->id), db_str(row->name), db_str(key_of(row->name, arena)),
                   db_str(row->base_url), sealed(row), db_bool(row->is_enabled),
                   db_str(row->models), db_str(row->default_model), db_str(row->model_settings),
                   db_i64(row->created_ms), db_i64(row->updated_ms));
}

int endpoints_store_set(struct db_conn *tx, const struct endpoints_row *row)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    int64_t changed = 0;
    int rc = db_change(tx, set_sql, &changed, db_id(row->id), db_str(row->name),
                       db_str(key_of(row->name, arena)), db_str(row->base_url), sealed(row),
                       db_bool(row->is_enabled), db_str(row->models), db_str(row->default_model),
                       db_str(row->model_settings), db_i64(row->updated_ms));
    return rc == E_OK && changed == 0 ? E_NOT_FOUND : rc;
}

int endpoints_store_set_listed(struct db_conn *tx, const struct endpoints_row *row,
                               struct str listed)
{
    if (uuid_eq(row->id, endpoints_configured)) {
        return db_exec(tx, keep_configured_sql, db_id(row->id), db_str(row->base_url),
                       db_str(listed));
    }
    return db_exec(tx, set_listed_sql, db_id(row->id), db_str(listed));
}

int endpoints_store_drop(struct db_conn *tx, struct uuid id)
{
    int64_t dropped = 0;
    int rc = db_change(tx, drop_sql, &dropped, db_id(id));
    return rc == E_OK && dropped == 0 ? E_NOT_FOUND : rc;
}
