/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts over a real database in a folder of its own, for tests. */
#pragma once

#include "apps/accounts/accounts_int.h"

struct test_accounts {
    struct arena *arena;
    const char *folder;
    struct sessions *sessions;
    struct accounts *accounts;
};

extern struct test_accounts test;

void test_open(void);
void test_close(void);
/* Ends accounts and begins them anew on the same data, as a restart does. */
void test_restart(void);

/* The plain text of the newest e-mail to the address, or NULL. */
const char *test_mail(const char *to);
size_t test_mail_count(const char *to);
/* What stands behind `before` in that e-mail, `length` bytes of it. */
struct str test_find_in_mail(const char *to, const char *before, size_t length);
/* Code and link token in that e-mail. */
struct str test_mail_code(const char *to);
struct str test_mail_token(const char *to);

/* A verified account with the password TEST_PASSWORD. */
#define TEST_PASSWORD "a long enough password"
struct uuid test_add_user(const char *email);
struct sessions_tokens test_log_in(const char *email);
int test_try_log_in(const char *email, const char *password, struct err *err);
/* Runs one statement in a transaction of its own. */
void test_exec(const char *sql);
int64_t test_count(const char *sql);
/* Who bears the token, at a route that users read. */
int test_authenticate(const char *token, struct req_user *out);
bool test_is_access_good(const struct sessions_tokens *tokens);
