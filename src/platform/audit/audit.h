/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit: who did what to whom, in rows that are only ever added. Whoever acts calls audit_add() in the transaction of
 * the act, so that neither is ever there without the other.
 *
 * Each row holds a BLAKE2b-256 digest over its own columns and the digest of the row before. A row that was changed, taken
 * away or moved therefore shows in audit_verify(), and rows missing at the end in the number of the newest row, which
 * is kept beside. Whoever can write the database can also compute the whole chain anew; against that helps a digest noted
 * elsewhere: the server's log shows the newest at every start (docs/threat-model.md).
 *
 * Names of people stand in no row, only their ids: a row outlives the account.
 * Memory: results live in the arena passed in. Threads: any; no state.
 * Files: audit.c chain and lines, audit_store.c SQL. */
#pragma once

#include "base/err.h"
#include "base/random.h"

struct db_conn;

struct audit_entry {
    struct uuid actor;       /* who */
    const char *action;      /* what: "users.disable" */
    const char *target_kind; /* the resource: "users" */
    struct str target_id;    /* which of them; may be empty */
    struct str detail;       /* JSON; empty: {} */
};

/* Within the caller's transaction. */
MUSTUSE int audit_add(struct db_conn *tx, const struct audit_entry *entry);
/* What somebody did with their own account, likewise: "account.change-password". The target is the account, as a user;
 * `detail` says which one, where there are several, and never what was entered. */
MUSTUSE int audit_add_own(struct db_conn *tx, struct uuid user, const char *action,
                          struct str detail);

struct audit_row {
    struct uuid id;
    int64_t number;
    int64_t made_ms;
    struct str actor;
    struct str action;
    struct str target_kind;
    struct str target_id;
    struct str detail;
    struct str previous; /* digests in base64url */
    struct str digest;
};

/* The rows from `after` (a number, 0: from the first) on, at most `limit`. */
MUSTUSE int audit_list(struct db_conn *conn, int64_t after, size_t limit, struct arena *arena,
                       struct audit_row **out, size_t *out_count);
/* Appends the row as one line of JSON, which holds all that its digest is made of. */
void audit_write_line(const struct audit_row *row, struct sb *out);
/* A line of audit_write_line() as a row; E_INVALID where it is none. */
MUSTUSE int audit_read_line(struct str line, struct arena *arena, struct audit_row *out);

/* The newest row. */
struct audit_head {
    int64_t number; /* 0: there is none */
    struct str digest;
};
MUSTUSE int audit_find_head(struct db_conn *conn, struct arena *arena, struct audit_head *out);

/* ---- verification ---- */

/* How far a chain was followed. Begins zeroed. */
struct audit_check {
    int64_t number;  /* of the last row */
    char digest[64]; /* of the last row */
    size_t faults;
};

/* Follows the chain by one row. True where it fits; else `err` says in words which row is wrong, and how. */
bool audit_check_row(struct audit_check *check, const struct audit_row *row, struct err *err);
/* At the end of the chain: true where its last row is the head. */
bool audit_check_head(struct audit_check *check, const struct audit_head *head, struct err *err);
