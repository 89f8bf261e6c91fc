/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/accounts/accounts_int.h"
#include "apps/accounts/test_accounts_support.h"

#define ADA  "ada@example.com"
#define BASE STR("https://assisti.example")

TestSuite(accounts_self, .init = test_open, .fini = test_close);

static int forgot(const char *email)
{
    return accounts_forgot(test.accounts, str_from(email), BASE, test.arena);
}

static int reset(struct str token, const char *password, struct err *err)
{
    return accounts_reset(test.accounts, token, str_from(password), test.arena, err);
}

static struct str reset_token(const char *to)
{
    return test_find_in_mail(to, "/reset#token=", CRYPT_TOKEN_LENGTH);
}

static void make_stale(const char *to)
{
    struct str token = reset_token(to);
    test_exec("UPDATE password_resets SET expires = expires - 3600001");
    cr_expect_eq(reset(token, "a quite new password", NULL), E_INVALID_CODE);
}

Test(accounts_self, a_link_resets_once_and_ends_all_sessions)
{
    test_add_user(ADA);
    struct sessions_tokens tokens = test_log_in(ADA);
    cr_assert_eq(forgot(" ADA@Example.com "), E_OK);
    struct str token = reset_token(ADA);
    cr_expect_not_null(strstr(test_mail(ADA), "https://assisti.example/reset#token="));
    cr_expect_not_null(strstr(test_mail(ADA), "If it was not you"), "%s", test_mail(ADA));

    struct err err = {0};
    cr_expect_eq(reset(token, "short", &err), E_INVALID);
    cr_expect_str_eq(err.fields[0].name, "password");
    cr_expect_eq(reset(token, ADA, NULL), E_INVALID, "the address is no password");
    cr_expect_eq(reset(STR("x"), "a quite new password", NULL), E_INVALID_CODE);
    cr_expect_eq(reset(token, "a quite new password", NULL), E_OK);
    cr_expect_eq(reset(token, "a quite new password", NULL), E_INVALID_CODE, "once");

    cr_expect_not(test_is_access_good(&tokens));
    struct sessions_tokens unused;
    cr_expect_eq(
        sessions_refresh(test.sessions, str_from(tokens.refresh), STR("192.0.2.1"), &unused),
        E_TOKEN_INVALID);
    cr_expect_eq(test_try_log_in(ADA, TEST_PASSWORD, NULL), E_INVALID_CREDENTIALS);
    cr_expect_eq(test_try_log_in(ADA, "a quite new password", NULL), E_OK);
    cr_expect_not_null(strstr(test_mail(ADA), "was changed a moment ago"), "%s", test_mail(ADA));
}

static int list_ways(void *state, struct db_conn *conn, struct uuid user, struct arena *arena,
                     struct sb *out)
{
    (void)conn, (void)user, (void)arena;
    sb_add_c(out, state);
    return E_OK;
}

/* Whoever knew the old password may have made a key; what may be the owner's only factor is for the owner to judge. */
Test(accounts_self, a_reset_ends_keys_and_names_what_stays)
{
    const char *const others[] = {"1 passkey, of 2026-11-02", "", "a log-in with Work"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        const struct accounts_ways_hook hook = {.state = (void *)others[i], .list = list_ways};
        accounts_add_ways_hook(test.accounts, &hook);
    }
    struct uuid id = test_add_user(ADA);
    test_add_user("ben@example.com");
    test_exec("INSERT INTO api_keys (id, owner, name, digest, prefix, scopes, created) "
              "SELECT id, id, 'k', username, 'ak_', 1, 1 FROM users");
    cr_assert_eq(forgot(ADA), E_OK);
    cr_assert_eq(reset(reset_token(ADA), "a quite new password", NULL), E_OK);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM api_keys"), 1, "ben's");
    const char *mail = test_mail(ADA);
    cr_expect_not_null(strstr(mail, "API keys"), "%s", mail);
    cr_expect_not_null(strstr(mail, "1 passkey, of 2026-11-02; a log-in"), "%s", mail);

    test_exec("INSERT INTO api_keys (id, owner, name, digest, prefix, scopes, created) "
              "SELECT id, id, 'k', username, 'ak_', 1, 1 FROM users WHERE email = '" ADA "'");
    const struct accounts_password_change change = {.user = id,
                                                    .password = STR("yet another password")};
    cr_assert_eq(accounts_change_password(test.accounts, &change, test.arena, NULL), E_OK);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM api_keys"), 2, "programs go on");
}

Test(accounts_self, links_expire_and_go_with_a_newer_password)
{
    struct uuid id = test_add_user(ADA);
    cr_assert_eq(forgot(ADA), E_OK);
    make_stale(ADA);
    cr_assert_eq(forgot(ADA), E_OK);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM password_resets"), 1, "the old one is gone");
    struct str token = reset_token(ADA);
    const struct accounts_password_change change = {.user = id,
                                                    .password = STR("a quite new password")};
    cr_expect_eq(accounts_change_password(test.accounts, &change, test.arena, NULL), E_OK);
    cr_expect_eq(reset(token, "yet another password", NULL), E_INVALID_CODE);
}

Test(accounts_self, forgetting_tells_nothing_and_has_an_end)
{
    test_add_user(ADA);
    cr_expect_eq(forgot("nobody@example.com"), E_OK);
    cr_expect_eq(forgot("no address"), E_OK);
    cr_expect_eq(test_mail_count("nobody@"), 0);
    for (int i = 0; i < 8; i++) {
        cr_expect_eq(forgot(ADA), E_OK);
    }
    cr_expect_eq(test_mail_count(ADA), 5);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM password_resets WHERE length(digest) = 32"), 5);
}

/* Who was switched off stays off; who never confirmed the address has done so by the link. */
Test(accounts_self, a_reset_proves_the_address_but_switches_nobody_on)
{
    test_add_user(ADA);
    test_exec("UPDATE users SET is_active = 0");
    cr_expect_eq(forgot(ADA), E_OK);
    cr_expect_eq(test_mail_count(ADA), 0);
    test_exec("UPDATE users SET is_verified = 0");
    cr_expect_eq(forgot(ADA), E_OK);
    cr_expect_eq(reset(reset_token(ADA), "a quite new password", NULL), E_OK);
    cr_expect_eq(test_try_log_in(ADA, "a quite new password", NULL), E_OK);
}

Test(accounts_self, a_change_of_password_keeps_only_this_session)
{
    struct uuid id = test_add_user(ADA);
    struct sessions_tokens mine = test_log_in(ADA);
    struct sessions_tokens other = test_log_in(ADA);
    struct req_user bearer;
    cr_assert_eq(sessions_authenticate(test.sessions, str_from(mine.access), NULL, &bearer), E_OK);
    const struct accounts_password_change change = {
        .user = id, .session = bearer.session, .password = STR("a quite new password")};
    cr_assert_eq(accounts_change_password(test.accounts, &change, test.arena, NULL), E_OK);
    cr_expect(test_is_access_good(&mine));
    cr_expect_not(test_is_access_good(&other));
    cr_expect_eq(test_mail_count(ADA), 1);
}

/* ---- addresses ---- */

static int change_email(struct uuid id, const char *email, struct err *err)
{
    struct accounts_user user;
    cr_assert_eq(accounts_find(test.accounts, id, test.arena, &user), E_OK);
    return accounts_change_email(test.accounts, &user, str_from(email), BASE, test.arena, err);
}

static struct str change_token(const char *to)
{
    return test_find_in_mail(to, "/verify-email-change#token=", CRYPT_TOKEN_LENGTH);
}

static int confirm_by_code(struct uuid id, struct str code)
{
    struct accounts_user user;
    return accounts_confirm_email_by_code(test.accounts, id, code, test.arena, &user, NULL);
}

Test(accounts_self, an_address_changes_when_its_link_is_opened)
{
    struct uuid id = test_add_user(ADA);
    cr_assert_eq(forgot(ADA), E_OK);
    struct str old_link = reset_token(ADA);
    cr_assert_eq(change_email(id, "Ada.L@Example.com", NULL), E_OK);
    cr_expect_not_null(strstr(test_mail(ADA), "ada.l@example.com"), "%s", test_mail(ADA));
    cr_expect_not_null(strstr(test_mail(ADA), "change your password now"));
    cr_expect_eq(test_try_log_in(ADA, TEST_PASSWORD, NULL), E_OK, "nothing has changed yet");

    struct str token = change_token("ada.l@");
    struct accounts_user user;
    cr_assert_eq(accounts_confirm_email_by_link(test.accounts, token, test.arena, &user, NULL),
                 E_OK);
    cr_expect(str_eq(user.email, STR("ada.l@example.com")));
    cr_expect(user.is_verified);
    cr_expect_eq(accounts_confirm_email_by_link(test.accounts, token, test.arena, &user, NULL),
                 E_INVALID_CODE, "once");
    cr_expect_eq(test_try_log_in(ADA, TEST_PASSWORD, NULL), E_INVALID_CREDENTIALS);
    cr_expect_eq(test_try_log_in("ada.l@example.com", TEST_PASSWORD, NULL), E_OK);
    cr_expect_eq(reset(old_link, "a quite new password", NULL), E_INVALID_CODE,
                 "what was mailed to the old address is worth nothing");
    cr_expect_not_null(strstr(test_mail("ada@"), "another e-mail address from now on"));
}

Test(accounts_self, an_address_changes_by_code_within_five_tries)
{
    struct uuid id = test_add_user(ADA);
    struct uuid bob = test_add_user("bob@example.com");
    cr_assert_eq(change_email(id, "a2@example.com", NULL), E_OK);
    struct str code = test_mail_code("a2@");
    struct str wrong = str_eq(code, STR("000000")) ? STR("000001") : STR("000000");
    cr_expect_eq(confirm_by_code(bob, code), E_INVALID_CODE, "another's code");
    for (int i = 0; i < CODE_TRIES_MAX; i++) {
        cr_expect_eq(confirm_by_code(id, wrong), E_INVALID_CODE);
    }
    cr_expect_eq(confirm_by_code(id, code), E_INVALID_CODE);
    cr_assert_eq(change_email(id, "a3@example.com", NULL), E_OK);
    test_exec("DELETE FROM account_tries");
    cr_expect_eq(confirm_by_code(id, code), E_INVALID_CODE, "of the address asked for before");
    cr_expect_eq(confirm_by_code(id, test_mail_code("a3@")), E_OK);
    cr_expect_eq(test_try_log_in("a3@example.com", TEST_PASSWORD, NULL), E_OK);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM email_changes"), 0);
}

Test(accounts_self, a_taken_address_shows_only_to_its_holder)
{
    struct uuid id = test_add_user(ADA);
    test_add_user("bob@example.com");
    cr_expect_eq(change_email(id, "bob@example.com", NULL), E_OK);
    cr_expect_not_null(strstr(test_mail("bob@"), "you have an account with it already"), "%s",
                       test_mail("bob@"));
    cr_expect_eq(test_count("SELECT COUNT(*) FROM email_changes"), 0);

    struct err err = {0};
    cr_expect_eq(change_email(id, "ADA@example.com", &err), E_INVALID);
    cr_expect_str_eq(err.fields[0].text, "is your address already");

    cr_assert_eq(change_email(id, "eve@example.com", NULL), E_OK);
    struct str token = change_token("eve@");
    test_add_user("eve@example.com");
    struct accounts_user user;
    cr_expect_eq(accounts_confirm_email_by_link(test.accounts, token, test.arena, &user, NULL),
                 E_EMAIL_TAKEN, "taken meanwhile");
}

Test(accounts_self, a_new_password_ends_a_change_of_address)
{
    struct uuid id = test_add_user(ADA);
    cr_assert_eq(change_email(id, "thief@example.com", NULL), E_OK);
    struct str token = change_token("thief@");
    const struct accounts_password_change change = {.user = id,
                                                    .password = STR("a quite new password")};
    cr_assert_eq(accounts_change_password(test.accounts, &change, test.arena, NULL), E_OK);
    struct accounts_user user;
    cr_expect_eq(accounts_confirm_email_by_link(test.accounts, token, test.arena, &user, NULL),
                 E_INVALID_CODE);
}
