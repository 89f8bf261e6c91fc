/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What time it is elsewhere: "what time is it in Tokyo", "3 pm in New York in Berlin time", "time difference between London and
 * Tokyo". Such a question is read as a row of times, dates and places with words between them that say nothing more. */
#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "infer/calculator/calendar/calendar.h"
#include "infer/calculator/times/times_int.h"

struct clock {
    struct times_place places[2];
    size_t place_count;
    int64_t time_s; /* of the day */
    struct calendar_date date;
    size_t time_after; /* how many places stand before the time */
    bool has_time;
    bool has_date;
    bool asks_time; /* "time", "clock" or an hour is in it */
    bool asks_difference;
    bool asks_zone;
    bool asks_date;
    size_t unknown_from; /* words that are no place that is known */
    size_t unknown_to;
};

/* ---- reading ---- */

static bool is_filler(const struct calc *calc, size_t index)
{
    return calc_is_any(
        calc, index,
        "what|what's|whats|which|is|it|the|in|at|to|into|on|for|of|from|when|if|then|"
        "will|be|would|now|right|current|currently|local|convert|a|and|does|do|it's|"
        "there|here|clock|o'clock|hours|hour|how|many|far|much|people|say|that|than|"
        "with|my|mean|as|are|was|s|compared|between|?|,|:|=|-|>|.");
}

/* Words that tell what is asked for; false: none. */
static bool take_wish(const struct calc *calc, size_t index, struct clock *clock)
{
    const bool time = calc_is_any(calc, index, "time|times|clock|clocks");
    const bool difference =
        calc_is_any(calc, index, "difference|differences|ahead|behind|apart|offset");
    const bool zone = calc_is_any(calc, index, "zone|zones|timezone|timezones");
    const bool date = calc_is_any(calc, index, "day|date");
    clock->asks_time = clock->asks_time || time;
    clock->asks_difference = clock->asks_difference || difference;
    clock->asks_zone = clock->asks_zone || zone || calc_is_word(calc, index, "offset");
    clock->asks_date = clock->asks_date || date;
    return time || difference || zone || date;
}

/* The hour alone, before a place: "at 15 in London" has none, "15 o'clock" has. */
static size_t read_hour(const struct calc *calc, size_t index, int64_t *out_s)
{
    const size_t n = times_read_time(calc, index, out_s);
    int64_t hour;
    if (n > 0 || !calc_is_any(calc, index + 1, "o'clock|h|uhr") ||
        calc_at(calc, index)->kind != CALC_NUMBER ||
        str_to_i64(str_from(calc_at(calc, index)->raw), 0, 24, &hour) != E_OK) {
        return n;
    }
    *out_s = hour * 3600;
    return 2;
}

/* One time, date or place; how many tokens. */
static size_t take_element(struct calc *calc, size_t index, struct clock *clock)
{
    struct times_place place;
    size_t n = clock->has_time ? 0 : read_hour(calc, index, &clock->time_s);
    if (n > 0) {
        clock->has_time = true;
        clock->time_after = clock->place_count;
        return n;
    }
    n = clock->has_date || calc_is_word(calc, index, "now")
            ? 0
            : calendar_read_date(calc, index, &clock->date);
    if (n > 0) {
        clock->has_date = true;
        return n;
    }
    n = times_read_place(calc, index, &place);
    if (n > 0 && clock->place_count < ARRAY_LEN(clock->places)) {
        clock->places[clock->place_count++] = place;
        return n;
    }
    return 0;
}

static void read_clock(struct calc *calc, struct calc_range range, struct clock *clock)
{
    size_t at = range.from;
    while (at < range.to) {
        const size_t n = take_element(calc, at, clock);
        if (n == 0 && !take_wish(calc, at, clock) && !is_filler(calc, at)) {
            clock->unknown_from = clock->unknown_to > 0 ? clock->unknown_from : at;
            clock->unknown_to = at + 1;
        }
        at += n > 0 ? n : 1;
    }
}

/* ---- answers ---- */

static void offset_of(const struct times_place *place, int64_t utc_s, struct times_offset *out)
{
    *out = (struct times_offset){.seconds = place->fixed_s};
    if (place->zone != NULL) {
        times_offset_at(place->zone, utc_s, out);
    }
}

/* "UTC+5:30 (IST)" */
static const char *write_offset(struct calc *calc, const struct times_offset *offset)
{
    const int64_t s = offset->seconds < 0 ? -offset->seconds : offset->seconds;
    const char *sign = offset->seconds < 0 ? "−" : "+";
    const char *text = s % 3600 == 0 ? arena_printf(calc->arena, "UTC%s%d", sign, (int)(s / 3600))
                                     : arena_printf(calc->arena, "UTC%s%d:%02d", sign,
                                                    (int)(s / 3600), (int)(s / 60 % 60));
    const bool named = isalpha((unsigned char)offset->name[0]) != 0;
    if (!named || strcmp(offset->name, "UTC") == 0) {
        return offset->seconds == 0 ? "UTC" : text;
    }
    return arena_printf(calc->arena, "%s (%s%s)", text, offset->name,
                        offset->summer ? ", summer time" : "");
}

static void add_offset_step(struct calc *calc, const struct times_place *place,
                            const struct times_offset *offset)
{
    const char *text = write_offset(calc, offset);
    if (strcmp(place->label, text) != 0) { /* but not "UTC+2 is UTC+2" */
        calc_add_line(&calc->out->steps, arena_printf(calc->arena, "%s is %s", place->label, text));
    }
}

static const char *write_hour(struct calc *calc, int64_t local_s)
{
    const int64_t of_day = local_s - calc_floor_div(local_s, TIMES_DAY_S) * TIMES_DAY_S;
    return arena_printf(calc->arena, "%02d:%02d", (int)(of_day / 3600), (int)(of_day / 60 % 60));
}

static void note_source(struct calc *calc)
{
    if (calc->zones->version[0] != '\0') {
        calc_add_line(&calc->out->notices,
                      arena_printf(calc->arena,
                                   "Time zones are those of the installed tz database, %s.",
                                   calc->zones->version));
    }
}

static int answer_now(struct calc *calc, const struct clock *clock)
{
    const int64_t utc_s = calc_floor_div(calc->question->now_ms, SECOND_MS);
    const struct times_place *place = &clock->places[0];
    struct times_offset offset;
    offset_of(place, utc_s, &offset);
    const int64_t local_s = utc_s + offset.seconds;
    const char *date = calendar_date_text(calc, calc_floor_div(local_s, TIMES_DAY_S));
    calc->out->result = clock->asks_date && !clock->asks_time
                            ? date
                            : arena_printf(calc->arena, "%s, %s", write_hour(calc, local_s), date);
    calc->out->expression = arena_printf(calc->arena, "time in %s", place->label);
    add_offset_step(calc, place, &offset);
    return E_OK;
}

/* UTC of a local time; where clocks go back, the first of both, and where they go forward, by the offset before. */
static int64_t to_utc(struct calc *calc, const struct times_place *place, int64_t local_s)
{
    struct times_offset before;
    struct times_offset after;
    struct times_offset there;
    offset_of(place, local_s - TIMES_DAY_S, &before);
    offset_of(place, local_s + TIMES_DAY_S, &after);
    const int64_t first = local_s - before.seconds;
    const int64_t second = local_s - after.seconds;
    offset_of(place, first, &there);
    const bool first_holds = there.seconds == before.seconds;
    offset_of(place, second, &there);
    const bool second_holds = there.seconds == after.seconds;
    if (!first_holds && !second_holds) {
        calc_add_line(&calc->out->notices,
                      "Clocks go forward over this time, so there is none such on that day; it is "
                      "counted on from the time before.");
    } else if (first_holds && second_holds && first != second) {
        calc_add_line(
            &calc->out->notices,
            "Clocks go back on that day, so this time is there twice: the first is taken.");
    }
    return first_holds || !second_holds ? first : second;
}

static const char *day_words(struct calc *calc, int64_t days)
{
    if (days == 0) {
        return "";
    }
    if (days < -1 || days > 1) { /* clocks are up to 26 hours apart */
        return arena_printf(calc->arena, " %s %s",
                            calc_plural(calc, days < 0 ? -days : days, "day"),
                            days > 0 ? "later" : "before");
    }
    return days > 0 ? " on the next day" : " on the day before";
}

static int answer_moved(struct calc *calc, const struct clock *clock,
                        const struct times_place *from, const struct times_place *to)
{
    struct times_offset offset;
    const int64_t now_s = calc_floor_div(calc->question->now_ms, SECOND_MS);
    offset_of(from, now_s, &offset);
    const int64_t day =
        clock->has_date ? clock->date.day : calc_floor_div(now_s + offset.seconds, TIMES_DAY_S);
    const int64_t local_s = day * TIMES_DAY_S + clock->time_s;
    const int64_t utc_s = to_utc(calc, from, local_s);
    struct times_offset there;
    offset_of(from, utc_s, &offset);
    offset_of(to, utc_s, &there);
    const int64_t other_s = utc_s + there.seconds;
    calc->out->result = arena_printf(calc->arena, "%s%s", write_hour(calc, other_s),
                                     day_words(calc, calc_floor_div(other_s, TIMES_DAY_S) -
                                                         calc_floor_div(local_s, TIMES_DAY_S)));
    calc->out->expression = arena_printf(calc->arena, "%s in %s, in %s", write_hour(calc, local_s),
                                         from->label, to->label);
    add_offset_step(calc, from, &offset);
    add_offset_step(calc, to, &there);
    calc_add_line(&calc->out->notices,
                  arena_printf(calc->arena, "The day is taken as %s%s.",
                               calendar_date_text(calc, day), clock->has_date ? "" : ", today"));
    return E_OK;
}

static const char *write_hours(struct calc *calc, int64_t seconds)
{
    const int64_t s = seconds < 0 ? -seconds : seconds;
    const char *hours = calc_plural(calc, s / 3600, "hour");
    const char *minutes = calc_plural(calc, s / 60 % 60, "minute");
    if (s < 3600) {
        return minutes;
    }
    return s % 3600 == 0 ? hours : arena_printf(calc->arena, "%s %s", hours, minutes);
}

static int answer_difference(struct calc *calc, const struct clock *clock)
{
    const int64_t utc_s = calc_floor_div(calc->question->now_ms, SECOND_MS);
    const struct times_place *first = &clock->places[0];
    const struct times_place *second = &clock->places[1];
    struct times_offset a;
    struct times_offset b;
    offset_of(first, utc_s, &a);
    offset_of(second, utc_s, &b);
    const int64_t ahead = b.seconds - a.seconds;
    calc->out->expression =
        arena_printf(calc->arena, "time difference between %s and %s", first->label, second->label);
    calc->out->result =
        ahead == 0 ? arena_printf(calc->arena, "none: %s and %s have the same time", first->label,
                                  second->label)
                   : arena_printf(calc->arena, "%s: %s is ahead of %s", write_hours(calc, ahead),
                                  ahead > 0 ? second->label : first->label,
                                  ahead > 0 ? first->label : second->label);
    add_offset_step(calc, first, &a);
    add_offset_step(calc, second, &b);
    calc_add_line(&calc->out->notices,
                  "That is as of today: it changes where only one of them has summer time.");
    return E_OK;
}

static int answer_zone(struct calc *calc, const struct clock *clock)
{
    const struct times_place *place = &clock->places[0];
    struct times_offset offset;
    offset_of(place, calc_floor_div(calc->question->now_ms, SECOND_MS), &offset);
    calc->out->expression = arena_printf(calc->arena, "time zone of %s", place->label);
    calc->out->result = place->zone == NULL
                            ? write_offset(calc, &offset)
                            : arena_printf(calc->arena, "%s, now %s", place->zone->name,
                                           write_offset(calc, &offset));
    return E_OK;
}

/* ---- the form ---- */

static int refuse_place(struct calc *calc, const struct clock *clock)
{
    const char *name = calc_text(calc, (struct calc_range){clock->unknown_from, clock->unknown_to});
    if (calc->zones->count < 2) {
        return calc_refuse(calc, "No time zones are installed on this server (package tzdata), so "
                                 "only UTC is known here.");
    }
    return calc_refuse(
        calc,
        "The time in “%s” is not known here: it is not in the list of cities, or "
        "has several time zones. A large city of the same time zone can be asked for.",
        name);
}

/* Whether it is about clocks elsewhere, or begins like that. */
static bool is_about_places(const struct calc *calc, struct calc_range range,
                            const struct clock *clock)
{
    static const char *const heads[] = {"what|which time is it in",
                                        "what|which time is it now|currently in",
                                        "what|which time is it right now in",
                                        "what|which time zone is",
                                        "time|timezone in",
                                        "time zone of|in",
                                        "current|local time in",
                                        "time difference between"};
    if (clock->place_count == 2 && clock->asks_difference) {
        return true;
    }
    if (clock->place_count > 0) {
        return clock->asks_time || clock->has_time || clock->asks_zone ||
               (clock->asks_date && !clock->has_date);
    }
    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        if (calc_match(calc, range.from, heads[i]) > 0) {
            return clock->unknown_to > 0;
        }
    }
    return false;
}

static int answer_here(struct calc *calc, struct calc_range range)
{
    static const char *const phrases[] = {"what time is it",
                                          "what time is it now",
                                          "what time is it right now",
                                          "time",
                                          "current time",
                                          "time now",
                                          "what 's the time",
                                          "what time",
                                          "what time is it here"};
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        const size_t n = calc_match(calc, range.from, phrases[i]);
        if (n > 0 && range.from + n == range.to) {
            const struct clock clock = {.places = {{.label = "UTC"}}, .asks_time = true};
            calc_add_line(&calc->out->notices,
                          "Where you are is not known here, so it is told in UTC; a city can be "
                          "named, as in “time in Berlin”.");
            return answer_now(calc, &clock);
        }
    }
    return CALC_NOT_MINE;
}

static int work_out(struct calc *calc, const struct clock *clock)
{
    ASSERT(clock->place_count > 0 && clock->places[0].label != NULL);
    if (clock->has_time && clock->place_count == 2) {
        const bool turned = clock->time_after == 1; /* "in B when it is 3 pm in A" */
        return answer_moved(calc, clock, &clock->places[turned ? 1 : 0],
                            &clock->places[turned ? 0 : 1]);
    }
    if (clock->has_time) {
        const struct times_place utc = {.label = "UTC"};
        calc_add_line(&calc->out->notices,
                      "Where you are is not known here, so it is told in UTC; a second city can be "
                      "named.");
        return clock->time_after == 0 ? answer_moved(calc, clock, &clock->places[0], &utc)
                                      : answer_moved(calc, clock, &utc, &clock->places[0]);
    }
    if (clock->place_count == 2) {
        return answer_difference(calc, clock);
    }
    return clock->asks_zone ? answer_zone(calc, clock) : answer_now(calc, clock);
}

int times_form_elsewhere(struct calc *calc, struct calc_range range)
{
    int rc = answer_here(calc, range);
    if (rc != CALC_NOT_MINE) {
        calc->out->exact = rc == E_OK;
        return rc;
    }
    struct calculation scratch = {0};
    /* what is told of abbreviations counts only where the question is about clocks */
    struct calc inner = calc_aside(calc, &scratch, NULL);
    struct clock clock = {0};
    read_clock(&inner, range, &clock);
    if (!is_about_places(calc, range, &clock)) {
        return CALC_NOT_MINE;
    }
    if (clock.unknown_to > 0) {
        const bool place =
            clock.unknown_from > range.from &&
            calc_is_any(calc, clock.unknown_from - 1, "in|to|for|between|and|of|into|is");
        return place ? refuse_place(calc, &clock) : CALC_NOT_MINE;
    }
    for (size_t i = 0; i < scratch.notices.count; i++) {
        calc_add_line(&calc->out->notices, scratch.notices.lines[i]);
    }
    rc = work_out(calc, &clock);
    note_source(calc);
    calc->out->exact = true;
    return rc;
}
