/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is laid out anew has the same tokens as before: of JSON, all that is no blank; of SQL, but for capitals. Whether [ and `
 * begin a name depends on the line's end, which is moved: of SQL with these, too, all that is no blank. */
#include "base/utf8.h"
#include "infer/codecheck/format/format.h"
#include "infer/codecheck/lexer/lexer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static struct code_token next(struct code_lexer *lexer)
{
    struct code_token token;
    do {
        token = code_lex(lexer);
    } while (token.kind == CODE_TOKEN_LINE);
    return token;
}

static void compare_tokens(struct str before, struct str after)
{
    struct code_lexer a;
    struct code_lexer b;
    code_lexer_init(&a, before, &code_style_sql);
    code_lexer_init(&b, after, &code_style_sql);
    for (;;) {
        struct code_token x = next(&a);
        struct code_token y = next(&b);
        ASSERT(x.kind == y.kind);
        if (x.kind == CODE_TOKEN_END) {
            return;
        }
        struct str one = code_token_text(before, x);
        struct str other = code_token_text(after, y);
        bool is_last =
            x.is_unclosed; /* the end of the text is the end of it, and blanks there count */
        ASSERT(is_last ? str_starts(other, one) || str_eq(str_trim(one), str_trim(other))
                       : str_eq_nocase(str_trim(one), str_trim(other)));
    }
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void compare_characters(struct str before, struct str after)
{
    size_t a = 0;
    size_t b = 0;
    for (;;) {
        while (a < before.n && is_blank(before.p[a])) {
            a++;
        }
        while (b < after.n && is_blank(after.p[b])) {
            b++;
        }
        if (a == before.n || b == after.n) {
            ASSERT(a == before.n && b == after.n);
            return;
        }
        ASSERT(str_eq_nocase(str_sub(before, a, a + 1), str_sub(after, b, b + 1)));
        a++;
        b++;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    if (bytes == 0 || bytes > 8192) {
        return 0;
    }
    struct str text = {(const char *)data + 1, bytes - 1};
    if (!utf8_valid(text)) {
        return 0;
    }
    struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    bool is_json = data[0] % 2 == 0;
    struct sb out;
    sb_init(&out, 4 * MIB);
    struct code_report *report = arena_calloc(arena, 1, sizeof(*report));
    int rc = code_format(&task, code_language_find(is_json ? STR("json") : STR("sql")), text,
                         report, &out, NULL);
    if (rc == E_OK && report->count == 0) {
        bool is_plain =
            is_json || str_find_byte(text, '[') < text.n || str_find_byte(text, '`') < text.n;
        (is_plain ? compare_characters : compare_tokens)(code_without_bom(text), sb_str(&out));
    }
    sb_done(&out);
    arena_free(arena);
    return 0;
}
