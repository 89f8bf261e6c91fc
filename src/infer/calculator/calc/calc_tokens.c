/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "infer/calculator/calc/calc.h"

/* What stands for something else: digits of other scripts are in fold_digit(). */
static const struct {
    uint32_t code_point;
    const char *ascii;
} folds[] = {
    {0xd7, "*"},        {0xf7, "/"},        {0x2212, "-"},      {0xb7, "*"},
    {0x22c5, "*"},      {0x2215, "/"},      {0x2044, "/"},      {0x2013, "-"},
    {0x2014, "-"},      {0x2219, "*"},      {0xb2, "^2 "},      {0xb3, "^3 "},
    {0x221a, " sqrt "}, {0xbd, " 1/2 "},    {0xbc, " 1/4 "},    {0xbe, " 3/4 "},
    {0x2153, " 1/3 "},  {0x2154, " 2/3 "},  {0x3c0, " pi "},    {0xb5, "u"},
    {0x3bc, "u"},       {0x20ac, " EUR "},  {0xa3, " GBP "},    {0xa5, " JPY "},
    {0x2032, "'"},      {0x2033, "\""},     {0x2019, "'"},      {0x201c, "\""},
    {0x201d, "\""},     {0x2009, "_"},      {0x202f, "_"},      {0xa0, " "},
    {0x2126, "ohm"},    {0x3a9, "ohm"},     {0xff0c, ","},      {0x66b, "."},
    {0x66c, ","},       {0xff0b, "+"},      {0xff0d, "-"},      {0xff1d, "="},
    {0xff08, "("},      {0xff09, ")"},      {0xff1f, "?"},      {0x61f, "?"},
    {0x3000, " "},      {0x66a, "%"},       {0xff05, "%"},      {0x212b, "angstrom"},
    {0xc5, "angstrom"}, {0x2103, " degC "}, {0x2109, " degF "}, {0x2264, "<="},
    {0x2265, ">="},     {0x2a7d, "<="},     {0x2a7e, ">="},     {0x215b, " 1/8 "},
    {0x215c, " 3/8 "},  {0x215d, " 5/8 "},  {0x215e, " 7/8 "},  {0x2155, " 1/5 "},
    {0x2159, " 1/6 "},  {0x2022, "*"},      {0x2018, "'"},
};

/* Persian, Arabic, Devanagari and wide digits. */
static bool fold_digit(uint32_t c, char *out)
{
    static const uint32_t zeros[] = {0x660, 0x6f0, 0x966, 0xff10};
    for (size_t i = 0; i < ARRAY_LEN(zeros); i++) {
        if (c >= zeros[i] && c <= zeros[i] + 9) {
            *out = (char)('0' + (c - zeros[i]));
            return true;
        }
    }
    return false;
}

/* Letters of names with accents as those without: "São Paulo", "Zürich". */
static bool fold_letter(struct sb *sb, uint32_t c)
{
    static const struct {
        uint32_t first, last;
        const char *letters;
    } rows[] = {
        {0xc0, 0xc4, "A"},   {0xc7, 0xc7, "C"},   {0xc8, 0xcb, "E"},   {0xcc, 0xcf, "I"},
        {0xd1, 0xd1, "N"},   {0xd2, 0xd6, "O"},   {0xd8, 0xd8, "O"},   {0xd9, 0xdc, "U"},
        {0xdd, 0xdd, "Y"},   {0xdf, 0xdf, "ss"},  {0xe0, 0xe5, "a"},   {0xe6, 0xe6, "ae"},
        {0xe7, 0xe7, "c"},   {0xe8, 0xeb, "e"},   {0xec, 0xef, "i"},   {0xf1, 0xf1, "n"},
        {0xf2, 0xf6, "o"},   {0xf8, 0xf8, "o"},   {0xf9, 0xfc, "u"},   {0xfd, 0xfd, "y"},
        {0xff, 0xff, "y"},   {0x105, 0x105, "a"}, {0x107, 0x107, "c"}, {0x10d, 0x10d, "c"},
        {0x119, 0x119, "e"}, {0x11f, 0x11f, "g"}, {0x130, 0x130, "I"}, {0x131, 0x131, "i"},
        {0x141, 0x141, "L"}, {0x142, 0x142, "l"}, {0x144, 0x144, "n"}, {0x15b, 0x15b, "s"},
        {0x15f, 0x15f, "s"}, {0x160, 0x160, "S"}, {0x161, 0x161, "s"}, {0x17c, 0x17c, "z"},
        {0x17e, 0x17e, "z"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (c >= rows[i].first && c <= rows[i].last) {
            sb_add_c(sb, rows[i].letters);
            return true;
        }
    }
    return false;
}

/* "°C" is a unit of temperature, "°" alone an angle. */
static void fold_degree(struct sb *sb, struct str text, size_t at)
{
    while (at < text.n && text.p[at] == ' ') {
        at++;
    }
    const bool alone = at + 1 >= text.n || !isalpha((unsigned char)text.p[at + 1]);
    const char next = at < text.n ? text.p[at] : '\0';
    const bool temperature = alone && next != '\0' && strchr("CFcf", next) != NULL;
    sb_add_c(sb, temperature ? " deg" : " deg ");
}

static bool fold(struct sb *sb, uint32_t c)
{
    char digit;
    if (fold_digit(c, &digit)) {
        sb_add_byte(sb, digit);
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(folds); i++) {
        if (folds[i].code_point == c) {
            sb_add_c(sb, folds[i].ascii);
            return true;
        }
    }
    return false;
}

/* The text in ASCII; E_INVALID names the first character that means nothing here. */
static int fold_text(struct calc *calc, struct str text, struct sb *sb)
{
    size_t at = 0;
    while (at < text.n) {
        const size_t start = at;
        const uint32_t c = utf8_next(text, &at);
        if (c == 0xb0 || c == 0xba) {
            fold_degree(sb, text, at);
        } else if (c == '$') {
            sb_add_c(sb, " USD ");
        } else if (c < 0x80 && (isprint((int)c) || isspace((int)c))) {
            sb_add_byte(sb, isspace((int)c) ? ' ' : (char)c);
        } else if (c < 0x80) {
            return calc_refuse(calc, "There is a control character in it.");
        } else if (!fold(sb, c) && !fold_letter(sb, c)) {
            return calc_refuse(calc, "“%" STRF "” means nothing to the calculator.",
                               STRA(str_sub(text, start, at)));
        }
    }
    return sb->failed ? calc_refuse(calc, "That is too long to calculate.") : E_OK;
}

/* ---- numbers ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Three digits and no fourth. */
static bool is_group(const char *p)
{
    return is_digit(p[0]) && is_digit(p[1]) && is_digit(p[2]) && !is_digit(p[3]);
}

/* "1 000 000": groups of three behind a space, the last of them not followed by more of a number. */
static size_t spaced_group(const char *p)
{
    return p[0] == ' ' && is_group(p + 1) ? 4 : 0;
}

static size_t scan_number(const char *p)
{
    size_t n = 0;
    bool may_be_spaced = true;
    while (is_digit(p[n])) {
        n++;
    }
    may_be_spaced = n >= 1 && n <= 3;
    for (;;) {
        const size_t group = may_be_spaced ? spaced_group(p + n) : 0;
        if (group > 0) {
            n += group;
            continue;
        }
        if (p[n] == '\0' || strchr(".,'_", p[n]) == NULL || !is_digit(p[n + 1])) {
            return n;
        }
        if (p[n] == '\'' && !is_group(p + n + 1)) {
            return n; /* feet */
        }
        may_be_spaced = may_be_spaced && p[n] != '.' && p[n] != ',';
        n++;
        while (is_digit(p[n])) {
            n++;
        }
    }
}

/* "e23" behind a number: ten to the power of it. */
static size_t scan_exponent(const char *p)
{
    if (p[0] != 'e' && p[0] != 'E') {
        return 0;
    }
    size_t n = 1 + (p[1] == '+' || p[1] == '-');
    const size_t digits = n;
    while (is_digit(p[n])) {
        n++;
    }
    return n > digits && n - digits <= 4 && !isalpha((unsigned char)p[n]) ? n : 0;
}

/* "0x1F", "0b101", "0o17" */
static size_t scan_prefixed(const char *p, struct arena *arena, struct calc_token *token)
{
    const char kind = (char)tolower((unsigned char)p[1]);
    const int base = kind == 'x' ? 16 : kind == 'b' ? 2 : kind == 'o' ? 8 : 0;
    if (p[0] != '0' || base == 0 || !isxdigit((unsigned char)p[2])) {
        return 0;
    }
    size_t n = 2;
    while (isalnum((unsigned char)p[n])) {
        n++;
    }
    char *end;
    const unsigned long long value = strtoull(p + 2, &end, base);
    const bool fits = n <= 17 || (base == 2 && n <= 65);
    token->value = end == p + n && fits ? arena_printf(arena, "%llu", value) : NULL;
    return n;
}

static size_t take_number(struct arena *arena, const char *p, struct calc_token *token)
{
    token->kind = CALC_NUMBER;
    size_t n = scan_prefixed(p, arena, token);
    if (n == 0) {
        n = scan_number(p);
        calc_read_number(arena, (struct str){p, n}, token);
        const size_t more = scan_exponent(p + n);
        if (more > 0 && token->value != NULL) {
            token->value =
                arena_printf(arena, "(%s*10^(%.*s))", token->value, (int)(more - 1), p + n + 1);
            n += more;
        }
    }
    token->raw = arena_memdup(arena, p, n);
    return n;
}

/* ".5", ".5e3": what has more points, commas or groups behind its point is no number. */
static size_t take_fraction(struct arena *arena, const char *p, struct calc_token *token)
{
    size_t digits = 1;
    while (is_digit(p[digits])) {
        digits++;
    }
    const size_t n = size_max(1 + scan_number(p + 1), digits);
    const size_t more = scan_exponent(p + n);
    token->kind = CALC_NUMBER;
    token->raw = arena_memdup(arena, p, n + more);
    token->comma = memchr(p, ',', n) != NULL;
    if (n == digits) {
        token->value = more == 0 ? arena_printf(arena, "0%s", token->raw)
                                 : arena_printf(arena, "(0%.*s*10^(%.*s))", (int)n, p,
                                                (int)(more - 1), p + n + 1);
    }
    return n + more;
}

/* ---- words and signs ---- */

static size_t take_word(struct arena *arena, const char *p, struct calc_token *token)
{
    size_t n = 1;
    while (isalpha((unsigned char)p[n]) || (p[n] == '\'' && isalpha((unsigned char)p[n + 1]))) {
        n++;
    }
    /* log10 and log2 have a digit in their names */
    if (n == 3 && strncmp(p, "log", 3) == 0) {
        n += strncmp(p + 3, "10", 2) == 0 && !is_digit(p[5]) ? 2 : p[3] == '2' && !is_digit(p[4]);
    }
    token->kind = CALC_WORD;
    token->raw = arena_memdup(arena, p, n);
    char *lower = arena_memdup(arena, p, n);
    for (size_t i = 0; i < n; i++) {
        lower[i] = (char)tolower((unsigned char)lower[i]);
    }
    token->lower = lower;
    return n;
}

static size_t take_sign(struct arena *arena, const char *p, struct calc_token *token)
{
    const bool power = p[0] == '*' && p[1] == '*';
    token->kind = CALC_SIGN;
    token->sign = power ? '^' : p[0];
    token->raw = arena_memdup(arena, p, power ? 2 : 1);
    return power ? 2 : 1;
}

static int cut_tokens(struct calc *calc, const char *p)
{
    bool spaced = false;
    while (*p != '\0') {
        if (*p == ' ') {
            spaced = true;
            p++;
            continue;
        }
        if (calc->count == CALC_TOKENS_MAX) {
            return calc_refuse(calc, "That is too long to calculate.");
        }
        struct calc_token *token = &calc->tokens[calc->count++];
        token->spaced = spaced;
        spaced = false;
        if (is_digit(p[0])) {
            p += take_number(calc->arena, p, token);
        } else if (p[0] == '.' && is_digit(p[1])) {
            p += take_fraction(calc->arena, p, token);
        } else if (isalpha((unsigned char)p[0])) {
            p += take_word(calc->arena, p, token);
        } else {
            p += take_sign(calc->arena, p, token);
        }
    }
    return E_OK;
}

int calc_read_tokens(struct calc *calc, struct str text)
{
    calc->tokens = arena_calloc(calc->arena, CALC_TOKENS_MAX + 1, sizeof(*calc->tokens));
    calc->count = 0;
    struct sb sb;
    sb_init(&sb, (size_t)8 * CALCULATOR_TEXT_MAX);
    int rc = fold_text(calc, text, &sb);
    if (rc == E_OK && sb.n > 0) {
        rc = cut_tokens(calc, arena_memdup(calc->arena, sb.p, sb.n));
    }
    sb_done(&sb);
    return rc;
}

/* ---- looking at tokens ---- */

const struct calc_token *calc_at(const struct calc *calc, size_t index)
{
    static const struct calc_token end = {.kind = CALC_END};
    return index < calc->count ? &calc->tokens[index] : &end;
}

bool calc_is_sign(const struct calc *calc, size_t index, char sign)
{
    const struct calc_token *token = calc_at(calc, index);
    return token->kind == CALC_SIGN && token->sign == sign;
}

bool calc_is_word(const struct calc *calc, size_t index, const char *word)
{
    const struct calc_token *token = calc_at(calc, index);
    return token->kind == CALC_WORD && strcmp(token->lower, word) == 0;
}

bool calc_read_digits(const struct calc_token *token, size_t least, size_t most, int64_t *out)
{
    const size_t n = token->kind == CALC_NUMBER ? strlen(token->raw) : 0;
    return n >= least && n <= most && str_to_i64(str_from(token->raw), 0, INT64_MAX, out) == E_OK;
}

/* Whether the token is the word or sign of so many bytes. */
static bool is_this(const struct calc_token *token, const char *word, size_t bytes)
{
    if (token->kind == CALC_SIGN) {
        return bytes == 1 && token->sign == word[0];
    }
    return token->kind == CALC_WORD && strlen(token->lower) == bytes &&
           memcmp(token->lower, word, bytes) == 0;
}

static bool is_one_of(const struct calc_token *token, struct str words)
{
    while (words.n > 0) {
        const struct str word = str_cut(words, '|', &words);
        if (is_this(token, word.p, word.n)) {
            return true;
        }
    }
    return false;
}

bool calc_is_any(const struct calc *calc, size_t index, const char *words)
{
    return is_one_of(calc_at(calc, index), str_from(words));
}

size_t calc_match(const struct calc *calc, size_t index, const char *phrase)
{
    struct str rest = str_from(phrase);
    size_t n = 0;
    while (rest.n > 0) {
        const struct str words = str_cut(rest, ' ', &rest);
        if (index + n >= calc->count || !is_one_of(calc_at(calc, index + n), words)) {
            return 0;
        }
        n++;
    }
    return n;
}

static size_t find(const struct calc *calc, struct calc_range range, const char *phrase, bool last)
{
    size_t found = range.to;
    int depth = 0;
    for (size_t i = range.from; i < range.to; i++) {
        depth += calc_is_sign(calc, i, '(');
        depth -= calc_is_sign(calc, i, ')');
        const size_t n = depth == 0 ? calc_match(calc, i, phrase) : 0;
        if (n > 0 && i + n <= range.to) {
            found = i;
            if (!last) {
                return found;
            }
        }
    }
    return found;
}

size_t calc_find(const struct calc *calc, struct calc_range range, const char *phrase)
{
    return find(calc, range, phrase, false);
}

size_t calc_find_last(const struct calc *calc, struct calc_range range, const char *phrase)
{
    return find(calc, range, phrase, true);
}

const char *calc_text(const struct calc *calc, struct calc_range range)
{
    struct sb sb;
    sb_init(&sb, (size_t)8 * CALCULATOR_TEXT_MAX);
    for (size_t i = range.from; i < range.to && i < calc->count; i++) {
        if (i > range.from && calc->tokens[i].spaced) {
            sb_add_byte(&sb, ' ');
        }
        sb_add_c(&sb, calc->tokens[i].raw);
    }
    const char *text = arena_memdup(calc->arena, sb.n > 0 ? sb.p : "", sb.n);
    sb_done(&sb);
    return text;
}
