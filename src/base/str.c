/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/str.h"

#define SB_FIRST_CAPACITY ((size_t)256)

struct str str_from(const char *text)
{
    if (text == NULL) {
        return STR_EMPTY;
    }
    return (struct str){text, strlen(text)};
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (ascii_lower(a.p[i]) != ascii_lower(b.p[i])) {
            return false;
        }
    }
    return true;
}

/* A byte of UTF-8 in lower case. U+00C0 to U+00DE, but for the multiplication sign, are 0xC3 and a second byte that lies
 * 0x20 below that of their small letters. */
static unsigned char lower_at(struct str s, size_t i)
{
    const unsigned char byte = (unsigned char)s.p[i];
    const bool is_second = i > 0 && (unsigned char)s.p[i - 1] == 0xC3;
    if (is_second && byte >= 0x80 && byte <= 0x9E && byte != 0x97) {
        return byte + 0x20;
    }
    return (unsigned char)ascii_lower(s.p[i]);
}

bool str_has_nocase(struct str s, struct str part)
{
    for (size_t start = 0; start + part.n <= s.n; start++) {
        size_t i = 0;
        while (i < part.n && lower_at(s, start + i) == lower_at(part, i)) {
            i++;
        }
        if (i == part.n) {
            return true;
        }
    }
    return false;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq((struct str){s.p, prefix.n}, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq((struct str){s.p + s.n - suffix.n, suffix.n}, suffix);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.n > 0 && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && is_space(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

struct str str_sub(struct str s, size_t from, size_t to)
{
    to = size_min(to, s.n);
    from = size_min(from, to);
    return (struct str){s.p + from, to - from};
}

size_t str_find_byte(struct str s, char byte)
{
    const char *found = s.n > 0 ? memchr(s.p, byte, s.n) : NULL;
    return found != NULL ? (size_t)(found - s.p) : s.n;
}

struct str str_cut(struct str s, char byte, struct str *rest)
{
    size_t at = str_find_byte(s, byte);
    struct str head = str_sub(s, 0, at);
    *rest = str_sub(s, at + 1, s.n);
    return head;
}

char *str_dup(struct arena *arena, struct str s)
{
    return arena_memdup(arena, s.p, s.n);
}

struct str str_copy(struct arena *arena, struct str s)
{
    return (struct str){arena_memdup(arena, s.p, s.n), s.n};
}

int str_to_i64(struct str s, int64_t min, int64_t max, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == s.n) {
        return E_INVALID;
    }
    int64_t value = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return E_INVALID;
        }
        int64_t digit = s.p[i] - '0';
        /* Collected below zero, where there is room for one value more. */
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value)) {
            return E_INVALID;
        }
    }
    if (!negative && __builtin_sub_overflow(0, value, &value)) {
        return E_INVALID;
    }
    if (value < min || value > max) {
        return E_INVALID;
    }
    *out = value;
    return E_OK;
}

void sb_init(struct sb *sb, size_t max_bytes)
{
    *sb = (struct sb){.max = max_bytes};
}

void sb_done(struct sb *sb)
{
    free(sb->p);
    *sb = (struct sb){.max = sb->max};
}

void sb_clear(struct sb *sb)
{
    sb->n = 0;
    sb->failed = false;
    if (sb->p != NULL) {
        sb->p[0] = '\0';
    }
}

/* Kept apart from sb_reserve(), so that this is small: replies are put together from hundreds of pieces. */
static char *make_room(struct sb *sb, size_t bytes)
{
    size_t needed;
    if (sb->failed || !size_add(sb->n, bytes, &needed) || needed > sb->max) {
        sb->failed = true;
        return NULL;
    }
    if (needed >= sb->capacity) {
        /* Never more than the maximum and a NUL: what is free may be filled without looking at max. */
        size_t doubled = sb->capacity > SIZE_MAX / 2 ? SIZE_MAX : sb->capacity * 2;
        size_t capacity = size_max(size_max(doubled, SB_FIRST_CAPACITY), needed + 1);
        capacity = size_min(capacity, size_max(sb->max + 1, sb->max));
        char *grown = realloc(sb->p, capacity);
        if (grown == NULL) {
            sb->failed = true;
            return NULL;
        }
        sb->p = grown;
        sb->capacity = capacity;
    }
    return sb->p + sb->n;
}

char *sb_reserve(struct sb *sb, size_t bytes)
{
    bool has_room = !sb->failed && bytes < sb->capacity - sb->n;
    return has_room ? sb->p + sb->n : make_room(sb, bytes);
}

void sb_grown(struct sb *sb, size_t bytes)
{
    ASSERT(sb->capacity - sb->n > bytes);
    sb->n += bytes;
    sb->p[sb->n] = '\0';
}

void sb_add(struct sb *sb, struct str s)
{
    char *room = sb_reserve(sb, s.n);
    if (room != NULL && s.n > 0) {
        memcpy(room, s.p, s.n);
        room[s.n] = '\0';
        sb->n += s.n;
    }
}

void sb_add_c(struct sb *sb, const char *text)
{
    sb_add(sb, str_from(text));
}

void sb_add_byte(struct sb *sb, char byte)
{
    char *room = sb_reserve(sb, 1);
    if (room != NULL) {
        room[0] = byte;
        room[1] = '\0';
        sb->n++;
    }
}

void sb_add_i64(struct sb *sb, int64_t number)
{
    char digits[20]; /* of the smallest number, with its sign */
    char *p = digits + sizeof(digits);
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        *--p = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        *--p = '-';
    }
    sb_add(sb, (struct str){p, (size_t)(digits + sizeof(digits) - p)});
}

void sb_addf(struct sb *sb, const char *format, ...)
{
    char small[128];
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(small, sizeof(small), format, args);
    va_end(args);
    ASSERT(n >= 0);
    char *room = sb_reserve(sb, (size_t)n);
    if (room != NULL) {
        if ((size_t)n < sizeof(small)) {
            memcpy(room, small, (size_t)n);
        } else {
            vsnprintf(room, (size_t)n + 1, format, again);
        }
        sb_grown(sb, (size_t)n);
    }
    va_end(again);
}

struct str sb_str(const struct sb *sb)
{
    return sb->p == NULL ? STR_EMPTY : (struct str){sb->p, sb->n};
}

char *sb_steal(struct sb *sb)
{
    char *p = sb->p;
    if (p == NULL) {
        p = must_calloc(1, 1);
    }
    *sb = (struct sb){.max = sb->max};
    return p;
}
