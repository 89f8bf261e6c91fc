/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ref: a plain kernel for every operator, by the words of ONNX: written to be seen right, not to be quick.
 * Not here: the quick way (infer/nn/steps); shapes, which are right by the time that a kernel runs (infer/nn/shape).
 * Kernels cannot fail. Memory: outputs are there already; LSTM and GRU allocate their state. Threads: one. Files: none. */
#pragma once

#include "infer/nn/graph/graph.h"

nn_kernel nn_ref_conv, nn_ref_conv_transpose, nn_ref_gemm, nn_ref_matmul;
nn_kernel nn_ref_max_pool, nn_ref_average_pool;
nn_kernel nn_ref_batch_norm, nn_ref_layer_norm, nn_ref_instance_norm;
nn_kernel nn_ref_unary, nn_ref_binary, nn_ref_compare, nn_ref_where, nn_ref_softmax;
nn_kernel nn_ref_reduce, nn_ref_resize;
nn_kernel nn_ref_concat, nn_ref_slice, nn_ref_split, nn_ref_transpose, nn_ref_pad;
nn_kernel nn_ref_expand, nn_ref_tile, nn_ref_gather, nn_ref_shuffle, nn_ref_copy;
nn_kernel nn_ref_shape, nn_ref_constant, nn_ref_constant_of_shape, nn_ref_range;
nn_kernel nn_ref_lstm, nn_ref_gru;
