/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/factors/factors_webauthn.h"
#include "base/json.h"

/* Labels and values of COSE_Key (RFC 9052, section 7; RFC 9053, section 7). */
enum {
    COSE_KTY = 1,
    COSE_ALG = 3,
    COSE_CRV = -1,
    COSE_X = -2,
    COSE_Y = -3
}; /* of RSA, -1 is n and -2 is e */
enum { COSE_KTY_OKP = 1, COSE_KTY_EC2 = 2, COSE_KTY_RSA = 3 };
enum { COSE_CRV_P256 = 1, COSE_CRV_ED25519 = 6 };

#define COORDINATE_BYTES ((size_t)32)

/* Authenticator data before its credential (section 6.1), and what stands before the id (section 6.5.1). */
#define FIXED_BYTES  ((size_t)37)
#define AAGUID_BYTES ((size_t)16)

/* ---- keys ---- */

struct cose {
    int64_t type;
    int64_t algorithm;
    int64_t curve;
    struct str modulus;
    struct str x; /* of RSA: the exponent */
    struct str y;
    unsigned seen;
};

/* Takes one label with its value. Labels of other meaning are skipped. */
static int read_cose_member(struct str *rest, struct cose *cose)
{
    struct cbor_item label;
    int64_t number = 0;
    int rc = factors_cbor_next(rest, &label);
    if (rc < 0 || label.kind == CBOR_ARRAY || label.kind == CBOR_MAP || label.kind == CBOR_TAG) {
        return E_INVALID;
    }
    if (!factors_cbor_to_i64(&label, &number) || number < COSE_Y || number > COSE_ALG) {
        return factors_cbor_skip(rest);
    }
    const unsigned bit = 1u << (number - COSE_Y);
    if ((cose->seen & bit) != 0) {
        return E_INVALID;
    }
    cose->seen |= bit;
    struct str value_start = *rest;
    struct cbor_item value;
    rc = factors_cbor_next(rest, &value);
    if (rc < 0) {
        return rc;
    }
    switch (number) {
    case COSE_KTY:
        return factors_cbor_to_i64(&value, &cose->type) ? E_OK : E_INVALID;
    case COSE_ALG:
        return factors_cbor_to_i64(&value, &cose->algorithm) ? E_OK : E_INVALID;
    case COSE_CRV:
        cose->modulus = value.bytes;
        if (value.kind == CBOR_BYTES) {
            return E_OK;
        }
        return factors_cbor_to_i64(&value, &cose->curve) ? E_OK : E_INVALID;
    case COSE_X:
        cose->x = value.bytes;
        return value.kind == CBOR_BYTES ? E_OK : E_INVALID;
    case COSE_Y:
        cose->y = value.bytes;
        return value.kind == CBOR_BYTES ? E_OK : E_INVALID;
    default:
        *rest = value_start;
        return factors_cbor_skip(rest);
    }
}

static int take_ed25519(const struct cose *cose, struct factors_key *key)
{
    if (cose->type != COSE_KTY_OKP || cose->curve != COSE_CRV_ED25519 ||
        cose->x.n != COORDINATE_BYTES) {
        return E_INVALID;
    }
    memcpy(key->bytes, cose->x.p, COORDINATE_BYTES);
    key->count = COORDINATE_BYTES;
    return E_OK;
}

static int take_p256(const struct cose *cose, struct factors_key *key)
{
    if (cose->type != COSE_KTY_EC2 || cose->curve != COSE_CRV_P256 ||
        cose->x.n != COORDINATE_BYTES || cose->y.n != COORDINATE_BYTES) {
        return E_INVALID;
    }
    memcpy(key->bytes, cose->x.p, COORDINATE_BYTES);
    memcpy(key->bytes + COORDINATE_BYTES, cose->y.p, COORDINATE_BYTES);
    key->count = 2 * COORDINATE_BYTES;
    return E_OK;
}

static int take_rsa(const struct cose *cose, struct factors_key *key)
{
    const size_t bytes = cose->modulus.n;
    if (cose->type != COSE_KTY_RSA || bytes < CRYPT_RSA_BYTES_MIN ||
        bytes > FACTORS_RSA_BYTES_MAX || cose->modulus.p[0] == '\0' || cose->x.n == 0 ||
        cose->x.n > FACTORS_EXPONENT_BYTES) {
        return E_INVALID;
    }
    memset(key->bytes, 0, bytes + FACTORS_EXPONENT_BYTES);
    memcpy(key->bytes, cose->modulus.p, bytes);
    key->count = bytes + FACTORS_EXPONENT_BYTES;
    memcpy(key->bytes + key->count - cose->x.n, cose->x.p, cose->x.n);
    return E_OK;
}

/* The key may come from a database: its length is looked at before it is believed. */
static bool read_public(const struct factors_key *key, struct crypt_public *out)
{
    const struct str bytes = {(const char *)key->bytes, key->count};
    size_t first; /* bytes of `a`; the rest is `b` */
    switch (key->algorithm) {
    case FACTORS_ES256:
        out->algorithm = CRYPT_ES256;
        out->is_der = true;
        first = COORDINATE_BYTES;
        break;
    case FACTORS_EDDSA:
        out->algorithm = CRYPT_EDDSA;
        first = COORDINATE_BYTES;
        break;
    case FACTORS_RS256:
        out->algorithm = CRYPT_RS256;
        first = key->count > FACTORS_EXPONENT_BYTES ? key->count - FACTORS_EXPONENT_BYTES : 0;
        break;
    default:
        return false;
    }
    out->a = str_sub(bytes, 0, first);
    out->b = str_sub(bytes, first, bytes.n);
    return true;
}

static int take_key(const struct cose *cose, struct factors_key *out)
{
    struct factors_key key = {.algorithm = cose->algorithm};
    int rc = E_INVALID;
    switch (cose->algorithm) {
    case FACTORS_EDDSA:
        rc = take_ed25519(cose, &key);
        break;
    case FACTORS_ES256:
        rc = take_p256(cose, &key);
        break;
    case FACTORS_RS256:
        rc = take_rsa(cose, &key);
        break;
    default:
        break;
    }
    struct crypt_public public = {0};
    if (rc == E_OK && (!read_public(&key, &public) || !crypt_public_is_key(&public))) {
        return E_INVALID;
    }
    if (rc == E_OK) {
        *out = key;
    }
    return rc;
}

int factors_read_cose_key(struct str *rest, struct factors_key *out)
{
    struct str left = *rest;
    struct cbor_item map;
    int rc = factors_cbor_next(&left, &map);
    if (rc < 0 || map.kind != CBOR_MAP) {
        return E_INVALID;
    }
    struct cose cose = {.modulus = STR_EMPTY, .x = STR_EMPTY, .y = STR_EMPTY};
    for (uint64_t i = 0; i < map.number; i++) {
        rc = read_cose_member(&left, &cose);
        if (rc < 0) {
            return rc;
        }
    }
    rc = take_key(&cose, out);
    if (rc == E_OK) {
        *rest = left;
    }
    return rc;
}

static bool verify(const struct factors_key *key, struct str data, struct str signature)
{
    struct crypt_public public = {0};
    return read_public(key, &public) && crypt_public_verifies(&public, data, signature);
}

/* ---- authenticator data ---- */

static int read_credential(struct str *rest, struct factors_authenticator_data *out)
{
    if (rest->n < AAGUID_BYTES + 2) {
        return E_INVALID;
    }
    const uint8_t *length = (const uint8_t *)rest->p + AAGUID_BYTES;
    const size_t bytes = (size_t)length[0] << 8 | length[1];
    *rest = str_sub(*rest, AAGUID_BYTES + 2, rest->n);
    if (bytes == 0 || bytes > FACTORS_CREDENTIAL_ID_MAX || bytes > rest->n) {
        return E_INVALID;
    }
    out->credential_id = str_sub(*rest, 0, bytes);
    *rest = str_sub(*rest, bytes, rest->n);
    return factors_read_cose_key(rest, &out->key);
}

/* A map, of whatever content: no extension is asked for. */
static int skip_extensions(struct str *rest)
{
    struct str map_start = *rest;
    struct cbor_item map;
    int rc = factors_cbor_next(rest, &map);
    if (rc < 0 || map.kind != CBOR_MAP) {
        return E_INVALID;
    }
    *rest = map_start;
    return factors_cbor_skip(rest);
}

int factors_read_authenticator_data(struct str data, struct factors_authenticator_data *out)
{
    if (data.n < FIXED_BYTES) {
        return E_INVALID;
    }
    const uint8_t *bytes = (const uint8_t *)data.p;
    struct factors_authenticator_data read = {
        .flags = bytes[32],
        .counter = (uint32_t)bytes[33] << 24 | (uint32_t)bytes[34] << 16 |
                   (uint32_t)bytes[35] << 8 | (uint32_t)bytes[36],
        .credential_id = STR_EMPTY,
    };
    memcpy(read.rp_id_hash.b, bytes, sizeof(read.rp_id_hash.b));
    struct str rest = str_sub(data, FIXED_BYTES, data.n);
    int rc = E_OK;
    if ((read.flags & FACTORS_HAS_CREDENTIAL) != 0) {
        rc = read_credential(&rest, &read);
    }
    if (rc == E_OK && (read.flags & FACTORS_HAS_EXTENSIONS) != 0) {
        rc = skip_extensions(&rest);
    }
    if (rc < 0 || rest.n > 0) {
        return E_INVALID;
    }
    *out = read;
    return E_OK;
}

/* ---- client data ---- */

int factors_read_client_data(struct str json, struct arena *arena, struct factors_client_data *out)
{
    if (json.n > FACTORS_CLIENT_DATA_MAX) {
        return E_INVALID;
    }
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_doc_parse(json, &doc, NULL) < 0) {
        return E_INVALID;
    }
    struct json_value root = json_doc_root(doc);
    struct factors_client_data read = {
        .type = str_copy(arena, json_text(json_get(root, "type"))),
        .origin = str_copy(arena, json_text(json_get(root, "origin"))),
        .is_cross_origin = json_bool(json_get(root, "crossOrigin"), false) ||
                           json_has(json_get(root, "topOrigin")),
    };
    struct str challenge = json_text(json_get(root, "challenge"));
    if (read.type.n == 0 || read.origin.n == 0 ||
        base64url_read(challenge, arena, FACTORS_CHALLENGE_MAX, &read.challenge) < 0) {
        return E_INVALID;
    }
    *out = read;
    return E_OK;
}

/* What both ceremonies ask of the client (sections 7.1 and 7.2: type, origin). */
static int check_client(struct str json, struct str type, const struct factors_relying_party *party,
                        struct arena *arena, struct str *out_challenge)
{
    struct factors_client_data client;
    int rc = factors_read_client_data(json, arena, &client);
    if (rc < 0) {
        return rc;
    }
    if (!str_eq(client.type, type) || !str_eq(client.origin, party->origin) ||
        client.is_cross_origin) {
        return E_INVALID;
    }
    *out_challenge = client.challenge;
    return E_OK;
}

/* What both ask of the authenticator: that it speaks to us, and somebody was there. */
static int check_authenticator(const struct factors_authenticator_data *data,
                               const struct factors_relying_party *party)
{
    const struct crypt_digest wanted = crypt_sha256(party->id);
    const bool can_be_backed_up = (data->flags & FACTORS_BACKUP_ELIGIBLE) != 0;
    if (!crypt_digest_eq(&wanted, &data->rp_id_hash) || (data->flags & FACTORS_USER_PRESENT) == 0 ||
        (party->needs_verified && (data->flags & FACTORS_USER_VERIFIED) == 0) ||
        (!can_be_backed_up && (data->flags & FACTORS_BACKED_UP) != 0)) {
        return E_INVALID;
    }
    return E_OK;
}

/* The bytes that are signed: authenticator data, then the digest of the client data. */
static struct str signed_bytes(struct str authenticator_data, struct str client_data,
                               struct arena *arena)
{
    const struct crypt_digest digest = crypt_sha256(client_data);
    char *bytes = arena_alloc(arena, authenticator_data.n + sizeof(digest.b));
    memcpy(bytes, authenticator_data.p, authenticator_data.n);
    memcpy(bytes + authenticator_data.n, digest.b, sizeof(digest.b));
    return (struct str){bytes, authenticator_data.n + sizeof(digest.b)};
}

/* ---- registration ---- */

struct attestation {
    struct str format;
    struct str statement; /* CBOR */
    struct str authenticator_data;
};

static int read_attestation(struct str object, struct attestation *out)
{
    struct cbor_item map;
    struct attestation read = {STR_EMPTY, STR_EMPTY, STR_EMPTY};
    int rc = factors_cbor_next(&object, &map);
    if (rc < 0 || map.kind != CBOR_MAP) {
        return E_INVALID;
    }
    for (uint64_t i = 0; i < map.number; i++) {
        struct cbor_item key;
        rc = factors_cbor_next(&object, &key);
        if (rc < 0 || key.kind != CBOR_TEXT) {
            return E_INVALID;
        }
        struct str whole = object;
        rc = factors_cbor_skip(&object);
        if (rc < 0) {
            return rc;
        }
        whole.n -= object.n;
        struct cbor_item value;
        struct str inner = whole;
        rc = factors_cbor_next(&inner, &value);
        ASSERT(rc == E_OK);
        if (str_eq(key.bytes, STR("fmt")) && value.kind == CBOR_TEXT) {
            read.format = value.bytes;
        } else if (str_eq(key.bytes, STR("authData")) && value.kind == CBOR_BYTES) {
            read.authenticator_data = value.bytes;
        } else if (str_eq(key.bytes, STR("attStmt")) && value.kind == CBOR_MAP) {
            read.statement = whole;
        }
    }
    if (object.n > 0 || read.format.n == 0 || read.statement.n == 0) {
        return E_INVALID;
    }
    *out = read;
    return E_OK;
}

/* Section 8.2 without certificates: what browsers leave in place where nothing was asked for. E_NOT_FOUND where the
 * statement has other members than algorithm and signature. */
static int read_self_statement(struct str statement, int64_t *out_algorithm,
                               struct str *out_signature)
{
    struct cbor_item map;
    *out_algorithm = 0;
    *out_signature = STR_EMPTY;
    int rc = factors_cbor_next(&statement, &map);
    for (uint64_t i = 0; rc == E_OK && i < map.number; i++) {
        struct cbor_item key = {.bytes = STR_EMPTY};
        struct cbor_item value = {.bytes = STR_EMPTY};
        rc = factors_cbor_next(&statement, &key);
        if (rc == E_OK) {
            rc = factors_cbor_next(&statement, &value);
        }
        const bool is_algorithm = str_eq(key.bytes, STR("alg"));
        const bool is_signature = str_eq(key.bytes, STR("sig")) && value.kind == CBOR_BYTES;
        if (rc < 0 ||
            (!is_signature && !(is_algorithm && factors_cbor_to_i64(&value, out_algorithm)))) {
            return E_NOT_FOUND;
        }
        if (is_signature) {
            *out_signature = value.bytes;
        }
    }
    return rc;
}

static int check_statement(const struct attestation *attestation, const struct factors_key *key,
                           struct str client_data, struct arena *arena, struct err *err)
{
    if (str_eq(attestation->format, STR("none"))) {
        return E_OK;
    }
    int64_t algorithm;
    struct str signature;
    if (!str_eq(attestation->format, STR("packed")) ||
        read_self_statement(attestation->statement, &algorithm, &signature) < 0) {
        return err_set(err, E_INVALID,
                       "The authenticator tells more of itself than this server asked for.");
    }
    struct str data = signed_bytes(attestation->authenticator_data, client_data, arena);
    return algorithm == key->algorithm && verify(key, data, signature) ? E_OK : E_INVALID;
}

int factors_check_registration(const struct factors_registration *given,
                               const struct factors_relying_party *party, struct arena *arena,
                               struct str *out_challenge, struct factors_authenticator_data *out,
                               struct err *err)
{
    struct attestation attestation;
    struct factors_authenticator_data data;
    int rc = check_client(given->client_data, STR("webauthn.create"), party, arena, out_challenge);
    if (rc == E_OK) {
        rc = read_attestation(given->attestation, &attestation);
    }
    if (rc == E_OK) {
        rc = factors_read_authenticator_data(attestation.authenticator_data, &data);
    }
    if (rc == E_OK) {
        rc = check_authenticator(&data, party);
    }
    if (rc == E_OK && data.credential_id.n == 0) {
        rc = E_INVALID;
    }
    if (rc == E_OK) {
        rc = check_statement(&attestation, &data.key, given->client_data, arena, err);
    }
    if (rc == E_OK) {
        *out = data;
    }
    return rc;
}

/* ---- assertion ---- */

int factors_check_assertion(const struct factors_assertion *given, const struct factors_key *key,
                            const struct factors_relying_party *party, struct arena *arena,
                            struct str *out_challenge, struct factors_authenticator_data *out)
{
    struct factors_authenticator_data data;
    int rc = check_client(given->client_data, STR("webauthn.get"), party, arena, out_challenge);
    if (rc == E_OK) {
        rc = factors_read_authenticator_data(given->authenticator_data, &data);
    }
    if (rc == E_OK) {
        rc = check_authenticator(&data, party);
    }
    if (rc < 0) {
        return rc;
    }
    struct str bytes = signed_bytes(given->authenticator_data, given->client_data, arena);
    if (!verify(key, bytes, given->signature)) {
        return E_INVALID;
    }
    *out = data;
    return E_OK;
}
