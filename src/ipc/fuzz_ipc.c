/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conversation from each side: two bytes of length, then a datagram, and so on. Whatever a worker
 * sends, a result that becomes whole has the announced parts and no more. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ipc/ipc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void take_message(const struct ipc_message *message, struct ipc_assembly *assembly)
{
    switch (message->kind) {
    case IPC_RESULT:
        ipc_assembly_done(assembly);
        if (ipc_assembly_begin(assembly, message) == E_OK) {
            ASSERT(assembly->total > 0 && assembly->total <= IPC_RESULT_MAX);
        }
        break;
    case IPC_CHUNK:
        if (assembly->bytes != NULL && ipc_assembly_add(assembly, message->chunk) == E_OK &&
            ipc_assembly_is_whole(assembly)) {
            struct str last = ipc_assembly_part(assembly, assembly->part_count - 1);
            ASSERT(last.p + last.n == assembly->bytes + assembly->total);
        }
        break;
    case IPC_PROGRESS:
        ASSERT(ipc_stage_name((enum ipc_stage)message->progress.stage) != NULL);
        break;
    case IPC_ERROR:
        ASSERT(message->error.rc < 0 && utf8_valid(message->error.sentence));
        break;
    case IPC_TASK:
    case IPC_CANCEL:
    case IPC_READY:
    case IPC_KIND_COUNT:
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static struct ipc_message message;
    struct ipc_assembly *assembly = must_calloc(1, sizeof(*assembly));
    while (bytes >= 2) {
        uint16_t length;
        memcpy(&length, data, sizeof(length));
        const size_t n = size_min(length, bytes - 2);
        const struct str datagram = {(const char *)data + 2, n};
        if (ipc_parse(datagram, IPC_WORKER, &message) == E_OK) {
            take_message(&message, assembly);
        } else if (ipc_parse(datagram, IPC_SERVER, &message) == E_OK) {
            ASSERT(message.task != 0);
        }
        data += 2 + n;
        bytes -= 2 + n;
    }
    ipc_assembly_done(assembly);
    free(assembly);
    return 0;
}
