/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The languages by name, and code in Markdown. */
#include "infer/codecheck/languages/languages.h"

#define FENCE_NAME_MAX ((size_t)40)

const struct code_language code_languages[] = {
    {"c", "C", " h ", true, false},
    {"cpp", "C++", " c++ cc cxx hpp ", false, false},
    {"csharp", "C#", " c# cs ", false, false},
    {"css", "CSS", " scss less ", true, false},
    {"dockerfile", "Dockerfile", " docker containerfile ", false, false},
    {"go", "Go", " golang ", true, false},
    {"html", "HTML", " htm xhtml ", true, false},
    {"ini", "INI", " conf cfg properties ", false, false},
    {"java", "Java", " ", true, false},
    {"javascript", "JavaScript", " js mjs cjs jsx node ecmascript ", true, false},
    {"json", "JSON", " geojson ", true, true},
    {"kotlin", "Kotlin", " kt kts ", false, false},
    {"lua", "Lua", " ", false, false},
    {"makefile", "Makefile", " make mk ", false, false},
    {"markdown", "Markdown", " md ", false, false},
    {"perl", "Perl", " pl pm ", false, false},
    {"php", "PHP", " ", false, false},
    {"python", "Python", " py python3 py3 ", true, false},
    {"ruby", "Ruby", " rb ", false, false},
    {"rust", "Rust", " rs ", false, false},
    {"shell", "shell script", " bash sh zsh ksh dash console ", true, false},
    {"sql", "SQL", " sqlite mysql postgresql postgres ", true, true},
    {"svelte", "Svelte", " ", false, false},
    {"swift", "Swift", " ", false, false},
    {"toml", "TOML", " ", false, false},
    {"typescript", "TypeScript", " ts tsx ", true, false},
    {"xml", "XML", " svg xsd xsl xslt rss plist ", true, false},
    {"yaml", "YAML", " yml ", true, false},
};
const size_t code_language_count = ARRAY_LEN(code_languages);

static bool has_alias(const struct code_language *language, struct str name)
{
    struct str rest = str_from(language->aliases);
    while (rest.n > 0) {
        if (str_eq_nocase(str_cut(rest, ' ', &rest), name)) {
            return true;
        }
    }
    return false;
}

const struct code_language *code_language_find(struct str name)
{
    name = str_trim(name);
    if (name.n == 0) {
        return NULL;
    }
    for (size_t k = 0; k < code_language_count; k++) {
        const struct code_language *language = &code_languages[k];
        if (str_eq_nocase(name, str_from(language->id)) ||
            str_eq_nocase(name, str_from(language->name)) || has_alias(language, name)) {
            return language;
        }
    }
    return NULL;
}

/* The length of the fence (``` or ~~~) that a line begins with, or 0. */
static size_t fence_of(struct str line, char *out_mark)
{
    size_t indent = 0;
    while (indent < line.n && indent < 3 && line.p[indent] == ' ') {
        indent++;
    }
    size_t n = indent;
    while (n < line.n && (line.p[n] == '`' || line.p[n] == '~') && line.p[n] == line.p[indent]) {
        n++;
    }
    if (n - indent < 3) {
        return 0;
    }
    *out_mark = line.p[indent];
    return n - indent;
}

static struct str next_line(struct str text, size_t *at)
{
    struct str line = str_sub(text, *at, text.n);
    line.n = str_find_byte(line, '\n');
    *at = size_min(*at + line.n + 1, text.n);
    return line;
}

/* Behind the block that a fence began; *out_end is where its code ends. One that is not closed goes to the end. */
static size_t block_end(struct str text, size_t at, size_t fence, char mark, size_t *out_end)
{
    while (at < text.n) {
        *out_end = at;
        struct str line = next_line(text, &at);
        char other = '\0';
        size_t n = fence_of(line, &other);
        struct str rest = str_trim(line);
        if (n >= fence && other == mark && rest.n == n) {
            return at;
        }
    }
    *out_end = text.n;
    return text.n;
}

void code_take(struct str text, struct code_taken *out)
{
    *out = (struct code_taken){.code = text};
    size_t at = 0;
    while (at < text.n) {
        struct str line = next_line(text, &at);
        char mark = '\0';
        size_t fence = fence_of(line, &mark);
        if (fence == 0) {
            continue;
        }
        size_t end = at;
        size_t start = at;
        at = block_end(text, at, fence, mark, &end);
        if (out->blocks++ > 0) {
            continue;
        }
        struct str name = str_trim(str_sub(str_trim(line), fence, line.n));
        struct str rest;
        name = str_cut(name, ' ', &rest);
        out->code = str_sub(text, start, end);
        out->language = name.n <= FENCE_NAME_MAX ? code_language_find(name) : NULL;
    }
}
