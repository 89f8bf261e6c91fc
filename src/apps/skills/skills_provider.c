/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The provider "skills": a sentence is routed, what it asks for is done, one skill after the other, and told step by step. */
#include <stdlib.h>
#include <string.h>

#include "apps/skills/skills_run.h"
#include "base/utf8.h"

#define CONTEXT_TOKENS 200000 /* what a skill takes of text, about */
#define ROUTE_MAX      (8 * MIB)
#define TURNS_MAX      ((size_t)10)   /* of before, that a sentence may refer to */
#define SAID_MAX       ((size_t)4000) /* bytes of each */

static void list(void *state, struct arena *arena, struct provider_models *out)
{
    (void)state;
    out->items = arena_calloc(arena, 1, sizeof(*out->items));
    out->items[0] = (struct provider_model){
        .name = STR(SKILLS_MODEL),
        .provider = STR(SKILLS_PROVIDER),
        .context_tokens = CONTEXT_TOKENS,
        .sees = true,
        .is_own = true,
    };
    out->count = 1;
}

/* ---- what the router is told ---- */

static bool is_user(const struct provider_turn *turn)
{
    return turn->role == PROVIDER_USER;
}

/* The place of the last thing that a person said; turn_count where there is none. */
static size_t find_question(const struct provider_prompt *prompt)
{
    size_t at = prompt->turn_count;
    for (size_t i = 0; i < prompt->turn_count; i++) {
        at = is_user(&prompt->turns[i]) ? i : at;
    }
    return at;
}

static void write_steps(struct json_out *out, struct str steps)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    json_key(out, "steps");
    json_begin_array(out);
    const int rc = steps.n > 0 ? json_doc_parse(steps, &doc, NULL) : E_NOT_FOUND;
    const struct json_value root = {rc == E_OK ? json_doc_root(doc).node : NULL};
    for (size_t i = 0; i < json_count(root); i++) {
        const struct json_value step = json_at(root, i);
        const struct json_value input = json_get(step, "input");
        const struct json_value output = json_get(step, "output");
        if (json_holds_object(input) && json_holds_object(output) &&
            !json_bool(json_get(step, "failed"), false)) {
            json_begin_object(out);
            json_kv_str(out, "skill", json_text(json_get(step, "name")));
            json_key(out, "arguments");
            json_put_value(out, input);
            json_key(out, "result");
            json_put_value(out, output);
            json_end_object(out);
        }
    }
    json_end_array(out);
}

/* Turns before the question: what was said, and what was done then. */
static void write_turns(struct json_out *out, const struct provider_prompt *prompt, size_t question)
{
    size_t first = question;
    for (size_t turns = 0; first > 0 && turns < TURNS_MAX; turns++) {
        do {
            first--;
        } while (first > 0 && !is_user(&prompt->turns[first]));
    }
    json_key(out, "turns");
    json_begin_array(out);
    for (size_t i = first; i < question; i++) {
        const struct provider_turn *turn = &prompt->turns[i];
        if (is_user(turn)) {
            const bool is_answered = i + 1 < question && !is_user(&prompt->turns[i + 1]);
            json_begin_object(out);
            json_kv_str(out, "said", utf8_cut(turn->text, SAID_MAX));
            write_steps(out, is_answered ? prompt->turns[i + 1].steps : STR_EMPTY);
            json_end_object(out);
        }
    }
    json_end_array(out);
}

/* Of rooms they are records; programs send them along. */
static size_t count_pictures(const struct provider_turn *turn)
{
    return turn->picture_count + turn->image_count;
}

static void write_pictures(struct json_out *out, const struct provider_prompt *prompt,
                           size_t question)
{
    size_t earlier = 0;
    for (size_t i = 0; i < question; i++) {
        earlier += count_pictures(&prompt->turns[i]);
    }
    json_key(out, "pictures");
    json_begin_object(out);
    json_kv_i64(out, "attached", (int64_t)count_pictures(&prompt->turns[question]));
    json_kv_i64(out, "earlier", (int64_t)earlier);
    json_end_object(out);
}

static int write_question(const struct provider_prompt *prompt, size_t question, struct sb *sb,
                          struct err *err)
{
    struct json_out out;
    json_out_init(&out, sb);
    json_begin_object(&out);
    json_kv_str(&out, "message", prompt->turns[question].text);
    json_kv_str(&out, "preset", prompt->preset.p != NULL ? prompt->preset : STR_EMPTY);
    write_pictures(&out, prompt, question);
    write_turns(&out, prompt, question);
    json_end_object(&out);
    return sb->failed ? err_set(err, E_CONTEXT, "%s", e_title(E_CONTEXT)) : E_OK;
}

/* ---- one answer ---- */

static void take_picture(struct skills_run *run, const struct provider_turn *turn, size_t k)
{
    struct skills_picture *picture = &run->pictures[run->picture_count++];
    *picture =
        k < turn->picture_count
            ? (struct skills_picture){str_copy(run->arena, turn->pictures[k].app),
                                      turn->pictures[k].record, STR_EMPTY}
            : (struct skills_picture){
                  .app = STR_EMPTY,
                  .bytes = str_copy(run->arena, turn->images[k - turn->picture_count].bytes)};
}

/* What "the picture" may mean: those of the question, then earlier ones, the newest first. */
static void take_pictures(struct skills_run *run, const struct provider_prompt *prompt,
                          size_t question)
{
    for (size_t i = question + 1; i-- > 0;) {
        const struct provider_turn *turn = &prompt->turns[i];
        const size_t count = count_pictures(turn);
        for (size_t k = 0; k < count && run->picture_count < SKILLS_PICTURES_MAX; k++) {
            take_picture(run, turn, k);
        }
    }
}

static struct str asked_by(struct skills_run *run, struct str steps)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (steps.n == 0 || json_doc_parse(steps, &doc, NULL) < 0) {
        return STR_EMPTY;
    }
    struct str name = STR_EMPTY;
    for (size_t i = 0; i < json_count(json_doc_root(doc)); i++) {
        const struct json_value step = json_at(json_doc_root(doc), i);
        const struct json_value question = json_get(json_get(step, "output"), "question");
        if (str_eq(json_text(json_get(step, "name")), STR("quiz")) && json_has(question)) {
            name = json_text(json_get(question, "id"));
        }
    }
    return str_copy(run->arena, name);
}

/* The question of a quiz that an answer in this conversation is for: the latest that it shows. */
static void take_asked(struct skills_run *run, const struct provider_prompt *prompt,
                       size_t question)
{
    for (size_t i = question; i-- > 0 && run->asked.n == 0;) {
        if (prompt->turns[i].role == PROVIDER_ASSISTANT) {
            run->asked = asked_by(run, prompt->turns[i].steps);
        }
    }
}

/* How much of this answer was told before it was interrupted. */
static size_t count_told(const struct provider_prompt *prompt, size_t question)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    const size_t next = question + 1;
    if (next >= prompt->turn_count || prompt->turns[next].role != PROVIDER_ASSISTANT ||
        prompt->turns[next].steps.n == 0 ||
        json_doc_parse(prompt->turns[next].steps, &doc, NULL) < 0) {
        return 0;
    }
    return json_count(json_doc_root(doc));
}

static struct skills_run *run_new(struct skills *skills, const struct provider_prompt *prompt,
                                  size_t question, const struct provider_listener *listener)
{
    struct arena *arena = arena_new();
    struct skills_run *run = arena_calloc(arena, 1, sizeof(*run));
    *run = (struct skills_run){
        .skills = skills,
        .arena = arena,
        .owner = prompt->owner,
        .listener = *listener,
        .told_before = count_told(prompt, question),
        .is_continued = question + 1 < prompt->turn_count,
    };
    atomic_init(&run->references, 1);
    take_pictures(run, prompt, question);
    take_asked(run, prompt, question);
    return run;
}

void skills_run_unref(struct skills_run *run)
{
    if (atomic_fetch_sub(&run->references, 1) == 1) {
        for (size_t i = 0; i < run->act_count; i++) {
            json_doc_free(run->results[i]);
        }
        json_doc_free(run->plan);
        arena_free(run->arena); /* the run lies in it */
    }
}

static uint64_t link_run(struct skills_run *run)
{
    struct skills *skills = run->skills;
    pthread_mutex_lock(&skills->lock);
    run->number = ++skills->last_run;
    run->next = skills->runs;
    skills->runs = run;
    pthread_mutex_unlock(&skills->lock);
    return run->number;
}

static void unlink_run(struct skills_run *run)
{
    struct skills *skills = run->skills;
    pthread_mutex_lock(&skills->lock);
    struct skills_run **at = &skills->runs;
    while (*at != run) {
        at = &(*at)->next;
    }
    *at = run->next;
    pthread_mutex_unlock(&skills->lock);
}

void skills_run_end(struct skills_run *run, int rc, const char *sentence)
{
    struct err err = {0};
    if (rc < 0) {
        (void)err_set(&err, rc, "%s", sentence != NULL ? sentence : e_title(rc));
    }
    const struct provider_end end = {
        .rc = rc, .err = rc < 0 ? &err : NULL, .finish = PROVIDER_STOP}; /* no tokens are used */
    run->listener.done(run->listener.context, &end);
    unlink_run(run);
    skills_run_unref(run);
}

bool skills_run_is_cancelled(struct skills_run *run)
{
    pthread_mutex_lock(&run->skills->lock);
    const bool is = run->is_cancelled;
    pthread_mutex_unlock(&run->skills->lock);
    return is;
}

void skills_run_note(struct skills_run *run, struct uuid task)
{
    pthread_mutex_lock(&run->skills->lock);
    run->task = task;
    pthread_mutex_unlock(&run->skills->lock);
}

/* ---- beginning and ending ---- */

static void on_routed(void *context, const struct skills_end *end)
{
    struct skills_run *run = context;
    if (end->rc == E_OK) {
        skills_acts_begin(run, end->result);
    } else {
        skills_run_end(run, end->rc, end->sentence);
    }
}

static int start(void *state, const struct provider_model *model,
                 const struct provider_prompt *prompt, const struct provider_listener *listener,
                 uint64_t *out_run, struct err *err)
{
    (void)model;
    struct skills *skills = state;
    const size_t question = find_question(prompt);
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, ROUTE_MAX);
    if (question == prompt->turn_count) {
        return err_set(err, E_INVALID, "Nothing was said that could be answered.");
    }
    int rc = write_question(prompt, question, &sb, err);
    if (rc < 0) {
        return rc;
    }
    struct skills_run *run = run_new(skills, prompt, question, listener);
    const struct skills_request request = {
        .id = uuid_new(), .owner = run->owner, .arguments = sb_str(&sb)};
    *out_run = link_run(run);
    skills_run_note(run, request.id);
    rc = skills_route(skills, &request, on_routed, run, err);
    if (rc < 0) {
        unlink_run(run);
        skills_run_unref(run);
    }
    return rc;
}

static void cancel(void *state, uint64_t number)
{
    struct skills *skills = state;
    struct uuid task = {0};
    pthread_mutex_lock(&skills->lock);
    struct skills_run *run = skills->runs;
    while (run != NULL && run->number != number) {
        run = run->next;
    }
    if (run != NULL) {
        run->is_cancelled = true;
        task = run->task;
    }
    pthread_mutex_unlock(&skills->lock);
    skills_cancel(skills, task); /* none has the id of zeros */
}

const struct provider skills_provider = {
    .name = SKILLS_PROVIDER,
    .list = list,
    .start = start,
    .cancel = cancel,
};
