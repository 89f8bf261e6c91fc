/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "ipc/ipc.h"

int ipc_assembly_begin(struct ipc_assembly *assembly, const struct ipc_message *head)
{
    ASSERT(head->kind == IPC_RESULT && assembly->bytes == NULL);
    size_t total = 0;
    for (size_t i = 0; i < head->result.part_count; i++) {
        total += head->result.parts[i].bytes; /* ipc_parse has limited the sum */
    }
    char *bytes = try_alloc(total, 1, IPC_RESULT_MAX);
    if (bytes == NULL) {
        return E_TOO_LARGE;
    }
    assembly->bytes = bytes;
    assembly->total = total;
    assembly->filled = 0;
    assembly->part_count = head->result.part_count;
    memcpy(assembly->parts, head->result.parts, assembly->part_count * sizeof(struct ipc_part));
    return E_OK;
}

int ipc_assembly_add(struct ipc_assembly *assembly, struct str chunk)
{
    if (chunk.n > assembly->total - assembly->filled) {
        return E_INVALID;
    }
    memcpy(assembly->bytes + assembly->filled, chunk.p, chunk.n);
    assembly->filled += chunk.n;
    return E_OK;
}

bool ipc_assembly_is_whole(const struct ipc_assembly *assembly)
{
    return assembly->bytes != NULL && assembly->filled == assembly->total;
}

struct str ipc_assembly_part(const struct ipc_assembly *assembly, size_t index)
{
    ASSERT(ipc_assembly_is_whole(assembly) && index < assembly->part_count);
    size_t from = 0;
    for (size_t i = 0; i < index; i++) {
        from += assembly->parts[i].bytes;
    }
    return (struct str){assembly->bytes + from, assembly->parts[index].bytes};
}

void ipc_assembly_done(struct ipc_assembly *assembly)
{
    free(assembly->bytes);
    assembly->bytes = NULL;
    assembly->total = 0;
    assembly->filled = 0;
    assembly->part_count = 0;
}
