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
    cr_assert_eq(crypt_base64_read(str_from(text), arena, 4 * KIB, &bytes), E_OK, "%s", text);
    return bytes;
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
    char text[CRYPT_BASE64_LENGTH(sizeof(digest.b)) + 1];
    crypt_base64_encode(digest.b, sizeof(digest.b), text);
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
    cr_expect_not(crypt_public_verifies(&public, data, (struct str){zeros, 64}));
}
