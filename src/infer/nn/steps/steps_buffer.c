/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of memory, and the layouts of what lies in them. */
#include "base/pages.h"
#include "infer/nn/steps/steps_int.h"

/* ---- layouts ---- */

int nn_md_dims(const struct nn_shape *shape, dnnl_dims_t dims)
{
    dims[0] = 1;
    for (int i = 0; i < shape->rank; i++) {
        dims[i] = shape->dims[i];
    }
    return shape->rank > 0 ? shape->rank : 1;
}

struct nn_shape nn_shape_widened(const struct nn_shape *shape, int rank)
{
    struct nn_shape out = {.rank = rank};
    for (int i = 0; i < rank; i++) {
        const int from = i - (rank - shape->rank);
        out.dims[i] = from < 0 ? 1 : shape->dims[from];
    }
    return out;
}

dnnl_memory_desc_t nn_md_plain(const struct nn_shape *shape)
{
    static const dnnl_format_tag_t tags[] = {dnnl_a,    dnnl_a,     dnnl_ab,    dnnl_abc,
                                             dnnl_abcd, dnnl_abcde, dnnl_abcdef};
    dnnl_memory_desc_t md;
    dnnl_dims_t dims;
    const int rank = nn_md_dims(shape, dims);
    const dnnl_status_t status =
        dnnl_memory_desc_init_by_tag(&md, rank, dims, dnnl_f32, tags[rank]);
    ASSERT(status == dnnl_success);
    return md;
}

dnnl_memory_desc_t nn_md_any(const struct nn_shape *shape)
{
    dnnl_memory_desc_t md;
    dnnl_dims_t dims;
    const int rank = nn_md_dims(shape, dims);
    const dnnl_status_t status =
        dnnl_memory_desc_init_by_tag(&md, rank, dims, dnnl_f32, dnnl_format_tag_any);
    ASSERT(status == dnnl_success);
    return md;
}

/* Layouts that convolutions choose, by the number of dimensions. */
static const struct layout {
    int rank;
    dnnl_format_tag_t tag;
    int64_t block;
} layouts[] = {
    {3, dnnl_aBc16b, 16},   {3, dnnl_aBc8b, 8},   {3, dnnl_acb, 1},
    {4, dnnl_aBcd16b, 16},  {4, dnnl_aBcd8b, 8},  {4, dnnl_acdb, 1},
    {5, dnnl_aBcde16b, 16}, {5, dnnl_aBcde8b, 8}, {5, dnnl_acdeb, 1},
};

static const struct layout *layout_of(const dnnl_memory_desc_t *md)
{
    for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
        dnnl_memory_desc_t candidate;
        if (layouts[i].rank == md->ndims &&
            dnnl_memory_desc_init_by_tag(&candidate, md->ndims, md->dims, dnnl_f32,
                                         layouts[i].tag) == dnnl_success &&
            dnnl_memory_desc_equal(&candidate, md)) {
            return &layouts[i];
        }
    }
    return NULL;
}

bool nn_md_has_layout(const dnnl_memory_desc_t *md)
{
    return layout_of(md) != NULL;
}

int64_t nn_md_block(const dnnl_memory_desc_t *md)
{
    const struct layout *layout = layout_of(md);
    return layout != NULL ? layout->block : 1;
}

dnnl_memory_desc_t nn_md_like(const dnnl_memory_desc_t *like, const struct nn_shape *shape)
{
    const struct layout *layout = layout_of(like);
    dnnl_memory_desc_t md;
    dnnl_dims_t dims;
    const int rank = nn_md_dims(shape, dims);
    if (layout == NULL || layout->rank != rank || dims[1] % layout->block != 0 ||
        dnnl_memory_desc_init_by_tag(&md, rank, dims, dnnl_f32, layout->tag) != dnnl_success) {
        return nn_md_plain(shape);
    }
    return md;
}

/* ---- buffers ---- */

struct nn_buffer *nn_buffer_new(struct nn_build *build, const dnnl_memory_desc_t *md)
{
    struct nn_steps *steps = build->steps;
    if (steps->buffer_count == steps->buffer_capacity) {
        const size_t capacity = 2 * steps->buffer_capacity + 64;
        struct nn_buffer **grown = must_calloc(capacity, sizeof(struct nn_buffer *));
        if (steps->buffer_count > 0) {
            memcpy(grown, steps->buffers, steps->buffer_count * sizeof(struct nn_buffer *));
        }
        free(steps->buffers);
        steps->buffers = grown;
        steps->buffer_capacity = capacity;
    }
    struct nn_buffer *buffer = arena_calloc(steps->arena, 1, sizeof(*buffer));
    buffer->md = *md;
    buffer->bytes = dnnl_memory_desc_get_size(md);
    buffer->first = steps->count;
    buffer->last = steps->count;
    steps->buffers[steps->buffer_count++] = buffer;
    return buffer;
}

struct nn_buffer *nn_buffer_look(struct nn_build *build, struct nn_buffer *home,
                                 const dnnl_memory_desc_t *md)
{
    struct nn_buffer *look = nn_buffer_new(build, md);
    home->is_shared = true;
    look->home = home;
    look->data = home->data;
    look->is_constant = home->is_constant;
    return look;
}

struct nn_buffer *nn_buffer_view(struct nn_build *build, struct nn_buffer *home,
                                 const struct nn_shape *shape)
{
    const dnnl_memory_desc_t md = nn_md_plain(shape);
    return nn_buffer_look(build, home, &md);
}

/* Whether the layout has room for numbers that are not there, which have to be 0. */
static bool pads(const struct nn_buffer *buffer)
{
    size_t bytes = sizeof(float);
    for (int i = 0; i < buffer->md.ndims; i++) {
        bytes *= (size_t)buffer->md.dims[i];
    }
    return buffer->bytes != bytes;
}

int nn_buffer_constant(struct nn_build *build, const dnnl_memory_desc_t *md, struct nn_buffer **out)
{
    struct nn_steps *steps = build->steps;
    struct nn_buffer *buffer = nn_buffer_new(build, md);
    *out = buffer;
    buffer->is_constant = true;
    buffer->is_mapped = steps->weights.mapped != NULL;
    steps->weight_bytes += buffer->bytes;
    if (buffer->is_mapped) {
        buffer->data = nn_weights_next(steps, buffer->bytes);
        return buffer->data != NULL ? E_OK : E_CONFLICT;
    }
    if (steps->weight_bytes > NN_MEMORY_MAX ||
        posix_memalign(&buffer->data, 64, size_max(buffer->bytes, 64)) != 0) {
        buffer->data = NULL;
        return err_set(build->err, E_TOO_LARGE, "The network's weights are too large.");
    }
    pages_populate(buffer->data, buffer->bytes);
    if (pads(buffer)) {
        memset(buffer->data, 0, buffer->bytes);
    }
    return E_OK;
}

/* Does a reorder at once. */
static int reorder_now(struct nn_build *build, void *from, const dnnl_memory_desc_t *from_md,
                       const struct nn_buffer *to)
{
    dnnl_primitive_desc_t pd = NULL;
    dnnl_primitive_t primitive = NULL;
    dnnl_memory_t source = NULL;
    dnnl_memory_t target = NULL;
    const dnnl_engine_t engine = build->steps->engine;
    dnnl_status_t status =
        dnnl_reorder_primitive_desc_create(&pd, from_md, engine, &to->md, engine, NULL);
    status = status != dnnl_success ? status : dnnl_primitive_create(&primitive, pd);
    status = status != dnnl_success ? status : dnnl_memory_create(&source, from_md, engine, from);
    status =
        status != dnnl_success ? status : dnnl_memory_create(&target, &to->md, engine, to->data);
    if (status == dnnl_success) {
        const dnnl_exec_arg_t args[] = {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, target}};
        status = dnnl_primitive_execute(primitive, build->steps->stream, 2, args);
    }
    if (status == dnnl_success) {
        status = dnnl_stream_wait(build->steps->stream);
    }
    dnnl_memory_destroy(source);
    dnnl_memory_destroy(target);
    dnnl_primitive_destroy(primitive);
    dnnl_primitive_desc_destroy(pd);
    return nn_build_check(build, status);
}

int nn_buffer_weights(struct nn_build *build, float *numbers, const dnnl_memory_desc_t *from,
                      const dnnl_memory_desc_t *to, struct nn_buffer **out)
{
    int rc = nn_buffer_constant(build, to, out);
    return rc < 0 || (*out)->is_mapped ? rc : reorder_now(build, numbers, from, *out);
}

int nn_step_copy(struct nn_build *build, struct nn_buffer *from, struct nn_buffer *to)
{
    const dnnl_engine_t engine = build->steps->engine;
    const struct nn_node *node = build->node;
    dnnl_primitive_attr_t attr;
    dnnl_primitive_desc_t pd = NULL;
    build->node = NULL; /* the step is nobody's own */
    build->label = "(layout)";
    int rc = nn_posts_attr(build, 0, &attr);
    if (rc == E_OK) {
        const dnnl_status_t status =
            dnnl_reorder_primitive_desc_create(&pd, &from->md, engine, &to->md, engine, attr);
        dnnl_primitive_attr_destroy(attr);
        rc = nn_build_check(build, status);
    }
    if (rc == E_OK) {
        const struct nn_arg args[] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}, {0}};
        rc = nn_step_primitive(build, pd, args);
    }
    build->node = node;
    return rc;
}

int nn_buffer_copy(struct nn_build *build, struct nn_buffer *buffer, const dnnl_memory_desc_t *md,
                   struct nn_buffer **out)
{
    *out = nn_buffer_new(build, md);
    return nn_step_copy(build, buffer, *out);
}

int nn_buffer_as(struct nn_build *build, struct nn_buffer *buffer, const dnnl_memory_desc_t *md,
                 struct nn_buffer **out)
{
    if (dnnl_memory_desc_equal(&buffer->md, md)) {
        *out = buffer;
        return E_OK;
    }
    if (buffer->is_constant) {
        return nn_buffer_weights(build, buffer->data, &buffer->md, md, out);
    }
    /* Copies that others have asked for are found near the end. */
    for (size_t i = build->steps->buffer_count; i > 0; i--) {
        struct nn_buffer *copy = build->steps->buffers[i - 1];
        if (copy == buffer) {
            break;
        }
        if (copy->source == buffer && dnnl_memory_desc_equal(&copy->md, md)) {
            *out = copy;
            return E_OK;
        }
    }
    int rc = nn_buffer_copy(build, buffer, md, out);
    if (rc == E_OK) {
        (*out)->source = buffer;
    }
    return rc;
}

int nn_buffer_of(struct nn_build *build, struct nn_value *value, struct nn_buffer **out)
{
    if (value->buffer == NULL) { /* a constant that nobody has looked at yet */
        ASSERT(nn_is_constant(value) && value->tensor.type == NN_FLOAT);
        const dnnl_memory_desc_t md = nn_md_plain(&value->tensor.shape);
        int rc = nn_buffer_constant(build, &md, &value->buffer);
        if (rc < 0) {
            return rc;
        }
        if (!value->buffer->is_mapped) {
            memcpy(value->buffer->data, value->tensor.data,
                   nn_count(&value->tensor.shape) * sizeof(float));
        }
    }
    *out = value->buffer;
    return E_OK;
}

int nn_buffer_plain(struct nn_build *build, struct nn_value *value, struct nn_buffer **out)
{
    const dnnl_memory_desc_t md = nn_md_plain(&value->tensor.shape);
    struct nn_buffer *buffer;
    int rc = nn_buffer_of(build, value, &buffer);
    return rc < 0 ? rc : nn_buffer_as(build, buffer, &md, out);
}
