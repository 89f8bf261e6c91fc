/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buffers, layouts and steps; and which builder a node gets. */
#include "infer/nn/nn_build.h"

int nn_build_check(struct nn_build *build, dnnl_status_t status)
{
    if (status == dnnl_success) {
        return E_OK;
    }
    if (status == dnnl_out_of_memory) {
        return err_set(build->err, E_TOO_LARGE, "The network needs too much memory.");
    }
    if (build->node == NULL) {
        return err_set(build->err, E_INTERNAL, "oneDNN fails (%d).", (int)status);
    }
    return nn_refuse(build->node, build->err, "oneDNN refuses it (%d)", (int)status);
}

/* ---- layouts ---- */

int nn_md_dims(const struct nn_shape *shape, dnnl_dims_t dims)
{
    dims[0] = 1;
    for (int i = 0; i < shape->rank; i++) {
        dims[i] = shape->dims[i];
    }
    return shape->rank > 0 ? shape->rank : 1;
}

dnnl_memory_desc_t nn_md_plain(const struct nn_shape *shape)
{
    static const dnnl_format_tag_t tags[] = {dnnl_a,    dnnl_a,     dnnl_ab,    dnnl_abc,
                                             dnnl_abcd, dnnl_abcde, dnnl_abcdef};
    dnnl_memory_desc_t md;
    dnnl_dims_t dims;
    const int rank = nn_md_dims(shape, dims);
    const dnnl_status_t status =
        dnnl_memory_desc_init_by_tag(&md, rank, dims, dnnl_f32, tags[rank]);
    ASSERT(status == dnnl_success);
    return md;
}

dnnl_memory_desc_t nn_md_any(const struct nn_shape *shape)
{
    dnnl_memory_desc_t md;
    dnnl_dims_t dims;
    const int rank = nn_md_dims(shape, dims);
    const dnnl_status_t status =
        dnnl_memory_desc_init_by_tag(&md, rank, dims, dnnl_f32, dnnl_format_tag_any);
    ASSERT(status == dnnl_success);
    return md;
}

/* Layouts that convolutions choose, by the number of dimensions. */
static const struct layout {
    int rank;
    dnnl_format_tag_t tag;
    int64_t block;
} layouts[] = {
    {3, dnnl_aBc16b, 16},   {3, dnnl_aBc8b, 8},   {3, dnnl_acb, 1},
    {4, dnnl_aBcd16b, 16},  {4, dnnl_aBcd8b, 8},  {4, dnnl_acdb, 1},
    {5, dnnl_aBcde16b, 16}, {5, dnnl_aBcde8b, 8}, {5, dnnl_acdeb, 1},
};

static const struct layout *layout_of(const dnnl_memory_desc_t *md)
{
    for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
        dnnl_memory_desc_t candidate;
        if (layouts[i].rank == md->ndims &&
            dnnl_memory_desc_init_by_tag(&candidate, md->ndims, md->dims, dnnl_f32,
                                         layouts[i].tag) == dnnl_success &&
            dnnl_memory_desc_equal(&candidate, md)) {
            return &layouts[i];
        }
    }
    return NULL;
}

int64_t nn_md_block(const dnnl_memory_desc_t *md)
{
    const struct layout *layout = layout_of(md);
    return layout != NULL ? layout->block : 1;
}

dnnl_memory_desc_t nn_md_like(const dnnl_memory_desc_t *like, const struct nn_shape *shape)
{
    const struct layout *layout = layout_of(like);
    dnnl_memory_desc_t md;
    dnnl_dims_t dims;
    const int rank = nn_md_dims(shape, dims);
    if (layout == NULL || layout->rank != rank || dims[1] % layout->block != 0 ||
        dnnl_memory_desc_init_by_tag(&md, rank, dims, dnnl_f32, layout->tag) != dnnl_success) {
        return nn_md_plain(shape);
    }
    return md;
}

/* ---- buffers ---- */

struct nn_buffer *nn_buffer_new(struct nn_build *build, const dnnl_memory_desc_t *md)
{
    struct nn *nn = build->nn;
    if (nn->buffer_count == nn->buffer_capacity) {
        const size_t capacity = 2 * nn->buffer_capacity + 64;
        struct nn_buffer **grown = must_calloc(capacity, sizeof(struct nn_buffer *));
        if (nn->buffer_count > 0) {
            memcpy(grown, nn->buffers, nn->buffer_count * sizeof(struct nn_buffer *));
        }
        free(nn->buffers);
        nn->buffers = grown;
        nn->buffer_capacity = capacity;
    }
    struct nn_buffer *buffer = arena_calloc(nn->arena, 1, sizeof(*buffer));
    buffer->md = *md;
    buffer->bytes = dnnl_memory_desc_get_size(md);
    buffer->first = nn->step_count;
    buffer->last = nn->step_count;
    nn->buffers[nn->buffer_count++] = buffer;
    return buffer;
}

struct nn_buffer *nn_buffer_view(struct nn_build *build, struct nn_buffer *home,
                                 const struct nn_shape *shape)
{
    const dnnl_memory_desc_t md = nn_md_plain(shape);
    struct nn_buffer *view = nn_buffer_new(build, &md);
    home->is_shared = true;
    view->home = home;
    view->data = home->data;
    view->is_constant = home->is_constant;
    return view;
}

int nn_buffer_constant(struct nn_build *build, const dnnl_memory_desc_t *md, struct nn_buffer **out)
{
    struct nn *nn = build->nn;
    struct nn_buffer *buffer = nn_buffer_new(build, md);
    *out = buffer;
    buffer->is_constant = true;
    buffer->is_mapped = nn->weights.mapped != NULL;
    nn->weight_bytes += buffer->bytes;
    if (buffer->is_mapped) {
        buffer->data = nn_weights_next(nn, buffer->bytes);
        return buffer->data != NULL ? E_OK : E_CONFLICT;
    }
    if (nn->weight_bytes > NN_MEMORY_MAX ||
        posix_memalign(&buffer->data, 64, size_max(buffer->bytes, 64)) != 0) {
        buffer->data = NULL;
        return err_set(build->err, E_TOO_LARGE, "The network's weights are too large.");
    }
    memset(buffer->data, 0, size_max(buffer->bytes, 64)); /* where a layout pads */
    return E_OK;
}

/* Does a reorder at once. */
static int reorder_now(struct nn_build *build, void *from, const dnnl_memory_desc_t *from_md,
                       const struct nn_buffer *to)
{
    dnnl_primitive_desc_t pd = NULL;
    dnnl_primitive_t primitive = NULL;
    dnnl_memory_t source = NULL;
    dnnl_memory_t target = NULL;
    const dnnl_engine_t engine = build->nn->engine;
    dnnl_status_t status =
        dnnl_reorder_primitive_desc_create(&pd, from_md, engine, &to->md, engine, NULL);
    status = status != dnnl_success ? status : dnnl_primitive_create(&primitive, pd);
    status = status != dnnl_success ? status : dnnl_memory_create(&source, from_md, engine, from);
    status =
        status != dnnl_success ? status : dnnl_memory_create(&target, &to->md, engine, to->data);
    if (status == dnnl_success) {
        const dnnl_exec_arg_t args[] = {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, target}};
        status = dnnl_primitive_execute(primitive, build->nn->stream, 2, args);
    }
    if (status == dnnl_success) {
        status = dnnl_stream_wait(build->nn->stream);
    }
    dnnl_memory_destroy(source);
    dnnl_memory_destroy(target);
    dnnl_primitive_destroy(primitive);
    dnnl_primitive_desc_destroy(pd);
    return nn_build_check(build, status);
}

int nn_buffer_weights(struct nn_build *build, float *numbers, const dnnl_memory_desc_t *from,
                      const dnnl_memory_desc_t *to, struct nn_buffer **out)
{
    int rc = nn_buffer_constant(build, to, out);
    return rc < 0 || (*out)->is_mapped ? rc : reorder_now(build, numbers, from, *out);
}

int nn_buffer_copy(struct nn_build *build, struct nn_buffer *buffer, const dnnl_memory_desc_t *md,
                   struct nn_buffer **out)
{
    const dnnl_engine_t engine = build->nn->engine;
    const struct nn_node *node = build->node;
    dnnl_primitive_attr_t attr;
    dnnl_primitive_desc_t pd = NULL;
    build->node = NULL; /* the step is nobody's own, and what follows the node does not follow it */
    int rc = nn_posts_attr(build, &attr);
    if (rc == E_OK) {
        const dnnl_status_t status =
            dnnl_reorder_primitive_desc_create(&pd, &buffer->md, engine, md, engine, attr);
        dnnl_primitive_attr_destroy(attr);
        rc = nn_build_check(build, status);
    }
    if (rc == E_OK) {
        *out = nn_buffer_new(build, md);
        const struct nn_arg args[] = {{DNNL_ARG_FROM, buffer}, {DNNL_ARG_TO, *out}, {0}};
        rc = nn_step_primitive(build, pd, args);
    }
    build->node = node;
    return rc;
}

int nn_buffer_as(struct nn_build *build, struct nn_buffer *buffer, const dnnl_memory_desc_t *md,
                 struct nn_buffer **out)
{
    if (dnnl_memory_desc_equal(&buffer->md, md)) {
        *out = buffer;
        return E_OK;
    }
    if (buffer->is_constant) {
        return nn_buffer_weights(build, buffer->data, &buffer->md, md, out);
    }
    /* Copies that others have asked for are found near the end. */
    for (size_t i = build->nn->buffer_count; i > 0; i--) {
        struct nn_buffer *copy = build->nn->buffers[i - 1];
        if (copy == buffer) {
            break;
        }
        if (copy->source == buffer && dnnl_memory_desc_equal(&copy->md, md)) {
            *out = copy;
            return E_OK;
        }
    }
    int rc = nn_buffer_copy(build, buffer, md, out);
    if (rc == E_OK) {
        (*out)->source = buffer;
    }
    return rc;
}

int nn_buffer_of(struct nn_build *build, struct nn_value *value, struct nn_buffer **out)
{
    if (value->buffer == NULL) { /* a constant that nobody has looked at yet */
        ASSERT(nn_is_constant(value) && value->tensor.type == NN_FLOAT);
        const dnnl_memory_desc_t md = nn_md_plain(&value->tensor.shape);
        int rc = nn_buffer_constant(build, &md, &value->buffer);
        if (rc < 0) {
            return rc;
        }
        if (!value->buffer->is_mapped) {
            memcpy(value->buffer->data, value->tensor.data,
                   nn_count(&value->tensor.shape) * sizeof(float));
        }
    }
    *out = value->buffer;
    return E_OK;
}

int nn_buffer_plain(struct nn_build *build, struct nn_value *value, struct nn_buffer **out)
{
    const dnnl_memory_desc_t md = nn_md_plain(&value->tensor.shape);
    struct nn_buffer *buffer;
    int rc = nn_buffer_of(build, value, &buffer);
    return rc < 0 ? rc : nn_buffer_as(build, buffer, &md, out);
}

/* ---- steps ---- */

static struct nn_step *add_step(struct nn *nn)
{
    if (nn->step_count == nn->step_capacity) {
        const size_t capacity = 2 * nn->step_capacity + 64;
        struct nn_step *grown = must_calloc(capacity, sizeof(*grown));
        if (nn->step_count > 0) {
            memcpy(grown, nn->steps, nn->step_count * sizeof(*grown));
        }
        free(nn->steps);
        nn->steps = grown;
        nn->step_capacity = capacity;
    }
    return &nn->steps[nn->step_count++];
}

static void touch(struct nn_buffer *buffer, size_t step)
{
    buffer->last = size_max(buffer->last, step);
}

int nn_step_primitive(struct nn_build *build, dnnl_primitive_desc_t pd, const struct nn_arg *args)
{
    struct nn *nn = build->nn;
    dnnl_primitive_t primitive = NULL;
    const char *implementation = "";
    (void)dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, &implementation);
    const dnnl_memory_desc_t *scratch =
        dnnl_primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0);
    if (scratch != NULL) {
        nn->scratch_bytes = size_max(nn->scratch_bytes, dnnl_memory_desc_get_size(scratch));
    }
    const char *name = arena_strdup(nn->arena, implementation);
    int rc = nn_build_check(build, dnnl_primitive_create(&primitive, pd));
    dnnl_primitive_desc_destroy(pd);
    if (rc < 0) {
        return rc;
    }
    const size_t index = nn->step_count;
    struct nn_step *step = add_step(nn);
    step->node = build->node;
    step->implementation = name;
    step->primitive = primitive;
    for (int i = 0; args[i].id != 0; i++) {
        ASSERT(i < NN_STEP_ARGS);
        step->args[step->arg_count++] = args[i];
        touch(args[i].buffer, index);
    }
    return E_OK;
}

int nn_step_kernel(struct nn_build *build)
{
    struct nn *nn = build->nn;
    const struct nn_node *node = build->node;
    const size_t room = size_max(node->input_count, NN_KERNEL_INPUTS);
    struct nn_buffer **buffers =
        arena_calloc(nn->arena, room + node->output_count, sizeof(struct nn_buffer *));
    const struct nn_tensor **inputs = arena_calloc(nn->arena, room, sizeof(struct nn_tensor *));
    struct nn_tensor *moving = arena_calloc(nn->arena, room, sizeof(*moving));
    struct nn_tensor **outputs =
        arena_calloc(nn->arena, node->output_count, sizeof(struct nn_tensor *));
    for (size_t i = 0; i < node->input_count; i++) {
        struct nn_value *value = node->inputs[i];
        inputs[i] = value != NULL ? &value->tensor : NULL;
        if (value != NULL && !nn_is_constant(value)) {
            int rc = nn_buffer_plain(build, value, &buffers[i]);
            if (rc < 0) {
                return rc;
            }
            moving[i] = value->tensor;
            inputs[i] = &moving[i];
        }
    }
    const size_t index = nn->step_count;
    for (size_t i = 0; i < node->output_count; i++) {
        struct nn_value *value = node->outputs[i];
        if (value != NULL) {
            const dnnl_memory_desc_t md = nn_md_plain(&value->tensor.shape);
            value->buffer = nn_buffer_new(build, &md);
            buffers[room + i] = value->buffer;
            outputs[i] = arena_alloc(nn->arena, sizeof(struct nn_tensor));
            *outputs[i] = value->tensor;
        }
    }
    for (size_t i = 0; i < room + node->output_count; i++) {
        if (buffers[i] != NULL) {
            touch(buffers[i], index);
        }
    }
    struct nn_step *step = add_step(nn);
    step->node = node;
    step->implementation = "plain";
    step->kernel = node->op->kernel;
    step->inputs = inputs;
    step->moving = moving;
    step->outputs = outputs;
    step->kernel_buffers = buffers;
    step->kernel_input_count = room;
    step->kernel_output_count = node->output_count;
    return E_OK;
}

/* ---- the whole ---- */

static nn_builder *builder_of(enum nn_kind kind)
{
    switch (kind) {
    case NN_OP_CONV:
        return nn_build_conv;
    case NN_OP_CONV_TRANSPOSE:
        return nn_build_conv_transpose;
    case NN_OP_GEMM:
        return nn_build_gemm;
    case NN_OP_MATMUL:
        return nn_build_matmul;
    case NN_OP_BATCH_NORM:
        return nn_build_batch_norm;
    case NN_OP_UNARY:
        return nn_build_unary;
    case NN_OP_ADD:
    case NN_OP_SUB:
    case NN_OP_MUL:
    case NN_OP_DIV:
    case NN_OP_MIN:
    case NN_OP_MAX:
        return nn_build_binary;
    case NN_OP_PRELU:
        return nn_build_prelu;
    case NN_OP_MAX_POOL:
    case NN_OP_AVERAGE_POOL:
        return nn_build_pool;
    case NN_OP_REDUCE:
        return nn_build_reduce;
    case NN_OP_SOFTMAX:
        return nn_build_softmax;
    case NN_OP_RESIZE:
        return nn_build_resize;
    case NN_OP_CONCAT:
        return nn_build_concat;
    case NN_OP_SLICE:
        return nn_build_slice;
    case NN_OP_SPLIT:
        return nn_build_split;
    case NN_OP_TRANSPOSE:
        return nn_build_transpose;
    case NN_OP_RESHAPE:
        return nn_build_reshape;
    case NN_OP_CHANNEL_SHUFFLE:
        return nn_build_channel_shuffle;
    case NN_OP_LSTM:
        return nn_build_lstm;
    case NN_OP_LAYER_NORM:
    case NN_OP_INSTANCE_NORM:
    case NN_OP_COMPARE:
    case NN_OP_POW:
    case NN_OP_WHERE:
    case NN_OP_CONSTANT:
    case NN_OP_PAD:
    case NN_OP_EXPAND:
    case NN_OP_GATHER:
    case NN_OP_SHUFFLE:
    case NN_OP_GRU:
        return nn_step_kernel;
    }
    ASSERT(false);
}

/* What has no numbers needs no work, and oneDNN would not take it. */
static bool is_empty(const struct nn_node *node)
{
    for (size_t i = 0; i < node->output_count; i++) {
        if (node->outputs[i] != NULL && nn_count(&node->outputs[i]->tensor.shape) > 0) {
            return false;
        }
    }
    return true;
}

static bool reads_nothing(const struct nn_node *node)
{
    for (size_t i = 0; i < node->input_count; i++) {
        if (node->inputs[i] != NULL && nn_count(&node->inputs[i]->tensor.shape) == 0) {
            return true;
        }
    }
    return false;
}

static int build_inputs(struct nn_build *build)
{
    struct nn *nn = build->nn;
    for (size_t i = 0; i < nn->graph.input_count; i++) {
        struct nn_value *value = nn->graph.inputs[i];
        const dnnl_memory_desc_t md = nn_md_plain(&value->tensor.shape);
        value->buffer = nn_buffer_new(build, &md);
        value->buffer->is_port = true;
        nn->input_buffers[i] = value->buffer;
    }
    return E_OK;
}

/* An output has a plain buffer that nobody else writes: its own, or a copy. */
static int build_output(struct nn_build *build, struct nn_value *value, struct nn_buffer **out)
{
    int rc = nn_buffer_plain(build, value, out);
    if (rc == E_OK && ((*out)->is_port || (*out)->is_constant || (*out)->home != NULL)) {
        struct nn_buffer *from = *out;
        const dnnl_memory_desc_t md = from->md;
        rc = nn_buffer_copy(build, from, &md, out);
    }
    if (rc == E_OK) {
        (*out)->is_port = true;
        touch(*out, NN_EVER);
    }
    return rc;
}

static void read_once(struct nn_value *value)
{
    if (value != NULL) {
        value->unread--;
    }
}

int nn_build(struct nn_build *build)
{
    struct nn *nn = build->nn;
    struct nn_graph *graph = &nn->graph;
    int rc = build_inputs(build);
    for (size_t i = 0; i < graph->value_count; i++) {
        graph->values[i]->unread = graph->values[i]->readers;
    }
    for (size_t i = 0; rc == E_OK && i < graph->node_count; i++) {
        build->node = graph->nodes[i];
        const bool empty = is_empty(build->node) || reads_nothing(build->node);
        rc = build->plain || empty ? nn_step_kernel(build) : builder_of(build->node->kind)(build);
        for (size_t k = 0; k < build->node->input_count; k++) {
            read_once(build->node->inputs[k]);
        }
        for (size_t k = 0; k < build->node->post_count; k++) {
            read_once(build->node->posts[k].value);
        }
    }
    build->node = NULL;
    for (size_t i = 0; rc == E_OK && i < graph->output_count; i++) {
        rc = build_output(build, graph->outputs[i], &nn->output_buffers[i]);
    }
    return rc;
}
