/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The complex zeros of ax² + bx + c, whose coefficients are found by putting in -1, 0 and 1, and proved by 2, 3 and 7/2. */
#include <math.h>
#include <string.h>

#include "infer/calculator/calculus/calculus.h"
#include "infer/calculator/equations/equations_int.h"

/* A coefficient as text that can be put into further codes; false: it is no exact number. */
static bool find(struct calc *calc, const char *code, const char **out)
{
    struct calc_number number;
    if (calc_ask_number(calc, code, &number) != E_OK || calc->reply->kind != QALCULATE_RATIONAL ||
        calc->reply->numerator[0] == '\0' || calc->reply->denominator[0] == '\0') {
        return false;
    }
    *out = arena_printf(calc->arena, "(%s/%s)", calc->reply->numerator, calc->reply->denominator);
    return true;
}

static bool is_zero(struct calc *calc, const char *code)
{
    struct calc_number number;
    return calc_ask_number(calc, code, &number) == E_OK && strcmp(number.text, "0") == 0;
}

static bool find_coefficients(struct calc *calc, const char *code, const char *out[3])
{
    static const char *const proofs[] = {"2", "3", "(7/2)"};
    struct arena *arena = calc->arena;
    const char *f[3]; /* at -1, 0, 1 */
    if (!find(calc, calculus_put_in(calc, code, "-1"), &f[0]) ||
        !find(calc, calculus_put_in(calc, code, "0"), &f[1]) ||
        !find(calc, calculus_put_in(calc, code, "1"), &f[2]) ||
        !find(calc, arena_printf(arena, "((%s+%s)/2-%s)", f[0], f[2], f[1]), &out[0]) ||
        !find(calc, arena_printf(arena, "((%s-%s)/2)", f[2], f[0]), &out[1])) {
        return false;
    }
    out[2] = f[1];
    for (size_t i = 0; i < ARRAY_LEN(proofs); i++) {
        const char *x = proofs[i];
        if (!is_zero(calc,
                     arena_printf(arena, "(%s-(%s*%s^2+%s*%s+%s))", calculus_put_in(calc, code, x),
                                  out[0], x, out[1], x, out[2]))) {
            return false;
        }
    }
    return !is_zero(calc, out[0]);
}

/* "0" and "1" in front of i are not written. */
static const char *write_root(struct calc *calc, const struct calc_number *real, const char *sign,
                              const struct calc_number *imaginary)
{
    const bool one = strcmp(imaginary->text, "1") == 0;
    const bool fraction = strchr(imaginary->text, '/') != NULL;
    const char *i =
        one ? "i" : arena_printf(calc->arena, fraction ? "(%s)i" : "%si", imaginary->text);
    if (strcmp(real->text, "0") == 0) {
        return arena_printf(calc->arena, "%s%s", sign[0] == '+' ? "" : "−", i);
    }
    return arena_printf(calc->arena, "%s %s %s", real->text, sign[0] == '+' ? "+" : "−", i);
}

void equations_add_complex_roots(struct calc *calc, const char *code, const char *unknown)
{
    struct err ignored = {0};
    struct calc inner = calc_aside(calc, NULL, &ignored);
    const char *k[3];
    struct calc_number real;
    struct calc_number imaginary;
    struct calc_number below;
    if (!find_coefficients(&inner, code, k)) {
        return;
    }
    struct arena *arena = calc->arena;
    const char *discriminant = arena_printf(arena, "(%s^2-4*%s*%s)", k[1], k[0], k[2]);
    if (calc_ask_number(&inner, discriminant, &below) != E_OK || below.text[0] != '-' ||
        calc_ask(&inner, arena_printf(arena, "(-%s/(2*%s))", k[1], k[0])) != E_OK) {
        return;
    }
    real = calc_number_of_reply(&inner, true);
    if (calc_ask(&inner, arena_printf(arena, "(sqrt(-%s)/abs(2*%s))", discriminant, k[0])) !=
        E_OK) {
        return;
    }
    imaginary = calc_number_of_reply(&inner, true);
    calc_add_line(&calc->out->steps,
                  arena_printf(arena,
                               "the discriminant b² − 4ac is %s: below zero, so no real number "
                               "solves it",
                               below.text));
    calc_add_line(&calc->out->alternatives,
                  arena_printf(arena, "among the complex numbers: %s %s %s or %s %s %s", unknown,
                               imaginary.exact && real.exact ? "=" : "≈",
                               write_root(calc, &real, "-", &imaginary), unknown,
                               imaginary.exact && real.exact ? "=" : "≈",
                               write_root(calc, &real, "+", &imaginary)));
}
