/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a change of settings: every fault has a name, and what is taken can be told. */
#include "platform/settings/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct settings_changes changes;
    struct err err = {0};
    if (json_doc_parse((struct str){(const char *)data, bytes}, &doc, &err) < 0) {
        return 0;
    }
    if (settings_parse(json_doc_root(doc), arena, &changes, &err) < 0) {
        ASSERT(err.field_count > 0);
        return 0;
    }
    CLEANUP(sb_done) struct sb told;
    struct json_out out;
    sb_init(&told, 1 * MIB);
    json_out_init(&out, &told);
    settings_write_changes(&changes, &out);
    ASSERT(!told.failed);
    return 0;
}
