/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The script decides where only one of the languages known here is written with it. Otherwise each word that is one of
 * a language's frequent ones counts for it, and each letter that its neighbours lack a little. */
#include <unicode/uscript.h>

#include "infer/text/text_int.h"

#define SAMPLE_POINTS 6000
#define SAMPLE_WORDS  400
#define LANGUAGES_MAX 32

enum script {
    LATIN,
    CYRILLIC,
    ARABIC,
    HAN,
    KANA,
    HANGUL,
    DEVANAGARI,
    THAI,
    GREEK,
    HEBREW,
    OTHER,
    SCRIPT_COUNT
};

/* Of scripts that one of the languages here is alone in. */
static const struct text_language *const only_languages[SCRIPT_COUNT] = {
    [HAN] = &text_zh,  [KANA] = &text_ja,  [HANGUL] = &text_ko, [DEVANAGARI] = &text_hi,
    [THAI] = &text_th, [GREEK] = &text_el, [HEBREW] = &text_he,
};

static enum script script_of(uint32_t point)
{
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript((UChar32)point, &status)) {
    case USCRIPT_LATIN:
        return LATIN;
    case USCRIPT_CYRILLIC:
        return CYRILLIC;
    case USCRIPT_ARABIC:
        return ARABIC;
    case USCRIPT_HAN:
        return HAN;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return KANA;
    case USCRIPT_HANGUL:
        return HANGUL;
    case USCRIPT_DEVANAGARI:
        return DEVANAGARI;
    case USCRIPT_THAI:
        return THAI;
    case USCRIPT_GREEK:
        return GREEK;
    case USCRIPT_HEBREW:
        return HEBREW;
    default:
        return OTHER;
    }
}

static enum script main_script(const struct text *text, size_t sample, double *out_share)
{
    size_t counts[SCRIPT_COUNT] = {0};
    size_t letters = 0;
    for (size_t i = 0; i < sample; i++) {
        if (text_is_letter(text->points[i])) {
            counts[script_of(text->points[i])]++;
            letters++;
        }
    }
    /* Japanese is mostly both; a character of it says as much as a syllable of others, hence the weights. */
    if (counts[KANA] * 10 > counts[HAN]) {
        counts[KANA] += counts[HAN];
        counts[HAN] = 0;
    }
    counts[HAN] *= 3;
    counts[KANA] *= 2;
    enum script best = OTHER;
    size_t total = 0;
    for (size_t i = 0; i < SCRIPT_COUNT; i++) {
        total += counts[i];
        best = counts[i] > counts[best] ? (enum script)i : best;
    }
    *out_share = letters == 0 ? 0 : (double)counts[best] / (double)total;
    return letters == 0 ? OTHER : best;
}

static enum script script_of_language(const struct text_language *language)
{
    if (language == &text_ru || language == &text_uk) {
        return CYRILLIC;
    }
    if (language == &text_fa || language == &text_ar) {
        return ARABIC;
    }
    for (size_t i = 0; i < SCRIPT_COUNT; i++) {
        if (only_languages[i] == language) {
            return (enum script)i;
        }
    }
    return LATIN;
}

static bool has_letter(const struct text_language *language, uint32_t point)
{
    for (const uint32_t *letter = language->letters; letter != NULL && *letter != 0; letter++) {
        if (*letter == point) {
            return true;
        }
    }
    return false;
}

struct votes {
    enum script script;
    double of[LANGUAGES_MAX];
    size_t words;
};

static void vote_word(const struct text *text, const struct text_word *word, struct votes *votes)
{
    char folded[TEXT_FOLD_BYTES];
    const struct str lower = text_word_fold(text, word, folded);
    for (size_t i = 0; i < text_language_count; i++) {
        const struct text_language *language = text_languages[i];
        if (script_of_language(language) != votes->script) {
            continue;
        }
        if (text_list_has(language->stop_words, lower)) {
            votes->of[i] += word->end - word->start > 1 ? 1 : 0.3; /* "a" is a word of many */
        } else if (text_list_has(language->known_words, lower)) {
            votes->of[i] += 1;
        }
        for (size_t at = word->start; at < word->end; at++) {
            if (text->points[at] >= 0x80 && has_letter(language, text_lower(text->points[at]))) {
                votes->of[i] += 0.2;
            }
        }
    }
    votes->words++;
}

static const struct text_language *count_votes(const struct votes *votes, double *out_confidence)
{
    size_t best = 0;
    for (size_t i = 1; i < text_language_count; i++) {
        best = votes->of[i] > votes->of[best] ? i : best;
    }
    double second = 0;
    for (size_t i = 0; i < text_language_count; i++) {
        second = i != best && votes->of[i] > second ? votes->of[i] : second;
    }
    const double most = votes->of[best];
    if (most <= second || most < 0.2) {
        return NULL;
    }
    /* How clearly before the next, and how much of the text it rests on. */
    const double lead = (most - second) / (most + second);
    const double weight = most / (most + 1);
    *out_confidence = lead * weight;
    return text_languages[best];
}

const struct text_language *text_guess(const struct text *text, double *out_confidence)
{
    ASSERT(text_language_count <= LANGUAGES_MAX);
    const size_t sample = size_min(text->count, SAMPLE_POINTS);
    double share;
    struct votes votes = {.script = main_script(text, sample, &share)};
    *out_confidence = 0;
    const struct text_language *only = only_languages[votes.script];
    if (only != NULL) {
        *out_confidence = share;
        return only;
    }
    if (votes.script == OTHER) {
        return NULL;
    }
    struct text_word word;
    for (size_t at = 0; votes.words < SAMPLE_WORDS && text_next_word(text, &at, sample, &word);) {
        if (word.kind == TEXT_WORD) {
            vote_word(text, &word, &votes);
        }
    }
    return count_votes(&votes, out_confidence);
}
