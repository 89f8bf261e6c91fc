/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>

#include "infer/nn/graph/graph.h"

int nn_refuse(const struct nn_node *node, struct err *err, const char *format, ...)
{
    char reason[200];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(reason, sizeof(reason), format, args);
    va_end(args);
    return err_set(err, E_INVALID, "The node \"%.60s\" (%.30s) cannot be run: %s.", node->name,
                   node->op->name, reason);
}

static struct nn_attr *find(struct nn_node *node, const char *name)
{
    for (size_t i = 0; i < node->attr_count; i++) {
        if (strcmp(node->attrs[i].name, name) == 0) {
            return &node->attrs[i];
        }
    }
    return NULL;
}

const struct nn_attr *nn_attr(struct nn_node *node, const char *name, enum nn_attr_kind kind)
{
    struct nn_attr *attr = find(node, name);
    if (attr == NULL || attr->kind != kind) {
        return NULL; /* one of another kind stays unused, and is complained of */
    }
    attr->used = true;
    return attr;
}

int64_t nn_attr_int(struct nn_node *node, const char *name, int64_t otherwise)
{
    const struct nn_attr *attr = nn_attr(node, name, NN_ATTR_INT);
    return attr != NULL ? attr->i : otherwise;
}

float nn_attr_float(struct nn_node *node, const char *name, float otherwise)
{
    const struct nn_attr *attr = nn_attr(node, name, NN_ATTR_FLOAT);
    return attr != NULL ? attr->f : otherwise;
}

struct str nn_attr_str(struct nn_node *node, const char *name, struct str otherwise)
{
    const struct nn_attr *attr = nn_attr(node, name, NN_ATTR_STRING);
    return attr != NULL ? attr->s : otherwise;
}

void nn_attr_ignore(struct nn_node *node, const char *name)
{
    struct nn_attr *attr = find(node, name);
    if (attr != NULL) {
        attr->used = true;
    }
}

int nn_attr_ints(struct nn_node *node, const char *name, int64_t *out, size_t max,
                 size_t *out_count, struct err *err)
{
    const struct nn_attr *attr = nn_attr(node, name, NN_ATTR_INTS);
    *out_count = attr != NULL ? attr->count : 0;
    if (*out_count > max) {
        return nn_refuse(node, err, "%s has more than %zu numbers", name, max);
    }
    for (size_t i = 0; i < *out_count; i++) {
        out[i] = attr->ints[i];
    }
    return E_OK;
}

int nn_input_ints(struct nn_node *node, size_t input, int64_t *out, size_t max, size_t *out_count,
                  struct err *err)
{
    const struct nn_tensor *tensor = nn_input_tensor(node, input);
    *out_count = 0;
    if (tensor == NULL) {
        return E_OK;
    }
    if (tensor->data == NULL) {
        return nn_refuse(node, err, "its input %zu depends on the picture and may not", input);
    }
    const size_t count = nn_count(&tensor->shape);
    if (tensor->type != NN_INT || count > max) {
        return nn_refuse(node, err, "its input %zu is not a list of at most %zu integers", input,
                         max);
    }
    memcpy(out, tensor->data, count * sizeof(*out));
    *out_count = count;
    return E_OK;
}

int nn_axis(struct nn_node *node, int64_t axis, int rank, int *out, struct err *err)
{
    if (axis < -rank || axis >= rank) {
        return nn_refuse(node, err, "there is no axis %lld among %d", (long long)axis, rank);
    }
    *out = (int)(axis < 0 ? axis + rank : axis);
    return E_OK;
}

const struct nn_tensor *nn_input_tensor(const struct nn_node *node, size_t input)
{
    return input < node->input_count && node->inputs[input] != NULL ? &node->inputs[input]->tensor
                                                                    : NULL;
}
