/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/utf8.h"

Test(utf8, tells_well_formed_from_not)
{
    const struct {
        const char *text;
        bool valid;
    } rows[] = {
        {"", true},
        {"plain", true},
        {"\xc3\xa9", true},
        {"\xe4\xb8\xad", true},
        {"\xf0\x9f\x98\x80", true},
        {"\xc0\xaf", false},         /* overlong */
        {"\xe0\x80\xaf", false},     /* overlong */
        {"\xed\xa0\x80", false},     /* surrogate */
        {"\xf4\x90\x80\x80", false}, /* above U+10FFFF */
        {"\xe4\xb8", false},         /* cut */
        {"\x80", false},             /* tail alone */
        {"\xff", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(utf8_valid(str_from(rows[i].text)), rows[i].valid, "row %zu", i);
    }
}

Test(utf8, round_trips_every_length)
{
    const uint32_t points[] = {'a', 0xe9, 0x4e2d, 0x1f600, 0x10ffff};
    struct sb sb;
    sb_init(&sb, 100);
    for (size_t i = 0; i < ARRAY_LEN(points); i++) {
        utf8_add(&sb, points[i]);
    }
    cr_expect(utf8_valid(sb_str(&sb)));
    cr_expect_eq(utf8_length(sb_str(&sb)), ARRAY_LEN(points));
    size_t at = 0;
    for (size_t i = 0; i < ARRAY_LEN(points); i++) {
        cr_expect_eq(utf8_next(sb_str(&sb), &at), points[i]);
    }
    cr_expect_eq(at, sb.n);
    cr_expect_eq(utf8_prefix(sb_str(&sb), 3).n, 1 + 2 + 3);
    sb_done(&sb);
}

Test(utf8, cuts_between_characters)
{
    static const struct str text = STR("a\u00e9\u754c");
    static const size_t wanted[] = {0, 1, 1, 3, 3, 3, 6, 6};
    for (size_t bytes = 0; bytes < ARRAY_LEN(wanted); bytes++) {
        cr_expect_eq(utf8_cut(text, bytes).n, wanted[bytes], "%zu", bytes);
    }
}
