/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The single things of a regular expression: escapes and classes of characters. */
#include "base/utf8.h"
#include "infer/codecheck/explain/explain_regex_int.h"

#define NAMES_MAX ((size_t)300) /* bytes of what a class is said to have in it */
#define CLASS_MAX ((size_t)30)  /* things of it that are named one by one */

struct meaning {
    char letter;
    bool is_place;
    const char *text;
};

static const struct meaning escapes[] = {
    {'d', false, "a digit (0 to 9)"},
    {'D', false, "a character that is no digit"},
    {'w', false, "a letter, digit or _"},
    {'W', false, "a character that is no letter, digit or _"},
    {'s', false, "a blank: space, tab or line break"},
    {'S', false, "a character that is no blank"},
    {'h', false, "a space or tab"},
    {'R', false, "a line break of any kind"},
    {'n', false, "a line break"},
    {'r', false, "a carriage return"},
    {'t', false, "a tab"},
    {'f', false, "a form feed"},
    {'v', false, "a vertical tab"},
    {'0', false, "the character with the number 0"},
    {'b', true, "a word's beginning or end"},
    {'B', true, "a place that is no word's beginning or end"},
    {'A', true, "the beginning of the text"},
    {'Z', true, "the end of the text (or before its last line break)"},
    {'z', true, "the very end of the text"},
    {'G', true, "the place where the last match ended"},
    {'K', true, "what was matched until here is no part of the result"},
    {'X', false, "a character as people see it, with its marks"},
};

void regex_set_add(struct regex_set *set, uint32_t from, uint32_t to)
{
    for (uint32_t c = from; c <= to && c < 128; c++) {
        set->bits[c / 64] |= UINT64_C(1) << c % 64;
    }
}

static struct regex_set not_in(struct regex_set set)
{
    return (struct regex_set){{~set.bits[0], ~set.bits[1]}};
}

/* What \d, \w, \s and their opposites match. */
static struct regex_set set_of(char letter)
{
    struct regex_set set = {{0, 0}};
    char lower = (char)(letter | 0x20);
    if (lower == 'd' || lower == 'w') {
        regex_set_add(&set, '0', '9');
    }
    if (lower == 'w') {
        regex_set_add(&set, 'a', 'z');
        regex_set_add(&set, 'A', 'Z');
        regex_set_add(&set, '_', '_');
    }
    if (lower == 's') {
        regex_set_add(&set, '\t', '\r');
        regex_set_add(&set, ' ', ' ');
    }
    return letter != lower ? not_in(set) : set;
}

static const struct meaning *find_escape(char letter)
{
    for (size_t k = 0; k < ARRAY_LEN(escapes); k++) {
        if (escapes[k].letter == letter) {
            return &escapes[k];
        }
    }
    return NULL;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* \x41, \x{41}, \u0041 and \u{41}, from the letter on; false where it is none. */
static bool read_code_point(struct regex *r, uint32_t *out)
{
    size_t digits = r->s.p[r->at] == 'x' ? 2 : 4;
    bool is_braced = regex_peek(r, 1) == '{';
    size_t k = is_braced ? 2 : 1;
    size_t first = k;
    uint32_t value = 0;
    while (hex_digit(regex_peek(r, k)) >= 0 && k < first + (is_braced ? 6 : digits)) {
        value = value << 4 | (uint32_t)hex_digit(regex_peek(r, k));
        k++;
    }
    if (k == first || (is_braced && regex_peek(r, k) != '}')) {
        return false;
    }
    r->at += k + is_braced;
    *out = value;
    return true;
}

/* \p{Letter}, from the p on. */
static bool property(struct regex *r, struct regex_atom *out)
{
    bool is_not = r->s.p[r->at] == 'P';
    size_t n = str_find_byte(str_sub(r->s, r->at, r->end), '}');
    if (regex_peek(r, 1) != '{' || r->at + n >= r->end || n > 40) {
        r->at++;
        out->meaning = STR("a character of a Unicode property");
        return true;
    }
    struct str name = str_sub(r->s, r->at + 2, r->at + n);
    static const struct {
        const char *name;
        const char *means;
    } names[] = {{"L", "a letter of any script"},
                 {"Lu", "a capital letter of any script"},
                 {"Ll", "a small letter of any script"},
                 {"N", "a number of any script"},
                 {"Nd", "a digit of any script"},
                 {"P", "a punctuation mark"},
                 {"S", "a symbol"},
                 {"Z", "a blank of any kind"}};
    out->meaning = str_from(
        arena_printf(r->task->arena, "a character with the Unicode property %" STRF, STRA(name)));
    for (size_t k = 0; k < ARRAY_LEN(names); k++) {
        if (str_eq(name, str_from(names[k].name))) {
            out->meaning = str_from(names[k].means);
        }
    }
    if (is_not) {
        out->meaning =
            str_from(arena_printf(r->task->arena, "anything but %" STRF, STRA(out->meaning)));
    }
    r->at += n + 1;
    out->set = REGEX_SET_ALL;
    return true;
}

/* \1, \k<name>: from behind the backslash on; false where it is none. */
static bool back_reference(struct regex *r, struct regex_atom *out)
{
    size_t start = r->at;
    int number = 0;
    while (regex_peek(r, 0) >= '0' && regex_peek(r, 0) <= '9' && r->at - start < 2) {
        number = number * 10 + (regex_peek(r, 0) - '0');
        r->at++;
    }
    out->is_single = false;
    if (number > 0) {
        if (number > r->greatest_back) {
            r->greatest_back = number;
            r->greatest_back_at = start - 1;
        }
        out->meaning = str_from(
            arena_printf(r->task->arena, "the same text that group %d has matched", number));
        return true;
    }
    r->at = start;
    if (regex_peek(r, 0) != 'k' || (regex_peek(r, 1) != '<' && regex_peek(r, 1) != '{')) {
        return false;
    }
    char close = regex_peek(r, 1) == '<' ? '>' : '}';
    size_t n = str_find_byte(str_sub(r->s, r->at, r->end), close);
    if (r->at + n >= r->end || n > 40) {
        return false;
    }
    out->meaning = str_from(arena_printf(r->task->arena,
                                         "the same text that the group “%" STRF "” has matched",
                                         STRA(str_sub(r->s, r->at + 2, r->at + n))));
    r->at += n + 1;
    return true;
}

bool regex_escape(struct regex *r, struct regex_atom *out)
{
    size_t start = r->at++;
    *out = (struct regex_atom){.is_single = true};
    if (r->at >= r->end) {
        return code_wrong(r->out, r->task, start, "the backslash at the end escapes nothing");
    }
    char c = r->s.p[r->at];
    uint32_t code = 0;
    if (c == 'p' || c == 'P') {
        return property(r, out);
    }
    if ((c == 'x' || c == 'u') && read_code_point(r, &code)) {
        regex_set_add(&out->set, code, code);
        out->meaning =
            str_from(arena_printf(r->task->arena, "the character U+%04X", (unsigned)code));
        return true;
    }
    if (((c >= '1' && c <= '9') || c == 'k') && back_reference(r, out)) {
        return true;
    }
    const struct meaning *known = find_escape(c);
    out->is_single = true;
    if (known != NULL) {
        r->at++;
        out->is_place = known->is_place;
        out->is_single = !known->is_place;
        out->meaning = str_from(known->text);
        out->set = set_of(c);
        return true;
    }
    size_t from = r->at;
    uint32_t character = utf8_next(str_sub(r->s, 0, r->end), &r->at);
    regex_set_add(&out->set, character, character);
    out->meaning = str_from(arena_printf(r->task->arena, "the character “%" STRF "”",
                                         STRA(str_sub(r->s, from, r->at))));
    return true;
}

/* ---- classes ---- */

struct class
{
    struct regex *r;
    struct sb *names;
    struct regex_set set;
    size_t count;
};

static void add_name(struct class *class, const char *format, struct str a, struct str b)
{
    if (class->count++ >= CLASS_MAX) {
        return;
    }
    if (class->count > 1) {
        sb_add_c(class->names, ", ");
    }
    if (strcmp(format, "to") == 0) {
        sb_addf(class->names, "%" STRF " to %" STRF, STRA(a), STRA(b));
    } else {
        sb_add(class->names, a);
    }
}

static struct str shown(struct str s)
{
    if (str_eq(s, STR(" "))) {
        return STR("a space");
    }
    return str_eq(s, STR(",")) ? STR("a comma") : s;
}

/* [:alpha:] within a class. */
static bool posix(struct class *class)
{
    struct regex *r = class->r;
    struct str rest = str_sub(r->s, r->at, r->end);
    if (!str_starts(rest, STR("[:"))) {
        return false;
    }
    size_t n = str_find_byte(str_sub(rest, 2, rest.n), ':');
    if (n > 12 || n + 3 >= rest.n || rest.p[n + 3] != ']') {
        return false;
    }
    add_name(
        class, "",
        str_from(arena_printf(r->task->arena, "the class %" STRF, STRA(str_sub(rest, 2, n + 2)))),
        STR_EMPTY);
    class->set = REGEX_SET_ALL;
    r->at += n + 4;
    return true;
}

/* One character or escape of a class; *out_code is UINT32_MAX for an escape of several. */
static bool class_item(struct class *class, struct str *out_name, uint32_t *out_code,
                       struct regex_set *out_set)
{
    struct regex *r = class->r;
    size_t start = r->at;
    *out_set = (struct regex_set){{0, 0}};
    if (r->s.p[r->at] != '\\') {
        *out_code = utf8_next(str_sub(r->s, 0, r->end), &r->at);
        *out_name = shown(str_sub(r->s, start, r->at));
        regex_set_add(out_set, *out_code, *out_code);
        return true;
    }
    struct regex_atom atom;
    if (regex_peek(r, 1) == 'b') {
        r->at += 2;
        *out_name = STR("a backspace");
        *out_code = 8;
        return true;
    }
    if (!regex_escape(r, &atom)) {
        return false;
    }
    *out_set = atom.set;
    *out_code = UINT32_MAX;
    *out_name = atom.meaning;
    struct str written = str_sub(r->s, start + 1, r->at);
    if (str_starts(atom.meaning, STR("the character “"))) {
        size_t at = 0;
        *out_code = utf8_next(written, &at);
        *out_name = shown(written);
    }
    return true;
}

static bool class_range(struct class *class, struct str from_name, uint32_t from, size_t start)
{
    struct regex *r = class->r;
    r->at++;
    struct str to_name;
    uint32_t to;
    struct regex_set set;
    if (!class_item(class, &to_name, &to, &set)) {
        return false;
    }
    if (from == UINT32_MAX || to == UINT32_MAX) {
        add_name(class, "", from_name, STR_EMPTY);
        add_name(class, "", STR("-"), STR_EMPTY);
        add_name(class, "", to_name, STR_EMPTY);
        return true;
    }
    if (from > to) {
        return code_wrong(r->out, r->task, start,
                          "the range %" STRF "-%" STRF " is the wrong way round", STRA(from_name),
                          STRA(to_name));
    }
    if (from == 'A' && to == 'z') {
        code_warn(r->out, STR("A-z also has the characters [ \\ ] ^ _ and ` in it; A-Za-z is what "
                              "is mostly meant."));
    }
    add_name(class, "to", from_name, to_name);
    regex_set_add(&class->set, from, to);
    return true;
}

static bool class_member(struct class *class)
{
    struct regex *r = class->r;
    size_t start = r->at;
    if (posix(class)) {
        return true;
    }
    struct str name;
    uint32_t code;
    struct regex_set set;
    if (!class_item(class, &name, &code, &set)) {
        return false;
    }
    if (regex_peek(r, 0) == '-' && regex_peek(r, 1) != ']' && regex_peek(r, 1) != '\0') {
        return class_range(class, name, code, start);
    }
    class->set.bits[0] |= set.bits[0];
    class->set.bits[1] |= set.bits[1];
    add_name(class, "", name, STR_EMPTY);
    return true;
}

bool regex_class(struct regex *r, struct regex_atom *out)
{
    size_t start = r->at++;
    bool is_not = regex_peek(r, 0) == '^';
    r->at += is_not;
    CLEANUP(sb_done) struct sb names;
    sb_init(&names, NAMES_MAX);
    struct class class = {.r = r, .names = &names};
    for (bool is_first = true; is_first || regex_peek(r, 0) != ']'; is_first = false) {
        if (r->at >= r->end) {
            return code_wrong(r->out, r->task, start, "this [ has no closing ]");
        }
        if (!class_member(&class)) {
            return false;
        }
    }
    r->at++;
    bool is_cut = class.count > CLASS_MAX || names.failed;
    struct str list = sb_str(&names);
    while (list.n > 0 && !utf8_valid(list)) {
        list.n--;
    }
    *out = (struct regex_atom){.is_single = true, .set = is_not ? not_in(class.set) : class.set};
    out->meaning = str_from(
        arena_printf(r->task->arena, "%s: %" STRF "%s",
                     is_not ? "one character that is none of these" : "one of these characters",
                     STRA(list), is_cut ? ", ..." : ""));
    return true;
}
