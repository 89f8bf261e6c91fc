/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the application begins and ends. */
#include <stdlib.h>
#include <string.h>

#include "apps/images/images.h"
#include "apps/skills/quiz.h"
#include "apps/skills/skills_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/config/config.h"

#define WORKERS_MAX    2
#define WORKER_IDLE_MS ((int64_t)5 * 60 * 1000)
#define GRACE_MS       500

static const struct pool_warm warm[] = {{WORKER_SKILLS, "all"}};

struct skills *skills_of(struct http *http)
{
    return http_app_state(http, &skills_app);
}

const struct skill_set *skills_set(const struct skills *skills)
{
    return skills->set;
}

/* As many as the configuration lets work on pictures, but no more than a few: each takes what dictionaries take. */
static size_t workers_of(const struct config *config)
{
    const size_t set = (size_t)config->workers;
    return set == 1 ? 1 : WORKERS_MAX;
}

static int start_pool(struct skills *skills, const char *program, struct err *err)
{
    const struct pool_config config = {
        .types = worker_types,
        .type_count = WORKER_KIND_COUNT,
        .program = program,
        .workers = workers_of(skills->services->config),
        .queue_max = SKILLS_TASKS_MAX,
        .warm = warm,
        .warm_count = ARRAY_LEN(warm),
        .idle_ms = WORKER_IDLE_MS,
    };
    return pool_new(&config, &skills_pool_events, skills, &skills->pool, err);
}

static int start_thread(struct skills *skills, struct err *err)
{
    skills->has_thread = pthread_create(&skills->thread, NULL, skills_thread, skills) == 0;
    if (!skills->has_thread) {
        return err_set(err, E_IO, "A thread for skills cannot be started.");
    }
    pthread_setname_np(skills->thread, "skills");
    return E_OK;
}

/* Those who asked have ended by now, and cancelled what they had asked for. */
void skills_free(struct skills *skills)
{
    if (skills == NULL) {
        return;
    }
    pthread_mutex_lock(&skills->lock);
    skills->ends = true;
    pthread_cond_signal(&skills->woken);
    pthread_mutex_unlock(&skills->lock);
    if (skills->pool != NULL) {
        pool_stop(skills->pool, GRACE_MS);
    }
    if (skills->has_thread) {
        pthread_join(skills->thread, NULL);
    }
    pool_free(skills->pool);
    skills_needs_free(skills->needs);
    skill_set_free(skills->set);
    pthread_cond_destroy(&skills->woken);
    pthread_mutex_destroy(&skills->lock);
    free(skills);
}

int skills_new(const struct services *services, struct http *http, const char *program,
               struct skills **out, struct err *err)
{
    struct skills *skills = must_calloc(1, sizeof(*skills));
    skills->services = services;
    skills->http = http;
    skills->queue_end = &skills->queue;
    pthread_mutex_init(&skills->lock, NULL);
    clock_condition_init(&skills->woken);
    int rc = skill_set_new(&skills->set, err);
    if (rc == E_OK) {
        skills->needs = skills_needs_new(skills->set, services->config);
        rc = start_pool(skills, program, err);
    }
    if (rc == E_OK) {
        rc = start_thread(skills, err);
    }
    if (rc < 0) {
        skills_free(skills);
        return rc;
    }
    *out = skills;
    return E_OK;
}

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    struct skills *skills = NULL;
    int rc = skills_new(services, http, "/proc/self/exe", &skills, err);
    if (rc < 0) {
        return rc;
    }
    images_set_ended(http, skills_picture_ended, skills);
    providers_add(providers_of(http), &skills_provider, skills);
    *out_state = skills;
    return E_OK;
}

static void tick(void *state)
{
    images_passed_late(((struct skills *)state)->http);
}

static void done(void *state)
{
    skills_free(state);
}

const struct app skills_app = {
    .name = "skills",
    .routes = skills_routes,
    .init = init,
    .done = done,
    .tick = tick,
    .portable = quiz_portable,
};
