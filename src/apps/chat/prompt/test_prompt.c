/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model is asked, of rooms on a real database. */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/chat/prompt/prompt_int.h"
#include "base/test_folder.h"
#include "platform/schema/schema.h"

static struct db *db;
static struct arena *arena;
static struct services services;
static struct prompt_sources sources;
static struct uuid ada;
static struct room room;
static bool has_last;
static struct uuid last_version;
static struct provider_model model = {
    .name = STR("small"), .provider = STR("test"), .context_tokens = 4000, .uses_tools = true};

static void list_models(void *state, struct arena *where, struct provider_models *out)
{
    (void)state;
    *out = (struct provider_models){(void *)arena_memdup(where, &model, sizeof(model)), 1};
}

static const struct provider provider = {.name = "test", .list = list_models};

static void run(const char *sql, const struct db_value *params)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(db_exec_params(tx, sql, params, NULL), E_OK, "%s", sql);
    cr_assert_eq(db_commit(&tx), E_OK);
}

static void setup(void)
{
    arena = arena_new();
    struct err err = {0};
    const char *path = arena_printf(arena, "%s/test.db", test_folder_make());
    cr_assert_eq(db_open(path, &db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
    services = (struct services){.db = db};
    void *providers = NULL;
    cr_assert_eq(provider_app.init(&services, NULL, &providers, &err), E_OK);
    providers_add(providers, &provider, NULL);
    sources = (struct prompt_sources){.services = &services, .providers = providers};
    ada = uuid_new();
    run("INSERT INTO users (id, email, username, username_key, name, password, is_active, "
        "is_verified, is_staff,"
        " date_joined) VALUES ($1, 'a', 'a', 'a', '', '', 1, 1, 0, 0)",
        DB_PARAMS(db_id(ada)));
    room = (struct room){.id = uuid_new(),
                         .owner = ada,
                         .name = STR("Room"),
                         .preset = STR("summarize"),
                         .instructions = STR("Always rhyme."),
                         .model = STR_EMPTY,
                         .activity = uuid_new()};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(room_store_add(tx, &room), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
}

static void teardown(void)
{
    provider_app.done(sources.providers);
    db_close(db);
    arena_free(arena);
    test_folder_drop();
}

TestSuite(prompt, .init = setup, .fini = teardown);

static struct room_message say(struct str text, struct str answer)
{
    struct room_message message = {
        .id = uuid_new(),
        .category = room.id,
        .owner = ada,
        .has_parent = has_last,
        .parent = last_version,
        .is_shown = true,
        .version = uuid_new(),
        .number = 1,
        .status = ROOM_COMPLETE,
        .model = STR("small"),
        .finish = STR("stop"),
        .error_code = STR_EMPTY,
        .error_text = STR_EMPTY,
        .text = text,
        .tools = STR("[]"),
        .reasoning = STR_EMPTY,
        .answer = answer,
    };
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(room_store_add_turn(tx, &message), E_OK);
    cr_assert_eq(room_store_add_version(tx, &message), E_OK);
    cr_assert_eq(room_store_set_shown(tx, message.id, message.version), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    has_last = true;
    last_version = message.version;
    return message;
}

static struct prompt_turnref refer(const struct room_message *message)
{
    return (struct prompt_turnref){.owner = ada,
                                   .category = room.id,
                                   .message = message->id,
                                   .version = message->version,
                                   .may_wait = true,
                                   .model = STR_EMPTY,
                                   .answer = STR_EMPTY};
}

static int build(const struct prompt_turnref *which, struct prompt *out, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    return prompt_build(&sources, conn, which, arena, out, err);
}

static struct prompt must_build(const struct prompt_turnref *which)
{
    struct prompt made;
    struct err err = {0};
    cr_assert_eq(build(which, &made, &err), E_OK, "%s", err.detail);
    return made;
}

static struct str long_text(const char *unit, size_t bytes)
{
    struct sb sb;
    sb_init(&sb, bytes + 100);
    while (sb.n < bytes) {
        sb_add_c(&sb, unit);
    }
    struct str text = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return text;
}

static int64_t tokens_of(const struct provider_prompt *prompt)
{
    int64_t tokens = 0;
    for (size_t i = 0; i < prompt->turn_count; i++) {
        tokens += provider_estimate_tokens(prompt->turns[i].text);
    }
    for (size_t i = 0; i < prompt->tool_count; i++) {
        tokens += provider_estimate_tokens(prompt->tools[i].schema);
    }
    return tokens;
}

Test(prompt, tells_preset_and_the_rooms_own_instructions)
{
    struct room_message message = say(STR("Hello"), STR_EMPTY);
    struct prompt_turnref which = refer(&message);
    struct prompt made = must_build(&which);
    cr_assert_eq(made.prompt.turn_count, 2);
    const char *rules = str_dup(arena, made.prompt.turns[0].text);
    cr_expect_eq(made.prompt.turns[0].role, PROVIDER_SYSTEM);
    cr_expect_not_null(strstr(rules, "Summarise the text"));
    cr_expect_not_null(strstr(rules, "Always rhyme."));
    cr_expect_not_null(strstr(rules, "Today is "));
    cr_expect_eq(made.prompt.turns[1].role, PROVIDER_USER);
    cr_expect(str_eq(made.prompt.turns[1].text, STR("Hello")));
    cr_expect(str_eq(made.prompt.model, STR("small")));
    cr_expect_gt(made.prompt.tool_count, 0);
    cr_expect_eq(made.dropped, 0);
}

Test(prompt, tells_what_was_said_before)
{
    say(STR("one"), STR("first"));
    say(STR("unanswered"), STR_EMPTY);
    say(STR("two"), STR("second"));
    struct room_message message = say(STR("three"), STR_EMPTY);
    struct prompt_turnref which = refer(&message);
    struct prompt made = must_build(&which);
    static const char *const wanted[] = {"one", "first", "unanswered\n\ntwo", "second", "three"};
    cr_assert_eq(made.prompt.turn_count, 1 + ARRAY_LEN(wanted));
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        const struct provider_turn *turn = &made.prompt.turns[1 + i];
        cr_expect(str_eq(turn->text, str_from(wanted[i])), "%s", wanted[i]);
        cr_expect_eq(turn->role, i % 2 == 0 ? PROVIDER_USER : PROVIDER_ASSISTANT);
    }
}

Test(prompt, drops_the_oldest_turns_first)
{
    for (size_t i = 0; i < 60; i++) {
        say(str_from(
                arena_printf(arena, "question %zu %s", i, str_dup(arena, long_text("word ", 300)))),
            str_from(arena_printf(arena, "answer %zu", i)));
    }
    struct room_message message = say(STR("now"), STR_EMPTY);
    struct prompt_turnref which = refer(&message);
    struct prompt made = must_build(&which);
    const size_t kept = (made.prompt.turn_count - 2) / 2;
    cr_expect_gt(kept, 5);
    cr_expect_lt(kept, 60);
    cr_expect_eq(made.dropped, 60 - (int64_t)kept);
    cr_expect(str_eq(made.prompt.turns[made.prompt.turn_count - 2].text, STR("answer 59")));
    cr_expect(str_starts(made.prompt.turns[1].text,
                         str_from(arena_printf(arena, "question %zu ", 60 - kept))));
    cr_expect_leq(tokens_of(&made.prompt), 3000, "a quarter is left for the answer");
}

Test(prompt, cuts_a_long_turn_of_before_rather_than_dropping_it)
{
    say(long_text("old ", 100000), STR("short answer"));
    struct room_message message = say(STR("now"), STR_EMPTY);
    struct prompt_turnref which = refer(&message);
    struct prompt made = must_build(&which);
    cr_assert_eq(made.prompt.turn_count, 4);
    cr_expect_not_null(strstr(str_dup(arena, made.prompt.turns[1].text), "characters left out"));
    cr_expect_leq(tokens_of(&made.prompt), 3000);
}

Test(prompt, refuses_what_cannot_fit)
{
    struct room_message message = say(long_text("word ", 40000), STR_EMPTY);
    struct prompt_turnref which = refer(&message);
    struct prompt made;
    struct err err = {0};
    cr_expect_eq(build(&which, &made, &err), E_CONTEXT);
    cr_expect_not_null(strstr(err.detail, "tokens more than the model \"small\""), "%s",
                       err.detail);
}

Test(prompt, leaves_it_to_the_server_where_nobody_says_what_fits)
{
    say(STR("before"), STR("answered"));
    struct room_message message = say(long_text("word ", 40000), STR_EMPTY);
    struct prompt_turnref which = refer(&message);
    model.is_context_guessed = true;
    struct prompt made = must_build(&which);
    cr_assert_eq(made.prompt.turn_count, 2);
    cr_expect(str_eq(made.prompt.turns[1].text, message.text));
    cr_expect_eq(made.prompt.tool_count, 0);
    cr_expect_eq(made.dropped, 1);
}

Test(prompt, refuses_a_model_that_is_not_there)
{
    struct room_message message = say(STR("Hello"), STR_EMPTY);
    struct prompt_turnref which = refer(&message);
    which.model = STR("gone");
    struct prompt made;
    struct err err = {0};
    cr_expect_eq(build(&which, &made, &err), E_MODEL_UNKNOWN);
    cr_expect_not_null(strstr(err.detail, "gone"));
}

Test(prompt, goes_on_where_an_answer_was_cut)
{
    struct room_message message = say(STR("Tell me a story"), STR("Once upon a ti"));
    struct prompt_turnref which = refer(&message);
    which.answer = STR("Once upon a ti");
    which.continues = true;
    struct prompt made = must_build(&which);
    cr_assert_eq(made.prompt.turn_count, 4);
    cr_expect(str_eq(made.prompt.turns[2].text, which.answer));
    cr_expect_eq(made.prompt.turns[2].role, PROVIDER_ASSISTANT);
    cr_expect_eq(made.prompt.turns[3].role, PROVIDER_USER);
    cr_expect_not_null(strstr(str_dup(arena, made.prompt.turns[3].text), "exactly where it ends"));
}

Test(prompt, tells_what_tools_said_round_by_round)
{
    struct room_message message = say(STR("What time is it?"), STR_EMPTY);
    struct prompt_turnref which = refer(&message);
    which.answer = STR("Let me see. And");
    const struct room_step steps[] = {
        {0, 12, STR("a"), STR("current_time"), STR("{}"), STR("{\"utc\":1}"), false},
        {0, 12, STR("b"), STR("list_pictures"), STR("{}"), STR("{\"pictures\":[]}"), false},
        {1, 15, STR("c"), STR("current_time"), STR("{}"), long_text("x", 100000), false},
    };
    which.steps = steps;
    which.step_count = ARRAY_LEN(steps);
    struct prompt made = must_build(&which);
    const struct provider_turn *turns = made.prompt.turns;
    cr_assert_eq(made.prompt.turn_count, 2 + 3 + 2);
    cr_expect(str_eq(turns[2].text, STR("Let me see. ")));
    cr_expect_eq(turns[2].call_count, 2);
    cr_expect(str_eq(turns[2].calls[1].name, STR("list_pictures")));
    cr_expect_eq(turns[3].role, PROVIDER_TOOL);
    cr_expect(str_eq(turns[4].call_id, STR("b")));
    cr_expect(str_eq(turns[5].text, STR("And")));
    cr_expect_leq(tokens_of(&made.prompt), 3000, "a tool's output is cut to what is left");
}

Test(prompt, tools_are_heard_in_a_room_that_is_full)
{
    for (size_t i = 0; i < 30; i++) {
        say(long_text("word ", 600), STR("answer"));
    }
    struct room_message message = say(STR("What did I say of trees?"), STR_EMPTY);
    struct prompt_turnref which = refer(&message);
    const struct room_step step = {
        0, 0, STR("a"), STR("search_history"), STR("{}"), long_text("tree ", 1500), false};
    which.steps = &step;
    which.step_count = 1;
    struct prompt made = must_build(&which);
    const struct provider_turn *last = &made.prompt.turns[made.prompt.turn_count - 1];
    cr_expect_eq(last->role, PROVIDER_TOOL);
    cr_expect(str_eq(last->text, step.output));
    cr_expect_gt(made.prompt.turn_count, 4, "and some of what was said before");
    cr_expect_leq(tokens_of(&made.prompt), 3000);
}

static struct prompt_tool_call use_tool(const char *name, const char *arguments, int wanted)
{
    struct prompt_tool_call call = {.services = &services,
                                    .arena = arena,
                                    .owner = ada,
                                    .category = room.id,
                                    .name = str_from(name),
                                    .arguments = str_from(arguments)};
    struct err err = {0};
    cr_expect_eq(prompt_tools_run(&call, &err), wanted, "%s %s: %s", name, arguments, err.detail);
    return call;
}

/* ---- what this server's own providers are asked ---- */

Test(prompt, a_model_of_the_server_gets_what_was_said_as_it_was_said)
{
    model.is_own = true;
    say(STR("one"), STR("first"));
    const struct room_message last = say(STR("two"), STR_EMPTY);
    struct prompt_turnref which = refer(&last);
    struct prompt prompt = {0};
    struct err err = {0};
    cr_assert_eq(build(&which, &prompt, &err), E_OK, "%s", err.detail);
    cr_assert_eq(prompt.prompt.turn_count, 3);
    cr_expect(str_eq(prompt.prompt.turns[0].text, STR("one")));
    cr_expect_eq(prompt.prompt.turns[1].role, PROVIDER_ASSISTANT);
    cr_expect(str_eq(prompt.prompt.turns[1].steps, STR("[]")));
    cr_expect(str_eq(prompt.prompt.turns[2].text, STR("two")));
    cr_expect(str_eq(prompt.prompt.preset, room.preset));
    cr_expect(uuid_eq(prompt.prompt.owner, ada));
    cr_expect_eq(prompt.prompt.tool_count, 0);

    const struct room_step step = {.id = STR("step-1"),
                                   .name = STR("calculate"),
                                   .input = STR("{}"),
                                   .output = STR("{\"kind\":\"calculation\"}")};
    which.continues = true;
    which.answer = STR("fir");
    which.steps = &step;
    which.step_count = 1;
    cr_assert_eq(build(&which, &prompt, &err), E_OK, "%s", err.detail);
    cr_assert_eq(prompt.prompt.turn_count, 4);
    cr_expect(str_eq(prompt.prompt.turns[3].text, STR("fir")));
    cr_expect_not_null(strstr(prompt.prompt.turns[3].steps.p, "\"calculate\""));
}

Test(prompt, a_room_leaves_tools_out)
{
    struct prompt_offer offer;
    prompt_tools_offer(NULL, STR_EMPTY, arena, &offer);
    const size_t all = offer.count;
    prompt_tools_offer(NULL, STR("current_time,search_history"), arena, &offer);
    cr_expect_eq(offer.count, all - 2);
    for (size_t i = 0; i < offer.count; i++) {
        cr_expect(!str_eq(offer.items[i].name, STR("current_time")));
    }
}

Test(prompt, tools_say_which_argument_is_wrong)
{
    struct prompt_tool_call call = {.services = &services,
                                    .arena = arena,
                                    .owner = ada,
                                    .category = room.id,
                                    .name = STR("search_history"),
                                    .arguments = STR("{}")};
    struct err err = {0};
    cr_assert_eq(prompt_tools_run(&call, &err), E_INVALID);
    cr_expect_str_eq(err.detail, "\"query\" is required.");
}

Test(prompt, tools_take_what_models_write)
{
    use_tool("current_time", "", E_OK);
    use_tool("current_time", "{}", E_OK);
    use_tool("no_such_tool", "{}", E_NOT_FOUND);
    use_tool("search_history", "{\"query\":\"hello\"}", E_OK);
    use_tool("search_history", "{\"query\":\"\\\" OR * NEAR(\"}", E_OK);
    use_tool("search_history", "{}", E_INVALID);
    use_tool("search_history", "{\"query\"", E_MALFORMED_JSON);
    use_tool("list_pictures", "{\"kind\":\"ocr\"}", E_OK);
    use_tool("list_pictures", "{\"kind\":\"cats\"}", E_INVALID);
    use_tool("get_picture", "{\"kind\":\"ocr\",\"id\":\"x\"}", E_INVALID);
    use_tool("get_picture", "{\"kind\":\"ocr\",\"id\":\"019aa000-0000-7000-8000-000000000000\"}",
             E_NOT_FOUND);
}
