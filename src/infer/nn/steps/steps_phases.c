/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transposed convolutions with strides, as ordinary ones, which oneDNN runs many times as quickly. In the output as it is before
 * padding is cut off, places whose coordinates leave the same rest when divided by the strides (a phase) are sums of the inputs
 * around them with the same weights: each phase is a convolution with stride 1 and every stride-th of the weights. One
 * convolution makes all phases, each as channels of its own; reorders then put each where it belongs. */
#include "infer/nn/steps/steps_int.h"

/* The ordinary convolution, and what its result is called. */
struct phases {
    int64_t count;
    int64_t inputs; /* channels */
    int64_t outputs;
    struct nn_shape weights; /* (count * outputs, inputs, taps...) */
    struct nn_shape made;    /* (batch, count * outputs, places...) */
    dnnl_dims_t before;      /* padding */
    dnnl_dims_t after;
};

bool nn_has_phases(const struct nn_node *node)
{
    const struct nn_window *window = &node->params.window;
    int64_t count = 1;
    bool fits =
        window->groups == 1 && nn_is_constant(node->inputs[1]) &&
        (node->input_count < 3 || node->inputs[2] == NULL || nn_is_constant(node->inputs[2]));
    for (int i = 0; i < window->rank; i++) {
        count *= window->stride[i];
        fits = fits && window->dilation[i] == 1 && window->before[i] >= 0;
    }
    return fits && count > 1;
}

static struct phases phases_of(const struct nn_node *node)
{
    const struct nn_window *window = &node->params.window;
    const struct nn_shape *from = &node->inputs[0]->tensor.shape;
    const struct nn_shape *to = &node->outputs[0]->tensor.shape;
    struct phases phases = {.count = 1, .inputs = from->dims[1], .outputs = to->dims[1]};
    phases.weights.rank = from->rank;
    phases.made.rank = from->rank;
    for (int i = 0; i < window->rank; i++) {
        const int64_t stride = window->stride[i];
        const int64_t taps = (window->kernel[i] + stride - 1) / stride;
        const int64_t reach = (to->dims[2 + i] + window->before[i] + stride - 1) / stride;
        phases.count *= stride;
        phases.weights.dims[2 + i] = taps;
        phases.made.dims[2 + i] = reach > from->dims[2 + i] ? reach : from->dims[2 + i];
        phases.before[i] = taps - 1;
        phases.after[i] = phases.made.dims[2 + i] - from->dims[2 + i];
    }
    phases.weights.dims[0] = phases.count * phases.outputs;
    phases.weights.dims[1] = phases.inputs;
    phases.made.dims[0] = from->dims[0];
    phases.made.dims[1] = phases.count * phases.outputs;
    return phases;
}

/* The coordinates of number `index` in a box of this size, the last fastest. */
static void split_index(int64_t index, const int64_t *size, int rank, int64_t *out)
{
    for (int i = rank - 1; i >= 0; i--) {
        out[i] = index % size[i];
        index /= size[i];
    }
}

/* Which of the given weights a phase uses at this tap; -1 for none. A tap further on looks at an input further on, which reaches
 * this place by a weight further back. */
static int64_t weight_at(const struct nn_window *window, const struct phases *phases, int64_t phase,
                         int64_t tap)
{
    int64_t rests[NN_SPATIAL_MAX];
    int64_t taps[NN_SPATIAL_MAX];
    int64_t at = 0;
    split_index(phase, window->stride, window->rank, rests);
    split_index(tap, &phases->weights.dims[2], window->rank, taps);
    for (int i = 0; i < window->rank; i++) {
        const int64_t k =
            (phases->weights.dims[2 + i] - 1 - taps[i]) * window->stride[i] + rests[i];
        if (k >= window->kernel[i]) {
            return -1;
        }
        at = at * window->kernel[i] + k;
    }
    return at;
}

static void arrange_weights(const struct nn_node *node, const struct phases *phases, float *out)
{
    const struct nn_window *window = &node->params.window;
    const float *given = nn_floats(&node->inputs[1]->tensor); /* (inputs, outputs, kernel...) */
    int64_t kernel = 1;
    int64_t taps = 1;
    for (int i = 0; i < window->rank; i++) {
        kernel *= window->kernel[i];
        taps *= phases->weights.dims[2 + i];
    }
    for (int64_t row = 0; row < phases->count * taps; row++) {
        const int64_t phase = row / taps;
        const int64_t tap = row % taps;
        const int64_t from = weight_at(window, phases, phase, tap);
        for (int64_t i = 0; i < phases->outputs * phases->inputs; i++) {
            const int64_t output = i / phases->inputs;
            const int64_t input = i % phases->inputs;
            out[((phase * phases->outputs + output) * phases->inputs + input) * taps + tap] =
                from < 0 ? 0 : given[(input * phases->outputs + output) * kernel + from];
        }
    }
}

static int describe(struct nn_build *build, const struct phases *phases, bool has_bias,
                    dnnl_primitive_desc_t *out)
{
    static const dnnl_dims_t strides = {1, 1, 1};
    const struct nn_shape channels = {1, {phases->weights.dims[0]}};
    const dnnl_memory_desc_t src = nn_md_any(&build->node->inputs[0]->tensor.shape);
    const dnnl_memory_desc_t weights = nn_md_any(&phases->weights);
    const dnnl_memory_desc_t bias = nn_md_plain(&channels);
    const dnnl_memory_desc_t dst = nn_md_any(&phases->made);
    dnnl_convolution_desc_t desc;
    int rc = nn_build_check(build, dnnl_convolution_forward_desc_init(
                                       &desc, dnnl_forward_inference, dnnl_convolution_direct, &src,
                                       &weights, has_bias ? &bias : NULL, &dst, strides,
                                       phases->before, phases->after));
    return rc < 0 ? rc : nn_build_describe(build, &desc, out);
}

/* Numbers for the ordinary convolution: its weights, and behind them its bias. */
static int make_constants(struct nn_build *build, const struct phases *phases, float **out,
                          struct nn_product *product)
{
    const struct nn_node *node = build->node;
    const size_t weights = nn_count(&phases->weights);
    const size_t outputs = (size_t)phases->outputs;
    *out = nn_shape_check(&phases->weights) == E_OK
               ? calloc(weights + (size_t)phases->count * outputs, sizeof(float))
               : NULL;
    if (*out == NULL) {
        return err_set(build->err, E_TOO_LARGE, "The network's weights are too large.");
    }
    arrange_weights(node, phases, *out);
    product->weights = *out;
    product->weights_given = nn_md_plain(&phases->weights);
    if (node->input_count > 2 && node->inputs[2] != NULL) {
        product->bias = *out + weights;
        for (int64_t phase = 0; phase < phases->count; phase++) {
            memcpy(product->bias + (size_t)phase * outputs, nn_floats(&node->inputs[2]->tensor),
                   outputs * sizeof(float));
        }
    }
    return E_OK;
}

static int convolve(struct nn_build *build, const struct phases *phases, struct nn_buffer **out)
{
    struct nn_product product = {0};
    float *constants = NULL;
    dnnl_primitive_desc_t pd = NULL;
    int rc = nn_buffer_of(build, build->node->inputs[0], &product.source);
    rc = rc < 0 ? rc : make_constants(build, phases, &constants, &product);
    rc = rc < 0 ? rc : describe(build, phases, product.bias != NULL, &pd);
    rc = rc < 0 ? rc : nn_build_product(build, pd, &product, out);
    free(constants);
    return rc;
}

/* Places of the output that are `at` and whole strides behind it come from one phase: copies them from there. */
static int place_phase(struct nn_build *build, const struct phases *phases, struct nn_buffer *made,
                       const int64_t *at, struct nn_buffer *out)
{
    const struct nn_window *window = &build->node->params.window;
    const struct nn_shape *to = &build->node->outputs[0]->tensor.shape;
    int64_t phase = 0;
    dnnl_dims_t dims = {to->dims[0], to->dims[1]};
    dnnl_dims_t from = {0};
    dnnl_dims_t target = {0};
    for (int i = 0; i < window->rank; i++) {
        const int64_t place = at[i] + window->before[i];
        phase = phase * window->stride[i] + place % window->stride[i];
        from[2 + i] = place / window->stride[i];
        target[2 + i] = at[i];
        dims[2 + i] = (to->dims[2 + i] - at[i] + window->stride[i] - 1) / window->stride[i];
        if (dims[2 + i] <= 0) {
            return E_OK;
        }
    }
    from[1] = phase * phases->outputs;
    dnnl_memory_desc_t source_md = {0};
    dnnl_memory_desc_t target_md = {0};
    dnnl_status_t status = dnnl_memory_desc_init_submemory(&source_md, &made->md, dims, from);
    status = status != dnnl_success
                 ? status
                 : dnnl_memory_desc_init_submemory(&target_md, &out->md, dims, target);
    int rc = nn_build_check(build, status);
    for (int i = 0; rc == E_OK && i < window->rank; i++) {
        target_md.format_desc.blocking.strides[2 + i] *= window->stride[i];
    }
    return rc < 0 ? rc
                  : nn_step_copy(build, nn_buffer_look(build, made, &source_md),
                                 nn_buffer_look(build, out, &target_md));
}

int nn_build_phases(struct nn_build *build)
{
    const struct nn_node *node = build->node;
    const struct nn_window *window = &node->params.window;
    const struct phases phases = phases_of(node);
    struct nn_buffer *made = NULL;
    int rc = convolve(build, &phases, &made);
    if (rc == E_OK && phases.outputs % nn_md_block(&made->md) != 0) {
        const dnnl_memory_desc_t plain = nn_md_plain(&phases.made); /* blocks cannot be cut */
        rc = nn_buffer_as(build, made, &plain, &made);
    }
    if (rc < 0) {
        return rc;
    }
    const dnnl_memory_desc_t md = nn_md_like(&made->md, &node->outputs[0]->tensor.shape);
    struct nn_buffer *out = nn_buffer_new(build, &md);
    for (int64_t phase = 0; rc == E_OK && phase < phases.count; phase++) {
        int64_t at[NN_SPATIAL_MAX] = {0};
        split_index(phase, window->stride, window->rank, at);
        rc = place_phase(build, &phases, made, at, out);
    }
    node->outputs[0]->buffer = out;
    return rc;
}
