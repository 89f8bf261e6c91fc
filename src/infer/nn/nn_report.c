/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"
#include "infer/nn/nn_int.h"
#include "infer/nn/ops/ops.h"

#define PEAK_CHANNELS 256
#define PEAK_SIDE     56
#define PEAK_RUNS     30

size_t nn_fact_count(const struct nn *nn)
{
    return nn_steps_count(nn->steps);
}

struct nn_fact nn_fact(const struct nn *nn, size_t index)
{
    const struct nn_node *node = nn_steps_node(nn->steps, index);
    struct nn_fact fact = {
        .name = "",
        .op = nn_steps_label(nn->steps, index),
        .implementation = nn_steps_implementation(nn->steps, index),
        .merged = nn_steps_merged(nn->steps, index),
    };
    if (node != NULL) {
        fact.name = node->name;
        fact.shape = node->outputs[0]->tensor.shape;
        fact.multiply_adds = nn_cost(node);
    }
    return fact;
}

struct nn_memory nn_memory(const struct nn *nn)
{
    const struct nn_steps_bytes bytes = nn_steps_bytes(nn->steps);
    return (struct nn_memory){bytes.weights, bytes.results, bytes.scratch, nn->shares_weights};
}

int nn_run_one(struct nn *nn, size_t index)
{
    return nn_steps_run_one(nn->steps, index);
}

/* ---- the machine's peak ---- */

/* A network of one convolution, put together as if it had been read. */
static void make_convolution(struct nn *nn)
{
    static const struct nn_shape picture = {4, {1, PEAK_CHANNELS, PEAK_SIDE, PEAK_SIDE}};
    static const struct nn_shape kernels = {4, {PEAK_CHANNELS, PEAK_CHANNELS, 5, 5}};
    struct nn_graph *graph = &nn->graph;
    graph->arena = arena_new();
    struct nn_node *node = arena_calloc(graph->arena, 1, sizeof(*node));
    struct nn_value *values[3];
    for (size_t i = 0; i < 3; i++) {
        values[i] = nn_graph_add_value(graph, i == 0 ? "x" : i == 1 ? "w" : "y");
        values[i]->tensor.shape = i == 1 ? kernels : picture;
        values[i]->readers = 1;
    }
    const int rc = nn_graph_allocate(graph, values[1]);
    ASSERT(rc == E_OK);
    memset(values[1]->tensor.data, 0, nn_count(&kernels) * sizeof(float));
    *node = (struct nn_node){
        .name = "peak", .op = nn_op_find("Conv"), .kind = NN_OP_CONV, .arena = graph->arena};
    node->inputs = (void *)arena_memdup(graph->arena, values, 2 * sizeof(struct nn_value *));
    node->input_count = 2;
    node->outputs = (void *)arena_memdup(graph->arena, &values[2], sizeof(struct nn_value *));
    node->output_count = 1;
    node->params.window = (struct nn_window){.rank = 2,
                                             .kernel = {5, 5},
                                             .stride = {1, 1},
                                             .dilation = {1, 1},
                                             .before = {2, 2},
                                             .after = {2, 2},
                                             .groups = 1};
    values[2]->producer = node;
    graph->nodes = (void *)arena_memdup(graph->arena, &node, sizeof(struct nn_node *));
    graph->node_count = 1;
    graph->inputs = (void *)arena_memdup(graph->arena, &values[0], sizeof(struct nn_value *));
    graph->input_count = 1;
    graph->outputs = (void *)arena_memdup(graph->arena, &values[2], sizeof(struct nn_value *));
    graph->output_count = 1;
}

int nn_measure_peak(int threads, double *out, struct err *err)
{
    struct nn *nn = nn_new(threads);
    make_convolution(nn);
    int rc = nn_steps_make(nn->steps, /* plain= */ false, err);
    rc = rc < 0 ? rc : nn_steps_settle(nn->steps, err);
    size_t at = 0;
    while (rc == E_OK && at < nn_steps_count(nn->steps) && nn_steps_node(nn->steps, at) == NULL) {
        rc = nn_steps_run_one(nn->steps, at++); /* the layout that the convolution wants */
    }
    int64_t best_us = INT64_MAX;
    for (int i = 0; rc == E_OK && i < PEAK_RUNS; i++) {
        const int64_t start_us = clock_mono_us();
        rc = nn_steps_run_one(nn->steps, at);
        const int64_t us = clock_mono_us() - start_us;
        best_us = us < best_us ? us : best_us;
    }
    if (rc == E_OK) {
        *out = 2 * nn_cost(nn_steps_node(nn->steps, at)) / ((double)best_us * 1e-6);
    }
    nn_unload(nn);
    return rc;
}
