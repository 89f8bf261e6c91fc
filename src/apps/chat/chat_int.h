/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of chat share. */
#pragma once

#include <stdatomic.h>

#include "apps/chat/chat.h"
#include "apps/chat/room/room.h"

#define CHAT_BODY_MAX (512 * KIB)

struct chat {
    const struct services *services;
    struct http *http;
    /* On the thread of tick() alone: up to where turns are in the search index (chat_search.c). */
    struct uuid indexed_to;
    bool is_indexed;
    atomic_int imports; /* that go on now (chat_import.c) */
};
