/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calculator_int.h"

struct calc_unit_row {
    const char *symbols; /* "|" between them; upper and lower case differ */
    const char *names;   /* likewise, in any case */
    const char *label;
    const char *code; /* how many SI units */
    struct calc_dimension dimension;
    bool prefixes;
    char family;
    const char *notice;
    const char *other;
    const char *zero;
};
extern const struct calc_unit_row calc_units[];
extern const size_t calc_unit_count;

struct calc_si_row {
    struct calc_dimension dimension;
    const char *quantity; /* "a length" */
    const char *unit;
};
extern const struct calc_si_row calc_si[];
extern const size_t calc_si_count;
