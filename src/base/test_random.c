/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/random.h"

Test(uuid, sorts_by_time_and_round_trips)
{
    struct uuid_text previous = {""};
    for (int i = 0; i < 1000; i++) {
        struct uuid id = uuid_new();
        struct uuid_text text = uuid_format(id);
        /* The fraction counts steps of about 244 ns; within one step the order is chance. */
        cr_expect_leq(strncmp(previous.s, text.s, 18), 0);
        cr_expect_eq(text.s[14], '7');
        struct uuid parsed;
        cr_assert_eq(uuid_parse(str_from(text.s), &parsed), E_OK);
        cr_expect(uuid_eq(id, parsed));
        previous = text;
    }
}

Test(uuid, refuses_other_forms)
{
    const char *rows[] = {
        "",
        "0192e4c0-0000-7000-8000-00000000000",
        "0192e4c0-0000-7000-8000-0000000000000",
        "0192e4c0x0000-7000-8000-000000000000",
        "g192e4c0-0000-7000-8000-000000000000",
        "0192e4c0-0000-7000-8000-00000000000@",
        "0192e4c0-0000-7000-8000-00000000000/",
        "0192e4c0-0000-7000-8000:000000000000",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct uuid out;
        cr_expect_eq(uuid_parse(str_from(rows[i]), &out), E_INVALID, "%s", rows[i]);
    }
}

Test(random, stays_below_its_limit_and_reaches_all)
{
    bool seen[10] = {false};
    for (int i = 0; i < 2000; i++) {
        uint32_t r = random_below(10);
        cr_assert_lt(r, 10);
        seen[r] = true;
    }
    for (int i = 0; i < 10; i++) {
        cr_expect(seen[i]);
    }
    char code[7];
    random_text("0123456789", 6, code);
    cr_expect_eq(strspn(code, "0123456789"), 6);
}

Test(clock, formats_rfc3339)
{
    cr_expect_str_eq(clock_format(1795348800123).s, "2026-11-22T12:00:00.123Z");
    cr_expect_str_eq(clock_format(0).s, "1970-01-01T00:00:00.000Z");
}

Test(clock, tells_every_day_as_the_c_library_does)
{
    for (int64_t day = 0; day < INT64_C(400) * 366; day++) {
        int64_t ms = day * 86400000 + day * 7919 % 86400000;
        time_t seconds = (time_t)(ms / 1000);
        struct tm t;
        gmtime_r(&seconds, &t);
        char expected[32];
        size_t n = strftime(expected, sizeof(expected), "%Y-%m-%dT%H:%M:%S", &t);
        struct clock_text told = clock_format(ms);
        cr_assert_eq(strncmp(told.s, expected, n), 0, "%s, not %s", told.s, expected);
    }
    cr_expect_str_eq(clock_format(-1).s, "1970-01-01T00:00:00.000Z");
}

Test(clock, reads_rfc3339)
{
    static const struct {
        const char *text;
        int64_t ms; /* -1: is none */
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-11-22T12:00:00.123Z", 1795348800123},
        {"2026-11-22t12:00:00.1239z", 1795348800123},
        {"2026-11-22T12:00:00.5Z", 1795348800500},
        {"2026-11-22T14:30:00+02:30", 1795348800000},
        {"2026-11-22T11:00:00-01:00", 1795348800000},
        {"2024-02-29T00:00:00Z", 1709164800000},
        {"9999-12-31T23:59:59.999Z", 253402300799999},
        {"", -1},
        {"2026-11-22", -1},
        {"2026-11-22T12:00:00", -1},
        {"2026-11-22 12:00:00Z", -1},
        {"2026-02-29T00:00:00Z", -1},
        {"2026-13-01T00:00:00Z", -1},
        {"2026-00-01T00:00:00Z", -1},
        {"2026-01-00T00:00:00Z", -1},
        {"2026-01-32T00:00:00Z", -1},
        {"2026-01-01T24:00:00Z", -1},
        {"2026-01-01T00:60:00Z", -1},
        {"2026-01-01T00:00:60Z", -1},
        {"2026-01-01T00:00:00.Z", -1},
        {"2026-01-01T00:00:00ZZ", -1},
        {"2026-01-01T00:00:00+24:00", -1},
        {"2026-01-01T00:00:00+0200", -1},
        {"1969-12-31T23:59:59Z", -1},
        {"1970-01-01T00:00:00+01:00", -1},
        {"+026-01-01T00:00:00Z", -1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t ms = -1;
        int rc = clock_parse(str_from(rows[i].text), &ms);
        cr_expect_eq(rc, rows[i].ms < 0 ? E_INVALID : E_OK, "%s", rows[i].text);
        cr_expect_eq(ms, rows[i].ms, "%s", rows[i].text);
    }
    for (int64_t day = 0; day < INT64_C(400) * 366; day += 7) {
        int64_t ms;
        cr_assert_eq(clock_parse(str_from(clock_format(day * 86400000).s), &ms), E_OK);
        cr_assert_eq(ms, day * 86400000);
    }
}

Test(uuid, tells_when_it_was_made)
{
    struct uuid id;
    cr_assert_eq(uuid_parse(STR("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"), &id), E_OK);
    cr_expect_eq(uuid_time_ms(id), 1645557742000); /* the example of RFC 9562, appendix A.6 */
}
