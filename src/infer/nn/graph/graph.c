/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/nn/graph/graph.h"

void nn_graph_release(struct nn_graph *graph, struct nn_value *value)
{
    if (value->tensor.data != NULL) {
        graph->constant_bytes -= nn_count(&value->tensor.shape) * nn_type_bytes(value->tensor.type);
        free(value->memory);
        value->memory = NULL;
        value->tensor.data = NULL;
    }
}

void nn_graph_done(struct nn_graph *graph)
{
    for (size_t i = 0; i < graph->value_count; i++) {
        nn_graph_release(graph, graph->values[i]);
    }
    free(graph->values);
    arena_free(graph->arena);
    *graph = (struct nn_graph){0};
}

struct nn_value *nn_graph_add_value(struct nn_graph *graph, const char *name)
{
    if (graph->value_count == graph->value_capacity) {
        const size_t capacity = 2 * graph->value_capacity + 64;
        struct nn_value **grown = must_calloc(capacity, sizeof(struct nn_value *));
        if (graph->value_count > 0) {
            memcpy(grown, graph->values, graph->value_count * sizeof(struct nn_value *));
        }
        free(graph->values);
        graph->values = grown;
        graph->value_capacity = capacity;
    }
    struct nn_value *value = arena_calloc(graph->arena, 1, sizeof(*value));
    value->name = name;
    graph->values[graph->value_count++] = value;
    return value;
}

/* How many bytes the contents have. */
static int measure(const struct nn_graph *graph, const struct nn_value *value, size_t *out)
{
    ASSERT(value->tensor.data == NULL);
    int rc = nn_shape_check(&value->tensor.shape);
    if (rc < 0) {
        return rc;
    }
    *out = nn_count(&value->tensor.shape) * nn_type_bytes(value->tensor.type);
    return *out > NN_MEMORY_MAX - graph->constant_bytes ? E_TOO_LARGE : E_OK;
}

int nn_graph_allocate(struct nn_graph *graph, struct nn_value *value)
{
    size_t bytes = 0;
    int rc = measure(graph, value, &bytes);
    if (rc < 0) {
        return rc;
    }
    /* Not NULL even for nothing: it tells a constant from what is computed. */
    value->memory = try_alloc(size_max(bytes, 1), 1, NN_MEMORY_MAX);
    value->tensor.data = value->memory;
    if (value->tensor.data == NULL) {
        return E_TOO_LARGE;
    }
    graph->constant_bytes += bytes;
    return E_OK;
}

int nn_graph_adopt(struct nn_graph *graph, struct nn_value *value, void *data, void *memory)
{
    size_t bytes = 0;
    int rc = measure(graph, value, &bytes);
    if (rc == E_OK) {
        value->tensor.data = data;
        value->memory = memory;
        graph->constant_bytes += bytes;
    }
    return rc;
}

bool nn_constant_scalar(const struct nn_value *value, float *out)
{
    if (!nn_is_constant(value) || nn_count(&value->tensor.shape) != 1) {
        return false;
    }
    *out = value->tensor.type == NN_FLOAT ? nn_floats(&value->tensor)[0]
                                          : (float)nn_ints(&value->tensor)[0];
    return true;
}

static bool is_needed(const struct nn_node *node)
{
    for (size_t i = 0; i < node->output_count; i++) {
        if (node->outputs[i] != NULL && node->outputs[i]->readers > 0) {
            return true;
        }
    }
    return false;
}

static void count_reader(struct nn_value *value, struct nn_node *reader)
{
    if (value != NULL) {
        value->readers++;
        value->reader = reader;
    }
}

void nn_graph_sweep(struct nn_graph *graph)
{
    for (size_t i = 0; i < graph->value_count; i++) {
        graph->values[i]->readers = 0;
        graph->values[i]->reader = NULL;
    }
    for (size_t i = 0; i < graph->output_count; i++) {
        count_reader(graph->outputs[i], NULL);
    }
    /* From the end: a node's readers stand behind it. */
    for (size_t i = graph->node_count; i > 0; i--) {
        struct nn_node *node = graph->nodes[i - 1];
        node->dropped = node->dropped || !is_needed(node);
        for (size_t k = 0; !node->dropped && k < node->input_count; k++) {
            count_reader(node->inputs[k], node);
        }
        for (size_t k = 0; !node->dropped && k < node->post_count; k++) {
            count_reader(node->posts[k].value, node);
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < graph->node_count; i++) {
        if (!graph->nodes[i]->dropped) {
            graph->nodes[kept++] = graph->nodes[i];
        }
    }
    graph->node_count = kept;
    for (size_t i = 0; i < graph->value_count; i++) {
        if (graph->values[i]->readers == 0) {
            nn_graph_release(graph, graph->values[i]);
        }
    }
}
