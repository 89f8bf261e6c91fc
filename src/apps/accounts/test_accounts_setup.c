/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "apps/accounts/test_accounts_support.h"
#include "base/file.h"

TestSuite(accounts_setup, .init = test_open, .fini = test_close);

/* What `call` writes to standard output. */
static const char *printed_by(void (*call)(void))
{
    const char *path = arena_printf(test.arena, "%s/stdout", test.folder);
    fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    FILE *file = fopen(path, "we");
    cr_assert_not_null(file);
    dup2(fileno(file), STDOUT_FILENO);
    call();
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    fclose(file);
    struct str text;
    cr_assert_eq(file_read_path(path, test.arena, MIB, &text), E_OK);
    return str_dup(test.arena, text);
}

static void announce(void)
{
    accounts_announce_setup(test.accounts, "http://localhost:8080");
}

static struct str find_code(const char *printed)
{
    const char *found = strstr(printed, "enter the code ");
    cr_assert_not_null(found, "%s", printed);
    return (struct str){found + strlen("enter the code "), 14};
}

static int set_up(struct str code, const char *password, struct err *err)
{
    struct accounts_signup signup = {.email = STR("root@example.com"),
                                     .password = str_from(password)};
    struct accounts_user user;
    int rc = accounts_set_up(test.accounts, code, &signup, test.arena, &user, err);
    if (rc == E_OK) {
        cr_expect(user.is_staff);
        cr_expect(user.is_active);
        cr_expect(user.is_verified);
    }
    return rc;
}

static void guess(void)
{
    for (int i = 0; i < 10; i++) {
        cr_expect_eq(set_up(STR("AAAA-AAAA-AAAA"), TEST_PASSWORD, NULL), E_INVALID_CODE);
    }
}

Test(accounts_setup, the_printed_code_makes_one_staff_account)
{
    cr_expect_eq(set_up(STR(""), TEST_PASSWORD, NULL), E_INVALID_CODE, "there is no code yet");
    const char *printed = printed_by(announce);
    cr_expect_not_null(strstr(printed, "open http://localhost:8080/setup and"), "%s", printed);
    struct str code = find_code(printed);
    bool is_needed = false;
    cr_assert_eq(accounts_is_setup_needed(test.accounts, &is_needed), E_OK);
    cr_expect(is_needed);

    struct err err = {0};
    cr_expect_eq(set_up(str_sub(code, 0, 13), TEST_PASSWORD, &err), E_INVALID_CODE);
    cr_expect_eq(set_up(code, "short", &err), E_INVALID, "the code is still good");
    cr_expect_eq(set_up(code, TEST_PASSWORD, &err), E_OK);
    cr_assert_eq(accounts_is_setup_needed(test.accounts, &is_needed), E_OK);
    cr_expect_not(is_needed);
    cr_expect_eq(set_up(code, TEST_PASSWORD, &err), E_CONFLICT);
    cr_expect_eq(test_try_log_in("root@example.com", TEST_PASSWORD, NULL), E_OK);
    cr_expect_str_eq(printed_by(announce), "");
}

Test(accounts_setup, the_code_may_be_typed_loosely)
{
    char *typed = str_dup(test.arena, find_code(printed_by(announce)));
    for (char *c = typed; *c != '\0'; c++) {
        *c = (char)(*c == '-' ? ' ' : *c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    }
    cr_expect_eq(set_up(str_from(typed), TEST_PASSWORD, NULL), E_OK);
}

Test(accounts_setup, guessing_changes_the_code)
{
    struct str code = find_code(printed_by(announce));
    struct str next = find_code(printed_by(guess));
    cr_expect_eq(set_up(code, TEST_PASSWORD, NULL), E_INVALID_CODE);
    cr_expect_eq(set_up(next, TEST_PASSWORD, NULL), E_OK);
}

Test(accounts_setup, an_account_of_the_command_line_counts)
{
    struct str code = find_code(printed_by(announce));
    struct accounts_new_user user = {
        .email = STR("first@example.com"), .password = STR(TEST_PASSWORD), .is_staff = true};
    struct uuid id;
    struct err err = {0};
    cr_assert_eq(accounts_add_user(test.accounts->db, &user, &id, &err), E_OK);
    cr_expect_eq(set_up(code, TEST_PASSWORD, &err), E_CONFLICT);
    cr_expect_eq(accounts_add_user(test.accounts->db, &user, &id, &err), E_EMAIL_TAKEN);
    user.email = STR("nobody");
    err_clear(&err);
    cr_expect_eq(accounts_add_user(test.accounts->db, &user, &id, &err), E_INVALID);
}
