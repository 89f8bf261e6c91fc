/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sys/mman.h>
#include <unistd.h>

#include "base/base.h"
#include "base/pages.h"

/* Advice about whole pages, without which all works as well. */
static void advise(char *bytes, size_t n, int advice)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t spare = (page - (uintptr_t)bytes % page) % page;
    if (n >= spare + page) {
        (void)madvise(bytes + spare, (n - spare) / page * page, advice);
    }
}

void pages_release(const void *bytes, size_t n)
{
    advise((char *)bytes, n, MADV_DONTNEED);
}

void pages_populate(void *bytes, size_t n)
{
    advise(bytes, n, MADV_HUGEPAGE);
    advise(bytes, n, MADV_POPULATE_WRITE);
}
