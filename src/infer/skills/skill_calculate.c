/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calculate {expression} -> "calculation": "expression" as it was understood, "result", "exact", "steps", "alternatives". */
#include <string.h>

#include "base/clock.h"
#include "infer/calculator/calculator.h"
#include "infer/skills/skills.h"

static int calculate_init(void **out_state, struct err *err)
{
    struct calculator *calculator = NULL;
    int rc = calculator_new(&calculator, err);
    *out_state = calculator;
    return rc;
}

static void calculate_done(void *state)
{
    calculator_free(state);
}

static void write_lines(struct json_out *out, const char *key, const struct calculator_lines *lines)
{
    json_key(out, key);
    json_begin_array(out);
    for (size_t i = 0; i < lines->count; i++) {
        json_put_str(out, str_from(lines->lines[i]));
    }
    json_end_array(out);
}

/* What is solved or compared has a sign of its own. */
static bool has_sign(const char *expression)
{
    return strpbrk(expression, "=<>") != NULL || strstr(expression, "≤") != NULL ||
           strstr(expression, "≥") != NULL;
}

static void write_text(struct json_out *out, const struct calculation *done)
{
    struct sb sb;
    sb_init(&sb, 64 * KIB);
    sb_addf(&sb, "%s%s%s", done->expression,
            has_sign(done->expression) ? "; "
            : done->exact              ? " = "
                                       : " ≈ ",
            done->result);
    const struct calculator_lines *const parts[] = {&done->steps, &done->alternatives,
                                                    &done->notices};
    static const char *const before[] = {"- ", "- or: ", ""};
    for (size_t k = 0; k < ARRAY_LEN(parts); k++) {
        for (size_t i = 0; i < parts[k]->count; i++) {
            sb_addf(&sb, "%s%s%s", i == 0 || k == 2 ? "\n\n" : "\n", before[k], parts[k]->lines[i]);
        }
    }
    json_kv_str(out, "text", sb_str(&sb));
    sb_done(&sb);
}

static int calculate_run(void *state, const struct skill_task *task, struct json_out *out,
                         struct err *err)
{
    const struct calculator_question question = {
        .arena = task->arena,
        .text = json_text(json_get(task->arguments, "expression")),
        .now_ms = clock_now_ms(),
        .goes_on = task->goes_on,
        .context = task->context,
    };
    struct calculation done;
    int rc = calculator_answer(state, &question, &done, err);
    if (rc < 0) {
        return rc;
    }
    json_kv_c(out, "kind", "calculation");
    write_text(out, &done);
    json_kv_c(out, "expression", done.expression);
    json_kv_c(out, "result", done.result);
    json_kv_bool(out, "exact", done.exact);
    write_lines(out, "steps", &done.steps);
    write_lines(out, "alternatives", &done.alternatives);
    if (done.notices.count > 0) {
        write_lines(out, "notices", &done.notices);
    }
    return E_OK;
}

const struct skill_kind skill_calculate = {
    .name = "calculate", .init = calculate_init, .done = calculate_done, .run = calculate_run};
