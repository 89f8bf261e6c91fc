/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions of 3 x 3 with a quarter of the multiplications: minimal filtering, F(4 x 4, 3 x 3) (Lavin and Gray 2016, "Fast
 * Algorithms for Convolutional Neural Networks", arXiv:1509.09308; the matrices are theirs, chapter 4). The output is cut into tiles
 * of 4 x 4. Weights g, and the 6 x 6 numbers d of the source that a tile is made of, are transformed from both sides:
 *     tile = A^T [(G g G^T) * (B^T d B)] A
 * where * multiplies number by number and adds over the source's channels. So each of the 36 numbers of all tiles together is the
 * product of two matrices, which is a convolution of 1 x 1 to oneDNN. G g G^T is made when the network is loaded, and is four
 * times as large as g. Results differ from those of the plain way by some millionths of the largest.
 *
 * Tiles come in rounds; with several threads each has rounds of its own, from the source to the output, and waits for nobody. */
#pragma once

#include "infer/nn/steps/steps_int.h"

#define NN_KERNEL_SIDE 3
#define NN_TILE        4
#define NN_SIDE        (NN_TILE + NN_KERNEL_SIDE - 1)
#define NN_PLACES      ((size_t)NN_SIDE * NN_SIDE)
#define NN_BLOCK       8 /* channels that lie together */

typedef float nn_block __attribute__((vector_size(NN_BLOCK * sizeof(float)), may_alias));

/* What a thread needs for itself to multiply: one place at a time. */
struct nn_winograd_lane {
    dnnl_stream_t stream;
    dnnl_memory_t spread;
    dnnl_memory_t weights;
    dnnl_memory_t made;
};

struct nn_winograd {
    dnnl_primitive_t product;       /* of one place, as are these descriptions */
    dnnl_memory_desc_t spread_md;   /* (1, inputs, 1, round) */
    dnnl_memory_desc_t weights_md;  /* (outputs, inputs, 1, 1) */
    dnnl_memory_desc_t made_md;     /* (1, outputs, 1, round) */
    struct nn_winograd_lane *lanes; /* (lane_count) */
    size_t lane_count;
    struct nn_buffer *source;  /* (batch, inputs / NN_BLOCK, height, width, NN_BLOCK) */
    struct nn_buffer *weights; /* (NN_PLACES, outputs, inputs) each as `weights_md` */
    struct nn_buffer *bias;    /* (outputs) or NULL */
    struct nn_buffer *spread;  /* (lanes, NN_PLACES, inputs / NN_BLOCK, round, NN_BLOCK) */
    struct nn_buffer *made;    /* (lanes, NN_PLACES, outputs / NN_BLOCK, round, NN_BLOCK) */
    struct nn_buffer *target;  /* (batch, outputs / NN_BLOCK, height, width, NN_BLOCK) */
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
    size_t round; /* of them, at once in a lane */
    bool adds;    /* to what lies in the target */
    float least;  /* what results are limited to */
    float most;
};
