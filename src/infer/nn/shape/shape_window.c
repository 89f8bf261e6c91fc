/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes of what moves a window over its input: convolutions and pooling (ONNX operators, Conv, ConvTranspose, MaxPool,
 * AveragePool). */
#include "infer/nn/shape/shape_int.h"

#define WINDOW_MAX 65536 /* of kernels, steps and padding: more is no network */

static int read_numbers(struct nn_node *node, const char *name, int64_t least, int64_t *out,
                        struct err *err)
{
    const struct nn_window *window = &node->params.window;
    size_t count;
    int64_t numbers[2 * NN_SPATIAL_MAX];
    const size_t wanted = (size_t)window->rank * (strcmp(name, "pads") == 0 ? 2 : 1);
    int rc = nn_attr_ints(node, name, numbers, ARRAY_LEN(numbers), &count, err);
    if (rc < 0 || count == 0) {
        return rc;
    }
    if (count != wanted) {
        return nn_refuse(node, err, "%s has %zu numbers and not %zu", name, count, wanted);
    }
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] < least || numbers[i] > WINDOW_MAX) {
            return nn_refuse(node, err, "%s has a number outside %lld to %d", name,
                             (long long)least, WINDOW_MAX);
        }
        out[i] = numbers[i];
    }
    return E_OK;
}

/* All but the kernel and the padding; the kernel is there already or read as the attribute. */
static int read_window(struct nn_node *node, const struct nn_shape *input, struct err *err)
{
    struct nn_window *window = &node->params.window;
    window->rank = input->rank - 2;
    if (window->rank < 1 || window->rank > NN_SPATIAL_MAX) {
        return nn_refuse(node, err, "its input has %d dimensions", input->rank);
    }
    for (int i = 0; i < window->rank; i++) {
        window->stride[i] = 1;
        window->dilation[i] = 1;
    }
    int rc = read_numbers(node, "kernel_shape", 1, window->kernel, err);
    rc = rc < 0 ? rc : read_numbers(node, "strides", 1, window->stride, err);
    return rc < 0 ? rc : read_numbers(node, "dilations", 1, window->dilation, err);
}

/* How far a kernel reaches with its dilation. */
static int64_t reach(const struct nn_window *window, int i)
{
    return (window->kernel[i] - 1) * window->dilation[i] + 1;
}

/* Padding such that the output has ceil(input / stride) places. */
static void pad_same(struct nn_window *window, const struct nn_shape *input, bool more_after)
{
    for (int i = 0; i < window->rank; i++) {
        const int64_t size = input->dims[2 + i];
        const int64_t places = (size + window->stride[i] - 1) / window->stride[i];
        const int64_t needed = (places - 1) * window->stride[i] + reach(window, i) - size;
        const int64_t pad = needed > 0 ? needed : 0;
        window->before[i] = more_after ? pad / 2 : pad - pad / 2;
        window->after[i] = pad - window->before[i];
    }
}

static int read_padding(struct nn_node *node, const struct nn_shape *input, struct err *err)
{
    struct nn_window *window = &node->params.window;
    const struct str mode = nn_attr_str(node, "auto_pad", STR("NOTSET"));
    int64_t pads[2 * NN_SPATIAL_MAX] = {0};
    int rc = read_numbers(node, "pads", 0, pads, err);
    if (rc < 0) {
        return rc;
    }
    if (str_eq(mode, STR("SAME_UPPER")) || str_eq(mode, STR("SAME_LOWER"))) {
        pad_same(window, input, str_eq(mode, STR("SAME_UPPER")));
        return E_OK;
    }
    if (!str_eq(mode, STR("NOTSET")) && !str_eq(mode, STR("VALID"))) {
        return nn_refuse(node, err, "auto_pad is %" STRF, STRA(str_sub(mode, 0, 20)));
    }
    for (int i = 0; i < window->rank; i++) {
        window->before[i] = pads[i];
        window->after[i] = pads[window->rank + i];
    }
    return E_OK;
}

static int set_spatial(struct nn_node *node, const struct nn_shape *input, bool rounds_up,
                       struct nn_shape *out, struct err *err)
{
    struct nn_window *window = &node->params.window;
    for (int i = 0; i < window->rank; i++) {
        const int64_t size = input->dims[2 + i] + window->before[i] + window->after[i];
        const int64_t rest = size - reach(window, i);
        if (rest < 0) {
            return nn_refuse(node, err, "its window is larger than its input");
        }
        int64_t places = (rest + (rounds_up ? window->stride[i] - 1 : 0)) / window->stride[i] + 1;
        /* A place that lies in the padding behind the input alone is none. */
        if ((places - 1) * window->stride[i] >= input->dims[2 + i] + window->before[i]) {
            places--;
        }
        out->dims[2 + i] = places;
    }
    return E_OK;
}

static int check_bias(const struct nn_node *node, int64_t channels, struct err *err)
{
    const struct nn_tensor *bias = nn_input_tensor(node, 2);
    if (bias != NULL &&
        (bias->type != NN_FLOAT || bias->shape.rank != 1 || bias->shape.dims[0] != channels)) {
        return nn_refuse(node, err, "its bias does not have %lld numbers", (long long)channels);
    }
    return E_OK;
}

/* Checks the weights against the input and takes the kernel's size from them. */
static int read_weights(struct nn_node *node, bool transposed, struct err *err)
{
    const struct nn_tensor *input = &node->inputs[0]->tensor;
    const struct nn_tensor *weights = &node->inputs[1]->tensor;
    struct nn_window *window = &node->params.window;
    *window = (struct nn_window){.groups = nn_attr_int(node, "group", 1)};
    if (input->type != NN_FLOAT || weights->type != NN_FLOAT) {
        return nn_refuse(node, err, "it convolves integers");
    }
    int rc = read_window(node, &input->shape, err);
    if (rc < 0) {
        return rc;
    }
    const struct nn_shape *shape = &weights->shape;
    const int64_t channels = input->shape.dims[1];
    if (shape->rank != input->shape.rank || window->groups < 1 ||
        shape->dims[0] % window->groups != 0 ||
        (transposed ? shape->dims[0] != channels || channels % window->groups != 0
                    : shape->dims[1] * window->groups != channels)) {
        return nn_refuse(node, err, "its weights do not fit its input of %lld channels",
                         (long long)channels);
    }
    for (int i = 0; i < window->rank; i++) {
        if (shape->dims[2 + i] < 1 || shape->dims[2 + i] > WINDOW_MAX ||
            (window->kernel[i] != 0 && window->kernel[i] != shape->dims[2 + i])) {
            return nn_refuse(node, err, "kernel_shape is not that of its weights");
        }
        window->kernel[i] = shape->dims[2 + i];
    }
    return E_OK;
}

int nn_infer_conv(struct nn_node *node, struct err *err)
{
    int rc = read_weights(node, /* transposed= */ false, err);
    if (rc < 0) {
        return rc;
    }
    const struct nn_shape *input = &node->inputs[0]->tensor.shape;
    struct nn_shape shape = *input;
    shape.dims[1] = node->inputs[1]->tensor.shape.dims[0];
    rc = check_bias(node, shape.dims[1], err);
    rc = rc < 0 ? rc : read_padding(node, input, err);
    rc = rc < 0 ? rc : set_spatial(node, input, /* rounds_up= */ false, &shape, err);
    return rc < 0 ? rc : nn_infer_done(node, NN_FLOAT, &shape, err);
}

int nn_infer_conv_transpose(struct nn_node *node, struct err *err)
{
    int rc = read_weights(node, /* transposed= */ true, err);
    if (rc < 0) {
        return rc;
    }
    struct nn_window *window = &node->params.window;
    const struct nn_shape *input = &node->inputs[0]->tensor.shape;
    int64_t extra[NN_SPATIAL_MAX] = {0};
    struct nn_shape shape = *input;
    shape.dims[1] = node->inputs[1]->tensor.shape.dims[1] * window->groups;
    rc = check_bias(node, shape.dims[1], err);
    rc = rc < 0 ? rc : read_numbers(node, "output_padding", 0, extra, err);
    rc = rc < 0 ? rc : read_padding(node, input, err);
    for (int i = 0; rc == E_OK && i < window->rank; i++) {
        shape.dims[2 + i] = (input->dims[2 + i] - 1) * window->stride[i] + extra[i] +
                            reach(window, i) - window->before[i] - window->after[i];
        if (shape.dims[2 + i] < 1 || extra[i] >= window->stride[i] + window->dilation[i]) {
            return nn_refuse(node, err, "its padding leaves no output");
        }
    }
    return rc < 0 ? rc : nn_infer_done(node, NN_FLOAT, &shape, err);
}

static int check_pooled(struct nn_node *node, struct err *err)
{
    return node->inputs[0]->tensor.type == NN_FLOAT ? E_OK
                                                    : nn_refuse(node, err, "it pools integers");
}

int nn_infer_pool(struct nn_node *node, struct err *err)
{
    struct nn_window *window = &node->params.window;
    const struct nn_shape *input = &node->inputs[0]->tensor.shape;
    struct nn_shape shape = *input;
    *window = (struct nn_window){.groups = 1};
    window->counts_padding = nn_attr_int(node, "count_include_pad", 0) != 0;
    const bool rounds_up = nn_attr_int(node, "ceil_mode", 0) != 0;
    if (nn_attr_int(node, "storage_order", 0) != 0) {
        return nn_refuse(node, err, "storage_order is not 0");
    }
    int rc = check_pooled(node, err);
    rc = rc < 0 ? rc : read_window(node, input, err);
    if (rc == E_OK && window->kernel[0] == 0) {
        rc = nn_refuse(node, err, "kernel_shape is missing");
    }
    rc = rc < 0 ? rc : read_padding(node, input, err);
    rc = rc < 0 ? rc : set_spatial(node, input, rounds_up, &shape, err);
    for (int i = 0; rc == E_OK && i < window->rank; i++) {
        if (window->before[i] >= reach(window, i) || window->after[i] >= reach(window, i)) {
            rc = nn_refuse(node, err, "its padding is as large as its window");
        }
    }
    return rc < 0 ? rc : nn_infer_done(node, NN_FLOAT, &shape, err);
}

int nn_infer_global_pool(struct nn_node *node, struct err *err)
{
    const struct nn_shape *input = &node->inputs[0]->tensor.shape;
    struct nn_window *window = &node->params.window;
    struct nn_shape shape = *input;
    *window = (struct nn_window){.groups = 1};
    int rc = check_pooled(node, err);
    rc = rc < 0 ? rc : read_window(node, input, err);
    for (int i = 0; rc == E_OK && i < window->rank; i++) {
        if (input->dims[2 + i] < 1) {
            return nn_refuse(node, err, "its input is empty");
        }
        window->kernel[i] = input->dims[2 + i];
        shape.dims[2 + i] = 1;
    }
    return rc < 0 ? rc : nn_infer_done(node, NN_FLOAT, &shape, err);
}
