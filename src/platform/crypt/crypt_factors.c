/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
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

static void key_freep(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

static void key_context_freep(EVP_PKEY_CTX **context)
{
    EVP_PKEY_CTX_free(*context);
}

static void digest_context_freep(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}

/* NULL where OpenSSL does not take them as a key. */
static EVP_PKEY *make_key(const char *type, OSSL_PARAM *params)
{
    CLEANUP(key_context_freep) EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    ASSERT(context != NULL);
    EVP_PKEY *key = NULL;
    if (EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1) {
        return NULL;
    }
    return key;
}

static bool verify_sha256(EVP_PKEY *key, struct str data, struct str signature)
{
    CLEANUP(digest_context_freep) EVP_MD_CTX *context = EVP_MD_CTX_new();
    ASSERT(context != NULL);
    return EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
           EVP_DigestVerify(context, (const uint8_t *)signature.p, signature.n,
                            (const uint8_t *)data.p, data.n) == 1;
}

/* OpenSSL refuses coordinates that are not on the curve. NULL then. */
static EVP_PKEY *read_point(const uint8_t point[CRYPT_P256_BYTES])
{
    uint8_t uncompressed[1 + CRYPT_P256_BYTES] = {0x04}; /* SEC 1, section 2.3.3 */
    memcpy(uncompressed + 1, point, CRYPT_P256_BYTES);
    char curve[] = "P-256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, uncompressed,
                                          sizeof(uncompressed)),
        OSSL_PARAM_construct_end(),
    };
    return make_key("EC", params);
}

bool crypt_p256_is_point(const uint8_t point[CRYPT_P256_BYTES])
{
    CLEANUP(key_freep) EVP_PKEY *key = read_point(point);
    return key != NULL;
}

bool crypt_p256_verify(const uint8_t point[CRYPT_P256_BYTES], struct str data, struct str signature)
{
    CLEANUP(key_freep) EVP_PKEY *key = read_point(point);
    return key != NULL && verify_sha256(key, data, signature);
}

static void number_freep(BIGNUM **number)
{
    BN_free(*number);
}

static void builder_freep(OSSL_PARAM_BLD **builder)
{
    OSSL_PARAM_BLD_free(*builder);
}

static void params_freep(OSSL_PARAM **params)
{
    OSSL_PARAM_free(*params);
}

bool crypt_rsa_verify(struct str modulus, uint32_t exponent, struct str data, struct str signature)
{
    CLEANUP(number_freep)
    BIGNUM *n = BN_bin2bn((const uint8_t *)modulus.p, (int)modulus.n, NULL);
    CLEANUP(number_freep) BIGNUM *e = BN_new();
    CLEANUP(builder_freep) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    ASSERT(n != NULL && e != NULL && builder != NULL);
    if (BN_num_bits(n) < CRYPT_RSA_BITS_MIN || BN_num_bits(n) > CRYPT_RSA_BITS_MAX ||
        BN_set_word(e, exponent) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) != 1) {
        return false;
    }
    CLEANUP(params_freep) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
    ASSERT(params != NULL);
    CLEANUP(key_freep) EVP_PKEY *key = make_key("RSA", params);
    return key != NULL && verify_sha256(key, data, signature);
}

bool crypt_ed25519_verify(const uint8_t public[32], struct str data, struct str signature)
{
    return signature.n == CRYPT_SIGNATURE_BYTES &&
           crypto_sign_verify_detached((const uint8_t *)signature.p, (const uint8_t *)data.p,
                                       data.n, public) == 0;
}
