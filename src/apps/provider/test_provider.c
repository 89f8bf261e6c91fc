/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "apps/provider/provider_int.h"
#include "base/clock.h"
#include "base/test_folder.h"
#include "platform/config/config.h"
#include "platform/crypt/crypt.h"
#include "platform/schema/schema.h"
#include "platform/settings/settings.h"

static struct config config;
static struct services services;
static struct providers providers;
static struct arena *arena;
static struct uuid owner;

static void exec(const char *sql)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(services.db, &conn), E_OK);
    cr_assert_eq(db_exec(conn, sql), E_OK, "%s", sql);
    cr_assert_eq(db_commit(&conn), E_OK);
}

static void set(const char *json)
{
    struct json_doc *doc = NULL;
    struct settings_changes changes;
    struct err err = {0};
    cr_assert_eq(json_doc_parse(str_from(json), &doc, &err), E_OK);
    cr_assert_eq(settings_parse(json_doc_root(doc), arena, &changes, &err), E_OK, "%s",
                 err.fields[0].text);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(services.db, &conn), E_OK);
    cr_assert_eq(settings_store(services.settings, conn, &changes), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
    cr_assert_eq(settings_reload(services.settings), E_OK);
    json_doc_free(doc);
}

static void set_up(void)
{
    struct err err = {0};
    arena = arena_new();
    config = (struct config){.data = test_folder_make(), .smtp_url = "", .mail_from = ""};
    cr_assert_eq(crypt_init(&err), E_OK);
    cr_assert_eq(db_open(arena_printf(arena, "%s/test.db", config.data), &services.db, &err), E_OK);
    cr_assert_eq(schema_apply(services.db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(settings_open(services.db, &config, &services.settings, &err), E_OK);
    services.config = &config;
    providers = (struct providers){.services = &services};
    exec("INSERT INTO users (id, email, username, username_key, name, password, is_active, "
         "is_verified, is_staff, date_joined) VALUES ('01900000-0000-7000-8000-000000000001', "
         "'a@example.org', 'a', 'a', '', '', 1, 1, 0, 1)");
    cr_assert_eq(uuid_parse(STR("01900000-0000-7000-8000-000000000001"), &owner), E_OK);
}

static void tear_down(void)
{
    settings_close(services.settings);
    db_close(services.db);
    arena_free(arena);
    test_folder_drop();
}

TestSuite(provider, .init = set_up, .fini = tear_down);

/* ---- a provider that answers at once with the name of its model ---- */

struct fake {
    const struct provider_model *models;
    size_t count;
    uint64_t started;
    uint64_t cancelled;
};

static void fake_list(void *state, struct arena *into, struct provider_models *out)
{
    const struct fake *fake = state;
    out->items = arena_calloc(into, fake->count + 1, sizeof(*out->items));
    for (size_t i = 0; i < fake->count; i++) {
        out->items[i] = fake->models[i];
    }
    out->count = fake->count;
}

static int fake_start(void *state, const struct provider_model *model,
                      const struct provider_prompt *prompt,
                      const struct provider_listener *listener, uint64_t *out_run, struct err *err)
{
    struct fake *fake = state;
    (void)prompt;
    (void)err;
    *out_run = ++fake->started;
    const struct provider_end end = {.finish = PROVIDER_STOP};
    cr_assert_eq(listener->delta(listener->context, PROVIDER_TEXT, model->id), E_OK);
    listener->done(listener->context, &end);
    return E_OK;
}

static void fake_cancel(void *state, uint64_t run)
{
    struct fake *fake = state;
    fake->cancelled = run;
}

static const struct provider fake_provider = {"fake", fake_list, fake_start, fake_cancel};

static const struct provider_model first_models[] = {
    {.name = {"small", 5}, .provider = {"home", 4}},
    {.name = {"shared", 6}, .provider = {"home", 4}},
    {.name = {"home/large", 10}, .provider = {"far", 3}},
};
static const struct provider_model second_models[] = {
    {.name = {"shared", 6}, .provider = {"far", 3}, .is_default = true},
    {.name = {"large", 5}, .provider = {"home", 4}},
};
static struct fake first = {.models = first_models, .count = ARRAY_LEN(first_models)};
static struct fake second = {.models = second_models, .count = ARRAY_LEN(second_models)};

static void add_both(void)
{
    providers_add(&providers, &fake_provider, &first);
    providers_add(&providers, &fake_provider, &second);
}

/* ---- models ---- */

Test(provider, a_name_alone_is_an_id_only_where_it_is_clear)
{
    static const char *const wanted[] = {"small", "home/shared", "far/home/large", "far/shared",
                                         "large"};
    struct provider_models models;
    add_both();
    providers_list(&providers, arena, &models);
    cr_assert_eq(models.count, ARRAY_LEN(wanted));
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        cr_expect(str_eq(models.items[i].id, str_from(wanted[i])), "%zu: %" STRF, i,
                  STRA(models.items[i].id));
    }
}

Test(provider, a_model_is_found_by_every_name_that_it_has)
{
    static const struct {
        const char *id;
        const char *found;
    } rows[] = {
        {"small", "small"},
        {"home/small", "small"},
        {"shared", "home/shared"},
        {"far/shared", "far/shared"},
        {"home/large", "large"},
        {"large", "large"},
        {"far/home/large", "far/home/large"},
        {"", "far/shared"},
    };
    add_both();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct provider_model model = {0};
        struct err err = {0};
        cr_expect_eq(providers_find(&providers, str_from(rows[i].id), arena, &model, &err), E_OK,
                     "%s: %s", rows[i].id, err.detail);
        cr_expect(str_eq(model.id, str_from(rows[i].found)), "%s: %" STRF, rows[i].id,
                  STRA(model.id));
    }
}

Test(provider, what_is_not_there_is_said_in_words)
{
    struct provider_model model;
    struct err err = {0};
    cr_expect_eq(providers_find(&providers, STR("small"), arena, &model, &err), E_NO_MODEL);
    add_both();
    cr_expect_eq(providers_find(&providers, STR("tiny"), arena, &model, &err), E_MODEL_UNKNOWN);
    cr_expect_str_eq(err.detail, "There is no model called \"tiny\" here.");
}

static const char *default_model(void)
{
    struct provider_model model = {0};
    struct err err = {0};
    cr_assert_eq(providers_find(&providers, STR_EMPTY, arena, &model, &err), E_OK);
    return str_dup(arena, model.id);
}

Test(provider, the_default_is_the_one_that_staff_have_set_while_it_is_there)
{
    add_both();
    cr_expect_str_eq(default_model(), "far/shared");
    set("{\"chat\":{\"default_model\":\"home/large\"}}");
    cr_expect_str_eq(default_model(), "large");
    set("{\"chat\":{\"default_model\":\"gone\"}}");
    cr_expect_str_eq(default_model(), "far/shared");
    providers.count = 1;
    cr_expect_str_eq(default_model(), "small");
}

/* ---- answers ---- */

static char heard[64];
static int ends;

static int hear(void *context, enum provider_delta kind, struct str text)
{
    (void)context;
    (void)kind;
    snprintf(heard, sizeof(heard), "%" STRF, STRA(text));
    return E_OK;
}

static void hear_end(void *context, const struct provider_end *end)
{
    (void)context;
    ends += end->rc == E_OK;
}

Test(provider, an_answer_is_begun_and_cancelled_at_who_has_the_model)
{
    const struct provider_listener listener = {.delta = hear, .done = hear_end};
    struct provider_prompt prompt = {.model = STR("shared")};
    struct provider_run run = {0};
    struct err err = {0};
    add_both();
    provider_cancel(&run);
    cr_assert_eq(providers_start(&providers, &prompt, &listener, &run, &err), E_OK);
    cr_expect_str_eq(heard, "home/shared");
    cr_expect_eq(first.started, 1);
    prompt.model = STR("far/shared");
    cr_assert_eq(providers_start(&providers, &prompt, &listener, &run, &err), E_OK);
    cr_expect_str_eq(heard, "far/shared");
    cr_expect_eq(ends, 2);
    provider_cancel(&run);
    cr_expect_eq(second.cancelled, 1);
    cr_expect_eq(first.cancelled, 0);
}

/* ---- usage ---- */

static int admit(struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(services.db, &conn), E_OK);
    return provider_admit(conn, &services, owner, err);
}

static void count(int64_t prompt_tokens, int64_t completion_tokens)
{
    const struct provider_usage usage = {prompt_tokens, completion_tokens, false};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(services.db, &conn), E_OK);
    cr_assert_eq(provider_count(conn, owner, &usage), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
}

Test(provider, an_account_may_use_what_it_may_and_no_more)
{
    struct err err = {0};
    cr_expect_eq(admit(&err), E_OK);
    set("{\"quotas\":{\"messages_per_day\":2}}");
    count(10, 5);
    cr_expect_eq(admit(&err), E_OK);
    count(10, 5);
    cr_expect_eq(admit(&err), E_USED_UP);
    cr_expect(err.retry_after_s > 0 && err.retry_after_s <= 24 * 60 * 60 + 1);
    set("{\"quotas\":{\"messages_per_day\":3,\"tokens_per_day\":31}}");
    cr_expect_eq(admit(&err), E_OK);
    set("{\"quotas\":{\"tokens_per_day\":30}}");
    cr_expect_eq(admit(&err), E_USED_UP);
    cr_expect(str_has_nocase(str_from(err.detail), STR("30 tokens")), "%s", err.detail);
    exec("UPDATE provider_usage SET day = day - 1");
    cr_expect_eq(admit(&err), E_OK);
}

Test(provider, days_are_listed_newest_first)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct provider_day *days = NULL;
    size_t day_count = 0;
    count(1, 2);
    exec("UPDATE provider_usage SET day = day - 1");
    count(3, 4);
    count(5, 6);
    const int64_t today = clock_now_ms() / PROVIDER_DAY_MS;
    cr_assert_eq(db_read(services.db, &conn), E_OK);
    cr_assert_eq(provider_store_list(conn, owner, today - 1, arena, &days, &day_count), E_OK);
    cr_assert_eq(day_count, 2);
    cr_expect_eq(days[0].answers, 2);
    cr_expect_eq(days[0].prompt_tokens, 8);
    cr_expect_eq(days[0].completion_tokens, 10);
    cr_expect_eq(days[1].completion_tokens, 2);
}

Test(provider, tokens_are_estimated_by_script)
{
    static const struct {
        const char *text;
        int64_t tokens;
    } rows[] = {{"", 0}, {"a", 1}, {"twelve chars", 3}, {"你好", 2}, {"سلام", 2}, {"Grüße", 2}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(provider_estimate_tokens(str_from(rows[i].text)), rows[i].tokens, "%s",
                     rows[i].text);
    }
}
