/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain expressions, with what else they may mean. */
#include <string.h>

#include "infer/calculator/expression/expression.h"

int expression_answer(struct calc *calc, const struct expression *piece)
{
    const char *unit = piece->currency;
    if (unit == NULL) {
        unit = units_has_dimension(piece->dimension) ? units_si_unit(calc, piece->dimension) : "";
    } else if (units_has_dimension(piece->dimension)) {
        unit = arena_printf(calc->arena, "%s·%s", unit, units_si_unit(calc, piece->dimension));
    }
    return calc_answer_number(calc, piece->code, unit, piece->whole);
}

static int answer_reading(struct calc *calc, struct calc_range range,
                          struct expression_reading *reading, struct expression *out)
{
    int rc = expression_read(calc, range, reading, out);
    if (rc != E_OK) {
        return rc;
    }
    if (out->temperature) {
        return calc_refuse(calc, "“%s” is a temperature: in which unit is it wanted?", out->shown);
    }
    if (reading->met_unit && units_same_dimension(reading->unit.dimension, out->dimension) &&
        units_has_dimension(out->dimension) && out->currency == NULL &&
        reading->unit.zero == NULL) {
        return calc_answer_number(
            calc, arena_printf(calc->arena, "(%s/%s)", out->code, reading->unit.code),
            reading->unit.label, false);
    }
    return expression_answer(calc, out);
}

/* What the same words may mean otherwise, where that gives something else. */
static void add_other_reading(struct calc *calc, struct calc_range range,
                              struct expression_reading reading, const char *words)
{
    struct calculation scratch = {0};
    struct err ignored = {0};
    struct calc inner = calc_aside(calc, &scratch, &ignored);
    struct expression piece;
    if (answer_reading(&inner, range, &reading, &piece) == E_OK &&
        strcmp(scratch.result, calc->out->result) != 0) {
        calc_add_line(&calc->out->alternatives,
                      arena_printf(calc->arena, "%s, %s", scratch.result, words));
    }
}

static void add_other_readings(struct calc *calc, struct calc_range range,
                               const struct expression_reading *met)
{
    if (met->met_comma) {
        calc_add_line(&calc->out->notices,
                      "A comma before three digits is taken as a separator of thousands.");
        add_other_reading(calc, range, (struct expression_reading){.decimal = true},
                          "with a decimal comma");
    }
    if (met->met_loose) {
        calc_add_line(&calc->out->notices,
                      "Division and multiplication are done from left to right.");
        add_other_reading(calc, range, (struct expression_reading){.tight = true},
                          "where what touches is multiplied first");
    }
    if (met->met_radians) {
        calc_add_line(&calc->out->notices, "Angles without a unit are taken as radians.");
        add_other_reading(calc, range, (struct expression_reading){.degrees = true}, "in degrees");
    }
    if (met->met_log) {
        calc_add_line(&calc->out->notices, "“log” is taken as the logarithm to base 10.");
        add_other_reading(calc, range, (struct expression_reading){.natural = true},
                          "as the natural logarithm");
    }
    if (met->met_other_unit) {
        add_other_reading(calc, range, (struct expression_reading){.other_unit = true},
                          "in the other unit of that name");
    }
}

int expression_form(struct calc *calc, struct calc_range range)
{
    struct expression_reading reading = {0};
    struct expression piece;
    int rc = answer_reading(calc, range, &reading, &piece);
    if (rc != E_OK) {
        return rc;
    }
    calc->out->expression = piece.shown;
    add_other_readings(calc, range, &reading);
    return E_OK;
}
