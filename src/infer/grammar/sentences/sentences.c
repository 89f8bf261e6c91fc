/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts text into sentences and words. */
#include <ctype.h>

#include "base/utf8.h"
#include "infer/grammar/sentences/sentences.h"

/* A sentence without end is cut here. */
#define TOKENS_MAX ((size_t)400)
/* Quotes around so many words hold a title or a foreign phrase, not speech. */
#define QUOTED_WORDS_MAX 3
#define SHORT_LINE_BYTES 60
/* What is longer without a space, or between backticks, is not looked through: a text of brackets alone would take for ever. */
#define RUN_BYTES_MAX  ((size_t)300)
#define CODE_BYTES_MAX ((size_t)1000)

struct split {
    struct str text;
    struct arena *arena;
    struct token *tokens; /* of the sentence at hand */
    size_t count;
    struct sentences *out;
    size_t capacity;
    bool is_broken;
    bool ends_paragraph;
};

struct str token_text(struct str text, const struct token *token)
{
    return str_sub(text, token->start, token->end);
}

bool token_is(const struct token *token, const char *low)
{
    return str_eq(token->low, str_from(low));
}

bool word_among(struct str word, struct str list)
{
    while (word.n > 0 && list.n > 0) {
        if (str_eq(str_cut(list, '|', &list), word)) {
            return true;
        }
    }
    return false;
}

bool word_in(struct str word, const char *list)
{
    return word_among(word, str_from(list));
}

bool token_in(const struct token *token, const char *list)
{
    return word_in(token->low, list);
}

size_t sentence_words(const struct sentence *sentence)
{
    size_t words = 0;
    for (size_t i = 0; i < sentence->count; i++) {
        words += sentence->tokens[i].kind == TOKEN_WORD;
    }
    return words;
}

/* ---- characters ---- */

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200B) || c == 0x202F || c == 0x3000 || c == 0xFEFF;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019;
}

/* Of alphabets that put spaces between words: Latin to Armenian, Georgian, and Hangul. */
static bool is_letter(uint32_t c)
{
    if (c < 0x80) {
        return isalpha((int)c) != 0;
    }
    return c == 0xAA || c == 0xB5 || c == 0xBA ||
           (c >= 0xC0 && c <= 0x58F && c != 0xD7 && c != 0xF7) || (c >= 0x5D0 && c <= 0x5F4) ||
           (c >= 0x620 && c <= 0x669 && c != 0x640) || (c >= 0x671 && c <= 0x6D3) ||
           (c >= 0x900 && c < 0xE00 && c != 0x964 && c != 0x965) || /* India's, which have spaces */
           (c >= 0x10A0 && c <= 0x10FF) || (c >= 0x1E00 && c <= 0x1FFF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x300 && c <= 0x36F);
}

/* Scripts in which words stand without spaces, and others that are not told apart here. */
static bool is_foreign(uint32_t c)
{
    return (c >= 0xE00 && c < 0x10A0) || (c >= 0x1100 && c < 0x1E00) ||
           (c >= 0x2E80 && c <= 0x2FFF) || (c >= 0x3005 && c < 0xAC00) ||
           (c >= 0xF900 && c <= 0xFAFF) || c >= 0x10000;
}

static uint32_t peek(struct str text, size_t at)
{
    return at < text.n ? utf8_next(text, &at) : 0;
}

static size_t behind(struct str text, size_t at)
{
    (void)utf8_next(text, &at);
    return at;
}

/* Of Latin, Greek and Cyrillic, as far as dictionaries have to be asked in lower case. */
static uint32_t to_lower(uint32_t c)
{
    if (c < 0x80) {
        return (uint32_t)tolower((int)c);
    }
    if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
        (c >= 0x410 && c <= 0x42F)) {
        return c + 32;
    }
    if (c >= 0x400 && c <= 0x40F) {
        return c + 80;
    }
    if (c >= 0x100 && c <= 0x137) {
        return c | 1u;
    }
    return c == 0x2019 ? '\'' : c;
}

static struct str lower(struct arena *arena, struct str word)
{
    struct sb sb;
    sb_init(&sb, 4 * word.n + 4);
    for (size_t at = 0; at < word.n;) {
        utf8_add(&sb, to_lower(utf8_next(word, &at)));
    }
    const struct str copy = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return copy;
}

/* ---- tokens ---- */

static void note_case(struct str word, struct token *token)
{
    size_t letters = 0;
    size_t capitals = 0;
    for (size_t at = 0; at < word.n;) {
        const bool is_first = at == 0;
        const uint32_t c = utf8_next(word, &at);
        if (!is_letter(c)) {
            continue;
        }
        letters++;
        const bool is_capital = to_lower(c) != c && c != 0x2019;
        capitals += is_capital;
        token->is_capital |= is_first && is_capital;
    }
    token->is_upper = letters >= 2 && capitals == letters;
}

static void add_token(struct split *split, enum token_kind kind, size_t start, size_t end)
{
    if (split->count == TOKENS_MAX) {
        return;
    }
    struct token *token = &split->tokens[split->count++];
    const struct str word = str_sub(split->text, start, end);
    *token = (struct token){.start = start, .end = end, .kind = kind};
    token->space_before = start == 0 || is_space((unsigned char)split->text.p[start - 1]) ||
                          (start >= 2 && memcmp(split->text.p + start - 2, "\xC2\xA0", 2) == 0);
    token->low = lower(split->arena, word);
    note_case(word, token);
}

/* A word may have apostrophes and hyphens between its letters. */
static size_t end_of_word(struct str text, size_t at)
{
    while (at < text.n) {
        const uint32_t c = peek(text, at);
        const size_t next = behind(text, at);
        const bool joins = is_apostrophe(c) || c == '-' || c == 0xAD || c == 0x2010 ||
                           c == 0x200C || c == 0x200D; /* in Persian and Hindi */
        if (!is_letter(c) && !(joins && is_letter(peek(text, next)))) {
            break;
        }
        at = next;
    }
    return at;
}

/* "1,200.50", "14:35", "3-1", "19th", "80%", "5-year-old" */
static size_t end_of_number(struct str text, size_t at)
{
    while (at < text.n) {
        const uint32_t c = peek(text, at);
        const size_t next = behind(text, at);
        const uint32_t after = peek(text, next);
        const bool joins = c < 0x80 && c != 0 && strchr(".,:/-'", (int)c) != NULL && after < 0x80 &&
                           (isdigit((int)after) != 0 || (c == '-' && isalpha((int)after) != 0));
        const bool belongs = (c < 0x80 && isdigit((int)c) != 0) || is_letter(c) || c == '%' ||
                             c == 0xB0 || c == 0xB2 || c == 0xB3;
        if (!belongs && !joins) {
            break;
        }
        at = next;
    }
    return at;
}

static size_t end_of_run(struct str text, size_t at)
{
    const size_t start = at;
    while (at < text.n && at - start < RUN_BYTES_MAX && !is_space(peek(text, at))) {
        at = behind(text, at);
    }
    return at;
}

static bool has_ending(struct str run)
{
    static const char *const endings = "com|org|net|edu|gov|de|uk|io|info|fr|es|eu|txt|json|xml|"
                                       "html|htm|css|js|ts|py|c|h|cpp|sh|md|pdf|"
                                       "png|jpg|jpeg|gif|svg|zip|tar|gz|csv|yaml|yml|toml|exe|doc|"
                                       "docx|conf|log|sql|so|example|local";
    for (size_t dot = run.n; dot > 1; dot--) {
        if (run.p[dot - 1] == '.') {
            struct str ending = str_sub(run, dot, run.n);
            return isalnum((unsigned char)run.p[dot - 2]) != 0 && word_in(ending, endings);
        }
    }
    return false;
}

/* An address, a path, a name in a program: what stands up to the next space is no word, whatever the rules say. */
static size_t end_of_other(struct str text, size_t at)
{
    size_t end = end_of_run(text, at);
    while (end > at && strchr(".,;:!?)]}'\"", text.p[end - 1]) != NULL) {
        end--;
    }
    const struct str run = str_sub(text, at, end);
    if (run.n < 3) {
        return at;
    }
    bool has_odd = false;
    for (size_t i = 0; i < run.n; i++) {
        const bool between = i > 0 && i + 1 < run.n;
        has_odd |= strchr("_\\@#$=<>{}~^|", run.p[i]) != NULL && run.p[i] != '\0' &&
                   (between || run.p[i] == '\\' || run.p[i] == '~');
        has_odd |= run.p[i] == '/' && (i == 0 || (between && run.p[i + 1] == '/'));
        has_odd |= run.p[i] == '(' && i + 1 < run.n && run.p[i + 1] == ')';
    }
    return has_odd || str_starts(run, STR("www.")) || has_ending(run) ? end : at;
}

/* `code`, and blocks of it between lines of three backticks. */
static size_t end_of_code(struct str text, size_t at)
{
    if (text.p[at] != '`') {
        return at;
    }
    const bool is_block = str_starts(str_sub(text, at, text.n), STR("```"));
    for (size_t i = at + (is_block ? 3 : 1); i < text.n; i++) {
        if (!is_block && (text.p[i] == '\n' || i - at > CODE_BYTES_MAX)) {
            return at;
        }
        if (text.p[i] == '`' && (!is_block || str_starts(str_sub(text, i, text.n), STR("```")))) {
            return i + (is_block ? 3 : 1);
        }
    }
    return is_block ? text.n : at;
}

static size_t end_of_foreign(struct str text, size_t at)
{
    while (at < text.n && is_foreign(peek(text, at))) {
        at = behind(text, at);
    }
    return at;
}

static size_t end_of_mark(struct str text, size_t at)
{
    const size_t start = at;
    if (text.p[at] == '.') {
        while (at < text.n && text.p[at] == '.') {
            at++;
        }
        return at - start > 2 ? at : start + 1;
    }
    return behind(text, at);
}

/* Adds what begins at `at` (no space) and returns where it ends. */
static size_t take_token(struct split *split, size_t at)
{
    const struct str text = split->text;
    const uint32_t c = peek(text, at);
    size_t end = end_of_code(text, at);
    if (end == at) {
        end = end_of_other(text, at);
    }
    if (end == at) {
        end = end_of_foreign(text, at);
    }
    enum token_kind kind = TOKEN_OTHER;
    if (end == at && is_letter(c)) {
        kind = TOKEN_WORD;
        end = end_of_word(text, at);
        if (end < text.n && isdigit((unsigned char)text.p[end]) != 0) {
            kind = TOKEN_OTHER;
            end = end_of_number(text, end);
        }
    } else if (end == at && c < 0x80 && isdigit((int)c) != 0) {
        kind = TOKEN_NUMBER;
        end = end_of_number(text, at);
    } else if (end == at) {
        kind = TOKEN_MARK;
        end = end_of_mark(text, at);
    }
    add_token(split, kind, at, end);
    return end;
}

/* ---- sentences ---- */

/* Words between a pair of quotes, stars or backticks that are few are named, not said. */
static void note_quoted(struct token *tokens, size_t count, struct str text)
{
    for (size_t i = 0; i < count; i++) {
        const struct str mark = token_text(text, &tokens[i]);
        if (tokens[i].kind != TOKEN_MARK ||
            !word_in(mark, "\"|*|_|\xE2\x80\x9C|\xE2\x80\x9E|\xC2\xAB|\xE2\x80\x98|'")) {
            continue;
        }
        for (size_t j = i + 2; j < count && j <= i + QUOTED_WORDS_MAX + 1; j++) {
            const struct str end = token_text(text, &tokens[j]);
            if (tokens[j].kind != TOKEN_MARK ||
                !(str_eq(end, mark) ||
                  word_in(end, "\xE2\x80\x9D|\xC2\xBB|\xE2\x80\x99|\xE2\x80\x9C"))) {
                continue;
            }
            for (size_t k = i + 1; k < j; k++) {
                tokens[k].is_quoted = true;
            }
            break;
        }
    }
}

static bool ends_with_mark(const struct token *tokens, size_t count, struct str text)
{
    for (size_t i = count; i > 0; i--) {
        const struct token *token = &tokens[i - 1];
        if (token->kind != TOKEN_MARK) {
            return false;
        }
        const struct str mark = token_text(text, token);
        if (word_in(mark, ".|!|?|:|;|\xE2\x80\xA6") || str_starts(mark, STR("..."))) {
            return true;
        }
    }
    return true;
}

static void end_sentence(struct split *split)
{
    if (split->count == 0) {
        return;
    }
    if (split->out->count == split->capacity) {
        split->capacity = split->capacity == 0 ? 64 : 2 * split->capacity;
        struct sentence *items = arena_alloc(split->arena, split->capacity * sizeof(*items));
        if (split->out->count > 0) {
            memcpy(items, split->out->items, split->out->count * sizeof(*items));
        }
        split->out->items = items;
    }
    struct sentence *sentence = &split->out->items[split->out->count++];
    *sentence = (struct sentence){.count = split->count,
                                  .start = split->tokens[0].start,
                                  .end = split->tokens[split->count - 1].end,
                                  .is_broken = split->is_broken,
                                  .ends_paragraph = split->ends_paragraph};
    sentence->tokens = arena_alloc(split->arena, split->count * sizeof(*sentence->tokens));
    memcpy(sentence->tokens, split->tokens, split->count * sizeof(*sentence->tokens));
    sentence->has_end = ends_with_mark(sentence->tokens, sentence->count, split->text);
    note_quoted(sentence->tokens, sentence->count, split->text);
    split->count = 0;
    split->is_broken = false;
    split->ends_paragraph = false;
}

static bool is_abbreviation(struct str low)
{
    static const char *const words = "mr|mrs|ms|dr|prof|rev|st|vs|etc|fig|figs|no|nos|vol|ch|pp|ed|"
                                     "eds|al|approx|dept|est|inc|ltd|co|corp|"
                                     "jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|gen|sgt|"
                                     "capt|lt|col|hon|sr|jr|messrs|mme|cf|ca";
    return low.n == 1 || word_in(low, words);
}

/* Whether the mark at tokens[count - 1], with closing quotes and brackets behind it, ends a sentence before the text at `at`. */
static bool is_end(const struct split *split, size_t at)
{
    size_t i = split->count;
    bool closes = false;
    while (i > 0 && split->tokens[i - 1].kind == TOKEN_MARK &&
           word_in(token_text(split->text, &split->tokens[i - 1]),
                   "\"|'|)|]|\xE2\x80\x9D|\xE2\x80\x99|\xC2\xBB")) {
        i--;
        closes = true;
    }
    if (i == 0 || split->tokens[i - 1].kind != TOKEN_MARK) {
        return false;
    }
    const struct str mark = token_text(split->text, &split->tokens[i - 1]);
    const uint32_t next = peek(split->text, at);
    const bool goes_on_small = is_letter(next) && to_lower(next) == next;
    if (word_in(mark, "!|?|\xE2\x80\xA6|...")) {
        return !goes_on_small || (!closes && !word_in(mark, "\xE2\x80\xA6|..."));
    }
    if (!word_in(mark, ".") || (closes && goes_on_small)) {
        return word_in(mark, "\xE3\x80\x82");
    }
    if (i < 2 || split->tokens[i - 2].kind == TOKEN_MARK) {
        return !goes_on_small;
    }
    const struct token *before = &split->tokens[i - 2];
    const bool touches = !split->tokens[i - 1].space_before;
    if (touches && before->kind == TOKEN_WORD && is_abbreviation(before->low)) {
        return str_eq(before->low, STR("i")) && !(i >= 3 && split->tokens[i - 3].is_capital);
    }
    return true;
}

/* Looks at the white space from `at` on: ends the sentence where it is more than a line's end within one. */
static size_t take_space(struct split *split, size_t at)
{
    const struct str text = split->text;
    size_t lines = 0;
    while (at < text.n && is_space(peek(text, at))) {
        lines += text.p[at] == '\n';
        at = behind(text, at);
    }
    if (split->count == 0) {
        return at;
    }
    const uint32_t next = peek(text, at);
    const struct token *last = &split->tokens[split->count - 1];
    size_t line_start = last->end;
    while (line_start > 0 && text.p[line_start - 1] != '\n' &&
           last->end - line_start < SHORT_LINE_BYTES) {
        line_start--;
    }
    const bool is_item = next != 0 && next < 0x80 && strchr("-*#>|+", (int)next) != NULL;
    const bool is_short =
        last->end - line_start < SHORT_LINE_BYTES && is_letter(next) && to_lower(next) != next;
    if (lines >= 2 || at == text.n || (lines == 1 && (is_item || is_short))) {
        split->ends_paragraph = true;
        split->is_broken =
            split->is_broken || (lines == 1 && !ends_with_mark(split->tokens, split->count, text));
        end_sentence(split);
    } else if (is_end(split, at)) {
        end_sentence(split);
    }
    return at;
}

void sentences_split(struct str text, struct arena *arena, struct sentences *out)
{
    *out = (struct sentences){0};
    struct split split = {.text = text, .arena = arena, .out = out};
    split.tokens = arena_alloc(arena, TOKENS_MAX * sizeof(*split.tokens));
    for (size_t at = 0; at < text.n;) {
        const uint32_t c = peek(text, at);
        if (is_space(c)) {
            at = take_space(&split, at);
        } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            at = behind(text, at);
        } else {
            at = take_token(&split, at);
        }
        if (split.count == TOKENS_MAX) {
            split.is_broken = true;
            end_sentence(&split);
        }
    }
    split.ends_paragraph = true;
    end_sentence(&split);
}
