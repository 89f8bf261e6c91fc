/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/units/units.h"

struct units_row {
    const char *symbols; /* "|" between them; upper and lower case differ */
    const char *names;   /* likewise, in any case */
    const char *label;
    const char *code; /* how many SI units */
    struct units_dimension dimension;
    bool prefixes;
    char family;
    const char *notice;
    const char *other;
    const char *zero;
};
extern const struct units_row units_rows[];
extern const size_t units_row_count;

struct units_si_row {
    struct units_dimension dimension;
    const char *quantity; /* "a length" */
    const char *unit;
};
extern const struct units_si_row units_si_rows[];
extern const size_t units_si_row_count;
