/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the text: the likeliest language has a probability, and the code is a part of the text. */
#include "infer/codecheck/guess/guess.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str text = {(const char *)data, bytes};
    struct code_taken taken;
    code_take(text, &taken);
    ASSERT(taken.code.p >= text.p && taken.code.p + taken.code.n <= text.p + text.n);
    struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    struct code_guess guess;
    code_guess(&task, taken.code, &guess);
    ASSERT(guess.confidence > 0 && guess.confidence <= 1);
    ASSERT(guess.language == NULL || guess.language == guess.nearest);
    arena_free(arena);
    return 0;
}
