/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "apps/openai/openai_int.h"

#define PNG "data:image/png;base64,iVBORw0KGgo="

static struct arena *arena;
static struct json_doc *doc;
static struct openai_request request;
static struct err err;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    json_doc_free(doc);
    arena_free(arena);
}

TestSuite(openai, .init = set_up, .fini = tear_down);

static int read_json(const char *json)
{
    json_doc_free(doc);
    doc = NULL;
    err = (struct err){0};
    int rc = json_doc_parse(str_from(json), &doc, &err);
    return rc == E_OK ? openai_read_request(json_doc_root(doc), arena, &request, &err) : rc;
}

static void expect_str(struct str found, const char *wanted)
{
    cr_expect(str_eq(found, str_from(wanted)), "%" STRF " is not %s", STRA(found), wanted);
}

Test(openai, reads_a_conversation)
{
    cr_assert_eq(
        read_json(
            "{\"model\": \"m\", \"messages\": ["
            "{\"role\": \"developer\", \"content\": \"Be brief.\"},"
            "{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"a\"}, {\"type\": "
            "\"image_url\", \"image_url\": {\"url\": \"" PNG
            "\", \"detail\": \"low\"}}, {\"type\": "
            "\"text\", \"text\": \"b\"}]},"
            "{\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"c1\", "
            "\"type\": "
            "\"function\", \"function\": {\"name\": \"look\", \"arguments\": \"{}\"}}]},"
            "{\"role\": \"tool\", \"tool_call_id\": \"c1\", \"content\": \"seen\"}]}"),
        E_OK, "%s: %s", err.fields[0].name, err.fields[0].text);
    const struct provider_prompt *prompt = &request.prompt;
    expect_str(prompt->model, "m");
    cr_assert_eq(prompt->turn_count, 4);
    cr_expect_eq(prompt->turns[0].role, PROVIDER_SYSTEM);
    expect_str(prompt->turns[1].text, "a\nb");
    cr_assert_eq(prompt->turns[1].image_count, 1);
    expect_str(prompt->turns[1].images[0].media_type, "image/png");
    expect_str(prompt->turns[1].images[0].bytes, "\x89PNG\r\n\x1a\n");
    cr_expect_eq(request.image_count, 1);
    cr_assert_eq(prompt->turns[2].call_count, 1);
    expect_str(prompt->turns[2].calls[0].name, "look");
    cr_expect_eq(prompt->turns[3].role, PROVIDER_TOOL);
    expect_str(prompt->turns[3].call_id, "c1");
    cr_expect_not(request.is_stream);
    cr_expect_eq(prompt->options.n, 0);
    cr_expect_eq(prompt->max_tokens, 0);
}

Test(openai, reads_tools_and_options)
{
    cr_assert_eq(
        read_json(
            "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], "
            "\"stream\": true, "
            "\"stream_options\": {\"include_usage\": true}, \"max_tokens\": 5, "
            "\"max_completion_tokens\": 7, "
            "\"temperature\": 0.5, \"stop\": [\"a\"], \"seed\": 3, \"n\": 1, \"user\": \"u\", "
            "\"logprobs\": "
            "null, \"response_format\": {\"type\": \"json_object\"}, \"tools\": [{\"type\": "
            "\"function\", "
            "\"function\": {\"name\": \"a\"}}, {\"type\": \"function\", \"function\": {\"name\": "
            "\"b\", "
            "\"parameters\": {\"type\": \"object\"}}}], \"tool_choice\": {\"type\": \"function\", "
            "\"function\": {\"name\": \"b\"}}}"),
        E_OK, "%s: %s", err.fields[0].name, err.fields[0].text);
    const struct provider_prompt *prompt = &request.prompt;
    cr_expect(request.is_stream);
    cr_expect(request.wants_usage);
    cr_expect_eq(prompt->max_tokens, 7);
    expect_str(prompt->options, "{\"temperature\":0.5,\"stop\":[\"a\"],\"seed\":3,"
                                "\"response_format\":{\"type\":\"json_object\"}}");
    cr_assert_eq(prompt->tool_count, 2);
    expect_str(prompt->tools[0].schema, "{\"type\":\"object\",\"properties\":{}}");
    expect_str(prompt->tools[1].schema, "{\"type\":\"object\"}");
    expect_str(prompt->tool_choice, "{\"type\":\"function\",\"function\":{\"name\":\"b\"}}");
}

#define ASK(members) \
    "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]" members "}"
#define TURN(turn) "{\"model\": \"m\", \"messages\": [" turn "]}"
#define PICTURE(url)                                                                              \
    TURN("{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": " \
         "\"" url "\"}}]}")
#define TOOL(function) ASK(", \"tools\": [{\"type\": \"function\", \"function\": " function "}]")

Test(openai, names_the_member_that_is_wrong)
{
    static const struct {
        const char *json;
        const char *field;
    } rows[] = {
        {"{}", "model"},
        {"{\"model\": \"\"}", "model"},
        {"{\"model\": 5}", "model"},
        {"{\"model\": \"m\"}", "messages"},
        {TURN(""), "messages"},
        {TURN("5"), "messages[0].role"},
        {TURN("{\"role\": \"function\", \"content\": \"x\"}"), "messages[0].role"},
        {TURN("{\"role\": \"user\"}"), "messages[0].content"},
        {TURN("{\"role\": \"user\", \"content\": 5}"), "messages[0].content"},
        {TURN("{\"role\": \"assistant\", \"content\": null}"), "messages[0].content"},
        {TURN("{\"role\": \"user\", \"content\": [{\"type\": \"input_audio\"}]}"),
         "messages[0].content"},
        {TURN("{\"role\": \"user\", \"content\": [{\"type\": \"text\"}]}"), "messages[0].content"},
        {TURN("{\"role\": \"system\", \"content\": [{\"type\": \"image_url\"}]}"),
         "messages[0].content"},
        {TURN("{\"role\": \"tool\", \"content\": \"x\"}"), "messages[0].tool_call_id"},
        {TURN("{\"role\": \"user\", \"content\": \"x\", \"tool_calls\": []}"),
         "messages[0].tool_calls"},
        {TURN("{\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"c\"}]}"),
         "messages[0].tool_calls"},
        {PICTURE("https://example.org/a.png"), "messages[0].content"},
        {PICTURE("http://169.254.169.254/"), "messages[0].content"},
        {PICTURE("file:///etc/passwd"), "messages[0].content"},
        {PICTURE("data:image/svg+xml;base64,PHN2Zz4="), "messages[0].content"},
        {PICTURE("data:image/png,raw"), "messages[0].content"},
        {PICTURE("data:image/png;base64,"), "messages[0].content"},
        {PICTURE("data:image/png;base64,iVBORw0KGgo"), "messages[0].content"},
        {PICTURE("data:image/png;base64,iVBO!w0KGgo="), "messages[0].content"},
        {PICTURE("data:image/png;base64,===="), "messages[0].content"},
        {PICTURE("data:image/jpeg;base64,iVBORw0KGgo="), "messages[0].content"},
        {TOOL("{\"name\": \"a b\"}"), "tools[0].function.name"},
        {TOOL("{}"), "tools[0].function.name"},
        {TOOL("{\"name\": \"a\", \"description\": 5}"), "tools[0].function.description"},
        {TOOL("{\"name\": \"a\", \"parameters\": []}"), "tools[0].function.parameters"},
        {ASK(", \"tools\": {}"), "tools"},
        {ASK(", \"tools\": [{\"type\": \"retrieval\"}]"), "tools[0].type"},
        {ASK(", \"tool_choice\": \"any\""), "tool_choice"},
        {ASK(", \"tool_choice\": {\"function\": {\"name\": \"a\"}}"), "tool_choice"},
        {ASK(", \"stream\": \"yes\""), "stream"},
        {ASK(", \"stream_options\": {}"), "stream_options"},
        {ASK(", \"stream\": true, \"stream_options\": 5"), "stream_options"},
        {ASK(", \"max_tokens\": 0"), "max_tokens"},
        {ASK(", \"max_completion_tokens\": \"5\""), "max_completion_tokens"},
        {ASK(", \"n\": 2"), "n"},
        {ASK(", \"logprobs\": true"), "logprobs"},
        {ASK(", \"functions\": []"), "functions"},
        {ASK(", \"temperature\": 2.1"), "temperature"},
        {ASK(", \"temperature\": \"hot\""), "temperature"},
        {ASK(", \"seed\": 1.5"), "seed"},
        {ASK(", \"stop\": [1]"), "stop"},
        {ASK(", \"stop\": \"\""), "stop"},
        {ASK(", \"response_format\": \"json\""), "response_format"},
        {ASK(", \"response_format\": {\"type\": \"json_schema\"}"), "response_format"},
        {ASK(", \"logit_bias\": []"), "logit_bias"},
        {ASK(", \"parallel_tool_calls\": 1"), "parallel_tool_calls"},
        {ASK(", \"reasoning_effort\": 1"), "reasoning_effort"},
        {ASK(", \"best_of\": 1"), "best_of"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(read_json(rows[i].json), E_INVALID, "%s", rows[i].json);
        cr_expect_str_eq(err.fields[0].name, rows[i].field, "%s", rows[i].json);
    }
}

/* ---- wire form ---- */

static struct openai_answer answer_of(bool wants_usage)
{
    struct openai_answer answer = {
        .id = STR("chatcmpl-1"), .model = STR("m"), .created_s = 5, .wants_usage = wants_usage};
    sb_init(&answer.text, 1000);
    sb_init(&answer.reasoning, 1000);
    sb_init(&answer.calls, 1000);
    return answer;
}

#define HEAD                                                                                     \
    "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":5,\"model\":\"m\"," \
    "\"choices\":["

Test(openai, writes_frames)
{
    struct openai_answer answer = answer_of(true);
    struct sb sb;
    sb_init(&sb, 10000);
    openai_frame_text(&answer, PROVIDER_TEXT, STR("a\n\"b\""), &sb);
    expect_str(sb_str(&sb),
               "data: " HEAD
               "{\"index\":0,\"delta\":{\"content\":\"a\\n\\\"b\\\"\"},\"logprobs\":null,"
               "\"finish_reason\":null}],\"usage\":null}\n\n");
    sb_clear(&sb);
    answer.usage = (struct provider_usage){.prompt_tokens = 2, .completion_tokens = 3};
    answer.finish = PROVIDER_CALLS;
    openai_frame_end(&answer, &sb);
    expect_str(sb_str(&sb),
               "data: " HEAD
               "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}],"
               "\"usage\":null}\n\n"
               "data: " HEAD
               "],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":3,\"total_tokens\":5}}\n\n"
               "data: [DONE]\n\n");
    sb_clear(&sb);
    answer.rc = E_MODEL_DOWN;
    openai_frame_end(&answer, &sb);
    expect_str(sb_str(&sb),
               "data: {\"error\":{\"message\":\"The model's server cannot be reached.\",\"type\":"
               "\"server_error\",\"param\":null,\"code\":\"model_unreachable\"}}\n\n");
    sb_done(&sb);
}

Test(openai, writes_whole_answers)
{
    struct openai_answer answer = answer_of(false);
    struct json_out out;
    struct sb sb;
    sb_init(&sb, 10000);
    json_out_init(&out, &sb);
    json_out_init(&out, &answer.calls);
    const struct provider_call call = {STR("c1"), STR("look"), STR("{\"a\":1}")};
    openai_write_call(&out, &call);
    answer.call_count = 1;
    answer.finish = PROVIDER_CALLS;
    json_out_init(&out, &sb);
    openai_write_whole(&answer, &out);
    expect_str(
        sb_str(&sb),
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":5,\"model\":\"m\","
        "\"choices\":[{"
        "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_"
        "calls\":[{"
        "\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{"
        "\\\"a\\\":1}\"}"
        "}]},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":0,"
        "\"completion_tokens\":0,\"total_tokens\":0}}");
    sb_done(&sb);
    sb_done(&answer.calls);
}
