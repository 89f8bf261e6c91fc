/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nn: runs neural networks in the ONNX format (opset 11 to 17) on the CPU, through oneDNN.
 * Not here: pictures, labels, what an output means (infer/classify and the like).
 * Way of a network, and the folders along it, each of which needs only those before it:
 * - tensor: shapes and numbers. graph: nodes, the values between them, and what can be said of a node.
 * - shape: how shapes follow from shapes. ref: a plain kernel for each operator, which computes constants, runs what oneDNN
 *   does not have, and is what tests hold the fast way against. ops: the table of operators, which brings both together.
 * - onnx: nn_load() reads the file into a graph, whose operators it looks up in the table.
 * - steps: all that touches oneDNN: makes its primitives with the layouts that they like best, lays all intermediate results
 *   into one piece of memory, keeps the weights, and runs. It can say what a primitive computes along.
 * - simplify: before steps are made, works out every shape and computes what does not depend on the input once and for all,
 *   puts back together what exporters spell out, and merges batch norm, activations, biases and residual sums into the
 *   convolutions.
 * nn.c takes a network along this way, nn_report.c tells what became of it. nn_run() is a walk along a list of steps after
 * that: it allocates nothing but the state of a plain LSTM or GRU, and needs no file, thread or system call that nn_load()
 * has not made already.
 * Memory: a network owns its weights and buffers, but what it shares with one that it is used beside; the file's bytes may go once
 * nn_load() has returned. Threads: a network is used by one thread at a time; oneDNN's own are as many as the options say. */
#pragma once

#include "infer/nn/tensor/tensor.h"

struct nn;

/* An input or an output: 32-bit floats, densely packed, last dimension fastest. */
struct nn_port {
    const char *name;
    struct nn_shape shape;
    size_t count; /* of numbers */
    float *data;  /* (count) an input is written before nn_run(), an output is read after it */
};

struct nn_options {
    int threads;   /* 1 or more */
    int64_t batch; /* what a first dimension without a number becomes; 0: 1 */
    int64_t
        width; /* what the last two dimensions of an input without numbers become; 0: such a network is refused */
    int64_t height;
    /* A network that never runs at the same time and stays for longer, as the same one at another size: weights that it has likewise
     * are shared with it, and intermediate results, inputs and outputs lie in the memory of its own where that is large enough.
     * NULL: there is none. */
    const struct nn *beside;
    /* A file, in a folder of our own, for the weights in their final layouts: made where it is not there, and mapped by all that
     * load this network. NULL: weights are this process's own. */
    const char *weights_path;
};

/* E_INVALID, with the node's name and the reason, where the file is not well-formed or asks for what this engine does
 * not have; E_TOO_LARGE beyond NN_FILE_MAX and NN_MEMORY_MAX. */
MUSTUSE int nn_load(struct str file, const struct nn_options *options, struct nn **out,
                    struct err *err);
/* Not nn_free(), which nanomsg has, and with it programs that test this. */
void nn_unload(struct nn *nn);
void nn_unloadp(struct nn **nn);

size_t nn_input_count(const struct nn *nn);
size_t nn_output_count(const struct nn *nn);
const struct nn_port *nn_input(const struct nn *nn, size_t index);
const struct nn_port *nn_output(const struct nn *nn, size_t index);
/* By name; NULL where there is none. */
const struct nn_port *nn_find_output(const struct nn *nn, struct str name);

/* Computes the outputs from the inputs. E_INTERNAL where oneDNN fails. */
MUSTUSE int nn_run(struct nn *nn);

/* ---- what there is to know about a network (nn_report.c) ---- */

/* One thing that nn_run() does. Texts live as long as the network. */
struct nn_fact {
    const char *name;           /* of the node; "" for what is none */
    const char *op;             /* its operator; else "(layout)", "(function)", "(sum)" */
    const char *implementation; /* how it is computed, in oneDNN's words, or "plain" */
    struct nn_shape shape;      /* of its first output */
    double multiply_adds;       /* as the operator is defined; "winograd" needs a quarter */
    size_t merged;              /* functions and sums that it computes along */
};

/* Bytes. */
struct nn_memory {
    size_t weights;
    size_t results; /* all intermediate results, in their common memory */
    size_t scratch;
    bool shares_weights; /* they lie in the file that the options name */
};

size_t nn_fact_count(const struct nn *nn);
struct nn_fact nn_fact(const struct nn *nn, size_t index);
struct nn_memory nn_memory(const struct nn *nn);
/* Does one of the things alone, for measurements. */
MUSTUSE int nn_run_one(struct nn *nn, size_t index);
/* Floating point operations a second that oneDNN reaches at best here with so many threads: those of a convolution of 5 x 5
 * over 256 channels, which keeps every unit busy, and for which there is no way with fewer of them. Takes some hundred milliseconds. */
MUSTUSE int nn_measure_peak(int threads, double *out, struct err *err);
