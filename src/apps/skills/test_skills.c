/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and sentences against the program's own workers, without HTTP. */
#include <pthread.h>

#include <criterion/criterion.h>

#include "apps/skills/skills_run.h"
#include "base/clock.h"
#include "base/test_folder.h"
#include "platform/config/config.h"
#include "platform/schema/schema.h"

#define PATIENCE_MS     60000
#define TEXT_MAX        8000
#define RESULTS_MAX     8
#define NO_SUCH_PICTURE "{\"picture\":\"019aa000-0000-7000-8000-000000000000\"}"

static struct config config;
static struct services services;
static struct skills *skills;
static struct arena *arena;

/* What came; guarded by lock. */
static struct heard {
    pthread_mutex_t lock;
    int ends;
    int rc;
    char text[TEXT_MAX];
    size_t steps;
    char names[RESULTS_MAX][40];
    bool has_failed[RESULTS_MAX];
    char results[RESULTS_MAX][TEXT_MAX];
    struct provider_usage usage;
} heard;

static void setup(void)
{
    struct err err = {0};
    heard = (struct heard){.lock = PTHREAD_MUTEX_INITIALIZER};
    arena = arena_new();
    config = (struct config){.data = test_folder_make(), .workers = 1};
    services = (struct services){.config = &config};
    cr_assert_eq(db_open(arena_printf(arena, "%s/test.db", config.data), &services.db, &err), E_OK);
    cr_assert_eq(schema_apply(services.db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(skills_new(&services, NULL, ASSISTI, &skills, &err), E_OK, "%s", err.detail);
}

static void teardown(void)
{
    skills_free(skills);
    db_close(services.db);
    test_folder_drop();
    arena_free(arena);
}

TestSuite(skills, .init = setup, .fini = teardown);

static void wait_for_ends(int count)
{
    const int64_t until_ms = clock_mono_ms() + PATIENCE_MS;
    bool is_there = false;
    while (!is_there) {
        cr_assert_lt(clock_mono_ms(), until_ms, "it does not end");
        pthread_mutex_lock(&heard.lock);
        is_there = heard.ends >= count;
        pthread_mutex_unlock(&heard.lock);
        const struct timespec short_while = {.tv_nsec = 1000000};
        nanosleep(&short_while, NULL);
    }
}

/* ---- requests ---- */

static void take_end(void *context, const struct skills_end *end)
{
    (void)context;
    pthread_mutex_lock(&heard.lock);
    heard.rc = end->rc;
    snprintf(heard.text, sizeof(heard.text), "%s", end->sentence != NULL ? end->sentence : "");
    heard.ends++;
    pthread_mutex_unlock(&heard.lock);
}

static int ask(const char *name, const char *arguments, struct err *err)
{
    const struct skills_request request = {
        .id = uuid_new(), .name = str_from(name), .arguments = str_from(arguments)};
    return skills_run(skills, &request, take_end, NULL, err);
}

Test(skills, refuses_what_cannot_be_meant)
{
    const struct {
        const char *name;
        const char *arguments;
        int rc;
    } rows[] = {
        {"make_coffee", "{}", E_NOT_FOUND},          {"", "{}", E_NOT_FOUND},
        {"read_picture", "{\"cups\":2}", E_INVALID}, {"read_picture", "[]", E_INVALID},
        {"read_picture", "{", E_MALFORMED_JSON},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        cr_expect_eq(ask(rows[i].name, rows[i].arguments, &err), rows[i].rc, "%s %s", rows[i].name,
                     rows[i].arguments);
    }
    cr_expect_eq(heard.ends, 0);
}

Test(skills, says_that_there_is_no_picture)
{
    cr_assert_eq(ask("read_picture", "", NULL), E_OK);
    wait_for_ends(1);
    cr_expect_eq(heard.rc, E_NOT_FOUND);
    cr_expect_str_eq(heard.text, "There is no picture here. Please attach one to the message.");
    cr_assert_eq(ask("name_animal", NO_SUCH_PICTURE, NULL), E_OK);
    wait_for_ends(2);
    cr_expect_str_eq(heard.text, "There is no such picture.");
}

/* A manifest without its function would end the server. */
Test(skills, every_manifest_of_the_server_has_its_function)
{
    for (size_t i = 0; i < skill_set_count(skills_set(skills)); i++) {
        const struct skill_manifest *manifest = skill_set_at(skills_set(skills), i);
        if (manifest->place == SKILL_SERVER) {
            cr_expect_not_null(skills_find_server(manifest->name)->run);
        }
    }
}

static void never_mind(void *context, const struct skills_end *end)
{
    (void)context;
    (void)end;
}

Test(skills, an_account_has_only_so_many_at_once)
{
    /* Routing goes through the one worker, so that they queue up. */
    const struct skills_request request = {.id = uuid_new(),
                                           .arguments = STR("{\"message\":\"hello\"}")};
    struct err err = {0};
    int rc = E_OK;
    size_t taken = 0;
    for (; rc == E_OK && taken < 100 * (size_t)SKILLS_PER_OWNER; taken++) {
        struct skills_request one = request;
        one.id = uuid_new();
        rc = skills_route(skills, &one, never_mind, NULL, &err);
    }
    cr_expect_eq(rc, E_BUSY, "%zu were taken", taken);
    cr_expect_not_null(strstr(err.detail, "at work already"));
}

/* ---- sentences ---- */

static int hear_text(void *context, enum provider_delta kind, struct str text)
{
    (void)context;
    cr_expect_eq(kind, PROVIDER_TEXT);
    pthread_mutex_lock(&heard.lock);
    const size_t n = strlen(heard.text);
    snprintf(heard.text + n, sizeof(heard.text) - n, "%" STRF, STRA(text));
    pthread_mutex_unlock(&heard.lock);
    return E_OK;
}

static int hear_step(void *context, const struct provider_step *step)
{
    (void)context;
    pthread_mutex_lock(&heard.lock);
    if (heard.steps < RESULTS_MAX) {
        const size_t i = heard.steps++;
        snprintf(heard.names[i], sizeof(heard.names[i]), "%" STRF, STRA(step->name));
        snprintf(heard.results[i], sizeof(heard.results[i]), "%" STRF, STRA(step->result));
        heard.has_failed[i] = step->has_failed;
    }
    pthread_mutex_unlock(&heard.lock);
    return E_OK;
}

static void hear_end(void *context, const struct provider_end *end)
{
    (void)context;
    pthread_mutex_lock(&heard.lock);
    heard.ends++;
    heard.rc = end->rc;
    heard.usage = end->usage;
    pthread_mutex_unlock(&heard.lock);
}

static int say(const struct provider_turn *turns, size_t count, uint64_t *out_run)
{
    const struct provider_listener listener = {
        .delta = hear_text, .done = hear_end, .step = hear_step};
    const struct provider_prompt prompt = {
        .preset = STR("general"), .turns = turns, .turn_count = count};
    return skills_provider.start(skills, NULL, &prompt, &listener, out_run, NULL);
}

static void answer(const struct provider_turn *turns, size_t count)
{
    uint64_t run;
    cr_assert_eq(say(turns, count, &run), E_OK);
    wait_for_ends(1);
    cr_expect_eq(heard.rc, E_OK, "%s", e_code(heard.rc));
}

Test(skills, answers_a_greeting_and_counts_nothing)
{
    const struct provider_turn turn = {.role = PROVIDER_USER, .text = STR("hello")};
    answer(&turn, 1);
    cr_expect_gt(strlen(heard.text), 0);
    cr_expect_eq(heard.usage.prompt_tokens + heard.usage.completion_tokens, 0);
    cr_expect_not(heard.usage.is_estimate);
}

Test(skills, tells_a_skill_that_cannot_do_it_as_a_step)
{
    const struct provider_turn turn = {.role = PROVIDER_USER, .text = STR("what animal is this?")};
    answer(&turn, 1);
    cr_assert_eq(heard.steps, 1);
    cr_expect_str_eq(heard.names[0], "name_animal");
    cr_expect(heard.has_failed[0]);
    cr_expect_not_null(strstr(heard.results[0], "{\"error\":\"There is no picture here."));
    cr_expect_not_null(strstr(heard.text, "There is no picture here."));
}

Test(skills, what_was_told_before_an_interruption_is_not_told_again)
{
    const struct provider_turn turns[] = {
        {.role = PROVIDER_USER, .text = STR("what animal is this?")},
        {.role = PROVIDER_ASSISTANT,
         .text = STR("There is no"),
         .steps = STR("[{\"name\":\"name_animal\",\"input\":{},\"output\":{\"error\":\"x\"},"
                      "\"failed\":true}]")},
    };
    answer(turns, ARRAY_LEN(turns));
    cr_expect_eq(heard.steps, 0);
    cr_expect_str_eq(heard.text, "");
}

/* An act without what it needs is no step, and must not count as one of those that were told. */
Test(skills, counts_what_was_told_and_not_what_was_planned)
{
    const struct provider_turn turns[] = {
        {.role = PROVIDER_USER,
         .text = STR("read the text on this picture, summarise it and calculate 2 + 3")},
        {.role = PROVIDER_ASSISTANT,
         .text = STR("There is no picture here."),
         .steps = STR("[{\"name\":\"read_picture\",\"input\":{},\"output\":{\"error\":\"x\"},"
                      "\"failed\":true},{\"name\":\"calculate\",\"input\":{},\"output\":{}}]")},
    };
    answer(turns, 1);
    cr_assert_eq(heard.steps, 2);
    cr_expect_str_eq(heard.names[1], "calculate");
    heard = (struct heard){.lock = PTHREAD_MUTEX_INITIALIZER};
    answer(turns, ARRAY_LEN(turns));
    cr_expect_eq(heard.steps, 0);
    cr_expect_str_eq(heard.text, "");
}

Test(skills, nothing_said_is_no_question)
{
    const struct provider_turn turn = {.role = PROVIDER_SYSTEM, .text = STR("Be kind.")};
    uint64_t run;
    cr_expect_eq(say(&turn, 1, &run), E_INVALID);
    cr_expect_eq(heard.ends, 0);
}

Test(skills, an_answer_that_is_cancelled_ends_once)
{
    const struct provider_turn turn = {.role = PROVIDER_USER, .text = STR("hello")};
    uint64_t run;
    cr_assert_eq(say(&turn, 1, &run), E_OK);
    skills_provider.cancel(skills, run);
    wait_for_ends(1);
    cr_expect(heard.rc == E_CANCELLED || heard.rc == E_OK, "%s", e_code(heard.rc));
    skills_provider.cancel(skills, run);
    skills_provider.cancel(skills, 12345);
    cr_expect_eq(heard.ends, 1);
}

Test(skills, an_end_with_much_to_do_is_an_end)
{
    const struct provider_turn turn = {.role = PROVIDER_USER, .text = STR("hello")};
    uint64_t run;
    for (int i = 0; i < SKILLS_PER_OWNER; i++) {
        cr_assert_eq(say(&turn, 1, &run), E_OK);
    }
    skills_free(skills);
    skills = NULL;
    cr_expect_eq(heard.ends, SKILLS_PER_OWNER);
}

/* ---- what is installed ---- */

/* Whether the skill's members have this in them. */
static bool says(const char *name, const char *what)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    size_t index = 0;
    while (!str_eq(skill_set_at(skills->set, index)->name, str_from(name))) {
        index++;
    }
    sb_init(&sb, 64 * KIB);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    skills_needs_write(skills, index, &out);
    json_end_object(&out);
    return str_has_nocase(sb_str(&sb), str_from(what));
}

static void look_again(void)
{
    skills_needs_free(skills->needs);
    skills->needs = skills_needs_new(skills->set, &config);
}

Test(skills, says_what_is_installed)
{
    config.tessdata = config.data;
    look_again();
    cr_expect(says("calculate", "\"state\":\"ready\",\"needs\":[]"));
    cr_expect(says("read_picture", "\"state\":\"not_installed\""));
    cr_expect(says("read_picture", "{\"package\":\"tesseract-ocr-deu\",\"for\":\"reading\","
                                   "\"languages\":[\"de\"],\"required\":false,"
                                   "\"installed\":false}"));
    FILE *file = fopen(arena_printf(arena, "%s/deu.traineddata", config.data), "wbe");
    cr_assert(file != NULL && fclose(file) == 0);
    look_again();
    cr_expect(says("read_picture", "\"state\":\"partly\""));
    cr_expect(says("read_picture", "{\"package\":\"tesseract-ocr-deu\",\"for\":\"reading\","
                                   "\"languages\":[\"de\"],\"required\":false,"
                                   "\"installed\":true}"));
}
