/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"

void base_assert_failed(const char *condition, const char *file, int line)
{
    dprintf(STDERR_FILENO, "assertion failed: %s (%s:%d)\n", condition, file, line);
    abort();
}

static NORETURN void out_of_memory(size_t bytes)
{
    dprintf(STDERR_FILENO, "out of memory: %zu bytes\n", bytes);
    abort();
}

void *must_alloc(size_t bytes)
{
    void *p = malloc(bytes > 0 ? bytes : 1);
    if (p == NULL) {
        out_of_memory(bytes);
    }
    return p;
}

void *must_calloc(size_t count, size_t bytes)
{
    void *p = calloc(count > 0 ? count : 1, bytes > 0 ? bytes : 1);
    if (p == NULL) {
        out_of_memory(count);
    }
    return p;
}

void *try_alloc(size_t count, size_t bytes, size_t max_bytes)
{
    size_t total;
    if (!size_mul(count, bytes, &total) || total > max_bytes) {
        return NULL;
    }
    return malloc(total > 0 ? total : 1);
}

void secret_wipe(void *secret, size_t bytes)
{
    explicit_bzero(secret, bytes);
}

bool secret_equal(const void *a, const void *b, size_t bytes)
{
    const uint8_t *x = a;
    const uint8_t *y = b;
    uint8_t difference = 0;
    for (size_t i = 0; i < bytes; i++) {
        difference |= (uint8_t)(x[i] ^ y[i]);
    }
    return difference == 0;
}
