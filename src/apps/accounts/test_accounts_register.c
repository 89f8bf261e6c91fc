/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/accounts/test_accounts_support.h"

#define ADA "ada@example.com"

TestSuite(accounts_register, .init = test_open, .fini = test_close);

static int sign_up(const char *email, const char *username, struct accounts_user *out,
                   struct err *err)
{
    struct accounts_signup signup = {.email = str_from(email),
                                     .password = STR(TEST_PASSWORD),
                                     .name = STR("Ada <b>"),
                                     .username = str_from(username)};
    return accounts_register(test.accounts, &signup, STR("https://assisti.example"), test.arena,
                             out, err);
}

static int verify(const char *email, struct str code)
{
    struct accounts_user user;
    return accounts_verify_by_code(test.accounts, str_from(email), code, test.arena, &user, NULL);
}

static struct str wrong_code(struct str right)
{
    char *wrong = str_dup(test.arena, right);
    wrong[0] = wrong[0] == '9' ? '0' : (char)(wrong[0] + 1);
    return str_from(wrong);
}

Test(accounts_register, makes_user_profile_and_mail)
{
    struct accounts_user user;
    cr_assert_eq(sign_up("Ada@Example.com", "", &user, NULL), E_OK);
    cr_expect(str_eq(user.email, STR(ADA)));
    cr_expect(str_starts(user.username, STR("user_")));
    cr_expect_not(user.is_active);
    cr_expect_not(user.is_verified);
    cr_expect_not(user.is_staff);

    cr_expect_eq(test_count("SELECT COUNT(*) FROM profiles JOIN users ON users.id = profiles.owner "
                            "AND users.date_joined = profiles.created"),
                 1);

    const char *text = test_mail(ADA);
    cr_assert_not_null(text);
    cr_expect_not_null(strstr(text, "Hello Ada <b>,"), "%s", text);
    cr_expect_not_null(strstr(text, "https://assisti.example/verify#token="), "%s", text);
}

Test(accounts_register, refuses_what_is_taken_in_any_case)
{
    struct accounts_user user;
    struct err err = {0};
    cr_assert_eq(sign_up(ADA, "Ada", &user, &err), E_OK);
    cr_expect_eq(sign_up("ADA@example.COM", "other", &user, &err), E_EMAIL_TAKEN);
    cr_expect_str_eq(err.fields[0].name, "email");
    err_clear(&err);
    cr_expect_eq(sign_up("bob@example.com", "aDA", &user, &err), E_USERNAME_TAKEN);
    cr_expect_str_eq(err.fields[0].name, "username");
    cr_expect_eq(test_count("SELECT COUNT(*) FROM users"), 1);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM profiles"), 1);
    cr_expect_eq(test_mail_count("@"), 1);
}

Test(accounts_register, a_code_verifies_once)
{
    struct accounts_user user;
    cr_assert_eq(sign_up(ADA, "", &user, NULL), E_OK);
    struct str code = test_mail_code(ADA);
    cr_expect_eq(test_try_log_in(ADA, TEST_PASSWORD, NULL), E_EMAIL_NOT_VERIFIED);
    cr_expect_eq(test_try_log_in(ADA, "some other password", NULL), E_INVALID_CREDENTIALS,
                 "who does not know the password learns nothing");
    cr_expect_eq(verify("bob@example.com", code), E_INVALID_CODE);
    cr_expect_eq(verify(ADA, STR("")), E_INVALID_CODE);
    cr_expect_eq(verify(ADA, STR("1234567")), E_INVALID_CODE);
    cr_expect_eq(verify(" ADA@example.com", code), E_OK);
    cr_expect_eq(test_try_log_in(ADA, TEST_PASSWORD, NULL), E_OK);
    cr_expect_eq(verify(ADA, code), E_INVALID_CODE);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM email_proofs"), 0);
}

Test(accounts_register, a_link_verifies_once)
{
    struct accounts_user user;
    cr_assert_eq(sign_up(ADA, "", &user, NULL), E_OK);
    struct str token = test_mail_token(ADA);
    cr_expect_eq(accounts_verify_by_link(test.accounts, STR("x"), test.arena, &user),
                 E_INVALID_CODE);
    cr_expect_eq(accounts_verify_by_link(test.accounts, token, test.arena, &user), E_OK);
    cr_expect(user.is_verified);
    cr_expect(user.is_active);
    cr_expect_eq(accounts_verify_by_link(test.accounts, token, test.arena, &user), E_INVALID_CODE);
}

Test(accounts_register, five_wrong_codes_are_the_end_of_it)
{
    struct accounts_user user;
    cr_assert_eq(sign_up(ADA, "", &user, NULL), E_OK);
    struct str code = test_mail_code(ADA);
    for (int i = 0; i < CODE_TRIES_MAX; i++) {
        cr_expect_eq(verify(ADA, wrong_code(code)), E_INVALID_CODE);
    }
    cr_expect_eq(verify(ADA, code), E_INVALID_CODE);
    cr_expect_eq(accounts_resend(test.accounts, STR(ADA), STR("http://x"), test.arena), E_OK);
    cr_expect_eq(verify(ADA, test_mail_code(ADA)), E_OK, "the next one is good");
}

/* Asking for new codes again and again does not make guessing possible. */
Test(accounts_register, guesses_are_limited_over_all_codes_and_restarts)
{
    struct accounts_user user;
    cr_assert_eq(sign_up(ADA, "", &user, NULL), E_OK);
    for (int i = 0; i < 10; i++) {
        cr_expect_eq(verify(ADA, wrong_code(test_mail_code(ADA))), E_INVALID_CODE);
    }
    test_restart();
    struct err err = {0};
    cr_expect_eq(accounts_verify_by_code(test.accounts, STR(ADA), test_mail_code(ADA), test.arena,
                                         &user, &err),
                 E_THROTTLED);
    cr_expect_gt(err.retry_after_s, 0);
    cr_expect_leq(err.retry_after_s, 601);
    test_exec("UPDATE account_tries SET since = since - 600001");
    test_exec("UPDATE email_proofs SET code_tries = 0");
    cr_expect_eq(verify(ADA, test_mail_code(ADA)), E_OK);
}

Test(accounts_register, codes_and_links_expire)
{
    struct accounts_user user;
    cr_assert_eq(sign_up(ADA, "", &user, NULL), E_OK);
    test_exec("UPDATE email_proofs SET code_expires = code_expires - 600001");
    cr_expect_eq(verify(ADA, test_mail_code(ADA)), E_INVALID_CODE);
    test_exec("UPDATE email_proofs SET link_expires = link_expires - 86400001");
    struct str token = test_mail_token(ADA);
    cr_expect_eq(accounts_verify_by_link(test.accounts, token, test.arena, &user), E_INVALID_CODE);
}

Test(accounts_register, resending_tells_nothing_and_has_an_end)
{
    struct accounts_user user;
    struct str base = STR("http://x");
    cr_assert_eq(sign_up(ADA, "", &user, NULL), E_OK);
    struct str old_token = test_mail_token(ADA);
    cr_expect_eq(accounts_resend(test.accounts, STR("nobody@example.com"), base, test.arena), E_OK);
    cr_expect_eq(accounts_resend(test.accounts, STR("no address"), base, test.arena), E_OK);
    cr_expect_eq(test_mail_count("nobody@"), 0);
    for (int i = 0; i < 8; i++) {
        cr_expect_eq(accounts_resend(test.accounts, STR(ADA), base, test.arena), E_OK);
    }
    cr_expect_eq(test_mail_count(ADA), 1 + 5);
    cr_expect_eq(accounts_verify_by_link(test.accounts, old_token, test.arena, &user), E_OK,
                 "the link of an older e-mail is as good");
    test_exec("DELETE FROM account_tries");
    cr_expect_eq(accounts_resend(test.accounts, STR(ADA), base, test.arena), E_OK);
    cr_expect_eq(test_mail_count(ADA), 1 + 5, "nothing is sent to who is verified");
}

Test(accounts_register, no_secret_is_stored_in_clear)
{
    struct accounts_user user;
    cr_assert_eq(sign_up(ADA, "", &user, NULL), E_OK);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM users WHERE password LIKE '%enough%'"), 0);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM users WHERE password LIKE '$argon2id$%'"), 1);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM email_proofs WHERE length(code_digest) = 32 "
                            "AND length(link_digest) = 32"),
                 1);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM account_tries WHERE subject LIKE '%ada%'"), 0);
}

Test(accounts_register, a_signup_names_every_wrong_field)
{
    struct accounts_signup signup = {.email = STR("nobody"),
                                     .password = STR("short"),
                                     .name = STR("a\nb"),
                                     .username = STR("a b")};
    struct err err = {0};
    cr_expect_eq(accounts_check_signup(&signup, test.arena, &err), E_INVALID);
    cr_expect_eq(err.field_count, 4);
    cr_expect(str_eq(signup.email, STR("nobody")), "left as it was");
}
