/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions over a real database in a folder of its own, for tests. */
#pragma once

#include "apps/sessions/sessions_int.h"

struct test_sessions {
    struct arena *arena;
    const char *folder;
    struct services services;
    struct sessions *sessions;
};

extern struct test_sessions test;

void test_open(void);
void test_close(void);
/* Ends sessions and begins them anew on the same data, as a restart does. */
void test_restart(void);

/* An active user. */
struct uuid test_add_user(const char *email);
/* Raises the epoch and tells of it. */
void test_bump(struct uuid user);
/* Runs one statement in a transaction of its own. */
void test_exec(const char *sql);
int64_t test_count(const char *sql);
