/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the bytes of an ONNX file (IR version 4 to 10, opset 11 to 17) to a graph. Nothing of the file is believed: sizes
 * are checked before memory is asked for, names must be defined before they are used, and only once. */
#include "base/pages.h"
#include "base/utf8.h"
#include "infer/nn/onnx/onnx_int.h"
#include "infer/nn/ops/ops.h"

#define NODES_MAX      ((size_t)20000)
#define VALUES_MAX     ((size_t)100000)
#define OPSET_MIN      11
#define OPSET_MAX      17
#define NAME_MAX_BYTES 200
#define LARGE_PIECE    (256 * KIB)

/* What the parser of messages may allocate in all: a short message in the file may become a much longer one. */
struct budget {
    size_t left;
};

struct parser {
    struct nn_graph *graph;
    const struct nn_onnx_sizes *sizes;
    struct err *err;
    int64_t opset;
    /* The values by their names: open addressing. */
    struct nn_value **table; /* (slots) */
    size_t slots;            /* a power of 2 */
};

/* ---- memory of the messages ---- */

static void *budget_alloc(void *context, size_t bytes)
{
    struct budget *budget = context;
    size_t all;
    if (!size_add(bytes, ONNX_PIECE_HEAD, &all) || all > budget->left) {
        return NULL;
    }
    char *p = malloc(all);
    if (p == NULL) {
        return NULL;
    }
    budget->left -= all;
    if (all >= LARGE_PIECE) {
        pages_populate(p, all);
    }
    memcpy(p, &all, sizeof(all));
    return p + ONNX_PIECE_HEAD;
}

static void budget_free(void *context, void *p)
{
    struct budget *budget = context;
    if (p != NULL) {
        size_t all;
        char *piece = (char *)p - ONNX_PIECE_HEAD;
        memcpy(&all, piece, sizeof(all));
        budget->left += all;
        free(piece);
    }
}

/* ---- names ---- */

static uint64_t hash(const char *name)
{
    uint64_t h = 0xcbf29ce484222325U; /* FNV-1a, 64 bits */
    for (; *name != '\0'; name++) {
        h = (h ^ (uint8_t)*name) * 0x100000001b3U;
    }
    return h ^ h >> 29;
}

/* The slot that has the name, or the one where it belongs. */
static struct nn_value **slot_of(const struct parser *parser, const char *name)
{
    size_t at = hash(name) & (parser->slots - 1);
    while (parser->table[at] != NULL && strcmp(parser->table[at]->name, name) != 0) {
        at = (at + 1) & (parser->slots - 1);
    }
    return &parser->table[at];
}

static struct nn_value *find_value(const struct parser *parser, const char *name)
{
    return *slot_of(parser, name);
}

static int check_name(const struct parser *parser, const char *name)
{
    const struct str text = str_from(name);
    if (text.n == 0 || text.n > NAME_MAX_BYTES || !utf8_valid(text)) {
        return err_set(parser->err, E_INVALID,
                       "A name in the network is empty, longer than %d bytes or not UTF-8.",
                       NAME_MAX_BYTES);
    }
    return E_OK;
}

static int define(struct parser *parser, const char *name, struct nn_value **out)
{
    struct nn_graph *graph = parser->graph;
    int rc = check_name(parser, name);
    if (rc < 0) {
        return rc;
    }
    struct nn_value **slot = slot_of(parser, name);
    if (*slot != NULL) {
        return err_set(parser->err, E_INVALID, "The network defines \"%.60s\" twice.", name);
    }
    if (graph->value_count >= VALUES_MAX) {
        return err_set(parser->err, E_TOO_LARGE, "The network has more than %zu values.",
                       VALUES_MAX);
    }
    *slot = nn_graph_add_value(graph, arena_strdup(graph->arena, name));
    *out = *slot;
    return E_OK;
}

/* ---- inputs ---- */

/* A dimension that the file leaves open, from the sizes. */
static int64_t open_dimension(const struct parser *parser, size_t index, size_t rank)
{
    const struct nn_onnx_sizes *sizes = parser->sizes;
    if (index == 0) {
        return sizes->batch > 0 ? sizes->batch : 1;
    }
    return index + 1 == rank ? sizes->width : index + 2 == rank ? sizes->height : 0;
}

static int read_input(struct parser *parser, const Onnx__ValueInfo *from)
{
    const Onnx__TensorType *type = from->type != NULL ? from->type->tensor_type : NULL;
    const Onnx__Shape *shape = type != NULL ? type->shape : NULL;
    const char *name = from->name != NULL ? from->name : "";
    if (find_value(parser, name) != NULL) {
        return E_OK; /* a constant that is listed among the inputs, as old files do */
    }
    struct nn_value *value;
    int rc = define(parser, name, &value);
    if (rc < 0) {
        return rc;
    }
    if (shape == NULL || type->elem_type != ONNX_FLOAT || shape->n_dim > NN_RANK_MAX) {
        return err_set(parser->err, E_INVALID,
                       "The input \"%.60s\" is not a tensor of floats with a known shape.", name);
    }
    value->is_input = true;
    value->tensor.shape.rank = (int)shape->n_dim;
    for (size_t i = 0; i < shape->n_dim; i++) {
        const Onnx__Dimension *dim = shape->dim[i];
        const int64_t size = dim->has_dim_value && dim->dim_value > 0
                                 ? dim->dim_value
                                 : open_dimension(parser, i, shape->n_dim);
        if (size <= 0) {
            return err_set(parser->err, E_INVALID, "The input \"%.60s\" has no fixed size.", name);
        }
        value->tensor.shape.dims[i] = size;
    }
    if (nn_shape_check(&value->tensor.shape) < 0) {
        return err_set(parser->err, E_TOO_LARGE, "The input \"%.60s\" is too large.", name);
    }
    parser->graph->inputs[parser->graph->input_count++] = value;
    return E_OK;
}

/* ---- nodes ---- */

static int read_attr(struct parser *parser, const struct nn_node *node, const Onnx__Attribute *from,
                     struct nn_attr *to)
{
    struct arena *arena = parser->graph->arena;
    int rc = check_name(parser, from->name != NULL ? from->name : "");
    if (rc < 0) {
        return rc;
    }
    *to = (struct nn_attr){.name = arena_strdup(arena, from->name), .kind = from->type};
    switch (to->kind) {
    case NN_ATTR_FLOAT:
        to->f = from->f;
        return E_OK;
    case NN_ATTR_INT:
        to->i = from->i;
        return E_OK;
    case NN_ATTR_STRING:
        to->s = str_copy(arena, (struct str){(const char *)from->s.data, from->s.len});
        return E_OK;
    case NN_ATTR_FLOATS:
        to->count = from->n_floats;
        to->floats = (float *)arena_memdup(arena, from->floats, to->count * sizeof(float));
        return E_OK;
    case NN_ATTR_INTS:
        to->count = from->n_ints;
        to->ints = (int64_t *)arena_memdup(arena, from->ints, to->count * sizeof(int64_t));
        return E_OK;
    case NN_ATTR_STRINGS:
        to->count = from->n_strings;
        return E_OK; /* only their presence matters: no operator here takes them */
    case NN_ATTR_TENSOR:
        if (from->t != NULL) {
            struct nn_value *value = nn_graph_add_value(parser->graph, to->name);
            to->tensor = &value->tensor;
            return nn_onnx_tensor(parser->graph, from->t, value, parser->err);
        }
        break;
    }
    return nn_refuse(node, parser->err, "its attribute %.40s is of a kind that is not supported",
                     to->name);
}

static int read_inputs(struct parser *parser, const Onnx__Node *from, struct nn_node *to)
{
    to->inputs = arena_calloc(parser->graph->arena, from->n_input + 1, sizeof(struct nn_value *));
    to->input_count = from->n_input;
    for (size_t i = 0; i < from->n_input; i++) {
        if (from->input[i][0] == '\0') {
            continue;
        }
        to->inputs[i] = find_value(parser, from->input[i]);
        if (to->inputs[i] == NULL) {
            return nn_refuse(to, parser->err, "nothing before it makes its input \"%.60s\"",
                             from->input[i]);
        }
    }
    while (to->input_count > 0 && to->inputs[to->input_count - 1] == NULL) {
        to->input_count--;
    }
    for (size_t i = 0; i < to->op->inputs_min; i++) {
        if (i >= to->input_count || to->inputs[i] == NULL) {
            return nn_refuse(to, parser->err, "its input %zu is missing", i);
        }
    }
    return to->input_count <= to->op->inputs_max
               ? E_OK
               : nn_refuse(to, parser->err, "it has too many inputs");
}

static int read_outputs(struct parser *parser, const Onnx__Node *from, struct nn_node *to)
{
    to->outputs = arena_calloc(parser->graph->arena, from->n_output, sizeof(struct nn_value *));
    to->output_count = from->n_output;
    if (from->n_output > to->op->outputs_max) {
        return nn_refuse(to, parser->err, "it has too many outputs");
    }
    for (size_t i = 0; i < from->n_output; i++) {
        if (from->output[i][0] != '\0') {
            int rc = define(parser, from->output[i], &to->outputs[i]);
            if (rc < 0) {
                return rc;
            }
            to->outputs[i]->producer = to;
        }
    }
    return to->outputs[0] != NULL ? E_OK
                                  : nn_refuse(to, parser->err, "its first output is missing");
}

static int read_node(struct parser *parser, const Onnx__Node *from)
{
    struct nn_graph *graph = parser->graph;
    struct nn_node *node = arena_calloc(graph->arena, 1, sizeof(*node));
    const char *type = from->op_type != NULL ? from->op_type : "";
    const bool named = from->name != NULL && from->name[0] != '\0';
    if (from->n_output == 0) {
        return err_set(parser->err, E_INVALID, "A node of the network has no output.");
    }
    const char *name = named ? from->name : from->output[0];
    node->op = nn_op_find(type);
    const bool foreign =
        from->domain != NULL && from->domain[0] != '\0' && strcmp(from->domain, "ai.onnx") != 0;
    if (node->op == NULL || foreign) {
        return err_set(parser->err, E_INVALID,
                       "The node \"%.60s\" cannot be run: there is no operator %.30s here.",
                       utf8_valid(str_from(name)) ? name : "?",
                       utf8_valid(str_from(type)) ? type : "?");
    }
    int rc = check_name(parser, name);
    if (rc < 0) {
        return rc;
    }
    node->name = arena_strdup(graph->arena, name);
    node->kind = node->op->kind;
    node->kernel = node->op->kernel;
    node->opset = parser->opset;
    node->arena = graph->arena;
    node->attr_count = from->n_attribute;
    node->attrs = arena_calloc(graph->arena, from->n_attribute + 1, sizeof(*node->attrs));
    for (size_t i = 0; rc == E_OK && i < from->n_attribute; i++) {
        rc = read_attr(parser, node, from->attribute[i], &node->attrs[i]);
    }
    rc = rc < 0 ? rc : read_inputs(parser, from, node);
    rc = rc < 0 ? rc : read_outputs(parser, from, node);
    if (rc == E_OK) {
        graph->nodes[graph->node_count++] = node;
    }
    return rc;
}

/* ---- the whole ---- */

static int read_opset(struct parser *parser, const Onnx__Model *model)
{
    parser->opset = 0;
    for (size_t i = 0; i < model->n_opset_import; i++) {
        const Onnx__OperatorSet *set = model->opset_import[i];
        if (set->domain == NULL || set->domain[0] == '\0' || strcmp(set->domain, "ai.onnx") == 0) {
            parser->opset = set->version;
        }
    }
    if (parser->opset < OPSET_MIN || parser->opset > OPSET_MAX) {
        return err_set(parser->err, E_INVALID,
                       "The network is written in operator set %lld; %d to %d are understood.",
                       (long long)parser->opset, OPSET_MIN, OPSET_MAX);
    }
    return E_OK;
}

static int read_outputs_of_graph(struct parser *parser, const Onnx__Graph *from)
{
    struct nn_graph *graph = parser->graph;
    for (size_t i = 0; i < from->n_output; i++) {
        const char *name = from->output[i]->name != NULL ? from->output[i]->name : "";
        struct nn_value *value = find_value(parser, name);
        if (value == NULL) {
            return err_set(parser->err, E_INVALID, "Nothing makes the network's output \"%.60s\".",
                           utf8_valid(str_from(name)) ? name : "?");
        }
        if (value->is_output) {
            return err_set(parser->err, E_INVALID, "The output \"%.60s\" is named twice.", name);
        }
        value->is_output = true;
        graph->outputs[graph->output_count++] = value;
    }
    return E_OK;
}

static int read_graph(struct parser *parser, const Onnx__Graph *from)
{
    struct nn_graph *graph = parser->graph;
    if (from->n_node > NODES_MAX || from->n_initializer > VALUES_MAX ||
        from->n_input > VALUES_MAX || from->n_output > VALUES_MAX) {
        return err_set(parser->err, E_TOO_LARGE, "The network has more than %zu nodes or values.",
                       NODES_MAX);
    }
    if (from->n_output == 0) {
        return err_set(parser->err, E_INVALID, "The network has no output.");
    }
    graph->nodes = arena_calloc(graph->arena, from->n_node + 1, sizeof(struct nn_node *));
    graph->inputs = arena_calloc(graph->arena, from->n_input + 1, sizeof(struct nn_value *));
    graph->outputs = arena_calloc(graph->arena, from->n_output, sizeof(struct nn_value *));
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < from->n_initializer; i++) {
        Onnx__Tensor *tensor = from->initializer[i];
        const char *name = tensor->name != NULL ? tensor->name : "";
        struct nn_value *value;
        rc = define(parser, name, &value);
        rc = rc < 0 ? rc : nn_onnx_tensor(graph, tensor, value, parser->err);
    }
    for (size_t i = 0; rc == E_OK && i < from->n_input; i++) {
        rc = read_input(parser, from->input[i]);
    }
    for (size_t i = 0; rc == E_OK && i < from->n_node; i++) {
        rc = read_node(parser, from->node[i]);
    }
    return rc < 0 ? rc : read_outputs_of_graph(parser, from);
}

static int read_model(const Onnx__Model *model, const struct nn_onnx_sizes *sizes,
                      struct nn_graph *out, struct err *err)
{
    struct parser parser = {.graph = out, .sizes = sizes, .err = err};
    if (model->graph == NULL) {
        return err_set(err, E_INVALID, "The file holds no network.");
    }
    int rc = read_opset(&parser, model);
    if (rc < 0) {
        return rc;
    }
    parser.slots = 4096;
    while (parser.slots < 2 * VALUES_MAX) {
        parser.slots *= 2;
    }
    parser.table = must_calloc(parser.slots, sizeof(struct nn_value *));
    rc = read_graph(&parser, model->graph);
    free(parser.table);
    return rc;
}

int nn_parse(struct str file, const struct nn_onnx_sizes *sizes, struct nn_graph *out,
             struct err *err)
{
    if (file.n > NN_FILE_MAX) {
        return err_set(err, E_TOO_LARGE, "The network's file is larger than %zu MiB.",
                       NN_FILE_MAX / MIB);
    }
    struct budget budget = {NN_MEMORY_MAX};
    ProtobufCAllocator allocator = {budget_alloc, budget_free, &budget};
    Onnx__Model *model = onnx__model__unpack(&allocator, file.n, (const uint8_t *)file.p);
    if (model == NULL) {
        return err_set(err, E_INVALID, "The file is not an ONNX network.");
    }
    *out = (struct nn_graph){.arena = arena_new()};
    int rc = read_model(model, sizes, out, err);
    onnx__model__free_unpacked(model, &allocator);
    if (rc < 0) {
        nn_graph_done(out);
    }
    return rc;
}
