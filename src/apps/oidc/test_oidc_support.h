/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ID tokens and keys as a provider makes them, for tests. */
#pragma once

#include "apps/oidc/oidc_int.h"
#include "platform/crypt/test_signer.h"

/* The key as a member of a JWK set; `more` is put in front, as "\"use\":\"sig\",". */
const char *test_jwk(const struct crypt_public *public, const char *more, struct arena *arena);
/* header "." payload "." signature, of the JSON texts. */
struct str test_token(const struct test_signer *signer, const char *header, const char *payload,
                      struct arena *arena);
