/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <string.h>

#include "infer/calculator/test_calculator_kit.h"
#include "infer/calculator/times/times_int.h"

/* A file of the tz database that has a rule alone, as RFC 9636 lays it out: two headers, one type each. */
static size_t make_file(const char *rule, int32_t seconds, char out[200])
{
    static const unsigned char head[20] = {'T', 'Z', 'i', 'f', '2'};
    unsigned char *p = (unsigned char *)out;
    for (int half = 0; half < 2; half++) {
        memcpy(p, head, sizeof(head));
        memset(p + 20, 0, 24);
        p[39] = 1; /* types */
        p[43] = 4; /* bytes of names */
        p += 44;
        for (int i = 3; i >= 0; i--) {
            *p++ = (unsigned char)((uint32_t)seconds >> (8 * i));
        }
        *p++ = 0;
        *p++ = 0;
        memcpy(p, "LMT", 4);
        p += 4;
    }
    const int n = snprintf((char *)p, 60, "\n%s\n", rule);
    return (size_t)((char *)p + n - out);
}

static const struct {
    const char *rule;
    int64_t utc_s;
    int64_t seconds;
    const char *name;
    bool summer;
} rows[] = {
    {"CET-1CEST,M3.5.0,M10.5.0/3", 1795694400, 3600, "CET", false}, /* 2026-11-26 12:00 */
    {"CET-1CEST,M3.5.0,M10.5.0/3", 1785000000, 7200, "CEST", true}, /* 2026-07-25 */
    {"CET-1CEST,M3.5.0,M10.5.0/3", 1774745999, 3600, "CET", false}, /* 2026-03-29 00:59:59 */
    {"CET-1CEST,M3.5.0,M10.5.0/3", 1774746000, 7200, "CEST", true}, /* a second later */
    {"CET-1CEST,M3.5.0,M10.5.0/3", 1792889999, 7200, "CEST", true}, /* 2026-10-25 00:59:59 */
    {"CET-1CEST,M3.5.0,M10.5.0/3", 1792890000, 3600, "CET", false},
    {"AEST-10AEDT,M10.1.0,M4.1.0/3", 1795694400, 39600, "AEDT", true}, /* south of the equator */
    {"AEST-10AEDT,M10.1.0,M4.1.0/3", 1785000000, 36000, "AEST", false},
    {"<+0330>-3:30", 1795694400, 12600, "+0330", false},
    {"EST5EDT,M3.2.0,M11.1.0", 1795694400, -18000, "EST", false},
    {"IST-1GMT0,M10.5.0,M3.5.0/1", 1795694400, 0, "GMT",
     true}, /* winter is the exception in Dublin */
    {"UTC0", 0, 0, "UTC", false},
};

Test(times_zones, follows_rules)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char data[200];
        const size_t bytes = make_file(rows[i].rule, 1234, data);
        cr_assert(times_zone_is_sound(data, bytes), "%s", rows[i].rule);
        const struct times_zone zone = {.name = "Test", .data = data, .bytes = bytes};
        struct times_offset offset;
        times_offset_at(&zone, rows[i].utc_s, &offset);
        cr_expect_eq(offset.seconds, rows[i].seconds, "%s at %lld: %lld", rows[i].rule,
                     (long long)rows[i].utc_s, (long long)offset.seconds);
        cr_expect_str_eq(offset.name, rows[i].name, "%s: %s", rows[i].rule, offset.name);
        cr_expect_eq(offset.summer, rows[i].summer, "%s", rows[i].rule);
    }
}

Test(times_zones, refuses_what_is_broken)
{
    static const char *const rules[] = {
        "CET",     "CET-1CEST", "CET-1CEST,M13.5.0,M10.5.0", "<+03-3", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-999", "CET-1 x"};
    char data[200];
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        const size_t bytes = make_file(rules[i], 0, data);
        cr_expect_not(times_zone_is_sound(data, bytes), "%s", rules[i]);
    }
    const size_t bytes = make_file("UTC0", 0, data);
    for (size_t n = 0; n < bytes - 6; n++) {
        char *part = must_alloc(n + 1); /* so that reading behind it is seen */
        memcpy(part, data, n);
        cr_expect_not(times_zone_is_sound(part, n), "%zu bytes", n);
        free(part);
    }
    for (size_t i = 20; i < 44; i += 4) {
        (void)make_file("UTC0", 0, data);
        data[i] = 0x7f;
        cr_expect_not(times_zone_is_sound(data, bytes), "count at %zu", i);
    }
}

/* The cities' zones are all in the database that is installed. */
Test(times_zones, cities_have_zones)
{
    struct times_zones *zones = times_load_zones();
    cr_assert_gt(zones->count, 300, "the package tzdata is not installed");
    for (size_t i = 0; i < times_city_count; i++) {
        cr_expect_not_null(times_find_zone(zones, times_cities[i].zone), "%s",
                           times_cities[i].zone);
    }
    for (size_t i = 0; i < times_abbreviation_count; i++) {
        const char *zone = times_abbreviations[i].zone;
        cr_expect(zone == NULL || times_find_zone(zones, zone) != NULL, "%s", zone);
    }
    times_free_zones(zones);
}

static int ask(const struct times_zones *zones, struct arena *arena, const char *text,
               struct calculation *out, struct err *err)
{
    const struct calculator_question question = {.arena = arena, .now_ms = TEST_NOW_MS};
    struct calc calc = {
        .zones = zones, .question = &question, .arena = arena, .out = out, .err = err};
    *out = (struct calculation){.result = ""};
    cr_assert_eq(calc_read_tokens(&calc, str_from(text)), E_OK);
    return times_form_elsewhere(&calc, (struct calc_range){0, calc.count});
}

/* Where nothing is installed, only UTC is known, and that is said. */
Test(times_zones, says_that_none_are_installed)
{
    struct arena *arena = arena_new();
    struct times_zones *zones = must_calloc(1, sizeof(*zones));
    struct calculation done;
    struct err err = {0};
    zones->zones[zones->count++] = (struct times_zone){.name = "UTC"};
    cr_expect_eq(ask(zones, arena, "what time is it in Tokyo", &done, &err), E_INVALID);
    cr_expect(strstr(err.detail, "No time zones are installed") != NULL, "%s", err.detail);
    /* fixed offsets need no file */
    cr_expect_eq(ask(zones, arena, "3 pm EST in CET", &done, &err), E_OK);
    cr_expect_str_eq(done.result, "21:00");
    times_free_zones(zones);
    arena_free(arena);
}
