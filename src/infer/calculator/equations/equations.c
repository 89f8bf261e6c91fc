/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Equations in one unknown, whose solutions are put back into both sides before they are told. */
#include <math.h>
#include <string.h>

#include "infer/calculator/equations/equations_int.h"

/* The unknown: "for y", else the first of x, y, z, or any other letter by itself that is named nowhere. */
static const char *find_unknown(struct calc *calc, struct calc_range *range)
{
    if (range->to > range->from + 2 && calc_is_word(calc, range->to - 2, "for") &&
        calc_at(calc, range->to - 1)->kind == CALC_WORD &&
        strlen(calc_at(calc, range->to - 1)->lower) == 1) {
        range->to -= 2;
        return calc_at(calc, range->to + 1)->lower;
    }
    static const char *const usual[] = {"x", "y", "z", "n", "t", "a", "b", "c"};
    for (size_t k = 0; k < ARRAY_LEN(usual); k++) {
        for (size_t i = range->from; i < range->to; i++) {
            if (calc_is_word(calc, i, usual[k])) {
                return usual[k];
            }
        }
    }
    return NULL;
}

int equations_read_sides(struct calc *calc, struct calc_range range, struct equations_sides *out)
{
    const size_t at = calc_find(calc, range, "=");
    out->left = (struct calc_range){range.from, at};
    out->right = (struct calc_range){at + 1, range.to};
    if (at >= range.to || at == range.from || at + 1 == range.to) {
        return calc_refuse(calc, "Something is missing beside the equals sign.");
    }
    if (calc_find(calc, out->right, "=") < range.to) {
        return calc_refuse(calc, "There is more than one equals sign in the equation.");
    }
    return E_OK;
}

/* One side, with x in the place of the unknown or a value. */
static int read_side(struct calc *calc, struct calc_range range, const char *unknown,
                     const char *instead, struct expression *out)
{
    struct expression_reading reading = {.unknown = unknown, .instead = instead};
    int rc = expression_read(calc, range, &reading, out);
    if (rc == E_OK && expression_has_unit(out)) {
        rc =
            calc_refuse(calc, "Equations are solved without units here; “%s” has one.", out->shown);
    }
    return rc;
}

/* Puts a value in: whether both sides are equal, to nine digits where they are rounded. */
static int check_solution(struct calc *calc, const struct equations_sides *sides,
                          const char *unknown, const char *value, bool *out_holds)
{
    struct expression left;
    struct expression right;
    const char *instead = arena_printf(calc->arena, "(%s)", value);
    int rc = read_side(calc, sides->left, unknown, instead, &left);
    if (rc == E_OK) {
        rc = read_side(calc, sides->right, unknown, instead, &right);
    }
    struct calc_number of_left;
    struct calc_number of_right;
    if (rc == E_OK) {
        rc = calc_ask_number(calc, left.code, &of_left);
    }
    const double a = strtod(calc->reply->decimal, NULL);
    if (rc == E_OK) {
        rc = calc_ask_number(calc, right.code, &of_right);
    }
    if (rc != E_OK) {
        return rc;
    }
    const double b = strtod(calc->reply->decimal, NULL);
    *out_holds = strcmp(of_left.text, of_right.text) == 0 ||
                 fabs(a - b) <= 1e-6 * fmax(1, fmax(fabs(a), fabs(b)));
    struct calc_number shown;
    rc = calc_ask_number(calc, value, &shown);
    if (rc == E_OK && *out_holds) {
        calc_add_line(&calc->out->steps,
                      arena_printf(calc->arena,
                                   "check %s %s %s: the left side is %s, the right side is %s",
                                   unknown, shown.exact ? "=" : "≈", shown.text, of_left.text,
                                   of_right.text));
    }
    return rc;
}

static int append_solution(struct calc *calc, const char *unknown, const char *value, bool rounded,
                           const char **text)
{
    int rc = calc_ask(calc, value);
    if (rc != E_OK) {
        return rc;
    }
    const struct calc_number number = calc_number_of_reply(calc, true);
    /* of what was rounded, whole numbers and fractions are right all the same: they were put in */
    const bool exact = number.exact && !(rounded && strchr(value, '.') != NULL);
    *text = arena_printf(calc->arena, "%s%s%s %s %s", *text, **text != '\0' ? " or " : "", unknown,
                         exact ? "=" : "≈", number.text);
    if (number.rounded != NULL) {
        calc_add_line(&calc->out->alternatives,
                      arena_printf(calc->arena, "%s ≈ %s", unknown, number.rounded));
    }
    calc->out->exact = calc->out->exact && exact;
    return E_OK;
}

/* "x^2 - 5x + 6 = 0": all on one side. */
static void add_one_side(struct calc *calc, const struct expression *left,
                         const struct expression *right)
{
    struct err ignored = {0};
    struct calc inner = calc_aside(calc, NULL, &ignored);
    const char *code = arena_printf(calc->arena, "(%s)-(%s)", left->code, right->code);
    if (strcmp(right->code, "0") != 0 && calc_ask(&inner, code) == E_OK &&
        calc->reply->kind == QALCULATE_TEXT) {
        calc_add_line(&calc->out->steps, arena_printf(calc->arena, "%s = 0", calc->reply->text));
    }
}

bool equations_find_value(struct calc *calc, const char *code, double *out)
{
    struct err ignored = {0};
    struct calculation scratch = {0};
    struct calc inner = calc_aside(calc, &scratch, &ignored);
    struct calc_number number;
    if (calc_ask_number(&inner, code, &number) != E_OK) {
        return false;
    }
    *out = strtod(calc->reply->decimal, NULL);
    return true;
}

static int compare_values(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

int equations_order_parts(struct calc *calc, const char *parts[], size_t count)
{
    struct {
        double value;
        const char *part;
    } rows[QALCULATE_PARTS];
    for (size_t i = 0; i < count; i++) {
        struct calc_number number;
        int rc = calc_ask_number(calc, parts[i], &number);
        if (rc != E_OK) {
            return calc_refuse(calc, "The solutions of this equation cannot be listed: there are "
                                     "endlessly many, or they are no "
                                     "plain numbers.");
        }
        rows[i].value = strtod(calc->reply->decimal, NULL);
        rows[i].part = parts[i];
    }
    qsort(rows, count, sizeof(rows[0]), compare_values);
    for (size_t i = 0; i < count; i++) {
        parts[i] = rows[i].part;
    }
    return E_OK;
}

static int answer_solutions(struct calc *calc, const struct equations_sides *sides,
                            const char *unknown)
{
    const char *parts[QALCULATE_PARTS];
    const size_t count = calc->reply->parts;
    const bool rounded = !calc->reply->exact;
    for (size_t i = 0; i < count; i++) {
        parts[i] = arena_strdup(calc->arena, calc->reply->part[i]);
        if (strpbrk(parts[i], "nyz") != NULL) {
            return calc_refuse(
                calc, "This equation has endlessly many solutions, which cannot be listed.");
        }
    }
    int rc = equations_order_parts(calc, parts, count);
    const char *text = "";
    calc->out->exact = true;
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        bool holds = false;
        rc = check_solution(calc, sides, unknown, parts[i], &holds);
        if (rc == E_OK && !holds) {
            rc = calc_refuse(
                calc,
                "A solution was found that does not hold when it is put in, so none is told.");
        }
        if (rc == E_OK) {
            rc = append_solution(calc, unknown, parts[i], rounded, &text);
        }
    }
    calc->out->result = text;
    return rc;
}

static int solve_one(struct calc *calc, struct calc_range range, const char *unknown)
{
    struct equations_sides sides;
    struct expression left;
    struct expression right;
    int rc = equations_read_sides(calc, range, &sides);
    if (rc == E_OK) {
        rc = read_side(calc, sides.left, unknown, "x", &left);
    }
    if (rc == E_OK) {
        rc = read_side(calc, sides.right, unknown, "x", &right);
    }
    if (rc != E_OK) {
        return rc;
    }
    calc->out->expression = arena_printf(calc->arena, "%s = %s", left.shown, right.shown);
    if (strcmp(unknown, "x") == 0) {
        add_one_side(calc, &left, &right);
    }
    rc = calc_ask_solutions(calc, arena_printf(calc->arena, "%s = %s", left.code, right.code), "x");
    if (rc != E_OK) {
        return rc;
    }
    switch (calc->reply->kind) {
    case QALCULATE_SOLUTIONS:
        return answer_solutions(calc, &sides, unknown);
    case QALCULATE_ALWAYS:
        calc->out->result = arena_printf(calc->arena, "every %s", unknown);
        calc->out->exact = true;
        return E_OK;
    case QALCULATE_NEVER:
        calc->out->result = "no real solution";
        calc->out->exact = true;
        equations_add_complex_roots(
            calc, arena_printf(calc->arena, "(%s-%s)", left.code, right.code), unknown);
        return E_OK;
    default:
        return calc_refuse(calc, "This equation cannot be solved here.");
    }
}

/* "3 + 4 = 7": whether it is so. */
static int test_equality(struct calc *calc, struct calc_range range)
{
    struct equations_sides sides;
    struct expression_reading reading = {0};
    struct expression left;
    struct expression right;
    int rc = equations_read_sides(calc, range, &sides);
    if (rc == E_OK) {
        rc = expression_read(calc, sides.left, &reading, &left);
    }
    if (rc == E_OK) {
        rc = expression_read(calc, sides.right, &reading, &right);
    }
    if (rc == E_OK && !units_same_dimension(left.dimension, right.dimension)) {
        rc = calc_refuse(calc, "The two sides are of different kinds.");
    }
    struct calc_number difference;
    if (rc == E_OK) {
        rc = calc_ask_number(calc, arena_printf(calc->arena, "(%s)-(%s)", left.code, right.code),
                             &difference);
    }
    if (rc != E_OK) {
        return rc;
    }
    calc->out->expression = arena_printf(calc->arena, "%s = %s", left.shown, right.shown);
    calc->out->exact = difference.exact;
    calc->out->result = strcmp(difference.text, "0") == 0 ? "true" : "false";
    calc_add_line(&calc->out->steps,
                  arena_printf(calc->arena, "left side − right side = %s", difference.text));
    return E_OK;
}

/* "for x:", "x if", and ", what is x" behind it. */
static void strip_words(const struct calc *calc, struct calc_range *range)
{
    const bool named = calc_at(calc, range->from + 1)->kind == CALC_WORD &&
                       strlen(calc_at(calc, range->from + 1)->raw) == 1;
    if (calc_is_word(calc, range->from, "for") && named) {
        range->from += 2;
    } else if (calc_at(calc, range->from)->kind == CALC_WORD &&
               calc_is_any(calc, range->from + 1, "if|when|where|in|given|such")) {
        range->from += 2 + calc_is_word(calc, range->from + 2, "that");
    }
    range->from += calc_is_any(calc, range->from, ":|,|if");
    range->from += calc_is_any(calc, range->from, "the");
    range->from += calc_match(calc, range->from, "equation|equations|system");
    range->from += calc_is_any(calc, range->from, ":|,");
    const size_t at = calc_find(calc, *range, "what is|are");
    const size_t find = calc_find(calc, *range, "find");
    const size_t end = size_min(size_min(at, find), range->to);
    if (end < range->to && end > range->from) {
        range->to = end - (calc_is_any(calc, end - 1, ",|;|then"));
    }
}

int equations_form(struct calc *calc, struct calc_range range)
{
    const bool asked = calc_is_word(calc, range.from, "solve");
    range.from += asked;
    strip_words(calc, &range);
    const char *unknown = find_unknown(calc, &range);
    if (calc_find(calc, range, "=") >= range.to) {
        return asked ? calc_refuse(calc, "There is no equals sign in the equation.")
                     : CALC_NOT_MINE;
    }
    int rc = unknown != NULL ? equations_solve_system(calc, range) : CALC_NOT_MINE;
    if (rc != CALC_NOT_MINE) {
        return rc;
    }
    return unknown != NULL ? solve_one(calc, range, unknown) : test_equality(calc, range);
}
