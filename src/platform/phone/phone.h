/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phone: telephone numbers, by libphonenumber's knowledge of how each country numbers. What people type becomes
 * E.164, the form in which every telephone network knows a number.
 * Threads: any. Memory: results are plain data on the caller's stack.
 * Files: phone.c checks and words, phone_shim.cc the calls into the C++ library. */
#pragma once

#include "base/err.h"

/* "+", at most 15 digits (ITU-T E.164, section 6), and a NUL. */
struct phone_number {
    char s[1 + 15 + 1];
};

/* Reads a number in any usual spelling. One that does not begin with "+" is read as it is dialled in `region`, two
 * letters of ISO 3166 such as "DE", which may be empty otherwise. E_INVALID, under "phone" or "phone_region". */
MUSTUSE int phone_read(struct str text, struct str region, struct phone_number *out,
                       struct err *err);
