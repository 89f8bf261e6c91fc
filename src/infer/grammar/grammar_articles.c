/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "a" and "an". */
#include <ctype.h>

#include "infer/grammar/grammar_int.h"

/* Letters of which the names begin with a vowel: "an F", "an X". */
#define VOWEL_NAMES "AEFHILMNORSX"

/* "NATO" is read as a word, "FBI" letter by letter. */
static bool is_read_as_word(struct str word)
{
    if (word_in(word, "NASA|NATO|LASER|RADAR|FIFA|UEFA|NAFTA|RAM|ROM|SIM|FAQ|LED|LEGO|NIMBY|MoMA|"
                      "SARS|SCUBA|SWAT|REM|LAN|LIDAR|SONAR|NICE")) {
        return true;
    }
    size_t vowels = 0;
    for (size_t i = 0; i < word.n; i++) {
        vowels += strchr("AEIOU", word.p[i]) != NULL && word.p[i] != '\0';
    }
    return word.n >= 4 && vowels >= 2;
}

/* "an 8", "an 11th", "an 18,000th"; "1800" is "eighteen hundred" or "one thousand eight hundred". */
static int sound_of_number(struct str word)
{
    const bool eighteen = str_starts(word, STR("18")) || str_starts(word, STR("11"));
    size_t digits = 0;
    while (digits < word.n && isdigit((unsigned char)word.p[digits]) != 0) {
        digits++;
    }
    if (word.p[0] == '8' || (eighteen && (digits == 2 || digits == 5))) {
        return 1;
    }
    return digits == 4 && eighteen ? -1 : 0;
}

static int sound_of_letter(char letter)
{
    return strchr(VOWEL_NAMES, toupper((unsigned char)letter)) != NULL;
}

/* 1: a vowel, 0: a consonant, -1: nobody knows. */
static int sound_of(const struct checker *checker, const struct token *token)
{
    const struct str word = token_text(checker->text, token);
    if (token->kind == TOKEN_NUMBER) {
        return sound_of_number(word);
    }
    if (token->kind != TOKEN_WORD || word.n == 0 || (unsigned char)word.p[0] >= 0x80) {
        return -1;
    }
    const bool is_mixed = word.n > 1 && isupper((unsigned char)word.p[1]) != 0;
    if (word.n == 1 || (token->is_upper && !is_read_as_word(word)) ||
        (word.n > 2 && word.p[1] == '-')) {
        return word.n == 1 && islower((unsigned char)word.p[0]) != 0 ? -1
                                                                     : sound_of_letter(word.p[0]);
    }
    if ((is_mixed && !token->is_upper) ||
        word_in(token->low, "historic|historical|historian|hotel|herb|herbal|habitual|hereditary|"
                            "hysterical|homage|hallucination|heroic")) {
        return -1;
    }
    return lexicon_sounds_vowel(token->low);
}

static void check_sound(struct checker *checker, size_t at)
{
    const struct sentence *sentence = checker->sentence;
    const struct token *article = &sentence->tokens[at];
    size_t next = at + 1;
    while (next < sentence->count && sentence->tokens[next].kind == TOKEN_MARK &&
           token_in(&sentence->tokens[next], "\"|\xE2\x80\x9C|\xE2\x80\x98|'|(|*")) {
        next++;
    }
    const bool is_letter_a =
        article->is_capital && at > 0 && sentence->tokens[at - 1].kind == TOKEN_WORD;
    if (next >= sentence->count || is_letter_a || article->is_quoted ||
        !sentence->tokens[at + 1].space_before) {
        return;
    }
    const int sound = sound_of(checker, &sentence->tokens[next]);
    if (sound == 1 && token_is(article, "a")) {
        if (token_in(&sentence->tokens[next],
                     "and|or|is|in|as|at|on|a|are|i|of|if|it|am|an|else|us|all|any")) {
            return; /* the letter, or something else that went wrong */
        }
        checker_note(checker, edit_of(checker, at, at, "an"), "article.an",
                     "Before the sound of a vowel the article is \"an\".");
    } else if (sound == 0 && token_is(article, "an")) {
        checker_note(checker, edit_of(checker, at, at, "a"), "article.a",
                     "Before the sound of a consonant the article is \"a\".");
    }
}

void check_articles(struct checker *checker)
{
    for (size_t i = 0; i + 1 < checker->sentence->count; i++) {
        if (token_in(&checker->sentence->tokens[i], "a|an")) {
            check_sound(checker, i);
        }
    }
}
