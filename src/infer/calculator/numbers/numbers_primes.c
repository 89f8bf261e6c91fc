/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What divides whole numbers: primes, divisors. */
#include <string.h>

#include "infer/calculator/numbers/numbers_int.h"

static int read_number(struct calc *calc, struct calc_range range, struct expression *piece)
{
    int64_t value;
    return numbers_read_whole(calc, range, 1, INT64_MAX, piece, &value);
}

static int answer_factors(struct calc *calc, struct calc_range range)
{
    struct expression piece;
    int rc = read_number(calc, range, &piece);
    if (rc == E_OK) {
        rc = calc_ask_factors(calc, piece.code);
    }
    if (rc != E_OK) {
        return rc;
    }
    const struct qalculate_reply *reply = calc->reply;
    const char *text = reply->kind == QALCULATE_TEXT ? reply->text : reply->numerator;
    calc->out->result = arena_strdup(calc->arena, text);
    calc->out->exact = true;
    calc->out->expression = arena_printf(calc->arena, "prime factors of %s", piece.shown);
    if (reply->kind != QALCULATE_TEXT && strcmp(text, "1") != 0) {
        calc_add_line(&calc->out->notices, "It is a prime number.");
    }
    return E_OK;
}

#define DIVISORS_MAX 200

static int compare_whole(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a;
    const int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* All that divide it, "1, 2, 3, 4, 6, 12". */
static int list_divisors(struct calc *calc, const struct expression *piece, const char **out)
{
    int64_t number;
    int64_t divisors[DIVISORS_MAX];
    size_t n = 0;
    int rc = calc_ask_integer(calc, piece->code, 1, INT64_C(1000000000000), &number);
    if (rc != E_OK) {
        return rc;
    }
    for (int64_t d = 1; d * d <= number && n + 2 <= DIVISORS_MAX; d++) {
        if (number % d == 0) {
            divisors[n++] = d;
            if (d * d != number) {
                divisors[n++] = number / d;
            }
        }
    }
    if (n + 2 > DIVISORS_MAX) {
        return calc_refuse(calc, "It has more divisors than can be listed here.");
    }
    qsort(divisors, n, sizeof(divisors[0]), compare_whole);
    const char *text = "";
    for (size_t i = 0; i < n; i++) {
        text =
            arena_printf(calc->arena, "%s%s%lld", text, i > 0 ? ", " : "", (long long)divisors[i]);
    }
    *out = text;
    return E_OK;
}

/* "factors of 12" may be all of them, or the primes. */
static int answer_divisors(struct calc *calc, struct calc_range range)
{
    struct expression piece;
    const char *text;
    int rc = read_number(calc, range, &piece);
    if (rc == E_OK) {
        rc = list_divisors(calc, &piece, &text);
    }
    if (rc != E_OK) {
        return rc;
    }
    calc->out->result = text;
    calc->out->exact = true;
    calc->out->expression = arena_printf(calc->arena, "divisors of %s", piece.shown);
    if (calc_ask_factors(calc, piece.code) == E_OK && calc->reply->kind == QALCULATE_TEXT) {
        calc_add_line(&calc->out->alternatives,
                      arena_printf(calc->arena, "into primes: %s", calc->reply->text));
    }
    return E_OK;
}

/* "is 15 even", "is 91 divisible by 7" */
static int answer_divides(struct calc *calc, struct calc_range range)
{
    const bool even = calc_is_word(calc, range.to - 1, "even");
    const bool odd = calc_is_word(calc, range.to - 1, "odd");
    const size_t by = calc_find(calc, range, "divisible by");
    struct expression piece;
    if (!even && !odd && by >= range.to) {
        return CALC_NOT_MINE;
    }
    int64_t a = 0;
    int64_t b = 2;
    int rc =
        numbers_read_whole(calc, (struct calc_range){range.from, even || odd ? range.to - 1 : by},
                           -INT64_MAX, INT64_MAX, &piece, &a);
    if (rc == E_OK && by < range.to) {
        rc = numbers_read_whole(calc, (struct calc_range){by + 2, range.to}, 1, INT64_MAX, &piece,
                                &b);
    }
    if (rc != E_OK) {
        return rc;
    }
    const int64_t times = calc_floor_div(a, b);
    const bool divides = a % b == 0;
    calc->out->result = (odd ? !divides : divides) ? "yes" : "no";
    calc->out->exact = true;
    calc->out->expression = calc_text(calc, range);
    calc_add_line(&calc->out->steps,
                  arena_printf(calc->arena, "%lld = %lld × %lld + %lld", (long long)a, (long long)b,
                               (long long)times, (long long)(a - times * b)));
    return E_OK;
}

static bool is_prime(int64_t number)
{
    bool prime = number >= 2;
    for (int64_t d = 2; prime && d * d <= number; d++) {
        prime = number % d != 0;
    }
    return prime;
}

static int answer_primes(struct calc *calc, int64_t low, int64_t high)
{
    const char *text = "none";
    size_t count = 0;
    for (int64_t p = low; p <= high; p++) {
        if (is_prime(p) && ++count <= DIVISORS_MAX) {
            text = count == 1 ? arena_printf(calc->arena, "%lld", (long long)p)
                              : arena_printf(calc->arena, "%s, %lld", text, (long long)p);
        }
    }
    if (count > DIVISORS_MAX) {
        return calc_refuse(calc, "These are %zu prime numbers; at most %d are listed.", count,
                           DIVISORS_MAX);
    }
    calc->out->result = text;
    calc->out->exact = true;
    calc_add_line(&calc->out->notices,
                  arena_printf(calc->arena, "%zu prime number%s.", count, count == 1 ? "" : "s"));
    return E_OK;
}

static int read_bound(struct calc *calc, struct calc_range range, int64_t *out)
{
    struct expression piece;
    int rc = read_number(calc, range, &piece);
    return rc != E_OK ? rc : calc_ask_integer(calc, piece.code, 1, 1000000, out);
}

/* "primes below 50", "prime numbers between 10 and 50" */
static int list_primes(struct calc *calc, struct calc_range range)
{
    size_t at = range.from + calc_match(calc, range.from, "list|all");
    at += calc_match(calc, at, "all");
    at += calc_match(calc, at, "prime");
    at += calc_match(calc, at, "primes|numbers");
    const bool between = calc_is_any(calc, at, "between|from");
    const bool to = calc_match(calc, at, "up to") > 0;
    if (at == range.from || (!between && !to && !calc_is_any(calc, at, "below|under|until|to"))) {
        return CALC_NOT_MINE;
    }
    const bool less = calc_is_any(calc, at, "below|under");
    at += to ? 2 : 1;
    int64_t low = 2;
    int64_t high = 0;
    int rc = E_OK;
    if (between) {
        const size_t join = calc_find(calc, (struct calc_range){at, range.to}, "and|to");
        rc = read_bound(calc, (struct calc_range){at, join}, &low);
        at = join + 1;
    }
    if (rc == E_OK) {
        rc = read_bound(calc, (struct calc_range){at, range.to}, &high);
    }
    return rc != E_OK ? rc : answer_primes(calc, low, high - less);
}

static int answer_is_prime(struct calc *calc, struct calc_range range)
{
    struct expression piece;
    int64_t yes = 0;
    int64_t number;
    int rc = numbers_read_whole(calc, range, -INT64_MAX, INT64_MAX, &piece, &number);
    if (rc == E_OK && number > 1) {
        rc = calc_ask_integer(calc, arena_printf(calc->arena, "isprime(%s)", piece.code), 0, 1,
                              &yes);
    }
    if (rc != E_OK) {
        return rc;
    }
    calc->out->result = yes ? "yes" : "no";
    calc->out->exact = true;
    calc->out->expression = arena_printf(calc->arena, "is %s a prime number", piece.shown);
    if (!yes && number > 1) {
        struct err ignored = {0};
        struct calc inner = calc_aside(calc, NULL, &ignored);
        if (calc_ask_factors(&inner, piece.code) == E_OK && calc->reply->kind == QALCULATE_TEXT) {
            calc_add_line(&calc->out->steps,
                          arena_printf(calc->arena, "%s = %s", piece.shown, calc->reply->text));
        }
    }
    return E_OK;
}

static int answer_neighbour(struct calc *calc, struct calc_range range, const char *function,
                            const char *words)
{
    struct expression piece;
    int rc = read_number(calc, range, &piece);
    if (rc == E_OK) {
        /* libqalculate's functions count the number itself in */
        const char *beside =
            arena_printf(calc->arena, "(%s%s1)", piece.code, function[0] == 'n' ? "+" : "-");
        rc = calc_answer_number(calc, arena_printf(calc->arena, "%s(%s)", function, beside), "",
                                false);
    }
    calc->out->expression =
        arena_printf(calc->arena, "%s %s", words, rc == E_OK ? piece.shown : "");
    return rc;
}

int numbers_form_primes(struct calc *calc, struct calc_range range)
{
    static const char *const factor_words[] = {
        "prime factors|factorization|factorisation|decomposition of", "factorize|factorise|factor",
        "factor|factors into primes"};
    for (size_t i = 0; i < ARRAY_LEN(factor_words); i++) {
        const size_t n = calc_match(calc, range.from, factor_words[i]);
        if (n > 0) {
            return answer_factors(calc, (struct calc_range){range.from + n, range.to});
        }
    }
    size_t of = calc_match(calc, range.from, "divisors of");
    of = of > 0 ? of : calc_match(calc, range.from, "all divisors|factors of");
    of = of > 0 ? of : calc_match(calc, range.from, "factors of");
    if (of > 0) {
        return answer_divisors(calc, (struct calc_range){range.from + of, range.to});
    }
    int listed = list_primes(calc, range);
    if (listed != CALC_NOT_MINE) {
        return listed;
    }
    const bool is = calc_is_word(calc, range.from, "is");
    listed =
        is ? answer_divides(calc, (struct calc_range){range.from + 1, range.to}) : CALC_NOT_MINE;
    if (listed != CALC_NOT_MINE) {
        return listed;
    }
    if (is && calc_is_word(calc, range.to - 1, "prime")) {
        return answer_is_prime(calc, (struct calc_range){range.from + 1, range.to - 1});
    }
    if (is && range.to > range.from + 4 && calc_match(calc, range.to - 3, "a prime number") == 3) {
        return answer_is_prime(calc, (struct calc_range){range.from + 1, range.to - 3});
    }
    size_t n = calc_match(calc, range.from, "next prime after|above");
    n = n > 0 ? n : calc_match(calc, range.from, "first prime after|above");
    if (n > 0) {
        return answer_neighbour(calc, (struct calc_range){range.from + n, range.to}, "nextprime",
                                "next prime after");
    }
    n = calc_match(calc, range.from, "previous|last|largest prime before|below");
    if (n > 0) {
        return answer_neighbour(calc, (struct calc_range){range.from + n, range.to}, "prevprime",
                                "last prime before");
    }
    return CALC_NOT_MINE;
}
