/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /categories/import: rooms out of a file. Each room is taken whole or not at all, in a transaction of its own, so that
 * others can write between two of them; it can be searched a moment later. */
#include "apps/chat/import/import_int.h"
#include "apps/chat/prompt/prompt.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "http/form/form.h"
#include "platform/config/config.h"

#define TOLD_MAX      100 /* rooms and reasons that the reply names */
#define RETRY_SECONDS 10
#define ELEMENTS_MAX  ((int64_t)2 * ROOM_COUNT_MAX) /* of a file, good and bad */
#define IMPORTS_MAX   2
#define WAIT_MS       5000
#define PAUSE_MS      50

struct told {
    struct uuid id; /* of a room that was made */
    struct str title;
    struct str reason; /* why none was made */
};

struct import {
    struct req *rq;
    struct told rooms[TOLD_MAX];
    struct told skipped[TOLD_MAX];
    int64_t room_count;
    int64_t skipped_count;
    int64_t messages;
    bool is_cut; /* the rest of the file was left out */
};

/* ---- storing ---- */

/* Pictures that are not there, or are somebody else's, are left out. */
static int keep_own_attachments(struct db_conn *tx, struct uuid owner, struct room_message *inout)
{
    size_t kept = 0;
    for (size_t i = 0; i < inout->attachment_count; i++) {
        const struct room_attachment attachment = inout->attachments[i];
        int rc = room_attach_check(tx, owner, &attachment, 1, NULL);
        if (rc == E_OK) {
            inout->attachments[kept++] = attachment;
        } else if (rc != E_INVALID) {
            return rc;
        }
    }
    inout->attachment_count = kept;
    return E_OK;
}

static int store_version(struct db_conn *tx, const struct room *room,
                         const struct import_version *version)
{
    struct room_message message = version->message;
    message.category = room->id;
    message.owner = room->owner;
    int rc = keep_own_attachments(tx, room->owner, &message);
    if (rc == E_OK && message.number == 1) {
        rc = room_store_add_turn(tx, &message);
    }
    if (rc == E_OK) {
        rc = room_store_add_version(tx, &message);
    }
    return rc == E_OK && version->is_chosen ? room_store_set_shown(tx, message.id, message.version)
                                            : rc;
}

static int check_count(struct db_conn *tx, struct uuid owner, struct err *err)
{
    int64_t count = 0;
    int rc = room_store_count(tx, owner, &count);
    return rc == E_OK && count >= ROOM_COUNT_MAX
               ? err_set(err, E_LIMIT_REACHED, "An account can have at most %d rooms.",
                         ROOM_COUNT_MAX)
               : rc;
}

static int store_room(struct db *db, struct import_room *imported, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc == E_OK) {
        rc = check_count(tx, imported->room.owner, err);
    }
    if (rc == E_OK) {
        rc = room_store_add(tx, &imported->room);
    }
    for (size_t i = 0; rc == E_OK && i < imported->count; i++) {
        rc = store_version(tx, &imported->room, &imported->versions[i]);
    }
    if (rc == E_OK) {
        rc = room_store_show_all(tx, imported->room.id);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* Its own ids and times; the room is as old as it was. */
static void complete_room(struct uuid owner, struct import_room *inout)
{
    struct room *room = &inout->room;
    struct import_clock clock;
    import_clock_init(&clock, 0);
    int64_t latest_ms = room->updated_ms;
    for (size_t i = 0; i < inout->count; i++) {
        const int64_t asked_ms = inout->versions[i].message.asked_ms;
        latest_ms = asked_ms > latest_ms ? asked_ms : latest_ms;
    }
    const int64_t now_ms = clock_now_ms();
    room->created_ms =
        room->created_ms > 0 && room->created_ms < now_ms ? room->created_ms : now_ms;
    latest_ms = latest_ms > 0 && latest_ms < now_ms ? latest_ms : now_ms;
    room->owner = owner;
    room->id = import_id(&clock, room->created_ms, NULL);
    room->updated_ms = latest_ms;
    room->activity = import_id(&clock, latest_ms, NULL);
}

/* ---- one element of the file after the other ---- */

/* Error texts have a fixed size: one that was cut may end in half a character. */
static struct str whole_characters(const char *text)
{
    struct str s = str_from(text);
    while (s.n > 0 && !utf8_valid(s)) {
        s.n--;
    }
    return s;
}

static void tell_skipped(struct import *import, struct str title, const char *reason)
{
    if (import->skipped_count < TOLD_MAX) {
        import->skipped[import->skipped_count] = (struct told){
            .title = str_copy(import->rq->arena, title),
            .reason = str_copy(import->rq->arena, whole_characters(reason)),
        };
    }
    import->skipped_count++;
}

static void tell_room(struct import *import, const struct import_room *imported)
{
    if (import->room_count < TOLD_MAX) {
        import->rooms[import->room_count] = (struct told){
            .id = imported->room.id,
            .title = str_copy(import->rq->arena, imported->room.name),
        };
    }
    import->room_count++;
    for (size_t i = 0; i < imported->count; i++) {
        import->messages += imported->versions[i].message.number == 1 ? 1 : 0;
    }
}

/* Ends the reading, but not what it brought. */
static int cut(struct import *import, struct str title, const char *reason)
{
    tell_skipped(import, title, reason);
    import->is_cut = true;
    return E_LIMIT_REACHED;
}

static int visit(void *context, struct str element)
{
    struct import *import = context;
    if (import->room_count + import->skipped_count >= ELEMENTS_MAX) {
        return cut(import, STR_EMPTY,
                   "There are too many rooms in the file: the rest was left out.");
    }
    struct db *db = import->rq->services->db;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct import_room imported = {0};
    struct str title = STR_EMPTY;
    struct err err = {0};
    int rc = import_element(element, arena, &title, &imported, &err);
    if (rc < 0) {
        tell_skipped(import, title, err_text(&err, rc));
        return E_OK;
    }
    complete_room(import->rq->user.id, &imported);
    imported.room.tools_off = prompt_tools_known(imported.room.tools_off, arena);
    rc = store_room(db, &imported, &err);
    clock_pause_ms(1); /* others may have waited to write */
    if (rc == E_OK) {
        tell_room(import, &imported);
        rc = room_index_room(db, imported.room.id);
    } else if (rc == E_LIMIT_REACHED) {
        return cut(import, title, err_text(&err, rc));
    } else if (rc == E_TOO_LARGE || rc == E_CONFLICT) {
        tell_skipped(import, title, err_text(&err, rc));
        rc = E_OK;
    }
    return rc;
}

/* ---- the reply ---- */

static void write_rooms(struct json_out *out, const struct import *import)
{
    json_key(out, "categories");
    json_begin_array(out);
    for (int64_t i = 0; i < import->room_count && i < TOLD_MAX; i++) {
        json_begin_object(out);
        json_kv_id(out, "id", import->rooms[i].id);
        json_kv_str(out, "name", import->rooms[i].title);
        json_end_object(out);
    }
    json_end_array(out);
}

static int reply(struct req *rq, const struct import *import)
{
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_i64(out, "rooms", import->room_count);
    json_kv_i64(out, "messages", import->messages);
    write_rooms(out, import);
    json_kv_i64(out, "skipped_count", import->skipped_count);
    json_key(out, "skipped");
    json_begin_array(out);
    for (int64_t i = 0; i < import->skipped_count && i < TOLD_MAX; i++) {
        json_begin_object(out);
        json_kv_str(out, "title", import->skipped[i].title);
        json_kv_str(out, "reason", import->skipped[i].reason);
        json_end_object(out);
    }
    json_end_array(out);
    json_end_object(out);
    return req_reply(rq, 201);
}

/* A few at once: each may take a thread and much memory for as long as its file is long. Most are short, so that it is worth
 * waiting a little. */
static bool take_turn(struct imports *imports)
{
    const int64_t end_ms = clock_mono_ms() + WAIT_MS;
    do {
        if (atomic_fetch_add(&imports->running, 1) < IMPORTS_MAX) {
            return true;
        }
        atomic_fetch_sub(&imports->running, 1);
        clock_pause_ms(PAUSE_MS);
    } while (clock_mono_ms() < end_ms);
    return false;
}

static int import_file(struct req *rq, int fd, struct import *import)
{
    struct imports *imports = rq->state;
    if (!take_turn(imports)) {
        rq->err.retry_after_s = RETRY_SECONDS;
        return err_set(&rq->err, E_BUSY,
                       "Others' rooms are being taken in at the moment. Please try again shortly.");
    }
    const char *folder = arena_printf(rq->arena, "%s/tmp", rq->services->config->data);
    int rc = import_each(fd, folder, visit, import, &rq->err);
    if (import->is_cut) {
        rc = E_OK;
    }
    atomic_fetch_sub(&imports->running, 1);
    return rc;
}

int import_post(struct req *rq)
{
    const struct form_part *file = req_part(rq, "file");
    if (file == NULL || file->fd < 0) {
        return err_field(&rq->err, "file", "is required");
    }
    struct import *import = arena_calloc(rq->arena, 1, sizeof(*import));
    import->rq = rq;
    int rc = import_file(rq, file->fd, import);
    if (rc == E_OK && import->room_count == 0) {
        rc = err_set(&rq->err, E_INVALID, "Nothing in the file could be taken in. %" STRF,
                     STRA(import->skipped[0].reason));
    }
    return rc < 0 ? rc : reply(rq, import);
}
