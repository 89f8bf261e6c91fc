/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the application begins and ends. */
#include <stdlib.h>
#include <string.h>

#include "apps/endpoints/endpoints_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/config/config.h"

static int start_threads(struct endpoints *endpoints, struct err *err)
{
    int rc = pthread_create(&endpoints->watcher, NULL, endpoints_watch_thread, endpoints);
    endpoints->has_watcher = rc == 0;
    if (rc == 0) {
        rc = pthread_create(&endpoints->lister, NULL, endpoints_list_thread, endpoints);
        endpoints->has_lister = rc == 0;
    }
    return rc == 0 ? E_OK : err_set(err, E_IO, "A thread could not be started: %s.", strerror(rc));
}

/* What is wrong with the configuration's endpoint is said at the start, and again to staff; the rest works without it. */
static void check_configured(const struct endpoints *endpoints)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct endpoints_row row;
    struct err why = {0};
    endpoints_from_config(endpoints->services->config, arena, &row);
    if (row.base_url.n > 0 &&
        fetch_check_near_url(endpoints->services->fetch, row.base_url, &why) < 0) {
        log_warn("endpoints.configured", LOG_S("base_url", row.base_url), LOG_C("why", why.detail));
    }
}

int endpoints_new(const struct services *services, struct endpoints **out, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct endpoints *endpoints = must_calloc(1, sizeof(*endpoints));
    endpoints->services = services;
    pthread_mutex_init(&endpoints->lock, NULL);
    clock_condition_init(&endpoints->watch);
    clock_condition_init(&endpoints->list);
    clock_condition_init(&endpoints->ended);
    int rc = crypt_key_file(arena_printf(arena, "%s/keys", services->config->data), "endpoints.key",
                            &endpoints->key, err);
    if (rc == E_OK) {
        rc = endpoints_reload(endpoints, err);
    }
    if (rc == E_OK) {
        check_configured(endpoints);
        rc = start_threads(endpoints, err);
    }
    if (rc < 0) {
        endpoints_free(endpoints);
        return rc;
    }
    *out = endpoints;
    return E_OK;
}

void endpoints_free(struct endpoints *endpoints)
{
    if (endpoints == NULL) {
        return;
    }
    endpoints_stop_runs(endpoints);
    if (endpoints->has_watcher) {
        pthread_join(endpoints->watcher, NULL);
    }
    if (endpoints->has_lister) {
        pthread_join(endpoints->lister, NULL);
    }
    for (size_t i = 0; i < endpoints->count; i++) {
        endpoint_unref(endpoints->items[i]);
    }
    pthread_cond_destroy(&endpoints->watch);
    pthread_cond_destroy(&endpoints->list);
    pthread_cond_destroy(&endpoints->ended);
    pthread_mutex_destroy(&endpoints->lock);
    secret_wipe(&endpoints->key, sizeof(endpoints->key));
    free(endpoints);
}

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    struct endpoints *endpoints = NULL;
    int rc = endpoints_new(services, &endpoints, err);
    if (rc < 0) {
        return rc;
    }
    providers_add(providers_of(http), &endpoints_provider, endpoints);
    *out_state = endpoints;
    return E_OK;
}

static void done(void *state)
{
    endpoints_free(state);
}

const struct app endpoints_app = {
    .name = "endpoints",
    .routes = endpoints_routes,
    .init = init,
    .done = done,
};
