/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "apps/provider/provider_int.h"
#include "base/utf8.h"
#include "platform/settings/settings.h"

#define ID_SHOWN_MAX 100 /* characters of an id that is not known, in words about it */

struct providers *providers_of(struct http *http)
{
    return http_app_state(http, &provider_app);
}

void providers_add(struct providers *providers, const struct provider *provider, void *state)
{
    ASSERT(providers->count < PROVIDERS_MAX);
    providers->items[providers->count].provider = provider;
    providers->items[providers->count++].state = state;
}

/* ---- models ---- */

static void choose_default(const struct providers *providers, struct provider_models *models,
                           struct arena *arena)
{
    size_t chosen = models->count;
    if (providers->services->settings != NULL) {
        const struct str set =
            settings_text(providers->services->settings, SETTING_CHAT_DEFAULT_MODEL, arena);
        chosen = set.n > 0 ? provider_look_up(models, set) : chosen;
    }
    for (size_t i = 0; chosen == models->count && i < models->count; i++) {
        chosen = models->items[i].is_default ? i : chosen;
    }
    chosen = chosen < models->count ? chosen : 0;
    for (size_t i = 0; i < models->count; i++) {
        models->items[i].is_default = i == chosen;
    }
}

/* `out_owners`: where each provider's models end; NULL: nobody asks. */
static void list_all(struct providers *providers, struct arena *arena, struct provider_models *out,
                     size_t *out_ends)
{
    struct provider_models parts[PROVIDERS_MAX] = {0};
    size_t count = 0;
    for (size_t i = 0; i < providers->count; i++) {
        providers->items[i].provider->list(providers->items[i].state, arena, &parts[i]);
        count += parts[i].count;
        if (out_ends != NULL) {
            out_ends[i] = count;
        }
    }
    *out = (struct provider_models){arena_calloc(arena, count + 1, sizeof(*out->items)), 0};
    for (size_t i = 0; i < providers->count; i++) {
        for (size_t k = 0; k < parts[i].count; k++) {
            out->items[out->count++] = parts[i].items[k];
        }
    }
    provider_name_models(out, arena);
    choose_default(providers, out, arena);
}

void providers_list(struct providers *providers, struct arena *arena, struct provider_models *out)
{
    list_all(providers, arena, out, NULL);
}

static int find_in(const struct provider_models *models, struct str id, size_t *out,
                   struct err *err)
{
    size_t at = 0;
    if (models->count == 0) {
        return err_set(err, E_NO_MODEL, "%s", e_title(E_NO_MODEL));
    }
    if (id.n > 0) {
        at = provider_look_up(models, id);
    } else {
        while (!models->items[at].is_default) {
            at++;
        }
    }
    if (at == models->count) {
        const struct str shown = utf8_prefix(id, ID_SHOWN_MAX);
        return err_set(err, E_MODEL_UNKNOWN, "There is no model called \"%" STRF "\" here.",
                       STRA(shown));
    }
    *out = at;
    return E_OK;
}

int providers_find(struct providers *providers, struct str id, struct arena *arena,
                   struct provider_model *out, struct err *err)
{
    struct provider_models models;
    size_t at = 0;
    providers_list(providers, arena, &models);
    int rc = find_in(&models, id, &at, err);
    if (rc == E_OK) {
        *out = models.items[at];
    }
    return rc;
}

/* ---- answers ---- */

int providers_start(struct providers *providers, const struct provider_prompt *prompt,
                    const struct provider_listener *listener, struct provider_run *out,
                    struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct provider_models models;
    size_t ends[PROVIDERS_MAX];
    size_t at = 0;
    list_all(providers, arena, &models, ends);
    int rc = find_in(&models, prompt->model, &at, err);
    if (rc < 0) {
        return rc;
    }
    size_t owner = 0;
    while (at >= ends[owner]) {
        owner++;
    }
    out->provider = providers->items[owner].provider;
    out->state = providers->items[owner].state;
    return out->provider->start(out->state, &models.items[at], prompt, listener, &out->number, err);
}

void provider_cancel(const struct provider_run *run)
{
    if (run->provider != NULL) {
        run->provider->cancel(run->state, run->number);
    }
}

/* ---- life ---- */

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    (void)http;
    (void)err;
    struct providers *providers = must_calloc(1, sizeof(*providers));
    providers->services = services;
    *out_state = providers;
    return E_OK;
}

static void done(void *state)
{
    free(state);
}

const struct app provider_app = {
    .name = "provider",
    .routes = provider_routes,
    .init = init,
    .done = done,
};
