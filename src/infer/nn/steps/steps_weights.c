/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights in the layouts that oneDNN wants, kept in a file that all processes map: one copy in memory however many workers run,
 * and less work at the start. The file's head says for which network, sizes, threads and processor it is; one that is for another is
 * made anew. It is written by rename, so it is whole or not there. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "infer/nn/steps/steps_int.h"

#define MAGIC     "assisti weights"
#define ALIGNMENT ((size_t)64)

/* Raise it where the same network's weights are put in another order than before. */
#define ARRANGEMENT 4U

/* The file: this, `count` sizes, and behind them the weights, each aligned. */
struct head {
    char magic[16];
    uint64_t key;
    uint64_t count;
    uint64_t bytes; /* of the whole file */
};

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Eight bytes at a time, for files of our own: who could change them could change the program. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
    return hash ^ hash >> 32;
}

uint64_t nn_weights_key(const struct nn_steps *steps, struct str file)
{
    const dnnl_version_t *version = dnnl_version();
    uint64_t hash = mix(file.n, (uint64_t)ARRANGEMENT << 32 | (uint64_t)steps->threads);
    hash = mix(hash, (uint64_t)version->major << 40 | (uint64_t)version->minor << 20 |
                         (uint64_t)version->patch);
    hash = mix(hash, (uint64_t)dnnl_get_effective_cpu_isa());
    for (const char *p = ASSISTI_VERSION; *p != '\0'; p++) {
        hash = mix(hash, (uint8_t)*p);
    }
    for (size_t i = 0; i < steps->graph->input_count; i++) {
        const struct nn_shape *shape = &steps->graph->inputs[i]->tensor.shape;
        for (int k = 0; k < shape->rank; k++) {
            hash = mix(hash, (uint64_t)shape->dims[k]);
        }
    }
    for (size_t i = 0; i < file.n; i += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, file.p + i, size_min(sizeof(word), file.n - i));
        hash = mix(hash, word);
    }
    return hash;
}

/* Whether the mapped file is one of ours for this key, and as long as its sizes say. */
static bool is_valid(const char *mapped, size_t bytes, uint64_t key)
{
    struct head head;
    if (bytes < sizeof(head)) {
        return false;
    }
    memcpy(&head, mapped, sizeof(head));
    size_t at = sizeof(head);
    if (memcmp(head.magic, MAGIC, sizeof(head.magic)) != 0 || head.key != key ||
        head.bytes != bytes || head.count > (bytes - at) / sizeof(uint64_t)) {
        return false;
    }
    const uint64_t *sizes = (const uint64_t *)(const void *)(mapped + at);
    at = aligned(at + head.count * sizeof(uint64_t));
    for (uint64_t i = 0; i < head.count; i++) {
        if (at > bytes || sizes[i] > bytes - at) {
            return false;
        }
        at = aligned(at + sizes[i]);
    }
    return true;
}

bool nn_weights_map(struct nn_steps *steps, const char *path, uint64_t key)
{
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat facts;
    if (fd < 0 || fstat(fd, &facts) < 0 || facts.st_size <= 0 ||
        (uint64_t)facts.st_size > NN_MEMORY_MAX) {
        return false;
    }
    const size_t bytes = (size_t)facts.st_size;
    char *mapped = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) {
        return false;
    }
    if (!is_valid(mapped, bytes, key)) {
        (void)munmap(mapped, bytes);
        return false;
    }
    struct head head;
    memcpy(&head, mapped, sizeof(head));
    steps->weights = (struct nn_weights){
        .mapped = mapped,
        .bytes = bytes,
        .sizes = (const uint64_t *)(const void *)(mapped + sizeof(head)),
        .count = head.count,
        .at = aligned(sizeof(head) + head.count * sizeof(uint64_t)),
    };
    return true;
}

void nn_weights_unmap(struct nn_steps *steps)
{
    if (steps->weights.mapped != NULL) {
        (void)munmap(steps->weights.mapped, steps->weights.bytes);
    }
    steps->weights = (struct nn_weights){0};
}

void *nn_weights_next(struct nn_steps *steps, size_t bytes)
{
    struct nn_weights *weights = &steps->weights;
    if (weights->next >= weights->count || weights->sizes[weights->next] != bytes) {
        return NULL;
    }
    void *data = weights->mapped + weights->at;
    weights->next++;
    weights->at = aligned(weights->at + bytes);
    return data;
}

static bool is_own(const struct nn_buffer *buffer)
{
    return buffer->is_constant && buffer->home == NULL;
}

static int write_padded(int fd, const void *p, size_t bytes)
{
    static const char zeros[ALIGNMENT];
    int rc = file_write_all(fd, p, bytes);
    return rc < 0 ? rc : file_write_all(fd, zeros, aligned(bytes) - bytes);
}

static int write_file(const struct nn_steps *steps, int fd, uint64_t key)
{
    struct head head = {.magic = MAGIC, .key = key};
    for (size_t i = 0; i < steps->buffer_count; i++) {
        head.count += is_own(steps->buffers[i]) ? 1 : 0;
    }
    const size_t top = sizeof(head) + head.count * sizeof(uint64_t);
    char *bytes = must_calloc(1, top);
    uint64_t *sizes = (uint64_t *)(void *)(bytes + sizeof(head));
    head.bytes = aligned(top);
    for (size_t i = 0, at = 0; i < steps->buffer_count; i++) {
        if (is_own(steps->buffers[i])) {
            sizes[at++] = steps->buffers[i]->bytes;
            head.bytes += aligned(steps->buffers[i]->bytes);
        }
    }
    memcpy(bytes, &head, sizeof(head));
    int rc = write_padded(fd, bytes, top);
    free(bytes);
    for (size_t i = 0; rc == E_OK && i < steps->buffer_count; i++) {
        if (is_own(steps->buffers[i])) {
            rc = write_padded(fd, steps->buffers[i]->data, steps->buffers[i]->bytes);
        }
    }
    return rc;
}

/* Constants that look at others' memory find it where it has gone. */
static void follow_homes(struct nn_steps *steps)
{
    for (size_t i = 0; i < steps->buffer_count; i++) {
        struct nn_buffer *buffer = steps->buffers[i];
        if (buffer->is_constant && buffer->home != NULL) {
            buffer->data = buffer->home->data;
        }
    }
}

/* Lets the constants lie in the file from now on. */
static void move_in(struct nn_steps *steps)
{
    for (size_t i = 0; i < steps->buffer_count; i++) {
        struct nn_buffer *buffer = steps->buffers[i];
        if (is_own(buffer)) {
            free(buffer->data);
            buffer->data = nn_weights_next(steps, buffer->bytes);
            ASSERT(buffer->data != NULL);
            buffer->is_mapped = true;
        }
    }
    follow_homes(steps);
}

int nn_weights_keep(struct nn_steps *steps, const char *path, uint64_t key)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    char *temporary = arena_printf(arena, "%s.XXXXXX", path);
    CLEANUP(fd_closep) int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) {
        return file_errno_to_rc(errno);
    }
    int rc = write_file(steps, fd, key);
    if (rc == E_OK && (fsync(fd) < 0 || rename(temporary, path) < 0)) {
        rc = file_errno_to_rc(errno);
    }
    if (rc < 0) {
        (void)unlink(temporary);
        return rc;
    }
    if (!nn_weights_map(steps, path, key)) {
        return E_IO;
    }
    move_in(steps);
    return E_OK;
}

/* The same constant of other steps, or NULL. */
static const struct nn_buffer *find_same(const struct nn_steps *steps, const struct nn_buffer *like)
{
    for (size_t i = 0; i < steps->buffer_count; i++) {
        const struct nn_buffer *buffer = steps->buffers[i];
        if (is_own(buffer) && buffer->bytes == like->bytes &&
            memcmp(buffer->data, like->data, like->bytes) == 0) {
            return buffer;
        }
    }
    return NULL;
}

void nn_weights_borrow(struct nn_steps *steps, size_t first)
{
    for (size_t i = first; i < steps->buffer_count; i++) {
        struct nn_buffer *buffer = steps->buffers[i];
        const bool is_free = is_own(buffer) && !buffer->is_mapped && buffer->bytes > 0;
        const struct nn_buffer *same = is_free ? find_same(steps->beside, buffer) : NULL;
        if (same != NULL) {
            free(buffer->data);
            buffer->data = same->data;
            buffer->is_mapped = true;
            steps->weight_bytes -= buffer->bytes;
        }
    }
    follow_homes(steps);
}
