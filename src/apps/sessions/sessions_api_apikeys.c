/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/sessions/sessions_int.h"
#include "base/clock.h"

#define KEY_NAME_MAX 100

static void write_time(struct json_out *out, const char *key, int64_t ms)
{
    if (ms != 0) {
        json_kv_time(out, key, ms);
    } else {
        json_kv_null(out, key);
    }
}

/* Members of an object that the caller begins and ends. */
static void write_apikey(struct json_out *out, const struct sessions_apikey_row *row)
{
    json_kv_id(out, "id", row->id);
    json_kv_str(out, "name", row->name);
    json_key(out, "scopes");
    json_begin_array(out);
    if ((row->scopes & SESSIONS_SCOPE_READ) != 0) {
        json_put_str(out, STR("read"));
    }
    if ((row->scopes & SESSIONS_SCOPE_WRITE) != 0) {
        json_put_str(out, STR("write"));
    }
    json_end_array(out);
    json_kv_str(out, "prefix", row->prefix);
    json_kv_time(out, "created", row->created_ms);
    write_time(out, "last_used", row->last_used_ms);
    write_time(out, "expires", row->expires_ms);
}

static struct uuid write_listed(const struct req *rq, const void *rows, size_t i,
                                struct json_out *out)
{
    const struct sessions_apikey_row *row = &((const struct sessions_apikey_row *)rows)[i];
    (void)rq;
    json_begin_object(out);
    write_apikey(out, row);
    json_end_object(out);
    return row->id;
}

int sessions_api_list_apikeys(struct req *rq)
{
    struct sessions_query query;
    struct sessions_apikey_row *rows = NULL;
    size_t count = 0;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = sessions_begin_list(rq, &query, &conn);
    if (rc == E_OK) {
        rc = sessions_store_list_apikeys(conn, &query, rq->arena, &rows, &count);
    }
    return rc < 0 ? rc : sessions_reply_list(rq, &query, rows, count, write_listed);
}

/* ---- making one ---- */

struct post {
    struct str name;
    struct json_strs scopes;
    struct str expires;
};

static const struct json_field post_fields[] = {
    {"name", JSON_STR, offsetof(struct post, name), true, 1, KEY_NAME_MAX},
    {"scopes", JSON_STRS, offsetof(struct post, scopes), true, 1, 100},
    {"expires", JSON_STR, offsetof(struct post, expires), false, 0, 100},
    {0},
};

static bool has_control(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f) {
            return true;
        }
    }
    return false;
}

static void check_scopes(struct req *rq, const struct json_strs *texts, unsigned *out)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (str_eq(texts->items[i], STR("read"))) {
            *out |= SESSIONS_SCOPE_READ;
        } else if (str_eq(texts->items[i], STR("write"))) {
            *out |= SESSIONS_SCOPE_WRITE;
        } else {
            (void)err_field(&rq->err, "scopes", "must be read or write, or both");
            return;
        }
    }
    if (*out == 0) {
        (void)err_field(&rq->err, "scopes", "must not be empty");
    }
}

/* E_INVALID names every field that is wrong. */
static int check_post(struct req *rq, const struct post *post, struct sessions_new_apikey *out)
{
    struct sessions_new_apikey wanted = {.owner = rq->user.id, .name = str_trim(post->name)};
    if (wanted.name.n == 0) {
        (void)err_field(&rq->err, "name", "must not be empty");
    } else if (has_control(wanted.name)) {
        (void)err_field(&rq->err, "name", "must not have control characters");
    }
    check_scopes(rq, &post->scopes, &wanted.scopes);
    if (post->expires.n > 0) {
        if (clock_parse(post->expires, &wanted.expires_ms) < 0) {
            (void)err_field(&rq->err, "expires", "must be a time such as 2030-12-31T23:59:59Z");
        } else if (wanted.expires_ms <= clock_now_ms()) {
            (void)err_field(&rq->err, "expires", "must be in the future");
        }
    }
    *out = wanted;
    return rq->err.rc;
}

int sessions_api_make_apikey(struct req *rq)
{
    struct post post = {0};
    struct sessions_new_apikey wanted;
    int rc = req_json(rq, post_fields, &post);
    if (rc == E_OK) {
        rc = check_post(rq, &post, &wanted);
    }
    if (rc == E_OK) {
        rc = sessions_require_proof(rq);
    }
    if (rc < 0) {
        return rc;
    }
    struct sessions_apikey_row row;
    char key[SESSIONS_APIKEY_LENGTH + 1];
    rc = sessions_make_apikey(rq->state, &wanted, rq->arena, &row, key);
    if (rc < 0) {
        return rc;
    }
    req_set_header(rq, "Cache-Control", STR("no-store"));
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    write_apikey(out, &row);
    json_kv_c(out, "key", key);
    json_end_object(out);
    secret_wipe(key, sizeof(key));
    return req_reply(rq, 201);
}

int sessions_api_drop_apikey(struct req *rq)
{
    struct uuid id;
    int rc = req_id(rq, "id", &id);
    if (rc == E_OK) {
        rc = sessions_drop_apikey(rq->state, rq->user.id, id);
    }
    return rc < 0 ? rc : req_reply(rq, 204);
}
