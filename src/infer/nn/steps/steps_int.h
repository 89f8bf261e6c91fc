/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of steps share: steps, the buffers between them, and the builder that makes both. */
#pragma once

#include <dnnl.h>

#include "infer/nn/steps/steps.h"

#define NN_STEP_ARGS 8
#define NN_EVER      SIZE_MAX

/* A piece of memory that steps read and write. */
struct nn_buffer {
    dnnl_memory_desc_t md;
    size_t bytes;
    struct nn_buffer *home; /* whose memory this one looks at in another shape; else NULL */
    void *data;             /* set for constants at once, for all others when memory is planned */
    bool is_constant;
    bool
        is_mapped; /* its contents lie in the file of weights or are other steps', and may not be written */
    bool is_port;  /* an input or output of the network, there from the first to the last step */
    size_t first;  /* the step that writes it */
    size_t last;   /* the last that reads it */
    size_t offset; /* into the common memory */
    dnnl_memory_t memory;
    struct nn_buffer *source; /* what it is a reordered copy of; else NULL */
    bool is_shared;           /* others look at its memory: it may not be overwritten */
};

struct nn_arg {
    int id; /* DNNL_ARG_... */
    struct nn_buffer *buffer;
};

/* What a convolution needs that is computed with fewer multiplications (steps_winograd.h). */
struct nn_winograd;

/* A primitive of oneDNN, a plain kernel with plain tensors, or a convolution by winograd. */
struct nn_step {
    const struct nn_node
        *node;         /* NULL for a reorder, and for what follows a node as a step of its own */
    const char *label; /* of what has no node */
    size_t merged;     /* how many of the node's posts it computes along */
    const char
        *implementation; /* oneDNN's name for how it does this; "plain" for a kernel; "winograd" */
    struct nn_winograd *winograd; /* owned, or NULL */
    dnnl_primitive_t primitive;
    struct nn_arg args[NN_STEP_ARGS];
    int arg_count;
    dnnl_exec_arg_t exec[NN_STEP_ARGS + 1]; /* and the scratchpad */
    nn_kernel *kernel;
    const struct nn_tensor **inputs; /* (at least NN_KERNEL_INPUTS) constants, and `moving` */
    struct nn_tensor *moving;        /* those whose contents are planned */
    struct nn_tensor **outputs;
    struct nn_buffer **kernel_buffers; /* (inputs, then outputs) NULL where left out or constant */
    size_t kernel_input_count;
    size_t kernel_output_count;
};

/* The mapped file of weights, or nothing. */
struct nn_weights {
    char *mapped; /* (bytes) */
    size_t bytes;
    const uint64_t *sizes; /* (count) */
    size_t count;
    size_t next; /* the weights to be given out next, */
    size_t at;   /* and where they lie */
};

struct nn_steps {
    struct nn_graph *graph; /* its constants are gone where steps keep their own copies */
    struct arena *arena;
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    int threads;
    struct nn_step *list; /* (count) */
    size_t count;
    size_t capacity;
    struct nn_buffer **buffers; /* (buffer_count) */
    size_t buffer_count;
    size_t buffer_capacity;
    char *memory; /* (memory_bytes) of all buffers that are no constants */
    size_t memory_bytes;
    const struct nn_steps *beside; /* others that lend what they have, or NULL */
    bool is_lent;                  /* the memory is theirs */
    size_t weight_bytes;
    struct nn_weights weights;
    size_t scratch_bytes;
    void *scratch;
    dnnl_memory_t scratch_memory;
    struct nn_buffer **input_buffers;
    struct nn_buffer **output_buffers;
};

/* The builder at work. */
struct nn_build {
    struct nn_steps *steps;
    const struct nn_node *node; /* the one being built */
    struct err *err;
    size_t merged;     /* how many of the node's posts its primitive computes along */
    const char *label; /* of steps without a node */
    bool plain;        /* kernels only, for comparisons */
};

/* ---- threads (steps_threads.c) ---- */

/* How many threads oneDNN makes primitives for, and runs them on, from now on. */
void nn_threads_set(int count);
/* Does all pieces of some work, each on a thread of its own where there are as many; oneDNN has that thread alone then. One of the
 * pieces' results that is not E_OK, where there is one. */
MUSTUSE int nn_threads_run(size_t pieces, int (*work)(const void *context, size_t piece),
                           const void *context);

/* ---- layouts and memory (steps_buffer.c) ---- */

/* The dimensions as oneDNN takes them, and how many: a single number is a list of one. */
int nn_md_dims(const struct nn_shape *shape, dnnl_dims_t dims);
/* The shape with dimensions of 1 in front, `rank` in all. */
struct nn_shape nn_shape_widened(const struct nn_shape *shape, int rank);
/* Descriptions: densely packed, with the last dimension fastest; and with the layout left to oneDNN. */
dnnl_memory_desc_t nn_md_plain(const struct nn_shape *shape);
dnnl_memory_desc_t nn_md_any(const struct nn_shape *shape);
/* The layout of `like` (a batch of channels, blocked or not) for another shape of as many dimensions, or the plain one where
 * that does not fit. */
dnnl_memory_desc_t nn_md_like(const dnnl_memory_desc_t *like, const struct nn_shape *shape);
/* Whether it is one that convolutions choose, other than the plain one. */
bool nn_md_has_layout(const dnnl_memory_desc_t *md);
/* How many channels lie together in this layout; 1 where it is plain or unknown. */
int64_t nn_md_block(const dnnl_memory_desc_t *md);

struct nn_buffer *nn_buffer_new(struct nn_build *build, const dnnl_memory_desc_t *md);
/* The same memory as `home`, described otherwise. */
struct nn_buffer *nn_buffer_look(struct nn_build *build, struct nn_buffer *home,
                                 const dnnl_memory_desc_t *md);
/* The same memory as `home`, which is plain or channels last, in a plain shape. */
struct nn_buffer *nn_buffer_view(struct nn_build *build, struct nn_buffer *home,
                                 const struct nn_shape *shape);
/* A constant; its contents are the caller's to fill, unless they are mapped. E_TOO_LARGE; E_CONFLICT where the mapped file is not
 * of this network. */
MUSTUSE int nn_buffer_constant(struct nn_build *build, const dnnl_memory_desc_t *md,
                               struct nn_buffer **out);
/* The buffer in the layout wanted: itself, or a copy that a step makes; constants are copied here and now. */
MUSTUSE int nn_buffer_as(struct nn_build *build, struct nn_buffer *buffer,
                         const dnnl_memory_desc_t *md, struct nn_buffer **out);
/* A copy of its own. */
MUSTUSE int nn_buffer_copy(struct nn_build *build, struct nn_buffer *buffer,
                           const dnnl_memory_desc_t *md, struct nn_buffer **out);
/* A value in plain layout. */
MUSTUSE int nn_buffer_plain(struct nn_build *build, struct nn_value *value, struct nn_buffer **out);
/* The buffer of a value as it is. */
MUSTUSE int nn_buffer_of(struct nn_build *build, struct nn_value *value, struct nn_buffer **out);

/* Numbers (which are only read) in the layout that a primitive wants; `from` says how they lie now. */
MUSTUSE int nn_buffer_weights(struct nn_build *build, float *numbers,
                              const dnnl_memory_desc_t *from, const dnnl_memory_desc_t *to,
                              struct nn_buffer **out);

/* ---- steps (steps.c) ---- */

/* "The node ... cannot be run: oneDNN says ..." for a status that is not success. */
MUSTUSE int nn_build_check(struct nn_build *build, dnnl_status_t status);

/* A primitive of this description, which it frees; its scratchpad has room from then on. */
MUSTUSE int nn_make_primitive(struct nn_build *build, dnnl_primitive_desc_t pd,
                              dnnl_primitive_t *out);
/* A step for a primitive, which the step owns from then on; args end with id 0. The scratchpad is added. */
MUSTUSE int nn_step_primitive(struct nn_build *build, dnnl_primitive_desc_t pd,
                              const struct nn_arg *args);
/* A step that owns this from then on; args end with id 0, and tell which buffers it needs. */
void nn_step_winograd(struct nn_build *build, struct nn_winograd *winograd,
                      const struct nn_arg *args);
/* A step that copies one buffer into another of the same dimensions, whatever their layouts. */
MUSTUSE int nn_step_copy(struct nn_build *build, struct nn_buffer *from, struct nn_buffer *to);
/* A step for the node's plain kernel; gives the outputs their buffers. */
MUSTUSE int nn_step_kernel(struct nn_build *build);

/* ---- attributes (steps_posts.c) ---- */

/* The step of a function from one buffer into another of the same layout, or into itself. */
MUSTUSE int nn_step_unary(struct nn_build *build, const struct nn_unary *unary,
                          struct nn_buffer *from, struct nn_buffer *to);
/* Attributes with the scratchpad in our hands, and the first `count` of the node's posts; freed by dnnl_primitive_attr_destroy(). */
MUSTUSE int nn_posts_attr(struct nn_build *build, size_t count, dnnl_primitive_attr_t *out);
/* The buffer for an output in this layout: a new one, or where something is added to it along, one that holds that already. */
MUSTUSE int nn_posts_target(struct nn_build *build, const dnnl_memory_desc_t *md,
                            struct nn_buffer **out);
/* The description of a primitive with as many of the node's posts as it can compute along without being slow. */
MUSTUSE int nn_build_describe(struct nn_build *build, const_dnnl_op_desc_t desc,
                              dnnl_primitive_desc_t *out);
/* Steps for the posts that were not computed along, in the place of the node's output. */
MUSTUSE int nn_build_posts(struct nn_build *build);
/* Whether oneDNN has but its reference code for this, which takes a hundred times as long as the others. */
bool nn_is_slow(const_dnnl_primitive_desc_t pd);

/* ---- products (steps_product.c) ---- */

/* What is multiplied: a source with constants. */
struct nn_product {
    struct nn_buffer *source;
    float *weights;                   /* only read, as is bias */
    dnnl_memory_desc_t weights_given; /* as they lie there */
    float *bias;                      /* a number a channel of the output, or NULL */
};
/* The step of a primitive description that has source, weights, bias and destination; owns pd. *out is what it makes. */
MUSTUSE int nn_build_product(struct nn_build *build, dnnl_primitive_desc_t pd,
                             const struct nn_product *product, struct nn_buffer **out);

/* Whether a transposed convolution can be computed as an ordinary one, and the builder that does so (steps_phases.c). */
bool nn_has_phases(const struct nn_node *node);
MUSTUSE int nn_build_phases(struct nn_build *build);

/* ---- convolutions with fewer multiplications (steps_winograd.c, steps_winograd_run.c) ---- */

/* 1: the node, a convolution, gets a step that needs fewer multiplications; 0: it suits none, or oneDNN has no quick code for that.
 * `direct` is how oneDNN would compute it, which tells the layouts. */
MUSTUSE int nn_build_winograd(struct nn_build *build, const_dnnl_primitive_desc_t direct,
                              const struct nn_product *given);
/* Once memory is planned. E_INTERNAL. */
MUSTUSE int nn_winograd_bind(const struct nn_steps *steps, struct nn_winograd *winograd);
MUSTUSE int nn_winograd_run(const struct nn_winograd *winograd);
/* All but its own memory, which is an arena's; takes NULL. */
void nn_winograd_free(struct nn_winograd *winograd);

/* ---- one builder for each kind of node ---- */

typedef int nn_builder(struct nn_build *build);
nn_builder nn_build_conv, nn_build_conv_transpose, nn_build_gemm, nn_build_matmul;
nn_builder nn_build_pool, nn_build_batch_norm, nn_build_unary, nn_build_binary, nn_build_softmax;
nn_builder nn_build_reduce, nn_build_resize, nn_build_prelu, nn_build_lstm;
nn_builder nn_build_concat, nn_build_slice, nn_build_split, nn_build_transpose, nn_build_reshape;
nn_builder nn_build_channel_shuffle;

/* ---- the file of weights (steps_weights.c) ---- */

void nn_weights_unmap(struct nn_steps *steps);
/* Lets constants from buffer number `first` on be those that are lent, where these are the same. */
void nn_weights_borrow(struct nn_steps *steps, size_t first);
/* The next weights out of the mapped file; NULL where it has none of this size there. */
void *nn_weights_next(struct nn_steps *steps, size_t bytes);

/* ---- the stages ---- */

/* Makes the steps (steps.c). */
MUSTUSE int nn_build(struct nn_build *build);
/* Gives every buffer its place, in the memory that is lent where that is large enough (steps_plan.c). */
MUSTUSE int nn_plan(struct nn_steps *steps, struct err *err);
