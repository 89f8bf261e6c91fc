/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to know who bears a token, in processor time of one thread, on a database of its own. Prints one
 * line of JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "apps/sessions/test_sessions_support.h"
#include "base/log.h"

#define CALLS  200000
#define TOKENS 2000 /* people who work at the same time */

static double cpu_us(void)
{
    struct timespec now;
    int rc = clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    ASSERT(rc == 0);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Microseconds a call, asking for `count` tokens in turn. */
static double measure(const struct str *tokens, size_t count, size_t calls)
{
    static const struct route route = {.method = "GET", .path = "/api/v1/ocr", .who = AUTH_USER};
    double start_us = cpu_us();
    for (size_t i = 0; i < calls; i++) {
        struct req_user user;
        int rc = sessions_authenticate(test.sessions, tokens[i % count], &route, &user);
        ASSERT(rc == E_OK);
    }
    return (cpu_us() - start_us) / (double)calls;
}

static struct str log_in(struct uuid user)
{
    struct sessions_origin origin = {.agent = STR_EMPTY, .address = STR("192.0.2.1")};
    struct sessions_tokens tokens;
    int rc = sessions_start(test.sessions, user, &origin, &tokens);
    ASSERT(rc == E_OK);
    return str_copy(test.arena, str_from(tokens.access));
}

int main(void)
{
    log_set_level(LOG_ERROR);
    test_open();
    struct uuid user = {{0}};
    static struct str tokens[TOKENS];
    for (size_t i = 0; i < TOKENS; i++) {
        if (i % SESSIONS_MAX == 0) {
            user = test_add_user(arena_printf(test.arena, "bench%zu@example.org", i));
        }
        tokens[i] = log_in(user);
    }
    char key[SESSIONS_APIKEY_LENGTH + 1];
    struct sessions_new_apikey wanted = {
        .owner = user, .name = STR("bench"), .scopes = SESSIONS_SCOPE_READ};
    struct sessions_apikey_row row;
    int rc = sessions_make_apikey(test.sessions, &wanted, test.arena, &row, key);
    ASSERT(rc == E_OK);
    struct str key_text = str_from(key);
    sessions_live_forget(test.sessions->live);
    double new_us = measure(tokens, TOKENS, TOKENS);
    printf("{\"restart_us\": %.2f, \"tokens_in_turn_us\": %.2f, \"known_token_us\": %.2f, "
           "\"api_key_us\": %.2f}\n",
           new_us, measure(tokens, TOKENS, CALLS), measure(tokens, 1, CALLS),
           measure(&key_text, 1, CALLS));
    test_close();
    return 0;
}
