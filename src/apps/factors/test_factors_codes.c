/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/factors/test_factors_uri.h"
#include "base/random.h"

static struct arena *arena;

static void start(void)
{
    cr_assert_eq(crypt_init(NULL), E_OK);
    arena = arena_new();
}

static void end(void)
{
    arena_free(arena);
}

TestSuite(factors_codes, .init = start, .fini = end);

/* The secret of RFC 6238, appendix B. */
static const struct factors_secret known = {"12345678901234567890"};

/* The same appendix, of whose eight digits the last six. */
static const struct {
    int64_t time_s;
    const char *code;
} vectors[] = {
    {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
    {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
};

Test(factors_codes, totp_is_that_of_the_standard)
{
    for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
        struct factors_code code = factors_totp_code(&known, vectors[i].time_s / 30);
        cr_expect_str_eq(code.s, vectors[i].code, "%lld s", (long long)vectors[i].time_s);
    }
}

Test(factors_codes, totp_is_good_one_step_before_and_after)
{
    enum { STEP = 1111111109 / 30 };
    struct str code = str_from(factors_totp_code(&known, STEP).s);
    for (int64_t apart = -3; apart <= 3; apart++) {
        int64_t step = 0;
        int rc = factors_totp_check(&known, code, (STEP + apart) * FACTORS_TOTP_STEP_MS, 0, &step);
        cr_expect_eq(rc, apart >= -1 && apart <= 1 ? E_OK : E_INVALID_CODE, "%d steps", (int)apart);
        cr_expect_eq(step, rc == E_OK ? STEP : 0);
    }
}

Test(factors_codes, totp_is_good_once)
{
    enum { STEP = 1111111109 / 30 };
    const int64_t now_ms = STEP * FACTORS_TOTP_STEP_MS;
    struct factors_code now = factors_totp_code(&known, STEP);
    struct factors_code before = factors_totp_code(&known, STEP - 1);
    struct factors_code after = factors_totp_code(&known, STEP + 1);
    int64_t step = 0;
    cr_assert_eq(factors_totp_check(&known, str_from(now.s), now_ms, STEP - 1, &step), E_OK);
    cr_expect_eq(factors_totp_check(&known, str_from(now.s), now_ms, step, &step), E_INVALID_CODE);
    cr_expect_eq(factors_totp_check(&known, str_from(before.s), now_ms, step, &step),
                 E_INVALID_CODE, "nor is an earlier one");
    cr_expect_eq(factors_totp_check(&known, str_from(after.s), now_ms, step, &step), E_OK);
}

Test(factors_codes, what_is_no_code_is_refused)
{
    static const char *const rows[] = {"", "28708", "2870820", "28708a", "287083", " 87082"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t step;
        cr_expect_eq(factors_totp_check(&known, str_from(rows[i]), 59000, 0, &step), E_INVALID_CODE,
                     "\"%s\"", rows[i]);
    }
}

Test(factors_codes, base32_is_that_of_the_standard)
{
    char text[FACTORS_BASE32_CHARS + 1];
    factors_base32_encode(&known, text);
    cr_expect_str_eq(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

Test(factors_codes, a_uri_holds_what_it_was_made_of)
{
    struct str uri = factors_totp_uri(&known, STR("Assisti"), STR("ada+1@example.org"), arena);
    cr_expect(str_eq(uri, STR("otpauth://totp/Assisti:ada%2B1%40example.org"
                              "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Assisti"
                              "&algorithm=SHA1&digits=6&period=30")),
              "%" STRF, STRA(uri));
    static const char *const names[] = {"a:b", "a/b?c#d&e=f%g", "Ünï 名", "\"<>\"", ""};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct factors_secret secret;
        random_bytes(secret.b, sizeof(secret.b));
        struct test_totp_link link;
        uri = factors_totp_uri(&secret, str_from(names[i]), str_from(names[i]), arena);
        cr_assert_eq(test_totp_parse_uri(uri, arena, &link), E_OK, "%" STRF, STRA(uri));
        cr_expect(str_eq(link.issuer, str_from(names[i])));
        cr_expect(str_eq(link.account, str_from(names[i])));
        cr_expect_arr_eq(link.secret.b, secret.b, sizeof(secret.b));
    }
}

/* The corners of version 1 and up: ISO/IEC 18004, section 6.3.3. That phones read it is for tests/flows. */
Test(factors_codes, a_qr_code_is_a_square_with_finder_patterns)
{
    struct str svg;
    cr_assert_eq(factors_qr_svg(STR("otpauth://totp/Assisti:ada"), arena, &svg), E_OK);
    cr_expect(
        str_starts(svg, STR("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 33 33\" ")),
        "%" STRF, STRA(svg));
    const char *text = str_dup(arena, svg);
    cr_expect_not_null(strstr(text, "d=\"M4 4h7v1h-7z"));
    cr_expect_not_null(strstr(text, "M22 4h7v1h-7z"));
    cr_expect_not_null(strstr(text, "M4 28h7v1h-7z"));
    cr_expect(str_ends(svg, STR("\"/></svg>")));
    char *longer = arena_calloc(arena, 4000, 1);
    memset(longer, 'a', 4000);
    cr_expect_eq(factors_qr_svg((struct str){longer, 4000}, arena, &svg), E_TOO_LARGE);
}

Test(factors_codes, recovery_codes_are_read_as_people_write_them)
{
    for (int i = 0; i < 100; i++) {
        struct factors_recovery_code made = factors_recovery_make();
        struct factors_recovery_code read;
        cr_assert_eq(strlen(made.s), FACTORS_RECOVERY_CHARS + 4);
        cr_assert_eq(factors_recovery_read(str_from(made.s), &read), E_OK, "%s", made.s);
        cr_expect_str_eq(read.s, made.s);
    }
    struct factors_recovery_code whole;
    cr_assert_eq(factors_recovery_read(STR("ABCDEFGHJKMNPQRSTUVWXYZ23"), &whole), E_OK);
    cr_expect_str_eq(whole.s, "abcde-fghjk-mnpqr-stuvw-xyz23");
    /* Of earlier releases. */
    static const char *const good[] = {"abcde-fghjk", "ABCDEFGHJK", " abc defg-hjk ",
                                       "ab-cd-ef-gh-jk"};
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct factors_recovery_code read;
        cr_assert_eq(factors_recovery_read(str_from(good[i]), &read), E_OK, "\"%s\"", good[i]);
        cr_expect_str_eq(read.s, "abcde-fghjk");
    }
    static const char *const bad[] = {"",
                                      "abcde-fghj",
                                      "abcde-fghjkm",
                                      "abcde-fghjk-mnpqr-stuvw-xyz2",
                                      "abcde-fghjk-mnpqr-stuvw-xyz23-4",
                                      "abcde-fghil",
                                      "abcde_fghjk",
                                      "abcde-fghj\xc3\xa4"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct factors_recovery_code read;
        cr_expect_eq(factors_recovery_read(str_from(bad[i]), &read), E_INVALID_CODE, "\"%s\"",
                     bad[i]);
    }
}
