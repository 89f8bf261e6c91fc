/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an explanation is put together from. */
#include "infer/codecheck/explain/explain_int.h"

struct code_part code_part_of(struct str text, size_t start, size_t end)
{
    return (struct code_part){.part = str_sub(text, start, end), .start = start, .end = end};
}

void code_part_add(struct code_explanation *out, const struct code_task *task,
                   struct code_part part, const char *format, ...)
{
    if (out->count == CODE_PARTS_MAX) {
        out->is_cut = true;
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    part.meaning = code_sentence(task->arena, format, arguments);
    va_end(arguments);
    out->parts[out->count++] = part;
}

void code_warn(struct code_explanation *out, struct str sentence)
{
    if (out->warning_count < ARRAY_LEN(out->warnings)) {
        out->warnings[out->warning_count++] = sentence;
    }
}

bool code_wrong(struct code_explanation *out, const struct code_task *task, size_t at,
                const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    out->wrong = code_sentence(task->arena, format, arguments);
    va_end(arguments);
    out->wrong_at = at;
    return false;
}
