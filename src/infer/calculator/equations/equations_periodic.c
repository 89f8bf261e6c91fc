/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inequalities of one sine, cosine or tangent and a number, "sin(2x) > 1/2". libqalculate does not solve them for all numbers, so
 * they are solved here: for the angle within one period by the arc function, and from there for x, in which the angle has to be
 * linear. The result is tried out with numbers of three periods before it is told. */
#include <math.h>
#include <string.h>

#include "infer/calculator/calculus/calculus.h"
#include "infer/calculator/equations/equations_int.h"

enum wave { WAVE_SIN, WAVE_COS, WAVE_TAN, WAVE_COUNT };

static const struct {
    const char *head;
    const char *arc;       /* of the number C */
    const char *arc_below; /* of one below zero, where libqalculate does not see that it is exact */
    const char *period;
    /* Where it is more, and less, than the number whose arc is A. */
    const char *more[2];
    const char *less[2];
} waves[] = {
    [WAVE_SIN] =
        {"(sin(", "asin(C)", "(-asin(-C))", "(2*pi)", {"A", "(pi-A)"}, {"(pi-A)", "(2*pi+A)"}},
    [WAVE_COS] = {"(cos(", "acos(C)", "(pi-acos(-C))", "(2*pi)", {"(-A)", "A"}, {"A", "(2*pi-A)"}},
    [WAVE_TAN] = {"(tan(", "atan(C)", "(-atan(-C))", "pi", {"A", "(pi/2)"}, {"(-pi/2)", "A"}},
};
_Static_assert(ARRAY_LEN(waves) == WAVE_COUNT, "a row for each");

/* wave(slope · x + start) < bound, or >. All are texts for libqalculate. */
struct periodic {
    enum wave wave;
    const char *slope; /* more than zero */
    const char *start;
    const char *bound;
    bool below; /* the bound is less than zero */
    bool less;
    bool closed;
    const char *shown; /* the wave as it was written */
};

#define TERM_DIGITS 6 /* above and below the line */

/* top/bottom, times π or not. */
struct term {
    const char *top;
    const char *bottom;
    bool of_pi;
    bool exact;
    double value;
};

struct part {
    struct term low;
    struct term high;
    struct term period;
    bool low_closed;
    bool high_closed;
};

/* ---- reading ---- */

/* "(sin(2*x))", which is nothing but that; its angle. */
static const char *read_wave(struct calc *calc, const char *code, enum wave *out)
{
    const size_t n = strlen(code);
    for (size_t i = 0; i < WAVE_COUNT; i++) {
        const size_t head = strlen(waves[i].head);
        if (n < head + 2 || strncmp(code, waves[i].head, head) != 0) {
            continue;
        }
        int depth = 1;
        size_t at = head;
        for (; at < n && depth > 0; at++) {
            depth += (code[at] == '(') - (code[at] == ')');
        }
        *out = (enum wave)i;
        return at + 1 == n ? arena_printf(calc->arena, "%.*s", (int)(n - 2 - head), code + head)
                           : NULL;
    }
    return NULL;
}

/* Whether the angle is made of numbers, π and x by the four operations alone. */
static bool is_simple(const char *angle)
{
    while (*angle != '\0') {
        const size_t n = strncmp(angle, "pi", 2) == 0                   ? 2
                         : strchr("0123456789.()+-*/x", *angle) != NULL ? 1
                                                                        : 0;
        if (n == 0) {
            return false;
        }
        angle += n;
    }
    return true;
}

/* The angle as slope · x + start; false: it is not of this form. */
static bool read_line(struct calc *calc, const char *angle, struct periodic *out, double *out_slope)
{
    static const char *const places[] = {"2", "7/2", "(-9/4)", "(-1.2345)"};
    if (!is_simple(angle)) {
        return false;
    }
    out->start = arena_printf(calc->arena, "(%s)", calculus_put_in(calc, angle, "0"));
    out->slope =
        arena_printf(calc->arena, "((%s)-%s)", calculus_put_in(calc, angle, "1"), out->start);
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        double rest;
        const char *code =
            arena_printf(calc->arena, "(%s)-(%s*%s+%s)", calculus_put_in(calc, angle, places[i]),
                         out->slope, places[i], out->start);
        if (!equations_find_value(calc, code, &rest) || rest != 0) {
            return false;
        }
    }
    return equations_find_value(calc, out->slope, out_slope) && *out_slope != 0;
}

/* Makes the slope positive: sines and tangents are odd, cosines even. */
static void turn_around(struct calc *calc, struct periodic *p)
{
    p->slope = arena_printf(calc->arena, "(-%s)", p->slope);
    p->start = arena_printf(calc->arena, "(-%s)", p->start);
    if (p->wave != WAVE_COS) {
        p->bound = arena_printf(calc->arena, "(-%s)", p->bound);
        p->less = !p->less;
    }
}

static bool has_unknown(struct calc *calc, const char *code)
{
    return strcmp(calculus_put_in(calc, code, "0"), code) != 0;
}

static bool read_periodic(struct calc *calc, const struct equations_inequality *inequality,
                          const struct expression pieces[2], struct periodic *out)
{
    double slope;
    for (size_t i = 0; i < 2; i++) {
        const char *angle = read_wave(calc, pieces[i].code, &out->wave);
        if (angle == NULL || has_unknown(calc, pieces[1 - i].code) ||
            !read_line(calc, angle, out, &slope)) {
            continue;
        }
        out->bound = pieces[1 - i].code;
        out->less = (inequality->signs[0] == '<') == (i == 0);
        out->closed = inequality->closed[0];
        out->shown = pieces[i].shown;
        if (strstr(angle, "pi") == NULL) {
            calc_add_line(&calc->out->notices, "Angles without a unit are taken as radians.");
        }
        if (slope < 0) {
            turn_around(calc, out);
        }
        return true;
    }
    return false;
}

/* ---- solving ---- */

/* The last reply as a fraction that says something to people; false: it is none. */
static bool take_fraction(struct calc *calc, struct term *out)
{
    const struct qalculate_reply *reply = calc->reply;
    const size_t digits = strlen(reply->numerator);
    if (reply->kind != QALCULATE_RATIONAL || !reply->exact || digits == 0 || digits > TERM_DIGITS ||
        strlen(reply->denominator) > TERM_DIGITS) {
        return false;
    }
    out->top = arena_strdup(calc->arena, reply->numerator);
    out->bottom = arena_strdup(calc->arena, reply->denominator);
    out->exact = true;
    return true;
}

static int read_term(struct calc *calc, const char *code, struct term *out)
{
    struct calc_number number;
    int rc = calc_ask_number(calc, code, &number);
    if (rc != E_OK) {
        return rc;
    }
    *out = (struct term){.top = number.text,
                         .bottom = "1",
                         .exact = number.exact,
                         .value = strtod(calc->reply->decimal, NULL)};
    if (number.exact || take_fraction(calc, out)) {
        return E_OK;
    }
    rc = calc_ask_number(calc, arena_printf(calc->arena, "(%s)/pi", code), &number);
    out->of_pi = rc == E_OK && take_fraction(calc, out);
    return rc;
}

/* "5π/6", or with a letter "2πk" */
static const char *write_term(struct calc *calc, const struct term *term, const char *letter)
{
    const char *top = term->top;
    if (term->of_pi || *letter != '\0') {
        top = strcmp(top, "1") == 0 ? "" : strcmp(top, "-1") == 0 ? "-" : top;
    }
    return arena_printf(calc->arena, "%s%s%s%s%s", top, term->of_pi ? "π" : "", letter,
                        strcmp(term->bottom, "1") == 0 ? "" : "/",
                        strcmp(term->bottom, "1") == 0 ? "" : term->bottom);
}

/* "π/6 + 2πk" */
static const char *write_end(struct calc *calc, const struct term *end, const struct term *period)
{
    const char *again = write_term(calc, period, "k");
    return end->value == 0 ? again
                           : arena_printf(calc->arena, "%s + %s", write_term(calc, end, ""), again);
}

/* The pattern with a text in the place of the one letter, if it has it. */
static const char *fill(struct calc *calc, const char *pattern, char letter, const char *text)
{
    const char *at = strchr(pattern, letter);
    return at == NULL ? pattern
                      : arena_printf(calc->arena, "%.*s(%s)%s", (int)(at - pattern), pattern, text,
                                     at + 1);
}

/* x of an angle, in which A stands for the arc. */
static const char *code_of(struct calc *calc, const struct periodic *p, const char *angle)
{
    const char *arc =
        fill(calc, p->below ? waves[p->wave].arc_below : waves[p->wave].arc, 'C', p->bound);
    return arena_printf(calc->arena, "((%s-%s)/%s)", fill(calc, angle, 'A', arc), p->start,
                        p->slope);
}

static int find_part(struct calc *calc, const struct periodic *p, struct part *out)
{
    const char *const *ends = p->less ? waves[p->wave].less : waves[p->wave].more;
    int rc = read_term(calc, code_of(calc, p, ends[0]), &out->low);
    if (rc == E_OK) {
        rc = read_term(calc, code_of(calc, p, ends[1]), &out->high);
    }
    if (rc == E_OK) {
        rc = read_term(calc, arena_printf(calc->arena, "(%s/%s)", waves[p->wave].period, p->slope),
                       &out->period);
    }
    /* a tangent has no value at its poles */
    out->low_closed = p->closed && strchr(ends[0], 'A') != NULL;
    out->high_closed = p->closed && strchr(ends[1], 'A') != NULL;
    return rc;
}

/* In parts of each period, and nowhere else. */
static bool stands(struct calc *calc, const struct equations_inequality *inequality,
                   const struct part *part)
{
    static const double places[] = {0.003, 0.2501, 0.4375, 0.6123, 0.7501, 0.997};
    const double width = part->high.value - part->low.value;
    const double rest = part->period.value - width;
    for (int period = -1; period <= 1; period++) {
        const double low = part->low.value + period * part->period.value;
        for (size_t i = 0; i < ARRAY_LEN(places); i++) {
            const bool inside = equations_holds(calc, inequality, low + width * places[i], 0);
            const bool outside =
                equations_holds(calc, inequality, low + width + rest * places[i], 0);
            if ((width > 1e-9 && !inside) || (rest > 1e-9 && outside)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- telling ---- */

static void tell(struct calc *calc, const struct equations_inequality *inequality,
                 const struct periodic *p, const struct part *part)
{
    struct arena *arena = calc->arena;
    const char *low = write_end(calc, &part->low, &part->period);
    const char *high = write_end(calc, &part->high, &part->period);
    calc->out->exact = part->low.exact && part->high.exact && part->period.exact;
    calc_add_line(&calc->out->steps, arena_printf(arena, "%s repeats every %s.", p->shown,
                                                  write_term(calc, &part->period, "")));
    if (part->high.value - part->low.value < 1e-9) {
        calc->out->result =
            arena_printf(arena, "%s = %s, for every whole number k", inequality->unknown, low);
        return;
    }
    calc->out->result = arena_printf(arena, "%s %s %s %s %s, for every whole number k", low,
                                     part->low_closed ? "≤" : "<", inequality->unknown,
                                     part->high_closed ? "≤" : "<", high);
    calc_add_line(&calc->out->alternatives,
                  arena_printf(arena, "as intervals: %s%s; %s%s", part->low_closed ? "[" : "(", low,
                               high, part->high_closed ? "]" : ")"));
}

int equations_solve_periodic(struct calc *calc, const struct equations_inequality *inequality,
                             const struct expression pieces[2])
{
    struct periodic p = {.wave = WAVE_SIN};
    struct part part = {.low_closed = false};
    double above_one = -1; /* how far the number is above what sines and cosines have */
    double above_minus_one = 1;
    double bound;
    if (!read_periodic(calc, inequality, pieces, &p) ||
        !equations_find_value(calc, p.bound, &bound)) {
        return CALC_NOT_MINE;
    }
    p.below = bound < 0;
    if (p.wave != WAVE_TAN &&
        (!equations_find_value(calc, arena_printf(calc->arena, "(%s)-1", p.bound), &above_one) ||
         !equations_find_value(calc, arena_printf(calc->arena, "(%s)+1", p.bound),
                               &above_minus_one))) {
        return CALC_NOT_MINE;
    }
    const bool over = above_one > 0 || (above_one == 0 && p.less == p.closed);
    const bool under = above_minus_one < 0 || (above_minus_one == 0 && p.less != p.closed);
    if (over || under) {
        return equations_answer_all(calc, inequality, over == p.less);
    }
    int rc = find_part(calc, &p, &part);
    if (rc != E_OK) {
        return rc;
    }
    if (!stands(calc, inequality, &part)) {
        return equations_refuse(calc);
    }
    tell(calc, inequality, &p, &part);
    return E_OK;
}
