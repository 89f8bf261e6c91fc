/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/nn/nn_build.h"
#include "infer/nn/nn_load.h"

/* OpenMP's, which oneDNN runs on. Clang has its header only with a runtime of its own. */
void omp_set_num_threads(int count);

/* ---- the life of a network ---- */

void nn_unload(struct nn *nn)
{
    if (nn == NULL) {
        return;
    }
    for (size_t i = 0; i < nn->step_count; i++) {
        dnnl_primitive_destroy(nn->steps[i].primitive);
    }
    for (size_t i = 0; i < nn->buffer_count; i++) {
        struct nn_buffer *buffer = nn->buffers[i];
        dnnl_memory_destroy(buffer->memory);
        if (buffer->is_constant && !buffer->is_mapped && buffer->home == NULL) {
            free(buffer->data);
        }
    }
    dnnl_memory_destroy(nn->scratch_memory);
    dnnl_stream_destroy(nn->stream);
    dnnl_engine_destroy(nn->engine);
    if (nn->graph.arena != NULL) {
        nn_graph_done(&nn->graph);
    }
    nn_weights_unmap(nn);
    free(nn->steps);
    free(nn->buffers);
    free(nn->memory);
    free(nn->scratch);
    arena_free(nn->arena);
    free(nn);
}

void nn_unloadp(struct nn **nn)
{
    nn_unload(*nn);
    *nn = NULL;
}

static int start_engine(struct nn *nn, struct err *err)
{
    omp_set_num_threads(nn->threads);
    dnnl_status_t status = dnnl_engine_create(&nn->engine, dnnl_cpu, 0);
    if (status == dnnl_success) {
        status = dnnl_stream_create(&nn->stream, nn->engine, dnnl_stream_default_flags);
    }
    return status == dnnl_success
               ? E_OK
               : err_set(err, E_INTERNAL, "oneDNN does not start (%d).", (int)status);
}

/* ---- after the plan ---- */

static int make_memory(struct nn *nn, struct nn_buffer *buffer)
{
    if (buffer->memory != NULL) {
        return E_OK;
    }
    return dnnl_memory_create(&buffer->memory, &buffer->md, nn->engine, buffer->data) ==
                   dnnl_success
               ? E_OK
               : E_INTERNAL;
}

static int bind_primitive(struct nn *nn, struct nn_step *step)
{
    for (int i = 0; i < step->arg_count; i++) {
        int rc = make_memory(nn, step->args[i].buffer);
        if (rc < 0) {
            return rc;
        }
        step->exec[i] = (dnnl_exec_arg_t){step->args[i].id, step->args[i].buffer->memory};
    }
    step->exec[step->arg_count] = (dnnl_exec_arg_t){DNNL_ARG_SCRATCHPAD, nn->scratch_memory};
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

static struct nn_port port_of(const struct nn_value *value, const struct nn_buffer *buffer)
{
    return (struct nn_port){value->name, value->tensor.shape, nn_count(&value->tensor.shape),
                            buffer->data};
}

static int bind(struct nn *nn, struct err *err)
{
    const struct nn_shape scratch = {1, {(int64_t)(nn->scratch_bytes / sizeof(float)) + 1}};
    const dnnl_memory_desc_t md = nn_md_plain(&scratch);
    int rc = dnnl_memory_create(&nn->scratch_memory, &md, nn->engine, nn->scratch) == dnnl_success
                 ? E_OK
                 : E_INTERNAL;
    for (size_t i = 0; rc == E_OK && i < nn->step_count; i++) {
        struct nn_step *step = &nn->steps[i];
        if (step->primitive != NULL) {
            rc = bind_primitive(nn, step);
        } else {
            bind_kernel(step);
        }
    }
    for (size_t i = 0; i < nn->graph.input_count; i++) {
        nn->inputs[i] = port_of(nn->graph.inputs[i], nn->input_buffers[i]);
    }
    for (size_t i = 0; i < nn->graph.output_count; i++) {
        nn->outputs[i] = port_of(nn->graph.outputs[i], nn->output_buffers[i]);
    }
    return rc < 0 ? err_set(err, rc, "oneDNN has no memory for the network.") : E_OK;
}

/* Contents of constants that steps have copied in the layouts that they want; kernels read theirs in place. */
static void drop_copied_constants(struct nn *nn)
{
    for (size_t i = 0; i < nn->graph.value_count; i++) {
        nn->graph.values[i]->readers = 0;
    }
    for (size_t i = 0; i < nn->step_count; i++) {
        const struct nn_step *step = &nn->steps[i];
        for (size_t k = 0; step->kernel != NULL && k < step->node->input_count; k++) {
            if (step->node->inputs[k] != NULL) {
                step->node->inputs[k]->readers++;
            }
        }
    }
    for (size_t i = 0; i < nn->graph.value_count; i++) {
        if (nn->graph.values[i]->readers == 0) {
            nn_graph_release(&nn->graph, nn->graph.values[i]);
        }
    }
}

/* ---- loading ---- */

struct nn *nn_new(int threads)
{
    struct nn *nn = must_calloc(1, sizeof(*nn));
    nn->arena = arena_new();
    nn->threads = threads > 0 ? threads : 1;
    return nn;
}

int nn_make_ready(struct nn *nn, bool plain, struct err *err)
{
    const struct nn_graph *graph = &nn->graph;
    int rc = start_engine(nn, err);
    if (rc < 0) {
        return rc;
    }
    nn->inputs = arena_calloc(nn->arena, graph->input_count + 1, sizeof(*nn->inputs));
    nn->outputs = arena_calloc(nn->arena, graph->output_count, sizeof(*nn->outputs));
    nn->input_buffers = arena_calloc(nn->arena, graph->input_count + 1, sizeof(struct nn_buffer *));
    nn->output_buffers = arena_calloc(nn->arena, graph->output_count, sizeof(struct nn_buffer *));
    struct nn_build build = {.nn = nn, .err = err, .plain = plain};
    return nn_build(&build);
}

int nn_settle(struct nn *nn, struct err *err)
{
    int rc = nn_plan(nn, err);
    rc = rc < 0 ? rc : bind(nn, err);
    if (rc == E_OK) {
        drop_copied_constants(nn);
    }
    return rc;
}

/* All of it, with the file of weights where it is the right one and `maps` says so. */
static int load(struct str file, const struct nn_load_how *how, bool maps, struct nn **out,
                struct err *err)
{
    const struct nn_options *options = how->options;
    struct nn *nn = nn_new(options->threads);
    int rc = nn_parse(file, options, &nn->graph, err);
    rc = rc < 0 ? rc : nn_fold(&nn->graph, err);
    if (rc == E_OK && !how->plain) {
        nn_simplify(&nn->graph);
        rc = nn_fuse(&nn->graph, err);
    }
    const bool shares = options->weights_path != NULL;
    const uint64_t key = shares ? nn_weights_key(file, nn->threads) : 0;
    const bool mapped = shares && maps && nn_weights_map(nn, options->weights_path, key);
    rc = rc < 0 ? rc : nn_make_ready(nn, how->plain, err);
    if (rc == E_OK && shares && !mapped) {
        nn->shares_weights = nn_weights_keep(nn, options->weights_path, key) == E_OK;
    } else {
        nn->shares_weights = mapped;
    }
    rc = rc < 0 ? rc : nn_settle(nn, err);
    if (rc < 0) {
        nn_unload(nn);
        return rc;
    }
    *out = nn;
    return E_OK;
}

int nn_load_how(struct str file, const struct nn_load_how *how, struct nn **out, struct err *err)
{
    int rc = load(file, how, /* maps= */ true, out, err);
    return rc == E_CONFLICT ? load(file, how, /* maps= */ false, out, err) : rc;
}

int nn_load(struct str file, const struct nn_options *options, struct nn **out, struct err *err)
{
    const struct nn_load_how how = {options, /* plain= */ false};
    return nn_load_how(file, &how, out, err);
}

/* ---- use ---- */

size_t nn_input_count(const struct nn *nn)
{
    return nn->graph.input_count;
}

size_t nn_output_count(const struct nn *nn)
{
    return nn->graph.output_count;
}

const struct nn_port *nn_input(const struct nn *nn, size_t index)
{
    ASSERT(index < nn->graph.input_count);
    return &nn->inputs[index];
}

const struct nn_port *nn_output(const struct nn *nn, size_t index)
{
    ASSERT(index < nn->graph.output_count);
    return &nn->outputs[index];
}

const struct nn_port *nn_find_output(const struct nn *nn, struct str name)
{
    for (size_t i = 0; i < nn->graph.output_count; i++) {
        if (str_eq(str_from(nn->outputs[i].name), name)) {
            return &nn->outputs[i];
        }
    }
    return NULL;
}

int nn_run_step(struct nn *nn, const struct nn_step *step)
{
    if (step->kernel != NULL) {
        step->kernel(step->node, step->inputs, step->outputs);
        return E_OK;
    }
    return dnnl_primitive_execute(step->primitive, nn->stream, step->arg_count + 1, step->exec) ==
                   dnnl_success
               ? E_OK
               : E_INTERNAL;
}

int nn_run(struct nn *nn)
{
    omp_set_num_threads(nn->threads);
    for (size_t i = 0; i < nn->step_count; i++) {
        int rc = nn_run_step(nn, &nn->steps[i]);
        if (rc < 0) {
            return rc;
        }
    }
    return dnnl_stream_wait(nn->stream) == dnnl_success ? E_OK : E_INTERNAL;
}
