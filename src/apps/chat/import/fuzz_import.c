/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any file that is said to be rooms of any program: what comes out hangs together, and lies in the past. */
#include <string.h>

#include "apps/chat/import/import_int.h"
#include "base/clock.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check_version(const struct import_room *room, size_t at)
{
    const struct room_message *message = &room->versions[at].message;
    bool has_parent = !message->has_parent;
    size_t chosen = 0;
    for (size_t i = 0; i < room->count; i++) {
        const struct room_message *other = &room->versions[i].message;
        chosen += uuid_eq(other->id, message->id) && room->versions[i].is_chosen ? 1 : 0;
        if (message->has_parent && uuid_eq(other->version, message->parent)) {
            has_parent = memcmp(other->id.b, message->id.b, sizeof(other->id.b)) < 0;
        }
    }
    ASSERT(chosen == 1 && has_parent && message->number >= 1);
    ASSERT(message->status != ROOM_STREAMING && message->asked_ms >= 0);
    ASSERT(uuid_time_ms(message->id) <= clock_now_ms());
    ASSERT(utf8_valid(message->text) && utf8_valid(message->answer));
    ASSERT(utf8_valid(message->reasoning) && utf8_valid(message->model));
    ASSERT(message->text.p != NULL && message->answer.p != NULL);
    ASSERT(message->attachment_count <= ROOM_ATTACHMENTS_MAX);
}

static int visit(void *context, struct str element)
{
    size_t *visits = context;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct import_room room;
    struct str title;
    struct err err = {0};
    if (++*visits > 1000) {
        return E_TOO_LARGE;
    }
    if (import_element(element, arena, &title, &room, &err) == E_OK) {
        ASSERT(utf8_valid(room.room.name) && room.room.name.n > 0);
        ASSERT(utf8_length(room.room.name) <= ROOM_NAME_MAX);
        ASSERT(utf8_length(room.room.instructions) <= ROOM_INSTRUCTIONS_MAX);
        for (size_t i = 0; i < room.count && i < 200; i++) {
            check_version(&room, i);
        }
    }
    return E_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    size_t visits = 0;
    struct err err = {0};
    int rc = import_each_of((struct str){(const char *)data, bytes}, visit, &visits, &err);
    ASSERT(rc <= 0 && (rc == E_OK || rc == E_TOO_LARGE || err.detail[0] != '\0'));
    return 0;
}
