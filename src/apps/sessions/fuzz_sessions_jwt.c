/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No input is a token, since the key is another each time; and behind a signature of our own, only what
 * says exactly the same when it is made anew. */
#include <string.h>

#include "apps/sessions/sessions_int.h"

#define PAYLOAD_MAX 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* The input as claims, correctly signed. */
static size_t sign(const struct sessions_keys *keys, const uint8_t *data, size_t bytes,
                   char out[SESSIONS_JWT_MAX])
{
    uint8_t signature[CRYPT_SIGNATURE_BYTES];
    size_t n = strlen(keys->jwt_header);
    memcpy(out, keys->jwt_header, n);
    out[n++] = '.';
    base64url_encode(data, bytes, out + n);
    n += BASE64URL_LENGTH(bytes);
    crypt_sign(&keys->signer, (struct str){out, n}, signature);
    out[n++] = '.';
    base64url_encode(signature, sizeof(signature), out + n);
    return n + BASE64URL_LENGTH(sizeof(signature));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static struct sessions_keys keys;
    if (keys.jwt_header[0] == '\0') {
        struct crypt_key secret;
        int rc = crypt_init(NULL);
        ASSERT(rc == E_OK);
        random_bytes(secret.b, sizeof(secret.b));
        sessions_keys_init(&keys, &secret, &secret);
    }
    struct sessions_claims claims;
    int rc = sessions_jwt_read(&keys, (struct str){(const char *)data, bytes}, 0, &claims);
    ASSERT(rc == E_TOKEN_INVALID);
    if (bytes > PAYLOAD_MAX) {
        return 0;
    }
    char token[SESSIONS_JWT_MAX];
    size_t length = sign(&keys, data, bytes, token);
    if (sessions_jwt_read(&keys, (struct str){token, length}, 0, &claims) == E_OK) {
        struct sessions_jwt again = sessions_jwt_make(&keys, &claims);
        struct sessions_claims same;
        rc = sessions_jwt_read(&keys, str_from(again.s), 0, &same);
        ASSERT(rc == E_OK && uuid_eq(claims.user, same.user) &&
               uuid_eq(claims.session, same.session) && claims.expires_s == same.expires_s &&
               claims.is_staff == same.is_staff);
    }
    return 0;
}
