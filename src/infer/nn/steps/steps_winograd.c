/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which convolutions are computed so, and what they need for it. */
#include <float.h>

#include "infer/nn/steps/steps_winograd.h"

#define TAPS ((size_t)NN_KERNEL_SIDE * NN_KERNEL_SIDE)

/* With fewer tiles, in all or for a thread, weights that are four times as large take more time and memory than the multiplications save.
 * Those of somebody's own network may be large as they are. */
#define TILES_MIN      32
#define TILES_LANE_MIN 16
#define WEIGHTS_MAX    ((size_t)4 * MIB)
/* What is kept of tiles at once, by all threads together; where all need more, they come in rounds. */
#define ROUND_BYTES ((size_t)4 * MIB)

/* ---- weights ---- */

/* G g */
static inline void transform_weights(const nn_block *g, size_t step, nn_block *out, size_t out_step)
{
    const nn_block ends = g[0] + g[2 * step];
    const nn_block far_ends = g[0] + 4.0F * g[2 * step];
    out[0] = g[0] / 4.0F;
    out[out_step] = (ends + g[step]) / -6.0F;
    out[2 * out_step] = (ends - g[step]) / -6.0F;
    out[3 * out_step] = (far_ends + 2.0F * g[step]) / 24.0F;
    out[4 * out_step] = (far_ends - 2.0F * g[step]) / 24.0F;
    out[5 * out_step] = g[2 * step];
}

/* From one input to a block of outputs, each `apart` numbers behind the one before; places are as far apart in `out`. */
static void spread_weights_of(const float *given, size_t apart, nn_block *out, size_t places_apart)
{
    nn_block g[TAPS];
    nn_block half[(size_t)NN_SIDE * NN_KERNEL_SIDE];
    for (size_t i = 0; i < TAPS; i++) {
        for (size_t output = 0; output < NN_BLOCK; output++) {
            g[i][output] = given[output * apart + i];
        }
    }
    for (size_t i = 0; i < NN_KERNEL_SIDE; i++) {
        transform_weights(g + i, NN_KERNEL_SIDE, half + i, NN_KERNEL_SIDE);
    }
    for (size_t i = 0; i < NN_SIDE; i++) {
        transform_weights(half + i * NN_KERNEL_SIDE, 1, out + i * NN_SIDE * places_apart,
                          places_apart);
    }
}

/* Those of all pairs of channels, as `weights_md` has them: (outputs / NN_BLOCK, inputs) of blocks of outputs. */
static void spread_weights(const struct nn_winograd *winograd, const float *given, nn_block *out)
{
    const size_t inputs = (size_t)winograd->inputs;
    const size_t outputs = (size_t)winograd->outputs;
    const size_t apart = inputs * TAPS;
    for (size_t output = 0; output < outputs; output += NN_BLOCK) {
        for (size_t input = 0; input < inputs; input++) {
            spread_weights_of(given + output * apart + input * TAPS, apart, out++,
                              inputs * outputs / NN_BLOCK);
        }
    }
}

/* ---- building ---- */

/* Whether it is a plain convolution of 3 x 3, which oneDNN would compute in blocks of as many channels as we have. */
static bool suits(const struct nn_node *node, const dnnl_memory_desc_t *src,
                  const dnnl_memory_desc_t *dst)
{
    const struct nn_window *window = &node->params.window;
    bool fits = window->rank == 2 && window->groups == 1 && src->dims[1] % NN_BLOCK == 0 &&
                dst->dims[1] % NN_BLOCK == 0 && nn_md_block(src) == NN_BLOCK &&
                nn_md_block(dst) == NN_BLOCK;
    for (int i = 0; i < 2; i++) {
        fits = fits && window->kernel[i] == NN_KERNEL_SIDE && window->stride[i] == 1 &&
               window->dilation[i] == 1;
    }
    return fits;
}

static bool pays(const struct nn_winograd *facts)
{
    const size_t pairs = (size_t)(facts->inputs * facts->outputs); /* of channels */
    return facts->tiles >= TILES_MIN && facts->tiles >= TILES_LANE_MIN * facts->lane_count &&
           NN_PLACES * pairs * sizeof(float) <= WEIGHTS_MAX;
}

/* As many of the posts as are a sum, a limit, or the one before the other. */
static size_t take_posts(const struct nn_node *node, struct nn_winograd *out)
{
    size_t count = 0;
    out->least = -FLT_MAX;
    out->most = FLT_MAX;
    if (count < node->post_count && node->posts[count].kind == NN_POST_ADD) {
        out->adds = true;
        count++;
    }
    if (count < node->post_count && node->posts[count].kind == NN_POST_UNARY) {
        const struct nn_unary *unary = &node->posts[count].unary;
        if (unary->func == NN_CLIP) {
            out->least = unary->a;
            out->most = unary->b;
            count++;
        } else if (unary->func == NN_RELU && unary->a == 0) {
            out->least = 0;
            count++;
        }
    }
    return count;
}

static size_t divide_up(size_t n, size_t by)
{
    return (n + by - 1) / by;
}

static struct nn_winograd facts_of(const struct nn_node *node, size_t lanes)
{
    const struct nn_window *window = &node->params.window;
    const struct nn_shape *from = &node->inputs[0]->tensor.shape;
    const struct nn_shape *to = &node->outputs[0]->tensor.shape;
    struct nn_winograd facts = {
        .lane_count = lanes,
        .batch = from->dims[0],
        .inputs = from->dims[1],
        .outputs = to->dims[1],
        .height = from->dims[2],
        .width = from->dims[3],
        .before = {window->before[0], window->before[1]},
        .out_height = to->dims[2],
        .out_width = to->dims[3],
        .down = (to->dims[2] + NN_TILE - 1) / NN_TILE,
        .across = (to->dims[3] + NN_TILE - 1) / NN_TILE,
    };
    facts.tiles = (size_t)(facts.batch * facts.down * facts.across);
    const size_t bytes = NN_PLACES * (size_t)(facts.inputs + facts.outputs) * sizeof(float);
    const size_t rounds =
        lanes * divide_up(facts.tiles * bytes, ROUND_BYTES); /* as many for each lane */
    /* An odd number: places that lie a power of two apart would share few lines of the processor's cache. */
    facts.round = rounds > 1 ? (facts.tiles / rounds + 1) | 1 : facts.tiles;
    return facts;
}

/* Lanes have none. */
static bool needs_scratch(const_dnnl_primitive_desc_t pd)
{
    const dnnl_memory_desc_t *md = dnnl_primitive_desc_query_md(pd, dnnl_query_scratchpad_md, 0);
    return md != NULL && dnnl_memory_desc_get_size(md) > 0;
}

/* The product of one place; false where oneDNN has no quick code for it in these layouts. */
static bool describe(struct nn_build *build, struct nn_winograd *winograd,
                     dnnl_primitive_desc_t *out)
{
    const dnnl_dims_t src = {1, winograd->inputs, 1, (int64_t)winograd->round};
    const dnnl_dims_t dst = {1, winograd->outputs, 1, (int64_t)winograd->round};
    const dnnl_dims_t weights = {winograd->outputs, winograd->inputs, 1, 1};
    const dnnl_dims_t strides = {1, 1};
    const dnnl_dims_t padding = {0, 0};
    dnnl_convolution_desc_t desc;
    dnnl_primitive_attr_t attr = NULL;
    bool is_there =
        dnnl_memory_desc_init_by_tag(&winograd->spread_md, 4, src, dnnl_f32, dnnl_nChw8c) ==
            dnnl_success &&
        dnnl_memory_desc_init_by_tag(&winograd->made_md, 4, dst, dnnl_f32, dnnl_nChw8c) ==
            dnnl_success &&
        dnnl_memory_desc_init_by_tag(&winograd->weights_md, 4, weights, dnnl_f32, dnnl_OIhw8i8o) ==
            dnnl_success &&
        dnnl_convolution_forward_desc_init(&desc, dnnl_forward_inference, dnnl_convolution_direct,
                                           &winograd->spread_md, &winograd->weights_md, NULL,
                                           &winograd->made_md, strides, padding,
                                           padding) == dnnl_success &&
        nn_posts_attr(build, 0, &attr) == E_OK;
    if (is_there) {
        is_there = dnnl_primitive_desc_create(out, &desc, attr, build->steps->engine, NULL) ==
                   dnnl_success;
        dnnl_primitive_attr_destroy(attr);
    }
    if (is_there && (nn_is_slow(*out) || needs_scratch(*out))) {
        dnnl_primitive_desc_destroy(*out);
        is_there = false;
    }
    return is_there;
}

static int get_constants(struct nn_build *build, const struct nn_product *given,
                         struct nn_winograd *winograd)
{
    const struct nn_shape weights = {1,
                                     {(int64_t)NN_PLACES * winograd->outputs * winograd->inputs}};
    const struct nn_shape bias = {1, {winograd->outputs}};
    const dnnl_memory_desc_t weights_md = nn_md_plain(&weights);
    const dnnl_memory_desc_t bias_md = nn_md_plain(&bias);
    int rc = nn_buffer_constant(build, &weights_md, &winograd->weights);
    if (rc == E_OK && !winograd->weights->is_mapped) {
        spread_weights(winograd, given->weights, winograd->weights->data);
    }
    if (rc == E_OK && given->bias != NULL) {
        rc = nn_buffer_weights(build, given->bias, &bias_md, &bias_md, &winograd->bias);
    }
    return rc;
}

/* Room for the numbers of all places of all lanes. */
static struct nn_buffer *new_places(struct nn_build *build, size_t lanes,
                                    const dnnl_memory_desc_t *md)
{
    const struct nn_shape shape = {4,
                                   {(int64_t)lanes, (int64_t)NN_PLACES, md->dims[1], md->dims[3]}};
    const dnnl_memory_desc_t all = nn_md_plain(&shape);
    return nn_buffer_new(build, &all);
}

static int build_step(struct nn_build *build, const struct nn_product *given,
                      const dnnl_memory_desc_t *src, const dnnl_memory_desc_t *dst,
                      struct nn_winograd *winograd)
{
    int rc = nn_buffer_as(build, given->source, src, &winograd->source);
    rc = rc < 0 ? rc : get_constants(build, given, winograd);
    build->merged = take_posts(build->node, winograd);
    rc = rc < 0 ? rc : nn_posts_target(build, dst, &winograd->target);
    if (rc < 0) {
        return rc;
    }
    winograd->spread = new_places(build, winograd->lane_count, &winograd->spread_md);
    winograd->made = new_places(build, winograd->lane_count, &winograd->made_md);
    const struct nn_arg args[] = {
        {DNNL_ARG_SRC, winograd->source}, {DNNL_ARG_WEIGHTS, winograd->weights},
        {DNNL_ARG_DST, winograd->target}, {DNNL_ARG_SRC_1, winograd->spread},
        {DNNL_ARG_DST_1, winograd->made}, {0}};
    nn_step_winograd(build, winograd, args);
    build->node->outputs[0]->buffer = winograd->target;
    return E_OK;
}

int nn_build_winograd(struct nn_build *build, const_dnnl_primitive_desc_t direct,
                      const struct nn_product *given)
{
    const dnnl_memory_desc_t src = *dnnl_primitive_desc_query_md(direct, dnnl_query_src_md, 0);
    const dnnl_memory_desc_t dst = *dnnl_primitive_desc_query_md(direct, dnnl_query_dst_md, 0);
    if (!suits(build->node, &src, &dst)) {
        return 0;
    }
    struct nn_winograd facts = facts_of(build->node, (size_t)build->steps->threads);
    if (!pays(&facts)) {
        return 0;
    }
    nn_threads_set(1); /* a lane multiplies alone */
    dnnl_primitive_desc_t pd = NULL;
    const bool is_there = describe(build, &facts, &pd);
    int rc = is_there ? nn_make_primitive(build, pd, &facts.product) : E_OK;
    nn_threads_set(build->steps->threads);
    if (rc < 0 || !is_there) {
        return rc;
    }
    struct arena *arena = build->steps->arena;
    struct nn_winograd *winograd = (void *)arena_memdup(arena, &facts, sizeof(facts));
    winograd->lanes = arena_calloc(arena, facts.lane_count, sizeof(*winograd->lanes));
    rc = build_step(build, given, &src, &dst, winograd);
    if (rc < 0) {
        nn_winograd_free(winograd);
        return rc;
    }
    return 1;
}
