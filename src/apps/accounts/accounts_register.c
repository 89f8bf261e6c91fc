/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "apps/accounts/accounts_int.h"
#include "base/clock.h"
#include "platform/mail/mail.h"

#define USERNAME_TRIES 16 /* of random names; the second is needed once in two thousand million */

/* A code has a million values, so its digest is made with a key that is not in the database, and for one
 * user alone. */
static struct crypt_digest digest_code(const struct accounts *accounts, struct uuid owner,
                                       struct str code)
{
    char text[64];
    int bytes = snprintf(text, sizeof(text), "code %s %" STRF, uuid_format(owner).s, STRA(code));
    ASSERT(bytes > 0 && (size_t)bytes < sizeof(text));
    return crypt_hash(accounts->pepper, (struct str){text, (size_t)bytes});
}

static int keep_first(int first, int next)
{
    return first < 0 ? first : next;
}

int accounts_check_signup(struct accounts_signup *signup, struct arena *arena, struct err *err)
{
    struct accounts_signup checked = *signup;
    int rc = names_read_email(signup->email, arena, &checked.email, err);
    rc = keep_first(rc, names_read_name(signup->name, "name", NAMES_NAME_MAX, &checked.name, err));
    if (signup->username.n > 0) {
        rc = keep_first(
            rc, names_read_username(signup->username, arena, &checked.checked_username, err));
        checked.username = checked.checked_username.text;
    }
    const struct names_owner owner = {checked.email, checked.name, checked.username};
    rc = keep_first(rc, names_check_password(signup->password, &owner, err));
    if (rc < 0) {
        return rc;
    }
    *signup = checked;
    return E_OK;
}

int accounts_tell_taken(int rc, struct err *err)
{
    if (rc == E_EMAIL_TAKEN || rc == E_USERNAME_TAKEN) {
        (void)err_set(err, rc, "%s", e_title(rc));
        (void)err_field(err, rc == E_EMAIL_TAKEN ? "email" : "username", "is taken");
    }
    return rc;
}

static int choose_username(struct db_conn *conn, const struct accounts_signup *signup,
                           struct arena *arena, struct names_username *out)
{
    bool is_taken = true;
    if (signup->username.n > 0) {
        int rc = accounts_is_username_taken(conn, signup->checked_username.key, NULL, &is_taken);
        *out = signup->checked_username;
        return rc == E_OK && is_taken ? E_USERNAME_TAKEN : rc;
    }
    for (int i = 0; i < USERNAME_TRIES; i++) {
        *out = names_random_username(arena);
        int rc = accounts_is_username_taken(conn, out->key, NULL, &is_taken);
        if (rc < 0 || !is_taken) {
            return rc;
        }
    }
    return E_INTERNAL;
}

int accounts_create(struct db_conn *conn, const struct accounts_signup *signup, struct str password,
                    struct accounts_standing standing, struct arena *arena,
                    struct accounts_user *out)
{
    bool is_taken;
    int rc = accounts_store_is_email_taken(conn, signup->email, &is_taken);
    if (rc < 0 || is_taken) {
        return rc < 0 ? rc : E_EMAIL_TAKEN;
    }
    struct names_username username;
    rc = choose_username(conn, signup, arena, &username);
    if (rc < 0) {
        return rc;
    }
    struct accounts_user user = {
        .id = uuid_new(),
        .email = signup->email,
        .username = username.text,
        .name = signup->name,
        .password = str_copy(arena, password),
        .is_active = standing.is_proven,
        .is_verified = standing.is_proven,
        .is_staff = standing.is_staff,
        .joined_ms = clock_now_ms(),
    };
    rc = accounts_store_add(conn, &user, username.key);
    if (rc < 0) {
        return rc;
    }
    *out = user;
    return E_OK;
}

static int mail_proof(struct db_conn *conn, const struct accounts_user *user, struct str link,
                      struct str code)
{
    const struct mail_letter letter = {
        .to = user->email,
        .name = accounts_name_of(user),
        .subject = "Confirm your e-mail address",
        .parts =
            {
                {MAIL_WORDS, STR("please confirm that this is your e-mail address.")},
                {MAIL_LINK, link, "Confirm my address"},
                {MAIL_CODE, code},
                {MAIL_WORDS,
                 STR("The code is valid for 10 minutes, the link for 24 hours. If you did not sign "
                     "up, do nothing: without your confirmation the account cannot be used.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

int accounts_send_proof(struct accounts *accounts, struct db_conn *conn,
                        const struct accounts_user *user, struct str base_url, struct arena *arena)
{
    int64_t now_ms = clock_now_ms();
    char code[CODE_DIGITS + 1];
    char token[CRYPT_TOKEN_LENGTH + 1];
    random_text("0123456789", CODE_DIGITS, code);
    struct accounts_proof proof = {
        .id = uuid_new(),
        .owner = user->id,
        .code = digest_code(accounts, user->id, str_from(code)),
        .code_expires_ms = now_ms + CODE_MS,
        .link = crypt_token_make(token),
        .link_expires_ms = now_ms + LINK_MS,
    };
    int rc = accounts_store_drop_old_proofs(conn, now_ms);
    if (rc == E_OK) {
        rc = accounts_store_add_proof(conn, &proof);
    }
    if (rc == E_OK) {
        const char *link = arena_printf(arena, "%" STRF "/verify#token=%s", STRA(base_url), token);
        rc = mail_proof(conn, user, str_from(link), str_from(code));
    }
    return rc;
}

/* Before the password is hashed, which takes longer than anything else here. */
static int check_invited(struct accounts *accounts, const struct accounts_signup *signup,
                         struct arena *arena, struct err *err)
{
    struct accounts_invitation invitation;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(accounts->db, &conn);
    return rc < 0 ? rc : accounts_check_invitation(accounts, conn, signup, arena, &invitation, err);
}

/* The account, and the invitation that it came by is used up. */
static int create_invited(struct accounts *accounts, struct db_conn *conn,
                          const struct accounts_signup *signup, struct str password,
                          struct arena *arena, struct accounts_user *out)
{
    const struct accounts_standing standing = {.is_proven = false, .is_staff = false};
    struct accounts_invitation invitation;
    int rc = accounts_check_invitation(accounts, conn, signup, arena, &invitation, NULL);
    if (rc == E_OK) {
        rc = accounts_create(conn, signup, password, standing, arena, out);
    }
    if (rc == E_OK && invitation.expires_ms > 0) {
        rc = accounts_store_use_invitation(conn, invitation.id, out->id, clock_now_ms());
    }
    return rc;
}

int accounts_register(struct accounts *accounts, struct accounts_signup *signup,
                      struct str base_url, struct arena *arena, struct accounts_user *out,
                      struct err *err)
{
    int rc = accounts_check_signup(signup, arena, err);
    if (rc == E_OK) {
        rc = check_invited(accounts, signup, arena, err);
    }
    if (rc < 0) {
        return rc;
    }
    struct crypt_password password;
    rc = crypt_password_hash(signup->password, &password);
    if (rc < 0) {
        return rc;
    }

    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = create_invited(accounts, conn, signup, str_from(password.s), arena, out);
    }
    if (rc == E_OK) {
        rc = accounts_send_proof(accounts, conn, out, base_url, arena);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc < 0) {
        return accounts_tell_taken(rc, err);
    }
    mail_wake(accounts->services->mail);
    return E_OK;
}

/* Both proofs end here: the user is verified and all that was e-mailed is worthless. */
static int accept_proof(struct db_conn **conn, struct uuid owner, struct arena *arena,
                        struct accounts_user *out)
{
    int rc = accounts_store_set_verified(*conn, owner);
    if (rc == E_OK) {
        rc = accounts_store_drop_proofs(*conn, owner);
    }
    if (rc == E_OK) {
        rc = accounts_find_within(*conn, owner, arena, out);
    }
    return rc < 0 ? rc : db_commit(conn);
}

/* The code's proof, where it is right. A wrong one is counted, which the caller has to commit. */
static int check_code(struct accounts *accounts, struct db_conn *conn,
                      const struct accounts_user *user, struct str code)
{
    struct accounts_proof proof;
    int rc = accounts_store_find_proof(conn, user->id, &proof);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_INVALID_CODE : rc;
    }
    if (proof.code_expires_ms <= clock_now_ms() || proof.code_tries >= CODE_TRIES_MAX) {
        return E_INVALID_CODE;
    }
    if (code.n == CODE_DIGITS) {
        struct crypt_digest digest = digest_code(accounts, user->id, code);
        if (crypt_digest_eq(&digest, &proof.code)) {
            return E_OK;
        }
    }
    rc = accounts_store_count_code_try(conn, proof.id);
    return rc < 0 ? rc : E_INVALID_CODE;
}

int accounts_verify_by_code(struct accounts *accounts, struct str email, struct str code,
                            struct arena *arena, struct accounts_user *out, struct err *err)
{
    struct str address;
    int rc = names_read_email(email, arena, &address, err);
    if (rc == E_OK) {
        rc = accounts_take_try(accounts, ACCOUNTS_TRY_CODE, address, err);
    }
    if (rc < 0) {
        return rc;
    }

    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    struct accounts_user user;
    if (rc == E_OK) {
        rc = accounts_store_find_email(conn, address, arena, &user);
    }
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_INVALID_CODE : rc;
    }
    rc = check_code(accounts, conn, &user, code);
    if (rc == E_INVALID_CODE) {
        int committed = db_commit(&conn);
        return committed < 0 ? committed : rc;
    }
    if (rc == E_OK) {
        rc = accounts_clear_tries(accounts, conn, ACCOUNTS_TRY_CODE, address);
    }
    return rc < 0 ? rc : accept_proof(&conn, user.id, arena, out);
}

int accounts_verify_by_link(struct accounts *accounts, struct str token, struct arena *arena,
                            struct accounts_user *out)
{
    struct crypt_digest digest;
    if (crypt_token_digest(token, &digest) < 0) {
        return E_INVALID_CODE;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    struct accounts_proof proof;
    if (rc == E_OK) {
        rc = accounts_store_find_proof_by_link(conn, &digest, &proof);
    }
    if (rc == E_NOT_FOUND || (rc == E_OK && proof.link_expires_ms <= clock_now_ms())) {
        return E_INVALID_CODE;
    }
    return rc < 0 ? rc : accept_proof(&conn, proof.owner, arena, out);
}

int accounts_resend(struct accounts *accounts, struct str email, struct str base_url,
                    struct arena *arena)
{
    struct str address;
    if (names_read_email(email, arena, &address, NULL) < 0) {
        return E_OK; /* what cannot be an address has no account either */
    }
    int rc = accounts_take_try(accounts, ACCOUNTS_TRY_MAIL, address, NULL);
    if (rc < 0) {
        return rc == E_THROTTLED ? E_OK : rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    struct accounts_user user;
    if (rc == E_OK) {
        rc = accounts_store_find_email(conn, address, arena, &user);
    }
    if (rc == E_NOT_FOUND || (rc == E_OK && user.is_verified)) {
        return E_OK;
    }
    if (rc == E_OK) {
        rc = accounts_send_proof(accounts, conn, &user, base_url, arena);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail_wake(accounts->services->mail);
    }
    return rc;
}
