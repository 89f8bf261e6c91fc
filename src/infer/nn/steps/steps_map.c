/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of one and two tensors, norms, pooling, and what goes over axes. They take the layout that comes. */
#include "infer/nn/steps/steps_int.h"

/* Finishes a step of one source and a destination in this layout; owns pd. */
static int finish_map(struct nn_build *build, dnnl_primitive_desc_t pd, struct nn_buffer *source,
                      struct nn_buffer **out)
{
    const dnnl_memory_desc_t dst = *dnnl_primitive_desc_query_md(pd, dnnl_query_dst_md, 0);
    *out = nn_buffer_new(build, &dst);
    const struct nn_arg args[] = {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, *out}, {0}};
    return nn_step_primitive(build, pd, args);
}

/* ---- functions of one ---- */

int nn_build_unary(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    struct nn_buffer *source;
    if (!nn_can_follow(&node->params.unary)) {
        return nn_step_kernel(build);
    }
    int rc = nn_buffer_of(build, node->inputs[0], &source);
    if (rc < 0) {
        return rc;
    }
    node->outputs[0]->buffer = nn_buffer_new(build, &source->md);
    return nn_step_unary(build, &node->params.unary, source, node->outputs[0]->buffer);
}

/* ---- functions of two ---- */

static dnnl_alg_kind_t binary_of(enum nn_kind kind)
{
    switch (kind) {
    case NN_OP_ADD:
        return dnnl_binary_add;
    case NN_OP_SUB:
        return dnnl_binary_sub;
    case NN_OP_MUL:
        return dnnl_binary_mul;
    case NN_OP_DIV:
        return dnnl_binary_div;
    case NN_OP_MIN:
        return dnnl_binary_min;
    default:
        return dnnl_binary_max;
    }
}

/* The second tensor with as many dimensions as the first, in the first's layout where it has one number a channel or as many numbers. */
static int fit_second(struct nn_build *build, struct nn_value *value, const struct nn_buffer *first,
                      struct nn_buffer **out)
{
    const struct nn_shape shape = nn_shape_widened(&value->tensor.shape, first->md.ndims);
    struct nn_buffer *buffer;
    int rc = nn_buffer_of(build, value, &buffer);
    if (rc == E_OK && value->tensor.shape.rank < shape.rank) {
        rc = nn_buffer_plain(build, value, &buffer);
        buffer = rc == E_OK ? nn_buffer_view(build, buffer, &shape) : NULL;
    }
    const dnnl_memory_desc_t md = nn_md_like(&first->md, &shape);
    return rc < 0 ? rc : nn_buffer_as(build, buffer, &md, out);
}

/* The description of a step that reads `first` as it is; *out is NULL where that would be slow. */
static int describe_binary(struct nn_build *build, const struct nn_buffer *first,
                           const struct nn_value *second, dnnl_primitive_desc_t *out)
{
    const struct nn_shape shape = nn_shape_widened(&second->tensor.shape, first->md.ndims);
    const dnnl_memory_desc_t md = nn_md_like(&first->md, &shape); /* as fit_second() gives it */
    dnnl_binary_desc_t desc;
    int rc = nn_build_check(build, dnnl_binary_desc_init(&desc, binary_of(build->node->kind),
                                                         &first->md, &md, &first->md));
    rc = rc < 0 ? rc : nn_build_describe(build, &desc, out);
    if (rc == E_OK && nn_is_slow(*out)) {
        dnnl_primitive_desc_destroy(*out);
        *out = NULL;
    }
    return rc;
}

int nn_build_binary(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const struct nn_shape *shape = &node->outputs[0]->tensor.shape;
    size_t full = 0; /* the input that is not stretched */
    while (full < 2 && !nn_shape_equal(&node->inputs[full]->tensor.shape, shape)) {
        full++;
    }
    const bool commutes = node->kind != NN_OP_SUB && node->kind != NN_OP_DIV;
    if (full == 2 || (full == 1 && !commutes)) {
        return nn_step_kernel(build);
    }
    if (full == 0 && commutes && nn_is_constant(node->inputs[0]) &&
        nn_shape_equal(&node->inputs[1]->tensor.shape, shape)) {
        full = 1; /* the layout of what is computed counts */
    }
    struct nn_buffer *first;
    struct nn_buffer *second = NULL;
    dnnl_primitive_desc_t pd = NULL;
    int rc = nn_buffer_of(build, node->inputs[full], &first);
    rc = rc < 0 ? rc : describe_binary(build, first, node->inputs[1 - full], &pd);
    if (rc == E_OK && pd == NULL) { /* as with blocks that the channels do not fill */
        rc = nn_buffer_plain(build, node->inputs[full], &first);
        rc = rc < 0 ? rc : describe_binary(build, first, node->inputs[1 - full], &pd);
    }
    if (rc < 0 || pd == NULL) {
        return rc < 0 ? rc : nn_step_kernel(build);
    }
    rc = fit_second(build, node->inputs[1 - full], first, &second);
    if (rc < 0) {
        dnnl_primitive_desc_destroy(pd);
        return rc;
    }
    node->outputs[0]->buffer = nn_buffer_new(build, &first->md);
    const struct nn_arg args[] = {{DNNL_ARG_SRC_0, first},
                                  {DNNL_ARG_SRC_1, second},
                                  {DNNL_ARG_DST, node->outputs[0]->buffer},
                                  {0}};
    return nn_step_primitive(build, pd, args);
}

int nn_build_prelu(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    struct nn_buffer *source;
    struct nn_buffer *slopes;
    if (!nn_shape_equal(&node->inputs[0]->tensor.shape, &node->outputs[0]->tensor.shape)) {
        return nn_step_kernel(build);
    }
    int rc = nn_buffer_of(build, node->inputs[0], &source);
    rc = rc < 0 ? rc : fit_second(build, node->inputs[1], source, &slopes);
    if (rc < 0) {
        return rc;
    }
    dnnl_prelu_desc_t desc;
    rc = nn_build_check(build, dnnl_prelu_forward_desc_init(&desc, dnnl_forward_inference,
                                                            &source->md, &slopes->md));
    dnnl_primitive_desc_t pd = NULL;
    rc = rc < 0 ? rc : nn_build_describe(build, &desc, &pd);
    if (rc < 0) {
        return rc;
    }
    node->outputs[0]->buffer = nn_buffer_new(build, &source->md);
    const struct nn_arg args[] = {{DNNL_ARG_SRC, source},
                                  {DNNL_ARG_WEIGHTS, slopes},
                                  {DNNL_ARG_DST, node->outputs[0]->buffer},
                                  {0}};
    return nn_step_primitive(build, pd, args);
}

/* Multiplies by a number a channel, or adds one: a step of a batch norm. */
static int add_per_channel(struct nn_build *build, dnnl_alg_kind_t alg, float *numbers,
                           struct nn_buffer **buffer)
{
    const struct nn_shape *shape = &build->node->inputs[0]->tensor.shape;
    struct nn_shape per_channel = {.rank = shape->rank};
    for (int i = 0; i < shape->rank; i++) {
        per_channel.dims[i] = i == 1 ? shape->dims[1] : 1;
    }
    const dnnl_memory_desc_t plain = nn_md_plain(&per_channel);
    const dnnl_memory_desc_t wanted = nn_md_like(&(*buffer)->md, &per_channel);
    struct nn_buffer *second;
    int rc = nn_buffer_weights(build, numbers, &plain, &wanted, &second);
    dnnl_binary_desc_t desc;
    rc = rc < 0 ? rc
                : nn_build_check(build, dnnl_binary_desc_init(&desc, alg, &(*buffer)->md, &wanted,
                                                              &(*buffer)->md));
    dnnl_primitive_desc_t pd = NULL;
    rc = rc < 0 ? rc : nn_build_describe(build, &desc, &pd);
    if (rc < 0) {
        return rc;
    }
    struct nn_buffer *out = nn_buffer_new(build, &(*buffer)->md);
    const struct nn_arg args[] = {
        {DNNL_ARG_SRC_0, *buffer}, {DNNL_ARG_SRC_1, second}, {DNNL_ARG_DST, out}, {0}};
    *buffer = out;
    return nn_step_primitive(build, pd, args);
}

/* A batch norm that no convolution stands before. */
int nn_build_batch_norm(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const int64_t channels = node->inputs[0]->tensor.shape.dims[1];
    for (size_t i = 1; i < 5; i++) {
        if (!nn_is_constant(node->inputs[i])) {
            return nn_step_kernel(build);
        }
    }
    float *scale = arena_calloc(node->arena, (size_t)channels, sizeof(*scale));
    float *shift = arena_calloc(node->arena, (size_t)channels, sizeof(*shift));
    nn_norm_factors(node, scale, shift);
    struct nn_buffer *buffer = NULL;
    int rc = nn_buffer_of(build, node->inputs[0], &buffer);
    rc = rc < 0 ? rc : add_per_channel(build, dnnl_binary_mul, scale, &buffer);
    rc = rc < 0 ? rc : add_per_channel(build, dnnl_binary_add, shift, &buffer);
    node->outputs[0]->buffer = buffer;
    return rc;
}

/* ---- pooling and reductions ---- */

static int add_pool(struct nn_build *build, const struct nn_window *window, dnnl_alg_kind_t alg,
                    const struct nn_shape *to, struct nn_buffer **out)
{
    const struct nn_node *node = build->node;
    const struct nn_shape *from = &node->inputs[0]->tensor.shape;
    struct nn_buffer *source;
    int rc = nn_buffer_of(build, node->inputs[0], &source);
    if (rc < 0) {
        return rc;
    }
    dnnl_dims_t stride;
    dnnl_dims_t kernel;
    dnnl_dims_t dilation;
    dnnl_dims_t before;
    dnnl_dims_t after;
    for (int i = 0; i < window->rank; i++) {
        const int64_t reach = (window->kernel[i] - 1) * window->dilation[i] + 1;
        stride[i] = window->stride[i];
        kernel[i] = window->kernel[i];
        dilation[i] = window->dilation[i] - 1;
        before[i] = window->before[i];
        /* As much as the places of the output reach over the end. */
        after[i] = (to->dims[2 + i] - 1) * window->stride[i] + reach - from->dims[2 + i] -
                   window->before[i];
        after[i] = after[i] > 0 ? after[i] : 0;
    }
    const dnnl_memory_desc_t dst = nn_md_any(to);
    dnnl_pooling_v2_desc_t desc;
    rc = nn_build_check(build, dnnl_pooling_v2_forward_desc_init(&desc, dnnl_forward_inference, alg,
                                                                 &source->md, &dst, stride, kernel,
                                                                 dilation, before, after));
    dnnl_primitive_desc_t pd = NULL;
    rc = rc < 0 ? rc : nn_build_describe(build, &desc, &pd);
    return rc < 0 ? rc : finish_map(build, pd, source, out);
}

int nn_build_pool(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const struct nn_window *window = &node->params.window;
    const dnnl_alg_kind_t alg = node->kind == NN_OP_MAX_POOL ? dnnl_pooling_max
                                : window->counts_padding     ? dnnl_pooling_avg_include_padding
                                                             : dnnl_pooling_avg_exclude_padding;
    return add_pool(build, window, alg, &node->outputs[0]->tensor.shape, &node->outputs[0]->buffer);
}

/* The mean over all that lies behind the channels is an average pool. */
static bool is_spatial_mean(const struct nn_node *node)
{
    const struct nn_shape *shape = &node->inputs[0]->tensor.shape;
    bool spatial = node->op->detail == NN_MEAN && shape->rank >= 3 && shape->rank <= 5;
    for (int i = 0; spatial && i < shape->rank; i++) {
        spatial = node->params.axes.on[i] == (i >= 2);
    }
    return spatial;
}

static int build_spatial_mean(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const struct nn_shape *from = &node->inputs[0]->tensor.shape;
    struct nn_window window = {.rank = from->rank - 2};
    struct nn_shape to = *from;
    struct nn_buffer *pooled = NULL;
    for (int i = 0; i < window.rank; i++) {
        window.kernel[i] = from->dims[2 + i];
        window.stride[i] = 1;
        window.dilation[i] = 1;
        to.dims[2 + i] = 1;
    }
    int rc = add_pool(build, &window, dnnl_pooling_avg_exclude_padding, &to, &pooled);
    const dnnl_memory_desc_t md = nn_md_plain(&to);
    if (rc == E_OK && !node->params.axes.keeps_dims) {
        rc = nn_buffer_as(build, pooled, &md, &pooled);
        pooled = rc == E_OK ? nn_buffer_view(build, pooled, &node->outputs[0]->tensor.shape) : NULL;
    }
    node->outputs[0]->buffer = pooled;
    return rc;
}

static dnnl_alg_kind_t reduction_of(enum nn_reduction how)
{
    switch (how) {
    case NN_SUM:
        return dnnl_reduction_sum;
    case NN_MEAN:
        return dnnl_reduction_mean;
    case NN_LARGEST:
        return dnnl_reduction_max;
    case NN_SMALLEST:
        return dnnl_reduction_min;
    case NN_PRODUCT:
        return dnnl_reduction_mul;
    case NN_L1:
    case NN_L2:
    case NN_SUM_SQUARE:
        return dnnl_alg_kind_undef;
    }
    ASSERT(false);
}

int nn_build_reduce(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const dnnl_alg_kind_t alg = reduction_of((enum nn_reduction)node->op->detail);
    struct nn_shape kept = node->inputs[0]->tensor.shape;
    bool any = false;
    for (int i = 0; i < kept.rank; i++) {
        any = any || (node->params.axes.on[i] && kept.dims[i] != 1);
        kept.dims[i] = node->params.axes.on[i] ? 1 : kept.dims[i];
    }
    if (is_spatial_mean(node)) {
        return build_spatial_mean(build);
    }
    if (!any || alg == dnnl_alg_kind_undef) {
        return nn_step_kernel(build);
    }
    struct nn_buffer *source;
    int rc = nn_buffer_plain(build, node->inputs[0], &source);
    if (rc < 0) {
        return rc;
    }
    const dnnl_memory_desc_t dst = nn_md_plain(&kept);
    dnnl_reduction_desc_t desc;
    rc = nn_build_check(build, dnnl_reduction_desc_init(&desc, alg, &source->md, &dst, 0, 0));
    dnnl_primitive_desc_t pd = NULL;
    struct nn_buffer *reduced = NULL;
    rc = rc < 0 ? rc : nn_build_describe(build, &desc, &pd);
    rc = rc < 0 ? rc : finish_map(build, pd, source, &reduced);
    if (rc == E_OK) {
        node->outputs[0]->buffer = nn_buffer_view(build, reduced, &node->outputs[0]->tensor.shape);
    }
    return rc;
}

int nn_build_softmax(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    struct nn_buffer *source;
    int rc = nn_buffer_plain(build, node->inputs[0], &source);
    if (rc < 0) {
        return rc;
    }
    const bool logarithm = node->op->detail != 0;
    dnnl_softmax_v2_desc_t desc;
    rc = nn_build_check(build, dnnl_softmax_v2_forward_desc_init(
                                   &desc, dnnl_forward_inference,
                                   logarithm ? dnnl_softmax_log : dnnl_softmax_accurate,
                                   &source->md, &source->md, node->params.axis));
    dnnl_primitive_desc_t pd = NULL;
    rc = rc < 0 ? rc : nn_build_describe(build, &desc, &pd);
    return rc < 0 ? rc : finish_map(build, pd, source, &node->outputs[0]->buffer);
}

/* Whether oneDNN's resampling, which counts by half pixels and rounds to the nearest, means the same. */
static bool is_resampling(const struct nn_node *node)
{
    const struct nn_resize *resize = &node->params.resize;
    const struct nn_shape *from = &node->inputs[0]->tensor.shape;
    const struct nn_shape *to = &node->outputs[0]->tensor.shape;
    bool same = from->rank >= 3 && from->rank <= 5 && from->dims[0] == to->dims[0] &&
                from->dims[1] == to->dims[1];
    for (int i = 2; same && i < from->rank; i++) {
        const bool whole = to->dims[i] % from->dims[i] == 0;
        const bool exact = resize->scale[i] == (float)to->dims[i] / (float)from->dims[i];
        const bool half = resize->place == NN_HALF_PIXEL ||
                          (resize->place == NN_PYTORCH_HALF_PIXEL && to->dims[i] > 1);
        /* Enlarged by a whole number, no place falls between two pixels. */
        const bool nearest =
            whole && ((resize->place == NN_ASYMMETRIC && resize->rounding == NN_ROUND_FLOOR) ||
                      (half && resize->rounding <= NN_ROUND_PREFER_CEIL));
        same = exact && (resize->linear ? half : nearest);
    }
    return same;
}

int nn_build_resize(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    struct nn_buffer *source;
    if (!is_resampling(node)) {
        return nn_step_kernel(build);
    }
    int rc = nn_buffer_of(build, node->inputs[0], &source);
    if (rc < 0) {
        return rc;
    }
    const dnnl_memory_desc_t dst = nn_md_like(&source->md, &node->outputs[0]->tensor.shape);
    dnnl_resampling_desc_t desc;
    rc = nn_build_check(build, dnnl_resampling_forward_desc_init(&desc, dnnl_forward_inference,
                                                                 node->params.resize.linear
                                                                     ? dnnl_resampling_linear
                                                                     : dnnl_resampling_nearest,
                                                                 NULL, &source->md, &dst));
    dnnl_primitive_desc_t pd = NULL;
    rc = rc < 0 ? rc : nn_build_describe(build, &desc, &pd);
    return rc < 0 ? rc : finish_map(build, pd, source, &node->outputs[0]->buffer);
}
