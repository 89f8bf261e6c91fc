/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tools of an answer, as an archive that somebody made may have them: read, written, and read again to the same. */
#include "apps/chat/room/room.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str text = {(const char *)data, bytes};
    if (!utf8_valid(text)) {
        return 0;
    }
    struct room_step *steps = NULL;
    size_t count = 0;
    room_steps_read(text, arena, &steps, &count);

    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 4 * MIB);
    struct json_out out;
    json_out_init(&out, &sb);
    room_steps_write(steps, count, &out);
    struct room_step *again = NULL;
    size_t again_count = 0;
    room_steps_read(sb_str(&sb), arena, &again, &again_count);
    ASSERT(sb.failed || again_count == count);
    for (size_t i = 0; !sb.failed && i < count; i++) {
        ASSERT(str_eq(again[i].id, steps[i].id) && str_eq(again[i].name, steps[i].name));
        ASSERT(again[i].at == steps[i].at && again[i].round == steps[i].round);
        ASSERT(again[i].has_failed == steps[i].has_failed);
    }
    return 0;
}
