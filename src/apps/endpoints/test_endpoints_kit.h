/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Endpoints with a database of their own, tests/model-server as a server of models, and a listener that keeps what it
 * hears. */
#pragma once

#include "apps/endpoints/endpoints_int.h"

extern struct services kit_services;
extern struct arena *kit_arena;

void kit_open(void);
void kit_close(void);

/* Starts tests/model-server (with a key, unless it is NULL); its base URL, which lives as long as the arena. */
const char *kit_serve_models(const char *key);
/* Everything but its name, address and key as in a new one. The endpoints are made with the first. */
void kit_add_endpoint(const char *name, const char *base_url, const char *key);
struct endpoints *kit_endpoints(void);
/* PATCH /admin/settings */
void kit_set(const char *json);

/* What was heard of an answer. */
struct kit_heard {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct sb text; /* guarded by lock, as all that follows */
    struct sb reasoning;
    struct sb calls; /* "name(arguments) id;" */
    size_t deltas;
    int stop_after; /* deltas, after which the listener returns E_CANCELLED; 0: never */
    bool is_done;
    int ends;
    int rc;
    struct err err;
    enum provider_finish finish;
    struct provider_usage usage;
    uint64_t number;
};

struct kit_heard *kit_hear(void);
/* Starts an answer to the prompt by a model of the endpoint; what start() returned. */
int kit_start_prompt(struct kit_heard *heard, const char *endpoint, const char *model,
                     struct provider_prompt *prompt);
/* The same to one turn of a user. */
int kit_start(struct kit_heard *heard, const char *endpoint, const char *model, const char *said);
void kit_wait(struct kit_heard *heard);
/* Until so many deltas were heard. */
void kit_wait_for(struct kit_heard *heard, size_t deltas);
/* Until no answer has a request any more. */
void kit_wait_for_none(void);
const char *kit_text(struct kit_heard *heard);
