/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of numbers: "mean of 3, 5, 9", "gcd of 12 and 18", "add 3 and 4". */
#include <string.h>

#include "infer/calculator/numbers/numbers_int.h"

#define ITEMS_MAX 100

enum list_kind {
    LIST_MEAN,
    LIST_MEDIAN,
    LIST_SUM,
    LIST_PRODUCT,
    LIST_MAX,
    LIST_MIN,
    LIST_RANGE,
    LIST_VARIANCE,
    LIST_SAMPLE_VARIANCE,
    LIST_DEVIATION,
    LIST_SAMPLE_DEVIATION,
    LIST_GCD,
    LIST_LCM,
    LIST_DIFFERENCE,
    LIST_QUOTIENT,
    LIST_REMAINDER,
    LIST_MODE,
};

static const struct {
    const char *phrase;
    enum list_kind kind;
} phrases[] = {
    {"mean|average|avg of", LIST_MEAN},
    {"mean|average value of", LIST_MEAN},
    {"arithmetic mean of", LIST_MEAN},
    {"mean|average|avg", LIST_MEAN},
    {"median of", LIST_MEDIAN},
    {"median", LIST_MEDIAN},
    {"mode of", LIST_MODE},
    {"mode", LIST_MODE},
    {"sum|total of", LIST_SUM},
    {"sum|total", LIST_SUM},
    {"add up|together", LIST_SUM},
    {"add", LIST_SUM},
    {"product of", LIST_PRODUCT},
    {"multiply", LIST_PRODUCT},
    {"maximum|max|largest|greatest|biggest|highest of", LIST_MAX},
    {"minimum|min|smallest|least|lowest of", LIST_MIN},
    {"range of", LIST_RANGE},
    {"sample variance of", LIST_SAMPLE_VARIANCE},
    {"variance of", LIST_VARIANCE},
    {"population variance of", LIST_VARIANCE},
    {"sample standard deviation of", LIST_SAMPLE_DEVIATION},
    {"standard deviation of", LIST_DEVIATION},
    {"std|standard dev|deviation of", LIST_DEVIATION},
    {"stdev|sd|stddev of", LIST_DEVIATION},
    {"standard deviation", LIST_DEVIATION},
    {"population standard deviation of", LIST_DEVIATION},
    {"gcd|gcf|hcf of", LIST_GCD},
    {"greatest common divisor|factor of", LIST_GCD},
    {"highest common factor of", LIST_GCD},
    {"lcm of", LIST_LCM},
    {"least|lowest common multiple of", LIST_LCM},
    {"gcd|gcf|hcf", LIST_GCD},
    {"lcm", LIST_LCM},
    {"least|lowest|smallest common denominator of", LIST_LCM},
    {"difference between|of", LIST_DIFFERENCE},
    {"quotient of", LIST_QUOTIENT},
    {"divide", LIST_QUOTIENT},
    {"remainder of|when", LIST_REMAINDER},
    {"subtract", LIST_DIFFERENCE}, /* "a from b": turned round below */
};

struct list {
    struct expression items[ITEMS_MAX];
    size_t count;
    struct expression_reading reading;
};

static int add_item(struct calc *calc, struct list *list, struct calc_range range)
{
    if (list->count == ITEMS_MAX) {
        return calc_refuse(calc, "A list may have %d numbers.", ITEMS_MAX);
    }
    int rc = expression_read(calc, range, &list->reading, &list->items[list->count]);
    if (rc != E_OK) {
        return rc;
    }
    const struct expression *item = &list->items[list->count++];
    if (item->temperature || !units_same_dimension(item->dimension, list->items[0].dimension) ||
        item->currency != list->items[0].currency) {
        return calc_refuse(calc, "“%s” and “%s” are of different kinds.", list->items[0].shown,
                           item->shown);
    }
    return E_OK;
}

/* "3 5 9": numbers with nothing between them but spaces, also where these look like separators of thousands. */
static int add_spaced(struct calc *calc, struct list *list, struct calc_range range, bool *out_done)
{
    *out_done = false;
    for (size_t i = range.from; i < range.to; i++) {
        const struct calc_token *token = calc_at(calc, i);
        const bool minus = calc_is_sign(calc, i, '-') && token->spaced;
        if (token->kind != CALC_NUMBER && !minus) {
            return E_OK;
        }
    }
    const char *text = calc_text(calc, range);
    if (strchr(text, ' ') == NULL) {
        return E_OK;
    }
    *out_done = true;
    struct str rest = str_from(text);
    while (rest.n > 0) {
        struct calc_token one = {0};
        struct str raw = str_cut(rest, ' ', &rest);
        const bool minus = raw.n > 1 && raw.p[0] == '-';
        raw = str_sub(raw, minus, raw.n);
        if (raw.n > 0) {
            calc_read_number(calc->arena, str_from(str_dup(calc->arena, raw)), &one);
        }
        if (one.value == NULL || list->count == ITEMS_MAX) {
            return calc_refuse(calc, "“%s” is no list of numbers that can be read in one way only.",
                               text);
        }
        const char *code = minus ? arena_printf(calc->arena, "(-%s)", one.value) : one.value;
        list->items[list->count++] = (struct expression){
            .code = code, .shown = code, .whole = strchr(code, '.') == NULL, .size = 3};
    }
    return E_OK;
}

/* "3,5,9" without spaces, which is no number. */
static int add_joined(struct calc *calc, struct list *list, const struct calc_token *token)
{
    struct str rest = str_from(token->raw);
    while (rest.n > 0) {
        struct calc_token one = {0};
        calc_read_number(calc->arena, str_cut(rest, ',', &rest), &one);
        if (one.value == NULL || list->count == ITEMS_MAX) {
            return calc_refuse(calc, "“%s” is no list of numbers that can be read in one way only.",
                               token->raw);
        }
        list->items[list->count++] = (struct expression){.code = one.value,
                                                         .shown = one.value,
                                                         .whole = strchr(one.value, '.') == NULL,
                                                         .size = 3};
    }
    return E_OK;
}

/* Whether "3,5" may as well be two numbers: there is no other separator. */
static int check_comma(struct calc *calc, struct calc_range range)
{
    for (size_t i = range.from; i < range.to; i++) {
        const struct calc_token *token = calc_at(calc, i);
        if (token->kind == CALC_NUMBER && token->comma && token->value != NULL &&
            token->other == NULL && strchr(token->raw, '.') == NULL) {
            return calc_refuse(
                calc,
                "“%s” can be one number or two here: please write it with a point, or with a space "
                "behind the comma.",
                token->raw);
        }
    }
    return E_OK;
}

static int read_list(struct calc *calc, struct calc_range range, struct list *out)
{
    while (calc_is_any(calc, range.from, "numbers|the|these|following|list|:|values|scores")) {
        range.from++;
    }
    if (calc_is_sign(calc, range.from, '(') &&
        calc_find(calc, (struct calc_range){range.from, range.to - 1}, ")") >= range.to - 1 &&
        calc_is_sign(calc, range.to - 1, ')')) {
        range = (struct calc_range){range.from + 1, range.to - 1};
    }
    bool done;
    int rc = add_spaced(calc, out, range, &done);
    if (rc != E_OK || done) {
        return rc;
    }
    rc = check_comma(calc, range);
    size_t from = range.from;
    int depth = 0;
    for (size_t i = range.from; rc == E_OK && i <= range.to; i++) {
        depth += calc_is_sign(calc, i, '(');
        depth -= calc_is_sign(calc, i, ')');
        const bool separator =
            i < range.to && depth == 0 && calc_is_any(calc, i, ",|;|and|&|by|from|to|is|divided");
        if (!separator && i < range.to) {
            continue;
        }
        if (i > from) {
            const struct calc_token *token = calc_at(calc, from);
            const bool joined =
                i == from + 1 && token->kind == CALC_NUMBER && token->value == NULL && token->comma;
            rc = joined ? add_joined(calc, out, token)
                        : add_item(calc, out, (struct calc_range){from, i});
        }
        from = i + 1;
    }
    if (rc == E_OK && out->count == 0) {
        rc = calc_refuse(calc, "A list of numbers is missing.");
    }
    return rc;
}

/* ---- codes ---- */

static const char *join(struct calc *calc, const struct list *list, const char *sign, bool shown)
{
    struct sb sb;
    sb_init(&sb, 256 * KIB);
    for (size_t i = 0; i < list->count; i++) {
        sb_addf(&sb, "%s%s", i > 0 ? sign : "", shown ? list->items[i].shown : list->items[i].code);
    }
    const char *text = arena_memdup(calc->arena, sb.n > 0 ? sb.p : "", sb.n);
    sb_done(&sb);
    return text;
}

/* f(a,f(b,c)) */
static const char *nest(struct calc *calc, const struct list *list, const char *function)
{
    const char *code = list->items[0].code;
    for (size_t i = 1; i < list->count; i++) {
        code = arena_printf(calc->arena, "%s(%s,%s)", function, code, list->items[i].code);
    }
    return code;
}

static const char *mean(struct calc *calc, const struct list *list)
{
    return arena_printf(calc->arena, "((%s)/%zu)", join(calc, list, "+", false), list->count);
}

static const char *variance(struct calc *calc, const struct list *list, bool sample)
{
    const char *middle = mean(calc, list);
    struct sb sb;
    sb_init(&sb, MIB);
    sb_add_c(&sb, "((");
    for (size_t i = 0; i < list->count; i++) {
        sb_addf(&sb, "%s((%s)-%s)^2", i > 0 ? "+" : "", list->items[i].code, middle);
    }
    sb_addf(&sb, ")/%zu)", list->count - sample);
    const char *code = arena_memdup(calc->arena, sb.p, sb.n);
    sb_done(&sb);
    return code;
}

static int compare_numbers(const void *a, const void *b)
{
    const double x = ((const struct expression *)a)->size;
    const double y = ((const struct expression *)b)->size;
    return (x > y) - (x < y);
}

/* Sorts by value, which comes into `size`. */
static int sort(struct calc *calc, struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        int rc = calc_ask(calc, list->items[i].code);
        if (rc != E_OK) {
            return rc;
        }
        list->items[i].size = strtod(calc->reply->decimal, NULL);
    }
    qsort(list->items, list->count, sizeof(list->items[0]), compare_numbers);
    return E_OK;
}

static const char *median(struct calc *calc, const struct list *list)
{
    const size_t half = list->count / 2;
    if (list->count % 2 == 1) {
        return list->items[half].code;
    }
    return arena_printf(calc->arena, "((%s+%s)/2)", list->items[half - 1].code,
                        list->items[half].code);
}

/* The value that is there most often; NULL: several are. */
static const char *mode(const struct list *list)
{
    size_t best = 0;
    size_t best_count = 0;
    bool shared = false;
    for (size_t i = 0, run = 0; i < list->count; i++) {
        run = i > 0 && list->items[i].size == list->items[i - 1].size ? run + 1 : 1;
        if (run >= best_count) {
            shared = run == best_count;
            best = i;
            best_count = run;
        }
    }
    return shared ? NULL : list->items[best].code;
}

static const char *code_of(struct calc *calc, enum list_kind kind, const struct list *list)
{
    const size_t last = list->count - 1;
    switch (kind) {
    case LIST_MEAN:
        return mean(calc, list);
    case LIST_MEDIAN:
        return median(calc, list);
    case LIST_SUM:
        return join(calc, list, "+", false);
    case LIST_PRODUCT:
        return join(calc, list, "*", false);
    case LIST_MAX:
        return list->items[last].code;
    case LIST_MIN:
        return list->items[0].code;
    case LIST_RANGE:
        return arena_printf(calc->arena, "(%s-%s)", list->items[last].code, list->items[0].code);
    case LIST_VARIANCE:
    case LIST_SAMPLE_VARIANCE:
        return variance(calc, list, kind == LIST_SAMPLE_VARIANCE);
    case LIST_DEVIATION:
    case LIST_SAMPLE_DEVIATION:
        return arena_printf(calc->arena, "sqrt(%s)",
                            variance(calc, list, kind == LIST_SAMPLE_DEVIATION));
    case LIST_GCD:
        return nest(calc, list, "gcd");
    case LIST_LCM:
        return nest(calc, list, "lcm");
    case LIST_DIFFERENCE:
        return arena_printf(calc->arena, "(%s-%s)", list->items[0].code, list->items[last].code);
    case LIST_QUOTIENT:
        return arena_printf(calc->arena, "(%s/%s)", list->items[0].code, list->items[last].code);
    case LIST_REMAINDER:
        return arena_printf(calc->arena, "mod(%s,%s)", list->items[0].code, list->items[last].code);
    case LIST_MODE:
        return mode(list);
    }
    return NULL;
}

static int check_list(struct calc *calc, enum list_kind kind, struct list *list)
{
    const bool two = kind == LIST_DIFFERENCE || kind == LIST_QUOTIENT || kind == LIST_REMAINDER;
    const bool plain = kind == LIST_GCD || kind == LIST_LCM || kind == LIST_PRODUCT ||
                       kind == LIST_REMAINDER || kind == LIST_VARIANCE ||
                       kind == LIST_SAMPLE_VARIANCE;
    const bool sample = kind == LIST_SAMPLE_DEVIATION || kind == LIST_SAMPLE_VARIANCE;
    if (two && list->count != 2) {
        return calc_refuse(calc, "Two numbers are needed there.");
    }
    if (sample && list->count < 2) {
        return calc_refuse(calc, "A sample needs two numbers at least.");
    }
    if (plain && list->count > 1 && expression_has_unit(&list->items[0])) {
        return calc_refuse(calc, "Plain numbers are needed there.");
    }
    if (kind == LIST_GCD || kind == LIST_LCM) {
        for (size_t i = 0; i < list->count; i++) {
            int64_t whole;
            int rc = calc_ask_integer(calc, list->items[i].code, 0, INT64_MAX, &whole);
            if (rc != E_OK) {
                return rc;
            }
        }
    }
    return E_OK;
}

static bool sorts(enum list_kind kind)
{
    return kind == LIST_MEDIAN || kind == LIST_MAX || kind == LIST_MIN || kind == LIST_RANGE ||
           kind == LIST_MODE;
}

static void add_words(struct calc *calc, enum list_kind kind, const struct list *list)
{
    if (kind == LIST_MEAN) {
        calc_add_line(&calc->out->steps,
                      arena_printf(calc->arena, "(%s) / %zu = %s", join(calc, list, " + ", true),
                                   list->count, calc->out->result));
    } else if (kind == LIST_MEDIAN || kind == LIST_RANGE) {
        calc_add_line(&calc->out->steps,
                      arena_printf(calc->arena, "in order: %s", join(calc, list, "; ", true)));
    } else if (kind == LIST_DEVIATION || kind == LIST_VARIANCE) {
        calc_add_line(
            &calc->out->notices,
            "The numbers are taken as all there are (divided by their count); ask for the "
            "“sample” one where they are a sample.");
    }
}

/* The result in the unit of the first number, or in that of the SI where that is not of the same kind. */
static const char *unit_of(struct calc *calc, const struct list *list, const char **code)
{
    const struct expression *first = &list->items[0];
    const struct unit *unit = &list->reading.unit;
    if (first->currency != NULL) {
        return first->currency;
    }
    if (!units_has_dimension(first->dimension)) {
        return "";
    }
    if (!list->reading.met_unit || !units_same_dimension(unit->dimension, first->dimension)) {
        return units_si_unit(calc, first->dimension);
    }
    *code = arena_printf(calc->arena, "((%s)/%s)", *code, unit->code);
    return unit->label;
}

static int answer(struct calc *calc, enum list_kind kind, const char *name, struct list *list)
{
    const char *items = join(calc, list, "; ", true);
    int rc = check_list(calc, kind, list);
    if (rc == E_OK && sorts(kind)) {
        rc = sort(calc, list);
    }
    if (rc != E_OK) {
        return rc;
    }
    bool whole = true;
    for (size_t i = 0; i < list->count; i++) {
        whole = whole && list->items[i].whole;
    }
    const char *code = code_of(calc, kind, list);
    if (code == NULL) {
        return calc_refuse(calc, "No one number of these is there most often.");
    }
    const char *label = kind == LIST_QUOTIENT ? "" : unit_of(calc, list, &code);
    rc = calc_answer_number(calc, code, label, whole);
    calc->out->expression = arena_printf(calc->arena, "%s: %s", name, items);
    if (rc == E_OK) {
        add_words(calc, kind, list);
    }
    return rc;
}

/* "a from b": the other way round. */
static void turn_round(const struct calc *calc, struct calc_range range, struct list *list)
{
    if (calc_is_word(calc, range.from, "subtract") && calc_find(calc, range, "from") < range.to &&
        list->count == 2) {
        const struct expression first = list->items[0];
        list->items[0] = list->items[1];
        list->items[1] = first;
    }
}

/* gcd(12,18), which the form of expressions parts. */
static bool is_joined_call(const struct calc *calc, size_t index, const char *phrase)
{
    const bool two = strcmp(phrase, "gcd|gcf|hcf") == 0 || strcmp(phrase, "lcm") == 0;
    const struct calc_token *joined = calc_at(calc, index + 1);
    return two && calc_is_sign(calc, index, '(') && joined->comma && joined->value != NULL;
}

static int work_out(struct calc *calc, struct calc_range range, size_t words, enum list_kind kind)
{
    const struct calc_range rest = {range.from + words, range.to};
    int rc = kind == LIST_SUM && calc_is_any(calc, range.from, "sum|add")
                 ? numbers_sum_series(calc, rest)
                 : CALC_NOT_MINE;
    if (rc != CALC_NOT_MINE) {
        return rc;
    }
    const char *name = calc_text(calc, (struct calc_range){range.from, rest.from});
    struct list *list = arena_calloc(calc->arena, 1, sizeof(*list));
    rc = read_list(calc, rest, list);
    if (rc != E_OK) {
        return rc;
    }
    turn_round(calc, range, list);
    return answer(calc, kind, name, list);
}

int numbers_form_lists(struct calc *calc, struct calc_range range)
{
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        const size_t n = calc_match(calc, range.from, phrases[i].phrase);
        if (n > 0 && range.from + n < range.to) {
            return is_joined_call(calc, range.from + n, phrases[i].phrase)
                       ? CALC_NOT_MINE
                       : work_out(calc, range, n, phrases[i].kind);
        }
    }
    return CALC_NOT_MINE;
}
