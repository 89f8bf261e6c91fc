/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which language a text and its sentences are in. */
#include "base/clock.h"
#include "infer/grammar/grammar_int.h"
#include "infer/text/text.h"

#define SENTENCES_MAX ((size_t)40)
#define WORDS_MAX     ((size_t)400)
/* Dictionaries that are not in memory are tried, one by one, for so long. */
#define TRY_MS_MAX     4000
#define SCREENED_WORDS ((size_t)40)

const char *language_of_sentence(const struct checker *checker, const char *main)
{
    struct spell *spell = checker->grammar->spell;
    const struct sentence *sentence = checker->sentence;
    size_t words = 0;
    size_t known = 0;
    for (size_t i = 0; i < sentence->count; i++) {
        const struct token *token = &sentence->tokens[i];
        if (token->kind != TOKEN_WORD) {
            continue;
        }
        words++;
        known += main != NULL && (spell_knows(spell, main, token_text(checker->text, token)) ||
                                  spell_knows(spell, main, token->low));
    }
    if (words < 3 || (main != NULL && 10 * known >= 6 * words)) {
        return main;
    }
    const char *guess = spell_guess(spell, sentence->tokens, sentence->count, checker->text);
    if (guess != NULL && (main == NULL || strcmp(guess, main) != 0)) {
        return guess;
    }
    /* Where every other word is misspelled its frequent ones still tell which language it is. */
    const size_t enough = guess != NULL ? 2 : 4;
    return main != NULL && 10 * known >= enough * words ? main : NULL;
}

/* How many of the text's first words a language's dictionaries know. */
static struct language_guess count_known(struct checker *checker, const struct sentences *sentences,
                                         const char *language)
{
    struct language_guess guess = {.language = language};
    struct spell *spell = checker->grammar->spell;
    for (size_t i = 0; i < sentences->count && i < SENTENCES_MAX; i++) {
        for (size_t j = 0; j < sentences->items[i].count && guess.words < WORDS_MAX; j++) {
            const struct token *token = &sentences->items[i].tokens[j];
            if (token->kind == TOKEN_WORD && language != NULL) {
                guess.words++;
                guess.known += spell_knows(spell, language, token_text(checker->text, token)) ||
                               spell_knows(spell, language, token->low);
            }
        }
    }
    return guess;
}

/* The language in memory that most sentences seem to be in. */
static const char *guess_loaded(const struct checker *checker, const struct sentences *sentences)
{
    size_t most = 0;
    const char *best = NULL;
    struct {
        const char *language;
        size_t words;
    } counts[8] = {0};
    for (size_t i = 0; i < sentences->count && i < SENTENCES_MAX; i++) {
        const struct sentence *sentence = &sentences->items[i];
        const char *language =
            spell_guess(checker->grammar->spell, sentence->tokens, sentence->count, checker->text);
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
static const char *guess_by_text(const struct checker *checker)
{
    struct text text;
    double confidence;
    if (text_read(checker->text, 20000, checker->arena, &text) < 0) {
        return NULL;
    }
    const struct text_language *language = text_guess(&text, &confidence);
    return language != NULL && spell_has(checker->grammar->spell, language->code) ? language->code
                                                                                  : NULL;
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

void language_guess(struct checker *checker, const struct sentences *sentences,
                    struct language_guess *out)
{
    struct spell *spell = checker->grammar->spell;
    struct str words[SCREENED_WORDS];
    const size_t count = list_words(sentences, words);
    *out = count_known(checker, sentences, guess_loaded(checker, sentences));
    if (is_enough(out) || count < 4) {
        return;
    }
    const int64_t until_ms = clock_mono_ms() + TRY_MS_MAX;
    struct language_guess other = count_known(checker, sentences, guess_by_text(checker));
    if (other.language != NULL && is_better(&other, out)) {
        *out = other;
    }
    if (is_enough(out) || !checker_goes_on(checker)) {
        return;
    }
    struct screened screened[SPELL_SCREENED_MAX];
    spell_screen(spell, words, count, screened);
    for (size_t i = 0; i < SPELL_SCREENED_MAX && screened[i].language != NULL; i++) {
        if (screened[i].found == 0 || clock_mono_ms() > until_ms || !checker_goes_on(checker)) {
            break;
        }
        other = count_known(checker, sentences, screened[i].language);
        if (is_better(&other, out) && 2 * other.known >= other.words) {
            *out = other;
        }
    }
}
