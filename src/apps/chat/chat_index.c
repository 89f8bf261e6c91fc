/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages in the index of words. An entry is a turn, by what its shown version says. */
#include "apps/chat/chat_int.h"
#include "platform/search/search.h"

int chat_index_put(struct db_conn *tx, const struct chat_message *message)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, message->text.n + message->answer.n + 2);
    sb_add(&sb, message->text);
    sb_add_byte(&sb, '\n');
    if (message->status != CHAT_STREAMING) {
        sb_add(&sb, message->answer);
    }
    const struct search_entry entry = {
        .id = message->id,
        .kind = "message",
        .owner = message->owner,
        .has_parent = true,
        .parent = message->category,
        .title = STR_EMPTY,
        .text = sb_str(&sb),
    };
    return search_put(tx, &entry);
}

int chat_index_drop(struct db_conn *tx, struct uuid message)
{
    return search_drop(tx, message);
}

int chat_index_drop_room(struct db_conn *tx, struct uuid category)
{
    return search_drop_parent(tx, category);
}
