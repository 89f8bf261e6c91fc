/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request whose answer is waited for. */
#include <pthread.h>

#include "platform/fetch/fetch_int.h"

struct whole {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_done; /* guarded by lock, which also hands over what follows */
    int rc;
    int status;
    struct err err;
    struct sb head;
    struct sb body;
};

static int keep_head(void *context, const struct fetch_head *head)
{
    struct whole *whole = context;
    whole->status = head->status;
    sb_add(&whole->head, head->lines);
    return E_OK;
}

static int keep_piece(void *context, struct str bytes)
{
    struct whole *whole = context;
    sb_add(&whole->body, bytes);
    return E_OK;
}

static void finish(void *context, int rc, const struct err *err)
{
    struct whole *whole = context;
    pthread_mutex_lock(&whole->lock);
    whole->rc = rc;
    whole->err = *err;
    whole->is_done = true;
    pthread_cond_signal(&whole->changed);
    pthread_mutex_unlock(&whole->lock);
}

static void wait_for(struct whole *whole)
{
    pthread_mutex_lock(&whole->lock);
    while (!whole->is_done) {
        pthread_cond_wait(&whole->changed, &whole->lock);
    }
    pthread_mutex_unlock(&whole->lock);
}

static void whole_done(struct whole *whole)
{
    sb_done(&whole->head);
    sb_done(&whole->body);
    pthread_cond_destroy(&whole->changed);
    pthread_mutex_destroy(&whole->lock);
}

int fetch_whole(struct fetch *fetch, const struct fetch_request *request, struct arena *arena,
                struct fetch_answer *out, struct err *err)
{
    ASSERT(request->total_ms > 0);
    CLEANUP(whole_done)
    struct whole whole = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    sb_init(&whole.head, HEAD_BYTES_MAX);
    sb_init(&whole.body, request->body_max);
    struct fetch_sink sink = {
        .context = &whole, .head = keep_head, .piece = keep_piece, .done = finish};
    struct fetch_id id;
    int rc = fetch_start(fetch, request, &sink, &id, err);
    if (rc < 0) {
        return rc;
    }
    wait_for(&whole);
    if (whole.rc < 0) {
        if (err != NULL) {
            *err = whole.err;
        }
        return whole.rc;
    }
    *out = (struct fetch_answer){
        .head = {.status = whole.status, .lines = str_copy(arena, sb_str(&whole.head))},
        .body = str_copy(arena, sb_str(&whole.body)),
    };
    return E_OK;
}
