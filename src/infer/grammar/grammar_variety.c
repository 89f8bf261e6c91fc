/* SPDX-License-Identifier: GPL-3.0-or-later */
/* British and American spelling in one text. Which a word is: its dictionary has it, the other one has not, but has what the word becomes
 * by one of the known differences. The spelling that fewer words have is the one that is told. */
#include <ctype.h>

#include "infer/grammar/grammar_int.h"

#define TOLD_MAX ((size_t)50)

enum variety { VARIETY_NONE, VARIETY_BRITISH, VARIETY_AMERICAN };

/* What the one has where the other has something else; of a word the longest end that fits first. */
static const struct {
    const char *british, *american;
} parts[] = {
    {"our", "or"},     {"ise", "ize"},    {"isa", "iza"},       {"isi", "izi"},
    {"yse", "yze"},    {"ysi", "yzi"},    {"tre", "ter"},       {"bre", "ber"},
    {"gue", "g"},      {"ence", "ense"},  {"lled", "led"},      {"lling", "ling"},
    {"ller", "ler"},   {"llery", "lry"},  {"grey", "gray"},     {"plough", "plow"},
    {"inium", "inum"}, {"mould", "mold"}, {"sce", "ske"},       {"pyj", "paj"},
    {"mous", "mus"},   {"aero", "air"},   {"lful", "llful"},    {"lment", "llment"},
    {"ae", "e"},       {"oe", "e"},       {"ogramme", "ogram"}, {"ueller", "ueler"},
    {"tyre", "tire"},  {"quer", "ker"},   {"cosy", "cozy"},     {"lt", "led"},
    {"nt", "ned"},
};

static bool knows(const struct checker *checker, const char *locale, struct str word)
{
    return spell_knows_as(checker->grammar->spell, locale, word);
}

/* The word with one `from` in it as `to`, so that the dictionary has it. */
static bool replace_part(struct checker *checker, struct str word, const char *const pair[2],
                         const char *locale, struct str *out)
{
    const struct str from = str_from(pair[0]);
    for (size_t at = word.n; at-- > 0;) {
        if (!str_starts(str_sub(word, at, word.n), from)) {
            continue;
        }
        const struct str made =
            str_from(arena_printf(checker->arena, "%" STRF "%s%" STRF, STRA(str_sub(word, 0, at)),
                                  pair[1], STRA(str_sub(word, at + from.n, word.n))));
        if (knows(checker, locale, made)) {
            *out = made;
            return true;
        }
    }
    return false;
}

/* Which spelling a word has, and how the other one writes it. */
static enum variety variety_of(struct checker *checker, struct str low, struct str *out_other)
{
    const bool british = knows(checker, "en_GB", low);
    const bool american = knows(checker, "en_US", low);
    if (british == american) {
        return VARIETY_NONE;
    }
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        const char *const pair[2] = {british ? parts[i].british : parts[i].american,
                                     british ? parts[i].american : parts[i].british};
        if (replace_part(checker, low, pair, british ? "en_US" : "en_GB", out_other)) {
            return british ? VARIETY_BRITISH : VARIETY_AMERICAN;
        }
    }
    return VARIETY_NONE;
}

#define STEM_BYTES ((size_t)3) /* beside a part; of "four" and "for" it is less */

bool variety_parts(struct checker *checker, struct str british, struct str american)
{
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        const struct str from = str_from(parts[i].british);
        for (size_t at = 0; at + from.n <= british.n; at++) {
            const size_t stem = british.n - from.n;
            const struct str made = str_from(
                arena_printf(checker->arena, "%" STRF "%s%" STRF, STRA(str_sub(british, 0, at)),
                             parts[i].american, STRA(str_sub(british, at + from.n, british.n))));
            if (str_eq_nocase(str_sub(british, at, at + from.n), from) &&
                str_eq_nocase(made, american) && (stem == 0 || stem >= STEM_BYTES)) {
                return true;
            }
        }
    }
    return false;
}

struct spelled {
    const struct token *token;
    enum variety variety;
    struct str other;
};

struct spellings {
    struct spelled *items; /* (count) */
    size_t count;
    size_t british, american;
};

static void add_token(struct checker *checker, const struct token *token, struct spellings *out)
{
    struct spelled spelled = {.token = token};
    if (token->kind != TOKEN_WORD || token->is_quoted || token->is_upper || token->low.n < 4) {
        return;
    }
    spelled.variety = variety_of(checker, token->low, &spelled.other);
    if (spelled.variety != VARIETY_NONE) {
        out->british += spelled.variety == VARIETY_BRITISH;
        out->american += spelled.variety == VARIETY_AMERICAN;
        out->items[out->count++] = spelled;
    }
}

/* A name in the text (the Kennedy Center) is written as it is. */
static bool is_name(const struct sentence *sentence, const struct token *token)
{
    return token->is_capital && token != &sentence->tokens[0];
}

static void collect(struct checker *checker, const struct sentences *sentences,
                    struct spellings *out)
{
    size_t tokens = 0;
    for (size_t i = 0; i < sentences->count; i++) {
        tokens += sentences->items[i].is_english ? sentences->items[i].count : 0;
    }
    out->items = arena_alloc(checker->arena, (tokens + 1) * sizeof(*out->items));
    for (size_t i = 0; i < sentences->count && checker_goes_on(checker); i++) {
        const struct sentence *sentence = &sentences->items[i];
        for (size_t j = 0; sentence->is_english && j < sentence->count; j++) {
            if (!is_name(sentence, &sentence->tokens[j])) {
                add_token(checker, &sentence->tokens[j], out);
            }
        }
    }
}

static void tell(struct checker *checker, const struct spelled *spelled, const char *reason)
{
    char *copy = str_dup(checker->arena, spelled->other);
    if (spelled->token->is_capital) {
        copy[0] = (char)toupper((unsigned char)copy[0]);
    }
    const struct edit edit = {.start = spelled->token->start,
                              .end = spelled->token->end,
                              .correction = str_from(copy),
                              .has_correction = true,
                              .category = GRAMMAR_STYLE};
    checker_note(checker, edit, "style.variety", reason);
}

static enum variety wanted_variety(const struct spellings *spellings, const char *locale)
{
    if (locale != NULL && strcmp(locale, "en_GB") == 0) {
        return VARIETY_BRITISH;
    }
    if (locale != NULL && strcmp(locale, "en_US") == 0) {
        return VARIETY_AMERICAN;
    }
    if (spellings->british == 0 || spellings->american == 0) {
        return VARIETY_NONE;
    }
    if (spellings->british == spellings->american) {
        return spellings->items[0].variety;
    }
    return spellings->british > spellings->american ? VARIETY_BRITISH : VARIETY_AMERICAN;
}

void check_variety(struct checker *checker, const struct sentences *sentences, const char *locale)
{
    struct spellings spellings = {0};
    if (!spell_has(checker->grammar->spell, "en")) {
        return;
    }
    collect(checker, sentences, &spellings);
    const enum variety wanted = wanted_variety(&spellings, locale);
    const bool is_british = wanted == VARIETY_BRITISH;
    size_t told = 0;
    checker->sentence_first = 0;
    for (size_t i = 0; i < spellings.count && wanted != VARIETY_NONE && told < TOLD_MAX; i++) {
        if (spellings.items[i].variety == wanted) {
            continue;
        }
        /* why is said once */
        const char *first =
            locale != NULL ? is_british
                                 ? "This spelling is American; in British English it is \"%s\"."
                                 : "This spelling is British; in American English it is \"%s\"."
            : is_british   ? "British and American spelling are mixed in this text. Most of it is "
                             "British, where this word is \"%s\"."
                           : "British and American spelling are mixed in this text. Most of it is "
                             "American, where this word is \"%s\".";
        tell(checker, &spellings.items[i],
             told == 0    ? first
             : is_british ? "In British spelling: \"%s\"."
                          : "In American spelling: \"%s\".");
        told++;
    }
}
