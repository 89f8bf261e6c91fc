/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "apps/accounts/accounts_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/config/config.h"

/* Sessions that ended lately, so that a restart does not bring their access tokens back to life. */
static int load_revoked(struct accounts *accounts, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(accounts->db, &conn);
    if (rc == E_OK) {
        rc = accounts_store_load_revoked(conn, clock_now_ms() - ACCESS_MS, accounts->live);
    }
    return rc < 0 ? err_set(err, rc, "The sessions cannot be read.") : E_OK;
}

static void warn_of_unset_address(const struct config *config)
{
    if (config->smtp_url[0] != '\0' && config->public_url[0] == '\0') {
        log_warn("accounts.public_url_unset",
                 LOG_C("why", "links in e-mails name the address of this machine that the request "
                              "was sent to; set public_url"));
    }
}

int accounts_new(const struct services *services, struct accounts **out, struct err *err)
{
    int rc = crypt_init(err);
    if (rc < 0) {
        return rc;
    }
    struct accounts *accounts = must_calloc(1, sizeof(*accounts));
    accounts->services = services;
    accounts->db = services->db;
    accounts->live = accounts_live_new();
    accounts_setup_init(&accounts->setup);
    warn_of_unset_address(services->config);
    rc = accounts_keys_open(services->config->data, &accounts->keys, err);
    if (rc == E_OK) {
        rc = load_revoked(accounts, err);
    }
    if (rc < 0) {
        accounts_free(accounts);
        return rc;
    }
    *out = accounts;
    return E_OK;
}

void accounts_free(struct accounts *accounts)
{
    if (accounts == NULL) {
        return;
    }
    accounts_live_free(accounts->live);
    accounts_setup_done(&accounts->setup);
    secret_wipe(&accounts->keys, sizeof(accounts->keys));
    free(accounts);
}

int accounts_authenticate(void *context, struct str token, struct req_user *out)
{
    struct accounts *accounts = context;
    struct accounts_claims claims;
    int rc = accounts_live_check(accounts->live, &accounts->keys, token, clock_now_ms(), &claims);
    if (rc < 0) {
        return rc;
    }
    *out = (struct req_user){
        .id = claims.user,
        .session = claims.session,
        .is_staff = claims.is_staff,
    };
    return E_OK;
}

int accounts_add_user(struct db *db, const struct accounts_new_user *user, struct uuid *out_id,
                      struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct accounts_signup signup = {
        .email = user->email,
        .password = user->password,
        .name = user->name,
        .username = STR_EMPTY,
    };
    int rc = crypt_init(err);
    if (rc == E_OK) {
        rc = accounts_check_signup(&signup, arena, err);
    }
    struct crypt_password password;
    if (rc == E_OK) {
        rc = crypt_password_hash(signup.password, &password);
    }
    if (rc < 0) {
        return rc;
    }
    struct accounts_standing standing = {.is_proven = true, .is_staff = user->is_staff};
    struct accounts_user added;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(db, &conn);
    if (rc == E_OK) {
        rc = accounts_create(conn, &signup, str_from(password.s), standing, arena, &added);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        *out_id = added.id;
    }
    return accounts_tell_taken(rc, err);
}
