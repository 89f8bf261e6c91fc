/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"
#include "platform/db/db.h"
#include "platform/search/search_int.h"

/* Ids made within a quarter of a microsecond would share a number: then the next free one is taken. */
#define NUMBER_TRIES 1000

static const char drop_sql[] = "DELETE FROM search_entries WHERE id = $1";

static const char drop_parent_sql[] = "DELETE FROM search_entries WHERE parent = $1";

static const char find_same_sql[] =
    "SELECT 1 FROM search_entries WHERE id = $1 AND scope = $2 AND title = $3 AND text = $4";

static const char find_number_sql[] = "SELECT number FROM search_entries WHERE id = $1";

static const char add_sql[] =
    "INSERT INTO search_entries (number, id, kind, owner, parent, scope, title_words, words, title,"
    " text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (number) DO NOTHING";

/* The index goes by number, so that the first rows are found without those behind them. */
static const char find_sql[] =
    "SELECT shown.id, shown.kind, shown.parent, shown.title, shown.text,"
    " highlight(words.found, 1, $4, $5), highlight(words.found, 2, $4, $5)"
    " FROM search_found AS words JOIN search_entries AS shown ON shown.number = words.number"
    " WHERE words.found MATCH $1 AND words.number < $2 ORDER BY words.number DESC LIMIT $3";

/* Of the id the 48 bits of the time and the 12 of the millisecond's fraction, with three more behind them. */
static int64_t number_of(struct uuid id)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 6; i++) {
        bits = bits << 8 | id.b[i];
    }
    bits = bits << 12 | (uint64_t)(id.b[6] & 0x0f) << 8 | id.b[7];
    return (int64_t)(bits << 3 | (id.b[8] & 0x07));
}

/* What the index has of a text, or null where that is the text itself. */
static struct db_value words_of(struct str text, struct sb *sb)
{
    sb_clear(sb);
    search_fold(text, sb);
    return str_eq(sb_str(sb), text) ? db_null() : db_str(sb_str(sb));
}

/* No text is none of its own, too, not null. */
static struct str cut_text(struct str text, size_t max)
{
    return text.n > 0 ? utf8_cut(text, max) : STR_EMPTY;
}

/* An entry as it is stored. */
struct stored {
    const struct search_entry *entry;
    struct str scope;
    struct str title;
    struct str text;
};

/* 1: it is in as it stands; 0: it is not. Much that is written changes nothing that can be searched. */
static int is_in(struct db_conn *tx, const struct stored *stored)
{
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_query(tx, find_same_sql, &rows, db_id(stored->entry->id), db_str(stored->scope),
                      db_str(stored->title), db_str(stored->text));
    return rc < 0 ? rc : db_next(rows);
}

static int add(struct db_conn *tx, const struct stored *stored, const struct db_value *words)
{
    const struct search_entry *entry = stored->entry;
    int64_t number = number_of(entry->id);
    int64_t added = 0;
    int rc = E_OK;
    for (int i = 0; i < NUMBER_TRIES && rc == E_OK && added == 0; i++, number++) {
        rc = db_change(tx, add_sql, &added, db_i64(number), db_id(entry->id), db_c(entry->kind),
                       db_id(entry->owner), entry->has_parent ? db_id(entry->parent) : db_null(),
                       db_str(stored->scope), words[0], words[1], db_str(stored->title),
                       db_str(stored->text));
    }
    return rc == E_OK && added == 0 ? E_CONFLICT : rc;
}

static int replace(struct db_conn *tx, const struct stored *stored)
{
    CLEANUP(sb_done) struct sb title;
    CLEANUP(sb_done) struct sb text;
    /* No character becomes more than four times as long. */
    sb_init(&title, 4 * SEARCH_TITLE_MAX);
    sb_init(&text, 4 * SEARCH_TEXT_MAX);
    const struct db_value words[2] = {words_of(stored->title, &title),
                                      words_of(stored->text, &text)};
    int rc = search_drop(tx, stored->entry->id);
    return rc < 0 ? rc : add(tx, stored, words);
}

int search_put(struct db_conn *tx, const struct search_entry *entry)
{
    CLEANUP(sb_done) struct sb scope;
    sb_init(&scope, KIB);
    search_add_scope(entry->owner, entry->kind, entry->has_parent ? &entry->parent : NULL, &scope);
    const struct stored stored = {
        .entry = entry,
        .scope = sb_str(&scope),
        .title = cut_text(entry->title, SEARCH_TITLE_MAX),
        .text = cut_text(entry->text, SEARCH_TEXT_MAX),
    };
    int rc = is_in(tx, &stored);
    if (rc != 0) {
        return rc < 0 ? rc : E_OK;
    }
    return replace(tx, &stored);
}

int search_drop(struct db_conn *tx, struct uuid id)
{
    return db_exec(tx, drop_sql, db_id(id));
}

int search_drop_parent(struct db_conn *tx, struct uuid parent)
{
    return db_exec(tx, drop_parent_sql, db_id(parent));
}

/* The number of the entry that a list has shown last, also where it is gone. */
static int read_cursor(struct db_conn *conn, const struct search_query *query, int64_t *out)
{
    if (!query->has_cursor) {
        *out = INT64_MAX;
        return E_OK;
    }
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    int rc = db_find(conn, find_number_sql, &rows, db_id(query->cursor));
    if (rc == E_OK || rc == E_NOT_FOUND) {
        *out = rc == E_OK ? db_col_i64(rows, 0) : number_of(query->cursor);
        return E_OK;
    }
    return rc;
}

static void read_hit(const struct db_rows *rows, struct arena *arena, struct search_hit *out)
{
    *out = (struct search_hit){
        .id = db_col_id(rows, 0),
        .kind = db_col_copy(rows, 1, arena),
        .has_parent = !db_col_is_null(rows, 2),
        .parent = db_col_id(rows, 2),
    };
    const struct search_text title = {db_col_text(rows, 3), db_col_text(rows, 5)};
    const struct search_text text = {db_col_text(rows, 4), db_col_text(rows, 6)};
    search_show_whole(&title, arena, &out->title);
    search_show_part(&text, arena, &out->text);
}

static int find(struct db_conn *conn, struct str question, const struct search_query *query,
                struct arena *arena, struct search_hits *out)
{
    int64_t before = 0;
    int rc = read_cursor(conn, query, &before);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    if (rc == E_OK) {
        static const char open[] = {SEARCH_MARK_OPEN, '\0'};
        static const char close[] = {SEARCH_MARK_CLOSE, '\0'};
        rc = db_query(conn, find_sql, &rows, db_str(question), db_i64(before),
                      db_i64((int64_t)query->limit + 1), db_c(open), db_c(close));
    }
    if (rc < 0) {
        return rc;
    }
    struct search_hits hits = {arena_calloc(arena, query->limit, sizeof(*hits.items)), 0, false};
    while (!hits.has_more && (rc = db_next(rows)) == 1) {
        hits.has_more = hits.count == query->limit;
        if (!hits.has_more) {
            read_hit(rows, arena, &hits.items[hits.count++]);
        }
    }
    if (rc < 0) {
        return rc;
    }
    *out = hits;
    return E_OK;
}

int search_find(struct db_conn *conn, const struct search_query *query, struct arena *arena,
                struct search_hits *out)
{
    CLEANUP(sb_done) struct sb question;
    sb_init(&question, 16 * SEARCH_QUERY_BYTES_MAX);
    if (query->limit == 0 || !search_read_query(query, &question)) {
        *out = (struct search_hits){0};
        return E_OK;
    }
    return find(conn, sb_str(&question), query, arena, out);
}
