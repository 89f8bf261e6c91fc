/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_fixture: the server and the arena that each test of a suite has anew, and rows of requests to it. For suites with
 * .init = fixture_start or fixture_start_behind_proxy and .fini = fixture_stop. */
#pragma once

#include "http/test_support.h"

extern struct test_server *server; /* NULL once a test has stopped it itself */
extern struct arena *arena;

void fixture_start(void);
void fixture_start_behind_proxy(void);
void fixture_stop(void);

struct fixture_row {
    const char *name;
    const char *request;
    int status;
    const char *contains; /* in head or body; NULL: anything */
};
void fixture_try(const struct fixture_row *rows, size_t count);
