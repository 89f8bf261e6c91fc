/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions of 3 x 3 with a quarter of the multiplications: minimal filtering, F(4 x 4, 3 x 3) (Lavin and Gray 2016, "Fast
 * Algorithms for Convolutional Neural Networks", arXiv:1509.09308; the matrices are theirs, chapter 4). The output is cut into tiles
 * of 4 x 4. Weights g, and the 6 x 6 numbers d of the source that a tile is made of, are transformed from both sides:
 *     tile = A^T [(G g G^T) * (B^T d B)] A
 * where * multiplies number by number and adds over the source's channels. So each of the 36 numbers of all tiles together is the
 * product of two matrices, which is a convolution of 1 x 1 to oneDNN. G g G^T is made when the network is loaded, and is four
 * times as large as g. Results differ from those of the plain way by some millionths of the largest. */
#include <float.h>

#include "infer/nn/steps/steps_int.h"

#define KERNEL 3
#define TILE   4
#define SIDE   (TILE + KERNEL - 1)
#define TAPS   ((size_t)KERNEL * KERNEL)
#define PLACES ((size_t)SIDE * SIDE)
#define BLOCK  8 /* channels that lie together */

/* With fewer tiles, weights that are four times as large take more time and memory than the multiplications save. Those of somebody's
 * own network may be large as they are. With few multiplications in a place, several threads wait longer than they compute. */
#define TILES_MIN   32
#define WEIGHTS_MAX ((size_t)4 * MIB)
#define SHARED_MIN  ((size_t)200 * 1000)
/* What is kept of tiles at once; where all need more, they come in rounds. */
#define ROUND_BYTES ((size_t)4 * MIB)

typedef float block __attribute__((vector_size(BLOCK * sizeof(float)), may_alias));

struct nn_winograd {
    dnnl_primitive_t product; /* of one place, as are these: one place after the other */
    dnnl_memory_t spread_place;
    dnnl_memory_t weights_place;
    dnnl_memory_t made_place;
    dnnl_memory_desc_t spread_md;
    dnnl_memory_desc_t weights_md;
    dnnl_memory_desc_t made_md;
    struct nn_buffer *source;  /* (batch, inputs / BLOCK, height, width, BLOCK) */
    struct nn_buffer *weights; /* (PLACES, outputs, inputs) each as `weights_md` */
    struct nn_buffer *bias;    /* (outputs) or NULL */
    struct nn_buffer *spread;  /* (PLACES, inputs / BLOCK, tiles, BLOCK) */
    struct nn_buffer *made;    /* (PLACES, outputs / BLOCK, tiles, BLOCK) */
    struct nn_buffer *target;  /* (batch, outputs / BLOCK, height, width, BLOCK) */
    int64_t batch;
    int64_t inputs; /* channels */
    int64_t outputs;
    int64_t height; /* of the source, as is the width */
    int64_t width;
    int64_t before[2]; /* padding */
    int64_t out_height;
    int64_t out_width;
    int64_t down; /* tiles */
    int64_t across;
    size_t tiles; /* of all pictures */
    size_t round; /* of them, at once */
    bool adds;    /* to what lies in the target */
    float least;  /* what results are limited to */
    float most;
};

/* ---- transforms, of columns of blocks that lie `step` apart ---- */

/* B^T d */
static inline void transform_source(const block *d, size_t step, block *out, size_t out_step)
{
    const block d1 = d[step];
    const block d2 = d[2 * step];
    const block d3 = d[3 * step];
    const block d4 = d[4 * step];
    const block even = d4 - 4.0F * d2;
    const block odd = d3 - 4.0F * d1;
    const block even_half = d4 - d2;
    const block odd_half = 2.0F * (d3 - d1);
    out[0] = 4.0F * d[0] - 5.0F * d2 + d4;
    out[out_step] = even + odd;
    out[2 * out_step] = even - odd;
    out[3 * out_step] = even_half + odd_half;
    out[4 * out_step] = even_half - odd_half;
    out[5 * out_step] = 4.0F * d1 - 5.0F * d3 + d[5 * step];
}

/* A^T m */
static inline void transform_products(const block *m, size_t step, block *out, size_t out_step)
{
    const block sum = m[step] + m[2 * step];
    const block difference = m[step] - m[2 * step];
    const block far_sum = m[3 * step] + m[4 * step];
    const block far_difference = m[3 * step] - m[4 * step];
    out[0] = m[0] + sum + far_sum;
    out[out_step] = difference + 2.0F * far_difference;
    out[2 * out_step] = sum + 4.0F * far_sum;
    out[3 * out_step] = difference + 8.0F * far_difference + m[5 * step];
}

/* G g */
static inline void transform_weights(const block *g, size_t step, block *out, size_t out_step)
{
    const block ends = g[0] + g[2 * step];
    const block far_ends = g[0] + 4.0F * g[2 * step];
    out[0] = g[0] / 4.0F;
    out[out_step] = (ends + g[step]) / -6.0F;
    out[2 * out_step] = (ends - g[step]) / -6.0F;
    out[3 * out_step] = (far_ends + 2.0F * g[step]) / 24.0F;
    out[4 * out_step] = (far_ends - 2.0F * g[step]) / 24.0F;
    out[5 * out_step] = g[2 * step];
}

/* From one input to a block of outputs, each `apart` numbers behind the one before; places are as far apart in `out`. */
static void spread_weights_of(const float *given, size_t apart, block *out, size_t places_apart)
{
    block g[TAPS];
    block half[(size_t)SIDE * KERNEL];
    for (size_t i = 0; i < TAPS; i++) {
        for (size_t output = 0; output < BLOCK; output++) {
            g[i][output] = given[output * apart + i];
        }
    }
    for (size_t i = 0; i < KERNEL; i++) {
        transform_weights(g + i, KERNEL, half + i, KERNEL);
    }
    for (size_t i = 0; i < SIDE; i++) {
        transform_weights(half + i * KERNEL, 1, out + i * SIDE * places_apart, places_apart);
    }
}

/* Those of all pairs of channels, as `weights_md` has them: (outputs / BLOCK, inputs) of blocks of outputs. */
static void spread_weights(const struct nn_winograd *winograd, const float *given, block *out)
{
    const size_t inputs = (size_t)winograd->inputs;
    const size_t outputs = (size_t)winograd->outputs;
    const size_t apart = inputs * TAPS;
    for (size_t output = 0; output < outputs; output += BLOCK) {
        for (size_t input = 0; input < inputs; input++) {
            spread_weights_of(given + output * apart + input * TAPS, apart, out++,
                              inputs * outputs / BLOCK);
        }
    }
}

/* ---- one tile ---- */

/* Where a tile is. */
struct tile {
    int64_t picture;
    int64_t y; /* in the output */
    int64_t x;
    size_t index; /* in its round */
};

static struct tile tile_at(const struct nn_winograd *winograd, size_t index)
{
    const int64_t across = (int64_t)index % winograd->across;
    const int64_t rows = (int64_t)index / winograd->across;
    return (struct tile){rows / winograd->down, TILE * (rows % winograd->down), TILE * across,
                         index % winograd->round};
}

/* What a tile is made of, with zeros outside of the source. */
static void gather(const struct nn_winograd *winograd, const block *channels, int64_t y, int64_t x,
                   block *out)
{
    memset(out, 0, PLACES * sizeof(*out));
    for (int64_t i = 0; i < SIDE; i++) {
        for (int64_t k = 0; k < SIDE; k++) {
            if (y + i >= 0 && y + i < winograd->height && x + k >= 0 && x + k < winograd->width) {
                out[i * SIDE + k] = channels[(y + i) * winograd->width + x + k];
            }
        }
    }
}

static void spread_tile(const struct nn_winograd *winograd, const struct tile *tile, size_t group)
{
    const size_t groups = (size_t)winograd->inputs / BLOCK;
    const size_t pixels = (size_t)(winograd->height * winograd->width);
    const block *channels =
        (const block *)winograd->source->data + ((size_t)tile->picture * groups + group) * pixels;
    const int64_t y = tile->y - winograd->before[0];
    const int64_t x = tile->x - winograd->before[1];
    const bool is_inside =
        y >= 0 && x >= 0 && y + SIDE <= winograd->height && x + SIDE <= winograd->width;
    block gathered[PLACES];
    block half[PLACES];
    const block *from = gathered;
    size_t step = SIDE;
    if (is_inside) {
        from = channels + y * winograd->width + x;
        step = (size_t)winograd->width;
    } else {
        gather(winograd, channels, y, x, gathered);
    }
    for (size_t i = 0; i < SIDE; i++) {
        transform_source(from + i, step, half + i, SIDE);
    }
    const size_t apart = groups * winograd->round; /* of places */
    block *to = (block *)winograd->spread->data + group * winograd->round + tile->index;
    for (size_t i = 0; i < SIDE; i++) {
        transform_source(half + i * SIDE, 1, to + i * SIDE * apart, apart);
    }
}

/* A pixel of the output, from what was made for it. */
static inline void put_pixel(const struct nn_winograd *winograd, const float *made,
                             const float *bias, float *to)
{
    for (size_t i = 0; i < BLOCK; i++) {
        float value = made[i] + (bias != NULL ? bias[i] : 0);
        value = winograd->adds ? value + to[i] : value;
        value = value < winograd->least ? winograd->least : value;
        to[i] = value > winograd->most ? winograd->most : value;
    }
}

static void finish_tile(const struct nn_winograd *winograd, const struct tile *tile, size_t group)
{
    const size_t groups = (size_t)winograd->outputs / BLOCK;
    const size_t pixels = (size_t)(winograd->out_height * winograd->out_width);
    const size_t apart = groups * winograd->round;
    const block *from = (const block *)winograd->made->data + group * winograd->round + tile->index;
    const float *bias =
        winograd->bias != NULL ? (const float *)winograd->bias->data + group * BLOCK : NULL;
    float *to =
        (float *)winograd->target->data + ((size_t)tile->picture * groups + group) * pixels * BLOCK;
    block half[(size_t)TILE * SIDE];
    block whole[(size_t)TILE * TILE];
    for (size_t i = 0; i < SIDE; i++) {
        transform_products(from + i * apart, SIDE * apart, half + i, SIDE);
    }
    for (size_t i = 0; i < TILE; i++) {
        transform_products(half + i * SIDE, 1, whole + i * TILE, 1);
    }
    for (int64_t i = 0; i < TILE && tile->y + i < winograd->out_height; i++) {
        for (int64_t k = 0; k < TILE && tile->x + k < winograd->out_width; k++) {
            const int64_t pixel = (tile->y + i) * winograd->out_width + tile->x + k;
            put_pixel(winograd, (const float *)&whole[i * TILE + k], bias, to + pixel * BLOCK);
        }
    }
}

/* ---- running ---- */

static bool point_at(dnnl_memory_t memory, const dnnl_memory_desc_t *md,
                     const struct nn_buffer *buffer, size_t place)
{
    char *data = (char *)buffer->data + place * dnnl_memory_desc_get_size(md);
    return dnnl_memory_set_data_handle(memory, data) == dnnl_success;
}

static int multiply(const struct nn_steps *steps, const struct nn_winograd *winograd)
{
    const dnnl_exec_arg_t args[] = {
        {DNNL_ARG_SRC, winograd->spread_place},
        {DNNL_ARG_WEIGHTS, winograd->weights_place},
        {DNNL_ARG_DST, winograd->made_place},
        {DNNL_ARG_SCRATCHPAD, steps->scratch_memory},
    };
    bool is_done = true;
    for (size_t place = 0; is_done && place < PLACES; place++) {
        is_done =
            point_at(winograd->spread_place, &winograd->spread_md, winograd->spread, place) &&
            point_at(winograd->weights_place, &winograd->weights_md, winograd->weights, place) &&
            point_at(winograd->made_place, &winograd->made_md, winograd->made, place) &&
            dnnl_primitive_execute(winograd->product, steps->stream, ARRAY_LEN(args), args) ==
                dnnl_success;
    }
    return is_done ? E_OK : E_INTERNAL;
}

/* Tiles from `begin` to `end`, as many as a round has or fewer. */
static int run_round(const struct nn_steps *steps, const struct nn_winograd *winograd, size_t begin,
                     size_t end)
{
    for (size_t group = 0; group < (size_t)winograd->inputs / BLOCK; group++) {
        for (size_t i = begin; i < end; i++) {
            const struct tile tile = tile_at(winograd, i);
            spread_tile(winograd, &tile, group);
        }
    }
    int rc = multiply(steps, winograd);
    for (size_t group = 0; rc == E_OK && group < (size_t)winograd->outputs / BLOCK; group++) {
        for (size_t i = begin; i < end; i++) {
            const struct tile tile = tile_at(winograd, i);
            finish_tile(winograd, &tile, group);
        }
    }
    return rc;
}

int nn_winograd_run(const struct nn_steps *steps, const struct nn_winograd *winograd)
{
    int rc = E_OK;
    for (size_t begin = 0; rc == E_OK && begin < winograd->tiles; begin += winograd->round) {
        rc = run_round(steps, winograd, begin, size_min(begin + winograd->round, winograd->tiles));
    }
    return rc;
}

int nn_winograd_bind(const struct nn_steps *steps, struct nn_winograd *winograd)
{
    const dnnl_engine_t engine = steps->engine;
    const bool is_done = dnnl_memory_create(&winograd->spread_place, &winograd->spread_md, engine,
                                            winograd->spread->data) == dnnl_success &&
                         dnnl_memory_create(&winograd->weights_place, &winograd->weights_md, engine,
                                            winograd->weights->data) == dnnl_success &&
                         dnnl_memory_create(&winograd->made_place, &winograd->made_md, engine,
                                            winograd->made->data) == dnnl_success;
    return is_done ? E_OK : E_INTERNAL;
}

void nn_winograd_free(struct nn_winograd *winograd)
{
    if (winograd != NULL) {
        dnnl_memory_destroy(winograd->spread_place);
        dnnl_memory_destroy(winograd->weights_place);
        dnnl_memory_destroy(winograd->made_place);
        dnnl_primitive_destroy(winograd->product);
    }
}

/* ---- building ---- */

/* Whether it is a plain convolution of 3 x 3, which oneDNN would compute in blocks of as many channels as we have. */
static bool suits(const struct nn_node *node, const dnnl_memory_desc_t *src,
                  const dnnl_memory_desc_t *dst)
{
    const struct nn_window *window = &node->params.window;
    bool fits = window->rank == 2 && window->groups == 1 && src->dims[1] % BLOCK == 0 &&
                dst->dims[1] % BLOCK == 0 && nn_md_block(src) == BLOCK && nn_md_block(dst) == BLOCK;
    for (int i = 0; i < 2; i++) {
        fits = fits && window->kernel[i] == KERNEL && window->stride[i] == 1 &&
               window->dilation[i] == 1;
    }
    return fits;
}

static bool pays(const struct nn_winograd *facts, int threads)
{
    const size_t pairs = (size_t)(facts->inputs * facts->outputs); /* of channels */
    return facts->tiles >= TILES_MIN && PLACES * pairs * sizeof(float) <= WEIGHTS_MAX &&
           (threads == 1 || facts->tiles * pairs >= SHARED_MIN);
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

static struct nn_winograd facts_of(const struct nn_node *node)
{
    const struct nn_window *window = &node->params.window;
    const struct nn_shape *from = &node->inputs[0]->tensor.shape;
    const struct nn_shape *to = &node->outputs[0]->tensor.shape;
    struct nn_winograd facts = {
        .batch = from->dims[0],
        .inputs = from->dims[1],
        .outputs = to->dims[1],
        .height = from->dims[2],
        .width = from->dims[3],
        .before = {window->before[0], window->before[1]},
        .out_height = to->dims[2],
        .out_width = to->dims[3],
        .down = (to->dims[2] + TILE - 1) / TILE,
        .across = (to->dims[3] + TILE - 1) / TILE,
    };
    facts.tiles = (size_t)(facts.batch * facts.down * facts.across);
    const size_t bytes = PLACES * (size_t)(facts.inputs + facts.outputs) * sizeof(float);
    const size_t rounds = (facts.tiles * bytes + ROUND_BYTES - 1) / ROUND_BYTES;
    /* An odd number: places that lie a power of two apart would share few lines of the processor's cache. */
    facts.round = rounds > 1 ? (facts.tiles / rounds + 1) | 1 : facts.tiles;
    return facts;
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
    if (is_there && nn_is_slow(*out)) {
        dnnl_primitive_desc_destroy(*out);
        is_there = false;
    }
    return is_there;
}

static int get_constants(struct nn_build *build, const struct nn_product *given,
                         struct nn_winograd *winograd)
{
    const struct nn_shape weights = {1, {(int64_t)PLACES * winograd->outputs * winograd->inputs}};
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

/* Room for the numbers of all places. */
static struct nn_buffer *new_places(struct nn_build *build, const dnnl_memory_desc_t *md)
{
    const struct nn_shape shape = {3, {(int64_t)PLACES, md->dims[1], md->dims[3]}};
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
    winograd->spread = new_places(build, &winograd->spread_md);
    winograd->made = new_places(build, &winograd->made_md);
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
    dnnl_primitive_desc_t pd = NULL;
    struct nn_winograd facts = facts_of(build->node);
    if (!pays(&facts, build->steps->threads) || !describe(build, &facts, &pd)) {
        return 0;
    }
    struct nn_winograd *winograd = (void *)arena_memdup(build->steps->arena, &facts, sizeof(facts));
    int rc = nn_make_primitive(build, pd, &winograd->product);
    if (rc == E_OK) {
        rc = build_step(build, given, &src, &dst, winograd);
    }
    if (rc < 0) {
        nn_winograd_free(winograd);
        return rc;
    }
    return 1;
}
