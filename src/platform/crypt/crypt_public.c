/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures that others have made, checked by OpenSSL, those of Ed25519 by libsodium. */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>

#include "platform/crypt/crypt.h"

#define COORDINATE_BYTES   ((size_t)32)
#define EXPONENT_BYTES_MAX 8
#define ES256_BYTES        (2 * COORDINATE_BYTES)
#define POINT_BYTES        (1 + 2 * COORDINATE_BYTES)
#define POINT_UNCOMPRESSED 0x04

static void keyp(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

static void contextp(EVP_PKEY_CTX **context)
{
    EVP_PKEY_CTX_free(*context);
}

static void builderp(OSSL_PARAM_BLD **builder)
{
    OSSL_PARAM_BLD_free(*builder);
}

static void paramsp(OSSL_PARAM **params)
{
    OSSL_PARAM_free(*params);
}

static void numberp(BIGNUM **number)
{
    BN_free(*number);
}

static void digestp(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}

static void pointp(ECDSA_SIG **signature)
{
    ECDSA_SIG_free(*signature);
}

static BIGNUM *number_of(struct str bytes)
{
    return BN_bin2bn((const uint8_t *)bytes.p, (int)bytes.n, NULL);
}

/* NULL where OpenSSL finds the key not to be one. */
static EVP_PKEY *make_key(const char *type, OSSL_PARAM *params)
{
    CLEANUP(contextp) EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;
    if (context == NULL || params == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1) {
        return NULL;
    }
    return key;
}

static EVP_PKEY *rsa_key(const struct crypt_public *public)
{
    if (public->a.n < CRYPT_RSA_BYTES_MIN || public->a.n > CRYPT_RSA_BYTES_MAX ||
        public->a.p[0] == '\0' || public->b.n == 0 || public->b.n > EXPONENT_BYTES_MAX) {
        return NULL;
    }
    CLEANUP(numberp) BIGNUM *modulus = number_of(public->a);
    CLEANUP(numberp) BIGNUM *exponent = number_of(public->b);
    CLEANUP(builderp) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    if (BN_num_bits(modulus) < 8 * CRYPT_RSA_BYTES_MIN || !BN_is_odd(modulus) ||
        !BN_is_odd(exponent) || BN_is_one(exponent) ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) != 1) {
        return NULL;
    }
    CLEANUP(paramsp) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
    return make_key("RSA", params);
}

/* OpenSSL refuses a point that is not on the curve. */
static EVP_PKEY *point_key(const struct crypt_public *public)
{
    if (public->a.n != COORDINATE_BYTES || public->b.n != COORDINATE_BYTES) {
        return NULL;
    }
    uint8_t point[POINT_BYTES] = {POINT_UNCOMPRESSED};
    memcpy(point + 1, public->a.p, COORDINATE_BYTES);
    memcpy(point + 1 + COORDINATE_BYTES, public->b.p, COORDINATE_BYTES);
    char group[] = "P-256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
        OSSL_PARAM_construct_end(),
    };
    return make_key("EC", params);
}

/* libsodium refuses keys of small order, too, for which some signatures hold whatever was signed. */
static bool verify_edwards(const struct crypt_public *public, struct str data, struct str signature)
{
    return public->a.n == crypto_sign_PUBLICKEYBYTES && signature.n == crypto_sign_BYTES &&
           crypto_sign_verify_detached((const uint8_t *)signature.p, (const uint8_t *)data.p,
                                       data.n, (const uint8_t *)public->a.p) == 0;
}

static bool verify(EVP_PKEY *key, struct str data, struct str signature)
{
    CLEANUP(digestp) EVP_MD_CTX *context = EVP_MD_CTX_new();
    return key != NULL && context != NULL &&
           EVP_DigestVerifyInit_ex(context, NULL, "SHA256", NULL, NULL, key, NULL) == 1 &&
           EVP_DigestVerify(context, (const uint8_t *)signature.p, signature.n,
                            (const uint8_t *)data.p, data.n) == 1;
}

/* JSON Web Signatures have both numbers at their full length, OpenSSL wants them in DER. */
static bool verify_point(EVP_PKEY *key, struct str data, struct str signature)
{
    if (signature.n != ES256_BYTES) {
        return false;
    }
    BIGNUM *r = number_of(str_sub(signature, 0, COORDINATE_BYTES));
    BIGNUM *s = number_of(str_sub(signature, COORDINATE_BYTES, ES256_BYTES));
    CLEANUP(pointp) ECDSA_SIG *both = ECDSA_SIG_new();
    ASSERT(r != NULL && s != NULL && both != NULL);
    int is_set = ECDSA_SIG_set0(both, r, s);
    ASSERT(is_set == 1);
    uint8_t der[ES256_BYTES + 16];
    uint8_t *end = der;
    ASSERT(i2d_ECDSA_SIG(both, NULL) <= (int)sizeof(der));
    int n = i2d_ECDSA_SIG(both, &end);
    return n > 0 && verify(key, data, (struct str){(const char *)der, (size_t)n});
}

/* NULL where it is none, and for Ed25519, whose keys are libsodium's. */
static EVP_PKEY *key_of(const struct crypt_public *public)
{
    switch (public->algorithm) {
    case CRYPT_RS256:
        return rsa_key(public);
    case CRYPT_ES256:
        return point_key(public);
    case CRYPT_EDDSA:
        break;
    }
    return NULL;
}

bool crypt_public_is_key(const struct crypt_public *public)
{
    CLEANUP(keyp) EVP_PKEY *key = key_of(public);
    return key != NULL ||
           (public->algorithm == CRYPT_EDDSA && public->a.n == crypto_sign_PUBLICKEYBYTES);
}

bool crypt_public_verifies(const struct crypt_public *public, struct str data, struct str signature)
{
    CLEANUP(keyp) EVP_PKEY *key = key_of(public);
    switch (public->algorithm) {
    case CRYPT_RS256:
        return signature.n == public->a.n && verify(key, data, signature);
    case CRYPT_ES256:
        return public->is_der ? verify(key, data, signature) : verify_point(key, data, signature);
    case CRYPT_EDDSA:
        return verify_edwards(public, data, signature);
    }
    return false;
}

struct crypt_half crypt_sha256_half(struct str data)
{
    struct crypt_digest digest = crypt_sha256(data);
    struct crypt_half half;
    memcpy(half.b, digest.b, sizeof(half.b));
    return half;
}
