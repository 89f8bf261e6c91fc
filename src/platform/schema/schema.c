/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/schema/schema.h"
#include "base/embed.h"
#include "platform/db/db.h"

#define MIGRATIONS_MAX 9999 /* names begin with four digits */

/* Written by tools/embed, sorted by name. */
extern const struct embed_file schema_files[];
extern const size_t schema_files_count;

/* "0007_chat_titles.sql" has the number 7 and the name "0007_chat_titles". False where the file is
 * something else, such as the folder's README. */
static bool read_migration(const struct embed_file *file, struct arena *arena,
                           struct db_migration *out)
{
    struct str name = str_from(file->name);
    int64_t number;
    if (!str_ends(name, STR(".sql")) ||
        str_to_i64(str_sub(name, 0, 4), 1, MIGRATIONS_MAX, &number) < 0) {
        return false;
    }
    *out = (struct db_migration){
        .number = (int)number,
        .name = str_dup(arena, str_sub(name, 0, name.n - STR(".sql").n)),
        .sql = {(const char *)file->bytes, file->n},
    };
    return true;
}

static struct db_migration *read_migrations(struct arena *arena, size_t *out_count)
{
    struct db_migration *migrations = arena_calloc(arena, schema_files_count, sizeof(*migrations));
    size_t count = 0;
    for (size_t i = 0; i < schema_files_count; i++) {
        if (read_migration(&schema_files[i], arena, &migrations[count])) {
            count++;
        }
    }
    *out_count = count;
    return migrations;
}

int schema_apply(struct db *db, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    size_t count;
    const struct db_migration *migrations = read_migrations(arena, &count);
    return db_migrate(db, migrations, count, err);
}

int schema_check(struct db *db, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    size_t count;
    const struct db_migration *migrations = read_migrations(arena, &count);
    return db_check_migrated(db, migrations, count, err);
}
