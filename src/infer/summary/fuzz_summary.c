/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text: the summary's sentences are the text's, in order, as many as asked for where there are as many. */
#include "base/utf8.h"
#include "infer/summary/summary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The first byte says how many sentences; 0: by length. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0) {
        return 0;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct summary_options options = {.sentences = data[0] % 32,
                                            .length = (enum summary_length)(data[0] / 32 % 3)};
    struct summary summary;
    const struct str text = {(const char *)data + 1, n - 1};
    struct err err;
    if (summary_make(text, &options, arena, &summary, &err) < 0) {
        return 0;
    }
    ASSERT(summary.count > 0 && summary.count <= SUMMARY_SENTENCES_MAX &&
           summary.count <= summary.sentences_before);
    size_t last = 0;
    for (size_t i = 0; i < summary.count; i++) {
        const struct summary_sentence *sentence = &summary.sentences[i];
        ASSERT(sentence->start >= last && sentence->start < sentence->end &&
               sentence->end <= utf8_length(text));
        ASSERT(utf8_valid(sentence->text) && sentence->text.n > 0);
        last = sentence->end;
    }
    ASSERT(summary.phrase_count <= SUMMARY_PHRASES_MAX &&
           summary.words_after <= summary.words_before);
    for (size_t i = 0; i < summary.phrase_count; i++) {
        ASSERT(utf8_valid(summary.key_phrases[i]) && summary.key_phrases[i].n > 0);
    }
    return 0;
}
