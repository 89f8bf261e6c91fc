/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said, and answers that begin: of a message, anew, of an edited one, of one that goes on. */
#include "apps/chat/answer/answer.h"
#include "apps/chat/chat_int.h"
#include "apps/images/images.h"
#include "apps/provider/provider.h"
#include "base/utf8.h"
#include "platform/metrics/metrics.h"

#define WAIT_SECONDS_MAX 600

/* ---- answers that begin ---- */

/* How the client wants to have the answer. */
struct manner {
    struct uuid version;
    bool is_stream;
    int64_t wait_ms;
    int status; /* where the answer is whole */
};

static bool asks_for_stream(struct req *rq)
{
    struct str accept = req_header(rq, "Accept");
    while (accept.n > 0) {
        struct str one = str_cut(accept, ',', &accept);
        struct str parameters;
        if (str_eq_nocase(str_trim(str_cut(one, ';', &parameters)), STR("text/event-stream"))) {
            return true;
        }
    }
    return false;
}

static int read_manner(struct req *rq, int status, struct manner **out)
{
    struct manner *manner = arena_calloc(rq->arena, 1, sizeof(*manner));
    int64_t seconds;
    int rc = req_query_i64(rq, "wait", 0, WAIT_SECONDS_MAX, WAIT_SECONDS_MAX, &seconds);
    manner->is_stream = asks_for_stream(rq);
    manner->wait_ms = seconds * 1000;
    manner->status = status;
    rq->data = manner;
    *out = manner;
    return rc;
}

/* Runs when the answer is whole, or the time is over. */
static int reply_after_wait(struct req *rq)
{
    const struct manner *manner = rq->data;
    return chat_reply_version(rq, manner->version,
                              (struct chat_replying){manner->status, 202, true});
}

/* Lets the answer begin, and answers with it as the client wants. */
static int begin_and_reply(struct req *rq, struct answer *live)
{
    struct manner *manner = rq->data;
    ASSERT(live != NULL); /* it was added, or there was an error */
    manner->version = answer_version(live);
    if (manner->is_stream) {
        const struct answer_place_text before =
            answer_place(live); /* of one that goes on: its part */
        answer_go(live);
        return answer_reply_events(rq, &(struct answer_listening){.version = manner->version,
                                                                  .last_id = str_from(before.s),
                                                                  .has_begun_it = true});
    }
    if (manner->wait_ms == 0) {
        answer_go(live);
        return chat_reply_version(rq, manner->version, chat_replying(202));
    }
    req_watch(rq, manner->version);
    answer_go(live);
    return req_wait(rq, manner->wait_ms, reply_after_wait);
}

/* ---- saying something ---- */

struct post {
    struct str message;
    bool has_attachments;
    struct room_attachment attachments[ROOM_ATTACHMENTS_MAX];
    size_t attachment_count;
    struct str model;
};

static int read_attachments(struct req *rq, struct json_value value, struct post *out)
{
    if (!json_has(value)) {
        return E_OK;
    }
    const size_t count = json_count(value);
    if (!json_holds(value, JSON_STRS) || count > ROOM_ATTACHMENTS_MAX) {
        return err_field(&rq->err, "attachments", "must be a list of at most %d",
                         ROOM_ATTACHMENTS_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        const struct json_value item = json_at(value, i);
        struct room_attachment *to = &out->attachments[i];
        to->app = str_copy(rq->arena, json_text(json_get(item, "app")));
        if (!images_app_exists(to->app) ||
            uuid_parse(json_text(json_get(item, "id")), &to->record) < 0) {
            return err_field(&rq->err, "attachments",
                             "must each have an app (ocr, animals or road-signs) and an id");
        }
    }
    out->has_attachments = true;
    out->attachment_count = count;
    return E_OK;
}

static int read_text(struct req *rq, struct json_value root, const char *name, int64_t max,
                     struct str *out)
{
    const struct json_value value = json_get(root, name);
    struct str text = json_text(value);
    if (json_has(value) && !json_holds(value, JSON_STR)) {
        return err_field(&rq->err, name, "must be a text");
    }
    if (utf8_length(text) > (size_t)max) {
        return err_field(&rq->err, name, "must have at most %lld characters", (long long)max);
    }
    *out = str_copy(rq->arena, text);
    return E_OK;
}

static int read_message(struct req *rq, struct json_value root, struct str *out)
{
    if (!json_has(json_get(root, "message"))) {
        return err_field(&rq->err, "message", "is required");
    }
    int rc = read_text(rq, root, "message", ROOM_MESSAGE_MAX, out);
    return rc == E_OK && str_trim(*out).n == 0 ? err_field(&rq->err, "message", "must not be empty")
                                               : rc;
}

static int read_unknown(struct req *rq, struct json_value root, const char *const *known)
{
    void *iter = NULL;
    struct str key;
    struct json_value value;
    int rc = E_OK;
    while (json_each(root, &iter, &key, &value)) {
        bool is_known = false;
        for (size_t i = 0; known[i] != NULL; i++) {
            is_known = is_known || str_eq(key, str_from(known[i]));
        }
        if (!is_known) {
            rc = err_field(&rq->err, str_dup(rq->arena, str_sub(key, 0, 30)),
                           "is not a known field");
        }
    }
    return rc;
}

/* Reads {message, attachments?} or, where `needs_message` is false, {model?}. */
static int read_post(struct req *rq, bool needs_message, struct post *out)
{
    static const char *const said[] = {"message", "attachments", NULL};
    static const char *const again[] = {"model", NULL};
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = req_json_doc(rq, &doc);
    if (rc < 0) {
        return rc;
    }
    const struct json_value root = json_doc_root(doc);
    *out = (struct post){0};
    rc = read_unknown(rq, root, needs_message ? said : again);
    if (needs_message) {
        int text_rc = read_message(rq, root, &out->message);
        int attachments_rc = read_attachments(rq, json_get(root, "attachments"), out);
        rc = text_rc < 0 ? text_rc : attachments_rc < 0 ? attachments_rc : rc;
    } else {
        int model_rc = read_text(rq, root, "model", ROOM_MODEL_MAX, &out->model);
        rc = model_rc < 0 ? model_rc : rc;
    }
    return rc;
}

/* Who answers: the model that the room has chosen, by the name that it has now. Where there is none, the answer says so. */
static struct str resolve_model(struct req *rq, struct str wanted)
{
    struct provider_model model;
    struct err ignored = {0};
    int rc = providers_find(providers_of(rq->http), wanted, rq->arena, &model, &ignored);
    return rc == E_OK ? model.id : wanted;
}

/* Adds the turn, and its answer to those that are being written. */
static int say(struct req *rq, const struct room *room, const struct post *post,
               struct room_message *out, struct answer **out_live)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    const struct room_post said = {.text = post->message,
                                   .model = resolve_model(rq, room->model),
                                   .attachments = post->attachments,
                                   .attachment_count = post->attachment_count};
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = provider_admit(tx, rq->services, rq->user.id, &rq->err);
    }
    if (rc == E_OK) {
        rc =
            room_attach_check(tx, rq->user.id, post->attachments, post->attachment_count, &rq->err);
    }
    if (rc == E_OK) {
        rc = room_turns_post(tx, room, &said, rq->arena, out, &rq->err);
    }
    if (rc == E_OK) {
        rc = answer_add(answers_of(rq->http), out, out_live, &rq->err);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int chat_post_message(struct req *rq)
{
    struct manner *manner;
    struct room room = {0};
    struct post post = {0};
    struct room_message message = {0};
    CLEANUP(answer_unrefp) struct answer *live = NULL;
    int rc = read_manner(rq, 201, &manner);
    if (rc == E_OK) {
        rc = room_find_of_path(rq, &room);
    }
    if (rc == E_OK) {
        rc = read_post(rq, /* needs_message= */ true, &post);
    }
    if (rc == E_OK) {
        rc = say(rq, &room, &post, &message, &live);
    }
    if (rc < 0) {
        answer_abandon(live);
        return rc;
    }
    metrics_count(rq->services->metrics, METRIC_CHAT_MESSAGES);
    return begin_and_reply(rq, live);
}

/* ---- answering anew ---- */

/* A new version of the turn: what was sent, and of the old one what was not. */
static int answer_anew(struct req *rq, struct db_conn *tx, const struct post *post,
                       struct room_message *inout)
{
    struct room room = {0};
    int rc = room_store_find(tx, rq->user.id, inout->category, rq->arena, &room);
    if (rc == E_OK && post->has_attachments) {
        rc =
            room_attach_check(tx, rq->user.id, post->attachments, post->attachment_count, &rq->err);
    }
    if (rc < 0) {
        return rc;
    }
    const bool keeps = !post->has_attachments;
    const struct room_post said = {
        .text = post->message.n > 0 ? post->message : inout->text,
        .model = resolve_model(rq, post->model.n > 0 ? post->model : room.model),
        .attachments = keeps ? inout->attachments : post->attachments,
        .attachment_count = keeps ? inout->attachment_count : post->attachment_count,
    };
    return room_turns_answer_anew(tx, &said, rq->arena, inout, &rq->err);
}

/* In one transaction: the turn as it is then, the change (`post` NULL: it goes on), the answer. */
static int change(struct req *rq, struct uuid id, const struct post *post, struct answer **out_live)
{
    struct room_message message = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = room_store_find_message(tx, rq->user.id, id, rq->arena, &message);
    }
    if (rc == E_OK) {
        rc = provider_admit(tx, rq->services, rq->user.id, &rq->err);
    }
    if (rc == E_OK) {
        rc = post != NULL ? answer_anew(rq, tx, post, &message)
                          : room_turns_go_on(tx, rq->arena, &message, &rq->err);
    }
    if (rc == E_OK) {
        rc = answer_add(answers_of(rq->http), &message, out_live, &rq->err);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

static int change_and_reply(struct req *rq, const struct post *post)
{
    struct uuid id;
    CLEANUP(answer_unrefp) struct answer *live = NULL;
    int rc = req_id(rq, "id", &id);
    if (rc == E_OK) {
        rc = change(rq, id, post, &live);
    }
    if (rc < 0) {
        answer_abandon(live);
        return rc;
    }
    return begin_and_reply(rq, live);
}

int chat_regenerate(struct req *rq)
{
    struct manner *manner;
    struct post post = {0};
    int rc = read_manner(rq, 200, &manner);
    if (rc == E_OK) {
        rc = read_post(rq, /* needs_message= */ false, &post);
    }
    return rc < 0 ? rc : change_and_reply(rq, &post);
}

int chat_edit(struct req *rq)
{
    struct manner *manner;
    struct post post = {0};
    int rc = read_manner(rq, 200, &manner);
    if (rc == E_OK) {
        rc = read_post(rq, /* needs_message= */ true, &post);
    }
    return rc < 0 ? rc : change_and_reply(rq, &post);
}

int chat_go_on(struct req *rq)
{
    struct manner *manner;
    int rc = read_manner(rq, 200, &manner);
    return rc < 0 ? rc : change_and_reply(rq, NULL);
}
