/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crypt: the few operations that the project needs, over libsodium and, for RSA and ECDSA, OpenSSL, each with one choice of algorithm
 * and one choice of parameters, so that no caller can make a weaker one.
 *
 * Passwords: Argon2id. Digests of secrets: BLAKE2b-256 with a key. Signatures: Ed25519. Secrets that have to be
 * read again: XChaCha20-Poly1305. What others' standards ask for (SHA-256, HMAC-SHA-1) is in crypt_factors.c, what
 * others have signed in crypt_public.c.
 * Memory: results are plain data on the caller's stack. Threads: any, after crypt_init(). */
#pragma once

#include "base/base64.h"
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
/* A stored text that no password matches, for accounts without one; to try takes as long as with any other. */
void crypt_password_of_nobody(struct crypt_password *out);

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
/* Its bytes, to be stored. */
static inline struct str crypt_digest_bytes(const struct crypt_digest *digest)
{
    return (struct str){(const char *)digest->b, sizeof(digest->b)};
}
/* The digest that was stored; all zero, and so equal to none of ours, where the bytes are none. */
struct crypt_digest crypt_digest_of(struct str bytes);

/* ---- key files ---- */

/* Reads the key in `folder`/`name`, making both where they are missing (mode 0600). E_INVALID where others may read it or it
 * holds no key: `err` says so. */
MUSTUSE int crypt_key_file(const char *folder, const char *name, struct crypt_key *out,
                           struct err *err);

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

/* ---- sealed secrets ---- */

/* Random nonce and tag, which a sealed secret is longer by. */
#define CRYPT_SEAL_BYTES 40

/* Writes data.n + CRYPT_SEAL_BYTES bytes that only crypt_open() with the same key and the same `purpose` (whose
 * secret it is, and which) reads again. */
void crypt_seal(const struct crypt_key *key, struct str purpose, struct str data, uint8_t *out);
/* Writes sealed.n - CRYPT_SEAL_BYTES bytes. E_INVALID, with nothing written, for whatever was not sealed so. */
MUSTUSE int crypt_open(const struct crypt_key *key, struct str purpose, struct str sealed,
                       uint8_t *out);

/* ---- random tokens ---- */

#define CRYPT_TOKEN_BYTES  32
#define CRYPT_TOKEN_LENGTH BASE64URL_LENGTH(CRYPT_TOKEN_BYTES)

/* Random bytes as text, for links, refresh tokens and challenges, and the digest to be stored in their place. */
struct crypt_digest crypt_token_make(char out[CRYPT_TOKEN_LENGTH + 1]);
/* The digest under which a token is stored; E_TOKEN_INVALID where it cannot be one of ours. */
MUSTUSE int crypt_token_digest(struct str token, struct crypt_digest *out);

/* ---- what second factors need: RFC 6238 ---- */

#define CRYPT_SHA1_BYTES 20

struct crypt_digest crypt_sha256(struct str data);
/* For TOTP alone, whose standard has nothing newer that all authenticators know. */
void crypt_hmac_sha1(struct str key, struct str data, uint8_t out[CRYPT_SHA1_BYTES]);

/* ---- what others have signed (RFC 7518, section 3, RFC 8037, and WebAuthn) ---- */

#define CRYPT_RSA_BYTES_MIN \
    256 /* of the modulus: 2048 bits, which RFC 7518, section 3.3, asks for */
#define CRYPT_RSA_BYTES_MAX 1024

/* A public key; the bytes are the caller's. */
struct crypt_public {
    enum crypt_algorithm {
        CRYPT_RS256, /* a: modulus, b: exponent */
        CRYPT_ES256, /* a, b: coordinates of a point of P-256, 32 bytes each */
        CRYPT_EDDSA, /* a: key of Ed25519, 32 bytes */
    } algorithm;
    struct str a;
    struct str b;
    bool is_der; /* of CRYPT_ES256: signatures are in DER, as WebAuthn has them */
};

/* False for keys that are too short, too long, or on no curve. */
bool crypt_public_is_key(const struct crypt_public *key);
/* True where the signature, in the form that JSON Web Signatures have where the key says no other, is of that key and
 * over `data`; false also for what crypt_public_is_key() refuses. */
bool crypt_public_verifies(const struct crypt_public *key, struct str data, struct str signature);
/* The first half of a SHA-256 digest, which OpenID Connect calls at_hash. */
struct crypt_half {
    uint8_t b[16];
};
struct crypt_half crypt_sha256_half(struct str data);
