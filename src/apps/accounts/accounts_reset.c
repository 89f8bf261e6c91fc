/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords that were forgotten, and those that are changed. */
#include "apps/accounts/accounts_int.h"
#include "base/clock.h"
#include "platform/audit/audit.h"
#include "platform/mail/mail.h"

#define WAYS_BYTES_MAX (4 * KIB)

void accounts_add_ways_hook(struct accounts *accounts, const struct accounts_ways_hook *hook)
{
    ASSERT(accounts->ways_hook_count < HOOKS_MAX);
    accounts->ways_hooks[accounts->ways_hook_count++] = *hook;
}

/* Whoever was switched off by staff cannot come back by a new password. */
static bool may_reset(const struct accounts_user *user)
{
    return user->is_active || !user->is_verified;
}

int accounts_make_reset_link(struct db_conn *conn, struct uuid user, int64_t expires_ms,
                             struct str base_url, struct arena *arena, struct str *out_link)
{
    char token[CRYPT_TOKEN_LENGTH + 1];
    const struct crypt_digest digest = crypt_token_make(token);
    *out_link = str_from(arena_printf(arena, "%" STRF "/reset#token=%s", STRA(base_url), token));
    return accounts_store_add_reset(conn, &digest, user, expires_ms);
}

static int mail_link(struct db_conn *conn, const struct accounts_user *user, struct str base_url,
                     struct arena *arena)
{
    int64_t now_ms = clock_now_ms();
    struct str link;
    int rc = accounts_store_drop_old_resets(conn, now_ms);
    if (rc == E_OK) {
        rc = accounts_make_reset_link(conn, user->id, now_ms + RESET_MS, base_url, arena, &link);
    }
    if (rc < 0) {
        return rc;
    }
    const struct mail_letter letter = {
        .to = user->email,
        .name = accounts_name_of(user),
        .subject = "Choose a new password",
        .parts =
            {
                {MAIL_WORDS, STR("somebody, hopefully you, said that the password of your account "
                                 "was forgotten. With this link you can choose a new one.")},
                {MAIL_LINK, link, "Choose a new password"},
                {MAIL_WORDS, STR("The link is valid for one hour, and once. If it was not you, do "
                                 "nothing: your password stays as it is.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

int accounts_forgot(struct accounts *accounts, struct str email, struct str base_url,
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
    if (rc == E_NOT_FOUND || (rc == E_OK && !may_reset(&user))) {
        return E_OK;
    }
    if (rc == E_OK) {
        rc = mail_link(conn, &user, base_url, arena);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail_wake(accounts->services->mail);
    }
    return rc;
}

/* What stays and opens the account without the password; empty: nothing. */
static int list_ways(const struct accounts *accounts, struct db_conn *conn, struct uuid user,
                     struct arena *arena, struct str *out)
{
    CLEANUP(sb_done) struct sb ways;
    sb_init(&ways, WAYS_BYTES_MAX);
    for (size_t i = 0; i < accounts->ways_hook_count; i++) {
        const struct accounts_ways_hook *hook = &accounts->ways_hooks[i];
        CLEANUP(sb_done) struct sb some;
        sb_init(&some, WAYS_BYTES_MAX);
        int rc = hook->list(hook->state, conn, user, arena, &some);
        if (rc < 0) {
            return rc;
        }
        sb_add_c(&ways, ways.n > 0 && some.n > 0 ? "; " : "");
        sb_add(&ways, sb_str(&some));
    }
    *out = ways.failed ? STR("more than can be listed here") : str_copy(arena, sb_str(&ways));
    return E_OK;
}

/* Factors stay, so that a mailbox alone opens no account that has one; who added them is for the owner to tell. */
static int mail_reset(const struct accounts *accounts, struct db_conn *conn,
                      const struct accounts_user *user, struct arena *arena)
{
    struct str ways;
    int rc = list_ways(accounts, conn, user->id, arena, &ways);
    if (rc < 0) {
        return rc;
    }
    const char *stays =
        ways.n == 0 ? ""
                    : arena_printf(arena,
                                   " What stays and opens it, too: %" STRF
                                   ". Look at it under Settings, Security, and remove what is "
                                   "not yours.",
                                   STRA(ways));
    const struct mail_letter letter = {
        .to = user->email,
        .name = accounts_name_of(user),
        .subject = "Your password was changed",
        .parts =
            {
                {MAIL_WORDS,
                 str_from(arena_printf(arena,
                                       "the password of your account was changed a moment ago by a "
                                       "link from your mailbox. The account was signed out "
                                       "everywhere, and its API keys were ended.%s",
                                       stays))},
                {MAIL_WORDS,
                 STR("If it was not you, somebody can read your e-mail: choose another "
                     "password there first, then here by \"Forgot your password?\", and "
                     "tell whoever runs this Assisti.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

static int mail_changed(struct db_conn *conn, const struct accounts_user *user)
{
    const struct mail_letter letter = {
        .to = user->email,
        .name = accounts_name_of(user),
        .subject = "Your password was changed",
        .parts =
            {
                {MAIL_WORDS, STR("the password of your account was changed a moment ago, and the "
                                 "account was signed out everywhere else.")},
                {MAIL_WORDS, STR("If it was not you, choose a new password at once by \"Forgot "
                                 "your password?\" on the page where you log in, and tell whoever "
                                 "runs this Assisti.")},
            },
    };
    return mail_add_letter(conn, &letter);
}

struct new_password {
    const char *action; /* for the audit log */
    const struct accounts_user *user;
    struct str stored;
    const struct uuid *session; /* goes on; NULL: none does */
};

/* Who may have known the old password loses what it could have been used for. */
static int store_password(struct db_conn *conn, const struct new_password *new, struct arena *arena,
                          struct sessions_ended *out)
{
    struct uuid id = new->user->id;
    int rc = accounts_store_replace_password(conn, id, new->stored);
    if (rc == E_OK) {
        rc = sessions_end_all(conn, id, new->session, arena, out);
    }
    if (rc == E_OK) {
        rc = accounts_store_drop_resets(conn, id);
    }
    if (rc == E_OK) {
        rc = accounts_store_drop_email_change(conn, id);
    }
    return rc < 0 ? rc : audit_add_own(conn, id, new->action, STR_EMPTY);
}

static void tell(struct accounts *accounts, const struct sessions_ended *ended)
{
    sessions_tell_ended(accounts->sessions, ended);
    mail_wake(accounts->services->mail);
}

static int check_new_password(const struct accounts_user *user, struct str password,
                              struct err *err)
{
    const struct names_owner owner = {user->email, user->name, user->username};
    return names_check_password(password, &owner, err);
}

/* The account that a link belongs to, and the digest of the link's token. */
static int find_by_link(struct db_conn *conn, struct str token, struct arena *arena,
                        struct accounts_user *out)
{
    struct crypt_digest digest;
    struct uuid owner;
    if (crypt_token_digest(token, &digest) < 0) {
        return E_INVALID_CODE;
    }
    int rc = accounts_store_find_reset(conn, &digest, clock_now_ms(), &owner);
    if (rc == E_OK) {
        rc = accounts_find_within(conn, owner, arena, out);
    }
    return rc == E_NOT_FOUND || (rc == E_OK && !may_reset(out)) ? E_INVALID_CODE : rc;
}

static int look_at_link(struct accounts *accounts, struct str token, struct arena *arena,
                        struct accounts_user *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(accounts->db, &conn);
    return rc < 0 ? rc : find_by_link(conn, token, arena, out);
}

/* The link is looked at once more: another request may have used it while this one hashed. */
static int use_link(struct accounts *accounts, struct str token, struct str stored,
                    struct arena *arena, struct sessions_ended *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    struct accounts_user user;
    if (rc == E_OK) {
        rc = find_by_link(conn, token, arena, &user);
    }
    if (rc == E_OK && !user.is_verified) {
        rc = accounts_store_set_verified(conn, user.id);
    }
    if (rc == E_OK) {
        const struct new_password new = {
            .action = "account.reset-password", .user = &user, .stored = stored, .session = NULL};
        rc = store_password(conn, &new, arena, out);
    }
    if (rc == E_OK) {
        rc = sessions_end_apikeys(conn, user.id);
    }
    if (rc == E_OK) {
        rc = mail_reset(accounts, conn, &user, arena);
    }
    return rc < 0 ? rc : db_commit(&conn);
}

int accounts_reset(struct accounts *accounts, struct str token, struct str password,
                   struct arena *arena, struct err *err)
{
    struct accounts_user user;
    int rc = look_at_link(accounts, token, arena, &user);
    if (rc == E_OK) {
        rc = check_new_password(&user, password, err);
    }
    struct crypt_password made;
    if (rc == E_OK) {
        rc = crypt_password_hash(password, &made);
    }
    struct sessions_ended ended = {0};
    if (rc == E_OK) {
        rc = use_link(accounts, token, str_from(made.s), arena, &ended);
    }
    if (rc == E_OK) {
        tell(accounts, &ended);
    }
    return rc;
}

static int replace(struct accounts *accounts, const struct new_password *new, struct arena *arena,
                   struct sessions_ended *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = store_password(conn, new, arena, out);
    }
    if (rc == E_OK) {
        rc = mail_changed(conn, new->user);
    }
    return rc < 0 ? rc : db_commit(&conn);
}

int accounts_change_password(struct accounts *accounts,
                             const struct accounts_password_change *change, struct arena *arena,
                             struct err *err)
{
    struct accounts_user user;
    int rc = accounts_find(accounts, change->user, arena, &user);
    if (rc == E_OK) {
        rc = check_new_password(&user, change->password, err);
    }
    struct crypt_password made;
    if (rc == E_OK) {
        rc = crypt_password_hash(change->password, &made);
    }
    struct sessions_ended ended = {0};
    if (rc == E_OK) {
        const struct new_password new = {"account.change-password", &user, str_from(made.s),
                                         &change->session};
        rc = replace(accounts, &new, arena, &ended);
    }
    if (rc == E_OK) {
        tell(accounts, &ended);
    }
    return rc;
}
