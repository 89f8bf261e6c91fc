/* SPDX-License-Identifier: GPL-3.0-or-later */
/* idempotency: a write that carries an Idempotency-Key is done once; a repeat within a day is answered as
 * the first was. A key belongs to the user (or the address of whoever is not logged in) and to one
 * request: with another method, address or body it is refused. Server errors are not kept, so that a
 * repeat may do better; answers that are good once (ROUTE_NO_REPLAY: tokens, challenges) are not kept either, and
 * those that hold secrets (ROUTE_SEALS_REPLAY) are sealed, so that a copy of the database does not tell them.
 * A request that the end of the server cut short is forgotten at the next start and may be repeated. */
#pragma once

#include "base/err.h"

struct db;
struct exchange;

/* At the server's start. */
MUSTUSE int idempotency_start(struct db *db);
/* On a work thread, before the handler. *out_answered: the exchange has the reply of the first time. */
MUSTUSE int idempotency_begin(struct exchange *ex, bool *out_answered);
/* When the reply is there, whatever it is. */
void idempotency_end(struct exchange *ex);
