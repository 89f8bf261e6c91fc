/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/people/people_int.h"
#include "platform/phone/phone.h"

struct checked_names {
    struct str name;
    struct names_username username;
    struct phone_number phone;
};

static int keep_first(int first, int next)
{
    return first < 0 ? first : next;
}

static int check_names(const struct people_names *names, struct arena *arena,
                       struct checked_names *out, struct err *err)
{
    int rc = E_OK;
    if (names->name.p != NULL) {
        rc = names_read_name(names->name, "name", NAMES_NAME_MAX, &out->name, err);
    }
    if (names->username.p != NULL) {
        rc = keep_first(rc, names_read_username(names->username, arena, &out->username, err));
    }
    if (str_trim(names->phone).n > 0) {
        rc = keep_first(rc, phone_read(names->phone, names->phone_region, &out->phone, err));
    }
    return rc;
}

/* The user's own username is free for the user, also written otherwise. */
static int check_username_free(struct db_conn *conn, struct uuid id,
                               const struct names_username *username)
{
    bool is_taken;
    int rc = accounts_is_username_taken(conn, username->key, &id, &is_taken);
    return rc == E_OK && is_taken ? E_USERNAME_TAKEN : rc;
}

static int store_names(struct db_conn *tx, struct uuid id, const struct people_names *wanted,
                       const struct checked_names *checked)
{
    int rc = E_OK;
    if (wanted->username.p != NULL) {
        rc = check_username_free(tx, id, &checked->username);
        if (rc == E_OK) {
            rc = people_store_set_username(tx, id, &checked->username);
        }
    }
    if (rc == E_OK && wanted->name.p != NULL) {
        rc = people_store_set_name(tx, id, checked->name);
    }
    if (rc == E_OK && wanted->phone.p != NULL) {
        rc = people_store_set_phone(tx, id, str_from(checked->phone.s));
    }
    return rc;
}

int people_rename(struct db_conn *tx, struct uuid id, const struct people_names *names,
                  struct arena *arena, struct err *err)
{
    struct checked_names checked = {0};
    int rc = check_names(names, arena, &checked, err);
    if (rc == E_OK) {
        rc = store_names(tx, id, names, &checked);
    }
    return accounts_tell_taken(rc, err);
}

int people_change_names(struct people *people, struct uuid id, const struct people_names *names,
                        struct arena *arena, struct accounts_user *out, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(people->db, &tx);
    if (rc == E_OK) {
        rc = people_rename(tx, id, names, arena, err);
    }
    if (rc == E_OK) {
        rc = accounts_find_within(tx, id, arena, out);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int people_find_profile(struct people *people, struct uuid owner, struct arena *arena,
                        struct people_profile *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(people->db, &conn);
    return rc < 0 ? rc : people_store_find_profile(conn, owner, arena, out);
}

static int check_profile(struct people_profile_change *change, struct err *err)
{
    int name_rc = E_OK;
    int username_rc = E_OK;
    int bio_rc = E_OK;
    if (change->name.p != NULL) {
        name_rc = names_read_name(change->name, "name", PROFILE_NAME_MAX, &change->name, err);
    }
    if (change->username.p != NULL) {
        username_rc = names_read_name(change->username, "username", PROFILE_USERNAME_MAX,
                                      &change->username, err);
    }
    if (change->bio.p != NULL) {
        bio_rc = names_read_text(change->bio, "bio", PROFILE_BIO_MAX, &change->bio, err);
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

int people_change_profile(struct people *people, struct uuid owner,
                          const struct people_profile_change *change, struct arena *arena,
                          struct people_profile *out, struct err *err)
{
    struct people_profile_change checked = *change;
    int rc = check_profile(&checked, err);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(people->db, &conn);
    struct people_profile profile;
    if (rc == E_OK) {
        rc = people_store_find_profile(conn, owner, arena, &profile);
    }
    if (rc < 0) {
        return rc;
    }
    profile.name = changed(profile.name, checked.name);
    profile.username = changed(profile.username, checked.username);
    profile.bio = changed(profile.bio, checked.bio);
    rc = people_store_set_profile(conn, &profile);
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        *out = profile;
    }
    return rc;
}
