/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A router for a test, and its answers as JSON. */
#pragma once

#include "infer/router/router_int.h"

extern struct arena *kit_arena;
extern struct router *kit_router;

void kit_setup(void);
void kit_teardown(void);
/* The result for a question, both as JSON; in kit_arena. */
const char *kit_route(const char *json);
/* The same for a bare message in a new room. */
const char *kit_say(const char *message);

/* What is asked, as JSON or as a bare message, and what the result holds. */
struct kit_row {
    const char *question;
    const char *holds;
};
void kit_expect(const struct kit_row *rows, size_t count);
