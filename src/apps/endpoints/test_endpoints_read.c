/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading what servers send: events, JSON, torn texts, answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "apps/endpoints/endpoints_answer.h"
#include "apps/endpoints/endpoints_scan.h"
#include "base/utf8.h"

/* ---- events ---- */

static int take(void *context, struct str data)
{
    struct sb *sb = context;
    sb_addf(sb, "[%" STRF "]", STRA(data));
    return str_eq(data, STR("stop")) ? E_CANCELLED : E_OK;
}

/* All that is sent, `step` bytes at a time. */
static int read_events(struct str bytes, size_t step, struct sb *out)
{
    struct endpoints_sse sse;
    int rc = E_OK;
    sb_clear(out);
    endpoints_sse_init(&sse);
    for (size_t at = 0; at < bytes.n && rc == E_OK; at += step) {
        rc = endpoints_sse_feed(&sse, str_sub(bytes, at, at + step), take, out);
    }
    if (rc == E_OK) {
        rc = endpoints_sse_end(&sse, take, out);
    }
    endpoints_sse_done(&sse);
    return rc;
}

Test(endpoints_sse, events_are_found_whatever_ends_lines_and_however_bytes_come)
{
    static const struct {
        const char *sent;
        const char *found;
    } rows[] = {
        {"", ""},
        {"data: a\n\n", "[a]"},
        {"data:a\n\ndata:  b\n\n", "[a][ b]"},
        {"data: a\r\n\r\ndata: b\r\rdata: c\n\n", "[a][b][c]"},
        {"data: a\ndata: b\n\n", "[a\nb]"},
        {"data\n\n", "[]"},
        {"data: \n\n\n\n", "[]"},
        {": comment\nevent: x\nid: 3\nretry: 5\nunknown\ndata: a\n\n", "[a]"},
        {"\xef\xbb\xbf"
         "data: a\n\n",
         "[a]"},
        {"data: a", "[a]"},
        {"data: a\n", "[a]"},
        {"data: a\r", "[a]"},
        {"dataset: a\n\n", ""},
        {" data: a\n\n", ""},
        {"\n\n\r\r\n", ""},
    };
    CLEANUP(sb_done) struct sb out;
    sb_init(&out, KIB);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t step = 1; step <= 40; step++) {
            cr_assert_eq(read_events(str_from(rows[i].sent), step, &out), E_OK);
            cr_expect(str_eq(sb_str(&out), str_from(rows[i].found)), "%zu, step %zu: %" STRF, i,
                      step, STRA(sb_str(&out)));
        }
    }
}

Test(endpoints_sse, what_is_too_long_is_refused_and_who_takes_can_end_it)
{
    CLEANUP(sb_done) struct sb out;
    CLEANUP(sb_done) struct sb sent;
    sb_init(&out, 4 * MIB);
    sb_init(&sent, 4 * MIB);
    sb_add_c(&sent, "data: ");
    while (sent.n < ENDPOINTS_EVENT_MAX) {
        sb_add_c(&sent, "xxxxxxxxxxxxxxxx");
    }
    const struct str line = sb_str(&sent);
    cr_expect_eq(read_events(line, 1000, &out), E_TOO_LARGE);
    sb_clear(&sent);
    for (int i = 0; i < 40000; i++) {
        sb_add_c(&sent, "data: 0123456789012345678901234567890\n");
    }
    cr_expect_eq(read_events(sb_str(&sent), 1000, &out), E_TOO_LARGE);
    cr_expect_eq(read_events(STR("data: stop\n\ndata: b\n\n"), 1000, &out), E_CANCELLED);
    cr_expect(str_eq(sb_str(&out), STR("[stop]")));
}

/* ---- torn texts ---- */

/* All of it, `step` bytes at a time. */
static void join(struct str bytes, size_t step, struct sb *out)
{
    struct endpoints_text text = {0};
    CLEANUP(sb_done) struct sb scratch;
    sb_init(&scratch, KIB);
    sb_clear(out);
    for (size_t at = 0; at < bytes.n; at += step) {
        const struct str whole =
            endpoints_text_join(&text, str_sub(bytes, at, at + step), &scratch);
        cr_assert(utf8_valid(whole));
        sb_add(out, whole);
    }
    if (endpoints_text_end(&text)) {
        sb_add_c(out, "\xef\xbf\xbd");
    }
}

Test(endpoints_text, torn_characters_come_together)
{
    static const struct {
        struct str sent;
        const char *whole;
    } rows[] = {
        {STR("Grüße, سلام 你好 👩‍🚀"), "Grüße, سلام 你好 👩‍🚀"},
        {STR("a\0b"), "ab"},
        {STR("a\xff"
             "b"),
         "a\xef\xbf\xbd"
         "b"},
        {STR("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd"},
        {STR("a\xe4\xbd"), "a\xef\xbf\xbd"},
        {STR("\xe4"
             "A"),
         "\xef\xbf\xbd"
         "A"},
        /* halves of U+1F600, as \u escapes leave them */
        {STR("x\xed\xa0\xbd\xed\xb8\x80y"), "x😀y"},
        {STR("\xed\xa0\xbd"), "\xef\xbf\xbd"},
        {STR("\xed\xa0\xbdz"), "\xef\xbf\xbdz"},
        {STR("\xed\xb8\x80z"), "\xef\xbf\xbdz"},
        {STR("\xed\xa0\xbd\xed\xa0\xbd\xed\xb8\x80"), "\xef\xbf\xbd😀"},
        {STR("\xed\xa0\xbd\xed\x9f\xbf"), "\xef\xbf\xbd\xed\x9f\xbf"},
    };
    CLEANUP(sb_done) struct sb out;
    sb_init(&out, KIB);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t step = 1; step <= rows[i].sent.n; step++) {
            join(rows[i].sent, step, &out);
            cr_expect(str_eq(sb_str(&out), str_from(rows[i].whole)), "%zu, step %zu: %" STRF, i,
                      step, STRA(sb_str(&out)));
        }
    }
}

/* ---- JSON ---- */

Test(endpoints_scan, what_is_no_json_is_told)
{
    static const char *const bad[] = {
        "",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "[1,2]x",
        "{\"a\":nonsense}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"b}",
        "{a:1}",
        "{\"a\":[1}",
        "{\"a\":{]}",
        "[",
        "1",
        "\"text\"",
        "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct endpoints_chunk chunk;
        endpoints_chunk_init(&chunk);
        cr_expect_eq(endpoints_chunk_read(str_from(bad[i]), &chunk), E_MALFORMED_JSON, "%s",
                     bad[i]);
        endpoints_chunk_done(&chunk);
    }
}

Test(endpoints_scan, texts_are_unescaped)
{
    struct endpoints_scan scan;
    CLEANUP(sb_done) struct sb out;
    sb_init(&out, KIB);
    endpoints_scan_init(&scan, STR(" \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\" "));
    cr_assert(endpoints_scan_text(&scan, &out));
    cr_expect(endpoints_scan_is_whole(&scan));
    cr_expect(str_eq(sb_str(&out), STR("\"\\/\b\f\n\r\tAé€")), "%" STRF, STRA(sb_str(&out)));
}

/* ---- answers ---- */

struct heard {
    struct sb text;
    struct sb reasoning;
    struct sb calls;
};

static int hear_delta(void *context, enum provider_delta kind, struct str text)
{
    struct heard *heard = context;
    cr_assert(text.n > 0 && utf8_valid(text));
    sb_add(kind == PROVIDER_TEXT ? &heard->text : &heard->reasoning, text);
    return E_OK;
}

static int hear_call(void *context, const struct provider_call *call)
{
    struct heard *heard = context;
    sb_addf(&heard->calls, "%" STRF ":%" STRF "(%" STRF ")", STRA(call->id), STRA(call->name),
            STRA(call->arguments));
    return E_OK;
}

static void heard_init(struct heard *heard)
{
    sb_init(&heard->text, MIB);
    sb_init(&heard->reasoning, MIB);
    sb_init(&heard->calls, MIB);
}

static void heard_done(struct heard *heard)
{
    sb_done(&heard->text);
    sb_done(&heard->reasoning);
    sb_done(&heard->calls);
}

static int hear(const char *const *chunks, struct heard *heard, struct provider_end *end,
                struct err *err)
{
    const struct provider_listener listener = {heard, hear_delta, hear_call, NULL};
    struct endpoints_answer answer;
    int rc = E_OK;
    endpoints_answer_init(&answer, &listener);
    for (; *chunks != NULL && rc == E_OK; chunks++) {
        rc = endpoints_answer_feed(&answer, STR("data: "), err);
        rc = rc == E_OK ? endpoints_answer_feed(&answer, str_from(*chunks), err) : rc;
        rc = rc == E_OK ? endpoints_answer_feed(&answer, STR("\n\n"), err) : rc;
    }
    rc = rc == E_OK ? endpoints_answer_end(&answer, 7, end, err) : rc;
    endpoints_answer_done(&answer);
    return rc;
}

#define SAID(json)  "{\"choices\":[{\"index\":0,\"delta\":{" json "}}]}"
#define ENDED(word) "{\"choices\":[{\"delta\":{},\"finish_reason\":\"" word "\"}]}"

struct answer_row {
    const char *name;
    const char *chunks[8];
    const char *text;
    const char *reasoning;
    const char *calls;
    enum provider_finish finish;
};

static const struct answer_row answers[] = {
    {"a plain one",
     {SAID("\"content\":\"a\""), ENDED("stop"), "[DONE]"},
     "a",
     "",
     "",
     PROVIDER_STOP},
    {"nothing after [DONE]", {"[DONE]", SAID("\"content\":\"a\"")}, "", "", "", PROVIDER_STOP},
    {"a pair torn between events",
     {SAID("\"content\":\"\\ud83d\""), SAID("\"content\":\"\\ude00!\""), ENDED("stop")},
     "😀!",
     "",
     "",
     PROVIDER_STOP},
    {"bytes torn between events",
     {SAID("\"content\":\"\xe4\xbd\""), SAID("\"content\":\"\xa0\""), ENDED("stop")},
     "你",
     "",
     "",
     PROVIDER_STOP},
    {"torn, and then cut",
     {SAID("\"content\":\"a\xe4\xbd\"")},
     "a\xef\xbf\xbd",
     "",
     "",
     PROVIDER_CUT},
    {"a thought in tags",
     {SAID("\"content\":\"\\n <thi\""), SAID("\"content\":\"nk>a<b</th\""),
      SAID("\"content\":\"ink>\\n\""), SAID("\"content\":\"\\n c <think>d\""), ENDED("stop")},
     "c <think>d",
     "a<b",
     "",
     PROVIDER_STOP},
    {"what only looks like a tag",
     {SAID("\"content\":\" <thin\""), SAID("\"content\":\" ice>\""), ENDED("stop")},
     " <thin ice>",
     "",
     "",
     PROVIDER_STOP},
    {"the beginning of a tag, and no more",
     {SAID("\"content\":\"<th\""), ENDED("stop")},
     "<th",
     "",
     "",
     PROVIDER_STOP},
    {"a thought that does not end",
     {SAID("\"content\":\"<think>a</thin\""), ENDED("length")},
     "",
     "a</thin",
     "",
     PROVIDER_LENGTH},
    {"reasoning under both names counts once",
     {SAID("\"reasoning\":\"r\",\"reasoning_content\":\"r\",\"content\":null"),
      SAID("\"content\":\"a\""), ENDED("stop")},
     "a",
     "r",
     "",
     PROVIDER_STOP},
    {"content in parts",
     {SAID("\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"r\"}]},"
           "{\"type\":\"text\",\"text\":\"a\"}]"),
      ENDED("stop")},
     "a",
     "r",
     "",
     PROVIDER_STOP},
    {"calls in pieces, and \"stop\"",
     {SAID("\"tool_calls\":[{\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":"
           "\"\"}}]"),
      SAID("\"tool_calls\":[{\"index\":1,\"id\":\"y\",\"function\":{\"name\":\"g\",\"arguments\":"
           "\"{\"}}]"),
      SAID("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":1}\"}},"
           "{\"index\":1,\"function\":{\"arguments\":\"}\"}}]"),
      ENDED("stop")},
     "",
     "",
     "x:f({\"a\":1})y:g({})",
     PROVIDER_CALLS},
    {"whole calls under one index, and arguments that are JSON",
     {SAID("\"tool_calls\":[{\"index\":0,\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":{"
           "\"a\":[1]}}}]"),
      SAID("\"tool_calls\":[{\"index\":0,\"id\":\"y\",\"function\":{\"name\":\"g\",\"arguments\":"
           "\"{}\"}}]"),
      ENDED("tool_calls")},
     "",
     "",
     "x:f({\"a\":[1]})y:g({})",
     PROVIDER_CALLS},
    {"calls without ids and indices",
     {SAID("\"tool_calls\":[{\"function\":{\"name\":\"f\"}},{\"function\":{\"name\":\"g\"}}]"),
      ENDED("tool_calls")},
     "",
     "",
     "call_1:f({})call_2:g({})",
     PROVIDER_CALLS},
    {"calls that were cut are not made",
     {SAID("\"content\":\"a\""), SAID("\"tool_calls\":[{\"index\":0,\"id\":\"x\",\"function\":{"
                                      "\"name\":\"f\",\"arguments\":\"{\"}}]")},
     "a",
     "",
     "",
     PROVIDER_CUT},
    {"\"tool_calls\" without a call",
     {SAID("\"content\":\"a\""), ENDED("tool_calls")},
     "a",
     "",
     "",
     PROVIDER_STOP},
    {"a refusal",
     {SAID("\"refusal\":\"No.\""), ENDED("content_filter")},
     "No.",
     "",
     "",
     PROVIDER_FILTER},
    {"other choices are nobody's",
     {"{\"choices\":[{\"delta\":{\"content\":\"a\"}},{\"delta\":{\"content\":\"b\"}}]}",
      ENDED("stop")},
     "a",
     "",
     "",
     PROVIDER_STOP},
};

Test(endpoints_answer, answers_are_read)
{
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        const struct answer_row *row = &answers[i];
        CLEANUP(heard_done) struct heard heard;
        struct provider_end end = {0};
        struct err err = {0};
        heard_init(&heard);
        cr_expect_eq(hear(row->chunks, &heard, &end, &err), E_OK, "%s: %s", row->name, err.detail);
        cr_expect(str_eq(sb_str(&heard.text), str_from(row->text)), "%s: %" STRF, row->name,
                  STRA(sb_str(&heard.text)));
        cr_expect(str_eq(sb_str(&heard.reasoning), str_from(row->reasoning)), "%s: %" STRF,
                  row->name, STRA(sb_str(&heard.reasoning)));
        cr_expect(str_eq(sb_str(&heard.calls), str_from(row->calls)), "%s: %" STRF, row->name,
                  STRA(sb_str(&heard.calls)));
        cr_expect_eq(end.finish, row->finish, "%s: %d", row->name, (int)end.finish);
    }
}

Test(endpoints_answer, usage_is_as_told_or_estimated)
{
    static const char *const told[] = {SAID("\"content\":\"abcdefgh\""), ENDED("stop"),
                                       "{\"choices\":[],\"usage\":{\"prompt_tokens\":11,"
                                       "\"completion_tokens\":22,\"total_tokens\":33}}",
                                       "[DONE]", NULL};
    static const char *const wrong[] = {SAID("\"content\":\"abcdefgh\""), ENDED("stop"),
                                        "{\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":"
                                        "99999999999999999}}",
                                        NULL};
    CLEANUP(heard_done) struct heard heard;
    struct provider_end end = {0};
    heard_init(&heard);
    cr_assert_eq(hear(told, &heard, &end, NULL), E_OK);
    cr_expect_eq(end.usage.prompt_tokens, 11);
    cr_expect_eq(end.usage.completion_tokens, 22);
    cr_expect(!end.usage.is_estimate);
    cr_assert_eq(hear(wrong, &heard, &end, NULL), E_OK);
    cr_expect_eq(end.usage.prompt_tokens, 7);
    cr_expect_eq(end.usage.completion_tokens, 2);
    cr_expect(end.usage.is_estimate);
}

Test(endpoints_answer, what_is_wrong_is_said)
{
    static const struct {
        const char *chunks[3];
        const char *words;
    } rows[] = {
        {{NULL}, "The model's server ended before it had answered."},
        {{"{\"error\":{\"message\":\"Oh.\",\"code\":500}}"}, "Oh."},
        {{"{\"error\":\"Oh.\"}"}, "Oh."},
        {{"{\"error\":{}}"}, "no reason"},
        {{"<html>"}, "What the model's server sent could not be read: it is no JSON."},
        {{SAID("\"tool_calls\":[{\"index\":0,\"id\":\"x\"}]"), ENDED("tool_calls")},
         "The model asked for a tool without a name."},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(heard_done) struct heard heard;
        struct provider_end end = {0};
        struct err err = {0};
        heard_init(&heard);
        cr_expect_eq(hear(rows[i].chunks, &heard, &end, &err), E_MODEL_FAILED, "%zu", i);
        cr_expect_str_eq(err.detail, rows[i].words);
    }
}

Test(endpoints_answer, calls_have_a_limit)
{
    CLEANUP(heard_done) struct heard heard;
    CLEANUP(sb_done) struct sb json;
    struct provider_end end = {0};
    struct err err = {0};
    heard_init(&heard);
    sb_init(&json, MIB);
    sb_add_c(&json, "{\"choices\":[{\"delta\":{\"tool_calls\":[");
    for (int i = 0; i < 33; i++) {
        sb_addf(&json, "%s{\"index\":%d,\"function\":{\"name\":\"f\"}}", i > 0 ? "," : "", i);
    }
    sb_add_c(&json, "]}}]}");
    const char *const many[] = {json.p, NULL};
    cr_expect_eq(hear(many, &heard, &end, &err), E_MODEL_FAILED);
    const char *chunks[70] = {NULL};
    char made[66][100];
    for (int i = 0; i < 65; i++) {
        snprintf(made[i], sizeof(made[i]),
                 SAID("\"tool_calls\":[{\"index\":%d,\"function\":{\"name\":\"f\"}}]"), i);
        chunks[i] = made[i];
    }
    err_clear(&err);
    cr_expect_eq(hear(chunks, &heard, &end, &err), E_MODEL_FAILED);
    cr_expect_str_eq(err.detail, "The model asked for more tools than it may.");
}
