/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question: whatever it is, there is a result of well-formed text or a sentence that says why not. */
#include <string.h>

#include "base/utf8.h"
#include "infer/calculator/test_calculator_kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);
const char *__asan_default_options(void);

/* libqalculate forgets a few bytes in some limits; a worker is renewed before that counts. */
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static struct calculator *calculator;
    if (calculator == NULL) {
        ASSERT(calculator_new(&calculator, NULL) == E_OK);
    }
    if (bytes > 120) {
        return 0; /* longer ones are only slower */
    }
    struct arena *arena = arena_new();
    struct calculation done;
    struct err err = {0};
    const struct calculator_question question = {
        .arena = arena, .text = {(const char *)data, bytes}, .now_ms = TEST_NOW_MS};
    const int rc = calculator_answer(calculator, &question, &done, &err);
    if (rc == E_OK) {
        ASSERT(done.result[0] != '\0' && utf8_valid(str_from(done.result)));
        ASSERT(done.expression != NULL && utf8_valid(str_from(done.expression)));
    } else {
        ASSERT(rc == E_INVALID && err.detail[0] != '\0' && utf8_valid(str_from(err.detail)));
    }
    arena_free(arena);
    return 0;
}
