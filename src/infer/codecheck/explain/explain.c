/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which notation a short text is in, and who explains it. */
#include "infer/codecheck/explain/explain_int.h"

static const struct {
    const char *id;
    const char *name;
    const char *aliases;
} notations[] = {
    [CODE_NOTATION_NONE] = {"", "", ""},
    [CODE_NOTATION_REGEX] = {"regex", "regular expression", " regexp regular_expression pcre "},
    [CODE_NOTATION_CRON] = {"cron", "line for cron", " crontab schedule "},
    [CODE_NOTATION_CHMOD] = {"chmod", "mode of a file", " mode permissions file_mode "},
    [CODE_NOTATION_DATE] = {"date", "date format", " date_format strftime datetime dateformat "},
};
_Static_assert(ARRAY_LEN(notations) == CODE_NOTATION_COUNT, "a row for each notation");

const char *code_notation_id(enum code_notation notation)
{
    return notations[notation].id;
}

const char *code_notation_name(enum code_notation notation)
{
    return notations[notation].name;
}

enum code_notation code_notation_find(struct str name)
{
    name = str_trim(name);
    for (size_t k = 1; name.n > 0 && k < ARRAY_LEN(notations); k++) {
        struct str rest = str_from(notations[k].aliases);
        bool is_it = str_eq_nocase(name, str_from(notations[k].id)) ||
                     str_eq_nocase(name, str_from(notations[k].name));
        while (rest.n > 0 && !is_it) {
            is_it = str_eq_nocase(name, str_cut(rest, ' ', &rest));
        }
        if (is_it) {
            return (enum code_notation)k;
        }
    }
    return CODE_NOTATION_NONE;
}

/* Without blanks, quotes and backticks around it. */
static struct str bare(struct str text)
{
    text = str_trim(text);
    while (text.n >= 2 && strchr("`\"'", text.p[0]) != NULL && text.p[0] != '\0' &&
           text.p[text.n - 1] == text.p[0]) {
        text = str_trim(str_sub(text, 1, text.n - 1));
    }
    return text;
}

enum code_notation code_notation_of(const struct code_task *task, struct str text)
{
    text = bare(text);
    if (text.n < 2 || text.n > CODE_NOTATION_MAX) {
        return CODE_NOTATION_NONE;
    }
    if (code_chmod_is(text)) {
        return CODE_NOTATION_CHMOD;
    }
    if (code_cron_is(task, text)) {
        return CODE_NOTATION_CRON;
    }
    if (code_date_is(text)) {
        return CODE_NOTATION_DATE;
    }
    return code_regex_is(text) ? CODE_NOTATION_REGEX : CODE_NOTATION_NONE;
}

static bool explain(const struct code_task *task, enum code_notation notation, struct str text,
                    int64_t now_ms, struct code_explanation *out)
{
    switch (notation) {
    case CODE_NOTATION_REGEX:
        return code_regex_explain(task, text, out);
    case CODE_NOTATION_CRON:
        return code_cron_explain(task, text, now_ms, out);
    case CODE_NOTATION_CHMOD:
        return code_chmod_explain(task, text, out);
    case CODE_NOTATION_DATE:
        return code_date_explain(task, text, out);
    case CODE_NOTATION_NONE:
    case CODE_NOTATION_COUNT:
        break;
    }
    return code_wrong(out, task, 0, "this is no notation that can be explained");
}

int code_explain(const struct code_task *task, enum code_notation notation, struct str text,
                 int64_t now_ms, struct code_explanation *out, struct err *err)
{
    struct str inner = bare(text);
    if (inner.n > CODE_NOTATION_MAX) {
        return err_set(err, E_TOO_LARGE, "A %s of at most %zu bytes can be explained.",
                       code_notation_name(notation), CODE_NOTATION_MAX);
    }
    memset(out, 0, sizeof(*out));
    size_t before = (size_t)(inner.p - text.p);
    (void)explain(task, notation, inner, now_ms, out);
    for (size_t k = 0; k < out->count; k++) {
        out->parts[k].start += before;
        out->parts[k].end += before;
    }
    out->wrong_at += before;
    return E_OK;
}
