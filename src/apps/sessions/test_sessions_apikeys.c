/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <time.h>

#include <criterion/criterion.h>

#include "apps/sessions/test_sessions_support.h"
#include "base/clock.h"

#define READ  SESSIONS_SCOPE_READ
#define WRITE SESSIONS_SCOPE_WRITE

Test(sessions_apikeys, scopes_allow_what_they_say)
{
    static const struct {
        const char *method;
        const char *path;
        enum route_auth who;
        bool with_read;
        bool with_write;
    } rows[] = {
        {"GET", "/api/v1/ocr", AUTH_USER, true, true},
        {"GET", "/api/v1/ocr/:id", AUTH_USER, true, true},
        {"POST", "/api/v1/ocr", AUTH_USER, false, true},
        {"PUT", "/api/v1/animals/:id/correction", AUTH_USER, false, true},
        {"PATCH", "/api/v1/ocr/:id", AUTH_USER, false, true},
        {"DELETE", "/api/v1/ocr/:id", AUTH_USER, false, true},
        {"POST", "/v1/chat/completions", AUTH_USER, false, true},
        {"GET", "/api/v1/me", AUTH_USER, true, true},
        {"GET", "/api/v1/me/profile", AUTH_USER, true, true},
        {"GET", "/api/v1/messages", AUTH_USER, true, true},
        {"POST", "/api/v1/messages/:id/stop", AUTH_USER, false, true},
        {"GET", "/api/v1/me/export", AUTH_USER, false, false},
        {"PATCH", "/api/v1/me", AUTH_USER, false, false},
        {"DELETE", "/api/v1/me", AUTH_USER, false, false},
        {"PATCH", "/api/v1/me/profile", AUTH_USER, false, false},
        {"PUT", "/api/v1/me/avatar", AUTH_USER, false, false},
        {"GET", "/api/v1/auth/sessions", AUTH_USER, false, false},
        {"GET", "/api/v1/auth/api-keys", AUTH_USER, false, false},
        {"POST", "/api/v1/auth/api-keys", AUTH_USER, false, false},
        {"DELETE", "/api/v1/auth/sessions/:id", AUTH_USER, false, false},
        {"POST", "/api/v1/auth/proof", AUTH_USER, false, false},
        {"GET", "/api/v1/admin/users", AUTH_STAFF, false, false},
        {"PATCH", "/api/v1/admin/settings", AUTH_STAFF, false, false},
        {"GET", "/api/v1/admin/anything", AUTH_USER, false, false},
        {"GET", "/api/v1/elsewhere", AUTH_STAFF, false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct route route = {.method = rows[i].method, .path = rows[i].path, .who = rows[i].who};
        cr_expect_eq(sessions_scopes_allow(READ, &route), rows[i].with_read, "%s %s, read",
                     route.method, route.path);
        cr_expect_eq(sessions_scopes_allow(WRITE, &route), rows[i].with_write, "%s %s, write",
                     route.method, route.path);
        cr_expect_eq(sessions_scopes_allow(READ | WRITE, &route), rows[i].with_write);
        cr_expect_not(sessions_scopes_allow(0, &route));
    }
}

/* ---- with a database ---- */

TestSuite(sessions_apikeys_db, .init = test_open, .fini = test_close);

static struct sessions_apikey_row make_key(struct uuid owner, char out[SESSIONS_APIKEY_LENGTH + 1])
{
    struct sessions_new_apikey wanted = {.owner = owner, .name = STR("A <script>"), .scopes = READ};
    struct sessions_apikey_row row;
    cr_assert_eq(sessions_make_apikey(test.sessions, &wanted, test.arena, &row, out), E_OK);
    return row;
}

static int authenticate(const char *key, struct req_user *out)
{
    static const struct route route = {.method = "GET", .path = "/api/v1/ocr", .who = AUTH_USER};
    return sessions_authenticate(test.sessions, str_from(key), &route, out);
}

Test(sessions_apikeys_db, end_with_what_they_stand_for)
{
    struct uuid ada = test_add_user("ada@example.com");
    char key[SESSIONS_APIKEY_LENGTH + 1];
    make_key(ada, key);
    struct req_user bearer;
    cr_assert_eq(authenticate(key, &bearer), E_OK);
    cr_expect(uuid_eq(bearer.id, ada));
    cr_expect(bearer.is_key);
    cr_expect_not(bearer.is_staff);

    test_exec("UPDATE users SET is_active = 0");
    test_bump(ada);
    cr_expect_eq(authenticate(key, &bearer), E_TOKEN_INVALID);
    test_exec("UPDATE users SET is_active = 1");
    cr_expect_eq(authenticate(key, &bearer), E_OK);
    test_exec("UPDATE api_keys SET expires = 1");
    test_bump(ada);
    cr_expect_eq(authenticate(key, &bearer), E_TOKEN_INVALID);
    test_exec("UPDATE api_keys SET expires = NULL");
    test_bump(ada);
    cr_expect_eq(authenticate(key, &bearer), E_OK);
    test_exec("DELETE FROM users");
    sessions_apikeys_forget(test.sessions->apikeys);
    cr_expect_eq(authenticate(key, &bearer), E_TOKEN_INVALID);
}

/* Another process tells of nothing; who asks again after two seconds hears of it. */
Test(sessions_apikeys_db, end_soon_where_another_process_ends_them)
{
    struct uuid ada = test_add_user("ada@example.com");
    char key[SESSIONS_APIKEY_LENGTH + 1];
    struct req_user bearer;
    make_key(ada, key);
    cr_assert_eq(authenticate(key, &bearer), E_OK);
    int64_t until_ms = clock_mono_ms() + 2100;
    test_exec("DELETE FROM api_keys");
    const struct timespec moment = {.tv_nsec = 20000000};
    int rc;
    while ((rc = authenticate(key, &bearer)) == E_OK && clock_mono_ms() < until_ms) {
        nanosleep(&moment, NULL);
    }
    cr_expect_eq(rc, E_TOKEN_INVALID);
}

static void *ask_all_the_time(void *argument)
{
    struct req_user bearer;
    while (authenticate(argument, &bearer) == E_OK) {
    }
    return NULL;
}

Test(sessions_apikeys_db, end_at_once_for_who_asks_meanwhile)
{
    struct uuid ada = test_add_user("ada@example.com");
    for (int i = 0; i < 20; i++) {
        char key[SESSIONS_APIKEY_LENGTH + 1];
        struct sessions_apikey_row row = make_key(ada, key);
        pthread_t threads[2];
        for (size_t t = 0; t < ARRAY_LEN(threads); t++) {
            cr_assert_eq(pthread_create(&threads[t], NULL, ask_all_the_time, key), 0);
        }
        cr_assert_eq(sessions_drop_apikey(test.sessions, ada, row.id), E_OK);
        struct req_user bearer;
        cr_expect_eq(authenticate(key, &bearer), E_TOKEN_INVALID);
        for (size_t t = 0; t < ARRAY_LEN(threads); t++) {
            pthread_join(threads[t], NULL);
        }
    }
}

Test(sessions_apikeys_db, only_a_digest_is_kept_and_the_owner_is_told)
{
    struct uuid ada = test_add_user("ada@example.com");
    char key[SESSIONS_APIKEY_LENGTH + 1];
    struct sessions_apikey_row row = make_key(ada, key);
    cr_expect(str_starts(str_from(key), row.prefix));
    cr_expect_eq(row.prefix.n, 9);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM api_keys WHERE LENGTH(digest) = 32"), 1);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM mail_outbox WHERE recipient = 'ada@example.com' "
                            "AND html_body LIKE '%&lt;script&gt;%' "
                            "AND html_body NOT LIKE '%<script>%'"),
                 1);
    for (int i = 1; i < SESSIONS_APIKEYS_MAX; i++) {
        make_key(ada, key);
    }
    struct sessions_new_apikey wanted = {.owner = ada, .name = STR("x"), .scopes = READ};
    cr_expect_eq(sessions_make_apikey(test.sessions, &wanted, test.arena, &row, key),
                 E_LIMIT_REACHED);
}

Test(sessions_apikeys_db, use_is_written_once_a_minute)
{
    struct uuid ada = test_add_user("ada@example.com");
    char key[SESSIONS_APIKEY_LENGTH + 1];
    struct req_user bearer;
    int64_t now_ms = clock_now_ms();
    make_key(ada, key);
    cr_assert_eq(authenticate(key, &bearer), E_OK);
    sessions_apikeys_write_used(test.sessions, now_ms + 1);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM api_keys WHERE last_used IS NOT NULL"), 1);
    test_exec("UPDATE api_keys SET last_used = NULL");
    cr_assert_eq(authenticate(key, &bearer), E_OK);
    sessions_apikeys_write_used(test.sessions, now_ms + 59999);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM api_keys WHERE last_used IS NOT NULL"), 0);
    sessions_apikeys_write_used(test.sessions, now_ms + 2 * MINUTE_MS);
    cr_expect_eq(test_count("SELECT COUNT(*) FROM api_keys WHERE last_used IS NOT NULL"), 1);
}
