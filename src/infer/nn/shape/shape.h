/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shape: how the types and shapes of a node's outputs follow from those of its inputs, for every operator.
 * Not here: values (infer/nn/ref); the table that names these functions (infer/nn/ops).
 * Each reads the node's attributes into its params on the way, and refuses what this engine does not have, E_INVALID with the
 * node's name and the reason. Memory: none of its own. Threads: as the graph. Files: none. */
#pragma once

#include "infer/nn/graph/graph.h"

typedef int nn_infer(struct nn_node *node, struct err *err);

nn_infer nn_infer_conv, nn_infer_conv_transpose, nn_infer_gemm, nn_infer_matmul;
nn_infer nn_infer_pool, nn_infer_global_pool;
nn_infer nn_infer_batch_norm, nn_infer_layer_norm, nn_infer_instance_norm;
nn_infer nn_infer_unary, nn_infer_binary, nn_infer_compare, nn_infer_where, nn_infer_softmax;
nn_infer nn_infer_reduce, nn_infer_resize;
nn_infer nn_infer_concat, nn_infer_slice, nn_infer_split, nn_infer_transpose, nn_infer_pad;
nn_infer nn_infer_expand, nn_infer_tile, nn_infer_gather, nn_infer_shuffle;
nn_infer nn_infer_same, nn_infer_cast, nn_infer_reshape, nn_infer_flatten, nn_infer_squeeze;
nn_infer nn_infer_unsqueeze;
nn_infer nn_infer_shape, nn_infer_constant, nn_infer_constant_of_shape, nn_infer_range;
nn_infer nn_infer_lstm, nn_infer_gru;
