/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/endpoints/test_endpoints_kit.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/test_folder.h"
#include "platform/config/config.h"
#include "platform/schema/schema.h"
#include "platform/settings/settings.h"

#define SERVERS_MAX  4
#define WAIT_SECONDS 30
#define HEARD_MAX    (16 * MIB)

extern char **environ;

struct services kit_services;
struct arena *kit_arena;

static struct config config;
static struct endpoints *endpoints;
static struct {
    pid_t process;
    int input;
} servers[SERVERS_MAX];
static size_t server_count;

void kit_open(void)
{
    struct err err = {0};
    signal(SIGPIPE, SIG_IGN);
    kit_arena = arena_new();
    config = (struct config){.data = test_folder_make(),
                             .smtp_url = "",
                             .mail_from = "",
                             .openai_base_url = "",
                             .openai_api_key = "",
                             .openai_model = ""};
    kit_services = (struct services){.config = &config};
    cr_assert_eq(crypt_init(&err), E_OK);
    cr_assert_eq(
        db_open(arena_printf(kit_arena, "%s/test.db", config.data), &kit_services.db, &err), E_OK);
    cr_assert_eq(schema_apply(kit_services.db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(settings_open(kit_services.db, &config, &kit_services.settings, &err), E_OK);
    const struct fetch_config fetch = {0};
    cr_assert_eq(fetch_new(&fetch, &kit_services.fetch, &err), E_OK);
}

void kit_close(void)
{
    endpoints_free(endpoints);
    fetch_free(kit_services.fetch);
    settings_close(kit_services.settings);
    db_close(kit_services.db);
    for (size_t i = 0; i < server_count; i++) {
        close(servers[i].input);
        waitpid(servers[i].process, NULL, 0);
    }
    arena_free(kit_arena);
    test_folder_drop();
}

const char *kit_serve_models(const char *key)
{
    char *program = arena_strdup(kit_arena, SOURCE_ROOT "/tests/model-server");
    char *const without[] = {program, NULL};
    char *const with_key[] = {program, arena_strdup(kit_arena, "--key"),
                              arena_strdup(kit_arena, key != NULL ? key : ""), NULL};
    int input[2];
    int output[2];
    posix_spawn_file_actions_t actions;
    cr_assert(server_count < SERVERS_MAX);
    cr_assert_eq(pipe2(input, O_CLOEXEC) + pipe2(output, O_CLOEXEC), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], 0);
    posix_spawn_file_actions_adddup2(&actions, output[1], 1);
    pid_t process;
    cr_assert_eq(
        posix_spawn(&process, program, &actions, NULL, key != NULL ? with_key : without, environ),
        0);
    posix_spawn_file_actions_destroy(&actions);
    close(input[0]);
    close(output[1]);
    servers[server_count].process = process;
    servers[server_count++].input = input[1];
    char line[200] = "";
    FILE *said = fdopen(output[0], "r");
    cr_assert_not_null(fgets(line, sizeof(line), said));
    fclose(said);
    struct json_doc *doc = NULL;
    cr_assert_eq(json_doc_parse(str_from(line), &doc, NULL), E_OK, "%s", line);
    const char *url = str_dup(kit_arena, json_text(json_get(json_doc_root(doc), "base_url")));
    json_doc_free(doc);
    return url;
}

struct endpoints *kit_endpoints(void)
{
    struct err err = {0};
    if (endpoints == NULL) {
        cr_assert_eq(endpoints_new(&kit_services, &endpoints, &err), E_OK, "%s", err.detail);
    }
    return endpoints;
}

void kit_add_endpoint(const char *name, const char *base_url, const char *key)
{
    struct endpoints_row row = {
        .id = uuid_new(),
        .name = str_from(name),
        .base_url = str_from(base_url),
        .is_enabled = true,
        .models = STR("[]"),
        .default_model = STR_EMPTY,
        .model_settings = STR("{}"),
        .created_ms = clock_now_ms(),
        .updated_ms = clock_now_ms(),
    };
    struct endpoints *all = kit_endpoints();
    struct err err = {0};
    uint8_t sealed[200];
    if (key != NULL) {
        const struct uuid_text id = uuid_format(row.id);
        crypt_seal(&all->key, str_from(id.s), str_from(key), sealed);
        row.api_key = (struct str){(const char *)sealed, strlen(key) + CRYPT_SEAL_BYTES};
    }
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(kit_services.db, &tx), E_OK);
    cr_assert_eq(endpoints_store_add(tx, &row), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_assert_eq(endpoints_reload(all, &err), E_OK, "%s", err.detail);
}

void kit_set(const char *json)
{
    struct json_doc *doc = NULL;
    struct settings_changes changes;
    struct err err = {0};
    cr_assert_eq(json_doc_parse(str_from(json), &doc, &err), E_OK);
    cr_assert_eq(settings_parse(json_doc_root(doc), kit_arena, &changes, &err), E_OK);
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(kit_services.db, &tx), E_OK);
    cr_assert_eq(settings_store(kit_services.settings, tx, &changes), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_assert_eq(settings_reload(kit_services.settings), E_OK);
    json_doc_free(doc);
}

/* ---- listening ---- */

static int hear_delta(void *context, enum provider_delta kind, struct str text)
{
    struct kit_heard *heard = context;
    pthread_mutex_lock(&heard->lock);
    cr_assert(!heard->is_done, "a piece came after the end");
    sb_add(kind == PROVIDER_TEXT ? &heard->text : &heard->reasoning, text);
    heard->deltas++;
    const bool stops = heard->stop_after > 0 && heard->deltas >= (size_t)heard->stop_after;
    pthread_cond_signal(&heard->changed);
    pthread_mutex_unlock(&heard->lock);
    return stops ? E_CANCELLED : E_OK;
}

static int hear_call(void *context, const struct provider_call *call)
{
    struct kit_heard *heard = context;
    pthread_mutex_lock(&heard->lock);
    sb_addf(&heard->calls, "%" STRF "(%" STRF ");", STRA(call->name), STRA(call->arguments));
    cr_assert(call->id.n > 0);
    pthread_mutex_unlock(&heard->lock);
    return E_OK;
}

static void hear_done(void *context, const struct provider_end *end)
{
    struct kit_heard *heard = context;
    pthread_mutex_lock(&heard->lock);
    heard->rc = end->rc;
    if (end->err != NULL) {
        heard->err = *end->err;
    }
    heard->finish = end->finish;
    heard->usage = end->usage;
    heard->is_done = true;
    heard->ends++;
    pthread_cond_signal(&heard->changed);
    pthread_mutex_unlock(&heard->lock);
}

struct kit_heard *kit_hear(void)
{
    struct kit_heard *heard = arena_calloc(kit_arena, 1, sizeof(*heard));
    pthread_mutex_init(&heard->lock, NULL);
    pthread_cond_init(&heard->changed, NULL);
    sb_init(&heard->text, HEARD_MAX);
    sb_init(&heard->reasoning, HEARD_MAX);
    sb_init(&heard->calls, HEARD_MAX);
    return heard;
}

int kit_start_prompt(struct kit_heard *heard, const char *endpoint, const char *model,
                     struct provider_prompt *prompt)
{
    const struct provider_model wanted = {
        .name = str_from(model),
        .provider = str_from(endpoint),
        .sees = true,
        .uses_tools = true,
    };
    const struct provider_listener listener = {heard, hear_delta, hear_call, hear_done};
    return endpoints_provider.start(kit_endpoints(), &wanted, prompt, &listener, &heard->number,
                                    &heard->err);
}

int kit_start(struct kit_heard *heard, const char *endpoint, const char *model, const char *said)
{
    const struct provider_turn turn = {.role = PROVIDER_USER, .text = str_from(said)};
    struct provider_prompt prompt = {.turns = &turn, .turn_count = 1};
    return kit_start_prompt(heard, endpoint, model, &prompt);
}

/* With the lock held. */
static void wait_a_while(struct kit_heard *heard)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_SECONDS;
    cr_assert_eq(pthread_cond_timedwait(&heard->changed, &heard->lock, &until), 0,
                 "nothing was heard for %d seconds", WAIT_SECONDS);
}

void kit_wait(struct kit_heard *heard)
{
    pthread_mutex_lock(&heard->lock);
    while (!heard->is_done) {
        wait_a_while(heard);
    }
    pthread_mutex_unlock(&heard->lock);
    cr_expect_eq(heard->ends, 1);
}

void kit_wait_for(struct kit_heard *heard, size_t deltas)
{
    pthread_mutex_lock(&heard->lock);
    while (heard->deltas < deltas) {
        wait_a_while(heard);
    }
    pthread_mutex_unlock(&heard->lock);
}

void kit_wait_for_none(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WAIT_SECONDS;
    pthread_mutex_lock(&endpoints->lock);
    while (endpoints->runs != NULL) {
        cr_assert_eq(pthread_cond_timedwait(&endpoints->ended, &endpoints->lock, &until), 0,
                     "a request is held for ever");
    }
    pthread_mutex_unlock(&endpoints->lock);
}

const char *kit_text(struct kit_heard *heard)
{
    return str_dup(kit_arena, sb_str(&heard->text));
}
