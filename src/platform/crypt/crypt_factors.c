/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "platform/crypt/crypt.h"

_Static_assert(sizeof(struct crypt_digest) == crypto_hash_sha256_BYTES, "SHA-256");

struct crypt_digest crypt_sha256(struct str data)
{
    struct crypt_digest digest;
    int rc = crypto_hash_sha256(digest.b, (const uint8_t *)data.p, data.n);
    ASSERT(rc == 0);
    return digest;
}

void crypt_hmac_sha1(struct str key, struct str data, uint8_t out[CRYPT_SHA1_BYTES])
{
    unsigned length = 0;
    const uint8_t *made =
        HMAC(EVP_sha1(), key.p, (int)key.n, (const uint8_t *)data.p, data.n, out, &length);
    ASSERT(made != NULL && length == CRYPT_SHA1_BYTES);
}
