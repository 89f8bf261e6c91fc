/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/people/people_int.h"

static const char find_avatar_sql[] =
    "SELECT upload_id, upload, blob, error_code, error_detail FROM avatars WHERE owner = $1";

static const char find_avatar_by_upload_sql[] =
    "SELECT upload_id, upload, blob, error_code, error_detail FROM avatars WHERE upload_id = $1";

static const char set_upload_sql[] =
    "INSERT INTO avatars (owner, upload_id, upload, updated) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (owner) DO UPDATE SET upload_id = $2, upload = $3, error_code = NULL, "
    "error_detail = NULL, updated = $4";

static const char end_upload_sql[] =
    "UPDATE avatars SET upload_id = NULL, upload = NULL, blob = COALESCE($2, blob), "
    "error_code = $3, error_detail = $4, updated = $5 WHERE upload_id = $1";

static const char drop_avatar_sql[] = "DELETE FROM avatars WHERE owner = $1";

static const char names_blob_sql[] = "SELECT 1 FROM avatars WHERE upload = $1 OR blob = $1 LIMIT 1";

static int find_one(struct db_conn *conn, const char *sql, struct uuid key, struct arena *arena,
                    struct people_avatar *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, sql, &rows, db_id(key));
    if (rc == E_OK) {
        rc = db_one(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = (struct people_avatar){
        .is_pending = !db_col_is_null(rows, 0),
        .upload_id = db_col_id(rows, 0),
        .upload = db_col_copy(rows, 1, arena),
        .blob = db_col_copy(rows, 2, arena),
        .error_code = db_col_copy(rows, 3, arena),
        .error_detail = db_col_copy(rows, 4, arena),
    };
    return E_OK;
}

int people_store_find_avatar(struct db_conn *conn, struct uuid owner, struct arena *arena,
                             struct people_avatar *out)
{
    return find_one(conn, find_avatar_sql, owner, arena, out);
}

int people_store_find_avatar_by_upload(struct db_conn *conn, struct uuid upload,
                                       struct arena *arena, struct people_avatar *out)
{
    return find_one(conn, find_avatar_by_upload_sql, upload, arena, out);
}

int people_store_set_avatar_upload(struct db_conn *conn, struct uuid owner, struct uuid upload,
                                   struct str blob, int64_t now_ms)
{
    return db_exec(conn, set_upload_sql, db_id(owner), db_id(upload), db_str(blob), db_i64(now_ms));
}

static struct db_value text_or_null(struct str text)
{
    struct db_value none = db_null();
    struct db_value some = db_str(text);
    return text.n > 0 ? some : none;
}

int people_store_end_avatar_upload(struct db_conn *conn, struct uuid upload,
                                   const struct people_avatar *result, int64_t now_ms)
{
    return db_exec(conn, end_upload_sql, db_id(upload), text_or_null(result->blob),
                   text_or_null(result->error_code), text_or_null(result->error_detail),
                   db_i64(now_ms));
}

int people_store_drop_avatar(struct db_conn *conn, struct uuid owner)
{
    return db_exec(conn, drop_avatar_sql, db_id(owner));
}

int people_store_names_blob(struct db_conn *conn, struct str blob)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, names_blob_sql, &rows, db_str(blob));
    return rc < 0 ? rc : db_next(rows);
}
