/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of an ONNX file (TensorProto): numbers of several types, listed or as raw bytes. */
#include "infer/nn/onnx/onnx_int.h"

/* IEEE 754 half precision. */
static float float_of_half(uint16_t half)
{
    const uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    const uint32_t exponent = half >> 10 & 31;
    const uint32_t fraction = half & 1023;
    if (exponent == 0) {
        const float small = (float)fraction / (float)(1 << 24);
        return sign != 0 ? -small : small;
    }
    const uint32_t widened = exponent == 31 ? 255 : exponent + 127 - 15;
    const uint32_t bits = sign | widened << 23 | fraction << 13;
    float value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static size_t bytes_of(int32_t type)
{
    switch (type) {
    case ONNX_UINT8:
    case ONNX_INT8:
    case ONNX_BOOL:
        return 1;
    case ONNX_FLOAT16:
        return 2;
    case ONNX_FLOAT:
    case ONNX_INT32:
        return 4;
    case ONNX_INT64:
    case ONNX_DOUBLE:
        return 8;
    default:
        return 0;
    }
}

static bool is_float(int32_t type)
{
    return type == ONNX_FLOAT || type == ONNX_FLOAT16 || type == ONNX_DOUBLE;
}

/* One number out of raw_data, which is little-endian, as are the machines that this runs on. */
static double raw_number(const uint8_t *p, int32_t type)
{
    union {
        uint16_t half;
        float f;
        double d;
        int32_t i32;
    } u = {0};
    switch (type) {
    case ONNX_UINT8:
    case ONNX_BOOL:
        return *p;
    case ONNX_INT8:
        return (int8_t)*p;
    case ONNX_FLOAT16:
        memcpy(&u.half, p, 2);
        return float_of_half(u.half);
    case ONNX_FLOAT:
        memcpy(&u.f, p, 4);
        return u.f;
    case ONNX_INT32:
        memcpy(&u.i32, p, 4);
        return u.i32;
    default:
        memcpy(&u.d, p, 8);
        return u.d;
    }
}

/* How many numbers the message has in the field that its type says; 0 with *is_raw for raw_data. */
static size_t listed(const Onnx__Tensor *from)
{
    switch (from->data_type) {
    case ONNX_FLOAT:
        return from->n_float_data;
    case ONNX_DOUBLE:
        return from->n_double_data;
    case ONNX_INT64:
        return from->n_int64_data;
    default:
        return from->n_int32_data; /* and the small ones, half precision as its bits */
    }
}

static double listed_number(const Onnx__Tensor *from, size_t i)
{
    switch (from->data_type) {
    case ONNX_FLOAT:
        return from->float_data[i];
    case ONNX_DOUBLE:
        return from->double_data[i];
    case ONNX_FLOAT16:
        return float_of_half((uint16_t)from->int32_data[i]);
    default:
        return from->int32_data[i];
    }
}

static void copy_numbers(const Onnx__Tensor *from, struct nn_tensor *to, size_t count)
{
    const int32_t type = from->data_type;
    const size_t bytes = bytes_of(type);
    const bool raw = from->has_raw_data != 0;
    if (type == ONNX_INT64) {
        memcpy(to->data, raw ? (const void *)from->raw_data.data : from->int64_data, count * 8);
        return;
    }
    if (type == ONNX_FLOAT) {
        memcpy(to->data, raw ? (const void *)from->raw_data.data : from->float_data, count * 4);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const double number =
            raw ? raw_number(from->raw_data.data + i * bytes, type) : listed_number(from, i);
        if (to->type == NN_FLOAT) {
            nn_floats(to)[i] = (float)number;
        } else {
            nn_ints(to)[i] = (int64_t)number;
        }
    }
}

static int bad_tensor(const char *name, const char *why, struct err *err)
{
    return err_set(err, E_INVALID, "The constant \"%.60s\" %s.", name, why);
}

static int take_raw(struct nn_graph *graph, ProtobufCBinaryData *raw, struct nn_value *to)
{
    int rc = nn_graph_adopt(graph, to, raw->data, raw->data - ONNX_PIECE_HEAD);
    if (rc == E_OK) {
        *raw = (ProtobufCBinaryData){0};
    }
    return rc;
}

int nn_onnx_tensor(struct nn_graph *graph, Onnx__Tensor *from, struct nn_value *to, struct err *err)
{
    const char *name = to->name;
    const size_t bytes = bytes_of(from->data_type);
    if (from->data_location != 0) {
        return bad_tensor(name, "lies in another file", err);
    }
    if (bytes == 0) {
        return bad_tensor(name, "has a type that is not supported", err);
    }
    if (from->n_dims > NN_RANK_MAX) {
        return bad_tensor(name, "has too many dimensions", err);
    }
    to->tensor.type = is_float(from->data_type) ? NN_FLOAT : NN_INT;
    to->tensor.shape.rank = (int)from->n_dims;
    for (size_t i = 0; i < from->n_dims; i++) {
        to->tensor.shape.dims[i] = from->dims[i];
    }
    if (nn_shape_check(&to->tensor.shape) < 0) {
        return bad_tensor(name, "is too large", err);
    }
    const size_t count = nn_count(&to->tensor.shape);
    const bool fits =
        from->has_raw_data ? from->raw_data.len == count * bytes : listed(from) == count;
    if (!fits) {
        return bad_tensor(name, "has more or fewer numbers than its shape says", err);
    }
    const bool is_taken = from->data_type == ONNX_FLOAT && from->has_raw_data && count > 0;
    int rc = is_taken ? take_raw(graph, &from->raw_data, to) : nn_graph_allocate(graph, to);
    if (rc < 0) {
        return err_set(err, E_TOO_LARGE, "The network's constants are too large.");
    }
    if (count > 0 && !is_taken) {
        copy_numbers(from, &to->tensor, count);
    }
    return E_OK;
}
