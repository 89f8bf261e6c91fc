/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the application begins and ends. */
#include "apps/chat/answer/answer_int.h"
#include "apps/skills/skills.h"
#include "base/clock.h"
#include "base/log.h"

struct answers *answers_of(struct http *http)
{
    return http_app_state(http, &answer_app);
}

static struct answers *new_answers(const struct prompt_sources *sources, struct http *http)
{
    struct answers *answers = must_calloc(1, sizeof(*answers));
    answers->sources = *sources;
    answers->http = http;
    pthread_mutex_init(&answers->lock, NULL);
    clock_condition_init(&answers->run_over);
    for (size_t i = 0; i < ANSWER_LANE_COUNT; i++) {
        answers->queues[i].last = &answers->queues[i].first;
        clock_condition_init(&answers->queues[i].woken);
    }
    return answers;
}

int answers_new(const struct prompt_sources *sources, struct http *http, struct answers **out,
                struct err *err)
{
    int64_t interrupted = 0;
    int rc = answer_store_recover(sources->services->db, &interrupted);
    if (rc < 0) {
        return err_set(err, rc, "Answers that the last run left unfinished cannot be marked.");
    }
    if (interrupted > 0) {
        log_warn("chat.interrupted", LOG_N("answers", interrupted));
    }
    struct answers *answers = new_answers(sources, http);
    rc = answers_start(answers, err);
    if (rc < 0) {
        answers_free(answers);
        return rc;
    }
    *out = answers;
    return E_OK;
}

void answers_free(struct answers *answers)
{
    if (answers == NULL) {
        return;
    }
    answers_stop(answers);
    for (size_t i = 0; i < ANSWER_LANE_COUNT; i++) {
        pthread_cond_destroy(&answers->queues[i].woken);
    }
    pthread_cond_destroy(&answers->run_over);
    pthread_mutex_destroy(&answers->lock);
    free(answers);
}

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    const struct prompt_sources sources = {services, providers_of(http), skills_of(http)};
    struct answers *answers = NULL;
    int rc = answers_new(&sources, http, &answers, err);
    *out_state = answers;
    return rc;
}

static void done(void *state)
{
    answers_free(state);
}

/* None: those that begin and end answers are chat's. */
static const struct route routes[] = {{0}};

const struct app answer_app = {.name = "answers", .routes = routes, .init = init, .done = done};
