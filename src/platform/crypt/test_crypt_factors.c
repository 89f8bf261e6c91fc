/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "platform/crypt/crypt.h"

static void start(void)
{
    cr_assert_eq(crypt_init(NULL), E_OK);
}

TestSuite(crypt_factors, .init = start);

static struct str bytes_of(const uint8_t *bytes, size_t count)
{
    return (struct str){(const char *)bytes, count};
}

Test(crypt_factors, what_is_sealed_opens_for_its_key_and_purpose_only)
{
    struct crypt_key key = {{1}};
    struct crypt_key other = {{2}};
    struct str secret = STR("a secret");
    uint8_t sealed[8 + CRYPT_SEAL_BYTES];
    uint8_t again[8 + CRYPT_SEAL_BYTES];
    uint8_t opened[8] = {0};
    crypt_seal(&key, STR("ada"), secret, sealed);
    crypt_seal(&key, STR("ada"), secret, again);
    cr_expect_arr_neq(sealed, again, sizeof(sealed), "the nonce differs");
    struct str text = bytes_of(sealed, sizeof(sealed));
    cr_expect_eq(crypt_open(&other, STR("ada"), text, opened), E_INVALID);
    cr_expect_eq(crypt_open(&key, STR("bob"), text, opened), E_INVALID);
    cr_expect_eq(crypt_open(&key, STR("ada"), str_sub(text, 0, text.n - 1), opened), E_INVALID);
    cr_expect_eq(crypt_open(&key, STR("ada"), str_sub(text, 0, 39), opened), E_INVALID);
    cr_expect_eq(crypt_open(&key, STR("ada"), STR_EMPTY, opened), E_INVALID);
    cr_assert_eq(crypt_open(&key, STR("ada"), text, opened), E_OK);
    cr_expect_arr_eq(opened, secret.p, sizeof(opened));
    for (size_t i = 0; i < sizeof(sealed); i++) {
        sealed[i] ^= 0x10;
        cr_expect_eq(crypt_open(&key, STR("ada"), text, opened), E_INVALID, "byte %zu", i);
        sealed[i] ^= 0x10;
    }
}

Test(crypt_factors, digests_are_those_of_the_standards)
{
    /* FIPS 180-4's "abc". */
    static const uint8_t sha256[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea};
    struct crypt_digest digest = crypt_sha256(STR("abc"));
    cr_expect_arr_eq(digest.b, sha256, sizeof(sha256));
    /* RFC 2202, section 3, test case 2. */
    static const uint8_t sha1[] = {0xef, 0xfc, 0xdf, 0x6a, 0xe5, 0xeb, 0x2f, 0xa2, 0xd2, 0x74,
                                   0x16, 0xd5, 0xf1, 0x84, 0xdf, 0x9c, 0x25, 0x9a, 0x7c, 0x79};
    uint8_t mac[CRYPT_SHA1_BYTES];
    crypt_hmac_sha1(STR("Jefe"), STR("what do ya want for nothing?"), mac);
    cr_expect_arr_eq(mac, sha1, sizeof(sha1));
}
