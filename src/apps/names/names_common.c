/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter that tools/common-passwords makes; its --help has the format. */
#include <string.h>

#include "apps/names/names_int.h"
#include "base/embed.h"
#include "platform/crypt/crypt.h"

extern const struct embed_file common_passwords_files[];

#define HEAD_BYTES 12

static uint32_t read_le(const uint8_t *p, size_t bytes)
{
    uint32_t number = 0;
    for (size_t i = 0; i < bytes; i++) {
        number |= (uint32_t)p[i] << 8 * i;
    }
    return number;
}

static uint16_t place_value(const struct embed_file *filter, uint32_t place)
{
    size_t at = HEAD_BYTES + 2 * (size_t)place;
    ASSERT(at + 2 <= filter->n);
    return (uint16_t)read_le(filter->bytes + at, 2);
}

/* The password with the letters of ASCII made small, behind the seed. */
static struct crypt_digest hash(uint8_t seed, struct str password)
{
    uint8_t text[1 + 4 * NAMES_PASSWORD_MAX];
    ASSERT(password.n < sizeof(text));
    text[0] = seed;
    for (size_t i = 0; i < password.n; i++) {
        char c = password.p[i];
        text[i + 1] = (uint8_t)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    struct crypt_digest digest = crypt_hash(NULL, (struct str){(char *)text, password.n + 1});
    secret_wipe(text, sizeof(text));
    return digest;
}

bool names_is_common_password(struct str password)
{
    const struct embed_file *filter = &common_passwords_files[0];
    const uint32_t segment = read_le(filter->bytes + 4, 4);
    const uint32_t starts = read_le(filter->bytes + 8, 4);
    const struct crypt_digest digest = hash(filter->bytes[0], password);
    const uint32_t low = read_le(digest.b, 4);
    const uint32_t high = read_le(digest.b + 4, 4);
    const uint32_t shifted = low >> 18 | high << 14; /* of the 64 bits, 18 to the right */
    const uint32_t first = (uint32_t)((uint64_t)high * starts >> 32);
    const uint32_t second = (first + segment) ^ (shifted & (segment - 1));
    const uint32_t third = (first + 2 * segment) ^ (low & (segment - 1));
    const uint16_t found =
        place_value(filter, first) ^ place_value(filter, second) ^ place_value(filter, third);
    return found == read_le(digest.b + 8, 2);
}
