/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `assisti audit verify`: follows the chain of the audit log, in the database or in a file that was exported. Every row that
 * does not fit is told; the exit status is 1 then. */
#include <inttypes.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "platform/audit/audit.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"

#define BATCH      500
#define FILE_MAX   ((size_t)1 << 30)
#define FAULTS_MAX 100 /* that are told one by one */

static const char usage[] =
    "usage: assisti audit verify [--data DIR] [--file FILE] [--head NUMBER:DIGEST]\n"
    "\n"
    "Looks whether any row of the audit log was changed, taken away or moved. --file looks at an "
    "export\n"
    "instead of the database. --head compares with a row that was noted before: the server's log "
    "shows the\n"
    "newest at every start, as audit.head.\n";

struct options {
    const char *file;
    struct audit_head head; /* number 0: none is given */
    bool has_seen_head;
};

static void tell(const struct audit_check *check, const struct err *err)
{
    if (check->faults <= FAULTS_MAX) {
        printf("%s\n", err->detail);
    }
    if (check->faults == FAULTS_MAX) {
        printf("There are more; they are only counted.\n");
    }
}

static void follow(struct audit_check *check, struct options *options, const struct audit_row *row)
{
    struct err err = {0};
    if (!audit_check_row(check, row, &err)) {
        tell(check, &err);
    }
    options->has_seen_head = options->has_seen_head || (row->number == options->head.number &&
                                                        str_eq(row->digest, options->head.digest));
}

/* ---- the database ---- */

/* Follows what comes behind the row that was last. */
static int follow_rows(struct db_conn *conn, struct audit_check *check, struct options *options)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    size_t count = 0;
    int rc;
    do {
        struct audit_row *rows = NULL;
        arena_reset(arena);
        rc = audit_list(conn, check->number, BATCH, arena, &rows, &count);
        for (size_t i = 0; rc == E_OK && i < count; i++) {
            follow(check, options, &rows[i]);
        }
    } while (rc == E_OK && count == BATCH);
    return rc;
}

/* A server may add rows meanwhile: what the head is ahead of is looked for once more. */
static int verify_rows(struct db_conn *conn, struct audit_check *check, struct options *options)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct audit_head head = {0};
    int rc = follow_rows(conn, check, options);
    if (rc == E_OK) {
        rc = audit_find_head(conn, arena, &head);
    }
    if (rc == E_OK && head.number > check->number) {
        rc = follow_rows(conn, check, options);
    }
    struct err err = {0};
    if (rc == E_OK && head.number >= check->number && !audit_check_head(check, &head, &err)) {
        tell(check, &err);
    }
    return rc;
}

static int verify_database(const struct config *config, struct audit_check *check,
                           struct options *options, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct db *db = NULL;
    int rc = db_open_reading(arena_printf(arena, "%s/assisti.db", config->data), &db, err);
    if (rc < 0) {
        return rc;
    }
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        rc = db_read(db, &conn);
        if (rc == E_OK) {
            rc = verify_rows(conn, check, options);
        }
    }
    db_close(db);
    return rc < 0 ? err_set(err, rc, "The audit log in the database cannot be read.") : E_OK;
}

/* ---- a file ---- */

static int verify_file(const char *path, struct audit_check *check, struct options *options,
                       struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(arena_freep) struct arena *line_arena = arena_new();
    struct str rest;
    int rc = file_read_path(path, arena, FILE_MAX, &rest);
    if (rc < 0) {
        return err_set(err, rc, "%s cannot be read.", path);
    }
    for (int64_t number = 1; rest.n > 0; number++) {
        struct audit_row row;
        arena_reset(line_arena);
        const struct str line = str_cut(rest, '\n', &rest);
        if (audit_read_line(line, line_arena, &row) < 0) {
            check->faults++;
            (void)err_set(err, E_INVALID, "Line %" PRId64 " of the file is not a row of the log.",
                          number);
            tell(check, err);
            continue;
        }
        follow(check, options, &row);
    }
    return E_OK;
}

/* ---- the verb ---- */

static bool read_head(const char *text, struct audit_head *out)
{
    struct str digest;
    const struct str number = str_cut(str_from(text), ':', &digest);
    out->digest = digest;
    return digest.n > 0 && str_to_i64(number, 1, INT64_MAX, &out->number) == E_OK;
}

static bool read_options(int argc, const char **argv, struct options *out)
{
    if (argc < 1 || strcmp(argv[0], "verify") != 0) {
        return false;
    }
    for (int i = 1; i < argc; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (value != NULL && strcmp(argv[i], "--file") == 0) {
            out->file = value;
        } else if (value == NULL || strcmp(argv[i], "--head") != 0 ||
                   !read_head(value, &out->head)) {
            return false;
        }
    }
    return true;
}

static void check_noted(struct audit_check *check, const struct options *options)
{
    if (options->head.number > 0 && !options->has_seen_head) {
        struct err err = {0};
        check->faults++;
        (void)err_set(&err, E_CONFLICT,
                      "Row %" PRId64
                      " with the digest that was noted is not there: the log was made "
                      "anew.",
                      options->head.number);
        tell(check, &err);
    }
}

int cli_audit(int argc, const char **argv)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct config config;
    struct options options = {0};
    struct audit_check check = {0};
    struct err err = {0};
    if (cli_read_config(&argc, argv, arena, &config, NULL) < 0) {
        return CLI_USAGE;
    }
    if (!read_options(argc, argv, &options)) {
        fputs(usage, stderr);
        return CLI_USAGE;
    }
    int rc = crypt_init(&err);
    if (rc == E_OK) {
        rc = options.file != NULL ? verify_file(options.file, &check, &options, &err)
                                  : verify_database(&config, &check, &options, &err);
    }
    if (rc < 0) {
        fprintf(stderr, "assisti audit: %s\n", err_text(&err, rc));
        return CLI_FAILED;
    }
    check_noted(&check, &options);
    printf("%s: %" PRId64 " rows, %zu faults%s%s\n",
           check.faults == 0 ? "in order" : "NOT in order", check.number, check.faults,
           check.number > 0 ? ", newest digest " : "", check.digest);
    return check.faults == 0 ? 0 : CLI_FAILED;
}
