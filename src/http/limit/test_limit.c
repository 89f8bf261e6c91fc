/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include <criterion/criterion.h>

#include "http/limit/limit.h"

static const int64_t allowed[LIMIT_CLASS_COUNT] = {[LIMIT_LOGINS] = 2, [LIMIT_WRITES] = 60};
static struct limits *limits;

static void start(void)
{
    limits = limits_new(allowed);
}

static void stop(void)
{
    limits_free(limits);
}

TestSuite(limit, .init = start, .fini = stop);

static int take(enum limit_class class, const char *address, int64_t now_ms, int64_t *out_retry_ms)
{
    *out_retry_ms = 0;
    return limit_take(limits, class, str_from(address), now_ms, out_retry_ms);
}

Test(limit, lets_a_minutes_allowance_through_and_fills_again)
{
    static const struct {
        int64_t now_ms;
        int rc;
        int64_t retry_ms;
    } rows[] = {
        {0, E_OK, 0},
        {0, E_OK, 0},
        {0, E_THROTTLED, 30000},
        {29999, E_THROTTLED, 1},
        {30000, E_OK, 0},
        {30000, E_THROTTLED, 30000},
        {3600000, E_OK, 0},
        {3600000, E_OK, 0},
        {3600000, E_THROTTLED, 30000},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t retry_ms;
        cr_expect_eq(take(LIMIT_LOGINS, "1.2.3.4", rows[i].now_ms, &retry_ms), rows[i].rc, "%zu",
                     i);
        cr_expect_eq(retry_ms, rows[i].retry_ms, "%zu: %lld", i, (long long)retry_ms);
    }
}

Test(limit, counts_each_address_and_class_for_itself)
{
    static const struct {
        const char *address;
        int rc;
    } rows[] = {
        {"1.2.3.4", E_OK},
        {"1.2.3.4", E_OK},
        {"::ffff:1.2.3.4", E_THROTTLED}, /* the same, written otherwise */
        {"1.2.3.5", E_OK},
        {"2001:db8:0:1::1", E_OK},
        {"2001:db8:0:1::2", E_OK},
        {"2001:db8:0:1:ffff::", E_THROTTLED}, /* the same /64 */
        {"2001:db8:0:2::1", E_OK},
        {"", E_OK},
        {"not an address", E_OK},
        {"", E_THROTTLED},
    };
    int64_t retry_ms;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(take(LIMIT_LOGINS, rows[i].address, 0, &retry_ms), rows[i].rc, "%s",
                     rows[i].address);
    }
    cr_expect_eq(take(LIMIT_WRITES, "1.2.3.4", 0, &retry_ms), E_OK);
}

Test(limit, forgets_who_was_not_heard_of_for_long)
{
    int64_t retry_ms;
    cr_assert_eq(take(LIMIT_LOGINS, "9.9.9.9", 0, &retry_ms), E_OK);
    cr_assert_eq(take(LIMIT_LOGINS, "9.9.9.9", 0, &retry_ms), E_OK);
    for (int i = 0; i < 100000; i++) {
        char address[32];
        snprintf(address, sizeof(address), "10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255);
        cr_assert_eq(take(LIMIT_LOGINS, address, 1, &retry_ms), E_OK);
    }
    cr_expect_eq(take(LIMIT_LOGINS, "9.9.9.9", 2, &retry_ms), E_OK, "its place was needed");
}

Test(limit, zero_means_without_limit)
{
    static const int64_t none[LIMIT_CLASS_COUNT] = {0};
    struct limits *free_for_all = limits_new(none);
    for (int i = 0; i < 1000; i++) {
        int64_t retry_ms;
        cr_assert_eq(limit_take(free_for_all, LIMIT_LOGINS, STR("1.1.1.1"), 0, &retry_ms), E_OK);
    }
    limits_free(free_for_all);
}

Test(limit, knows_addresses)
{
    cr_expect(limit_is_address(STR("127.0.0.1")));
    cr_expect(limit_is_address(STR("::1")));
    cr_expect_not(limit_is_address(STR("127.0.0.1:80")));
    cr_expect_not(limit_is_address(STR("localhost")));
    cr_expect_not(limit_is_address(STR_EMPTY));
}

Test(limit, another_allowance_counts_at_once)
{
    int64_t retry_ms;
    cr_expect_eq(take(LIMIT_LOGINS, "1.2.3.4", 0, &retry_ms), E_OK);
    limits_set(limits, LIMIT_LOGINS, 1);
    cr_expect_eq(take(LIMIT_LOGINS, "1.2.3.4", 0, &retry_ms), E_OK);
    cr_expect_eq(take(LIMIT_LOGINS, "1.2.3.4", 0, &retry_ms), E_THROTTLED);
    cr_expect_eq(retry_ms, 60000);
    limits_set(limits, LIMIT_LOGINS, 100);
    cr_expect_eq(take(LIMIT_LOGINS, "5.6.7.8", 0, &retry_ms), E_OK);
    cr_expect_eq(take(LIMIT_LOGINS, "1.2.3.4", 600, &retry_ms), E_OK);
}
