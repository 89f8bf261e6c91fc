/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a shell that come in pairs, and quotes. Only asked where the grammar has found something wrong, to say what:
 * it knows less of the language than the grammar does. */
#include "infer/codecheck/check/check_int.h"

#define OPEN_MAX ((size_t)200)

struct open {
    struct str word;
    size_t at;
    bool has_body; /* its then, do or in has come */
};

struct shell {
    struct code_report *report;
    struct str s;
    size_t at;
    struct open stack[OPEN_MAX];
    size_t depth;
    bool at_command; /* the next word is a command */
    bool is_over;
};

static const struct {
    const char *open;
    const char *body;
    const char *close;
} pairs[] = {
    {"if", "then", "fi"},    {"for", "do", "done"},    {"while", "do", "done"},
    {"until", "do", "done"}, {"select", "do", "done"}, {"case", "in", "esac"},
};

static size_t pair_of(struct str word)
{
    size_t k = 0;
    while (k < ARRAY_LEN(pairs) && !str_eq(word, str_from(pairs[k].open))) {
        k++;
    }
    return k;
}

static void say(struct shell *shell, size_t at, const char *what, struct str word, size_t word_at)
{
    code_problem_add(shell->report, at, "%s is missing for the “%" STRF "” in line %lld", what,
                     STRA(word), (long long)code_line(shell->s, word_at));
    shell->is_over = true;
}

static void close_word(struct shell *shell, struct str word, size_t at)
{
    if (shell->depth == 0) {
        code_problem_add(shell->report, at, "nothing was begun that this “%" STRF "” could end",
                         STRA(word));
        shell->is_over = true;
        return;
    }
    struct open top = shell->stack[--shell->depth];
    size_t k = pair_of(top.word);
    if (!str_eq(word, str_from(pairs[k].close))) {
        say(shell, top.at, pairs[k].close, top.word, top.at);
    } else if (!top.has_body) {
        say(shell, top.at, pairs[k].body, top.word, top.at);
    }
}

static bool is_one_of(struct str word, const char *const *words, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        if (str_eq(word, str_from(words[k]))) {
            return true;
        }
    }
    return false;
}

/* A word where a command may stand, or `in` and `do` behind case and for. */
static void command_word(struct shell *shell, struct str word, size_t at)
{
    static const char *const closers[] = {"fi", "done", "esac"};
    static const char *const goers[] = {"then", "do", "else", "elif", "!", "time"};
    struct open *top = shell->depth > 0 ? &shell->stack[shell->depth - 1] : NULL;
    size_t k = pair_of(word);
    shell->at_command = is_one_of(word, goers, ARRAY_LEN(goers));
    if (k < ARRAY_LEN(pairs)) {
        if (shell->depth < OPEN_MAX) {
            shell->stack[shell->depth++] = (struct open){word, at, false};
        }
        shell->at_command = k != 1 && k < 4;
    } else if (is_one_of(word, closers, ARRAY_LEN(closers))) {
        close_word(shell, word, at);
    } else if (top != NULL && str_eq(word, str_from(pairs[pair_of(top->word)].body))) {
        top->has_body = true;
    }
}

/* Behind a text in quotes; the end of all where it is not closed, which is said. */
static void quoted(struct shell *shell)
{
    char quote = shell->s.p[shell->at];
    size_t start = shell->at;
    for (shell->at++; shell->at < shell->s.n; shell->at++) {
        char c = shell->s.p[shell->at];
        if (c == quote) {
            shell->at++;
            return;
        }
        shell->at += (size_t)(c == '\\' && quote == '"');
    }
    code_problem_add(shell->report, start, "this text has no closing quote (%c)", quote);
    shell->is_over = true;
}

static void word_or_mark(struct shell *shell)
{
    size_t start = shell->at;
    while (shell->at < shell->s.n &&
           (code_is_word_byte(shell->s.p[shell->at]) ||
            strchr("-./+!$=", shell->s.p[shell->at]) != NULL) &&
           shell->s.p[shell->at] != '\0') {
        shell->at++;
    }
    if (shell->at == start) {
        char c = shell->s.p[shell->at++];
        shell->at_command = strchr(";&|({\n)", c) != NULL;
        return;
    }
    struct str word = str_sub(shell->s, start, shell->at);
    struct open *top = shell->depth > 0 ? &shell->stack[shell->depth - 1] : NULL;
    bool is_in = top != NULL && !top->has_body &&
                 ((str_eq(word, STR("in")) && str_eq(top->word, STR("case"))) ||
                  (str_eq(word, STR("do")) && str_eq(top->word, STR("for"))));
    if (shell->at_command || is_in) {
        command_word(shell, word, start);
    }
}

void code_shell_check(struct code_report *report)
{
    struct shell shell = {.report = report, .s = report->text, .at_command = true};
    while (shell.at < shell.s.n && !shell.is_over) {
        char c = shell.s.p[shell.at];
        bool begins = shell.at == 0 || strchr(" \t\n;(", shell.s.p[shell.at - 1]) != NULL;
        if (c == '#' && begins) {
            shell.at += str_find_byte(str_sub(shell.s, shell.at, shell.s.n), '\n');
        } else if (c == '"' || c == '\'') {
            quoted(&shell);
            shell.at_command = false;
        } else if (c == '\\') {
            shell.at += 2;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            shell.at++;
        } else {
            word_or_mark(&shell);
        }
    }
    if (!shell.is_over && shell.depth > 0) {
        struct open top = shell.stack[shell.depth - 1];
        say(&shell, top.at,
            top.has_body ? pairs[pair_of(top.word)].close : pairs[pair_of(top.word)].body, top.word,
            top.at);
    }
}
