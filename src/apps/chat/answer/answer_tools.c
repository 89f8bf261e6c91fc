/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model asks for between two parts of its answer. */
#include "apps/chat/answer/answer_int.h"
#include "apps/skills/skills.h"
#include "base/log.h"

#define TOO_MUCH      "The tool found more than a model can be given at once."
#define PICTURE_TURNS 10

static bool is_at_tools(struct answer *live)
{
    pthread_mutex_lock(&live->lock);
    const bool is = live->phase == ANSWER_CALLS;
    pthread_mutex_unlock(&live->lock);
    return is;
}

/* Takes over what was asked for; the model waits meanwhile. */
static size_t take_calls(struct answer *live, struct answer_call **out)
{
    pthread_mutex_lock(&live->lock);
    const size_t count = live->phase == ANSWER_CALLS ? live->call_count : 0;
    if (count > 0) {
        *out = live->calls;
        live->calls = NULL;
        live->call_count = 0;
    }
    pthread_mutex_unlock(&live->lock);
    return count;
}

static struct str error_output(const char *text, struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 8 * KIB);
    struct json_out out;
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_c(&out, "error", text);
    json_end_object(&out);
    return str_copy(arena, sb_str(&sb));
}

/* Under live->lock. */
static void add_step(struct answer *live, const struct answer_call *asked, struct str output,
                     bool has_failed)
{
    const struct str arguments = str_from(asked->arguments);
    const struct room_step step = {
        .round = live->rounds,
        .at = live->answer.n,
        .id = str_from(asked->id),
        .name = str_from(asked->name),
        .input = str_trim(arguments).n > 0 ? arguments : STR("{}"),
        .output = output,
        .has_failed = has_failed,
    };
    answer_add_step(live, &step);
    answer_events_tool(live, &step);
}

static void run_one(struct answer *live, const struct answer_call *asked, struct arena *arena)
{
    struct prompt_tool_call call = {
        .services = live->answers->sources.services,
        .arena = arena,
        .owner = live->owner,
        .category = live->category,
        .name = str_from(asked->name),
        .arguments = str_from(asked->arguments),
    };
    struct err err = {0};
    int rc = prompt_tools_run(&call, &err);
    if (rc == E_OK && call.output.n > PROMPT_TOOL_OUTPUT_MAX) {
        rc = err_set(&err, E_TOO_LARGE, TOO_MUCH);
    }
    pthread_mutex_lock(&live->lock);
    if (live->phase == ANSWER_CALLS) {
        add_step(live, asked, rc < 0 ? error_output(err_text(&err, rc), arena) : call.output,
                 rc < 0);
    }
    pthread_mutex_unlock(&live->lock);
}

/* ---- skills ---- */

/* They may take longer than this thread is to be held: it goes on with other answers, and with this one when they are done. */

static void set_outcome_locked(struct answer *live, const char *failure, struct str result,
                               struct arena *arena)
{
    struct answer_outcome *outcome = must_calloc(1, sizeof(*outcome));
    if (failure == NULL && result.n > PROMPT_TOOL_OUTPUT_MAX) {
        failure = TOO_MUCH;
    }
    outcome->has_failed = failure != NULL;
    sb_init(&outcome->output, PROMPT_TOOL_OUTPUT_MAX);
    sb_add(&outcome->output, failure != NULL ? error_output(failure, arena) : result);
    live->outcome = outcome;
    live->is_at_skill = false;
}

static void on_skill(void *context, const struct skills_end *end)
{
    struct answer *live = context;
    struct answers *answers = live->answers;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const char *failure = NULL;
    if (end->rc < 0) {
        failure = end->sentence != NULL ? end->sentence : e_title(end->rc);
    }
    pthread_mutex_lock(&live->lock);
    set_outcome_locked(live, failure, end->result, arena);
    const bool goes_on = live->phase == ANSWER_CALLS;
    pthread_mutex_unlock(&live->lock);
    if (goes_on) {
        answer_enqueue(live, ANSWER_LANE_TOOLS, 0);
    }
    answer_unref(live);
    answers_count_run(answers, -1);
}

/* What "the picture" may mean: the room's latest, the newest first. */
static int find_pictures(const struct answer *live, struct arena *arena,
                         struct skills_request *inout)
{
    struct skills_picture *pictures = arena_calloc(arena, SKILLS_PICTURES_MAX, sizeof(*pictures));
    struct room_messages messages = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(live->answers->sources.services->db, &conn);
    if (rc == E_OK) {
        rc = room_store_list_messages(conn, live->category, NULL, PICTURE_TURNS, arena, &messages);
    }
    for (size_t i = 0; i < messages.count; i++) {
        const struct room_message *message = &messages.items[i];
        for (size_t k = 0;
             k < message->attachment_count && inout->picture_count < SKILLS_PICTURES_MAX; k++) {
            pictures[inout->picture_count++] = (struct skills_picture){
                message->attachments[k].app, message->attachments[k].record};
        }
    }
    inout->pictures = pictures;
    return rc;
}

static void begin_skill(struct answer *live, const struct answer_call *asked, struct arena *arena)
{
    struct skills *skills = live->answers->sources.skills;
    struct skills_request request = {
        .id = uuid_new(),
        .owner = live->owner,
        .name = str_from(asked->name),
        .arguments = str_from(asked->arguments),
    };
    struct err err = {0};
    pthread_mutex_lock(&live->lock);
    live->skill = request.id;
    live->is_at_skill = true;
    pthread_mutex_unlock(&live->lock);
    answer_ref(live);
    answers_count_run(live->answers, 1);
    int rc = find_pictures(live, arena, &request);
    if (rc == E_OK) {
        rc = skills_run(skills, &request, on_skill, live, &err);
    }
    if (rc == E_OK) {
        if (!is_at_tools(live)) {
            skills_cancel(skills, request.id); /* it ended before the skill had begun */
        }
        return;
    }
    const char *words = err_text(&err, rc);
    if (err.field_count > 0 && err.detail[0] == '\0') {
        words = arena_printf(arena, "\"%s\" %s.", err.fields[0].name, err.fields[0].text);
    }
    pthread_mutex_lock(&live->lock);
    set_outcome_locked(live, words, STR_EMPTY, arena);
    pthread_mutex_unlock(&live->lock);
    answer_unref(live); /* that of the skill; the caller has its own */
    answers_count_run(live->answers, -1);
}

void answer_cancel_skill(struct answer *live)
{
    pthread_mutex_lock(&live->lock);
    const bool is_at_skill = live->is_at_skill;
    const struct uuid skill = live->skill;
    pthread_mutex_unlock(&live->lock);
    if (is_at_skill) {
        skills_cancel(live->answers->sources.skills, skill);
    }
}

/* Takes what a skill has come to. False where there is nothing yet. */
static bool take_outcome(struct answer *live, const struct answer_call *asked)
{
    pthread_mutex_lock(&live->lock);
    struct answer_outcome *outcome = live->outcome;
    live->outcome = NULL;
    if (outcome != NULL && live->phase == ANSWER_CALLS) {
        add_step(live, asked, sb_str(&outcome->output), outcome->has_failed);
    }
    pthread_mutex_unlock(&live->lock);
    if (outcome != NULL) {
        sb_done(&outcome->output);
        free(outcome);
    }
    return outcome != NULL;
}

/* Models also call what they were not offered. */
static bool is_switched_off(const struct answer *live, struct str name, struct arena *arena)
{
    struct room room = {.tools_off = STR_EMPTY};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(live->answers->sources.services->db, &conn);
    if (rc == E_OK) {
        rc = room_store_find_any(conn, live->category, arena, &room);
    }
    return rc < 0 || prompt_tools_has(room.tools_off, name);
}

static void refuse(struct answer *live, const struct answer_call *asked, struct arena *arena)
{
    const struct str output = error_output("This tool is switched off in this room.", arena);
    pthread_mutex_lock(&live->lock);
    if (live->phase == ANSWER_CALLS) {
        add_step(live, asked, output, /* has_failed= */ true);
    }
    pthread_mutex_unlock(&live->lock);
}

/* False where the call waits for a skill. */
static bool do_call(struct answer *live, const struct answer_call *asked, struct arena *arena)
{
    const struct str name = str_from(asked->name);
    const bool is_skill = prompt_tools_is_skill(live->answers->sources.skills, name);
    if (is_skill && take_outcome(live, asked)) {
        return true;
    }
    if (is_switched_off(live, name, arena)) {
        refuse(live, asked, arena);
        return true;
    }
    if (!is_skill) {
        run_one(live, asked, arena);
        return true;
    }
    begin_skill(live, asked, arena);
    return take_outcome(live, asked); /* it could not be begun, or is done already */
}

/* So that a server which is killed later knows of them, too. */
static void write_steps(struct answer *live, struct arena *arena)
{
    struct room_message now = {0};
    answer_overlay(live, arena, &now);
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(live->answers->sources.services->db, &tx);
    if (rc == E_OK) {
        rc = answer_store_set_tools(tx, live->version, now.tools);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc < 0) {
        log_warn("chat.tools_not_written",
                 LOG_C("why", e_code(rc))); /* the end writes them again */
    }
}

static void end_round(struct answer *live, struct arena *arena)
{
    answer_clear_taken(live);
    write_steps(live, arena);
    pthread_mutex_lock(&live->lock);
    const bool goes_on = live->phase == ANSWER_CALLS;
    if (goes_on) {
        live->rounds++;
        live->phase = ANSWER_WAITS;
    }
    pthread_mutex_unlock(&live->lock);
    if (goes_on) {
        answer_enqueue(live, ANSWER_LANE_ROWS, 0);
    }
}

static bool is_waiting(struct answer *live)
{
    pthread_mutex_lock(&live->lock);
    const bool is = live->is_at_skill;
    pthread_mutex_unlock(&live->lock);
    return is;
}

void answer_do_tools(struct answer *live)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    if (is_waiting(live)) {
        return; /* what the skill has come to queues it again */
    }
    if (live->taken == NULL) {
        live->taken_count = take_calls(live, &live->taken);
    }
    while (live->taken_at < live->taken_count && is_at_tools(live)) {
        if (!do_call(live, &live->taken[live->taken_at], arena)) {
            return;
        }
        live->taken_at++;
        arena_reset(arena);
    }
    end_round(live, arena);
}
