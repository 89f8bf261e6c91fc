/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capitals at the beginning of sentences, in "I", and in names of more than one word. What is a name alone is found by
 * the dictionary, in grammar_misspelled.c. */
#include <ctype.h>

#include "infer/grammar/grammar_int.h"

static struct str capitalised(struct checker *checker, const struct token *token)
{
    char *copy = str_dup(checker->arena, token_text(checker->text, token));
    copy[0] = (char)toupper((unsigned char)copy[0]);
    return str_from(copy);
}

static void note(struct checker *checker, size_t at, const char *rule, const char *reason)
{
    struct edit edit = edit_of(checker, at, at, "");
    edit.correction = capitalised(checker, &checker->sentence->tokens[at]);
    checker_note(checker, edit, rule, reason);
}

static bool has_inner_capital(struct str word)
{
    for (size_t i = 1; i < word.n; i++) {
        if (isupper((unsigned char)word.p[i]) != 0) {
            return true;
        }
    }
    return false;
}

void check_first_capital(struct checker *checker)
{
    const struct sentence *sentence = checker->sentence;
    size_t first = 0;
    while (first < sentence->count && sentence->tokens[first].kind == TOKEN_MARK &&
           token_in(&sentence->tokens[first], "\"|\xE2\x80\x9C|\xE2\x80\x98|'|(")) {
        first++;
    }
    if (!sentence->begins_text || first >= sentence->count || sentence->count - first < 3) {
        return;
    }
    const struct token *token = &sentence->tokens[first];
    const struct str word = token_text(checker->text, token);
    if (token->kind != TOKEN_WORD || token->is_capital || islower((unsigned char)word.p[0]) == 0 ||
        has_inner_capital(word) || token->is_quoted ||
        sentence->tokens[first + 1].kind == TOKEN_OTHER ||
        token_in(&sentence->tokens[first + 1], "=|(|:|.")) {
        return;
    }
    note(checker, first, "capital.sentence", "A sentence begins with a capital.");
}

static const char *const names[] = {
    "new york",       "new zealand",    "united states",  "united kingdom", "south africa",
    "north america",  "south america",  "los angeles",    "san francisco",  "great britain",
    "hong kong",      "saudi arabia",   "south korea",    "north korea",    "sri lanka",
    "costa rica",     "new delhi",      "mexico city",    "cape town",      "northern ireland",
    "middle east",    "new orleans",    "las vegas",      "buenos aires",   "rio de janeiro",
    "st petersburg",  "european union", "united nations", "world war",      "christmas eve",
    "new year's eve",
};

static bool name_at(const struct checker *checker, size_t at, const char *name, size_t *out_last)
{
    const struct sentence *sentence = checker->sentence;
    struct str rest = str_from(name);
    bool is_small = false;
    for (; rest.n > 0; at++) {
        const struct str word = str_cut(rest, ' ', &rest);
        if (at >= sentence->count || !str_eq(sentence->tokens[at].low, word)) {
            return false;
        }
        is_small |= !sentence->tokens[at].is_capital && !word_in(word, "de");
        *out_last = at;
    }
    return is_small;
}

static void check_names(struct checker *checker, size_t at)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        size_t last;
        if (!name_at(checker, at, names[i], &last)) {
            continue;
        }
        struct edit edit = edit_of(checker, at, last, "");
        char *copy = arena_strdup(checker->arena, names[i]);
        for (size_t j = 0; copy[j] != '\0'; j++) {
            const bool begins = j == 0 || copy[j - 1] == ' ';
            copy[j] = begins && strncmp(copy + j, "de ", 3) != 0
                          ? (char)toupper((unsigned char)copy[j])
                          : copy[j];
        }
        edit.correction = str_from(copy);
        checker_note(checker, edit, "capital.name", "Names have a capital.");
        return;
    }
}

/* "in march", "may 5th", but not "they march" and "it may". */
static bool is_month_here(const struct sentence *sentence, size_t at)
{
    const bool after =
        at > 0 &&
        token_in(&sentence->tokens[at - 1],
                 "in|since|until|till|last|next|every|during|early|late|mid|this|by|of|from");
    const bool number_before = at > 0 && sentence->tokens[at - 1].kind == TOKEN_NUMBER;
    const bool number_after =
        at + 1 < sentence->count && sentence->tokens[at + 1].kind == TOKEN_NUMBER;
    const bool ends = at + 1 >= sentence->count || sentence->tokens[at + 1].kind == TOKEN_MARK;
    if (token_is(&sentence->tokens[at], "may")) {
        return (after || number_before) && (ends || number_after);
    }
    return number_after || ((after || number_before) &&
                            (ends || (sentence->tokens[at + 1].tag &
                                      (TAG(SUBJ) | TAG(DT) | TAG(POSS) | TAG(CC) | TAG(BE))) != 0));
}

static bool is_small_i(const struct sentence *sentence, size_t at)
{
    const struct token *token = &sentence->tokens[at];
    const bool ends = at + 1 >= sentence->count || token_in(&sentence->tokens[at + 1], ".|)|:");
    return token_in(token, "i'm|i've|i'd|i'll") ||
           (token_is(token, "i") && (!ends || (at > 0 && at + 2 >= sentence->count &&
                                               token_in(token - 1, "and|than|as|do|am|have"))));
}

static bool is_name_here(const struct sentence *sentence, size_t at)
{
    const struct token *token = &sentence->tokens[at];
    const bool after_title =
        at >= 2 && token_is(token - 1, ".") && token_in(token - 2, "mr|mrs|ms|dr|prof");
    const bool after_bare =
        at >= 1 && (token - 1)->is_capital && token_in(token - 1, "mr|mrs|ms|dr|miss");
    return (after_title || after_bare) && !token_in(token, "and|or|de|van|von|du|la|le|is|was|of");
}

static bool is_title_here(const struct sentence *sentence, size_t at)
{
    const struct token *token = &sentence->tokens[at];
    return token_in(token, "mr|mrs|dr") && at + 1 < sentence->count &&
           (token[1].is_capital || (at + 2 < sentence->count && token[2].is_capital));
}

/* Words that dictionaries have without a capital, too: "french windows", "polish", "china". */
static bool is_people_here(const struct sentence *sentence, size_t at)
{
    const struct token *token = &sentence->tokens[at];
    if (at + 1 >= sentence->count) {
        return false;
    }
    if (token_in(token, "turkey|china")) {
        return at > 0 && token_in(token - 1, "in|to|from") && !token_is(token + 1, "shop");
    }
    if (token_is(token, "polish")) {
        return (token[1].tag & TAGS_NOUN) != 0 && !token_in(token + 1, "shoes|remover");
    }
    return token_in(token, "french|dutch|german|english|spanish|italian|swiss") &&
           !token_in(token + 1, "fries|windows|window|doors|door|toast|bean|beans|oven|leave");
}

static void check_word(struct checker *checker, size_t at)
{
    const struct sentence *sentence = checker->sentence;
    const struct token *token = &sentence->tokens[at];
    if (token->kind != TOKEN_WORD || token->is_quoted) {
        return;
    }
    const bool is_small = islower((unsigned char)token_text(checker->text, token).p[0]) != 0;
    if (is_small && is_small_i(sentence, at)) {
        note(checker, at, "capital.i", "\"I\" is always a capital.");
    } else if (is_small && token_in(token, "march|may|august") && is_month_here(sentence, at)) {
        note(checker, at, "capital.month", "Names of months have a capital.");
    } else if (is_small && (is_name_here(sentence, at) || is_title_here(sentence, at))) {
        note(checker, at, "capital.name", "Names have a capital.");
    } else if (is_small && is_people_here(sentence, at)) {
        note(checker, at, "capital.name",
             "Names of countries, peoples and languages have a capital.");
    } else {
        check_names(checker, at);
    }
}

void check_capitals(struct checker *checker)
{
    for (size_t i = 0; i < checker->sentence->count; i++) {
        check_word(checker, i);
    }
}
