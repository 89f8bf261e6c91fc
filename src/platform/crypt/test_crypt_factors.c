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

/* Made with python3-cryptography: the key 0x1234567890abcdef1234567890abcdef, and its signature of "text". */
static const uint8_t point[CRYPT_P256_BYTES] = {
    0xf9, 0xeb, 0xe4, 0x64, 0x14, 0x7c, 0xc1, 0x02, 0xd9, 0x23, 0x24, 0xd0, 0x99, 0xd9, 0x27, 0xc1,
    0xa5, 0x0e, 0x42, 0xd5, 0x7a, 0x08, 0xa1, 0x16, 0xff, 0xec, 0x0a, 0x29, 0x81, 0x9d, 0x8c, 0x65,
    0x70, 0xba, 0xf7, 0xd1, 0x28, 0x88, 0x90, 0x2a, 0x6a, 0x0c, 0x1d, 0x67, 0xad, 0xd1, 0x03, 0x12,
    0x3c, 0x85, 0x9a, 0xb6, 0x9b, 0xf8, 0xe9, 0x43, 0x1c, 0x93, 0x84, 0x93, 0x0d, 0x4b, 0x7e, 0xee};
static const uint8_t signature[] = {
    0x30, 0x46, 0x02, 0x21, 0x00, 0x9e, 0x59, 0x70, 0x7f, 0x26, 0x8e, 0x4d, 0x11, 0x9a, 0x23,
    0x43, 0xe3, 0x9e, 0xa5, 0xba, 0x84, 0xb0, 0x1e, 0x85, 0x1a, 0x0f, 0x3a, 0x0c, 0xfa, 0x32,
    0x52, 0xcd, 0x1a, 0x24, 0x98, 0x42, 0x3c, 0x02, 0x21, 0x00, 0x9b, 0x38, 0x31, 0x1b, 0xb8,
    0xdf, 0xdc, 0x2b, 0x39, 0x4a, 0x53, 0x15, 0x71, 0x49, 0x15, 0x1f, 0x04, 0x8d, 0xbd, 0x8d,
    0xa1, 0xec, 0x8e, 0x71, 0x54, 0x2b, 0x8c, 0xbb, 0x4c, 0xb9, 0x99, 0x0f};

Test(crypt_factors, a_signature_over_p256_holds_for_its_text_and_point_only)
{
    struct str good = bytes_of(signature, sizeof(signature));
    cr_expect(crypt_p256_is_point(point));
    cr_expect(crypt_p256_verify(point, STR("text"), good));
    cr_expect_not(crypt_p256_verify(point, STR("texu"), good));
    cr_expect_not(crypt_p256_verify(point, STR("text"), STR_EMPTY));
    cr_expect_not(crypt_p256_verify(point, STR("text"), str_sub(good, 0, good.n - 1)));
    uint8_t elsewhere[CRYPT_P256_BYTES];
    memcpy(elsewhere, point, sizeof(point));
    elsewhere[63] ^= 1;
    cr_expect_not(crypt_p256_is_point(elsewhere));
    cr_expect_not(crypt_p256_verify(elsewhere, STR("text"), good));
    memset(elsewhere, 0, sizeof(elsewhere));
    cr_expect_not(crypt_p256_is_point(elsewhere));
    memset(elsewhere, 0xff, sizeof(elsewhere));
    cr_expect_not(crypt_p256_is_point(elsewhere));
}

/* Made with python3-cryptography. */
Test(crypt_factors, a_signature_by_rsa_holds_for_its_text_and_key_only)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str modulus = STR_EMPTY;
    struct str made = STR_EMPTY;
    const char *modulus_text =
        "zSoYGVeSh3WrSJOqJYKsmy1WJ7msLWtCsQy-oYgv7hiTMUb1fwbsY_tKz3mvmdqWAQJQa9C7S6z4nQ5K"
        "caFK4rpSq2iugnD4vc2QYcHP-jSnF32BfjGAd9DdlZHUK2PgYUThDOTB7hUrwdLnXwUFdY5cNATF38rI"
        "D_Fu2QAYr0ed4wigd70Vu39ilrnIHK2G53EY8TddMjcjm5hu5ob_94MaP51gi06TfyPufokI3uoSyEL_"
        "l06Y46FpmMH63_ZcgK9USUVPYlPC7CWIsSNcZasopSSOR88HXMtI7Y_ObAHOwQyMN3N1XInzotXyPSav"
        "EAaadwg510mDKHptv8Aa_Q";
    const char *made_text =
        "bMSAvKYiDMjT4jJSl_tq9M0GGj2isSifmsspjf1998sJkpKwJqLBxOzzgfmS64tyg5KD2N-djfy45pW7"
        "9-1JtrkvuHBedat_z1BDJI3bj7ZGRX8uGy2VXXBJyFYq819--_7teKQNEm0GMmWYlgJh34WxJiuiXEr2"
        "7nITAXNK2o_BDPrknEBSppdwST78fPfMmY84jfN9leKyDIRTIZM8G2BACh4tGTG801-ar4XbSBeqLsP0"
        "NZ8J8lKJYRURZs88M4pK7MBeLtImOETjqe8O7kZO0AGt3YbwR478U1oiQI6MX1poyJmOPTDNBtR3ZEaZ"
        "1OG0P6U1Cy86EN-fnuKudQ";
    cr_assert_eq(crypt_base64_read(str_from(modulus_text), arena, 256, &modulus), E_OK);
    cr_assert_eq(crypt_base64_read(str_from(made_text), arena, 256, &made), E_OK);
    cr_expect(crypt_rsa_verify(modulus, 65537, STR("text"), made));
    cr_expect_not(crypt_rsa_verify(modulus, 65537, STR("texu"), made));
    cr_expect_not(crypt_rsa_verify(modulus, 65539, STR("text"), made));
    cr_expect_not(crypt_rsa_verify(modulus, 0, STR("text"), made));
    cr_expect_not(crypt_rsa_verify(modulus, 1, STR("text"), made));
    cr_expect_not(crypt_rsa_verify(modulus, 65537, STR("text"), str_sub(made, 0, 255)));
    cr_expect_not(crypt_rsa_verify(modulus, 65537, STR("text"), STR_EMPTY));
    cr_expect_not(crypt_rsa_verify(str_sub(modulus, 0, 255), 65537, STR("text"), made));
    cr_expect_not(crypt_rsa_verify(STR_EMPTY, 65537, STR("text"), made));
}

/* RFC 8032, section 7.1, test 1: the signature of nothing. */
Test(crypt_factors, a_signature_of_anothers_ed25519_key_holds)
{
    static const uint8_t public[32] = {0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7,
                                       0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
                                       0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25,
                                       0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};
    static const uint8_t made[CRYPT_SIGNATURE_BYTES] = {
        0xe5, 0x56, 0x43, 0x00, 0xc3, 0x60, 0xac, 0x72, 0x90, 0x86, 0xe2, 0xcc, 0x80,
        0x6e, 0x82, 0x8a, 0x84, 0x87, 0x7f, 0x1e, 0xb8, 0xe5, 0xd9, 0x74, 0xd8, 0x73,
        0xe0, 0x65, 0x22, 0x49, 0x01, 0x55, 0x5f, 0xb8, 0x82, 0x15, 0x90, 0xa3, 0x3b,
        0xac, 0xc6, 0x1e, 0x39, 0x70, 0x1c, 0xf9, 0xb4, 0x6b, 0xd2, 0x5b, 0xf5, 0xf0,
        0x59, 0x5b, 0xbe, 0x24, 0x65, 0x51, 0x41, 0x43, 0x8e, 0x7a, 0x10, 0x0b};
    struct str good = bytes_of(made, sizeof(made));
    cr_expect(crypt_ed25519_verify(public, STR_EMPTY, good));
    cr_expect_not(crypt_ed25519_verify(public, STR("a"), good));
    cr_expect_not(crypt_ed25519_verify(public, STR_EMPTY, str_sub(good, 0, 63)));
}

Test(crypt_factors, base64_of_any_length_reads_into_the_arena)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str out = STR("untouched");
    cr_assert_eq(crypt_base64_read(STR("AQID-_8"), arena, 5, &out), E_OK);
    cr_expect(str_eq(out, STR("\1\2\3\373\377")));
    cr_assert_eq(crypt_base64_read(STR(""), arena, 5, &out), E_OK);
    cr_expect_eq(out.n, 0);
    cr_expect_eq(crypt_base64_read(STR("AQID-_8"), arena, 4, &out), E_INVALID, "too long");
    cr_expect_eq(crypt_base64_read(STR("AQID-_9"), arena, 5, &out), E_INVALID, "unused bits");
    cr_expect_eq(crypt_base64_read(STR("AQID+/8"), arena, 5, &out), E_INVALID);
    cr_expect_eq(crypt_base64_read(STR("AQID-_8="), arena, 9, &out), E_INVALID);
    cr_expect_eq(crypt_base64_read(STR("A"), arena, 9, &out), E_INVALID);
    cr_expect_eq(out.n, 0);
}
