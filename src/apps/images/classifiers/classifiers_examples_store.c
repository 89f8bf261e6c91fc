/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/images/classifiers/classifiers_int.h"

#define COLUMNS                                                                              \
    "id, classifier, class, blob, bytes, type, status, error_code, error_detail, thumbnail," \
    " created"

static const char add_sql[] =
    "INSERT INTO animal_examples (id, classifier, class, blob, bytes, type, status, created)"
    " VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7)";

static const char find_sql[] = "SELECT " COLUMNS " FROM animal_examples WHERE id = $1";

static const char list_sql[] =
    "SELECT " COLUMNS " FROM animal_examples WHERE classifier = $1 AND id < $2"
    " AND (class = $3 OR $3 = '') ORDER BY id DESC LIMIT $4";

static const char drop_sql[] = "DELETE FROM animal_examples WHERE id = $1";

static const char set_done_sql[] =
    "UPDATE animal_examples SET status = 'done', thumbnail = $2, space = $3, embedding = $4,"
    " error_code = NULL, error_detail = NULL WHERE id = $1";

static const char set_failed_sql[] = "UPDATE animal_examples SET status = 'failed',"
                                     " error_code = $2, error_detail = $3 WHERE id = $1";

static const char set_queued_sql[] = "UPDATE animal_examples SET status = 'queued' WHERE id = $1";

static const char ids_sql[] = "SELECT id FROM animal_examples WHERE classifier = $1";

static const char blobs_sql[] =
    "SELECT blob FROM animal_examples WHERE classifier = $1 UNION"
    " SELECT thumbnail FROM animal_examples WHERE classifier = $1 AND thumbnail IS NOT NULL";

static const char outdated_sql[] =
    "SELECT id FROM animal_examples WHERE classifier = $1 AND status = 'done' AND space <> $2";

static const char list_outdated_sql[] =
    "SELECT shown.id, own.owner FROM animal_examples AS shown"
    " JOIN animal_classifiers AS own ON own.id = shown.classifier"
    " WHERE shown.id > $1 AND shown.status = 'done' AND shown.space <> $2"
    " ORDER BY shown.id LIMIT $3";

static const char ids_of_owner_sql[] =
    "SELECT shown.id FROM animal_examples AS shown"
    " JOIN animal_classifiers AS own ON own.id = shown.classifier WHERE own.owner = $1";

static const char blobs_of_owner_sql[] =
    "SELECT shown.blob FROM animal_examples AS shown"
    " JOIN animal_classifiers AS own ON own.id = shown.classifier WHERE own.owner = $1"
    " UNION SELECT shown.thumbnail FROM animal_examples AS shown"
    " JOIN animal_classifiers AS own ON own.id = shown.classifier"
    " WHERE own.owner = $1 AND shown.thumbnail IS NOT NULL";

static const char fitting_of_owner_sql[] =
    "SELECT id FROM animal_classifiers WHERE owner = $1 AND fitting IS NOT NULL";

static const char *const texts_sql[] = {ids_sql,          blobs_sql,          outdated_sql,
                                        ids_of_owner_sql, blobs_of_owner_sql, fitting_of_owner_sql};
_Static_assert(ARRAY_LEN(texts_sql) == EXAMPLES_WHAT_COUNT, "one statement for each");

static const char embeddings_sql[] =
    "SELECT embedding FROM animal_examples WHERE classifier = $1 AND class = $2 AND space = $3"
    " AND status = 'done' ORDER BY id LIMIT $4";

static const char width_sql[] = "SELECT embedding FROM animal_examples WHERE classifier = $1"
                                " AND space = $2 AND status = 'done' LIMIT 1";

static const char names_blob_sql[] =
    "SELECT EXISTS (SELECT 1 FROM animal_examples WHERE blob = $1)"
    " OR EXISTS (SELECT 1 FROM animal_examples WHERE thumbnail = $1)";

static const char *const status_names[] = {"queued", "done", "failed"};
_Static_assert(ARRAY_LEN(status_names) == EXAMPLE_STATUS_COUNT, "one name per status");

const char *example_status_name(enum example_status status)
{
    return status_names[status];
}

static enum example_status read_status(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(status_names); i++) {
        if (str_eq(name, str_from(status_names[i]))) {
            return (enum example_status)i;
        }
    }
    ASSERT(!"a status that only this file writes");
}

int examples_store_add(struct db_conn *tx, const struct example *example)
{
    return db_exec(tx, add_sql, db_id(example->id), db_id(example->classifier),
                   db_str(example->class), db_str(example->blob), db_i64(example->bytes),
                   db_str(example->type), db_i64(example->created_ms));
}

static void read_example(const struct db_rows *rows, struct arena *arena, struct example *out)
{
    *out = (struct example){
        .id = db_col_id(rows, 0),
        .classifier = db_col_id(rows, 1),
        .class = db_col_copy(rows, 2, arena),
        .blob = db_col_copy(rows, 3, arena),
        .bytes = db_col_i64(rows, 4),
        .type = db_col_copy(rows, 5, arena),
        .status = read_status(db_col_text(rows, 6)),
        .error_code = db_col_copy(rows, 7, arena),
        .error_detail = db_col_copy(rows, 8, arena),
        .thumbnail = db_col_copy(rows, 9, arena),
        .created_ms = db_col_i64(rows, 10),
    };
}

int examples_store_find(struct db_conn *conn, struct uuid id, struct arena *arena,
                        struct example *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_id(id));
    if (rc == E_OK) {
        read_example(rows, arena, out);
    }
    return rc;
}

int examples_store_list(struct db_conn *conn, struct uuid classifier, struct str class,
                        const struct req_page *page, struct arena *arena, struct example_list *out)
{
    static const struct str after_all_ids = STR("g");
    const size_t limit = page->limit + 1;
    struct example_list list = {arena_calloc(arena, limit, sizeof(*list.items)), 0, false};
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_id(classifier),
                      page->has_cursor ? db_id(page->cursor) : db_str(after_all_ids), db_str(class),
                      db_i64((int64_t)limit));
    while (rc >= 0 && !list.has_more && (rc = db_next(rows)) == 1) {
        list.has_more = list.count == page->limit;
        if (!list.has_more) {
            read_example(rows, arena, &list.items[list.count++]);
        }
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}

int examples_store_drop(struct db_conn *tx, struct uuid id)
{
    return db_exec(tx, drop_sql, db_id(id));
}

int examples_store_set_done(struct db_conn *tx, struct uuid id, struct str thumbnail,
                            struct str space, struct str embedding)
{
    return db_exec(tx, set_done_sql, db_id(id), thumbnail.n > 0 ? db_str(thumbnail) : db_null(),
                   db_str(space), db_blob(embedding));
}

int examples_store_set_failed(struct db_conn *tx, struct uuid id, int rc, const char *detail)
{
    return db_exec(tx, set_failed_sql, db_id(id), db_c(e_code(rc)), db_c(detail));
}

int examples_store_set_queued(struct db_conn *tx, struct uuid id)
{
    return db_exec(tx, set_queued_sql, db_id(id));
}

int examples_store_texts(struct db_conn *conn, enum examples_what what, struct uuid id,
                         struct str space, struct arena *arena, struct texts *out)
{
    size_t room = 64;
    struct texts texts = {arena_calloc(arena, room, sizeof(*texts.items)), 0};
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = what == EXAMPLES_OUTDATED
                 ? db_query(conn, texts_sql[what], &rows, db_id(id), db_str(space))
                 : db_query(conn, texts_sql[what], &rows, db_id(id));
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        if (texts.count == room) {
            struct str *moved = arena_calloc(arena, 2 * room, sizeof(*moved));
            memcpy(moved, texts.items, room * sizeof(*moved));
            texts.items = moved;
            room *= 2;
        }
        texts.items[texts.count++] = db_col_copy(rows, 0, arena);
    }
    if (rc < 0) {
        return rc;
    }
    *out = texts;
    return E_OK;
}

int examples_store_width(struct db_conn *conn, struct uuid classifier, struct str space,
                         size_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, width_sql, &rows, db_id(classifier), db_str(space));
    if (rc == E_OK) {
        rc = db_next(rows);
    }
    if (rc < 0) {
        return rc;
    }
    *out = rc == 1 ? db_col_text(rows, 0).n / sizeof(float) : 0;
    return E_OK;
}

int examples_store_embeddings(struct db_conn *conn, const struct examples_query *query,
                              struct sb *out, size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    *out_count = 0;
    int rc = db_query(conn, embeddings_sql, &rows, db_id(query->classifier), db_str(query->class),
                      db_str(query->space), db_i64(CLASSIFIER_EXAMPLES_MAX));
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        const struct str embedding = db_col_text(rows, 0);
        if (embedding.n == query->width * sizeof(float)) {
            sb_add(out, embedding);
            *out_count += 1;
        }
    }
    return rc < 0 ? rc : E_OK;
}

int examples_store_names_blob(struct db_conn *conn, struct str blob)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, names_blob_sql, &rows, db_str(blob));
    return rc < 0 ? rc : (int)db_col_bool(rows, 0);
}

int classifiers_read_outdated(struct db_rows *rows, size_t limit, struct arena *arena,
                              struct outdated *out)
{
    int rc = 0;
    struct outdated list = {arena_calloc(arena, limit, sizeof(*list.items)), 0};
    while (list.count < limit && (rc = db_next(rows)) == 1) {
        list.items[list.count++] = (struct outdated_item){db_col_id(rows, 0), db_col_id(rows, 1)};
    }
    *out = list;
    return rc < 0 ? rc : E_OK;
}

int examples_store_list_outdated(struct db_conn *conn, const struct outdated_query *query,
                                 struct arena *arena, struct outdated *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_outdated_sql, &rows, db_id(query->after), db_str(query->space),
                      db_i64((int64_t)query->limit));
    return rc < 0 ? rc : classifiers_read_outdated(rows, query->limit, arena, out);
}
