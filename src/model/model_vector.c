/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model/model.h"

#define LANES 8

/* In lanes, so that the compiler may use vectors without changing the order of any sum. */
float model_dot(const float *a, const float *b, size_t n)
{
    float lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t k = 0; k < LANES; k++) {
            lanes[k] += a[i + k] * b[i + k];
        }
    }
    float sum = 0;
    for (; i < n; i++) {
        sum += a[i] * b[i];
    }
    for (size_t k = 0; k < LANES; k++) {
        sum += lanes[k];
    }
    return sum;
}

bool model_normalise(float *v, size_t n)
{
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        squares += (double)v[i] * v[i];
    }
    if (!isfinite(squares) || squares <= 0) {
        return false;
    }
    const double scale = 1 / sqrt(squares);
    for (size_t i = 0; i < n; i++) {
        v[i] = (float)(v[i] * scale);
    }
    return true;
}

/* ---- base64 ---- */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void model_write_floats(struct sb *out, const float *v, size_t n)
{
    const unsigned char *bytes = (const unsigned char *)v;
    const size_t count = n * sizeof(*v);
    for (size_t i = 0; i < count; i += 3) {
        const size_t left = size_min(count - i, 3);
        const uint32_t three = (uint32_t)bytes[i] << 16 |
                               (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                               (left > 2 ? bytes[i + 2] : 0);
        sb_add_byte(out, digits[three >> 18]);
        sb_add_byte(out, digits[three >> 12 & 63]);
        sb_add_byte(out, left > 1 ? digits[three >> 6 & 63] : '=');
        sb_add_byte(out, left > 2 ? digits[three & 63] : '=');
    }
}

static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The bytes that four digits stand for, or -1; "=" may stand at the end of the last four. */
static int read_four(const char *p, bool is_last, unsigned char out[3])
{
    const int padding = !is_last ? 0 : p[3] != '=' ? 0 : p[2] != '=' ? 1 : 2;
    uint32_t bits = 0;
    for (int i = 0; i < 4; i++) {
        const int value = i >= 4 - padding ? 0 : digit_value(p[i]);
        if (value < 0) {
            return -1;
        }
        bits = bits << 6 | (uint32_t)value;
    }
    out[0] = (unsigned char)(bits >> 16);
    out[1] = (unsigned char)(bits >> 8);
    out[2] = (unsigned char)bits;
    return 3 - padding;
}

static bool are_finite(const float *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(v[i])) {
            return false;
        }
    }
    return true;
}

int model_read_floats(struct str text, size_t min, size_t max, struct arena *arena, float **out,
                      size_t *out_count)
{
    const size_t bytes_max = text.n / 4 * 3;
    if (text.n % 4 != 0 || text.n == 0 || bytes_max > (max + 1) * sizeof(float)) {
        return E_INVALID;
    }
    unsigned char *bytes = arena_alloc(arena, bytes_max);
    size_t count = 0;
    for (size_t i = 0; i < text.n; i += 4) {
        unsigned char three[3];
        const int got = read_four(text.p + i, i + 4 == text.n, three);
        if (got < 0) {
            return E_INVALID;
        }
        memcpy(bytes + count, three, (size_t)got);
        count += (size_t)got;
    }
    const size_t n = count / sizeof(float);
    const float *v = (const float *)(const void *)bytes; /* an arena's memory is aligned for all */
    if (count % sizeof(float) != 0 || n < min || n > max || !are_finite(v, n)) {
        return E_INVALID;
    }
    *out = (float *)(void *)bytes;
    *out_count = n;
    return E_OK;
}
