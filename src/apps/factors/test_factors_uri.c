/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/factors/test_factors_uri.h"

static int digit_value(char c, const char *digits)
{
    const char *found = c != '\0' ? strchr(digits, c) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

static int decode(struct str raw, struct arena *arena, struct str *out)
{
    static const char hex[] = "0123456789ABCDEF";
    char *text = arena_alloc(arena, raw.n + 1);
    size_t length = 0;
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] != '%') {
            text[length++] = raw.p[i];
            continue;
        }
        if (raw.n - i < 3) {
            return E_INVALID;
        }
        const int high = digit_value(raw.p[i + 1], hex);
        const int low = digit_value(raw.p[i + 2], hex);
        if (high < 0 || low < 0) {
            return E_INVALID;
        }
        text[length++] = (char)(16 * high + low);
        i += 2;
    }
    *out = (struct str){text, length};
    return E_OK;
}

static int decode_secret(struct str text, struct factors_secret *out)
{
    struct factors_secret secret = {{0}};
    if (text.n != FACTORS_BASE32_CHARS) {
        return E_INVALID;
    }
    for (size_t i = 0; i < 5 * text.n; i++) {
        const int value = digit_value(text.p[i / 5], "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
        if (value < 0) {
            return E_INVALID;
        }
        const int bit = value >> (4 - i % 5) & 1;
        secret.b[i / 8] |= (uint8_t)(bit << (7 - i % 8));
    }
    *out = secret;
    return E_OK;
}

int test_totp_parse_uri(struct str uri, struct arena *arena, struct test_totp_link *out)
{
    const struct str scheme = STR("otpauth://totp/");
    if (!str_starts(uri, scheme)) {
        return E_INVALID;
    }
    struct str query;
    struct str account;
    struct str issuer = str_cut(str_cut(str_sub(uri, scheme.n, uri.n), '?', &query), ':', &account);
    int rc = decode(issuer, arena, &out->issuer);
    if (rc == E_OK) {
        rc = decode(account, arena, &out->account);
    }
    struct str secret;
    struct str repeated;
    struct str name = str_cut(str_cut(query, '&', &query), '=', &secret);
    if (rc < 0 || !str_eq(name, STR("secret")) || decode_secret(secret, &out->secret) < 0) {
        return E_INVALID;
    }
    name = str_cut(str_cut(query, '&', &query), '=', &repeated);
    if (!str_eq(name, STR("issuer")) || !str_eq(repeated, issuer) ||
        !str_eq(query, STR("algorithm=SHA1&digits=6&period=30"))) {
        return E_INVALID;
    }
    return E_OK;
}
