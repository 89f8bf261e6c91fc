/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inequalities in one unknown: "2x + 3 > 7", "1 < 2x + 1 <= 7". libqalculate solves them; what it says is read as intervals, and tried
 * out with numbers beside and between their ends before it is told. */
#include <math.h>
#include <string.h>

#include "infer/calculator/equations/equations_int.h"

/* ---- reading the question ---- */

/* "<", ">=", "is less than", "is at least"; how many tokens, 0: none. */
static size_t read_sign(const struct calc *calc, size_t index, bool asked, char *out,
                        bool *out_closed)
{
    static const struct {
        const char *phrase;
        char sign;
        bool closed;
    } rows[] = {
        {"< =", '<', true},
        {"> =", '>', true},
        {"= <", '<', true},
        {"= >", '>', true},
        {"<", '<', false},
        {">", '>', false},
        {"is less|smaller than or equal to", '<', true},
        {"is greater|larger|more|bigger than or equal to", '>', true},
        {"is less|smaller than", '<', false},
        {"is greater|larger|more|bigger than", '>', false},
        {"is at most", '<', true},
        {"is at least", '>', true},
    };
    static const char *const less = "less|smaller than";
    static const char *const more = "greater|larger|more|bigger than";
    if (index > 0 && asked) {
        const size_t n = calc_match(calc, index, less);
        if (n > 0 || calc_match(calc, index, more) > 0) {
            *out = n > 0 ? '<' : '>';
            *out_closed = false;
            return 2;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const size_t n = calc_match(calc, index, rows[i].phrase);
        if (n > 0) {
            *out = rows[i].sign;
            *out_closed = rows[i].closed;
            return n;
        }
    }
    return 0;
}

static const char *find_unknown(const struct calc *calc, struct calc_range range)
{
    static const char *const usual[] = {"x", "y", "z", "n", "t", "a", "b", "c"};
    for (size_t k = 0; k < ARRAY_LEN(usual); k++) {
        for (size_t i = range.from; i < range.to; i++) {
            if (calc_is_word(calc, i, usual[k])) {
                return usual[k];
            }
        }
    }
    return NULL;
}

/* Parts at the signs; false: there is none. */
static bool part(const struct calc *calc, struct calc_range range, bool asked,
                 struct equations_inequality *out)
{
    size_t from = range.from;
    *out = (struct equations_inequality){.unknown = find_unknown(calc, range)};
    for (size_t i = range.from; i < range.to;) {
        char sign;
        bool closed;
        const size_t n = read_sign(calc, i, asked, &sign, &closed);
        if (n == 0) {
            i++;
            continue;
        }
        if (out->count == EQUATIONS_SIDES_MAX - 1) {
            return false;
        }
        out->signs[out->count] = sign;
        out->closed[out->count] = closed;
        out->sides[out->count++] = (struct calc_range){from, i};
        i += n;
        from = i;
    }
    out->sides[out->count] = (struct calc_range){from, range.to};
    return out->count > 0;
}

static int read_side(struct calc *calc, struct calc_range range, const char *unknown,
                     const char *instead, struct expression *out)
{
    struct expression_reading reading = {.unknown = unknown, .instead = instead};
    int rc = expression_read(calc, range, &reading, out);
    if (rc == E_OK && (unknown != NULL && expression_has_unit(out))) {
        rc = calc_refuse(calc, "Inequalities are solved without units here; “%s” has one.",
                         out->shown);
    }
    return rc;
}

static const char *sign_of(const struct equations_inequality *inequality, size_t i, bool shown)
{
    const bool less = inequality->signs[i] == '<';
    if (!inequality->closed[i]) {
        return less ? "<" : ">";
    }
    return shown ? (less ? "≤" : "≥") : (less ? "<=" : ">=");
}

static int compare_lows(const void *a, const void *b)
{
    const struct equations_end *x = &((const struct equations_interval *)a)->low;
    const struct equations_end *y = &((const struct equations_interval *)b)->low;
    const double p = x->text == NULL ? -HUGE_VAL : x->value;
    const double q = y->text == NULL ? -HUGE_VAL : y->value;
    return (p > q) - (p < q);
}

/* ---- trying it out ---- */

static bool is_in(const struct equations_solution *solution, double x)
{
    for (size_t i = 0; i < solution->count; i++) {
        const struct equations_interval *interval = &solution->intervals[i];
        const bool above = interval->low.text == NULL || x > interval->low.value;
        const bool below = interval->high.text == NULL || x < interval->high.value;
        if (above && below) {
            return true;
        }
    }
    return false;
}

bool equations_holds(struct calc *calc, const struct equations_inequality *inequality, double x,
                     double margin)
{
    struct err ignored = {0};
    struct calculation scratch = {0};
    struct calc inner = calc_aside(calc, &scratch, &ignored);
    const char *instead = arena_printf(calc->arena, "(%.9f)", x);
    double values[EQUATIONS_SIDES_MAX] = {0};
    for (size_t i = 0; i <= inequality->count; i++) {
        struct expression piece;
        struct calc_number number;
        if (read_side(&inner, inequality->sides[i], inequality->unknown, instead, &piece) != E_OK ||
            calc_ask_number(&inner, piece.code, &number) != E_OK) {
            return false;
        }
        values[i] = strtod(calc->reply->decimal, NULL);
    }
    bool all = true;
    for (size_t i = 0; i < inequality->count; i++) {
        all = all && (inequality->signs[i] == '<' ? values[i] + margin < values[i + 1]
                                                  : values[i] > values[i + 1] + margin);
    }
    return all;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* All ends in rising order; how many, at least one. */
static size_t list_ends(const struct equations_solution *solution,
                        double ends[2 * EQUATIONS_INTERVALS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < solution->count; i++) {
        const struct equations_interval *interval = &solution->intervals[i];
        if (interval->low.text != NULL) {
            ends[n++] = interval->low.value;
        }
        if (interval->high.text != NULL) {
            ends[n++] = interval->high.value;
        }
    }
    if (n == 0) {
        ends[n++] = 0.3;
    }
    qsort(ends, n, sizeof(ends[0]), compare_doubles);
    return n;
}

/* Near all ends, between and beyond them. */
static bool stands(struct calc *calc, const struct equations_inequality *inequality,
                   const struct equations_solution *solution)
{
    static const double places[] = {0.003, 0.4375, 0.7501, 0.997};
    double ends[2 * EQUATIONS_INTERVALS_MAX];
    const size_t n = list_ends(solution, ends);
    for (size_t i = 0; i <= n; i++) {
        const double low = i > 0 ? ends[i - 1] : ends[0] - 10;
        const double high = i < n ? ends[i] : ends[n - 1] + 10;
        for (size_t k = 0; k < ARRAY_LEN(places) && high - low > 1e-6; k++) {
            const double x = low + (high - low) * places[k];
            if (equations_holds(calc, inequality, x, 0) != is_in(solution, x)) {
                return false;
            }
        }
    }
    return true;
}

#define CLEARLY 1e-6 /* more than an end's rounding to nine places makes of the sides */

/* The square root begins at 0, which libqalculate leaves out of "sqrt(x) > -1". */
static void close_end(struct calc *calc, const struct equations_inequality *inequality,
                      struct equations_end *end)
{
    end->closed = end->closed ||
                  (end->text != NULL && equations_holds(calc, inequality, end->value, CLEARLY));
}

static void close_ends(struct calc *calc, const struct equations_inequality *inequality,
                       struct equations_solution *solution)
{
    for (size_t i = 0; i < solution->count; i++) {
        close_end(calc, inequality, &solution->intervals[i].low);
        close_end(calc, inequality, &solution->intervals[i].high);
    }
}

/* ---- from the zeros ---- */

/* Where a code is zero, at most so many; 0 also where that cannot be said. */
static size_t add_zeros(struct calc *calc, const char *code, bool closed,
                        struct equations_end *ends, size_t count)
{
    struct err ignored = {0};
    struct calc inner = calc_aside(calc, NULL, &ignored);
    if (calc_ask_solutions(&inner, arena_printf(calc->arena, "%s = 0", code), "x") != E_OK ||
        calc->reply->kind != QALCULATE_SOLUTIONS) {
        return count;
    }
    const char *parts[QALCULATE_PARTS];
    const size_t found = calc->reply->parts;
    for (size_t i = 0; i < found; i++) {
        parts[i] = arena_strdup(calc->arena, calc->reply->part[i]);
    }
    for (size_t i = 0; i < found && count < EQUATIONS_INTERVALS_MAX - 1; i++) {
        count += strpbrk(parts[i], "nyz") == NULL &&
                 equations_read_end(&inner, str_from(parts[i]), closed, &ends[count]) == E_OK;
    }
    return count;
}

static int compare_ends(const void *a, const void *b)
{
    const double x = ((const struct equations_end *)a)->value;
    const double y = ((const struct equations_end *)b)->value;
    return (x > y) - (x < y);
}

/* The parts between the zeros and poles of the difference in which the inequality holds. */
static void from_zeros(struct calc *calc, const struct equations_inequality *inequality,
                       const char *difference, struct equations_solution *out)
{
    struct equations_end ends[EQUATIONS_INTERVALS_MAX];
    size_t n = add_zeros(calc, difference, inequality->closed[0], ends, 0);
    n = add_zeros(calc, arena_printf(calc->arena, "1/(%s)", difference), false, ends, n);
    qsort(ends, n, sizeof(ends[0]), compare_ends);
    *out = (struct equations_solution){.count = 0};
    for (size_t i = 0; i <= n && n > 0; i++) {
        const double low = i > 0 ? ends[i - 1].value : ends[0].value - 3;
        const double high = i < n ? ends[i].value : ends[n - 1].value + 3;
        if (equations_holds(calc, inequality, low + (high - low) * 0.4375, 0)) {
            struct equations_interval *interval = &out->intervals[out->count++];
            *interval = (struct equations_interval){.low = {.text = NULL}};
            interval->low = i > 0 ? ends[i - 1] : interval->low;
            interval->high = i < n ? ends[i] : interval->high;
        }
    }
}

/* Both or all three sides as a code of x; calc->out->expression. */
static int read_sides(struct calc *calc, const struct equations_inequality *inequality,
                      struct expression pieces[EQUATIONS_SIDES_MAX], const char **out_code)
{
    const char *code = "";
    const char *shown = "";
    for (size_t i = 0; i <= inequality->count; i++) {
        int rc = read_side(calc, inequality->sides[i], inequality->unknown, "x", &pieces[i]);
        if (rc != E_OK) {
            return rc;
        }
        shown = i == 0 ? pieces[i].shown
                       : arena_printf(calc->arena, "%s %s %s", shown,
                                      sign_of(inequality, i - 1, true), pieces[i].shown);
        if (i > 0) {
            code =
                arena_printf(calc->arena, "%s%s(%s %s %s)", code, i > 1 ? " && " : "",
                             pieces[i - 1].code, sign_of(inequality, i - 1, false), pieces[i].code);
        }
    }
    calc->out->expression = shown;
    *out_code = code;
    return E_OK;
}

int equations_answer_all(struct calc *calc, const struct equations_inequality *inequality,
                         bool always)
{
    const struct equations_solution solution = {.count = always};
    calc->out->result =
        always ? arena_printf(calc->arena, "every %s", inequality->unknown) : "no real solution";
    calc->out->exact = true;
    return stands(calc, inequality, &solution) ? E_OK : equations_refuse(calc);
}

static int solve(struct calc *calc, const struct equations_inequality *inequality)
{
    struct expression pieces[EQUATIONS_SIDES_MAX];
    const char *code = "";
    int rc = read_sides(calc, inequality, pieces, &code);
    if (rc == E_OK && inequality->count == 1) {
        rc = equations_solve_periodic(calc, inequality, pieces);
        if (rc != CALC_NOT_MINE) {
            return rc;
        }
        rc = E_OK;
    }
    if (rc == E_OK) {
        rc = calc_ask_solutions(calc, code, "x");
    }
    if (rc != E_OK) {
        return rc;
    }
    const enum qalculate_kind kind = calc->reply->kind;
    if (kind == QALCULATE_ALWAYS || kind == QALCULATE_NEVER) {
        return equations_answer_all(calc, inequality, kind == QALCULATE_ALWAYS);
    }
    struct err first = {0};
    struct calc inner = calc_aside(calc, NULL, &first);
    struct equations_solution solution = {.count = 0};
    bool found =
        equations_read_solution(&inner, &solution) == E_OK && stands(calc, inequality, &solution);
    if (!found && inequality->count == 1) {
        from_zeros(calc, inequality,
                   arena_printf(calc->arena, "(%s-%s)", pieces[0].code, pieces[1].code), &solution);
        found = solution.count > 0 && stands(calc, inequality, &solution);
    }
    if (!found) {
        return equations_refuse(calc);
    }
    close_ends(calc, inequality, &solution);
    qsort(solution.intervals, solution.count, sizeof(solution.intervals[0]), compare_lows);
    equations_tell_solution(calc, inequality->unknown, &solution);
    return E_OK;
}

/* "3 > 2": whether it is so. */
static int compare(struct calc *calc, const struct equations_inequality *inequality)
{
    bool all = true;
    const char *shown = "";
    struct expression before = {0};
    for (size_t i = 0; i <= inequality->count; i++) {
        struct expression piece;
        int rc = read_side(calc, inequality->sides[i], NULL, NULL, &piece);
        struct calc_number number = {0};
        if (rc == E_OK && i > 0 &&
            (!units_same_dimension(before.dimension, piece.dimension) ||
             (before.currency == NULL
                  ? piece.currency != NULL
                  : piece.currency == NULL || strcmp(before.currency, piece.currency) != 0))) {
            rc = calc_refuse(calc, "“%s” and “%s” are of different kinds, so neither is more.",
                             before.shown, piece.shown);
        }
        if (rc == E_OK && i > 0) {
            rc = calc_ask_number(
                calc, arena_printf(calc->arena, "(%s)-(%s)", before.code, piece.code), &number);
            const double difference = strtod(calc->reply->decimal, NULL);
            const bool less = inequality->signs[i - 1] == '<';
            all = all && ((less ? difference < 0 : difference > 0) ||
                          (inequality->closed[i - 1] && difference == 0));
            shown = arena_printf(calc->arena, "%s %s ", shown, sign_of(inequality, i - 1, true));
        }
        if (rc != E_OK) {
            return rc;
        }
        shown = arena_printf(calc->arena, "%s%s", shown, piece.shown);
        before = piece;
    }
    calc->out->expression = shown;
    calc->out->result = all ? "true" : "false";
    calc->out->exact = true;
    return E_OK;
}

/* "which is bigger, 3/4 or 5/8" */
static int choose(struct calc *calc, struct calc_range range, bool less)
{
    range.from += calc_is_any(calc, range.from, ",|:");
    const size_t at = calc_find(calc, range, "or");
    struct expression left;
    struct expression right;
    struct calc_number difference;
    if (at >= range.to) {
        return CALC_NOT_MINE;
    }
    const size_t comma = at > range.from && calc_is_sign(calc, at - 1, ',');
    int rc = read_side(calc, (struct calc_range){range.from, at - comma}, NULL, NULL, &left);
    if (rc == E_OK) {
        rc = read_side(calc, (struct calc_range){at + 1, range.to}, NULL, NULL, &right);
    }
    if (rc == E_OK && (!units_same_dimension(left.dimension, right.dimension) ||
                       left.currency != right.currency)) {
        rc = calc_refuse(calc, "“%s” and “%s” are of different kinds, so neither is more.",
                         left.shown, right.shown);
    }
    if (rc == E_OK) {
        rc = calc_ask_number(calc, arena_printf(calc->arena, "(%s)-(%s)", left.code, right.code),
                             &difference);
    }
    if (rc != E_OK) {
        return rc;
    }
    const bool first = (difference.text[0] == '-') == less;
    calc->out->result = strcmp(difference.text, "0") == 0 ? "they are equal"
                        : first                           ? left.shown
                                                          : right.shown;
    calc->out->exact = true;
    calc->out->expression = arena_printf(calc->arena, "%s or %s", left.shown, right.shown);
    return E_OK;
}

int equations_form_inequalities(struct calc *calc, struct calc_range range)
{
    struct equations_inequality inequality;
    range.from += calc_is_word(calc, range.from, "solve");
    const size_t which =
        calc_match(calc, range.from, "which|what is more|bigger|larger|greater|less|smaller");
    if (which > 0) {
        return choose(calc, (struct calc_range){range.from + which, range.to},
                      calc_is_any(calc, range.from + 2, "less|smaller"));
    }
    const bool asked = calc_is_word(calc, range.from, "is");
    range.from += calc_is_any(calc, range.from, "is|if");
    if (range.to > range.from + 2 && calc_is_word(calc, range.to - 2, "for") &&
        calc_at(calc, range.to - 1)->kind == CALC_WORD) {
        range.to -= 2;
    }
    if (!part(calc, range, asked, &inequality)) {
        return CALC_NOT_MINE;
    }
    for (size_t i = 0; i <= inequality.count; i++) {
        if (inequality.sides[i].from >= inequality.sides[i].to) {
            return calc_refuse(calc, "Something is missing beside the sign of the inequality.");
        }
    }
    return inequality.unknown != NULL ? solve(calc, &inequality) : compare(calc, &inequality);
}
