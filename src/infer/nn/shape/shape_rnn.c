/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes of LSTM and GRU (ONNX operators), of which inputs of equal length and the standard activations are supported. */
#include "infer/nn/shape/shape_int.h"

static int read_direction(struct nn_node *node, int *out_directions, struct err *err)
{
    static const char *const names[] = {"forward", "reverse", "bidirectional"};
    const struct str direction = nn_attr_str(node, "direction", STR("forward"));
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(direction, str_from(names[i]))) {
            node->params.rnn.direction = (enum nn_direction)i;
            *out_directions = i == NN_BIDIRECTIONAL ? 2 : 1;
            return E_OK;
        }
    }
    return nn_refuse(node, err, "its direction is unknown");
}

static bool has_shape(const struct nn_node *node, size_t input, const struct nn_shape *wanted)
{
    const struct nn_tensor *tensor = nn_input_tensor(node, input);
    return tensor == NULL || (tensor->type == NN_FLOAT && nn_shape_equal(&tensor->shape, wanted));
}

static int infer(struct nn_node *node, int64_t gates, struct err *err)
{
    const struct nn_shape *x = &node->inputs[0]->tensor.shape;
    struct nn_rnn *rnn = &node->params.rnn;
    int directions = 1;
    *rnn = (struct nn_rnn){.hidden = nn_attr_int(node, "hidden_size", 0)};
    rnn->linear_before_reset = nn_attr_int(node, "linear_before_reset", 0) != 0;
    int rc = read_direction(node, &directions, err);
    if (rc < 0) {
        return rc;
    }
    if (x->rank != 3 || node->inputs[0]->tensor.type != NN_FLOAT || rnn->hidden < 1 ||
        rnn->hidden > 65536 || nn_attr_int(node, "layout", 0) != 0 ||
        nn_attr_int(node, "input_forget", 0) != 0) {
        return nn_refuse(node, err, "its input or layout is not supported");
    }
    const int64_t hidden = rnn->hidden;
    const struct nn_shape w = {3, {directions, gates * hidden, x->dims[2]}};
    const struct nn_shape r = {3, {directions, gates * hidden, hidden}};
    const struct nn_shape b = {2, {directions, 2 * gates * hidden}};
    const struct nn_shape state = {3, {directions, x->dims[1], hidden}};
    if (!has_shape(node, 1, &w) || !has_shape(node, 2, &r) || !has_shape(node, 3, &b) ||
        !has_shape(node, 5, &state) || !has_shape(node, 6, &state)) {
        return nn_refuse(node, err, "its weights do not fit its input");
    }
    if (nn_input_tensor(node, 4) != NULL) {
        return nn_refuse(node, err, "its sequences have lengths of their own");
    }
    const struct nn_shape all = {4, {x->dims[0], directions, x->dims[1], hidden}};
    for (size_t i = 0; i < node->output_count; i++) {
        if (node->outputs[i] != NULL) {
            node->outputs[i]->tensor.type = NN_FLOAT;
            node->outputs[i]->tensor.shape = i == 0 ? all : state;
        }
    }
    return nn_shape_check(&all) < 0 ? nn_refuse(node, err, "its output is too large") : E_OK;
}

int nn_infer_lstm(struct nn_node *node, struct err *err)
{
    return infer(node, 4, err);
}

int nn_infer_gru(struct nn_node *node, struct err *err)
{
    return infer(node, 3, err);
}
