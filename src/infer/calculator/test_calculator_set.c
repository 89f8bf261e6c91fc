/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions of tests/perf/skills-sets/calculator, each with the result that it must have. */
#include <criterion/criterion.h>

#include "infer/calculator/test_calculator_kit.h"

static void check_line(struct calculator *calculator, struct str line)
{
    struct str rest;
    (void)str_cut(line, '\t', &rest);
    struct str wanted;
    const struct str text = str_cut(rest, '\t', &wanted);
    struct arena *arena = arena_new();
    struct calculation done;
    struct err err = {0};
    const int rc = calculator_answer(
        calculator,
        &(struct calculator_question){.arena = arena, .text = text, .now_ms = TEST_NOW_MS}, &done,
        &err);
    const struct str got = rc == E_OK ? str_from(done.result) : STR("!");
    cr_expect(str_eq(got, wanted), "%" STRF ": %" STRF " (%s) in place of %" STRF, STRA(text),
              STRA(got), err.detail, STRA(wanted));
    cr_expect(rc == E_OK || (rc == E_INVALID && err.detail[0] != '\0'), "%" STRF ": %d", STRA(text),
              rc);
    arena_free(arena);
}

static size_t check_file(struct calculator *calculator, const char *path)
{
    char *text = NULL;
    size_t bytes = 0;
    size_t lines = 0;
    FILE *file = fopen(path, "re");
    cr_assert_not_null(file, "%s", path);
    text = must_alloc(MIB);
    bytes = fread(text, 1, MIB, file);
    cr_assert_lt(bytes, MIB);
    (void)fclose(file);
    struct str rest = {text, bytes};
    while (rest.n > 0) {
        const struct str line = str_cut(rest, '\n', &rest);
        if (line.n > 0 && line.p[0] != '#') {
            check_line(calculator, line);
            lines++;
        }
    }
    free(text);
    return lines;
}

Test(calculator_set, has_every_result_right)
{
    struct calculator *calculator;
    cr_assert_eq(calculator_new(&calculator, NULL), E_OK);
    const size_t seen =
        check_file(calculator, TEST_FIXTURES "/../perf/skills-sets/calculator/seen.tsv");
    const size_t unseen =
        check_file(calculator, TEST_FIXTURES "/../perf/skills-sets/calculator/unseen.tsv");
    cr_expect_geq(seen + unseen, 300);
    calculator_free(calculator);
}
