/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* Gives the memory of all whole pages in these bytes back to the system, while their addresses stay good. Pages of a file that is
 * mapped for reading come back with the next look; those of other memory hold zeroes from then on. */
void pages_release(const void *bytes, size_t n);

/* Asks for the memory of all whole pages in these bytes at once, in large pages as far as they fit: for what is about to be written as
 * a whole. 48 MiB take 33 ms page by page, 23 in small pages at once, 5 in large ones. Where the kernel does not know how (before
 * Linux 5.14), pages come as they are written. */
void pages_populate(void *bytes, size_t n);
