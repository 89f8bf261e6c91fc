/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which endpoints there are, and the provider of all their models. */
#include <stdlib.h>
#include <string.h>

#include "apps/endpoints/endpoints_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/config/config.h"

const struct uuid endpoints_configured = {0};

/* ---- one ---- */

struct endpoint *endpoint_ref(struct endpoint *endpoint)
{
    atomic_fetch_add(&endpoint->refs, 1);
    return endpoint;
}

void endpoint_unref(struct endpoint *endpoint)
{
    if (endpoint == NULL || atomic_fetch_sub(&endpoint->refs, 1) > 1) {
        return;
    }
    secret_wipe(endpoint->key, endpoint->row.api_key.n);
    arena_free(endpoint->listed_arena);
    arena_free(endpoint->arena);
    free(endpoint);
}

void endpoint_unrefp(struct endpoint **endpoint)
{
    endpoint_unref(*endpoint);
}

/* The row's key is plain. */
static struct endpoint *make(const struct endpoints_row *row)
{
    struct endpoint *endpoint = must_calloc(1, sizeof(*endpoint));
    struct arena *arena = arena_new();
    struct err ignored = {0};
    atomic_init(&endpoint->refs, 1);
    endpoint->arena = arena;
    endpoint->key = arena_memdup(arena, row->api_key.p, row->api_key.n);
    endpoint->row = (struct endpoints_row){
        .id = row->id,
        .name = str_copy(arena, row->name),
        .base_url = str_copy(arena, row->base_url),
        .api_key = {endpoint->key, row->api_key.n},
        .is_enabled = row->is_enabled,
        .models = str_copy(arena, row->models),
        .default_model = str_copy(arena, row->default_model),
        .model_settings = str_copy(arena, row->model_settings),
        .created_ms = row->created_ms,
        .updated_ms = row->updated_ms,
    };
    endpoints_models_load(row->models, arena, &endpoint->chosen);
    if (endpoints_settings_read(row->model_settings, arena, &endpoint->settings, &ignored) < 0) {
        endpoint->settings = (struct endpoints_models){0}; /* checked when it was stored */
    }
    endpoint->listed_arena = arena_new();
    endpoints_models_load(row->listed, endpoint->listed_arena, &endpoint->listed);
    return endpoint;
}

static bool is_asked_alike(const struct endpoint *a, const struct endpoint *b)
{
    return uuid_eq(a->row.id, b->row.id) && str_eq(a->row.base_url, b->row.base_url) &&
           str_eq(a->row.api_key, b->row.api_key);
}

/* With the lock held. */
static void take_over(struct endpoint *to, struct endpoint *from)
{
    struct arena *arena = to->listed_arena;
    to->listed_arena = from->listed_arena;
    to->listed = from->listed;
    from->listed_arena = arena;
    from->listed = (struct endpoints_models){0};
    to->checked_ms = from->checked_ms;
    to->due_ms = from->due_ms;
    memcpy(to->problem, from->problem, sizeof(to->problem));
    memcpy(to->toolless, from->toolless, sizeof(to->toolless));
    to->toolless_count = from->toolless_count;
    atomic_store(&to->quirks, atomic_load(&from->quirks));
}

/* ---- all ---- */

/* "127.0.0.1:11434" of "http://127.0.0.1:11434/v1". */
static struct str host_of(struct str url)
{
    struct str rest;
    (void)str_cut(url, '/', &rest);
    struct str behind;
    (void)str_cut(rest, '/', &behind);
    return str_cut(behind, '/', &rest);
}

void endpoints_from_config(const struct config *config, struct arena *arena,
                           struct endpoints_row *out)
{
    struct str url = str_from(config->openai_base_url);
    while (url.n > 0 && url.p[url.n - 1] == '/') {
        url.n--;
    }
    *out = (struct endpoints_row){
        .name = str_copy(arena, host_of(url)),
        .base_url = url,
        .api_key = str_from(config->openai_api_key),
        .is_enabled = true,
        .models = STR("[]"),
        .default_model = str_from(config->openai_model),
        .model_settings = STR("{}"),
        .listed = STR("[]"),
    };
}

/* Makes an endpoint of a row as it is stored. */
static struct endpoint *make_stored(const struct endpoints *endpoints,
                                    const struct endpoints_row *stored)
{
    struct endpoints_row row = *stored;
    const struct str sealed = stored->api_key;
    row.api_key = STR_EMPTY;
    if (sealed.n < CRYPT_SEAL_BYTES) {
        return make(&row);
    }
    const struct uuid_text id = uuid_format(row.id);
    const size_t bytes = sealed.n - CRYPT_SEAL_BYTES;
    char *plain = must_alloc(bytes + 1);
    if (crypt_open(&endpoints->key, str_from(id.s), sealed, (uint8_t *)plain) == E_OK) {
        row.api_key = (struct str){plain, bytes};
    } else {
        log_warn("endpoints.key_not_unsealed", LOG_S("endpoint", row.name),
                 LOG_C("why", "it was sealed with another key; set it again"));
    }
    struct endpoint *endpoint = make(&row);
    secret_wipe(plain, bytes);
    free(plain);
    return endpoint;
}

static int read_all(const struct endpoints *endpoints, struct endpoint **out, size_t *out_count)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct endpoints_row *rows = NULL;
    struct endpoints_row given;
    struct endpoints_row known = {0};
    size_t count = 0;
    size_t made = 0;
    int rc = db_read(endpoints->services->db, &conn);
    if (rc == E_OK) {
        rc = endpoints_store_list(conn, arena, &rows, &count, &known);
    }
    if (rc < 0) {
        return rc;
    }
    endpoints_from_config(endpoints->services->config, arena, &given);
    if (given.base_url.n > 0) {
        given.listed = str_eq(known.base_url, given.base_url) ? known.listed : given.listed;
        out[made++] = make(&given);
    }
    for (size_t i = 0; i < count; i++) {
        out[made++] = make_stored(endpoints, &rows[i]);
    }
    *out_count = made;
    return E_OK;
}

/* With the lock held: `old` gets what has to be given back. */
static void exchange(struct endpoints *endpoints, struct endpoint **items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < endpoints->count; k++) {
            if (is_asked_alike(items[i], endpoints->items[k])) {
                take_over(items[i], endpoints->items[k]);
            }
        }
    }
    for (size_t i = 0; i < ENDPOINTS_MAX + 1; i++) {
        struct endpoint *old = i < endpoints->count ? endpoints->items[i] : NULL;
        endpoints->items[i] = i < count ? items[i] : NULL;
        items[i] = old;
    }
    endpoints->count = count;
    pthread_cond_broadcast(&endpoints->list);
}

int endpoints_reload(struct endpoints *endpoints, struct err *err)
{
    struct endpoint *items[ENDPOINTS_MAX + 1] = {0};
    size_t count = 0;
    int rc = read_all(endpoints, items, &count);
    if (rc < 0) {
        return err_set(err, rc, "The model endpoints in the database cannot be read.");
    }
    pthread_mutex_lock(&endpoints->lock);
    exchange(endpoints, items, count);
    pthread_mutex_unlock(&endpoints->lock);
    for (size_t i = 0; i < ARRAY_LEN(items); i++) {
        endpoint_unref(items[i]);
    }
    return E_OK;
}

struct endpoint *endpoints_find(struct endpoints *endpoints, struct uuid id)
{
    struct endpoint *found = NULL;
    pthread_mutex_lock(&endpoints->lock);
    for (size_t i = 0; i < endpoints->count && found == NULL; i++) {
        if (uuid_eq(endpoints->items[i]->row.id, id)) {
            found = endpoint_ref(endpoints->items[i]);
        }
    }
    pthread_mutex_unlock(&endpoints->lock);
    return found;
}

struct endpoint *endpoints_find_named(struct endpoints *endpoints, struct str name)
{
    struct endpoint *found = NULL;
    pthread_mutex_lock(&endpoints->lock);
    for (size_t i = 0; i < endpoints->count && found == NULL; i++) {
        struct endpoint *endpoint = endpoints->items[i];
        if (endpoint->row.is_enabled && str_eq(endpoint->row.name, name)) {
            found = endpoint_ref(endpoint);
        }
    }
    pthread_mutex_unlock(&endpoints->lock);
    return found;
}

/* ---- models ---- */

static const struct endpoints_model *find_model(const struct endpoints_models *models,
                                                struct str name)
{
    for (size_t i = 0; i < models->count; i++) {
        if (str_eq(models->items[i].name, name)) {
            return &models->items[i];
        }
    }
    return NULL;
}

static bool decide(enum endpoints_known set, enum endpoints_known listed, bool otherwise)
{
    const enum endpoints_known known = set != ENDPOINTS_UNKNOWN ? set : listed;
    return known != ENDPOINTS_UNKNOWN ? known == ENDPOINTS_YES : otherwise;
}

/* With the lock held. */
static bool is_toolless(const struct endpoint *endpoint, struct str name)
{
    for (size_t i = 0; i < endpoint->toolless_count; i++) {
        if (str_eq(str_from(endpoint->toolless[i]), name)) {
            return true;
        }
    }
    return false;
}

/* With the lock held. `listed` is what the endpoint says of it; NULL: it does not list it. */
static void add_model(const struct endpoint *endpoint, struct str name,
                      const struct endpoints_model *listed, struct arena *arena,
                      struct provider_models *out)
{
    const struct endpoints_model nothing = {.sounds_seeing =
                                                listed == NULL && endpoints_sounds_seeing(name)};
    const struct endpoints_model *set = find_model(&endpoint->settings, name);
    set = set != NULL ? set : &nothing;
    listed = listed != NULL ? listed : &nothing;
    const int64_t context = set->context_tokens > 0 ? set->context_tokens : listed->context_tokens;
    out->items[out->count++] = (struct provider_model){
        .name = str_copy(arena, name),
        .provider = str_copy(arena, endpoint->row.name),
        .context_tokens = context > 0 ? context : ENDPOINTS_CONTEXT_DEFAULT,
        .is_context_guessed = context == 0,
        .sees = decide(set->sees, listed->sees, listed->sounds_seeing),
        .uses_tools = decide(set->uses_tools, listed->uses_tools, !is_toolless(endpoint, name)),
        .is_default = str_eq(endpoint->row.default_model, name),
    };
}

/* With the lock held. */
static void list_one(const struct endpoint *endpoint, struct arena *arena,
                     struct provider_models *out)
{
    const struct endpoints_models *listed = &endpoint->listed;
    const struct endpoints_models *chosen = &endpoint->chosen;
    const struct str usual = endpoint->row.default_model;
    for (size_t i = 0; i < chosen->count; i++) {
        const struct str name = chosen->items[i].name;
        add_model(endpoint, name, find_model(listed, name), arena, out);
    }
    for (size_t i = 0; chosen->count == 0 && i < listed->count; i++) {
        add_model(endpoint, listed->items[i].name, &listed->items[i], arena, out);
    }
    if (usual.n > 0 && find_model(chosen->count > 0 ? chosen : listed, usual) == NULL) {
        add_model(endpoint, usual, NULL, arena, out);
    }
}

/* With the lock held. */
static size_t count_at_most(const struct endpoint *endpoint)
{
    return endpoint->chosen.count + endpoint->listed.count + 1;
}

void endpoints_list_models(struct endpoints *endpoints, struct endpoint *endpoint,
                           struct arena *arena, struct provider_models *out)
{
    pthread_mutex_lock(&endpoints->lock);
    *out = (struct provider_models){
        arena_calloc(arena, count_at_most(endpoint), sizeof(*out->items)), 0};
    list_one(endpoint, arena, out);
    pthread_mutex_unlock(&endpoints->lock);
}

static void list(void *state, struct arena *arena, struct provider_models *out)
{
    struct endpoints *endpoints = state;
    size_t most = 1;
    pthread_mutex_lock(&endpoints->lock);
    for (size_t i = 0; i < endpoints->count; i++) {
        most += count_at_most(endpoints->items[i]);
    }
    *out = (struct provider_models){arena_calloc(arena, most, sizeof(*out->items)), 0};
    for (size_t i = 0; i < endpoints->count; i++) {
        if (endpoints->items[i]->row.is_enabled) {
            list_one(endpoints->items[i], arena, out);
        }
    }
    pthread_mutex_unlock(&endpoints->lock);
}

void endpoints_learn(struct endpoints *endpoints, struct endpoint *endpoint, struct str model,
                     unsigned quirk)
{
    if (quirk != ENDPOINTS_NO_TOOLS) {
        atomic_fetch_or(&endpoint->quirks, quirk);
        return;
    }
    pthread_mutex_lock(&endpoints->lock);
    if (!is_toolless(endpoint, model) && endpoint->toolless_count < ENDPOINTS_TOOLLESS_MAX) {
        snprintf(endpoint->toolless[endpoint->toolless_count++], ENDPOINTS_MODEL_NAME_MAX + 1,
                 "%" STRF, STRA(model));
    }
    pthread_mutex_unlock(&endpoints->lock);
}

const struct provider endpoints_provider = {
    .name = "endpoints",
    .list = list,
    .start = endpoints_start,
    .cancel = endpoints_cancel,
};
