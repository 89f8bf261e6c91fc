/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/nn/nn_int.h"
#include "infer/nn/onnx/onnx.h"
#include "infer/nn/simplify/simplify.h"

/* ---- the life of a network ---- */

struct nn *nn_new(int threads)
{
    struct nn *nn = must_calloc(1, sizeof(*nn));
    nn->steps = nn_steps_new(&nn->graph, threads);
    return nn;
}

void nn_unload(struct nn *nn)
{
    if (nn == NULL) {
        return;
    }
    nn_steps_free(nn->steps);
    if (nn->graph.arena != NULL) {
        nn_graph_done(&nn->graph);
    }
    free(nn);
}

void nn_unloadp(struct nn **nn)
{
    nn_unload(*nn);
    *nn = NULL;
}

/* ---- loading ---- */

static struct nn_port port_of(const struct nn_value *value, float *data)
{
    return (struct nn_port){value->name, value->tensor.shape, nn_count(&value->tensor.shape), data};
}

static void make_ports(struct nn *nn)
{
    const struct nn_graph *graph = &nn->graph;
    nn->inputs = arena_calloc(graph->arena, graph->input_count + 1, sizeof(*nn->inputs));
    nn->outputs = arena_calloc(graph->arena, graph->output_count, sizeof(*nn->outputs));
    for (size_t i = 0; i < graph->input_count; i++) {
        nn->inputs[i] = port_of(graph->inputs[i], nn_steps_input(nn->steps, i));
    }
    for (size_t i = 0; i < graph->output_count; i++) {
        nn->outputs[i] = port_of(graph->outputs[i], nn_steps_output(nn->steps, i));
    }
}

/* All of it, with the file of weights where it is the right one and `maps` says so. */
static int load(struct str file, const struct nn_load_how *how, bool maps, struct nn **out,
                struct err *err)
{
    const struct nn_options *options = how->options;
    const struct nn_onnx_sizes sizes = {options->batch, options->width, options->height};
    struct nn *nn = nn_new(options->threads);
    int rc = nn_parse(file, &sizes, &nn->graph, err);
    rc = rc < 0 ? rc : nn_fold(&nn->graph, err);
    if (rc == E_OK && !how->plain) {
        nn_simplify(&nn->graph);
        rc = nn_fuse(&nn->graph, err);
    }
    if (options->beside != NULL) {
        nn_steps_lie_beside(nn->steps, options->beside->steps);
    }
    const bool shares = rc == E_OK && options->weights_path != NULL;
    const uint64_t key = shares ? nn_weights_key(nn->steps, file) : 0;
    const bool mapped = shares && maps && nn_weights_map(nn->steps, options->weights_path, key);
    rc = rc < 0 ? rc : nn_steps_make(nn->steps, how->plain, err);
    if (rc == E_OK && shares && !mapped) {
        nn->shares_weights = nn_weights_keep(nn->steps, options->weights_path, key) == E_OK;
    } else {
        nn->shares_weights = mapped;
    }
    rc = rc < 0 ? rc : nn_steps_settle(nn->steps, err);
    if (rc < 0) {
        nn_unload(nn);
        return rc;
    }
    make_ports(nn);
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

int nn_run(struct nn *nn)
{
    return nn_steps_run(nn->steps);
}
