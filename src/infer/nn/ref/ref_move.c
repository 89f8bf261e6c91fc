/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain kernels of what moves numbers without computing any; floats and integers alike. */
#include "infer/nn/ref/ref.h"

/* Fills the output in order: its element number n comes from the input's place with `strides` (of elements) from
 * `start`. */
static void gather_strided(const struct nn_tensor *from, int64_t start,
                           const int64_t strides[NN_RANK_MAX], struct nn_tensor *to)
{
    const struct nn_shape *shape = &to->shape;
    const size_t bytes = nn_type_bytes(to->type);
    const size_t count = nn_count(shape);
    int64_t index[NN_RANK_MAX] = {0};
    int64_t at = start;
    char *out = to->data;
    for (size_t n = 0; n < count; n++, out += bytes) {
        memcpy(out, (const char *)from->data + (size_t)at * bytes, bytes);
        for (int i = shape->rank - 1; i >= 0; i--) {
            at += strides[i];
            if (++index[i] < shape->dims[i]) {
                break;
            }
            at -= strides[i] * shape->dims[i];
            index[i] = 0;
        }
    }
}

void nn_ref_copy(const struct nn_node *node, const struct nn_tensor *const *inputs,
                 struct nn_tensor *const *outputs)
{
    (void)node;
    const size_t count = nn_count(&outputs[0]->shape);
    if (inputs[0]->type == outputs[0]->type) {
        memcpy(outputs[0]->data, inputs[0]->data, count * nn_type_bytes(outputs[0]->type));
        return;
    }
    for (size_t i = 0; i < count; i++) { /* Cast */
        if (outputs[0]->type == NN_FLOAT) {
            nn_floats(outputs[0])[i] = (float)nn_ints(inputs[0])[i];
        } else {
            const float x = nn_floats(inputs[0])[i];
            nn_ints(outputs[0])[i] = x > -9e18F && x < 9e18F ? (int64_t)x : 0;
        }
    }
}

void nn_ref_transpose(const struct nn_node *node, const struct nn_tensor *const *inputs,
                      struct nn_tensor *const *outputs)
{
    int64_t own[NN_RANK_MAX];
    int64_t strides[NN_RANK_MAX];
    nn_strides(&inputs[0]->shape, own);
    for (int i = 0; i < outputs[0]->shape.rank; i++) {
        strides[i] = own[node->params.order[i]];
    }
    gather_strided(inputs[0], 0, strides, outputs[0]);
}

void nn_ref_slice(const struct nn_node *node, const struct nn_tensor *const *inputs,
                  struct nn_tensor *const *outputs)
{
    int64_t strides[NN_RANK_MAX];
    int64_t start = 0;
    nn_strides(&inputs[0]->shape, strides);
    for (int i = 0; i < outputs[0]->shape.rank; i++) {
        start += node->params.slice.start[i] * strides[i];
        strides[i] *= node->params.slice.step[i];
    }
    gather_strided(inputs[0], start, strides, outputs[0]);
}

void nn_ref_expand(const struct nn_node *node, const struct nn_tensor *const *inputs,
                   struct nn_tensor *const *outputs)
{
    (void)node;
    int64_t strides[NN_RANK_MAX];
    nn_broadcast_strides(&inputs[0]->shape, &outputs[0]->shape, strides);
    gather_strided(inputs[0], 0, strides, outputs[0]);
}

/* Bytes of all that lies behind an axis. */
static size_t inner_bytes(const struct nn_tensor *tensor, int axis)
{
    size_t bytes = nn_type_bytes(tensor->type);
    for (int i = axis + 1; i < tensor->shape.rank; i++) {
        bytes *= (size_t)tensor->shape.dims[i];
    }
    return bytes;
}

static size_t outer_count(const struct nn_shape *shape, int axis)
{
    size_t count = 1;
    for (int i = 0; i < axis; i++) {
        count *= (size_t)shape->dims[i];
    }
    return count;
}

void nn_ref_concat(const struct nn_node *node, const struct nn_tensor *const *inputs,
                   struct nn_tensor *const *outputs)
{
    const int axis = node->params.axis;
    const size_t rows = outer_count(&outputs[0]->shape, axis);
    char *out = outputs[0]->data;
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < node->input_count; i++) {
            const size_t bytes = inner_bytes(inputs[i], axis) * (size_t)inputs[i]->shape.dims[axis];
            memcpy(out, (const char *)inputs[i]->data + row * bytes, bytes);
            out += bytes;
        }
    }
}

void nn_ref_split(const struct nn_node *node, const struct nn_tensor *const *inputs,
                  struct nn_tensor *const *outputs)
{
    const int axis = node->params.axis;
    const size_t rows = outer_count(&inputs[0]->shape, axis);
    const char *in = inputs[0]->data;
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < node->output_count; i++) {
            const size_t bytes =
                inner_bytes(outputs[i], axis) * (size_t)outputs[i]->shape.dims[axis];
            memcpy((char *)outputs[i]->data + row * bytes, in, bytes);
            in += bytes;
        }
    }
}

void nn_ref_gather(const struct nn_node *node, const struct nn_tensor *const *inputs,
                   struct nn_tensor *const *outputs)
{
    const int axis = node->params.axis;
    const int64_t size = inputs[0]->shape.dims[axis];
    const size_t rows = outer_count(&inputs[0]->shape, axis);
    const size_t bytes = inner_bytes(inputs[0], axis);
    const size_t count = nn_count(&inputs[1]->shape);
    char *out = outputs[0]->data;
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < count; i++, out += bytes) {
            const int64_t index = nn_ints(inputs[1])[i];
            const size_t at = (size_t)(index < 0 ? index + size : index);
            memcpy(out, (const char *)inputs[0]->data + (row * (size_t)size + at) * bytes, bytes);
        }
    }
}

/* Where an element of a repeated or padded dimension comes from; -1: from nowhere. */
typedef int64_t source_of(const struct nn_node *node, int dimension, int64_t index, int64_t size);

static void fill_from(const struct nn_node *node, const struct nn_tensor *from,
                      struct nn_tensor *to, source_of *source)
{
    const struct nn_shape *shape = &to->shape;
    int64_t strides[NN_RANK_MAX];
    nn_strides(&from->shape, strides);
    const int64_t count = (int64_t)nn_count(shape);
    for (int64_t n = 0; n < count; n++) {
        int64_t rest = n;
        int64_t at = 0;
        for (int i = shape->rank - 1; i >= 0 && at >= 0; i--) {
            const int64_t index = source(node, i, rest % shape->dims[i], from->shape.dims[i]);
            rest /= shape->dims[i];
            at = index < 0 ? -1 : at + index * strides[i];
        }
        if (to->type == NN_FLOAT) {
            nn_floats(to)[n] = at < 0 ? node->params.pad.value : nn_floats(from)[at];
        } else {
            nn_ints(to)[n] = at < 0 ? (int64_t)node->params.pad.value : nn_ints(from)[at];
        }
    }
}

static int64_t tile_source(const struct nn_node *node, int dimension, int64_t index, int64_t size)
{
    (void)node;
    (void)dimension;
    return index % size;
}

void nn_ref_tile(const struct nn_node *node, const struct nn_tensor *const *inputs,
                 struct nn_tensor *const *outputs)
{
    fill_from(node, inputs[0], outputs[0], tile_source);
}

static int64_t pad_source(const struct nn_node *node, int dimension, int64_t index, int64_t size)
{
    const struct nn_pad *pad = &node->params.pad;
    const int64_t at = index - pad->before[dimension];
    if (at >= 0 && at < size) {
        return at;
    }
    switch (pad->mode) {
    case NN_PAD_CONSTANT:
        return -1;
    case NN_PAD_EDGE:
        return at < 0 ? 0 : size - 1;
    case NN_PAD_REFLECT:
        return at < 0 ? -at : 2 * (size - 1) - at;
    }
    ASSERT(false);
}

void nn_ref_pad(const struct nn_node *node, const struct nn_tensor *const *inputs,
                struct nn_tensor *const *outputs)
{
    fill_from(node, inputs[0], outputs[0], pad_source);
}

/* Depth to space as a transposition of six dimensions, and back (ONNX operators, DepthToSpace). */
void nn_ref_shuffle(const struct nn_node *node, const struct nn_tensor *const *inputs,
                    struct nn_tensor *const *outputs)
{
    const bool back = node->op->detail != 0;
    const int64_t block = node->params.shuffle.block;
    const struct nn_shape *wide = back ? &inputs[0]->shape : &outputs[0]->shape; /* in space */
    const struct nn_shape *deep = back ? &outputs[0]->shape : &inputs[0]->shape;
    const int64_t height = deep->dims[2];
    const int64_t width = deep->dims[3];
    const int64_t channels = wide->dims[1];
    const bool columns_first = node->params.shuffle.columns_first;
    const int64_t count = (int64_t)nn_count(wide);
    for (int64_t n = 0; n < count; n++) {
        const int64_t x = n % wide->dims[3];
        const int64_t y = n / wide->dims[3] % wide->dims[2];
        const int64_t c = n / (wide->dims[3] * wide->dims[2]) % channels;
        const int64_t batch = n / (wide->dims[3] * wide->dims[2] * channels);
        const int64_t cell = y % block * block + x % block;
        const int64_t depth = columns_first ? cell * channels + c : c * block * block + cell;
        const int64_t at =
            ((batch * deep->dims[1] + depth) * height + y / block) * width + x / block;
        nn_floats(outputs[0])[back ? at : n] = nn_floats(inputs[0])[back ? n : at];
    }
}

/* ---- constants ---- */

void nn_ref_shape(const struct nn_node *node, const struct nn_tensor *const *inputs,
                  struct nn_tensor *const *outputs)
{
    for (int64_t i = 0; i < outputs[0]->shape.dims[0]; i++) {
        nn_ints(outputs[0])[i] = inputs[0]->shape.dims[node->params.axis + i];
    }
}

void nn_ref_constant(const struct nn_node *node, const struct nn_tensor *const *inputs,
                     struct nn_tensor *const *outputs)
{
    (void)inputs;
    const size_t bytes = nn_count(&outputs[0]->shape) * nn_type_bytes(outputs[0]->type);
    for (size_t i = 0; i < node->attr_count; i++) {
        const struct nn_attr *attr = &node->attrs[i];
        const void *from = attr->kind == NN_ATTR_TENSOR   ? attr->tensor->data
                           : attr->kind == NN_ATTR_INTS   ? (const void *)attr->ints
                           : attr->kind == NN_ATTR_FLOATS ? (const void *)attr->floats
                           : attr->kind == NN_ATTR_INT    ? (const void *)&attr->i
                                                          : (const void *)&attr->f;
        memcpy(outputs[0]->data, from, bytes);
    }
}

void nn_ref_constant_of_shape(const struct nn_node *node, const struct nn_tensor *const *inputs,
                              struct nn_tensor *const *outputs)
{
    (void)inputs;
    const struct nn_tensor *value = node->attr_count > 0 ? node->attrs[0].tensor : NULL;
    const size_t bytes = nn_type_bytes(outputs[0]->type);
    const size_t count = nn_count(&outputs[0]->shape);
    for (size_t i = 0; i < count; i++) {
        char *to = (char *)outputs[0]->data + i * bytes;
        if (value != NULL) {
            memcpy(to, value->data, bytes);
        } else {
            memset(to, 0, bytes);
        }
    }
}

void nn_ref_range(const struct nn_node *node, const struct nn_tensor *const *inputs,
                  struct nn_tensor *const *outputs)
{
    (void)node;
    for (int64_t i = 0; i < outputs[0]->shape.dims[0]; i++) {
        if (outputs[0]->type == NN_FLOAT) {
            nn_floats(outputs[0])[i] = nn_floats(inputs[0])[0] + (float)i * nn_floats(inputs[2])[0];
        } else {
            nn_ints(outputs[0])[i] = nn_ints(inputs[0])[0] + i * nn_ints(inputs[2])[0];
        }
    }
}
