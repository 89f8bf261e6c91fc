/* SPDX-License-Identifier: GPL-3.0-or-later */
/* simplify: a graph as it was read becomes a smaller one that computes the same.
 * Not here: the steps that it becomes (infer/nn/steps), which say what they compute along with others (nn_can_follow()).
 * Way: nn_fold() first, which every network needs; then nn_simplify() and nn_fuse(), which only make it quicker.
 * Memory: the graph's. Threads: one. Files: none. */
#pragma once

#include "infer/nn/graph/graph.h"

/* Works out all shapes, and computes what depends on constants only (simplify_fold.c). E_INVALID with the node's name and the
 * reason; E_TOO_LARGE where constants are. */
MUSTUSE int nn_fold(struct nn_graph *graph, struct err *err);
/* Replaces what several nodes compute by fewer: linear functions of constants, activations that are spelled out, shuffles of
 * channels. */
void nn_simplify(struct nn_graph *graph);
/* Merges batch norm, padding, biases, activations and sums into convolutions and products (simplify_fuse.c). */
MUSTUSE int nn_fuse(struct nn_graph *graph, struct err *err);
