/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is taken for a cursor is the cursor of the row that it names. */
#include "apps/admin/admin_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const enum db_kind kinds[] = {DB_TEXT, DB_I64, DB_REAL};
    const struct str text = {(const char *)data, bytes};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct admin_query query = {0};
        if (admin_read_cursor(text, kinds[i], arena, &query) == E_OK) {
            const struct admin_row row = {.id = query.after, .value = query.after_value};
            ASSERT(str_eq(admin_make_cursor(&row, arena), text));
        }
    }
    return 0;
}
