/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads JSON once, from front to back, without a tree. For the chunks of answers, of which tens of thousands may come in a second,
 * and whose texts a server may have torn within a character: bytes that are no UTF-8 and halves of \u pairs, which
 * base/json.h rightly refuses, come out as they are, for endpoints_text.h to put together. */
#pragma once

#include "base/str.h"

struct endpoints_scan {
    const char *at;
    const char *end;
    bool needs_comma;
    bool is_bad; /* it was not JSON; every call is without effect from then on */
};

void endpoints_scan_init(struct endpoints_scan *scan, struct str json);
/* The first byte of the next value, blanks passed over; NUL at the end. */
char endpoints_scan_peek(struct endpoints_scan *scan);
/* Enters an object, whose members endpoints_scan_member() goes through: true with the key, as it stands there, when the scan is
 * at a value, which is to be read or skipped; false behind the object. A value of another kind is skipped: false. */
bool endpoints_scan_object(struct endpoints_scan *scan);
bool endpoints_scan_member(struct endpoints_scan *scan, struct str *out_key);
/* The same for an array. */
bool endpoints_scan_array(struct endpoints_scan *scan);
bool endpoints_scan_item(struct endpoints_scan *scan);
/* Appends a string, its escapes resolved; a value of another kind is skipped: false. */
bool endpoints_scan_text(struct endpoints_scan *scan, struct sb *out);
/* A whole number; a value of another kind is skipped: false. */
bool endpoints_scan_i64(struct endpoints_scan *scan, int64_t *out);
void endpoints_scan_skip(struct endpoints_scan *scan);
/* True where nothing but blanks is left, and all was JSON. */
bool endpoints_scan_is_whole(struct endpoints_scan *scan);
