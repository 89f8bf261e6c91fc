/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as an ID token, and any text as the claims of one that is signed: nobody comes of it who has not been named
 * by issuer, client and nonce, and no bytes are read that are not there. */
#include "apps/oidc/oidc_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const struct oidc_expected expected = {
    .issuer = {"https://id.example.org", 22},
    .client_id = {"us", 2},
    .nonce = {"n1", 2},
    .access_token = {"token", 5},
    .algorithm = CRYPT_RS256,
    .now_s = 1700000000,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str text = {(const char *)data, bytes};
    struct err err = {0};
    struct oidc_token token;
    if (oidc_token_read(text, arena, &token, &err) == E_OK) {
        struct oidc_keys none = {.count = 0};
        ASSERT(oidc_token_verify(&token, &none) == E_NOT_FOUND);
        ASSERT(token.is_signed.n < text.n && token.signature.n > 0);
    } else {
        ASSERT(err.detail[0] != '\0');
    }
    struct oidc_identity identity;
    if (oidc_claims_read(text, &expected, arena, &identity, &err) == E_OK) {
        ASSERT(identity.subject.n > 0 && identity.subject.n <= OIDC_SUBJECT_MAX);
        ASSERT(!identity.is_email_verified || identity.email.n > 0);
    }
    identity = (struct oidc_identity){.subject = STR("somebody")};
    (void)oidc_userinfo_read(text, arena, &identity, &err);
    return 0;
}
