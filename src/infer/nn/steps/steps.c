/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps, and which builder a node gets. */
#include "infer/nn/steps/steps_int.h"

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

/* ---- steps ---- */

static struct nn_step *add_step(struct nn_steps *steps)
{
    if (steps->count == steps->capacity) {
        const size_t capacity = 2 * steps->capacity + 64;
        struct nn_step *grown = must_calloc(capacity, sizeof(*grown));
        if (steps->count > 0) {
            memcpy(grown, steps->list, steps->count * sizeof(*grown));
        }
        free(steps->list);
        steps->list = grown;
        steps->capacity = capacity;
    }
    return &steps->list[steps->count++];
}

static void touch(struct nn_buffer *buffer, size_t step)
{
    buffer->last = size_max(buffer->last, step);
}

int nn_make_primitive(struct nn_build *build, dnnl_primitive_desc_t pd, dnnl_primitive_t *out)
{
    struct nn_steps *steps = build->steps;
    const dnnl_memory_desc_t *scratch =
        dnnl_primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0);
    if (scratch != NULL) {
        steps->scratch_bytes = size_max(steps->scratch_bytes, dnnl_memory_desc_get_size(scratch));
    }
    int rc = nn_build_check(build, dnnl_primitive_create(out, pd));
    dnnl_primitive_desc_destroy(pd);
    return rc;
}

/* A step for the node, with the buffers that it needs. */
static struct nn_step *add_own_step(struct nn_build *build, const char *implementation,
                                    const struct nn_arg *args)
{
    const size_t index = build->steps->count;
    struct nn_step *step = add_step(build->steps);
    step->node = build->node;
    step->label = build->label;
    step->merged = build->node != NULL ? build->merged : 0;
    step->implementation = implementation;
    for (int i = 0; args[i].id != 0; i++) {
        ASSERT(i < NN_STEP_ARGS);
        step->args[step->arg_count++] = args[i];
        touch(args[i].buffer, index);
    }
    return step;
}

int nn_step_primitive(struct nn_build *build, dnnl_primitive_desc_t pd, const struct nn_arg *args)
{
    dnnl_primitive_t primitive = NULL;
    const char *implementation = "";
    (void)dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, &implementation);
    const char *name = arena_strdup(build->steps->arena, implementation);
    int rc = nn_make_primitive(build, pd, &primitive);
    if (rc == E_OK) {
        add_own_step(build, name, args)->primitive = primitive;
    }
    return rc;
}

void nn_step_winograd(struct nn_build *build, struct nn_winograd *winograd,
                      const struct nn_arg *args)
{
    add_own_step(build, "winograd", args)->winograd = winograd;
}

int nn_step_kernel(struct nn_build *build)
{
    struct nn_steps *steps = build->steps;
    const struct nn_node *node = build->node;
    build->merged = 0;
    const size_t room = size_max(node->input_count, NN_KERNEL_INPUTS);
    struct nn_buffer **buffers =
        arena_calloc(steps->arena, room + node->output_count, sizeof(struct nn_buffer *));
    const struct nn_tensor **inputs = arena_calloc(steps->arena, room, sizeof(struct nn_tensor *));
    struct nn_tensor *moving = arena_calloc(steps->arena, room, sizeof(*moving));
    struct nn_tensor **outputs =
        arena_calloc(steps->arena, node->output_count, sizeof(struct nn_tensor *));
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
        } else if (value != NULL) {
            value->is_read_in_place = true;
        }
    }
    const size_t index = steps->count;
    for (size_t i = 0; i < node->output_count; i++) {
        struct nn_value *value = node->outputs[i];
        if (value != NULL) {
            const dnnl_memory_desc_t md = nn_md_plain(&value->tensor.shape);
            value->buffer = nn_buffer_new(build, &md);
            buffers[room + i] = value->buffer;
            outputs[i] = arena_alloc(steps->arena, sizeof(struct nn_tensor));
            *outputs[i] = value->tensor;
        }
    }
    for (size_t i = 0; i < room + node->output_count; i++) {
        if (buffers[i] != NULL) {
            touch(buffers[i], index);
        }
    }
    struct nn_step *step = add_step(steps);
    step->node = node;
    step->implementation = "plain";
    step->kernel = node->kernel;
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

/* A constant without numbers, which oneDNN would not take. */
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
    struct nn_steps *steps = build->steps;
    for (size_t i = 0; i < steps->graph->input_count; i++) {
        struct nn_value *value = steps->graph->inputs[i];
        const dnnl_memory_desc_t md = nn_md_plain(&value->tensor.shape);
        value->buffer = nn_buffer_new(build, &md);
        value->buffer->is_port = true;
        steps->input_buffers[i] = value->buffer;
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

/* A constant that steps have copied in the layouts that they want goes at once: the next copies lie where it lay, in memory that
 * is there already. */
static void read_once(struct nn_graph *graph, struct nn_value *value)
{
    if (value != NULL && --value->unread == 0 && !value->is_read_in_place) {
        nn_graph_release(graph, value);
    }
}

int nn_build(struct nn_build *build)
{
    struct nn_steps *steps = build->steps;
    struct nn_graph *graph = steps->graph;
    int rc = build_inputs(build);
    for (size_t i = 0; i < graph->value_count; i++) {
        graph->values[i]->unread = graph->values[i]->readers;
    }
    for (size_t i = 0; rc == E_OK && i < graph->node_count; i++) {
        const size_t first = steps->buffer_count;
        build->node = graph->nodes[i];
        const bool by_kernel = build->plain || reads_nothing(build->node);
        build->merged = 0;
        rc = by_kernel ? nn_step_kernel(build) : builder_of(build->node->kind)(build);
        rc = rc < 0 ? rc : nn_build_posts(build);
        if (rc == E_OK && steps->beside != NULL) {
            nn_weights_borrow(steps, first);
        }
        for (size_t k = 0; k < build->node->input_count; k++) {
            read_once(graph, build->node->inputs[k]);
        }
        for (size_t k = 0; k < build->node->post_count; k++) {
            read_once(graph, build->node->posts[k].value);
        }
    }
    build->node = NULL;
    for (size_t i = 0; rc == E_OK && i < graph->output_count; i++) {
        rc = build_output(build, graph->outputs[i], &steps->output_buffers[i]);
    }
    return rc;
}
