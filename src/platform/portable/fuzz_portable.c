/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes as an archive: what its directory and entries give stays within the limits, and rows of it are read by a
 * table that has a column of each kind. */
#include <sys/mman.h>

#include "base/file.h"
#include "platform/portable/portable_int.h"

#define ENTRY_MAX ((size_t)1 * MIB)

static const struct portable_column columns[] = {
    {"id", PORTABLE_ID, true, 0},
    {"title", PORTABLE_TEXT, true, 100},
    {"options", PORTABLE_TAGGED, true, 60},
    {"result", PORTABLE_JSON, true, 4096},
    {"bytes", PORTABLE_I64, true, 1000000},
    {"confidence", PORTABLE_REAL, true, 1},
    {"embedding", PORTABLE_FLOATS, true, 8},
    {"blob", PORTABLE_FILE, true, 0},
    {0},
};
static const struct portable_table table = {.name = "images", .columns = columns, .rows_max = 100};

static void read_lines(struct str text, struct arena *arena)
{
    struct str rest = text;
    for (int i = 0; i < 100 && rest.n > 0; i++) {
        struct db_value values[COLUMNS_MAX + 2];
        struct err err = {0};
        struct str line = str_cut(rest, '\n', &rest);
        int rc = portable_read_row(&table, line, arena, values, &err);
        ASSERT(rc == E_OK || err.detail[0] != '\0');
    }
}

static void read_entry(struct zip_in *zip, size_t index, struct arena *arena)
{
    CLEANUP(zip_entry_closep) struct zip_entry *entry = NULL;
    CLEANUP(sb_done) struct sb text;
    struct err err = {0};
    sb_init(&text, 2 * ENTRY_MAX);
    int64_t got = zip_entry_open(zip, index, &entry, &err);
    while (got >= 0) {
        char buffer[4096];
        got = zip_entry_read(entry, buffer, sizeof(buffer), &err);
        if (got <= 0) {
            break;
        }
        sb_add(&text, (struct str){buffer, (size_t)got});
        ASSERT(!text.failed);
    }
    read_lines(sb_str(&text), arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(zip_in_freep) struct zip_in *zip = NULL;
    CLEANUP(fd_closep) int fd = memfd_create("archive", MFD_CLOEXEC);
    const struct zip_limits limits = {100, ENTRY_MAX, 4 * ENTRY_MAX};
    struct err err = {0};
    read_lines((struct str){(const char *)data, bytes}, arena);
    if (fd < 0 || file_write_all(fd, data, bytes) < 0 || zip_in_open(fd, &limits, &zip, &err) < 0) {
        return 0;
    }
    for (size_t i = 0; i < zip_in_count(zip); i++) {
        struct str name = zip_in_name(zip, i);
        ASSERT(name.n > 0 && name.p[0] != '/' && !str_starts(name, STR("../")));
        read_entry(zip, i, arena);
    }
    return 0;
}
