/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading in pieces, for tests and measurements. */
#pragma once

#include "infer/nn/nn.h"

struct nn_step;

/* As nn_load() does. `plain`: without any merging and with plain kernels only, which tests hold the fast way against. */
struct nn_load_how {
    const struct nn_options *options;
    bool plain;
};
MUSTUSE int nn_load_how(struct str file, const struct nn_load_how *how, struct nn **out,
                        struct err *err);
/* A network without a graph yet, to be given back by nn_unload(). */
struct nn *nn_new(int threads);
/* Makes steps of its graph; they have no memory yet but for weights. */
MUSTUSE int nn_make_ready(struct nn *nn, bool plain, struct err *err);
/* Gives what was made its memory; after this it runs. */
MUSTUSE int nn_settle(struct nn *nn, struct err *err);
MUSTUSE int nn_run_step(struct nn *nn, const struct nn_step *step);
