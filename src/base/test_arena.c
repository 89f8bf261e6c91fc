/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/arena.h"

Test(arena, gives_aligned_memory_that_does_not_overlap)
{
    struct arena *arena = arena_new();
    char *previous = NULL;
    for (size_t bytes = 0; bytes < 3000; bytes += 7) {
        char *p = arena_alloc(arena, bytes);
        cr_assert_eq((uintptr_t)p % 16, 0);
        memset(p, (int)(bytes & 0x7f), bytes);
        if (previous != NULL && bytes > 7) {
            cr_assert_eq(previous[0], (char)((bytes - 7) & 0x7f));
        }
        previous = p;
    }
    arena_free(arena);
}

Test(arena, refuses_what_overflows_or_is_too_large)
{
    struct arena *arena = arena_new();
    cr_expect_null(arena_try_alloc(arena, SIZE_MAX / 2, 3, SIZE_MAX));
    cr_expect_null(arena_try_alloc(arena, SIZE_MAX, 1, SIZE_MAX));
    cr_expect_null(arena_try_alloc(arena, 1, 1025, 1024));
    cr_expect_not_null(arena_try_alloc(arena, 1, 1024, 1024));
    arena_free(arena);
}

Test(arena, reset_starts_anew)
{
    struct arena *arena = arena_new();
    for (int i = 0; i < 100; i++) {
        cr_expect_str_eq(arena_printf(arena, "%d-%s", i, "x"),
                         i == 42 ? "42-x" : arena_printf(arena, "%d-x", i));
    }
    cr_expect_gt(arena_used(arena), 0);
    arena_reset(arena);
    cr_expect_eq(arena_used(arena), 0);
    cr_expect_str_eq(arena_strdup(arena, "again"), "again");
    arena_free(arena);
    arena_free(NULL);
}
