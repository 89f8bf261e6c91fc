/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "platform/portable/portable_int.h"

struct portable_stage {
    FILE *file; /* nobody else has it, so what was written is what is read */
};

struct row_head {
    const struct portable_table *table;
    int64_t number;
    size_t count;
};

int portable_stage_open(const char *folder, struct portable_stage **out)
{
    CLEANUP(fd_closep) int fd = -1;
    int rc = file_open_unnamed(folder, &fd);
    if (rc < 0) {
        return rc;
    }
    FILE *file = fdopen(fd, "w+");
    if (file == NULL) {
        return E_IO;
    }
    (void)steal_fd(&fd);
    *out = must_calloc(1, sizeof(**out));
    (*out)->file = file;
    return E_OK;
}

void portable_stage_closep(struct portable_stage **stage)
{
    if (*stage != NULL) {
        (void)fclose((*stage)->file); /* what was needed of it was read */
        free(*stage);
        *stage = NULL;
    }
}

static bool put(struct portable_stage *stage, const void *bytes, size_t n)
{
    return n == 0 || fwrite(bytes, n, 1, stage->file) == 1;
}

static bool get(struct portable_stage *stage, void *bytes, size_t n)
{
    return n == 0 || fread(bytes, n, 1, stage->file) == 1;
}

static bool has_text(const struct db_value *value)
{
    return value->kind == DB_TEXT || value->kind == DB_BLOB;
}

int portable_stage_add(struct portable_stage *stage, const struct portable_table *table,
                       int64_t number, const struct db_value *values)
{
    const struct row_head head = {table, number, portable_column_count(table)};
    bool is_well = put(stage, &head, sizeof(head));
    for (size_t i = 0; is_well && i < head.count; i++) {
        is_well = put(stage, &values[i], sizeof(values[i]));
        if (is_well && has_text(&values[i])) {
            is_well = put(stage, values[i].text.p, values[i].text.n);
        }
    }
    return is_well ? E_OK : file_errno_to_rc(errno);
}

int portable_stage_rewind(struct portable_stage *stage)
{
    return fseek(stage->file, 0, SEEK_SET) == 0 ? E_OK : file_errno_to_rc(errno);
}

static bool get_value(struct portable_stage *stage, struct arena *arena, struct db_value *out)
{
    if (!get(stage, out, sizeof(*out))) {
        return false;
    }
    if (!has_text(out)) {
        return true;
    }
    char *text = arena_alloc(arena, out->text.n + 1);
    out->text.p = text;
    return get(stage, text, out->text.n);
}

int portable_stage_next(struct portable_stage *stage, struct arena *arena,
                        struct portable_staged *out)
{
    struct row_head head;
    if (!get(stage, &head, sizeof(head))) {
        return feof(stage->file) ? 0 : E_IO;
    }
    out->table = head.table;
    out->number = head.number;
    for (size_t i = 0; i < head.count; i++) {
        if (!get_value(stage, arena, &out->values[i])) {
            return E_IO;
        }
    }
    return 1;
}
