/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Equations in one unknown, whose solutions are put back into both sides before they are told, and systems of them. */
#include <math.h>
#include <string.h>

#include "infer/calculator/calculator_int.h"

#define SYSTEM_MAX 3

struct sides {
    struct calc_range left;
    struct calc_range right;
};

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

static int read_sides(struct calc *calc, struct calc_range range, struct sides *out)
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
                     const char *instead, struct calc_piece *out)
{
    struct calc_reading reading = {.unknown = unknown, .instead = instead};
    int rc = calc_read_expression(calc, range, &reading, out);
    if (rc == E_OK && (calc_has_dimension(out->dimension) || out->currency != NULL)) {
        rc =
            calc_refuse(calc, "Equations are solved without units here; “%s” has one.", out->shown);
    }
    return rc;
}

/* Puts a value in: whether both sides are equal, to nine digits where they are rounded. */
static int check_solution(struct calc *calc, const struct sides *sides, const char *unknown,
                          const char *value, bool *out_holds)
{
    struct calc_piece left;
    struct calc_piece right;
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
    const double a = strtod(calc->engine->reply.decimal, NULL);
    if (rc == E_OK) {
        rc = calc_ask_number(calc, right.code, &of_right);
    }
    if (rc != E_OK) {
        return rc;
    }
    const double b = strtod(calc->engine->reply.decimal, NULL);
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
static void add_one_side(struct calc *calc, const struct calc_piece *left,
                         const struct calc_piece *right)
{
    struct err ignored = {0};
    struct calc inner = *calc;
    inner.err = &ignored;
    const char *code = arena_printf(calc->arena, "(%s)-(%s)", left->code, right->code);
    if (strcmp(right->code, "0") != 0 && calc_ask(&inner, code) == E_OK &&
        calc->engine->reply.kind == CALCULATOR_SHIM_TEXT) {
        calc_add_line(&calc->out->steps,
                      arena_printf(calc->arena, "%s = 0", calc->engine->reply.text));
    }
}

static int compare_values(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* In rising order, so that the same equation always reads the same. */
static int order_parts(struct calc *calc, const char *parts[], size_t count)
{
    struct {
        double value;
        const char *part;
    } rows[CALCULATOR_SHIM_PARTS];
    for (size_t i = 0; i < count; i++) {
        struct calc_number number;
        int rc = calc_ask_number(calc, parts[i], &number);
        if (rc != E_OK) {
            return calc_refuse(calc, "The solutions of this equation cannot be listed: there are "
                                     "endlessly many, or they are no "
                                     "plain numbers.");
        }
        rows[i].value = strtod(calc->engine->reply.decimal, NULL);
        rows[i].part = parts[i];
    }
    qsort(rows, count, sizeof(rows[0]), compare_values);
    for (size_t i = 0; i < count; i++) {
        parts[i] = rows[i].part;
    }
    return E_OK;
}

static int answer_solutions(struct calc *calc, const struct sides *sides, const char *unknown)
{
    const char *parts[CALCULATOR_SHIM_PARTS];
    const size_t count = calc->engine->reply.parts;
    const bool rounded = !calc->engine->reply.exact;
    for (size_t i = 0; i < count; i++) {
        parts[i] = arena_strdup(calc->arena, calc->engine->reply.part[i]);
        if (strpbrk(parts[i], "nyz") != NULL) {
            return calc_refuse(
                calc, "This equation has endlessly many solutions, which cannot be listed.");
        }
    }
    int rc = order_parts(calc, parts, count);
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
    struct sides sides;
    struct calc_piece left;
    struct calc_piece right;
    int rc = read_sides(calc, range, &sides);
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
    switch (calc->engine->reply.kind) {
    case CALCULATOR_SHIM_SOLUTIONS:
        return answer_solutions(calc, &sides, unknown);
    case CALCULATOR_SHIM_ALWAYS:
        calc->out->result = arena_printf(calc->arena, "every %s", unknown);
        calc->out->exact = true;
        return E_OK;
    case CALCULATOR_SHIM_NEVER:
        calc->out->result = "no real solution";
        calc->out->exact = true;
        return E_OK;
    default:
        return calc_refuse(calc, "This equation cannot be solved here.");
    }
}

/* "3 + 4 = 7": whether it is so. */
static int test_equality(struct calc *calc, struct calc_range range)
{
    struct sides sides;
    struct calc_reading reading = {0};
    struct calc_piece left;
    struct calc_piece right;
    int rc = read_sides(calc, range, &sides);
    if (rc == E_OK) {
        rc = calc_read_expression(calc, sides.left, &reading, &left);
    }
    if (rc == E_OK) {
        rc = calc_read_expression(calc, sides.right, &reading, &right);
    }
    if (rc == E_OK && !calc_same_dimension(left.dimension, right.dimension)) {
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

/* ---- systems ---- */

struct equation_set {
    struct calc_range equations[SYSTEM_MAX];
    size_t count;
    const char *unknowns[SYSTEM_MAX];
    size_t unknown_count;
};

/* Letters that libqalculate has as unknowns; others stand for these. */
static const char *const letters[] = {"x", "y", "z"};

static void find_unknowns(const struct calc *calc, struct calc_range range,
                          struct equation_set *set)
{
    for (size_t i = range.from; i < range.to; i++) {
        const struct calc_token *token = calc_at(calc, i);
        if (token->kind != CALC_WORD || strlen(token->lower) != 1 ||
            set->unknown_count == SYSTEM_MAX || strcmp(token->lower, "e") == 0) {
            continue;
        }
        bool known = false;
        for (size_t k = 0; k < set->unknown_count; k++) {
            known = known || strcmp(set->unknowns[k], token->lower) == 0;
        }
        if (!known) {
            set->unknowns[set->unknown_count++] = token->lower;
        }
    }
}

/* The code of one side, or its value with numbers in the place of the unknowns. */
static int read_system_side(struct calc *calc, const struct equation_set *set,
                            struct calc_range range, const char *const *instead,
                            const char **out_code, const char **out_shown)
{
    /* the reading takes one unknown: the others become words that it knows as such by turns */
    struct calc inner = *calc;
    inner.tokens = (struct calc_token *)(void *)arena_memdup(
        calc->arena, calc->tokens, (calc->count + 1) * sizeof(*calc->tokens));
    const char *marks[SYSTEM_MAX];
    ASSERT(set->unknown_count <= SYSTEM_MAX);
    for (size_t k = 0; k < set->unknown_count; k++) {
        marks[k] = arena_printf(calc->arena, "(%s)", instead[k]);
        for (size_t i = range.from; i < range.to; i++) {
            if (calc_is_word(calc, i, set->unknowns[k])) {
                inner.tokens[i].kind = CALC_NUMBER;
                inner.tokens[i].value = marks[k];
                inner.tokens[i].other = NULL;
                inner.tokens[i].comma = false;
            }
        }
    }
    struct calc_reading reading = {.implicit = true};
    struct calc_piece piece;
    int rc = calc_read_expression(&inner, range, &reading, &piece);
    if (rc == E_OK && (calc_has_dimension(piece.dimension) || piece.currency != NULL)) {
        rc = calc_refuse(calc, "Equations are solved without units here.");
    }
    *out_code = piece.code;
    *out_shown = piece.shown;
    return rc;
}

static int read_equation(struct calc *calc, const struct equation_set *set, size_t index,
                         const char *const *instead, const char **out_code, const char *sign)
{
    struct sides sides;
    const char *left;
    const char *right;
    const char *shown_left;
    const char *shown_right;
    int rc = read_sides(calc, set->equations[index], &sides);
    if (rc == E_OK) {
        rc = read_system_side(calc, set, sides.left, instead, &left, &shown_left);
    }
    if (rc == E_OK) {
        rc = read_system_side(calc, set, sides.right, instead, &right, &shown_right);
    }
    if (rc == E_OK) {
        *out_code = arena_printf(calc->arena, "%s%s%s", left, sign, right);
    }
    return rc;
}

/* "[31/6  29/6]" */
static int read_vector(struct calc *calc, const struct equation_set *set,
                       const char *values[SYSTEM_MAX])
{
    char *text = arena_strdup(calc->arena, calc->engine->reply.text);
    size_t n = 0;
    if (calc->engine->reply.kind != CALCULATOR_SHIM_TEXT || text[0] != '[') {
        return calc_refuse(calc, "These equations have no single solution that can be found here.");
    }
    for (char *p = text + 1; *p != '\0' && *p != ']' && n < SYSTEM_MAX;) {
        p += strspn(p, " ");
        const size_t length = strcspn(p, " ]");
        if (length > 0) {
            values[n++] = arena_memdup(calc->arena, p, length);
        }
        p += length;
    }
    if (n != set->unknown_count) {
        return calc_refuse(calc, "These equations have no single solution that can be found here.");
    }
    return E_OK;
}

static int check_system(struct calc *calc, const struct equation_set *set,
                        const char *const *values)
{
    for (size_t i = 0; i < set->count; i++) {
        const char *code = "";
        struct calc_number difference;
        int rc = read_equation(calc, set, i, values, &code, ")-(");
        if (rc == E_OK) {
            rc = calc_ask_number(calc, arena_printf(calc->arena, "(%s)", code), &difference);
        }
        if (rc != E_OK) {
            return rc;
        }
        if (fabs(strtod(calc->engine->reply.decimal, NULL)) > 1e-6) {
            return calc_refuse(
                calc,
                "A solution was found that does not hold when it is put in, so none is told.");
        }
    }
    calc_add_line(&calc->out->steps, "check: put into each equation, both sides are equal");
    return E_OK;
}

static int solve_system(struct calc *calc, struct calc_range range, struct equation_set *set)
{
    const char *equations = "";
    const char *unknowns = "";
    const char *values[SYSTEM_MAX] = {NULL};
    ASSERT(set->count <= SYSTEM_MAX && set->unknown_count <= SYSTEM_MAX);
    if (set->unknown_count != set->count) {
        return calc_refuse(calc,
                           "There are %zu equations with %zu unknowns: as many of the one as of "
                           "the other are needed.",
                           set->count, set->unknown_count);
    }
    for (size_t i = 0; i < set->count; i++) {
        const char *code = "";
        int rc = read_equation(calc, set, i, letters, &code, "=");
        if (rc != E_OK) {
            return rc;
        }
        equations = arena_printf(calc->arena, "%s%s%s", equations, i > 0 ? ";" : "", code);
        unknowns = arena_printf(calc->arena, "%s%s%s", unknowns, i > 0 ? " " : "", letters[i]);
    }
    int rc =
        calc_ask(calc, arena_printf(calc->arena, "multisolve([%s],[%s])", equations, unknowns));
    const bool all_exact = rc == E_OK && calc->engine->reply.exact;
    if (rc == E_OK) {
        rc = read_vector(calc, set, values);
    }
    if (rc == E_OK) {
        rc = check_system(calc, set, values);
    }
    const char *text = "";
    calc->out->exact = true;
    for (size_t i = 0; rc == E_OK && i < set->count; i++) {
        rc = calc_ask(calc, values[i]);
        const struct calc_number number = calc_number_of_reply(calc, true);
        const bool exact = number.exact && (all_exact || strchr(values[i], '.') == NULL);
        text = arena_printf(calc->arena, "%s%s%s %s %s", text, i > 0 ? ", " : "", set->unknowns[i],
                            exact ? "=" : "≈", number.text);
        calc->out->exact = calc->out->exact && exact;
    }
    calc->out->result = text;
    calc->out->expression = calc_text(calc, range);
    return rc;
}

/* Parts at commas, semicolons and "and", each with an equals sign. */
static bool part_system(const struct calc *calc, struct calc_range range, struct equation_set *set)
{
    size_t from = range.from;
    for (size_t i = range.from; i <= range.to; i++) {
        if (i < range.to && !calc_is_any(calc, i, ",|;|and")) {
            continue;
        }
        if (i > from) {
            if (set->count == SYSTEM_MAX ||
                calc_find(calc, (struct calc_range){from, i}, "=") >= i) {
                return false;
            }
            set->equations[set->count++] = (struct calc_range){from, i};
        }
        from = i + 1;
    }
    find_unknowns(calc, range, set);
    return set->count > 1;
}

int calc_form_equations(struct calc *calc, struct calc_range range)
{
    const bool asked = calc_is_word(calc, range.from, "solve");
    range.from += asked;
    const char *unknown = find_unknown(calc, &range);
    if (calc_find(calc, range, "=") >= range.to) {
        return asked ? calc_refuse(calc, "There is no equals sign in the equation.")
                     : CALC_NOT_MINE;
    }
    struct equation_set set = {.count = 0};
    if (unknown != NULL && part_system(calc, range, &set)) {
        return solve_system(calc, range, &set);
    }
    return unknown != NULL ? solve_one(calc, range, unknown) : test_equality(calc, range);
}
