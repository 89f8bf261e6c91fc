/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8: text from outside is checked once, at the door, and is UTF-8 from there on. */
#pragma once

#include "base/str.h"

/* Well-formed per RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool utf8_valid(struct str s);
/* Code points in well-formed text. */
size_t utf8_length(struct str s);
/* Reads the code point at s.p[*at] (well-formed text, *at < s.n) and moves *at behind it. */
uint32_t utf8_next(struct str s, size_t *at);
/* Appends a code point. */
void utf8_add(struct sb *sb, uint32_t code_point);
/* The longest prefix of whole characters with at most so many bytes. */
struct str utf8_cut(struct str s, size_t bytes_max);
/* The longest prefix of at most `max` code points. */
struct str utf8_prefix(struct str s, size_t max);
