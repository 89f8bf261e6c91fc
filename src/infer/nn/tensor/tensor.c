/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "infer/nn/tensor/tensor.h"

size_t nn_type_bytes(enum nn_type type)
{
    return type == NN_FLOAT ? sizeof(float) : sizeof(int64_t);
}

size_t nn_count(const struct nn_shape *shape)
{
    size_t count = 1;
    for (int i = 0; i < shape->rank; i++) {
        count *= (size_t)shape->dims[i];
    }
    return count;
}

int nn_shape_check(const struct nn_shape *shape)
{
    size_t count = sizeof(int64_t);
    if (shape->rank < 0 || shape->rank > NN_RANK_MAX) {
        return E_TOO_LARGE;
    }
    for (int i = 0; i < shape->rank; i++) {
        if (shape->dims[i] < 0 || !size_mul(count, (size_t)shape->dims[i], &count) ||
            count > NN_MEMORY_MAX) {
            return E_TOO_LARGE;
        }
    }
    return E_OK;
}

bool nn_shape_equal(const struct nn_shape *a, const struct nn_shape *b)
{
    bool equal = a->rank == b->rank;
    for (int i = 0; equal && i < a->rank; i++) {
        equal = a->dims[i] == b->dims[i];
    }
    return equal;
}

int nn_shape_broadcast(const struct nn_shape *a, const struct nn_shape *b, struct nn_shape *out)
{
    *out = (struct nn_shape){.rank = a->rank > b->rank ? a->rank : b->rank};
    for (int i = 1; i <= out->rank; i++) {
        const int64_t x = i <= a->rank ? a->dims[a->rank - i] : 1;
        const int64_t y = i <= b->rank ? b->dims[b->rank - i] : 1;
        if (x != y && x != 1 && y != 1) {
            return E_INVALID;
        }
        out->dims[out->rank - i] = x == 1 ? y : x;
    }
    return nn_shape_check(out);
}

void nn_strides(const struct nn_shape *shape, int64_t strides[NN_RANK_MAX])
{
    int64_t stride = 1;
    for (int i = shape->rank - 1; i >= 0; i--) {
        strides[i] = stride;
        stride *= shape->dims[i];
    }
}

void nn_broadcast_strides(const struct nn_shape *shape, const struct nn_shape *to,
                          int64_t strides[NN_RANK_MAX])
{
    int64_t own[NN_RANK_MAX] = {0};
    nn_strides(shape, own);
    const int missing = to->rank - shape->rank;
    for (int i = 0; i < to->rank; i++) {
        const bool stretched = i < missing || shape->dims[i - missing] == 1;
        strides[i] = stretched ? 0 : own[i - missing];
    }
}

static float sigmoid(float x)
{
    return 1 / (1 + expf(-x));
}

static float softplus(float x)
{
    return x > 20 ? x : log1pf(expf(x));
}

static float between(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
}

/* Activations with parameters. */
static float activate(const struct nn_unary *unary, float x)
{
    switch (unary->func) {
    case NN_RELU:
        return x < 0 ? unary->a * x : x;
    case NN_CLIP:
        return between(x, unary->a, unary->b);
    case NN_SIGMOID:
        return sigmoid(x);
    case NN_HARD_SIGMOID:
        return between(unary->a * x + unary->b, 0, 1);
    case NN_HARD_SWISH:
        return x * between(x / 6 + 0.5F, 0, 1);
    case NN_SILU:
        return x * sigmoid(unary->a * x);
    case NN_ELU:
        return x < 0 ? unary->a * expm1f(x) : x;
    case NN_MISH:
        return x * tanhf(softplus(x));
    case NN_GELU:
        return x / 2 * (1 + erff(x / sqrtf(2)));
    case NN_LINEAR:
        return unary->a * x + unary->b;
    case NN_POWER:
        return unary->a * powf(x, unary->b);
    default:
        ASSERT(false);
    }
}

float nn_apply(const struct nn_unary *unary, float x)
{
    switch (unary->func) {
    case NN_TANH:
        return tanhf(x);
    case NN_SOFTPLUS:
        return softplus(x);
    case NN_EXP:
        return expf(x);
    case NN_LOG:
        return logf(x);
    case NN_SQRT:
        return sqrtf(x);
    case NN_ABS:
        return fabsf(x);
    case NN_ERF:
        return erff(x);
    case NN_FLOOR:
        return floorf(x);
    case NN_CEIL:
        return ceilf(x);
    case NN_ROUND:
        return rintf(x);
    case NN_SIGN:
        return (float)((x > 0) - (x < 0));
    case NN_SIN:
        return sinf(x);
    case NN_COS:
        return cosf(x);
    case NN_NOT:
        return (float)(x == 0);
    default:
        return activate(unary, x);
    }
}
