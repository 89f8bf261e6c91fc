/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain kernels of LSTM and GRU, by the equations of the ONNX operators. */
#include <math.h>

#include "infer/nn/ref/ref.h"

static float sigmoid(float x)
{
    return 1 / (1 + expf(-x));
}

/* One direction of one sequence. */
struct run {
    int64_t hidden;
    int64_t inputs;
    const float *w; /* (gates * hidden, inputs) */
    const float *r; /* (gates * hidden, hidden) */
    const float *b; /* (2 * gates * hidden) or NULL */
    int64_t gates;
    const float *x; /* (inputs) of this step */
    const float *h; /* (hidden) of the step before */
};

/* What the input alone gives to a row of the gates, and what the state gives. */
static float from_input(const struct run *run, int64_t row)
{
    double sum = run->b != NULL ? run->b[row] : 0;
    for (int64_t i = 0; i < run->inputs; i++) {
        sum += (double)run->w[row * run->inputs + i] * run->x[i];
    }
    return (float)sum;
}

static float from_state(const struct run *run, int64_t row, const float *h)
{
    double sum = run->b != NULL ? run->b[run->gates * run->hidden + row] : 0;
    for (int64_t i = 0; i < run->hidden; i++) {
        sum += (double)run->r[row * run->hidden + i] * h[i];
    }
    return (float)sum;
}

/* Gates in the order input, output, forget, cell. */
static void lstm_step(const struct run *run, float *c, float *out)
{
    const int64_t n = run->hidden;
    for (int64_t i = 0; i < n; i++) {
        float gate[4];
        for (int64_t g = 0; g < 4; g++) {
            gate[g] = from_input(run, g * n + i) + from_state(run, g * n + i, run->h);
        }
        c[i] = sigmoid(gate[2]) * c[i] + sigmoid(gate[0]) * tanhf(gate[3]);
        out[i] = sigmoid(gate[1]) * tanhf(c[i]);
    }
}

/* Gates in the order update, reset, hidden; `reset` has room for hidden numbers. */
static void gru_step(const struct run *run, bool linear_before_reset, float *reset, float *out)
{
    const int64_t n = run->hidden;
    for (int64_t i = 0; i < n; i++) {
        const float r = sigmoid(from_input(run, n + i) + from_state(run, n + i, run->h));
        reset[i] = linear_before_reset ? r : r * run->h[i];
    }
    for (int64_t i = 0; i < n; i++) {
        const float z = sigmoid(from_input(run, i) + from_state(run, i, run->h));
        const float state = linear_before_reset ? reset[i] * from_state(run, 2 * n + i, run->h)
                                                : from_state(run, 2 * n + i, reset);
        const float candidate = tanhf(from_input(run, 2 * n + i) + state);
        out[i] = (1 - z) * candidate + z * run->h[i];
    }
}

/* A state before the first step: as given, or nothing. Has room for `hidden` numbers. */
static void start_state(const struct nn_tensor *initial, int64_t at, int64_t hidden, float *out)
{
    for (int64_t i = 0; i < hidden; i++) {
        out[i] = initial != NULL ? nn_floats(initial)[at * hidden + i] : 0;
    }
}

static void run_sequence(const struct nn_node *node, const struct nn_tensor *const *inputs,
                         struct nn_tensor *const *outputs, int64_t direction, int64_t batch)
{
    const struct nn_rnn *rnn = &node->params.rnn;
    const bool lstm = node->kind == NN_OP_LSTM;
    const struct nn_shape *shape = &outputs[0]->shape; /* (steps, directions, batch, hidden) */
    const int64_t steps = shape->dims[0];
    const int64_t batches = shape->dims[2];
    struct run run = {
        .hidden = rnn->hidden, .inputs = inputs[0]->shape.dims[2], .gates = lstm ? 4 : 3};
    const int64_t rows = run.gates * run.hidden;
    run.w = nn_floats(inputs[1]) + direction * rows * run.inputs;
    run.r = nn_floats(inputs[2]) + direction * rows * run.hidden;
    run.b = inputs[3] != NULL ? nn_floats(inputs[3]) + direction * 2 * rows : NULL;
    const bool backwards = rnn->direction == NN_REVERSE || direction == 1;
    const int64_t at = direction * batches + batch;
    float *h = must_calloc((size_t)run.hidden, sizeof(*h));
    float *c = must_calloc((size_t)run.hidden, sizeof(*c));
    start_state(inputs[5], at, run.hidden, h);
    start_state(lstm ? inputs[6] : NULL, at, run.hidden, c);
    run.h = h;
    for (int64_t s = 0; s < steps; s++) {
        const int64_t step = backwards ? steps - 1 - s : s;
        float *out = nn_floats(outputs[0]) +
                     ((step * shape->dims[1] + direction) * batches + batch) * run.hidden;
        run.x = nn_floats(inputs[0]) + (step * batches + batch) * run.inputs;
        if (lstm) {
            lstm_step(&run, c, out);
        } else {
            gru_step(&run, rnn->linear_before_reset, c, out);
        }
        memcpy(h, out, (size_t)run.hidden * sizeof(*h));
    }
    const float *last[] = {NULL, h, c};
    for (size_t i = 1; i < size_min(node->output_count, ARRAY_LEN(last)); i++) {
        if (outputs[i] != NULL) {
            memcpy(nn_floats(outputs[i]) + at * run.hidden, last[i],
                   (size_t)run.hidden * sizeof(float));
        }
    }
    free(h);
    free(c);
}

static void run_all(const struct nn_node *node, const struct nn_tensor *const *inputs,
                    struct nn_tensor *const *outputs)
{
    const struct nn_shape *shape = &outputs[0]->shape;
    for (int64_t direction = 0; direction < shape->dims[1]; direction++) {
        for (int64_t batch = 0; batch < shape->dims[2]; batch++) {
            run_sequence(node, inputs, outputs, direction, batch);
        }
    }
}

void nn_ref_lstm(const struct nn_node *node, const struct nn_tensor *const *inputs,
                 struct nn_tensor *const *outputs)
{
    run_all(node, inputs, outputs);
}

void nn_ref_gru(const struct nn_node *node, const struct nn_tensor *const *inputs,
                struct nn_tensor *const *outputs)
{
    run_all(node, inputs, outputs);
}
