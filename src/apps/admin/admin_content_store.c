/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/admin/admin_int.h"
#include "base/clock.h"

static const char find_person_sql[] =
    "SELECT email, name, username, two_factor_enabled FROM users WHERE id = $1";

static const char add_sql[] =
    "INSERT INTO content_accesses (id, owner, staff, staff_name, resource, target, title, reason, "
    "created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

static const char has_sql[] =
    "SELECT 1 FROM content_accesses WHERE staff = $1 AND target = $2 AND created >= $3 LIMIT 1";

static const char list_sql[] =
    "SELECT id, staff, staff_name, resource, target, title, reason, created FROM content_accesses"
    " WHERE owner = $1 AND ($2 IS NULL OR id < $2) ORDER BY id DESC LIMIT $3";

int admin_store_find_person(struct db_conn *conn, struct uuid id, struct arena *arena,
                            struct admin_person *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_person_sql, &rows, db_id(id));
    if (rc < 0) {
        return rc;
    }
    const struct str name = db_col_copy(rows, 1, arena);
    *out = (struct admin_person){
        .email = db_col_copy(rows, 0, arena),
        .name = name.n > 0 ? name : db_col_copy(rows, 2, arena),
        .has_factor = db_col_bool(rows, 3),
    };
    return E_OK;
}

int admin_store_add_access(struct db_conn *tx, struct admin_access *access, struct arena *arena)
{
    struct admin_person staff;
    int rc = admin_store_find_person(tx, access->staff, arena, &staff);
    if (rc < 0) {
        return rc;
    }
    access->staff_name = staff.name;
    access->id = uuid_new();
    access->created_ms = clock_now_ms();
    return db_exec(tx, add_sql, db_id(access->id), db_id(access->owner), db_id(access->staff),
                   db_str(access->staff_name), db_str(access->resource), db_id(access->target),
                   db_str(access->title), db_str(access->reason), db_i64(access->created_ms));
}

int admin_store_has_access(struct db_conn *conn, struct uuid staff, struct uuid target,
                           int64_t since_ms)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, has_sql, &rows, db_id(staff), db_id(target), db_i64(since_ms));
    return rc < 0 ? rc : db_one(rows);
}

int admin_store_list_accesses(struct db_conn *conn, struct uuid owner, const struct req_page *page,
                              struct arena *arena, struct admin_accesses *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_id(owner),
                      page->has_cursor ? db_id(page->cursor) : db_null(),
                      db_i64((int64_t)page->limit + 1));
    if (rc < 0) {
        return rc;
    }
    struct admin_accesses list = {.items = arena_calloc(arena, page->limit, sizeof(*list.items))};
    while (!list.has_more && (rc = db_next(rows)) == 1) {
        list.has_more = list.count == page->limit;
        if (!list.has_more) {
            list.items[list.count++] = (struct admin_access){
                .id = db_col_id(rows, 0),
                .staff = db_col_id(rows, 1),
                .staff_name = db_col_copy(rows, 2, arena),
                .resource = db_col_copy(rows, 3, arena),
                .target = db_col_id(rows, 4),
                .title = db_col_copy(rows, 5, arena),
                .reason = db_col_copy(rows, 6, arena),
                .created_ms = db_col_i64(rows, 7),
            };
        }
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}
