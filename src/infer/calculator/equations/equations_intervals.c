/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "infer/calculator/equations/equations_int.h"

/* ---- reading libqalculate's answer: "x > -3 and x < 3" ---- */

/* Without spaces and the parentheses around it. */
static struct str trimmed(struct str text)
{
    while (text.n > 0 && text.p[0] == ' ') {
        text = str_sub(text, 1, text.n);
    }
    while (text.n > 0 && text.p[text.n - 1] == ' ') {
        text.n--;
    }
    if (text.n > 2 && text.p[0] == '(' && text.p[text.n - 1] == ')' &&
        str_find_byte(text, ')') == text.n - 1) {
        return trimmed(str_sub(text, 1, text.n - 1));
    }
    return text;
}

/* What stands before the word, and after it in *rest. */
static struct str cut_at_word(struct str text, const char *word, struct str *rest)
{
    const size_t n = strlen(word);
    for (size_t i = 0; i + n <= text.n; i++) {
        if (memcmp(text.p + i, word, n) == 0) {
            *rest = str_sub(text, i + n, text.n);
            return str_sub(text, 0, i);
        }
    }
    *rest = STR_EMPTY;
    return text;
}

int equations_refuse(struct calc *calc)
{
    return calc_refuse(calc, "This inequality cannot be solved here.");
}

int equations_read_end(struct calc *calc, struct str text, bool closed, struct equations_end *out)
{
    const char *code = str_dup(calc->arena, text);
    int rc = calc_ask(calc, code);
    if (rc != E_OK) {
        return rc;
    }
    const enum qalculate_kind kind = calc->reply->kind;
    if (kind != QALCULATE_RATIONAL && kind != QALCULATE_REAL) {
        return equations_refuse(calc);
    }
    const double value = strtod(calc->reply->decimal, NULL);
    const struct calc_number number = calc_number_of_reply(calc, true);
    *out = (struct equations_end){.text = code,
                                  .shown = number.text,
                                  .value = value,
                                  .closed = closed,
                                  .exact = number.exact};
    return E_OK;
}

/* A value and the sign before or behind it, "-3 <", "<= 3"; false: neither. */
static bool cut_sign(struct str *text, bool at_end, char *out_sign, bool *out_closed)
{
    static const char *const signs[] = {"<=", ">=", "<", ">", "="};
    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        const struct str sign = str_from(signs[i]);
        if (at_end ? str_ends(*text, sign) : str_starts(*text, sign)) {
            *text = trimmed(at_end ? str_sub(*text, 0, text->n - sign.n)
                                   : str_sub(*text, sign.n, text->n));
            *out_sign = signs[i][0];
            *out_closed = sign.n > 1 || signs[i][0] == '=';
            return true;
        }
    }
    return false;
}

/* "x > -3", "-3 < x <= 3", "x = 0"; what it says is put into the interval. */
static int read_bounds(struct calc *calc, struct str text, struct equations_interval *out)
{
    struct str right;
    struct str left = trimmed(cut_at_word(trimmed(text), "x", &right));
    right = trimmed(right);
    char sign;
    bool closed;
    int rc = E_OK;
    if (left.n > 0) {
        if (!cut_sign(&left, true, &sign, &closed) || sign == '=') {
            return equations_refuse(calc);
        }
        rc = equations_read_end(calc, left, closed, sign == '<' ? &out->low : &out->high);
    }
    if (rc == E_OK && right.n > 0) {
        if (!cut_sign(&right, false, &sign, &closed)) {
            return equations_refuse(calc);
        }
        struct equations_end end;
        rc = equations_read_end(calc, right, closed, &end);
        if (rc == E_OK && sign != '<') {
            out->low = end;
        }
        if (rc == E_OK && sign != '>') {
            out->high = end;
        }
    }
    return rc;
}

int equations_read_solution(struct calc *calc, struct equations_solution *out)
{
    const struct qalculate_reply *reply = calc->reply;
    struct str rest = str_from(arena_strdup(calc->arena, reply->text));
    *out = (struct equations_solution){.count = 0};
    int rc = E_OK;
    if (reply->kind == QALCULATE_SOLUTIONS && reply->parts == 1) { /* "x^2 <= 0" */
        struct equations_interval *point = &out->intervals[out->count++];
        rc = equations_read_end(calc, str_from(arena_strdup(calc->arena, reply->part[0])), true,
                                &point->low);
        point->high = point->low;
        return rc;
    }
    if (reply->kind != QALCULATE_TEXT) {
        return equations_refuse(calc);
    }
    while (rc == E_OK && rest.n > 0) {
        const struct str one = cut_at_word(rest, " or ", &rest);
        if (out->count == EQUATIONS_INTERVALS_MAX) {
            return calc_refuse(calc, "This inequality has too many solutions to be listed.");
        }
        rc = read_bounds(calc, one, &out->intervals[out->count++]);
    }
    return rc;
}

/* ---- telling it ---- */

/* "x > 2", "−3 < x < 3", "x = 0" */
static const char *write_interval(struct calc *calc, const struct equations_interval *interval,
                                  const char *unknown)
{
    const struct equations_end *low = &interval->low;
    const struct equations_end *high = &interval->high;
    if (low->text != NULL && high->text != NULL) {
        if (low->value == high->value) {
            return arena_printf(calc->arena, "%s = %s", unknown, low->shown);
        }
        return arena_printf(calc->arena, "%s %s %s %s %s", low->shown, low->closed ? "≤" : "<",
                            unknown, high->closed ? "≤" : "<", high->shown);
    }
    return low->text != NULL
               ? arena_printf(calc->arena, "%s %s %s", unknown, low->closed ? "≥" : ">", low->shown)
               : arena_printf(calc->arena, "%s %s %s", unknown, high->closed ? "≤" : "<",
                              high->shown);
}

static const char *say_interval(struct calc *calc, const struct equations_interval *interval)
{
    const struct equations_end *low = &interval->low;
    const struct equations_end *high = &interval->high;
    const char *above =
        low->text == NULL
            ? ""
            : arena_printf(calc->arena, low->closed ? "%s or more" : "more than %s", low->shown);
    const char *below =
        high->text == NULL
            ? ""
            : arena_printf(calc->arena, high->closed ? "%s or less" : "less than %s", high->shown);
    if (low->text != NULL && high->text != NULL) {
        return low->value == high->value ? arena_printf(calc->arena, "exactly %s", low->shown)
                                         : arena_printf(calc->arena, "%s and %s", above, below);
    }
    return low->text != NULL ? above : below;
}

static const char *write_set(struct calc *calc, const struct equations_interval *interval)
{
    const struct equations_end *low = &interval->low;
    const struct equations_end *high = &interval->high;
    return arena_printf(calc->arena, "%s%s; %s%s", low->closed ? "[" : "(",
                        low->text != NULL ? low->shown : "−∞",
                        high->text != NULL ? high->shown : "∞", high->closed ? "]" : ")");
}

void equations_tell_solution(struct calc *calc, const char *unknown,
                             const struct equations_solution *solution)
{
    const char *formula = "";
    const char *words = "";
    const char *sets = "";
    bool exact = true;
    for (size_t i = 0; i < solution->count; i++) {
        const struct equations_interval *interval = &solution->intervals[i];
        const char * or = i > 0 ? " or " : "";
        formula = arena_printf(calc->arena, "%s%s%s", formula, or,
                               write_interval(calc, interval, unknown));
        words = arena_printf(calc->arena, "%s%s%s", words, or, say_interval(calc, interval));
        sets = arena_printf(calc->arena, "%s%s%s", sets, i > 0 ? " ∪ " : "",
                            write_set(calc, interval));
        exact = exact && (interval->low.text == NULL || interval->low.exact) &&
                (interval->high.text == NULL || interval->high.exact);
    }
    calc->out->result = formula;
    calc->out->exact = exact;
    calc_add_line(&calc->out->alternatives,
                  arena_printf(calc->arena, "in words: %s is %s", unknown, words));
    calc_add_line(&calc->out->alternatives, arena_printf(calc->arena, "as an interval: %s", sets));
}
