/* SPDX-License-Identifier: GPL-3.0-or-later */
/* times: times of the day, here and elsewhere.
 *
 * times.c reads times and reckons with them: what is so long after one, how long between two. times_elsewhere.c tells what time it
 * is where; it reads a question as a row of times, dates and places. times_unix.c reads and writes seconds since 1970. times_places.c knows places by name, from times_cities.c or
 * the tz database, and times_zones.c reads that: the system's, package tzdata. Where it is missing, only UTC is known, which
 * is told.
 * Not here: days (infer/calculator/calendar). Where the asker is, is not known: such times are told in UTC.
 * Memory: the question's arena; zones live as long as the calculator. Threads: any, one question each. Files: those of the tz
 * database, read by times_load_zones() before a worker locks itself in. */
#pragma once

#include "infer/calculator/calc/calc.h"

/* The time zones that are installed, and UTC. */
struct times_zones;
struct times_zones *times_load_zones(void);
void times_free_zones(struct times_zones *zones);

/* "25 minutes after 14:45", "from 9:15 to 17:40" */
MUSTUSE int times_form(struct calc *calc, struct calc_range range);
/* "what time is it in Tokyo", "3 pm in New York in Berlin time" */
MUSTUSE int times_form_elsewhere(struct calc *calc, struct calc_range range);
/* "unix time 1700000000", "unix time of 2026-11-27" */
MUSTUSE int times_form_unix(struct calc *calc, struct calc_range range);
