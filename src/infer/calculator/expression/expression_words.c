/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names that an expression may have: functions of libqalculate that only reckon, and constants. */
#include <math.h>
#include <string.h>

#include "infer/calculator/expression/expression_int.h"
#include "infer/science/science.h"

static const struct expression_function functions[] = {
    {"square root of|square root|sqrt of|sqrt|root of", "sqrt(%s)", 1, false},
    {"cube root of|cube root|cbrt|third root of", "cbrt(%s)", 1, false},
    {"absolute value of|absolute value|abs|magnitude of", "abs(%s)", 1, false},
    {"arcsin|asin|arcsine of|inverse sine of", "asin(%s)", 1, false},
    {"arccos|acos|arccosine of|inverse cosine of", "acos(%s)", 1, false},
    {"arctan|atan|arctangent of|inverse tangent of", "atan(%s)", 1, false},
    {"sinh", "sinh(%s)", 1, false},
    {"cosh", "cosh(%s)", 1, false},
    {"tanh", "tanh(%s)", 1, false},
    {"sine of|sin of|sin|sine", "sin(%s)", 1, true},
    {"cosine of|cos of|cos|cosine", "cos(%s)", 1, true},
    {"tangent of|tan of|tan|tangent", "tan(%s)", 1, true},
    {"exp", "exp(%s)", 1, false},
    {"natural logarithm of|natural log of|ln of|ln", "ln(%s)", 1, false},
    {"log10|log10 of|log base 10 of|decimal logarithm of", "log(%s,10)", 1, false},
    {"log2|log2 of|log base 2 of|binary logarithm of", "log(%s,2)", 1, false},
    {EXPRESSION_LOG_NAMES, "log(%s,10)", 1, false},
    {"floor of|floor", "floor(%s)", 1, false},
    {"ceiling of|ceiling|ceil", "ceil(%s)", 1, false},
    {"round", "round(%s)", 1, false},
    {"factorial of|factorial", "factorial(%s)", 1, false},
    {"half of|half", "((%s)/2)", 1, false},
    {"a third of|one third of|third of|thirds of|a third|third|thirds", "((%s)/3)", 1, false},
    {"a quarter of|one quarter of|quarter of|quarters of|a fourth of|fourth of|fourths of|a "
     "quarter|"
     "quarter|quarters",
     "((%s)/4)", 1, false},
    {"a fifth of|one fifth of|fifth of|fifths of", "((%s)/5)", 1, false},
    {"a tenth of|one tenth of|tenth of|tenths of", "((%s)/10)", 1, false},
    {"double|twice", "((%s)*2)", 1, false},
    {"triple|thrice", "((%s)*3)", 1, false},
    {"reciprocal of|inverse of", "(1/(%s))", 1, false},
    {"square of", "((%s)^2)", 1, false},
    {"cube of", "((%s)^3)", 1, false},
    {"gcd", "gcd(%s,%s)", 2, false},
    {"lcm", "lcm(%s,%s)", 2, false},
    {"mod", "mod(%s,%s)", 2, false},
    {"max", "max(%s,%s)", 2, false},
    {"min", "min(%s,%s)", 2, false},
    {"pow|power", "((%s)^(%s))", 2, false},
    {"root", "root(%s,%s)", 2, false},
    {"binomial|ncr|choose", "binomial(%s,%s)", 2, false},
};

/* The longest of the names that stands at the index. */
static size_t match_names(const struct calc *calc, size_t index, const char *names)
{
    struct str rest = str_from(names);
    size_t longest = 0;
    while (rest.n > 0) {
        const struct str name = str_cut(rest, '|', &rest);
        longest = size_max(longest, calc_match(calc, index, str_dup(calc->arena, name)));
    }
    return longest;
}

/* Whether the word is written as the name of a function of two numbers: with a parenthesis. */
static bool is_called(const struct calc *calc, size_t index)
{
    return calc_is_sign(calc, index, '(');
}

const struct expression_function *expression_find_function(const struct calc *calc, size_t index,
                                                           size_t *out_tokens)
{
    if (calc_at(calc, index)->kind != CALC_WORD) {
        return NULL;
    }
    const struct expression_function *found = NULL;
    *out_tokens = 0;
    for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
        const size_t n = match_names(calc, index, functions[i].names);
        if (n > *out_tokens && (functions[i].arguments == 1 || is_called(calc, index + n))) {
            *out_tokens = n;
            found = &functions[i];
        }
    }
    return found;
}

/* ---- constants ---- */

static const struct {
    const char *names;
    const char *code;
    const char *shown;
} numbers[] = {
    {"pi", "pi", "π"},
    {"e|euler's number", "e", "e"},
    {"golden ratio|phi", "((1+sqrt(5))/2)", "φ"},
    {"tau", "(2*pi)", "τ"},
    {"a dozen", "12", "12"},
    {"infinity", "", ""},
};

/* The longest words, up to six, that are the name of a constant of nature. */
static const struct science_constant *find_physical(const struct calc *calc, size_t index,
                                                    size_t *out_tokens)
{
    size_t n = 0;
    while (n < 6 && calc_at(calc, index + n)->kind == CALC_WORD) {
        n++;
    }
    for (; n > 0; n--) {
        const char *name = calc_text(calc, (struct calc_range){index, index + n});
        const struct science_constant *constant = science_find_constant(str_from(name));
        /* single letters are units and unknowns as well */
        if (constant != NULL && (n > 1 || strlen(name) > 2)) {
            *out_tokens = n;
            return constant;
        }
    }
    return NULL;
}

bool expression_find_constant(struct calc *calc, size_t index, size_t *out_tokens,
                              struct expression *out)
{
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        const size_t n = match_names(calc, index, numbers[i].names);
        if (n > 0 && numbers[i].code[0] != '\0') {
            *out = (struct expression){
                .code = numbers[i].code, .shown = numbers[i].shown, .size = 0.8};
            *out_tokens = n;
            return true;
        }
    }
    const struct science_constant *constant = find_physical(calc, index, out_tokens);
    if (constant == NULL) {
        return false;
    }
    struct unit unit = {.code = "1"};
    const bool inverse = strncmp(constant->unit, "1/", 2) == 0;
    if (constant->unit[0] != '\0' &&
        !units_read_text(calc, constant->unit + (inverse ? 2 : 0), &unit)) {
        return false;
    }
    if (inverse) {
        unit.code = arena_printf(calc->arena, "(1/%s)", unit.code);
        for (size_t i = 0; i < ARRAY_LEN(unit.dimension.of); i++) {
            unit.dimension.of[i] = (short)-unit.dimension.of[i];
        }
    }
    const struct str value = str_from(constant->value);
    struct str exponent;
    const struct str mantissa = str_cut(value, 'e', &exponent);
    *out = (struct expression){
        .code = arena_printf(calc->arena, "(%" STRF "*10^(%" STRF ")*%s)", STRA(mantissa),
                             STRA(exponent.n > 0 ? exponent : STR("0")), unit.code),
        .shown = calc_text(calc, (struct calc_range){index, index + *out_tokens}),
        .dimension = unit.dimension,
        .size = log10(strtod(constant->value, NULL)),
    };
    calc_add_line(&calc->out->notices,
                  arena_printf(calc->arena, "%s = %s %s (%s).", constant->name, constant->value,
                               constant->unit, constant->source));
    return true;
}
