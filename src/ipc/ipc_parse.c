/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/utf8.h"
#include "ipc/ipc.h"

static const int worker_errors[] = {
    E_INVALID,         E_TOO_LARGE,         E_UNSUPPORTED_IMAGE, E_UNREADABLE_IMAGE,
    E_TOO_MANY_PIXELS, E_PROCESSING_FAILED, E_LANGUAGE_MISSING,  E_TOOK_TOO_LONG,
    E_CANCELLED,       E_NOT_INSTALLED,
};

static const size_t part_bytes_max[] = {
    [IPC_PART_JSON] = 8 * MIB,
    [IPC_PART_THUMBNAIL] = 1 * MIB,
    [IPC_PART_PREVIEW] = 16 * MIB,
    [IPC_PART_DRAWING] = 32 * MIB,
};
_Static_assert(ARRAY_LEN(part_bytes_max) == IPC_PART_KIND_COUNT, "one limit per kind of part");

static const char *const stage_names[] = {"decode", "read", "finish"};
_Static_assert(ARRAY_LEN(stage_names) == IPC_STAGE_COUNT, "one name per stage");

const char *ipc_stage_name(enum ipc_stage stage)
{
    return stage_names[stage];
}

static int read_struct(struct str payload, void *out, size_t bytes)
{
    if (payload.n != bytes) {
        return E_INVALID;
    }
    memcpy(out, payload.p, bytes);
    return E_OK;
}

static int parse_ready(struct str payload, struct ipc_message *out)
{
    const uint32_t known_locks = IPC_LOCK_LANDLOCK | IPC_LOCK_SECCOMP;
    int rc = read_struct(payload, &out->ready, sizeof(out->ready));
    if (rc < 0 || out->ready.version != IPC_VERSION || (out->ready.locks & ~known_locks) != 0) {
        return E_INVALID;
    }
    return E_OK;
}

static int parse_progress(struct str payload, struct ipc_message *out)
{
    const struct ipc_progress *progress = &out->progress;
    int rc = read_struct(payload, &out->progress, sizeof(out->progress));
    if (rc < 0 || progress->stage >= IPC_STAGE_COUNT || progress->permille > 1000 ||
        progress->pages > IPC_PAGES_MAX || progress->page > progress->pages) {
        return E_INVALID;
    }
    return E_OK;
}

/* The JSON comes first and once, then at most one thumbnail, then previews by rising page. */
static bool part_may_follow(const struct ipc_part *before, const struct ipc_part *part)
{
    if (before == NULL) {
        return part->kind == IPC_PART_JSON && part->page == 0;
    }
    if (part->kind == IPC_PART_PREVIEW) {
        return before->kind != IPC_PART_DRAWING && part->page > before->page &&
               part->page <= IPC_PAGES_MAX;
    }
    return (part->kind == IPC_PART_THUMBNAIL || part->kind == IPC_PART_DRAWING) &&
           part->page == 0 && before->kind == IPC_PART_JSON;
}

static int parse_result(struct str payload, struct ipc_message *out)
{
    const size_t part_count = payload.n / sizeof(struct ipc_part);
    if (part_count == 0 || part_count > IPC_PARTS_MAX) {
        return E_INVALID;
    }
    if (read_struct(payload, out->result.parts, part_count * sizeof(struct ipc_part)) < 0) {
        return E_INVALID;
    }
    size_t total = 0;
    for (size_t i = 0; i < part_count; i++) {
        const struct ipc_part *part = &out->result.parts[i];
        if (!part_may_follow(i == 0 ? NULL : part - 1, part) || part->bytes == 0 ||
            part->bytes > part_bytes_max[part->kind]) {
            return E_INVALID;
        }
        total += part->bytes; /* at most 256 times 32 MiB */
    }
    out->result.part_count = part_count;
    return total <= IPC_RESULT_MAX ? E_OK : E_INVALID;
}

bool ipc_is_worker_error(int rc)
{
    for (size_t i = 0; i < ARRAY_LEN(worker_errors); i++) {
        if (worker_errors[i] == rc) {
            return true;
        }
    }
    return false;
}

static bool is_plain_sentence(struct str s)
{
    if (s.n == 0 || s.n > IPC_SENTENCE_MAX || !utf8_valid(s)) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static int parse_error(struct str payload, struct ipc_message *out)
{
    int32_t rc;
    if (payload.n < sizeof(rc)) {
        return E_INVALID;
    }
    memcpy(&rc, payload.p, sizeof(rc));
    out->error.rc = rc;
    out->error.sentence = str_sub(payload, sizeof(rc), payload.n);
    return ipc_is_worker_error(rc) && is_plain_sentence(out->error.sentence) ? E_OK : E_INVALID;
}

static int parse_payload(struct str payload, struct ipc_message *out)
{
    switch (out->kind) {
    case IPC_READY:
        return parse_ready(payload, out);
    case IPC_TASK:
        out->params = payload;
        return utf8_valid(payload) ? E_OK : E_INVALID;
    case IPC_CANCEL:
        return payload.n == 0 ? E_OK : E_INVALID;
    case IPC_PROGRESS:
        return parse_progress(payload, out);
    case IPC_RESULT:
        return parse_result(payload, out);
    case IPC_CHUNK:
        out->chunk = payload;
        return payload.n > 0 ? E_OK : E_INVALID;
    case IPC_ERROR:
        return parse_error(payload, out);
    case IPC_KIND_COUNT:
        break;
    }
    return E_INVALID;
}

static bool is_servers(enum ipc_kind kind)
{
    return kind == IPC_TASK || kind == IPC_CANCEL;
}

/* A worker that cannot start has no task to speak of; all else except READY belongs to one. */
static bool task_fits(enum ipc_kind kind, uint64_t task)
{
    if (kind == IPC_ERROR) {
        return true;
    }
    return (kind == IPC_READY) == (task == 0);
}

int ipc_parse(struct str datagram, enum ipc_side from, struct ipc_message *out)
{
    struct ipc_header header;
    if (datagram.n < sizeof(header) || datagram.n > IPC_FRAME_MAX) {
        return E_INVALID;
    }
    memcpy(&header, datagram.p, sizeof(header));
    if (header.kind >= IPC_KIND_COUNT || header.length != datagram.n - sizeof(header)) {
        return E_INVALID;
    }
    out->kind = (enum ipc_kind)header.kind;
    out->task = header.task;
    if (is_servers(out->kind) != (from == IPC_SERVER) || !task_fits(out->kind, out->task)) {
        return E_INVALID;
    }
    return parse_payload(str_sub(datagram, sizeof(header), datagram.n), out);
}
