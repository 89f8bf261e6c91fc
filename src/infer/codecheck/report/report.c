/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/codecheck/report/report.h"
#include "base/utf8.h"

#define SENTENCE_MAX ((size_t)400) /* bytes */

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

struct str code_sentence(struct arena *arena, const char *format, va_list arguments)
{
    char buffer[SENTENCE_MAX];
    int n = vsnprintf(buffer, sizeof(buffer), format, arguments);
    struct str all = {buffer, size_min(n < 0 ? 0 : (size_t)n, SENTENCE_MAX - 1)};
    while (all.n > 0 && !utf8_valid(all)) {
        all.n--;
    }
    return str_copy(arena, all);
}

int code_report_begin(const struct code_task *task, struct str text, struct code_report *out,
                      struct err *err)
{
    if (text.n > CODE_BYTES_MAX || utf8_length(text) > CODE_TEXT_MAX) {
        return err_set(err, E_TOO_LARGE, "Code of at most %zu characters can be looked at.",
                       CODE_TEXT_MAX);
    }
    memset(out, 0, sizeof(*out));
    out->task = task;
    out->text = text;
    out->note = STR_EMPTY;
    return E_OK;
}

/* A control character that no code has, or text.n. */
static size_t find_control(struct str text)
{
    for (size_t k = 0; k < text.n; k++) {
        unsigned char c = (unsigned char)text.p[k];
        bool is_blank = c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
        if ((c < ' ' && !is_blank) || c == 0x7f) {
            return k;
        }
    }
    return text.n;
}

bool code_report_find_control(struct code_report *report)
{
    size_t at = find_control(report->text);
    if (at < report->text.n) {
        code_problem_add(report, at,
                         "there is a control character here (number %d), which no code has",
                         (unsigned char)report->text.p[at]);
    }
    return at < report->text.n;
}

void code_problem_add(struct code_report *report, size_t at, const char *format, ...)
{
    if (report->count == CODE_PROBLEMS_MAX) {
        report->is_cut = true;
        return;
    }
    struct code_problem *problem = &report->items[report->count++];
    code_place(report->text, at, &problem->line, &problem->column);
    va_list arguments;
    va_start(arguments, format);
    problem->reason = code_sentence(report->task->arena, format, arguments);
    va_end(arguments);
}
