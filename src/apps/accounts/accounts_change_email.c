/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "apps/accounts/accounts_int.h"
#include "base/clock.h"
#include "platform/audit/audit.h"
#include "platform/mail/mail.h"

/* Bound to the address, so that a code for one says nothing about another. */
static struct crypt_digest digest_code(const struct accounts *accounts,
                                       const struct accounts_user *user, struct str email,
                                       struct str code)
{
    char text[NAMES_EMAIL_MAX + 96];
    int bytes = snprintf(text, sizeof(text), "email %s %" STRF " %" STRF, uuid_format(user->id).s,
                         STRA(code), STRA(email));
    ASSERT(bytes > 0 && (size_t)bytes < sizeof(text));
    return crypt_hash(accounts->pepper, (struct str){text, (size_t)bytes});
}

/* ---- asking ---- */

static int mail_new_address(struct accounts *accounts, struct db_conn *conn,
                            const struct accounts_user *user, struct str email, struct str base_url,
                            struct arena *arena)
{
    int64_t now_ms = clock_now_ms();
    char code[CODE_DIGITS + 1];
    char token[CRYPT_TOKEN_LENGTH + 1];
    random_text("0123456789", CODE_DIGITS, code);
    const struct accounts_email_change change = {
        .owner = user->id,
        .email = email,
        .code = digest_code(accounts, user, email, str_from(code)),
        .code_expires_ms = now_ms + CODE_MS,
        .link = crypt_token_make(token),
        .link_expires_ms = now_ms + LINK_MS,
    };
    int rc = accounts_store_set_email_change(conn, &change);
    if (rc < 0) {
        return rc;
    }
    const char *link =
        arena_printf(arena, "%" STRF "/verify-email-change#token=%s", STRA(base_url), token);
    const struct mail_letter letter = {
        .to = email,
        .name = accounts_name_of(user),
        .subject = "Confirm your new e-mail address",
        .parts =
            {
                {MAIL_WORDS, STR("please confirm that your account is to have this e-mail address "
                                 "from now on.")},
                {MAIL_LINK, str_from(link), "Use this address"},
                {MAIL_CODE, str_from(code)},
                {MAIL_WORDS,
                 STR("The code is valid for 10 minutes, the link for 24 hours. If it was not you "
                     "who asked for this, do nothing: without your confirmation nothing changes.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

/* What somebody gets whose address another account wants to have: nobody else learns of the account. */
static int mail_holder(struct db_conn *conn, const struct accounts_user *holder)
{
    const struct mail_letter letter = {
        .to = holder->email,
        .name = accounts_name_of(holder),
        .subject = "You have an account with this address",
        .parts =
            {
                {MAIL_WORDS, STR("somebody asked for another account to have this e-mail address. "
                                 "That cannot be: you have an account with it already.")},
                {MAIL_WORDS, STR("If it was you, delete one of the two accounts first. If it was "
                                 "not you, you need not do anything: nothing has changed.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

static int mail_old_address(struct db_conn *conn, const struct accounts_user *user,
                            struct str email, struct arena *arena)
{
    const char *happened =
        arena_printf(arena,
                     "a moment ago your account was asked to have another e-mail address, %" STRF
                     ". It keeps this one until that is confirmed.",
                     STRA(email));
    const struct mail_letter letter = {
        .to = user->email,
        .name = accounts_name_of(user),
        .subject = "Your e-mail address is about to change",
        .parts =
            {
                {MAIL_WORDS, str_from(happened)},
                {MAIL_WORDS, STR("If it was not you, change your password now: that also ends this "
                                 "change and signs out whoever asked for it.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

static int mail_both(struct accounts *accounts, struct db_conn *conn,
                     const struct accounts_user *user, struct str email, struct str base_url,
                     struct arena *arena)
{
    struct accounts_user holder;
    int rc = accounts_store_find_email(conn, email, arena, &holder);
    if (rc == E_OK) {
        rc = mail_holder(conn, &holder);
    } else if (rc == E_NOT_FOUND) {
        rc = mail_new_address(accounts, conn, user, email, base_url, arena);
    }
    return rc < 0 ? rc : mail_old_address(conn, user, email, arena);
}

int accounts_change_email(struct accounts *accounts, const struct accounts_user *user,
                          struct str email, struct str base_url, struct arena *arena,
                          struct err *err)
{
    struct str address;
    int rc = names_read_email(email, arena, &address, err);
    if (rc == E_OK && str_eq(address, user->email)) {
        return err_field(err, "email", "is your address already");
    }
    if (rc == E_OK) {
        rc = accounts_take_try(accounts, ACCOUNTS_TRY_MAIL, address, err);
    }
    if (rc == E_OK) {
        rc = accounts_take_try(accounts, ACCOUNTS_TRY_MAIL, user->email, err);
    }
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = mail_both(accounts, conn, user, address, base_url, arena);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail_wake(accounts->services->mail);
    }
    return rc;
}

/* ---- confirming ---- */

static int tell_old_address(struct db_conn *conn, const struct accounts_user *user,
                            struct str email, struct arena *arena)
{
    const char *happened = arena_printf(
        arena, "your account has another e-mail address from now on: %" STRF ".", STRA(email));
    const struct mail_letter letter = {
        .to = user->email,
        .name = accounts_name_of(user),
        .subject = "Your e-mail address was changed",
        .parts =
            {
                {MAIL_WORDS, str_from(happened)},
                {MAIL_WORDS, STR("This address is not used any more. If it was not you, tell "
                                 "whoever runs this Assisti at once.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

/* Links that were mailed to the old address are worth nothing from now on. */
static int apply(struct db_conn **conn, const struct accounts_email_change *change,
                 struct arena *arena, struct accounts_user *out)
{
    struct accounts_user user;
    bool is_taken = false;
    int rc = accounts_find_within(*conn, change->owner, arena, &user);
    if (rc == E_OK) {
        rc = accounts_store_is_email_taken(*conn, change->email, &is_taken);
    }
    if (rc == E_OK && is_taken) {
        return E_EMAIL_TAKEN;
    }
    if (rc == E_OK) {
        rc = accounts_store_set_email(*conn, user.id, change->email);
    }
    if (rc == E_OK) {
        rc = accounts_store_drop_email_change(*conn, user.id);
    }
    if (rc == E_OK) {
        rc = accounts_store_drop_resets(*conn, user.id);
    }
    if (rc == E_OK) {
        rc = accounts_store_drop_proofs(*conn, user.id);
    }
    if (rc == E_OK) {
        rc = audit_add_own(*conn, user.id, "account.change-email", STR_EMPTY);
    }
    if (rc == E_OK) {
        rc = tell_old_address(*conn, &user, change->email, arena);
    }
    if (rc == E_OK) {
        rc = accounts_find_within(*conn, user.id, arena, out);
    }
    return rc < 0 ? rc : db_commit(conn);
}

int accounts_confirm_email_by_link(struct accounts *accounts, struct str token, struct arena *arena,
                                   struct accounts_user *out, struct err *err)
{
    struct crypt_digest digest;
    if (crypt_token_digest(token, &digest) < 0) {
        return E_INVALID_CODE;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    struct accounts_email_change change;
    if (rc == E_OK) {
        rc = accounts_store_find_email_change_by_link(conn, &digest, arena, &change);
    }
    if (rc == E_NOT_FOUND || (rc == E_OK && change.link_expires_ms <= clock_now_ms())) {
        return E_INVALID_CODE;
    }
    if (rc == E_OK) {
        rc = apply(&conn, &change, arena, out);
    }
    if (rc < 0) {
        return accounts_tell_taken(rc, err);
    }
    mail_wake(accounts->services->mail);
    return E_OK;
}

/* E_INVALID_CODE is counted, which the caller has to commit. */
static int check_code(struct accounts *accounts, struct db_conn *conn,
                      const struct accounts_user *user, struct str code, struct arena *arena,
                      struct accounts_email_change *out)
{
    int rc = accounts_store_find_email_change(conn, user->id, arena, out);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_INVALID_CODE : rc;
    }
    if (out->code_expires_ms <= clock_now_ms() || out->code_tries >= CODE_TRIES_MAX) {
        return E_INVALID_CODE;
    }
    if (code.n == CODE_DIGITS) {
        struct crypt_digest digest = digest_code(accounts, user, out->email, code);
        if (crypt_digest_eq(&digest, &out->code)) {
            return E_OK;
        }
    }
    rc = accounts_store_count_email_change_try(conn, user->id);
    return rc < 0 ? rc : E_INVALID_CODE;
}

int accounts_confirm_email_by_code(struct accounts *accounts, struct uuid id, struct str code,
                                   struct arena *arena, struct accounts_user *out, struct err *err)
{
    struct accounts_user user;
    int rc = accounts_find(accounts, id, arena, &user);
    if (rc == E_OK) {
        rc = accounts_take_try(accounts, ACCOUNTS_TRY_CODE, user.email, err);
    }
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    struct accounts_email_change change;
    if (rc == E_OK) {
        rc = check_code(accounts, conn, &user, code, arena, &change);
    }
    if (rc == E_INVALID_CODE) {
        int committed = db_commit(&conn);
        return committed < 0 ? committed : rc;
    }
    if (rc == E_OK) {
        rc = accounts_clear_tries(accounts, conn, ACCOUNTS_TRY_CODE, user.email);
    }
    if (rc == E_OK) {
        rc = apply(&conn, &change, arena, out);
    }
    if (rc < 0) {
        return accounts_tell_taken(rc, err);
    }
    mail_wake(accounts->services->mail);
    return E_OK;
}
