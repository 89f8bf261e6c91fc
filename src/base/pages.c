/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sys/mman.h>
#include <unistd.h>

#include "base/base.h"
#include "base/pages.h"

void pages_release(const void *bytes, size_t n)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t spare = (page - (uintptr_t)bytes % page) % page;
    if (n >= spare + page) {
        char *first = (char *)bytes + spare;
        (void)madvise(first, (n - spare) / page * page, MADV_DONTNEED);
    }
}
