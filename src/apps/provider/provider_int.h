/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of provider share. */
#pragma once

#include "apps/provider/provider.h"
#include "platform/db/db.h"

#define PROVIDERS_MAX     8
#define PROVIDER_DAY_MS   ((int64_t)24 * 60 * 60 * 1000)
#define PROVIDER_DAYS_MAX 31

struct providers {
    const struct services *services;
    struct {
        const struct provider *provider;
        void *state;
    } items[PROVIDERS_MAX];
    size_t count;
};

/* ---- provider_names.c ---- */

/* "PROVIDER/NAME" in the arena. */
struct str provider_full_name(const struct provider_model *model, struct arena *arena);
/* Gives each model its id. */
void provider_name_models(struct provider_models *models, struct arena *arena);
/* The place of the model that this id, name or full name leads to; models->count where there is none. */
size_t provider_look_up(const struct provider_models *models, struct str id);

/* ---- provider_store.c ---- */

struct provider_day {
    int64_t day; /* since 1970 */
    int64_t answers;
    int64_t prompt_tokens;
    int64_t completion_tokens;
};

MUSTUSE int provider_store_add(struct db_conn *tx, struct uuid owner,
                               const struct provider_day *day);
/* The days from `since` on that have anything, newest first, at most PROVIDER_DAYS_MAX. */
MUSTUSE int provider_store_list(struct db_conn *conn, struct uuid owner, int64_t since,
                                struct arena *arena, struct provider_day **out, size_t *out_count);

/* ---- provider_routes.c, provider_api.c ---- */

extern const struct route provider_routes[];
route_handler provider_api_models, provider_api_usage;
