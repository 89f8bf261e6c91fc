/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base64 (RFC 4648), through libsodium, which takes as long for one byte as for another: secrets may pass through.
 * A value has one text: unused bits that are set are refused, and so is padding that is missing or in excess. */
#pragma once

#include "base/err.h"
#include "base/str.h"

/* ---- base64 (section 4), padded ---- */

void base64_add(struct sb *out, struct str bytes);
/* Reads a text that stands for at most `max` bytes into the arena, aligned for any type. E_INVALID for any other, and *out is
 * untouched then. */
MUSTUSE int base64_read(struct str text, struct arena *arena, size_t max, struct str *out);

/* ---- base64url (section 5), without padding ---- */

/* Characters that `bytes` bytes take, without the NUL. */
#define BASE64URL_LENGTH(bytes) (((bytes)*4 + 2) / 3)

/* Writes BASE64URL_LENGTH(bytes) characters and a NUL. */
void base64url_encode(const void *data, size_t bytes, char *out);
/* Reads a text that stands for exactly `bytes` bytes, at most 512; E_INVALID for any other, and *out is untouched then. */
MUSTUSE int base64url_decode(struct str text, void *out, size_t bytes);
/* As base64_read(). */
MUSTUSE int base64url_read(struct str text, struct arena *arena, size_t max, struct str *out);
