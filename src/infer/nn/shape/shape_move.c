/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes of what moves numbers without computing any. */
#include "infer/nn/shape/shape_int.h"

static const struct nn_shape *input_shape(const struct nn_node *node)
{
    return &node->inputs[0]->tensor.shape;
}

static enum nn_type input_type(const struct nn_node *node)
{
    return node->inputs[0]->tensor.type;
}

/* ---- what leaves the numbers where they are ---- */

int nn_infer_same(struct nn_node *node, struct err *err)
{
    nn_attr_ignore(node, "ratio"); /* Dropout's, as its seed, of use in training only */
    nn_attr_ignore(node, "seed");
    if (node->output_count > 1 && node->outputs[1] != NULL) {
        return nn_refuse(node, err, "its second output is asked for");
    }
    node->input_count = 1;
    return nn_infer_done(node, input_type(node), input_shape(node), err);
}

int nn_infer_cast(struct nn_node *node, struct err *err)
{
    const int64_t to = nn_attr_int(node, "to", 0);
    const bool to_float = to == 1 || to == 10 || to == 11; /* float, float16, double */
    if (!to_float && to != 6 && to != 7 && to != 9) {      /* int32, int64, bool */
        return nn_refuse(node, err, "it casts to type %lld", (long long)to);
    }
    if (!to_float && input_type(node) == NN_FLOAT && !nn_is_constant(node->inputs[0])) {
        return nn_refuse(node, err, "it makes integers of numbers that are not constant");
    }
    return nn_infer_done(node, to_float ? NN_FLOAT : NN_INT, input_shape(node), err);
}

int nn_infer_reshape(struct nn_node *node, struct err *err)
{
    const struct nn_shape *from = input_shape(node);
    const bool zero_is_zero = nn_attr_int(node, "allowzero", 0) != 0;
    struct nn_shape to = {0};
    size_t rank;
    int open = -1;
    size_t known = 1;
    int rc = nn_input_ints(node, 1, to.dims, NN_RANK_MAX, &rank, err);
    to.rank = (int)rank;
    for (int i = 0; rc == E_OK && i < to.rank; i++) {
        if (to.dims[i] == 0 && !zero_is_zero && i < from->rank) {
            to.dims[i] = from->dims[i];
        }
        if (to.dims[i] == -1 && open < 0) {
            open = i;
        } else if (to.dims[i] < 0 || !size_mul(known, (size_t)to.dims[i], &known) ||
                   known > NN_MEMORY_MAX) {
            rc = nn_refuse(node, err, "its new shape is not one");
        }
    }
    if (rc < 0) {
        return rc;
    }
    if (open >= 0 && known > 0) {
        to.dims[open] = (int64_t)(nn_count(from) / known);
    }
    if (nn_shape_check(&to) < 0 || nn_count(&to) != nn_count(from)) {
        return nn_refuse(node, err, "its new shape has room for more or fewer numbers");
    }
    node->input_count = 1;
    return nn_infer_done(node, input_type(node), &to, err);
}

int nn_infer_flatten(struct nn_node *node, struct err *err)
{
    const struct nn_shape *from = input_shape(node);
    int64_t axis = nn_attr_int(node, "axis", 1);
    axis += axis < 0 ? from->rank : 0;
    if (axis < 0 || axis > from->rank) {
        return nn_refuse(node, err, "its axis does not exist");
    }
    struct nn_shape to = {2, {1, 1}};
    for (int i = 0; i < from->rank; i++) {
        to.dims[i < axis ? 0 : 1] *= from->dims[i];
    }
    return nn_infer_done(node, input_type(node), &to, err);
}

/* The axes of Squeeze and Unsqueeze: an attribute up to opset 12, an input from 13 on. */
static int read_axes(struct nn_node *node, int rank, bool on[NN_RANK_MAX], size_t *out_count,
                     struct err *err)
{
    int64_t axes[NN_RANK_MAX];
    int rc = nn_attr_ints(node, "axes", axes, NN_RANK_MAX, out_count, err);
    if (rc == E_OK && *out_count == 0) {
        rc = nn_input_ints(node, 1, axes, NN_RANK_MAX, out_count, err);
    }
    for (size_t i = 0; rc == E_OK && i < *out_count; i++) {
        int axis;
        rc = nn_axis(node, axes[i], rank, &axis, err);
        if (rc == E_OK && on[axis]) {
            rc = nn_refuse(node, err, "it names an axis twice");
        }
        if (rc == E_OK) {
            on[axis] = true;
        }
    }
    return rc;
}

int nn_infer_squeeze(struct nn_node *node, struct err *err)
{
    const struct nn_shape *from = input_shape(node);
    bool on[NN_RANK_MAX] = {0};
    size_t count;
    struct nn_shape to = {0};
    int rc = read_axes(node, from->rank, on, &count, err);
    for (int i = 0; rc == E_OK && i < from->rank; i++) {
        const bool goes = count > 0 ? on[i] : from->dims[i] == 1;
        if (goes && from->dims[i] != 1) {
            return nn_refuse(node, err, "it squeezes a dimension of more than 1");
        }
        if (!goes) {
            to.dims[to.rank++] = from->dims[i];
        }
    }
    node->input_count = 1;
    return rc < 0 ? rc : nn_infer_done(node, input_type(node), &to, err);
}

int nn_infer_unsqueeze(struct nn_node *node, struct err *err)
{
    const struct nn_shape *from = input_shape(node);
    const struct nn_attr *axes = nn_attr(node, "axes", NN_ATTR_INTS);
    const struct nn_tensor *listed = nn_input_tensor(node, 1);
    const size_t more = axes != NULL ? axes->count : listed != NULL ? nn_count(&listed->shape) : 0;
    bool on[NN_RANK_MAX] = {0};
    size_t count;
    if (more > (size_t)(NN_RANK_MAX - from->rank)) {
        return nn_refuse(node, err, "its output has too many dimensions");
    }
    struct nn_shape to = {.rank = from->rank + (int)more};
    int rc = read_axes(node, to.rank, on, &count, err);
    for (int i = 0, at = 0; rc == E_OK && i < to.rank; i++) {
        to.dims[i] = on[i] ? 1 : from->dims[at++];
    }
    node->input_count = 1;
    return rc < 0 ? rc : nn_infer_done(node, input_type(node), &to, err);
}

/* ---- what puts them elsewhere ---- */

int nn_infer_transpose(struct nn_node *node, struct err *err)
{
    const struct nn_shape *from = input_shape(node);
    int64_t order[NN_RANK_MAX];
    size_t count;
    bool seen[NN_RANK_MAX] = {0};
    struct nn_shape to = {.rank = from->rank};
    int rc = nn_attr_ints(node, "perm", order, NN_RANK_MAX, &count, err);
    if (rc == E_OK && count != 0 && count != (size_t)from->rank) {
        rc = nn_refuse(node, err, "perm does not have a number a dimension");
    }
    for (int i = 0; rc == E_OK && i < from->rank; i++) {
        const int64_t source = count == 0 ? from->rank - 1 - i : order[i];
        if (source < 0 || source >= from->rank || seen[source]) {
            return nn_refuse(node, err, "perm is not a permutation");
        }
        seen[source] = true;
        node->params.order[i] = (int)source;
        to.dims[i] = from->dims[source];
    }
    return rc < 0 ? rc : nn_infer_done(node, input_type(node), &to, err);
}

int nn_infer_concat(struct nn_node *node, struct err *err)
{
    struct nn_shape to = *input_shape(node);
    int axis;
    int rc = nn_axis(node, nn_attr_int(node, "axis", 0), to.rank, &axis, err);
    if (rc < 0) {
        return rc;
    }
    node->params.axis = axis;
    for (size_t i = 1; i < node->input_count; i++) {
        if (node->inputs[i] == NULL) {
            return nn_refuse(node, err, "its input %zu is missing", i);
        }
        struct nn_shape shape = node->inputs[i]->tensor.shape;
        if (shape.rank != to.rank || node->inputs[i]->tensor.type != input_type(node)) {
            return nn_refuse(node, err, "its inputs do not fit each other");
        }
        const int64_t size = shape.dims[axis];
        shape.dims[axis] = to.dims[axis];
        if (!nn_shape_equal(&shape, &to)) {
            return nn_refuse(node, err, "its inputs do not fit each other");
        }
        to.dims[axis] += size;
        if (nn_shape_check(&to) < 0) {
            return nn_refuse(node, err, "its output is too large");
        }
    }
    return nn_infer_done(node, input_type(node), &to, err);
}

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* One axis of a Slice, by the rules of the ONNX operator. */
static int slice_axis(struct nn_node *node, int axis, const int64_t bounds[3],
                      struct nn_shape *shape, struct err *err)
{
    const int64_t size = shape->dims[axis];
    const int64_t step = bounds[2];
    int64_t start = bounds[0];
    int64_t end = bounds[1];
    if (step == 0 || step > INT32_MAX || step < -INT32_MAX) {
        return nn_refuse(node, err, "one of its steps is 0 or too large");
    }
    start = clamp(start < 0 ? start + size : start, 0, step > 0 ? size : size - 1);
    end = clamp(end < 0 ? end + size : end, step > 0 ? 0 : -1, size);
    if (step < 0 && bounds[1] < -size) {
        end = -1;
    }
    const int64_t distance = step > 0 ? end - start : start - end;
    const int64_t stride = step > 0 ? step : -step;
    shape->dims[axis] = distance > 0 && size > 0 ? (distance + stride - 1) / stride : 0;
    node->params.slice.start[axis] = start;
    node->params.slice.step[axis] = step;
    return E_OK;
}

int nn_infer_slice(struct nn_node *node, struct err *err)
{
    struct nn_shape shape = *input_shape(node);
    int64_t lists[4][NN_RANK_MAX]; /* starts, ends, axes, steps */
    size_t counts[4];
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < 4; i++) {
        rc = nn_input_ints(node, i + 1, lists[i], NN_RANK_MAX, &counts[i], err);
    }
    if (rc < 0) {
        return rc;
    }
    if (counts[0] != counts[1] || (counts[2] != 0 && counts[2] != counts[0]) ||
        (counts[3] != 0 && counts[3] != counts[0])) {
        return nn_refuse(node, err, "its lists are not of the same length");
    }
    for (int i = 0; i < shape.rank; i++) {
        node->params.slice.start[i] = 0;
        node->params.slice.step[i] = 1;
    }
    for (size_t i = 0; rc == E_OK && i < counts[0]; i++) {
        const int64_t bounds[3] = {lists[0][i], lists[1][i], counts[3] != 0 ? lists[3][i] : 1};
        int axis;
        rc = nn_axis(node, counts[2] != 0 ? lists[2][i] : (int64_t)i, shape.rank, &axis, err);
        rc = rc < 0 ? rc : slice_axis(node, axis, bounds, &shape, err);
    }
    node->input_count = 1;
    return rc < 0 ? rc : nn_infer_done(node, input_type(node), &shape, err);
}

int nn_infer_split(struct nn_node *node, struct err *err)
{
    const struct nn_shape *shape = input_shape(node);
    int64_t *sizes = arena_calloc(node->arena, node->output_count, sizeof(*sizes));
    size_t count;
    int axis;
    int rc = nn_axis(node, nn_attr_int(node, "axis", 0), shape->rank, &axis, err);
    rc = rc < 0 ? rc : nn_attr_ints(node, "split", sizes, node->output_count, &count, err);
    if (rc == E_OK && count == 0) {
        rc = nn_input_ints(node, 1, sizes, node->output_count, &count, err);
    }
    if (rc < 0) {
        return rc;
    }
    const int64_t whole = shape->dims[axis];
    const int64_t parts = (int64_t)node->output_count;
    if (count == 0 && whole % parts != 0) {
        return nn_refuse(node, err, "its axis cannot be split into %lld equal parts",
                         (long long)parts);
    }
    int64_t sum = 0;
    for (size_t i = 0; i < node->output_count; i++) {
        struct nn_shape part = *shape;
        part.dims[axis] = count == 0 ? whole / parts : sizes[i];
        if (part.dims[axis] < 0 || part.dims[axis] > whole) {
            return nn_refuse(node, err, "one of its parts is larger than the whole");
        }
        sum += part.dims[axis];
        if (node->outputs[i] != NULL) {
            node->outputs[i]->tensor.type = input_type(node);
            node->outputs[i]->tensor.shape = part;
        }
    }
    if (sum != whole || (count != 0 && count != node->output_count)) {
        return nn_refuse(node, err, "its parts are not the whole");
    }
    /* The parts that nobody reads are needed all the same, to know where the others begin. */
    for (size_t i = 0; i < node->output_count; i++) {
        if (node->outputs[i] == NULL) {
            return nn_refuse(node, err, "its output %zu has no name", i);
        }
    }
    node->params.axis = axis;
    node->input_count = 1;
    return E_OK;
}

int nn_infer_pad(struct nn_node *node, struct err *err)
{
    static const char *const modes[] = {"constant", "edge", "reflect"};
    struct nn_shape shape = *input_shape(node);
    struct nn_pad *pad = &node->params.pad;
    const struct str mode = nn_attr_str(node, "mode", STR("constant"));
    int64_t pads[2 * NN_RANK_MAX];
    size_t count;
    size_t at = 0;
    *pad = (struct nn_pad){0};
    while (at < ARRAY_LEN(modes) && !str_eq(mode, str_from(modes[at]))) {
        at++;
    }
    if (at == ARRAY_LEN(modes)) {
        return nn_refuse(node, err, "its mode is %" STRF, STRA(str_sub(mode, 0, 20)));
    }
    pad->mode = (enum nn_pad_mode)at;
    int rc = nn_input_ints(node, 1, pads, ARRAY_LEN(pads), &count, err);
    if (rc == E_OK && count != 2 * (size_t)shape.rank) {
        rc = nn_refuse(node, err, "it does not have two numbers a dimension");
    }
    if (rc == E_OK && node->input_count > 2 && node->inputs[2] != NULL &&
        !nn_constant_scalar(node->inputs[2], &pad->value)) {
        rc = nn_refuse(node, err, "what it pads with is not a constant");
    }
    for (int i = 0; rc == E_OK && i < shape.rank; i++) {
        const int64_t before = pads[i];
        const int64_t after = pads[shape.rank + i];
        const int64_t most = pad->mode == NN_PAD_REFLECT ? shape.dims[i] - 1 : 65536;
        if (before < 0 || after < 0 || before > most || after > most ||
            (pad->mode == NN_PAD_EDGE && shape.dims[i] == 0)) {
            return nn_refuse(node, err, "it pads by less than nothing or by too much");
        }
        pad->before[i] = before;
        shape.dims[i] += before + after;
    }
    node->input_count = 1;
    return rc < 0 ? rc : nn_infer_done(node, input_type(node), &shape, err);
}

int nn_infer_expand(struct nn_node *node, struct err *err)
{
    struct nn_shape wanted = {0};
    struct nn_shape to;
    size_t rank;
    int rc = nn_input_ints(node, 1, wanted.dims, NN_RANK_MAX, &rank, err);
    wanted.rank = (int)rank;
    if (rc == E_OK &&
        (nn_shape_check(&wanted) < 0 || nn_shape_broadcast(input_shape(node), &wanted, &to) < 0)) {
        rc = nn_refuse(node, err, "its input cannot be expanded to its shape");
    }
    node->input_count = 1;
    return rc < 0 ? rc : nn_infer_done(node, input_type(node), &to, err);
}

int nn_infer_tile(struct nn_node *node, struct err *err)
{
    struct nn_shape to = *input_shape(node);
    int64_t times[NN_RANK_MAX];
    size_t count;
    int rc = nn_input_ints(node, 1, times, NN_RANK_MAX, &count, err);
    if (rc == E_OK && count != (size_t)to.rank) {
        rc = nn_refuse(node, err, "it does not have a number a dimension");
    }
    for (int i = 0; rc == E_OK && i < to.rank; i++) {
        if (times[i] < 0 || times[i] > INT32_MAX) {
            return nn_refuse(node, err, "it repeats by less than nothing or too often");
        }
        to.dims[i] *= times[i];
    }
    node->input_count = 1;
    return rc < 0 ? rc : nn_infer_done(node, input_type(node), &to, err);
}

/* Indices are constants: they are checked here and need no check when the network runs. */
int nn_infer_gather(struct nn_node *node, struct err *err)
{
    const struct nn_shape *from = input_shape(node);
    const struct nn_tensor *indices = &node->inputs[1]->tensor;
    int axis;
    int rc = nn_axis(node, nn_attr_int(node, "axis", 0), from->rank, &axis, err);
    if (rc < 0) {
        return rc;
    }
    if (indices->data == NULL || indices->type != NN_INT) {
        return nn_refuse(node, err, "its indices are not constant integers");
    }
    if (from->rank - 1 + indices->shape.rank > NN_RANK_MAX) {
        return nn_refuse(node, err, "its output has too many dimensions");
    }
    const size_t count = nn_count(&indices->shape);
    for (size_t i = 0; i < count; i++) {
        int64_t *index = &nn_ints(indices)[i];
        if (*index < -from->dims[axis] || *index >= from->dims[axis]) {
            return nn_refuse(node, err, "one of its indices does not exist");
        }
    }
    struct nn_shape to = {0};
    for (int i = 0; i < from->rank; i++) {
        if (i != axis) {
            to.dims[to.rank++] = from->dims[i];
            continue;
        }
        for (int k = 0; k < indices->shape.rank; k++) {
            to.dims[to.rank++] = indices->shape.dims[k];
        }
    }
    node->params.axis = axis;
    return nn_infer_done(node, input_type(node), &to, err);
}

int nn_infer_shuffle(struct nn_node *node, struct err *err)
{
    struct nn_shape shape = *input_shape(node);
    const int64_t block = nn_attr_int(node, "blocksize", 0);
    const bool back = node->op->detail != 0;
    const struct str mode = nn_attr_str(node, "mode", STR("DCR"));
    if (shape.rank != 4 || block < 1 || block > 64 || input_type(node) != NN_FLOAT) {
        return nn_refuse(node, err, "its input or blocksize is not supported");
    }
    if (back ? shape.dims[2] % block != 0 || shape.dims[3] % block != 0
             : shape.dims[1] % (block * block) != 0) {
        return nn_refuse(node, err, "its input does not consist of such blocks");
    }
    shape.dims[1] = back ? shape.dims[1] * block * block : shape.dims[1] / (block * block);
    for (int i = 2; i < 4; i++) {
        shape.dims[i] = back ? shape.dims[i] / block : shape.dims[i] * block;
    }
    node->params.shuffle.block = block;
    node->params.shuffle.columns_first = back || str_eq(mode, STR("DCR"));
    return nn_infer_done(node, NN_FLOAT, &shape, err);
}
