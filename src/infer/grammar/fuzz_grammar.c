/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text: never a crash, findings in order that do not overlap, and a corrected text that is the text with them applied. */
#include "base/utf8.h"
#include "infer/grammar/grammar.h"

/* The parser takes most of the time. */
#define BYTES_MAX ((size_t)600)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(struct str text, const struct grammar_result *result)
{
    size_t at = 0;  /* bytes of the text */
    size_t out = 0; /* and of the corrected one */
    size_t end = 0;
    for (size_t i = 0; i < result->count; i++) {
        const struct grammar_finding *finding = &result->findings[i];
        ASSERT(finding->start >= end && finding->end > finding->start);
        const size_t start = utf8_prefix(text, finding->start).n;
        ASSERT(str_eq(str_sub(text, start, start + finding->found.n), finding->found));
        ASSERT(str_eq(str_sub(text, at, start), str_sub(result->corrected, out, out + start - at)));
        const struct str put = finding->has_correction ? finding->correction : finding->found;
        out += start - at;
        ASSERT(utf8_valid(put) && str_eq(str_sub(result->corrected, out, out + put.n), put));
        out += put.n;
        at = start + finding->found.n;
        end = finding->end;
    }
    ASSERT(str_eq(str_sub(text, at, text.n), str_sub(result->corrected, out, result->corrected.n)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct grammar *grammar;
    const struct str text = {(const char *)data, n};
    if (n > BYTES_MAX || !utf8_valid(text)) {
        return 0;
    }
    struct err err = {0};
    if (grammar == NULL) {
        ASSERT(grammar_new(&grammar, &err) == E_OK);
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct grammar_request request = {.text = text};
    struct grammar_result result;
    ASSERT(grammar_check(grammar, &request, arena, &result, &err) == E_OK);
    check(text, &result);
    return 0;
}
