/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "apps/chat/room/room.h"

Test(room_steps, steps_survive_json)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct room_step steps[] = {
        {0, 3, STR("c1"), STR("find"), STR("{\"q\":\"x\"}"), STR("[1,2]"), false},
        {1, 9, STR("c2"), STR("find"), STR("not json"), STR("{\"error\":\"no\"}"), true},
    };
    struct sb sb;
    sb_init(&sb, 8 * KIB);
    struct json_out out;
    json_out_init(&out, &sb);
    room_steps_write(steps, ARRAY_LEN(steps), &out);
    struct room_step *read = NULL;
    size_t count = 0;
    room_steps_read(sb_str(&sb), arena, &read, &count);
    cr_assert_eq(count, 2);
    for (size_t i = 0; i < count; i++) {
        cr_expect(str_eq(read[i].id, steps[i].id));
        cr_expect(str_eq(read[i].name, steps[i].name));
        cr_expect(str_eq(read[i].input, steps[i].input));
        cr_expect(str_eq(read[i].output, steps[i].output));
        cr_expect_eq(read[i].at, steps[i].at);
        cr_expect_eq(read[i].round, steps[i].round);
        cr_expect_eq(read[i].has_failed, steps[i].has_failed);
    }
    sb_done(&sb);
    room_steps_read(STR("{\"not\":\"a list\"}"), arena, &read, &count);
    cr_expect_eq(count, 0);
    room_steps_read(STR("[3,null,{}]"), arena, &read, &count);
    cr_expect_eq(count, 3);
}
