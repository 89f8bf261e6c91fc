/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of people share. */
#pragma once

#include <stdatomic.h>

#include "apps/accounts/accounts.h"
#include "apps/people/people.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs.h"
#include "platform/portable/portable.h"

/* Sizes of the contract, in characters. */
#define PROFILE_NAME_MAX     500
#define PROFILE_USERNAME_MAX 300
#define PROFILE_BIO_MAX      5000

/* Room in the tables of fields for what the rules will refuse in their own words. */
#define FIELD_MAX 6000

/* ---- people.c ---- */

struct people {
    const struct services *services;
    struct db *db;
    struct http *http; /* NULL without a web server */
    struct accounts *accounts;
    atomic_bool is_exporting; /* somebody's archive is being made: one at a time */
};

/* Everything but the web server. */
struct people *people_new(const struct services *services, struct accounts *accounts);
void people_free(struct people *people);

/* ---- people_api_*.c: handlers ---- */

int people_api_get_me(struct req *rq);
int people_api_change_me(struct req *rq);
int people_api_get_profile(struct req *rq);
int people_api_change_profile(struct req *rq);
int people_api_put_avatar(struct req *rq);
int people_api_delete_avatar(struct req *rq);
int people_api_get_avatar(struct req *rq);
int people_api_export(struct req *rq);

/* The profile of the request's user as it is now. */
MUSTUSE int people_reply_profile(struct req *rq, int status);

/* ---- people_me.c ---- */

struct people_profile {
    struct uuid id;
    struct uuid owner;
    struct str name;     /* empty: the account's */
    struct str username; /* likewise */
    struct str email;    /* the account's */
    struct str bio;
    int64_t created_ms;
    struct str avatar; /* name of a blob, or empty */
    struct str account_name;
    struct str account_username;
};

/* What is to be changed; NULL texts stay as they are. */
struct people_profile_change {
    struct str name;
    struct str username;
    struct str bio;
};

MUSTUSE int people_change_names(struct people *people, struct uuid id,
                                const struct people_names *names, struct arena *arena,
                                struct accounts_user *out, struct err *err);
MUSTUSE int people_find_profile(struct people *people, struct uuid owner, struct arena *arena,
                                struct people_profile *out);
MUSTUSE int people_change_profile(struct people *people, struct uuid owner,
                                  const struct people_profile_change *change, struct arena *arena,
                                  struct people_profile *out, struct err *err);

/* ---- people_store.c ---- */

MUSTUSE int people_store_set_name(struct db_conn *conn, struct uuid id, struct str name);
/* Empty: none. */
MUSTUSE int people_store_set_phone(struct db_conn *conn, struct uuid id, struct str phone);
MUSTUSE int people_store_set_username(struct db_conn *conn, struct uuid id,
                                      const struct names_username *username);
MUSTUSE int people_store_find_profile(struct db_conn *conn, struct uuid owner, struct arena *arena,
                                      struct people_profile *out);
MUSTUSE int people_store_set_profile(struct db_conn *conn, const struct people_profile *profile);

/* ---- people_avatar.c: pictures of people ---- */

#define AVATAR_SIDE 256

extern const struct job_type people_jobs[];

/* Keeps the file and has a worker make the picture of it; *out_upload is what http_publish() speaks of then. Takes the
 * place of an upload that is not done yet. */
MUSTUSE int people_upload_avatar(struct people *people, struct uuid owner, int fd,
                                 const struct uuid *upload, struct arena *arena);
/* Removes the picture, and an upload that is not done yet. */
MUSTUSE int people_drop_avatar(struct people *people, struct uuid owner, struct arena *arena);
/* To be called once: says to blobs and to accounts_delete() which files are people's. */
void people_avatars_init(struct people *people);

/* ---- people_avatar_store.c ---- */

struct people_avatar {
    bool is_pending;
    struct uuid upload_id;
    struct str upload; /* name of a blob, or empty */
    struct str blob;   /* likewise: the square JPEG */
    struct str error_code;
    struct str error_detail;
};

/* E_NOT_FOUND where there never was one. */
MUSTUSE int people_store_find_avatar(struct db_conn *conn, struct uuid owner, struct arena *arena,
                                     struct people_avatar *out);
MUSTUSE int people_store_find_avatar_by_upload(struct db_conn *conn, struct uuid upload,
                                               struct arena *arena, struct people_avatar *out);
MUSTUSE int people_store_set_avatar_upload(struct db_conn *conn, struct uuid owner,
                                           struct uuid upload, struct str blob, int64_t now_ms);
/* The upload is done: the picture is there, or with an empty name the old one stays. */
MUSTUSE int people_store_end_avatar_upload(struct db_conn *conn, struct uuid upload,
                                           const struct people_avatar *result, int64_t now_ms);
MUSTUSE int people_store_drop_avatar(struct db_conn *conn, struct uuid owner);
/* 1 or 0, negative on failure. */
int people_store_names_blob(struct db_conn *conn, struct str blob);

/* ---- people_restore.c, people_portable_store.c ---- */

/* account.json of an archive. */
void people_write_account(struct json_out *out, const struct accounts_user *user,
                          const struct people_profile *profile);

extern const struct portable_table people_portable[];
