/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the skill calculate says as a text. */
#include <criterion/criterion.h>

#include "infer/skills/skills.h"

static void expect(void *state, const char *arguments, const char *first_line)
{
    struct arena *arena = arena_new();
    struct json_doc *doc = NULL;
    struct json_doc *said = NULL;
    struct sb sb;
    struct json_out out;
    struct err err = {0};
    cr_assert_eq(json_doc_parse(str_from(arguments), &doc, NULL), E_OK, "%s", arguments);
    const struct skill_task task = {.arena = arena, .arguments = json_doc_root(doc)};
    sb_init(&sb, MIB);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    cr_assert_eq(skill_calculate.run(state, &task, &out, &err), E_OK, "%s: %s", arguments,
                 err.detail);
    json_end_object(&out);
    cr_assert_eq(json_doc_parse(sb_str(&sb), &said, NULL), E_OK, "%" STRF, STRA(sb_str(&sb)));
    const struct str text = json_text(json_get(json_doc_root(said), "text"));
    const struct str line = str_sub(text, 0, str_find_byte(text, '\n'));
    cr_expect(str_eq(line, str_from(first_line)), "%s: %" STRF, arguments, STRA(line));
    json_doc_free(doc);
    json_doc_free(said);
    sb_done(&sb);
    arena_free(arena);
}

/* What is solved has a sign of its own, so that no other may follow it. */
Test(skill_calculate, sign_between)
{
    void *state = NULL;
    cr_assert_eq(skill_calculate.init(&state, NULL), E_OK);
    expect(state, "{\"expression\": \"3 miles in metres\"}", "3 mi in m = 4828.032 m");
    expect(state, "{\"expression\": \"1/0.3 + pi\"}", "1 / 0.3 + π ≈ 6.474925987");
    expect(state, "{\"expression\": \"x + 1 = 3\"}", "x + 1 = 3; x = 2");
    expect(state, "{\"expression\": \"2x + 3 > 7\"}", "2 × x + 3 > 7; x > 2");
    expect(state, "{\"expression\": \"2x + 3 <= 7\"}", "2 × x + 3 ≤ 7; x ≤ 2");
    expect(state, "{\"expression\": \"3/4 > 5/8\"}", "3 / 4 > 5 / 8; true");
    skill_calculate.done(state);
}
