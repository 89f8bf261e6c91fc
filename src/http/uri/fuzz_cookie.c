/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever else a Cookie header holds: what is found is one of its values, clean, and the first of its name;
 * and our own cookie is found among strangers. */
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "http/uri/uri.h"

#define NAME  "assisti_refresh"
#define VALUE "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check_found(struct str header, struct str found)
{
    if (found.n == 0) {
        return;
    }
    ASSERT(found.p >= header.p && found.p + found.n <= header.p + header.n);
    ASSERT(utf8_valid(found) && str_find_byte(found, ';') == found.n);
    for (size_t i = 0; i < found.n; i++) {
        ASSERT((unsigned char)found.p[i] >= ' ' && found.p[i] != 0x7f);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str others = {(const char *)data, bytes};
    struct str found = uri_find_cookie(others, NAME);
    check_found(others, found);

    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, bytes + 100);
    sb_add(&sb, others);
    sb_add_c(&sb, "; " NAME "=" VALUE);
    struct str ours = uri_find_cookie(sb_str(&sb), NAME);
    check_found(sb_str(&sb), ours);
    if (memmem(data, bytes, NAME, strlen(NAME)) == NULL) {
        ASSERT(str_eq(ours, STR(VALUE)));
    } else if (found.n > 0) {
        ASSERT(str_eq(ours, found)); /* nobody who comes later takes its place */
    }
    return 0;
}
