/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For script/bench: reads a question a line and writes, for each, the microseconds that it took and the result, "!" where refused. The
 * first line is what starting took, and the memory behind it in KiB. */
#include <sys/resource.h>

#include "base/clock.h"
#include "infer/calculator/test_calculator_kit.h"

static void answer(struct calculator *calculator, struct str text)
{
    struct arena *arena = arena_new();
    struct calculation done;
    const struct calculator_question question = {
        .arena = arena, .text = text, .now_ms = TEST_NOW_MS};
    const int64_t start_us = clock_mono_us();
    const int rc = calculator_answer(calculator, &question, &done, NULL);
    printf("%lld\t%s\n", (long long)(clock_mono_us() - start_us), rc == E_OK ? done.result : "!");
    arena_free(arena);
}

int main(void)
{
    char line[4096];
    struct calculator *calculator;
    const int64_t start_us = clock_mono_us();
    if (calculator_new(&calculator, NULL) != E_OK) {
        return 1;
    }
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    printf("%lld\t%ld\n", (long long)(clock_mono_us() - start_us), usage.ru_maxrss);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        const struct str text = str_from(line);
        answer(calculator, str_sub(text, 0, str_find_byte(text, '\n')));
    }
    calculator_free(calculator);
    return 0;
}
