/* SPDX-License-Identifier: GPL-3.0-or-later */
/* people: what somebody says and shows of themselves: name, username, telephone, profile and picture. And all that
 * is somebody's as an archive, and who they are out of one.
 * Not here: who somebody is, and how they prove it (accounts); what an archive is (platform/portable).
 *
 * A picture that is uploaded is looked at in a worker only; what is shown is the small square that comes back.
 *
 * Memory: results live in the arena passed in. Threads: any.
 * Files: people_routes.c table, people_api_*.c HTTP, people.c start and end, people_{me,avatar,restore}.c rules,
 * people_store.c and people_avatar_store.c SQL, people_portable_store.c what goes along. */
#pragma once

#include "http/http.h"

struct db_conn;

extern const struct app people_app;

/* What is to be changed; NULL texts stay as they are. */
struct people_names {
    struct str name;
    struct str username;
    struct str phone;        /* empty: none any more */
    struct str phone_region; /* the country that a number without "+" is dialled in */
};

/* Changes them in the caller's transaction. E_INVALID names every field that is wrong; E_USERNAME_TAKEN. */
MUSTUSE int people_rename(struct db_conn *tx, struct uuid id, const struct people_names *names,
                          struct arena *arena, struct err *err);

/* ---- for the command line ---- */

struct people_restored {
    struct str account;     /* account.json of an archive */
    struct str email;       /* instead of the archive's; empty: that one */
    struct str base_url;    /* that the link in the e-mail begins with */
    struct uuid id;         /* out: of the new user */
    struct str found_email; /* out: likewise */
    struct str link;        /* out: lets them choose a password for a day; also e-mailed */
};

/* Makes the account of an archive anew in the caller's transaction: verified, active, no staff, with a password that
 * nobody knows. A username that is taken is replaced. E_INVALID, E_EMAIL_TAKEN, with words. */
MUSTUSE int people_restore(struct db_conn *tx, struct people_restored *inout, struct arena *arena,
                           struct err *err);
