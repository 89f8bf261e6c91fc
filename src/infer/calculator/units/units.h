/* SPDX-License-Identifier: GPL-3.0-or-later */
/* units: what amounts are in: units of measure with their dimensions, and currencies with their rates.
 *
 * units_table.c has the units and their factors, units.c reads their names, with prefixes, powers and quotients of them;
 * units_money.c has the currencies and reads their rates. Each unit comes as a text for libqalculate, "(1000*10^-3)": how
 * many SI units it is.
 * Not here: reckoning with amounts (infer/calculator/expression) and converting them (infer/calculator/conversion).
 * Memory: the question's arena; rates live as long as the calculator. Threads: one. Files: rates, read by units_load_rates(). */
#pragma once

#include "infer/calculator/calc/calc.h"

/* ---- units ---- */
/* Exponents of length, mass, time, current, temperature, amount, luminous intensity and information. */
struct units_dimension {
    short of[8];
};
/* Whether the one can be told in units of the other. */
bool units_same_dimension(struct units_dimension a, struct units_dimension b);
/* Whether it is more than a plain number. */
bool units_has_dimension(struct units_dimension dimension);
/* "a length", "a speed", or NULL where it has no name. */
const char *units_dimension_name(struct units_dimension dimension);
/* The SI unit of this dimension: "m", "kg*m^2/s^2" where it has no name of its own. */
const char *units_si_unit(struct calc *calc, struct units_dimension dimension);

/* A unit of measure. */
struct unit {
    const char *code;  /* how many SI units it is, for libqalculate */
    const char *label; /* as shown */
    struct units_dimension dimension;
    const char *notice; /* what was taken for granted; NULL: nothing */
    const char *other;  /* the name of the unit that may be meant instead; NULL */
    const char *zero;   /* of a temperature: what is added before the factor; NULL: none */
    char family; /* those of one letter are written behind each other: 5 ft 7 in; '\0': none */
};
/* The unit of this name, with SI prefix or without; false: none. */
bool units_find(struct calc *calc, const char *name, struct unit *out);
/* The unit that the tokens from `index` on name, "km", "square metres", "km/h"; how many tokens, 0: none. */
size_t units_read(struct calc *calc, size_t index, struct unit *out);
/* The same of a text. */
bool units_read_text(struct calc *calc, const char *text, struct unit *out);

/* ---- currencies ---- */
/* How many of each currency a euro is, as the installed package has it; none where there is no such file. */
struct units_rates;
struct units_rates *units_load_rates(void);
void units_free_rates(struct units_rates *rates);
/* The day of the rates, "2026-11-20"; empty: none are installed. */
const char *units_date_of_rates(const struct units_rates *rates);
/* Units of the currency for a euro; NULL: not known. `out_fixed`: by law, for ever. */
const char *units_find_rate(const struct units_rates *rates, const char *code, bool *out_fixed);
/* That there is no rate of this money. */
int units_refuse_money(struct calc *calc, const char *name);
/* The code of a currency ("EUR") by its code or name; NULL: it is none. */
const char *units_find_currency(const char *name);
/* Makes one word, its code, of "swiss francs". E_INVALID tells of money without a rate. */
MUSTUSE int units_join_currencies(struct calc *calc);
