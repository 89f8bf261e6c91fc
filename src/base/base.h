/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base: what every other layer stands on. Memory (arena), text (str, sb, utf8), errors (err), JSON,
 * time, random and ids, logging, checked sizes, file helpers. Nothing here knows of HTTP, databases
 * or pictures, and nothing here logs above debug.
 *
 * This header holds the macros that all the others share, and poisons the libc calls that the project
 * does not use (see the end). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The headers that declare what is poisoned below, so that it does not matter who includes them later. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#define MUSTUSE                         __attribute__((warn_unused_result))
#define PRINTF(format_index, first_arg) __attribute__((format(printf, format_index, first_arg)))
#define NORETURN                        __attribute__((noreturn))

/* Runs `function(&variable)` when the variable leaves its scope. */
#define CLEANUP(function) __attribute__((cleanup(function)))

/* For the programmer's mistakes only, on in release builds; never for input. */
#define ASSERT(condition)                                       \
    do {                                                        \
        if (__builtin_expect(!(condition), 0)) {                \
            base_assert_failed(#condition, __FILE__, __LINE__); \
        }                                                       \
    } while (0)

NORETURN void base_assert_failed(const char *condition, const char *file, int line);

/* Sizes from outside are added and multiplied only through these. They return true and set *out, or
 * false on overflow. */
MUSTUSE static inline bool size_add(size_t a, size_t b, size_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}

MUSTUSE static inline bool size_mul(size_t a, size_t b, size_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

static inline size_t size_min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t size_max(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* malloc and calloc that end the process when memory is exhausted: for small sizes of our own.
 * Sizes that an outsider chose go through try_alloc(). The caller frees the result with free(). */
MUSTUSE void *must_alloc(size_t bytes);
MUSTUSE void *must_calloc(size_t count, size_t bytes);

/* Returns NULL where `count * bytes` overflows, is larger than `max_bytes`, or does not exist. */
MUSTUSE void *try_alloc(size_t count, size_t bytes, size_t max_bytes);

/* Overwrites a secret in a way that the compiler does not remove. */
void secret_wipe(void *secret, size_t bytes);

/* Compares in a time that does not depend on the content. */
MUSTUSE bool secret_equal(const void *a, const void *b, size_t bytes);

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gets gmtime localtime rand \
    srand
#pragma GCC poison system popen tmpnam mktemp
