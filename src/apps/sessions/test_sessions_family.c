/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever clients, thieves, restarts and time do to the refresh tokens of a session, there is never more than
 * one that can go on, and whoever is ended stays ended. */
#include <pthread.h>
#include <string.h>

#include <criterion/criterion.h>

#include "apps/sessions/test_sessions_support.h"

#define ADDRESS STR("192.0.2.1")

TestSuite(sessions_family, .init = test_open, .fini = test_close);

struct refresh_token {
    char s[CRYPT_TOKEN_LENGTH + 1];
};

static struct refresh_token start(struct uuid user)
{
    struct sessions_origin origin = {.agent = STR("curl/8"), .address = ADDRESS};
    struct sessions_tokens tokens;
    cr_assert_eq(sessions_start(test.sessions, user, &origin, &tokens), E_OK);
    struct refresh_token token;
    memcpy(token.s, tokens.refresh, sizeof(token.s));
    return token;
}

/* Exchanges the token; the one that came for it in *out. */
static int refresh(const struct refresh_token *token, struct refresh_token *out)
{
    struct sessions_tokens tokens;
    int rc = sessions_refresh(test.sessions, str_from(token->s), ADDRESS, &tokens);
    cr_assert(rc == E_OK || rc == E_TOKEN_INVALID, "%d", rc);
    if (rc == E_OK) {
        memcpy(out->s, tokens.refresh, sizeof(out->s));
    }
    return rc;
}

/* As if so much time had passed for all refresh tokens. */
static void pass(int64_t ms)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(test.services.db, &conn), E_OK);
    cr_assert_eq(db_exec(conn, "UPDATE refresh_tokens SET used = used - $1 WHERE used IS NOT NULL",
                         db_i64(ms)),
                 E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
}

/* Tokens that are unused are as many as there are sessions, and each session has one. */
static int64_t check_branches(void)
{
    int64_t live = test_count("SELECT COUNT(*) FROM refresh_tokens WHERE used IS NULL");
    cr_assert_eq(live, test_count("SELECT COUNT(*) FROM sessions"));
    cr_assert_eq(live, test_count("SELECT COUNT(DISTINCT session) FROM refresh_tokens "
                                  "WHERE used IS NULL"));
    return live;
}

/* ---- one after the other, with restarts ---- */

Test(sessions_family, no_sequence_of_acts_leaves_two_branches)
{
    enum { ROUNDS = 30, STEPS = 60 };
    struct uuid ada = test_add_user("ada@example.com");
    struct refresh_token seen[STEPS + 1];
    for (int round = 0; round < ROUNDS; round++) {
        size_t count = 1;
        bool has_ended = false;
        seen[0] = start(ada);
        for (int step = 0; step < STEPS; step++) {
            uint32_t dice = random_below(40);
            if (dice == 0) {
                test_restart();
            } else if (dice < 8) {
                pass(random_below(31000));
            }
            struct refresh_token next;
            const struct refresh_token *picked = &seen[random_below((uint32_t)count)];
            if (refresh(picked, &next) == E_OK) {
                cr_assert_not(has_ended, "what ended came back");
                seen[count++] = next;
            }
            int64_t live = check_branches();
            cr_assert_leq(live, 1);
            has_ended = live == 0;
        }
        test_exec("DELETE FROM sessions");
    }
}

/* ---- at once ---- */

enum { CLIENTS = 6, EACH = 40 };

struct client {
    pthread_t thread;
    struct refresh_token token;
    int refused;
};

/* A tab that goes on with what it got last; all began with the same token. */
static void *be_a_tab(void *context)
{
    struct client *client = context;
    for (int i = 0; i < EACH; i++) {
        struct refresh_token next;
        if (refresh(&client->token, &next) == E_OK) {
            client->token = next;
        } else {
            client->refused++;
        }
    }
    return NULL;
}

Test(sessions_family, tabs_at_once_stay_on_one_branch)
{
    struct uuid ada = test_add_user("ada@example.com");
    struct refresh_token first = start(ada);
    struct client clients[CLIENTS] = {{0}};
    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i].token = first;
        cr_assert_eq(pthread_create(&clients[i].thread, NULL, be_a_tab, &clients[i]), 0);
    }
    for (size_t i = 0; i < CLIENTS; i++) {
        pthread_join(clients[i].thread, NULL);
        cr_expect_eq(clients[i].refused, 0, "tab %zu", i);
    }
    cr_expect_eq(check_branches(), 1);
    struct refresh_token newest;
    struct refresh_token same;
    cr_assert_eq(refresh(&clients[0].token, &newest), E_OK);
    for (size_t i = 1; i < CLIENTS; i++) {
        cr_assert_eq(refresh(&clients[i].token, &same), E_OK);
    }
    cr_expect_eq(check_branches(), 1);
}

/* ---- nothing grows without end ---- */

Test(sessions_family, the_session_used_longest_ago_makes_room)
{
    struct uuid ada = test_add_user("ada@example.com");
    struct refresh_token first = start(ada);
    struct refresh_token second = start(ada);
    struct refresh_token next;
    test_exec("UPDATE sessions SET last_used = last_used - 1000");
    cr_assert_eq(refresh(&first, &next), E_OK);
    for (int i = 2; i <= SESSIONS_MAX; i++) {
        (void)start(ada);
    }
    cr_expect_eq(test_count("SELECT COUNT(*) FROM sessions"), SESSIONS_MAX);
    cr_expect_eq(refresh(&second, &next), E_TOKEN_INVALID);
    cr_expect_eq(refresh(&first, &next), E_OK);
}

Test(sessions_family, used_tokens_are_not_kept_for_ever)
{
    struct uuid ada = test_add_user("ada@example.com");
    struct refresh_token token = start(ada);
    test_exec("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) "
              "INSERT INTO refresh_tokens (digest, session, expires, used) "
              "SELECT 'digest ' || i, (SELECT id FROM sessions), "
              "(SELECT MIN(expires) FROM sessions) - i, 1 FROM n");
    cr_assert_eq(refresh(&token, &token), E_OK);
    int64_t kept = test_count("SELECT COUNT(*) FROM refresh_tokens");
    cr_expect_leq(kept, REFRESH_KEPT_MAX + 2);
    cr_expect_geq(kept, REFRESH_KEPT_MAX);
    cr_expect_eq(check_branches(), 1);
    cr_expect_eq(refresh(&token, &token), E_OK);
}
