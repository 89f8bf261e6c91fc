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
