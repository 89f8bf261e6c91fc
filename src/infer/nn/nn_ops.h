/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of every operator, brought together by the table in nn_ops.c: how shapes follow from shapes
 * (nn_shape_*.c), and the plain kernel (nn_ref_*.c). */
#pragma once

#include "infer/nn/nn_int.h"

typedef int nn_infer(struct nn_node *node, struct err *err);

/* The end of most of them: the first output has this type and shape, unless it is too large. */
MUSTUSE int nn_infer_done(struct nn_node *node, enum nn_type type, const struct nn_shape *shape,
                          struct err *err);

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

nn_kernel nn_ref_conv, nn_ref_conv_transpose, nn_ref_gemm, nn_ref_matmul;
nn_kernel nn_ref_max_pool, nn_ref_average_pool;
nn_kernel nn_ref_batch_norm, nn_ref_layer_norm, nn_ref_instance_norm;
nn_kernel nn_ref_unary, nn_ref_binary, nn_ref_compare, nn_ref_where, nn_ref_softmax;
nn_kernel nn_ref_reduce, nn_ref_resize;
nn_kernel nn_ref_concat, nn_ref_slice, nn_ref_split, nn_ref_transpose, nn_ref_pad;
nn_kernel nn_ref_expand, nn_ref_tile, nn_ref_gather, nn_ref_shuffle, nn_ref_copy;
nn_kernel nn_ref_shape, nn_ref_constant, nn_ref_constant_of_shape, nn_ref_range;
nn_kernel nn_ref_lstm, nn_ref_gru;

/* What nn_op.detail means in families. */
enum nn_comparison {
    NN_EQUAL,
    NN_LESS,
    NN_LESS_OR_EQUAL,
    NN_GREATER,
    NN_GREATER_OR_EQUAL,
    NN_AND,
    NN_OR
};
enum nn_reduction {
    NN_SUM,
    NN_MEAN,
    NN_LARGEST,
    NN_SMALLEST,
    NN_PRODUCT,
    NN_L1,
    NN_L2,
    NN_SUM_SQUARE
};
