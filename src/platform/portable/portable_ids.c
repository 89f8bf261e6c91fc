/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "platform/portable/portable_int.h"

/* An id of the archive, and the one that took its place. */
struct portable_renamed {
    struct uuid old;
    struct uuid new;
    bool is_used;
};

static struct portable_renamed *find_place(struct portable_renamed *places, size_t count,
                                           struct uuid id)
{
    uint64_t end;
    memcpy(&end, id.b + 8, sizeof(end));
    size_t at = (size_t)(end * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (count - 1);
    while (places[at].is_used && !uuid_eq(places[at].old, id)) {
        at = (at + 1) & (count - 1);
    }
    return &places[at];
}

static void grow(struct portable_ids *ids)
{
    size_t count = ids->places_count > 0 ? 2 * ids->places_count : 256;
    struct portable_renamed *places = must_calloc(count, sizeof(*places));
    for (size_t i = 0; i < ids->places_count; i++) {
        if (ids->places[i].is_used) {
            *find_place(places, count, ids->places[i].old) = ids->places[i];
        }
    }
    free(ids->places);
    ids->places = places;
    ids->places_count = count;
}

/* The same time, so that lists keep their order, and a random end of our own. */
static struct uuid renew_id(struct uuid old)
{
    struct uuid id = uuid_new();
    memcpy(id.b, old.b, 6);
    id.b[6] = (uint8_t)(0x70 | (old.b[6] & 0x0f));
    id.b[7] = old.b[7];
    return id;
}

bool portable_ids_rename(struct portable_ids *ids, bool makes, struct uuid *inout)
{
    if (2 * ids->count >= ids->places_count) {
        grow(ids);
    }
    struct portable_renamed *place = find_place(ids->places, ids->places_count, *inout);
    if (!place->is_used && !makes) {
        return false;
    }
    if (!place->is_used) {
        *place = (struct portable_renamed){.old = *inout, .new = renew_id(*inout), .is_used = true};
        ids->count++;
    }
    *inout = place->new;
    return true;
}

struct str portable_ids_retag(struct portable_ids *ids, struct str text, struct arena *arena)
{
    size_t at = text.n;
    while (at > 0 && text.p[at - 1] != ' ') {
        at--;
    }
    struct uuid id;
    if (at == 0 || uuid_parse(str_sub(text, at, text.n), &id) < 0) {
        return text;
    }
    struct str before = str_sub(text, 0, at - 1);
    return portable_ids_rename(ids, /* makes= */ false, &id)
               ? str_from(arena_printf(arena, "%" STRF " %s", STRA(before), uuid_format(id).s))
               : before;
}

void portable_ids_done(struct portable_ids *ids)
{
    free(ids->places);
    *ids = (struct portable_ids){0};
}
