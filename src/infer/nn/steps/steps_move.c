/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What moves numbers: reorders between views of memory where oneDNN can do it, plain kernels where it cannot. */
#include "infer/nn/steps/steps_int.h"

/* ---- Concat ---- */

/* Whether every part of the channels fills the blocks of the layout, and is computed. */
static bool fits_layout(const struct nn_node *node, const dnnl_memory_desc_t *md)
{
    const int64_t block = nn_md_block(md);
    bool fits = node->params.axis == 1 && block > 0;
    for (size_t i = 0; fits && i < node->input_count; i++) {
        fits =
            node->inputs[i]->tensor.shape.dims[1] % block == 0 && !nn_is_constant(node->inputs[i]);
    }
    return fits;
}

/* The input in the layout of the first. */
static int part_as(struct nn_build *build, size_t input, const dnnl_memory_desc_t *like,
                   struct nn_buffer **out)
{
    struct nn_value *value = build->node->inputs[input];
    const dnnl_memory_desc_t md = nn_md_like(like, &value->tensor.shape);
    int rc = nn_buffer_of(build, value, out);
    return rc < 0 ? rc : nn_buffer_as(build, *out, &md, out);
}

/* Channels that lie innermost: tables with a row for each place, put together row by row by the plain kernel, which is as quick as
 * memory is; oneDNN goes number by number. */
static int concat_tables(struct nn_build *build, const dnnl_memory_desc_t *like)
{
    const struct nn_node *node = build->node;
    const struct nn_shape *shape = &node->outputs[0]->tensor.shape;
    const int64_t rows = (int64_t)nn_count(shape) / shape->dims[1];
    struct nn_node *tables = arena_alloc(node->arena, sizeof(*tables));
    struct nn_value *values = arena_calloc(node->arena, node->input_count + 1, sizeof(*values));
    struct nn_value **pointers =
        arena_calloc(node->arena, node->input_count + 1, sizeof(struct nn_value *));
    *tables = *node;
    tables->inputs = pointers;
    tables->outputs = &pointers[node->input_count];
    for (size_t i = 0; i <= node->input_count; i++) {
        const struct nn_value *whole = i < node->input_count ? node->inputs[i] : node->outputs[0];
        values[i] = *whole;
        values[i].tensor.shape = (struct nn_shape){2, {rows, whole->tensor.shape.dims[1]}};
        pointers[i] = &values[i];
    }
    for (size_t i = 0; i < node->input_count; i++) {
        struct nn_buffer *part;
        int rc = part_as(build, i, like, &part);
        if (rc < 0) {
            return rc;
        }
        values[i].buffer = nn_buffer_view(build, part, &values[i].tensor.shape);
    }
    build->node = tables;
    int rc = nn_step_kernel(build);
    build->node = node;
    if (rc == E_OK) {
        const dnnl_memory_desc_t md = nn_md_like(like, shape);
        node->outputs[0]->buffer = nn_buffer_look(build, values[node->input_count].buffer, &md);
    }
    return rc;
}

/* Channels in blocks. */
static int concat_blocks(struct nn_build *build, const dnnl_memory_desc_t *like)
{
    const struct nn_node *node = build->node;
    struct nn_arg args[NN_STEP_ARGS] = {0};
    dnnl_memory_desc_t mds[NN_STEP_ARGS];
    for (size_t i = 0; i < node->input_count; i++) {
        struct nn_buffer *part = NULL;
        int rc = part_as(build, i, like, &part);
        if (rc < 0) {
            return rc;
        }
        mds[i] = part->md;
        args[i] = (struct nn_arg){DNNL_ARG_MULTIPLE_SRC + (int)i, part};
    }
    const dnnl_memory_desc_t dst = nn_md_like(like, &node->outputs[0]->tensor.shape);
    dnnl_primitive_attr_t attr = NULL;
    dnnl_primitive_desc_t pd = NULL;
    int rc = nn_posts_attr(build, 0, &attr);
    if (rc == E_OK) {
        rc = nn_build_check(build,
                            dnnl_concat_primitive_desc_create(&pd, &dst, (int)node->input_count, 1,
                                                              mds, attr, build->steps->engine));
        dnnl_primitive_attr_destroy(attr);
    }
    if (rc < 0) {
        return rc;
    }
    node->outputs[0]->buffer = nn_buffer_new(build, &dst);
    args[node->input_count] = (struct nn_arg){DNNL_ARG_DST, node->outputs[0]->buffer};
    return nn_step_primitive(build, pd, args);
}

int nn_build_concat(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    struct nn_buffer *first;
    int rc = nn_buffer_of(build, node->inputs[0], &first);
    if (rc < 0) {
        return rc;
    }
    const dnnl_memory_desc_t like = first->md;
    if (!nn_md_has_layout(&like) || !fits_layout(node, &like)) {
        return nn_step_kernel(build);
    }
    if (nn_md_block(&like) == 1) {
        return concat_tables(build, &like);
    }
    return node->input_count <= NN_STEP_ARGS - 2 ? concat_blocks(build, &like)
                                                 : nn_step_kernel(build);
}

/* ---- Slice, Split, Transpose: reorders from a view ---- */

/* A copy of what `view` shows of the memory of `source`, in the layout `md`. */
static int add_copy(struct nn_build *build, struct nn_buffer *source,
                    const dnnl_memory_desc_t *view, const dnnl_memory_desc_t *md,
                    struct nn_buffer **out)
{
    const dnnl_engine_t engine = build->steps->engine;
    dnnl_primitive_attr_t attr;
    dnnl_primitive_desc_t pd = NULL;
    int rc = nn_posts_attr(build, 0, &attr);
    if (rc < 0) {
        return rc;
    }
    rc = nn_build_check(build,
                        dnnl_reorder_primitive_desc_create(&pd, view, engine, md, engine, attr));
    dnnl_primitive_attr_destroy(attr);
    if (rc < 0) {
        return rc;
    }
    struct nn_buffer *window = nn_buffer_look(build, source, view);
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
