/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "platform/crypt/test_signer.h"

static struct arena *arena;

static void set_up(void)
{
    cr_assert_eq(crypt_init(NULL), E_OK);
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

TestSuite(crypt_public, .init = set_up, .fini = tear_down);

static struct str bytes_of(const char *text)
{
    struct str bytes;
    cr_assert_eq(base64url_read(str_from(text), arena, 4 * KIB, &bytes), E_OK, "%s", text);
    return bytes;
}

/* Made with python3-cryptography: the key 0x1234567890abcdef1234567890abcdef, and its signature of "text". */
static const uint8_t coordinates[64] = {
    0xf9, 0xeb, 0xe4, 0x64, 0x14, 0x7c, 0xc1, 0x02, 0xd9, 0x23, 0x24, 0xd0, 0x99, 0xd9, 0x27, 0xc1,
    0xa5, 0x0e, 0x42, 0xd5, 0x7a, 0x08, 0xa1, 0x16, 0xff, 0xec, 0x0a, 0x29, 0x81, 0x9d, 0x8c, 0x65,
    0x70, 0xba, 0xf7, 0xd1, 0x28, 0x88, 0x90, 0x2a, 0x6a, 0x0c, 0x1d, 0x67, 0xad, 0xd1, 0x03, 0x12,
    0x3c, 0x85, 0x9a, 0xb6, 0x9b, 0xf8, 0xe9, 0x43, 0x1c, 0x93, 0x84, 0x93, 0x0d, 0x4b, 0x7e, 0xee};
static const uint8_t point_signature[] = {
    0x30, 0x46, 0x02, 0x21, 0x00, 0x9e, 0x59, 0x70, 0x7f, 0x26, 0x8e, 0x4d, 0x11, 0x9a, 0x23,
    0x43, 0xe3, 0x9e, 0xa5, 0xba, 0x84, 0xb0, 0x1e, 0x85, 0x1a, 0x0f, 0x3a, 0x0c, 0xfa, 0x32,
    0x52, 0xcd, 0x1a, 0x24, 0x98, 0x42, 0x3c, 0x02, 0x21, 0x00, 0x9b, 0x38, 0x31, 0x1b, 0xb8,
    0xdf, 0xdc, 0x2b, 0x39, 0x4a, 0x53, 0x15, 0x71, 0x49, 0x15, 0x1f, 0x04, 0x8d, 0xbd, 0x8d,
    0xa1, 0xec, 0x8e, 0x71, 0x54, 0x2b, 0x8c, 0xbb, 0x4c, 0xb9, 0x99, 0x0f};

Test(crypt_public, signatures_in_der_hold_for_their_text_and_point_only)
{
    uint8_t bytes[sizeof(coordinates)];
    memcpy(bytes, coordinates, sizeof(coordinates));
    const struct crypt_public public = {
        .algorithm = CRYPT_ES256,
        .is_der = true,
        .a = {(const char *)bytes, 32},
        .b = {(const char *)bytes + 32, 32},
    };
    const struct str good = {(const char *)point_signature, sizeof(point_signature)};
    struct crypt_public other = public;
    other.is_der = false;
    cr_expect(crypt_public_is_key(&public));
    cr_expect(crypt_public_verifies(&public, STR("text"), good));
    cr_expect_not(crypt_public_verifies(&public, STR("texu"), good));
    cr_expect_not(crypt_public_verifies(&public, STR("text"), STR_EMPTY));
    cr_expect_not(crypt_public_verifies(&public, STR("text"), str_sub(good, 0, good.n - 1)));
    cr_expect_not(crypt_public_verifies(&other, STR("text"), good), "two numbers are no DER");
    bytes[63] ^= 1;
    cr_expect_not(crypt_public_is_key(&public));
    cr_expect_not(crypt_public_verifies(&public, STR("text"), good));
    memset(bytes, 0, sizeof(bytes));
    cr_expect_not(crypt_public_is_key(&public));
    memset(bytes, 0xff, sizeof(bytes));
    cr_expect_not(crypt_public_is_key(&public));
}

/* Made with python3-cryptography. */
Test(crypt_public, rsa_holds_for_its_text_and_key_only)
{
    struct str modulus =
        bytes_of("zSoYGVeSh3WrSJOqJYKsmy1WJ7msLWtCsQy-oYgv7hiTMUb1fwbsY_tKz3mvmdqWAQJQa9C7S6z4nQ5K"
                 "caFK4rpSq2iugnD4vc2QYcHP-jSnF32BfjGAd9DdlZHUK2PgYUThDOTB7hUrwdLnXwUFdY5cNATF38rI"
                 "D_Fu2QAYr0ed4wigd70Vu39ilrnIHK2G53EY8TddMjcjm5hu5ob_94MaP51gi06TfyPufokI3uoSyEL_"
                 "l06Y46FpmMH63_ZcgK9USUVPYlPC7CWIsSNcZasopSSOR88HXMtI7Y_ObAHOwQyMN3N1XInzotXyPSav"
                 "EAaadwg510mDKHptv8Aa_Q");
    struct str made =
        bytes_of("bMSAvKYiDMjT4jJSl_tq9M0GGj2isSifmsspjf1998sJkpKwJqLBxOzzgfmS64tyg5KD2N-djfy45pW7"
                 "9-1JtrkvuHBedat_z1BDJI3bj7ZGRX8uGy2VXXBJyFYq819--_7teKQNEm0GMmWYlgJh34WxJiuiXEr2"
                 "7nITAXNK2o_BDPrknEBSppdwST78fPfMmY84jfN9leKyDIRTIZM8G2BACh4tGTG801-ar4XbSBeqLsP0"
                 "NZ8J8lKJYRURZs88M4pK7MBeLtImOETjqe8O7kZO0AGt3YbwR478U1oiQI6MX1poyJmOPTDNBtR3ZEaZ"
                 "1OG0P6U1Cy86EN-fnuKudQ");
    const struct {
        const char *what;
        struct str modulus;
        struct str exponent;
        struct str text;
        struct str signature;
        bool holds;
    } rows[] = {
        {"as it was made", modulus, STR("\1\0\1"), STR("text"), made, true},
        {"a longer exponent", modulus, STR("\0\1\0\1"), STR("text"), made, true},
        {"another text", modulus, STR("\1\0\1"), STR("texu"), made, false},
        {"another exponent", modulus, STR("\1\0\3"), STR("text"), made, false},
        {"an exponent of 0", modulus, STR("\0"), STR("text"), made, false},
        {"an exponent of 1", modulus, STR("\1"), STR("text"), made, false},
        {"a shorter signature", modulus, STR("\1\0\1"), STR("text"), str_sub(made, 0, 255), false},
        {"no signature", modulus, STR("\1\0\1"), STR("text"), STR_EMPTY, false},
        {"a shorter modulus", str_sub(modulus, 0, 255), STR("\1\0\1"), STR("text"), made, false},
        {"no modulus", STR_EMPTY, STR("\1\0\1"), STR("text"), made, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct crypt_public public = {
            .algorithm = CRYPT_RS256, .a = rows[i].modulus, .b = rows[i].exponent};
        cr_expect_eq(crypt_public_verifies(&public, rows[i].text, rows[i].signature), rows[i].holds,
                     "%s", rows[i].what);
    }
}

Test(crypt_public, a_modulus_of_2047_bits_is_too_short)
{
    char modulus[CRYPT_RSA_BYTES_MIN];
    memset(modulus, 0xff, sizeof(modulus));
    struct crypt_public public = {
        .algorithm = CRYPT_RS256, .a = {modulus, sizeof(modulus)}, .b = STR("\1\0\1")};
    cr_expect(crypt_public_is_key(&public));
    modulus[0] = 0x7f;
    cr_expect_not(crypt_public_is_key(&public));
}

/* RFC 7515, appendix A.3, and RFC 8037, appendix A.4. */
Test(crypt_public, verifies_what_the_standards_show)
{
    struct crypt_public point = {
        .algorithm = CRYPT_ES256,
        .a = bytes_of("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
        .b = bytes_of("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
    };
    struct str data = STR("eyJhbGciOiJFUzI1NiJ9"
                          ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                          "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ");
    struct str signature = bytes_of("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8IS"
                                    "lSApmWQxfKTUJqPP3-Kg6NU1Q");
    cr_expect(crypt_public_verifies(&point, data, signature));

    struct crypt_public edwards = {
        .algorithm = CRYPT_EDDSA,
        .a = bytes_of("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
        .b = STR_EMPTY,
    };
    data = STR("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
    signature = bytes_of("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g"
                         "7sVvpAr_MuM0KAg");
    cr_expect(crypt_public_verifies(&edwards, data, signature));
}

/* RFC 7636, appendix B. */
Test(crypt_public, digests_as_pkce_shows)
{
    struct crypt_digest digest = crypt_sha256(STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
    char text[BASE64URL_LENGTH(sizeof(digest.b)) + 1];
    base64url_encode(digest.b, sizeof(digest.b), text);
    cr_expect_str_eq(text, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

Test(crypt_public, takes_no_signature_but_the_right_one)
{
    for (enum crypt_algorithm algorithm = CRYPT_RS256; algorithm <= CRYPT_EDDSA; algorithm++) {
        struct test_signer *signer = test_signer_new(algorithm, 2048);
        struct test_signer *other = test_signer_new(algorithm, 2048);
        struct crypt_public public = test_signer_public(signer, arena);
        struct str data = STR("header.payload");
        struct str signature = test_signer_sign(signer, data, arena);
        cr_expect(crypt_public_verifies(&public, data, signature));
        cr_expect_not(crypt_public_verifies(&public, STR("header.paylaod"), signature));
        cr_expect_not(crypt_public_verifies(&public, data, test_signer_sign(other, data, arena)));
        cr_expect_not(crypt_public_verifies(&public, data, STR_EMPTY));
        cr_expect_not(crypt_public_verifies(&public, data, str_sub(signature, 0, signature.n - 1)));
        char *flipped = arena_memdup(arena, signature.p, signature.n);
        for (size_t i = 0; i < signature.n; i++) {
            flipped[i] ^= 1;
            cr_expect_not(crypt_public_verifies(&public, data, (struct str){flipped, signature.n}));
            flipped[i] ^= 1;
        }
        test_signer_free(signer);
        test_signer_free(other);
    }
}

Test(crypt_public, takes_no_bad_key)
{
    struct str data = STR("x");
    struct test_signer *signer = test_signer_new(CRYPT_RS256, 1024);
    struct crypt_public public = test_signer_public(signer, arena);
    struct str signature = test_signer_sign(signer, data, arena);
    cr_expect_not(crypt_public_verifies(&public, data, signature), "RSA of 1024 bits");
    test_signer_free(signer);

    signer = test_signer_new(CRYPT_RS256, 2048);
    struct crypt_public good = test_signer_public(signer, arena);
    signature = test_signer_sign(signer, data, arena);
    const char one[] = {1};
    const char even[] = {0x10};
    const struct str exponents[] = {{one, 1}, {even, 1}, STR_EMPTY, STR("123456789")};
    for (size_t i = 0; i < ARRAY_LEN(exponents); i++) {
        public = good;
        public.b = exponents[i];
        cr_expect_not(crypt_public_verifies(&public, data, signature), "%zu", i);
    }
    test_signer_free(signer);

    signer = test_signer_new(CRYPT_ES256, 0);
    public = test_signer_public(signer, arena);
    signature = test_signer_sign(signer, data, arena);
    char *off = arena_memdup(arena, public.a.p, 32);
    off[31] ^= 1;
    public.a.p = off;
    cr_expect_not(crypt_public_verifies(&public, data, signature), "no point of the curve");
    public.a.n = 31;
    cr_expect_not(crypt_public_verifies(&public, data, signature));
    char zeros[64] = {0};
    public = test_signer_public(signer, arena);
    cr_expect_not(crypt_public_verifies(&public, data, (struct str){zeros, 64}), "r and s are 0");
    test_signer_free(signer);

    /* The neutral point: a signature of nothing but it holds for every text. */
    char neutral[64] = {1};
    public = (struct crypt_public){.algorithm = CRYPT_EDDSA, .a = {neutral, 32}, .b = STR_EMPTY};
    cr_expect_not(crypt_public_verifies(&public, data, (struct str){neutral, 64}));
    public.a.n = 31;
    cr_expect_not(crypt_public_is_key(&public));
    cr_expect_not(crypt_public_verifies(&public, data, (struct str){zeros, 64}));
}
