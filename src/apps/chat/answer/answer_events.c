/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of an answer, and where a listener goes on that has lost its stream.
 *
 * Each event has the id "VERSION-r-t-n": the number of the version, and how many bytes of reasoning, bytes of the answer and
 * results of tools there are after it. So an id says what its reader has, whatever the pieces were cut into. */
#include "apps/chat/answer/answer_int.h"

#define TRIES_MAX        5
#define EVENTS_BYTES_MAX (24 * MIB) /* an answer's texts, each byte escaped as six at worst, fit */

struct place {
    int64_t number;
    size_t reasoning;
    size_t answer;
    size_t steps;
};

static struct answer_place_text format_place(const struct place *place)
{
    struct answer_place_text text;
    (void)snprintf(text.s, sizeof(text.s), "%lld-%zu-%zu-%zu", (long long)place->number,
                   place->reasoning, place->answer, place->steps);
    return text;
}

static bool read_place(struct str text, struct place *out)
{
    int64_t parts[4];
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (str_to_i64(str_cut(text, '-', &text), 0, INT32_MAX, &parts[i]) < 0) {
            return false;
        }
    }
    *out = (struct place){parts[0], (size_t)parts[1], (size_t)parts[2], (size_t)parts[3]};
    return text.n == 0;
}

/* ---- writing one ---- */

/* What an answer has come to, wherever that stands. */
struct written {
    int64_t number;
    struct str reasoning;
    struct str text;
    const struct room_step *steps;
    size_t step_count;
    int64_t dropped;
};

static void add_text(struct sb *sb, const struct place *place, const char *name, struct str text)
{
    CLEANUP(sb_done) struct sb json;
    sb_init(&json, EVENTS_BYTES_MAX);
    struct json_out out;
    json_out_init(&out, &json);
    json_begin_object(&out);
    json_kv_str(&out, "text", text);
    json_end_object(&out);
    http_event_format_id(sb, format_place(place).s, name, sb_str(&json));
}

static void add_tool(struct sb *sb, const struct place *place, const struct room_step *step)
{
    CLEANUP(sb_done) struct sb json;
    sb_init(&json, EVENTS_BYTES_MAX);
    struct json_out out;
    json_out_init(&out, &json);
    json_begin_object(&out);
    room_step_write_public(step, &out);
    json_end_object(&out);
    http_event_format_id(sb, format_place(place).s, "tool", sb_str(&json));
}

static void add_notice(struct sb *sb, const struct place *place, int64_t dropped)
{
    char json[64];
    (void)snprintf(json, sizeof(json), "{\"dropped\":%lld}", (long long)dropped);
    http_event_format_id(sb, format_place(place).s, "notice", str_from(json));
}

static void add_start(struct sb *sb, const struct place *place, const struct room_message *message)
{
    CLEANUP(sb_done) struct sb json;
    sb_init(&json, 8 * KIB);
    struct json_out out;
    json_out_init(&out, &json);
    json_begin_object(&out);
    json_kv_id(&out, "id", message->id);
    json_kv_i64(&out, "version", message->number);
    if (message->model.n > 0) {
        json_kv_str(&out, "model", message->model);
    } else {
        json_kv_null(&out, "model");
    }
    json_end_object(&out);
    http_event_format_id(sb, format_place(place).s, "start", sb_str(&json));
}

static void add_end(struct sb *sb, const struct place *place, const struct room_message *message,
                    struct str json)
{
    CLEANUP(sb_done) struct sb text;
    sb_init(&text, EVENTS_BYTES_MAX + MIB);
    struct json_out out;
    json_out_init(&out, &text);
    const bool has_failed = message == NULL || message->status == ROOM_FAILED;
    json_begin_object(&out);
    if (has_failed) {
        json_key(&out, "problem");
        room_write_problem(&out, message != NULL ? e_from_code(message->error_code) : E_NOT_FOUND,
                           message != NULL ? message->error_text
                                           : STR("This message was deleted."));
    }
    if (json.n > 0) {
        json_kv_raw(&out, "message", json);
    }
    json_end_object(&out);
    http_event_format_id(sb, format_place(place).s, has_failed ? "error" : "done", sb_str(&text));
}

/* ---- what just came ---- */

static struct place place_of(const struct answer *live)
{
    return (struct place){live->number, live->reasoning.n, live->answer.n, live->step_count};
}

struct answer_place_text answer_place(struct answer *live)
{
    pthread_mutex_lock(&live->lock);
    const struct place place = place_of(live);
    pthread_mutex_unlock(&live->lock);
    return format_place(&place);
}

static void publish(struct answer *live, struct sb *sb, bool last)
{
    if (live->answers->http != NULL) {
        http_publish_text(live->answers->http, live->version, sb_str(sb), last);
    }
    sb_done(sb);
}

void answer_events_text(struct answer *live, enum provider_delta kind, struct str text)
{
    const struct place place = place_of(live);
    struct sb sb;
    sb_init(&sb, EVENTS_BYTES_MAX);
    add_text(&sb, &place, kind == PROVIDER_TEXT ? "delta" : "reasoning", text);
    publish(live, &sb, /* last= */ false);
}

void answer_events_tool(struct answer *live, const struct room_step *step)
{
    const struct place place = place_of(live);
    struct sb sb;
    sb_init(&sb, EVENTS_BYTES_MAX);
    add_tool(&sb, &place, step);
    publish(live, &sb, /* last= */ false);
}

void answer_events_notice(struct answer *live)
{
    const struct place place = place_of(live);
    struct sb sb;
    sb_init(&sb, 8 * KIB);
    add_notice(&sb, &place, live->dropped);
    publish(live, &sb, /* last= */ false);
}

void answer_events_end(struct answer *live, const struct room_message *message, struct str json)
{
    const struct place place = place_of(live);
    struct sb sb;
    sb_init(&sb, EVENTS_BYTES_MAX + 2 * MIB);
    add_end(&sb, &place, message, json);
    publish(live, &sb, /* last= */ true);
}

/* ---- what a new listener gets first ---- */

static bool is_boundary(struct str text, size_t at)
{
    return at == text.n || (at < text.n && ((unsigned char)text.p[at] & 0xc0) != 0x80);
}

/* Whether the reader's place lies in this answer. */
static bool fits(const struct place *place, const struct written *answer)
{
    return place->number == answer->number && is_boundary(answer->reasoning, place->reasoning) &&
           is_boundary(answer->text, place->answer) && place->steps <= answer->step_count;
}

/* Appends what is missing from `from` on. */
static void add_missing(struct sb *sb, struct place from, const struct written *answer)
{
    const bool is_at_start = from.reasoning == 0 && from.answer == 0 && from.steps == 0;
    if (answer->dropped > 0 && is_at_start) {
        add_notice(sb, &from, answer->dropped);
    }
    if (from.reasoning < answer->reasoning.n) {
        struct str text = str_sub(answer->reasoning, from.reasoning, answer->reasoning.n);
        from.reasoning = answer->reasoning.n;
        add_text(sb, &from, "reasoning", text);
    }
    while (from.steps < answer->step_count) {
        from.steps++;
        add_tool(sb, &from, &answer->steps[from.steps - 1]);
    }
    if (from.answer < answer->text.n) {
        struct str text = str_sub(answer->text, from.answer, answer->text.n);
        from.answer = answer->text.n;
        add_text(sb, &from, "delta", text);
    }
}

/* Everything that the reader has not got, from the start where it is unknown what that is. */
static void add_first(struct sb *sb, const struct answer_listening *listening,
                      const struct room_message *message, const struct written *answer)
{
    struct place from;
    const bool knows = read_place(listening->last_id, &from) && fits(&from, answer);
    if (!knows) {
        from = (struct place){.number = answer->number};
    }
    if (!knows || listening->has_begun_it) {
        add_start(sb, &from, message);
    }
    add_missing(sb, from, answer);
}

static int reply_from_row(struct req *rq, const struct answer_listening *listening,
                          struct db_conn *conn, const struct room_message *message)
{
    struct written answer = {.number = message->number,
                             .reasoning = message->reasoning,
                             .text = message->answer,
                             .dropped = message->dropped};
    struct room_step *steps = NULL;
    room_steps_read(message->tools, rq->arena, &steps, &answer.step_count);
    answer.steps = steps;
    struct str json;
    int rc = room_message_json(conn, message, rq->arena, &json);
    if (rc < 0) {
        return rc;
    }
    const struct place end = {answer.number, answer.reasoning.n, answer.text.n, answer.step_count};
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 2 * EVENTS_BYTES_MAX);
    add_first(&sb, listening, message, &answer);
    add_end(&sb, &end, message, json);
    req_watch(rq, message->version);
    return sb.failed ? E_TOO_LARGE
                     : req_reply_events(rq, str_copy(rq->arena, sb_str(&sb)), /* last= */ true);
}

/* False: its end was told before; the row is whole. */
static bool reply_from_live(struct req *rq, const struct answer_listening *listening,
                            struct answer *live, const struct room_message *message, int *out_rc)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 2 * EVENTS_BYTES_MAX);
    pthread_mutex_lock(&live->lock);
    const bool goes_on = live->phase != ANSWER_TOLD;
    if (goes_on) {
        req_watch(rq, live->version);
        struct room_message now = *message;
        now.model = str_from(live->model);
        const struct written answer = {live->number,          sb_str(&live->reasoning),
                                       sb_str(&live->answer), live->steps,
                                       live->step_count,      live->dropped};
        add_first(&sb, listening, &now, &answer);
    }
    pthread_mutex_unlock(&live->lock);
    if (goes_on) {
        *out_rc = sb.failed ? E_TOO_LARGE
                            : req_reply_events(rq, str_copy(rq->arena, sb_str(&sb)),
                                               /* last= */ false);
    }
    return goes_on;
}

int answer_reply_events(struct req *rq, const struct answer_listening *listening)
{
    struct answers *answers = answers_of(rq->http);
    for (size_t tries = 0; tries < TRIES_MAX; tries++) {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        struct room_message message = {0};
        int rc = db_read(rq->services->db, &conn);
        if (rc == E_OK) {
            rc = room_store_find_version(conn, listening->version, rq->arena, &message);
        }
        if (rc < 0) {
            return rc;
        }
        if (message.status != ROOM_STREAMING) {
            return reply_from_row(rq, listening, conn, &message);
        }
        CLEANUP(answer_unrefp) struct answer *live = answer_find(answers, listening->version);
        if (live != NULL && reply_from_live(rq, listening, live, &message, &rc)) {
            return rc;
        }
        /* It ended between the look at the row and the look at what is live: the row is whole now. */
    }
    return answers_are_stopping(answers) ? E_SHUTTING_DOWN : E_BUSY;
}
