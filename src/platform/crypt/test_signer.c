/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "platform/crypt/test_signer.h"

struct test_signer {
    enum crypt_algorithm algorithm;
    EVP_PKEY *key;
};

struct test_signer *test_signer_new(enum crypt_algorithm algorithm, int bits)
{
    struct test_signer *signer = must_calloc(1, sizeof(*signer));
    signer->algorithm = algorithm;
    switch (algorithm) {
    case CRYPT_RS256:
        signer->key = EVP_RSA_gen((unsigned)bits);
        break;
    case CRYPT_ES256:
        signer->key = EVP_EC_gen("P-256");
        break;
    case CRYPT_EDDSA:
        signer->key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
        break;
    }
    ASSERT(signer->key != NULL);
    return signer;
}

void test_signer_free(struct test_signer *signer)
{
    EVP_PKEY_free(signer->key);
    free(signer);
}

static struct str number_bytes(const struct test_signer *signer, const char *name, int length,
                               struct arena *arena)
{
    BIGNUM *number = NULL;
    int rc = EVP_PKEY_get_bn_param(signer->key, name, &number);
    ASSERT(rc == 1);
    length = length > 0 ? length : BN_num_bytes(number);
    uint8_t *bytes = arena_alloc(arena, (size_t)length);
    rc = BN_bn2binpad(number, bytes, length);
    ASSERT(rc == length);
    BN_free(number);
    return (struct str){(const char *)bytes, (size_t)length};
}

struct crypt_public test_signer_public(const struct test_signer *signer, struct arena *arena)
{
    struct crypt_public public = {.algorithm = signer->algorithm, .b = STR_EMPTY};
    size_t n = 32;
    uint8_t *raw = arena_alloc(arena, n);
    switch (signer->algorithm) {
    case CRYPT_RS256:
        public
        .a = number_bytes(signer, OSSL_PKEY_PARAM_RSA_N, 0, arena);
        public.b = number_bytes(signer, OSSL_PKEY_PARAM_RSA_E, 0, arena);
        break;
    case CRYPT_ES256:
        public
        .a = number_bytes(signer, OSSL_PKEY_PARAM_EC_PUB_X, 32, arena);
        public.b = number_bytes(signer, OSSL_PKEY_PARAM_EC_PUB_Y, 32, arena);
        break;
    case CRYPT_EDDSA: {
        int rc = EVP_PKEY_get_raw_public_key(signer->key, raw, &n);
        ASSERT(rc == 1);
        public.a = (struct str){(const char *)raw, n};
        break;
    }
    }
    return public;
}

/* Both numbers at their full length, of a signature in DER. */
static struct str raw_of(const uint8_t *der, size_t n, struct arena *arena)
{
    uint8_t *raw = arena_alloc(arena, 64);
    ECDSA_SIG *both = d2i_ECDSA_SIG(NULL, &der, (long)n);
    ASSERT(both != NULL);
    int rc = BN_bn2binpad(ECDSA_SIG_get0_r(both), raw, 32);
    ASSERT(rc == 32);
    rc = BN_bn2binpad(ECDSA_SIG_get0_s(both), raw + 32, 32);
    ASSERT(rc == 32);
    ECDSA_SIG_free(both);
    return (struct str){(const char *)raw, 64};
}

struct str test_signer_sign(const struct test_signer *signer, struct str data, struct arena *arena)
{
    uint8_t *bytes = arena_alloc(arena, CRYPT_RSA_BYTES_MAX);
    size_t n = CRYPT_RSA_BYTES_MAX;
    const char *digest = signer->algorithm == CRYPT_EDDSA ? NULL : "SHA256";
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int rc = EVP_DigestSignInit_ex(context, NULL, digest, NULL, NULL, signer->key, NULL);
    ASSERT(rc == 1);
    rc = EVP_DigestSign(context, bytes, &n, (const uint8_t *)data.p, data.n);
    ASSERT(rc == 1);
    EVP_MD_CTX_free(context);
    return signer->algorithm == CRYPT_ES256 ? raw_of(bytes, n, arena)
                                            : (struct str){(const char *)bytes, n};
}
