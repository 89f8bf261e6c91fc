/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "platform/pool/pool_int.h"

#define VALUES_MAX ((size_t)500000)

void pool_result_free(struct pool_result *result)
{
    if (result == NULL) {
        return;
    }
    json_doc_free(result->doc);
    ipc_assembly_done(&result->assembly);
    free(result);
}

static bool is_jpeg(struct str s)
{
    return str_starts(s, STR("\xff\xd8\xff"));
}

static bool is_png(struct str s)
{
    return str_starts(s, STR("\x89PNG\r\n\x1a\n"));
}

static int read_parts(struct pool_result *result)
{
    const struct ipc_assembly *assembly = &result->assembly;
    for (size_t i = 1; i < assembly->part_count; i++) {
        const struct str part = ipc_assembly_part(assembly, i);
        const bool is_drawing = assembly->parts[i].kind == IPC_PART_DRAWING;
        if (is_drawing ? !is_png(part) : !is_jpeg(part)) {
            return E_INVALID;
        }
        if (is_drawing) {
            result->drawing = part;
        } else if (assembly->parts[i].kind == IPC_PART_THUMBNAIL) {
            result->thumbnail = part;
        } else {
            struct pool_preview *preview = &result->previews[result->preview_count++];
            *preview = (struct pool_preview){assembly->parts[i].page, part};
        }
    }
    return E_OK;
}

int pool_result_open(struct ipc_assembly *assembly, struct pool_result **out)
{
    struct pool_result *result = must_calloc(1, sizeof(*result));
    result->assembly = *assembly;
    *assembly = (struct ipc_assembly){0};
    result->thumbnail = STR_EMPTY;
    result->drawing = STR_EMPTY;
    result->json = ipc_assembly_part(&result->assembly, 0);
    int rc = json_count_values(result->json) <= VALUES_MAX
                 ? json_doc_parse(result->json, &result->doc, NULL)
                 : E_INVALID;
    if (rc == E_OK) {
        result->root = json_doc_root(result->doc);
        rc = json_holds_object(result->root) ? read_parts(result) : E_INVALID;
    }
    if (rc < 0) {
        pool_result_free(result);
        return E_INVALID;
    }
    *out = result;
    return E_OK;
}
