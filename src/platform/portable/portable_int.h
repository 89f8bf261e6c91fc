/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of portable share. */
#pragma once

#include "platform/blob/blob.h"
#include "platform/portable/portable.h"
#include "platform/zip/zip.h"

#define COLUMNS_MAX    ((size_t)32)
#define LINE_BYTES_MAX (24 * MIB)
#define LINE_VALUES_MAX \
    ((size_t)64) /* an object with one value a column, each a text or a number */
#define JSON_VALUES_MAX ((size_t)500000)

size_t portable_column_count(const struct portable_table *table);
/* ".jpg" and the like by the first bytes, or "". */
const char *portable_ending(struct str head);
/* Well-formed, and not of so many parts that reading it would take the memory. */
bool portable_is_json(struct str text, size_t values_max);

/* ---- portable_rows.c ---- */

/* The current row as one line of JSON; E_TOO_LARGE where `out` has no room for it. */
MUSTUSE int portable_write_row(const struct portable_table *table, const struct db_rows *rows,
                               struct sb *out);
/* A value of a line, checked by its kind; ids and files are still those of the archive. */
MUSTUSE int portable_read_row(const struct portable_table *table, struct str line,
                              struct arena *arena, struct db_value *values, struct err *err);

/* ---- portable_ids.c: ids are made anew ---- */

struct portable_renamed;

/* Zeroed memory is an empty one. */
struct portable_ids {
    struct portable_renamed *places; /* open addressing by the old id's random end */
    size_t places_count;             /* a power of two */
    size_t count;
};

void portable_ids_done(struct portable_ids *ids);
/* Puts the new id in an old one's place; makes one where it has none and `makes` is true, else returns false. */
bool portable_ids_rename(struct portable_ids *ids, bool makes, struct uuid *inout);
/* A text whose last word is the id of a row gets the new one, or loses the word where there is no such row. */
struct str portable_ids_retag(struct portable_ids *ids, struct str text, struct arena *arena);

/* ---- portable_stage.c: rows that were looked at, until the transaction takes them ---- */

struct portable_stage;

struct portable_staged {
    const struct portable_table *table;
    int64_t number;                          /* of the line */
    struct db_value values[COLUMNS_MAX + 2]; /* of the columns; room for the owner and an end */
};

/* A file without a name in the folder. */
MUSTUSE int portable_stage_open(const char *folder, struct portable_stage **out);
void portable_stage_closep(struct portable_stage **stage);
/* E_DISK_FULL, E_IO. */
MUSTUSE int portable_stage_add(struct portable_stage *stage, const struct portable_table *table,
                               int64_t number, const struct db_value *values);
/* Goes from adding to reading. */
MUSTUSE int portable_stage_rewind(struct portable_stage *stage);
/* The next row, its texts in the arena. 1: there is one; 0: no more. */
MUSTUSE int portable_stage_next(struct portable_stage *stage, struct arena *arena,
                                struct portable_staged *out);
