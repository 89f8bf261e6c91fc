/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of steps: oneDNN behind them, memory for them once it is planned, and the walk along them. */
#include "infer/nn/steps/steps_int.h"

struct nn_steps *nn_steps_new(struct nn_graph *graph, int threads)
{
    struct nn_steps *steps = must_calloc(1, sizeof(*steps));
    steps->graph = graph;
    steps->arena = arena_new();
    steps->threads = threads > 0 ? threads : 1;
    return steps;
}

void nn_steps_lie_beside(struct nn_steps *steps, const struct nn_steps *others)
{
    steps->beside = others;
}

void nn_steps_free(struct nn_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++) {
        dnnl_primitive_destroy(steps->list[i].primitive);
        nn_winograd_free(steps->list[i].winograd);
    }
    for (size_t i = 0; i < steps->buffer_count; i++) {
        struct nn_buffer *buffer = steps->buffers[i];
        dnnl_memory_destroy(buffer->memory);
        if (buffer->is_constant && !buffer->is_mapped && buffer->home == NULL) {
            free(buffer->data);
        }
    }
    dnnl_memory_destroy(steps->scratch_memory);
    dnnl_stream_destroy(steps->stream);
    dnnl_engine_destroy(steps->engine);
    nn_weights_unmap(steps);
    free(steps->list);
    free(steps->buffers);
    if (!steps->is_lent) {
        free(steps->memory);
    }
    free(steps->scratch);
    arena_free(steps->arena);
    free(steps);
}

static int start_engine(struct nn_steps *steps, struct err *err)
{
    nn_threads_set(steps->threads);
    dnnl_status_t status = dnnl_engine_create(&steps->engine, dnnl_cpu, 0);
    if (status == dnnl_success) {
        status = dnnl_stream_create(&steps->stream, steps->engine, dnnl_stream_default_flags);
    }
    return status == dnnl_success
               ? E_OK
               : err_set(err, E_INTERNAL, "oneDNN does not start (%d).", (int)status);
}

int nn_steps_make(struct nn_steps *steps, bool plain, struct err *err)
{
    const struct nn_graph *graph = steps->graph;
    int rc = start_engine(steps, err);
    if (rc < 0) {
        return rc;
    }
    steps->input_buffers =
        arena_calloc(steps->arena, graph->input_count + 1, sizeof(struct nn_buffer *));
    steps->output_buffers =
        arena_calloc(steps->arena, graph->output_count, sizeof(struct nn_buffer *));
    struct nn_build build = {.steps = steps, .err = err, .plain = plain};
    return nn_build(&build);
}

/* ---- after the plan ---- */

static int make_memory(struct nn_steps *steps, struct nn_buffer *buffer)
{
    if (buffer->memory != NULL) {
        return E_OK;
    }
    return dnnl_memory_create(&buffer->memory, &buffer->md, steps->engine, buffer->data) ==
                   dnnl_success
               ? E_OK
               : E_INTERNAL;
}

static int bind_primitive(struct nn_steps *steps, struct nn_step *step)
{
    for (int i = 0; i < step->arg_count; i++) {
        int rc = make_memory(steps, step->args[i].buffer);
        if (rc < 0) {
            return rc;
        }
        step->exec[i] = (dnnl_exec_arg_t){step->args[i].id, step->args[i].buffer->memory};
    }
    step->exec[step->arg_count] = (dnnl_exec_arg_t){DNNL_ARG_SCRATCHPAD, steps->scratch_memory};
    return E_OK;
}

static void bind_kernel(const struct nn_step *step)
{
    for (size_t i = 0; i < step->kernel_input_count; i++) {
        if (step->kernel_buffers[i] != NULL) {
            step->moving[i].data = step->kernel_buffers[i]->data;
        }
    }
    for (size_t i = 0; i < step->kernel_output_count; i++) {
        const struct nn_buffer *buffer = step->kernel_buffers[step->kernel_input_count + i];
        if (buffer != NULL) {
            step->outputs[i]->data = buffer->data;
        }
    }
}

static int bind(struct nn_steps *steps, struct err *err)
{
    const struct nn_shape scratch = {1, {(int64_t)(steps->scratch_bytes / sizeof(float)) + 1}};
    const dnnl_memory_desc_t md = nn_md_plain(&scratch);
    int rc = dnnl_memory_create(&steps->scratch_memory, &md, steps->engine, steps->scratch) ==
                     dnnl_success
                 ? E_OK
                 : E_INTERNAL;
    for (size_t i = 0; rc == E_OK && i < steps->count; i++) {
        struct nn_step *step = &steps->list[i];
        if (step->primitive != NULL) {
            rc = bind_primitive(steps, step);
        } else if (step->winograd != NULL) {
            rc = nn_winograd_bind(steps, step->winograd);
        } else {
            bind_kernel(step);
        }
    }
    return rc < 0 ? err_set(err, rc, "oneDNN has no memory for the network.") : E_OK;
}

int nn_steps_settle(struct nn_steps *steps, struct err *err)
{
    int rc = nn_plan(steps, err);
    return rc < 0 ? rc : bind(steps, err);
}

/* ---- use ---- */

float *nn_steps_input(const struct nn_steps *steps, size_t index)
{
    return steps->input_buffers[index]->data;
}

float *nn_steps_output(const struct nn_steps *steps, size_t index)
{
    return steps->output_buffers[index]->data;
}

static int run_step(struct nn_steps *steps, const struct nn_step *step)
{
    if (step->kernel != NULL) {
        step->kernel(step->node, step->inputs, step->outputs);
        return E_OK;
    }
    if (step->winograd != NULL) {
        return nn_winograd_run(step->winograd);
    }
    return dnnl_primitive_execute(step->primitive, steps->stream, step->arg_count + 1,
                                  step->exec) == dnnl_success
               ? E_OK
               : E_INTERNAL;
}

int nn_steps_run(struct nn_steps *steps)
{
    nn_threads_set(steps->threads);
    for (size_t i = 0; i < steps->count; i++) {
        int rc = run_step(steps, &steps->list[i]);
        if (rc < 0) {
            return rc;
        }
    }
    return dnnl_stream_wait(steps->stream) == dnnl_success ? E_OK : E_INTERNAL;
}

int nn_steps_run_one(struct nn_steps *steps, size_t index)
{
    ASSERT(index < steps->count);
    return run_step(steps, &steps->list[index]);
}

/* ---- what there is to know ---- */

size_t nn_steps_count(const struct nn_steps *steps)
{
    return steps->count;
}

const struct nn_node *nn_steps_node(const struct nn_steps *steps, size_t index)
{
    ASSERT(index < steps->count);
    return steps->list[index].node;
}

const char *nn_steps_label(const struct nn_steps *steps, size_t index)
{
    const struct nn_node *node = nn_steps_node(steps, index);
    return node != NULL ? node->op->name : steps->list[index].label;
}

size_t nn_steps_merged(const struct nn_steps *steps, size_t index)
{
    ASSERT(index < steps->count);
    return steps->list[index].merged;
}

const char *nn_steps_implementation(const struct nn_steps *steps, size_t index)
{
    ASSERT(index < steps->count);
    return steps->list[index].implementation;
}

struct nn_steps_bytes nn_steps_bytes(const struct nn_steps *steps)
{
    return (struct nn_steps_bytes){steps->weight_bytes, steps->memory_bytes, steps->scratch_bytes};
}
