/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/base64.h"
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

static bool are_finite(const float *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(v[i])) {
            return false;
        }
    }
    return true;
}

void model_write_floats(struct sb *out, const float *v, size_t n)
{
    base64_add(out, (struct str){(const char *)v, n * sizeof(*v)});
}

int model_read_floats(struct str text, size_t min, size_t max, struct arena *arena, float **out,
                      size_t *out_count)
{
    struct str bytes;
    if (base64_read(text, arena, max * sizeof(float), &bytes) < 0) {
        return E_INVALID;
    }
    const size_t n = bytes.n / sizeof(float);
    float *v = (float *)(void *)bytes.p;
    if (bytes.n % sizeof(float) != 0 || n < min || !are_finite(v, n)) {
        return E_INVALID;
    }
    *out = v;
    *out_count = n;
    return E_OK;
}
