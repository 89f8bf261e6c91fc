/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/images/record/record_int.h"
#include "base/clock.h"
#include "platform/search/search.h"

/* Of texts in one list; each is much smaller, so that a list has some records at least. */
#define LIST_BYTES_MAX (8 * MIB)

/* What a list shows; what else a record has. `result` is long and the table's last column. */
#define LIST_COLUMNS                                                                       \
    "id, title, bytes, type, width, height, status, label, confidence, model, elapsed_ms," \
    " error_code, error_detail, created, updated"
#define OTHER_COLUMNS "owner, app, blob, options, thumbnail, result"

static const char add_sql[] = "INSERT INTO images (id, owner, app, title, blob, bytes, type, "
                              "options, status, created, updated)"
                              " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $9)";

static const char find_sql[] =
    "SELECT " LIST_COLUMNS ", " OTHER_COLUMNS " FROM images WHERE id = $1";

static const char find_same_sql[] =
    "SELECT id FROM images WHERE blob = $1 AND owner = $2 AND app = $3 AND status <> 'failed'"
    " AND NOT EXISTS (SELECT 1 FROM images_passing WHERE images_passing.record = images.id)"
    " ORDER BY id DESC LIMIT 1";

static const char list_sql[] = "SELECT " LIST_COLUMNS " FROM images"
                               " WHERE owner = $1 AND app = $2 AND id < $3"
                               " ORDER BY id DESC LIMIT $4";

static const char set_title_sql[] = "UPDATE images SET title = $2, updated = $3 WHERE id = $1";

static const char set_upload_sql[] =
    "UPDATE images SET blob = $2, bytes = $3, type = $4, options = $5"
    " WHERE id = $1";

static const char set_queued_sql[] =
    "UPDATE images SET status = 'queued', width = NULL, height = NULL, label = NULL, confidence = "
    "NULL,"
    " result = NULL, model = NULL, elapsed_ms = NULL, error_code = NULL, error_detail = NULL,"
    " thumbnail = NULL, updated = $2 WHERE id = $1";

static const char drop_pages_sql[] = "DELETE FROM image_pages WHERE image = $1";

static const char set_running_sql[] =
    "UPDATE images SET status = 'running', updated = $2 WHERE id = $1";

static const char set_done_sql[] =
    "UPDATE images SET status = 'done', width = $2, height = $3, label = $4, confidence = $5, "
    "result = $6,"
    " model = $7, elapsed_ms = $8, thumbnail = $9, updated = $10 WHERE id = $1";

static const char set_failed_sql[] =
    "UPDATE images SET status = 'failed', error_code = $2, error_detail = $3,"
    " elapsed_ms = $4, updated = $5 WHERE id = $1";

static const char drop_sql[] = "DELETE FROM images WHERE id = $1";

static const char add_page_sql[] =
    "INSERT INTO image_pages (image, page, blob) VALUES ($1, $2, $3)";

static const char find_page_sql[] = "SELECT blob FROM image_pages WHERE image = $1 AND page = $2";

static const char blobs_sql[] =
    "SELECT blob FROM images WHERE id = $1"
    " UNION SELECT thumbnail FROM images WHERE id = $1 AND thumbnail IS NOT NULL"
    " UNION SELECT blob FROM image_pages WHERE image = $1";

static const char blobs_of_owner_sql[] =
    "SELECT blob FROM images WHERE owner = $1"
    " UNION SELECT thumbnail FROM images WHERE owner = $1 AND thumbnail IS NOT NULL"
    " UNION SELECT image_pages.blob FROM image_pages JOIN images ON images.id = image_pages.image"
    "  WHERE images.owner = $1";

static const char unended_sql[] =
    "SELECT id FROM images WHERE owner = $1 AND app = $2 AND status IN ('queued', 'running')";

static const char usage_sql[] =
    "SELECT COUNT(*), COALESCE(SUM(bytes), 0) + (SELECT COALESCE(SUM(animal_examples.bytes), 0)"
    " FROM animal_examples JOIN animal_classifiers ON animal_classifiers.id ="
    " animal_examples.classifier WHERE animal_classifiers.owner = $1)"
    " FROM images WHERE owner = $1";

static const char names_blob_sql[] = "SELECT EXISTS (SELECT 1 FROM images WHERE blob = $1)"
                                     " OR EXISTS (SELECT 1 FROM images WHERE thumbnail = $1)"
                                     " OR EXISTS (SELECT 1 FROM image_pages WHERE blob = $1)";

static const char *const status_names[] = {"queued", "running", "done", "failed"};
_Static_assert(ARRAY_LEN(status_names) == RECORD_STATUS_COUNT, "one name per status");

const char *record_status_name(enum record_status status)
{
    return status_names[status];
}

static enum record_status read_status(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(status_names); i++) {
        if (str_eq(name, str_from(status_names[i]))) {
            return (enum record_status)i;
        }
    }
    ASSERT(!"a status that only this file writes");
}

int record_store_add(struct db_conn *tx, const struct record *image)
{
    int rc = db_exec(tx, add_sql, db_id(image->id), db_id(image->owner), db_str(image->app),
                     db_str(image->title), db_str(image->blob), db_i64(image->bytes),
                     db_str(image->type), db_str(image->options), db_i64(image->created_ms));
    return rc < 0 ? rc : record_index(tx, image->id);
}

/* Reads the columns of LIST_COLUMNS. */
static void read_list_columns(const struct db_rows *rows, struct arena *arena, struct record *out)
{
    *out = (struct record){
        .id = db_col_id(rows, 0),
        .title = db_col_copy(rows, 1, arena),
        .bytes = db_col_i64(rows, 2),
        .type = db_col_copy(rows, 3, arena),
        .width = db_col_i64(rows, 4),
        .height = db_col_i64(rows, 5),
        .status = read_status(db_col_text(rows, 6)),
        .has_label = !db_col_is_null(rows, 7),
        .label = db_col_copy(rows, 7, arena),
        .confidence = db_col_is_null(rows, 8) ? -1 : db_col_real(rows, 8),
        .model = db_col_copy(rows, 9, arena),
        .elapsed_ms = db_col_is_null(rows, 10) ? -1 : db_col_i64(rows, 10),
        .error_code = db_col_copy(rows, 11, arena),
        .error_detail = db_col_copy(rows, 12, arena),
        .created_ms = db_col_i64(rows, 13),
        .updated_ms = db_col_i64(rows, 14),
    };
}

/* Reads the columns of OTHER_COLUMNS, which stand behind. */
static void read_other_columns(const struct db_rows *rows, struct arena *arena, struct record *out)
{
    out->owner = db_col_id(rows, 15);
    out->app = db_col_copy(rows, 16, arena);
    out->blob = db_col_copy(rows, 17, arena);
    out->options = db_col_copy(rows, 18, arena);
    out->thumbnail = db_col_copy(rows, 19, arena);
    out->result = db_col_copy(rows, 20, arena);
}

int record_store_find_any(struct db_conn *conn, struct uuid id, struct arena *arena,
                          struct record *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_sql, &rows, db_id(id));
    if (rc == E_OK) {
        read_list_columns(rows, arena, out);
        read_other_columns(rows, arena, out);
    }
    return rc;
}

int record_store_find(struct db_conn *conn, const char *app, struct uuid owner, struct uuid id,
                      struct arena *arena, struct record *out)
{
    struct record image = {0};
    int rc = record_store_find_any(conn, id, arena, &image);
    if (rc < 0) {
        return rc;
    }
    /* A stranger's picture must look like no picture at all. */
    if (!uuid_eq(image.owner, owner) || !str_eq(image.app, str_from(app))) {
        return E_NOT_FOUND;
    }
    *out = image;
    return E_OK;
}

int record_store_find_same(struct db_conn *conn, const char *app, struct uuid owner,
                           struct str blob, struct uuid *out_id)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, find_same_sql, &rows, db_str(blob), db_id(owner), db_c(app));
    if (rc == E_OK) {
        rc = db_one(rows);
    }
    if (rc == E_OK) {
        *out_id = db_col_id(rows, 0);
    }
    return rc;
}

/* Whether a label, which is names with commas between them, has this name. */
static bool has_name(struct str label, struct str name)
{
    static const struct str between = STR(", ");
    while (name.n > 0 && label.n >= name.n) {
        if (str_starts(label, name) &&
            (label.n == name.n || str_starts(str_sub(label, name.n, label.n), between))) {
            return true;
        }
        const size_t comma = str_find_byte(label, between.p[0]);
        label = str_sub(label, comma + between.n, label.n);
    }
    return false;
}

/* A search is by more than SQL can compare: by names of the label in other languages, and by letters of these. */
static bool is_wanted(const struct record_query *query, struct str title, struct str label)
{
    const struct str q = query->page->q;
    bool is = q.n == 0 || str_has_nocase(title, q) || str_has_nocase(label, q);
    for (size_t i = 0; !is && i < query->name_count; i++) {
        is = has_name(label, query->names[i]);
    }
    return is;
}

int record_store_list(struct db_conn *conn, const struct record_query *query, struct arena *arena,
                      struct record_list *out)
{
    const struct req_page *page = query->page;
    static const struct str after_all_ids = STR("g");
    struct db_value before = page->has_cursor ? db_id(page->cursor) : db_str(after_all_ids);
    const size_t rows_max = page->q.n > 0 ? INT64_MAX : page->limit + 1;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_sql, &rows, db_id(query->owner), db_c(query->app), before,
                      db_i64((int64_t)rows_max));
    if (rc < 0) {
        return rc;
    }
    struct record_list list = {.items = arena_calloc(arena, page->limit, sizeof(*list.items))};
    size_t bytes = 0;
    while (!list.has_more && (rc = db_next(rows)) == 1) {
        if (!is_wanted(query, db_col_text(rows, 1), db_col_text(rows, 7))) {
            continue;
        }
        list.has_more = list.count == page->limit || bytes > LIST_BYTES_MAX;
        if (!list.has_more) {
            struct record *image = &list.items[list.count++];
            read_list_columns(rows, arena, image);
            image->owner = query->owner;
            bytes += image->label.n;
        }
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}

int record_store_set_title(struct db_conn *tx, struct uuid id, struct str title)
{
    int rc = db_exec(tx, set_title_sql, db_id(id), db_str(title), db_i64(clock_now_ms()));
    return rc < 0 ? rc : record_index(tx, id);
}

int record_store_set_upload(struct db_conn *tx, const struct record *image)
{
    return db_exec(tx, set_upload_sql, db_id(image->id), db_str(image->blob), db_i64(image->bytes),
                   db_str(image->type), db_str(image->options));
}

int record_store_set_queued(struct db_conn *tx, struct uuid id)
{
    int rc = db_exec(tx, drop_pages_sql, db_id(id));
    if (rc == E_OK) {
        rc = db_exec(tx, set_queued_sql, db_id(id), db_i64(clock_now_ms()));
    }
    return rc < 0 ? rc : record_index(tx, id);
}

int record_store_set_running(struct db_conn *tx, struct uuid id)
{
    return db_exec(tx, set_running_sql, db_id(id), db_i64(clock_now_ms()));
}

int record_store_set_done(struct db_conn *tx, const struct record *image)
{
    int rc = db_exec(tx, set_done_sql, db_id(image->id), db_i64(image->width),
                     db_i64(image->height), db_str(image->label), db_real(image->confidence),
                     db_str(image->result), db_str(image->model), db_i64(image->elapsed_ms),
                     image->thumbnail.n > 0 ? db_str(image->thumbnail) : db_null(),
                     db_i64(clock_now_ms()));
    return rc < 0 ? rc : record_index(tx, image->id);
}

int record_store_set_failed(struct db_conn *tx, struct uuid id, int rc, const char *detail,
                            int64_t elapsed_ms)
{
    return db_exec(tx, set_failed_sql, db_id(id), db_c(e_code(rc)), db_c(detail),
                   elapsed_ms < 0 ? db_null() : db_i64(elapsed_ms), db_i64(clock_now_ms()));
}

int record_store_drop(struct db_conn *tx, struct uuid id)
{
    int rc = db_exec(tx, drop_sql, db_id(id));
    return rc < 0 ? rc : search_drop(tx, id);
}

int record_store_add_page(struct db_conn *tx, struct uuid id, int64_t page, struct str blob)
{
    return db_exec(tx, add_page_sql, db_id(id), db_i64(page), db_str(blob));
}

int record_store_find_page(struct db_conn *conn, struct uuid id, int64_t page, struct arena *arena,
                           struct str *out_blob)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_page_sql, &rows, db_id(id), db_i64(page));
    if (rc == E_OK) {
        *out_blob = db_col_copy(rows, 0, arena);
    }
    return rc;
}

/* The first column of all rows. */
static int read_texts(struct db_rows *rows, struct arena *arena, struct str **out,
                      size_t *out_count)
{
    int rc;
    struct str *texts = NULL;
    size_t count = 0;
    size_t room = 0;
    while ((rc = db_next(rows)) == 1) {
        if (count == room) {
            size_t larger = room == 0 ? 8 : room * 2;
            struct str *moved = arena_calloc(arena, larger, sizeof(*moved));
            if (count > 0) {
                memcpy(moved, texts, count * sizeof(*moved));
            }
            texts = moved;
            room = larger;
        }
        texts[count++] = db_col_copy(rows, 0, arena);
    }
    if (rc < 0) {
        return rc;
    }
    *out = texts;
    *out_count = count;
    return E_OK;
}

static int read_blobs(struct db_conn *conn, const char *sql, struct uuid id, struct arena *arena,
                      struct str **out, size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, sql, &rows, db_id(id));
    return rc < 0 ? rc : read_texts(rows, arena, out, out_count);
}

int record_store_unended(struct db_conn *conn, const char *app, struct uuid owner,
                         struct arena *arena, struct str **out, size_t *out_count)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, unended_sql, &rows, db_id(owner), db_c(app));
    return rc < 0 ? rc : read_texts(rows, arena, out, out_count);
}

int record_store_blobs(struct db_conn *conn, struct uuid id, struct arena *arena, struct str **out,
                       size_t *out_count)
{
    return read_blobs(conn, blobs_sql, id, arena, out, out_count);
}

int record_store_blobs_of_owner(struct db_conn *conn, struct uuid owner, struct arena *arena,
                                struct str **out, size_t *out_count)
{
    return read_blobs(conn, blobs_of_owner_sql, owner, arena, out, out_count);
}

int record_store_usage(struct db_conn *conn, struct uuid owner, struct record_usage *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, usage_sql, &rows, db_id(owner));
    if (rc == E_OK) {
        *out = (struct record_usage){db_col_i64(rows, 0), db_col_i64(rows, 1)};
    }
    return rc;
}

int record_store_names_blob(struct db_conn *conn, struct str blob)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, names_blob_sql, &rows, db_str(blob));
    return rc < 0 ? rc : (int)db_col_bool(rows, 0);
}
