/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena: memory that is freed all at once. One arena per request, job or command; a function that
 * returns memory takes the arena and its result lives as long. Nothing in an arena is freed alone. */
#pragma once

#include "base/base.h"

struct arena;

/* Never fails: memory of our own sizes that is not there ends the process. */
struct arena *arena_new(void);
void arena_free(struct arena *arena);
void arena_freep(struct arena **arena);

/* Forgets everything allocated and keeps one block for the next use. */
void arena_reset(struct arena *arena);

/* 16-byte aligned memory of any content, or zeroed. For sizes of our own or already capped. */
MUSTUSE void *arena_alloc(struct arena *arena, size_t bytes);
MUSTUSE void *arena_calloc(struct arena *arena, size_t count, size_t bytes);

/* For sizes that an outsider chose: NULL where it overflows, exceeds `max_bytes` or fails. */
MUSTUSE void *arena_try_alloc(struct arena *arena, size_t count, size_t bytes, size_t max_bytes);

/* A copy of `bytes` bytes, followed by a NUL that is not counted. */
MUSTUSE char *arena_memdup(struct arena *arena, const void *p, size_t bytes);
MUSTUSE char *arena_strdup(struct arena *arena, const char *text);

/* Formatted, NUL-terminated text. */
MUSTUSE char *arena_printf(struct arena *arena, const char *format, ...) PRINTF(2, 3);

/* Bytes handed out since the start or the last reset. */
size_t arena_used(const struct arena *arena);
