/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network, and loading it in pieces, for tests and measurements. */
#pragma once

#include "infer/nn/nn.h"
#include "infer/nn/steps/steps.h"

struct nn {
    struct nn_graph graph;
    struct nn_steps *steps;
    bool shares_weights;
    struct nn_port *inputs; /* these lie in the graph's arena */
    struct nn_port *outputs;
};

/* As nn_load() does. `plain`: without any merging and with plain kernels only, which tests hold the fast way against. */
struct nn_load_how {
    const struct nn_options *options;
    bool plain;
};
MUSTUSE int nn_load_how(struct str file, const struct nn_load_how *how, struct nn **out,
                        struct err *err);
/* A network without a graph yet, to be given back by nn_unload(). */
struct nn *nn_new(int threads);
