/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of English words. */
#include <ctype.h>

#include "infer/grammar/lexicon/lexicon_int.h"

static bool is_vowel(char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

bool forms_ends(struct str word, const char *ending)
{
    return str_ends(word, str_from(ending));
}

bool forms_put(struct form *out, struct str stem, const char *ending)
{
    const int n = snprintf(out->p, sizeof(out->p), "%" STRF "%s", STRA(stem), ending);
    return n > 0 && (size_t)n < sizeof(out->p);
}

/* ---- tables ---- */

/* The n-th of the words between spaces; of several ("got/gotten") all. */
struct str forms_column(const char *row, size_t n)
{
    struct str rest = str_from(row);
    struct str word = str_cut(rest, ' ', &rest);
    for (size_t i = 0; i < n; i++) {
        word = str_cut(rest, ' ', &rest);
    }
    return word;
}

bool forms_cell_has(struct str cell, struct str word)
{
    while (cell.n > 0) {
        if (str_eq(str_cut(cell, '/', &cell), word)) {
            return true;
        }
    }
    return false;
}

static struct str cell_first(struct str cell)
{
    struct str rest;
    return str_cut(cell, '/', &rest);
}

static const char *irregular_verb(struct str base)
{
    for (size_t i = 0; i < forms_verb_count; i++) {
        if (str_eq(forms_column(forms_verbs[i], 0), base)) {
            return forms_verbs[i];
        }
    }
    return NULL;
}

/* "undergo" goes like "go". */
static const char *irregular_of(struct str base, struct str *out_prefix)
{
    static const char *const prefixes[] = {"under", "over", "mis",  "out", "re",
                                           "with",  "un",   "fore", "up"};
    *out_prefix = STR_EMPTY;
    const char *row = irregular_verb(base);
    for (size_t i = 0; row == NULL && i < ARRAY_LEN(prefixes); i++) {
        const struct str prefix = str_from(prefixes[i]);
        if (str_starts(base, prefix) && base.n > prefix.n + 1) {
            row = irregular_verb(str_sub(base, prefix.n, base.n));
            *out_prefix = str_sub(base, 0, row == NULL ? 0 : prefix.n);
        }
    }
    return row;
}

/* ---- making ---- */

/* "stop", "plan", "admit": the last letter is doubled before -ed and -ing. Of longer words only those with the stress at the
 * end, which nobody sees: a list. */
static bool doubles(struct str base)
{
    if (base.n < 3) {
        return false;
    }
    const char last = base.p[base.n - 1];
    if (is_vowel(last) || strchr("wxyhc", last) != NULL || !is_vowel(base.p[base.n - 2]) ||
        (is_vowel(base.p[base.n - 3]) &&
         !(base.p[base.n - 3] == 'u' && base.n > 3 && base.p[base.n - 4] == 'q'))) {
        return false;
    }
    size_t groups = 0;
    for (size_t i = 0; i < base.n; i++) {
        const bool begins = is_vowel(base.p[i]) && (i == 0 || !is_vowel(base.p[i - 1]));
        groups += begins;
    }
    static const char *const stressed =
        "admit|begin|commit|compel|confer|control|defer|deter|equip|excel|expel|forget|format|"
        "infer|omit|occur|patrol|permit|"
        "prefer|program|propel|rebel|recur|refer|regret|repel|submit|transfer|transmit|upset|"
        "travel|cancel|label|model|quarrel|"
        "signal|level|fuel|dial|kidnap|worship|acquit|allot|incur|outfit|unplug|forbid";
    return groups <= 1 || word_in(base, stressed);
}

static bool make_s(struct str base, struct form *out)
{
    if (forms_ends(base, "s") || forms_ends(base, "x") || forms_ends(base, "z") ||
        forms_ends(base, "ch") || forms_ends(base, "sh")) {
        return forms_put(out, base, "es");
    }
    if (forms_ends(base, "y") && base.n > 1 && !is_vowel(base.p[base.n - 2])) {
        return forms_put(out, str_sub(base, 0, base.n - 1), "ies");
    }
    return forms_put(out, base, "s");
}

static bool make_plural(struct str base, struct form *out)
{
    for (size_t i = 0; i < forms_noun_count; i++) {
        const struct str singular = forms_column(forms_nouns[i], 0);
        if (str_eq(singular, base)) {
            return forms_put(out, cell_first(forms_column(forms_nouns[i], 1)), "");
        }
        if (base.n > singular.n + 2 && singular.n > 2 && str_ends(base, singular) &&
            word_in(singular, "man|woman|child|wife|foot")) {
            return forms_put(out, str_sub(base, 0, base.n - singular.n), "") &&
                   snprintf(out->p + base.n - singular.n, sizeof(out->p) - base.n, "%" STRF,
                            STRA(cell_first(forms_column(forms_nouns[i], 1)))) > 0;
        }
    }
    if (word_in(base, "potato|tomato|hero|echo|torpedo|veto|mosquito|volcano|cargo")) {
        return forms_put(out, base, "es");
    }
    return make_s(base, out);
}

static bool make_third(struct str base, struct form *out)
{
    if (str_eq(base, STR("be"))) {
        return forms_put(out, STR("is"), "");
    }
    if (str_eq(base, STR("have"))) {
        return forms_put(out, STR("has"), "");
    }
    return word_in(base, "go|do|undergo|forgo|veto|echo") ? forms_put(out, base, "es")
                                                          : make_s(base, out);
}

static bool make_ed(struct str base, struct form *out)
{
    if (forms_ends(base, "e")) {
        return forms_put(out, base, "d");
    }
    if (forms_ends(base, "y") && base.n > 1 && !is_vowel(base.p[base.n - 2])) {
        return forms_put(out, str_sub(base, 0, base.n - 1), "ied");
    }
    if (forms_ends(base, "c")) {
        return forms_put(out, base, "ked");
    }
    const char twice[4] = {base.p[base.n - 1], 'e', 'd', '\0'};
    return forms_put(out, base, doubles(base) ? twice : "ed");
}

static bool make_ing(struct str base, struct form *out)
{
    if (forms_ends(base, "ie")) {
        return forms_put(out, str_sub(base, 0, base.n - 2), "ying");
    }
    if (forms_ends(base, "e") && !forms_ends(base, "ee") && !forms_ends(base, "oe") &&
        !forms_ends(base, "ye") && base.n > 2) {
        return forms_put(out, str_sub(base, 0, base.n - 1), "ing");
    }
    if (forms_ends(base, "c")) {
        return forms_put(out, base, "king");
    }
    const char twice[5] = {base.p[base.n - 1], 'i', 'n', 'g', '\0'};
    return forms_put(out, base, doubles(base) ? twice : "ing");
}

static bool make_verb(struct str base, uint32_t tag, struct form *out)
{
    struct str prefix;
    const char *row = irregular_of(base, &prefix);
    switch (tag) {
    case TAG(VB):
        return forms_put(out, base, "");
    case TAG(VBZ):
        return make_third(base, out);
    case TAG(VBG):
        return str_eq(base, STR("be")) ? forms_put(out, STR("being"), "") : make_ing(base, out);
    default:
        break;
    }
    if (row == NULL) {
        return make_ed(base, out);
    }
    const struct str cell = cell_first(forms_column(row, tag == TAG(VBD) ? 1 : 2));
    return snprintf(out->p, sizeof(out->p), "%" STRF "%" STRF, STRA(prefix), STRA(cell)) > 0;
}

static bool make_adverb(struct str base, struct form *out)
{
    static const char *const rows[] = {
        "good well",         "fast fast",         "hard hard",    "early early",
        "late late",         "public publicly",   "whole wholly", "true truly",
        "due duly",          "long long",         "high high",    "low low",
        "straight straight", "friendly friendly", "daily daily",  "real really"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_eq(forms_column(rows[i], 0), base)) {
            return forms_put(out, forms_column(rows[i], 1), "");
        }
    }
    if (forms_ends(base, "ic")) {
        return forms_put(out, base, "ally");
    }
    if (forms_ends(base, "le") && base.n > 3 && !is_vowel(base.p[base.n - 3])) {
        return forms_put(out, str_sub(base, 0, base.n - 1), "y");
    }
    if (forms_ends(base, "y") && base.n > 3) {
        return forms_put(out, str_sub(base, 0, base.n - 1), "ily");
    }
    return forms_put(out, base, forms_ends(base, "ll") ? "y" : "ly");
}

static size_t count_syllables(struct str word)
{
    size_t vowels = 0;
    for (size_t i = 0; i < word.n; i++) {
        const bool silent = word.p[i] == 'e' && i + 1 == word.n;
        vowels += is_vowel(word.p[i]) && !silent && (i == 0 || !is_vowel(word.p[i - 1]));
    }
    return vowels;
}

/* "taller", "happier": of words of one syllable, and those in -y; others go with "more". */
static bool make_degree(struct str base, bool is_most, struct form *out)
{
    for (size_t i = 0; i < forms_adjective_count; i++) {
        if (str_eq(forms_column(forms_adjectives[i], 0), base)) {
            return forms_put(out, cell_first(forms_column(forms_adjectives[i], is_most ? 2 : 1)),
                             "");
        }
    }
    const size_t vowels = count_syllables(base);
    if (forms_ends(base, "y") && base.n > 3 && vowels <= 1) {
        return forms_put(out, str_sub(base, 0, base.n - 1), is_most ? "iest" : "ier");
    }
    if (vowels > 1 || base.n == 0) {
        return snprintf(out->p, sizeof(out->p), "%s %" STRF, is_most ? "most" : "more",
                        STRA(base)) > 0;
    }
    if (forms_ends(base, "e")) {
        return forms_put(out, base, is_most ? "st" : "r");
    }
    const char twice[2] = {doubles(base) ? base.p[base.n - 1] : '\0', '\0'};
    return snprintf(out->p, sizeof(out->p), "%" STRF "%s%s", STRA(base), twice,
                    is_most ? "est" : "er") > 0;
}

bool forms_make(struct str lemma, uint32_t tag, struct form *out)
{
    if (lemma.n == 0 || lemma.n + 6 > sizeof(out->p)) {
        return false;
    }
    switch (tag) {
    case TAG(NN):
        return forms_put(out, lemma, "");
    case TAG(NNS):
        return make_plural(lemma, out);
    case TAG(RB):
        return make_adverb(lemma, out);
    case TAG(JJ):
        return forms_put(out, lemma, "");
    case TAG(JJR):
        return make_degree(lemma, false, out);
    case TAG(JJS):
        return make_degree(lemma, true, out);
    default:
        return make_verb(lemma, tag, out);
    }
}
