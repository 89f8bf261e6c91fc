/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "apps/guard/guard_int.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/test_folder.h"
#include "platform/schema/schema.h"

#define NOW_MS INT64_C(1795348800000)

static struct guard guard;
static struct crypt_key pepper = {{1, 2, 3}};

static void open_guard(void)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct err err = {0};
    cr_assert_eq(crypt_init(&err), E_OK);
    guard = (struct guard){.pepper = &pepper, .per_minute = 2};
    const char *path = arena_printf(arena, "%s/test.db", test_folder_make());
    cr_assert_eq(db_open(path, &guard.db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(schema_apply(guard.db, &err), E_OK, "%s", err.detail);
}

static void close_guard(void)
{
    db_close(guard.db);
    test_folder_drop();
}

TestSuite(guard, .init = open_guard, .fini = close_guard);

static int check(enum guard_kind kind, const char *client, int64_t now_ms)
{
    return guard_check(&guard, kind, str_from(client), now_ms, NULL);
}

static void count(enum guard_kind kind, const char *client, int64_t now_ms)
{
    cr_assert_eq(guard_count(&guard, kind, str_from(client), now_ms), E_OK);
}

Test(guard, an_address_that_is_wrong_too_often_waits)
{
    for (int i = 0; i < 10; i++) {
        cr_expect_eq(check(GUARD_WRONG, "192.0.2.1", NOW_MS), E_OK);
        count(GUARD_WRONG, "192.0.2.1", NOW_MS + i);
    }
    struct err err = {0};
    cr_expect_eq(guard_check(&guard, GUARD_WRONG, STR("192.0.2.1"), NOW_MS + MINUTE_MS, &err),
                 E_THROTTLED);
    cr_expect_eq(err.retry_after_s, 59 * 60 + 1);
    cr_expect_str_eq(err.detail, "Too many wrong passwords or codes came from your network. "
                                 "Please wait 60 minutes.");
    cr_expect_eq(check(GUARD_WRONG, "192.0.2.2", NOW_MS), E_OK, "others do not");
    cr_expect_eq(check(GUARD_SIGNUP, "192.0.2.1", NOW_MS), E_OK, "that is counted for itself");
    cr_expect_eq(check(GUARD_WRONG, "192.0.2.1", NOW_MS + HOUR_MS), E_OK);
    count(GUARD_WRONG, "192.0.2.1", NOW_MS + HOUR_MS);
    cr_expect_eq(check(GUARD_WRONG, "192.0.2.1", NOW_MS + HOUR_MS + 1), E_OK);
}

Test(guard, addresses_of_one_customer_are_one)
{
    for (int i = 0; i < 10; i++) {
        count(GUARD_WRONG, i % 2 == 0 ? "2001:db8::1" : "2001:db8::2", NOW_MS);
    }
    cr_expect_eq(check(GUARD_WRONG, "2001:db8::3", NOW_MS), E_THROTTLED);
    cr_expect_eq(check(GUARD_WRONG, "2001:db8:0:1::1", NOW_MS), E_OK);
}

/* Many machines guess: whoever is signed in somewhere can still log in from there. */
Test(guard, all_together_leave_alone_who_is_at_home)
{
    char client[20];
    for (int i = 0; i < 200; i++) {
        snprintf(client, sizeof(client), "198.51.100.%d", i);
        count(GUARD_WRONG, client, NOW_MS);
    }
    cr_expect_eq(check(GUARD_WRONG, "192.0.2.1", NOW_MS), E_THROTTLED);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(guard.db, &conn), E_OK);
    cr_assert_eq(db_exec(conn, "INSERT INTO users (id, email, username, username_key, name, "
                               "password, is_active, is_verified, is_staff, date_joined) "
                               "VALUES ('u', 'a@b.c', 'a', 'a', '', '', 1, 1, 0, 0)"),
                 E_OK);
    cr_assert_eq(db_exec(conn,
                         "INSERT INTO sessions (id, owner, expires, address) "
                         "VALUES ('s', 'u', $1, '192.0.2.1')",
                         db_i64(NOW_MS + HOUR_MS)),
                 E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
    cr_expect_eq(check(GUARD_WRONG, "192.0.2.1", NOW_MS), E_OK);
    cr_expect_eq(check(GUARD_WRONG, "192.0.2.3", NOW_MS), E_THROTTLED);
    cr_expect_eq(check(GUARD_WRONG, "192.0.2.3", NOW_MS + HOUR_MS), E_OK);
}

Test(guard, signing_up_is_limited)
{
    count(GUARD_SIGNUP, "192.0.2.1", NOW_MS);
    cr_expect_eq(check(GUARD_SIGNUP, "192.0.2.1", NOW_MS), E_OK);
    count(GUARD_SIGNUP, "192.0.2.1", NOW_MS);
    cr_expect_eq(check(GUARD_SIGNUP, "192.0.2.1", NOW_MS), E_THROTTLED);
    cr_expect_eq(check(GUARD_SIGNUP, "192.0.2.2", NOW_MS), E_OK);
}
