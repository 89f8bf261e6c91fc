/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes of what is made of attributes and shapes alone. */
#include <math.h>

#include "infer/nn/shape/shape_int.h"

#define RANGE_MAX 1000000

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

int nn_infer_shape(struct nn_node *node, struct err *err)
{
    const struct nn_shape *shape = &node->inputs[0]->tensor.shape;
    int64_t start = nn_attr_int(node, "start", 0); /* both from opset 15 on */
    int64_t end = nn_attr_int(node, "end", shape->rank);
    start = clamp(start < 0 ? start + shape->rank : start, 0, shape->rank);
    end = clamp(end < 0 ? end + shape->rank : end, start, shape->rank);
    node->params.axis = (int)start;
    const struct nn_shape out = {1, {end - start}};
    return nn_infer_done(node, NN_INT, &out, err);
}

int nn_infer_constant(struct nn_node *node, struct err *err)
{
    const struct nn_attr *value = nn_attr(node, "value", NN_ATTR_TENSOR);
    const struct nn_attr *ints = nn_attr(node, "value_ints", NN_ATTR_INTS);
    const struct nn_attr *floats = nn_attr(node, "value_floats", NN_ATTR_FLOATS);
    const struct nn_shape scalar = {0};
    if (value != NULL) {
        return nn_infer_done(node, value->tensor->type, &value->tensor->shape, err);
    }
    if (ints != NULL || floats != NULL) {
        const struct nn_shape list = {1, {(int64_t)(ints != NULL ? ints : floats)->count}};
        return nn_infer_done(node, ints != NULL ? NN_INT : NN_FLOAT, &list, err);
    }
    if (nn_attr(node, "value_int", NN_ATTR_INT) != NULL) {
        return nn_infer_done(node, NN_INT, &scalar, err);
    }
    if (nn_attr(node, "value_float", NN_ATTR_FLOAT) != NULL) {
        return nn_infer_done(node, NN_FLOAT, &scalar, err);
    }
    return nn_refuse(node, err, "it has no value of a kind that is supported");
}

int nn_infer_constant_of_shape(struct nn_node *node, struct err *err)
{
    const struct nn_attr *value = nn_attr(node, "value", NN_ATTR_TENSOR);
    struct nn_shape shape = {0};
    size_t rank;
    int rc = nn_input_ints(node, 0, shape.dims, NN_RANK_MAX, &rank, err);
    shape.rank = (int)rank;
    if (rc == E_OK && value != NULL && nn_count(&value->tensor->shape) != 1) {
        rc = nn_refuse(node, err, "its value is not one number");
    }
    return rc < 0
               ? rc
               : nn_infer_done(node, value != NULL ? value->tensor->type : NN_FLOAT, &shape, err);
}

int nn_infer_range(struct nn_node *node, struct err *err)
{
    float bounds[3];
    for (size_t i = 0; i < 3; i++) {
        if (!nn_constant_scalar(node->inputs[i], &bounds[i]) ||
            node->inputs[i]->tensor.type != node->inputs[0]->tensor.type) {
            return nn_refuse(node, err, "its bounds are not constants of one number");
        }
    }
    const double count =
        bounds[2] != 0 ? ceil(((double)bounds[1] - bounds[0]) / bounds[2]) : RANGE_MAX + 1.0;
    if (!(count <= RANGE_MAX)) {
        return nn_refuse(node, err, "it makes more than %d numbers", RANGE_MAX);
    }
    const struct nn_shape shape = {1, {count > 0 ? (int64_t)count : 0}};
    return nn_infer_done(node, node->inputs[0]->tensor.type, &shape, err);
}
