/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/oidc/test_oidc_support.h"

#define NOW 1700000000

static struct arena *arena;
static struct err err;

static void set_up(void)
{
    cr_assert_eq(crypt_init(NULL), E_OK);
    arena = arena_new();
    err = (struct err){0};
}

static void tear_down(void)
{
    arena_free(arena);
}

TestSuite(oidc_token, .init = set_up, .fini = tear_down);

static const char *const names[] = {
    [CRYPT_RS256] = "RS256", [CRYPT_ES256] = "ES256", [CRYPT_EDDSA] = "EdDSA"};

static struct oidc_keys read_keys(const char *json)
{
    struct oidc_keys keys;
    cr_assert_eq(oidc_keys_read(str_from(json), arena, &keys, &err), E_OK, "%s: %s", err.detail,
                 json);
    return keys;
}

Test(oidc_token, is_verified_by_the_key_that_signed_it)
{
    for (enum crypt_algorithm algorithm = CRYPT_RS256; algorithm <= CRYPT_EDDSA; algorithm++) {
        struct test_signer *signer = test_signer_new(algorithm, 2048);
        struct test_signer *other = test_signer_new(algorithm, 2048);
        struct crypt_public public = test_signer_public(signer, arena);
        struct crypt_public foreign = test_signer_public(other, arena);
        const char *header =
            arena_printf(arena, "{\"alg\":\"%s\",\"kid\":\"mine\"}", names[algorithm]);
        struct oidc_token token;
        struct str text = test_token(signer, header, "{}", arena);
        cr_assert_eq(oidc_token_read(text, arena, &token, &err), E_OK, "%s", err.detail);
        cr_expect_eq(token.algorithm, algorithm);
        cr_expect(str_eq(token.key_id, STR("mine")));

        const char *mine = test_jwk(&public, "\"kid\":\"mine\",", arena);
        const char *its = test_jwk(&foreign, "\"kid\":\"other\",", arena);
        const char *false_one = test_jwk(&foreign, "\"kid\":\"mine\",", arena);
        struct oidc_keys keys = read_keys(arena_printf(arena, "{\"keys\":[%s,%s]}", its, mine));
        cr_expect_eq(keys.count, 2);
        cr_expect_eq(oidc_token_verify(&token, &keys), E_OK, "%s", names[algorithm]);
        keys = read_keys(arena_printf(arena, "{\"keys\":[%s]}", its));
        cr_expect_eq(oidc_token_verify(&token, &keys), E_NOT_FOUND);
        keys = read_keys(arena_printf(arena, "{\"keys\":[%s]}", false_one));
        cr_expect_eq(oidc_token_verify(&token, &keys), E_PROVIDER);

        header = arena_printf(arena, "{\"alg\":\"%s\"}", names[algorithm]);
        text = test_token(signer, header, "{}", arena);
        cr_assert_eq(oidc_token_read(text, arena, &token, &err), E_OK);
        keys = read_keys(arena_printf(arena, "{\"keys\":[%s,%s]}", its, mine));
        cr_expect_eq(oidc_token_verify(&token, &keys), E_OK, "a token without a key's name");
        test_signer_free(signer);
        test_signer_free(other);
    }
}

Test(oidc_token, takes_keys_for_signatures_only)
{
    struct test_signer *signer = test_signer_new(CRYPT_ES256, 0);
    struct crypt_public public = test_signer_public(signer, arena);
    static const struct {
        const char *more;
        bool is_taken;
    } rows[] = {
        {"", true},
        {"\"use\":\"sig\",\"alg\":\"ES256\",\"key_ops\":[\"sign\",\"verify\"],", true},
        {"\"use\":\"enc\",", false},
        {"\"alg\":\"ES384\",", false},
        {"\"alg\":\"ECDH-ES\",", false},
        {"\"key_ops\":[\"deriveKey\"],", false},
        {"\"key_ops\":[],", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct oidc_keys keys;
        const char *json =
            arena_printf(arena, "{\"keys\":[%s]}", test_jwk(&public, rows[i].more, arena));
        int rc = oidc_keys_read(str_from(json), arena, &keys, &err);
        cr_expect_eq(rc, rows[i].is_taken ? E_OK : E_PROVIDER, "%s", rows[i].more);
    }
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "{\"keys\":[1,null,\"x\",[]]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"!\",\"e\":\"AQAB\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"}]}",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct oidc_keys keys;
        cr_expect_eq(oidc_keys_read(str_from(bad[i]), arena, &keys, &err), E_PROVIDER, "%s",
                     bad[i]);
    }
    test_signer_free(signer);
}

Test(oidc_token, is_taken_apart_only_where_it_is_whole)
{
    struct test_signer *signer = test_signer_new(CRYPT_EDDSA, 0);
    static const char *const headers[] = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"HS256\"}",
        "{\"alg\":\"RS512\"}",
        "{\"alg\":\"eddsa\"}",
        "{\"alg\":null}",
        "{}",
        "[]",
        "nonsense",
        "{\"alg\":\"EdDSA\",\"crit\":[\"x\"]}",
        "",
    };
    struct oidc_token token;
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        struct str text = test_token(signer, headers[i], "{}", arena);
        cr_expect_eq(oidc_token_read(text, arena, &token, &err), E_PROVIDER, "%s", headers[i]);
    }
    struct str good = test_token(signer, "{\"alg\":\"EdDSA\"}", "{}", arena);
    cr_assert_eq(oidc_token_read(good, arena, &token, &err), E_OK);
    const char *bad[] = {
        "",
        ".",
        "..",
        "...",
        arena_printf(arena, "%" STRF ".", STRA(good)),
        arena_printf(arena, "%" STRF ".e30", STRA(good)),
        arena_printf(arena, " %" STRF, STRA(good)),
        arena_printf(arena, "%" STRF "=", STRA(good)),
        str_dup(arena, str_sub(good, 0, str_find_byte(good, '.'))),
        str_dup(arena, str_sub(good, 0, str_find_byte(good, '.') + 5)),
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        cr_expect_eq(oidc_token_read(str_from(bad[i]), arena, &token, &err), E_PROVIDER, "%s",
                     bad[i]);
    }
    test_signer_free(signer);
}

/* ---- claims ---- */

static const struct oidc_expected expected = {
    .issuer = {"https://id.example.org", 22},
    .client_id = {"us", 2},
    .nonce = {"n1", 2},
    .access_token = {"jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", 43},
    .algorithm = CRYPT_RS256,
    .now_s = NOW,
};

#define GOOD                                                                                   \
    "\"iss\":\"https://id.example.org\",\"sub\":\"24400320\",\"aud\":\"us\",\"nonce\":\"n1\"," \
    "\"exp\":1700000300,\"iat\":1699999990"

/* OpenID Connect Core, section 3.1.3.7, by its numbers. */
Test(oidc_token, claims_what_section_3_1_3_7_asks_for)
{
    static const struct {
        const char *claims;
        const char *wrong; /* NULL: nothing */
    } rows[] = {
        {GOOD, NULL},
        /* 2 */
        {"\"iss\":\"https://id.example.org/"
         "\",\"sub\":\"2\",\"aud\":\"us\",\"nonce\":\"n1\",\"exp\":"
         "1700000300,\"iat\":1699999990",
         "iss"},
        /* 3 */
        {"\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":\"US\",\"nonce\":\"n1\",\"exp\":"
         "1700000300,\"iat\":1699999990",
         "aud"},
        {"\"iss\":\"https://"
         "id.example.org\",\"sub\":\"2\",\"aud\":[\"us\"],\"nonce\":\"n1\",\"exp\":"
         "1700000300,\"iat\":1699999990",
         NULL},
        {"\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":{\"us\":1},\"nonce\":\"n1\","
         "\"exp\":1700000300,\"iat\":1699999990",
         "aud"},
        /* 4, 5 */
        {GOOD ",\"azp\":\"us\"", NULL},
        {GOOD ",\"azp\":\"them\"", "aud"},
        {GOOD ",\"azp\":5", "aud"},
        /* 9 */
        {"\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":\"us\",\"nonce\":\"n1\",\"exp\":"
         "1699999941,\"iat\":1699999900",
         NULL},
        {"\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":\"us\",\"nonce\":\"n1\",\"exp\":"
         "1699999940,\"iat\":1699999900",
         "exp"},
        {"\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":\"us\",\"nonce\":\"n1\",\"exp\":"
         "1e300,\"iat\":1699999900",
         "exp"},
        {"\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":\"us\",\"nonce\":\"n1\",\"exp\":"
         "-1,\"iat\":1699999900",
         "exp"},
        /* 10 */
        {"\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":\"us\",\"nonce\":\"n1\",\"exp\":"
         "1700000300.5,\"iat\":1700000060.25",
         NULL},
        {"\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":\"us\",\"nonce\":\"n1\",\"exp\":"
         "1700000300,\"iat\":1700000061",
         "iat"},
        {"\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":\"us\",\"nonce\":\"n1\",\"exp\":"
         "1700000300,\"iat\":1699999339",
         "iat"},
        {GOOD ",\"nbf\":1700000060", NULL},
        {GOOD ",\"nbf\":1700000061", "nbf"},
        {GOOD ",\"nbf\":\"now\"", "nbf"},
        /* 11 */
        {"\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":\"us\",\"nonce\":\"n2\",\"exp\":"
         "1700000300,\"iat\":1699999990",
         "nonce"},
        {"\"iss\":\"https://"
         "id.example.org\",\"sub\":\"2\",\"aud\":\"us\",\"exp\":1700000300,\"iat\":"
         "1699999990",
         "nonce"},
        /* The example of appendix A.3 of that document. */
        {GOOD ",\"at_hash\":\"77QmUPtjPfzWtF2AnpK9RQ\"", NULL},
        {GOOD ",\"at_hash\":\"77QmUPtjPfzWtF2AnpK9RA\"", "at_hash"},
        {GOOD ",\"at_hash\":7", "at_hash"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *json = arena_printf(arena, "{%s}", rows[i].claims);
        struct oidc_identity identity;
        int rc = oidc_claims_read(str_from(json), &expected, arena, &identity, &err);
        cr_expect_eq(rc, rows[i].wrong == NULL ? E_OK : E_PROVIDER, "%s: %s", json, err.detail);
        if (rows[i].wrong != NULL) {
            const char *says =
                arena_printf(arena, "The ID token's %s is not what it has to be.", rows[i].wrong);
            cr_expect_str_eq(err.detail, says, "%s", json);
        }
    }
}

Test(oidc_token, never_matches_a_nonce_that_was_not_made)
{
    struct oidc_expected none = expected;
    none.nonce = STR_EMPTY;
    struct oidc_identity identity;
    struct str json =
        STR("{\"iss\":\"https://id.example.org\",\"sub\":\"2\",\"aud\":\"us\",\"nonce\":"
            "\"\",\"exp\":1700000300,\"iat\":1699999990}");
    cr_expect_eq(oidc_claims_read(json, &none, arena, &identity, &err), E_PROVIDER);
}

Test(oidc_token, tells_an_address_apart_from_one_that_is_verified)
{
    static const struct {
        const char *claims;
        const char *email;
        bool is_verified;
    } rows[] = {
        {"", "", false},
        {",\"email\":\"a@b.org\"", "a@b.org", false},
        {",\"email\":\"a@b.org\",\"email_verified\":true", "a@b.org", true},
        {",\"email\":\"a@b.org\",\"email_verified\":\"true\"", "a@b.org", true},
        {",\"email\":\"a@b.org\",\"email_verified\":false", "a@b.org", false},
        {",\"email\":\"a@b.org\",\"email_verified\":1", "a@b.org", false},
        {",\"email\":\"a@b.org\",\"email_verified\":\"TRUE\"", "a@b.org", false},
        {",\"email\":\"\",\"email_verified\":true", "", false},
        {",\"email\":[\"a@b.org\"],\"email_verified\":true", "", false},
        {",\"email_verified\":true", "", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *json = arena_printf(arena, "{" GOOD "%s}", rows[i].claims);
        struct oidc_identity identity;
        cr_assert_eq(oidc_claims_read(str_from(json), &expected, arena, &identity, &err), E_OK);
        cr_expect(str_eq(identity.email, str_from(rows[i].email)), "%s", json);
        cr_expect_eq(identity.is_email_verified, rows[i].is_verified, "%s", json);
    }
}

Test(oidc_token, believes_userinfo_of_the_same_subject_only)
{
    struct oidc_identity identity = {.subject = STR("24400320")};
    struct str good = STR("{\"sub\":\"24400320\",\"email\":\"a@b.org\",\"email_verified\":true,"
                          "\"name\":\"Ada\"}");
    cr_assert_eq(oidc_userinfo_read(good, arena, &identity, &err), E_OK);
    cr_expect(identity.is_email_verified && str_eq(identity.name, STR("Ada")));
    const char *bad[] = {"{\"sub\":\"24400321\",\"email\":\"a@b.org\"}", "{\"email\":\"a@b.org\"}",
                         "[]", "", "eyJhbGciOiJSUzI1NiJ9.e30.x"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        cr_expect_eq(oidc_userinfo_read(str_from(bad[i]), arena, &identity, &err), E_PROVIDER);
    }
}
