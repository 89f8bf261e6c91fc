/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a request. "what's" is two, "15%" and "5kg" too. */
#include "base/utf8.h"
#include "infer/router/router_int.h"

/* What is written in other ways, too: "=" parts a way from the words that it stands for. */
static const struct {
    struct str from;
    struct str to;
} spellings[] = {
    {STR("dont"), STR("don't")},
    {STR("doesnt"), STR("doesn't")},
    {STR("cant"), STR("can't")},
    {STR("isnt"), STR("isn't")},
    {STR("didnt"), STR("didn't")},
    {STR("wont"), STR("won't")},
    {STR("pls"), STR("please")},
    {STR("plz"), STR("please")},
    {STR("u"), STR("you")},
    {STR("ur"), STR("your")},
    {STR("thx"), STR("thanks")},
    {STR("summarise"), STR("summarize")},
    {STR("summarised"), STR("summarized")},
    {STR("summarising"), STR("summarizing")},
    {STR("recognise"), STR("recognize")},
    {STR("capitalise"), STR("capitalize")},
    {STR("practise"), STR("practice")},
    {STR("practising"), STR("practicing")},
    {STR("centre"), STR("center")},
    {STR("colour"), STR("color")},
    {STR("colours"), STR("colors")},
    {STR("favourite"), STR("favorite")},
    {STR("analyse"), STR("analyze")},
    {STR("digitise"), STR("digitize")},
    {STR("spelt"), STR("spelled")},
    {STR("regexp"), STR("regex")},
    {STR("regexes"), STR("regex")},
    {STR("pic"), STR("picture")},
    {STR("pics"), STR("pictures")},
    {STR("img"), STR("image")},
    {STR("photos"), STR("pictures")},
    {STR("vocab"), STR("vocabulary")},
    {STR("maths"), STR("math")},
    {STR("tldr"), STR("tl;dr")},
    {STR("wanna"), STR("want")},
    {STR("gimme"), STR("give")},
    {STR("neighbour"), STR("neighbor")},
    {STR("yeah"), STR("yes")},
    {STR("wat"), STR("what")},
    {STR("wut"), STR("what")},
    {STR("wot"), STR("what")},
    {STR("wats"), STR("what")},
    {STR("wots"), STR("what")},
    {STR("wtf"), STR("what")},
    {STR("dis"), STR("this")},
    {STR("ths"), STR("this")},
    {STR("dat"), STR("that")},
    {STR("rite"), STR("right")},
    {STR("smth"), STR("something")},
    {STR("sth"), STR("something")},
    {STR("ppl"), STR("people")},
    {STR("cuz"), STR("because")},
    {STR("coz"), STR("because")},
    {STR("msg"), STR("message")},
    {STR("txt"), STR("text")},
    {STR("eng"), STR("english")},
    {STR("abt"), STR("about")},
    {STR("lang"), STR("language")},
    {STR("lemme"), STR("let")},
    {STR("ty"), STR("thanks")},
    {STR("tysm"), STR("thanks")},
    {STR("plss"), STR("please")},
    {STR("hw"), STR("homework")},
    {STR("diff"), STR("different")},
};

void router_tokens_init(struct arena *arena, struct router_tokens *out)
{
    *out = (struct router_tokens){arena_calloc(arena, ROUTER_TOKENS_MAX, sizeof(*out->items)), 0};
}

/* ---- cutting ---- */

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
    uint32_t small = c | 0x20;
    if (c < 0x80) {
        return (small >= 'a' && small <= 'z') || c == '_';
    }
    /* Latin-1's signs, general punctuation, currencies, arrows and mathematical operators are none. */
    return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c < 0x2C00) &&
           !(c >= 0x3000 && c < 0x3040) && !(c >= 0xFF00 && c < 0xFF10);
}

static uint32_t at(struct str s, size_t i, size_t *out_next)
{
    *out_next = i;
    return i < s.n ? utf8_next(s, out_next) : 0;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019;
}

/* The end of a number: digits, with marks between digits. */
static size_t number_end(struct str s, size_t i)
{
    while (i < s.n &&
           (is_digit((uint8_t)s.p[i]) ||
            (router_is_one_of(".,:", s.p[i]) && i + 1 < s.n && is_digit((uint8_t)s.p[i + 1])))) {
        i++;
    }
    return i;
}

/* The end of a word: letters and digits, with hyphens and apostrophes between letters. */
static size_t word_end(struct str s, size_t i)
{
    for (;;) {
        size_t next;
        uint32_t c = at(s, i, &next);
        if (i < s.n && (is_letter(c) || is_digit(c))) {
            i = next;
            continue;
        }
        size_t after;
        bool binds = i < s.n && (c == '-' || is_apostrophe(c)) && is_letter(at(s, next, &after));
        if (!binds) {
            return i;
        }
        i = next;
    }
}

/* Words that hold signs. */
static const struct str odd_words[] = {STR("tl;dr"), STR("c++"), STR("c#"), STR("km/h"),
                                       STR("m/s"),   STR("°c"),  STR("°f")};

static size_t odd_end(struct str s, size_t i)
{
    for (size_t k = 0; k < ARRAY_LEN(odd_words); k++) {
        struct str found = str_sub(s, i, i + odd_words[k].n);
        size_t next;
        if (str_eq_nocase(found, odd_words[k]) && !is_letter(at(s, i + found.n, &next))) {
            return i + found.n;
        }
    }
    return i;
}

/* ---- naming ---- */

static struct str lower(struct arena *arena, struct str s)
{
    char *p = arena_alloc(arena, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool is_curly = i + 2 < s.n && memcmp(s.p + i, "\xe2\x80\x99", 3) == 0;
        char c = is_curly ? '\'' : s.p[i];
        bool is_latin =
            i > 0 && (uint8_t)s.p[i - 1] == 0xC3 && (uint8_t)c >= 0x80 && (uint8_t)c <= 0x9E;
        p[n++] = (char)((c >= 'A' && c <= 'Z') || is_latin ? c + 0x20 : c);
        i += is_curly ? 2 : 0;
    }
    return (struct str){p, n};
}

/* A single letter is a unit behind a number only. */
static void name_word(const struct router_words *words, const struct router_tokens *before,
                      struct router_token *token)
{
    enum router_class class = router_find_name(token->text, &token->code);
    bool has_number = before->count > 0 && before->items[before->count - 1].class == ROUTER_NUMBER;
    token->class = class == ROUTER_UNIT && token->text.n == 1 && !has_number ? ROUTER_WORD : class;
    token->is_known = router_knows_word(words, token->text);
    if (token->class == ROUTER_WORD && !token->is_known) {
        struct str near = router_near_word(words, token->text);
        token->is_known = near.n > 0;
        token->text = near.n > 0 ? near : token->text;
    }
}

static void add(const struct router_words *words, struct router_token token,
                struct router_tokens *tokens)
{
    if (tokens->count == ROUTER_TOKENS_MAX || token.end == token.start) {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
        if (str_eq(token.text, spellings[i].from)) {
            token.text = spellings[i].to;
            break;
        }
    }
    if (token.class == ROUTER_WORD) {
        name_word(words, tokens, &token);
    } else if (token.class == ROUTER_SIGN &&
               router_find_name(token.text, &token.code) == ROUTER_CURRENCY) {
        token.class = ROUTER_CURRENCY;
    }
    tokens->items[tokens->count++] = token;
}

/* A word; what follows its apostrophe as a token of its own, except in "don't". */
static void add_word(const struct router_words *words, struct router_token token,
                     struct router_tokens *tokens)
{
    struct str text = token.text;
    size_t apostrophe = str_find_byte(text, '\'');
    if (router_in_list("whats hows thats wheres whos", text)) {
        struct router_token is = token;
        token.text = str_sub(text, 0, text.n - 1);
        token.end--;
        is.start = token.end;
        is.text = STR("'s");
        add(words, token, tokens);
        add(words, is, tokens);
        return;
    }
    bool is_one = apostrophe == text.n || str_ends(text, STR("n't"));
    if (is_one) {
        add(words, token, tokens);
        return;
    }
    struct router_token second = token;
    token.text = str_sub(text, 0, apostrophe);
    second.text = str_sub(text, apostrophe, text.n);
    /* Small letters may be shorter than what was written, by a curly apostrophe alone. */
    token.end = token.start + apostrophe;
    second.start = token.end;
    second.is_capital = false;
    add(words, token, tokens);
    add(words, second, tokens);
}

/* What begins at token.start, and where it ends. White space is ROUTER_CLASS_COUNT. */
static void measure(struct str s, struct router_token *token)
{
    size_t i = token->start;
    size_t next;
    uint32_t c = at(s, i, &next);
    size_t odd = odd_end(s, i);
    token->class = ROUTER_WORD;
    if (odd > i) {
        token->end = odd;
    } else if (is_digit(c)) {
        token->end = number_end(s, i);
        token->class = ROUTER_NUMBER;
    } else if (is_letter(c)) {
        token->end = word_end(s, i);
    } else {
        token->end = next;
        token->class = c <= ' ' || c == 0xA0 ? ROUTER_CLASS_COUNT : ROUTER_SIGN;
    }
    token->is_capital = c >= 'A' && c <= 'Z';
}

void router_add_tokens(const struct router_words *words, struct str message, const size_t range[2],
                       struct arena *arena, struct router_tokens *tokens)
{
    struct str s = str_sub(message, 0, range[1]);
    struct router_token token = {.end = range[0]};
    while (token.end < s.n && tokens->count < ROUTER_TOKENS_MAX) {
        token = (struct router_token){.start = token.end};
        measure(s, &token);
        token.text = lower(arena, str_sub(s, token.start, token.end));
        if (token.class == ROUTER_WORD) {
            add_word(words, token, tokens);
        } else if (token.class != ROUTER_CLASS_COUNT) {
            add(words, token, tokens);
        }
    }
}
