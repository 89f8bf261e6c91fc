/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regular expressions as JavaScript, Python, Perl and PCRE write them, part by part: what each matches, how often, and what
 * may make one slow. */
#include "base/utf8.h"
#include "infer/codecheck/explain/explain_regex_int.h"

#define DEPTH_MAX  50
#define REPEAT_MAX 100000

/* How often an atom is matched. */
struct times {
    int min;
    int max;          /* -1: without end */
    struct str words; /* "once or more", or empty: once */
};

/* What is known of a sequence, to tell whether repeating it can take for ever. */
struct shape {
    bool has_endless; /* something in it is repeated without end */
    bool has_fixed;   /* something in it must be there, once */
    bool has_dot;     /* it is any character that is repeated without end */
    size_t atoms;
    struct regex_set only; /* of the atom, where there is one alone */
    bool is_single;
    struct regex_set last; /* of the atom before, where that is repeated without end */
    bool last_is_endless;
};

/* What is known of a group. */
struct body {
    bool is_loose;            /* it can match the same text in many ways when it is repeated */
    bool overlaps;            /* two of its alternatives can match the same character */
    struct regex_set singles; /* alternatives that are one character */
};

static bool alternatives(struct regex *r, struct body *out);

static bool is_special(char c)
{
    return c != '\0' && strchr("\\^$.|?*+()[", c) != NULL;
}

/* Whether {2}, {2,} or {2,5} stands there. */
static bool read_braces(struct regex *r, int *out_min, int *out_max, size_t *out_bytes)
{
    int values[2] = {0, -1};
    size_t k = 1;
    size_t which = 0;
    bool has_digit = false;
    for (; regex_peek(r, k) != '}'; k++) {
        char c = regex_peek(r, k);
        if (c == ',' && which == 0 && has_digit) {
            which = 1;
            continue;
        }
        if (c < '0' || c > '9') {
            return false;
        }
        has_digit = true;
        values[which] = values[which] < 0 ? c - '0' : values[which] * 10 + (c - '0');
        if (values[which] > REPEAT_MAX) {
            values[which] = REPEAT_MAX;
        }
    }
    *out_min = values[0];
    *out_max = which == 0 ? values[0] : values[1];
    *out_bytes = k + 1;
    return has_digit;
}

/* Whether something that says how often stands there; reads nothing. */
static bool is_repeated(struct regex *r)
{
    char c = regex_peek(r, 0);
    int min;
    int max;
    size_t n;
    return c == '*' || c == '+' || c == '?' || (c == '{' && read_braces(r, &min, &max, &n));
}

static struct str braces_words(struct regex *r, const struct times *times)
{
    struct arena *arena = r->task->arena;
    if (times->max == times->min) {
        return str_from(times->min == 1 ? "exactly once"
                                        : arena_printf(arena, "exactly %d times", times->min));
    }
    if (times->max < 0) {
        return str_from(arena_printf(arena, "%d times or more", times->min));
    }
    return str_from(arena_printf(arena, "%d to %d times", times->min, times->max));
}

static bool read_times(struct regex *r, struct times *out)
{
    *out = (struct times){1, 1, STR_EMPTY};
    if (!is_repeated(r)) {
        return true;
    }
    char c = regex_peek(r, 0);
    size_t bytes = 1;
    size_t start = r->at;
    if (c == '{') {
        (void)read_braces(r, &out->min, &out->max, &bytes);
        if (out->max >= 0 && out->max < out->min) {
            return code_wrong(r->out, r->task, start, "%d to %d times is the wrong way round",
                              out->min, out->max);
        }
        out->words = braces_words(r, out);
    } else {
        out->min = c == '+' ? 1 : 0;
        out->max = c == '?' ? 1 : -1;
        out->words = c == '*'   ? STR("any number of times, or not at all")
                     : c == '+' ? STR("once or more")
                                : STR("once or not at all");
    }
    r->at += bytes;
    char after = regex_peek(r, 0);
    if (after == '?' || after == '+') {
        r->at++;
        out->words =
            str_from(arena_printf(r->task->arena, "%" STRF ", %s", STRA(out->words),
                                  after == '?' ? "as few as possible" : "never giving back any"));
    }
    if (is_repeated(r)) {
        return code_wrong(r->out, r->task, r->at,
                          "two marks of how often stand behind each other here");
    }
    return true;
}

static struct str with_times(struct regex *r, struct str meaning, const struct times *times)
{
    if (times->words.n == 0) {
        return meaning;
    }
    return str_from(
        arena_printf(r->task->arena, "%" STRF ", %" STRF, STRA(meaning), STRA(times->words)));
}

static void add_part(struct regex *r, size_t start, struct str meaning)
{
    code_part_add(r->out, r->task, code_part_of(r->s, start, r->at), "%" STRF, STRA(meaning));
}

/* Counts an atom in. */
static void note(struct regex *r, struct shape *shape, const struct regex_atom *atom,
                 const struct times *times)
{
    if (atom->is_place) {
        return;
    }
    bool is_endless = times->max < 0;
    bool is_same = shape->last_is_endless && is_endless && atom->is_single &&
                   memcmp(&shape->last, &atom->set, sizeof(atom->set)) == 0;
    if (is_same) {
        code_warn(r->out, STR("The same characters are repeated without end twice in a row, which "
                              "makes long texts slow."));
    }
    shape->has_endless = shape->has_endless || is_endless;
    shape->has_dot = shape->has_dot || (is_endless && atom->is_dot);
    shape->has_fixed = shape->has_fixed || (!is_endless && times->min > 0);
    shape->only = atom->set;
    shape->is_single = atom->is_single && times->min == 1 && times->max == 1;
    shape->atoms++;
    shape->last = atom->set;
    shape->last_is_endless = is_endless && atom->is_single;
}

/* ---- groups ---- */

static void warn_of(struct regex *r, const struct body *body, const struct times *times)
{
    if (times->max >= 0 && times->max < 10) {
        return;
    }
    if (body->is_loose) {
        code_warn(
            r->out,
            STR("A group that repeats has a repetition in it, so that the same text can be matched "
                "in very many ways "
                "(catastrophic backtracking): a text that nearly matches may take for ever."));
    } else if (body->overlaps) {
        code_warn(r->out, STR("Two alternatives of a group that repeats can match the same "
                              "character, so that a text that nearly "
                              "matches may take for ever."));
    }
}

static bool group(struct regex *r, struct shape *shape)
{
    size_t start = r->at;
    struct regex_atom atom = {.meaning = STR_EMPTY};
    if (++r->depth > DEPTH_MAX) {
        return code_wrong(r->out, r->task, start, "groups are nested deeper than %d", DEPTH_MAX);
    }
    if (!regex_group_head(r, &atom.meaning, &atom.is_place)) {
        return false;
    }
    size_t part = r->out->count;
    code_part_add(r->out, r->task, code_part_of(r->s, start, start), "%s", "");
    struct body body = {.is_loose = false};
    if (!alternatives(r, &body)) {
        return false;
    }
    if (regex_peek(r, 0) != ')' || r->at >= r->end) {
        return code_wrong(r->out, r->task, start, "this ( has no closing )");
    }
    r->at++;
    struct times times;
    if (!read_times(r, &times)) {
        return false;
    }
    if (part < r->out->count && r->out->parts[part].start == start) {
        struct str meaning = with_times(r, atom.meaning, &times);
        r->out->parts[part] = code_part_of(r->s, start, r->at);
        r->out->parts[part].meaning = meaning;
    }
    warn_of(r, &body, &times);
    bool is_loose = body.is_loose && times.max == 1;
    struct times seen = is_loose ? (struct times){times.min, -1, STR_EMPTY} : times;
    note(r, shape, &atom, &seen);
    r->depth--;
    return true;
}

/* ---- everything else ---- */

/* Ordinary characters up to something special; the last of several stands alone where it is repeated. */
static bool literal(struct regex *r, struct shape *shape)
{
    size_t start = r->at;
    size_t before = r->at;
    size_t count = 0;
    uint32_t last = 0;
    struct str all = str_sub(r->s, 0, r->end);
    while (r->at < r->end && !is_special(r->s.p[r->at])) {
        if (count > 0 && is_repeated(r)) {
            break;
        }
        before = r->at;
        last = utf8_next(all, &r->at);
        count++;
    }
    if (count > 1 && is_repeated(r)) {
        r->at = before;
        count--;
    }
    struct str text = str_sub(r->s, start, r->at);
    struct times times;
    if (!read_times(r, &times)) {
        return false;
    }
    struct regex_atom atom = {.is_single = count == 1};
    regex_set_add(&atom.set, last, last);
    bool is_space = str_eq(text, STR(" "));
    atom.meaning = is_space ? STR("a space")
                            : str_from(arena_printf(r->task->arena, "the %s “%" STRF "”",
                                                    count == 1 ? "character" : "text", STRA(text)));
    add_part(r, start, with_times(r, atom.meaning, &times));
    note(r, shape, &atom, &times);
    return true;
}

static bool simple_atom(struct regex *r, struct regex_atom *out)
{
    char c = regex_peek(r, 0);
    if (c == '\\') {
        return regex_escape(r, out);
    }
    if (c == '[') {
        return regex_class(r, out);
    }
    r->at++;
    *out = (struct regex_atom){
        .is_place = c != '.', .is_single = c == '.', .is_dot = c == '.', .set = REGEX_SET_ALL};
    if (c == '.') {
        out->meaning =
            r->is_dotall ? STR("any one character") : STR("any one character but a line break");
    } else if (c == '^') {
        out->meaning =
            r->is_multiline ? STR("the beginning of a line") : STR("the beginning of the text");
    } else {
        out->meaning = r->is_multiline ? STR("the end of a line") : STR("the end of the text");
    }
    return true;
}

static bool element(struct regex *r, struct shape *shape)
{
    char c = regex_peek(r, 0);
    size_t start = r->at;
    struct regex_atom atom;
    if (is_repeated(r)) {
        return code_wrong(r->out, r->task, start,
                          "nothing stands before this %c that it could repeat", c);
    }
    if (c == '(' && regex_group_like(r, &atom)) {
        add_part(r, start, atom.meaning);
        return true;
    }
    if (c == '(') {
        return group(r, shape);
    }
    if (!is_special(c)) {
        return literal(r, shape);
    }
    struct times times;
    if (!simple_atom(r, &atom) || !read_times(r, &times)) {
        return false;
    }
    add_part(r, start, with_times(r, atom.meaning, &times));
    note(r, shape, &atom, &times);
    return true;
}

static void end_alternative(const struct shape *shape, struct body *body)
{
    body->is_loose =
        body->is_loose || (shape->has_endless && (!shape->has_fixed || shape->has_dot));
    if (shape->atoms == 1 && shape->is_single) {
        body->overlaps = body->overlaps || regex_set_meets(body->singles, shape->only);
        body->singles.bits[0] |= shape->only.bits[0];
        body->singles.bits[1] |= shape->only.bits[1];
    }
}

static bool alternatives(struct regex *r, struct body *out)
{
    struct shape shape = {.has_endless = false};
    while (r->at < r->end && regex_peek(r, 0) != ')') {
        if (regex_peek(r, 0) == '|') {
            end_alternative(&shape, out);
            shape = (struct shape){.has_endless = false};
            size_t start = r->at++;
            add_part(r, start, STR("or, instead of what stands before"));
        } else if (!element(r, &shape)) {
            return false;
        }
    }
    end_alternative(&shape, out);
    return true;
}

/* /.../gi: the flags, and the expression between the slashes. */
static struct str take_slashes(struct regex *r)
{
    size_t end = r->s.n;
    while (end > 0 && r->s.p[end - 1] >= 'a' && r->s.p[end - 1] <= 'z') {
        end--;
    }
    if (r->s.n < 2 || r->s.p[0] != '/' || end < 2 || r->s.p[end - 1] != '/') {
        r->end = r->s.n;
        return STR_EMPTY;
    }
    r->at = 1;
    r->end = end - 1;
    return str_sub(r->s, end, r->s.n);
}

bool code_regex_explain(const struct code_task *task, struct str text, struct code_explanation *out)
{
    struct regex r = {.task = task, .out = out, .s = text};
    struct str flags = take_slashes(&r);
    struct str flag_words = regex_flags(&r, flags);
    struct body body = {.is_loose = false};
    if (!alternatives(&r, &body)) {
        return false;
    }
    if (r.at < r.end) {
        return code_wrong(out, task, r.at, "there is no opening ( for this )");
    }
    if (r.greatest_back > r.groups) {
        return code_wrong(out, task, r.greatest_back_at,
                          "there is no group %d that this could mean", r.greatest_back);
    }
    if (flags.n > 0) {
        code_part_add(out, task, code_part_of(text, text.n - flags.n, text.n), "%" STRF,
                      STRA(flag_words));
    }
    out->summary =
        r.groups == 0
            ? STR("A regular expression")
            : str_from(arena_printf(task->arena, "A regular expression with %d group%s to keep",
                                    r.groups, r.groups == 1 ? "" : "s"));
    return true;
}

/* Marks that plain text and other notations do not have together. */
bool code_regex_is(struct str text)
{
    static const char *const signs[] = {"\\d", "\\w",  "\\s",  "\\b",  "\\.",  "(?:", "(?=", "(?!",
                                        "(?<", "(?P<", ".*",   ".+",   "]+",   "]*",  ")+",  ")*",
                                        "]{",  "\\d{", "[a-z", "[A-Z", "[0-9", "[^"};
    size_t count = 0;
    for (size_t k = 0; k < ARRAY_LEN(signs); k++) {
        count += str_has_nocase(text, str_from(signs[k]));
    }
    bool is_anchored = str_starts(text, STR("^")) || (text.n > 1 && text.p[text.n - 1] == '$');
    bool is_slashed =
        text.n > 2 && text.p[0] == '/' && str_find_byte(str_sub(text, 1, text.n), '/') + 1 < text.n;
    return str_find_byte(text, '\n') == text.n &&
           (count >= 2 || (count >= 1 && (is_anchored || is_slashed || text.n < 20)) ||
            (is_anchored && text.n > 2 && str_ends(text, STR("$"))));
}
