/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model asks for between two parts of its answer. */
#include "apps/chat/chat_live.h"
#include "base/log.h"

static bool is_at_tools(struct chat_live *live)
{
    pthread_mutex_lock(&live->lock);
    const bool is = live->phase == CHAT_CALLS;
    pthread_mutex_unlock(&live->lock);
    return is;
}

/* Takes over what was asked for; the model waits meanwhile. */
static size_t take_calls(struct chat_live *live, struct chat_call **out)
{
    pthread_mutex_lock(&live->lock);
    const size_t count = live->phase == CHAT_CALLS ? live->call_count : 0;
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

static void run_one(struct chat_live *live, const struct chat_call *asked, struct arena *arena)
{
    struct chat_tool_call call = {
        .chat = live->chat,
        .arena = arena,
        .owner = live->owner,
        .category = live->category,
        .name = str_from(asked->name),
        .arguments = str_from(asked->arguments),
    };
    struct err err = {0};
    int rc = chat_tools_run(&call, &err);
    if (rc == E_OK && call.output.n > CHAT_TOOL_OUTPUT_MAX) {
        rc = err_set(&err, E_TOO_LARGE, "The tool found more than a model can be given at once.");
    }
    pthread_mutex_lock(&live->lock);
    if (live->phase == CHAT_CALLS) {
        const struct chat_step step = {
            .round = live->rounds,
            .at = live->answer.n,
            .id = str_from(asked->id),
            .name = call.name,
            .input = call.arguments,
            .output = rc < 0 ? error_output(err_text(&err, rc), arena) : call.output,
            .has_failed = rc < 0,
        };
        chat_live_add_step(live, &step);
        chat_events_tool(live, &step);
    }
    pthread_mutex_unlock(&live->lock);
}

/* So that a server which is killed later knows of them, too. */
static void write_steps(struct chat_live *live, struct arena *arena)
{
    struct chat_message now = {0};
    chat_live_overlay(live, arena, &now);
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(live->chat->services->db, &tx);
    if (rc == E_OK) {
        rc = chat_store_set_tools(tx, live->version, now.tools);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc < 0) {
        log_warn("chat.tools_not_written",
                 LOG_C("why", e_code(rc))); /* the end writes them again */
    }
}

static void free_calls(struct chat_call *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(calls[i].id);
        free(calls[i].name);
        free(calls[i].arguments);
    }
    free(calls);
}

void chat_work_tools(struct chat_live *live)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct chat_call *calls = NULL;
    const size_t count = take_calls(live, &calls);
    for (size_t i = 0; i < count && is_at_tools(live); i++) {
        run_one(live, &calls[i], arena);
        arena_reset(arena);
    }
    free_calls(calls, count);
    write_steps(live, arena);
    pthread_mutex_lock(&live->lock);
    const bool goes_on = live->phase == CHAT_CALLS;
    if (goes_on) {
        live->rounds++;
        live->phase = CHAT_WAITS;
    }
    pthread_mutex_unlock(&live->lock);
    if (goes_on) {
        chat_live_queue(live, CHAT_LANE_ROWS, 0);
    }
}
