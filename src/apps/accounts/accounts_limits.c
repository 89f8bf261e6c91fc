/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_int.h"
#include "base/clock.h"

/* Kept in the database, so that a restart forgets nothing; by a digest of the address, so that strangers'
 * addresses are not kept. */
static const struct {
    const char *kind;
    int64_t max;
    int64_t window_ms;
} limits[] = {
    [ACCOUNTS_TRY_PASSWORD] = {"password", 10, 10 * MINUTE_MS},
    [ACCOUNTS_TRY_CODE] = {"code", 10, 10 * MINUTE_MS},
    [ACCOUNTS_TRY_FACTOR] = {"factor", 10, 10 * MINUTE_MS},
    [ACCOUNTS_TRY_MAIL] = {"mail", 5, HOUR_MS},
};
_Static_assert(ARRAY_LEN(limits) == ACCOUNTS_TRY_COUNT, "one row per kind");

#define LONGEST_WINDOW_MS HOUR_MS

static struct crypt_digest digest_subject(const struct accounts *accounts, struct str email)
{
    return crypt_hash(accounts->pepper, email);
}

int accounts_take_try(struct accounts *accounts, enum accounts_try kind, struct str email,
                      struct err *err)
{
    int64_t now_ms = clock_now_ms();
    int64_t window_ms = limits[kind].window_ms;
    struct crypt_digest subject = digest_subject(accounts, email);
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = accounts_store_drop_old_tries(conn, now_ms - LONGEST_WINDOW_MS);
    }
    struct accounts_window window = {.start_ms = now_ms - window_ms, .now_ms = now_ms};
    struct accounts_tries tries = {0};
    if (rc == E_OK) {
        rc = accounts_store_add_try(conn, limits[kind].kind, &subject, &window, &tries);
    }
    if (rc == E_OK && tries.tries > limits[kind].max) {
        int64_t wait_s = (tries.since_ms + window_ms - now_ms) / SECOND_MS + 1;
        rc = err_set(err, E_THROTTLED, "Too many tries. Please wait %d minutes.",
                     (int)((wait_s + 59) / 60));
        if (err != NULL) {
            err->retry_after_s = (int)wait_s;
        }
    }
    return rc < 0 ? rc : db_commit(&conn);
}

int accounts_clear_tries(struct accounts *accounts, struct db_conn *conn, enum accounts_try kind,
                         struct str email)
{
    struct crypt_digest subject = digest_subject(accounts, email);
    return accounts_store_drop_tries(conn, limits[kind].kind, &subject);
}

int accounts_prove_password(struct accounts *accounts, struct str subject,
                            const struct accounts_user *user, struct str password, struct err *err)
{
    int rc = accounts_take_try(accounts, ACCOUNTS_TRY_PASSWORD, subject, err);
    if (rc < 0) {
        return rc;
    }
    if (user == NULL) {
        struct crypt_password unused;
        rc = crypt_password_hash(password, &unused);
        return rc < 0 ? rc : E_INVALID_CREDENTIALS;
    }
    if (!crypt_password_matches(user->password, password)) {
        return E_INVALID_CREDENTIALS;
    }

    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = accounts_clear_tries(accounts, conn, ACCOUNTS_TRY_PASSWORD, subject);
    }
    return rc < 0 ? rc : db_commit(&conn);
}
