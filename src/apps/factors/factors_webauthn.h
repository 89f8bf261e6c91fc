/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an authenticator answers (Web Authentication, level 2), taken apart and checked. Pure functions: no clock, no
 * database; texts point into what was given. Untrusted bytes of a few kilobytes without compression or
 * recursion, so they are read in the server. */
#pragma once

#include "platform/crypt/crypt.h"

/* ---- factors_cbor.c: RFC 8949, as far as authenticators write it (CTAP 2, section 6: definite lengths) ---- */

enum cbor_kind {
    CBOR_UNSIGNED,
    CBOR_NEGATIVE,
    CBOR_BYTES,
    CBOR_TEXT,
    CBOR_ARRAY,
    CBOR_MAP,
    CBOR_TAG,
    CBOR_SIMPLE,
};

struct cbor_item {
    enum cbor_kind kind;
    uint64_t number;  /* the argument: value, length, or count of items (of pairs in a map) */
    struct str bytes; /* of CBOR_BYTES and CBOR_TEXT */
};

/* Takes the head of the next item, and the content of a byte or text string, off *rest. E_INVALID where it is cut
 * short, has an indefinite length, or counts more items than there are bytes. */
MUSTUSE int factors_cbor_next(struct str *rest, struct cbor_item *out);
/* Takes a whole item off, with all that is in it; E_INVALID also where it is nested deeper than eight levels. */
MUSTUSE int factors_cbor_skip(struct str *rest);
/* The value of an integer that fits; false for anything else. */
bool factors_cbor_to_i64(const struct cbor_item *item, int64_t *out);

/* ---- factors_webauthn.c ---- */

/* COSE algorithms (RFC 9053, sections 2.1 and 2.2; RFC 8812, section 2: what Windows has of old). */
enum { FACTORS_ES256 = -7, FACTORS_EDDSA = -8, FACTORS_RS256 = -257 };

#define FACTORS_EXPONENT_BYTES 4
#define FACTORS_RSA_BYTES_MAX  512
#define FACTORS_KEY_MAX        (FACTORS_RSA_BYTES_MAX + FACTORS_EXPONENT_BYTES)

#define FACTORS_CREDENTIAL_ID_MAX 1023 /* WebAuthn, section 4 */
#define FACTORS_CHALLENGE_MAX     64
#define FACTORS_CLIENT_DATA_MAX   (8 * KIB)
#define FACTORS_ATTESTATION_MAX   (16 * KIB)

struct factors_key {
    int64_t algorithm;
    uint8_t bytes
        [FACTORS_KEY_MAX]; /* x and y; the 32 bytes of an Ed25519 key; modulus and exponent of RSA */
    size_t count;
};

/* Reads a COSE_Key and takes it off *rest. E_INVALID where it is not one of the three kinds, has a member twice, or
 * is no point of its curve. */
MUSTUSE int factors_read_cose_key(struct str *rest, struct factors_key *out);

enum factors_flags { /* of authenticator data, section 6.1 */
                     FACTORS_USER_PRESENT = 1u << 0,
                     FACTORS_USER_VERIFIED = 1u << 2,
                     FACTORS_BACKUP_ELIGIBLE = 1u << 3,
                     FACTORS_BACKED_UP = 1u << 4,
                     FACTORS_HAS_CREDENTIAL = 1u << 6,
                     FACTORS_HAS_EXTENSIONS = 1u << 7,
};

struct factors_authenticator_data {
    struct crypt_digest rp_id_hash;
    unsigned flags;
    uint32_t counter;         /* 0: this authenticator does not count */
    struct str credential_id; /* empty where there is no credential */
    struct factors_key key;
};

/* E_INVALID for whatever is not authenticator data from its first to its last byte. */
MUSTUSE int factors_read_authenticator_data(struct str data,
                                            struct factors_authenticator_data *out);

struct factors_client_data {
    struct str type;
    struct str challenge; /* decoded */
    struct str origin;
    bool is_cross_origin;
};

/* Texts are copied into the arena. */
MUSTUSE int factors_read_client_data(struct str json, struct arena *arena,
                                     struct factors_client_data *out);

/* Who asks, and what for. */
struct factors_relying_party {
    struct str id;       /* "assisti.example.org" */
    struct str origin;   /* "https://assisti.example.org" */
    bool needs_verified; /* a PIN, a finger or a face, not just a touch */
};

/* What a browser sends, decoded. */
struct factors_registration {
    struct str client_data;
    struct str attestation;
};

struct factors_assertion {
    struct str credential_id;
    struct str client_data;
    struct str authenticator_data;
    struct str signature;
    struct str user_handle; /* may be empty */
};

/* The steps of section 7.1 but for the challenge, which is returned for the caller to check. Attestation "none" is
 * taken, and self-attestation, which is checked. E_INVALID says in `err` what does not hold. */
MUSTUSE int factors_check_registration(const struct factors_registration *given,
                                       const struct factors_relying_party *party,
                                       struct arena *arena, struct str *out_challenge,
                                       struct factors_authenticator_data *out, struct err *err);

/* The steps of section 7.2 but for the challenge and the counter, which are returned. */
MUSTUSE int factors_check_assertion(const struct factors_assertion *given,
                                    const struct factors_key *key,
                                    const struct factors_relying_party *party, struct arena *arena,
                                    struct str *out_challenge,
                                    struct factors_authenticator_data *out);
