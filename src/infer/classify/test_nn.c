/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network for tests of what stands on infer/nn: its "file" says what it has. The embedding is the mean of each plane
 * (red, green, blue) and 1; class k scores what the picture has of colour k. Only tests link with this. */
#include "infer/nn/nn.h"

#define SIDE 8

struct nn {
    struct nn_port input, embedding, logits;
    float pixels[3 * SIDE * SIDE];
    float vector[4];
    float scores[3];
    bool gives_nan;
};

int nn_load(struct str file, const struct nn_options *options, struct nn **out, struct err *err)
{
    (void)options;
    if (!str_starts(file, STR("colours"))) {
        return err_set(err, E_INVALID, "This is no network.");
    }
    struct nn *nn = must_calloc(1, sizeof(*nn));
    nn->input =
        (struct nn_port){"input", {4, {1, 3, SIDE, SIDE}}, ARRAY_LEN(nn->pixels), nn->pixels};
    nn->embedding = (struct nn_port){"embedding", {2, {1, 4}}, 4, nn->vector};
    nn->logits = (struct nn_port){"logits", {2, {1, 3}}, 3, nn->scores};
    nn->gives_nan = str_eq(file, STR("colours nan"));
    *out = nn;
    return E_OK;
}

void nn_unload(struct nn *nn)
{
    free(nn);
}

size_t nn_input_count(const struct nn *nn)
{
    (void)nn;
    return 1;
}

const struct nn_port *nn_input(const struct nn *nn, size_t index)
{
    (void)index;
    return &nn->input;
}

const struct nn_port *nn_output(const struct nn *nn, size_t index)
{
    return index == 0 ? &nn->logits : &nn->embedding;
}

const struct nn_port *nn_find_output(const struct nn *nn, struct str name)
{
    return str_eq(name, STR("embedding")) ? &nn->embedding
           : str_eq(name, STR("logits"))  ? &nn->logits
                                          : NULL;
}

int nn_run(struct nn *nn)
{
    for (size_t c = 0; c < 3; c++) {
        float sum = 0;
        for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) {
            sum += nn->pixels[c * SIDE * SIDE + i];
        }
        nn->vector[c] = sum / (SIDE * SIDE);
        nn->scores[c] = 4 * nn->vector[c];
    }
    nn->vector[3] = 1;
    if (nn->gives_nan && nn->vector[0] != 0) {
        nn->scores[0] = nn->vector[0] / 0.0F * 0;
    }
    return E_OK;
}
