/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows or precedes a convolution or product, computed by it. */
#include <math.h>

#include "infer/nn/simplify/simplify.h"
#include "infer/nn/steps/steps.h"

static bool is_product(const struct nn_node *node)
{
    return node->kind == NN_OP_CONV || node->kind == NN_OP_CONV_TRANSPOSE ||
           node->kind == NN_OP_GEMM;
}

/* The node that makes a value which only one other node reads. */
static struct nn_node *sole_producer(const struct nn_value *value)
{
    return value != NULL && value->readers == 1 && !value->is_output ? value->producer : NULL;
}

/* `last` is merged into `first`, which makes its output from now on. */
static void take_over(struct nn_node *first, struct nn_node *last)
{
    first->outputs[0] = last->outputs[0];
    first->outputs[0]->producer = first;
    last->dropped = true;
}

/* ---- constants of convolutions and products ---- */

/* Weights that nobody else reads and nobody else's changes would reach. */
static int own_weights(struct nn_graph *graph, struct nn_node *node)
{
    struct nn_value *shared = node->inputs[1];
    if (shared->readers == 1) {
        return E_OK;
    }
    struct nn_value *copy = nn_graph_add_value(graph, shared->name);
    copy->tensor.type = NN_FLOAT;
    copy->tensor.shape = shared->tensor.shape;
    copy->readers = 1;
    int rc = nn_graph_allocate(graph, copy);
    if (rc == E_OK) {
        memcpy(copy->tensor.data, shared->tensor.data,
               nn_count(&shared->tensor.shape) * sizeof(float));
        node->inputs[1] = copy;
    }
    return rc;
}

/* A bias of its own, one number a channel, where there was none or a shared one. */
static int own_bias(struct nn_graph *graph, struct nn_node *node)
{
    const struct nn_value *before = node->input_count > 2 ? node->inputs[2] : NULL;
    struct nn_value **inputs = arena_calloc(graph->arena, 3, sizeof(struct nn_value *));
    struct nn_value *bias = nn_graph_add_value(graph, "bias");
    const int64_t channels = nn_out_channels(node);
    bias->tensor.shape = (struct nn_shape){1, {channels}};
    bias->readers = 1;
    int rc = nn_graph_allocate(graph, bias);
    if (rc < 0) {
        return rc;
    }
    const size_t count = before != NULL ? nn_count(&before->tensor.shape) : 0;
    for (int64_t i = 0; i < channels; i++) {
        nn_floats(&bias->tensor)[i] =
            count == 0 ? 0 : nn_floats(&before->tensor)[count == 1 ? 0 : i];
    }
    inputs[0] = node->inputs[0];
    inputs[1] = node->inputs[1];
    inputs[2] = bias;
    node->inputs = inputs;
    node->input_count = 3;
    return E_OK;
}

/* The channel of the output that weight number i makes. */
static int64_t channel_of(const struct nn_node *node, int64_t i)
{
    const struct nn_shape *shape = &node->inputs[1]->tensor.shape;
    int64_t inner = 1;
    for (int k = node->kind == NN_OP_GEMM ? 1 : 2; k < shape->rank; k++) {
        inner *= shape->dims[k];
    }
    if (node->kind == NN_OP_CONV) {
        return i / (inner * shape->dims[1]);
    }
    if (node->kind == NN_OP_GEMM) {
        return node->params.gemm.transpose_b ? i / inner : i % inner;
    }
    const int64_t group =
        i / (inner * shape->dims[1]) / (shape->dims[0] / node->params.window.groups);
    return group * shape->dims[1] + i / inner % shape->dims[1];
}

static bool has_constant_weights(const struct nn_node *node)
{
    return nn_is_constant(node->inputs[1]) &&
           (node->input_count < 3 || node->inputs[2] == NULL || nn_is_constant(node->inputs[2]));
}

/* Whether each output channel is a sum of weighted inputs and a number a channel, and nothing after it yet. */
static bool can_rescale(const struct nn_node *node)
{
    if (node == NULL || !is_product(node) || node->post_count > 0 || !has_constant_weights(node)) {
        return false;
    }
    const struct nn_tensor *bias = nn_input_tensor(node, 2);
    if (node->kind != NN_OP_GEMM) {
        return true;
    }
    const size_t count = bias != NULL ? nn_count(&bias->shape) : 0;
    return node->params.gemm.beta == 1 && node->params.gemm.alpha == 1 &&
           (bias == NULL || count == 1 ||
            (count == (size_t)nn_out_channels(node) &&
             bias->shape.dims[bias->shape.rank - 1] == nn_out_channels(node)));
}

/* Lets the node make scale x + shift of what it made, by channels. Either may be NULL: ones, and zeros. */
static int rescale(struct nn_graph *graph, struct nn_node *node, const float *scale,
                   const float *shift)
{
    int rc = scale != NULL ? own_weights(graph, node) : E_OK;
    rc = rc < 0 ? rc : own_bias(graph, node);
    if (rc < 0) {
        return rc;
    }
    const struct nn_tensor *weights = &node->inputs[1]->tensor;
    const int64_t count = (int64_t)nn_count(&weights->shape);
    for (int64_t i = 0; scale != NULL && i < count; i++) {
        nn_floats(weights)[i] *= scale[channel_of(node, i)];
    }
    float *bias = nn_floats(&node->inputs[2]->tensor);
    for (int64_t i = 0; i < nn_out_channels(node); i++) {
        bias[i] = bias[i] * (scale != NULL ? scale[i] : 1) + (shift != NULL ? shift[i] : 0);
    }
    return E_OK;
}

static int fuse_batch_norm(struct nn_graph *graph, struct nn_node *norm)
{
    struct nn_node *product = sole_producer(norm->inputs[0]);
    bool constant = true;
    for (size_t i = 1; i < 5; i++) {
        constant = constant && nn_is_constant(norm->inputs[i]);
    }
    if (!constant || !can_rescale(product)) {
        return E_OK;
    }
    const int64_t channels = nn_out_channels(product);
    float *scale = arena_calloc(graph->arena, (size_t)channels, sizeof(*scale));
    float *shift = arena_calloc(graph->arena, (size_t)channels, sizeof(*shift));
    nn_norm_factors(norm, scale, shift);
    int rc = rescale(graph, product, scale, shift);
    if (rc == E_OK) {
        take_over(product, norm);
    }
    return rc;
}

/* Whether a constant has a number for each channel of the output: (c), (c, 1, 1), (1, c, 1, 1). */
static bool is_per_channel(const struct nn_value *value, const struct nn_node *product)
{
    if (!nn_is_constant(value)) {
        return false;
    }
    const struct nn_shape *shape = &value->tensor.shape;
    const int rank = product->outputs[0]->tensor.shape.rank;
    const int behind =
        product->kind == NN_OP_GEMM ? 0 : rank - 2; /* dimensions behind the channels */
    const int at = shape->rank - 1 - behind;
    return at >= 0 && shape->rank <= rank && shape->dims[at] == nn_out_channels(product) &&
           nn_count(shape) == (size_t)nn_out_channels(product);
}

/* An Add, Sub or Mul of a number a channel. */
static int fuse_per_channel(struct nn_graph *graph, struct nn_node *node)
{
    for (size_t i = 0; i < 2; i++) {
        struct nn_node *product = sole_producer(node->inputs[i]);
        const struct nn_value *numbers = node->inputs[1 - i];
        if (!can_rescale(product) || !is_per_channel(numbers, product) ||
            (node->kind == NN_OP_SUB && i == 1)) {
            continue;
        }
        const float *given = nn_floats(&numbers->tensor);
        const int64_t channels = nn_out_channels(product);
        float *own = arena_calloc(graph->arena, (size_t)channels, sizeof(*own));
        for (int64_t k = 0; k < channels; k++) {
            own[k] = node->kind == NN_OP_SUB ? -given[k] : given[k];
        }
        const bool multiplies = node->kind == NN_OP_MUL;
        int rc = rescale(graph, product, multiplies ? own : NULL, multiplies ? NULL : own);
        if (rc == E_OK) {
            take_over(product, node);
        }
        return rc;
    }
    return E_OK;
}

/* a x + b of all that a product makes. */
static int fuse_linear(struct nn_graph *graph, struct nn_node *node)
{
    struct nn_node *product = sole_producer(node->inputs[0]);
    if (!can_rescale(product)) {
        return E_OK;
    }
    const int64_t channels = nn_out_channels(product);
    float *scale = arena_calloc(graph->arena, (size_t)channels, sizeof(*scale));
    float *shift = arena_calloc(graph->arena, (size_t)channels, sizeof(*shift));
    for (int64_t i = 0; i < channels; i++) {
        scale[i] = node->params.unary.a;
        shift[i] = node->params.unary.b;
    }
    int rc = rescale(graph, product, scale, shift);
    if (rc == E_OK) {
        take_over(product, node);
    }
    return rc;
}

/* ---- padding ---- */

static void fuse_pad(struct nn_node *conv)
{
    const struct nn_node *pad = sole_producer(conv->inputs[0]);
    struct nn_window *window = &conv->params.window;
    if (pad == NULL || pad->kind != NN_OP_PAD || pad->params.pad.mode != NN_PAD_CONSTANT ||
        pad->params.pad.value != 0 || pad->params.pad.before[0] != 0 ||
        pad->params.pad.before[1] != 0) {
        return;
    }
    const struct nn_shape *inner = &pad->inputs[0]->tensor.shape;
    const struct nn_shape *outer = &pad->outputs[0]->tensor.shape;
    if (inner->dims[0] != outer->dims[0] || inner->dims[1] != outer->dims[1]) {
        return;
    }
    for (int i = 0; i < window->rank; i++) {
        const int64_t before = pad->params.pad.before[2 + i];
        window->before[i] += before;
        window->after[i] += outer->dims[2 + i] - inner->dims[2 + i] - before;
    }
    conv->inputs[0] = pad->inputs[0];
}

/* ---- what comes after ---- */

static bool takes_posts(const struct nn_node *node)
{
    if (node == NULL || node->post_count == NN_POSTS_MAX) {
        return false;
    }
    switch (node->kind) {
    case NN_OP_CONV:
    case NN_OP_CONV_TRANSPOSE:
    case NN_OP_MATMUL:
        return true;
    case NN_OP_GEMM:
        return nn_gemm_is_layer(node);
    case NN_OP_ADD:
    case NN_OP_MUL:
        return nn_shape_equal(&node->inputs[0]->tensor.shape, &node->outputs[0]->tensor.shape) ||
               nn_shape_equal(&node->inputs[1]->tensor.shape, &node->outputs[0]->tensor.shape);
    default:
        return false;
    }
}

static void fuse_unary(struct nn_node *node)
{
    struct nn_node *before = sole_producer(node->inputs[0]);
    if (takes_posts(before) && nn_can_follow(&node->params.unary)) {
        before->posts[before->post_count++] =
            (struct nn_post){.kind = NN_POST_UNARY, .unary = node->params.unary};
        take_over(before, node);
    }
}

static size_t position(const struct nn_graph *graph, const struct nn_node *node)
{
    size_t at = 0;
    while (at < graph->node_count && graph->nodes[at] != node) {
        at++;
    }
    return at;
}

/* A sum of two things of the same shape, one of which is a convolution that only the sum reads. It moves to the sum's place,
 * where the other is known. */
static void fuse_sum(struct nn_graph *graph, size_t at)
{
    struct nn_node *sum = graph->nodes[at];
    struct nn_node *host = NULL;
    size_t host_at = 0;
    struct nn_value *other = NULL;
    for (size_t i = 0; i < 2; i++) {
        struct nn_node *candidate = sole_producer(sum->inputs[i]);
        struct nn_value *rest = sum->inputs[1 - i];
        if (candidate == NULL || candidate->kind != NN_OP_CONV || !takes_posts(candidate) ||
            nn_is_constant(rest) ||
            !nn_shape_equal(&rest->tensor.shape, &sum->inputs[i]->tensor.shape)) {
            continue;
        }
        bool has_sum = false;
        for (size_t k = 0; k < candidate->post_count; k++) {
            has_sum = has_sum || candidate->posts[k].kind == NN_POST_ADD;
        }
        const size_t candidate_at = position(graph, candidate);
        if (!has_sum && (host == NULL || candidate_at > host_at)) {
            host = candidate;
            host_at = candidate_at;
            other = rest;
        }
    }
    if (host == NULL) {
        return;
    }
    host->posts[host->post_count++] = (struct nn_post){.kind = NN_POST_ADD, .value = other};
    take_over(host, sum);
    graph->nodes[host_at] = sum; /* dropped */
    graph->nodes[at] = host;
}

/* A product with a constant matrix is one of the kind that can be rescaled. */
static void matmul_to_gemm(struct nn_node *node)
{
    if (nn_is_constant(node->inputs[1]) && node->inputs[1]->tensor.shape.rank == 2) {
        node->kind = NN_OP_GEMM;
        node->params.gemm = (struct nn_gemm){.alpha = 1, .beta = 1};
    }
}

static int fuse_constants(struct nn_graph *graph)
{
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < graph->node_count; i++) {
        struct nn_node *node = graph->nodes[i];
        switch (node->kind) {
        case NN_OP_MATMUL:
            matmul_to_gemm(node);
            break;
        case NN_OP_CONV:
            fuse_pad(node);
            break;
        case NN_OP_BATCH_NORM:
            rc = fuse_batch_norm(graph, node);
            break;
        case NN_OP_ADD:
        case NN_OP_SUB:
        case NN_OP_MUL:
            rc = fuse_per_channel(graph, node);
            break;
        case NN_OP_UNARY:
            rc = node->params.unary.func == NN_LINEAR ? fuse_linear(graph, node) : E_OK;
            break;
        default:
            break;
        }
    }
    nn_graph_sweep(graph);
    return rc;
}

int nn_fuse(struct nn_graph *graph, struct err *err)
{
    if (fuse_constants(graph) < 0) {
        return err_set(err, E_TOO_LARGE, "The network's constants are too large.");
    }
    for (size_t i = 0; i < graph->node_count; i++) {
        struct nn_node *node = graph->nodes[i];
        if (node->dropped) {
            continue;
        }
        if (node->kind == NN_OP_UNARY) {
            fuse_unary(node);
        } else if (node->kind == NN_OP_ADD) {
            fuse_sum(graph, i);
        }
    }
    nn_graph_sweep(graph);
    return E_OK;
}
