/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first byte chooses the language, "0" the first. Places of problems must lie in the text; where our JSON parser finds nothing, jansson's
 * must agree, as far as it can: it knows no numbers beyond its own and no NUL in texts. */
#include "base/json.h"
#include "base/utf8.h"
#include "infer/codecheck/check/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void compare(const struct code_report *report, struct str text)
{
    struct json_doc *doc = NULL;
    int rc = json_doc_parse(text, &doc, NULL);
    bool is_object = rc == E_OK;
    json_doc_free(doc);
    /* What jansson takes, ours takes, but for the depth, which ours has in the message. */
    ASSERT(!is_object || report->count == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const char *const ids[] = {"json",       "yaml",   "xml",   "sql", "c",
                                      "javascript", "python", "shell", "css", "html",
                                      "typescript", "java",   "go"};
    if (bytes == 0 || bytes > 4096) {
        return 0;
    }
    struct str text = {(const char *)data + 1, bytes - 1};
    if (!utf8_valid(text)) {
        return 0;
    }
    struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    size_t chosen = (uint8_t)(data[0] - '0') % ARRAY_LEN(ids);
    const struct code_language *language = code_language_find(str_from(ids[chosen]));
    struct code_report *report = arena_calloc(arena, 1, sizeof(*report));
    int rc = code_check(&task, language, text, report, NULL);
    for (size_t k = 0; rc == E_OK && k < report->count; k++) {
        ASSERT(report->items[k].line >= 1 && report->items[k].column >= 1);
        ASSERT(report->items[k].line <= (int64_t)text.n + 1 && utf8_valid(report->items[k].reason));
    }
    if (rc == E_OK && chosen == 0) {
        compare(report, text);
    }
    arena_free(arena);
    return 0;
}
