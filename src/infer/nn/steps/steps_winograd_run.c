/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running: tiles from the source to the places, their products, and from there to the output. */
#include "infer/nn/steps/steps_winograd.h"

/* ---- transforms, of columns of blocks that lie `step` apart ---- */

/* B^T d */
static inline void transform_source(const nn_block *d, size_t step, nn_block *out, size_t out_step)
{
    const nn_block d1 = d[step];
    const nn_block d2 = d[2 * step];
    const nn_block d3 = d[3 * step];
    const nn_block d4 = d[4 * step];
    const nn_block even = d4 - 4.0F * d2;
    const nn_block odd = d3 - 4.0F * d1;
    const nn_block even_half = d4 - d2;
    const nn_block odd_half = 2.0F * (d3 - d1);
    out[0] = 4.0F * d[0] - 5.0F * d2 + d4;
    out[out_step] = even + odd;
    out[2 * out_step] = even - odd;
    out[3 * out_step] = even_half + odd_half;
    out[4 * out_step] = even_half - odd_half;
    out[5 * out_step] = 4.0F * d1 - 5.0F * d3 + d[5 * step];
}

/* A^T m */
static inline void transform_products(const nn_block *m, size_t step, nn_block *out,
                                      size_t out_step)
{
    const nn_block sum = m[step] + m[2 * step];
    const nn_block difference = m[step] - m[2 * step];
    const nn_block far_sum = m[3 * step] + m[4 * step];
    const nn_block far_difference = m[3 * step] - m[4 * step];
    out[0] = m[0] + sum + far_sum;
    out[out_step] = difference + 2.0F * far_difference;
    out[2 * out_step] = sum + 4.0F * far_sum;
    out[3 * out_step] = difference + 8.0F * far_difference + m[5 * step];
}

/* ---- one tile ---- */

/* Where a tile is. */
struct tile {
    int64_t picture;
    int64_t y; /* in the output */
    int64_t x;
    size_t lane;
    size_t index; /* in its round */
};

static struct tile tile_at(const struct nn_winograd *winograd, size_t lane, size_t index)
{
    const int64_t across = (int64_t)index % winograd->across;
    const int64_t rows = (int64_t)index / winograd->across;
    return (struct tile){rows / winograd->down, NN_TILE * (rows % winograd->down), NN_TILE * across,
                         lane, index % winograd->round};
}

/* Where the tile's numbers of a group of channels begin, in memory that all lanes share. */
static size_t place_of(const struct nn_winograd *winograd, const struct tile *tile, size_t groups,
                       size_t group)
{
    return (tile->lane * NN_PLACES * groups + group) * winograd->round + tile->index;
}

/* What a tile is made of, with zeros outside of the source. */
static void gather(const struct nn_winograd *winograd, const nn_block *channels, int64_t y,
                   int64_t x, nn_block *out)
{
    memset(out, 0, NN_PLACES * sizeof(*out));
    for (int64_t i = 0; i < NN_SIDE; i++) {
        for (int64_t k = 0; k < NN_SIDE; k++) {
            if (y + i >= 0 && y + i < winograd->height && x + k >= 0 && x + k < winograd->width) {
                out[i * NN_SIDE + k] = channels[(y + i) * winograd->width + x + k];
            }
        }
    }
}

static void spread_tile(const struct nn_winograd *winograd, const struct tile *tile, size_t group)
{
    const size_t groups = (size_t)winograd->inputs / NN_BLOCK;
    const size_t pixels = (size_t)(winograd->height * winograd->width);
    const nn_block *channels = (const nn_block *)winograd->source->data +
                               ((size_t)tile->picture * groups + group) * pixels;
    const int64_t y = tile->y - winograd->before[0];
    const int64_t x = tile->x - winograd->before[1];
    const bool is_inside =
        y >= 0 && x >= 0 && y + NN_SIDE <= winograd->height && x + NN_SIDE <= winograd->width;
    nn_block gathered[NN_PLACES];
    nn_block half[NN_PLACES];
    const nn_block *from = gathered;
    size_t step = NN_SIDE;
    if (is_inside) {
        from = channels + y * winograd->width + x;
        step = (size_t)winograd->width;
    } else {
        gather(winograd, channels, y, x, gathered);
    }
    for (size_t i = 0; i < NN_SIDE; i++) {
        transform_source(from + i, step, half + i, NN_SIDE);
    }
    const size_t apart = groups * winograd->round; /* of places */
    nn_block *to = (nn_block *)winograd->spread->data + place_of(winograd, tile, groups, group);
    for (size_t i = 0; i < NN_SIDE; i++) {
        transform_source(half + i * NN_SIDE, 1, to + i * NN_SIDE * apart, apart);
    }
}

/* A pixel of the output, from what was made for it. */
static inline void put_pixel(const struct nn_winograd *winograd, const float *made,
                             const float *bias, float *to)
{
    for (size_t i = 0; i < NN_BLOCK; i++) {
        float value = made[i] + (bias != NULL ? bias[i] : 0);
        value = winograd->adds ? value + to[i] : value;
        value = value < winograd->least ? winograd->least : value;
        to[i] = value > winograd->most ? winograd->most : value;
    }
}

static void finish_tile(const struct nn_winograd *winograd, const struct tile *tile, size_t group)
{
    const size_t groups = (size_t)winograd->outputs / NN_BLOCK;
    const size_t pixels = (size_t)(winograd->out_height * winograd->out_width);
    const size_t apart = groups * winograd->round;
    const nn_block *from =
        (const nn_block *)winograd->made->data + place_of(winograd, tile, groups, group);
    const float *bias =
        winograd->bias != NULL ? (const float *)winograd->bias->data + group * NN_BLOCK : NULL;
    float *to = (float *)winograd->target->data +
                ((size_t)tile->picture * groups + group) * pixels * NN_BLOCK;
    nn_block half[(size_t)NN_TILE * NN_SIDE];
    nn_block whole[(size_t)NN_TILE * NN_TILE];
    for (size_t i = 0; i < NN_SIDE; i++) {
        transform_products(from + i * apart, NN_SIDE * apart, half + i, NN_SIDE);
    }
    for (size_t i = 0; i < NN_TILE; i++) {
        transform_products(half + i * NN_SIDE, 1, whole + i * NN_TILE, 1);
    }
    for (int64_t i = 0; i < NN_TILE && tile->y + i < winograd->out_height; i++) {
        for (int64_t k = 0; k < NN_TILE && tile->x + k < winograd->out_width; k++) {
            const int64_t pixel = (tile->y + i) * winograd->out_width + tile->x + k;
            put_pixel(winograd, (const float *)&whole[i * NN_TILE + k], bias,
                      to + pixel * NN_BLOCK);
        }
    }
}

/* ---- products ---- */

/* A place of the lane. */
static bool point_at(dnnl_memory_t memory, const dnnl_memory_desc_t *md,
                     const struct nn_buffer *buffer, size_t place)
{
    char *data = (char *)buffer->data + place * dnnl_memory_desc_get_size(md);
    return dnnl_memory_set_data_handle(memory, data) == dnnl_success;
}

static int multiply(const struct nn_winograd *winograd, size_t index)
{
    const struct nn_winograd_lane *lane = &winograd->lanes[index];
    const dnnl_exec_arg_t args[] = {{DNNL_ARG_SRC, lane->spread},
                                    {DNNL_ARG_WEIGHTS, lane->weights},
                                    {DNNL_ARG_DST, lane->made}};
    const size_t first = index * NN_PLACES;
    bool is_done = true;
    for (size_t i = 0; is_done && i < NN_PLACES; i++) {
        is_done = point_at(lane->spread, &winograd->spread_md, winograd->spread, first + i) &&
                  point_at(lane->weights, &winograd->weights_md, winograd->weights, i) &&
                  point_at(lane->made, &winograd->made_md, winograd->made, first + i) &&
                  dnnl_primitive_execute(winograd->product, lane->stream, ARRAY_LEN(args), args) ==
                      dnnl_success;
    }
    return is_done && dnnl_stream_wait(lane->stream) == dnnl_success ? E_OK : E_INTERNAL;
}

/* ---- running ---- */

/* Tiles from `begin` to `end`, as many as a round has or fewer. */
static int run_round(const struct nn_winograd *winograd, size_t lane, size_t begin, size_t end)
{
    for (size_t group = 0; group < (size_t)winograd->inputs / NN_BLOCK; group++) {
        for (size_t i = begin; i < end; i++) {
            const struct tile tile = tile_at(winograd, lane, i);
            spread_tile(winograd, &tile, group);
        }
    }
    int rc = multiply(winograd, lane);
    for (size_t group = 0; rc == E_OK && group < (size_t)winograd->outputs / NN_BLOCK; group++) {
        for (size_t i = begin; i < end; i++) {
            const struct tile tile = tile_at(winograd, lane, i);
            finish_tile(winograd, &tile, group);
        }
    }
    return rc;
}

/* Every round that is the lane's. */
static int run_lane(const void *context, size_t lane)
{
    const struct nn_winograd *winograd = context;
    const size_t all = winograd->round * winograd->lane_count;
    int rc = E_OK;
    for (size_t at = lane * winograd->round; rc == E_OK && at < winograd->tiles; at += all) {
        rc = run_round(winograd, lane, at, size_min(at + winograd->round, winograd->tiles));
    }
    return rc;
}

int nn_winograd_run(const struct nn_winograd *winograd)
{
    return nn_threads_run(winograd->lane_count, run_lane, winograd);
}

/* ---- what a lane has ---- */

int nn_winograd_bind(const struct nn_steps *steps, struct nn_winograd *winograd)
{
    const dnnl_engine_t engine = steps->engine;
    bool is_done = true;
    for (size_t i = 0; is_done && i < winograd->lane_count; i++) {
        struct nn_winograd_lane *lane = &winograd->lanes[i];
        is_done =
            dnnl_stream_create(&lane->stream, engine, dnnl_stream_default_flags) == dnnl_success &&
            dnnl_memory_create(&lane->spread, &winograd->spread_md, engine, NULL) == dnnl_success &&
            dnnl_memory_create(&lane->weights, &winograd->weights_md, engine, NULL) ==
                dnnl_success &&
            dnnl_memory_create(&lane->made, &winograd->made_md, engine, NULL) == dnnl_success;
    }
    return is_done ? E_OK : E_INTERNAL;
}

void nn_winograd_free(struct nn_winograd *winograd)
{
    if (winograd == NULL) {
        return;
    }
    for (size_t i = 0; i < winograd->lane_count; i++) {
        dnnl_memory_destroy(winograd->lanes[i].spread);
        dnnl_memory_destroy(winograd->lanes[i].weights);
        dnnl_memory_destroy(winograd->lanes[i].made);
        dnnl_stream_destroy(winograd->lanes[i].stream);
    }
    dnnl_primitive_destroy(winograd->product);
}
