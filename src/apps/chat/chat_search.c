/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /search over all that people have, and what keeps the index whole in the background. */
#include "apps/accounts/accounts.h"
#include "apps/chat/chat_int.h"
#include "base/clock.h"
#include "base/log.h"

#define TICK_MAX_MS    2000
#define DELETED_MAX_MS 500

/* ---- the index ---- */

void chat_index_some(struct chat *chat)
{
    const int64_t end_ms = clock_mono_ms() + TICK_MAX_MS;
    while (!chat->is_indexed && clock_mono_ms() < end_ms) {
        int rc = room_index_missing(chat->services->db, NULL, &chat->indexed_to, &chat->is_indexed);
        if (rc < 0) {
            log_warn("chat.not_indexed", LOG_C("why", e_code(rc)));
            return;
        }
    }
}

/* ---- accounts that go ---- */

static void clean(struct chat *chat, int64_t budget_ms)
{
    bool has_all = false;
    int rc = search_clean(chat->services->db, budget_ms, &has_all);
    if (rc < 0) {
        log_warn("chat.index_not_cleaned", LOG_C("why", e_code(rc)));
    }
}

void chat_clean_index(struct chat *chat)
{
    clean(chat, TICK_MAX_MS);
}

static int deleting(void *state, struct db_conn *conn, struct uuid user, struct arena *arena,
                    void **out_memo)
{
    (void)state;
    (void)conn;
    (void)user;
    (void)arena;
    *out_memo = NULL;
    return E_OK;
}

/* What is more than a moment's work is left to the ticks. */
static void deleted(void *state, struct uuid user, void *memo)
{
    (void)user;
    (void)memo;
    clean(state, DELETED_MAX_MS);
}

void chat_search_init(struct chat *chat)
{
    const struct accounts_hook hook = {chat, deleting, deleted};
    accounts_add_hook(http_app_state(chat->http, &accounts_app), &hook);
}

/* ---- GET /search ---- */

/* Names of the kinds, which are those of the applications, and of messages. */
static int read_kind(struct req *rq, const char **out)
{
    static const char *const kinds[] = {ROOM_SEARCH_KIND, "ocr", "animals", "road-signs"};
    const struct str kind = req_query(rq, "kind");
    *out = NULL;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_eq(kind, str_from(kinds[i]))) {
            *out = kinds[i];
            return E_OK;
        }
    }
    return kind.n == 0
               ? E_OK
               : err_field(&rq->err, "kind", "must be one of message, ocr, animals, road-signs");
}

static int read_query(struct req *rq, struct search_query *out)
{
    struct req_page page;
    int rc = req_page(rq, &page);
    const struct str category = req_query(rq, "category");
    struct uuid parent = {{0}};
    if (rc == E_OK && category.n > 0 && uuid_parse(category, &parent) < 0) {
        rc = err_field(&rq->err, "category", "must be the id of a room");
    }
    if (rc < 0) {
        return rc;
    }
    *out = (struct search_query){.owner = rq->user.id,
                                 .q = page.q,
                                 .has_parent = category.n > 0,
                                 .parent = parent,
                                 .has_cursor = page.has_cursor,
                                 .cursor = page.cursor,
                                 .limit = page.limit};
    return read_kind(rq, &out->kind);
}

static void write_hit(struct json_out *out, const struct search_hit *hit, struct str room)
{
    json_begin_object(out);
    json_kv_str(out, "kind", hit->kind);
    json_kv_id(out, "id", hit->id);
    if (hit->has_parent) {
        json_kv_id(out, "category", hit->parent);
        json_kv_str(out, "category_name", room);
    } else {
        json_kv_null(out, "category");
        json_kv_null(out, "category_name");
    }
    json_kv_time(out, "created", uuid_time_ms(hit->id));
    json_key(out, "title");
    search_write_snippet(out, &hit->title);
    json_key(out, "text");
    search_write_snippet(out, &hit->text);
    json_end_object(out);
}

/* What lies in a room is told only where the room shows it: other versions hide some turns. */
static int write_hits(struct req *rq, struct db_conn *conn, const struct search_hits *hits)
{
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < hits->count; i++) {
        const struct search_hit *hit = &hits->items[i];
        struct str room = STR_EMPTY;
        bool is_shown = true;
        int rc = hit->has_parent ? chat_store_find_place(conn, hit->id, rq->arena, &room, &is_shown)
                                 : E_OK;
        if (rc < 0 && rc != E_NOT_FOUND) {
            return rc;
        }
        if (rc == E_OK && is_shown) {
            write_hit(out, hit, room);
        }
    }
    const struct uuid *last =
        hits->has_more && hits->count > 0 ? &hits->items[hits->count - 1].id : NULL;
    return req_reply_list_end(rq, last);
}

int chat_search(struct req *rq)
{
    struct search_query query = {0};
    struct search_hits hits = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = read_query(rq, &query);
    if (rc == E_OK && query.q.n == 0) {
        rc = err_field(&rq->err, "q", "is required");
    }
    if (rc == E_OK) {
        rc = db_read(rq->services->db, &conn);
    }
    if (rc == E_OK) {
        rc = search_find(conn, &query, rq->arena, &hits);
    }
    return rc < 0 ? rc : write_hits(rq, conn, &hits);
}

/* ---- GET /messages ---- */

static int write_messages(struct req *rq, struct db_conn *conn, const struct search_hits *hits)
{
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < hits->count; i++) {
        struct room_message message;
        int rc = room_store_find_message(conn, rq->user.id, hits->items[i].id, rq->arena, &message);
        if (rc == E_OK && message.is_shown) {
            rc = room_write_message(conn, &message, rq->arena, out);
        }
        if (rc < 0 && rc != E_NOT_FOUND) {
            return rc;
        }
    }
    const struct uuid *last =
        hits->has_more && hits->count > 0 ? &hits->items[hits->count - 1].id : NULL;
    return req_reply_list_end(rq, last);
}

/* In one room, or with NULL in those that the query asks for. */
static int search_messages(struct req *rq, const struct uuid *category)
{
    struct search_query query = {0};
    struct search_hits hits = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = read_query(rq, &query);
    query.kind = ROOM_SEARCH_KIND;
    if (category != NULL) {
        query.has_parent = true;
        query.parent = *category;
    }
    if (rc == E_OK) {
        rc = db_read(rq->services->db, &conn);
    }
    if (rc == E_OK) {
        rc = query.q.n > 0 ? search_find(conn, &query, rq->arena, &hits)
                           : chat_store_list_latest(conn, &query, rq->arena, &hits);
    }
    return rc < 0 ? rc : write_messages(rq, conn, &hits);
}

int chat_search_messages(struct req *rq)
{
    return search_messages(rq, NULL);
}

int chat_search_room(struct req *rq, struct uuid category)
{
    return search_messages(rq, &category);
}
