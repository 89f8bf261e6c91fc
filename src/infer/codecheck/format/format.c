/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who lays out which language. */
#include "infer/codecheck/format/format_int.h"
#include "infer/codecheck/json/json.h"
#include "infer/codecheck/lexer/lexer.h"

int code_format(const struct code_task *task, const struct code_language *language, struct str text,
                struct code_report *out_report, struct sb *out, struct err *err)
{
    int rc = code_report_begin(task, text, out_report, err);
    if (rc < 0) {
        return rc;
    }
    if (code_report_find_control(out_report)) {
        return E_OK;
    }
    if (strcmp(language->id, "json") == 0) {
        code_json_walk(out_report, out);
        if (out->failed) {
            return err_set(err, E_TOO_LARGE, "It would become too long when it is laid out.");
        }
        return code_goes_on(task) ? E_OK : err_set(err, E_CANCELLED, "The work was cancelled.");
    }
    if (strcmp(language->id, "sql") == 0) {
        code_scan(out_report, &code_style_sql);
        if (out_report->count > 0) {
            return E_OK; /* where a text ends is not known then */
        }
        rc = code_sql_format(task, text, out);
        return rc == E_TOO_LARGE ? err_set(err, rc, "It would become too long when it is laid out.")
                                 : rc;
    }
    return err_set(err, E_INVALID, "%s cannot be formatted here; JSON and SQL can.",
                   language->name);
}
