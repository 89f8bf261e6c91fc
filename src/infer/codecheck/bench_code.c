/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For script/bench skills: what codecheck makes of the text on standard input.
 *   bench_code guess            a line "LANGUAGE CONFIDENCE MICROSECONDS", "-" for not sure
 *   bench_code check LANGUAGE   a line "LINE COLUMN REASON" for each problem */
#include "base/clock.h"
#include "infer/codecheck/codecheck.h"

static void guess(const struct code_task *task, struct str text)
{
    struct code_guess found;
    code_guess(task, text, &found); /* once before, so that the tables are in memory */
    int64_t start = clock_mono_us();
    code_guess(task, text, &found);
    const char *id = found.language != NULL ? found.language->id : found.is_text ? "text" : "-";
    printf("%s %.3f %lld\n", id, found.confidence, (long long)(clock_mono_us() - start));
}

static int check(const struct code_task *task, const char *name, struct str text)
{
    const struct code_language *language = code_language_find(str_from(name));
    struct code_report report;
    if (language == NULL || code_check(task, language, text, &report, NULL) < 0) {
        return 1;
    }
    for (size_t k = 0; k < report.count; k++) {
        printf("%lld %lld %" STRF "\n", (long long)report.items[k].line,
               (long long)report.items[k].column, STRA(report.items[k].reason));
    }
    return 0;
}

int main(int argc, char **argv)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    char *bytes = arena_alloc(arena, CODE_BYTES_MAX);
    struct str text = {bytes, fread(bytes, 1, CODE_BYTES_MAX, stdin)};
    if (argc == 3 && strcmp(argv[1], "check") == 0) {
        return check(&task, argv[2], text);
    }
    if (argc != 2 || strcmp(argv[1], "guess") != 0) {
        return 2;
    }
    guess(&task, text);
    return 0;
}
