/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modes of files, as chmod takes them and ls shows them: 755, u+x,go-w and -rwxr-xr-x. */
#include "infer/codecheck/explain/explain_int.h"

static const char *const who_names[] = {"the owner", "the group", "everybody else"};

/* What three bits allow. */
static const char *rights(unsigned bits)
{
    static const char *const names[] = {
        "may do nothing",     "may execute",
        "may write",          "may write and execute",
        "may read",           "may read and execute",
        "may read and write", "may read, write and execute",
    };
    return names[bits & 7];
}

/* As ls shows a mode: "rwxr-xr-x". */
static const char *letters(const struct code_task *task, unsigned mode)
{
    char *text = arena_strdup(task->arena, "rwxrwxrwx");
    for (unsigned k = 0; k < 9; k++) {
        if ((mode >> (8 - k) & 1) == 0) {
            text[k] = '-';
        }
    }
    static const unsigned special[] = {04000, 02000, 01000};
    for (unsigned k = 0; k < 3; k++) {
        if ((mode & special[k]) != 0) {
            char set = k == 2 ? 't' : 's';
            text[k * 3 + 2] = text[k * 3 + 2] == 'x' ? set : (char)(set - 'a' + 'A');
        }
    }
    return text;
}

static void warn(struct code_explanation *out, unsigned mode)
{
    if ((mode & 02) != 0 && (mode & 01000) == 0) {
        code_warn(out, STR("Everybody who can log in may change it."));
    }
    if ((mode & 04000) != 0) {
        code_warn(out,
                  STR("A program with this mode runs with its owner's rights, whoever starts it."));
    }
}

static void explain_special(const struct code_task *task, struct code_part part, unsigned bits,
                            struct code_explanation *out)
{
    code_part_add(out, task, part, "special bits: %s%s%s%s", bits == 0 ? "none" : "",
                  (bits & 4) != 0 ? "setuid (it runs as its owner) " : "",
                  (bits & 2) != 0 ? "setgid (it runs as its group; what is made in such a folder "
                                    "gets the folder's group) "
                                  : "",
                  (bits & 1) != 0 ? "sticky (in such a folder only owners may delete their files)"
                                  : "");
}

static bool explain_octal(const struct code_task *task, struct str text,
                          struct code_explanation *out)
{
    unsigned mode = 0;
    for (size_t k = 0; k < text.n; k++) {
        mode = mode << 3 | (unsigned)(text.p[k] - '0');
    }
    size_t first = text.n - 3;
    if (first > 0) {
        explain_special(task, code_part_of(text, 0, first), mode >> 9 & 7, out);
    }
    for (size_t k = 0; k < 3; k++) {
        unsigned bits = mode >> 3 * (2 - k) & 7;
        code_part_add(out, task, code_part_of(text, first + k, first + k + 1), "%s %s",
                      who_names[k], rights(bits));
    }
    out->summary = str_from(arena_printf(task->arena, "The mode %04o, which ls shows as %s", mode,
                                         letters(task, mode)));
    warn(out, mode);
    return true;
}

/* ---- as ls shows it ---- */

/* Of the owner, the group or everybody else: "r-x"; returns their bits in the mode. */
static unsigned explain_three(const struct code_task *task, struct code_part part, size_t who,
                              struct code_explanation *out)
{
    static const unsigned special[] = {04000, 02000, 01000};
    static const char *const more[] = {"; setuid: it runs as its owner",
                                       "; setgid: it runs as its group",
                                       "; sticky: only owners may delete their files in it"};
    const char *p = part.part.p;
    bool is_special = strchr("sStT", p[2]) != NULL;
    unsigned bits = (p[0] == 'r' ? 4U : 0) | (p[1] == 'w' ? 2U : 0);
    bits |= strchr("xst", p[2]) != NULL ? 1U : 0;
    code_part_add(out, task, part, "%s %s%s", who_names[who], rights(bits),
                  is_special ? more[who] : "");
    return bits << 3 * (2 - who) | (is_special ? special[who] : 0);
}

static bool explain_listed(const struct code_task *task, struct str text,
                           struct code_explanation *out)
{
    static const char *const kinds = "-dlbcps";
    static const char *const kind_names[] = {
        "a file", "a folder", "a symbolic link", "a block device", "a character device",
        "a pipe", "a socket"};
    size_t first = text.n == 10 ? 1 : 0;
    if (first == 1) {
        const char *kind = strchr(kinds, text.p[0]);
        code_part_add(out, task, code_part_of(text, 0, 1), "%s", kind_names[kind - kinds]);
    }
    unsigned mode = 0;
    for (size_t who = 0; who < 3; who++) {
        mode |=
            explain_three(task, code_part_of(text, first + who * 3, first + who * 3 + 3), who, out);
    }
    out->summary = str_from(arena_printf(task->arena, "The mode %04o", mode));
    warn(out, mode);
    return true;
}

static bool is_listed(struct str text)
{
    size_t first = text.n == 10 ? 1 : 0;
    if ((text.n != 9 && text.n != 10) ||
        (first == 1 && (text.p[0] == '\0' || strchr("-dlbcps", text.p[0]) == NULL))) {
        return false;
    }
    for (size_t k = 0; k < 9; k++) {
        char c = text.p[first + k];
        const char *allowed = k % 3 == 0 ? "r-" : k % 3 == 1 ? "w-" : k == 8 ? "x-tT" : "x-sS";
        if (c == '\0' || strchr(allowed, c) == NULL) {
            return false;
        }
    }
    return true;
}

/* ---- in letters ---- */

struct letter {
    char letter;
    const char *name;
};
static const struct letter people[] = {
    {'u', "the owner"}, {'g', "the group"}, {'o', "everybody else"}, {'a', "everybody"}, {0}};
static const struct letter things[] = {
    {'r', "read"},
    {'w', "write"},
    {'x', "execute"},
    {'X', "enter it if it is a folder, or execute it if somebody may already"},
    {'s', "run it as its owner or group (setuid, setgid)"},
    {'t', "delete only their own files in it (sticky)"},
    {'u', "do what the owner may"},
    {'g', "do what the group may"},
    {'o', "do what everybody else may"},
    {0}};

/* What letters of a table mean, one behind the other; NULL where there are none. */
static const char *spell(const struct code_task *task, struct str text, const struct letter *table,
                         const char *between)
{
    char *words = NULL;
    for (size_t i = 0; i < text.n; i++) {
        for (const struct letter *row = table; row->letter != 0; row++) {
            if (row->letter == text.p[i]) {
                words = arena_printf(task->arena, "%s%s%s", words != NULL ? words : "",
                                     words != NULL ? between : "", row->name);
            }
        }
    }
    return words;
}

static const char *change_words(const struct code_task *task, struct str who, char sign,
                                struct str what)
{
    const char *subject = spell(task, who, people, " and ");
    const char *object = spell(task, what, things, ", ");
    const char *verb = "may exactly";
    if (sign != '=') {
        verb = sign == '+' ? "may now" : "may no longer";
    }
    return arena_printf(task->arena, "%s %s %s",
                        subject != NULL ? subject : "everybody (as far as the umask lets)", verb,
                        object != NULL ? object : "(nothing)");
}

static size_t span(struct str text, size_t at, const char *of)
{
    size_t n = 0;
    while (at + n < text.n && text.p[at + n] != '\0' && strchr(of, text.p[at + n]) != NULL &&
           n < 12) {
        n++;
    }
    return n;
}

/* One of the changes that commas part; its end, or 0 where it is none. */
static size_t change(const struct code_task *task, struct str text, size_t at,
                     struct code_explanation *out)
{
    size_t start = at;
    size_t whom = span(text, at, "ugoa");
    at += whom;
    size_t changes = 0;
    while (span(text, at, "+-=") > 0) {
        size_t sign = at++;
        size_t what = span(text, at, "rwxXstugo");
        if (what == 0 && text.p[sign] != '=') {
            return 0;
        }
        if (out != NULL) {
            code_part_add(out, task, code_part_of(text, changes == 0 ? start : sign, at + what),
                          "%s",
                          change_words(task, str_sub(text, start, start + whom), text.p[sign],
                                       str_sub(text, at, at + what)));
        }
        at += what;
        changes++;
    }
    return changes > 0 ? at : 0;
}

static bool is_symbolic(const struct code_task *task, struct str text, struct code_explanation *out)
{
    size_t at = 0;
    for (;;) {
        at = change(task, text, at, out);
        if (at == 0) {
            return false;
        }
        if (at == text.n) {
            return true;
        }
        if (text.p[at] != ',' || at > 100) {
            return false;
        }
        at++;
    }
}

static bool is_octal(struct str text)
{
    return (text.n == 3 || text.n == 4) && span(text, 0, "01234567") == text.n;
}

/* "chmod -R 755 folder": its mode. */
static struct str take_mode(struct str text)
{
    struct str rest = text;
    struct str word = str_cut(rest, ' ', &rest);
    if (!str_eq(word, STR("chmod"))) {
        return text;
    }
    do {
        rest = str_trim(rest);
        word = str_cut(rest, ' ', &rest);
    } while (word.n > 1 && word.p[0] == '-' && span(word, 1, "rwxXst") == 0 && rest.n > 0);
    return word;
}

bool code_chmod_is(struct str text)
{
    struct str mode = take_mode(text);
    bool is_said = mode.n < text.n;
    return is_listed(mode) || (is_octal(mode) && (is_said || mode.n == 3 || mode.p[0] == '0')) ||
           (mode.n >= 2 && is_symbolic(NULL, mode, NULL));
}

bool code_chmod_explain(const struct code_task *task, struct str text, struct code_explanation *out)
{
    struct str mode = take_mode(text);
    bool is_known = true;
    if (is_octal(mode)) {
        is_known = explain_octal(task, mode, out);
    } else if (is_listed(mode)) {
        is_known = explain_listed(task, mode, out);
    } else {
        out->summary = STR("A change of who may do what");
        is_known = is_symbolic(task, mode, out);
    }
    if (!is_known) {
        out->count = 0;
        return code_wrong(out, task, (size_t)(mode.p - text.p),
                          "a mode is three or four digits from 0 to 7, changes such as u+x,go-w, "
                          "or letters such as rwxr-xr-x");
    }
    for (size_t k = 0; k < out->count; k++) {
        out->parts[k].start += (size_t)(mode.p - text.p);
        out->parts[k].end += (size_t)(mode.p - text.p);
    }
    return true;
}
