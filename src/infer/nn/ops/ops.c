/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/nn/ops/ops.h"
#include "infer/nn/ref/ref.h"
#include "infer/nn/shape/shape.h"

#define MANY 256 /* inputs or outputs of a node that may have any number */

/* name, kind, inputs at least and at most, outputs at most, shapes, plain kernel, which of a family */
static const struct nn_op ops[] = {
    {"Conv", NN_OP_CONV, 2, 3, 1, nn_infer_conv, nn_ref_conv, 0},
    {"ConvTranspose", NN_OP_CONV_TRANSPOSE, 2, 3, 1, nn_infer_conv_transpose, nn_ref_conv_transpose,
     0},
    {"Gemm", NN_OP_GEMM, 2, 3, 1, nn_infer_gemm, nn_ref_gemm, 0},
    {"MatMul", NN_OP_MATMUL, 2, 2, 1, nn_infer_matmul, nn_ref_matmul, 0},

    {"BatchNormalization", NN_OP_BATCH_NORM, 5, 5, 1, nn_infer_batch_norm, nn_ref_batch_norm, 0},
    {"InstanceNormalization", NN_OP_INSTANCE_NORM, 3, 3, 1, nn_infer_instance_norm,
     nn_ref_instance_norm, 0},
    {"LayerNormalization", NN_OP_LAYER_NORM, 2, 3, 1, nn_infer_layer_norm, nn_ref_layer_norm, 0},

    {"Abs", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_ABS},
    {"Ceil", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_CEIL},
    {"Clip", NN_OP_UNARY, 1, 3, 1, nn_infer_unary, nn_ref_unary, NN_CLIP},
    {"Cos", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_COS},
    {"Elu", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_ELU},
    {"Erf", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_ERF},
    {"Exp", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_EXP},
    {"Floor", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_FLOOR},
    {"HardSigmoid", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_HARD_SIGMOID},
    {"HardSwish", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_HARD_SWISH},
    {"LeakyRelu", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_RELU},
    {"Log", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_LOG},
    {"Neg", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_LINEAR},
    {"Not", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_NOT},
    {"Reciprocal", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_POWER},
    {"Relu", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_RELU},
    {"Round", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_ROUND},
    {"Sigmoid", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_SIGMOID},
    {"Sign", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_SIGN},
    {"Sin", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_SIN},
    {"Softplus", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_SOFTPLUS},
    {"Sqrt", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_SQRT},
    {"Tanh", NN_OP_UNARY, 1, 1, 1, nn_infer_unary, nn_ref_unary, NN_TANH},

    {"Add", NN_OP_ADD, 2, 2, 1, nn_infer_binary, nn_ref_binary, 0},
    {"Div", NN_OP_DIV, 2, 2, 1, nn_infer_binary, nn_ref_binary, 0},
    {"Max", NN_OP_MAX, 2, 2, 1, nn_infer_binary, nn_ref_binary, 0},
    {"Min", NN_OP_MIN, 2, 2, 1, nn_infer_binary, nn_ref_binary, 0},
    {"Mul", NN_OP_MUL, 2, 2, 1, nn_infer_binary, nn_ref_binary, 0},
    {"PRelu", NN_OP_PRELU, 2, 2, 1, nn_infer_binary, nn_ref_binary, 0},
    {"Pow", NN_OP_POW, 2, 2, 1, nn_infer_binary, nn_ref_binary, 0},
    {"Sub", NN_OP_SUB, 2, 2, 1, nn_infer_binary, nn_ref_binary, 0},

    {"And", NN_OP_COMPARE, 2, 2, 1, nn_infer_compare, nn_ref_compare, NN_AND},
    {"Equal", NN_OP_COMPARE, 2, 2, 1, nn_infer_compare, nn_ref_compare, NN_EQUAL},
    {"Greater", NN_OP_COMPARE, 2, 2, 1, nn_infer_compare, nn_ref_compare, NN_GREATER},
    {"GreaterOrEqual", NN_OP_COMPARE, 2, 2, 1, nn_infer_compare, nn_ref_compare,
     NN_GREATER_OR_EQUAL},
    {"Less", NN_OP_COMPARE, 2, 2, 1, nn_infer_compare, nn_ref_compare, NN_LESS},
    {"LessOrEqual", NN_OP_COMPARE, 2, 2, 1, nn_infer_compare, nn_ref_compare, NN_LESS_OR_EQUAL},
    {"Or", NN_OP_COMPARE, 2, 2, 1, nn_infer_compare, nn_ref_compare, NN_OR},
    {"Where", NN_OP_WHERE, 3, 3, 1, nn_infer_where, nn_ref_where, 0},

    {"AveragePool", NN_OP_AVERAGE_POOL, 1, 1, 1, nn_infer_pool, nn_ref_average_pool, 0},
    {"GlobalAveragePool", NN_OP_AVERAGE_POOL, 1, 1, 1, nn_infer_global_pool, nn_ref_average_pool,
     0},
    {"GlobalMaxPool", NN_OP_MAX_POOL, 1, 1, 1, nn_infer_global_pool, nn_ref_max_pool, 0},
    {"MaxPool", NN_OP_MAX_POOL, 1, 1, 1, nn_infer_pool, nn_ref_max_pool, 0},

    {"ReduceL1", NN_OP_REDUCE, 1, 1, 1, nn_infer_reduce, nn_ref_reduce, NN_L1},
    {"ReduceL2", NN_OP_REDUCE, 1, 1, 1, nn_infer_reduce, nn_ref_reduce, NN_L2},
    {"ReduceMax", NN_OP_REDUCE, 1, 1, 1, nn_infer_reduce, nn_ref_reduce, NN_LARGEST},
    {"ReduceMean", NN_OP_REDUCE, 1, 1, 1, nn_infer_reduce, nn_ref_reduce, NN_MEAN},
    {"ReduceMin", NN_OP_REDUCE, 1, 1, 1, nn_infer_reduce, nn_ref_reduce, NN_SMALLEST},
    {"ReduceProd", NN_OP_REDUCE, 1, 1, 1, nn_infer_reduce, nn_ref_reduce, NN_PRODUCT},
    {"ReduceSum", NN_OP_REDUCE, 1, 2, 1, nn_infer_reduce, nn_ref_reduce, NN_SUM},
    {"ReduceSumSquare", NN_OP_REDUCE, 1, 1, 1, nn_infer_reduce, nn_ref_reduce, NN_SUM_SQUARE},
    {"LogSoftmax", NN_OP_SOFTMAX, 1, 1, 1, nn_infer_softmax, nn_ref_softmax, /* log: */ 1},
    {"Softmax", NN_OP_SOFTMAX, 1, 1, 1, nn_infer_softmax, nn_ref_softmax, 0},
    {"Resize", NN_OP_RESIZE, 1, 4, 1, nn_infer_resize, nn_ref_resize, 0},

    {"Concat", NN_OP_CONCAT, 1, MANY, 1, nn_infer_concat, nn_ref_concat, 0},
    {"DepthToSpace", NN_OP_SHUFFLE, 1, 1, 1, nn_infer_shuffle, nn_ref_shuffle, 0},
    {"Expand", NN_OP_EXPAND, 2, 2, 1, nn_infer_expand, nn_ref_expand, 0},
    {"Gather", NN_OP_GATHER, 2, 2, 1, nn_infer_gather, nn_ref_gather, 0},
    {"Pad", NN_OP_PAD, 2, 3, 1, nn_infer_pad, nn_ref_pad, 0},
    {"Slice", NN_OP_SLICE, 3, 5, 1, nn_infer_slice, nn_ref_slice, 0},
    {"SpaceToDepth", NN_OP_SHUFFLE, 1, 1, 1, nn_infer_shuffle, nn_ref_shuffle, /* back: */ 1},
    {"Split", NN_OP_SPLIT, 1, 2, MANY, nn_infer_split, nn_ref_split, 0},
    {"Tile", NN_OP_EXPAND, 2, 2, 1, nn_infer_tile, nn_ref_tile, 0},
    {"Transpose", NN_OP_TRANSPOSE, 1, 1, 1, nn_infer_transpose, nn_ref_transpose, 0},

    {"Cast", NN_OP_RESHAPE, 1, 1, 1, nn_infer_cast, nn_ref_copy, 0},
    {"Dropout", NN_OP_RESHAPE, 1, 3, 1, nn_infer_same, nn_ref_copy, 0},
    {"Flatten", NN_OP_RESHAPE, 1, 1, 1, nn_infer_flatten, nn_ref_copy, 0},
    {"Identity", NN_OP_RESHAPE, 1, 1, 1, nn_infer_same, nn_ref_copy, 0},
    {"Reshape", NN_OP_RESHAPE, 2, 2, 1, nn_infer_reshape, nn_ref_copy, 0},
    {"Squeeze", NN_OP_RESHAPE, 1, 2, 1, nn_infer_squeeze, nn_ref_copy, 0},
    {"Unsqueeze", NN_OP_RESHAPE, 1, 2, 1, nn_infer_unsqueeze, nn_ref_copy, 0},

    {"Constant", NN_OP_CONSTANT, 0, 0, 1, nn_infer_constant, nn_ref_constant, 0},
    {"ConstantOfShape", NN_OP_CONSTANT, 1, 1, 1, nn_infer_constant_of_shape,
     nn_ref_constant_of_shape, 0},
    {"Range", NN_OP_CONSTANT, 3, 3, 1, nn_infer_range, nn_ref_range, 0},
    {"Shape", NN_OP_CONSTANT, 1, 1, 1, nn_infer_shape, nn_ref_shape, 0},

    {"GRU", NN_OP_GRU, 3, 6, 2, nn_infer_gru, nn_ref_gru, 0},
    {"LSTM", NN_OP_LSTM, 3, 7, 3, nn_infer_lstm, nn_ref_lstm, 0},
};

const struct nn_op *nn_op_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
        if (strcmp(ops[i].name, name) == 0) {
            return &ops[i];
        }
    }
    return NULL;
}
