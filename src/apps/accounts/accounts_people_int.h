/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people change about themselves: passwords, addresses, telephone, picture. */
#pragma once

#include "apps/accounts/accounts_int.h"
#include "platform/jobs/jobs.h"
#include "platform/portable/portable.h"

#define RESET_MS HOUR_MS

/* ---- accounts_common.c ---- */

/* Whether it is one of the 100,000 most common passwords of at least eight characters, in any letters. At most
 * PASSWORD_MAX characters; one other text in 65,536 counts as common, too. */
bool accounts_is_common_password(struct str password);

/* ---- accounts_mails.c ---- */

/* An e-mail of a few sentences; plain text and HTML are made of the same words. */
struct accounts_letter {
    struct str to;
    const struct accounts_user *user; /* who is greeted */
    const char *subject;
    const char *happened;   /* what happened, or is to be done */
    struct str link;        /* to be opened; empty: none */
    const char *link_words; /* what opening it does, on its button */
    struct str code;        /* to be entered instead; empty: none */
    const char *otherwise;  /* what to do if it was not them */
};

/* Adds it to the outbox, in the caller's transaction. */
MUSTUSE int accounts_mail_letter(struct db_conn *conn, const struct accounts_letter *letter);

/* ---- accounts_reset.c: passwords ---- */

/* Mails a link to choose a new password; does nothing where the address has no account that could use one, or was
 * written to too often. */
MUSTUSE int accounts_forgot(struct accounts *accounts, struct str email, struct str base_url,
                            struct arena *arena);
/* Sets the password of the account whose link this is, and ends all its sessions. The link proves the address, too.
 * E_INVALID_CODE for a link that was used, or replaced, or is older than an hour. */
MUSTUSE int accounts_reset(struct accounts *accounts, struct str token, struct str password,
                           struct arena *arena, struct err *err);
struct accounts_password_change {
    struct uuid user;
    struct uuid session; /* goes on; all others end */
    struct str password; /* the new one */
};
/* Sets a new password for somebody who has proved to be it. */
MUSTUSE int accounts_change_password(struct accounts *accounts,
                                     const struct accounts_password_change *change,
                                     struct arena *arena, struct err *err);

/* ---- accounts_change_email.c ---- */

/* Asks the new address for a proof and tells the old one. Whether another account has the new address shows only to
 * who reads its e-mail. E_INVALID under "email", E_THROTTLED. */
MUSTUSE int accounts_change_email(struct accounts *accounts, const struct accounts_user *user,
                                  struct str email, struct str base_url, struct arena *arena,
                                  struct err *err);
/* The change whose link this is. E_INVALID_CODE, E_EMAIL_TAKEN. */
MUSTUSE int accounts_confirm_email_by_link(struct accounts *accounts, struct str token,
                                           struct arena *arena, struct accounts_user *out,
                                           struct err *err);
/* The change that this user asked for. E_INVALID_CODE, E_EMAIL_TAKEN, E_THROTTLED. */
MUSTUSE int accounts_confirm_email_by_code(struct accounts *accounts, struct uuid user,
                                           struct str code, struct arena *arena,
                                           struct accounts_user *out, struct err *err);

/* ---- accounts_avatar.c: pictures of people ---- */

#define AVATAR_SIDE 256

extern const struct job_type accounts_jobs[];

/* Keeps the file and has a worker make the picture of it; *out_upload is what http_publish() speaks of then. Takes the
 * place of an upload that is not done yet. */
MUSTUSE int accounts_upload_avatar(struct accounts *accounts, struct uuid owner, int fd,
                                   const struct uuid *upload, struct arena *arena);
/* Removes the picture, and an upload that is not done yet. */
MUSTUSE int accounts_drop_avatar(struct accounts *accounts, struct uuid owner, struct arena *arena);
/* To be called once: says to blobs and to accounts_delete() which files are people's. */
void accounts_avatars_init(struct accounts *accounts);

/* ---- accounts_avatar_store.c ---- */

struct accounts_avatar {
    bool is_pending;
    struct uuid upload_id;
    struct str upload; /* name of a blob, or empty */
    struct str blob;   /* likewise: the square JPEG */
    struct str error_code;
    struct str error_detail;
};

/* E_NOT_FOUND where there never was one. */
MUSTUSE int accounts_store_find_avatar(struct db_conn *conn, struct uuid owner, struct arena *arena,
                                       struct accounts_avatar *out);
MUSTUSE int accounts_store_find_avatar_by_upload(struct db_conn *conn, struct uuid upload,
                                                 struct arena *arena, struct accounts_avatar *out);
MUSTUSE int accounts_store_set_avatar_upload(struct db_conn *conn, struct uuid owner,
                                             struct uuid upload, struct str blob, int64_t now_ms);
/* The upload is done: the picture is there, or with an empty name the old one stays. */
MUSTUSE int accounts_store_end_avatar_upload(struct db_conn *conn, struct uuid upload,
                                             const struct accounts_avatar *result, int64_t now_ms);
MUSTUSE int accounts_store_drop_avatar(struct db_conn *conn, struct uuid owner);
/* 1 or 0, negative on failure. */
int accounts_store_names_blob(struct db_conn *conn, struct str blob);

/* ---- accounts_restore.c, accounts_portable_store.c ---- */

/* account.json of an archive. */
void accounts_write_account(struct json_out *out, const struct accounts_user *user,
                            const struct accounts_profile *profile);

extern const struct portable_table accounts_portable[];

/* ---- accounts_people_store.c ---- */

MUSTUSE int accounts_store_add_reset(struct db_conn *conn, const struct crypt_digest *link,
                                     struct uuid owner, int64_t expires_ms);
/* E_NOT_FOUND where there is none, or it has expired. */
MUSTUSE int accounts_store_find_reset(struct db_conn *conn, const struct crypt_digest *link,
                                      int64_t now_ms, struct uuid *out_owner);
MUSTUSE int accounts_store_drop_resets(struct db_conn *conn, struct uuid owner);
MUSTUSE int accounts_store_drop_old_resets(struct db_conn *conn, int64_t now_ms);
/* Whatever the password was before. */
MUSTUSE int accounts_store_replace_password(struct db_conn *conn, struct uuid id,
                                            struct str password);

/* A wanted address, with what was e-mailed to prove it. */
struct accounts_email_change {
    struct uuid owner;
    struct str email;
    struct crypt_digest code;
    int64_t code_expires_ms;
    int64_t code_tries;
    struct crypt_digest link;
    int64_t link_expires_ms;
};

/* Takes the place of one that the owner asked for before. */
MUSTUSE int accounts_store_set_email_change(struct db_conn *conn,
                                            const struct accounts_email_change *change);
MUSTUSE int accounts_store_find_email_change(struct db_conn *conn, struct uuid owner,
                                             struct arena *arena,
                                             struct accounts_email_change *out);
MUSTUSE int accounts_store_find_email_change_by_link(struct db_conn *conn,
                                                     const struct crypt_digest *link,
                                                     struct arena *arena,
                                                     struct accounts_email_change *out);
MUSTUSE int accounts_store_count_email_change_try(struct db_conn *conn, struct uuid owner);
MUSTUSE int accounts_store_drop_email_change(struct db_conn *conn, struct uuid owner);
MUSTUSE int accounts_store_set_email(struct db_conn *conn, struct uuid id, struct str email);
