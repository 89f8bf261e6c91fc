/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of tests/model-server, whole and gone wrong. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "apps/endpoints/test_endpoints_kit.h"
#include "base/clock.h"

#define SCRIPTS "Grüße, سلام دنیا\u200c! 你好，世界 👩‍🚀 done."

static void set_up(void)
{
    kit_open();
    kit_add_endpoint("here", kit_serve_models(NULL), NULL);
}

TestSuite(endpoints_client, .init = set_up, .fini = kit_close);

static struct kit_heard *ask(const char *model, const char *said)
{
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start(heard, "here", model, said), E_OK, "%s", heard->err.detail);
    kit_wait(heard);
    return heard;
}

/* ---- whole answers ---- */

Test(endpoints_client, answers_come_whole_in_every_shape)
{
    static const struct {
        const char *model;
        const char *text;
        const char *reasoning;
        enum provider_finish finish;
        bool is_estimate;
    } rows[] = {
        {"echo", "You said: hi", "", PROVIDER_STOP, false},
        {"split", SCRIPTS, "", PROVIDER_STOP, false},
        {"noise", "You said: hi", "", PROVIDER_STOP, false},
        {"plain", "You said: hi", "", PROVIDER_STOP, false},
        {"no-usage", "You said: hi", "", PROVIDER_STOP, true},
        {"filter", "You said: hi", "", PROVIDER_FILTER, false},
        {"reasoning", "You said: hi", "Let me think.", PROVIDER_STOP, false},
        {"reasoning-two", "You said: hi", "Let me think.", PROVIDER_STOP, false},
        {"think", "You said: hi", "Let me think.", PROVIDER_STOP, false},
        {"quiet:pieces=4", "word1 word2 word3 word4", "", PROVIDER_CUT, true},
        {"cut:pieces=4", "word1 word2", "", PROVIDER_CUT, true},
        {"no-stream-options", "You said: hi", "", PROVIDER_STOP, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct kit_heard *heard = ask(rows[i].model, "hi");
        cr_expect_eq(heard->rc, E_OK, "%s: %s", rows[i].model, heard->err.detail);
        cr_expect_str_eq(kit_text(heard), rows[i].text, "%s: %s", rows[i].model, kit_text(heard));
        cr_expect(str_eq(sb_str(&heard->reasoning), str_from(rows[i].reasoning)), "%s: %" STRF,
                  rows[i].model, STRA(sb_str(&heard->reasoning)));
        cr_expect_eq(heard->finish, rows[i].finish, "%s: %d", rows[i].model, (int)heard->finish);
        cr_expect_eq(heard->usage.is_estimate, rows[i].is_estimate, "%s", rows[i].model);
        cr_expect(heard->usage.prompt_tokens > 0 && heard->usage.completion_tokens > 0, "%s",
                  rows[i].model);
    }
}

Test(endpoints_client, what_a_server_does_not_understand_is_left_out_from_then_on)
{
    struct endpoint *endpoint = endpoints_find_named(kit_endpoints(), STR("here"));
    (void)ask("echo", "hi");
    cr_expect_eq(atomic_load(&endpoint->quirks), 0);
    (void)ask("no-stream-options", "hi");
    cr_expect_eq(atomic_load(&endpoint->quirks), ENDPOINTS_NO_STREAM_OPTIONS);
    endpoint_unref(endpoint);
}

Test(endpoints_client, a_long_answer_ends_where_it_may_not_go_on)
{
    const struct provider_turn turn = {.role = PROVIDER_USER, .text = STR("go")};
    struct provider_prompt prompt = {.turns = &turn, .turn_count = 1, .max_tokens = 3};
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start_prompt(heard, "here", "endless", &prompt), E_OK);
    kit_wait(heard);
    cr_expect_eq(heard->rc, E_OK);
    cr_expect_eq(heard->finish, PROVIDER_LENGTH);
    cr_expect_str_eq(kit_text(heard), " word1 word2 word3");
}

/* ---- prompts ---- */

Test(endpoints_client, a_prompt_reaches_the_model_as_it_is)
{
    static const struct provider_call calls[] = {
        {STR("call_7"), STR("search"), STR("{\"q\":\"\\\"x\\\"\"}")}};
    static const struct provider_turn turns[] = {
        {.role = PROVIDER_SYSTEM, .text = STR("Be brief.")},
        {.role = PROVIDER_USER, .text = STR("چه خبر؟ \"quoted\"\n")},
        {.role = PROVIDER_ASSISTANT, .text = STR(""), .calls = calls, .call_count = 1},
        {.role = PROVIDER_TOOL, .text = STR("nothing"), .call_id = STR("call_7")},
    };
    struct provider_prompt prompt = {.turns = turns, .turn_count = ARRAY_LEN(turns)};
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start_prompt(heard, "here", "prompt", &prompt), E_OK);
    kit_wait(heard);
    cr_expect_str_eq(
        kit_text(heard),
        "[{\"role\":\"system\",\"content\":\"Be brief.\"},"
        "{\"role\":\"user\",\"content\":\"چه خبر؟ \\\"quoted\\\"\\n\"},"
        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_7\",\"type\":"
        "\"function\",\"function\":{\"name\":\"search\",\"arguments\":\"{\\\"q\\\":\\\"\\\\\\\"x"
        "\\\\\\\"\\\"}\"}}]},"
        "{\"role\":\"tool\",\"content\":\"nothing\",\"tool_call_id\":\"call_7\"}]");
}

Test(endpoints_client, options_reach_the_model_and_what_is_ours_stays_ours)
{
    static const struct provider_turn turn = {.role = PROVIDER_USER, .text = STR("hi")};
    static const struct provider_tool tool = {STR("look"), STR("Looks."),
                                              STR("{\"type\":\"object\"}")};
    struct provider_prompt prompt = {
        .turns = &turn,
        .turn_count = 1,
        .tools = &tool,
        .tool_count = 1,
        .tool_choice = STR("\"auto\""),
        .options =
            STR("{\"temperature\":0.5,\"model\":\"other\",\"stream\":false,\"stop\":[\"a\"]}"),
        .max_tokens = 99,
    };
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start_prompt(heard, "here", "options", &prompt), E_OK);
    kit_wait(heard);
    cr_expect_str_eq(kit_text(heard),
                     "{\"model\":\"options\",\"temperature\":0.5,\"stop\":[\"a\"],\"stream\":true,"
                     "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\","
                     "\"description\":\"Looks.\",\"parameters\":{\"type\":\"object\"}}}],"
                     "\"tool_choice\":\"auto\",\"max_tokens\":99,\"stream_options\":"
                     "{\"include_usage\":true}}");
}

Test(endpoints_client, pictures_reach_models_that_see)
{
    /* the head of a PNG of 640 x 480, which is all that the server looks at */
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0";
    const struct provider_image image = {STR("image/png"), {png, sizeof(png) - 1}};
    const struct provider_turn turn = {
        .role = PROVIDER_USER, .text = STR("look"), .images = &image, .image_count = 1};
    struct provider_prompt prompt = {.turns = &turn, .turn_count = 1};
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start_prompt(heard, "here", "picture", &prompt), E_OK);
    kit_wait(heard);
    cr_expect_str_eq(kit_text(heard), "I see 1 picture: 640 x 480.");
}

Test(endpoints_client, calls_come_together_from_their_pieces)
{
    static const struct provider_tool tool = {STR("add"), STR("Adds."),
                                              STR("{\"type\":\"object\"}")};
    const struct provider_turn turn = {
        .role = PROVIDER_USER,
        .text = STR("[call add {\"a\":1,\"b\":\"zwölf\"}] [call show {\"x\":[1,2]}]")};
    struct provider_prompt prompt = {
        .turns = &turn, .turn_count = 1, .tools = &tool, .tool_count = 1};
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start_prompt(heard, "here", "tools", &prompt), E_OK);
    kit_wait(heard);
    cr_expect_eq(heard->rc, E_OK, "%s", heard->err.detail);
    cr_expect_eq(heard->finish, PROVIDER_CALLS);
    cr_expect(
        str_eq(sb_str(&heard->calls), STR("add({\"a\":1,\"b\":\"zwölf\"});show({\"x\":[1,2]});")),
        "%" STRF, STRA(sb_str(&heard->calls)));
}

/* ---- what goes wrong ---- */

Test(endpoints_client, every_fault_has_its_code_and_words)
{
    static const struct {
        const char *model;
        int rc;
        const char *words;
        const char *text;
    } rows[] = {
        {"malformed:pieces=4", E_MODEL_FAILED, "it is no JSON", "word1 word2"},
        {"error-event:pieces=4", E_MODEL_FAILED, "here failed: The model fell over.",
         "word1 word2"},
        {"huge", E_MODEL_FAILED, "larger than 1 MiB", ""},
        {"forbidden", E_MODEL_KEY, "This key may not use this model.", ""},
        {"context", E_CONTEXT, "maximum context length is 8 tokens", ""},
        {"html", E_MODEL_FAILED, "a web page instead of an answer", ""},
        {"redirect", E_MODEL_FAILED, "elsewhere", ""},
        {"nonsense", E_MODEL_UNKNOWN, "'nonsense' does not exist", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct kit_heard *heard = ask(rows[i].model, "hi");
        cr_expect_eq(heard->rc, rows[i].rc, "%s: %d %s", rows[i].model, heard->rc,
                     heard->err.detail);
        cr_expect(str_has_nocase(str_from(heard->err.detail), str_from(rows[i].words)), "%s: %s",
                  rows[i].model, heard->err.detail);
        cr_expect_str_eq(kit_text(heard), rows[i].text, "%s: %s", rows[i].model, kit_text(heard));
    }
}

Test(endpoints_client, a_server_that_is_busy_or_fails_is_asked_again)
{
    static const char *const models[] = {"busy:times=1", "fails"};
    for (size_t i = 0; i < ARRAY_LEN(models); i++) {
        const int64_t begun_ms = clock_mono_ms();
        struct kit_heard *heard = ask(models[i], "hi");
        cr_expect_eq(heard->rc, E_OK, "%s: %s", models[i], heard->err.detail);
        cr_expect_str_eq(kit_text(heard), "You said: hi");
        cr_expect_geq(clock_mono_ms() - begun_ms, 1000, "it was asked again at once");
    }
}

Test(endpoints_client, a_server_that_goes_on_failing_is_given_up)
{
    struct kit_heard *heard = ask("fails-always", "hi");
    cr_expect_eq(heard->rc, E_MODEL_FAILED);
    cr_expect_str_eq(heard->err.detail, "here gave no answer (500): The server had an error.");
    heard = ask("busy-always", "hi");
    cr_expect_eq(heard->rc, E_MODEL_BUSY);
    cr_expect_eq(heard->err.retry_after_s, 1);
}

Test(endpoints_client, a_model_that_does_not_begin_is_not_waited_for)
{
    kit_set("{\"chat\":{\"first_token_seconds\":1}}");
    struct kit_heard *heard = ask("late:wait=20000", "hi");
    cr_expect_eq(heard->rc, E_MODEL_TIMEOUT);
    cr_expect_str_eq(heard->err.detail, "here has not begun to answer within 1 seconds.");
}

Test(endpoints_client, a_model_that_falls_silent_is_not_waited_for)
{
    kit_set("{\"chat\":{\"idle_seconds\":1}}");
    struct kit_heard *heard = ask("stall:pieces=4", "hi");
    cr_expect_eq(heard->rc, E_MODEL_TIMEOUT);
    cr_expect_str_eq(heard->err.detail, "here has said nothing for 1 seconds.");
    cr_expect_str_eq(kit_text(heard), "word1 word2");
    heard = ask("lorem:pieces=3,pause=600", "hi");
    cr_expect_eq(heard->rc, E_OK, "it was cut though it went on");
}

/* What the model server tells of the requests that it got; lives in kit_arena. */
static struct str read_log(void)
{
    struct endpoint *endpoint = endpoints_find_named(kit_endpoints(), STR("here"));
    const struct str base = endpoint->row.base_url;
    const struct fetch_request request = {
        .method = FETCH_GET,
        .url = str_from(arena_printf(kit_arena, "%" STRF "/test/log", (int)base.n - 3, base.p)),
        .may_ask_self = true,
        .body_max = MIB,
        .connect_ms = 20000,
        .total_ms = 20000,
    };
    struct fetch_answer answer;
    struct err err = {0};
    cr_assert_eq(fetch_whole(kit_services.fetch, &request, kit_arena, &answer, &err), E_OK, "%s",
                 err.detail);
    endpoint_unref(endpoint);
    return answer.body;
}

/* Whether the server sees, soon, that nobody waits for its last answer. */
static bool has_gone(void)
{
    bool gone = false;
    for (int i = 0; i < 400 && !gone; i++) {
        gone = str_has_nocase(read_log(), STR("\"ended\":\"gone\""));
        usleep(gone ? 0 : 50 * 1000);
    }
    return gone;
}

Test(endpoints_client, cancelling_ends_the_answer_and_the_request)
{
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start(heard, "here", "endless", "hi"), E_OK);
    kit_wait_for(heard, 3);
    endpoints_provider.cancel(kit_endpoints(), heard->number);
    kit_wait(heard);
    cr_expect_eq(heard->rc, E_CANCELLED);
    endpoints_provider.cancel(kit_endpoints(), heard->number);
    kit_wait_for_none();
    cr_expect(has_gone(), "the server was left writing");
}

Test(endpoints_client, a_listener_ends_the_answer_too)
{
    struct kit_heard *heard = kit_hear();
    heard->stop_after = 2;
    cr_assert_eq(kit_start(heard, "here", "endless", "hi"), E_OK);
    kit_wait(heard);
    cr_expect_eq(heard->rc, E_CANCELLED);
    cr_expect_eq(heard->deltas, 2);
}

Test(endpoints_client, who_waits_to_be_asked_again_is_cancelled_at_once)
{
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start(heard, "here", "busy-always", "hi"), E_OK);
    usleep(300 * 1000);
    endpoints_provider.cancel(kit_endpoints(), heard->number);
    kit_wait(heard);
    cr_expect_eq(heard->rc, E_CANCELLED);
    size_t asked = 0;
    struct str log = read_log();
    for (const char *at = log.p; (at = strstr(at, "\"status\":429")) != NULL; at++) {
        asked++;
    }
    cr_expect_leq(asked, 1, "it was asked again: %" STRF, STRA(log));
}

Test(endpoints_client, the_end_of_the_server_ends_all_answers)
{
    struct kit_heard *all[8];
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        all[i] = kit_hear();
        cr_assert_eq(kit_start(all[i], "here", i % 2 == 0 ? "endless" : "busy-always", "hi"), E_OK);
    }
    kit_wait_for(all[0], 1);
    endpoints_stop_runs(kit_endpoints());
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        kit_wait(all[i]);
        cr_expect_eq(all[i]->rc, E_SHUTTING_DOWN, "%zu: %d", i, all[i]->rc);
    }
    struct kit_heard *late = kit_hear();
    cr_expect_eq(kit_start(late, "here", "echo", "hi"), E_SHUTTING_DOWN);
}

Test(endpoints_client, many_answers_come_at_once)
{
    struct kit_heard *all[200];
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        all[i] = kit_hear();
        cr_assert_eq(kit_start(all[i], "here", "lorem:pause=5", "hi"), E_OK);
    }
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        kit_wait(all[i]);
        cr_expect_eq(all[i]->rc, E_OK, "%s", all[i]->err.detail);
        cr_expect(str_ends(sb_str(&all[i]->text), STR("word19 word20")));
    }
}

/* ---- keys and lists ---- */

Test(endpoints_client, a_key_is_sent_and_a_wrong_one_is_said_to_be_wrong)
{
    const char *url = kit_serve_models("sk-right-key");
    kit_add_endpoint("right", url, "sk-right-key");
    kit_add_endpoint("wrong", url, "sk-wrong-key");
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start(heard, "right", "echo", "hi"), E_OK);
    kit_wait(heard);
    cr_expect_eq(heard->rc, E_OK, "%s", heard->err.detail);
    heard = kit_hear();
    cr_assert_eq(kit_start(heard, "wrong", "echo", "hi"), E_OK);
    kit_wait(heard);
    cr_expect_eq(heard->rc, E_MODEL_KEY);
    cr_expect_str_eq(
        heard->err.detail,
        "wrong does not take the key that it is asked with (401): Incorrect API key provided.");
}

static struct str read_listed(void)
{
    struct endpoints_row *rows = NULL;
    struct endpoints_row configured;
    size_t count = 0;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(kit_services.db, &conn), E_OK);
    cr_assert_eq(endpoints_store_list(conn, kit_arena, &rows, &count, &configured), E_OK);
    return rows[0].listed;
}

Test(endpoints_client, what_an_endpoint_has_is_listed)
{
    struct provider_models models;
    struct err err = {0};
    struct endpoint *endpoint = endpoints_find_named(kit_endpoints(), STR("here"));
    cr_assert_eq(endpoints_ask_models(kit_endpoints(), endpoint, &err), E_OK, "%s", err.detail);
    endpoints_provider.list(kit_endpoints(), kit_arena, &models);
    cr_assert(models.count > 20);
    bool has_echo = false;
    for (size_t i = 0; i < models.count; i++) {
        has_echo = has_echo || str_eq(models.items[i].name, STR("echo"));
        cr_expect(str_eq(models.items[i].provider, STR("here")));
        cr_expect_eq(models.items[i].context_tokens, ENDPOINTS_CONTEXT_DEFAULT);
        cr_expect(!models.items[i].sees);
    }
    cr_expect(has_echo);
    endpoint_unref(endpoint);
    /* And after a restart, before anybody was asked. The thread may have got the same list a moment before, and write it
     * now. */
    bool is_kept = false;
    for (int64_t end_ms = clock_mono_ms() + 10000; !is_kept && clock_mono_ms() < end_ms;) {
        is_kept = str_has_nocase(read_listed(), STR("{\"name\":\"echo\"}"));
        usleep(1000);
    }
    cr_expect(is_kept);
}

Test(endpoints_client, one_that_is_down_is_said_to_be)
{
    kit_add_endpoint("down", "http://127.0.0.1:1/v1", NULL);
    struct err err = {0};
    struct endpoint *endpoint = endpoints_find_named(kit_endpoints(), STR("down"));
    cr_expect_eq(endpoints_ask_models(kit_endpoints(), endpoint, &err), E_MODEL_DOWN);
    cr_expect_str_eq(err.detail, "down cannot be asked: The other server cannot be reached.");
    endpoint_unref(endpoint);
    struct kit_heard *heard = kit_hear();
    cr_assert_eq(kit_start(heard, "down", "echo", "hi"), E_OK);
    kit_wait(heard);
    cr_expect_eq(heard->rc, E_MODEL_DOWN);
    cr_expect_str_eq(heard->err.detail,
                     "down cannot be asked: The other server cannot be reached.");
}

Test(endpoints_client, one_that_is_no_more_has_no_model)
{
    struct kit_heard *heard = kit_hear();
    cr_expect_eq(kit_start(heard, "gone", "echo", "hi"), E_MODEL_UNKNOWN);
}
