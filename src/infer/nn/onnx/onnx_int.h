/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two halves of the parser share. */
#pragma once

#include <onnx.pb-c.h>

#include "infer/nn/onnx/onnx.h"

/* Of TensorProto.DataType in the IR specification. */
enum onnx_type {
    ONNX_FLOAT = 1,
    ONNX_UINT8 = 2,
    ONNX_INT8 = 3,
    ONNX_INT32 = 6,
    ONNX_INT64 = 7,
    ONNX_BOOL = 9,
    ONNX_FLOAT16 = 10,
    ONNX_DOUBLE = 11,
};

/* Each piece of a message lies that far in memory from malloc(), behind its size: so far that where a constant has gone there is
 * room for one of the same size that posix_memalign() puts on a cache line. */
#define ONNX_PIECE_HEAD ((size_t)128)

/* Reads a constant into a value that has a name and nothing else yet; raw floats become the value's own, and the message is without
 * them. */
MUSTUSE int nn_onnx_tensor(struct nn_graph *graph, Onnx__Tensor *from, struct nn_value *to,
                           struct err *err);
