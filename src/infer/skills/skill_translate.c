/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"
#include "infer/skills/skills.h"
#include "infer/translation/translation.h"

#define TEXT_MAX (8 * MIB)

static int init(void **out_state, struct err *err)
{
    struct translation *translation = NULL;
    int rc = translation_new(TRANSLATION_MODES, &translation, err);
    *out_state = translation;
    return rc;
}

static void done(void *state)
{
    translation_free(state);
}

/* The translation with what could not be translated between stars, and which words these are, for people. */
static void write_text(const struct translation_result *result, struct json_out *out)
{
    struct sb text;
    size_t at = 0;
    sb_init(&text, TEXT_MAX);
    for (size_t i = 0; i < result->place_count; i++) {
        const struct translation_place *place = &result->places[i];
        sb_add(&text, str_sub(result->text, at, place->start));
        sb_addf(&text, "*%" STRF "*", STRA(str_sub(result->text, place->start, place->end)));
        at = place->end;
    }
    sb_add(&text, str_sub(result->text, at, result->text.n));
    for (size_t i = 0; i < result->unknown_count; i++) {
        sb_add_c(&text, i > 0 ? ", " : "\n\nNot in the dictionary: ");
        sb_add(&text, result->unknown[i]);
    }
    json_kv_str(out, "text", sb_str(&text));
    sb_done(&text);
}

/* "unknown_at": where they stand in "translation", in code points. */
static void write_places(const struct translation_result *result, struct json_out *out)
{
    size_t bytes = 0;
    size_t points = 0;
    json_key(out, "unknown_at");
    json_begin_array(out);
    for (size_t i = 0; i < result->place_count; i++) {
        const struct translation_place *place = &result->places[i];
        points += utf8_length(str_sub(result->text, bytes, place->start));
        bytes = place->start;
        const size_t length = utf8_length(str_sub(result->text, place->start, place->end));
        json_begin_object(out);
        json_kv_i64(out, "start", (int64_t)points);
        json_kv_i64(out, "end", (int64_t)(points + length));
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_notices(const struct translation_result *result, struct json_out *out)
{
    json_key(out, "notices");
    json_begin_array(out);
    if (result->late) {
        json_put_str(out, STR("Translating all of the text would take too long; only its beginning "
                              "was translated."));
    } else if (result->cut) {
        json_put_str(
            out,
            STR("The text is longer than 100,000 characters; only its beginning was translated."));
    }
    if (!result->refined) {
        json_put_str(out, STR("For this pair words with several meanings are told apart less well "
                              "than by Apertium's own programs."));
    }
    if (result->unknown_count > 0) {
        json_put_str(
            out, STR("Some words are in no dictionary and stay as they were; stars mark them."));
    }
    json_end_array(out);
}

static int run(void *state, const struct skill_task *task, struct json_out *out, struct err *err)
{
    const struct translation_question question = {
        .text = json_text(json_get(task->arguments, "text")),
        .from = json_text(json_get(task->arguments, "from")),
        .to = json_text(json_get(task->arguments, "to")),
        .goes_on = task->goes_on,
        .context = task->context,
    };
    struct translation_result result;
    int rc = translation_run(state, &question, task->arena, &result, err);
    if (rc < 0) {
        return rc;
    }
    json_kv_c(out, "kind", "translation");
    write_text(&result, out);
    json_kv_str(out, "translation", result.text);
    json_kv_str(out, "from", result.from);
    json_kv_str(out, "to", result.to);
    json_key(out, "unknown");
    json_begin_array(out);
    for (size_t i = 0; i < result.unknown_count; i++) {
        json_put_str(out, result.unknown[i]);
    }
    json_end_array(out);
    write_places(&result, out);
    write_notices(&result, out);
    return E_OK;
}

const struct skill_kind skill_translate = {
    .name = "translate", .init = init, .done = done, .run = run};
