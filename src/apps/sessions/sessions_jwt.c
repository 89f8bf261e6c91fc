/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 7519 and RFC 8037, of which only what we write is read: one header for each of our keys, byte for byte,
 * and one shape of claims. So there is no algorithm to be confused about and no JSON to be parsed. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "apps/sessions/sessions_int.h"

#define PAYLOAD_MAX   256
#define UUID_LENGTH   36
#define SIGNATURE_LEN BASE64URL_LENGTH(CRYPT_SIGNATURE_BYTES)

struct sessions_jwt sessions_jwt_make(const struct sessions_keys *keys,
                                      const struct sessions_claims *claims)
{
    char payload[PAYLOAD_MAX];
    int bytes =
        snprintf(payload, sizeof(payload),
                 "{\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%" PRId64 ",\"exp\":%" PRId64
                 ",\"epoch\":%" PRId64 ",\"staff\":%s}",
                 uuid_format(claims->user).s, uuid_format(claims->session).s, claims->issued_s,
                 claims->expires_s, claims->epoch, claims->is_staff ? "true" : "false");
    ASSERT(bytes > 0 && (size_t)bytes < sizeof(payload));

    struct sessions_jwt jwt;
    size_t n = strlen(keys->jwt_header);
    size_t encoded = BASE64URL_LENGTH((size_t)bytes);
    ASSERT(n + 1 + encoded + 1 + SIGNATURE_LEN < sizeof(jwt.s));
    memcpy(jwt.s, keys->jwt_header, n);
    jwt.s[n++] = '.';
    base64url_encode(payload, (size_t)bytes, jwt.s + n);
    n += encoded;

    uint8_t signature[CRYPT_SIGNATURE_BYTES];
    crypt_sign(&keys->signer, (struct str){jwt.s, n}, signature);
    jwt.s[n++] = '.';
    base64url_encode(signature, sizeof(signature), jwt.s + n);
    return jwt;
}

/* Moves *rest behind `text`; false where it begins otherwise. */
static bool skip(struct str *rest, struct str text)
{
    if (!str_starts(*rest, text)) {
        return false;
    }
    *rest = str_sub(*rest, text.n, rest->n);
    return true;
}

static bool skip_uuid(struct str *rest, struct uuid *out)
{
    if (uuid_parse(str_sub(*rest, 0, UUID_LENGTH), out) < 0) {
        return false;
    }
    *rest = str_sub(*rest, UUID_LENGTH, rest->n);
    return true;
}

static bool skip_number(struct str *rest, int64_t *out)
{
    return str_to_i64(str_cut(*rest, ',', rest), 0, INT64_C(1) << 40, out) == E_OK;
}

static int read_payload(struct str payload, struct sessions_claims *out)
{
    struct sessions_claims claims;
    struct str rest = payload;
    bool is_whole = skip(&rest, STR("{\"sub\":\"")) && skip_uuid(&rest, &claims.user) &&
                    skip(&rest, STR("\",\"sid\":\"")) && skip_uuid(&rest, &claims.session) &&
                    skip(&rest, STR("\",\"iat\":")) && skip_number(&rest, &claims.issued_s) &&
                    skip(&rest, STR("\"exp\":")) && skip_number(&rest, &claims.expires_s) &&
                    skip(&rest, STR("\"epoch\":")) && skip_number(&rest, &claims.epoch) &&
                    skip(&rest, STR("\"staff\":"));
    if (!is_whole) {
        return E_TOKEN_INVALID;
    }
    claims.is_staff = str_eq(rest, STR("true}"));
    if (!claims.is_staff && !str_eq(rest, STR("false}"))) {
        return E_TOKEN_INVALID;
    }
    *out = claims;
    return E_OK;
}

/* The key that such a header names, or NULL. */
static const struct crypt_signer *find_key(const struct sessions_keys *keys, struct str header,
                                           int64_t now_s)
{
    if (str_eq(header, str_from(keys->jwt_header))) {
        return &keys->signer;
    }
    for (size_t i = 0; i < keys->old_count; i++) {
        const struct sessions_old_key *old = &keys->old[i];
        if (str_eq(header, str_from(old->jwt_header))) {
            return old->until_ms > now_s * SECOND_MS ? &old->verifier : NULL;
        }
    }
    return NULL;
}

int sessions_jwt_read(const struct sessions_keys *keys, struct str token, int64_t now_s,
                      struct sessions_claims *out)
{
    if (token.n >= SESSIONS_JWT_MAX) {
        return E_TOKEN_INVALID;
    }
    struct str rest;
    struct str signature_text;
    struct str header = str_cut(token, '.', &rest);
    struct str payload_text = str_cut(rest, '.', &signature_text);
    uint8_t signature[CRYPT_SIGNATURE_BYTES];
    const struct crypt_signer *key = find_key(keys, header, now_s);
    if (key == NULL || base64url_decode(signature_text, signature, sizeof(signature)) < 0) {
        return E_TOKEN_INVALID;
    }
    struct str is_signed = {token.p, header.n + 1 + payload_text.n};
    if (!crypt_verify(key, is_signed, signature)) {
        return E_TOKEN_INVALID;
    }

    char payload[PAYLOAD_MAX];
    size_t bytes = payload_text.n * 3 / 4;
    struct sessions_claims claims;
    if (bytes > sizeof(payload) || base64url_decode(payload_text, payload, bytes) < 0 ||
        read_payload((struct str){payload, bytes}, &claims) < 0 || claims.expires_s <= now_s) {
        return E_TOKEN_INVALID;
    }
    *out = claims;
    return E_OK;
}
