/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading without any merging and with plain kernels only: what tests hold the fast way against. */
#pragma once

#include "infer/nn/nn.h"

struct nn_step;

MUSTUSE int nn_load_how(struct str file, const struct nn_options *options, bool plain,
                        struct nn **out, struct err *err);
/* Runs one step, for measurements. */
MUSTUSE int nn_run_step(struct nn *nn, const struct nn_step *step);
