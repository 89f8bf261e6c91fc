/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions and matrix products, with the layouts that oneDNN asks for. */
#include "infer/nn/steps/steps_int.h"

/* ---- convolutions ---- */

/* oneDNN counts the holes in a dilated kernel, and has the dimensions of groups apart. */
struct conv_facts {
    dnnl_dims_t stride;
    dnnl_dims_t dilation;
    dnnl_dims_t before;
    dnnl_dims_t after;
    dnnl_memory_desc_t weights;       /* as wanted: any layout */
    dnnl_memory_desc_t weights_given; /* as they lie in the file */
    dnnl_memory_desc_t bias;
    bool has_bias;
};

static void set_window(const struct nn_window *window, struct conv_facts *out)
{
    for (int i = 0; i < window->rank; i++) {
        out->stride[i] = window->stride[i];
        out->dilation[i] = window->dilation[i] - 1;
        out->before[i] = window->before[i];
        out->after[i] = window->after[i];
    }
}

/* What output_padding adds to a transposed convolution is less padding behind. */
static void set_after(const struct nn_node *node, struct conv_facts *out)
{
    const struct nn_window *window = &node->params.window;
    const struct nn_shape *from = &node->inputs[0]->tensor.shape;
    const struct nn_shape *to = &node->outputs[0]->tensor.shape;
    for (int i = 0; i < window->rank; i++) {
        const int64_t reach = (window->kernel[i] - 1) * window->dilation[i] + 1;
        out->after[i] = (from->dims[2 + i] - 1) * window->stride[i] + reach - to->dims[2 + i] -
                        window->before[i];
    }
}

/* (groups, outputs, inputs, spatial...) where there are groups, else (outputs, inputs, spatial...). `transposed` weights lie as
 * (inputs, outputs, spatial...) in the file. */
static dnnl_status_t set_weights(const struct nn_node *node, bool transposed,
                                 struct conv_facts *out)
{
    const struct nn_shape *shape = &node->inputs[1]->tensor.shape;
    const struct nn_window *window = &node->params.window;
    const int64_t groups = window->groups;
    dnnl_dims_t dims;
    dnnl_dims_t strides;
    int rank = 0;
    int64_t inner = 1;
    for (int i = 2; i < shape->rank; i++) {
        inner *= shape->dims[i];
    }
    const int64_t first = shape->dims[0] / groups; /* of the file's first dimension, in a group */
    if (groups > 1) {
        dims[rank] = groups;
        strides[rank++] = first * shape->dims[1] * inner;
    }
    dims[rank] = transposed ? shape->dims[1] : first;
    strides[rank++] = transposed ? inner : shape->dims[1] * inner;
    dims[rank] = transposed ? first : shape->dims[1];
    strides[rank++] = transposed ? shape->dims[1] * inner : inner;
    for (int i = 2; i < shape->rank; i++) {
        inner /= shape->dims[i];
        dims[rank] = shape->dims[i];
        strides[rank++] = inner;
    }
    dnnl_status_t status =
        dnnl_memory_desc_init_by_tag(&out->weights, rank, dims, dnnl_f32, dnnl_format_tag_any);
    return status != dnnl_success ? status
                                  : dnnl_memory_desc_init_by_strides(&out->weights_given, rank,
                                                                     dims, dnnl_f32, strides);
}

static int check_constant(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const bool constant =
        nn_is_constant(node->inputs[1]) &&
        (node->input_count < 3 || node->inputs[2] == NULL || nn_is_constant(node->inputs[2]));
    return constant ? E_OK : nn_refuse(node, build->err, "its weights depend on the picture");
}

static int gather_facts(struct nn_build *build, bool transposed, struct conv_facts *out)
{
    const struct nn_node *node = build->node;
    int rc = check_constant(build);
    if (rc < 0) {
        return rc;
    }
    set_window(&node->params.window, out);
    if (transposed) {
        set_after(node, out);
    }
    out->has_bias = node->input_count > 2 && node->inputs[2] != NULL;
    if (out->has_bias) {
        out->bias = nn_md_plain(&node->inputs[2]->tensor.shape);
    }
    return nn_build_check(build, set_weights(node, transposed, out));
}

int nn_build_product(struct nn_build *build, dnnl_primitive_desc_t pd,
                     const struct nn_product *product, struct nn_buffer **out)
{
    struct nn_arg args[NN_STEP_ARGS] = {0};
    int count = 0;
    struct nn_buffer *source = NULL;
    struct nn_buffer *weights = NULL;
    const dnnl_memory_desc_t src = *dnnl_primitive_desc_query_md(pd, dnnl_query_src_md, 0);
    const dnnl_memory_desc_t wanted = *dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0);
    const dnnl_memory_desc_t dst = *dnnl_primitive_desc_query_md(pd, dnnl_query_dst_md, 0);
    int rc = nn_buffer_as(build, product->source, &src, &source);
    rc = rc < 0 ? rc
                : nn_buffer_weights(build, product->weights, &product->weights_given, &wanted,
                                    &weights);
    args[count++] = (struct nn_arg){DNNL_ARG_SRC, source};
    args[count++] = (struct nn_arg){DNNL_ARG_WEIGHTS, weights};
    if (rc == E_OK && product->bias != NULL) {
        struct nn_buffer *numbers;
        const dnnl_memory_desc_t md = *dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 1);
        rc = nn_buffer_weights(build, product->bias, &md, &md, &numbers);
        args[count++] = (struct nn_arg){DNNL_ARG_BIAS, numbers};
    }
    rc = rc < 0 ? rc : nn_posts_target(build, &dst, out);
    if (rc < 0) {
        dnnl_primitive_desc_destroy(pd);
        return rc;
    }
    args[count++] = (struct nn_arg){DNNL_ARG_DST, *out};
    return nn_step_primitive(build, pd, args);
}

static float *bias_of(const struct nn_node *node)
{
    return node->input_count > 2 && node->inputs[2] != NULL ? nn_floats(&node->inputs[2]->tensor)
                                                            : NULL;
}

/* How oneDNN would compute a convolution, or a transposed one, from `facts`. */
static int describe_conv(struct nn_build *build, bool transposed, const struct conv_facts *facts,
                         dnnl_primitive_desc_t *out)
{
    const dnnl_memory_desc_t src = nn_md_any(&build->node->inputs[0]->tensor.shape);
    const dnnl_memory_desc_t dst = nn_md_any(&build->node->outputs[0]->tensor.shape);
    const dnnl_memory_desc_t *bias = facts->has_bias ? &facts->bias : NULL;
    dnnl_convolution_desc_t desc; /* a deconvolution's is of the same type */
    const dnnl_status_t status =
        transposed
            ? dnnl_dilated_deconvolution_forward_desc_init(
                  &desc, dnnl_forward_inference, dnnl_deconvolution_direct, &src, &facts->weights,
                  bias, &dst, facts->stride, facts->dilation, facts->before, facts->after)
            : dnnl_dilated_convolution_forward_desc_init(
                  &desc, dnnl_forward_inference, dnnl_convolution_direct, &src, &facts->weights,
                  bias, &dst, facts->stride, facts->dilation, facts->before, facts->after);
    int rc = nn_build_check(build, status);
    return rc < 0 ? rc : nn_build_describe(build, &desc, out);
}

static int build_conv(struct nn_build *build, bool transposed)
{
    const struct nn_node *node = build->node;
    struct conv_facts facts = {0};
    struct nn_product product = {.weights = nn_floats(&node->inputs[1]->tensor),
                                 .bias = bias_of(node)};
    dnnl_primitive_desc_t pd = NULL;
    int rc = gather_facts(build, transposed, &facts);
    product.weights_given = facts.weights_given;
    rc = rc < 0 ? rc : nn_buffer_of(build, node->inputs[0], &product.source);
    rc = rc < 0 ? rc : describe_conv(build, transposed, &facts, &pd);
    if (rc < 0) {
        return rc;
    }
    rc = transposed ? 0 : nn_build_winograd(build, pd, &product);
    if (rc != 0) {
        dnnl_primitive_desc_destroy(pd);
        return rc < 0 ? rc : E_OK;
    }
    return nn_build_product(build, pd, &product, &node->outputs[0]->buffer);
}

int nn_build_conv(struct nn_build *build)
{
    return build_conv(build, /* transposed= */ false);
}

int nn_build_conv_transpose(struct nn_build *build)
{
    return nn_has_phases(build->node) ? nn_build_phases(build)
                                      : build_conv(build, /* transposed= */ true);
}

/* ---- matrix products ---- */

static dnnl_memory_desc_t md_2d(int64_t rows, int64_t columns, bool transposed)
{
    dnnl_memory_desc_t md;
    const dnnl_dims_t dims = {rows, columns};
    const dnnl_status_t status =
        dnnl_memory_desc_init_by_tag(&md, 2, dims, dnnl_f32, transposed ? dnnl_ba : dnnl_ab);
    ASSERT(status == dnnl_success);
    return md;
}

/* By a constant matrix: the first input's last dimension against it, all others are rows. */
static int build_inner_product(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const struct nn_gemm *gemm = &node->params.gemm;
    const struct nn_shape *b = &node->inputs[1]->tensor.shape;
    const int64_t inner = b->dims[gemm->transpose_b ? 1 : 0];
    const int64_t columns = b->dims[gemm->transpose_b ? 0 : 1];
    const int64_t rows = (int64_t)nn_count(&node->outputs[0]->tensor.shape) / columns;
    struct nn_product product = {.weights = nn_floats(&node->inputs[1]->tensor),
                                 .weights_given =
                                     md_2d(columns, inner, /* transposed= */ !gemm->transpose_b),
                                 .bias = bias_of(node)};
    int rc = nn_buffer_plain(build, node->inputs[0], &product.source);
    if (rc < 0) {
        return rc;
    }
    const struct nn_shape flat = {2, {rows, inner}};
    product.source = nn_buffer_view(build, product.source, &flat);
    const dnnl_memory_desc_t src = md_2d(rows, inner, false);
    const dnnl_memory_desc_t dst = md_2d(rows, columns, false);
    const struct nn_shape weights_shape = {2, {columns, inner}};
    const struct nn_shape bias_shape = {1, {columns}};
    const dnnl_memory_desc_t weights = nn_md_any(&weights_shape);
    const dnnl_memory_desc_t bias_md = nn_md_plain(&bias_shape);
    dnnl_inner_product_desc_t desc;
    rc = nn_build_check(
        build, dnnl_inner_product_forward_desc_init(&desc, dnnl_forward_inference, &src, &weights,
                                                    product.bias != NULL ? &bias_md : NULL, &dst));
    dnnl_primitive_desc_t pd = NULL;
    rc = rc < 0 ? rc : nn_build_describe(build, &desc, &pd);
    struct nn_buffer *out = NULL;
    rc = rc < 0 ? rc : nn_build_product(build, pd, &product, &out);
    if (rc == E_OK) {
        node->outputs[0]->buffer = nn_buffer_view(build, out, &node->outputs[0]->tensor.shape);
    }
    return rc;
}

int nn_build_gemm(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    if (nn_gemm_is_layer(node)) {
        return build_inner_product(build);
    }
    return nn_step_kernel(build);
}

int nn_build_matmul(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const struct nn_shape *to = &node->outputs[0]->tensor.shape;
    struct nn_buffer *factors[2];
    for (size_t i = 0; i < 2; i++) {
        int rc = nn_buffer_plain(build, node->inputs[i], &factors[i]);
        if (rc < 0) {
            return rc;
        }
        const struct nn_shape shape = nn_shape_widened(&node->inputs[i]->tensor.shape, to->rank);
        factors[i] = nn_buffer_view(build, factors[i], &shape);
    }
    const dnnl_memory_desc_t dst = nn_md_plain(to);
    dnnl_matmul_desc_t desc;
    int rc = nn_build_check(
        build, dnnl_matmul_desc_init(&desc, &factors[0]->md, &factors[1]->md, NULL, &dst));
    dnnl_primitive_desc_t pd = NULL;
    rc = rc < 0 ? rc : nn_build_describe(build, &desc, &pd);
    if (rc < 0) {
        return rc;
    }
    node->outputs[0]->buffer = nn_buffer_new(build, &dst);
    const struct nn_arg args[] = {{DNNL_ARG_SRC, factors[0]},
                                  {DNNL_ARG_WEIGHTS, factors[1]},
                                  {DNNL_ARG_DST, node->outputs[0]->buffer},
                                  {0}};
    return nn_step_primitive(build, pd, args);
}
