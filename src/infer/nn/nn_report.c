/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"
#include "infer/nn/nn_build.h"
#include "infer/nn/nn_load.h"

#define PEAK_CHANNELS 256
#define PEAK_SIDE     56
#define PEAK_RUNS     30

size_t nn_fact_count(const struct nn *nn)
{
    return nn->step_count;
}

struct nn_fact nn_fact(const struct nn *nn, size_t index)
{
    ASSERT(index < nn->step_count);
    const struct nn_step *step = &nn->steps[index];
    const struct nn_node *node = step->node;
    if (node == NULL) {
        return (struct nn_fact){.name = "", .op = "", .implementation = step->implementation};
    }
    return (struct nn_fact){
        .name = node->name,
        .op = node->op->name,
        .implementation = step->implementation,
        .shape = node->outputs[0]->tensor.shape,
        .multiply_adds = nn_cost(node),
        .merged = node->post_count,
    };
}

struct nn_memory nn_memory(const struct nn *nn)
{
    return (struct nn_memory){nn->weight_bytes, nn->memory_bytes, nn->scratch_bytes,
                              nn->shares_weights};
}

int nn_run_one(struct nn *nn, size_t index)
{
    ASSERT(index < nn->step_count);
    return nn_run_step(nn, &nn->steps[index]);
}

/* ---- the machine's peak ---- */

/* A network of one convolution, put together as if it had been read. */
static void make_convolution(struct nn *nn)
{
    static const struct nn_shape picture = {4, {1, PEAK_CHANNELS, PEAK_SIDE, PEAK_SIDE}};
    static const struct nn_shape kernels = {4, {PEAK_CHANNELS, PEAK_CHANNELS, 3, 3}};
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
                                             .kernel = {3, 3},
                                             .stride = {1, 1},
                                             .dilation = {1, 1},
                                             .before = {1, 1},
                                             .after = {1, 1},
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
    int rc = nn_make_ready(nn, /* plain= */ false, err);
    rc = rc < 0 ? rc : nn_settle(nn, err);
    size_t at = 0;
    while (rc == E_OK && at < nn->step_count && nn->steps[at].node == NULL) {
        rc = nn_run_step(nn, &nn->steps[at++]); /* the layout that the convolution wants */
    }
    int64_t best_us = INT64_MAX;
    for (int i = 0; rc == E_OK && i < PEAK_RUNS; i++) {
        const int64_t start_us = clock_mono_us();
        rc = nn_run_step(nn, &nn->steps[at]);
        const int64_t us = clock_mono_us() - start_us;
        best_us = us < best_us ? us : best_us;
    }
    if (rc == E_OK) {
        *out = 2 * nn_cost(nn->steps[at].node) / ((double)best_us * 1e-6);
    }
    nn_unload(nn);
    return rc;
}
