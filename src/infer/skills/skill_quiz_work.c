/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quiz_work: what the skill quiz (apps/skills) has done in a worker; nobody else can ask for it, as it has no manifest.
 *
 * {"do": "pick", "level", "form", "seed", "count"} -> {"words": [{"word", "part_of_speech"}]}
 * {"do": "turn", "question"?, "answer"?, "word"?, "part_of_speech"?, "form"?, "seed"?}
 *   -> {"verdict", "given"} of the answer to the question, and {"question"} about the word, absent where there is none. */
#include "infer/dictionary/dictionary.h"
#include "infer/skills/skill_dictionary.h"

static const char *const verdicts[] = {"wrong", "right", "almost", "unknown", "stop", "unclear"};
_Static_assert(ARRAY_LEN(verdicts) == DICTIONARY_UNCLEAR + 1, "a name for each");

static struct str text_of(struct json_value object, const char *key)
{
    return json_text(json_get(object, key));
}

static int pick_words(struct dictionary *d, const struct skill_task *task, struct json_out *out,
                      struct err *err)
{
    const struct json_value arguments = task->arguments;
    const struct dictionary_watch watch = {task->goes_on, task->context};
    struct dictionary_pick pick = {0};
    struct dictionary_words words;
    if (!dictionary_level_find(text_of(arguments, "level"), &pick.level)) {
        return err_set(err, E_INVALID, "There is no such level.");
    }
    const int64_t wanted = json_i64(json_get(arguments, "count"), 1);
    pick.seed = (uint64_t)json_i64(json_get(arguments, "seed"), 0);
    pick.with_gap = str_eq(text_of(arguments, "form"), STR("gap"));
    pick.count = wanted > 0 ? (size_t)wanted : 1;
    int rc = dictionary_pick_words(d, &pick, &watch, task->arena, &words);
    if (rc < 0) {
        return rc;
    }
    json_key(out, "words");
    json_begin_array(out);
    for (size_t i = 0; i < words.count; i++) {
        json_begin_object(out);
        json_kv_str(out, "word", words.items[i].word);
        json_kv_c(out, "part_of_speech", dictionary_part_name(words.items[i].part));
        json_end_object(out);
    }
    json_end_array(out);
    return E_OK;
}

/* ---- questions as JSON ---- */

static void put_strs(struct json_out *out, const char *key, const struct str *items, size_t count)
{
    json_key(out, key);
    json_begin_array(out);
    for (size_t i = 0; i < count; i++) {
        json_put_str(out, items[i]);
    }
    json_end_array(out);
}

static void put_question(struct json_out *out, const struct dictionary_question *question)
{
    json_key(out, "question");
    json_begin_object(out);
    json_kv_c(out, "form", dictionary_form_name(question->form));
    json_kv_c(out, "part_of_speech", dictionary_part_name(question->part));
    json_kv_str(out, "word", question->word);
    json_kv_str(out, "expected", question->expected);
    json_kv_str(out, "meaning", question->meaning);
    json_kv_str(out, "prompt", question->prompt);
    json_kv_str(out, "hint", question->hint);
    put_strs(out, "choices", question->choices, question->choice_count);
    put_strs(out, "also", question->also.items, question->also.count);
    json_end_object(out);
}

static bool read_question(struct json_value value, struct arena *arena,
                          struct dictionary_question *out)
{
    *out = (struct dictionary_question){
        .word = text_of(value, "word"),
        .expected = text_of(value, "expected"),
        .meaning = text_of(value, "meaning"),
        .prompt = text_of(value, "prompt"),
        .hint = text_of(value, "hint"),
    };
    const struct json_value choices = json_get(value, "choices");
    const struct json_value also = json_get(value, "also");
    if (!dictionary_form_find(text_of(value, "form"), &out->form) ||
        !dictionary_part_find(text_of(value, "part_of_speech"), &out->part) ||
        json_count(choices) > DICTIONARY_CHOICES || out->expected.n == 0 || out->expected.n > KIB) {
        return false;
    }
    for (; out->choice_count < json_count(choices); out->choice_count++) {
        out->choices[out->choice_count] = json_text(json_at(choices, out->choice_count));
    }
    out->also.items = arena_calloc(arena, json_count(also), sizeof(struct str));
    for (; out->also.count < json_count(also); out->also.count++) {
        out->also.items[out->also.count] = json_text(json_at(also, out->also.count));
    }
    return true;
}

static int judge(const struct skill_task *task, struct json_out *out, struct err *err)
{
    struct dictionary_question question;
    struct str given;
    if (!read_question(json_get(task->arguments, "question"), task->arena, &question)) {
        return err_set(err, E_INVALID, "That is no question.");
    }
    const enum dictionary_verdict verdict =
        dictionary_judge(&question, text_of(task->arguments, "answer"), task->arena, &given);
    json_kv_c(out, "verdict", verdicts[verdict]);
    json_kv_str(out, "given", given);
    return E_OK;
}

static int ask(struct dictionary *d, const struct skill_task *task, struct json_out *out,
               struct err *err)
{
    const struct dictionary_watch watch = {task->goes_on, task->context};
    struct dictionary_ask wanted = {
        .word = {.word = text_of(task->arguments, "word")},
        .seed = (uint64_t)json_i64(json_get(task->arguments, "seed"), 0),
    };
    struct dictionary_question question;
    if (!dictionary_part_find(text_of(task->arguments, "part_of_speech"), &wanted.word.part) ||
        !dictionary_form_find(text_of(task->arguments, "form"), &wanted.form)) {
        return err_set(err, E_INVALID, "There is no such form of questions.");
    }
    int rc = dictionary_make_question(d, &wanted, &watch, task->arena, &question);
    if (rc == E_OK) {
        put_question(out, &question);
    }
    return rc == E_NOT_FOUND ? E_OK : rc;
}

static int quiz_work_run(void *state, const struct skill_task *task, struct json_out *out,
                         struct err *err)
{
    int rc = skill_dictionary_check(state, err);
    if (rc < 0) {
        return rc;
    }
    struct dictionary *d = skill_dictionary_of(state);
    const struct str what = text_of(task->arguments, "do");
    if (str_eq(what, STR("pick"))) {
        return pick_words(d, task, out, err);
    }
    if (!str_eq(what, STR("turn"))) {
        return err_set(err, E_INVALID, "There is no such work.");
    }
    if (json_has(json_get(task->arguments, "question"))) {
        rc = judge(task, out, err);
    }
    return rc == E_OK && json_has(json_get(task->arguments, "word")) ? ask(d, task, out, err) : rc;
}

const struct skill_kind skill_quiz_work = {
    .name = "quiz_work",
    .init = skill_dictionary_init_undivided,
    .done = skill_dictionary_done,
    .run = quiz_work_run,
};
