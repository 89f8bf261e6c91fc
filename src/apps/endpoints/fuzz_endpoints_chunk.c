/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chunk of an answer, or a whole one. What base/json.h takes for JSON is read here, too, unless it is too much; NUL bytes between
 * values, which jansson passes over, are no JSON. */
#include "apps/endpoints/endpoints_chunk.h"
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str json = {(const char *)data, size};
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct endpoints_chunk chunk;
    endpoints_chunk_init(&chunk);
    const int rc = endpoints_chunk_read(json, &chunk);
    ASSERT(rc == E_OK || rc == E_MALFORMED_JSON || rc == E_TOO_LARGE);
    ASSERT(chunk.call_count <= ENDPOINTS_CHUNK_CALLS_MAX);
    ASSERT(!chunk.has_usage || chunk.usage.prompt_tokens >= 0);
    if (str_find_byte(json, '\0') == size && json_doc_parse(json, &doc, NULL) == E_OK &&
        json_holds_object(json_doc_root(doc))) {
        ASSERT(rc != E_MALFORMED_JSON);
    }
    endpoints_chunk_done(&chunk);
    return 0;
}
