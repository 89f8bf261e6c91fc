/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <sodium.h>

#include "base/base64.h"

#define DECODED_MAX 512

/* libsodium takes some bytes above 0x7f for digits, so that one value would have several texts. */
static bool is_ascii(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (((unsigned char)text.p[i] & 0x80) != 0) {
            return false;
        }
    }
    return true;
}

static int read(struct str text, int variant, struct arena *arena, size_t max, struct str *out)
{
    if (text.n / 4 > max / 3 + 1 || !is_ascii(text)) {
        return E_INVALID;
    }
    const size_t room = text.n / 4 * 3 + 3;
    uint8_t *bytes = arena_alloc(arena, room);
    size_t n;
    if (sodium_base642bin(bytes, room, text.p, text.n, NULL, &n, NULL, variant) != 0 || n > max) {
        return E_INVALID;
    }
    *out = (struct str){(const char *)bytes, n};
    return E_OK;
}

void base64_add(struct sb *out, struct str bytes)
{
    const int variant = sodium_base64_VARIANT_ORIGINAL;
    const size_t n = sodium_base64_encoded_len(bytes.n, variant) - 1;
    char *text = sb_reserve(out, n); /* and a NUL */
    if (text != NULL) {
        sodium_bin2base64(text, n + 1, (const uint8_t *)bytes.p, bytes.n, variant);
        sb_grown(out, n);
    }
}

int base64_read(struct str text, struct arena *arena, size_t max, struct str *out)
{
    return read(text, sodium_base64_VARIANT_ORIGINAL, arena, max, out);
}

void base64url_encode(const void *data, size_t bytes, char *out)
{
    sodium_bin2base64(out, BASE64URL_LENGTH(bytes) + 1, data, bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

int base64url_decode(struct str text, void *out, size_t bytes)
{
    /* The whole length is known, so a text that stands for more or fewer bytes is refused unread. */
    if (text.n != BASE64URL_LENGTH(bytes) || !is_ascii(text)) {
        return E_INVALID;
    }
    uint8_t decoded[DECODED_MAX];
    ASSERT(bytes <= sizeof(decoded));
    size_t n;
    if (sodium_base642bin(decoded, sizeof(decoded), text.p, text.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        n != bytes) {
        return E_INVALID;
    }
    memcpy(out, decoded, bytes);
    return E_OK;
}

int base64url_read(struct str text, struct arena *arena, size_t max, struct str *out)
{
    return read(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING, arena, max, out);
}
