/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of models, and what refusals mean. */
#include <stdio.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "apps/endpoints/endpoints_int.h"
#include "base/utf8.h"

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

TestSuite(endpoints_models, .init = set_up, .fini = tear_down);

/* As endpoints_models_write() has them. */
static const char *written(const struct endpoints_models *models)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, MIB);
    json_out_init(&out, &sb);
    endpoints_models_write(models, &out);
    return str_dup(arena, sb_str(&sb));
}

Test(endpoints_models, every_server_says_it_its_own_way)
{
    static const struct {
        const char *answer;
        const char *found;
    } rows[] = {
        {"{\"data\":[]}", "[]"},
        {"{\"object\":\"list\",\"data\":[{\"id\":\"a\",\"owned_by\":\"x\"},{\"id\":\"a\"},{\"id\":"
         "\"\"},"
         "{\"id\":5},7,{\"id\":\"b\\nc\"}]}",
         "[{\"name\":\"a\"}]"},
        {"{\"data\":[{\"id\":\"a\",\"max_model_len\":4096}]}",
         "[{\"name\":\"a\",\"context_tokens\":4096}]"},
        {"{\"data\":[{\"id\":\"a\",\"meta\":{\"n_ctx_train\":32768}}]}",
         "[{\"name\":\"a\",\"context_tokens\":32768}]"},
        {"{\"data\":[{\"id\":\"a\",\"context_length\":131072,\"architecture\":{\"input_"
         "modalities\":[\"text\","
         "\"image\"]},\"supported_parameters\":[\"stop\"]}]}",
         "[{\"name\":\"a\",\"context_tokens\":131072,\"sees\":true,\"tools\":false}]"},
        {"{\"data\":[{\"id\":\"a\",\"max_context_length\":-5,\"capabilities\":{\"vision\":false,"
         "\"function_calling\":true}}]}",
         "[{\"name\":\"a\",\"sees\":false,\"tools\":true}]"},
        {"{\"data\":[{\"id\":\"text-embedding-3-small\"},{\"id\":\"whisper-1\"},{\"id\":\"tts-1\"},"
         "{\"id\":\"gpt-4o\"}]}",
         "[{\"name\":\"gpt-4o\"}]"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct endpoints_models models;
        struct endpoints_models again;
        struct err err = {0};
        cr_assert_eq(endpoints_models_read(str_from(rows[i].answer), arena, &models, &err), E_OK,
                     "%zu: %s", i, err.detail);
        cr_expect_str_eq(written(&models), rows[i].found);
        endpoints_models_load(str_from(written(&models)), arena, &again);
        cr_expect_str_eq(written(&again), rows[i].found);
    }
}

Test(endpoints_models, names_tell_what_sees_where_nobody_says)
{
    static const char *const seeing[] = {"gpt-4o-mini", "Qwen2.5-VL-7B", "llava:13b", "gemma3:4b"};
    static const char *const blind[] = {"gpt-3.5-turbo", "llama3.1:8b", "mistral", "deepseek-r1"};
    for (size_t i = 0; i < ARRAY_LEN(seeing); i++) {
        cr_expect(endpoints_sounds_seeing(str_from(seeing[i])), "%s", seeing[i]);
        cr_expect(!endpoints_sounds_seeing(str_from(blind[i])), "%s", blind[i]);
    }
}

Test(endpoints_models, what_is_no_list_is_told)
{
    static const char *const bad[] = {"", "{}", "<html>", "[]", "{\"data\":{}}", "{\"data\":null}"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct endpoints_models models;
        struct err err = {0};
        cr_expect_eq(endpoints_models_read(str_from(bad[i]), arena, &models, &err), E_MODEL_FAILED,
                     "%s", bad[i]);
        cr_expect(err.detail[0] != '\0');
    }
}

Test(endpoints_models, settings_are_checked)
{
    static const struct {
        const char *json;
        const char *found; /* NULL: refused */
    } rows[] = {
        {"{}", "[]"},
        {"{\"a\":{\"context_tokens\":4096,\"sees\":true,\"tools\":false}}",
         "[{\"name\":\"a\",\"context_tokens\":4096,\"sees\":true,\"tools\":false}]"},
        {"{\"a\":{}}", "[{\"name\":\"a\"}]"},
        {"{\"a\":{\"context_tokens\":255}}", NULL},
        {"{\"a\":{\"context_tokens\":\"4096\"}}", NULL},
        {"{\"a\":{\"colour\":true}}", NULL},
        {"{\"a\":{\"sees\":1}}", NULL},
        {"{\"a\":true}", NULL},
        {"{\"\":{}}", NULL},
        {"[]", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct endpoints_models models;
        struct err err = {0};
        int rc = endpoints_settings_read(str_from(rows[i].json), arena, &models, &err);
        cr_expect_eq(rc, rows[i].found != NULL ? E_OK : E_INVALID, "%s", rows[i].json);
        if (rc == E_OK) {
            cr_expect_str_eq(written(&models), rows[i].found);
        }
    }
}

/* ---- refusals ---- */

static struct endpoint endpoint = {
    .row = {.name = {"Lab", 3}, .api_key = {"0123456789abcdef", 16}},
};

Test(endpoints_models, refusals_are_understood)
{
    static const struct {
        int status;
        const char *body;
        int rc;
        enum endpoints_verdict verdict;
        unsigned quirk;
        const char *words;
    } rows[] = {
        {401, "", E_MODEL_KEY, ENDPOINTS_FINAL, 0,
         "Lab does not take the key that it is asked with (401)."},
        {403, "{\"error\":\"no\"}", E_MODEL_KEY, ENDPOINTS_FINAL, 0,
         "Lab does not take the key that it is asked with (403): no"},
        {404, "{\"error\":{\"message\":\"model 'x' not found, try pulling it first\"}}",
         E_MODEL_UNKNOWN, ENDPOINTS_FINAL, 0,
         "Lab does not have this model (404): model 'x' not found, try pulling it first"},
        {404, "404 page not found", E_MODEL_FAILED, ENDPOINTS_FINAL, 0,
         "Lab has nothing at this address (404). The base URL should end where "
         "\"/chat/completions\" can follow, mostly in "
         "\"/v1\"."},
        {400, "{\"error\":{\"message\":\"Too long.\",\"code\":\"context_length_exceeded\"}}",
         E_CONTEXT, ENDPOINTS_FINAL, 0, "Lab cannot read that much at once (400): Too long."},
        {500, "{\"error\":{\"message\":\"the request exceeds the available context size\"}}",
         E_CONTEXT, ENDPOINTS_FINAL, 0,
         "Lab cannot read that much at once (500): the request exceeds the available context size"},
        {400, "{\"error\":{\"message\":\"Unrecognized argument: stream_options\"}}", E_MODEL_FAILED,
         ENDPOINTS_AT_ONCE, ENDPOINTS_NO_STREAM_OPTIONS,
         "Lab gave no answer (400): Unrecognized argument: stream_options"},
        {400, "{\"error\":{\"message\":\"Use 'max_completion_tokens' instead.\"}}", E_MODEL_FAILED,
         ENDPOINTS_AT_ONCE, ENDPOINTS_COMPLETION_TOKENS,
         "Lab gave no answer (400): Use 'max_completion_tokens' instead."},
        {400, "{\"error\":{\"message\":\"x does not support tools\"}}", E_MODEL_FAILED,
         ENDPOINTS_AT_ONCE, ENDPOINTS_NO_TOOLS,
         "Lab gave no answer (400): x does not support tools"},
        {400, "{\"error\":{\"message\":\"Unrecognized request argument supplied: tools\"}}",
         E_MODEL_FAILED, ENDPOINTS_AT_ONCE, ENDPOINTS_NO_TOOLS,
         "Lab gave no answer (400): Unrecognized request argument supplied: tools"},
        {422,
         "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"stream_options\"],"
         "\"msg\":\"Extra inputs are not permitted\"}]}",
         E_MODEL_FAILED, ENDPOINTS_AT_ONCE, ENDPOINTS_NO_STREAM_OPTIONS,
         "Lab gave no answer (422): stream_options: Extra inputs are not permitted"},
        {422, "{\"detail\":[{\"loc\":[],\"msg\":\"no\"}]}", E_MODEL_FAILED, ENDPOINTS_FINAL, 0,
         "Lab gave no answer (422): no"},
        {422, "{\"detail\":[]}", E_MODEL_FAILED, ENDPOINTS_FINAL, 0, "Lab gave no answer (422)."},
        {422, "{\"detail\":\"bad\"}", E_MODEL_FAILED, ENDPOINTS_FINAL, 0,
         "Lab gave no answer (422): bad"},
        {429, "{}", E_MODEL_BUSY, ENDPOINTS_AGAIN, 0, "Lab has too much to do (429)."},
        {429, "{\"error\":{\"message\":\"Pay.\",\"code\":\"insufficient_quota\"}}", E_MODEL_BUSY,
         ENDPOINTS_FINAL, 0, "Lab has too much to do (429): Pay."},
        {500, "oops", E_MODEL_FAILED, ENDPOINTS_AGAIN, 0, "Lab gave no answer (500)."},
        {503, "{\"error\":{\"message\":\"Loading model\"}}", E_MODEL_BUSY, ENDPOINTS_AGAIN, 0,
         "Lab has too much to do (503): Loading model"},
        {504, "", E_MODEL_TIMEOUT, ENDPOINTS_AGAIN, 0, "Lab took too long (504)."},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct endpoints_reply reply = {rows[i].status, str_from(rows[i].body), 5};
        struct endpoints_refusal found;
        struct err err = {0};
        endpoints_judge(&endpoint, &reply, 0, /* has_tools= */ true, &found, &err);
        cr_expect_eq(found.rc, rows[i].rc, "%zu: %d", i, found.rc);
        cr_expect_eq(found.verdict, rows[i].verdict, "%zu", i);
        cr_expect_eq(found.quirk, rows[i].quirk, "%zu", i);
        cr_expect_str_eq(err.detail, rows[i].words);
        cr_expect_eq(err.retry_after_s, 5);
        endpoints_judge(&endpoint, &reply, rows[i].quirk, true, &found, &err);
        cr_expect_neq(found.verdict, ENDPOINTS_AT_ONCE, "%zu: it would be asked for ever", i);
    }
}

Test(endpoints_models, words_of_servers_are_fit_for_people)
{
    static const struct {
        const char *words;
        const char *clean;
    } rows[] = {
        {"  two\n\nlines\tand \x1b[31m colour ", "two lines and [31m colour"},
        {"Incorrect API key provided: sk-abcdef****wxyz. Find",
         "Incorrect API key provided: ... Find"},
        {"key 0123456789abcdef is bad", "key ... is bad"},
        {"torn \xe4\xbd", "torn"},
        {"wrong \xff byte", "wrong \xef\xbf\xbd byte"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct str clean = endpoints_clean_words(&endpoint, str_from(rows[i].words), arena);
        cr_expect(str_eq(clean, str_from(rows[i].clean)), "%zu: %" STRF, i, STRA(clean));
    }
}

Test(endpoints_models, long_words_are_cut_between_characters)
{
    CLEANUP(sb_done) struct sb body;
    sb_init(&body, 64 * KIB);
    sb_add_c(&body, "{\"error\":{\"message\":\"a");
    for (int i = 0; i < 2000; i++) {
        sb_add_c(&body, "你");
    }
    sb_add_c(&body, "\"}}");
    const struct endpoints_reply reply = {400, sb_str(&body), -1};
    struct endpoints_refusal found;
    struct err err = {0};
    endpoints_judge(&endpoint, &reply, 0, false, &found, &err);
    cr_expect(utf8_valid(str_from(err.detail)));
    cr_expect(str_ends(str_from(err.detail), STR("你...")), "%s", err.detail);
}

Test(endpoints_models, prompts_are_estimated_with_all_that_is_in_them)
{
    const struct provider_image image = {STR("image/png"), STR("x")};
    const struct provider_turn turn = {
        .role = PROVIDER_USER, .text = STR("twelve chars"), .images = &image, .image_count = 1};
    const struct provider_tool tool = {STR("f"), STR("text"), STR("{}")};
    const struct provider_prompt prompt = {
        .turns = &turn, .turn_count = 1, .tools = &tool, .tool_count = 1};
    cr_expect_eq(endpoints_estimate_prompt(&prompt), 4 + 3 + 800 + 4 + 1 + 1);
}
