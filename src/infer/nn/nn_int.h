/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of nn share: the graph between its parser and its builder. */
#pragma once

#include "infer/nn/nn.h"

#define NN_NODES_MAX   ((size_t)20000)
#define NN_VALUES_MAX  ((size_t)100000)
#define NN_SPATIAL_MAX 3 /* dimensions beside batch and channels */
#define NN_POSTS_MAX   4

/* ---- tensors ---- */

/* What numbers are: 32-bit floats, or 64-bit integers, which stand for booleans and smaller integers too. */
enum nn_type { NN_FLOAT, NN_INT };

/* Densely packed, last dimension fastest. Kernels take and fill these. */
struct nn_tensor {
    enum nn_type type;
    struct nn_shape shape;
    void *data;
};

static inline float *nn_floats(const struct nn_tensor *tensor)
{
    return tensor->data;
}

static inline int64_t *nn_ints(const struct nn_tensor *tensor)
{
    return tensor->data;
}

size_t nn_type_bytes(enum nn_type type);
/* The product of the dimensions, which nn_shape_check() has found to be small enough. */
size_t nn_count(const struct nn_shape *shape);
/* E_TOO_LARGE where the shape has a negative dimension, or more numbers than NN_MEMORY_MAX has room for. */
MUSTUSE int nn_shape_check(const struct nn_shape *shape);
bool nn_shape_equal(const struct nn_shape *a, const struct nn_shape *b);
/* The shape that both are stretched to, dimensions of 1 as often as needed (ONNX, Broadcasting). */
MUSTUSE int nn_shape_broadcast(const struct nn_shape *a, const struct nn_shape *b,
                               struct nn_shape *out);
/* Numbers between two neighbours of each dimension. */
void nn_strides(const struct nn_shape *shape, int64_t strides[NN_RANK_MAX]);
/* The strides of `shape` as seen from a shape that it is stretched to: 0 along stretched dimensions. */
void nn_broadcast_strides(const struct nn_shape *shape, const struct nn_shape *to,
                          int64_t strides[NN_RANK_MAX]);

/* ---- functions of one number ---- */

/* name, what it computes of x with the parameters a and b */
enum nn_func {
    NN_RELU,         /* x < 0 ? a x : x */
    NN_CLIP,         /* between a and b */
    NN_SIGMOID,      /* 1 / (1 + e^-x) */
    NN_HARD_SIGMOID, /* a x + b between 0 and 1 */
    NN_HARD_SWISH,   /* x times the hard sigmoid with 1/6 and 1/2 */
    NN_SILU,         /* x times the sigmoid of a x */
    NN_TANH,
    NN_ELU,      /* x < 0 ? a (e^x - 1) : x */
    NN_SOFTPLUS, /* ln(1 + e^x) */
    NN_MISH,     /* x times tanh of the softplus */
    NN_GELU,     /* x times the normal distribution's integral up to x */
    NN_LINEAR,   /* a x + b */
    NN_POWER,    /* a x^b */
    NN_EXP,
    NN_LOG,
    NN_SQRT,
    NN_ABS,
    NN_ERF,
    NN_FLOOR,
    NN_CEIL,
    NN_ROUND, /* halves to the even number */
    NN_SIGN,
    NN_SIN,
    NN_COS,
    NN_NOT,
    NN_FUNC_COUNT
};

struct nn_unary {
    enum nn_func func;
    float a;
    float b;
};

float nn_apply(const struct nn_unary *unary, float x);

/* ---- the graph ---- */

struct nn_node;
struct nn_buffer;

struct nn_value {
    const char *name;
    struct nn_tensor tensor;  /* data: NULL where it is computed at run time */
    struct nn_node *producer; /* NULL for inputs and constants */
    size_t readers;           /* nodes that take it, and outputs of the network that are it */
    struct nn_node *reader;   /* the last of these nodes */
    bool is_input;
    bool is_output;
    size_t unread;            /* readers that are not built yet */
    struct nn_buffer *buffer; /* where it is at run time (nn_build.c) */
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

/* ---- nn_graph.c ---- */

void nn_graph_done(struct nn_graph *graph);
/* A new value without shape; never fails. */
struct nn_value *nn_graph_add_value(struct nn_graph *graph, const char *name);
/* Room for the contents of a constant; E_TOO_LARGE. */
MUSTUSE int nn_graph_allocate(struct nn_graph *graph, struct nn_value *value);
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

/* ---- nn_attr.c: attributes of nodes, and complaints about them ---- */

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

/* ---- the stages ---- */

/* Reads the file into a graph whose inputs and constants have shapes (nn_onnx.c). */
MUSTUSE int nn_parse(struct str file, const struct nn_options *options, struct nn_graph *out,
                     struct err *err);
/* The operator of this name, or NULL (nn_ops.c). */
const struct nn_op *nn_op_find(const char *name);
/* Works out all shapes, and computes what depends on constants only (nn_fold.c). */
MUSTUSE int nn_fold(struct nn_graph *graph, struct err *err);
/* Replaces what several nodes compute by fewer: linear functions of constants, activations that are spelled out, shuffles of
 * channels (nn_simplify.c). */
void nn_simplify(struct nn_graph *graph);
/* Merges batch norm, padding, biases, activations and sums into convolutions and products (nn_fuse.c). */
MUSTUSE int nn_fuse(struct nn_graph *graph, struct err *err);
/* What a batch norm multiplies each channel by and adds to it (nn_fuse.c). */
void nn_norm_factors(const struct nn_node *norm, float *scale, float *shift);
/* Whether it multiplies by a constant matrix and adds a number a column, or nothing (nn_fuse.c). */
bool nn_gemm_is_layer(const struct nn_node *node);
/* Whether a primitive can compute the function along with its own work (nn_posts.c). */
bool nn_can_follow(const struct nn_unary *unary);
/* Multiply-adds that a node costs, or for what only moves and compares, numbers made. */
double nn_cost(const struct nn_node *node);
/* The most inputs that a kernel looks at by their number; those left out are NULL. */
#define NN_KERNEL_INPUTS 8
