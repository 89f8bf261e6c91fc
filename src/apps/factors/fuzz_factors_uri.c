/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the names are, an app reads back what the URI was made of. The input is the secret, then issuer and account
 * divided by a line break. */
#include <string.h>

#include "apps/factors/test_factors_uri.h"

#define NAME_BYTES_MAX ((size_t)300)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct factors_secret secret = {{0}};
    memcpy(secret.b, data, size_min(bytes, sizeof(secret.b)));
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str account;
    struct str names = {(const char *)data, bytes};
    struct str issuer = str_cut(str_sub(names, sizeof(secret.b), names.n), '\n', &account);
    issuer = str_sub(issuer, 0, NAME_BYTES_MAX);
    account = str_sub(account, 0, NAME_BYTES_MAX);
    struct str uri = factors_totp_uri(&secret, issuer, account, arena);
    struct test_totp_link link;
    int rc = test_totp_parse_uri(uri, arena, &link);
    ASSERT(rc == E_OK && str_eq(link.issuer, issuer) && str_eq(link.account, account));
    ASSERT(memcmp(link.secret.b, secret.b, sizeof(secret.b)) == 0);
    struct str svg;
    rc = factors_qr_svg(uri, arena, &svg);
    ASSERT(rc == E_OK || (rc == E_TOO_LARGE && uri.n > 2000));
    rc = test_totp_parse_uri(names, arena, &link);
    if (rc == E_OK) {
        struct str again = factors_totp_uri(&link.secret, link.issuer, link.account, arena);
        struct test_totp_link same;
        rc = test_totp_parse_uri(again, arena, &same);
        ASSERT(rc == E_OK && str_eq(same.account, link.account));
    }
    return 0;
}
