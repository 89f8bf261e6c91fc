/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "platform/portable/portable_int.h"

static const char readme[] =
    "This archive holds what you have in Assisti.\n"
    "\n"
    "account.json   who you are\n"
    "rows/          what Assisti knows about your pictures and the rest, one JSON object a line;\n"
    "               sessions, keys and the like are there to be read, and good at this server "
    "only\n"
    "files/         the pictures as you uploaded them, and small versions of them; the rows say\n"
    "               which is which by the names of the files, without their endings\n"
    "\n"
    "Another Assisti takes it in by:  assisti import THIS-FILE --data FOLDER\n";

/* Names of files, each once. */
struct names {
    struct blob_name *places; /* open addressing by the name's first digits; empty: free */
    size_t room;              /* a power of two */
    size_t count;
};

static size_t hash(const char *name)
{
    char head[16];
    memcpy(head, name, 15);
    head[15] = '\0';
    return (size_t)strtoull(head, NULL, 16);
}

static struct blob_name *find_place(const struct names *names, const char *name)
{
    size_t at = hash(name) & (names->room - 1);
    while (names->places[at].s[0] != '\0' && strcmp(names->places[at].s, name) != 0) {
        at = (at + 1) & (names->room - 1);
    }
    return &names->places[at];
}

static void names_grow(struct names *names)
{
    struct names larger = {.room = names->room > 0 ? 2 * names->room : 64};
    larger.places = must_calloc(larger.room, sizeof(*larger.places));
    for (size_t i = 0; i < names->room; i++) {
        if (names->places[i].s[0] != '\0') {
            *find_place(&larger, names->places[i].s) = names->places[i];
        }
    }
    larger.count = names->count;
    free(names->places);
    *names = larger;
}

static void names_add(struct names *names, struct str name)
{
    if (name.n != BLOB_NAME_LENGTH) {
        return;
    }
    if (2 * names->count >= names->room) {
        names_grow(names);
    }
    struct blob_name wanted = {""};
    memcpy(wanted.s, name.p, name.n);
    struct blob_name *place = find_place(names, wanted.s);
    if (place->s[0] == '\0') {
        *place = wanted;
        names->count++;
    }
}

static void names_done(struct names *names)
{
    free(names->places);
}

static bool is_file(enum portable_kind kind)
{
    return kind == PORTABLE_FILE || kind == PORTABLE_JPEG;
}

static void note_files(const struct portable_table *table, const struct db_rows *rows,
                       struct names *names)
{
    for (int i = 0; table->columns[i].kind != PORTABLE_END; i++) {
        if (is_file(table->columns[i].kind) && !db_col_is_null(rows, i)) {
            names_add(names, db_col_text(rows, i));
        }
    }
}

static int write_table(const struct portable_table *table, struct db_conn *conn, struct uuid owner,
                       struct zip_out *zip, struct names *names)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(sb_done) struct sb line;
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    sb_init(&line, LINE_BYTES_MAX);
    int rc = zip_out_begin(zip, arena_printf(arena, "rows/%s.jsonl", table->name));
    if (rc == E_OK) {
        rc = db_query_params(conn, table->select_sql, DB_PARAMS(db_id(owner)), &rows);
    }
    while (rc >= 0 && (rc = db_next(rows)) == 1) {
        sb_clear(&line);
        rc = portable_write_row(table, rows, &line);
        if (rc == E_OK) {
            note_files(table, rows, names);
            rc = zip_out_text(zip, sb_str(&line));
        }
    }
    return rc;
}

static int write_tables(const struct portable_export *export, struct zip_out *zip,
                        struct names *names)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(export->db, &conn);
    for (size_t i = 0; rc == E_OK && export->tables[i] != NULL; i++) {
        const struct portable_table *table = export->tables[i];
        for (; rc == E_OK && table->name != NULL; table++) {
            rc = write_table(table, conn, export->owner, zip, names);
        }
    }
    return rc;
}

static int write_files(struct zip_out *zip, const struct names *names)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < names->room; i++) {
        struct str name = str_from(names->places[i].s);
        char head[16];
        size_t n = 0;
        if (name.n == 0) {
            continue;
        }
        rc = zip_out_blob_head(zip, name, head, &n);
        if (rc == E_OK) {
            const char *path = arena_printf(arena, "files/%" STRF "%s", STRA(name),
                                            portable_ending((struct str){head, n}));
            rc = zip_out_add_blob(zip, path, name);
        }
    }
    return rc;
}

static int write_text(struct zip_out *zip, const char *name, struct str text)
{
    int rc = zip_out_begin(zip, name);
    return rc < 0 ? rc : zip_out_text(zip, text);
}

int portable_write(const struct portable_export *export, int *out_fd, struct err *err)
{
    CLEANUP(zip_out_freep) struct zip_out *zip = NULL;
    CLEANUP(names_done) struct names names = {NULL, 0, 0};
    int rc = zip_out_new(export->blobs, export->folder, &zip, err);
    if (rc == E_OK) {
        rc = write_text(zip, "README.txt", str_from(readme));
    }
    if (rc == E_OK) {
        rc = write_text(zip, "account.json", export->account);
    }
    if (rc == E_OK) {
        rc = write_tables(export, zip, &names);
    }
    if (rc == E_OK) {
        rc = write_files(zip, &names);
    }
    if (rc == E_OK) {
        rc = zip_out_finish(zip, out_fd);
    }
    if (rc == E_NOT_FOUND) {
        return err_set(err, E_BUSY, "Pictures were deleted while they were packed. Try again.");
    }
    return rc;
}
