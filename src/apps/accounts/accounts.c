/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "apps/accounts/accounts_int.h"
#include "base/log.h"
#include "platform/config/config.h"

static void warn_of_unset_address(const struct config *config)
{
    if (config->smtp_url[0] != '\0' && config->public_url[0] == '\0') {
        log_warn("accounts.public_url_unset",
                 LOG_C("why", "links in e-mails name the address of this machine that the request "
                              "was sent to; set public_url"));
    }
}

int accounts_new(const struct services *services, struct sessions *sessions, struct accounts **out,
                 struct err *err)
{
    int rc = crypt_init(err);
    if (rc < 0) {
        return rc;
    }
    struct accounts *accounts = must_calloc(1, sizeof(*accounts));
    accounts->services = services;
    accounts->db = services->db;
    accounts->sessions = sessions;
    accounts->pepper = sessions_pepper(sessions);
    accounts_setup_init(&accounts->setup);
    warn_of_unset_address(services->config);
    *out = accounts;
    return E_OK;
}

void accounts_free(struct accounts *accounts)
{
    if (accounts == NULL) {
        return;
    }
    accounts_setup_done(&accounts->setup);
    free(accounts);
}

struct accounts *accounts_of(struct req *rq)
{
    return http_app_state(rq->http, &accounts_app);
}

int accounts_find(struct accounts *accounts, struct uuid id, struct arena *arena,
                  struct accounts_user *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(accounts->db, &conn);
    return rc < 0 ? rc : accounts_find_within(conn, id, arena, out);
}

int accounts_find_by_email(struct db *db, struct str email, struct arena *arena,
                           struct accounts_user *out, struct err *err)
{
    struct str address;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = names_read_email(email, arena, &address, err);
    if (rc == E_OK) {
        rc = db_read(db, &conn);
    }
    return rc < 0 ? rc : accounts_store_find_email(conn, address, arena, out);
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
