/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/err.h"
#include "base/random.h"

void random_bytes(void *out, size_t bytes)
{
    uint8_t *p = out;
    while (bytes > 0) {
        ssize_t n = getrandom(p, bytes, 0);
        if (n < 0) {
            ASSERT(errno == EINTR);
            continue;
        }
        p += n;
        bytes -= (size_t)n;
    }
}

uint32_t random_below(uint32_t limit)
{
    ASSERT(limit > 0);
    /* Numbers below 2^32 mod limit would make small results likelier. */
    uint32_t threshold = (0u - limit) % limit;
    for (;;) {
        uint32_t r;
        random_bytes(&r, sizeof(r));
        if (r >= threshold) {
            return r % limit;
        }
    }
}

void random_text(const char *alphabet, size_t count, char *out)
{
    uint32_t size = (uint32_t)strlen(alphabet);
    for (size_t i = 0; i < count; i++) {
        out[i] = alphabet[random_below(size)];
    }
    out[count] = '\0';
}

struct uuid uuid_new(void)
{
    struct timespec t;
    int rc = clock_gettime(CLOCK_REALTIME, &t);
    ASSERT(rc == 0);
    uint64_t ms = (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
    uint32_t fraction = (uint32_t)(((uint64_t)t.tv_nsec % 1000000) * 4096 / 1000000);

    struct uuid id;
    random_bytes(id.b + 8, 8);
    for (int i = 0; i < 6; i++) {
        id.b[i] = (uint8_t)(ms >> (40 - 8 * i));
    }
    id.b[6] = (uint8_t)(0x70 | fraction >> 8);
    id.b[7] = (uint8_t)fraction;
    id.b[8] = (uint8_t)((id.b[8] & 0x3f) | 0x80);
    return id;
}

/* Where each byte stands in the canonical form; between them are dashes. */
static const uint8_t text_places[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};

struct uuid_text uuid_format(struct uuid id)
{
    static const char hex[] = "0123456789abcdef";
    struct uuid_text text = {"00000000-0000-0000-0000-000000000000"};
    for (size_t i = 0; i < sizeof(id.b); i++) {
        text.s[text_places[i]] = hex[id.b[i] >> 4];
        text.s[text_places[i] + 1] = hex[id.b[i] & 15];
    }
    return text;
}

/* Value of a hexadecimal digit, and 0x10 where the byte is none. */
static unsigned hex_value(char c)
{
    unsigned digit = (unsigned char)c - '0';
    unsigned letter = ((unsigned char)c | 0x20u) - 'a';
    if (digit < 10) {
        return digit;
    }
    return letter < 6 ? letter + 10 : 0x10;
}

int uuid_parse(struct str s, struct uuid *out)
{
    if (s.n != 36 || s.p[8] != '-' || s.p[13] != '-' || s.p[18] != '-' || s.p[23] != '-') {
        return E_INVALID;
    }
    struct uuid id;
    unsigned seen = 0;
    for (size_t i = 0; i < sizeof(id.b); i++) {
        unsigned high = hex_value(s.p[text_places[i]]);
        unsigned low = hex_value(s.p[text_places[i] + 1]);
        seen |= high | low;
        id.b[i] = (uint8_t)(high << 4 | low);
    }
    if ((seen & 0x10) != 0) {
        return E_INVALID;
    }
    *out = id;
    return E_OK;
}

bool uuid_eq(struct uuid a, struct uuid b)
{
    return memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

int64_t uuid_time_ms(struct uuid id)
{
    int64_t ms = 0;
    for (size_t i = 0; i < 6; i++) {
        ms = ms << 8 | id.b[i];
    }
    return ms;
}
