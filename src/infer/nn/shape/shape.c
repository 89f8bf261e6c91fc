/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/nn/shape/shape_int.h"

int nn_infer_done(struct nn_node *node, enum nn_type type, const struct nn_shape *shape,
                  struct err *err)
{
    if (nn_shape_check(shape) < 0) {
        return nn_refuse(node, err, "its output is too large");
    }
    node->outputs[0]->tensor.type = type;
    node->outputs[0]->tensor.shape = *shape;
    return E_OK;
}
