/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests/perf/skills: ask_skills NAME reads arguments, one JSON object a line, and writes {"ms", "result"} for each, as a worker
 * would answer, without its sandbox. What went wrong stands in the place of the result, as {"error"}. */
#include "base/clock.h"
#include "infer/skills/skills.h"

#define LINE_MAX_BYTES   (16 * MIB)
#define RESULT_MAX_BYTES (32 * MIB)

static bool goes_on(void *context)
{
    (void)context;
    return true;
}

static int ask(const struct skill_kind *kind, void *state, struct str line, struct sb *out,
               struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    int rc = json_doc_parse(line, &doc, err);
    if (rc < 0) {
        return rc;
    }
    const struct skill_task task = {arena, json_doc_root(doc), goes_on, NULL};
    struct json_out json;
    json_out_init(&json, out);
    json_begin_object(&json);
    rc = kind->run(state, &task, &json, err);
    json_end_object(&json);
    return rc;
}

static void answer(const struct skill_kind *kind, void *state, struct str line)
{
    struct err err = {0};
    struct sb result;
    sb_init(&result, RESULT_MAX_BYTES);
    const int64_t start_us = clock_mono_us();
    const int rc = ask(kind, state, line, &result, &err);
    const double ms = (double)(clock_mono_us() - start_us) / 1000;
    if (rc < 0) {
        struct json_out json;
        sb_clear(&result);
        json_out_init(&json, &result);
        json_begin_object(&json);
        json_kv_c(&json, "error", err_text(&err, rc));
        json_end_object(&json);
    }
    printf("{\"ms\":%.3f,\"result\":%" STRF "}\n", ms, STRA(sb_str(&result)));
    (void)fflush(stdout);
    sb_done(&result);
}

int main(int argc, char **argv)
{
    const struct skill_kind *kind = argc == 2 ? skill_kinds_find(str_from(argv[1])) : NULL;
    struct err err = {0};
    void *state = NULL;
    if (kind == NULL || (kind->init != NULL && kind->init(&state, &err) < 0)) {
        (void)fprintf(stderr, "ask_skills: %s\n", kind == NULL ? "which skill?" : err.detail);
        return 2;
    }
    char *line = must_alloc(LINE_MAX_BYTES);
    while (fgets(line, (int)LINE_MAX_BYTES, stdin) != NULL) {
        answer(kind, state, str_trim(str_from(line)));
    }
    free(line);
    if (kind->done != NULL && state != NULL) {
        kind->done(state);
    }
    return 0;
}
