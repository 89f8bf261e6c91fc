/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sentence asks for, done in order. An argument {"$from": n, "member": name} is what act n gave: "summarise the text on this
 * picture" reads first. */
#include <math.h>

#include "apps/skills/skills_run.h"

#define ARGUMENTS_MAX (4 * MIB)
#define RESULT_MAX    (9 * MIB)
#define UNCLEAR \
    "I have not understood what to do. I compute, check and look things up; ask me what I can do."

static void next_act(struct skills_run *run);

/* ---- telling ---- */

static int say(struct skills_run *run, struct str text)
{
    return text.n > 0 ? run->listener.delta(run->listener.context, PROVIDER_TEXT, text) : E_OK;
}

/* A step; what was told before the answer was interrupted is not told again. */
static int tell(struct skills_run *run, const struct provider_step *step, struct str text)
{
    int rc = E_OK;
    if (run->told++ < run->told_before) {
        return E_OK;
    }
    if (run->listener.step != NULL) {
        rc = run->listener.step(run->listener.context, step);
    }
    if (rc == E_OK && run->told > 1) {
        rc = say(run, STR("\n\n"));
    }
    return rc == E_OK ? say(run, text) : rc;
}

/* {"error": sentence} */
static struct str error_output(struct skills_run *run, const char *sentence)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, 4 * KIB);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_c(&out, "error", sentence);
    json_end_object(&out);
    return str_copy(run->arena, sb_str(&sb));
}

/* A skill that could not do it is told, and the next has its turn. */
static int tell_failure(struct skills_run *run, struct str skill, const char *sentence)
{
    const struct provider_step step = {
        .name = skill,
        .arguments = run->arguments,
        .result = error_output(run, sentence),
        .has_failed = true,
    };
    return tell(run, &step, str_from(sentence));
}

/* The result, with how sure the router was that it was asked for. */
static void write_result(struct json_value result, double understood, struct sb *sb)
{
    struct json_out out;
    void *iter = NULL;
    struct str key;
    struct json_value value;
    json_out_init(&out, sb);
    json_begin_object(&out);
    while (json_each(result, &iter, &key, &value)) {
        json_key_str(&out, key);
        json_put_value(&out, value);
    }
    if (!isnan(understood)) {
        json_key(&out, "understood");
        json_put_double(&out, understood, 3);
    }
    json_end_object(&out);
}

static int tell_result(struct skills_run *run, struct json_value act, struct json_value result)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, RESULT_MAX);
    write_result(result, json_number(json_get(act, "confidence"), NAN), &sb);
    const struct provider_step step = {
        .name = json_text(json_get(act, "skill")),
        .arguments = run->arguments,
        .result = sb_str(&sb),
    };
    if (sb.failed) {
        return tell_failure(run, step.name, "More came of it than can be shown at once.");
    }
    return tell(run, &step, json_text(json_get(result, "text")));
}

/* ---- arguments ---- */

/* What an earlier act gave: the member named, or its text where it has none of that name. E_NOT_READY where that act has failed,
 * E_INVALID where it gave nothing. */
static int put_from(struct skills_run *run, struct json_value from, struct json_out *out)
{
    const int64_t n = json_i64(json_get(from, "$from"), -1);
    if (n < 0 || n >= (int64_t)run->at || run->results[n] == NULL) {
        return E_NOT_READY;
    }
    const struct json_value result = json_doc_root(run->results[n]);
    const struct str member = json_text(json_get(from, "member"));
    struct json_value value = json_get(result, str_dup(run->arena, member));
    value = json_has(value) ? value : json_get(result, "text");
    if (json_holds(value, JSON_STR) && str_trim(json_text(value)).n == 0) {
        return E_INVALID;
    }
    json_put_value(out, value);
    return json_has(value) ? E_OK : E_INVALID;
}

/* Which question of a quiz is answered: an answer that is made anew must not be taken for one to the next. */
static void put_asked(struct skills_run *run, struct json_value arguments, struct json_out *out)
{
    const bool is_answer =
        str_eq(json_text(json_get(json_at(run->acts, run->at), "skill")), STR("quiz")) &&
        str_eq(json_text(json_get(arguments, "action")), STR("answer"));
    if (is_answer && run->asked.n > 0) {
        json_kv_str(out, "question", run->asked);
    }
}

static int write_arguments(struct skills_run *run, struct json_value arguments, struct sb *sb)
{
    struct json_out out;
    void *iter = NULL;
    struct str key;
    struct json_value value;
    int rc = E_OK;
    json_out_init(&out, sb);
    json_begin_object(&out);
    while (rc == E_OK && json_each(arguments, &iter, &key, &value)) {
        json_key_str(&out, key);
        if (json_has(json_get(value, "$from"))) {
            rc = put_from(run, value, &out);
        } else {
            json_put_value(&out, value);
        }
    }
    put_asked(run, arguments, &out);
    json_end_object(&out);
    return rc == E_OK && sb->failed ? E_INVALID : rc;
}

/* ---- one act ---- */

static void after(struct skills_run *run, int rc)
{
    if (rc < 0) {
        skills_run_end(run, rc, NULL);
        return;
    }
    run->at++;
    next_act(run);
}

/* Some ends are the server's, and no skill's. */
static bool is_over(int rc)
{
    return rc == E_CANCELLED || rc == E_SHUTTING_DOWN;
}

static void on_done(void *context, const struct skills_end *end)
{
    struct skills_run *run = context;
    const struct json_value act = json_at(run->acts, run->at);
    if (is_over(end->rc)) {
        skills_run_end(run, end->rc, end->sentence);
        return;
    }
    int rc = end->rc;
    if (rc == E_OK) {
        rc = json_doc_parse(end->result, &run->results[run->at], NULL);
    }
    const char *sentence = end->sentence != NULL ? end->sentence : e_title(rc);
    if (rc < 0) {
        rc = tell_failure(run, json_text(json_get(act, "skill")), sentence);
    } else {
        rc = tell_result(run, act, json_doc_root(run->results[run->at]));
    }
    after(run, rc);
}

/* The first member that is wrong, as a sentence. */
static const char *words_of(struct skills_run *run, const struct err *err, int rc)
{
    if (err->detail[0] == '\0' && err->field_count > 0) {
        return arena_printf(run->arena, "\"%s\" %s.", err->fields[0].name, err->fields[0].text);
    }
    return err_text(err, rc);
}

static void start_act(struct skills_run *run, struct json_value act)
{
    const struct str skill = json_text(json_get(act, "skill"));
    const struct skills_request request = {
        .id = uuid_new(),
        .owner = run->owner,
        .name = skill,
        .arguments = run->arguments,
        .pictures = run->pictures,
        .picture_count = run->picture_count,
    };
    struct err err = {0};
    struct skills *skills = run->skills;
    skills_run_note(run, request.id);
    atomic_fetch_add(&run->references, 1);
    int rc = skills_run(skills, &request, on_done, run, &err);
    if (rc < 0) {
        after(run, is_over(rc) ? rc : tell_failure(run, skill, words_of(run, &err, rc)));
    } else if (skills_run_is_cancelled(run)) {
        skills_cancel(skills, request.id); /* it came before the skill had begun */
    }
    skills_run_unref(run);
}

static void next_act(struct skills_run *run)
{
    if (skills_run_is_cancelled(run)) {
        skills_run_end(run, E_CANCELLED, NULL);
        return;
    }
    if (run->at == run->act_count) {
        const struct str behind = json_text(json_get(json_doc_root(run->plan), "text"));
        int said = behind.n > 0 ? say(run, STR("\n\n")) : E_OK;
        skills_run_end(run, said == E_OK ? say(run, behind) : said, NULL);
        return;
    }
    const struct json_value act = json_at(run->acts, run->at);
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, ARGUMENTS_MAX);
    int rc = write_arguments(run, json_get(act, "arguments"), &sb);
    run->arguments = rc == E_OK ? str_copy(run->arena, sb_str(&sb)) : STR("{}");
    if (rc == E_OK) {
        start_act(run, act);
    } else if (rc == E_NOT_READY) {
        after(run, E_OK); /* what it needs has failed, which was told */
    } else {
        after(run, tell_failure(run, json_text(json_get(act, "skill")),
                                "What came before gave nothing to go on with."));
    }
}

/* ---- the plan ---- */

/* What it may have been, as buttons: a step of no skill. */
static int tell_choices(struct skills_run *run, struct json_value plan, struct str text)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, RESULT_MAX);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_c(&out, "kind", "choices");
    json_kv_str(&out, "text", text);
    json_key(&out, "choices");
    json_put_value(&out, json_get(plan, "choices"));
    json_end_object(&out);
    const struct provider_step step = {
        .name = STR("choices"), .arguments = STR("{}"), .result = sb_str(&sb)};
    return tell(run, &step, text);
}

static int answer_without_acts(struct skills_run *run, struct json_value plan)
{
    const struct json_value choices = json_get(plan, "choices");
    const struct str said = json_text(json_get(plan, "text"));
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 64 * KIB);
    sb_add(&sb, said.n > 0 ? said : STR(UNCLEAR));
    if (json_count(choices) == 0) {
        return say(run, sb_str(&sb));
    }
    sb_add_c(&sb, "\n");
    for (size_t i = 0; i < json_count(choices); i++) {
        sb_add_c(&sb, "\n- ");
        sb_add(&sb, json_text(json_get(json_at(choices, i), "label")));
    }
    return tell_choices(run, plan, sb_str(&sb));
}

void skills_acts_begin(struct skills_run *run, struct str text)
{
    int rc = json_doc_parse(text, &run->plan, NULL);
    if (rc < 0) {
        skills_run_end(run, E_INTERNAL, NULL);
        return;
    }
    const struct json_value plan = json_doc_root(run->plan);
    run->acts = json_get(plan, "acts");
    run->act_count = size_min(json_count(run->acts), SKILLS_ACTS_MAX);
    if (run->act_count == 0) {
        skills_run_end(run, run->is_continued ? E_OK : answer_without_acts(run, plan), NULL);
        return;
    }
    next_act(run);
}
