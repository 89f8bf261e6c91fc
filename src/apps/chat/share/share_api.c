/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/share/share_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"

#define KEPT_MS       (30 * DAY_MS) /* so long a link that is over stays in lists */
#define LABEL_CHARS   200
#define PAGE_MESSAGES 100
/* Of texts in one reply; each is much smaller, so that it has some turns at least. */
#define PAGE_BYTES (8 * MIB)

static const char not_valid[] =
    "This link is not valid: it has expired, was taken back, or is not complete.";

/* ---- of one's own ---- */

static const char *state_of(const struct share *share)
{
    if (share->ended_ms > 0) {
        return "ended";
    }
    return share->expires_ms <= clock_now_ms() ? "expired" : "active";
}

static void write_members(struct json_out *out, const struct share *share)
{
    json_kv_id(out, "id", share->id);
    json_kv_id(out, "category", share->category);
    json_kv_id(out, "until", share->last_message);
    json_kv_time(out, "created", share->created_ms);
    json_kv_time(out, "expires", share->expires_ms);
    json_kv_c(out, "state", state_of(share));
}

int share_get_list(struct req *rq)
{
    struct room room;
    struct req_page page = {0};
    struct share_list shares = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = req_page(rq, &page);
    if (rc == E_OK) {
        rc = room_find_of_path(rq, &room);
    }
    if (rc == E_OK) {
        rc = db_read(rq->services->db, &conn);
    }
    if (rc == E_OK) {
        rc = share_store_list(conn, room.id, &page, rq->arena, &shares);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < shares.count; i++) {
        json_begin_object(out);
        write_members(out, &shares.items[i]);
        json_end_object(out);
    }
    return req_reply_list_end(rq, shares.has_more ? &shares.items[shares.count - 1].id : NULL);
}

struct fields {
    int64_t expires_in_days;
};

static const struct json_field share_fields[] = {
    {"expires_in_days", JSON_I64, offsetof(struct fields, expires_in_days), /* must= */ false, 1,
     SHARE_DAYS_MAX},
    {0},
};

static int add_share(struct req *rq, struct share *inout, const struct crypt_digest *digest)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct room_message last;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = room_store_find_last(tx, inout->category, arena, &last);
    }
    if (rc == E_NOT_FOUND) {
        return err_set(&rq->err, E_CONFLICT, "There is nothing in this room to be shared.");
    }
    if (rc == E_OK) {
        inout->last_message = last.id;
        rc = share_store_add(tx, inout, digest);
    }
    if (rc == E_LIMIT_REACHED) {
        return err_set(&rq->err, rc,
                       "An account can have at most %d links. They go a month after they are over.",
                       SHARE_COUNT_MAX);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int share_post(struct req *rq)
{
    struct room room;
    struct fields fields = {.expires_in_days = SHARE_DAYS};
    int rc = req_json(rq, share_fields, &fields);
    if (rc == E_OK) {
        rc = room_find_of_path(rq, &room);
    }
    if (rc < 0) {
        return rc;
    }
    char token[CRYPT_TOKEN_LENGTH + 1];
    const struct crypt_digest digest = crypt_token_make(token);
    const int64_t now_ms = clock_now_ms();
    struct share share = {.id = uuid_new(),
                          .category = room.id,
                          .owner = rq->user.id,
                          .created_ms = now_ms,
                          .expires_ms = now_ms + fields.expires_in_days * DAY_MS};
    rc = add_share(rq, &share, &digest);
    if (rc < 0) {
        return rc;
    }
    const struct str base_url = req_base_url(rq);
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    write_members(out, &share);
    json_kv_c(out, "token", token);
    json_kv_c(out, "url", arena_printf(rq->arena, "%" STRF "/shared/%s", STRA(base_url), token));
    json_end_object(out);
    return req_reply(rq, 201);
}

int share_delete(struct req *rq)
{
    struct uuid id;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = req_id(rq, "id", &id);
    if (rc == E_OK) {
        rc = db_begin(rq->services->db, &tx);
    }
    if (rc == E_OK) {
        rc = share_store_end(tx, rq->user.id, id);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    return rc < 0 ? rc : req_reply(rq, 204);
}

void share_forget_old(const struct services *services)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(services->db, &tx);
    if (rc == E_OK) {
        rc = share_store_drop_old(tx, clock_now_ms() - KEPT_MS);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc < 0) {
        log_warn("chat.shares_not_dropped", LOG_C("why", e_code(rc)));
    }
}

/* ---- for whoever has the link ---- */

/* What tools were used is told, what they were asked and found is not: it may be of other rooms. */
static void write_tools(struct json_out *out, const struct room_message *message,
                        struct arena *arena)
{
    struct room_step *steps = NULL;
    size_t count = 0;
    room_steps_read(message->tools, arena, &steps, &count);
    json_key(out, "tools");
    json_begin_array(out);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(out);
        json_kv_str(out, "name", steps[i].name);
        json_kv_bool(out, "failed", steps[i].has_failed);
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_pictures(struct json_out *out, const struct room_message *message,
                           const struct room_picture *pictures)
{
    json_key(out, "attachments");
    json_begin_array(out);
    for (size_t i = 0; i < message->attachment_count; i++) {
        json_begin_object(out);
        json_kv_str(out, "app", message->attachments[i].app);
        json_kv_str(out, "title", pictures[i].title);
        json_kv_str(out, "label", utf8_prefix(pictures[i].label, LABEL_CHARS));
        json_end_object(out);
    }
    json_end_array(out);
}

static int write_message(struct db_conn *conn, const struct room_message *message,
                         struct arena *arena, struct json_out *out)
{
    struct room_picture *pictures;
    int rc = room_read_pictures(conn, message, arena, &pictures);
    if (rc < 0) {
        return rc;
    }
    json_begin_object(out);
    json_kv_str(out, "message", message->text);
    json_kv_str(out, "answer", message->answer);
    json_kv_str(out, "reasoning", message->reasoning);
    json_kv_time(out, "created", message->created_ms);
    json_kv_c(out, "status", room_status_name(message->status));
    json_kv_str(out, "model", message->model);
    write_tools(out, message, arena);
    write_pictures(out, message, pictures);
    json_end_object(out);
    return E_OK;
}

/* Writes messages until the reply is long; *inout_count becomes how many were looked at. */
static int write_messages(struct req *rq, struct db_conn *conn, const struct uuid *ids,
                          size_t *inout_count)
{
    struct json_out *out = req_out(rq);
    size_t bytes = 0;
    for (size_t i = 0; i < *inout_count; i++) {
        struct room_message message;
        int rc = room_store_find_any_message(conn, ids[i], rq->arena, &message);
        if (rc == E_OK) {
            rc = write_message(conn, &message, rq->arena, out);
            bytes += message.text.n + message.answer.n + message.reasoning.n;
        }
        if (rc < 0 && rc != E_NOT_FOUND) {
            return rc;
        }
        if (bytes > PAGE_BYTES) {
            *inout_count = i + 1;
        }
    }
    return E_OK;
}

static int reply_shared(struct req *rq, struct db_conn *conn, const struct share_shown *shared,
                        const struct req_page *page)
{
    struct uuid ids[PAGE_MESSAGES];
    size_t count = 0;
    bool has_more = false;
    const struct share_query query = {
        .category = shared->share.category,
        .last_message = shared->share.last_message,
        .after = page->has_cursor ? page->cursor : (struct uuid){{0}},
        .limit = size_min(page->limit, PAGE_MESSAGES),
    };
    int rc = share_store_list_shown(conn, &query, ids, &count, &has_more);
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "title", shared->title);
    json_kv_str(out, "owner_name", shared->owner_name);
    json_kv_time(out, "created", shared->share.created_ms);
    json_kv_time(out, "expires", shared->share.expires_ms);
    json_key(out, "results");
    json_begin_array(out);
    size_t written = count;
    rc = write_messages(rq, conn, ids, &written);
    if (rc < 0) {
        return rc;
    }
    has_more = has_more || written < count;
    return req_reply_list_end(rq, has_more ? &ids[written - 1] : NULL);
}

int share_get_shown(struct req *rq)
{
    struct req_page page = {0};
    struct crypt_digest digest;
    struct share_shown shared = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = req_page(rq, &page);
    if (rc < 0) {
        return rc;
    }
    if (crypt_token_digest(req_param(rq, "token"), &digest) < 0) {
        return err_set(&rq->err, E_NOT_FOUND, "%s", not_valid);
    }
    rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = share_store_find_shown(conn, &digest, rq->arena, &shared);
    }
    if (rc < 0) {
        return rc == E_NOT_FOUND ? err_set(&rq->err, rc, "%s", not_valid) : rc;
    }
    req_set_header(rq, "Cache-Control", STR("no-store"));
    req_set_header(rq, "X-Robots-Tag", STR("noindex"));
    return reply_shared(rq, conn, &shared, &page);
}
