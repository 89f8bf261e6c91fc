/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that come again. Only the last one is kept: whoever answers a question has been told of those before it. */
#include <inttypes.h>

#include "apps/skills/quiz.h"

#define LAST_MAX (64 * KIB)

struct str quiz_again_name(const struct quiz *quiz, int64_t number, struct arena *arena)
{
    return str_from(arena_printf(arena, "%" PRId64 "-%" PRId64, quiz->started_ms, number));
}

struct str quiz_again_write(int64_t number, const struct quiz_feedback *feedback,
                            struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, LAST_MAX);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_i64(&out, "number", number);
    json_kv_bool(&out, "correct", feedback->is_correct);
    json_kv_bool(&out, "almost", feedback->is_almost);
    json_kv_bool(&out, "unknown", feedback->is_unknown);
    json_kv_str(&out, "given", feedback->given);
    json_kv_raw(&out, "question", feedback->question);
    json_end_object(&out);
    return sb.failed ? STR("{}") : str_copy(arena, sb_str(&sb));
}

bool quiz_again_find(const struct quiz *quiz, struct str name, struct arena *arena,
                     struct quiz_feedback *out)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    CLEANUP(sb_done) struct sb question;
    struct json_out json;
    sb_init(&question, LAST_MAX);
    if (json_doc_parse(quiz->last, &doc, NULL) < 0) {
        return false;
    }
    const struct json_value last = json_doc_root(doc);
    const int64_t number = json_i64(json_get(last, "number"), 0);
    if (number == 0 || !str_eq(name, quiz_again_name(quiz, number, arena))) {
        return false;
    }
    json_out_init(&json, &question);
    json_put_value(&json, json_get(last, "question"));
    *out = (struct quiz_feedback){
        .is_there = true,
        .is_counted = true,
        .is_correct = json_bool(json_get(last, "correct"), false),
        .is_almost = json_bool(json_get(last, "almost"), false),
        .is_unknown = json_bool(json_get(last, "unknown"), false),
        .given = str_copy(arena, json_text(json_get(last, "given"))),
        .question = str_copy(arena, sb_str(&question)),
    };
    return true;
}
