/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steps: all that touches oneDNN: a graph becomes a list of steps, each a primitive or a plain kernel, which then runs.
 * Not here: what makes a graph smaller beforehand (infer/nn/simplify), the plain kernels (infer/nn/ref).
 * Way: nn_steps_new(); nn_weights_map() where there is a file of weights; nn_steps_make() asks the builder of each kind of node for
 * steps (steps.c; steps_product.c, steps_winograd.c, steps_phases.c, steps_map.c, steps_move.c, steps_rnn.c), which get buffers in the layouts that
 * they like best (steps_buffer.c) and compute functions and sums along (steps_posts.c); nn_weights_keep() where the file was not
 * the right one (steps_weights.c); nn_steps_settle() lays all intermediate results into one piece of memory (steps_plan.c);
 * nn_steps_run() walks along the list (steps_run.c, steps_winograd_run.c) on as many threads as said (steps_threads.c).
 * Memory: steps own their buffers, and read names and some constants of the graph, which must outlive them. Threads: one at a
 * time may call. Files: the one of weights. */
#pragma once

#include "infer/nn/graph/graph.h"

struct nn_steps;

/* Whether a primitive can compute the function along with its own work (steps_posts.c). */
bool nn_can_follow(const struct nn_unary *unary);

/* ---- their life (steps_run.c) ---- */

/* None yet, for a graph that need not be there yet either. threads: 1, where it is less. Never fails. */
struct nn_steps *nn_steps_new(struct nn_graph *graph, int threads);
void nn_steps_free(struct nn_steps *steps);
/* Before they are made: others, which never run at the same time and stay for longer, lend what these have likewise of their
 * constants, and their memory for results where it is large enough. */
void nn_steps_lie_beside(struct nn_steps *steps, const struct nn_steps *others);
/* Starts oneDNN and makes the steps of the graph, whose constants go as soon as steps have their own copies; steps have no memory
 * yet but for weights. `plain`: with plain kernels only.
 * E_INVALID and E_TOO_LARGE with the reason; E_INTERNAL where oneDNN fails; E_CONFLICT where the mapped file of weights is not of
 * this network. */
MUSTUSE int nn_steps_make(struct nn_steps *steps, bool plain, struct err *err);
/* Gives what was made its memory; after this they run. E_TOO_LARGE, E_INTERNAL. */
MUSTUSE int nn_steps_settle(struct nn_steps *steps, struct err *err);
/* All of them, in order; and one alone. E_INTERNAL where oneDNN fails. */
MUSTUSE int nn_steps_run(struct nn_steps *steps);
MUSTUSE int nn_steps_run_one(struct nn_steps *steps, size_t index);

/* Where an input or output of the graph lies, once they are settled. */
float *nn_steps_input(const struct nn_steps *steps, size_t index);
float *nn_steps_output(const struct nn_steps *steps, size_t index);

/* ---- what there is to know about them (steps_run.c) ---- */

size_t nn_steps_count(const struct nn_steps *steps);
/* NULL for a change of layout, and for what follows a node but could not be computed along. */
const struct nn_node *nn_steps_node(const struct nn_steps *steps, size_t index);
/* The node's operator, or "(layout)", "(function)", "(sum)". */
const char *nn_steps_label(const struct nn_steps *steps, size_t index);
/* How many functions and sums it computes along. */
size_t nn_steps_merged(const struct nn_steps *steps, size_t index);
/* oneDNN's name for how it does this; "plain" for a kernel. */
const char *nn_steps_implementation(const struct nn_steps *steps, size_t index);

struct nn_steps_bytes {
    size_t weights;
    size_t results; /* all intermediate results, in their common memory */
    size_t scratch;
};
struct nn_steps_bytes nn_steps_bytes(const struct nn_steps *steps);

/* ---- the file of weights (steps_weights.c) ---- */

/* What tells files of other networks, sizes, threads, processors and versions apart: layouts follow from all of these. */
uint64_t nn_weights_key(const struct nn_steps *steps, struct str file);
/* Maps the file; false where there is none, or not the right one. */
bool nn_weights_map(struct nn_steps *steps, const char *path, uint64_t key);
/* Writes the file and lets the network's constants lie in it. E_IO and the like. */
MUSTUSE int nn_weights_keep(struct nn_steps *steps, const char *path, uint64_t key);
