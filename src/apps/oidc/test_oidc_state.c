/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/oidc/oidc_int.h"
#include "base/clock.h"

static struct arena *arena;
static struct oidc_states *states;
static const struct oidc_binding binding = {{1, 2, 3}};
static const struct oidc_binding other = {{1, 2, 4}};

static void set_up(void)
{
    cr_assert_eq(crypt_init(NULL), E_OK);
    arena = arena_new();
    states = oidc_states_new();
}

static void tear_down(void)
{
    oidc_states_free(states);
    arena_free(arena);
}

TestSuite(oidc_state, .init = set_up, .fini = tear_down);

static struct str make(int64_t lasts_ms, struct oidc_secrets *out)
{
    struct oidc_flow flow = {
        .provider = STR("work"),
        .next = STR("/a?b=c"),
        .user = {{7}},
        .expires_ms = clock_now_ms() + lasts_ms,
    };
    return oidc_state_make(states, &binding, &flow, arena, out);
}

static int take(const struct oidc_binding *by, struct str state)
{
    struct oidc_flow flow;
    struct oidc_secrets secrets;
    return oidc_state_take(states, by, state, arena, &flow, &secrets);
}

Test(oidc_state, comes_back_as_it_went)
{
    struct oidc_secrets made;
    struct str state = make(1000, &made);
    struct oidc_flow flow;
    struct oidc_secrets secrets;
    cr_assert_eq(oidc_state_take(states, &binding, state, arena, &flow, &secrets), E_OK);
    cr_expect(str_eq(flow.provider, STR("work")) && str_eq(flow.next, STR("/a?b=c")));
    cr_expect_eq(flow.user.b[0], 7);
    cr_expect_str_eq(secrets.nonce, made.nonce);
    cr_expect_str_eq(secrets.verifier, made.verifier);
    cr_expect_eq(strlen(made.verifier), 43, "RFC 7636 asks for 43 to 128 characters");
    cr_expect_str_neq(made.nonce, made.verifier);
    cr_expect_null(strstr(state.p, made.nonce));
}

Test(oidc_state, is_another_each_time)
{
    struct oidc_secrets one;
    struct oidc_secrets two;
    struct str first = make(1000, &one);
    struct str second = make(1000, &two);
    cr_expect_not(str_eq(first, second));
    cr_expect_str_neq(one.nonce, two.nonce);
    cr_expect_str_neq(one.verifier, two.verifier);
}

Test(oidc_state, is_good_once_in_its_time_and_browser)
{
    struct oidc_secrets secrets;
    struct str state = make(10000, &secrets);
    cr_expect_eq(take(&other, state), E_INVALID_CODE);
    cr_expect_eq(take(&binding, state), E_OK);
    cr_expect_eq(take(&binding, state), E_INVALID_CODE);
    cr_expect_eq(take(&binding, make(0, &secrets)), E_INVALID_CODE);
    state = make(10000, &secrets);
    struct oidc_states *mine = states;
    states = oidc_states_new(); /* another process */
    cr_expect_eq(take(&binding, state), E_INVALID_CODE);
    oidc_states_free(states);
    states = mine;
}

Test(oidc_state, holds_no_changed_bit)
{
    struct oidc_secrets secrets;
    struct str state = make(10000, &secrets);
    struct str bytes;
    cr_assert_eq(base64url_read(state, arena, 4 * KIB, &bytes), E_OK);
    char *changed = arena_memdup(arena, bytes.p, bytes.n);
    char *text = arena_alloc(arena, state.n + 1);
    for (size_t i = 0; i < bytes.n; i++) {
        changed[i] ^= 4;
        base64url_encode(changed, bytes.n, text);
        cr_expect_eq(take(&binding, str_from(text)), E_INVALID_CODE, "byte %zu", i);
        changed[i] ^= 4;
    }
    for (size_t n = 0; n < state.n; n++) {
        cr_expect_eq(take(&binding, str_sub(state, 0, n)), E_INVALID_CODE, "%zu bytes", n);
    }
    char *longest = arena_alloc(arena, 5000);
    memset(longest, 'A', 5000);
    cr_expect_eq(take(&binding, (struct str){longest, 5000}), E_INVALID_CODE);
    cr_expect_eq(take(&binding, state), E_OK, "it was good all the time");
}

Test(oidc_state, forgets_the_oldest_of_very_many)
{
    struct oidc_secrets secrets;
    struct str last = STR_EMPTY;
    for (int i = 0; i < 5000; i++) {
        last = make(60000, &secrets);
        cr_assert_eq(take(&binding, last), E_OK);
    }
    cr_expect_eq(take(&binding, last), E_INVALID_CODE);
}

static int take_ticket(const struct oidc_binding *by, struct str text, struct oidc_ticket *out)
{
    return oidc_ticket_take(states, by, text, arena, out);
}

Test(oidc_state, a_ticket_names_an_identity_and_an_account)
{
    char *subject = arena_alloc(arena, OIDC_SUBJECT_MAX + 1);
    memset(subject, 's', OIDC_SUBJECT_MAX + 1);
    struct oidc_ticket ticket = {
        .provider = STR("work"),
        .subject = {subject, OIDC_SUBJECT_MAX},
        .email = STR("ada@example.org"),
        .owner = {{7}},
        .expires_ms = clock_now_ms() + 10000,
    };
    struct str text;
    struct oidc_ticket found;
    cr_assert_eq(oidc_ticket_make(states, &binding, &ticket, arena, &text), E_OK);
    cr_expect_eq(take_ticket(&other, text, &found), E_INVALID_CODE);
    cr_expect_eq(take(&binding, text), E_INVALID_CODE, "a ticket is no state");
    cr_assert_eq(take_ticket(&binding, text, &found), E_OK);
    cr_expect(str_eq(found.provider, ticket.provider) && str_eq(found.subject, ticket.subject));
    cr_expect(str_eq(found.email, ticket.email) && found.owner.b[0] == 7);
    cr_expect_eq(take_ticket(&binding, text, &found), E_INVALID_CODE, "once");

    struct oidc_secrets secrets;
    cr_expect_eq(take_ticket(&binding, make(10000, &secrets), &found), E_INVALID_CODE,
                 "a state is no ticket");
    ticket.expires_ms = clock_now_ms();
    cr_assert_eq(oidc_ticket_make(states, &binding, &ticket, arena, &text), E_OK);
    cr_expect_eq(take_ticket(&binding, text, &found), E_INVALID_CODE, "too late");
    ticket.subject.n++;
    cr_expect_eq(oidc_ticket_make(states, &binding, &ticket, arena, &text), E_TOO_LARGE);
}

Test(oidc_state, leads_to_paths_of_this_site)
{
    static const struct {
        const char *next;
        const char *becomes;
    } rows[] = {
        {"/", "/"},
        {"/ocr/1?x=y#z", "/ocr/1?x=y#z"},
        {"", "/"},
        {"ocr", "/"},
        {"//evil.example", "/"},
        {"/\\evil.example", "/"},
        {"/a\\b", "/"},
        {"/\tevil", "/"},
        {"/a b", "/"},
        {"/a\nb", "/"},
        {"/\xc3\xa4", "/"},
        {"https://evil.example", "/"},
        {"javascript:alert(1)", "/"},
        {"/api/v1/auth/oidc/x/start", "/"},
        {"/apiary", "/apiary"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str clean = oidc_clean_next(str_from(rows[i].next));
        cr_expect(str_eq(clean, str_from(rows[i].becomes)), "%s", rows[i].next);
    }
}

Test(oidc_state, escapes_parameters)
{
    struct sb sb;
    sb_init(&sb, 1000);
    oidc_add_param(&sb, '?', "a", STR("b c&d=e/\xc3\xa4~"));
    oidc_add_param(&sb, '&', "f", STR_EMPTY);
    cr_expect_str_eq(sb.p, "?a=b%20c%26d%3De%2F%C3%A4~&f=");
    sb_done(&sb);
}
