/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions of a message: which there are, and which is shown. */
#include "apps/chat/chat_int.h"
#include "base/utf8.h"

#define EXCERPT_CHARS 200

static void write_version(struct json_out *out, const struct room_message *version,
                          struct uuid shown)
{
    json_begin_object(out);
    json_kv_i64(out, "version", version->number);
    json_kv_bool(out, "shown", uuid_eq(version->version, shown));
    json_kv_str(out, "message", utf8_prefix(version->text, EXCERPT_CHARS));
    json_kv_str(out, "answer", utf8_prefix(version->answer, EXCERPT_CHARS));
    json_kv_c(out, "status", room_status_name(version->status));
    json_key(out, "model");
    if (version->model.n > 0) {
        json_put_str(out, version->model);
    } else {
        json_put_null(out);
    }
    json_kv_time(out, "created", version->asked_ms);
    json_end_object(out);
}

int chat_list_versions(struct req *rq)
{
    struct room_message message = {0};
    struct room_messages list = {0};
    int rc = chat_find_message(rq, &message);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    if (rc == E_OK) {
        rc = db_read(rq->services->db, &conn);
    }
    if (rc == E_OK) {
        rc = room_store_list_versions(conn, message.id, rq->arena, &list);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < list.count; i++) {
        write_version(out, &list.items[i], message.version);
    }
    return req_reply_list_end(rq, NULL);
}

struct put {
    int64_t version;
};

static const struct json_field put_fields[] = {
    {"version", JSON_I64, offsetof(struct put, version), /* must= */ true, 1, INT32_MAX},
    {0},
};

static int show(struct req *rq, struct uuid id, int64_t number)
{
    struct room_message message = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = room_store_find_message(tx, rq->user.id, id, rq->arena, &message);
    }
    if (rc < 0) {
        return rc;
    }
    rc = room_store_find_number(tx, id, number, rq->arena, &message);
    if (rc == E_NOT_FOUND) {
        return err_field(&rq->err, "version", "is none that this message has");
    }
    if (rc == E_OK) {
        rc = room_turns_show(tx, &message);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int chat_put_version(struct req *rq)
{
    struct put put = {0};
    struct uuid id;
    int rc = req_id(rq, "id", &id);
    if (rc == E_OK) {
        rc = req_json(rq, put_fields, &put);
    }
    if (rc == E_OK) {
        rc = show(rq, id, put.version);
    }
    return rc < 0 ? rc : chat_reply_message(rq, id, 200);
}
