/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small dictionaries in a folder. */
#pragma once

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

static inline void spelling_put(const char *folder, const char *name, const char *ending,
                                const char *content)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof(path), "%s/%s.%s", folder, name, ending);
    FILE *file = fopen(path, "wbe");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(content, file), 0);
    cr_assert_eq(fclose(file), 0);
}

/* A dictionary in the folder: `words` as a list has them, behind their number. */
static inline void spelling_add(const char *folder, const char *name, const char *encoding,
                                const char *words)
{
    char rules[64];
    (void)snprintf(rules, sizeof(rules), "SET %s\n", encoding);
    spelling_put(folder, name, "aff", rules);
    spelling_put(folder, name, "dic", words);
}

/* Removes its files. */
static inline void spelling_drop(const char *folder, const char *name)
{
    for (int dic = 0; dic <= 1; dic++) {
        char path[PATH_MAX];
        (void)snprintf(path, sizeof(path), "%s/%s.%s", folder, name, dic ? "dic" : "aff");
        (void)unlink(path);
    }
}
