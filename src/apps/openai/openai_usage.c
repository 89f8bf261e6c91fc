/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting what was used. Answers end on threads of providers, which must not wait for the database. */
#include <stdlib.h>
#include <string.h>

#include "apps/openai/openai_int.h"
#include "base/log.h"
#include "platform/db/db.h"

struct openai_use {
    struct openai_use *next;
    struct uuid owner;
    struct provider_usage usage;
};

void openai_use_add(struct openai *openai, struct uuid owner, const struct provider_usage *usage)
{
    struct openai_use *use = must_calloc(1, sizeof(*use));
    use->owner = owner;
    use->usage = *usage;
    pthread_mutex_lock(&openai->lock);
    use->next = openai->uses;
    openai->uses = use;
    pthread_cond_broadcast(&openai->changed);
    pthread_mutex_unlock(&openai->lock);
}

static int count_all(struct openai *openai, const struct openai_use *uses)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(openai->services->db, &tx);
    for (const struct openai_use *use = uses; use != NULL && rc == E_OK; use = use->next) {
        rc = provider_count(tx, use->owner, &use->usage);
    }
    return rc == E_OK ? db_commit(&tx) : rc;
}

/* An account that was deleted meanwhile must not keep the others from being counted. */
static void count_each(struct openai *openai, struct openai_use *uses)
{
    int rc = count_all(openai, uses);
    while (uses != NULL) {
        struct openai_use *next = uses->next;
        uses->next = NULL;
        int one = rc < 0 ? count_all(openai, uses) : E_OK;
        if (one < 0) {
            log_warn("openai.not_counted", LOG_C("code", e_code(one)),
                     LOG_C("user", uuid_format(uses->owner).s));
        }
        free(uses);
        uses = next;
    }
}

static void *run(void *context)
{
    struct openai *openai = context;
    pthread_setname_np(pthread_self(), "openai-usage");
    pthread_mutex_lock(&openai->lock);
    while (!openai->ends || openai->uses != NULL) {
        struct openai_use *uses = openai->uses;
        openai->uses = NULL;
        if (uses == NULL) {
            pthread_cond_wait(&openai->changed, &openai->lock);
            continue;
        }
        pthread_mutex_unlock(&openai->lock);
        count_each(openai, uses);
        pthread_mutex_lock(&openai->lock);
    }
    pthread_mutex_unlock(&openai->lock);
    return NULL;
}

int openai_use_start(struct openai *openai, struct err *err)
{
    int rc = pthread_create(&openai->counter, NULL, run, openai);
    openai->has_counter = rc == 0;
    return rc == 0 ? E_OK : err_set(err, E_IO, "A thread could not be started: %s.", strerror(rc));
}

void openai_use_stop(struct openai *openai)
{
    if (!openai->has_counter) {
        return;
    }
    pthread_mutex_lock(&openai->lock);
    openai->ends = true;
    pthread_cond_broadcast(&openai->changed);
    pthread_mutex_unlock(&openai->lock);
    pthread_join(openai->counter, NULL);
}
