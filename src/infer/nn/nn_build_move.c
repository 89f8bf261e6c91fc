/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What moves numbers: reorders between views of memory where oneDNN can do it, plain kernels where it cannot. */
#include "infer/nn/nn_build.h"

/* ---- Concat ---- */

/* The layout that all inputs come or are brought in: the first's, where every part of the axis fills its blocks. */
static bool keeps_layout(const struct nn_node *node, const dnnl_memory_desc_t *first)
{
    const int64_t block = nn_md_block(first);
    for (size_t i = 0; i < node->input_count; i++) {
        if (node->inputs[i]->tensor.shape.dims[1] % block != 0) {
            return false;
        }
    }
    return true;
}

int nn_build_concat(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const struct nn_shape *shape = &node->outputs[0]->tensor.shape;
    const size_t count = node->input_count;
    struct nn_buffer *first;
    int rc = nn_buffer_of(build, node->inputs[0], &first);
    if (rc < 0 || count > NN_STEP_ARGS - 2) {
        return rc < 0 ? rc : nn_step_kernel(build);
    }
    struct nn_arg args[NN_STEP_ARGS] = {0};
    dnnl_memory_desc_t mds[NN_STEP_ARGS];
    const bool layout = shape->rank >= 3 && keeps_layout(node, &first->md);
    for (size_t i = 0; i < count; i++) {
        const struct nn_shape *part = &node->inputs[i]->tensor.shape;
        struct nn_buffer *buffer;
        mds[i] = layout ? nn_md_like(&first->md, part) : nn_md_plain(part);
        rc = nn_buffer_of(build, node->inputs[i], &buffer);
        rc = rc < 0 ? rc : nn_buffer_as(build, buffer, &mds[i], &buffer);
        if (rc < 0) {
            return rc;
        }
        args[i] = (struct nn_arg){DNNL_ARG_MULTIPLE_SRC + (int)i, buffer};
    }
    const dnnl_memory_desc_t dst = layout ? nn_md_like(&first->md, shape) : nn_md_plain(shape);
    dnnl_primitive_attr_t attr;
    rc = nn_posts_attr(build, &attr);
    if (rc < 0) {
        return rc;
    }
    dnnl_primitive_desc_t pd = NULL;
    rc = nn_build_check(build,
                        dnnl_concat_primitive_desc_create(&pd, &dst, (int)count, node->params.axis,
                                                          mds, attr, build->nn->engine));
    dnnl_primitive_attr_destroy(attr);
    if (rc < 0) {
        return rc;
    }
    node->outputs[0]->buffer = nn_buffer_new(build, &dst);
    args[count] = (struct nn_arg){DNNL_ARG_DST, node->outputs[0]->buffer};
    return nn_step_primitive(build, pd, args);
}

/* ---- Slice, Split, Transpose: reorders from a view ---- */

/* A copy of what `view` shows of the memory of `source`, in the layout `md`. */
static int add_copy(struct nn_build *build, struct nn_buffer *source,
                    const dnnl_memory_desc_t *view, const dnnl_memory_desc_t *md,
                    struct nn_buffer **out)
{
    const dnnl_engine_t engine = build->nn->engine;
    dnnl_primitive_attr_t attr;
    dnnl_primitive_desc_t pd = NULL;
    int rc = nn_posts_attr(build, &attr);
    if (rc < 0) {
        return rc;
    }
    rc = nn_build_check(build,
                        dnnl_reorder_primitive_desc_create(&pd, view, engine, md, engine, attr));
    dnnl_primitive_attr_destroy(attr);
    if (rc < 0) {
        return rc;
    }
    struct nn_buffer *window = nn_buffer_new(build, view);
    window->home = source;
    window->data = source->data;
    window->is_constant = source->is_constant;
    *out = nn_buffer_new(build, md);
    const struct nn_arg args[] = {{DNNL_ARG_FROM, window}, {DNNL_ARG_TO, *out}, {0}};
    return nn_step_primitive(build, pd, args);
}

/* A part of a value that begins at `start`, in its own layout where that can be cut there. */
static int add_part(struct nn_build *build, struct nn_value *from, const int64_t *start,
                    struct nn_value *to)
{
    const struct nn_shape *shape = &to->tensor.shape;
    struct nn_buffer *source;
    dnnl_dims_t dims;
    dnnl_dims_t at = {0};
    const int rank = nn_md_dims(shape, dims);
    memcpy(at, start, (size_t)rank * sizeof(*at));
    int rc = nn_buffer_of(build, from, &source);
    if (rc < 0) {
        return rc;
    }
    dnnl_memory_desc_t md = nn_md_like(&source->md, shape);
    dnnl_memory_desc_t view;
    dnnl_status_t status = dnnl_memory_desc_init_submemory(&view, &source->md, dims, at);
    if (status != dnnl_success) {
        rc = nn_buffer_plain(build, from, &source);
        md = nn_md_plain(shape);
        status = dnnl_memory_desc_init_submemory(&view, &source->md, dims, at);
    }
    rc = rc < 0 ? rc : nn_build_check(build, status);
    return rc < 0 ? rc : add_copy(build, source, &view, &md, &to->buffer);
}

int nn_build_slice(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const struct nn_slice *slice = &node->params.slice;
    const int rank = node->outputs[0]->tensor.shape.rank;
    for (int i = 0; i < rank; i++) {
        if (slice->step[i] != 1) {
            return nn_step_kernel(build);
        }
    }
    return rank > 0 ? add_part(build, node->inputs[0], slice->start, node->outputs[0])
                    : nn_step_kernel(build);
}

int nn_build_split(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    int64_t start[NN_RANK_MAX] = {0};
    for (size_t i = 0; i < node->output_count; i++) {
        struct nn_value *part = node->outputs[i];
        if (nn_count(&part->tensor.shape) == 0) {
            return nn_step_kernel(build); /* which fills the others as well */
        }
    }
    for (size_t i = 0; i < node->output_count; i++) {
        int rc = add_part(build, node->inputs[0], start, node->outputs[i]);
        if (rc < 0) {
            return rc;
        }
        start[node->params.axis] += node->outputs[i]->tensor.shape.dims[node->params.axis];
    }
    return E_OK;
}

int nn_build_transpose(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    struct nn_value *to = node->outputs[0];
    struct nn_buffer *source;
    int moves_to[NN_RANK_MAX];
    if (to->tensor.shape.rank < 2) {
        return nn_step_kernel(build);
    }
    int rc = nn_buffer_of(build, node->inputs[0], &source);
    if (rc < 0) {
        return rc;
    }
    for (int i = 0; i < to->tensor.shape.rank; i++) {
        moves_to[node->params.order[i]] = i;
    }
    dnnl_memory_desc_t view;
    const dnnl_memory_desc_t md = nn_md_plain(&to->tensor.shape);
    rc = nn_build_check(build, dnnl_memory_desc_permute_axes(&view, &source->md, moves_to));
    return rc < 0 ? rc : add_copy(build, source, &view, &md, &to->buffer);
}

/* ---- the rest ---- */

int nn_build_reshape(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    struct nn_value *to = node->outputs[0];
    struct nn_buffer *source;
    if (node->inputs[0]->tensor.type != to->tensor.type) {
        return nn_step_kernel(build); /* a Cast of integers */
    }
    int rc = nn_buffer_plain(build, node->inputs[0], &source);
    if (rc == E_OK) {
        to->buffer = nn_buffer_view(build, source, &to->tensor.shape);
    }
    return rc;
}

int nn_build_channel_shuffle(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    struct nn_value *to = node->outputs[0];
    struct nn_buffer *source;
    int rc = nn_buffer_of(build, node->inputs[0], &source);
    if (rc < 0) {
        return rc;
    }
    dnnl_shuffle_desc_t desc;
    rc = nn_build_check(
        build, dnnl_shuffle_forward_desc_init(&desc, dnnl_forward_inference, &source->md, 1,
                                              to->tensor.shape.dims[1] / node->params.groups));
    dnnl_primitive_desc_t pd = NULL;
    rc = rc < 0 ? rc : nn_build_describe(build, &desc, &pd);
    if (rc < 0) {
        return rc;
    }
    to->buffer = nn_buffer_new(build, &source->md);
    const struct nn_arg args[] = {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, to->buffer}, {0}};
    return nn_step_primitive(build, pd, args);
}
