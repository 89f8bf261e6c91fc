/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/test_folder.h"

#define OPEN_MAX_AT_ONCE 8

static char folder[] = "/tmp/assisti-test-XXXXXX";

const char *test_folder_make(void)
{
    const char *made = mkdtemp(folder);
    ASSERT(made != NULL);
    return made;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

void test_folder_drop(void)
{
    int rc = nftw(folder, remove_one, OPEN_MAX_AT_ONCE, FTW_DEPTH | FTW_PHYS);
    ASSERT(rc == 0);
}
