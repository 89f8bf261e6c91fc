/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "apps/accounts/test_accounts_support.h"

#define ADA "ada@example.com"

static struct uuid ada;

static void open_with_ada(void)
{
    test_open();
    ada = test_add_user(ADA);
}

TestSuite(accounts_tokens, .init = open_with_ada, .fini = test_close);

static int refresh(const struct sessions_tokens *old, struct sessions_tokens *out)
{
    return sessions_refresh(test.sessions, str_from(old->refresh), STR("192.0.2.2"), out);
}

/* As if the time since the last use of any refresh token had passed. */
static void pass_grace(void)
{
    test_exec("UPDATE refresh_tokens SET used = used - 31000 WHERE used IS NOT NULL");
}

Test(accounts_tokens, who_knows_the_password_logs_in)
{
    struct sessions_tokens tokens = test_log_in(" ADA@example.com ");
    struct req_user user;
    cr_assert_eq(test_authenticate(tokens.access, &user), E_OK);
    cr_expect(uuid_eq(user.id, ada));
    cr_expect_not(user.is_staff);
    cr_expect_eq(test_try_log_in(ADA, "a long enough passworD", NULL), E_INVALID_CREDENTIALS);
    cr_expect_eq(test_try_log_in("nobody@example.com", TEST_PASSWORD, NULL), E_INVALID_CREDENTIALS);
    cr_expect_eq(test_try_log_in("not an address", TEST_PASSWORD, NULL), E_INVALID_CREDENTIALS);
}

Test(accounts_tokens, who_is_switched_off_does_not)
{
    struct sessions_tokens tokens = test_log_in(ADA);
    test_exec("UPDATE users SET is_active = 0");
    cr_expect_eq(test_try_log_in(ADA, TEST_PASSWORD, NULL), E_ACCOUNT_INACTIVE);
    cr_expect_eq(test_try_log_in(ADA, "wrong password", NULL), E_INVALID_CREDENTIALS);
    struct sessions_tokens next;
    cr_expect_eq(refresh(&tokens, &next), E_TOKEN_INVALID);
}

Test(accounts_tokens, guesses_are_limited_whether_or_not_there_is_an_account)
{
    static const char *const addresses[] = {ADA, "nobody@example.com"};
    for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
        for (int k = 0; k < 10; k++) {
            cr_expect_eq(test_try_log_in(addresses[i], "wrong password", NULL),
                         E_INVALID_CREDENTIALS);
        }
        test_restart();
        struct err err = {0};
        cr_expect_eq(test_try_log_in(addresses[i], TEST_PASSWORD, &err), E_THROTTLED);
        cr_expect_gt(err.retry_after_s, 590);
        cr_expect_leq(err.retry_after_s, 601);
    }
    test_exec("UPDATE account_tries SET since = since - 600001");
    cr_expect_eq(test_try_log_in(ADA, TEST_PASSWORD, NULL), E_OK);
    for (int i = 0; i < 9; i++) {
        cr_expect_eq(test_try_log_in(ADA, "wrong password", NULL), E_INVALID_CREDENTIALS,
                     "a right one forgets the wrong ones");
    }
}

/* Whoever guesses from elsewhere does not lock the owner out where she is signed in. */
Test(accounts_tokens, strangers_do_not_keep_the_owner_out)
{
    struct accounts_credentials given = {
        .email = STR(ADA), .password = STR("wrong password"), .client = STR("198.51.100.1")};
    struct accounts_user user;
    (void)test_log_in(ADA);
    for (int i = 0; i < 10; i++) {
        cr_expect_eq(accounts_log_in(test.accounts, &given, test.arena, &user, NULL),
                     E_INVALID_CREDENTIALS);
    }
    given.password = STR(TEST_PASSWORD);
    cr_expect_eq(accounts_log_in(test.accounts, &given, test.arena, &user, NULL), E_THROTTLED);
    given.client = STR("192.0.2.1");
    cr_expect_eq(accounts_log_in(test.accounts, &given, test.arena, &user, NULL), E_OK);
    given.password = STR("wrong password");
    for (int i = 0; i < 10; i++) {
        cr_expect_eq(accounts_log_in(test.accounts, &given, test.arena, &user, NULL),
                     E_INVALID_CREDENTIALS);
    }
    given.password = STR(TEST_PASSWORD);
    cr_expect_eq(accounts_log_in(test.accounts, &given, test.arena, &user, NULL), E_THROTTLED,
                 "but is limited there, too");
}

/* A hash of other parameters, made with 8 MiB and one pass of "a long enough password". */
Test(accounts_tokens, an_outdated_hash_is_made_anew)
{
    test_exec("UPDATE users SET password = "
              "'$argon2id$v=19$m=8192,t=1,p=1$t23FqcsLMd2abWyOiBOmDQ$"
              "PiWXocz5Ql9h+Z6v0g0vcGWe1tQIsBeTzrUgDl7iPeE'");
    cr_expect_eq(test_try_log_in(ADA, "wrong password", NULL), E_INVALID_CREDENTIALS);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM users WHERE password LIKE '%m=8192,t=1%'"), 1);
    cr_expect_eq(test_try_log_in(ADA, TEST_PASSWORD, NULL), E_OK);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM users WHERE password LIKE '%m=19456,t=2%'"), 1);
    cr_expect_eq(test_try_log_in(ADA, TEST_PASSWORD, NULL), E_OK);
}

Test(accounts_tokens, refreshing_rotates)
{
    struct sessions_tokens first = test_log_in(ADA);
    struct sessions_tokens second;
    struct sessions_tokens third;
    cr_assert_eq(refresh(&first, &second), E_OK);
    cr_expect_str_neq(first.refresh, second.refresh);
    cr_expect(test_is_access_good(&second));
    pass_grace();
    cr_assert_eq(refresh(&second, &third), E_OK);
    cr_expect_str_neq(second.refresh, third.refresh);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM refresh_tokens WHERE used IS NULL"), 1);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM refresh_tokens WHERE salt IS NOT NULL"), 1,
                 "salts go when the grace is over");
}

Test(accounts_tokens, several_tabs_get_the_newest)
{
    struct sessions_tokens first = test_log_in(ADA);
    struct sessions_tokens tab_a;
    struct sessions_tokens tab_b;
    struct sessions_tokens tab_c;
    cr_assert_eq(refresh(&first, &tab_a), E_OK);
    cr_assert_eq(refresh(&first, &tab_b), E_OK);
    cr_expect_str_eq(tab_a.refresh, tab_b.refresh);
    cr_assert_eq(refresh(&tab_a, &tab_b), E_OK);
    cr_assert_eq(refresh(&first, &tab_c), E_OK);
    cr_expect_str_eq(tab_b.refresh, tab_c.refresh, "not the one that is used already");
}

Test(accounts_tokens, a_token_that_comes_late_ends_the_session)
{
    struct sessions_tokens first = test_log_in(ADA);
    struct sessions_tokens other_session = test_log_in(ADA);
    struct sessions_tokens second;
    struct sessions_tokens none;
    cr_assert_eq(refresh(&first, &second), E_OK);
    pass_grace();
    cr_expect_eq(test_mail_count(ADA), 0);
    cr_expect_eq(refresh(&first, &none), E_TOKEN_INVALID);
    cr_expect_eq(refresh(&first, &none), E_TOKEN_INVALID);
    cr_expect_eq(test_mail_count(ADA), 1, "she is told, once");
    cr_expect_not_null(strstr(test_mail(ADA), "one device: curl, last seen at 192.0.2.2"));
    cr_expect_eq(refresh(&second, &none), E_TOKEN_INVALID);
    cr_expect_not(test_is_access_good(&first));
    cr_expect_not(test_is_access_good(&second));
    cr_expect(test_is_access_good(&other_session));
    cr_expect_eq(refresh(&other_session, &none), E_OK);
}

Test(accounts_tokens, refresh_tokens_expire)
{
    struct sessions_tokens first = test_log_in(ADA);
    struct sessions_tokens none;
    test_exec("UPDATE refresh_tokens SET expires = expires - 2592000001");
    cr_expect_eq(refresh(&first, &none), E_TOKEN_INVALID);
    cr_expect_eq(sessions_refresh(test.sessions, STR("nonsense"), STR_EMPTY, &none),
                 E_TOKEN_INVALID);
    cr_expect_eq(sessions_refresh(test.sessions, str_from(first.access), STR_EMPTY, &none),
                 E_TOKEN_INVALID);
}

Test(accounts_tokens, sessions_end_half_a_year_after_the_log_in)
{
    struct sessions_tokens old = test_log_in(ADA);
    struct sessions_tokens newest;
    test_exec("UPDATE sessions SET created = created - 15551940000");
    cr_assert_eq(refresh(&old, &newest), E_OK);
    test_exec("UPDATE sessions SET created = created - 60000");
    cr_expect_eq(refresh(&newest, &newest), E_TOKEN_INVALID);
    struct sessions_tokens again = test_log_in(ADA);
    cr_expect_eq(refresh(&again, &newest), E_OK);
}

Test(accounts_tokens, logging_out_ends_access_at_once_and_for_good)
{
    struct sessions_tokens tokens = test_log_in(ADA);
    struct sessions_tokens kept = test_log_in(ADA);
    struct sessions_tokens none;
    cr_expect(test_is_access_good(&tokens));
    cr_assert_eq(sessions_log_out(test.sessions, str_from(tokens.refresh)), E_OK);
    cr_expect_not(test_is_access_good(&tokens));
    cr_expect_eq(refresh(&tokens, &none), E_TOKEN_INVALID);
    cr_expect_eq(sessions_log_out(test.sessions, str_from(tokens.refresh)), E_TOKEN_INVALID);
    cr_expect(test_is_access_good(&kept));
    test_restart();
    cr_expect_not(test_is_access_good(&tokens));
    cr_expect(test_is_access_good(&kept));
}

/* ---- epochs ---- */

static struct sessions_ended bump(struct uuid user)
{
    struct sessions_ended ended = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(test.accounts->db, &conn), E_OK);
    cr_assert_eq(sessions_bump_epoch(conn, user, &ended), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
    return ended;
}

Test(accounts_tokens, a_raised_epoch_ends_access_and_not_the_session)
{
    struct uuid bob = test_add_user("bob@example.com");
    struct sessions_tokens of_bob = test_log_in("bob@example.com");
    struct sessions_tokens tokens = test_log_in(ADA);
    struct sessions_tokens next;
    test_exec("UPDATE users SET is_staff = 1 WHERE email = 'ada@example.com'");
    struct sessions_ended ended = bump(ada);
    sessions_tell_ended(test.sessions, &ended);
    cr_expect_not(test_is_access_good(&tokens));
    cr_expect(test_is_access_good(&of_bob));
    cr_assert_eq(refresh(&tokens, &next), E_OK);
    struct req_user user;
    cr_assert_eq(test_authenticate(next.access, &user), E_OK);
    cr_expect(user.is_staff, "the new token says what she is now");
    test_restart();
    cr_expect_not(test_is_access_good(&tokens));
    cr_expect(test_is_access_good(&next));
    cr_expect(test_is_access_good(&of_bob));

    /* Told in the wrong order, the later one still holds. */
    struct sessions_ended first = bump(bob);
    struct sessions_ended second = bump(bob);
    sessions_tell_ended(test.sessions, &second);
    cr_assert_eq(refresh(&of_bob, &next), E_OK);
    sessions_tell_ended(test.sessions, &first);
    cr_expect_not(test_is_access_good(&of_bob));
    cr_expect(test_is_access_good(&next));
    struct sessions_ended none;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(test.accounts->db, &conn), E_OK);
    cr_expect_eq(sessions_bump_epoch(conn, uuid_new(), &none), E_NOT_FOUND);
}

/* ---- keys ---- */

/* As the thread does it every few seconds. */
static void read_new_keys(void)
{
    sessions_look_around(test.sessions);
}

Test(accounts_tokens, keys_rotate_without_logging_anyone_out)
{
    struct sessions_tokens tokens = test_log_in(ADA);
    struct sessions_tokens next;
    struct err err = {0};
    cr_expect(test_is_access_good(&tokens));
    cr_assert_eq(sessions_keys_rotate(test.folder, /* at_once= */ false, &err), E_OK);
    read_new_keys();
    cr_expect(test_is_access_good(&tokens));
    cr_assert_eq(refresh(&tokens, &next), E_OK);
    cr_expect_neq(strncmp(tokens.access, next.access, strcspn(next.access, ".")), 0);
    cr_expect(test_is_access_good(&next));
    cr_assert_eq(sessions_keys_rotate(test.folder, /* at_once= */ true, &err), E_OK);
    read_new_keys();
    cr_expect_not(test_is_access_good(&tokens));
    cr_expect_not(test_is_access_good(&next));
    cr_assert_eq(refresh(&next, &tokens), E_OK);
    cr_expect(test_is_access_good(&tokens));
}

Test(accounts_tokens, an_old_key_rotates_by_itself)
{
    struct sessions_tokens tokens = test_log_in(ADA);
    const char *path = arena_printf(test.arena, "%s/keys/accounts.key", test.folder);
    FILE *file = fopen(path, "r+e");
    cr_assert_not_null(file);
    char text[1000] = {0};
    cr_assert_gt(fread(text, 1, sizeof(text) - 1, file), 0);
    char *made = strstr(text, "access ") + strlen("access ") + CRYPT_TOKEN_LENGTH + 1;
    memset(made, '0', strspn(made, "0123456789"));
    rewind(file);
    fputs(text, file);
    fclose(file);
    read_new_keys(); /* learns how old it is */
    read_new_keys();
    struct sessions_tokens next;
    cr_expect(test_is_access_good(&tokens));
    cr_assert_eq(refresh(&tokens, &next), E_OK);
    cr_expect_neq(strncmp(tokens.access, next.access, strcspn(next.access, ".")), 0);
    cr_expect(test_is_access_good(&next));
}

/* Another server on the same data, or a command beside this one. */
Test(accounts_tokens, what_others_end_is_heard_of)
{
    struct sessions_tokens tokens = test_log_in(ADA);
    struct sessions_tokens other = test_log_in(ADA);
    struct sessions_ended ended = bump(ada);
    cr_expect_eq(ended.epoch, 1);
    cr_expect(test_is_access_good(&tokens), "not told yet");
    read_new_keys();
    cr_expect_not(test_is_access_good(&tokens));
    cr_expect_not(test_is_access_good(&other));
}

Test(accounts_tokens, all_sessions_but_one_end)
{
    struct sessions_tokens kept = test_log_in(ADA);
    struct sessions_tokens other = test_log_in(ADA);
    struct req_user user;
    cr_assert_eq(test_authenticate(kept.access, &user), E_OK);
    struct sessions_ended ended;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(test.accounts->db, &conn), E_OK);
    cr_assert_eq(sessions_end_all(conn, ada, &user.session, test.arena, &ended), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
    cr_expect_eq(ended.count, 1);
    sessions_tell_ended(test.sessions, &ended);
    struct sessions_tokens next;
    cr_expect(test_is_access_good(&kept));
    cr_expect_not(test_is_access_good(&other));
    cr_expect_eq(refresh(&other, &next), E_TOKEN_INVALID);
    cr_expect_eq(refresh(&kept, &next), E_OK);
    cr_assert_eq(db_begin(test.accounts->db, &conn), E_OK);
    cr_assert_eq(sessions_end_all(conn, ada, NULL, test.arena, &ended), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
    sessions_tell_ended(test.sessions, &ended);
    cr_expect_not(test_is_access_good(&kept));
    cr_expect_not(test_is_access_good(&next));
    cr_expect_eq(test_count("SELECT COUNT(*) FROM sessions"), 0);
}

Test(accounts_tokens, old_rows_go)
{
    (void)test_log_in(ADA);
    struct sessions_tokens second = test_log_in(ADA);
    cr_assert_eq(sessions_log_out(test.sessions, str_from(second.refresh)), E_OK);
    test_exec("UPDATE sessions SET expires = 1");
    test_exec("UPDATE revoked_sessions SET revoked = 1");
    (void)test_log_in(ADA);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM sessions"), 1);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM refresh_tokens"), 1);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM revoked_sessions"), 0);
}

/* Whatever is tried, in whatever order: one session, at most one token of it is unused, and no token that
 * was replaced more than the grace ago leads anywhere. */
Test(accounts_tokens, no_sequence_leaves_two_branches)
{
    enum { ROUNDS = 20, STEPS = 40 };
    struct sessions_tokens seen[STEPS + 1];
    for (int round = 0; round < ROUNDS; round++) {
        size_t count = 1;
        seen[0] = test_log_in(ADA);
        for (int step = 0; step < STEPS; step++) {
            if (random_below(6) == 0) {
                pass_grace();
            }
            struct sessions_tokens next;
            const struct sessions_tokens *picked = &seen[random_below((uint32_t)count)];
            int rc = refresh(picked, &next);
            cr_assert(rc == E_OK || rc == E_TOKEN_INVALID);
            if (rc == E_OK) {
                seen[count++] = next;
            }
            int64_t live = test_count("SELECT COUNT(*) FROM refresh_tokens WHERE used IS NULL");
            int64_t sessions = test_count("SELECT COUNT(*) FROM sessions");
            cr_assert_eq(live, sessions);
            cr_assert_leq(live, 1);
            cr_assert_eq(test_is_access_good(&seen[count - 1]), live == 1);
        }
        test_exec("DELETE FROM sessions");
    }
}

/* ---- deleting ---- */

struct hook_log {
    int deleting, deleted;
    bool fails;
    struct uuid user;
};

static int on_deleting(void *state, struct db_conn *conn, struct uuid user, struct arena *arena,
                       void **out_memo)
{
    struct hook_log *log = state;
    struct accounts_user found;
    cr_expect_eq(accounts_find_within(conn, user, arena, &found), E_OK, "the rows are still there");
    log->deleting++;
    *out_memo = arena_strdup(arena, "memo");
    return log->fails ? E_IO : E_OK;
}

static void on_deleted(void *state, struct uuid user, void *memo)
{
    struct hook_log *log = state;
    log->deleted++;
    log->user = user;
    cr_expect_str_eq(memo, "memo");
}

Test(accounts_tokens, deleting_takes_everything_along)
{
    struct hook_log log = {0};
    struct accounts_hook hook = {.state = &log, .deleting = on_deleting, .deleted = on_deleted};
    accounts_add_hook(test.accounts, &hook);
    struct sessions_tokens tokens = test_log_in(ADA);
    test_add_user("bob@example.com");

    log.fails = true;
    cr_expect_eq(accounts_delete(test.accounts, ada, test.arena, NULL), E_IO);
    cr_expect_eq(log.deleted, 0);
    cr_expect(test_is_access_good(&tokens));
    log.fails = false;
    cr_expect_eq(accounts_delete(test.accounts, ada, test.arena, NULL), E_OK);
    cr_expect_eq(log.deleted, 1);
    cr_expect(uuid_eq(log.user, ada));
    cr_expect_eq(test_count("SELECT COUNT(*) FROM users"), 1);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM profiles"), 1);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM sessions"), 0);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM refresh_tokens"), 0);
    cr_expect_not(test_is_access_good(&tokens));
    test_restart();
    cr_expect_not(test_is_access_good(&tokens));
    cr_expect_eq(test_try_log_in(ADA, TEST_PASSWORD, NULL), E_INVALID_CREDENTIALS);
}
