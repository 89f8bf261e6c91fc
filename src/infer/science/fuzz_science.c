/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question: whatever it is, there are facts with a source, or a sentence that says why not. */
#include "base/utf8.h"
#include "infer/science/science.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct arena *arena = arena_new();
    struct science_facts facts;
    struct err err = {0};
    const int rc = science_answer(arena, (struct str){(const char *)data, bytes}, &facts, &err);
    if (rc == E_OK) {
        ASSERT(facts.count > 0 && facts.source != NULL && utf8_valid(str_from(facts.title)));
        ASSERT(facts.notice == NULL || utf8_valid(str_from(facts.notice)));
    } else {
        ASSERT(rc == E_INVALID && err.detail[0] != '\0' && utf8_valid(str_from(err.detail)));
    }
    arena_free(arena);
    return 0;
}
