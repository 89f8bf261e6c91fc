/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain kernels of convolutions and pooling. They are written to be seen right, not to be quick. */
#include <float.h>

#include "infer/nn/ref/ref.h"

/* A tensor (batch, channels, up to three dimensions) seen as one with all three: missing ones are 1, in front. */
struct volume {
    int64_t batch;
    int64_t channels;
    int64_t size[NN_SPATIAL_MAX];
};

static struct volume volume_of(const struct nn_shape *shape)
{
    struct volume volume = {shape->dims[0], shape->dims[1], {1, 1, 1}};
    for (int i = 2; i < shape->rank; i++) {
        volume.size[NN_SPATIAL_MAX - shape->rank + i] = shape->dims[i];
    }
    return volume;
}

static int64_t places(const struct volume *volume)
{
    return volume->size[0] * volume->size[1] * volume->size[2];
}

/* The window with all three dimensions, likewise. */
static struct nn_window window_of(const struct nn_window *from)
{
    struct nn_window window = {
        .rank = NN_SPATIAL_MAX,
        .kernel = {1, 1, 1},
        .stride = {1, 1, 1},
        .dilation = {1, 1, 1},
        .groups = from->groups,
        .counts_padding = from->counts_padding,
    };
    const int missing = NN_SPATIAL_MAX - from->rank;
    for (int i = 0; i < from->rank; i++) {
        window.kernel[missing + i] = from->kernel[i];
        window.stride[missing + i] = from->stride[i];
        window.dilation[missing + i] = from->dilation[i];
        window.before[missing + i] = from->before[i];
        window.after[missing + i] = from->after[i];
    }
    return window;
}

static void split_index(int64_t index, const int64_t size[NN_SPATIAL_MAX],
                        int64_t out[NN_SPATIAL_MAX])
{
    for (int i = NN_SPATIAL_MAX - 1; i >= 0; i--) {
        out[i] = index % size[i];
        index /= size[i];
    }
}

/* Where in the input the kernel's tap lies for a place of the output; -1 in the padding. */
static int64_t source(const struct nn_window *window, const struct volume *input,
                      const int64_t place[NN_SPATIAL_MAX], const int64_t tap[NN_SPATIAL_MAX])
{
    int64_t at = 0;
    for (int i = 0; i < NN_SPATIAL_MAX; i++) {
        const int64_t x =
            place[i] * window->stride[i] + tap[i] * window->dilation[i] - window->before[i];
        if (x < 0 || x >= input->size[i]) {
            return -1;
        }
        at = at * input->size[i] + x;
    }
    return at;
}

static int64_t taps_of(const struct nn_window *window)
{
    return window->kernel[0] * window->kernel[1] * window->kernel[2];
}

void nn_ref_conv(const struct nn_node *node, const struct nn_tensor *const *inputs,
                 struct nn_tensor *const *outputs)
{
    const struct nn_window window = window_of(&node->params.window);
    const struct volume in = volume_of(&inputs[0]->shape);
    const struct volume out = volume_of(&outputs[0]->shape);
    const int64_t in_group = in.channels / window.groups;
    const int64_t out_group = out.channels / window.groups;
    const int64_t taps = taps_of(&window);
    for (int64_t row = 0; row < out.batch * out.channels; row++) {
        const int64_t batch = row / out.channels;
        const int64_t channel = row % out.channels;
        const int64_t group = channel / out_group;
        const float *x =
            nn_floats(inputs[0]) + (batch * in.channels + group * in_group) * places(&in);
        const float *w = nn_floats(inputs[1]) + channel * in_group * taps;
        float *y = nn_floats(outputs[0]) + row * places(&out);
        for (int64_t i = 0; i < places(&out); i++) {
            int64_t place[NN_SPATIAL_MAX];
            split_index(i, out.size, place);
            double sum = inputs[2] != NULL ? nn_floats(inputs[2])[channel] : 0;
            for (int64_t t = 0; t < taps; t++) {
                int64_t tap[NN_SPATIAL_MAX];
                split_index(t, window.kernel, tap);
                const int64_t from = source(&window, &in, place, tap);
                for (int64_t c = 0; from >= 0 && c < in_group; c++) {
                    sum += (double)x[c * places(&in) + from] * w[c * taps + t];
                }
            }
            y[i] = (float)sum;
        }
    }
}

/* Adds what one channel of the input gives to one of the output. */
static void scatter(const struct nn_window *window, const struct volume *in,
                    const struct volume *out, const float *x, const float *w, float *y)
{
    const int64_t taps = taps_of(window);
    for (int64_t i = 0; i < places(in); i++) {
        int64_t place[NN_SPATIAL_MAX];
        split_index(i, in->size, place);
        for (int64_t t = 0; t < taps; t++) {
            int64_t tap[NN_SPATIAL_MAX];
            split_index(t, window->kernel, tap);
            const int64_t to = source(window, out, place, tap);
            if (to >= 0) {
                y[to] += x[i] * w[t];
            }
        }
    }
}

void nn_ref_conv_transpose(const struct nn_node *node, const struct nn_tensor *const *inputs,
                           struct nn_tensor *const *outputs)
{
    const struct nn_window window = window_of(&node->params.window);
    const struct volume in = volume_of(&inputs[0]->shape);
    const struct volume out = volume_of(&outputs[0]->shape);
    const int64_t in_group = in.channels / window.groups;
    const int64_t out_group = out.channels / window.groups;
    for (int64_t row = 0; row < out.batch * out.channels; row++) {
        const int64_t batch = row / out.channels;
        const int64_t channel = row % out.channels;
        const int64_t group = channel / out_group;
        float *y = nn_floats(outputs[0]) + row * places(&out);
        for (int64_t i = 0; i < places(&out); i++) {
            y[i] = inputs[2] != NULL ? nn_floats(inputs[2])[channel] : 0;
        }
        for (int64_t c = group * in_group; c < (group + 1) * in_group; c++) {
            const float *x = nn_floats(inputs[0]) + (batch * in.channels + c) * places(&in);
            const float *w =
                nn_floats(inputs[1]) + (c * out_group + channel % out_group) * taps_of(&window);
            scatter(&window, &in, &out, x, w, y);
        }
    }
}

/* What a window sees of a channel. */
struct seen {
    double sum;
    float largest;
    int64_t count; /* of places that are not padding */
};

static struct seen look(const struct nn_window *window, const struct volume *in, const float *x,
                        const int64_t place[NN_SPATIAL_MAX])
{
    struct seen seen = {.largest = -FLT_MAX};
    for (int64_t t = 0; t < taps_of(window); t++) {
        int64_t tap[NN_SPATIAL_MAX];
        split_index(t, window->kernel, tap);
        const int64_t from = source(window, in, place, tap);
        if (from >= 0) {
            seen.sum += x[from];
            seen.largest = x[from] > seen.largest ? x[from] : seen.largest;
            seen.count++;
        }
    }
    return seen;
}

static void pool(const struct nn_node *node, const struct nn_tensor *const *inputs,
                 struct nn_tensor *const *outputs, bool averages)
{
    const struct nn_window window = window_of(&node->params.window);
    const struct volume in = volume_of(&inputs[0]->shape);
    const struct volume out = volume_of(&outputs[0]->shape);
    for (int64_t row = 0; row < out.batch * out.channels; row++) {
        const float *x = nn_floats(inputs[0]) + row * places(&in);
        float *y = nn_floats(outputs[0]) + row * places(&out);
        for (int64_t i = 0; i < places(&out); i++) {
            int64_t place[NN_SPATIAL_MAX];
            split_index(i, out.size, place);
            const struct seen seen = look(&window, &in, x, place);
            const int64_t divisor = window.counts_padding ? taps_of(&window)
                                    : seen.count > 0      ? seen.count
                                                          : 1;
            y[i] = averages ? (float)(seen.sum / (double)divisor) : seen.largest;
        }
    }
}

void nn_ref_max_pool(const struct nn_node *node, const struct nn_tensor *const *inputs,
                     struct nn_tensor *const *outputs)
{
    pool(node, inputs, outputs, /* averages= */ false);
}

void nn_ref_average_pool(const struct nn_node *node, const struct nn_tensor *const *inputs,
                         struct nn_tensor *const *outputs)
{
    pool(node, inputs, outputs, /* averages= */ true);
}
