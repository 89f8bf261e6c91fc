/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of chat share. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "apps/chat/chat.h"
#include "apps/chat/prompt/prompt.h"
#include "apps/chat/room/room.h"
#include "platform/metrics/metrics.h"

#define CHAT_LIVE_PER_OWNER 8 /* answers that are written for one account at once */
#define CHAT_BODY_MAX       (512 * KIB)

struct chat_live;
struct skills;

/* ---- the state ---- */

struct chat {
    const struct services *services;
    struct http *http;
    struct providers *providers;
    struct skills *skills;    /* NULL in tests: there are none */
    struct chat_lives *lives; /* chat_live.c */
    /* On the thread of tick() alone: up to where turns are in the search index (chat_search.c). */
    struct uuid indexed_to;
    bool is_indexed;
    atomic_int imports; /* that go on now (chat_import.c) */
};

/* Marks what the last run left unfinished, and begins. `http` may be NULL where nobody listens, in tests. */
MUSTUSE int chat_new(const struct services *services, struct http *http,
                     struct providers *providers, struct chat **out, struct err *err);
/* Keeps and marks what is being written. Accepts NULL. */
void chat_free(struct chat *chat);
