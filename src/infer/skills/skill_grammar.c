/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grammar {text, language?}: infer/grammar for whoever asks for corrections. */
#include <ctype.h>

#include "infer/grammar/grammar.h"
#include "infer/skills/skills.h"

#define SUMMARY_BYTES_MAX (2 * MIB)
/* What the plain text lists; all are in "findings". */
#define WORD_BYTES_MAX ((size_t)60)
#define LISTED_MAX     ((size_t)100)

static int init(void **out_state, struct err *err)
{
    struct grammar *grammar;
    int rc = grammar_new(&grammar, err);
    if (rc == E_OK) {
        *out_state = grammar;
    }
    return rc;
}

static void done(void *state)
{
    grammar_free(state);
}

static void put_finding(struct json_out *out, const struct grammar_finding *finding)
{
    json_begin_object(out);
    json_kv_i64(out, "start", (int64_t)finding->start);
    json_kv_i64(out, "end", (int64_t)finding->end);
    json_kv_str(out, "found", finding->found);
    if (finding->has_correction) {
        json_kv_str(out, "correction", finding->correction);
    } else {
        json_kv_null(out, "correction");
    }
    json_key(out, "alternatives");
    json_begin_array(out);
    for (size_t i = 0; i < finding->alternative_count; i++) {
        json_put_str(out, finding->alternatives[i]);
    }
    json_end_array(out);
    json_kv_str(out, "reason", finding->reason);
    json_kv_c(out, "rule", finding->rule);
    json_kv_c(out, "category", grammar_category_name(finding->category));
    json_end_object(out);
}

/* "1. "has" → "have": Subject and verb do not agree." */
static void add_line(struct sb *sb, size_t number, const struct grammar_finding *finding)
{
    sb_addf(sb, "%zu. \"%" STRF "\"", number, STRA(str_trim(finding->found)));
    if (finding->has_correction && finding->correction.n > 0) {
        sb_addf(sb, " \xE2\x86\x92 \"%" STRF "\"", STRA(str_trim(finding->correction)));
    } else if (finding->has_correction) {
        sb_add_c(sb, " \xE2\x86\x92 (nothing)");
    }
    sb_addf(sb, ": %" STRF "\n", STRA(finding->reason));
}

/* "how do you spell necessary": a word of at least two letters, and no more. */
static bool is_word(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < 0x80 && isalpha((unsigned char)text.p[i]) == 0) {
            return false;
        }
    }
    return text.n >= 2 && text.n <= WORD_BYTES_MAX;
}

static struct str describe(const struct grammar_result *result, struct str text,
                           struct arena *arena)
{
    text = str_trim(text);
    if (result->choice.n > 0) {
        return result->choice;
    }
    if (result->count == 0 && result->notice_count == 0 && is_word(text)) {
        return str_from(arena_printf(arena, "“%" STRF "” is spelled right.", STRA(text)));
    }
    if (result->count == 0) {
        return STR("Nothing to correct was found.");
    }
    struct sb sb;
    sb_init(&sb, SUMMARY_BYTES_MAX);
    sb_add(&sb, result->corrected);
    sb_add_c(&sb, "\n\n");
    for (size_t i = 0; i < result->count && i < LISTED_MAX; i++) {
        add_line(&sb, i + 1, &result->findings[i]);
    }
    if (result->count > LISTED_MAX) {
        sb_addf(&sb, "... and %zu more.\n", result->count - LISTED_MAX);
    }
    const struct str all = str_copy(arena, str_trim(sb_str(&sb)));
    sb_done(&sb);
    return all;
}

static int run(void *state, const struct skill_task *task, struct json_out *out, struct err *err)
{
    const struct grammar_request request = {
        .text = json_text(json_get(task->arguments, "text")),
        .language = json_text(json_get(task->arguments, "language")),
        .goes_on = task->goes_on,
        .context = task->context,
    };
    struct grammar_result result;
    int rc = grammar_check(state, &request, task->arena, &result, err);
    if (rc < 0) {
        return rc;
    }
    json_kv_c(out, "kind", "corrections");
    json_kv_str(out, "text", describe(&result, request.text, task->arena));
    json_kv_str(out, "original", request.text);
    json_kv_str(out, "corrected", result.corrected);
    json_kv_str(out, "language", result.language);
    json_key(out, "findings");
    json_begin_array(out);
    for (size_t i = 0; i < result.count; i++) {
        put_finding(out, &result.findings[i]);
    }
    json_end_array(out);
    if (result.notice_count > 0) {
        json_key(out, "notices");
        json_begin_array(out);
        for (size_t i = 0; i < result.notice_count; i++) {
            json_put_str(out, result.notices[i]);
        }
        json_end_array(out);
    }
    return E_OK;
}

const struct skill_kind skill_grammar = {.name = "grammar", .init = init, .done = done, .run = run};
