/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/images/animals/animals_int.h"
#include "base/clock.h"

#define ANSWER_COLUMNS \
    "image, owner, space, label, name, confidence, result, corrected_by, similarity, embedding"

static const char set_answer_sql[] =
    "INSERT INTO animal_answers (" ANSWER_COLUMNS ")"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL, $8)"
    " ON CONFLICT (image) DO UPDATE SET space = $3, label = $4, name = $5, confidence = $6,"
    " result = $7, corrected_by = NULL, similarity = NULL, embedding = $8";

static const char find_answer_sql[] =
    "SELECT " ANSWER_COLUMNS " FROM animal_answers WHERE image = $1";

static const char drop_answer_sql[] = "DELETE FROM animal_answers WHERE image = $1";

static const char show_sql[] =
    "UPDATE images SET label = $2, confidence = $3, result = $4, updated = $5"
    " WHERE id = $1 AND status = 'done'";

static const char set_by_sql[] =
    "UPDATE animal_answers SET corrected_by = $2, similarity = $3 WHERE image = $1";

static const char set_correction_sql[] =
    "INSERT INTO animal_corrections (image, id, owner, label, name, created)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (image) DO UPDATE SET id = $2, label = $4, name = $5, created = $6";

static const char find_correction_sql[] =
    "SELECT id, image, owner, label, name, created FROM animal_corrections WHERE image = $1";

static const char drop_correction_sql[] = "DELETE FROM animal_corrections WHERE image = $1";

static const char count_corrections_sql[] =
    "SELECT COUNT(*) FROM animal_corrections WHERE owner = $1";

static const char list_corrections_sql[] =
    "SELECT said.id, said.image, said.owner, said.label, said.name, said.created, images.title,"
    " answer.label, answer.name, answer.space FROM animal_corrections AS said"
    " JOIN images ON images.id = said.image"
    " LEFT JOIN animal_answers AS answer ON answer.image = said.image"
    " WHERE said.owner = $1 AND said.id < $2 ORDER BY said.id DESC LIMIT $3";

static const char latest_sql[] =
    "SELECT answer.image, answer.corrected_by, answer.similarity, answer.label, answer.confidence,"
    " answer.embedding FROM animal_answers AS answer JOIN images ON images.id = answer.image"
    " WHERE answer.owner = $1 AND answer.space = $2 AND images.status = 'done'"
    " ORDER BY answer.image DESC LIMIT $3";

static const char spoken_sql[] =
    "SELECT answer.image, answer.label, answer.embedding"
    " FROM animal_corrections AS said JOIN animal_answers AS answer ON answer.image = said.image"
    " WHERE said.owner = $1 AND answer.space = $2 AND answer.embedding IS NOT NULL"
    " ORDER BY said.id DESC LIMIT $3";

static const char held_sql[] =
    "SELECT image, corrected_by, similarity, label, confidence FROM animal_answers"
    " WHERE corrected_by = $1";

static const char list_outdated_sql[] =
    "SELECT said.image, said.owner FROM animal_corrections AS said"
    " JOIN animal_answers AS answer ON answer.image = said.image"
    " JOIN images ON images.id = said.image"
    " WHERE said.image > $1 AND images.status = 'done'"
    " AND SUBSTR(answer.space, 1, LENGTH($2)) <> $2"
    " AND (images.options = $3 OR EXISTS (SELECT 1 FROM animal_classifiers AS own"
    " WHERE own.owner = said.owner AND own.space = $2 AND images.options = $3 || ' ' || own.id))"
    " AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.subject = said.image"
    " AND jobs.status IN ('queued', 'running'))"
    " ORDER BY said.image LIMIT $4";

/* ---- answers ---- */

int animals_store_set_answer(struct db_conn *tx, const struct animals_answer *answer)
{
    return db_exec(tx, set_answer_sql, db_id(answer->image), db_id(answer->owner),
                   db_str(answer->space), db_str(answer->label), db_str(answer->name),
                   db_real(answer->confidence), db_str(answer->result),
                   answer->embedding.n > 0 ? db_blob(answer->embedding) : db_null());
}

int animals_store_find_answer(struct db_conn *conn, struct uuid image, struct arena *arena,
                              struct animals_answer *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_answer_sql, &rows, db_id(image));
    if (rc < 0) {
        return rc;
    }
    *out = (struct animals_answer){
        .image = db_col_id(rows, 0),
        .owner = db_col_id(rows, 1),
        .space = db_col_copy(rows, 2, arena),
        .label = db_col_copy(rows, 3, arena),
        .name = db_col_copy(rows, 4, arena),
        .confidence = db_col_real(rows, 5),
        .result = db_col_copy(rows, 6, arena),
        .is_corrected = !db_col_is_null(rows, 7),
        .corrected_by = db_col_id(rows, 7),
        .similarity = db_col_real(rows, 8),
        .embedding = db_col_copy(rows, 9, arena),
    };
    return E_OK;
}

int animals_store_drop_answer(struct db_conn *tx, struct uuid image)
{
    return db_exec(tx, drop_answer_sql, db_id(image));
}

int animals_store_set_shown(struct db_conn *tx, const struct record *image, const struct uuid *by,
                            double similarity)
{
    int rc = db_exec(tx, show_sql, db_id(image->id), db_str(image->label),
                     db_real(image->confidence), db_str(image->result), db_i64(clock_now_ms()));
    if (rc == E_OK) {
        rc = record_index(tx, image->id);
    }
    if (rc < 0) {
        return rc;
    }
    return by != NULL ? db_exec(tx, set_by_sql, db_id(image->id), db_id(*by), db_real(similarity))
                      : db_exec(tx, set_by_sql, db_id(image->id), db_null(), db_null());
}

/* ---- corrections ---- */

int animals_store_set_correction(struct db_conn *tx, const struct animals_correction *correction)
{
    return db_exec(tx, set_correction_sql, db_id(correction->image), db_id(correction->id),
                   db_id(correction->owner), db_str(correction->word.label),
                   db_str(correction->word.name), db_i64(correction->created_ms));
}

static void read_correction(const struct db_rows *rows, struct arena *arena,
                            struct animals_correction *out)
{
    *out = (struct animals_correction){
        .id = db_col_id(rows, 0),
        .image = db_col_id(rows, 1),
        .owner = db_col_id(rows, 2),
        .word = {db_col_copy(rows, 3, arena), db_col_copy(rows, 4, arena)},
        .created_ms = db_col_i64(rows, 5),
    };
}

int animals_store_find_correction(struct db_conn *conn, struct uuid image, struct arena *arena,
                                  struct animals_correction *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_correction_sql, &rows, db_id(image));
    if (rc == E_OK) {
        read_correction(rows, arena, out);
    }
    return rc;
}

int animals_store_drop_correction(struct db_conn *tx, struct uuid image)
{
    int64_t changed;
    int rc = db_change(tx, drop_correction_sql, &changed, db_id(image));
    return rc < 0 ? rc : changed > 0 ? E_OK : E_NOT_FOUND;
}

int animals_store_count_corrections(struct db_conn *conn, struct uuid owner, int64_t *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, count_corrections_sql, &rows, db_id(owner));
    if (rc == E_OK) {
        *out = db_col_i64(rows, 0);
    }
    return rc;
}

int animals_store_list_corrections(struct db_conn *conn, struct uuid owner,
                                   const struct req_page *page, struct arena *arena,
                                   struct animals_corrections *out)
{
    static const struct str after_all_ids = STR("g");
    const size_t limit = page->limit + 1;
    struct animals_corrections list = {arena_calloc(arena, limit, sizeof(*list.items)), 0, false};
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_corrections_sql, &rows, db_id(owner),
                      page->has_cursor ? db_id(page->cursor) : db_str(after_all_ids),
                      db_i64((int64_t)limit));
    while (rc >= 0 && !list.has_more && (rc = db_next(rows)) == 1) {
        list.has_more = list.count == page->limit;
        if (!list.has_more) {
            struct animals_correction *item = &list.items[list.count++];
            read_correction(rows, arena, item);
            item->title = db_col_copy(rows, 6, arena);
            item->was_label = db_col_copy(rows, 7, arena);
            item->was_name = db_col_copy(rows, 8, arena);
            item->space = db_col_copy(rows, 9, arena);
        }
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}

/* ---- what another version has looked at ---- */

int animals_store_list_outdated(struct db_conn *conn, const struct outdated_query *query,
                                struct arena *arena, struct outdated *out)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, list_outdated_sql, &rows, db_id(query->after), db_str(query->space),
                      db_str(ANIMALS_MODEL), db_i64((int64_t)query->limit));
    return rc < 0 ? rc : classifiers_read_outdated(rows, query->limit, arena, out);
}

/* ---- pictures that are alike ---- */

static void add_near(struct animals_nears *list, const struct db_rows *rows, double similarity,
                     struct arena *arena)
{
    list->items[list->count++] = (struct animals_near){
        .image = db_col_id(rows, 0),
        .label = db_col_copy(rows, 3, arena),
        .confidence = db_col_real(rows, 4),
        .similarity = similarity,
        .is_corrected = !db_col_is_null(rows, 1),
        .corrected_by = db_col_id(rows, 1),
        .corrected_similarity = db_col_real(rows, 2),
    };
}

/* The cosine of two embeddings; none are as unlike as those of different widths. */
static double compare(struct str a, struct str b, float *room)
{
    if (a.n != b.n || a.n == 0) {
        return -1;
    }
    memcpy(room, b.p, b.n); /* a column need not be aligned */
    return (double)model_dot((const float *)(const void *)a.p, room, a.n / sizeof(float));
}

int animals_store_list_near(struct db_conn *conn, const struct animals_answer *to, double least,
                            struct arena *arena, struct animals_nears *out)
{
    struct animals_nears list = {arena_calloc(arena, ANIMALS_REACH, sizeof(*list.items)), 0};
    float *room = arena_alloc(arena, to->embedding.n + 1);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, latest_sql, &rows, db_id(to->owner), db_str(to->space),
                      db_i64(ANIMALS_REACH));
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        const double similarity = compare(to->embedding, db_col_text(rows, 5), room);
        if (similarity >= least && !uuid_eq(db_col_id(rows, 0), to->image)) {
            add_near(&list, rows, similarity, arena);
        }
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}

int animals_store_list_spoken(struct db_conn *conn, struct uuid owner, struct str space,
                              struct arena *arena, struct animals_spoken *out)
{
    struct animals_spoken list = {arena_calloc(arena, CORRECTIONS_MAX, sizeof(*list.items)), 0};
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc =
        db_query(conn, spoken_sql, &rows, db_id(owner), db_str(space), db_i64(CORRECTIONS_MAX));
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        list.items[list.count++] = (struct animals_spoken_of){
            db_col_id(rows, 0), db_col_copy(rows, 1, arena), db_col_copy(rows, 2, arena)};
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}

int animals_store_list_held(struct db_conn *conn, struct uuid by, struct arena *arena,
                            struct animals_nears *out)
{
    /* A correction holds for pictures within reach when it was made, and for those that came after. */
    size_t room = 64;
    struct animals_nears list = {arena_calloc(arena, room, sizeof(*list.items)), 0};
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(conn, held_sql, &rows, db_id(by));
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        if (list.count == room) {
            struct animals_near *moved = arena_calloc(arena, 2 * room, sizeof(*moved));
            memcpy(moved, list.items, room * sizeof(*moved));
            list.items = moved;
            room *= 2;
        }
        add_near(&list, rows, db_col_real(rows, 2), arena);
    }
    if (rc < 0) {
        return rc;
    }
    *out = list;
    return E_OK;
}
