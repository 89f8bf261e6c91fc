/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/times/times.h"

#define TIMES_DAY_S 86400

/* ---- times.c ---- */
/* Reads "14:45", "2:45 pm", "noon"; seconds since midnight. */
size_t times_read_time(const struct calc *calc, size_t index, int64_t *out_seconds);

/* ---- times_zones.c: files "TZif" of RFC 9636, of which the version with 64 bits is kept, and the names of zone.tab ---- */
#define TIMES_ZONE_NAME_MAX 48
#define TIMES_ZONE_BYTES    (16 * KIB) /* of one file; the largest has 3.6 */
#define TIMES_ZONES_MAX     600

struct times_zone {
    char name[TIMES_ZONE_NAME_MAX]; /* "America/New_York" */
    char *data;                     /* a whole file, checked; NULL: a fixed offset */
    size_t bytes;
};

struct times_zones {
    struct times_zone zones[TIMES_ZONES_MAX];
    size_t count;     /* with UTC, which needs no file */
    char version[16]; /* "2025b"; empty: not told */
};

/* How far clocks are ahead of UTC at some time. */
struct times_offset {
    int64_t seconds;
    char name[16]; /* "CEST", "+03" */
    bool summer;
};

/* By its whole name; NULL: there is none, or no tz database. */
const struct times_zone *times_find_zone(const struct times_zones *zones, const char *name);
/* By the last part of its name, "new york", in any case. */
const struct times_zone *times_find_zone_of_city(const struct times_zones *zones, const char *city);
/* Whether the bytes are a file of the tz database that times_offset_at() can read. */
bool times_zone_is_sound(const char *data, size_t bytes);
/* At so many seconds since 1970-01-01 00:00 UTC. */
void times_offset_at(const struct times_zone *zone, int64_t utc_s, struct times_offset *out);

/* ---- times_cities.c ---- */
struct times_city {
    const char *names; /* "|" between them, in small letters */
    const char *zone;
};
extern const struct times_city times_cities[];
extern const size_t times_city_count;

/* "EST", "CET": names of offsets, not of places. */
struct times_abbreviation {
    const char *name;
    const char *zone;    /* a zone whose clocks are meant, or NULL */
    int minutes;         /* ahead of UTC, where there is none */
    const char *meaning; /* where others use the same letters; NULL: there is no doubt */
};
extern const struct times_abbreviation times_abbreviations[];
extern const size_t times_abbreviation_count;

/* ---- times_places.c ---- */
struct times_place {
    const struct times_zone *zone; /* NULL: `fixed_s` holds */
    int64_t fixed_s;
    const char *label;
};
/* The longest name of a place that begins here; how many tokens, 0: none. */
size_t times_read_place(struct calc *calc, size_t index, struct times_place *out);
