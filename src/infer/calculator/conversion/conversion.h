/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conversion: amounts in other units: conversion.c of measure, "3 miles in km", and temperatures; conversion_currency.c of money,
 * at the rates that are installed; conversion_fuel.c how much fuel a car needs, of which some units are the inverse of others.
 * Not here: the units and their factors (infer/calculator/units).
 * Memory: the question's arena. Threads: one. Files: none. */
#pragma once

#include "infer/calculator/calc/calc.h"

/* "3 miles in km", "how many cups are in a litre" */
MUSTUSE int conversion_form(struct calc *calc, struct calc_range range);
/* "20 EUR in dollars" */
MUSTUSE int conversion_form_currency(struct calc *calc, struct calc_range range);
/* "30 mpg in l/100 km" */
MUSTUSE int conversion_form_fuel(struct calc *calc, struct calc_range range);
