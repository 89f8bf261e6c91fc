/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads bytes as a network and runs it, in small sizes. */
#include "infer/nn/nn.h"

#define COST_MAX 1e6 /* multiply-adds: more makes runs too slow to try many */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    const struct nn_options options = {.threads = 1, .batch = 1, .width = 8, .height = 8};
    struct err err = {0};
    struct nn *nn = NULL;
    if (nn_load((struct str){(const char *)bytes, count}, &options, &nn, &err) < 0) {
        return 0;
    }
    double cost = 0;
    for (size_t i = 0; i < nn_fact_count(nn); i++) {
        cost += nn_fact(nn, i).multiply_adds;
    }
    if (cost <= COST_MAX) {
        (void)nn_run(nn);
    }
    nn_unload(nn);
    return 0;
}
