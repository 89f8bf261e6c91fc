/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ops: the table of operators, in which the two halves of each stand side by side: how shapes follow from shapes
 * (infer/nn/shape), and the plain kernel (infer/nn/ref).
 * Memory: the table is constant. Threads: any. Files: none. */
#pragma once

#include "infer/nn/graph/graph.h"

/* The operator of this name, which lasts as long as the program; or NULL. */
const struct nn_op *nn_op_find(const char *name);
