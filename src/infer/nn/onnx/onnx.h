/* SPDX-License-Identifier: GPL-3.0-or-later */
/* onnx: reads a network's file (ONNX, IR version 4 to 10, opset 11 to 17) into a graph.
 * Not here: which operators there are (infer/nn/ops); shapes of anything but inputs and constants (infer/nn/simplify).
 * Way of a file: protobuf-c reads its messages as onnx.proto has them, within a budget of memory; onnx.c checks them and makes
 * the graph, onnx_tensor.c its constants.
 * Memory: the graph keeps nothing of the file. Threads: one. Files: none, it takes bytes. */
#pragma once

#include "infer/nn/graph/graph.h"

/* What dimensions become that the file leaves open. */
struct nn_onnx_sizes {
    int64_t batch; /* 0: 1 */
    int64_t width; /* 0: such a network is refused, as with height */
    int64_t height;
};

/* Reads the file into a graph whose inputs and constants have shapes. E_INVALID with the reason, E_TOO_LARGE; the graph then
 * holds nothing. */
MUSTUSE int nn_parse(struct str file, const struct nn_onnx_sizes *sizes, struct nn_graph *out,
                     struct err *err);
