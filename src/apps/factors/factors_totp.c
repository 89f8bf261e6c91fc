/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "apps/factors/factors_codes.h"

#define STEPS_APART 1 /* RFC 6238, section 5.2: clocks differ, and typing takes time */
#define URI_MAX     (4 * KIB)

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

struct factors_code factors_totp_code(const struct factors_secret *secret, int64_t step)
{
    uint8_t counter[8];
    for (size_t i = 0; i < sizeof(counter); i++) {
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    }
    uint8_t mac[CRYPT_SHA1_BYTES];
    crypt_hmac_sha1((struct str){(const char *)secret->b, sizeof(secret->b)},
                    (struct str){(const char *)counter, sizeof(counter)}, mac);
    /* RFC 4226, section 5.3: the last four bits choose which 31 bits count. */
    const uint8_t *at = mac + (mac[sizeof(mac) - 1] & 15);
    const uint32_t number = (uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 |
                            (uint32_t)at[2] << 8 | (uint32_t)at[3];
    struct factors_code code;
    snprintf(code.s, sizeof(code.s), "%06" PRIu32, number % 1000000);
    return code;
}

int factors_totp_check(const struct factors_secret *secret, struct str code, int64_t now_ms,
                       int64_t after_step, int64_t *out_step)
{
    if (code.n != FACTORS_CODE_DIGITS) {
        return E_INVALID_CODE;
    }
    const int64_t now = now_ms / FACTORS_TOTP_STEP_MS;
    bool is_found = false;
    int64_t found = 0;
    for (int64_t step = now - STEPS_APART; step <= now + STEPS_APART; step++) {
        struct factors_code wanted = factors_totp_code(secret, step);
        if (secret_equal(wanted.s, code.p, FACTORS_CODE_DIGITS) && step > after_step && !is_found) {
            is_found = true;
            found = step;
        }
    }
    if (!is_found) {
        return E_INVALID_CODE;
    }
    *out_step = found;
    return E_OK;
}

void factors_base32_encode(const struct factors_secret *secret, char out[FACTORS_BASE32_CHARS + 1])
{
    for (size_t i = 0; i < FACTORS_BASE32_CHARS; i++) {
        const size_t bit = 5 * i;
        const size_t byte = bit / 8;
        const unsigned next = byte + 1 < FACTORS_SECRET_BYTES ? secret->b[byte + 1] : 0;
        const unsigned pair = (unsigned)secret->b[byte] << 8 | next;
        out[i] = base32[(pair >> (11 - bit % 8)) & 31];
    }
    out[FACTORS_BASE32_CHARS] = '\0';
}

static bool is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* RFC 3986, section 2: all but unreserved characters, so that no app reads a blank or a plus in its own way. */
static void add_escaped(struct sb *sb, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (is_unreserved(s.p[i])) {
            sb_add_byte(sb, s.p[i]);
        } else {
            sb_addf(sb, "%%%02X", (unsigned)(uint8_t)s.p[i]);
        }
    }
}

struct str factors_totp_uri(const struct factors_secret *secret, struct str issuer,
                            struct str account, struct arena *arena)
{
    char text[FACTORS_BASE32_CHARS + 1];
    factors_base32_encode(secret, text);
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, URI_MAX);
    sb_add_c(&sb, "otpauth://totp/");
    add_escaped(&sb, issuer);
    sb_add_c(&sb, ":");
    add_escaped(&sb, account);
    sb_addf(&sb, "?secret=%s&issuer=", text);
    add_escaped(&sb, issuer);
    sb_add_c(&sb, "&algorithm=SHA1&digits=6&period=30");
    ASSERT(!sb.failed); /* an address has at most 254 characters */
    struct str uri = str_copy(arena, sb_str(&sb));
    secret_wipe(text, sizeof(text));
    secret_wipe(sb.p, sb.n);
    return uri;
}
