/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changes a room: turns and versions that come and go, and which of them it shows. */
#include <string.h>

#include "apps/chat/room/room_int.h"
#include "base/clock.h"
#include "base/utf8.h"

#define ROOM_NAME_CHARS 60

/* An id that sorts behind the other, also where the clock was set back. */
static struct uuid id_behind(struct uuid other)
{
    struct uuid id = uuid_new();
    if (memcmp(id.b, other.b, sizeof(id.b)) > 0) {
        return id;
    }
    /* The next time that the first 64 bits can tell, with version and variant where they were. */
    struct uuid next = other;
    memcpy(next.b + 8, id.b + 8, 8);
    size_t at = 7;
    while (at > 6 && next.b[at] == 0xff) {
        next.b[at--] = 0;
    }
    if (at == 6 && (next.b[6] & 0x0f) == 0x0f) {
        next.b[6] = 0x70;
        at = 5;
        while (at > 0 && next.b[at] == 0xff) {
            next.b[at--] = 0;
        }
    }
    next.b[at]++;
    return next;
}

/* ---- a name of the first words ---- */

/* White space of all kinds becomes one blank each. */
static struct str squeeze(struct str text, struct arena *arena)
{
    char *out = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        const bool is_space = (unsigned char)text.p[i] <= ' ';
        if (!is_space) {
            out[n++] = text.p[i];
        } else if (n > 0 && out[n - 1] != ' ') {
            out[n++] = ' ';
        }
    }
    return str_trim((struct str){out, n});
}

/* Without the marks of Markdown that a heading, a quotation or a list begins with. */
static struct str without_marks(struct str text)
{
    size_t n = 0;
    while (n < text.n && strchr("#>*-+` ", text.p[n]) != NULL) {
        n++;
    }
    const bool is_marked = n > 0 && n < text.n && text.p[n - 1] == ' ';
    return is_marked ? str_sub(text, n, text.n) : text;
}

static struct str first_words(struct str text, struct arena *arena)
{
    const struct str all = without_marks(squeeze(utf8_cut(text, 4 * KIB), arena));
    struct str words = utf8_prefix(all, ROOM_NAME_CHARS);
    if (words.n == all.n) {
        return words;
    }
    size_t end = words.n;
    while (end > 0 && words.p[end - 1] != ' ') {
        end--;
    }
    if (end > words.n / 2) {
        words = str_trim(str_sub(words, 0, end));
    }
    return str_from(arena_printf(arena, "%" STRF "\xe2\x80\xa6", STRA(words)));
}

/* ---- coming ---- */

/* The last turn that the room shows, if any; E_ANSWER_RUNNING where its answer is being written. */
static int find_end(struct db_conn *tx, struct uuid category, struct arena *arena, bool *out_has,
                    struct room_message *out)
{
    int rc = room_store_find_last(tx, category, arena, out);
    *out_has = rc == E_OK;
    if (rc == E_OK && out->status == ROOM_STREAMING) {
        return E_ANSWER_RUNNING;
    }
    return rc == E_NOT_FOUND ? E_OK : rc;
}

static void fill_version(const struct room_post *post, struct room_message *inout)
{
    inout->version = uuid_new();
    inout->status = ROOM_STREAMING;
    inout->is_last = true;
    inout->model = post->model;
    inout->text = post->text;
    inout->attachments = (struct room_attachment *)post->attachments;
    inout->attachment_count = post->attachment_count;
    inout->finish = inout->error_code = inout->error_text = STR_EMPTY;
    inout->answer = inout->reasoning = STR_EMPTY;
    inout->tools = STR("[]");
    inout->usage = (struct room_usage){0};
    inout->dropped = 0;
    inout->ended_ms = 0;
    inout->asked_ms = clock_now_ms();
}

static int add_version(struct db_conn *tx, const struct room_message *message)
{
    int rc = room_store_add_version(tx, message);
    if (rc == E_OK) {
        rc = room_store_set_shown(tx, message->id, message->version);
    }
    if (rc == E_OK) {
        rc = room_store_touch(tx, message->category);
    }
    return rc < 0 ? rc : room_index_put(tx, message);
}

int room_turns_post(struct db_conn *tx, const struct room *room, const struct room_post *post,
                    struct arena *arena, struct room_message *out, struct err *err)
{
    struct room_message last;
    bool has_last = false;
    int rc = find_end(tx, room->id, arena, &has_last, &last);
    if (rc < 0) {
        return rc == E_ANSWER_RUNNING
                   ? err_set(err, rc,
                             "An answer is still being written in this room. Stop it, or "
                             "wait until it is finished.")
                   : rc;
    }
    *out = (struct room_message){
        .id = has_last ? id_behind(last.id) : uuid_new(),
        .category = room->id,
        .owner = room->owner,
        .has_parent = has_last,
        .parent = has_last ? last.version : (struct uuid){{0}},
        .is_shown = true,
        .created_ms = clock_now_ms(),
        .number = 1,
        .versions = 1,
    };
    fill_version(post, out);
    rc = room_store_add_turn(tx, out);
    if (rc == E_OK) {
        rc = add_version(tx, out);
    }
    return rc < 0 || room->is_named ? rc
                                    : room_store_name(tx, room->id, first_words(post->text, arena));
}

/* The turn is on the way that is shown, and nothing at its end is being written. */
static int check_shown(struct db_conn *tx, struct arena *arena, const struct room_message *message,
                       struct err *err)
{
    if (!message->is_shown) {
        return err_set(err, E_CONFLICT,
                       "The room shows another version of what came before this message. Choose "
                       "that version first.");
    }
    struct room_message last;
    bool has_last = false;
    int rc = find_end(tx, message->category, arena, &has_last, &last);
    return rc == E_ANSWER_RUNNING
               ? err_set(err, rc,
                         "An answer is still being written in this room. Stop it, or "
                         "wait until it is finished.")
               : rc;
}

int room_turns_answer_anew(struct db_conn *tx, const struct room_post *post, struct arena *arena,
                           struct room_message *inout, struct err *err)
{
    int rc = check_shown(tx, arena, inout, err);
    if (rc < 0) {
        return rc;
    }
    if (inout->versions >= ROOM_VERSIONS_MAX) {
        return err_set(err, E_LIMIT_REACHED,
                       "This message has %d versions, as many as there may be. Write a new one.",
                       ROOM_VERSIONS_MAX);
    }
    rc = room_store_hide_later(tx, inout);
    if (rc < 0) {
        return rc;
    }
    rc = room_store_next_number(tx, inout->id, &inout->number);
    if (rc < 0) {
        return rc;
    }
    inout->versions++;
    fill_version(post, inout);
    return add_version(tx, inout);
}

bool room_turns_can_go_on(const struct room_message *message)
{
    const bool is_cut =
        str_eq(message->finish, STR("length")) || str_eq(message->finish, STR("cut"));
    return message->is_last && message->is_shown &&
           (message->status == ROOM_STOPPED || message->status == ROOM_FAILED ||
            (message->status == ROOM_COMPLETE && is_cut)) &&
           message->answer.n < ROOM_ANSWER_MAX;
}

int room_turns_go_on(struct db_conn *tx, struct arena *arena, struct room_message *inout,
                     struct err *err)
{
    int rc = check_shown(tx, arena, inout, err);
    if (rc < 0) {
        return rc;
    }
    if (!inout->is_last) {
        return err_set(err, E_CONFLICT,
                       "The conversation has gone on after this answer. Have it answered anew.");
    }
    if (!room_turns_can_go_on(inout)) {
        return err_set(err, E_CONFLICT, "This answer is finished. Have it answered anew.");
    }
    inout->status = ROOM_STREAMING;
    inout->finish = inout->error_code = inout->error_text = STR_EMPTY;
    inout->ended_ms = 0;
    return room_store_go_on(tx, inout->version);
}

int room_turns_show(struct db_conn *tx, const struct room_message *version)
{
    int rc = room_store_set_shown(tx, version->id, version->version);
    if (rc == E_OK && version->is_shown) {
        rc = room_store_hide_later(tx, version);
        if (rc == E_OK) {
            rc = room_store_show_behind(tx, version);
        }
    }
    return rc < 0 ? rc : room_index_put(tx, version);
}

/* ---- going ---- */

int room_turns_drop(struct db_conn *tx, const struct room_message *message, struct arena *arena,
                    struct room_ids *out)
{
    struct room_ids gone = {0};
    int rc = room_store_relink(tx, message);
    if (rc == E_OK) {
        rc = room_store_list_branch(tx, message, arena, &gone);
    }
    for (size_t i = 0; rc == E_OK && i < gone.count; i++) {
        rc = room_store_list_streaming(tx, gone.items[i], arena, out);
        if (rc == E_OK) {
            rc = room_index_drop(tx, gone.items[i]);
        }
        if (rc == E_OK) {
            rc = room_store_drop_message(tx, gone.items[i]);
        }
    }
    return rc;
}

int room_turns_drop_room(struct db_conn *tx, struct uuid category, struct arena *arena,
                         struct room_ids *out)
{
    int rc = room_store_list_streaming_in_room(tx, category, arena, out);
    if (rc == E_OK) {
        rc = room_index_drop_room(tx, category);
    }
    return rc < 0 ? rc : room_store_drop(tx, category);
}
