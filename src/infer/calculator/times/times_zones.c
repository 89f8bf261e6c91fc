/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tz database: RFC 9636 (The Time Zone Information Format). Behind the last change that a file lists, the rule at its end
 * holds, which is that of POSIX's variable TZ. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "infer/calculator/calendar/calendar.h"
#include "infer/calculator/times/times_int.h"

#define FOLDER     "/usr/share/zoneinfo/"
#define LIST_BYTES (64 * KIB)
#define HEADER     44
#define RULE_MAX   100
#define OFFSET_MAX (26 * 3600)
#define TIME_MAX_H 167

/* ---- a file ---- */

/* The second half of a file, where times have 64 bits. */
struct view {
    const unsigned char *times;   /* 8 bytes each */
    const unsigned char *indices; /* a type for each time */
    const unsigned char *types;   /* 6 bytes each: seconds, whether summer, where its name begins */
    const char *names;
    size_t time_count;
    size_t type_count;
    size_t name_bytes;
    struct str rule; /* may be empty */
};

static uint32_t read_u32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t read_i64(const unsigned char *p)
{
    return (int64_t)((uint64_t)read_u32(p) << 32 | read_u32(p + 4));
}

struct counts {
    size_t utc, standard, leap, time, type, name;
};

/* E_OK where the header is whole; its counts are small enough to be added and multiplied. */
static bool read_header(struct str data, struct counts *out)
{
    if (data.n < HEADER || memcmp(data.p, "TZif", 4) != 0 || data.p[4] < '2') {
        return false;
    }
    const unsigned char *p = (const unsigned char *)data.p + 20;
    size_t *const counts[] = {&out->utc,  &out->standard, &out->leap,
                              &out->time, &out->type,     &out->name};
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        *counts[i] = read_u32(p + 4 * i);
        if (*counts[i] > TIMES_ZONE_BYTES) {
            return false;
        }
    }
    return true;
}

static size_t bytes_of(const struct counts *counts, size_t time_bytes)
{
    return HEADER + counts->time * (time_bytes + 1) + counts->type * 6 + counts->name +
           counts->leap * (time_bytes + 4) + counts->standard + counts->utc;
}

static bool check_types(const struct view *view)
{
    if (view->type_count == 0 || view->name_bytes == 0 ||
        view->names[view->name_bytes - 1] != '\0') {
        return false;
    }
    for (size_t i = 0; i < view->type_count; i++) {
        const int32_t seconds = (int32_t)read_u32(view->types + 6 * i);
        if (view->types[6 * i + 5] >= view->name_bytes || seconds > OFFSET_MAX ||
            seconds < -OFFSET_MAX) {
            return false;
        }
    }
    for (size_t i = 0; i < view->time_count; i++) {
        if (view->indices[i] >= view->type_count) {
            return false;
        }
    }
    return true;
}

static bool open_view(struct str data, struct view *out)
{
    struct counts counts;
    if (!read_header(data, &counts)) {
        return false;
    }
    const size_t first = bytes_of(&counts, 4);
    if (first > data.n) {
        return false;
    }
    data = str_sub(data, first, data.n);
    if (!read_header(data, &counts) || bytes_of(&counts, 8) > data.n) {
        return false;
    }
    const unsigned char *p = (const unsigned char *)data.p + HEADER;
    *out = (struct view){
        .times = p,
        .indices = p + counts.time * 8,
        .types = p + counts.time * 9,
        .names = (const char *)p + counts.time * 9 + counts.type * 6,
        .time_count = counts.time,
        .type_count = counts.type,
        .name_bytes = counts.name,
    };
    struct str rest = str_sub(data, bytes_of(&counts, 8), data.n);
    if (rest.n >= 2 && rest.p[0] == '\n') {
        out->rule = str_cut(str_sub(rest, 1, rest.n), '\n', &rest);
    }
    return check_types(out) && out->rule.n <= RULE_MAX;
}

/* ---- the rule at the end: "CET-1CEST,M3.5.0,M10.5.0/3" ---- */

struct reader {
    const char *p; /* ends with NUL */
    bool bad;
};

static int64_t take_number(struct reader *reader, int64_t max)
{
    int64_t value = 0;
    reader->bad = reader->bad || !isdigit((unsigned char)*reader->p);
    for (; isdigit((unsigned char)*reader->p); reader->p++) {
        value = value * 10 + (*reader->p - '0');
        if (value > max) {
            reader->bad = true;
            return 0;
        }
    }
    return value;
}

static bool take_char(struct reader *reader, char c)
{
    const bool here = *reader->p == c;
    reader->p += here;
    return here;
}

/* "-1", "5:30", "+02:00:00" in seconds */
static int64_t take_clock(struct reader *reader)
{
    const bool minus = take_char(reader, '-');
    if (!minus) {
        (void)take_char(reader, '+');
    }
    int64_t seconds = take_number(reader, TIME_MAX_H) * 3600;
    if (take_char(reader, ':')) {
        seconds += take_number(reader, 59) * 60;
    }
    if (take_char(reader, ':')) {
        seconds += take_number(reader, 59);
    }
    return minus ? -seconds : seconds;
}

/* "CET" or "<+03>" */
static void take_name(struct reader *reader, char out[16])
{
    const bool quoted = take_char(reader, '<');
    size_t n = 0;
    while (quoted ? *reader->p != '>' && *reader->p != '\0' : isalpha((unsigned char)*reader->p)) {
        if (n + 1 < 16) {
            out[n++] = *reader->p;
        }
        reader->p++;
    }
    out[n] = '\0';
    reader->bad = reader->bad || n == 0 || (quoted && !take_char(reader, '>'));
}

/* "M3.5.0/2", "J60", "59": the second of that year, by local clocks, at which it is. */
static int64_t take_day(struct reader *reader, int64_t year)
{
    int64_t day = 0;
    if (take_char(reader, 'M')) {
        const int64_t month = take_number(reader, 12);
        const int64_t week = take_char(reader, '.') ? take_number(reader, 5) : 0;
        const int64_t weekday = take_char(reader, '.') ? take_number(reader, 6) : 7;
        if (reader->bad || month < 1 || week < 1 || weekday > 6) {
            reader->bad = true;
            return 0;
        }
        day = calendar_nth_weekday(year, month, weekday, week);
    } else {
        const bool julian = take_char(reader, 'J');
        const int64_t of_year = take_number(reader, 366);
        const bool leap = calendar_days_in_month(year, 2) == 29;
        day = calendar_day_of(year, 1, 1) +
              (julian ? of_year - 1 + (leap && of_year >= 60) : of_year);
    }
    return day * TIMES_DAY_S + (take_char(reader, '/') ? take_clock(reader) : (int64_t)2 * 3600);
}

static bool apply_rule(struct str rule, int64_t utc_s, struct times_offset *out)
{
    char text[RULE_MAX + 1];
    ASSERT(rule.n <= RULE_MAX);
    memcpy(text, rule.p, rule.n);
    text[rule.n] = '\0';
    struct reader reader = {.p = text};
    struct times_offset standard = {0};
    struct times_offset summer = {.summer = true};
    take_name(&reader, standard.name);
    standard.seconds = -take_clock(&reader); /* POSIX counts to the west */
    *out = standard;
    if (reader.bad || *reader.p == '\0') {
        return !reader.bad;
    }
    take_name(&reader, summer.name);
    summer.seconds = standard.seconds + 3600;
    if (*reader.p != ',') {
        summer.seconds = -take_clock(&reader);
    }
    int64_t year;
    int64_t month;
    int64_t day;
    calendar_date_of(calc_floor_div(utc_s + standard.seconds, TIMES_DAY_S), &year, &month, &day);
    reader.bad = reader.bad || !take_char(&reader, ',');
    const int64_t begin = take_day(&reader, year) - standard.seconds;
    reader.bad = reader.bad || !take_char(&reader, ',');
    const int64_t end = take_day(&reader, year) - summer.seconds;
    const bool is_summer = begin < end ? utc_s >= begin && utc_s < end /* north of the equator */
                                       : utc_s >= begin || utc_s < end;
    *out = is_summer ? summer : standard;
    return !reader.bad && *reader.p == '\0';
}

static void take_type(const struct view *view, size_t type, struct times_offset *out)
{
    const unsigned char *p = view->types + 6 * type;
    out->seconds = (int32_t)read_u32(p);
    out->summer = p[4] != 0;
    (void)snprintf(out->name, sizeof(out->name), "%s", view->names + p[5]);
}

bool times_zone_is_sound(const char *data, size_t bytes)
{
    struct view view;
    struct times_offset offset;
    return open_view((struct str){data, bytes}, &view) &&
           (view.rule.n == 0 || apply_rule(view.rule, 0, &offset));
}

void times_offset_at(const struct times_zone *zone, int64_t utc_s, struct times_offset *out)
{
    struct view view;
    *out = (struct times_offset){.name = "UTC"};
    if (zone->data == NULL || !open_view((struct str){zone->data, zone->bytes}, &view)) {
        return;
    }
    size_t low = 0; /* times before it are not later than utc_s */
    size_t high = view.time_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (read_i64(view.times + 8 * middle) <= utc_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == view.time_count && view.rule.n > 0 && apply_rule(view.rule, utc_s, out)) {
        return;
    }
    take_type(&view, low == 0 ? 0 : view.indices[low - 1], out);
}

/* ---- all files ---- */

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (!isalnum((unsigned char)name.p[i]) && strchr("/_-+", name.p[i]) == NULL) {
            return false;
        }
    }
    return name.n > 0 && name.n < TIMES_ZONE_NAME_MAX && name.p[0] != '/';
}

static void load_zone(struct times_zones *zones, struct str name)
{
    char path[sizeof(FOLDER) + TIMES_ZONE_NAME_MAX];
    char data[TIMES_ZONE_BYTES];
    if (!is_name(name) || zones->count == TIMES_ZONES_MAX) {
        return;
    }
    (void)snprintf(path, sizeof(path), FOLDER "%" STRF, STRA(name));
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return;
    }
    const size_t bytes = fread(data, 1, sizeof(data), file);
    (void)fclose(file);
    if (bytes == sizeof(data) || !times_zone_is_sound(data, bytes)) {
        return;
    }
    struct times_zone *zone = &zones->zones[zones->count++];
    *zone = (struct times_zone){.data = must_alloc(bytes), .bytes = bytes};
    memcpy(zone->data, data, bytes);
    memcpy(zone->name, name.p, name.n);
}

/* A line a zone: its countries, where it is, its name, remarks; tabs between them. */
static void load_listed(struct times_zones *zones, struct str text)
{
    while (text.n > 0) {
        struct str line = str_cut(text, '\n', &text);
        if (line.n == 0 || line.p[0] == '#') {
            continue;
        }
        (void)str_cut(line, '\t', &line);
        (void)str_cut(line, '\t', &line);
        load_zone(zones, str_cut(line, '\t', &line));
    }
}

/* "# version 2025b" in the first line of the database's source. */
static void load_version(struct times_zones *zones)
{
    static const char head[] = "# version ";
    FILE *file = fopen(FOLDER "tzdata.zi", "re");
    char line[64] = "";
    if (file == NULL) {
        return;
    }
    if (fgets(line, sizeof(line), file) != NULL && strncmp(line, head, sizeof(head) - 1) == 0) {
        line[strcspn(line, "\n")] = '\0';
        (void)snprintf(zones->version, sizeof(zones->version), "%.15s", line + sizeof(head) - 1);
    }
    (void)fclose(file);
}

struct times_zones *times_load_zones(void)
{
    struct times_zones *zones = must_calloc(1, sizeof(*zones));
    zones->zones[zones->count++] = (struct times_zone){.name = "UTC"};
    FILE *file = fopen(FOLDER "zone.tab", "re");
    if (file == NULL) {
        return zones; /* told when a time zone is asked for */
    }
    char *text = must_alloc(LIST_BYTES);
    const size_t bytes = fread(text, 1, LIST_BYTES, file);
    (void)fclose(file);
    load_listed(zones, (struct str){text, bytes});
    free(text);
    load_version(zones);
    return zones;
}

void times_free_zones(struct times_zones *zones)
{
    for (size_t i = 0; zones != NULL && i < zones->count; i++) {
        free(zones->zones[i].data);
    }
    free(zones);
}

const struct times_zone *times_find_zone(const struct times_zones *zones, const char *name)
{
    for (size_t i = 0; i < zones->count; i++) {
        if (str_eq_nocase(str_from(zones->zones[i].name), str_from(name))) {
            return &zones->zones[i];
        }
    }
    return NULL;
}

const struct times_zone *times_find_zone_of_city(const struct times_zones *zones, const char *city)
{
    const size_t n = strlen(city);
    for (size_t i = 0; i < zones->count; i++) {
        const char *slash = strrchr(zones->zones[i].name, '/');
        const char *last = slash == NULL ? "" : slash + 1;
        size_t same = 0;
        while (same < n && last[same] != '\0' &&
               (tolower((unsigned char)last[same]) == city[same] ||
                (last[same] == '_' && city[same] == ' '))) {
            same++;
        }
        if (same == n && last[n] == '\0') {
            return &zones->zones[i];
        }
    }
    return NULL;
}
