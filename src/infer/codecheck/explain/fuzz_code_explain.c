/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first byte chooses the notation. Parts must be parts of the text, and words well-formed. */
#include "base/utf8.h"
#include "infer/codecheck/explain/explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    if (bytes == 0) {
        return 0;
    }
    struct str text = {(const char *)data + 1, bytes - 1};
    if (!utf8_valid(text)) {
        return 0;
    }
    struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    (void)code_notation_of(&task, text);
    enum code_notation notation = (enum code_notation)(1 + data[0] % (CODE_NOTATION_COUNT - 1));
    struct code_explanation *found = arena_calloc(arena, 1, sizeof(*found));
    int rc = code_explain(&task, notation, text, INT64_C(1773065107000), found, NULL);
    for (size_t k = 0; rc == E_OK && k < found->count; k++) {
        struct code_part part = found->parts[k];
        ASSERT(part.start <= part.end && part.end <= text.n);
        ASSERT(str_eq(part.part, str_sub(text, part.start, part.end)));
        ASSERT(utf8_valid(part.part) && utf8_valid(part.meaning));
    }
    ASSERT(rc != E_OK ||
           (found->wrong_at <= text.n && utf8_valid(found->wrong) && utf8_valid(found->summary)));
    for (size_t k = 0; rc == E_OK && k < found->warning_count; k++) {
        ASSERT(utf8_valid(found->warnings[k]));
    }
    arena_free(arena);
    return 0;
}
