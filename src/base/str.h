/* SPDX-License-Identifier: GPL-3.0-or-later */
/* str: text as a slice {pointer, length}, passed by value, not owned and not NUL-terminated; and sb,
 * the only growing buffer. sb is given a maximum and remembers failure, so callers append freely and
 * check once at the end. */
#pragma once

#include "base/arena.h"

struct str {
    const char *p;
    size_t n;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_EMPTY    ((struct str){"", 0})

/* printf("%" STRF, STRA(s)) */
#define STRF    ".*s"
#define STRA(s) (int)(s).n, (s).p

/* A slice over NUL-terminated text; NULL gives the empty slice. */
struct str str_from(const char *text);
bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
/* Whether the text has the part in it, whatever the case of ASCII and Latin-1 letters. */
bool str_has_nocase(struct str s, struct str part);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* The bytes from `from` (clamped) up to `to` (clamped, exclusive). */
struct str str_sub(struct str s, size_t from, size_t to);
/* Position of the byte, or s.n where it is not there. */
size_t str_find_byte(struct str s, char byte);
/* Splits at the first `byte`: returns what stands before it and sets *rest to what stands after it
 * (empty where the byte is not there). */
struct str str_cut(struct str s, char byte, struct str *rest);
/* NUL-terminated copy, for C APIs that need one. */
MUSTUSE char *str_dup(struct arena *arena, struct str s);
struct str str_copy(struct arena *arena, struct str s);

/* Whole slice as a decimal number within [min, max]; E_INVALID and *out untouched otherwise. */
MUSTUSE int str_to_i64(struct str s, int64_t min, int64_t max, int64_t *out);

/* Growing buffer. The memory is the heap's; sb_done() frees it. */
struct sb {
    char *p; /* NUL-terminated whenever not NULL */
    size_t n;
    size_t capacity;
    size_t max;
    bool failed; /* an append went over max; the content is what fitted before */
};

void sb_init(struct sb *sb, size_t max_bytes);
void sb_done(struct sb *sb);
/* Empties the buffer, keeps its memory and forgets a failure. */
void sb_clear(struct sb *sb);
void sb_add(struct sb *sb, struct str s);
void sb_add_c(struct sb *sb, const char *text);
void sb_add_byte(struct sb *sb, char byte);
void sb_add_i64(struct sb *sb, int64_t number);
void sb_addf(struct sb *sb, const char *format, ...) PRINTF(2, 3);
/* Room for `bytes` more bytes, or NULL (and failed) over the maximum; sb_grown() counts them in. */
char *sb_reserve(struct sb *sb, size_t bytes);
void sb_grown(struct sb *sb, size_t bytes);
struct str sb_str(const struct sb *sb);
/* The buffer itself, to be freed by the caller; the sb is empty after. Never NULL. */
MUSTUSE char *sb_steal(struct sb *sb);
