/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "platform/portable/portable_int.h"

#define ENTRIES_MAX       ((size_t)500000)
#define ACCOUNT_BYTES_MAX ((size_t)256 * KIB)
#define BUFFER_BYTES      (64 * KIB)

/* A file of the archive. */
struct file {
    struct str name; /* of the blob: its hash */
    size_t index;
    struct blob_pin *pin; /* NULL: not kept yet */
    bool is_jpeg;
};

struct portable_import {
    const struct portable_source *source;
    struct zip_in *zip;
    struct arena *arena;     /* of what lives as long as the import */
    struct arena *row_arena; /* of the row that is looked at */
    struct str account;
    struct file *files; /* (file_count), sorted by name */
    size_t file_count;
    struct portable_ids ids;
    struct portable_stage *stage;
    struct db_conn *tx;
    struct uuid owner;
    struct portable_counts counts;
};

/* ---- the archive ---- */

static int refuse(struct err *err, const char *why)
{
    return err_set(err, E_INVALID, "The archive is refused: %s.", why);
}

static int compare_files(const void *a, const void *b)
{
    const struct file *left = a;
    const struct file *right = b;
    return memcmp(left->name.p, right->name.p, BLOB_NAME_LENGTH);
}

/* files/HASH.ext, or files/HASH */
static bool read_file_name(struct str path, struct str *out)
{
    if (!str_starts(path, STR("files/"))) {
        return false;
    }
    struct str ending;
    *out = str_cut(str_sub(path, 6, path.n), '.', &ending);
    return out->n == BLOB_NAME_LENGTH;
}

static int list_files(struct portable_import *import, struct err *err)
{
    size_t count = zip_in_count(import->zip);
    import->files = arena_calloc(import->arena, count + 1, sizeof(*import->files));
    for (size_t i = 0; i < count; i++) {
        struct str name;
        if (read_file_name(zip_in_name(import->zip, i), &name)) {
            import->files[import->file_count++] = (struct file){.name = name, .index = i};
        }
    }
    qsort(import->files, import->file_count, sizeof(*import->files), compare_files);
    for (size_t i = 1; i < import->file_count; i++) {
        if (str_eq(import->files[i - 1].name, import->files[i].name)) {
            return refuse(err, "it has a file twice");
        }
    }
    return E_OK;
}

static size_t find_entry(const struct portable_import *import, struct str name)
{
    for (size_t i = 0; i < zip_in_count(import->zip); i++) {
        if (str_eq(zip_in_name(import->zip, i), name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static int read_account(struct portable_import *import, struct err *err)
{
    CLEANUP(zip_entry_closep) struct zip_entry *entry = NULL;
    size_t index = find_entry(import, STR("account.json"));
    if (index == SIZE_MAX) {
        return refuse(err, "it was not made by Assisti, for it has no account.json");
    }
    int rc = zip_entry_open(import->zip, index, &entry, err);
    char *text = arena_alloc(import->arena, ACCOUNT_BYTES_MAX + 1);
    size_t n = 0;
    int64_t got = rc;
    while (rc == E_OK && n <= ACCOUNT_BYTES_MAX &&
           (got = zip_entry_read(entry, text + n, ACCOUNT_BYTES_MAX + 1 - n, err)) > 0) {
        n += (size_t)got;
    }
    if (got < 0) {
        return (int)got;
    }
    import->account = (struct str){text, n};
    bool is_good = n <= ACCOUNT_BYTES_MAX && portable_is_json(import->account, LINE_VALUES_MAX);
    return is_good ? E_OK : refuse(err, "its account.json is not well-formed");
}

static bool is_known(const struct portable_import *import, struct str path)
{
    for (size_t i = 0; import->source->tables[i] != NULL; i++) {
        const struct portable_table *table = import->source->tables[i];
        for (; table->name != NULL; table++) {
            char name[128];
            int n = snprintf(name, sizeof(name), "rows/%s.jsonl", table->name);
            if (str_eq(path, (struct str){name, (size_t)n})) {
                return true;
            }
        }
    }
    return false;
}

/* What this program does not know would be lost: better to say so at once. */
static int check_entries(const struct portable_import *import, struct err *err)
{
    for (size_t i = 0; i < zip_in_count(import->zip); i++) {
        struct str name = zip_in_name(import->zip, i);
        if (str_starts(name, STR("rows/")) && !is_known(import, name)) {
            return err_set(err, E_INVALID,
                           "The archive has %" STRF
                           ", which this Assisti does not know; a newer one may.",
                           STRA(name));
        }
    }
    return E_OK;
}

int portable_open(int fd, const struct portable_source *source, struct portable_import **out,
                  struct err *err)
{
    const struct zip_limits limits = {.entries = ENTRIES_MAX,
                                      .entry_bytes = source->bytes_max < UINT64_MAX / 1000000
                                                         ? source->bytes_max
                                                         : UINT64_MAX / 1000000,
                                      .total_bytes = source->bytes_max};
    CLEANUP(portable_closep) struct portable_import *import = must_calloc(1, sizeof(*import));
    import->source = source;
    import->arena = arena_new();
    int rc = zip_in_open(fd, &limits, &import->zip, err);
    if (rc == E_OK) {
        rc = check_entries(import, err);
    }
    if (rc == E_OK) {
        rc = list_files(import, err);
    }
    if (rc == E_OK) {
        rc = read_account(import, err);
    }
    if (rc < 0) {
        return rc;
    }
    *out = import;
    import = NULL;
    return E_OK;
}

void portable_closep(struct portable_import **import)
{
    if (*import == NULL) {
        return;
    }
    for (size_t i = 0; i < (*import)->file_count; i++) {
        blob_unpinp(&(*import)->files[i].pin);
    }
    zip_in_freep(&(*import)->zip);
    portable_ids_done(&(*import)->ids);
    portable_stage_closep(&(*import)->stage);
    arena_free((*import)->arena);
    free(*import);
    *import = NULL;
}

struct str portable_account(const struct portable_import *import)
{
    return import->account;
}

struct portable_counts portable_count(const struct portable_import *import)
{
    return import->counts;
}

struct db_conn *portable_tx(const struct portable_import *import)
{
    return import->tx;
}

struct uuid portable_owner(const struct portable_import *import)
{
    return import->owner;
}

struct arena *portable_row_arena(const struct portable_import *import)
{
    return import->row_arena;
}

int portable_open_file(const struct portable_import *import, struct str name, int *out_fd)
{
    return blob_open(import->source->blobs, name, out_fd);
}

/* ---- files ---- */

static int unpack(struct portable_import *import, struct file *file, int fd, struct err *err)
{
    CLEANUP(zip_entry_closep) struct zip_entry *entry = NULL;
    char buffer[BUFFER_BYTES];
    uint64_t total = 0;
    int rc = zip_entry_open(import->zip, file->index, &entry, err);
    while (rc == E_OK) {
        int64_t got = zip_entry_read(entry, buffer, sizeof(buffer), err);
        if (got <= 0) {
            return (int)got;
        }
        if (total == 0) {
            struct str head = {buffer, (size_t)got};
            file->is_jpeg = str_starts(head, STR("\xff\xd8\xff"));
        }
        total += (uint64_t)got;
        rc = total > import->source->file_bytes_max
                 ? err_set(err, E_TOO_LARGE, "A file of the archive is larger than any can be.")
                 : file_write_all(fd, buffer, (size_t)got);
    }
    return rc;
}

static int keep_file(struct portable_import *import, struct file *file, struct err *err)
{
    CLEANUP(fd_closep) int fd = -1;
    int rc = file_open_unnamed(import->source->folder, &fd);
    if (rc == E_OK) {
        rc = unpack(import, file, fd, err);
    }
    if (rc == E_OK) {
        rc = blob_add_file(import->source->blobs, fd, &file->pin);
    }
    if (rc < 0) {
        return rc;
    }
    import->counts.files++;
    struct blob_name name = blob_pin_name(file->pin);
    return str_eq(file->name, str_from(name.s))
               ? E_OK
               : refuse(err, "a file is not what its name says; it was changed");
}

static int take_file(struct portable_import *import, struct str name, bool must_be_jpeg,
                     struct err *err)
{
    const struct file wanted = {.name = name};
    struct file *file =
        bsearch(&wanted, import->files, import->file_count, sizeof(*import->files), compare_files);
    if (file == NULL) {
        return refuse(err, "a file that a row names is missing");
    }
    int rc = file->pin == NULL ? keep_file(import, file, err) : E_OK;
    return rc == E_OK && must_be_jpeg && !file->is_jpeg ? refuse(err, "a small picture is no JPEG")
                                                        : rc;
}

/* ---- rows ---- */

/* E_NOT_FOUND where the row belongs to one that is not there. */
static int connect(struct portable_import *import, const struct portable_column *column,
                   struct arena *arena, struct db_value *inout, struct err *err)
{
    if (inout->kind == DB_NULL) {
        return E_OK;
    }
    switch (column->kind) {
    case PORTABLE_ID:
        return portable_ids_rename(&import->ids, /* makes= */ true, &inout->id) ? E_OK : E_INTERNAL;
    case PORTABLE_REF:
        return portable_ids_rename(&import->ids, /* makes= */ false, &inout->id) ? E_OK
                                                                                 : E_NOT_FOUND;
    case PORTABLE_REF_LATER:
        if (!portable_ids_rename(&import->ids, /* makes= */ false, &inout->id)) {
            *inout = db_null();
        }
        return E_OK;
    case PORTABLE_TAGGED:
        inout->text = portable_ids_retag(&import->ids, inout->text, arena);
        return E_OK;
    case PORTABLE_FILE:
    case PORTABLE_JPEG:
        return take_file(import, inout->text, column->kind == PORTABLE_JPEG, err);
    default:
        return E_OK;
    }
}

struct line {
    struct str text;
    int64_t number;
};

static int stage_row(struct portable_import *import, const struct portable_table *table,
                     const struct line *line, struct arena *arena, struct err *err)
{
    struct db_value values[COLUMNS_MAX + 2];
    size_t count = portable_column_count(table);
    int rc = portable_read_row(table, line->text, arena, values, err);
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        rc = connect(import, &table->columns[i], arena, &values[i], err);
    }
    if (rc == E_NOT_FOUND) {
        return E_OK; /* its picture went while the archive was made */
    }
    import->row_arena = arena;
    if (rc == E_OK && table->check != NULL) {
        rc = table->check(import, values, err);
    }
    return rc < 0 ? rc : portable_stage_add(import->stage, table, line->number, values);
}

struct lines {
    struct zip_entry *entry;
    struct sb text; /* what was read and not yet given */
    size_t at;
    bool ended;
};

/* The next line without its end. 1: there is one; 0: no more. */
static int next_line(struct lines *lines, struct str *out, struct err *err)
{
    for (;;) {
        struct str rest = str_sub(sb_str(&lines->text), lines->at, lines->text.n);
        size_t end = str_find_byte(rest, '\n');
        if (end < rest.n || (lines->ended && rest.n > 0)) {
            *out = str_sub(rest, 0, end);
            lines->at += size_min(end + 1, rest.n);
            return 1;
        }
        if (lines->ended) {
            return 0;
        }
        if (rest.n > 0) {
            memmove(lines->text.p, rest.p, rest.n);
        }
        lines->text.n = rest.n;
        lines->at = 0;
        char *room = sb_reserve(&lines->text, BUFFER_BYTES);
        if (room == NULL) {
            return err_set(err, E_TOO_LARGE, "is longer than any can be");
        }
        int64_t got = zip_entry_read(lines->entry, room, BUFFER_BYTES, err);
        if (got < 0) {
            return (int)got;
        }
        sb_grown(&lines->text, (size_t)got);
        lines->ended = got == 0;
    }
}

static void lines_done(struct lines *lines)
{
    zip_entry_closep(&lines->entry);
    sb_done(&lines->text);
}

/* Says which row of which table it was. */
static int tell_row(const struct portable_table *table, int64_t number, int rc, struct err *err)
{
    if (rc >= 0 || err == NULL || err->detail[0] == '\0' ||
        str_starts(str_from(err->detail), STR("The archive"))) {
        return rc;
    }
    char what[200];
    (void)snprintf(what, sizeof(what), "%.199s", err->detail);
    return err_set(err, rc, "The archive is refused: rows/%s.jsonl, line %lld: %s.", table->name,
                   (long long)number, what);
}

static int stage_table(struct portable_import *import, const struct portable_table *table,
                       struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(lines_done) struct lines lines = {0};
    sb_init(&lines.text, LINE_BYTES_MAX + BUFFER_BYTES);
    const char *name = arena_printf(arena, "rows/%s.jsonl", table->name);
    size_t index = find_entry(import, str_from(name));
    if (index == SIZE_MAX || table->insert_sql == NULL) {
        return E_OK; /* of an older program, or shown only */
    }
    int rc = zip_entry_open(import->zip, index, &lines.entry, err);
    struct line line = {.number = 1};
    for (; rc == E_OK; line.number++) {
        arena_reset(arena);
        rc = next_line(&lines, &line.text, err);
        if (rc == 0) {
            return E_OK;
        }
        if (rc == 1) {
            rc = line.number > table->rows_max
                     ? err_set(err, E_TOO_LARGE, "is one more than there may be")
                     : stage_row(import, table, &line, arena, err);
        }
        rc = tell_row(table, line.number, rc, err);
    }
    return rc;
}

int portable_unpack(struct portable_import *import, struct err *err)
{
    int rc = portable_stage_open(import->source->folder, &import->stage);
    for (size_t i = 0; rc == E_OK && import->source->tables[i] != NULL; i++) {
        const struct portable_table *table = import->source->tables[i];
        for (; rc == E_OK && table->name != NULL; table++) {
            rc = stage_table(import, table, err);
        }
    }
    return rc < 0 ? rc : portable_stage_rewind(import->stage);
}

static int add_row(struct portable_import *import, struct portable_staged *row, struct err *err)
{
    const struct portable_table *table = row->table;
    size_t count = portable_column_count(table);
    row->values[count] = db_id(import->owner);
    row->values[count + 1] = (struct db_value){.kind = DB_END};
    int rc = db_exec_params(import->tx, table->insert_sql, row->values, NULL);
    if (rc == E_CONFLICT) {
        return err_set(err, E_INVALID, "is there twice");
    }
    if (rc == E_OK && table->added != NULL) {
        rc = table->added(import, row->values);
    }
    import->counts.rows += rc == E_OK ? 1 : 0;
    return rc;
}

int portable_read(struct portable_import *import, struct db_conn *tx, struct uuid owner,
                  struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct portable_staged row;
    import->tx = tx;
    import->owner = owner;
    int rc;
    while ((rc = portable_stage_next(import->stage, arena, &row)) == 1) {
        rc = tell_row(row.table, row.number, add_row(import, &row, err), err);
        if (rc < 0) {
            return rc;
        }
        arena_reset(arena);
    }
    return rc;
}
