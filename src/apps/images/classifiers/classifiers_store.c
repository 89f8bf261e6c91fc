/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/images/classifiers/classifiers_int.h"
#include "base/clock.h"

#define COLUMNS                                                                            \
    "id, owner, name, revision, fitting, fitting_classes, fitted, accuracy, error, space," \
    " classes, weights IS NOT NULL, created, updated"

static const char add_sql[] =
    "INSERT INTO animal_classifiers (id, owner, name, revision, fitted, created, updated)"
    " VALUES ($1, $2, $3, 0, 0, $4, $4)";

static const char find_sql[] = "SELECT " COLUMNS " FROM animal_classifiers WHERE id = $1";

static const char weights_sql[] =
    "SELECT weights FROM animal_classifiers WHERE id = $1 AND weights IS NOT NULL";

static const char count_sql[] = "SELECT COUNT(*) FROM animal_classifiers WHERE owner = $1";

static const char list_sql[] = "SELECT " COLUMNS " FROM animal_classifiers"
                               " WHERE owner = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

static const char set_name_sql[] =
    "UPDATE animal_classifiers SET name = $2, updated = $3 WHERE id = $1";

static const char touch_sql[] =
    "UPDATE animal_classifiers SET revision = revision + 1, updated = $2 WHERE id = $1";

static const char set_fitting_sql[] =
    "UPDATE animal_classifiers SET fitting = revision, fitting_classes = $2, error = NULL,"
    " updated = $3 WHERE id = $1";

static const char set_fitted_sql[] =
    "UPDATE animal_classifiers SET fitted = fitting, classes = fitting_classes, fitting = NULL,"
    " accuracy = $2, space = $3, weights = $4, updated = $5 WHERE id = $1 AND fitting IS NOT NULL";

static const char set_failed_sql[] =
    "UPDATE animal_classifiers SET fitted = fitting, fitting = NULL, error = $2, updated = $3"
    " WHERE id = $1 AND fitting IS NOT NULL";

static const char drop_sql[] = "DELETE FROM animal_classifiers WHERE id = $1";

static const char find_named_sql[] =
    "SELECT MIN(own.id), COUNT(*) FROM animal_classifiers AS own"
    " JOIN users ON users.id = own.owner"
    " WHERE own.name = $1 AND (users.email = LOWER($2) OR $2 = '')";

static const char classes_sql[] =
    "SELECT class.name, COUNT(shown.id),"
    " COALESCE(SUM(CASE WHEN shown.status = 'done' AND shown.space = $2 THEN 1 ELSE 0 END), 0),"
    " COALESCE(SUM(CASE WHEN shown.status = 'queued'"
    " OR (shown.status = 'done' AND shown.space <> $2) THEN 1 ELSE 0 END), 0)"
    " FROM animal_classes AS class LEFT JOIN animal_examples AS shown"
    " ON shown.classifier = class.classifier AND shown.class = class.name"
    " WHERE class.classifier = $1 GROUP BY class.name, class.position ORDER BY class.position";

static const char set_class_sql[] =
    "INSERT INTO animal_classes (classifier, name, position) VALUES ($1, $2, $3)"
    " ON CONFLICT (classifier, name) DO UPDATE SET position = $3";

static const char rename_class_sql[] =
    "UPDATE animal_classes SET name = $3 WHERE classifier = $1 AND name = $2";

static const char rename_class_examples_sql[] =
    "UPDATE animal_examples SET class = $3 WHERE classifier = $1 AND class = $2";

static const char drop_class_sql[] =
    "DELETE FROM animal_classes WHERE classifier = $1 AND name = $2";

static const char drop_class_examples_sql[] =
    "DELETE FROM animal_examples WHERE classifier = $1 AND class = $2";

/* ---- classifiers ---- */

int classifiers_store_add(struct db_conn *tx, const struct classifier *classifier)
{
    return db_exec(tx, add_sql, db_id(classifier->id), db_id(classifier->owner),
                   db_str(classifier->name), db_i64(classifier->created_ms));
}

static void read_classifier(const struct db_rows *rows, struct arena *arena, struct classifier *out)
{
    *out = (struct classifier){
        .id = db_col_id(rows, 0),
        .owner = db_col_id(rows, 1),
        .name = db_col_copy(rows, 2, arena),
        .revision = db_col_i64(rows, 3),
        .is_fitting = !db_col_is_null(rows, 4),
        .fitting = db_col_i64(rows, 4),
        .fitting_classes = db_col_copy(rows, 5, arena),
        .fitted = db_col_i64(rows, 6),
        .accuracy = db_col_is_null(rows, 7) ? -1 : db_col_real(rows, 7),
        .error = db_col_copy(rows, 8, arena),
        .space = db_col_copy(rows, 9, arena),
        .classes = db_col_copy(rows, 10, arena),
        .has_weights = db_col_bool(rows, 11),
        .created_ms = db_col_i64(rows, 12),
        .updated_ms = db_col_i64(rows, 13),
    };
}

int classifiers_store_find_any(struct db_conn *conn, struct uuid id, struct arena *arena,
                               struct classifier *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_id(id));
    if (rc == E_OK) {
        read_classifier(rows, arena, out);
    }
    return rc;
}

int classifiers_store_find(struct db_conn *conn, struct uuid owner, struct uuid id,
                           struct arena *arena, struct classifier *out)
{
    struct classifier found = {0};
    int rc = classifiers_store_find_any(conn, id, arena, &found);
    if (rc == E_OK && !uuid_eq(found.owner, owner)) {
        rc = E_NOT_FOUND; /* a stranger's must look like none at all */
    }
    if (rc == E_OK) {
        *out = found;
    }
    return rc;
}

int classifiers_store_weights(struct db_conn *conn, struct uuid id, struct arena *arena,
                              struct str *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, weights_sql, &rows, db_id(id));
    if (rc == E_OK) {
        *out = db_col_copy(rows, 0, arena);
    }
    return rc;
}

int classifiers_store_count(struct db_conn *conn, struct uuid owner, int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, count_sql, &rows, db_id(owner));
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}

int classifiers_store_list(struct db_conn *conn, struct uuid owner, const struct req_page *page,
                           struct arena *arena, struct classifier_list *out)
{
    static const struct str after_all_ids = STR("g");
    const size_t limit = page->limit + 1;
    struct classifier_list list = {arena_calloc(arena, limit, sizeof(*list.items)), 0, false};
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_id(owner),
                      page->has_cursor ? db_id(page->cursor) : db_str(after_all_ids),
                      db_i64((int64_t)limit));
    while (rc >= 0 && !list.has_more && (rc = db_next(rows)) == 1) {
        list.has_more = list.count == page->limit;
        if (!list.has_more) {
            read_classifier(rows, arena, &list.items[list.count++]);
        }
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}

int classifiers_store_set_name(struct db_conn *tx, struct uuid id, struct str name)
{
    return db_exec(tx, set_name_sql, db_id(id), db_str(name), db_i64(clock_now_ms()));
}

int classifiers_store_touch(struct db_conn *tx, struct uuid id)
{
    return db_exec(tx, touch_sql, db_id(id), db_i64(clock_now_ms()));
}

int classifiers_store_set_fitting(struct db_conn *tx, struct uuid id, struct str classes)
{
    return db_exec(tx, set_fitting_sql, db_id(id), db_str(classes), db_i64(clock_now_ms()));
}

int classifiers_store_set_fitted(struct db_conn *tx, struct uuid id, double accuracy,
                                 struct str space, struct str weights)
{
    return db_exec(tx, set_fitted_sql, db_id(id), db_real(accuracy), db_str(space),
                   db_blob(weights), db_i64(clock_now_ms()));
}

int classifiers_store_set_failed(struct db_conn *tx, struct uuid id, const char *sentence)
{
    return db_exec(tx, set_failed_sql, db_id(id), db_c(sentence), db_i64(clock_now_ms()));
}

int classifiers_store_drop(struct db_conn *tx, struct uuid id)
{
    return db_exec(tx, drop_sql, db_id(id));
}

int classifiers_store_find_named(struct db_conn *conn, struct str owner_email, struct str name,
                                 struct uuid *out_id, int64_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_named_sql, &rows, db_str(name), db_str(owner_email));
    if (rc == E_OK) {
        *out_id = db_col_id(rows, 0);
        *out_count = db_col_i64(rows, 1);
    }
    return rc;
}

/* ---- classes ---- */

int classifiers_store_list_classes(struct db_conn *conn, struct uuid id, struct str space,
                                   struct arena *arena, struct classifier_classes *out)
{
    struct classifier_classes list = {
        arena_calloc(arena, CLASSIFIER_CLASSES_MAX, sizeof(*list.items)), 0};
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, classes_sql, &rows, db_id(id), db_str(space));
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        ASSERT(list.count < CLASSIFIER_CLASSES_MAX); /* no more are added */
        list.items[list.count++] =
            (struct classifier_class){db_col_copy(rows, 0, arena), db_col_i64(rows, 1),
                                      db_col_i64(rows, 2), db_col_i64(rows, 3)};
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}

int classifiers_store_set_class(struct db_conn *tx, struct uuid id, struct str name,
                                int64_t position)
{
    return db_exec(tx, set_class_sql, db_id(id), db_str(name), db_i64(position));
}

int classifiers_store_rename_class(struct db_conn *tx, struct uuid id, struct str from,
                                   struct str to)
{
    int rc = db_exec(tx, rename_class_examples_sql, db_id(id), db_str(from), db_str(to));
    return rc < 0 ? rc : db_exec(tx, rename_class_sql, db_id(id), db_str(from), db_str(to));
}

int classifiers_store_drop_class(struct db_conn *tx, struct uuid id, struct str name)
{
    int rc = db_exec(tx, drop_class_examples_sql, db_id(id), db_str(name));
    return rc < 0 ? rc : db_exec(tx, drop_class_sql, db_id(id), db_str(name));
}
