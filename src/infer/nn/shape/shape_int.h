/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of shape share. */
#pragma once

#include "infer/nn/shape/shape.h"

/* The end of most of them: the first output has this type and shape, unless it is too large. */
MUSTUSE int nn_infer_done(struct nn_node *node, enum nn_type type, const struct nn_shape *shape,
                          struct err *err);
