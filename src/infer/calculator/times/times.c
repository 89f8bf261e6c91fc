/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times of day: what is so long after one, how long between two. */
#include "infer/calculator/times/times_int.h"

/* "am" or "pm" behind a time of twelve hours; the hour of the day, -1: not one. */
static int64_t half_of_day(const struct calc *calc, size_t index, int64_t hour, size_t *out_tokens)
{
    *out_tokens = 0;
    size_t n = calc_match(calc, index, "am|pm");
    const bool afternoon = calc_is_any(calc, index, "pm|p");
    if (n == 0) {
        n = calc_match(calc, index, "a|p . m .");
    }
    if (n == 0) {
        return hour <= 24 ? hour : -1;
    }
    *out_tokens = n;
    return hour < 1 || hour > 12 ? -1 : hour % 12 + (afternoon ? 12 : 0);
}

size_t times_read_time(const struct calc *calc, size_t index, int64_t *out_seconds)
{
    if (calc_is_any(calc, index, "noon|midday|midnight")) {
        *out_seconds = calc_is_word(calc, index, "midnight") ? 0 : 43200;
        return 1;
    }
    int64_t hour;
    int64_t minute = 0;
    int64_t second = 0;
    if (!calc_read_digits(calc_at(calc, index), 1, 2, &hour)) {
        return 0;
    }
    size_t at = index + 1;
    const bool colon =
        calc_is_sign(calc, at, ':') && calc_read_digits(calc_at(calc, at + 1), 2, 2, &minute);
    if (colon) {
        at += 2;
        if (calc_is_sign(calc, at, ':') && calc_read_digits(calc_at(calc, at + 1), 2, 2, &second)) {
            at += 2;
        }
    }
    size_t half;
    hour = half_of_day(calc, at, hour, &half);
    const int64_t seconds = hour * 3600 + minute * 60 + second;
    if ((!colon && half == 0) || hour < 0 || minute > 59 || second > 59 || seconds > 86400) {
        return 0;
    }
    *out_seconds = seconds;
    return at + half - index;
}

/* "90 minutes", "1 h 30 min", in seconds; how many tokens. */
static size_t read_duration(struct calc *calc, size_t index, int64_t *out_seconds)
{
    size_t n = 0;
    *out_seconds = 0;
    for (;;) {
        size_t at = index + n;
        at += n > 0 && calc_is_word(calc, at, "and");
        const struct calc_token *token = calc_at(calc, at);
        int64_t count = 1;
        const bool article = calc_is_any(calc, at, "a|an");
        if (!article && (token->kind != CALC_NUMBER || token->value == NULL ||
                         str_to_i64(str_from(token->value), 0, 100000000, &count) != E_OK)) {
            return n;
        }
        const int64_t unit = calc_is_any(calc, at + 1, "h|hr|hrs|hour|hours")         ? 3600
                             : calc_is_any(calc, at + 1, "min|mins|minute|minutes|m") ? 60
                             : calc_is_any(calc, at + 1, "s|sec|secs|second|seconds") ? 1
                                                                                      : 0;
        if (unit == 0) {
            return n;
        }
        *out_seconds += count * unit;
        n = at + 2 - index;
    }
}

static const char *write_time(struct calc *calc, int64_t seconds)
{
    const int64_t days =
        seconds >= 0 ? seconds / TIMES_DAY_S : -((TIMES_DAY_S - 1 - seconds) / TIMES_DAY_S);
    const int64_t of_day = seconds - days * TIMES_DAY_S;
    const char *text =
        of_day % 60 == 0
            ? arena_printf(calc->arena, "%02d:%02d", (int)(of_day / 3600), (int)(of_day / 60 % 60))
            : arena_printf(calc->arena, "%02d:%02d:%02d", (int)(of_day / 3600),
                           (int)(of_day / 60 % 60), (int)(of_day % 60));
    if (days == 0) {
        return text;
    }
    if (days == 1 || days == -1) {
        return arena_printf(calc->arena, "%s on the day %s", text, days > 0 ? "after" : "before");
    }
    return arena_printf(calc->arena, "%s, %lld days %s", text, (long long)(days > 0 ? days : -days),
                        days > 0 ? "later" : "earlier");
}

static const char *write_duration(struct calc *calc, int64_t seconds)
{
    const int64_t hours = seconds / 3600;
    const int64_t minutes = seconds / 60 % 60;
    const int64_t rest = seconds % 60;
    const char *text = hours > 0 ? arena_printf(calc->arena, "%lld h", (long long)hours) : "";
    if (minutes > 0) {
        text = arena_printf(calc->arena, "%s%s%lld min", text, *text != '\0' ? " " : "",
                            (long long)minutes);
    }
    if (rest > 0 || seconds == 0) {
        text = arena_printf(calc->arena, "%s%s%lld s", text, *text != '\0' ? " " : "",
                            (long long)rest);
    }
    return text;
}

static int answer_moved(struct calc *calc, int64_t time, int64_t by)
{
    calc->out->result = write_time(calc, time + by);
    calc->out->exact = true;
    calc_add_line(&calc->out->steps,
                  arena_printf(calc->arena, "%s %s %s", write_time(calc, time), by < 0 ? "−" : "+",
                               write_duration(calc, by < 0 ? -by : by)));
    return E_OK;
}

/* "in 3 hours", "3 hours ago", "3 hours from now"; `n` tokens are the duration. */
static int moved_from_now(struct calc *calc, struct calc_range range, bool in, size_t n, int64_t by)
{
    const size_t end = range.from + in + n;
    const bool from_now = calc_match(calc, end, "from now") > 0 && end + 2 == range.to;
    const bool ago = calc_is_word(calc, end, "ago") && end + 1 == range.to;
    if (n == 0 || !(from_now || ago || (in && end == range.to))) {
        return CALC_NOT_MINE;
    }
    calc_add_line(&calc->out->notices, "Where you are is not known here, so it is told in UTC.");
    const int64_t now = calc->question->now_ms / 1000 % TIMES_DAY_S / 60 * 60;
    return answer_moved(calc, now, ago ? -by : by);
}

static int moved(struct calc *calc, struct calc_range range)
{
    int64_t by;
    int64_t time;
    range.from += calc_match(calc, range.from, "what time is|was|will");
    range.from += calc_match(calc, range.from, "it be");
    range.from += calc_match(calc, range.from, "it");
    const bool in = calc_is_word(calc, range.from, "in");
    const size_t n = read_duration(calc, range.from + in, &by);
    int rc = moved_from_now(calc, range, in, n, by);
    if (rc != CALC_NOT_MINE) {
        return rc;
    }
    if (n > 0 && !in && calc_is_any(calc, range.from + n, "after|before|past|from")) {
        const bool before = calc_is_word(calc, range.from + n, "before");
        const size_t m = times_read_time(calc, range.from + n + 1, &time);
        return m > 0 && range.from + n + 1 + m == range.to
                   ? answer_moved(calc, time, before ? -by : by)
                   : CALC_NOT_MINE;
    }
    const size_t t = times_read_time(calc, range.from, &time);
    if (t > 0 && calc_is_any(calc, range.from + t, "+|-|plus|minus")) {
        const bool minus = calc_is_any(calc, range.from + t, "-|minus");
        const size_t m = read_duration(calc, range.from + t + 1, &by);
        return m > 0 && range.from + t + 1 + m == range.to
                   ? answer_moved(calc, time, minus ? -by : by)
                   : CALC_NOT_MINE;
    }
    return CALC_NOT_MINE;
}

static int between(struct calc *calc, struct calc_range range)
{
    static const char *const heads[] = {"time between",
                                        "how long is it from",
                                        "how long from",
                                        "how long between",
                                        "how long is it between",
                                        "how many hours between|from",
                                        "hours between|from",
                                        "minutes between|from",
                                        "between",
                                        "from",
                                        "difference between"};
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(heads) && n == 0; i++) {
        n = calc_match(calc, range.from, heads[i]);
    }
    const bool minutes = calc_is_word(calc, range.from, "minutes");
    int64_t first;
    int64_t second;
    const size_t at = range.from + n;
    const size_t a = times_read_time(calc, at, &first);
    const bool minus = n == 0 && calc_is_sign(calc, at + a, '-');
    if (a == 0 || (!minus && !calc_is_any(calc, at + a, "and|to|until|till"))) {
        return CALC_NOT_MINE;
    }
    const size_t b = times_read_time(calc, at + a + 1, &second);
    if (b == 0 || at + a + 1 + b != range.to) {
        return CALC_NOT_MINE;
    }
    int64_t seconds = minus ? first - second : second - first;
    if (seconds < 0) {
        seconds += TIMES_DAY_S;
        calc_add_line(&calc->out->notices, "The later time is taken to be on the next day.");
    }
    calc->out->result = minutes ? arena_printf(calc->arena, "%lld min", (long long)seconds / 60)
                                : write_duration(calc, seconds);
    calc->out->exact = !minutes || seconds % 60 == 0;
    return E_OK;
}

int times_form(struct calc *calc, struct calc_range range)
{
    int rc = moved(calc, range);
    if (rc == CALC_NOT_MINE) {
        rc = between(calc, range);
    }
    if (rc == E_OK) {
        calc->out->expression = calc_text(calc, range);
    }
    return rc;
}
