/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes for every value, and values for all that depends on constants alone. */
#include "infer/nn/simplify/simplify.h"

/* Multiply-adds that a network may ask for before it runs: those of weights that are put together take far fewer. */
#define FOLD_COST_MAX 2e8

static int check_attrs(const struct nn_node *node, struct err *err)
{
    for (size_t i = 0; i < node->attr_count; i++) {
        if (!node->attrs[i].used) {
            return nn_refuse(node, err, "its attribute %.40s is not known here",
                             node->attrs[i].name);
        }
    }
    return E_OK;
}

static bool is_foldable(const struct nn_node *node)
{
    if (node->op->kind == NN_OP_CONSTANT) {
        return true; /* needs no more of its inputs than their shapes, or has checked that they are constants */
    }
    for (size_t i = 0; i < node->input_count; i++) {
        if (node->inputs[i] != NULL && !nn_is_constant(node->inputs[i])) {
            return false;
        }
    }
    return true;
}

static int compute(struct nn_graph *graph, struct nn_node *node, struct err *err)
{
    const size_t room = size_max(node->input_count, NN_KERNEL_INPUTS);
    const struct nn_tensor **inputs = arena_calloc(graph->arena, room, sizeof(struct nn_tensor *));
    struct nn_tensor **outputs =
        arena_calloc(graph->arena, node->output_count, sizeof(struct nn_tensor *));
    for (size_t i = 0; i < node->input_count; i++) {
        inputs[i] = nn_input_tensor(node, i);
    }
    for (size_t i = 0; i < node->output_count; i++) {
        if (node->outputs[i] == NULL) {
            continue;
        }
        if (nn_graph_allocate(graph, node->outputs[i]) < 0) {
            return err_set(err, E_TOO_LARGE, "The network's constants are too large.");
        }
        outputs[i] = &node->outputs[i]->tensor;
        node->outputs[i]->producer = NULL;
    }
    node->kernel(node, inputs, outputs);
    node->dropped = true;
    return E_OK;
}

/* Integers are for shapes, which are known beforehand; and what has no numbers is no result. */
static int check_outputs(const struct nn_node *node, struct err *err)
{
    for (size_t i = 0; i < node->output_count; i++) {
        const struct nn_value *value = node->outputs[i];
        if (value == NULL || nn_is_constant(value)) {
            continue;
        }
        if (value->tensor.type == NN_INT) {
            return nn_refuse(node, err, "it makes integers of what depends on the picture");
        }
        if (nn_count(&value->tensor.shape) == 0) {
            return nn_refuse(node, err, "its output is empty");
        }
    }
    return E_OK;
}

static int fold_node(struct nn_graph *graph, struct nn_node *node, double *cost, struct err *err)
{
    int rc = node->op->infer(node, err);
    rc = rc < 0 ? rc : check_attrs(node, err);
    if (rc < 0 || !is_foldable(node)) {
        return rc < 0 ? rc : check_outputs(node, err);
    }
    *cost += nn_cost(node);
    if (*cost > FOLD_COST_MAX) {
        return nn_refuse(node, err, "its constants ask for too much to be computed");
    }
    return compute(graph, node, err);
}

int nn_fold(struct nn_graph *graph, struct err *err)
{
    double cost = 0;
    for (size_t i = 0; i < graph->node_count; i++) {
        int rc = fold_node(graph, graph->nodes[i], &cost, err);
        if (rc < 0) {
            return rc;
        }
    }
    for (size_t i = 0; i < graph->output_count; i++) {
        if (graph->outputs[i]->tensor.type != NN_FLOAT) {
            return err_set(err, E_INVALID, "The output \"%.60s\" holds integers.",
                           graph->outputs[i]->name);
        }
    }
    nn_graph_sweep(graph);
    return E_OK;
}
