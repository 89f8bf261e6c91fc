/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* Gives the memory of all whole pages in these bytes back to the system, while their addresses stay good. Pages of a file that is
 * mapped for reading come back with the next look; those of other memory hold zeroes from then on. */
void pages_release(const void *bytes, size_t n);
