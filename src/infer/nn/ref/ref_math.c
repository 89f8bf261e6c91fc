/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain kernels of products, norms and functions. */
#include <float.h>
#include <math.h>

#include "infer/nn/ref/ref.h"

/* ---- products ---- */

void nn_ref_gemm(const struct nn_node *node, const struct nn_tensor *const *inputs,
                 struct nn_tensor *const *outputs)
{
    const struct nn_gemm *gemm = &node->params.gemm;
    const struct nn_shape *shape = &outputs[0]->shape;
    const int64_t rows = shape->dims[0];
    const int64_t columns = shape->dims[1];
    const int64_t inner = inputs[0]->shape.dims[gemm->transpose_a ? 0 : 1];
    const float *a = nn_floats(inputs[0]);
    const float *b = nn_floats(inputs[1]);
    int64_t c_strides[NN_RANK_MAX] = {0};
    if (inputs[2] != NULL) {
        nn_broadcast_strides(&inputs[2]->shape, shape, c_strides);
    }
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t k = 0; k < columns; k++) {
            double sum = 0;
            for (int64_t n = 0; n < inner; n++) {
                sum += (double)(gemm->transpose_a ? a[n * rows + i] : a[i * inner + n]) *
                       (gemm->transpose_b ? b[k * inner + n] : b[n * columns + k]);
            }
            sum *= gemm->alpha;
            if (inputs[2] != NULL) {
                sum +=
                    (double)gemm->beta * nn_floats(inputs[2])[i * c_strides[0] + k * c_strides[1]];
            }
            nn_floats(outputs[0])[i * columns + k] = (float)sum;
        }
    }
}

/* The offset of the element with this number in a tensor seen through strides. */
static int64_t offset_of(int64_t number, const struct nn_shape *shape,
                         const int64_t strides[NN_RANK_MAX])
{
    int64_t offset = 0;
    for (int i = shape->rank - 1; i >= 0; i--) {
        ASSERT(shape->dims[i] > 0); /* an empty tensor has no elements to look for */
        offset += number % shape->dims[i] * strides[i];
        number /= shape->dims[i];
    }
    return offset;
}

void nn_ref_matmul(const struct nn_node *node, const struct nn_tensor *const *inputs,
                   struct nn_tensor *const *outputs)
{
    (void)node;
    const struct nn_shape *a = &inputs[0]->shape;
    const struct nn_shape *b = &inputs[1]->shape;
    struct nn_shape batches = outputs[0]->shape;
    struct nn_shape a_batches = *a;
    struct nn_shape b_batches = *b;
    batches.rank -= 2;
    a_batches.rank -= 2;
    b_batches.rank -= 2;
    const int64_t rows = a->dims[a->rank - 2];
    const int64_t inner = a->dims[a->rank - 1];
    const int64_t columns = b->dims[b->rank - 1];
    int64_t a_strides[NN_RANK_MAX];
    int64_t b_strides[NN_RANK_MAX];
    nn_broadcast_strides(&a_batches, &batches, a_strides);
    nn_broadcast_strides(&b_batches, &batches, b_strides);
    for (int64_t batch = 0; batch < (int64_t)nn_count(&batches); batch++) {
        const float *x =
            nn_floats(inputs[0]) + offset_of(batch, &batches, a_strides) * rows * inner;
        const float *y =
            nn_floats(inputs[1]) + offset_of(batch, &batches, b_strides) * inner * columns;
        float *out = nn_floats(outputs[0]) + batch * rows * columns;
        for (int64_t i = 0; i < rows; i++) {
            for (int64_t k = 0; k < columns; k++) {
                double sum = 0;
                for (int64_t n = 0; n < inner; n++) {
                    sum += (double)x[i * inner + n] * y[n * columns + k];
                }
                out[i * columns + k] = (float)sum;
            }
        }
    }
}

/* ---- norms ---- */

static int64_t inner_count(const struct nn_shape *shape, int from)
{
    int64_t count = 1;
    for (int i = from; i < shape->rank; i++) {
        count *= shape->dims[i];
    }
    return count;
}

void nn_ref_batch_norm(const struct nn_node *node, const struct nn_tensor *const *inputs,
                       struct nn_tensor *const *outputs)
{
    const struct nn_shape *shape = &inputs[0]->shape;
    const int64_t inner = inner_count(shape, 2);
    for (int64_t row = 0; row < shape->dims[0] * shape->dims[1]; row++) {
        const int64_t c = row % shape->dims[1];
        const float scale =
            nn_floats(inputs[1])[c] / sqrtf(nn_floats(inputs[4])[c] + node->params.epsilon);
        const float shift = nn_floats(inputs[2])[c] - nn_floats(inputs[3])[c] * scale;
        for (int64_t i = row * inner; i < (row + 1) * inner; i++) {
            nn_floats(outputs[0])[i] = nn_floats(inputs[0])[i] * scale + shift;
        }
    }
}

/* Brings `count` numbers to mean 0 and variance 1. */
static void normalise(const float *x, float *y, int64_t count, float epsilon)
{
    double mean = 0;
    double variance = 0;
    for (int64_t i = 0; i < count; i++) {
        mean += x[i];
    }
    mean /= (double)count;
    for (int64_t i = 0; i < count; i++) {
        variance += (x[i] - mean) * (x[i] - mean);
    }
    const double scale = 1 / sqrt(variance / (double)count + epsilon);
    for (int64_t i = 0; i < count; i++) {
        y[i] = (float)((x[i] - mean) * scale);
    }
}

void nn_ref_instance_norm(const struct nn_node *node, const struct nn_tensor *const *inputs,
                          struct nn_tensor *const *outputs)
{
    const struct nn_shape *shape = &inputs[0]->shape;
    const int64_t inner = inner_count(shape, 2);
    for (int64_t row = 0; row < shape->dims[0] * shape->dims[1] && inner > 0; row++) {
        const int64_t c = row % shape->dims[1];
        float *y = nn_floats(outputs[0]) + row * inner;
        normalise(nn_floats(inputs[0]) + row * inner, y, inner, node->params.epsilon);
        for (int64_t i = 0; i < inner; i++) {
            y[i] = y[i] * nn_floats(inputs[1])[c] + nn_floats(inputs[2])[c];
        }
    }
}

void nn_ref_layer_norm(const struct nn_node *node, const struct nn_tensor *const *inputs,
                       struct nn_tensor *const *outputs)
{
    const struct nn_shape *shape = &inputs[0]->shape;
    const int64_t inner = shape->dims[shape->rank - 1];
    const int64_t rows = inner > 0 ? (int64_t)nn_count(shape) / inner : 0;
    for (int64_t row = 0; row < rows; row++) {
        float *y = nn_floats(outputs[0]) + row * inner;
        normalise(nn_floats(inputs[0]) + row * inner, y, inner, node->params.epsilon);
        for (int64_t i = 0; i < inner; i++) {
            y[i] =
                y[i] * nn_floats(inputs[1])[i] + (inputs[2] != NULL ? nn_floats(inputs[2])[i] : 0);
        }
    }
}

/* ---- functions ---- */

void nn_ref_unary(const struct nn_node *node, const struct nn_tensor *const *inputs,
                  struct nn_tensor *const *outputs)
{
    const size_t count = nn_count(&outputs[0]->shape);
    for (size_t i = 0; i < count; i++) {
        if (outputs[0]->type == NN_FLOAT) {
            nn_floats(outputs[0])[i] = nn_apply(&node->params.unary, nn_floats(inputs[0])[i]);
        } else { /* small integers: sizes and flags */
            nn_ints(outputs[0])[i] =
                (int64_t)nn_apply(&node->params.unary, (float)nn_ints(inputs[0])[i]);
        }
    }
}

static float combine(enum nn_kind kind, float a, float b)
{
    switch (kind) {
    case NN_OP_ADD:
        return a + b;
    case NN_OP_SUB:
        return a - b;
    case NN_OP_MUL:
        return a * b;
    case NN_OP_DIV:
        return a / b;
    case NN_OP_MIN:
        return a < b ? a : b;
    case NN_OP_MAX:
        return a > b ? a : b;
    case NN_OP_POW:
        return powf(a, b);
    case NN_OP_PRELU:
        return a < 0 ? a * b : a;
    default:
        ASSERT(false);
    }
}

/* Overflow wraps, as the operators leave it open; what C leaves open gives 0. */
static int64_t combine_ints(enum nn_kind kind, int64_t a, int64_t b)
{
    switch (kind) {
    case NN_OP_ADD:
        return (int64_t)((uint64_t)a + (uint64_t)b);
    case NN_OP_SUB:
        return (int64_t)((uint64_t)a - (uint64_t)b);
    case NN_OP_MUL:
        return (int64_t)((uint64_t)a * (uint64_t)b);
    case NN_OP_DIV:
        return b == 0 || (a == INT64_MIN && b == -1) ? 0 : a / b;
    case NN_OP_MIN:
        return a < b ? a : b;
    case NN_OP_MAX:
        return a > b ? a : b;
    default:
        return 0;
    }
}

void nn_ref_binary(const struct nn_node *node, const struct nn_tensor *const *inputs,
                   struct nn_tensor *const *outputs)
{
    const struct nn_shape *shape = &outputs[0]->shape;
    int64_t a[NN_RANK_MAX];
    int64_t b[NN_RANK_MAX];
    nn_broadcast_strides(&inputs[0]->shape, shape, a);
    nn_broadcast_strides(&inputs[1]->shape, shape, b);
    const int64_t count = (int64_t)nn_count(shape);
    for (int64_t i = 0; i < count; i++) {
        const int64_t x = offset_of(i, shape, a);
        const int64_t y = offset_of(i, shape, b);
        if (outputs[0]->type == NN_FLOAT) {
            nn_floats(outputs[0])[i] =
                combine(node->kind, nn_floats(inputs[0])[x], nn_floats(inputs[1])[y]);
        } else {
            nn_ints(outputs[0])[i] =
                combine_ints(node->kind, nn_ints(inputs[0])[x], nn_ints(inputs[1])[y]);
        }
    }
}

static bool compare(enum nn_comparison how, double a, double b)
{
    switch (how) {
    case NN_EQUAL:
        return a == b;
    case NN_LESS:
        return a < b;
    case NN_LESS_OR_EQUAL:
        return a <= b;
    case NN_GREATER:
        return a > b;
    case NN_GREATER_OR_EQUAL:
        return a >= b;
    case NN_AND:
        return a != 0 && b != 0;
    case NN_OR:
        return a != 0 || b != 0;
    }
    ASSERT(false);
}

static double number_at(const struct nn_tensor *tensor, int64_t i)
{
    return tensor->type == NN_FLOAT ? nn_floats(tensor)[i] : (double)nn_ints(tensor)[i];
}

void nn_ref_compare(const struct nn_node *node, const struct nn_tensor *const *inputs,
                    struct nn_tensor *const *outputs)
{
    const struct nn_shape *shape = &outputs[0]->shape;
    int64_t a[NN_RANK_MAX];
    int64_t b[NN_RANK_MAX];
    nn_broadcast_strides(&inputs[0]->shape, shape, a);
    nn_broadcast_strides(&inputs[1]->shape, shape, b);
    const int64_t count = (int64_t)nn_count(shape);
    for (int64_t i = 0; i < count; i++) {
        const bool answer = compare((enum nn_comparison)node->op->detail,
                                    number_at(inputs[0], offset_of(i, shape, a)),
                                    number_at(inputs[1], offset_of(i, shape, b)));
        if (outputs[0]->type == NN_FLOAT) {
            nn_floats(outputs[0])[i] = answer;
        } else {
            nn_ints(outputs[0])[i] = answer;
        }
    }
}

void nn_ref_where(const struct nn_node *node, const struct nn_tensor *const *inputs,
                  struct nn_tensor *const *outputs)
{
    (void)node;
    const struct nn_shape *shape = &outputs[0]->shape;
    const size_t bytes = nn_type_bytes(outputs[0]->type);
    int64_t strides[3][NN_RANK_MAX];
    for (int i = 0; i < 3; i++) {
        nn_broadcast_strides(&inputs[i]->shape, shape, strides[i]);
    }
    const int64_t count = (int64_t)nn_count(shape);
    for (int64_t i = 0; i < count; i++) {
        const int chosen = number_at(inputs[0], offset_of(i, shape, strides[0])) != 0 ? 1 : 2;
        const int64_t at = offset_of(i, shape, strides[chosen]);
        memcpy((char *)outputs[0]->data + (size_t)i * bytes,
               (const char *)inputs[chosen]->data + (size_t)at * bytes, bytes);
    }
}

void nn_ref_softmax(const struct nn_node *node, const struct nn_tensor *const *inputs,
                    struct nn_tensor *const *outputs)
{
    const struct nn_shape *shape = &inputs[0]->shape;
    const bool logarithm = node->op->detail != 0;
    const int64_t size = shape->dims[node->params.axis];
    const int64_t inner = inner_count(shape, node->params.axis + 1);
    const int64_t rows = size > 0 ? (int64_t)nn_count(shape) / size : 0;
    for (int64_t row = 0; row < rows; row++) {
        const int64_t first = row / inner * size * inner + row % inner;
        const float *x = nn_floats(inputs[0]) + first;
        float *y = nn_floats(outputs[0]) + first;
        float largest = -FLT_MAX;
        double sum = 0;
        for (int64_t i = 0; i < size; i++) {
            largest = x[i * inner] > largest ? x[i * inner] : largest;
        }
        for (int64_t i = 0; i < size; i++) {
            sum += exp((double)x[i * inner] - largest);
        }
        for (int64_t i = 0; i < size; i++) {
            const double below = (double)x[i * inner] - largest;
            y[i * inner] = (float)(logarithm ? below - log(sum) : exp(below) / sum);
        }
    }
}

static double reduce_start(enum nn_reduction how)
{
    return how == NN_PRODUCT    ? 1
           : how == NN_LARGEST  ? -HUGE_VAL
           : how == NN_SMALLEST ? HUGE_VAL
                                : 0;
}

static double reduce_step(enum nn_reduction how, double so_far, double x)
{
    switch (how) {
    case NN_SUM:
    case NN_MEAN:
        return so_far + x;
    case NN_LARGEST:
        return x > so_far ? x : so_far;
    case NN_SMALLEST:
        return x < so_far ? x : so_far;
    case NN_PRODUCT:
        return so_far * x;
    case NN_L1:
        return so_far + fabs(x);
    case NN_L2:
    case NN_SUM_SQUARE:
        return so_far + x * x;
    }
    ASSERT(false);
}

void nn_ref_reduce(const struct nn_node *node, const struct nn_tensor *const *inputs,
                   struct nn_tensor *const *outputs)
{
    const struct nn_shape *shape = &inputs[0]->shape;
    const enum nn_reduction how = (enum nn_reduction)node->op->detail;
    /* The input in two halves: dimensions that stay, and those that are reduced. */
    struct nn_shape kept = {.rank = shape->rank};
    struct nn_shape reduced = {.rank = shape->rank};
    int64_t strides[NN_RANK_MAX];
    nn_strides(shape, strides);
    for (int i = 0; i < shape->rank; i++) {
        kept.dims[i] = node->params.axes.on[i] ? 1 : shape->dims[i];
        reduced.dims[i] = node->params.axes.on[i] ? shape->dims[i] : 1;
    }
    const int64_t inner = (int64_t)nn_count(&reduced);
    const int64_t count = (int64_t)nn_count(&kept);
    for (int64_t i = 0; i < count; i++) {
        const float *x = nn_floats(inputs[0]) + offset_of(i, &kept, strides);
        double result = reduce_start(how);
        for (int64_t k = 0; k < inner; k++) {
            result = reduce_step(how, result, x[offset_of(k, &reduced, strides)]);
        }
        result = how == NN_MEAN ? result / (double)inner : how == NN_L2 ? sqrt(result) : result;
        nn_floats(outputs[0])[i] = (float)result;
    }
}

/* ---- Resize ---- */

/* The place in the input that a place of the output shows (ONNX operators, Resize). */
static float resize_place(const struct nn_resize *resize, int64_t place, int64_t from, int64_t to,
                          float scale)
{
    switch (resize->place) {
    case NN_HALF_PIXEL:
        return ((float)place + 0.5F) / scale - 0.5F;
    case NN_PYTORCH_HALF_PIXEL:
        return to > 1 ? ((float)place + 0.5F) / scale - 0.5F : 0;
    case NN_ASYMMETRIC:
        return (float)place / scale;
    case NN_ALIGN_CORNERS:
        return to > 1 ? (float)place * (float)(from - 1) / (float)(to - 1) : 0;
    }
    ASSERT(false);
}

static float resize_round(enum nn_rounding rounding, float x)
{
    switch (rounding) {
    case NN_ROUND_PREFER_FLOOR:
        return ceilf(x - 0.5F);
    case NN_ROUND_PREFER_CEIL:
        return floorf(x + 0.5F);
    case NN_ROUND_FLOOR:
        return floorf(x);
    case NN_ROUND_CEIL:
        return ceilf(x);
    }
    ASSERT(false);
}

static int64_t inside(float x, int64_t size)
{
    return x < 0 ? 0 : x > (float)(size - 1) ? size - 1 : (int64_t)x;
}

/* For one place of the output: two neighbours along each dimension, and how much the second counts. */
struct resize_taps {
    int64_t at[NN_RANK_MAX][2];
    float part[NN_RANK_MAX];
};

static void find_taps(const struct nn_resize *resize, const struct nn_shape *from,
                      const struct nn_shape *to, int64_t number, struct resize_taps *out)
{
    for (int i = to->rank - 1; i >= 0; i--) {
        const float x = resize_place(resize, number % to->dims[i], from->dims[i], to->dims[i],
                                     resize->scale[i]);
        number /= to->dims[i];
        if (!resize->linear || from->dims[i] == to->dims[i]) {
            const float rounded =
                from->dims[i] == to->dims[i] ? x : resize_round(resize->rounding, x);
            out->at[i][0] = inside(rounded, from->dims[i]);
            out->at[i][1] = out->at[i][0];
            out->part[i] = 0;
            continue;
        }
        const float low = floorf(x);
        out->at[i][0] = inside(low, from->dims[i]);
        out->at[i][1] = inside(low + 1, from->dims[i]);
        out->part[i] = x - low;
    }
}

void nn_ref_resize(const struct nn_node *node, const struct nn_tensor *const *inputs,
                   struct nn_tensor *const *outputs)
{
    const struct nn_shape *from = &inputs[0]->shape;
    const struct nn_shape *to = &outputs[0]->shape;
    int64_t strides[NN_RANK_MAX];
    nn_strides(from, strides);
    const int64_t count = nn_count(from) > 0 ? (int64_t)nn_count(to) : 0;
    for (int64_t i = 0; i < count; i++) {
        struct resize_taps taps = {0};
        find_taps(&node->params.resize, from, to, i, &taps);
        double sum = 0;
        for (unsigned corner = 0; corner < 1U << from->rank; corner++) {
            double weight = 1;
            int64_t at = 0;
            for (int k = 0; k < from->rank; k++) {
                const bool second = (corner >> k & 1U) != 0;
                weight *= second ? taps.part[k] : 1 - taps.part[k];
                at += taps.at[k][second] * strides[k];
            }
            sum += weight > 0 ? weight * nn_floats(inputs[0])[at] : 0;
        }
        nn_floats(outputs[0])[i] = (float)sum;
    }
}
