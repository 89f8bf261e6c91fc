/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of other programs become rooms: what is in them, and what is refused. */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/chat/import/import_int.h"
#include "base/clock.h"

struct seen {
    struct arena *arena;
    struct import_room rooms[8];
    size_t count;
    int rc; /* of the last element that was none */
    struct err err;
};

static int visit(void *context, struct str element)
{
    struct seen *seen = context;
    struct str title;
    struct err err = {0};
    cr_assert(seen->count < ARRAY_LEN(seen->rooms));
    int rc = import_element(element, seen->arena, &title, &seen->rooms[seen->count], &err);
    if (rc < 0) {
        seen->rc = rc;
        seen->err = err;
    } else {
        seen->count++;
    }
    return E_OK;
}

static struct seen take(const char *json)
{
    struct seen seen = {.arena = arena_new()};
    struct err err = {0};
    int rc = import_each_of(str_from(json), visit, &seen, &err);
    if (rc < 0) {
        seen.rc = rc;
        seen.err = err;
    }
    return seen;
}

/* "asked>answer" of the versions that are chosen, from the first turn on. */
static const char *way(struct seen *seen, const struct import_room *room)
{
    char *text = arena_strdup(seen->arena, "");
    struct uuid parent = {{0}};
    for (size_t i = 0; i < room->count; i++) {
        const struct room_message *message = &room->versions[i].message;
        if (room->versions[i].is_chosen && uuid_eq(message->parent, parent)) {
            text = arena_printf(seen->arena, "%s[%" STRF ">%" STRF "]", text, STRA(message->text),
                                STRA(message->answer));
            parent = message->version;
        }
    }
    return text;
}

/* Whatever comes in: turns have ids in order and in the past, one chosen version each, and numbers from 1. */
static void expect_sound(const struct import_room *room)
{
    for (size_t i = 0; i < room->count; i++) {
        const struct room_message *message = &room->versions[i].message;
        size_t chosen = 0;
        bool has_parent = !message->has_parent;
        for (size_t k = 0; k < room->count; k++) {
            const struct room_message *other = &room->versions[k].message;
            chosen += uuid_eq(other->id, message->id) && room->versions[k].is_chosen ? 1 : 0;
            if (message->has_parent && uuid_eq(other->version, message->parent)) {
                has_parent = memcmp(other->id.b, message->id.b, sizeof(other->id.b)) < 0;
            }
        }
        cr_expect_eq(chosen, 1);
        cr_expect(has_parent);
        cr_expect(uuid_time_ms(message->id) <= clock_now_ms());
        cr_expect(message->number >= 1 && message->status != ROOM_STREAMING);
    }
}

#define NODE(id, parent, role, text)                                                        \
    "\"" id "\":{\"id\":\"" id "\",\"parent\":" parent                                      \
    ",\"message\":{\"author\":{\"role\":\"" role                                            \
    "\"},\"create_time\":1700000000.5,\"recipient\":\"all\",\"content\":{\"content_type\":" \
    "\"text\",\"parts\":[\"" text "\"]},\"metadata\":{\"model_slug\":\"gpt-x\"}}}"

Test(import, takes_conversations_of_chatgpt)
{
    struct seen seen = take(
        "[{\"title\":\"Trees\\nand "
        "more\",\"create_time\":1700000000.1,\"current_node\":\"a2\","
        "\"mapping\":{\"root\":{\"id\":\"root\",\"parent\":null,\"message\":null}"
        "," NODE("s", "\"root\"", "system", "") "," NODE("u1", "\"s\"", "user", "What is a tree?") "," NODE(
            "a1", "\"u1\"", "assistant",
            "A plant.") "," NODE("b1", "\"u1\"", "assistant",
                                 "A graph.") "," NODE("u2", "\"a1\"", "user",
                                                      "How tall?") "," NODE("a2", "\"u2\"",
                                                                            "assistant",
                                                                            "Very.") "," NODE("e2",
                                                                                              "\"a1"
                                                                                              "\"",
                                                                                              "use"
                                                                                              "r",
                                                                                              "How "
                                                                                              "old"
                                                                                              "?") "}}]");
    cr_assert_eq(seen.count, 1, "%s", err_text(&seen.err, seen.rc));
    const struct import_room *room = &seen.rooms[0];
    cr_expect(str_eq(room->room.name, STR("Trees and more")));
    cr_expect_eq(room->room.created_ms, 1700000000100);
    cr_expect_eq(room->count, 4);
    expect_sound(room);
    cr_expect_str_eq(way(&seen, room), "[What is a tree?>A plant.][How tall?>Very.]");
    cr_expect(str_eq(room->versions[0].message.model, STR("gpt-x")));
    cr_expect_eq(room->versions[0].message.created_ms, 1700000000500);
    for (size_t i = 0; i < room->count; i++) {
        const struct room_message *message = &room->versions[i].message;
        if (str_eq(message->text, STR("How old?"))) {
            cr_expect_eq(message->status, ROOM_STOPPED);
            cr_expect_eq(message->number, 2);
        }
    }
    arena_free(seen.arena);
}

Test(import, leaves_tools_and_hidden_messages_out)
{
    struct seen seen = take("{\"title\":\"\",\"current_node\":\"a3\",\"mapping\":{" NODE(
        "u", "null", "user",
        "Sum?") ","
                "\"a1\":{\"parent\":\"u\",\"message\":{\"author\":{\"role\":\"assistant\"},"
                "\"recipient\":"
                "\"python\",\"content\":{\"content_type\":\"code\",\"text\":\"1+1\"}}},"
                "\"t\":{\"parent\":\"a1\",\"message\":{\"author\":{\"role\":\"tool\"},\"content\":{"
                "\"content_type\":\"execution_output\",\"text\":\"2\"}}},"
                "\"a2\":{\"parent\":\"t\",\"message\":{\"author\":{\"role\":\"assistant\"},"
                "\"content\":{"
                "\"content_type\":\"thoughts\",\"thoughts\":[{\"content\":\"It is two.\"}]}}},"
                "\"a3\":{\"parent\":\"a2\",\"message\":{\"author\":{\"role\":\"assistant\"},"
                "\"content\":{"
                "\"content_type\":\"multimodal_text\",\"parts\":[\"Two.\",{\"content_type\":"
                "\"image_asset_pointer\"}]}}}}}");
    cr_assert_eq(seen.count, 1, "%s", err_text(&seen.err, seen.rc));
    cr_expect_str_eq(way(&seen, &seen.rooms[0]), "[Sum?>Two.\n\n*(a picture)*]");
    cr_expect(str_eq(seen.rooms[0].versions[0].message.reasoning, STR("It is two.")));
    cr_expect(str_eq(seen.rooms[0].room.name, STR("Imported chat")));
    arena_free(seen.arena);
}

Test(import, takes_chats_of_open_webui)
{
    struct seen seen = take(
        "[{\"title\":\"Hello\",\"created_at\":1700000000,\"chat\":{\"history\":{\"currentId\":"
        "\"3\","
        "\"messages\":{\"1\":{\"parentId\":null,\"role\":\"user\",\"content\":\"Hi\",\"timestamp\":"
        "1700000001},\"2\":{\"parentId\":\"1\",\"role\":\"assistant\",\"content\":\"A\"},"
        "\"3\":{\"parentId\":\"1\",\"role\":\"assistant\",\"model\":\"llama\",\"content\":\"<"
        "details "
        "type=\\\"reasoning\\\" done=\\\"true\\\">\\n<summary>Thought</summary>\\n> Well.\\n> "
        "Yes.\\n</details>\\nB\"}}}}},"
        "{\"chat\":{\"title\":\"Old\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
        "\"text\","
        "\"text\":\"One\"}]},{\"role\":\"assistant\",\"content\":\"Two\"}]}}]");
    cr_assert_eq(seen.count, 2, "%s", err_text(&seen.err, seen.rc));
    expect_sound(&seen.rooms[0]);
    cr_expect_eq(seen.rooms[0].count, 2);
    cr_expect_str_eq(way(&seen, &seen.rooms[0]), "[Hi>B]");
    cr_expect(str_eq(seen.rooms[0].versions[1].message.reasoning, STR("Well.\nYes.")));
    cr_expect_str_eq(way(&seen, &seen.rooms[1]), "[One>Two]");
    cr_expect(str_eq(seen.rooms[1].room.name, STR("Old")));
    arena_free(seen.arena);
}

#define VERSION(id, text, answer)                                      \
    "{\"id\":\"" id "\",\"message\":\"" text "\",\"answer\":\"" answer \
    "\",\"status\":\"complete\",\"created\":\"2026-01-01T00:00:00.000Z\"}"

Test(import, takes_rooms_of_its_own)
{
    struct seen seen = take(
        "{\"assisti\":{\"kind\":\"chat\",\"version\":1},\"rooms\":[{\"name\":\"Mine\",\"preset\":"
        "\"coding\",\"instructions\":\"Be brief.\",\"tools_off\":[\"translate\",7,\"a,b\",\"\","
        "\"translate\",\"quiz\"],\"created\":\"2026-01-01T00:00:00.000Z\","
        "\"messages\":[{\"parent\":null,\"shown_version\":\"v1\",\"versions\":[" VERSION(
            "v1", "a",
            "b") "," VERSION("v2", "c",
                             "d") "]},"
                                  "{\"parent\":\"v2\",\"shown_version\":\"v3\",\"versions\":"
                                  "[" VERSION("v3", "e",
                                              "f") "]},"
                                                   "{\"parent\":\"v1\",\"shown_version\":\"none\","
                                                   "\"versions\":[" VERSION("v4", "g",
                                                                            "h") "]}]}]}");
    cr_assert_eq(seen.count, 1, "%s", err_text(&seen.err, seen.rc));
    expect_sound(&seen.rooms[0]);
    cr_expect_str_eq(way(&seen, &seen.rooms[0]), "[a>b][g>h]");
    cr_expect(str_eq(seen.rooms[0].room.preset, STR("coding")));
    cr_expect(str_eq(seen.rooms[0].room.instructions, STR("Be brief.")));
    cr_expect(str_eq(seen.rooms[0].room.tools_off, STR("translate,quiz")));
    arena_free(seen.arena);
}

Test(import, tells_what_it_cannot_take)
{
    static const struct row {
        const char *json;
        const char *words;
    } rows[] = {
        {"", "none that can be taken"},
        {"hello", "none that can be taken"},
        {"[]", "none that can be taken"},
        {"[1, \"x\", null]", "not in"},
        {"{}", "no chat in a form"},
        {"[{\"mapping\":{}}]", "no messages"},
        {"[{\"mapping\":[]}]", "no chat in a form"},
        {"[{\"mapping\":{\"a\":{\"parent\":\"b\"},\"b\":{\"parent\":\"a\"}}}]", "no messages"},
        {"[{\"chat\":{}}]", "no messages"},
        {"[{\"mapping\":{\"a\":", "Line 1"},
        {"{\"rooms\":[{\"name\":\"x\",\"messages\":[{\"parent\":\"v9\",\"versions\":[{}]}]}]}",
         "not before it"},
        {"{\"rooms\":[{\"name\":\"x\",\"messages\":[{\"versions\":[]}]}]}", "no version"},
        {"{\"rooms\":[{\"name\":\"x\",\"messages\":[{\"versions\":[{}]},{\"versions\":[{}]}]}]}",
         "follow the same"},
        {"{\"rooms\":[{\"name\":\"x\",\"messages\":[{\"parent\":\"v\",\"versions\":[{\"id\":\"v\"}]"
         "}"
         "]}]}",
         "not before it"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct seen seen = take(rows[i].json);
        cr_expect_eq(seen.count, 0, "%s", rows[i].json);
        cr_expect(seen.rc < 0, "%s", rows[i].json);
        if (i != 3) { /* what the parser says of a bare value is its own affair */
            cr_expect(strstr(err_text(&seen.err, seen.rc), rows[i].words) != NULL, "%s: %s",
                      rows[i].json, err_text(&seen.err, seen.rc));
        }
        arena_free(seen.arena);
    }
}

/* A chain of answers with a leaf at each: its versions together would be as long as the square. */
Test(import, refuses_what_grows_by_branches)
{
    struct sb sb;
    sb_init(&sb, 32 * MIB);
    sb_add_c(&sb, "[{\"mapping\":{" NODE("n0", "null", "user", "x"));
    for (int i = 1; i < 9000; i++) {
        sb_addf(&sb,
                ",\"n%d\":{\"parent\":\"n%d\",\"message\":{\"author\":{\"role\":\"assistant\"},"
                "\"content\":{\"content_type\":\"text\",\"parts\":[\"%d\"]}}}",
                i, i - 1, i);
        sb_addf(&sb,
                ",\"l%d\":{\"parent\":\"n%d\",\"message\":{\"author\":{\"role\":\"assistant\"}}}",
                i, i);
    }
    sb_add_c(&sb, "}}]");
    struct seen seen = take(sb.p); /* work by the square would not end within the suite's time */
    cr_expect_eq(seen.count, 0);
    cr_expect_eq(seen.rc, E_TOO_LARGE);
    arena_free(seen.arena);
    sb_done(&sb);
}
