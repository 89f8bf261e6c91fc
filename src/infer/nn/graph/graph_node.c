/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several others ask of a node. */
#include <math.h>

#include "infer/nn/graph/graph.h"

static double window_taps(const struct nn_window *window)
{
    double taps = 1;
    for (int i = 0; i < window->rank; i++) {
        taps *= (double)window->kernel[i];
    }
    return taps;
}

double nn_cost(const struct nn_node *node)
{
    const struct nn_tensor *in = nn_input_tensor(node, 0);
    double count = 0;
    for (size_t i = 0; i < node->output_count; i++) {
        count += node->outputs[i] != NULL ? (double)nn_count(&node->outputs[i]->tensor.shape) : 0;
    }
    switch (node->kind) {
    case NN_OP_CONV:
        return count * (double)nn_count(&node->inputs[1]->tensor.shape) /
               (double)node->inputs[1]->tensor.shape.dims[0];
    case NN_OP_CONV_TRANSPOSE:
        return (double)nn_count(&in->shape) * (double)nn_count(&node->inputs[1]->tensor.shape) /
               (double)in->shape.dims[1];
    case NN_OP_GEMM:
    case NN_OP_MATMUL: {
        const struct nn_shape *b = &node->inputs[1]->tensor.shape;
        const bool transposed = node->kind == NN_OP_GEMM && node->params.gemm.transpose_b;
        return count * (double)b->dims[b->rank - (transposed ? 1 : 2)];
    }
    case NN_OP_MAX_POOL:
    case NN_OP_AVERAGE_POOL:
        return count * window_taps(&node->params.window);
    case NN_OP_REDUCE:
        return (double)nn_count(&in->shape);
    case NN_OP_RESIZE:
        return count * (double)(1 << in->shape.rank);
    case NN_OP_LSTM:
    case NN_OP_GRU:
        return (double)in->shape.dims[0] * (double)in->shape.dims[1] *
               (double)(nn_count(&node->inputs[1]->tensor.shape) +
                        nn_count(&node->inputs[2]->tensor.shape));
    default:
        return count;
    }
}

int64_t nn_out_channels(const struct nn_node *node)
{
    const struct nn_shape *shape = &node->outputs[0]->tensor.shape;
    return shape->dims[node->kind == NN_OP_GEMM ? shape->rank - 1 : 1];
}

void nn_norm_factors(const struct nn_node *norm, float *scale, float *shift)
{
    const int64_t channels = norm->inputs[0]->tensor.shape.dims[1];
    for (int64_t i = 0; i < channels; i++) {
        scale[i] = nn_floats(&norm->inputs[1]->tensor)[i] /
                   sqrtf(nn_floats(&norm->inputs[4]->tensor)[i] + norm->params.epsilon);
        shift[i] = nn_floats(&norm->inputs[2]->tensor)[i] -
                   nn_floats(&norm->inputs[3]->tensor)[i] * scale[i];
    }
}

bool nn_gemm_is_layer(const struct nn_node *node)
{
    const struct nn_gemm *gemm = &node->params.gemm;
    const struct nn_value *bias = node->input_count > 2 ? node->inputs[2] : NULL;
    if (gemm->alpha != 1 || gemm->transpose_a || !nn_is_constant(node->inputs[1])) {
        return false;
    }
    if (bias == NULL) {
        return true;
    }
    const struct nn_shape *shape = &bias->tensor.shape;
    return gemm->beta == 1 && nn_is_constant(bias) && shape->rank > 0 &&
           nn_count(shape) == (size_t)nn_out_channels(node) &&
           shape->dims[shape->rank - 1] == nn_out_channels(node);
}
