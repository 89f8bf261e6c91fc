/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One piece of memory for all intermediate results: those that are not needed at the same time share their place. The largest
 * are placed first, each at the lowest place where nothing lies that lives when it does; within a few percent of the least
 * possible for networks like ours. */
#include "infer/nn/steps/steps_int.h"

#define ALIGNMENT ((size_t)64) /* a cache line, and the widest vector */

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* What looks at another buffer's memory keeps it alive. */
static void extend_homes(struct nn_steps *steps)
{
    for (size_t i = steps->buffer_count; i > 0; i--) {
        const struct nn_buffer *buffer = steps->buffers[i - 1];
        struct nn_buffer *home = buffer->home;
        if (home != NULL) {
            home->last = size_max(home->last, buffer->last);
            home->is_port = home->is_port || buffer->is_port;
        }
    }
}

static bool needs_place(const struct nn_buffer *buffer)
{
    return !buffer->is_constant && buffer->home == NULL && buffer->bytes > 0;
}

static int by_size(const void *a, const void *b)
{
    const struct nn_buffer *x = *(struct nn_buffer *const *)a;
    const struct nn_buffer *y = *(struct nn_buffer *const *)b;
    if (x->bytes != y->bytes) {
        return x->bytes < y->bytes ? 1 : -1;
    }
    return x->first < y->first ? -1 : x->first > y->first;
}

static int by_offset(const void *a, const void *b)
{
    const struct nn_buffer *x = *(struct nn_buffer *const *)a;
    const struct nn_buffer *y = *(struct nn_buffer *const *)b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static bool live_together(const struct nn_buffer *a, const struct nn_buffer *b)
{
    return a->is_port || b->is_port || (a->first <= b->last && b->first <= a->last);
}

/* The lowest gap among those placed already, which are in the order of their offsets. */
static size_t find_gap(const struct nn_buffer *buffer, struct nn_buffer *const *placed,
                       size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (!live_together(buffer, placed[i])) {
            continue;
        }
        if (placed[i]->offset >= at + buffer->bytes) {
            break;
        }
        at = size_max(at, aligned(placed[i]->offset + placed[i]->bytes));
    }
    return at;
}

/* Gives each buffer its offset; returns how many bytes they take together. */
static size_t place(const struct nn_steps *steps)
{
    struct nn_buffer **order = must_calloc(steps->buffer_count + 1, sizeof(struct nn_buffer *));
    struct nn_buffer **placed = must_calloc(steps->buffer_count + 1, sizeof(struct nn_buffer *));
    size_t count = 0;
    size_t total = 0;
    for (size_t i = 0; i < steps->buffer_count; i++) {
        if (needs_place(steps->buffers[i])) {
            order[count++] = steps->buffers[i];
        }
    }
    qsort(order, count, sizeof(struct nn_buffer *), by_size);
    for (size_t i = 0; i < count; i++) {
        order[i]->offset = find_gap(order[i], placed, i);
        total = size_max(total, order[i]->offset + order[i]->bytes);
        size_t at = i;
        while (at > 0 && by_offset(&order[i], &placed[at - 1]) < 0) {
            placed[at] = placed[at - 1];
            at--;
        }
        placed[at] = order[i];
    }
    free(placed);
    free(order);
    return aligned(total);
}

/* Memory for all results, and for what primitives need while they run. */
static int get_memory(struct nn_steps *steps)
{
    const size_t bytes = size_max(steps->memory_bytes, ALIGNMENT);
    if (steps->memory_bytes > NN_MEMORY_MAX || steps->scratch_bytes > NN_MEMORY_MAX) {
        return E_TOO_LARGE;
    }
    steps->is_lent = steps->beside != NULL && bytes <= steps->beside->memory_bytes;
    if (steps->is_lent) {
        steps->memory = steps->beside->memory;
    } else if (posix_memalign((void **)&steps->memory, ALIGNMENT, bytes) == 0) {
        memset(steps->memory, 0, bytes);
    } else {
        return E_TOO_LARGE;
    }
    return posix_memalign(&steps->scratch, ALIGNMENT, size_max(steps->scratch_bytes, ALIGNMENT)) ==
                   0
               ? E_OK
               : E_TOO_LARGE;
}

int nn_plan(struct nn_steps *steps, struct err *err)
{
    extend_homes(steps);
    steps->memory_bytes = place(steps);
    int rc = get_memory(steps);
    if (rc < 0) {
        return err_set(err, rc, "The network needs too much memory for its results.");
    }
    for (size_t i = 0; i < steps->buffer_count; i++) {
        struct nn_buffer *buffer = steps->buffers[i];
        if (needs_place(buffer)) {
            buffer->data = steps->memory + buffer->offset;
        }
    }
    for (size_t i = 0; i < steps->buffer_count; i++) {
        struct nn_buffer *buffer = steps->buffers[i];
        if (buffer->home != NULL) { /* made after its home, which has its place by now */
            buffer->data = buffer->home->data;
        }
    }
    return E_OK;
}
