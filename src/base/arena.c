/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

#include "base/arena.h"

#define ARENA_ALIGN       ((size_t)16)
#define ARENA_FIRST_BLOCK (8 * KIB)

struct arena_block {
    struct arena_block *next;
    size_t capacity;
    size_t used;
    size_t unused_padding;
    char bytes[];
};
_Static_assert(sizeof(struct arena_block) % 16 == 0, "blocks keep their content aligned");

struct arena {
    struct arena_block *newest;
    size_t used;
};

static struct arena_block *block_try_new(size_t capacity)
{
    struct arena_block *block = malloc(sizeof(*block) + capacity);
    if (block == NULL) {
        return NULL;
    }
    block->next = NULL;
    block->capacity = capacity;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->bytes, capacity);
    return block;
}

static void block_free(struct arena_block *block)
{
    ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->capacity);
    free(block);
}

struct arena *arena_new(void)
{
    return must_calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
    if (arena == NULL) {
        return;
    }
    for (struct arena_block *block = arena->newest; block != NULL;) {
        struct arena_block *next = block->next;
        block_free(block);
        block = next;
    }
    free(arena);
}

void arena_freep(struct arena **arena)
{
    arena_free(*arena);
    *arena = NULL;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *kept = NULL;
    for (struct arena_block *block = arena->newest; block != NULL;) {
        struct arena_block *next = block->next;
        if (next == NULL && block->capacity <= ARENA_FIRST_BLOCK) {
            kept = block;
        } else {
            block_free(block);
        }
        block = next;
    }
    if (kept != NULL) {
        kept->used = 0;
        ASAN_POISON_MEMORY_REGION(kept->bytes, kept->capacity);
    }
    arena->newest = kept;
    arena->used = 0;
}

/* Doubles the block size so that n allocations cost O(log n) calls to malloc. */
static bool arena_grow(struct arena *arena, size_t bytes)
{
    size_t capacity =
        arena->newest == NULL ? ARENA_FIRST_BLOCK : size_min(arena->newest->capacity * 2, 1 * MIB);
    struct arena_block *block = block_try_new(size_max(capacity, bytes));
    if (block == NULL) {
        return false;
    }
    block->next = arena->newest;
    arena->newest = block;
    return true;
}

void *arena_try_alloc(struct arena *arena, size_t count, size_t bytes, size_t max_bytes)
{
    size_t total;
    if (!size_mul(count, bytes, &total) || total > max_bytes ||
        !size_add(total, ARENA_ALIGN - 1, &total)) {
        return NULL;
    }
    size_t rounded = size_max(total & ~(ARENA_ALIGN - 1), ARENA_ALIGN);
    struct arena_block *block = arena->newest;
    if (block == NULL || block->capacity - block->used < rounded) {
        if (!arena_grow(arena, rounded)) {
            return NULL;
        }
        block = arena->newest;
    }

    void *p = block->bytes + block->used;
    block->used += rounded;
    arena->used += rounded;
    ASAN_UNPOISON_MEMORY_REGION(p, count * bytes);
    return p;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    void *p = arena_try_alloc(arena, 1, bytes, SIZE_MAX);
    ASSERT(p != NULL);
    return p;
}

void *arena_calloc(struct arena *arena, size_t count, size_t bytes)
{
    void *p = arena_try_alloc(arena, count, bytes, SIZE_MAX);
    ASSERT(p != NULL);
    return memset(p, 0, count * bytes);
}

char *arena_memdup(struct arena *arena, const void *p, size_t bytes)
{
    size_t with_nul;
    ASSERT(size_add(bytes, 1, &with_nul));
    char *copy = arena_alloc(arena, with_nul);
    if (bytes > 0) {
        memcpy(copy, p, bytes);
    }
    copy[bytes] = '\0';
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_memdup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    ASSERT(n >= 0);
    char *text = arena_alloc(arena, (size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
