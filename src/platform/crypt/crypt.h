/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crypt: the few operations that the project needs, over libsodium, each with one choice of algorithm
 * and one choice of parameters, so that no caller can make a weaker one.
 *
 * Passwords: Argon2id. Digests of secrets: BLAKE2b-256 with a key. Signatures: Ed25519. Texts: base64url
 * without padding (RFC 4648, section 5).
 * Memory: results are plain data on the caller's stack. Threads: any, after crypt_init(). */
#pragma once

#include "base/err.h"

/* Once per process, before anything else here. */
MUSTUSE int crypt_init(struct err *err);

/* ---- passwords ---- */

/* The text to be stored: algorithm, parameters, salt and hash. */
struct crypt_password {
    char s[128];
};

/* About 20 ms and 19 MiB; E_BUSY where the memory is not there. */
MUSTUSE int crypt_password_hash(struct str password, struct crypt_password *out);
/* As long as hashing takes, whatever the result. */
bool crypt_password_matches(struct str stored, struct str password);
/* True where `stored` was made with other parameters than crypt_password_hash() has now. */
bool crypt_password_is_outdated(struct str stored);

/* ---- digests ---- */

#define CRYPT_KEY_BYTES 32

struct crypt_key {
    uint8_t b[CRYPT_KEY_BYTES];
};

struct crypt_digest {
    uint8_t b[32];
};

/* BLAKE2b-256 of `data`; with `key` (which may be NULL) nobody else can make it. */
struct crypt_digest crypt_hash(const struct crypt_key *key, struct str data);

/* The same over pieces, without a key. */
struct crypt_hasher {
    _Alignas(64) uint8_t state[384];
};
void crypt_hasher_init(struct crypt_hasher *hasher);
void crypt_hasher_add(struct crypt_hasher *hasher, struct str piece);
struct crypt_digest crypt_hasher_end(struct crypt_hasher *hasher);

bool crypt_digest_eq(const struct crypt_digest *a, const struct crypt_digest *b);

/* ---- signatures ---- */

#define CRYPT_SIGNATURE_BYTES 64

struct crypt_signer {
    uint8_t secret[64];
    uint8_t public[32];
};

/* The key pair of a seed. */
void crypt_signer_init(struct crypt_signer *signer, const struct crypt_key *seed);
void crypt_sign(const struct crypt_signer *signer, struct str data,
                uint8_t out[CRYPT_SIGNATURE_BYTES]);
bool crypt_verify(const struct crypt_signer *signer, struct str data,
                  const uint8_t signature[CRYPT_SIGNATURE_BYTES]);

/* ---- base64url ---- */

/* Characters that `bytes` bytes take, without the NUL. */
#define CRYPT_BASE64_LENGTH(bytes) (((bytes)*4 + 2) / 3)

/* Writes CRYPT_BASE64_LENGTH(bytes) characters and a NUL. */
void crypt_base64_encode(const void *data, size_t bytes, char *out);
/* Reads a text that stands for exactly `bytes` bytes; E_INVALID for any other, also where unused bits
 * are set. *out is untouched then. */
MUSTUSE int crypt_base64_decode(struct str text, void *out, size_t bytes);

/* ---- random tokens ---- */

#define CRYPT_TOKEN_BYTES  32
#define CRYPT_TOKEN_LENGTH CRYPT_BASE64_LENGTH(CRYPT_TOKEN_BYTES)

/* Random bytes as text, for links, refresh tokens and challenges, and the digest to be stored in their place. */
struct crypt_digest crypt_token_make(char out[CRYPT_TOKEN_LENGTH + 1]);
/* The digest under which a token is stored; E_TOKEN_INVALID where it cannot be one of ours. */
MUSTUSE int crypt_token_digest(struct str token, struct crypt_digest *out);
