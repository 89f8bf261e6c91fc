/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as they are written: pieces, ends of all kinds, tools, stops, and servers that end in the middle. */
#include <unistd.h>

#include "apps/chat/answer/test_answer_support.h"
#include "base/clock.h"
#include "base/utf8.h"

TestSuite(answer, .init = test_answer_open, .fini = test_answer_close);

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

Test(answer, a_whole_one_is_kept)
{
    use(whole);
    struct room_message message = test_answer_ended(test_answer_say("Hello").version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    cr_expect(str_eq(message.answer, STR("Good day.")));
    cr_expect(str_eq(message.reasoning, STR("Hm.")));
    cr_expect(str_eq(message.model, STR("tester")));
    cr_expect(str_eq(message.finish, STR("stop")));
    cr_expect_eq(message.usage.prompt_tokens, 10);
    cr_expect_eq(message.usage.completion_tokens, 5);
    cr_expect_gt(message.ended_ms, 0);
    cr_expect_eq(test_answer_count("SELECT completion_tokens FROM provider_usage"), 5);
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM answer_pieces"), 0);
}

Test(answer, one_that_breaks_keeps_its_part)
{
    use(failing);
    struct room_message message = test_answer_ended(test_answer_say("Hello").version);
    expect_error(&message, E_MODEL_FAILED);
    cr_expect(str_eq(message.error_text, STR("The wire broke.")));
    cr_expect(str_eq(message.answer, STR("A par")));
}

Test(answer, one_that_cannot_begin_keeps_what_was_said)
{
    use(refused);
    struct room_message message = test_answer_ended(test_answer_say("Hello").version);
    expect_error(&message, E_MODEL_DOWN);
    cr_expect(str_eq(message.text, STR("Hello")));
}

Test(answer, an_empty_one_is_a_failure)
{
    use(empty);
    struct room_message message = test_answer_ended(test_answer_say("Hello").version);
    expect_error(&message, E_MODEL_FAILED);
}

Test(answer, a_cut_one_goes_on_in_the_same_version)
{
    use(cut);
    use(rest);
    struct room_message message = test_answer_ended(test_answer_say("Hello").version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    cr_expect(str_eq(message.finish, STR("cut")));
    cr_expect(room_turns_can_go_on(&message));
    cr_assert_eq(test_answer_go_on(message.id), E_OK);
    message = test_answer_ended(message.version);
    cr_expect(str_eq(message.answer, STR("A part and the rest.")), "%.*s", (int)message.answer.n,
              message.answer.p);
    cr_expect(str_eq(message.finish, STR("stop")));
    cr_expect_eq(message.usage.completion_tokens, 10);
    cr_expect_eq(test_answer_count("SELECT completion_tokens FROM provider_usage"), 10);
    cr_expect_eq(test_answer_go_on(message.id), E_CONFLICT, "it is finished");
    cr_expect(strstr(test.last_prompt, "2:A par|1:") != NULL, "%s", test.last_prompt);
}

Test(answer, what_a_model_repeats_when_it_goes_on_is_left_out)
{
    use(repeating);
    use(repeated);
    struct room_message message = test_answer_ended(test_answer_say("A tale").version);
    cr_expect(str_eq(message.finish, STR("length")));
    cr_assert_eq(test_answer_go_on(message.id), E_OK);
    message = test_answer_ended(message.version);
    cr_expect(str_eq(message.answer, STR("Once upon a time there was a fox.")), "%.*s",
              (int)message.answer.n, message.answer.p);
}

static void wait_for_answer(struct uuid version, size_t bytes)
{
    for (size_t tries = 0; tries < 5000; tries++) {
        CLEANUP(answer_unrefp) struct answer *live = answer_find(test.answers, version);
        cr_assert_not_null(live);
        struct room_message now = {0};
        answer_overlay(live, test.arena, &now);
        if (now.answer.n >= bytes) {
            return;
        }
        usleep(1000);
    }
    cr_assert_fail("nothing comes");
}

Test(answer, a_stop_keeps_the_part)
{
    use(slow);
    struct room_message said = test_answer_say("Hello");
    wait_for_answer(said.version, 10);
    CLEANUP(answer_unrefp) struct answer *live = answer_find(test.answers, said.version);
    cr_expect(answer_stop(live));
    cr_expect_not(answer_stop(live), "it has ended");
    struct room_message message = test_answer_ended(said.version);
    cr_expect_eq(message.status, ROOM_STOPPED);
    cr_expect(str_eq(message.answer, STR("Half of it")));
    cr_expect(message.usage.is_estimate);
    cr_expect_gt(message.usage.prompt_tokens, 0);
    cr_expect_gt(message.usage.completion_tokens, 0);
    cr_expect(room_turns_can_go_on(&message));
}

Test(answer, a_room_has_one_at_a_time)
{
    use(slow);
    struct room_message said = test_answer_say("Hello");
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

Test(answer, one_whose_room_is_deleted_is_forgotten)
{
    use(slow);
    struct room_message said = test_answer_say("Hello");
    wait_for_answer(said.version, 10);
    struct room_ids streaming = {0};
    {
        CLEANUP(db_releasep) struct db_conn *tx = NULL;
        cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
        cr_assert_eq(room_turns_drop_room(tx, test.room.id, test.arena, &streaming), E_OK);
        cr_assert_eq(db_commit(&tx), E_OK);
    }
    cr_assert_eq(streaming.count, 1);
    answer_forget(test.answers, &streaming);
    for (size_t tries = 0; tries < 5000 && answers_count(test.answers) > 0; tries++) {
        usleep(1000);
    }
    cr_expect_eq(answers_count(test.answers), 0);
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM provider_usage"), 0);
}

/* Nobody tells the answer of it: it finds the row gone when it writes. */
Test(answer, one_whose_owner_is_deleted_ends_soon)
{
    use(slow);
    struct room_message said = test_answer_say("Hello");
    wait_for_answer(said.version, 10);
    test_answer_exec("DELETE FROM users");
    for (size_t tries = 0; tries < 5000 && answers_count(test.answers) > 0; tries++) {
        usleep(1000);
    }
    cr_expect_eq(answers_count(test.answers), 0);
}

Test(answer, tools_are_asked_and_their_results_shown)
{
    use(calls);
    use(whole);
    struct room_message message = test_answer_ended(test_answer_say("What time is it?").version);
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
    cr_expect_eq(test_answer_count("SELECT answers FROM provider_usage"), 1);
}

Test(answer, a_tool_that_is_not_there_is_told_to_the_model)
{
    use(calls_nonsense);
    use(whole);
    struct room_message message = test_answer_ended(test_answer_say("Do!").version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    struct room_step *steps = NULL;
    size_t count = 0;
    room_steps_read(message.tools, test.arena, &steps, &count);
    cr_assert_eq(count, 1);
    cr_expect(steps[0].has_failed);
}

Test(answer, a_model_that_only_asks_for_tools_is_ended)
{
    use(calls_nonsense);
    struct room_message message = test_answer_ended(test_answer_say("Do!").version);
    expect_error(&message, E_MODEL_FAILED);
    cr_expect_eq(test.prompts, ROOM_ROUNDS_MAX + 1);
}

Test(answer, an_endless_one_ends_at_its_cap)
{
    use(endless);
    struct room_message message = test_answer_ended(test_answer_say("Go on and on").version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    cr_expect(str_eq(message.finish, STR("length")));
    cr_expect_leq(message.answer.n, ROOM_ANSWER_MAX);
    cr_expect_gt(message.answer.n, ROOM_ANSWER_MAX - 8);
    cr_expect(utf8_valid(message.answer));
}

Test(answer, one_account_has_only_so_many)
{
    use(slow);
    struct room_message said = test_answer_say("Hello");
    struct answer *held[ANSWER_PER_OWNER_MAX] = {0};
    struct err err = {0};
    for (size_t i = 1; i < ANSWER_PER_OWNER_MAX; i++) {
        said.version = uuid_new();
        cr_assert_eq(answer_add(test.answers, &said, &held[i], &err), E_OK);
    }
    struct answer *more = NULL;
    said.version = uuid_new();
    cr_expect_eq(answer_add(test.answers, &said, &more, &err), E_LIMIT_REACHED);
    cr_expect_str_neq(err.detail, "");
    for (size_t i = 1; i < ANSWER_PER_OWNER_MAX; i++) {
        answer_abandon(held[i]);
        answer_unref(held[i]);
    }
    cr_expect_eq(answers_count(test.answers), 1);
}

/* ---- servers that end ---- */

Test(answer, a_server_that_stops_keeps_and_marks_them)
{
    use(slow);
    use(rest);
    struct room_message said = test_answer_say("Hello");
    wait_for_answer(said.version, 10);
    test_answer_restart();
    struct room_message message = test_answer_find(said.id);
    expect_error(&message, E_INTERRUPTED);
    cr_expect(str_eq(message.answer, STR("Half of it")));
    cr_assert_eq(test_answer_go_on(said.id), E_OK);
    message = test_answer_ended(said.version);
    cr_expect_eq(message.status, ROOM_COMPLETE);
    cr_expect(str_eq(message.answer, STR("Half of itt and the rest.")));
}

Test(answer, a_server_that_is_killed_finds_what_was_written)
{
    use(whole);
    struct room_message said = test_answer_say("Hello");
    (void)test_answer_ended(said.version);
    test_answer_exec(
        "UPDATE message_versions SET status = 'streaming', answer = 'One', reasoning = ''");
    test_answer_exec("INSERT INTO answer_pieces (version, number, kind, text) SELECT id, 0, "
                     "'reasoning', 'Hm' FROM message_versions");
    test_answer_exec("INSERT INTO answer_pieces (version, number, kind, text) SELECT id, 1, "
                     "'answer', ', two' FROM message_versions");
    test_answer_exec("INSERT INTO answer_pieces (version, number, kind, text) SELECT id, 2, "
                     "'answer', ', three' FROM message_versions");
    test_answer_restart();
    struct room_message message = test_answer_find(said.id);
    expect_error(&message, E_INTERRUPTED);
    cr_expect(str_eq(message.answer, STR("One, two, three")));
    cr_expect(str_eq(message.reasoning, STR("Hm")));
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM answer_pieces"), 0);
}

/* A row that is not as it should be does not keep the server from starting. */
Test(answer, one_of_a_turn_that_shows_none_is_marked)
{
    use(whole);
    (void)test_answer_ended(test_answer_say("Hello").version);
    test_answer_exec("UPDATE message_versions SET status = 'streaming'");
    test_answer_exec("UPDATE messages SET shown_version = NULL");
    test_answer_restart();
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM message_versions WHERE status = 'failed'"),
                 1);
}

Test(answer, pieces_are_written_while_it_goes_on)
{
    use(slow);
    struct room_message said = test_answer_say("Hello");
    wait_for_answer(said.version, 10);
    const int64_t until_ms = clock_mono_ms() + 20000;
    while (test_answer_count("SELECT COUNT(*) FROM answer_pieces") == 0) {
        cr_assert_lt(clock_mono_ms(), until_ms);
        usleep(10000);
    }
    cr_expect_eq(test_answer_count("SELECT COUNT(*) FROM answer_pieces WHERE text = 'Half of it'"),
                 1);
}

/* ---- tools as JSON ---- */
