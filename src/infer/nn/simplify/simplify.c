/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What exporters spell out in several nodes, put back into one. */
#include <float.h>
#include <math.h>

#include "infer/nn/ref/ref.h"
#include "infer/nn/simplify/simplify.h"

static struct nn_node *producer(const struct nn_node *node, size_t input)
{
    return node->inputs[input] != NULL ? node->inputs[input]->producer : NULL;
}

static bool near(float x, float wanted)
{
    return fabsf(x - wanted) <= 1e-4F * fmaxf(1, fabsf(wanted));
}

static bool is_unary(const struct nn_node *node, enum nn_func func)
{
    return node != NULL && node->kind == NN_OP_UNARY && node->params.unary.func == func &&
           node->post_count == 0;
}

static bool is_linear(const struct nn_node *node, float a, float b)
{
    return is_unary(node, NN_LINEAR) && near(node->params.unary.a, a) &&
           near(node->params.unary.b, b);
}

static void make_unary(struct nn_node *node, struct nn_value *input, enum nn_func func, float a,
                       float b)
{
    node->kind = NN_OP_UNARY;
    node->kernel = nn_ref_unary;
    node->params.unary = (struct nn_unary){func, a, b};
    node->inputs[0] = input;
    node->input_count = 1;
}

/* A number and a tensor whose shape the number does not change. */
static bool find_scalar(const struct nn_node *node, size_t *out_tensor, float *out_scalar)
{
    for (size_t i = 0; i < 2; i++) {
        const struct nn_value *tensor = node->inputs[1 - i];
        if (nn_constant_scalar(node->inputs[i], out_scalar) &&
            nn_shape_equal(&tensor->tensor.shape, &node->outputs[0]->tensor.shape)) {
            *out_tensor = 1 - i;
            return true;
        }
    }
    return false;
}

/* What a function of two becomes where one of them is a number. */
static void simplify_scalar(struct nn_node *node)
{
    size_t at;
    float scalar;
    if (node->input_count != 2 || !find_scalar(node, &at, &scalar)) {
        return;
    }
    struct nn_value *tensor = node->inputs[at];
    switch (node->kind) {
    case NN_OP_ADD:
        make_unary(node, tensor, NN_LINEAR, 1, scalar);
        break;
    case NN_OP_SUB:
        make_unary(node, tensor, NN_LINEAR, at == 0 ? 1 : -1, at == 0 ? -scalar : scalar);
        break;
    case NN_OP_MUL:
        make_unary(node, tensor, NN_LINEAR, scalar, 0);
        break;
    case NN_OP_DIV:
        if (at == 0) {
            make_unary(node, tensor, NN_LINEAR, 1 / scalar, 0);
        } else {
            make_unary(node, tensor, NN_POWER, scalar, -1);
        }
        break;
    case NN_OP_MIN:
        make_unary(node, tensor, NN_CLIP, -FLT_MAX, scalar);
        break;
    case NN_OP_MAX:
        make_unary(node, tensor, NN_CLIP, scalar, FLT_MAX);
        break;
    case NN_OP_POW:
        if (at == 0) {
            make_unary(node, tensor, NN_POWER, 1, scalar);
        }
        break;
    default:
        break;
    }
}

/* clip(x + 3, 0, 6): a hard sigmoid of x before it is divided by 6. */
static bool is_clipped_shift(const struct nn_node *clip)
{
    return is_unary(clip, NN_CLIP) && near(clip->params.unary.a, 0) &&
           near(clip->params.unary.b, 6) && is_linear(producer(clip, 0), 1, 3);
}

static void simplify_linear(struct nn_node *node)
{
    struct nn_node *before = producer(node, 0);
    if (before == NULL || before->post_count > 0) {
        return;
    }
    struct nn_unary *unary = &node->params.unary;
    if (is_linear(node, 1.0F / 6, 0) && is_clipped_shift(before)) {
        make_unary(node, producer(before, 0)->inputs[0], NN_HARD_SIGMOID, 1.0F / 6, 0.5F);
        return;
    }
    if (is_unary(before, NN_LINEAR)) {
        const struct nn_unary *first = &before->params.unary;
        unary->b += unary->a * first->b;
        unary->a *= first->a;
        node->inputs[0] = before->inputs[0];
        return;
    }
    for (size_t i = 0; before->kind == NN_OP_MUL && i < 2; i++) {
        struct nn_value *x = before->inputs[i];
        struct nn_node *factor = producer(before, 1 - i);
        if (is_linear(node, 1.0F / 6, 0) && is_clipped_shift(factor) &&
            producer(factor, 0)->inputs[0] == x) {
            make_unary(node, x, NN_HARD_SWISH, 0, 0);
            return;
        }
        if (is_linear(node, 0.5F, 0) && is_linear(factor, 1, 1) &&
            is_unary(producer(factor, 0), NN_ERF) &&
            is_linear(producer(producer(factor, 0), 0), sqrtf(0.5F), 0) &&
            producer(producer(factor, 0), 0)->inputs[0] == x) {
            make_unary(node, x, NN_GELU, 0, 0);
            return;
        }
    }
}

/* x times its own sigmoid, hard sigmoid, or tanh of its softplus. */
static void simplify_gate(struct nn_node *node)
{
    for (size_t i = 0; i < 2 && node->kind == NN_OP_MUL; i++) {
        struct nn_value *x = node->inputs[i];
        const struct nn_node *gate = producer(node, 1 - i);
        if (gate == NULL || gate->kind != NN_OP_UNARY || gate->post_count > 0) {
            continue;
        }
        const struct nn_unary *unary = &gate->params.unary;
        if (is_unary(gate, NN_TANH) && is_unary(producer(gate, 0), NN_SOFTPLUS) &&
            producer(gate, 0)->inputs[0] == x) {
            make_unary(node, x, NN_MISH, 0, 0);
        } else if (gate->inputs[0] == x && unary->func == NN_SIGMOID) {
            make_unary(node, x, NN_SILU, 1, 0);
        } else if (gate->inputs[0] == x && unary->func == NN_HARD_SIGMOID &&
                   near(unary->a, 1.0F / 6) && near(unary->b, 0.5F)) {
            make_unary(node, x, NN_HARD_SWISH, 0, 0);
        }
    }
}

/* (n, groups, c, h, w) with the middle two exchanged, between two reshapes. */
static void simplify_channel_shuffle(struct nn_node *node)
{
    static const int order[] = {0, 2, 1, 3, 4};
    const struct nn_node *transpose = producer(node, 0);
    if (transpose == NULL || transpose->kind != NN_OP_TRANSPOSE) {
        return;
    }
    const struct nn_node *reshape = producer(transpose, 0);
    if (reshape == NULL || reshape->kind != NN_OP_RESHAPE) {
        return;
    }
    const struct nn_shape *before = &reshape->inputs[0]->tensor.shape;
    const struct nn_shape *apart = &reshape->outputs[0]->tensor.shape;
    const struct nn_shape *after = &node->outputs[0]->tensor.shape;
    if (apart->rank != 5 || before->rank != 4 || !nn_shape_equal(before, after) ||
        memcmp(transpose->params.order, order, sizeof(order)) != 0) {
        return;
    }
    if (apart->dims[0] == before->dims[0] && apart->dims[1] * apart->dims[2] == before->dims[1] &&
        apart->dims[3] == before->dims[2]) {
        node->kind = NN_OP_CHANNEL_SHUFFLE;
        node->params.groups = apart->dims[1];
        node->inputs[0] = reshape->inputs[0];
    }
}

/* Lets the readers of a node's output read its input instead. */
static void bypass(struct nn_graph *graph, struct nn_node *node)
{
    struct nn_value *from = node->outputs[0];
    for (size_t i = 0; i < graph->node_count; i++) {
        struct nn_node *reader = graph->nodes[i];
        for (size_t k = 0; k < reader->input_count; k++) {
            if (reader->inputs[k] == from) {
                reader->inputs[k] = node->inputs[0];
            }
        }
    }
    node->dropped = true;
}

static bool does_nothing(const struct nn_node *node)
{
    const struct nn_value *in = node->inputs[0];
    const struct nn_value *out = node->outputs[0];
    const bool same =
        (node->kind == NN_OP_RESHAPE && in->tensor.type == out->tensor.type) ||
        (is_unary(node, NN_LINEAR) && node->params.unary.a == 1 && node->params.unary.b == 0);
    return same && !out->is_output && nn_shape_equal(&in->tensor.shape, &out->tensor.shape);
}

void nn_simplify(struct nn_graph *graph)
{
    for (size_t i = 0; i < graph->node_count; i++) {
        struct nn_node *node = graph->nodes[i];
        simplify_scalar(node);
        simplify_gate(node);
        if (node->kind == NN_OP_UNARY && node->params.unary.func == NN_LINEAR) {
            simplify_linear(node);
        }
        if (node->kind == NN_OP_RESHAPE) {
            simplify_channel_shuffle(node);
        }
        if ((node->kind == NN_OP_RESHAPE || node->kind == NN_OP_UNARY) && does_nothing(node)) {
            bypass(graph, node);
        }
    }
    nn_graph_sweep(graph);
}
