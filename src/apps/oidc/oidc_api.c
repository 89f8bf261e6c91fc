/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/guard/guard.h"
#include "apps/oidc/oidc_api.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/metrics/metrics.h"

#define BINDING_COOKIE "assisti_oidc"
#define COOKIE_PATH    "/api/v1/auth/oidc"
#define LOGIN_PATH     "/login"

#define TICKET_CHARS_MAX 1024

/* ---- what there is ---- */

static void write_providers(const struct oidc *oidc, struct json_out *out)
{
    json_begin_array(out);
    for (size_t i = 0; i < oidc->provider_count; i++) {
        json_begin_object(out);
        json_kv_str(out, "name", oidc->providers[i].name);
        json_kv_str(out, "title", oidc->providers[i].title);
        json_end_object(out);
    }
    json_end_array(out);
}

void oidc_write_site(void *state, struct json_out *out)
{
    json_key(out, "oidc");
    write_providers(state, out);
}

int oidc_api_list_providers(struct req *rq)
{
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_key(out, "results");
    write_providers(rq->state, out);
    json_kv_null(out, "next");
    json_end_object(out);
    return req_reply(rq, 200);
}

/* ---- the browser's way out and back ---- */

static const struct {
    int rc;
    const char *code; /* what the log-in page has a sentence for */
} faults[] = {
    {E_FORBIDDEN, "oidc_denied"},
    {E_INVALID_CODE, "oidc_expired"},
    {E_PROVIDER, "oidc_failed"},
    {E_EMAIL_NOT_VERIFIED, "oidc_email_unverified"},
    {E_EMAIL_TAKEN, "oidc_account_unverified"},
    {E_CONFLICT, "oidc_linked_otherwise"},
};

static int redirect(struct req *rq, const char *location)
{
    req_set_header(rq, "Location", str_from(location));
    req_set_header(rq, "Cache-Control", STR("no-store"));
    req_set_header(rq, "Referrer-Policy", STR("no-referrer"));
    return req_reply(rq, 302);
}

/* What went wrong, as a word behind the address of a page. The log has why, which is for the operator. */
static int redirect_fault(struct req *rq, const struct oidc_provider *provider, struct str page,
                          int rc)
{
    const char *code = e_code(rc);
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        code = faults[i].rc == rc ? faults[i].code : code;
    }
    if (rc == E_PROVIDER) {
        log_warn("oidc.failed", LOG_S("provider", provider->name),
                 LOG_C("why", err_text(&rq->err, rc)));
    } else if (e_http_status(rc) == 500) {
        return rc;
    }
    struct str rest;
    struct str path = str_cut(page, '#', &rest);
    const char *joint = str_find_byte(path, '?') < path.n ? "&" : "?";
    return redirect(rq, arena_printf(rq->arena, "%" STRF "%serror=%s", STRA(path), joint, code));
}

static struct str redirect_uri_of(struct req *rq, const struct oidc_provider *provider)
{
    return str_from(arena_printf(rq->arena, "%" STRF COOKIE_PATH "/%" STRF "/callback",
                                 STRA(req_base_url(rq)), STRA(provider->name)));
}

static int read_binding(struct req *rq, struct oidc_binding *out)
{
    return base64url_decode(req_cookie(rq, BINDING_COOKIE), out->b, sizeof(out->b));
}

/* One cookie for all log-ins of a browser that are under way, so that tabs do not end each other's. */
static struct oidc_binding keep_binding(struct req *rq)
{
    struct oidc_binding binding;
    if (read_binding(rq, &binding) < 0) {
        random_bytes(binding.b, sizeof(binding.b));
    }
    char text[BASE64URL_LENGTH(sizeof(binding.b)) + 1];
    base64url_encode(binding.b, sizeof(binding.b), text);
    req_set_lax_cookie(rq, BINDING_COOKIE, str_from(text), COOKIE_PATH, OIDC_STATE_MS / SECOND_MS);
    return binding;
}

static struct oidc_step step_of(struct req *rq, struct oidc_provider *provider)
{
    return (struct oidc_step){
        .oidc = rq->state, .provider = provider, .arena = rq->arena, .err = &rq->err};
}

/* The provider's address for a new log-in, or for a link where `user` says whose. */
static int begin(struct req *rq, struct oidc_provider *provider, struct str next, struct uuid user,
                 struct str *out)
{
    struct oidc_binding binding = keep_binding(rq);
    struct oidc_flow flow = {
        .provider = provider->name,
        .next = oidc_clean_next(next),
        .user = user,
        .expires_ms = clock_now_ms() + OIDC_STATE_MS,
    };
    struct oidc_step step = step_of(rq, provider);
    return oidc_begin(&step, &flow, &binding, redirect_uri_of(rq, provider), out);
}

/* Where the provider asks nothing, a page of another site could log its visitors in without their knowledge. */
static bool is_led_by_other_site(struct req *rq)
{
    struct str site = req_header(rq, "Sec-Fetch-Site");
    return str_eq(site, STR("cross-site")) || str_eq(site, STR("same-site"));
}

int oidc_api_start(struct req *rq)
{
    struct oidc_provider *provider = oidc_find_provider(rq->state, req_param(rq, "provider"));
    if (provider == NULL) {
        return E_NOT_FOUND;
    }
    if (is_led_by_other_site(rq)) {
        return redirect(rq, LOGIN_PATH);
    }
    struct str url;
    struct uuid nobody = {{0}};
    int rc = begin(rq, provider, req_query(rq, "next"), nobody, &url);
    return rc < 0 ? redirect_fault(rq, provider, STR(LOGIN_PATH), rc)
                  : redirect(rq, str_dup(rq->arena, url));
}

/* A second step is for the log-in page. What it needs stands behind the '#', which goes to no server and no log. */
static int redirect_step(struct req *rq, const struct accounts_challenge *challenge,
                         struct str next)
{
    CLEANUP(sb_done) struct sb location;
    sb_init(&location, 2 * KIB);
    sb_add_c(&location, LOGIN_PATH);
    oidc_add_param(&location, '?', "next", next);
    sb_addf(&location, "#challenge=%s&methods=", challenge->secret);
    accounts_add_methods(&location, challenge->methods);
    ASSERT(!location.failed);
    return redirect(rq, arena_strdup(rq->arena, location.p));
}

/* The account with this address has to be opened another way first; then the ticket links the two. */
static int redirect_to_link(struct req *rq, const struct oidc_provider *provider,
                            const struct oidc_identity *identity, struct uuid owner,
                            struct str next)
{
    const struct oidc *oidc = rq->state;
    struct oidc_binding binding;
    const struct oidc_ticket ticket = {
        .provider = provider->name,
        .subject = identity->subject,
        .email = identity->email,
        .owner = owner,
        .expires_ms = clock_now_ms() + OIDC_STATE_MS,
    };
    struct str text = STR_EMPTY;
    int rc = read_binding(rq, &binding);
    if (rc == E_OK) {
        rc = oidc_ticket_make(oidc->states, &binding, &ticket, rq->arena, &text);
    }
    if (rc < 0) {
        return E_INVALID_CODE;
    }
    CLEANUP(sb_done) struct sb location;
    sb_init(&location, 4 * KIB);
    sb_add_c(&location, LOGIN_PATH);
    oidc_add_param(&location, '?', "next", next);
    sb_addf(&location, "#link=%" STRF "&provider=%" STRF, STRA(text), STRA(provider->name));
    ASSERT(!location.failed);
    return redirect(rq, arena_strdup(rq->arena, location.p));
}

static int log_in(struct req *rq, const struct accounts_user *user, struct str next)
{
    struct accounts_challenge challenge;
    int rc = accounts_begin_step(rq, user, &challenge);
    if (rc == E_OK && challenge.methods != 0) {
        return redirect_step(rq, &challenge, next);
    }
    struct sessions_origin origin = sessions_origin_of(rq);
    struct sessions_tokens tokens;
    if (rc == E_OK) {
        rc = sessions_start(sessions_of(rq), user->id, &origin, &tokens);
    }
    metrics_count(rq->services->metrics, rc == E_OK ? METRIC_LOGINS_OK : METRIC_LOGINS_FAILED);
    if (rc < 0) {
        return rc;
    }
    sessions_set_cookie(rq, &tokens);
    return redirect(rq, str_dup(rq->arena, next));
}

/* The state that came back, which must be of this browser and for this provider. */
static int take_flow(struct req *rq, const struct oidc_provider *provider, struct oidc_flow *out,
                     struct oidc_secrets *out_secrets)
{
    struct oidc *oidc = rq->state;
    struct oidc_binding binding;
    if (read_binding(rq, &binding) < 0) {
        return E_INVALID_CODE;
    }
    int rc = oidc_state_take(oidc->states, &binding, req_query(rq, "state"), rq->arena, out,
                             out_secrets);
    return rc == E_OK && !str_eq(out->provider, provider->name) ? E_INVALID_CODE : rc;
}

/* New accounts count against the address, like those of the form. */
static int find_person(struct req *rq, const struct oidc_provider *provider,
                       const struct oidc_identity *identity, struct accounts_user *out)
{
    int rc = oidc_find_person(rq->state, provider, identity, /* may_join= */ false, rq->arena, out);
    if (rc != E_NOT_FOUND) {
        return rc;
    }
    const struct oidc *oidc = rq->state;
    rc = accounts_may_join(oidc->accounts);
    if (rc == E_OK) {
        rc = guard_take_signup(rq);
    }
    return rc < 0 ? rc
                  : oidc_find_person(rq->state, provider, identity, /* may_join= */ true, rq->arena,
                                     out);
}

/* *out_page is where a fault is to be shown: to who links, on the page that they came from. */
static int come_back(struct req *rq, struct oidc_provider *provider, struct str *out_page)
{
    struct oidc_flow flow;
    struct oidc_secrets secrets;
    int rc = take_flow(rq, provider, &flow, &secrets);
    if (rc < 0) {
        return rc;
    }
    struct uuid nobody = {{0}};
    bool is_link = !uuid_eq(flow.user, nobody);
    if (is_link) {
        *out_page = flow.next;
    }
    struct oidc_return given = {
        .code = req_query(rq, "code"),
        .error = req_query(rq, "error"),
        .issuer = req_query(rq, "iss"),
        .redirect_uri = redirect_uri_of(rq, provider),
    };
    struct oidc_identity identity;
    struct oidc_step step = step_of(rq, provider);
    rc = oidc_finish(&step, &given, &secrets, &identity);
    if (rc < 0) {
        return rc;
    }
    if (is_link) {
        rc = oidc_link_person(rq->state, provider, &identity, flow.user, rq->arena);
        return rc < 0 ? rc : redirect(rq, str_dup(rq->arena, flow.next));
    }
    struct accounts_user user;
    rc = find_person(rq, provider, &identity, &user);
    if (rc == E_PROOF_REQUIRED) {
        return redirect_to_link(rq, provider, &identity, user.id, flow.next);
    }
    return rc < 0 ? rc : log_in(rq, &user, flow.next);
}

int oidc_api_callback(struct req *rq)
{
    struct oidc_provider *provider = oidc_find_provider(rq->state, req_param(rq, "provider"));
    if (provider == NULL) {
        return E_NOT_FOUND;
    }
    struct str page = STR(LOGIN_PATH);
    int rc = come_back(rq, provider, &page);
    return rc < 0 ? redirect_fault(rq, provider, page, rc) : E_OK;
}

/* ---- links ---- */

/* Links of providers that the settings no longer name are not shown: nobody can log in by them. */
int oidc_api_list_links(struct req *rq)
{
    struct oidc *oidc = rq->state;
    struct oidc_link *links = NULL;
    size_t count = 0;
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        int rc = db_read(oidc->db, &conn);
        if (rc == E_OK) {
            rc = oidc_store_list(conn, rq->user.id, rq->arena, &links, &count);
        }
        if (rc < 0) {
            return rc;
        }
    }
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < count; i++) {
        const struct oidc_provider *provider = oidc_find_issuer(oidc, links[i].issuer);
        if (provider == NULL) {
            continue;
        }
        json_begin_object(out);
        json_kv_str(out, "provider", provider->name);
        json_kv_str(out, "title", provider->title);
        json_kv_str(out, "subject", links[i].subject);
        json_kv_str(out, "email", links[i].email);
        json_kv_time(out, "created", links[i].created_ms);
        json_kv_time(out, "last_used", links[i].last_used_ms);
        json_end_object(out);
    }
    return req_reply_list_end(rq, NULL);
}

struct link_body {
    struct str provider;
    struct str next;
    struct str ticket;
};

static const struct json_field link_fields[] = {
    {"provider", JSON_STR, offsetof(struct link_body, provider), false, 1, OIDC_NAME_MAX},
    {"next", JSON_STR, offsetof(struct link_body, next), false, 0, OIDC_NEXT_MAX},
    {"ticket", JSON_STR, offsetof(struct link_body, ticket), false, 1, TICKET_CHARS_MAX},
    {0},
};

/* Links the identity that the callback gave this browser a ticket for. */
static int use_ticket(struct req *rq, struct str text)
{
    struct oidc *oidc = rq->state;
    struct oidc_binding binding;
    struct oidc_ticket ticket = {0};
    int rc = accounts_require_proof(rq, STR_EMPTY);
    if (rc < 0) {
        return rc;
    }
    rc = read_binding(rq, &binding) < 0
             ? E_INVALID_CODE
             : oidc_ticket_take(oidc->states, &binding, text, rq->arena, &ticket);
    if (rc < 0) {
        return rc;
    }
    if (!uuid_eq(ticket.owner, rq->user.id)) {
        return err_set(&rq->err, E_CONFLICT,
                       "This is another account than the one with the address that the provider "
                       "gave.");
    }
    const struct oidc_provider *provider = oidc_find_provider(oidc, ticket.provider);
    if (provider == NULL) {
        return E_INVALID_CODE;
    }
    const struct oidc_identity identity = {
        .subject = ticket.subject, .email = ticket.email, .is_email_verified = true};
    rc = oidc_link_person(oidc, provider, &identity, rq->user.id, rq->arena);
    return rc < 0 ? rc : req_reply(rq, 204);
}

/* Answers with an address, since a browser that is led somewhere sends no token along. */
int oidc_api_add_link(struct req *rq)
{
    struct link_body body = {0};
    int rc = req_json(rq, link_fields, &body);
    if (rc < 0) {
        return rc;
    }
    if (body.ticket.n > 0) {
        return use_ticket(rq, body.ticket);
    }
    if (body.provider.n == 0) {
        return err_field(&rq->err, "provider", "is required");
    }
    struct oidc_provider *provider = oidc_find_provider(rq->state, body.provider);
    if (provider == NULL) {
        return err_field(&rq->err, "provider", "is none that this server knows");
    }
    rc = accounts_require_proof(rq, STR_EMPTY);
    struct str url = STR_EMPTY;
    if (rc == E_OK) {
        rc = begin(rq, provider, body.next, rq->user.id, &url);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "location", url);
    json_end_object(out);
    return req_reply(rq, 200);
}

int oidc_api_drop_link(struct req *rq)
{
    struct oidc *oidc = rq->state;
    const struct oidc_provider *provider = oidc_find_provider(oidc, req_param(rq, "provider"));
    if (provider == NULL) {
        return E_NOT_FOUND;
    }
    int rc = accounts_require_proof(rq, STR_EMPTY);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(oidc->db, &conn);
    if (rc == E_OK) {
        rc = oidc_store_drop(conn, rq->user.id, provider->issuer);
    }
    if (rc == E_OK) {
        rc = oidc_note_change(conn, rq->user.id, "account.unlink-provider", provider);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    return rc < 0 ? rc : req_reply(rq, 204);
}
