/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said, in the index that people search. */
#include "apps/chat/room/room_int.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "platform/search/search.h"

/* After each transaction: who waits to write gets its turn, for whoever asks first again would be first again. */
#define PAUSE_MS 1

int room_index_put(struct db_conn *tx, const struct room_message *message)
{
    CLEANUP(sb_done) struct sb text;
    sb_init(&text, 2 * SEARCH_TEXT_MAX);
    sb_add(&text, utf8_cut(message->text, SEARCH_TEXT_MAX));
    if (message->status != ROOM_STREAMING && message->answer.n > 0) {
        sb_add_c(&text, text.n > 0 ? "\n\n" : "");
        sb_add(&text, utf8_cut(message->answer, SEARCH_TEXT_MAX));
    }
    const struct search_entry entry = {
        .id = message->id,
        .kind = ROOM_SEARCH_KIND,
        .owner = message->owner,
        .has_parent = true,
        .parent = message->category,
        .text = sb_str(&text),
    };
    return search_put(tx, &entry);
}

int room_index_drop(struct db_conn *tx, struct uuid message)
{
    return search_drop(tx, message);
}

int room_index_drop_room(struct db_conn *tx, struct uuid category)
{
    return search_drop_parent(tx, category);
}

int room_index_version(struct db_conn *tx, struct uuid message, struct uuid version,
                       struct arena *arena)
{
    struct room_message shown;
    int rc = room_store_find_any_message(tx, message, arena, &shown);
    if (rc == E_NOT_FOUND) {
        return E_OK;
    }
    return rc == E_OK && uuid_eq(shown.version, version) ? room_index_put(tx, &shown) : rc;
}

static int put_by_id(struct db_conn *tx, struct uuid id)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct room_message message;
    int rc = room_store_find_any_message(tx, id, arena, &message);
    if (rc == E_NOT_FOUND) {
        return E_OK; /* the version that it is to show is none of its own */
    }
    return rc < 0 ? rc : room_index_put(tx, &message);
}

int room_index_missing(struct db *db, const struct uuid *category, struct uuid *inout_after,
                       bool *out_all)
{
    struct uuid ids[ROOM_INDEX_BATCH];
    size_t count = 0;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(db, &tx);
    if (rc == E_OK) {
        rc = room_store_list_unindexed(tx, category, *inout_after, ids, &count);
    }
    for (size_t i = 0; i < count && rc == E_OK; i++) {
        rc = put_by_id(tx, ids[i]);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc == E_OK) {
        *inout_after = count > 0 ? ids[count - 1] : *inout_after;
        *out_all = count < ROOM_INDEX_BATCH;
    }
    clock_pause_ms(PAUSE_MS);
    return rc;
}

int room_index_room(struct db *db, struct uuid category)
{
    struct uuid after = {{0}};
    bool has_all = false;
    int rc = E_OK;
    while (rc == E_OK && !has_all) {
        rc = room_index_missing(db, &category, &after, &has_all);
    }
    return rc;
}
