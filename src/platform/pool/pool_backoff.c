/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "platform/pool/pool_int.h"

#define FIRST_MS 100
#define LAST_MS  30000
/* Variants come from outside; what has failed longest ago is forgotten first. */
#define ENTRIES_MAX 64

static struct pool_backoff **find_place(struct pool *pool, const struct pool_process *process)
{
    struct pool_backoff **at = &pool->backoffs;
    while (*at != NULL &&
           ((*at)->kind != process->kind || strcmp((*at)->variant, process->variant) != 0)) {
        at = &(*at)->next;
    }
    return at;
}

const struct pool_backoff *pool_backoff_find(const struct pool *pool, size_t kind,
                                             const char *variant, int64_t now_ms)
{
    for (const struct pool_backoff *backoff = pool->backoffs; backoff != NULL;
         backoff = backoff->next) {
        if (backoff->kind == kind && strcmp(backoff->variant, variant) == 0) {
            return backoff->until_ms > now_ms ? backoff : NULL;
        }
    }
    return NULL;
}

/* The newest stands first, so the end of the list is the oldest. */
static void forget_oldest(struct pool *pool)
{
    size_t count = 0;
    for (struct pool_backoff **at = &pool->backoffs; *at != NULL; at = &(*at)->next) {
        if (++count > ENTRIES_MAX) {
            ASSERT((*at)->next == NULL);
            free(*at);
            *at = NULL;
            return;
        }
    }
}

static struct pool_backoff *take_or_make(struct pool *pool, const struct pool_process *process)
{
    struct pool_backoff **place = find_place(pool, process);
    struct pool_backoff *backoff = *place;
    if (backoff != NULL) {
        *place = backoff->next;
        return backoff;
    }
    backoff = must_calloc(1, sizeof(*backoff));
    backoff->kind = process->kind;
    memcpy(backoff->variant, process->variant, sizeof(backoff->variant));
    return backoff;
}

void pool_backoff_add(struct pool *pool, const struct pool_process *process, int rc,
                      struct str sentence, int64_t now_ms)
{
    struct pool_backoff *backoff = take_or_make(pool, process);
    int64_t wait_ms = FIRST_MS;
    for (unsigned i = 0; i < backoff->failures && wait_ms < LAST_MS; i++) {
        wait_ms *= 2;
    }
    backoff->until_ms = now_ms + (wait_ms < LAST_MS ? wait_ms : LAST_MS);
    backoff->failures++;
    backoff->rc = rc;
    const size_t n = size_min(sentence.n, sizeof(backoff->sentence) - 1);
    if (n > 0) {
        memcpy(backoff->sentence, sentence.p, n);
    }
    backoff->sentence[n] = '\0';
    backoff->next = pool->backoffs;
    pool->backoffs = backoff;
    forget_oldest(pool);
}

void pool_backoff_clear(struct pool *pool, const struct pool_process *process)
{
    struct pool_backoff **place = find_place(pool, process);
    struct pool_backoff *backoff = *place;
    if (backoff != NULL) {
        *place = backoff->next;
        free(backoff);
    }
}

void pool_backoff_done(struct pool *pool)
{
    while (pool->backoffs != NULL) {
        struct pool_backoff *next = pool->backoffs->next;
        free(pool->backoffs);
        pool->backoffs = next;
    }
}
