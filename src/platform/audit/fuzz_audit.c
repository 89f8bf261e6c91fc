/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is said to be an exported log: each line is a row, which is written and read again the same, or none. */
#include "platform/audit/audit.h"
#include "platform/crypt/crypt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str rest = {(const char *)data, bytes};
    struct audit_check check = {0};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    while (rest.n > 0) {
        struct audit_row row;
        struct audit_row again;
        struct err err = {0};
        const struct str line = str_cut(rest, '\n', &rest);
        if (audit_read_line(line, arena, &row) < 0) {
            continue;
        }
        CLEANUP(sb_done) struct sb written;
        sb_init(&written, 4 * MIB);
        audit_write_line(&row, &written);
        int rc = written.failed ? E_OK : audit_read_line(sb_str(&written), arena, &again);
        ASSERT(rc == E_OK);
        ASSERT(written.failed ||
               (str_eq(row.detail, again.detail) && str_eq(row.digest, again.digest)));
        ASSERT(audit_check_row(&check, &row, &err) || err.detail[0] != '\0');
    }
    return 0;
}
