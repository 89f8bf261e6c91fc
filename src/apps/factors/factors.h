/* SPDX-License-Identifier: GPL-3.0-or-later */
/* factors: what proves, beside or in place of the password, who somebody is. Codes by e-mail, codes of an authenticator
 * app (TOTP), ten recovery codes, and passkeys (WebAuthn), which also log in without a password.
 * Not here: passwords, and what a log-in is worth (accounts, sessions).
 *
 * Way of a second step: accounts proves the password and calls factors_begin_step() by its hook; a challenge goes
 * to the client, which comes back with a code or a passkey to factors_api_step.c. The challenge is bound to the
 * browser by a cookie, good for fifteen minutes and five tries. The same checks serve as proof for sensitive acts
 * (factors_prove_hook). Whoever has any factor needs a second step; with the last one the recovery codes go.
 *
 * Secrets. That of an app is sealed, codes are digests; the keys for both are derived from the pepper in DATA/keys, so
 * that a copy of the database alone helps nobody. What WebAuthn calls a challenge is not stored: it carries a MAC
 * over its purpose, its subject and its end, and only that it was used is noted.
 *
 * Memory: results live in the arena passed in. Threads: any; no state that changes.
 * Files: factors_routes.c table, start and end, factors_api{,_step,_passkeys}.c HTTP, factors_{manage,step,proof,
 * passkeys,site,mails}.c rules, factors_{totp,recovery,qr,cbor,webauthn}.c pure functions, factors_{,challenge_,
 * passkey_}store.c SQL. */
#pragma once

#include "http/http.h"

struct db;
struct factors;

extern const struct app factors_app;

/* For the command line: takes all factors from the account with this address, so that its password logs in alone, and
 * e-mails that to its owner. E_NOT_FOUND, E_INVALID: `err` says what is wrong. */
MUSTUSE int factors_drop_all(struct db *db, struct str email, struct err *err);
