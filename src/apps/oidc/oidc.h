/* SPDX-License-Identifier: GPL-3.0-or-later */
/* oidc: log-in through identity providers that speak OpenID Connect, by the authorization code flow with PKCE.
 *
 * Way of a log-in: GET .../start reads what the provider says of itself (discovery, kept for an hour) and sends the
 * browser there with a state, a nonce and a challenge. The state is sealed: it tells where the log-in was to lead to,
 * is bound to the browser by a cookie, holds ten minutes and is good once; nonce and PKCE verifier are derived from
 * it by a key that only this process has. So nothing is stored for a log-in that nobody finishes, and those under
 * way end with a restart. GET .../callback takes state and code, exchanges the code for an ID token, verifies its
 * signature by the provider's keys and its claims by OpenID Connect Core, section 3.1.3.7, and finds the account: the
 * one that is linked with issuer and subject, else the one with the same e-mail address where both sides have
 * verified it, else a new one where registration is open.
 *
 * Both routes are for browsers: what goes wrong leads to /login?error=CODE, where a sentence stands.
 * Memory: results live in the arena passed in. Threads: any; what is kept of a provider has a lock.
 * Files: oidc_routes.c table, oidc_api.c HTTP, oidc_setup.c settings, oidc_provider.c what is asked of a provider,
 * oidc_{metadata,keys,token}.c reading what it answers, oidc_state.c log-ins under way, oidc_login.c the two steps,
 * oidc_people.c whose account, oidc_store.c SQL. */
#pragma once

#include "http/http.h"

extern const struct app oidc_app;
