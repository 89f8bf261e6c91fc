/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose account it is that somebody comes back to. */
#include <stdio.h>

#include "apps/oidc/oidc_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/audit/audit.h"
#include "platform/mail/mail.h"

static struct oidc_link link_of(const struct oidc_provider *provider,
                                const struct oidc_identity *identity, struct uuid owner)
{
    int64_t now_ms = clock_now_ms();
    return (struct oidc_link){
        .id = uuid_new(),
        .owner = owner,
        .issuer = provider->issuer,
        .subject = identity->subject,
        .email = identity->email,
        .created_ms = now_ms,
        .last_used_ms = now_ms,
    };
}

/* Whoever has the account learns that something new opens it. Titles are the operator's own words. */
static int add_letter(struct db_conn *conn, const struct oidc_provider *provider,
                      const struct accounts_user *user, struct arena *arena)
{
    const char *happened = arena_printf(
        arena, "from now on your account can be opened by logging in with %" STRF ", too.",
        STRA(provider->title));
    const struct mail_letter letter = {
        .to = user->email,
        .name = accounts_name_of(user),
        .subject = "A new way to log in to your account",
        .parts =
            {
                {MAIL_WORDS, str_from(happened)},
                {MAIL_WORDS, STR("If that was not you, log in, take the link away under Settings, "
                                 "Security, and change your password.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

int oidc_note_change(struct db_conn *conn, struct uuid user, const char *action,
                     const struct oidc_provider *provider)
{
    char detail[OIDC_NAME_MAX + 32];
    int n = snprintf(detail, sizeof(detail), "{\"provider\":\"%" STRF "\"}", STRA(provider->name));
    return audit_add_own(conn, user, action, (struct str){detail, (size_t)n});
}

static int add_link(struct db_conn *conn, const struct oidc_provider *provider,
                    const struct oidc_identity *identity, const struct accounts_user *user)
{
    struct oidc_link link = link_of(provider, identity, user->id);
    int rc = oidc_store_add(conn, &link);
    return rc < 0 ? rc : oidc_note_change(conn, user->id, "account.link-provider", provider);
}

/* An account whose address nobody has verified may be of somebody who waits for the true owner to come by. What a
 * mistake, or a provider that was taken over, could do with staff or past a second factor is worth a log-in here. */
static int link_known(struct db_conn *conn, const struct oidc_provider *provider,
                      const struct oidc_identity *identity, const struct accounts_user *user,
                      struct arena *arena)
{
    if (!user->is_verified) {
        return E_EMAIL_TAKEN;
    }
    if (!user->is_active) {
        return E_ACCOUNT_INACTIVE;
    }
    if (user->is_staff || user->two_factor_enabled) {
        return E_PROOF_REQUIRED;
    }
    int rc = add_link(conn, provider, identity, user);
    return rc < 0 ? rc : add_letter(conn, provider, user, arena);
}

/* For who comes for the first time. */
static int find_by_email(struct db_conn *conn, const struct oidc_provider *provider,
                         const struct oidc_identity *identity, bool may_join, struct arena *arena,
                         struct accounts_user *out)
{
    if (!identity->is_email_verified) {
        return E_EMAIL_NOT_VERIFIED;
    }
    struct accounts_vouched vouched = {.email = identity->email, .name = identity->name};
    int rc = accounts_find_vouched(conn, &vouched, arena, out);
    if (rc == E_OK) {
        return link_known(conn, provider, identity, out, arena);
    }
    if (rc == E_INVALID) {
        return E_EMAIL_NOT_VERIFIED; /* no address that mail could be sent to */
    }
    if (rc == E_NOT_FOUND && may_join) {
        rc = accounts_add_vouched(conn, &vouched, arena, out);
    }
    return rc < 0 ? rc : add_link(conn, provider, identity, out);
}

int oidc_find_person(struct oidc *oidc, const struct oidc_provider *provider,
                     const struct oidc_identity *identity, bool may_join, struct arena *arena,
                     struct accounts_user *out)
{
    struct uuid owner;
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        int rc = db_begin(oidc->db, &conn);
        if (rc == E_OK) {
            rc = oidc_store_find_owner(conn, provider->issuer, identity->subject, &owner);
        }
        if (rc == E_OK) {
            struct oidc_link link = link_of(provider, identity, owner);
            rc = oidc_store_note_use(conn, &link);
        } else if (rc == E_NOT_FOUND) {
            rc = find_by_email(conn, provider, identity, may_join, arena, out);
            owner = rc == E_OK ? out->id : owner;
        }
        if (rc == E_OK) {
            rc = db_commit(&conn);
        }
        if (rc < 0) {
            return rc;
        }
    }
    mail_wake(oidc->services->mail);
    int rc = accounts_find(oidc->accounts, owner, arena, out);
    if (rc < 0) {
        return rc;
    }
    return out->is_active ? E_OK : E_ACCOUNT_INACTIVE;
}

int oidc_link_person(struct oidc *oidc, const struct oidc_provider *provider,
                     const struct oidc_identity *identity, struct uuid user, struct arena *arena)
{
    struct accounts_user owner;
    int rc = accounts_find(oidc->accounts, user, arena, &owner);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_INVALID_CODE : rc; /* deleted meanwhile */
    }
    if (!owner.is_active) {
        return E_ACCOUNT_INACTIVE;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(oidc->db, &conn);
    if (rc == E_OK) {
        rc = add_link(conn, provider, identity, &owner);
    }
    if (rc == E_OK) {
        rc = add_letter(conn, provider, &owner, arena);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail_wake(oidc->services->mail);
    }
    return rc;
}

int oidc_list_ways(void *state, struct db_conn *conn, struct uuid user, struct arena *arena,
                   struct sb *out)
{
    struct oidc *oidc = state;
    struct oidc_link *links = NULL;
    size_t count = 0;
    int rc = oidc_store_list(conn, user, arena, &links, &count);
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        const struct oidc_provider *provider = oidc_find_issuer(oidc, links[i].issuer);
        if (provider != NULL) {
            sb_addf(out, "%sa log-in with %" STRF " since %.10s", out->n > 0 ? "; " : "",
                    STRA(provider->title), clock_format(links[i].created_ms).s);
        }
    }
    return rc;
}
