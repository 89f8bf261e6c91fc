/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of a provider that is a part of this server: the words as they were said, which pictures came with them, and what was
 * looked up or computed for earlier answers. No instructions, and nothing that was read from pictures: it asks for that itself. */
#include "apps/chat/prompt/prompt_int.h"

#define PAST_TURNS ((size_t)20) /* that a sentence may refer to */

struct turns {
    struct arena *arena;
    struct provider_turn *items;
    size_t count;
};

static void add_said(struct turns *turns, const struct room_message *message)
{
    struct provider_picture *pictures =
        arena_calloc(turns->arena, message->attachment_count + 1, sizeof(*pictures));
    for (size_t i = 0; i < message->attachment_count; i++) {
        const struct room_attachment *attachment = &message->attachments[i];
        pictures[i] = (struct provider_picture){attachment->app, attachment->record};
    }
    turns->items[turns->count++] = (struct provider_turn){
        .role = PROVIDER_USER,
        .text = message->text,
        .pictures = pictures,
        .picture_count = message->attachment_count,
    };
}

static void add_answer(struct turns *turns, struct str answer, struct str steps)
{
    turns->items[turns->count++] = (struct provider_turn){
        .role = PROVIDER_ASSISTANT,
        .text = answer,
        .steps = steps,
    };
}

static struct str write_steps(const struct prompt_turnref *which, struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, 2 * ROOM_TOOLS_BYTES_MAX);
    json_out_init(&out, &sb);
    room_steps_write(which->steps, which->step_count, &out);
    return sb.failed ? STR_EMPTY : str_copy(arena, sb_str(&sb));
}

int prompt_own(const struct prompt_material *material, const struct prompt_turnref *which,
               struct provider_prompt *inout)
{
    struct room_message message = {0};
    struct room_messages past = {0};
    struct arena *arena = material->arena;
    int rc = room_store_find_version(material->conn, which->version, arena, &message);
    if (rc == E_OK) {
        rc = room_store_list_messages(material->conn, which->category, &message.id, PAST_TURNS,
                                      arena, &past);
    }
    if (rc < 0) {
        return rc;
    }
    struct turns turns = {arena, NULL, 0};
    turns.items = arena_calloc(arena, 2 * past.count + 2, sizeof(*turns.items));
    for (size_t i = past.count; i > 0; i--) {
        add_said(&turns, &past.items[i - 1]);
        add_answer(&turns, past.items[i - 1].answer, past.items[i - 1].tools);
    }
    add_said(&turns, &message);
    if (which->continues) {
        add_answer(&turns, which->answer, write_steps(which, arena));
    }
    inout->turns = turns.items;
    inout->turn_count = turns.count;
    return E_OK;
}
