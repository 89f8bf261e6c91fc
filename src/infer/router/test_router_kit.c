/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/router/test_router_kit.h"

#include <criterion/criterion.h>

struct arena *kit_arena;
struct router *kit_router;

void kit_setup(void)
{
    struct err err = {0};
    kit_arena = arena_new();
    cr_assert_eq(router_new(&kit_router, &err), E_OK, "%s", err.detail);
}

void kit_teardown(void)
{
    router_free(kit_router);
    arena_free(kit_arena);
}

const char *kit_route(const char *json)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 16 * MIB);
    struct err err = {0};
    struct router_question question;
    cr_assert_eq(json_doc_parse(str_from(json), &doc, &err), E_OK, "%s: %s", json, err.detail);
    cr_assert_eq(router_read(json_doc_root(doc), kit_arena, &question, &err), E_OK, "%s",
                 err.detail);
    struct json_out out;
    json_out_init(&out, &sb);
    json_begin_object(&out);
    router_route(kit_router, &question, kit_arena, &out);
    json_end_object(&out);
    return arena_strdup(kit_arena, sb.p);
}

const char *kit_say(const char *message)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, MIB);
    struct json_out out;
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_c(&out, "message", message);
    json_end_object(&out);
    return kit_route(sb.p);
}

void kit_expect(const struct kit_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_json =
            rows[i].question[0] == '{' && strstr(rows[i].question, "\"message\"") != NULL;
        const char *got = is_json ? kit_route(rows[i].question) : kit_say(rows[i].question);
        cr_expect(strstr(got, rows[i].holds) != NULL, "%s: %s is not in %s", rows[i].question,
                  rows[i].holds, got);
    }
}
