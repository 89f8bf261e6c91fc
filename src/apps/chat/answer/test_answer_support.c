/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include "apps/chat/answer/test_answer_support.h"
#include "base/clock.h"
#include "base/test_folder.h"
#include "platform/config/config.h"
#include "platform/crypt/crypt.h"
#include "platform/metrics/metrics.h"
#include "platform/schema/schema.h"
#include "platform/settings/settings.h"

struct test_answer test;

static struct config config;
static void *providers; /* the state of provider_app */

/* ---- the provider ---- */

#define RUNS_MAX 256

struct run {
    const struct test_step *script;
    struct provider_listener listener;
    atomic_bool is_cancelled;
    pthread_t thread;
};
static struct run runs[RUNS_MAX];
static size_t run_count; /* guarded by run_lock, as what of `test` tells of prompts */
static pthread_mutex_t run_lock = PTHREAD_MUTEX_INITIALIZER;

static int play(struct run *run, const struct test_step *step)
{
    const struct provider_listener *listener = &run->listener;
    switch (step->kind) {
    case TEST_TEXT:
    case TEST_REASONING:
        for (int64_t i = 0; i < (step->number > 0 ? step->number : 1); i++) {
            int rc = listener->delta(listener->context,
                                     step->kind == TEST_TEXT ? PROVIDER_TEXT : PROVIDER_REASONING,
                                     str_from(step->text));
            if (rc < 0) {
                return rc;
            }
        }
        return E_OK;
    case TEST_CALL: {
        const struct provider_call call = {STR("call-1"), str_from(step->text), STR("{\"q\":1}")};
        return listener->call(listener->context, &call);
    }
    case TEST_SLEEP:
        for (int64_t ms = 0; ms < step->number && !atomic_load(&run->is_cancelled); ms++) {
            usleep(1000);
        }
        return E_OK;
    case TEST_END:
        return E_OK;
    }
    return E_OK;
}

static void *answer(void *context)
{
    struct run *run = context;
    const struct test_step *step = run->script;
    int rc = E_OK;
    for (; rc == E_OK && step->kind != TEST_END; step++) {
        rc = atomic_load(&run->is_cancelled) ? E_CANCELLED : play(run, step);
    }
    if (rc == E_OK && atomic_load(&run->is_cancelled)) {
        rc = E_CANCELLED;
    }
    struct err err = {0};
    const bool has_failed = rc < 0 || step->rc < 0;
    const int why = rc < 0 ? rc : step->rc;
    const struct provider_end end = {
        .rc = has_failed ? err_set(&err, why, "%s", step->text != NULL ? step->text : "It failed.")
                         : E_OK,
        .err = has_failed ? &err : NULL,
        .finish = step->finish,
        .usage = {10, 5, false},
    };
    run->listener.done(run->listener.context, &end);
    return NULL;
}

static void list_models(void *state, struct arena *arena, struct provider_models *out)
{
    (void)state;
    out->items = arena_calloc(arena, 1, sizeof(*out->items));
    out->items[0] = (struct provider_model){.name = STR("tester"),
                                            .provider = STR("tests"),
                                            .context_tokens = 8192,
                                            .uses_tools = true};
    out->count = 1;
}

static void note_prompt(const struct provider_prompt *prompt)
{
    test.prompts++;
    size_t n = 0;
    for (size_t i = 0; i < prompt->turn_count && n < sizeof(test.last_prompt) - 200; i++) {
        if (prompt->turns[i].role != PROVIDER_SYSTEM) {
            n += (size_t)snprintf(test.last_prompt + n, 200, "%d:%.*s|", prompt->turns[i].role,
                                  (int)size_min(prompt->turns[i].text.n, 150),
                                  prompt->turns[i].text.p);
        }
    }
}

static int start(void *state, const struct provider_model *model,
                 const struct provider_prompt *prompt, const struct provider_listener *listener,
                 uint64_t *out_run, struct err *err)
{
    (void)state;
    (void)model;
    pthread_mutex_lock(&run_lock);
    const size_t at = run_count++;
    cr_assert_lt(at, RUNS_MAX);
    struct run *run = &runs[at];
    run->script = test.scripts[size_min(at, test.script_count - 1)];
    run->listener = *listener;
    note_prompt(prompt);
    pthread_mutex_unlock(&run_lock);
    if (run->script->kind == TEST_END && run->script->rc < 0) {
        run->script = NULL;
        return err_set(err, E_MODEL_DOWN, "The model's server cannot be reached.");
    }
    *out_run = at;
    cr_assert_eq(pthread_create(&run->thread, NULL, answer, run), 0);
    return E_OK;
}

static void cancel(void *state, uint64_t run)
{
    (void)state;
    atomic_store(&runs[run].is_cancelled, true);
}

static const struct provider scripted = {
    .name = "tests", .list = list_models, .start = start, .cancel = cancel};

/* ---- opening ---- */

void test_answer_exec(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(test.services.db, &conn), E_OK);
    cr_assert_eq(db_exec(conn, sql), E_OK, "%s", sql);
    cr_assert_eq(db_commit(&conn), E_OK);
}

int64_t test_answer_count(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_read(test.services.db, &conn), E_OK);
    cr_assert_eq(db_query(conn, sql, &rows), E_OK, "%s", sql);
    cr_assert_eq(db_one(rows), E_OK);
    return db_col_i64(rows, 0);
}

static void add_room(void)
{
    test.room = (struct room){
        .id = uuid_new(),
        .owner = test.owner,
        .name = STR("New chat"),
        .preset = STR("general"),
        .instructions = STR_EMPTY,
        .model = STR_EMPTY,
        .created_ms = clock_now_ms(),
        .updated_ms = clock_now_ms(),
        .activity = uuid_new(),
    };
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_assert_eq(room_store_add(tx, &test.room), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
}

static void open_answers(void)
{
    struct err err = {0};
    const struct prompt_sources sources = {.services = &test.services, .providers = providers};
    cr_assert_eq(answers_new(&sources, NULL, &test.answers, &err), E_OK, "%s", err.detail);
}

void test_answer_open(void)
{
    struct err err = {0};
    test.arena = arena_new();
    config = (struct config){.data = test_folder_make(), .smtp_url = "", .mail_from = ""};
    struct services *services = &test.services;
    cr_assert_eq(crypt_init(&err), E_OK);
    cr_assert_eq(db_open(arena_printf(test.arena, "%s/test.db", config.data), &services->db, &err),
                 E_OK);
    cr_assert_eq(schema_apply(services->db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(settings_open(services->db, &config, &services->settings, &err), E_OK);
    services->config = &config;
    services->metrics = metrics_new();
    cr_assert_eq(provider_app.init(services, NULL, &providers, &err), E_OK);
    providers_add(providers, &scripted, NULL);
    test_answer_exec("INSERT INTO users (id, email, username, username_key, name, password, "
                     "is_active, is_verified, is_staff, date_joined) VALUES "
                     "('01900000-0000-7000-8000-000000000001', 'a@example.org', 'a', 'a', '', '', "
                     "1, 1, 0, 1)");
    cr_assert_eq(uuid_parse(STR("01900000-0000-7000-8000-000000000001"), &test.owner), E_OK);
    add_room();
    open_answers();
}

static void join_runs(void)
{
    for (size_t i = 0; i < run_count; i++) {
        if (runs[i].script != NULL) {
            pthread_join(runs[i].thread, NULL);
            runs[i].script = NULL;
        }
    }
}

void test_answer_close(void)
{
    answers_free(test.answers);
    join_runs();
    provider_app.done(providers);
    settings_close(test.services.settings);
    metrics_free(test.services.metrics);
    db_close(test.services.db);
    arena_free(test.arena);
    test_folder_drop();
}

void test_answer_restart(void)
{
    answers_free(test.answers);
    open_answers();
}

/* ---- what people do ---- */

static struct room_message begin(struct db_conn **tx, const struct room_message *message)
{
    struct answer *live = NULL;
    struct err err = {0};
    cr_assert_eq(answer_add(test.answers, message, &live, &err), E_OK, "%s", err.detail);
    cr_assert_eq(db_commit(tx), E_OK);
    answer_go(live);
    answer_unref(live);
    return *message;
}

struct room_message test_answer_say(const char *text)
{
    const struct room_post post = {.text = str_from(text), .model = STR_EMPTY};
    struct room_message message;
    struct err err = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_assert_eq(room_turns_post(tx, &test.room, &post, test.arena, &message, &err), E_OK, "%s",
                 err.detail);
    return begin(&tx, &message);
}

struct room_message test_answer_anew(struct uuid id, const char *text)
{
    struct room_message message;
    struct err err = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_assert_eq(room_store_find_message(tx, test.owner, id, test.arena, &message), E_OK);
    const struct room_post post = {.text = text != NULL ? str_from(text) : message.text,
                                   .model = STR_EMPTY};
    cr_assert_eq(room_turns_answer_anew(tx, &post, test.arena, &message, &err), E_OK, "%s",
                 err.detail);
    return begin(&tx, &message);
}

int test_answer_go_on(struct uuid id)
{
    struct room_message message;
    struct err err = {0};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(test.services.db, &tx), E_OK);
    cr_assert_eq(room_store_find_message(tx, test.owner, id, test.arena, &message), E_OK);
    int rc = room_turns_go_on(tx, test.arena, &message, &err);
    if (rc == E_OK) {
        (void)begin(&tx, &message);
    }
    return rc;
}

struct room_message test_answer_find(struct uuid id)
{
    struct room_message message;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(test.services.db, &conn), E_OK);
    cr_assert_eq(room_store_find_message(conn, test.owner, id, test.arena, &message), E_OK);
    return message;
}

struct room_message test_answer_ended(struct uuid version)
{
    struct room_message message;
    const int64_t until_ms = clock_mono_ms() + 60000;
    for (;;) {
        struct answer *live = answer_find(test.answers, version);
        if (live == NULL) {
            break;
        }
        answer_unref(live);
        cr_assert_lt(clock_mono_ms(), until_ms, "the answer does not end");
        usleep(2000);
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(test.services.db, &conn), E_OK);
    cr_assert_eq(room_store_find_version(conn, version, test.arena, &message), E_OK);
    return message;
}

const char *test_answer_shown(void)
{
    struct room_messages list;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(test.services.db, &conn), E_OK);
    cr_assert_eq(room_store_list_messages(conn, test.room.id, NULL, 100, test.arena, &list), E_OK);
    const char *shown = "";
    for (size_t i = list.count; i > 0; i--) {
        const struct room_message *message = &list.items[i - 1];
        shown = arena_printf(test.arena, "%s%s%" STRF ">%" STRF, shown, i < list.count ? "|" : "",
                             STRA(message->text), STRA(message->answer));
    }
    return shown;
}
