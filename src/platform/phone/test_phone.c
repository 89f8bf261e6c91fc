/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "platform/phone/phone.h"

static const struct {
    const char *text;
    const char *region;
    const char *e164;  /* NULL: refused */
    const char *field; /* under which that is said */
} rows[] = {
    {"+49 30 123456", "", "+4930123456", NULL},
    {"+49 (0)30 / 123-456", "", "+4930123456", NULL},
    {"030 123456", "DE", "+4930123456", NULL},
    {"030 123456", "de", "+4930123456", NULL},
    {"+49 30 123456", "US", "+4930123456", NULL},
    {"0049 30 123456", "DE", "+4930123456", NULL},
    {"(650) 253-0000", "US", "+16502530000", NULL},
    {"+98 21 1234 5678", "", "+982112345678", NULL},
    {"+86 10 6552 9988", "", "+861065529988", NULL},
    {"\xd9\xa0\xd9\xa3\xd9\xa0 123456", "DE", "+4930123456", NULL}, /* Arabic-Indic digits */
    {"030 123456", "", NULL, "phone"},
    {"030 123456", "XX", NULL, "phone_region"},
    {"030 123456", "DEU", NULL, "phone_region"},
    {"030 123456", "D", NULL, "phone_region"},
    {"030 123456", "1!", NULL, "phone_region"},
    {"+1 650 253", "", NULL, "phone"},
    {"+999 12345678", "", NULL, "phone"},
    {"+49 30 1234567890123456789", "", NULL, "phone"},
    {"call me", "DE", NULL, "phone"},
    {"", "DE", NULL, "phone"},
    {"+", "", NULL, "phone"},
    {"+4930123456;ext=7'--", "", "+4930123456", NULL},
    {"1111111111111111111111111111111111111111111111111111111111111111111", "DE", NULL, "phone"},
};

Test(phone, reads_what_people_type)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct phone_number number = {""};
        struct err err = {0};
        int rc = phone_read(str_from(rows[i].text), str_from(rows[i].region), &number, &err);
        if (rows[i].e164 != NULL) {
            cr_expect_eq(rc, E_OK, "%s", rows[i].text);
            cr_expect_str_eq(number.s, rows[i].e164, "%s: %s", rows[i].text, number.s);
            continue;
        }
        cr_expect_eq(rc, E_INVALID, "%s: %s", rows[i].text, number.s);
        cr_expect_eq(err.field_count, 1);
        cr_expect_str_eq(err.fields[0].name, rows[i].field, "%s", rows[i].text);
    }
}
