/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Systems of two or three equations in as many unknowns, whose solutions are put back into each before they are told. */
#include <math.h>
#include <string.h>

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

static int solve_system(struct calc *calc, struct calc_range range, struct equation_set *set)
{
    const char *values[SYSTEM_MAX] = {NULL};
    ASSERT(set->count <= SYSTEM_MAX && set->unknown_count <= SYSTEM_MAX);
    if (set->unknown_count != set->count) {
        return calc_refuse(calc,
                           "There are %zu equations with %zu unknowns: as many of the one as of "
                           "the other are needed.",
                           set->count, set->unknown_count);
    }
    int rc = ask_system(calc, set);
    const bool all_exact = rc == E_OK && calc->reply->exact;
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

int equations_solve_system(struct calc *calc, struct calc_range range)
{
    struct equation_set set = {.count = 0};
    return part_system(calc, range, &set) ? solve_system(calc, range, &set) : CALC_NOT_MINE;
}
