/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body mass index: kilograms by square metres. Bounds: WHO Technical Report Series 894, 2000, table 2.1. */
#include "infer/calculator/shapes/shapes_int.h"

#define BETWEEN                                                                                   \
    "of|for|at|with|and|is|am|a|an|the|,|:|i|i'm|im|'m|my|me|someone|person|adult|man|woman|who|" \
    "weighing|"                                                                                   \
    "weighs|weigh|weight|height|tall|heavy|being|if|in|measuring"

static const struct units_dimension length = {{1, 0}};
static const struct units_dimension mass = {{0, 1}};

struct body {
    struct expression weight;
    struct expression height;
};

/* One quantity as far as it goes, "5 ft 9 in": how many tokens, 0: none. */
static size_t read_quantity(struct calc *calc, struct calc_range range, struct body *out)
{
    for (size_t to = range.to; to > range.from; to--) {
        struct calculation scratch = {0};
        struct err ignored = {0};
        struct calc inner = calc_aside(calc, &scratch, &ignored);
        struct expression_reading reading = {0};
        struct expression read;
        if (expression_read(&inner, (struct calc_range){range.from, to}, &reading, &read) != E_OK) {
            continue;
        }
        if (units_same_dimension(read.dimension, mass) && read.currency == NULL) {
            out->weight = read;
            return to - range.from;
        }
        if (units_same_dimension(read.dimension, length)) {
            out->height = read;
            return to - range.from;
        }
    }
    return 0;
}

static int work_out(struct calc *calc, const struct body *body)
{
    struct calc_number index;
    int rc = calc_ask_number(
        calc,
        arena_printf(calc->arena, "round((%s)/(%s)^2*10)/10", body->weight.code, body->height.code),
        &index);
    if (rc != E_OK) {
        return rc;
    }
    calc->out->expression =
        arena_printf(calc->arena, "%s ÷ (%s)²", body->weight.shown, body->height.shown);
    calc->out->result = index.text;
    calc_add_line(&calc->out->steps, arena_printf(calc->arena, "%s ≈ %s, in kg/m²",
                                                  calc->out->expression, index.text));
    calc_add_line(
        &calc->out->notices,
        "Of adults, the WHO calls less than 18.5 underweight, 18.5 up to 25 normal, 25 and "
        "more overweight, and 30 and more obesity. It does not tell fat from muscle.");
    return E_OK;
}

int shapes_form_bmi(struct calc *calc, struct calc_range range)
{
    while (range.from < range.to && calc_is_any(calc, range.from, BETWEEN)) {
        range.from++;
    }
    const size_t name =
        calc_is_word(calc, range.from, "bmi") ? 1 : calc_match(calc, range.from, "body mass index");
    if (name == 0) {
        return CALC_NOT_MINE;
    }
    struct body body = {{0}, {0}};
    size_t at = range.from + name;
    while (at < range.to) {
        const size_t n = calc_is_any(calc, at, BETWEEN)
                             ? 1
                             : read_quantity(calc, (struct calc_range){at, range.to}, &body);
        if (n == 0) {
            break;
        }
        at += n;
    }
    if (at < range.to || body.weight.code == NULL || body.height.code == NULL) {
        return calc_refuse(calc,
                           "The body mass index needs a weight and a height with their units, "
                           "as in “bmi of 70 kg and 1.75 m”.");
    }
    return work_out(calc, &body);
}
