/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <sodium.h>

#include "base/random.h"
#include "platform/crypt/crypt.h"

/* OWASP's recommendation for Argon2id with one lane: 19 MiB, two passes. */
#define ARGON2_BYTES  (19 * MIB)
#define ARGON2_PASSES 2

_Static_assert(sizeof(struct crypt_password) == crypto_pwhash_STRBYTES, "a stored password");
_Static_assert(sizeof(struct crypt_digest) == crypto_generichash_BYTES, "BLAKE2b-256");
_Static_assert(CRYPT_KEY_BYTES == crypto_generichash_KEYBYTES, "a key of BLAKE2b");
_Static_assert(CRYPT_KEY_BYTES == crypto_sign_SEEDBYTES, "a seed of Ed25519");
_Static_assert(CRYPT_SIGNATURE_BYTES == crypto_sign_BYTES, "a signature of Ed25519");

int crypt_init(struct err *err)
{
    if (sodium_init() < 0) {
        return err_set(err, E_INTERNAL, "The cryptographic library could not be started.");
    }
    return E_OK;
}

int crypt_password_hash(struct str password, struct crypt_password *out)
{
    struct crypt_password made;
    if (crypto_pwhash_str_alg(made.s, password.p, password.n, ARGON2_PASSES, ARGON2_BYTES,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return E_BUSY;
    }
    *out = made;
    return E_OK;
}

/* libsodium wants the stored text in a buffer of full size. False where it is no such text. */
static bool load_stored(struct str stored, struct crypt_password *out)
{
    if (stored.n >= sizeof(out->s)) {
        return false;
    }
    memset(out->s, 0, sizeof(out->s));
    memcpy(out->s, stored.p, stored.n);
    return true;
}

bool crypt_password_matches(struct str stored, struct str password)
{
    struct crypt_password loaded;
    return load_stored(stored, &loaded) &&
           crypto_pwhash_str_verify(loaded.s, password.p, password.n) == 0;
}

bool crypt_password_is_outdated(struct str stored)
{
    struct crypt_password loaded;
    return !load_stored(stored, &loaded) ||
           crypto_pwhash_str_needs_rehash(loaded.s, ARGON2_PASSES, ARGON2_BYTES) != 0;
}

struct crypt_digest crypt_hash(const struct crypt_key *key, struct str data)
{
    struct crypt_digest digest;
    int rc = crypto_generichash(digest.b, sizeof(digest.b), (const uint8_t *)data.p, data.n,
                                key != NULL ? key->b : NULL, key != NULL ? sizeof(key->b) : 0);
    ASSERT(rc == 0);
    return digest;
}

_Static_assert(sizeof(struct crypt_hasher) >= sizeof(crypto_generichash_state),
               "a hasher has room for the library's state");
_Static_assert(_Alignof(struct crypt_hasher) % _Alignof(crypto_generichash_state) == 0,
               "and lies where the library wants it");

void crypt_hasher_init(struct crypt_hasher *hasher)
{
    int rc = crypto_generichash_init((crypto_generichash_state *)(void *)hasher->state, NULL, 0,
                                     sizeof(struct crypt_digest));
    ASSERT(rc == 0);
}

void crypt_hasher_add(struct crypt_hasher *hasher, struct str piece)
{
    int rc = crypto_generichash_update((crypto_generichash_state *)(void *)hasher->state,
                                       (const uint8_t *)piece.p, piece.n);
    ASSERT(rc == 0);
}

struct crypt_digest crypt_hasher_end(struct crypt_hasher *hasher)
{
    struct crypt_digest digest;
    int rc = crypto_generichash_final((crypto_generichash_state *)(void *)hasher->state, digest.b,
                                      sizeof(digest.b));
    ASSERT(rc == 0);
    return digest;
}

struct crypt_digest crypt_digest_of(struct str bytes)
{
    struct crypt_digest digest = {{0}};
    if (bytes.n == sizeof(digest.b)) {
        memcpy(digest.b, bytes.p, sizeof(digest.b));
    }
    return digest;
}

bool crypt_digest_eq(const struct crypt_digest *a, const struct crypt_digest *b)
{
    return secret_equal(a->b, b->b, sizeof(a->b));
}

void crypt_signer_init(struct crypt_signer *signer, const struct crypt_key *seed)
{
    int rc = crypto_sign_seed_keypair(signer->public, signer->secret, seed->b);
    ASSERT(rc == 0);
}

void crypt_sign(const struct crypt_signer *signer, struct str data,
                uint8_t out[CRYPT_SIGNATURE_BYTES])
{
    int rc = crypto_sign_detached(out, NULL, (const uint8_t *)data.p, data.n, signer->secret);
    ASSERT(rc == 0);
}

bool crypt_verify(const struct crypt_signer *signer, struct str data,
                  const uint8_t signature[CRYPT_SIGNATURE_BYTES])
{
    return crypto_sign_verify_detached(signature, (const uint8_t *)data.p, data.n,
                                       signer->public) == 0;
}

struct crypt_digest crypt_token_make(char out[CRYPT_TOKEN_LENGTH + 1])
{
    uint8_t token[CRYPT_TOKEN_BYTES];
    random_bytes(token, sizeof(token));
    base64url_encode(token, sizeof(token), out);
    return crypt_hash(NULL, (struct str){(const char *)token, sizeof(token)});
}

int crypt_token_digest(struct str token, struct crypt_digest *out)
{
    uint8_t decoded[CRYPT_TOKEN_BYTES];
    if (base64url_decode(token, decoded, sizeof(decoded)) < 0) {
        return E_TOKEN_INVALID;
    }
    *out = crypt_hash(NULL, (struct str){(const char *)decoded, sizeof(decoded)});
    return E_OK;
}

void crypt_password_of_nobody(struct crypt_password *out)
{
    uint8_t salt[crypto_pwhash_SALTBYTES];
    uint8_t hash[CRYPT_KEY_BYTES];
    char salt_text[BASE64URL_LENGTH(sizeof(salt)) + 1];
    char hash_text[BASE64URL_LENGTH(sizeof(hash)) + 1];
    random_bytes(salt, sizeof(salt));
    random_bytes(hash, sizeof(hash));
    sodium_bin2base64(salt_text, sizeof(salt_text), salt, sizeof(salt),
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    sodium_bin2base64(hash_text, sizeof(hash_text), hash, sizeof(hash),
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    memset(out->s, 0, sizeof(out->s));
    int n = snprintf(out->s, sizeof(out->s), "$argon2id$v=19$m=%zu,t=%d,p=1$%s$%s",
                     ARGON2_BYTES / KIB, ARGON2_PASSES, salt_text, hash_text);
    ASSERT(n > 0 && (size_t)n < sizeof(out->s));
}
