/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `assisti import`: takes in what GET /me/export gave out, here or at another Assisti. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/people/people.h"
#include "base/file.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "platform/blob/blob.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"
#include "platform/portable/portable.h"
#include "platform/schema/schema.h"
#include "serve.h"

#define DISK_RESERVE ((int64_t)256 * 1024 * 1024)
#define FILE_BYTES_MAX \
    ((uint64_t)64 * MIB) /* previews of pages are smaller, uploads have a setting */
#define TABLES_MAX ((size_t)32)

static const char usage[] = "usage: assisti import FILE [--email E] [--data DIR]\n"
                            "\n"
                            "Makes an account out of an archive that somebody got by \"Download my "
                            "data\", with all that is in it, and\n"
                            "prints the link by which they choose a password. The server may be "
                            "running on that folder.\n"
                            "Nothing is changed where any of the archive is not good.\n";

struct import {
    struct arena *arena;
    const struct config *config;
    const char *path;
    struct str email;
    int lock_fd;
    int fd;
    struct db *db;
    struct blobs *blobs;
    struct portable_counts counts;
    struct people_restored account;
};

static int read_arguments(int argc, const char **argv, struct import *out)
{
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--email") == 0 && i + 1 < argc) {
            out->email = str_from(argv[++i]);
        } else if (out->path == NULL && argv[i][0] != '-') {
            out->path = argv[i];
        } else {
            return E_INVALID;
        }
    }
    return out->path != NULL && utf8_valid(out->email) ? E_OK : E_INVALID;
}

/* Beside a server the database stays as that one knows it. */
static int open_database(struct import *import, bool is_alone, struct err *err)
{
    int rc = db_open(arena_printf(import->arena, "%s/assisti.db", import->config->data),
                     &import->db, err);
    if (rc < 0) {
        return rc;
    }
    return is_alone ? schema_apply(import->db, err) : schema_check(import->db, err);
}

static int open_all(struct import *import, struct err *err)
{
    const char *data = import->config->data;
    import->fd = open(import->path, O_RDONLY | O_CLOEXEC);
    if (import->fd < 0) {
        return err_set(err, E_NOT_FOUND, "%s cannot be read: %s.", import->path, strerror(errno));
    }
    int rc = serve_lock_data(data, &import->lock_fd, err);
    bool is_alone = rc == E_OK;
    if (is_alone || rc == E_CONFLICT) {
        rc = crypt_init(err);
    }
    if (rc == E_OK) {
        rc = open_database(import, is_alone, err);
    }
    if (rc == E_OK) {
        rc = blobs_open_beside(arena_printf(import->arena, "%s/blobs", data), &import->blobs, err);
    }
    return rc;
}

static void close_all(struct import *import)
{
    blobs_close(import->blobs);
    db_close(import->db);
    fd_closep(&import->fd);
    fd_closep(&import->lock_fd);
}

static void list_tables(const struct portable_table *out[TABLES_MAX + 1])
{
    size_t count = 0;
    for (size_t i = 0; serve_apps[i] != NULL; i++) {
        if (serve_apps[i]->portable != NULL) {
            ASSERT(count < TABLES_MAX);
            out[count++] = serve_apps[i]->portable;
        }
    }
    out[count] = NULL;
}

/* The address that links begin with: the one that is set, or that of the server's port on this machine. */
static struct str base_url(const struct import *import)
{
    const char *set = import->config->public_url;
    const char *port = strrchr(import->config->listen, ':');
    return str_from(set[0] != '\0' ? set
                                   : arena_printf(import->arena, "http://localhost%s",
                                                  port != NULL ? port : ""));
}

static int take_in(struct import *import, struct portable_import *archive, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    import->account = (struct people_restored){
        .account = portable_account(archive), .email = import->email, .base_url = base_url(import)};
    int rc = db_begin(import->db, &tx);
    if (rc == E_OK) {
        rc = people_restore(tx, &import->account, import->arena, err);
    }
    if (rc == E_OK) {
        rc = portable_read(archive, tx, import->account.id, err);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

static int run(struct import *import, struct err *err)
{
    const struct portable_table *tables[TABLES_MAX + 1];
    list_tables(tables);
    int64_t room = blobs_free_bytes(import->blobs) - DISK_RESERVE;
    const struct portable_source source = {
        .blobs = import->blobs,
        .folder = arena_printf(import->arena, "%s/tmp", import->config->data),
        .file_bytes_max =
            size_max((size_t)import->config->max_upload_mib * MIB, (size_t)FILE_BYTES_MAX),
        .bytes_max = room > 0 ? (uint64_t)room : 0,
        .tables = tables,
    };
    CLEANUP(portable_closep) struct portable_import *archive = NULL;
    int rc = portable_open(import->fd, &source, &archive, err);
    if (rc == E_OK) {
        rc = portable_unpack(archive, err);
    }
    if (rc == E_OK) {
        rc = take_in(import, archive, err);
    }
    if (archive != NULL) {
        import->counts = portable_count(archive);
    }
    return rc;
}

static int tell(const struct import *import)
{
    int n = printf("%s\n", uuid_format(import->account.id).s);
    fprintf(stderr,
            "assisti import: %" STRF " has %lld records and %lld files here.\n"
            "To choose a password within 24 hours, they open\n  %" STRF "\n",
            STRA(import->account.found_email), (long long)import->counts.rows,
            (long long)import->counts.files, STRA(import->account.link));
    return n < 0 || fflush(stdout) != 0 ? CLI_FAILED : 0;
}

int serve_import_main(int argc, const char **argv)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct config config;
    if (argc == 1 && strcmp(argv[0], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    if (cli_read_config(&argc, argv, arena, &config, NULL) < 0) {
        return CLI_USAGE;
    }
    struct import import = {.arena = arena, .config = &config, .lock_fd = -1, .fd = -1};
    if (read_arguments(argc, argv, &import) < 0) {
        fputs(usage, stderr);
        return CLI_USAGE;
    }
    umask(077);
    struct err err = {0};
    int rc = open_all(&import, &err);
    if (rc == E_OK) {
        rc = run(&import, &err);
    }
    close_all(&import);
    if (rc < 0) {
        fprintf(stderr, "assisti import: %s\n", err_text(&err, rc));
        return CLI_FAILED;
    }
    return tell(&import);
}
