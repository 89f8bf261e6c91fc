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

int crypt_base64_read(struct str text, struct arena *arena, size_t max, struct str *out)
{
    if (text.n > CRYPT_BASE64_LENGTH(max) || !crypt_is_ascii(text)) {
        return E_INVALID;
    }
    size_t room = text.n / 4 * 3 + 3;
    uint8_t *decoded = arena_calloc(arena, room, 1);
    size_t length;
    if (sodium_base642bin(decoded, room, text.p, text.n, NULL, &length, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        length > max) {
        return E_INVALID;
    }
    *out = (struct str){(const char *)decoded, length};
    return E_OK;
}
