/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tensor: what a network computes with: shapes, numbers of two types in them, and functions of one number.
 * Not here: who makes a tensor (infer/nn/graph), and what is computed of whole ones (infer/nn/ref).
 * Memory: a tensor's data is of whoever made it. Threads: any. Files: none. */
#pragma once

#include "base/err.h"

#define NN_RANK_MAX 6

/* The network's file is at most this large, and asks for no more than this for results and weights. */
#define NN_FILE_MAX   ((size_t)512 * MIB)
#define NN_MEMORY_MAX ((size_t)2048 * MIB)

struct nn_shape {
    int rank;
    int64_t dims[NN_RANK_MAX]; /* outermost first, as in (batch, channels, height, width) */
};

/* What numbers are: 32-bit floats, or 64-bit integers, which stand for booleans and smaller integers too. */
enum nn_type { NN_FLOAT, NN_INT };

/* Densely packed, last dimension fastest. Kernels take and fill these. */
struct nn_tensor {
    enum nn_type type;
    struct nn_shape shape;
    void *data;
};

static inline float *nn_floats(const struct nn_tensor *tensor)
{
    return tensor->data;
}

static inline int64_t *nn_ints(const struct nn_tensor *tensor)
{
    return tensor->data;
}

size_t nn_type_bytes(enum nn_type type);
/* The product of the dimensions, which nn_shape_check() has found to be small enough. */
size_t nn_count(const struct nn_shape *shape);
/* E_TOO_LARGE where the shape has a negative dimension, or more numbers than NN_MEMORY_MAX has room for. */
MUSTUSE int nn_shape_check(const struct nn_shape *shape);
bool nn_shape_equal(const struct nn_shape *a, const struct nn_shape *b);
/* The shape that both are stretched to, dimensions of 1 as often as needed (ONNX, Broadcasting). */
MUSTUSE int nn_shape_broadcast(const struct nn_shape *a, const struct nn_shape *b,
                               struct nn_shape *out);
/* Numbers between two neighbours of each dimension. */
void nn_strides(const struct nn_shape *shape, int64_t strides[NN_RANK_MAX]);
/* The strides of `shape` as seen from a shape that it is stretched to: 0 along stretched dimensions. */
void nn_broadcast_strides(const struct nn_shape *shape, const struct nn_shape *to,
                          int64_t strides[NN_RANK_MAX]);

/* ---- functions of one number ---- */

/* name, what it computes of x with the parameters a and b */
enum nn_func {
    NN_RELU,         /* x < 0 ? a x : x */
    NN_CLIP,         /* between a and b */
    NN_SIGMOID,      /* 1 / (1 + e^-x) */
    NN_HARD_SIGMOID, /* a x + b between 0 and 1 */
    NN_HARD_SWISH,   /* x times the hard sigmoid with 1/6 and 1/2 */
    NN_SILU,         /* x times the sigmoid of a x */
    NN_TANH,
    NN_ELU,      /* x < 0 ? a (e^x - 1) : x */
    NN_SOFTPLUS, /* ln(1 + e^x) */
    NN_MISH,     /* x times tanh of the softplus */
    NN_GELU,     /* x times the normal distribution's integral up to x */
    NN_LINEAR,   /* a x + b */
    NN_POWER,    /* a x^b */
    NN_EXP,
    NN_LOG,
    NN_SQRT,
    NN_ABS,
    NN_ERF,
    NN_FLOOR,
    NN_CEIL,
    NN_ROUND, /* halves to the even number */
    NN_SIGN,
    NN_SIN,
    NN_COS,
    NN_NOT,
    NN_FUNC_COUNT
};

struct nn_unary {
    enum nn_func func;
    float a;
    float b;
};

float nn_apply(const struct nn_unary *unary, float x);
