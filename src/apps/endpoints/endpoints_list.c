/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking endpoints what models they have. */
#include "apps/endpoints/endpoints_int.h"
#include "base/clock.h"
#include "base/log.h"

#define CONNECT_MS 5000
#define TOTAL_MS   10000
#define LIST_MAX   (8 * MIB)
#define EVERY_MS   ((int64_t)10 * 60 * 1000)
#define AGAIN_MS   ((int64_t)60 * 1000) /* where it went wrong */
#define LISTED_MAX MIB

/* A list that is waited for; the end of the server ends the waiting. */
struct asking {
    struct endpoints *endpoints;
    bool is_done; /* guarded by endpoints.lock, which also hands over what follows */
    int rc;
    int status;
    struct err err;
    struct sb body;
};

static int take_head(void *context, const struct fetch_head *head)
{
    struct asking *asking = context;
    asking->status = head->status;
    return E_OK;
}

static int take_piece(void *context, struct str bytes)
{
    struct asking *asking = context;
    sb_add(&asking->body, bytes);
    return E_OK;
}

static void take_end(void *context, int rc, const struct err *err)
{
    struct asking *asking = context;
    pthread_mutex_lock(&asking->endpoints->lock);
    asking->rc = rc;
    asking->err = *err;
    asking->is_done = true;
    pthread_cond_broadcast(&asking->endpoints->list);
    pthread_mutex_unlock(&asking->endpoints->lock);
}

static void wait_for(struct asking *asking, struct fetch_id id)
{
    struct endpoints *endpoints = asking->endpoints;
    bool is_cancelled = false;
    pthread_mutex_lock(&endpoints->lock);
    while (!asking->is_done) {
        if (endpoints->ends && !is_cancelled) {
            is_cancelled = true;
            pthread_mutex_unlock(&endpoints->lock);
            fetch_cancel(endpoints->services->fetch, id);
            pthread_mutex_lock(&endpoints->lock);
            continue;
        }
        pthread_cond_wait(&endpoints->list, &endpoints->lock);
    }
    pthread_mutex_unlock(&endpoints->lock);
}

/* `asking` has an empty body. */
static int ask(struct endpoints *endpoints, const struct endpoint *endpoint, struct asking *asking)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct str base = endpoint->row.base_url;
    struct fetch_header headers[2] = {{"Accept", STR("application/json")}};
    const struct fetch_request request = {
        .method = FETCH_GET,
        .url = str_from(arena_printf(arena, "%" STRF "/models", STRA(base))),
        .headers = headers,
        .header_count = endpoints_authorize(endpoint, arena, &headers[1]) ? 2 : 1,
        .may_ask_self = true,
        .may_ask_near = true,
        .body_max = LIST_MAX,
        .connect_ms = CONNECT_MS,
        .total_ms = TOTAL_MS,
    };
    const struct fetch_sink sink = {
        .context = asking, .head = take_head, .piece = take_piece, .done = take_end};
    struct fetch_id id;
    int rc = fetch_start(endpoints->services->fetch, &request, &sink, &id, &asking->err);
    if (rc == E_OK) {
        wait_for(asking, id);
        rc = asking->rc;
    }
    if (rc == E_PROVIDER || rc == E_INVALID) {
        char words[sizeof(asking->err.detail)];
        snprintf(words, sizeof(words), "%s", err_text(&asking->err, rc));
        return endpoints_tell(endpoint, E_MODEL_DOWN, "cannot be asked", str_from(words),
                              &asking->err);
    }
    return rc;
}

static int read_list(const struct endpoint *endpoint, const struct asking *asking,
                     struct arena *arena, struct endpoints_models *out, struct err *err)
{
    struct err why = {0};
    if (asking->status != 200) {
        const struct endpoints_reply reply = {asking->status, sb_str(&asking->body), -1};
        struct endpoints_refusal refusal;
        endpoints_judge(endpoint, &reply, 0, false, &refusal, err);
        return refusal.rc;
    }
    int rc = endpoints_models_read(sb_str(&asking->body), arena, out, &why);
    return rc < 0 ? endpoints_tell(endpoint, rc, "answered, but not as it should",
                                   str_from(why.detail), err)
                  : E_OK;
}

/* Takes the arena over, where there are models. */
static void keep(struct endpoints *endpoints, struct endpoint *endpoint,
                 const struct endpoints_models *models, struct arena *arena, const char *problem)
{
    const int64_t now_ms = clock_mono_ms();
    struct arena *old = arena;
    pthread_mutex_lock(&endpoints->lock);
    endpoint->checked_ms = clock_now_ms();
    endpoint->due_ms = now_ms + (models != NULL ? EVERY_MS : AGAIN_MS);
    snprintf(endpoint->problem, sizeof(endpoint->problem), "%s", problem);
    if (models != NULL) {
        old = endpoint->listed_arena;
        endpoint->listed_arena = arena;
        endpoint->listed = *models;
    }
    pthread_mutex_unlock(&endpoints->lock);
    arena_free(old);
}

static struct str as_json(const struct endpoints_models *models, struct sb *sb)
{
    struct json_out out;
    sb_clear(sb);
    json_out_init(&out, sb);
    endpoints_models_write(models, &out);
    return sb_str(sb);
}

/* So that they can be chosen right after a restart. Nothing is lost where it fails: they are asked for again. */
static void store(struct endpoints *endpoints, const struct endpoint *endpoint, struct str listed)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(endpoints->services->db, &tx);
    if (rc == E_OK) {
        rc = endpoints_store_set_listed(tx, &endpoint->row, listed);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc < 0) {
        log_warn("endpoints.list_not_kept", LOG_C("why", e_code(rc)));
    }
}

static void keep_list(struct endpoints *endpoints, struct endpoint *endpoint,
                      const struct endpoints_models *models, struct arena *kept)
{
    CLEANUP(sb_done) struct sb before;
    CLEANUP(sb_done) struct sb after;
    sb_init(&before, LISTED_MAX);
    sb_init(&after, LISTED_MAX);
    const struct str listed = as_json(models, &after);
    pthread_mutex_lock(&endpoints->lock);
    const bool has_changed = !str_eq(as_json(&endpoint->listed, &before), listed);
    pthread_mutex_unlock(&endpoints->lock);
    keep(endpoints, endpoint, models, kept, "");
    if (has_changed && !after.failed) {
        store(endpoints, endpoint, listed);
    }
}

static void asking_done(struct asking *asking)
{
    sb_done(&asking->body);
}

int endpoints_ask_models(struct endpoints *endpoints, struct endpoint *endpoint, struct err *err)
{
    CLEANUP(asking_done) struct asking asking = {.endpoints = endpoints};
    struct arena *kept = arena_new();
    struct endpoints_models models;
    sb_init(&asking.body, LIST_MAX);
    int rc = ask(endpoints, endpoint, &asking);
    if (rc < 0) {
        *err = asking.err;
    } else {
        rc = read_list(endpoint, &asking, kept, &models, err);
    }
    if (rc < 0) {
        keep(endpoints, endpoint, NULL, kept, err_text(err, rc));
        return rc;
    }
    keep_list(endpoints, endpoint, &models, kept);
    return E_OK;
}

/* ---- the thread ---- */

/* With the lock held: one that is due, with a reference, or when the next one is. */
static struct endpoint *find_due(struct endpoints *endpoints, int64_t *out_next_ms)
{
    const int64_t now_ms = clock_mono_ms();
    *out_next_ms = now_ms + EVERY_MS;
    for (size_t i = 0; i < endpoints->count; i++) {
        struct endpoint *endpoint = endpoints->items[i];
        if (!endpoint->row.is_enabled) {
            continue;
        }
        if (endpoint->due_ms <= now_ms) {
            endpoint->due_ms = now_ms + AGAIN_MS; /* so that a reload within does not ask at once */
            return endpoint_ref(endpoint);
        }
        *out_next_ms = endpoint->due_ms < *out_next_ms ? endpoint->due_ms : *out_next_ms;
    }
    return NULL;
}

static void ask_one(struct endpoints *endpoints, struct endpoint *endpoint)
{
    struct err err = {0};
    int rc = endpoints_ask_models(endpoints, endpoint, &err);
    if (rc < 0 && rc != E_SHUTTING_DOWN) {
        log_warn("endpoints.not_listed", LOG_S("endpoint", endpoint->row.name),
                 LOG_C("why", err_text(&err, rc)));
    }
}

void *endpoints_list_thread(void *context)
{
    struct endpoints *endpoints = context;
    pthread_setname_np(pthread_self(), "models");
    pthread_mutex_lock(&endpoints->lock);
    while (!endpoints->ends) {
        int64_t next_ms;
        CLEANUP(endpoint_unrefp) struct endpoint *due = find_due(endpoints, &next_ms);
        if (due == NULL) {
            const struct timespec until = {next_ms / 1000, next_ms % 1000 * 1000000};
            (void)pthread_cond_timedwait(&endpoints->list, &endpoints->lock, &until);
            continue;
        }
        pthread_mutex_unlock(&endpoints->lock);
        ask_one(endpoints, due);
        pthread_mutex_lock(&endpoints->lock);
    }
    pthread_mutex_unlock(&endpoints->lock);
    return NULL;
}
