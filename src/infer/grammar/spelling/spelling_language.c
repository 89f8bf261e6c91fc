/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which language a text and its sentences are in. */
#include "base/clock.h"
#include "infer/grammar/spelling/spelling_int.h"
#include "infer/text/text.h"

#define SENTENCES_MAX ((size_t)40)
#define WORDS_MAX     ((size_t)400)
/* Dictionaries that are not in memory are tried, one by one, for so long. */
#define TRY_MS_MAX     4000
#define SCREENED_WORDS ((size_t)40)

const char *language_of_sentence(struct spell *spell, struct str text,
                                 const struct sentence *sentence, const char *main)
{
    size_t words = 0;
    size_t known = 0;
    for (size_t i = 0; i < sentence->count; i++) {
        const struct token *token = &sentence->tokens[i];
        if (token->kind != TOKEN_WORD) {
            continue;
        }
        words++;
        known += main != NULL && (spell_knows(spell, main, token_text(text, token)) ||
                                  spell_knows(spell, main, token->low));
    }
    if (words < 3 || (main != NULL && 10 * known >= 6 * words)) {
        return main;
    }
    const char *guess = spell_guess(spell, sentence->tokens, sentence->count, text);
    if (guess != NULL && (main == NULL || strcmp(guess, main) != 0)) {
        return guess;
    }
    /* Where every other word is misspelled its frequent ones still tell which language it is. */
    const size_t enough = guess != NULL ? 2 : 4;
    return main != NULL && 10 * known >= enough * words ? main : NULL;
}

/* How many of the text's first words a language's dictionaries know. */
static struct language_guess count_known(const struct language_text *text, const char *language)
{
    struct language_guess guess = {.language = language};
    const struct sentences *sentences = text->sentences;
    for (size_t i = 0; i < sentences->count && i < SENTENCES_MAX; i++) {
        for (size_t j = 0; j < sentences->items[i].count && guess.words < WORDS_MAX; j++) {
            const struct token *token = &sentences->items[i].tokens[j];
            if (token->kind == TOKEN_WORD && language != NULL) {
                guess.words++;
                guess.known += spell_knows(text->spell, language, token_text(text->text, token)) ||
                               spell_knows(text->spell, language, token->low);
            }
        }
    }
    return guess;
}

/* The language in memory that most sentences seem to be in. */
static const char *guess_loaded(const struct language_text *text)
{
    const struct sentences *sentences = text->sentences;
    size_t most = 0;
    const char *best = NULL;
    struct {
        const char *language;
        size_t words;
    } counts[8] = {0};
    for (size_t i = 0; i < sentences->count && i < SENTENCES_MAX; i++) {
        const struct sentence *sentence = &sentences->items[i];
        const char *language =
            spell_guess(text->spell, sentence->tokens, sentence->count, text->text);
        for (size_t j = 0; language != NULL && j < ARRAY_LEN(counts); j++) {
            if (counts[j].language == NULL || strcmp(counts[j].language, language) == 0) {
                counts[j].language = language;
                counts[j].words += sentence_words(sentence);
                if (counts[j].words > most) {
                    most = counts[j].words;
                    best = language;
                }
                break;
            }
        }
    }
    return best;
}

/* The language that letters and frequent words tell, where it has dictionaries. */
static const char *guess_by_text(const struct language_text *text)
{
    struct text decoded;
    double confidence;
    if (text_read(text->text, 20000, text->arena, &decoded) < 0) {
        return NULL;
    }
    const struct text_language *language = text_guess(&decoded, &confidence);
    return language != NULL && spell_has(text->spell, language->code) ? language->code : NULL;
}

static bool is_better(const struct language_guess *a, const struct language_guess *b)
{
    return a->known * (b->words + 1) > b->known * (a->words + 1);
}

/* Knows enough to look no further. */
static bool is_enough(const struct language_guess *guess)
{
    return guess->language != NULL && 10 * guess->known >= 9 * guess->words;
}

/* The first words in lower case; how many. */
static size_t list_words(const struct sentences *sentences, struct str out[SCREENED_WORDS])
{
    size_t count = 0;
    for (size_t i = 0; i < sentences->count; i++) {
        for (size_t j = 0; j < sentences->items[i].count && count < SCREENED_WORDS; j++) {
            const struct token *token = &sentences->items[i].tokens[j];
            if (token->kind == TOKEN_WORD) {
                out[count++] = token->low;
            }
        }
    }
    return count;
}

void language_guess(const struct language_text *text, struct language_guess *out)
{
    struct str words[SCREENED_WORDS];
    const size_t count = list_words(text->sentences, words);
    *out = count_known(text, guess_loaded(text));
    if (is_enough(out) || count < 4) {
        return;
    }
    const int64_t until_ms = clock_mono_ms() + TRY_MS_MAX;
    struct language_guess other = count_known(text, guess_by_text(text));
    if (other.language != NULL && is_better(&other, out)) {
        *out = other;
    }
    if (is_enough(out) || !text->goes_on(text->context)) {
        return;
    }
    struct screened screened[SPELL_SCREENED_MAX];
    spell_screen(text->spell, words, count, screened);
    for (size_t i = 0; i < SPELL_SCREENED_MAX && screened[i].language != NULL; i++) {
        if (screened[i].found == 0 || clock_mono_ms() > until_ms || !text->goes_on(text->context)) {
            break;
        }
        other = count_known(text, screened[i].language);
        if (is_better(&other, out) && 2 * other.known >= other.words) {
            *out = other;
        }
    }
}
