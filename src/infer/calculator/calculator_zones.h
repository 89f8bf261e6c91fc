/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/calculator_int.h"

/* Time zones of the system's tz database (package tzdata), read by calc_load_zones() before the worker locks itself in:
 * files "TZif" of RFC 9636, of which the version with 64 bits is kept, and the names of zone.tab. */

#define CALC_ZONE_NAME_MAX 48
#define CALC_ZONE_BYTES    (16 * KIB) /* of one file; the largest has 3.6 */
#define CALC_ZONES_MAX     600

struct calc_zone {
    char name[CALC_ZONE_NAME_MAX]; /* "America/New_York" */
    char *data;                    /* a whole file, checked; NULL: a fixed offset */
    size_t bytes;
};

/* How far clocks are ahead of UTC at some time. */
struct calc_offset {
    int64_t seconds;
    char name[16]; /* "CEST", "+03" */
    bool summer;
};

void calc_load_zones(struct calculator *calculator);
void calc_free_zones(struct calculator *calculator);
/* By its whole name; NULL: there is none, or no tz database. */
const struct calc_zone *calc_find_zone(const struct calculator *calculator, const char *name);
/* By the last part of its name, "new york", in any case. */
const struct calc_zone *calc_find_zone_of_city(const struct calculator *calculator,
                                               const char *city);
/* Whether the bytes are a file of the tz database that calc_offset_at() can read. */
bool calc_zone_is_sound(const char *data, size_t bytes);
/* At so many seconds since 1970-01-01 00:00 UTC. */
void calc_offset_at(const struct calc_zone *zone, int64_t utc_s, struct calc_offset *out);

/* ---- calculator_cities.c ---- */
struct calc_city {
    const char *names; /* "|" between them, in small letters */
    const char *zone;
};
extern const struct calc_city calc_cities[];
extern const size_t calc_city_count;

/* "EST", "CET": names of offsets, not of places. */
struct calc_abbreviation {
    const char *name;
    const char *zone;    /* a zone whose clocks are meant, or NULL */
    int minutes;         /* ahead of UTC, where there is none */
    const char *meaning; /* where others use the same letters; NULL: there is no doubt */
};
extern const struct calc_abbreviation calc_abbreviations[];
extern const size_t calc_abbreviation_count;

/* ---- calculator_places.c ---- */
struct calc_place {
    const struct calc_zone *zone; /* NULL: `fixed` holds */
    int64_t fixed_s;
    const char *label;
};
/* The longest name of a place that begins here; how many tokens, 0: none. */
size_t calc_read_place(struct calc *calc, size_t index, struct calc_place *out);
