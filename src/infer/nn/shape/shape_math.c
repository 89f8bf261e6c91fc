/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes of what computes: products, norms, functions of one and two numbers, reductions. */
#include <float.h>
#include <math.h>

#include "infer/nn/shape/shape_int.h"

static int need_floats(struct nn_node *node, struct err *err)
{
    for (size_t i = 0; i < node->input_count; i++) {
        if (node->inputs[i] != NULL && node->inputs[i]->tensor.type != NN_FLOAT) {
            return nn_refuse(node, err, "its input %zu holds integers", i);
        }
    }
    return E_OK;
}

/* ---- products ---- */

int nn_infer_gemm(struct nn_node *node, struct err *err)
{
    struct nn_gemm *gemm = &node->params.gemm;
    *gemm = (struct nn_gemm){
        .alpha = nn_attr_float(node, "alpha", 1),
        .beta = nn_attr_float(node, "beta", 1),
        .transpose_a = nn_attr_int(node, "transA", 0) != 0,
        .transpose_b = nn_attr_int(node, "transB", 0) != 0,
    };
    int rc = need_floats(node, err);
    if (rc < 0) {
        return rc;
    }
    const struct nn_shape *a = &node->inputs[0]->tensor.shape;
    const struct nn_shape *b = &node->inputs[1]->tensor.shape;
    if (a->rank != 2 || b->rank != 2 ||
        a->dims[gemm->transpose_a ? 0 : 1] != b->dims[gemm->transpose_b ? 1 : 0]) {
        return nn_refuse(node, err, "its matrices do not fit each other");
    }
    const struct nn_shape out = {
        2, {a->dims[gemm->transpose_a ? 1 : 0], b->dims[gemm->transpose_b ? 0 : 1]}};
    const struct nn_tensor *c = nn_input_tensor(node, 2);
    struct nn_shape both;
    if (c != NULL &&
        (nn_shape_broadcast(&c->shape, &out, &both) < 0 || !nn_shape_equal(&both, &out))) {
        return nn_refuse(node, err, "its bias does not fit its product");
    }
    return nn_infer_done(node, NN_FLOAT, &out, err);
}

/* Vectors become matrices of one row or column, whose dimension is taken away again. */
int nn_infer_matmul(struct nn_node *node, struct err *err)
{
    int rc = need_floats(node, err);
    if (rc < 0) {
        return rc;
    }
    const struct nn_shape *a = &node->inputs[0]->tensor.shape;
    const struct nn_shape *b = &node->inputs[1]->tensor.shape;
    if (a->rank < 2 || b->rank < 2) {
        return nn_refuse(node, err, "it multiplies a vector");
    }
    if (a->dims[a->rank - 1] != b->dims[b->rank - 2]) {
        return nn_refuse(node, err, "its matrices do not fit each other");
    }
    struct nn_shape batch_a = *a;
    struct nn_shape batch_b = *b;
    batch_a.rank -= 2;
    batch_b.rank -= 2;
    struct nn_shape out;
    if (nn_shape_broadcast(&batch_a, &batch_b, &out) < 0 || out.rank + 2 > NN_RANK_MAX) {
        return nn_refuse(node, err, "its batches do not fit each other");
    }
    out.dims[out.rank++] = a->dims[a->rank - 2];
    out.dims[out.rank++] = b->dims[b->rank - 1];
    return nn_infer_done(node, NN_FLOAT, &out, err);
}

/* ---- norms ---- */

static int check_per_channel(struct nn_node *node, struct err *err)
{
    const struct nn_shape *shape = &node->inputs[0]->tensor.shape;
    int rc = need_floats(node, err);
    if (rc == E_OK && shape->rank < 2) {
        rc = nn_refuse(node, err, "its input has no channels");
    }
    for (size_t i = 1; rc == E_OK && i < node->input_count; i++) {
        const struct nn_shape *numbers = &node->inputs[i]->tensor.shape;
        if (numbers->rank != 1 || numbers->dims[0] != shape->dims[1]) {
            rc = nn_refuse(node, err, "its input %zu does not have a number a channel", i);
        }
    }
    node->params.epsilon = nn_attr_float(node, "epsilon", 1e-5F);
    return rc;
}

int nn_infer_batch_norm(struct nn_node *node, struct err *err)
{
    nn_attr_ignore(node, "momentum"); /* matters in training only */
    if (nn_attr_int(node, "training_mode", 0) != 0) {
        return nn_refuse(node, err, "training_mode is not 0");
    }
    int rc = check_per_channel(node, err);
    return rc < 0 ? rc : nn_infer_done(node, NN_FLOAT, &node->inputs[0]->tensor.shape, err);
}

int nn_infer_instance_norm(struct nn_node *node, struct err *err)
{
    int rc = check_per_channel(node, err);
    return rc < 0 ? rc : nn_infer_done(node, NN_FLOAT, &node->inputs[0]->tensor.shape, err);
}

int nn_infer_layer_norm(struct nn_node *node, struct err *err)
{
    const struct nn_shape *shape = &node->inputs[0]->tensor.shape;
    int axis;
    nn_attr_ignore(node, "stash_type"); /* everything is computed in 32-bit floats */
    int rc = need_floats(node, err);
    rc = rc < 0 ? rc : nn_axis(node, nn_attr_int(node, "axis", -1), shape->rank, &axis, err);
    if (rc < 0) {
        return rc;
    }
    node->params.epsilon = nn_attr_float(node, "epsilon", 1e-5F);
    if (axis != shape->rank - 1) {
        return nn_refuse(node, err, "its axis is not the last");
    }
    for (size_t i = 1; i < node->input_count; i++) {
        if (node->inputs[i] != NULL &&
            nn_count(&node->inputs[i]->tensor.shape) != (size_t)shape->dims[axis]) {
            return nn_refuse(node, err, "its input %zu does not fit its axis", i);
        }
    }
    return nn_infer_done(node, NN_FLOAT, shape, err);
}

/* ---- functions of one number ---- */

/* Clip has its bounds as inputs from opset 11 on. */
static int read_bounds(struct nn_node *node, struct err *err)
{
    struct nn_unary *unary = &node->params.unary;
    unary->a = -FLT_MAX;
    unary->b = FLT_MAX;
    for (size_t i = 1; i < node->input_count; i++) {
        if (node->inputs[i] != NULL &&
            !nn_constant_scalar(node->inputs[i], i == 1 ? &unary->a : &unary->b)) {
            return nn_refuse(node, err, "its bounds are not constants of one number");
        }
    }
    node->input_count = 1;
    return E_OK;
}

int nn_infer_unary(struct nn_node *node, struct err *err)
{
    const struct nn_tensor *input = &node->inputs[0]->tensor;
    struct nn_unary *unary = &node->params.unary;
    int rc = E_OK;
    *unary = (struct nn_unary){.func = (enum nn_func)node->op->detail};
    switch (unary->func) {
    case NN_CLIP:
        rc = read_bounds(node, err);
        break;
    case NN_RELU:
        unary->a =
            strcmp(node->op->name, "LeakyRelu") == 0 ? nn_attr_float(node, "alpha", 0.01F) : 0;
        break;
    case NN_ELU:
        unary->a = nn_attr_float(node, "alpha", 1);
        break;
    case NN_HARD_SIGMOID:
        unary->a = nn_attr_float(node, "alpha", 0.2F);
        unary->b = nn_attr_float(node, "beta", 0.5F);
        break;
    case NN_LINEAR: /* Neg */
        unary->a = -1;
        break;
    case NN_POWER: /* Reciprocal */
        unary->a = 1;
        unary->b = -1;
        break;
    default:
        break;
    }
    return rc < 0 ? rc : nn_infer_done(node, input->type, &input->shape, err);
}

/* ---- functions of two ---- */

static int broadcast_inputs(struct nn_node *node, size_t first, struct nn_shape *out,
                            struct err *err)
{
    *out = node->inputs[first]->tensor.shape;
    for (size_t i = first + 1; i < node->input_count; i++) {
        const struct nn_shape so_far = *out;
        if (nn_shape_broadcast(&so_far, &node->inputs[i]->tensor.shape, out) < 0) {
            return nn_refuse(node, err, "the shapes of its inputs do not fit each other");
        }
    }
    return E_OK;
}

int nn_infer_binary(struct nn_node *node, struct err *err)
{
    const enum nn_type type = node->inputs[0]->tensor.type;
    struct nn_shape shape;
    if (node->inputs[1]->tensor.type != type) {
        return nn_refuse(node, err, "one of its inputs holds integers and the other does not");
    }
    int rc = broadcast_inputs(node, 0, &shape, err);
    return rc < 0 ? rc : nn_infer_done(node, type, &shape, err);
}

/* Of what depends on the picture the answers are floats, 0 and 1, as all else that is computed then. */
int nn_infer_compare(struct nn_node *node, struct err *err)
{
    int rc = nn_infer_binary(node, err);
    if (nn_is_constant(node->inputs[0]) && nn_is_constant(node->inputs[1])) {
        node->outputs[0]->tensor.type = NN_INT;
    }
    return rc;
}

int nn_infer_where(struct nn_node *node, struct err *err)
{
    struct nn_shape shape;
    if (node->inputs[1]->tensor.type != node->inputs[2]->tensor.type) {
        return nn_refuse(node, err, "its inputs are of the wrong types");
    }
    int rc = broadcast_inputs(node, 0, &shape, err);
    return rc < 0 ? rc : nn_infer_done(node, node->inputs[1]->tensor.type, &shape, err);
}

/* ---- over axes ---- */

int nn_infer_softmax(struct nn_node *node, struct err *err)
{
    const struct nn_shape *shape = &node->inputs[0]->tensor.shape;
    int rc = need_floats(node, err);
    rc = rc < 0 ? rc
                : nn_axis(node, nn_attr_int(node, "axis", node->opset < 13 ? 1 : -1), shape->rank,
                          &node->params.axis, err);
    if (rc == E_OK && node->opset < 13 && node->params.axis != shape->rank - 1) {
        /* Then all dimensions from the axis on count as one. */
        for (int i = node->params.axis + 1; i < shape->rank; i++) {
            if (shape->dims[i] != 1) {
                return nn_refuse(node, err, "its axis is not the last");
            }
        }
    }
    return rc < 0 ? rc : nn_infer_done(node, NN_FLOAT, shape, err);
}

static int read_axes(struct nn_node *node, struct nn_axes *out, struct err *err)
{
    const int rank = node->inputs[0]->tensor.shape.rank;
    int64_t axes[NN_RANK_MAX];
    size_t count;
    int rc = nn_attr_ints(node, "axes", axes, NN_RANK_MAX, &count, err);
    if (rc == E_OK && count == 0) {
        rc = nn_input_ints(node, 1, axes, NN_RANK_MAX, &count, err);
    }
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        int axis;
        rc = nn_axis(node, axes[i], rank, &axis, err);
        if (rc == E_OK) {
            out->on[axis] = true;
        }
    }
    const bool none = nn_attr_int(node, "noop_with_empty_axes", 0) != 0;
    for (int i = 0; rc == E_OK && count == 0 && !none && i < rank; i++) {
        out->on[i] = true;
    }
    return rc;
}

int nn_infer_reduce(struct nn_node *node, struct err *err)
{
    const struct nn_shape *shape = &node->inputs[0]->tensor.shape;
    struct nn_axes *axes = &node->params.axes;
    *axes = (struct nn_axes){.keeps_dims = nn_attr_int(node, "keepdims", 1) != 0};
    if (node->inputs[0]->tensor.type != NN_FLOAT) {
        return nn_refuse(node, err, "it reduces integers");
    }
    int rc = read_axes(node, axes, err);
    if (rc < 0) {
        return rc;
    }
    struct nn_shape out = {0};
    for (int i = 0; i < shape->rank; i++) {
        if (!axes->on[i] || axes->keeps_dims) {
            out.dims[out.rank++] = axes->on[i] ? 1 : shape->dims[i];
        }
        if (axes->on[i] && shape->dims[i] == 0) {
            return nn_refuse(node, err, "its input is empty");
        }
    }
    node->input_count = 1;
    return nn_infer_done(node, NN_FLOAT, &out, err);
}

/* ---- Resize ---- */

static int read_resize_modes(struct nn_node *node, struct err *err)
{
    static const struct {
        struct str name;
        enum nn_place place;
    } places[] = {
        {{"half_pixel", 10}, NN_HALF_PIXEL},
        {{"pytorch_half_pixel", 18}, NN_PYTORCH_HALF_PIXEL},
        {{"asymmetric", 10}, NN_ASYMMETRIC},
        {{"align_corners", 13}, NN_ALIGN_CORNERS},
    };
    static const struct {
        struct str name;
        enum nn_rounding rounding;
    } roundings[] = {
        {{"round_prefer_floor", 18}, NN_ROUND_PREFER_FLOOR},
        {{"round_prefer_ceil", 17}, NN_ROUND_PREFER_CEIL},
        {{"floor", 5}, NN_ROUND_FLOOR},
        {{"ceil", 4}, NN_ROUND_CEIL},
    };
    struct nn_resize *resize = &node->params.resize;
    const struct str mode = nn_attr_str(node, "mode", STR("nearest"));
    const struct str place = nn_attr_str(node, "coordinate_transformation_mode", STR("half_pixel"));
    const struct str rounding = nn_attr_str(node, "nearest_mode", STR("round_prefer_floor"));
    nn_attr_ignore(node, "cubic_coeff_a");
    nn_attr_ignore(node, "extrapolation_value");
    nn_attr_ignore(node, "exclude_outside");
    bool known_place = false;
    bool known_rounding = false;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        if (str_eq(place, places[i].name)) {
            resize->place = places[i].place;
            known_place = true;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(roundings); i++) {
        if (str_eq(rounding, roundings[i].name)) {
            resize->rounding = roundings[i].rounding;
            known_rounding = true;
        }
    }
    resize->linear = str_eq(mode, STR("linear"));
    if ((!resize->linear && !str_eq(mode, STR("nearest"))) || !known_place || !known_rounding) {
        return nn_refuse(node, err, "it resizes in a way that is not known here");
    }
    return E_OK;
}

static int read_scales(struct nn_node *node, struct nn_shape *shape, struct err *err)
{
    const struct nn_tensor *scales = nn_input_tensor(node, 2);
    struct nn_resize *resize = &node->params.resize;
    if (scales == NULL || scales->data == NULL || scales->type != NN_FLOAT ||
        nn_count(&scales->shape) != (size_t)shape->rank) {
        return nn_refuse(node, err, "its scales are not constants, one a dimension");
    }
    for (int i = 0; i < shape->rank; i++) {
        const float scale = nn_floats(scales)[i];
        if (!(scale > 0 && scale <= 1024)) {
            return nn_refuse(node, err, "one of its scales is not between 0 and 1024");
        }
        resize->scale[i] = scale;
        shape->dims[i] = (int64_t)floorf((float)shape->dims[i] * scale);
    }
    return E_OK;
}

int nn_infer_resize(struct nn_node *node, struct err *err)
{
    struct nn_shape shape = node->inputs[0]->tensor.shape;
    int64_t sizes[NN_RANK_MAX];
    size_t count = 0;
    node->params.resize = (struct nn_resize){0};
    if (node->inputs[0]->tensor.type != NN_FLOAT) {
        return nn_refuse(node, err, "it resizes integers");
    }
    int rc = read_resize_modes(node, err);
    rc = rc < 0 ? rc : nn_input_ints(node, 3, sizes, NN_RANK_MAX, &count, err);
    if (rc == E_OK && count == 0) {
        rc = read_scales(node, &shape, err);
    } else if (rc == E_OK && count != (size_t)shape.rank) {
        rc = nn_refuse(node, err, "its sizes are not one a dimension");
    }
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        if (shape.dims[i] < 1 || sizes[i] < 1) {
            return nn_refuse(node, err, "it resizes to or from nothing");
        }
        node->params.resize.scale[i] = (float)sizes[i] / (float)shape.dims[i];
        shape.dims[i] = sizes[i];
    }
    node->input_count = 1;
    return rc < 0 ? rc : nn_infer_done(node, NN_FLOAT, &shape, err);
}
