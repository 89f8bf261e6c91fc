/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard: limits on guessing and signing up by address and in all, which a restart does not lift.
 * Not here: limits by account (accounts), the rate of requests (http).
 *
 * The router asks about every request to a route with ROUTE_AUTH_RATE. What its handler calls a wrong password or
 * code is counted for the client's address, and for all addresses together. An address that was wrong too often in an
 * hour waits. Where all together were, as when thousands of machines guess, only those addresses go on
 * from which somebody is signed in: who guesses must not be able to lock everybody out.
 *
 * Memory: none of its own. Threads: any. Files: guard.c rules, guard_store.c SQL. */
#pragma once

#include "http/http.h"

struct guard;

extern const struct app guard_app;

/* The members of struct http_guard; `state` is struct guard. */
int guard_admit(void *state, struct req *rq);
void guard_judge(void *state, struct req *rq, int rc);

/* Counts an account that is about to be made from the request's address. E_THROTTLED. */
MUSTUSE int guard_take_signup(struct req *rq);
/* Counts a wrong password or code that the handler answers as a wrong field, which guard_judge() cannot tell. */
void guard_note_wrong(struct req *rq);
