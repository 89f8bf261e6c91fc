/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/pages.h"

/* Four pages of ones, of which a range goes: all whole pages in it, and nothing else. */
Test(pages, go_whole_or_stay)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const struct {
        size_t begin, n, first, end; /* what is gone */
    } rows[] = {
        {0, 4 * page, 0, 4 * page},
        {1, 4 * page - 1, page, 4 * page},
        {1, 4 * page - 2, page, 3 * page},
        {page, page, page, 2 * page},
        {page, page - 1, 0, 0},
        {1, 2 * page - 2, 0, 0},
        {0, 0, 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        unsigned char *bytes = aligned_alloc(page, 4 * page);
        cr_assert(bytes != NULL);
        memset(bytes, 1, 4 * page);
        pages_release(bytes + rows[i].begin, rows[i].n);
        for (size_t k = 0; k < 4 * page; k++) {
            const bool is_gone = k >= rows[i].first && k < rows[i].end;
            cr_assert_eq(bytes[k], is_gone ? 0 : 1, "row %zu, byte %zu", i, k);
        }
        free(bytes);
    }
}

Test(pages, that_are_asked_for_keep_what_is_in_them)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (size_t n = 0; n <= 5 * MIB; n += MIB + page / 2 + 1) {
        unsigned char *bytes = malloc(n + 1);
        cr_assert(bytes != NULL);
        memset(bytes, 1, n + 1);
        pages_populate(bytes, n);
        for (size_t i = 0; i <= n; i++) {
            cr_assert_eq(bytes[i], 1, "%zu bytes, byte %zu", n, i);
        }
        free(bytes);
    }
}
