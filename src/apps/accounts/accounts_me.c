/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_int.h"
#include "platform/phone/phone.h"

int accounts_find(struct accounts *accounts, struct uuid id, struct arena *arena,
                  struct accounts_user *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(accounts->db, &conn);
    return rc < 0 ? rc : accounts_store_find(conn, id, arena, out);
}

int accounts_find_by_email(struct db *db, struct str email, struct arena *arena,
                           struct accounts_user *out, struct err *err)
{
    struct str address;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = accounts_read_email(email, arena, &address, err);
    if (rc == E_OK) {
        rc = db_read(db, &conn);
    }
    return rc < 0 ? rc : accounts_store_find_email(conn, address, arena, out);
}

struct checked_names {
    struct str name;
    struct accounts_username username;
    struct phone_number phone;
};

static int keep_first(int first, int next)
{
    return first < 0 ? first : next;
}

static int check_names(const struct accounts_names *names, struct arena *arena,
                       struct checked_names *out, struct err *err)
{
    int rc = E_OK;
    if (names->name.p != NULL) {
        rc = accounts_read_name(names->name, "name", NAME_MAX, &out->name, err);
    }
    if (names->username.p != NULL) {
        rc = keep_first(rc, accounts_read_username(names->username, arena, &out->username, err));
    }
    if (str_trim(names->phone).n > 0) {
        rc = keep_first(rc, phone_read(names->phone, names->phone_region, &out->phone, err));
    }
    return rc;
}

/* The user's own username is free for the user, also written otherwise. */
static int check_username_free(struct db_conn *conn, struct uuid id,
                               const struct accounts_username *username)
{
    bool is_taken;
    int rc = accounts_store_is_username_taken(conn, username->key, &id, &is_taken);
    return rc == E_OK && is_taken ? E_USERNAME_TAKEN : rc;
}

static int store_names(struct db_conn *conn, struct uuid id, const struct accounts_names *wanted,
                       const struct checked_names *checked)
{
    int rc = E_OK;
    if (wanted->username.p != NULL) {
        rc = check_username_free(conn, id, &checked->username);
        if (rc == E_OK) {
            rc = accounts_store_set_username(conn, id, &checked->username);
        }
    }
    if (rc == E_OK && wanted->name.p != NULL) {
        rc = accounts_store_set_name(conn, id, checked->name);
    }
    if (rc == E_OK && wanted->phone.p != NULL) {
        rc = accounts_store_set_phone(conn, id, str_from(checked->phone.s));
    }
    return rc;
}

int accounts_change_names(struct accounts *accounts, struct uuid id,
                          const struct accounts_names *names, struct arena *arena,
                          struct accounts_user *out, struct err *err)
{
    struct checked_names checked = {0};
    int rc = check_names(names, arena, &checked, err);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    if (rc == E_OK) {
        rc = store_names(conn, id, names, &checked);
    }
    if (rc == E_OK) {
        rc = accounts_store_find(conn, id, arena, out);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    return accounts_tell_taken(rc, err);
}

int accounts_find_profile(struct accounts *accounts, struct uuid owner, struct arena *arena,
                          struct accounts_profile *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(accounts->db, &conn);
    return rc < 0 ? rc : accounts_store_find_profile(conn, owner, arena, out);
}

static int check_profile(struct accounts_profile_change *change, struct err *err)
{
    int name_rc = E_OK;
    int username_rc = E_OK;
    int bio_rc = E_OK;
    if (change->name.p != NULL) {
        name_rc = accounts_read_name(change->name, "name", PROFILE_NAME_MAX, &change->name, err);
    }
    if (change->username.p != NULL) {
        username_rc = accounts_read_name(change->username, "username", PROFILE_USERNAME_MAX,
                                         &change->username, err);
    }
    if (change->bio.p != NULL) {
        bio_rc = accounts_read_text(change->bio, "bio", PROFILE_BIO_MAX, &change->bio, err);
    }
    if (name_rc < 0) {
        return name_rc;
    }
    return username_rc < 0 ? username_rc : bio_rc;
}

static struct str changed(struct str old, struct str wanted)
{
    return wanted.p != NULL ? wanted : old;
}

int accounts_change_profile(struct accounts *accounts, struct uuid owner,
                            const struct accounts_profile_change *change, struct arena *arena,
                            struct accounts_profile *out, struct err *err)
{
    struct accounts_profile_change checked = *change;
    int rc = check_profile(&checked, err);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(accounts->db, &conn);
    struct accounts_profile profile;
    if (rc == E_OK) {
        rc = accounts_store_find_profile(conn, owner, arena, &profile);
    }
    if (rc < 0) {
        return rc;
    }
    profile.name = changed(profile.name, checked.name);
    profile.username = changed(profile.username, checked.username);
    profile.bio = changed(profile.bio, checked.bio);
    rc = accounts_store_set_profile(conn, &profile);
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        *out = profile;
    }
    return rc;
}
