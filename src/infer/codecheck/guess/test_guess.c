/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/codecheck/guess/guess.h"

#include <criterion/criterion.h>

Test(code_guess, tells_languages_apart)
{
    static const struct {
        const char *id; /* "": it must not be sure */
        const char *text;
    } rows[] = {
        {"c",
         "#include <stdio.h>\n\nint main(void)\n{\n    printf(\"hi\\n\");\n    return 0;\n}\n"},
        {"cpp", "#include <iostream>\nint main() { std::cout << \"hi\" << std::endl; }\n"},
        {"python", "def area(r):\n    return 3.14 * r ** 2\n\nprint(area(2))\n"},
        {"javascript", "const x = [1, 2, 3].map((n) => n * 2);\nconsole.log(x);\n"},
        {"java", "public class Hello {\n    public static void main(String[] args) {\n        "
                 "System.out.println(\"hi\");\n    }\n}\n"},
        {"rust", "fn main() {\n    let mut v = vec![1, 2];\n    println!(\"{:?}\", v);\n}\n"},
        {"go", "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"hi\")\n}\n"},
        {"sql", "SELECT name FROM users WHERE age > 30 ORDER BY name;"},
        {"shell", "#!/bin/sh\necho hi\n"},
        {"json", "{\"a\": [1, 2, {\"b\": null}]}"},
        {"yaml", "name: test\nsteps:\n  - run: make\n  - uses: thing\n"},
        {"html", "<!DOCTYPE html>\n<html><body><p>hi</p></body></html>"},
        {"xml", "<?xml version=\"1.0\"?><a/>"},
        {"css", "body { margin: 0; color: #333; }\n.nav a:hover { display: block; }\n"},
        {"", "What is the weather like in Vienna today, and should I take an umbrella?"},
        {"", "x"},
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct code_task task = {arena, NULL, NULL};
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct code_guess guess;
        code_guess(&task, str_from(rows[k].text), &guess);
        const char *id = guess.language != NULL ? guess.language->id : "";
        cr_expect_str_eq(id, rows[k].id, "%s: %s, %f", rows[k].text, id, guess.confidence);
        cr_expect(guess.confidence > 0 && guess.confidence <= 1);
    }
}

Test(code_languages, are_found_by_any_name)
{
    cr_expect_str_eq(code_language_find(STR("JS"))->id, "javascript");
    cr_expect_str_eq(code_language_find(STR(" c++ "))->id, "cpp");
    cr_expect_str_eq(code_language_find(STR("C#"))->id, "csharp");
    cr_expect_null(code_language_find(STR("klingon")));
    cr_expect_null(code_language_find(STR("")));
}

Test(code_take, takes_the_first_block)
{
    static const struct {
        const char *text;
        const char *code;
        const char *id;
        size_t blocks;
    } rows[] = {
        {"is this right?\n\n```json\n{\"a\": 1}\n```\nthanks", "{\"a\": 1}\n", "json", 1},
        {"```\nx\n```\n~~~py\ny\n~~~\n", "x\n", NULL, 2},
        {"````md\n```\nx\n```\n````", "```\nx\n```\n", "markdown", 1},
        {"```python title\nx = 1", "x = 1", "python", 1},
        {"no block `x`", "no block `x`", NULL, 0},
        {"", "", NULL, 0},
        {"```", "", NULL, 1},
    };
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        struct code_taken taken;
        code_take(str_from(rows[k].text), &taken);
        cr_expect(str_eq(taken.code, str_from(rows[k].code)), "%s: %" STRF, rows[k].text,
                  STRA(taken.code));
        cr_expect_str_eq(taken.language != NULL ? taken.language->id : "",
                         rows[k].id != NULL ? rows[k].id : "");
        cr_expect_eq(taken.blocks, rows[k].blocks);
    }
}
