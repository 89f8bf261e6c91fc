/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LSTM on oneDNN, whose gates stand in the order input, forget, cell, output, and whose weights are (layers, directions,
 * inputs, gates, outputs). */
#include "infer/nn/steps/steps_int.h"

#define GATES 4

/* Our place of a gate for oneDNN's: ONNX has input, output, forget, cell. */
static const int64_t gate_of[GATES] = {0, 2, 3, 1};

/* Rows (directions, gates * hidden, columns) of the file as (directions, columns, gates, hidden). */
static void turn_weights(const float *from, const int64_t sizes[3], float *to)
{
    const int64_t directions = sizes[0];
    const int64_t columns = sizes[1];
    const int64_t hidden = sizes[2];
    for (int64_t d = 0; d < directions; d++) {
        for (int64_t c = 0; c < columns; c++) {
            for (int64_t g = 0; g < GATES; g++) {
                for (int64_t h = 0; h < hidden; h++) {
                    const int64_t row = (d * GATES + gate_of[g]) * hidden + h;
                    *to++ = from[row * columns + c];
                }
            }
        }
    }
}

static int add_weights(struct nn_build *build, const struct nn_value *value,
                       const dnnl_memory_desc_t *wanted, struct nn_buffer **out)
{
    const struct nn_shape *shape = &value->tensor.shape;
    const int64_t hidden = shape->dims[1] / GATES;
    const int64_t sizes[3] = {shape->dims[0], shape->dims[2], hidden};
    const dnnl_dims_t dims = {1, shape->dims[0], shape->dims[2], GATES, hidden};
    dnnl_memory_desc_t given;
    float *turned = try_alloc(nn_count(shape), sizeof(*turned), NN_MEMORY_MAX);
    if (turned == NULL) {
        return err_set(build->err, E_TOO_LARGE, "The network's weights are too large.");
    }
    turn_weights(nn_floats(&value->tensor), sizes, turned);
    int rc =
        nn_build_check(build, dnnl_memory_desc_init_by_tag(&given, 5, dims, dnnl_f32, dnnl_ldigo));
    rc = rc < 0 ? rc : nn_buffer_weights(build, turned, &given, wanted, out);
    free(turned);
    return rc;
}

/* The file's two biases of each gate as their sum; zeroes where it has none. */
static int add_bias(struct nn_build *build, const struct nn_value *value,
                    const dnnl_memory_desc_t *md, struct nn_buffer **out)
{
    const int64_t directions = md->dims[1];
    const int64_t hidden = md->dims[3];
    int rc = nn_buffer_constant(build, md, out);
    const bool fills = rc == E_OK && !(*out)->is_mapped;
    for (int64_t i = 0; fills && i < directions * GATES * hidden; i++) {
        const int64_t d = i / (GATES * hidden);
        const int64_t row = gate_of[i / hidden % GATES] * hidden + i % hidden;
        const float *of = value != NULL ? nn_floats(&value->tensor) + d * 2 * GATES * hidden : NULL;
        ((float *)(*out)->data)[i] = of != NULL ? of[row] + of[GATES * hidden + row] : 0;
    }
    return rc;
}

/* Nothing, or zeros, which exporters write out. */
static bool is_zero(const struct nn_value *value)
{
    if (value == NULL) {
        return true;
    }
    bool zero = nn_is_constant(value);
    for (size_t i = 0; zero && i < nn_count(&value->tensor.shape); i++) {
        zero = nn_floats(&value->tensor)[i] == 0;
    }
    return zero;
}

/* Sequences that begin without a state, and of which only the outputs are read, in one piece. */
static bool is_standard(const struct nn_node *node)
{
    bool standard = nn_is_constant(node->inputs[1]) && nn_is_constant(node->inputs[2]);
    for (size_t i = 3; i < node->input_count; i++) {
        standard = standard && (i == 3 ? node->inputs[i] == NULL || nn_is_constant(node->inputs[i])
                                       : is_zero(node->inputs[i]));
    }
    for (size_t i = 1; i < node->output_count; i++) {
        standard = standard && (node->outputs[i] == NULL || node->outputs[i]->readers == 0);
    }
    return standard;
}

/* (steps, batch, directions * hidden) as oneDNN makes it, to (steps, directions, batch, hidden). */
static int part_directions(struct nn_build *build, struct nn_buffer *joined)
{
    const struct nn_value *to = build->node->outputs[0];
    const struct nn_shape *shape = &to->tensor.shape;
    const struct nn_shape apart = {
        4, {shape->dims[0], shape->dims[2], shape->dims[1], shape->dims[3]}};
    static const int moves_to[] = {0, 2, 1, 3};
    struct nn_buffer *view = nn_buffer_view(build, joined, &apart);
    dnnl_memory_desc_t as_wanted;
    const dnnl_memory_desc_t md = nn_md_plain(shape);
    int rc = nn_build_check(build, dnnl_memory_desc_permute_axes(&as_wanted, &view->md, moves_to));
    if (rc < 0) {
        return rc;
    }
    struct nn_buffer *turned = nn_buffer_look(build, view, &as_wanted);
    return nn_buffer_as(build, turned, &md, &build->node->outputs[0]->buffer);
}

static int describe(struct nn_build *build, dnnl_primitive_desc_t *out)
{
    const struct nn_node *node = build->node;
    static const dnnl_rnn_direction_t directions[] = {
        dnnl_unidirectional_left2right, dnnl_unidirectional_right2left, dnnl_bidirectional_concat};
    const struct nn_shape *x = &node->inputs[0]->tensor.shape;
    const struct nn_shape *y = &node->outputs[0]->tensor.shape;
    const int64_t hidden = node->params.rnn.hidden;
    const struct nn_shape w = {5, {1, y->dims[1], x->dims[2], GATES, hidden}};
    const struct nn_shape r = {5, {1, y->dims[1], hidden, GATES, hidden}};
    const struct nn_shape b = {4, {1, y->dims[1], GATES, hidden}};
    const struct nn_shape joined = {3, {y->dims[0], y->dims[2], y->dims[1] * hidden}};
    const dnnl_memory_desc_t src = nn_md_plain(x);
    const dnnl_memory_desc_t layer = nn_md_any(&w);
    const dnnl_memory_desc_t iter = nn_md_any(&r);
    const dnnl_memory_desc_t bias = nn_md_plain(&b);
    const dnnl_memory_desc_t dst = nn_md_plain(&joined);
    dnnl_rnn_desc_t desc;
    int rc =
        nn_build_check(build, dnnl_lstm_forward_desc_init(&desc, dnnl_forward_inference,
                                                          directions[node->params.rnn.direction],
                                                          &src, NULL, NULL, &layer, &iter, &bias,
                                                          &dst, NULL, NULL, dnnl_rnn_flags_undef));
    return rc < 0 ? rc : nn_build_describe(build, &desc, out);
}

int nn_build_lstm(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    struct nn_buffer *source;
    struct nn_buffer *layer = NULL;
    struct nn_buffer *iter = NULL;
    struct nn_buffer *bias = NULL;
    dnnl_primitive_desc_t pd = NULL;
    if (!is_standard(node)) {
        return nn_step_kernel(build);
    }
    int rc = nn_buffer_plain(build, node->inputs[0], &source);
    rc = rc < 0 ? rc : describe(build, &pd);
    if (rc < 0) {
        return rc;
    }
    const dnnl_memory_desc_t layer_md = *dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0);
    const dnnl_memory_desc_t iter_md = *dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 1);
    const dnnl_memory_desc_t bias_md = *dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 2);
    const dnnl_memory_desc_t dst_md = *dnnl_primitive_desc_query_md(pd, dnnl_query_dst_md, 0);
    rc = add_weights(build, node->inputs[1], &layer_md, &layer);
    rc = rc < 0 ? rc : add_weights(build, node->inputs[2], &iter_md, &iter);
    rc = rc < 0 ? rc
                : add_bias(build, node->input_count > 3 ? node->inputs[3] : NULL, &bias_md, &bias);
    if (rc < 0) {
        dnnl_primitive_desc_destroy(pd);
        return rc;
    }
    struct nn_buffer *joined = nn_buffer_new(build, &dst_md);
    const struct nn_arg args[] = {{DNNL_ARG_SRC_LAYER, source},  {DNNL_ARG_WEIGHTS_LAYER, layer},
                                  {DNNL_ARG_WEIGHTS_ITER, iter}, {DNNL_ARG_BIAS, bias},
                                  {DNNL_ARG_DST_LAYER, joined},  {0}};
    rc = nn_step_primitive(build, pd, args);
    return rc < 0 ? rc : part_directions(build, joined);
}
