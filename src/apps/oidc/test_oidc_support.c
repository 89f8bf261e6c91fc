/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/oidc/test_oidc_support.h"

static const char *base64(struct str bytes, struct arena *arena)
{
    char *text = arena_alloc(arena, BASE64URL_LENGTH(bytes.n) + 1);
    base64url_encode(bytes.p, bytes.n, text);
    return text;
}

const char *test_jwk(const struct crypt_public *public, const char *more, struct arena *arena)
{
    const char *a = base64(public->a, arena);
    const char *b = base64(public->b, arena);
    switch (public->algorithm) {
    case CRYPT_RS256:
        return arena_printf(arena, "{%s\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}", more, a, b);
    case CRYPT_ES256:
        return arena_printf(arena, "{%s\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}",
                            more, a, b);
    case CRYPT_EDDSA:
        return arena_printf(arena, "{%s\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}", more, a);
    }
    return NULL;
}

struct str test_token(const struct test_signer *signer, const char *header, const char *payload,
                      struct arena *arena)
{
    const char *is_signed = arena_printf(arena, "%s.%s", base64(str_from(header), arena),
                                         base64(str_from(payload), arena));
    struct str signature = test_signer_sign(signer, str_from(is_signed), arena);
    return str_from(arena_printf(arena, "%s.%s", is_signed, base64(signature, arena)));
}
