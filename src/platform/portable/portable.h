/* SPDX-License-Identifier: GPL-3.0-or-later */
/* portable: all that belongs to one person, as a ZIP that another Assisti takes in. Applications say by tables of columns
 * what is theirs (struct app has a place for these); this module does the rest for all of them alike.
 *
 * The archive: README.txt for people; account.json, which its caller makes and reads; rows/NAME.jsonl, one JSON object a
 * row; files/HASH.ext, the files that rows name by their HASH.
 *
 * Nothing in an archive is believed. Each value has a kind and a limit, each file must have the content that its name says,
 * ids are made anew (so that no row can speak of what somebody else has) but keep their time, and all goes into one
 * transaction: an archive is taken whole or not at all.
 * Threads: an export or import is its caller's. Files: portable.c kinds of files, portable_rows.c rows as JSON and back,
 * portable_ids.c new ids, portable_stage.c rows on their way in, portable_export.c, portable_import.c. */
#pragma once

#include "base/json.h"
#include "base/random.h"
#include "platform/db/db.h"

struct blobs;
struct zip_in;
struct zip_out;

/* ---- what applications say ---- */

enum portable_kind {
    PORTABLE_END,
    PORTABLE_TEXT,
    PORTABLE_TAGGED, /* a text that may end with a blank and the id of a row */
    PORTABLE_JSON,   /* a text that is well-formed JSON */
    PORTABLE_I64,
    PORTABLE_REAL,
    PORTABLE_FLOATS,    /* a blob of 32-bit floats, all finite */
    PORTABLE_ID,        /* of this row */
    PORTABLE_REF,       /* id of a row that was read before */
    PORTABLE_REF_LATER, /* id of any row; NULL where the archive has no such row */
    PORTABLE_FILE,      /* name of a blob */
    PORTABLE_JPEG,      /* likewise, of a JPEG */
};

struct portable_column {
    const char *name;
    enum portable_kind kind;
    bool may_be_null;
    int64_t
        max; /* characters of a text, bytes of JSON, highest value of a number (lowest is 0), count of floats */
};

struct portable_import;

struct portable_table {
    const char *name;       /* of its rows in the archive */
    const char *select_sql; /* the rows of owner $1, with the columns in order */
    const char *
        insert_sql; /* the same as $1 ...; the owner comes as the last. NULL: shown to people, not taken in */
    const struct portable_column *columns; /* ends with a row of kind PORTABLE_END */
    int64_t rows_max;
    /* Looks at a row that is to be added, before the transaction, and may change it: rules that kinds cannot say. `values` are in the order of
     * the columns. E_INVALID with words, without naming the row. May be NULL. */
    int (*check)(struct portable_import *import, struct db_value *values, struct err *err);
    /* After a row was added. May be NULL. */
    int (*added)(struct portable_import *import, const struct db_value *values);
};

/* ---- taking out ---- */

struct portable_export {
    struct db *db;
    struct blobs *blobs;
    const char *folder; /* for files without names */
    struct uuid owner;
    const struct portable_table *const
        *tables;        /* of all applications, one list each; ends with NULL */
    struct str account; /* JSON */
};

/* Makes the archive, a file without a name. E_DISK_FULL; E_BUSY where files went while it was made: try again. */
MUSTUSE int portable_write(const struct portable_export *export, int *out_fd, struct err *err);

/* ---- taking in ---- */

struct portable_source {
    struct blobs *blobs;
    const char *folder;
    uint64_t file_bytes_max;
    uint64_t bytes_max;
    const struct portable_table *const *tables;
};

/* Opens the archive; the descriptor stays the caller's, and the source must outlive the import. E_INVALID, E_TOO_LARGE,
 * with words. */
MUSTUSE int portable_open(int fd, const struct portable_source *source,
                          struct portable_import **out, struct err *err);
void portable_closep(struct portable_import **import);
/* The text of account.json, well-formed JSON. */
struct str portable_account(const struct portable_import *import);
/* Looks at all rows without a database, and keeps the files that they name, pinned until portable_closep(). What takes long is
 * done then, before others have to wait for the transaction. */
MUSTUSE int portable_unpack(struct portable_import *import, struct err *err);
/* Adds all rows for the owner in the caller's transaction, after portable_unpack(). Once in the life of an import. */
MUSTUSE int portable_read(struct portable_import *import, struct db_conn *tx, struct uuid owner,
                          struct err *err);

struct portable_counts {
    int64_t rows;
    int64_t files;
};
struct portable_counts portable_count(const struct portable_import *import);

/* For `added`. */
struct db_conn *portable_tx(const struct portable_import *import);
struct uuid portable_owner(const struct portable_import *import);
/* For `check`. */
/* A read-only descriptor of a file that a row names. */
MUSTUSE int portable_open_file(const struct portable_import *import, struct str name, int *out_fd);
/* Memory for what it puts into the row. */
struct arena *portable_row_arena(const struct portable_import *import);
