/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sodium.h>

#include "base/random.h"
#include "platform/crypt/crypt.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

void crypt_seal(const struct crypt_key *key, struct str purpose, struct str data, uint8_t *out)
{
    random_bytes(out, NONCE_BYTES);
    int rc = crypto_aead_xchacha20poly1305_ietf_encrypt(
        out + NONCE_BYTES, NULL, (const uint8_t *)data.p, data.n, (const uint8_t *)purpose.p,
        purpose.n, NULL, out, key->b);
    ASSERT(rc == 0);
}

int crypt_open(const struct crypt_key *key, struct str purpose, struct str sealed, uint8_t *out)
{
    if (sealed.n < CRYPT_SEAL_BYTES) {
        return E_INVALID;
    }
    const uint8_t *nonce = (const uint8_t *)sealed.p;
    int rc = crypto_aead_xchacha20poly1305_ietf_decrypt(
        out, NULL, NULL, nonce + NONCE_BYTES, sealed.n - NONCE_BYTES, (const uint8_t *)purpose.p,
        purpose.n, nonce, key->b);
    return rc == 0 ? E_OK : E_INVALID;
}
