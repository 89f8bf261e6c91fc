/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole numbers, and sums of those that follow each other. */
#include "infer/calculator/numbers/numbers_int.h"

int numbers_read_whole(struct calc *calc, struct calc_range range, int64_t min, int64_t max,
                       struct expression *piece, int64_t *out)
{
    struct expression_reading reading = {0};
    int rc = expression_read(calc, range, &reading, piece);
    if (rc == E_OK && expression_has_unit(piece)) {
        rc = calc_refuse(calc, "“%s” has a unit; a plain whole number is needed there.",
                         piece->shown);
    }
    return rc != E_OK ? rc : calc_ask_integer(calc, piece->code, min, max, out);
}

/* "sum of the numbers from 1 to 100", "sum of the first 10 integers" */
int numbers_sum_series(struct calc *calc, struct calc_range range)
{
    const size_t begin = range.from;
    while (calc_is_any(calc, range.from, "the|all|natural|whole|numbers|integers|from|between")) {
        range.from++;
    }
    int64_t low = 1;
    int64_t high = 0;
    int64_t least = -1000000000;
    const bool first = calc_is_word(calc, range.from, "first");
    const size_t to = calc_find(calc, range, "to");
    struct calc_range end = {to + 1, range.to};
    if (first) {
        least = 1;
        end = (struct calc_range){range.from + 1, range.to};
        while (end.to > end.from &&
               calc_is_any(calc, end.to - 1, "natural|whole|positive|numbers|integers")) {
            end.to--;
        }
    }
    const bool more =
        calc_find(calc, range, ",") < range.to || calc_find(calc, range, "and") < range.to;
    if ((!first && to >= range.to) || more || (first && end.to == range.to)) {
        return CALC_NOT_MINE;
    }
    struct expression piece;
    int rc = E_OK;
    if (!first) {
        rc = numbers_read_whole(calc, (struct calc_range){range.from, to}, least, 1000000000,
                                &piece, &low);
    }
    if (rc == E_OK) {
        rc = numbers_read_whole(calc, end, least, 1000000000, &piece, &high);
    }
    if (rc != E_OK) {
        return rc;
    }
    const int64_t count = llabs(high - low) + 1;
    const int64_t sum = (low + high) * count / 2;
    calc->out->result = arena_printf(calc->arena, "%lld", (long long)sum);
    calc->out->exact = true;
    calc->out->expression = calc_text(calc, (struct calc_range){begin, range.to});
    calc_add_line(&calc->out->steps,
                  arena_printf(calc->arena, "%lld numbers, (%lld + %lld) / 2 in the middle",
                               (long long)count, (long long)low, (long long)high));
    return E_OK;
}
