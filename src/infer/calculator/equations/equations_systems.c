/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Systems of two or three equations in as many unknowns, whose solutions are put back into each before they are told. libqalculate
 * solves linear ones; given others, it may find one solution of several, or crash. Of these, two are solved where one of them can
 * be put into the other. */
#include <math.h>
#include <string.h>

#include "infer/calculator/calculus/calculus.h"
#include "infer/calculator/equations/equations_int.h"

#define SYSTEM_MAX 3

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
    struct expression_reading reading = {.implicit = true};
    struct expression piece;
    int rc = expression_read(&inner, range, &reading, &piece);
    if (rc == E_OK && expression_has_unit(&piece)) {
        rc = calc_refuse(calc, "Equations are solved without units here.");
    }
    *out_code = piece.code;
    *out_shown = piece.shown;
    return rc;
}

static int read_equation(struct calc *calc, const struct equation_set *set, size_t index,
                         const char *const *instead, const char **out_code, const char *sign)
{
    struct equations_sides sides;
    const char *left;
    const char *right;
    const char *shown_left;
    const char *shown_right;
    int rc = equations_read_sides(calc, set->equations[index], &sides);
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
    char *text = arena_strdup(calc->arena, calc->reply->text);
    size_t n = 0;
    if (calc->reply->kind != QALCULATE_TEXT || text[0] != '[') {
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
        if (fabs(strtod(calc->reply->decimal, NULL)) > 1e-6) {
            return calc_refuse(
                calc,
                "A solution was found that does not hold when it is put in, so none is told.");
        }
    }
    calc_add_line(&calc->out->steps, "check: put into each equation, both sides are equal");
    return E_OK;
}

/* What all equations are equal to, for multisolve(). */
static int ask_system(struct calc *calc, const struct equation_set *set)
{
    const char *equations = "";
    const char *unknowns = "";
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
    if (rc == E_INVALID) {
        err_clear(calc->err);
        return calc_refuse(calc,
                           "These equations have no single solution: they contradict each other, "
                           "or one says the same as another, so that there are endlessly many.");
    }
    return rc;
}

/* "x = 2, y = 1", or behind others. */
static int append_values(struct calc *calc, const struct equation_set *set,
                         const char *const *values, bool rounded, const char **text)
{
    int rc = check_system(calc, set, values);
    const char *join = **text != '\0' ? " or " : "";
    for (size_t i = 0; rc == E_OK && i < set->count; i++) {
        rc = calc_ask(calc, values[i]);
        const struct calc_number number = calc_number_of_reply(calc, true);
        const bool exact = number.exact && !(rounded && strchr(values[i], '.') != NULL);
        *text = arena_printf(calc->arena, "%s%s%s %s %s", *text, join, set->unknowns[i],
                             exact ? "=" : "≈", number.text);
        calc->out->exact = calc->out->exact && exact;
        join = ", ";
    }
    return rc;
}

/* ---- linear ones ---- */

/* What an equation's left side is more than its right one, with these in the place of the unknowns; NULL: it cannot be read. */
static const char *difference_at(struct calc *calc, const struct equation_set *set, size_t index,
                                 const char *const *instead)
{
    struct err ignored = {0};
    struct calc inner = calc_aside(calc, NULL, &ignored);
    const char *code = "";
    return read_equation(&inner, set, index, instead, &code, ")-(") == E_OK
               ? arena_printf(calc->arena, "((%s))", code)
               : NULL;
}

static bool is_zero(struct calc *calc, const char *code)
{
    double value;
    return equations_find_value(calc, code, &value) && fabs(value) < 1e-9;
}

/* What it is for zeros and ones foretells what it is for other numbers. */
static bool is_linear(struct calc *calc, const struct equation_set *set, size_t index)
{
    static const char *const places[][SYSTEM_MAX] = {
        {"2", "3", "(-5)"}, {"(7/2)", "(-1/3)", "(11/4)"}, {"(-4)", "(5/3)", "7"}};
    const char *zeros[SYSTEM_MAX] = {"0", "0", "0"};
    const char *start = difference_at(calc, set, index, zeros);
    for (size_t i = 0; start != NULL && i < ARRAY_LEN(places); i++) {
        const char *foretold = start;
        for (size_t k = 0; k < set->unknown_count; k++) {
            zeros[k] = "1";
            foretold = arena_printf(calc->arena, "%s+%s*(%s-%s)", foretold, places[i][k],
                                    difference_at(calc, set, index, zeros), start);
            zeros[k] = "0";
        }
        if (!is_zero(calc, arena_printf(calc->arena, "%s-(%s)",
                                        difference_at(calc, set, index, places[i]), foretold))) {
            return false;
        }
    }
    return start != NULL;
}

static int solve_linear(struct calc *calc, const struct equation_set *set, const char **out)
{
    const char *values[SYSTEM_MAX] = {NULL};
    int rc = ask_system(calc, set);
    const bool rounded = rc == E_OK && !calc->reply->exact;
    if (rc == E_OK) {
        rc = read_vector(calc, set, values);
    }
    return rc != E_OK ? rc : append_values(calc, set, values, rounded, out);
}

/* ---- others ---- */

/* One of two unknowns as a code of the other, which is x, where an equation has a number times the one and whatever of the other;
 * NULL: it is not so. */
static const char *isolate(struct calc *calc, const struct equation_set *set, size_t index,
                           size_t unknown)
{
    static const char *const places[] = {"2", "(7/3)", "5", "(-11/4)"};
    const char *slope = NULL;
    const char *instead[SYSTEM_MAX] = {NULL};
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        const char *at[3]; /* 0, 1 and 3 */
        static const char *const steps[] = {"0", "1", "3"};
        instead[1 - unknown] = places[i];
        for (size_t k = 0; k < ARRAY_LEN(steps); k++) {
            instead[unknown] = steps[k];
            at[k] = difference_at(calc, set, index, instead);
            if (at[k] == NULL) {
                return NULL;
            }
        }
        slope = slope != NULL ? slope : arena_printf(calc->arena, "(%s-%s)", at[1], at[0]);
        if (!is_zero(calc, arena_printf(calc->arena, "%s-%s-%s", at[1], at[0], slope)) ||
            !is_zero(calc, arena_printf(calc->arena, "%s-%s-3*%s", at[2], at[0], slope))) {
            return NULL;
        }
    }
    instead[unknown] = "0";
    instead[1 - unknown] = "x";
    return is_zero(calc, slope) ? NULL
                                : arena_printf(calc->arena, "(-%s/%s)",
                                               difference_at(calc, set, index, instead), slope);
}

/* Of the last reply: what the other unknown is, and this one by `code`. */
static int append_solutions(struct calc *calc, const struct equation_set *set, const char *code,
                            size_t unknown, const char **text)
{
    const char *parts[QALCULATE_PARTS];
    const size_t count = calc->reply->parts;
    const bool rounded = !calc->reply->exact;
    for (size_t i = 0; i < count; i++) {
        parts[i] = arena_strdup(calc->arena, calc->reply->part[i]);
    }
    int rc = equations_order_parts(calc, parts, count);
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        const char *values[SYSTEM_MAX] = {NULL};
        values[1 - unknown] = parts[i];
        values[unknown] = calculus_put_in(calc, code, parts[i]);
        rc = append_values(calc, set, values, rounded, text);
    }
    return rc;
}

static int solve_by_substitution(struct calc *calc, const struct equation_set *set,
                                 const char **text)
{
    for (size_t i = 0; i < 4; i++) {
        const size_t index = i % 2;
        const size_t unknown = 1 - i / 2;
        const char *code = isolate(calc, set, index, unknown);
        const char *instead[SYSTEM_MAX] = {NULL};
        const char *other = "";
        if (code == NULL) {
            continue;
        }
        instead[unknown] = code;
        instead[1 - unknown] = "x";
        int rc = read_equation(calc, set, 1 - index, instead, &other, "=");
        rc = rc != E_OK ? rc : calc_ask_solutions(calc, other, "x");
        if (rc != E_OK || calc->reply->kind == QALCULATE_SOLUTIONS) {
            return rc != E_OK ? rc : append_solutions(calc, set, code, unknown, text);
        }
        if (calc->reply->kind == QALCULATE_NEVER) {
            *text = "no real solution";
            return E_OK;
        }
    }
    return calc_refuse(calc, "These equations cannot be solved here.");
}

static int solve_system(struct calc *calc, struct calc_range range, const struct equation_set *set)
{
    bool linear = true;
    const char *text = "";
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
            return rc; /* which tells what is not understood */
        }
        linear = linear && is_linear(calc, set, i);
    }
    if (!linear && set->count > 2) {
        return calc_refuse(calc, "More than two equations are solved here only if each is a sum of "
                                 "numbers times the unknowns.");
    }
    calc->out->exact = true;
    int rc = linear ? solve_linear(calc, set, &text) : solve_by_substitution(calc, set, &text);
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

int equations_solve_system(struct calc *calc, struct calc_range range)
{
    struct equation_set set = {.count = 0};
    return part_system(calc, range, &set) ? solve_system(calc, range, &set) : CALC_NOT_MINE;
}
