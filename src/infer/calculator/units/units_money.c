/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Money: the rates at which currencies became the euro are fixed by law (Council Regulation (EC) No 2866/98 and its
 * successors); others are the European Central Bank's reference rates in the installed package libqalculate-data, of one
 * day, which is told. Nothing is fetched. */
#include <stdio.h>
#include <string.h>

#include "infer/calculator/units/units_int.h"

#define RATES_FILE  "/usr/share/qalculate/eurofxref-daily.xml"
#define RATES_BYTES (64 * KIB)
#define RATES_MAX   64

struct rate {
    char code[4];
    char per_euro[24];
};

struct units_rates {
    struct rate rates[RATES_MAX];
    size_t count;
    char date[16]; /* empty: none are installed */
};

static const struct {
    const char *code;
    const char *names; /* "|" between them */
    const char *fixed; /* units for one euro, or NULL */
} currencies[] = {
    {"EUR", "euro|euros", "1"},
    {"USD", "dollar|dollars|us dollar|us dollars|buck|bucks", NULL},
    {"GBP", "sterling|quid", NULL},
    {"JPY", "yen", NULL},
    {"CHF", "", NULL},
    {"CNY", "yuan|renminbi", NULL},
    {"INR", "rupee|rupees", NULL},
    {"SEK", "", NULL},
    {"NOK", "", NULL},
    {"DKK", "", NULL},
    {"PLN", "zloty", NULL},
    {"CZK", "", NULL},
    {"HUF", "forint", NULL},
    {"TRY", "", NULL},
    {"CAD", "", NULL},
    {"AUD", "", NULL},
    {"NZD", "", NULL},
    {"MXN", "", NULL},
    {"BRL", "", NULL},
    {"ZAR", "rand", NULL},
    {"KRW", "", NULL},
    {"SGD", "", NULL},
    {"HKD", "", NULL},
    {"ILS", "shekel|shekels", NULL},
    {"THB", "baht", NULL},
    {"RON", "", NULL},
    {"ISK", "", NULL},
    {"IDR", "", NULL},
    {"MYR", "ringgit", NULL},
    {"PHP", "", NULL},
    {"ATS", "schilling|schillings", "13.7603"},
    {"BEF", "", "40.3399"},
    {"BGN", "", "1.95583"},
    {"CYP", "", "0.585274"},
    {"DEM", "mark|marks|deutschmark|deutschmarks", "1.95583"},
    {"EEK", "", "15.6466"},
    {"ESP", "peseta|pesetas", "166.386"},
    {"FIM", "markka", "5.94573"},
    {"FRF", "", "6.55957"},
    {"GRD", "drachma|drachmas", "340.750"},
    {"HRK", "kuna|kunas", "7.53450"},
    {"IEP", "", "0.787564"},
    {"ITL", "lira|lire", "1936.27"},
    {"LTL", "litas", "3.45280"},
    {"LUF", "", "40.3399"},
    {"LVL", "", "0.702804"},
    {"MTL", "", "0.429300"},
    {"NLG", "guilder|guilders", "2.20371"},
    {"PTE", "escudo|escudos", "200.482"},
    {"SIT", "tolar", "239.640"},
    {"SKK", "", "30.1260"},
};

const char *units_find_currency(const char *name)
{
    const struct str wanted = str_from(name);
    for (size_t i = 0; i < ARRAY_LEN(currencies); i++) {
        /* in small letters, a code may be a word: "try", "all" */
        const bool common = i < 4 && str_eq_nocase(wanted, str_from(currencies[i].code));
        if (common || str_eq(wanted, str_from(currencies[i].code))) {
            return currencies[i].code;
        }
        struct str rest = str_from(currencies[i].names);
        while (rest.n > 0) {
            if (str_eq_nocase(str_cut(rest, '|', &rest), wanted)) {
                return currencies[i].code;
            }
        }
    }
    return NULL;
}

/* Names of more than one word, or in the plural. */
static const struct {
    const char *phrase;
    const char *code;
} long_names[] = {
    {"swiss franc|francs", "CHF"},
    {"us|american dollar|dollars", "USD"},
    {"canadian dollar|dollars", "CAD"},
    {"australian dollar|dollars", "AUD"},
    {"new zealand dollar|dollars", "NZD"},
    {"hong kong dollar|dollars", "HKD"},
    {"singapore dollar|dollars", "SGD"},
    {"british pound|pounds", "GBP"},
    {"pound|pounds sterling", "GBP"},
    {"japanese yen", "JPY"},
    {"chinese yuan|renminbi", "CNY"},
    {"indian rupee|rupees", "INR"},
    {"swedish krona|kronor|crowns", "SEK"},
    {"norwegian krone|kroner|crowns", "NOK"},
    {"danish krone|kroner|crowns", "DKK"},
    {"czech crown|crowns|koruna|korunas", "CZK"},
    {"polish zloty|zlotys", "PLN"},
    {"turkish lira|liras", "TRY"},
    {"mexican peso|pesos", "MXN"},
    {"brazilian real|reals|reais", "BRL"},
    {"south african rand|rands", "ZAR"},
    {"south korean won", "KRW"},
    {"korean won", "KRW"},
    {"israeli shekel|shekels", "ILS"},
    {"thai baht", "THB"},
    {"hungarian forint|forints", "HUF"},
    {"forints", "HUF"},
    {"german mark|marks", "DEM"},
    {"french franc|francs", "FRF"},
    {"italian lira|lire", "ITL"},
    {"spanish peseta|pesetas", "ESP"},
    {"indonesian rupiah|rupiahs", "IDR"},
    {"rupiah|rupiahs", "IDR"},
    {"philippine peso|pesos", "PHP"},
    {"romanian leu|lei", "RON"},
    {"icelandic krona|kronur", "ISK"},
    {"zlotys|zloties", "PLN"},
    {"won", "KRW"},
};

static void put_code(struct calc *calc, size_t at, size_t tokens, const char *code)
{
    struct calc_token *first = &calc->tokens[at];
    first->kind = CALC_WORD;
    first->raw = code;
    first->lower =
        code; /* words are looked for in small letters, so that it is taken for no other */
    memmove(first + 1, first + tokens, (calc->count - at - tokens + 1) * sizeof(*first));
    calc->count -= tokens - 1;
}

/* Money that people ask for and of which there is no rate, or which several countries have. */
#define UNKNOWN_MONEY                                                                             \
    "bitcoin|bitcoins|btc|ethereum|dogecoin|ruble|rubles|rouble|roubles|hryvnia|dirham|dirhams|"  \
    "riyal|riyals|rial|rials|toman|tomans|dinar|dinars|naira|dong|taka|peso|pesos|tenge|bolivar|" \
    "bolivars|lempira|cedi|cedis|shilling|shillings|franc|francs|krona|kronor|krone|kroner|"      \
    "crowns|"                                                                                     \
    "koruna"

int units_refuse_money(struct calc *calc, const char *name)
{
    const struct units_rates *rates = calc->rates;
    const char *known = "";
    for (size_t i = 0; i < rates->count && i < 8; i++) {
        known = arena_printf(calc->arena, "%s, %s", known, rates->rates[i].code);
    }
    if (rates->count == 0) {
        return calc_refuse(
            calc,
            "No rate of “%s” is known here: no exchange rates are installed, and none "
            "are fetched.",
            name);
    }
    return calc_refuse(
        calc,
        "No rate of “%s” is known here, or which one is meant is not clear. Rates are "
        "not fetched; those of the European Central Bank of %s are here: EUR%s and "
        "others.",
        name, rates->date, known);
}

int units_join_currencies(struct calc *calc)
{
    for (size_t i = 0; i < calc->count; i++) {
        for (size_t k = 0; k < ARRAY_LEN(long_names); k++) {
            const size_t n = calc_match(calc, i, long_names[k].phrase);
            if (n > 0) {
                put_code(calc, i, n, long_names[k].code);
                break;
            }
        }
    }
    for (size_t i = 1; i < calc->count; i++) {
        const bool beside =
            calc_at(calc, i - 1)->kind == CALC_NUMBER || calc_is_any(calc, i - 1, "in|to|into");
        if (beside && calc_is_any(calc, i, UNKNOWN_MONEY)) {
            return units_refuse_money(calc, calc_at(calc, i)->raw);
        }
    }
    return E_OK;
}

/* ---- rates ---- */

/* The text in quotes behind `name=` before the end, or an empty one. */
static struct str attribute(struct str line, const char *name)
{
    for (size_t i = 0; i + strlen(name) + 2 < line.n; i++) {
        struct str rest = str_sub(line, i, line.n);
        if (str_starts(rest, str_from(name)) && rest.p[strlen(name)] == '=' &&
            (rest.p[strlen(name) + 1] == '\'' || rest.p[strlen(name) + 1] == '"')) {
            const char quote = rest.p[strlen(name) + 1];
            return str_cut(str_sub(rest, strlen(name) + 2, rest.n), quote, &rest);
        }
    }
    return STR_EMPTY;
}

static void take_rate(struct units_rates *rates, struct str line)
{
    const struct str time = attribute(line, "time");
    const struct str code = attribute(line, "currency");
    const struct str rate = attribute(line, "rate");
    if (time.n > 0 && time.n < sizeof(rates->date)) {
        memcpy(rates->date, time.p, time.n);
        rates->date[time.n] = '\0';
    }
    const bool number = rate.n > 0 && strspn(rate.p, "0123456789.") >= rate.n;
    if (code.n != 3 || !number || rate.n >= sizeof(rates->rates[0].per_euro) ||
        rates->count == RATES_MAX) {
        return;
    }
    struct rate *row = &rates->rates[rates->count++];
    memcpy(row->code, code.p, code.n);
    memcpy(row->per_euro, rate.p, rate.n);
}

/* A line a rate, as the bank publishes them. Where there is no such file, there are no rates, which is told when asked. */
struct units_rates *units_load_rates(void)
{
    struct units_rates *rates = must_calloc(1, sizeof(*rates));
    FILE *file = fopen(RATES_FILE, "re");
    if (file == NULL) {
        return rates;
    }
    char *text = must_alloc(RATES_BYTES);
    struct str rest = {text, fread(text, 1, RATES_BYTES - 1, file)};
    text[rest.n] = '\0'; /* take_rate() looks for the end of digits */
    (void)fclose(file);
    while (rest.n > 0) {
        take_rate(rates, str_cut(rest, '\n', &rest));
    }
    free(text);
    return rates;
}

void units_free_rates(struct units_rates *rates)
{
    free(rates);
}

const char *units_date_of_rates(const struct units_rates *rates)
{
    return rates->date;
}

const char *units_find_rate(const struct units_rates *rates, const char *code, bool *out_fixed)
{
    for (size_t i = 0; i < ARRAY_LEN(currencies); i++) {
        if (currencies[i].fixed != NULL && strcmp(currencies[i].code, code) == 0) {
            *out_fixed = true;
            return currencies[i].fixed;
        }
    }
    *out_fixed = false;
    for (size_t i = 0; i < rates->count; i++) {
        if (strcmp(rates->rates[i].code, code) == 0) {
            return rates->rates[i].per_euro;
        }
    }
    return NULL;
}
