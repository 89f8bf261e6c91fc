/* SPDX-License-Identifier: GPL-3.0-or-later */
/* graph: a network as nodes and the values between them: what its reader makes, simplifying changes, and steps are made of.
 * Not here: which operators there are (infer/nn/ops), what they compute (infer/nn/shape, infer/nn/ref).
 * Way: onnx makes it of a file with nn_graph_add_value(); each node's operator reads the node's attributes (graph_attr.c) into its
 * params; nn_graph_sweep() drops what nobody needs after a change. graph_node.c says of a node what several others ask.
 * Memory: all of it lies in the graph's arena but the contents of constants, see nn_graph_allocate(). Threads: one at a time.
 * Files: none. */
#pragma once

#include "infer/nn/tensor/tensor.h"

#define NN_SPATIAL_MAX 3 /* dimensions beside batch and channels */
#define NN_POSTS_MAX   4
/* The most inputs that a kernel looks at by their number; those left out are NULL. */
#define NN_KERNEL_INPUTS 8

struct nn_node;
struct nn_buffer;

struct nn_value {
    const char *name;
    struct nn_tensor tensor;  /* data: NULL where it is computed at run time */
    void *memory;             /* that the data lies in, from malloc() */
    struct nn_node *producer; /* NULL for inputs and constants */
    size_t readers;           /* nodes that take it, and outputs of the network that are it */
    struct nn_node *reader;   /* the last of these nodes */
    bool is_input;
    bool is_output;
    size_t unread;            /* readers that are not built yet */
    bool is_read_in_place;    /* a constant that a step reads where it lies in the graph */
    struct nn_buffer *buffer; /* where it is at run time (infer/nn/steps) */
};

enum nn_attr_kind {
    NN_ATTR_FLOAT = 1,
    NN_ATTR_INT = 2,
    NN_ATTR_STRING = 3,
    NN_ATTR_TENSOR = 4,
    NN_ATTR_FLOATS = 6,
    NN_ATTR_INTS = 7,
    NN_ATTR_STRINGS = 8,
};

struct nn_attr {
    const char *name;
    enum nn_attr_kind kind;
    float f;
    int64_t i;
    struct str s;
    const struct nn_tensor *tensor;
    const float *floats;
    const int64_t *ints;
    size_t count;
    bool used; /* an attribute that nobody asked for is not known, and the network refused */
};

/* How a convolution or pooling moves over what it reads; index 0 is the outermost spatial dimension. */
struct nn_window {
    int rank;
    int64_t kernel[NN_SPATIAL_MAX];
    int64_t stride[NN_SPATIAL_MAX];
    int64_t dilation[NN_SPATIAL_MAX];
    int64_t before[NN_SPATIAL_MAX]; /* padding */
    int64_t after[NN_SPATIAL_MAX];
    int64_t groups;
    bool counts_padding; /* into an average */
};

struct nn_gemm {
    float alpha;
    float beta;
    bool transpose_a;
    bool transpose_b;
};

struct nn_axes {
    bool on[NN_RANK_MAX];
    bool keeps_dims;
};

enum nn_place { NN_HALF_PIXEL, NN_PYTORCH_HALF_PIXEL, NN_ASYMMETRIC, NN_ALIGN_CORNERS };
enum nn_rounding { NN_ROUND_PREFER_FLOOR, NN_ROUND_PREFER_CEIL, NN_ROUND_FLOOR, NN_ROUND_CEIL };

struct nn_resize {
    bool linear;
    enum nn_place place;
    enum nn_rounding rounding;
    float scale[NN_RANK_MAX];
};

struct nn_slice {
    int64_t start[NN_RANK_MAX];
    int64_t step[NN_RANK_MAX];
};

enum nn_pad_mode { NN_PAD_CONSTANT, NN_PAD_EDGE, NN_PAD_REFLECT };

struct nn_pad {
    enum nn_pad_mode mode;
    int64_t before[NN_RANK_MAX];
    float value;
};

enum nn_direction { NN_FORWARD, NN_REVERSE, NN_BIDIRECTIONAL };

struct nn_rnn {
    enum nn_direction direction;
    int64_t hidden;
    bool linear_before_reset;
};

union nn_params {
    struct nn_unary unary;
    struct nn_window window;
    struct nn_gemm gemm;
    struct nn_axes axes;
    struct nn_resize resize;
    struct nn_slice slice;
    struct nn_pad pad;
    struct nn_rnn rnn;
    int axis;
    int order[NN_RANK_MAX]; /* Transpose: output dimension i is the input's order[i] */
    float epsilon;
    struct {
        int64_t block;
        bool columns_first; /* depth is (block, block, channels), else (channels, block, block) */
    } shuffle;
    int64_t groups; /* NN_OP_CHANNEL_SHUFFLE */
};

enum nn_kind {
    NN_OP_CONV,
    NN_OP_CONV_TRANSPOSE,
    NN_OP_GEMM,
    NN_OP_MATMUL,
    NN_OP_BATCH_NORM,
    NN_OP_LAYER_NORM,
    NN_OP_INSTANCE_NORM,
    NN_OP_UNARY,
    NN_OP_ADD,
    NN_OP_SUB,
    NN_OP_MUL,
    NN_OP_DIV,
    NN_OP_MIN,
    NN_OP_MAX,
    NN_OP_POW,
    NN_OP_COMPARE,
    NN_OP_PRELU,
    NN_OP_WHERE,
    NN_OP_MAX_POOL,
    NN_OP_AVERAGE_POOL,
    NN_OP_REDUCE,
    NN_OP_SOFTMAX,
    NN_OP_RESIZE,
    NN_OP_CONCAT,
    NN_OP_SLICE,
    NN_OP_SPLIT,
    NN_OP_TRANSPOSE,
    NN_OP_RESHAPE,  /* and all else that leaves the numbers where they are */
    NN_OP_CONSTANT, /* computed from attributes and shapes alone */
    NN_OP_PAD,
    NN_OP_EXPAND,
    NN_OP_GATHER,
    NN_OP_SHUFFLE,
    NN_OP_CHANNEL_SHUFFLE, /* reshape, transpose, reshape, as ShuffleNet has it; made by merging */
    NN_OP_LSTM,
    NN_OP_GRU,
};

/* What nn_op.detail means in families. */
enum nn_comparison {
    NN_EQUAL,
    NN_LESS,
    NN_LESS_OR_EQUAL,
    NN_GREATER,
    NN_GREATER_OR_EQUAL,
    NN_AND,
    NN_OR
};
enum nn_reduction {
    NN_SUM,
    NN_MEAN,
    NN_LARGEST,
    NN_SMALLEST,
    NN_PRODUCT,
    NN_L1,
    NN_L2,
    NN_SUM_SQUARE
};

/* What is computed along with a node, in this order, before its output is stored. */
enum nn_post_kind { NN_POST_UNARY, NN_POST_ADD };
struct nn_post {
    enum nn_post_kind kind;
    struct nn_unary unary;
    struct nn_value *value; /* NN_POST_ADD */
};

/* Computes a node's outputs from its inputs, both plain tensors; an input left out is NULL. */
typedef void nn_kernel(const struct nn_node *node, const struct nn_tensor *const *inputs,
                       struct nn_tensor *const *outputs);

struct nn_op {
    const char *name;
    enum nn_kind kind;
    size_t inputs_min;
    size_t inputs_max;
    size_t outputs_max;
    /* Reads the attributes into the node's params and gives the outputs their types and shapes. */
    int (*infer)(struct nn_node *node, struct err *err);
    nn_kernel *kernel;
    int detail; /* which of a family: an enum nn_func, or one of the family's own */
};

struct nn_node {
    const char *name; /* its own, or that of its first output */
    const struct nn_op *op;
    struct nn_value **inputs; /* (input_count) NULL where left out */
    size_t input_count;
    struct nn_value **outputs; /* (output_count) likewise */
    size_t output_count;
    struct nn_attr *attrs;
    size_t attr_count;
    int64_t opset;
    enum nn_kind kind; /* at first that of op, as is the kernel; merging may change both */
    nn_kernel *kernel;
    union nn_params params;
    struct nn_post posts[NN_POSTS_MAX];
    size_t post_count;
    bool dropped;        /* folded, or merged into another */
    struct arena *arena; /* the graph's */
};

struct nn_graph {
    struct arena *arena;    /* names, nodes and values; contents of constants are their own */
    struct nn_node **nodes; /* (node_count) each after those whose outputs it takes */
    size_t node_count;
    struct nn_value **values; /* (value_count) */
    size_t value_count;
    size_t value_capacity;
    struct nn_value **inputs;
    size_t input_count;
    struct nn_value **outputs;
    size_t output_count;
    size_t constant_bytes;
};

/* ---- the whole ---- */

void nn_graph_done(struct nn_graph *graph);
/* A new value without shape; never fails. */
struct nn_value *nn_graph_add_value(struct nn_graph *graph, const char *name);
/* Room for the contents of a constant; E_TOO_LARGE. */
MUSTUSE int nn_graph_allocate(struct nn_graph *graph, struct nn_value *value);
/* Takes contents that lie in memory from malloc(), which is the graph's from then on; E_TOO_LARGE, and it is not. */
MUSTUSE int nn_graph_adopt(struct nn_graph *graph, struct nn_value *value, void *data,
                           void *memory);
/* Gives back the contents of a constant that nobody reads any more. */
void nn_graph_release(struct nn_graph *graph, struct nn_value *value);
/* Counts readers anew, drops nodes that nobody needs, and frees constants without readers. */
void nn_graph_sweep(struct nn_graph *graph);
static inline bool nn_is_constant(const struct nn_value *value)
{
    return value != NULL && value->tensor.data != NULL;
}
/* Reads a constant of one number; false where it is none. */
bool nn_constant_scalar(const struct nn_value *value, float *out);

/* ---- attributes of nodes, and complaints about them (graph_attr.c) ---- */

/* "The node ... cannot be run: ..." */
int nn_refuse(const struct nn_node *node, struct err *err, const char *format, ...) PRINTF(3, 4);
const struct nn_attr *nn_attr(struct nn_node *node, const char *name, enum nn_attr_kind kind);
int64_t nn_attr_int(struct nn_node *node, const char *name, int64_t otherwise);
float nn_attr_float(struct nn_node *node, const char *name, float otherwise);
struct str nn_attr_str(struct nn_node *node, const char *name, struct str otherwise);
/* Marks an attribute that makes no difference here. */
void nn_attr_ignore(struct nn_node *node, const char *name);
/* A list of integers, as an attribute, or a constant input; *out_count is 0 where there is none. */
MUSTUSE int nn_attr_ints(struct nn_node *node, const char *name, int64_t *out, size_t max,
                         size_t *out_count, struct err *err);
MUSTUSE int nn_input_ints(struct nn_node *node, size_t input, int64_t *out, size_t max,
                          size_t *out_count, struct err *err);
/* An axis of a tensor of so many dimensions, negative ones counted from the end. */
MUSTUSE int nn_axis(struct nn_node *node, int64_t axis, int rank, int *out, struct err *err);
const struct nn_tensor *nn_input_tensor(const struct nn_node *node, size_t input);

/* ---- what can be said of a node (graph_node.c) ---- */

/* Multiply-adds that a node costs, or for what only moves and compares, numbers made. */
double nn_cost(const struct nn_node *node);
/* Channels of what a convolution or product makes. */
int64_t nn_out_channels(const struct nn_node *node);
/* What a batch norm multiplies each channel by and adds to it: as many numbers as there are channels. */
void nn_norm_factors(const struct nn_node *norm, float *scale, float *shift);
/* Whether a NN_OP_GEMM multiplies by a constant matrix and adds a number a column, or nothing. */
bool nn_gemm_is_layer(const struct nn_node *node);
