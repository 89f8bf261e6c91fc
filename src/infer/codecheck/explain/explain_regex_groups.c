/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind the ( of a regular expression, and flags. */
#include "base/utf8.h"
#include "infer/codecheck/explain/explain_regex_int.h"

/* What a group is, from its ( on; the place is behind what says so. */
bool regex_group_head(struct regex *r, struct str *out_meaning, bool *out_is_place)
{
    static const struct {
        const char *head;
        const char *meaning;
        bool is_place;
    } heads[] = {
        {"(?:", "a group, which is only for holding together", false},
        {"(?=", "what follows must match this, without being part of the result", true},
        {"(?!", "what follows must not match this", true},
        {"(?<=", "what stands before must match this, without being part of the result", true},
        {"(?<!", "what stands before must not match this", true},
        {"(?>", "a group that gives nothing back once it has matched", false},
        {"(?|", "a group whose alternatives count their groups anew", false},
    };
    struct str rest = str_sub(r->s, r->at, r->end);
    *out_is_place = false;
    for (size_t k = 0; k < ARRAY_LEN(heads); k++) {
        if (str_starts(rest, str_from(heads[k].head))) {
            r->at += strlen(heads[k].head);
            *out_meaning = str_from(heads[k].meaning);
            *out_is_place = heads[k].is_place;
            return true;
        }
    }
    if (regex_peek(r, 1) != '?') {
        r->at++;
        *out_meaning =
            str_from(arena_printf(r->task->arena, "group %d, whose match is kept", ++r->groups));
        return true;
    }
    size_t name = regex_peek(r, 2) == 'P' ? 4 : 3;
    bool is_named = regex_peek(r, name - 1) == '<' || regex_peek(r, name - 1) == '\'';
    char close = regex_peek(r, name - 1) == '<' ? '>' : '\'';
    size_t n = str_find_byte(str_sub(rest, name, rest.n), close);
    if (is_named && n > 0 && name + n < rest.n && n <= 60) {
        r->at += name + n + 1;
        *out_meaning = str_from(arena_printf(r->task->arena,
                                             "group %d, called “%" STRF "”, whose match is kept",
                                             ++r->groups, STRA(str_sub(rest, name, name + n))));
        return true;
    }
    return code_wrong(r->out, r->task, r->at, "this kind of group, (?%c, is not known",
                      regex_peek(r, 2));
}

/* What letters for flags mean: (?i) and /i. */
struct str regex_flags(struct regex *r, struct str letters)
{
    static const struct {
        char letter;
        const char *means;
    } rows[] = {
        {'i', "capital and small letters are the same"},
        {'m', "^ and $ are at every line"},
        {'s', ". is line breaks, too"},
        {'x', "blanks and # comments in the expression are left out"},
        {'g', "all matches, not only the first"},
        {'u', "Unicode"},
        {'y', "only at the place where the last one ended"},
        {'d', "with the places of groups"},
        {'v', "Unicode sets"},
        {'a', "ASCII only"},
        {'L', "by the locale"},
    };
    char *words = arena_strdup(r->task->arena, "");
    bool is_off = false;
    for (size_t i = 0; i < letters.n && i < 12; i++) {
        is_off = is_off || letters.p[i] == '-';
        for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
            if (rows[k].letter == letters.p[i]) {
                words =
                    arena_printf(r->task->arena, "%s%s%s%s", words, words[0] != '\0' ? "; " : "",
                                 is_off ? "no longer: " : "", rows[k].means);
            }
        }
    }
    r->is_multiline = r->is_multiline || (!is_off && memchr(letters.p, 'm', letters.n) != NULL);
    r->is_dotall = r->is_dotall || (!is_off && memchr(letters.p, 's', letters.n) != NULL);
    return str_from(words);
}

/* (?i), (?#...) and (?P=name) are no groups. True where one was read. */
bool regex_group_like(struct regex *r, struct regex_atom *out)
{
    struct str rest = str_sub(r->s, r->at, r->end);
    size_t close = str_find_byte(rest, ')');
    if (close == rest.n || rest.n < 4 || regex_peek(r, 1) != '?') {
        return false;
    }
    struct str inner = str_sub(rest, 2, close);
    size_t letters = 0;
    while (letters < inner.n && strchr("imsxuaL-", inner.p[letters]) != NULL &&
           inner.p[letters] != '\0') {
        letters++;
    }
    *out = (struct regex_atom){.is_place = true};
    if (str_starts(inner, STR("#"))) {
        out->meaning = STR("a comment");
    } else if (str_starts(inner, STR("P="))) {
        out->is_place = false;
        out->meaning = str_from(arena_printf(r->task->arena,
                                             "the same text that the group “%" STRF "” has matched",
                                             STRA(utf8_prefix(str_sub(inner, 2, inner.n), 40))));
    } else if (letters > 0 && letters == inner.n) {
        out->meaning = str_from(
            arena_printf(r->task->arena, "from here on: %" STRF, STRA(regex_flags(r, inner))));
    } else {
        return false;
    }
    r->at += close + 1;
    return true;
}
