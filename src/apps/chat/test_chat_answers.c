/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as they are written: pieces, ends of all kinds, tools, stops, and servers that end in the middle. */
#include <unistd.h>

#include "apps/chat/test_chat_support.h"
#include "base/clock.h"
#include "base/utf8.h"

TestSuite(chat_answers, .init = test_chat_open, .fini = test_chat_close);

static void use(const struct test_step *script)
{
    test.scripts[test.script_count++] = script;
}

static const struct test_step whole[] = {
    {TEST_REASONING, "Hm."}, {TEST_TEXT, "Good "}, {TEST_TEXT, "day."}, {TEST_END}};
static const struct test_step slow[] = {
    {TEST_TEXT, "Half of it"}, {TEST_SLEEP, NULL, 20000}, {TEST_TEXT, " and the rest"}, {TEST_END}};
static const struct test_step failing[] = {{TEST_TEXT, "A par"},
                                           {TEST_END, "The wire broke.", .rc = E_MODEL_FAILED}};
static const struct test_step refused[] = {{TEST_END, .rc = E_MODEL_DOWN}};
static const struct test_step empty[] = {{TEST_END}};
static const struct test_step cut[] = {{TEST_TEXT, "A par"}, {TEST_END, .finish = PROVIDER_CUT}};
static const struct test_step rest[] = {{TEST_TEXT, "t and the rest."}, {TEST_END}};
static const struct test_step repeating[] = {{TEST_TEXT, "Once upon a time there was"},
                                             {TEST_END, .finish = PROVIDER_LENGTH}};
static const struct test_step repeated[] = {
    {TEST_TEXT, "upon a ti"}, {TEST_TEXT, "me there was a fox."}, {TEST_END}};
static const struct test_step calls[] = {{TEST_TEXT, "Let me look. "},
                                         {TEST_CALL, "current_time"},
                                         {TEST_END, .finish = PROVIDER_CALLS}};
static const struct test_step calls_nonsense[] = {{TEST_CALL, "no_such_tool"},
                                                  {TEST_END, .finish = PROVIDER_CALLS}};
static const struct test_step endless[] = {{TEST_TEXT, "1234\xc3\xa4", 300000}, {TEST_END}};

static void expect_error(const struct room_message *message, int rc)
{
    cr_expect_eq(message->status, ROOM_FAILED);
    cr_expect(str_eq(message->error_code, str_from(e_code(rc))), "%.*s", (int)message->error_code.n,
              message->error_code.p);
    cr_expect_gt(message->error_text.n, 0);
}

Test(chat_answers, a_whole_one_is_kept)
{
    use(whole);
    struct room_message message = test_chat_ended(test_chat_say("Hello").version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    cr_expect(str_eq(message.answer, STR("Good day.")));
    cr_expect(str_eq(message.reasoning, STR("Hm.")));
    cr_expect(str_eq(message.model, STR("tester")));
    cr_expect(str_eq(message.finish, STR("stop")));
    cr_expect_eq(message.usage.prompt_tokens, 10);
    cr_expect_eq(message.usage.completion_tokens, 5);
    cr_expect_gt(message.ended_ms, 0);
    cr_expect_eq(test_chat_count("SELECT completion_tokens FROM provider_usage"), 5);
    cr_expect_eq(test_chat_count("SELECT COUNT(*) FROM answer_pieces"), 0);
}

Test(chat_answers, one_that_breaks_keeps_its_part)
{
    use(failing);
    struct room_message message = test_chat_ended(test_chat_say("Hello").version);
    expect_error(&message, E_MODEL_FAILED);
    cr_expect(str_eq(message.error_text, STR("The wire broke.")));
    cr_expect(str_eq(message.answer, STR("A par")));
}

Test(chat_answers, one_that_cannot_begin_keeps_what_was_said)
{
    use(refused);
    struct room_message message = test_chat_ended(test_chat_say("Hello").version);
    expect_error(&message, E_MODEL_DOWN);
    cr_expect(str_eq(message.text, STR("Hello")));
}

Test(chat_answers, an_empty_one_is_a_failure)
{
    use(empty);
    struct room_message message = test_chat_ended(test_chat_say("Hello").version);
    expect_error(&message, E_MODEL_FAILED);
}

Test(chat_answers, a_cut_one_goes_on_in_the_same_version)
{
    use(cut);
    use(rest);
    struct room_message message = test_chat_ended(test_chat_say("Hello").version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    cr_expect(str_eq(message.finish, STR("cut")));
    cr_expect(room_turns_can_go_on(&message));
    cr_assert_eq(test_chat_go_on(message.id), E_OK);
    message = test_chat_ended(message.version);
    cr_expect(str_eq(message.answer, STR("A part and the rest.")), "%.*s", (int)message.answer.n,
              message.answer.p);
    cr_expect(str_eq(message.finish, STR("stop")));
    cr_expect_eq(message.usage.completion_tokens, 10);
    cr_expect_eq(test_chat_count("SELECT completion_tokens FROM provider_usage"), 10);
    cr_expect_eq(test_chat_go_on(message.id), E_CONFLICT, "it is finished");
    cr_expect(strstr(test.last_prompt, "2:A par|1:") != NULL, "%s", test.last_prompt);
}

Test(chat_answers, what_a_model_repeats_when_it_goes_on_is_left_out)
{
    use(repeating);
    use(repeated);
    struct room_message message = test_chat_ended(test_chat_say("A tale").version);
    cr_expect(str_eq(message.finish, STR("length")));
    cr_assert_eq(test_chat_go_on(message.id), E_OK);
    message = test_chat_ended(message.version);
    cr_expect(str_eq(message.answer, STR("Once upon a time there was a fox.")), "%.*s",
              (int)message.answer.n, message.answer.p);
}

static void wait_for_answer(struct uuid version, size_t bytes)
{
    for (size_t tries = 0; tries < 5000; tries++) {
        CLEANUP(chat_live_unrefp) struct chat_live *live = chat_live_find(test.chat, version);
        cr_assert_not_null(live);
        struct room_message now = {0};
        chat_live_overlay(live, test.arena, &now);
        if (now.answer.n >= bytes) {
            return;
        }
        usleep(1000);
    }
    cr_assert_fail("nothing comes");
}

Test(chat_answers, a_stop_keeps_the_part)
{
    use(slow);
    struct room_message said = test_chat_say("Hello");
    wait_for_answer(said.version, 10);
    CLEANUP(chat_live_unrefp) struct chat_live *live = chat_live_find(test.chat, said.version);
    cr_expect(chat_live_stop(live));
    cr_expect_not(chat_live_stop(live), "it has ended");
    struct room_message message = test_chat_ended(said.version);
    cr_expect_eq(message.status, ROOM_STOPPED);
    cr_expect(str_eq(message.answer, STR("Half of it")));
    cr_expect(message.usage.is_estimate);
    cr_expect_gt(message.usage.prompt_tokens, 0);
    cr_expect_gt(message.usage.completion_tokens, 0);
    cr_expect(room_turns_can_go_on(&message));
}

Test(chat_answers, a_room_has_one_at_a_time)
{
    use(slow);
    struct room_message said = test_chat_say("Hello");
    struct room_message other;
    struct err err = {0};
    const struct room_post post = {.text = STR("And?"), .model = STR_EMPTY};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_expect_eq(room_turns_post(tx, &test.room, &post, test.arena, &other, &err),
                 E_ANSWER_RUNNING);
    cr_expect_str_neq(err.detail, "");
    cr_assert_eq(room_store_find_message(tx, test.owner, said.id, test.arena, &other), E_OK);
    cr_expect_eq(room_turns_answer_anew(tx, &post, test.arena, &other, &err), E_ANSWER_RUNNING);
}

Test(chat_answers, one_whose_room_is_deleted_is_forgotten)
{
    use(slow);
    struct room_message said = test_chat_say("Hello");
    wait_for_answer(said.version, 10);
    struct room_ids streaming = {0};
    {
        CLEANUP(db_releasep) struct db_conn *tx = NULL;
        cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
        cr_assert_eq(room_turns_drop_room(tx, test.room.id, test.arena, &streaming), E_OK);
        cr_assert_eq(db_commit(&tx), E_OK);
    }
    cr_assert_eq(streaming.count, 1);
    chat_live_forget(test.chat, &streaming);
    for (size_t tries = 0; tries < 5000 && chat_lives_count(test.chat) > 0; tries++) {
        usleep(1000);
    }
    cr_expect_eq(chat_lives_count(test.chat), 0);
    cr_expect_eq(test_chat_count("SELECT COUNT(*) FROM provider_usage"), 0);
}

/* Nobody tells the chat of it: it finds the row gone when it writes. */
Test(chat_answers, one_whose_owner_is_deleted_ends_soon)
{
    use(slow);
    struct room_message said = test_chat_say("Hello");
    wait_for_answer(said.version, 10);
    test_chat_exec("DELETE FROM users");
    for (size_t tries = 0; tries < 5000 && chat_lives_count(test.chat) > 0; tries++) {
        usleep(1000);
    }
    cr_expect_eq(chat_lives_count(test.chat), 0);
}

Test(chat_answers, tools_are_asked_and_their_results_shown)
{
    use(calls);
    use(whole);
    struct room_message message = test_chat_ended(test_chat_say("What time is it?").version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    cr_expect(str_eq(message.answer, STR("Let me look. Good day.")));
    struct room_step *steps = NULL;
    size_t count = 0;
    room_steps_read(message.tools, test.arena, &steps, &count);
    cr_assert_eq(count, 1);
    cr_expect(str_eq(steps[0].name, STR("current_time")));
    cr_expect(str_eq(steps[0].input, STR("{\"q\":1}")));
    cr_expect_not(steps[0].has_failed);
    cr_expect_eq(steps[0].at, STR("Let me look. ").n);
    cr_expect_eq(test.prompts, 2);
    cr_expect_eq(message.usage.prompt_tokens, 20);
    cr_expect_eq(test_chat_count("SELECT answers FROM provider_usage"), 1);
}

Test(chat_answers, a_tool_that_is_not_there_is_told_to_the_model)
{
    use(calls_nonsense);
    use(whole);
    struct room_message message = test_chat_ended(test_chat_say("Do!").version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    struct room_step *steps = NULL;
    size_t count = 0;
    room_steps_read(message.tools, test.arena, &steps, &count);
    cr_assert_eq(count, 1);
    cr_expect(steps[0].has_failed);
}

Test(chat_answers, a_model_that_only_asks_for_tools_is_ended)
{
    use(calls_nonsense);
    struct room_message message = test_chat_ended(test_chat_say("Do!").version);
    expect_error(&message, E_MODEL_FAILED);
    cr_expect_eq(test.prompts, ROOM_ROUNDS_MAX + 1);
}

Test(chat_answers, an_endless_one_ends_at_its_cap)
{
    use(endless);
    struct room_message message = test_chat_ended(test_chat_say("Go on and on").version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    cr_expect(str_eq(message.finish, STR("length")));
    cr_expect_leq(message.answer.n, ROOM_ANSWER_MAX);
    cr_expect_gt(message.answer.n, ROOM_ANSWER_MAX - 8);
    cr_expect(utf8_valid(message.answer));
}

Test(chat_answers, one_account_has_only_so_many)
{
    use(slow);
    struct room_message said = test_chat_say("Hello");
    struct chat_live *held[CHAT_LIVE_PER_OWNER] = {0};
    struct err err = {0};
    for (size_t i = 1; i < CHAT_LIVE_PER_OWNER; i++) {
        said.version = uuid_new();
        cr_assert_eq(chat_live_add(test.chat, &said, &held[i], &err), E_OK);
    }
    struct chat_live *more = NULL;
    said.version = uuid_new();
    cr_expect_eq(chat_live_add(test.chat, &said, &more, &err), E_LIMIT_REACHED);
    cr_expect_str_neq(err.detail, "");
    for (size_t i = 1; i < CHAT_LIVE_PER_OWNER; i++) {
        chat_live_abandon(held[i]);
        chat_live_unref(held[i]);
    }
    cr_expect_eq(chat_lives_count(test.chat), 1);
}

/* ---- servers that end ---- */

Test(chat_answers, a_server_that_stops_keeps_and_marks_them)
{
    use(slow);
    use(rest);
    struct room_message said = test_chat_say("Hello");
    wait_for_answer(said.version, 10);
    test_chat_restart();
    struct room_message message = test_chat_find(said.id);
    expect_error(&message, E_INTERRUPTED);
    cr_expect(str_eq(message.answer, STR("Half of it")));
    cr_assert_eq(test_chat_go_on(said.id), E_OK);
    message = test_chat_ended(said.version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    cr_expect(str_eq(message.answer, STR("Half of itt and the rest.")));
}

Test(chat_answers, a_server_that_is_killed_finds_what_was_written)
{
    use(whole);
    struct room_message said = test_chat_say("Hello");
    (void)test_chat_ended(said.version);
    test_chat_exec(
        "UPDATE message_versions SET status = 'streaming', answer = 'One', reasoning = ''");
    test_chat_exec("INSERT INTO answer_pieces (version, number, kind, text) SELECT id, 0, "
                   "'reasoning', 'Hm' FROM message_versions");
    test_chat_exec("INSERT INTO answer_pieces (version, number, kind, text) SELECT id, 1, "
                   "'answer', ', two' FROM message_versions");
    test_chat_exec("INSERT INTO answer_pieces (version, number, kind, text) SELECT id, 2, "
                   "'answer', ', three' FROM message_versions");
    test_chat_restart();
    struct room_message message = test_chat_find(said.id);
    expect_error(&message, E_INTERRUPTED);
    cr_expect(str_eq(message.answer, STR("One, two, three")));
    cr_expect(str_eq(message.reasoning, STR("Hm")));
    cr_expect_eq(test_chat_count("SELECT COUNT(*) FROM answer_pieces"), 0);
}

Test(chat_answers, pieces_are_written_while_it_goes_on)
{
    use(slow);
    struct room_message said = test_chat_say("Hello");
    wait_for_answer(said.version, 10);
    const int64_t until_ms = clock_mono_ms() + 20000;
    while (test_chat_count("SELECT COUNT(*) FROM answer_pieces") == 0) {
        cr_assert_lt(clock_mono_ms(), until_ms);
        usleep(10000);
    }
    cr_expect_eq(test_chat_count("SELECT COUNT(*) FROM answer_pieces WHERE text = 'Half of it'"),
                 1);
}

/* ---- tools as JSON ---- */

Test(chat_answers, steps_survive_json)
{
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
    room_steps_read(sb_str(&sb), test.arena, &read, &count);
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
    room_steps_read(STR("{\"not\":\"a list\"}"), test.arena, &read, &count);
    cr_expect_eq(count, 0);
    room_steps_read(STR("[3,null,{}]"), test.arena, &read, &count);
    cr_expect_eq(count, 3);
}
