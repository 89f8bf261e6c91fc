/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"
#include "infer/codecheck/codecheck_int.h"

#include <stdarg.h>

#define REASON_MAX ((size_t)400)

bool code_goes_on(const struct code_task *task)
{
    return task->goes_on == NULL || task->goes_on(task->context);
}

struct str code_without_bom(struct str text)
{
    const struct str bom = STR("\xef\xbb\xbf");
    return str_starts(text, bom) ? str_sub(text, bom.n, text.n) : text;
}

int64_t code_line(struct str text, size_t at)
{
    int64_t line = 1;
    for (size_t k = 0; k < size_min(at, text.n); k++) {
        line += text.p[k] == '\n';
    }
    return line;
}

static size_t line_start(struct str text, size_t at)
{
    size_t start = size_min(at, text.n);
    while (start > 0 && text.p[start - 1] != '\n') {
        start--;
    }
    return start;
}

void code_place(struct str text, size_t at, int64_t *out_line, int64_t *out_column)
{
    at = size_min(at, text.n);
    size_t start = line_start(text, at);
    *out_line = code_line(text, at);
    *out_column = (int64_t)utf8_length(str_sub(text, start, at)) + 1;
}

struct str code_line_text(struct str text, size_t at)
{
    struct str rest = str_sub(text, line_start(text, at), text.n);
    rest.n = str_find_byte(rest, '\n');
    return rest;
}

/* A formatted sentence, cut at whole characters where somebody's text made it long. `n` is what vsnprintf() has returned. */
static struct str keep(struct arena *arena, const char buffer[REASON_MAX], int n)
{
    struct str all = {buffer, size_min(n < 0 ? 0 : (size_t)n, REASON_MAX - 1)};
    while (all.n > 0 && !utf8_valid(all)) {
        all.n--;
    }
    return str_copy(arena, all);
}

void code_problem_add(struct code_report *report, size_t at, const char *format, ...)
{
    if (report->count == CODE_PROBLEMS_MAX) {
        report->is_cut = true;
        return;
    }
    struct code_problem *problem = &report->items[report->count++];
    code_place(report->text, at, &problem->line, &problem->column);
    char buffer[REASON_MAX];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(buffer, sizeof(buffer), format, arguments);
    va_end(arguments);
    problem->reason = keep(report->task->arena, buffer, n);
}

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
    char buffer[REASON_MAX];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(buffer, sizeof(buffer), format, arguments);
    va_end(arguments);
    part.meaning = keep(task->arena, buffer, n);
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
    char buffer[REASON_MAX];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(buffer, sizeof(buffer), format, arguments);
    va_end(arguments);
    out->wrong = keep(task->arena, buffer, n);
    out->wrong_at = at;
    return false;
}
