/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include <criterion/criterion.h>

#include "base/err.h"

Test(str, reads_whole_numbers_within_bounds)
{
    const struct {
        const char *text;
        int rc;
        int64_t value;
    } rows[] = {
        {"0", E_OK, 0},
        {"-1", E_OK, -1},
        {"9223372036854775807", E_OK, INT64_MAX},
        {"-9223372036854775808", E_OK, INT64_MIN},
        {"9223372036854775808", E_INVALID, 0},
        {"-9223372036854775809", E_INVALID, 0},
        {"", E_INVALID, 0},
        {"-", E_INVALID, 0},
        {"+1", E_INVALID, 0},
        {"1 ", E_INVALID, 0},
        {"0x10", E_INVALID, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t value = 0;
        cr_expect_eq(str_to_i64(str_from(rows[i].text), INT64_MIN, INT64_MAX, &value), rows[i].rc,
                     "%s", rows[i].text);
        cr_expect_eq(value, rows[i].value, "%s", rows[i].text);
    }
    int64_t value = 7;
    cr_expect_eq(str_to_i64(STR("101"), 1, 100, &value), E_INVALID);
    cr_expect_eq(value, 7, "out is untouched on failure");
}

Test(str, cuts_and_trims)
{
    struct str rest;
    cr_expect(str_eq(str_cut(STR("a=b=c"), '=', &rest), STR("a")));
    cr_expect(str_eq(rest, STR("b=c")));
    cr_expect(str_eq(str_cut(STR("abc"), '=', &rest), STR("abc")));
    cr_expect_eq(rest.n, 0);
    cr_expect(str_eq(str_trim(STR(" \t x y \r\n")), STR("x y")));
    cr_expect_eq(str_trim(STR("  ")).n, 0);
    cr_expect(str_eq_nocase(STR("Content-Type"), STR("content-type")));
    cr_expect_not(str_eq_nocase(STR("a"), STR("ab")));
    cr_expect(str_has_nocase(STR("Das \xc3\x84rgste"), STR("s \xc3\xa4RG")));
    cr_expect(str_has_nocase(STR("ab"), STR("b")));
    cr_expect(str_has_nocase(STR("ab"), STR("")));
    cr_expect_not(str_has_nocase(STR("ab"), STR("abc")));
    cr_expect_not(str_has_nocase(STR("\xc3\x97"), STR("\xc3\xb7")), "no letters");
    cr_expect(str_ends(STR("page.html"), STR(".html")));
    cr_expect(str_eq(str_sub(STR("abc"), 2, 99), STR("c")));
    cr_expect_eq(str_sub(STR("abc"), 9, 99).n, 0);
}

Test(sb, keeps_what_fits_and_remembers_failure)
{
    struct sb sb;
    sb_init(&sb, 8);
    sb_add(&sb, STR("12345"));
    sb_addf(&sb, "%d", 678);
    cr_expect_not(sb.failed);
    cr_expect(str_eq(sb_str(&sb), STR("12345678")));
    sb_add_byte(&sb, '9');
    cr_expect(sb.failed);
    cr_expect(str_eq(sb_str(&sb), STR("12345678")));
    sb_clear(&sb);
    cr_expect_not(sb.failed);
    cr_expect_eq(sb.n, 0);
    sb_done(&sb);
}

Test(sb, holds_to_a_maximum_that_is_less_than_it_would_take_at_once)
{
    struct sb sb;
    sb_init(&sb, 300);
    for (int i = 0; i < 300; i++) {
        sb_add_byte(&sb, 'x');
    }
    cr_expect_not(sb.failed);
    sb_add_byte(&sb, 'y');
    cr_expect(sb.failed);
    cr_expect_eq(sb.n, 300);
    cr_expect_eq(sb.p[300], '\0');
    sb_add(&sb, STR_EMPTY);
    cr_expect(sb.failed);
    sb_done(&sb);
}

Test(sb, writes_whole_numbers)
{
    struct sb sb;
    sb_init(&sb, 1000);
    const int64_t rows[] = {0, 7, -1, 10, 1234567890, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        sb_add_i64(&sb, rows[i]);
        sb_add_byte(&sb, ' ');
    }
    cr_expect_str_eq(sb.p, "0 7 -1 10 1234567890 9223372036854775807 -9223372036854775808 ");
    sb_done(&sb);
}

Test(sb, formats_longer_than_its_scratch)
{
    struct sb sb;
    sb_init(&sb, 1000);
    sb_addf(&sb, "%0*d", 500, 7);
    cr_expect_eq(sb.n, 500);
    cr_expect_eq(sb.p[499], '7');
    char *stolen = sb_steal(&sb);
    cr_expect_eq(stolen[0], '0');
    free(stolen);
    cr_expect_eq(sb_str(&sb).n, 0);
    sb_done(&sb);
}

Test(err, maps_every_code_both_ways)
{
    cr_expect_eq(e_http_status(E_NOT_FOUND), 404);
    cr_expect_eq(e_http_status(-9999), 500);
    cr_expect_eq(e_from_code(STR("email_taken")), E_EMAIL_TAKEN);
    cr_expect_eq(e_from_code(STR("no_such_code")), E_INTERNAL);

    struct err err = {0};
    cr_expect_eq(err_field(&err, "email", "is required"), E_INVALID);
    for (int i = 0; i < 2 * ERR_FIELDS_MAX; i++) {
        (void)err_field(&err, "more", "%d", i);
    }
    cr_expect_eq(err.field_count, ERR_FIELDS_MAX);
    cr_expect_str_eq(err_text(&err, E_INVALID), e_title(E_INVALID));
}
