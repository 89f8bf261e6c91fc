/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spelling in each language that hunspell has a dictionary for. */
#include <ctype.h>

#include "base/utf8.h"
#include "infer/grammar/spelling/spelling_int.h"
#include "skill/skill.h"

#define GUESS_WORDS_MAX ((size_t)150)

const char *spell_package(const char *language, struct arena *arena)
{
    const char *const languages[] = {strcmp(language, "no") == 0 ? "nb" : language, NULL};
    return skill_package("grammar", "spelling", languages, arena);
}

/* ---- looking up ---- */

/* The byte that a dictionary writes for a character; 0: none. */
static char byte_of(const struct dictionary *dictionary, uint32_t point)
{
    for (unsigned byte = 128; byte < 256; byte++) {
        if (dictionary->points[byte] == point) {
            return (char)byte;
        }
    }
    return '\0';
}

/* The word as the dictionary writes it: NUL-terminated, with straight apostrophes, in its encoding. False: it cannot be written so. */
static bool encode(const struct dictionary *dictionary, struct str word,
                   char out[DICTIONARY_WORD_MAX + 1])
{
    size_t n = 0;
    if (word.n > DICTIONARY_WORD_MAX) {
        return false;
    }
    for (size_t at = 0; at < word.n;) {
        const size_t start = at;
        const uint32_t c = utf8_next(word, &at);
        if (c == 0x2019) {
            out[n++] = '\'';
        } else if (c == 0xAD || c == 0) {
            continue;
        } else if (dictionary->is_utf8 || c < 0x80) {
            memcpy(out + n, word.p + start, at - start);
            n += at - start;
        } else {
            out[n] = byte_of(dictionary, c);
            if (out[n++] == '\0') {
                return false;
            }
        }
    }
    out[n] = '\0';
    return n > 0;
}

static bool knows(const struct dictionary *dictionary, struct str word)
{
    char buffer[DICTIONARY_WORD_MAX + 1];
    return dictionary->handle != NULL && dictionary->script == script_of(word) &&
           encode(dictionary, word, buffer) && Hunspell_spell(dictionary->handle, buffer) != 0;
}

bool spell_knows(struct spell *spell, const char *language, struct str word)
{
    (void)spell_use(spell, language);
    for (size_t i = 0; i < spell->count; i++) {
        if (strcmp(spell->items[i].language, language) == 0 && knows(&spell->items[i], word)) {
            return true;
        }
    }
    return false;
}

bool spell_knows_as(struct spell *spell, const char *locale, struct str word)
{
    for (size_t i = 0; i < spell->count; i++) {
        if (strcmp(spell->items[i].locale, locale) == 0) {
            return knows(&spell->items[i], word);
        }
    }
    return false;
}

/* Words that are frequent in one language: what a short sentence shows, too. */
static const struct {
    const char *language, *words;
} frequent[] = {
    {"en", "the|and|of|to|is|was|that|with|for|this|are|have|not|you|they|from|which|were|has|had|"
           "will|would|she|his|her|it|he|i|my|we"},
    {"de", "der|die|das|und|ist|nicht|ein|eine|zu|mit|den|von|ich|sie|auf|dem|f\xC3\xBCr|es|sich|"
           "im|wir|auch|wie|des|war|wird|hat|aber"},
    {"fr", "le|la|les|et|est|des|une|un|dans|que|qui|pas|pour|vous|nous|sur|avec|je|il|elle|ce|au|"
           "du|de|ne|se|sont|plus"},
    {"es", "el|la|los|las|y|que|de|es|en|un|una|por|con|para|no|se|del|lo|su|al|como|m\xC3\xA1s|"
           "pero|est\xC3\xA1|muy|hay"},
    {"it", "il|la|di|che|e|un|una|per|non|sono|con|del|della|le|gli|si|da|al|come|anche|pi\xC3\xB9|"
           "ma|nel|questo"},
    {"pt", "o|os|que|e|um|uma|de|do|da|para|com|n\xC3\xA3o|se|por|mais|dos|como|mas|foi|ao|ele|tem|"
           "seu|muito"},
    {"nl", "de|het|een|en|van|is|dat|niet|op|te|zijn|voor|met|die|er|maar|ook|naar|ik|je|heeft|bij|"
           "aan|wat"},
};

/* The same of what is in memory already. */
static bool knows_loaded(const struct spell *spell, const char *language, struct str word)
{
    for (size_t i = 0; i < spell->count; i++) {
        if (strcmp(spell->items[i].language, language) == 0 && knows(&spell->items[i], word)) {
            return true;
        }
    }
    return false;
}

static size_t count_points(struct spell *spell, size_t l, const struct token *tokens, size_t count,
                           struct str text)
{
    const bool is_listed = l < ARRAY_LEN(frequent);
    const char *language =
        is_listed ? frequent[l].language : spell->items[l - ARRAY_LEN(frequent)].language;
    size_t points = strcmp(language, "en") == 0; /* where nothing tells */
    size_t seen = 0;
    for (size_t i = 0; i < count && seen < GUESS_WORDS_MAX; i++) {
        if (tokens[i].kind == TOKEN_WORD) {
            seen++;
            points += is_listed && token_in(&tokens[i], frequent[l].words) ? 3 : 0;
            points += knows_loaded(spell, language, token_text(text, &tokens[i])) ? 2 : 0;
        }
    }
    return points;
}

const char *spell_guess(struct spell *spell, const struct token *tokens, size_t count,
                        struct str text)
{
    size_t words = 0;
    size_t best_points = 0;
    size_t best = 0;
    for (size_t i = 0; i < count; i++) {
        words += tokens[i].kind == TOKEN_WORD;
    }
    for (size_t l = 0; words > 0 && l < ARRAY_LEN(frequent) + spell->count; l++) {
        if (l >= ARRAY_LEN(frequent) && spell->items[l - ARRAY_LEN(frequent)].handle == NULL) {
            continue;
        }
        const size_t points = count_points(spell, l, tokens, count, text);
        if (points > best_points) {
            best = l;
            best_points = points;
        }
    }
    if (words == 0 || best_points < words) {
        return NULL;
    }
    return best < ARRAY_LEN(frequent) ? frequent[best].language
                                      : spell->items[best - ARRAY_LEN(frequent)].language;
}

/* ---- what was meant ---- */

#define LONGEST 40

static bool is_vowel(char c)
{
    return c != '\0' && strchr("aeiouy", c) != NULL;
}

/* Keys beside each other. */
static bool is_near(char a, char b)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *at = a == '\0' || b == '\0' ? NULL : strchr(rows[i], a);
        if (at != NULL && (at[1] == b || (at > rows[i] && at[-1] == b))) {
            return true;
        }
    }
    return false;
}

static double change_cost(char a, char b)
{
    if (is_vowel(a) && is_vowel(b)) {
        return 0.7;
    }
    return is_near(a, b) ? 0.97 : 1.05;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* The letter before this end is the same as the last one. */
static bool is_twin(struct str word, size_t end)
{
    return end > 1 && word.p[end - 1] == word.p[end - 2];
}

static bool is_swapped(struct str a, size_t i, struct str b, size_t j)
{
    return i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1];
}

typedef double distances[LONGEST + 1][LONGEST + 1];

/* Of the first i letters of one word and the first j of the other, both of one letter at least. */
static double step(distances d, struct str a, size_t i, struct str b, size_t j)
{
    const bool same = a.p[i - 1] == b.p[j - 1];
    double best = d[i - 1][j] + (is_twin(a, i) ? 0.5 : 0.95);
    best = smaller(best, d[i][j - 1] + (is_twin(b, j) ? 0.5 : 0.9));
    best = smaller(best, d[i - 1][j - 1] + (same ? 0 : change_cost(a.p[i - 1], b.p[j - 1])));
    return is_swapped(a, i, b, j) ? smaller(best, d[i - 2][j - 2] + 0.7) : best;
}

/* Damerau and Levenshtein's distance, with less for what people often do. */
static double distance(struct str a, struct str b)
{
    distances d;
    if (a.n > LONGEST || b.n > LONGEST || a.n == 0 || b.n == 0) {
        return LONGEST;
    }
    for (size_t i = 0; i <= a.n; i++) {
        for (size_t j = 0; j <= b.n; j++) {
            d[i][j] = i == 0 || j == 0 ? (double)(i + j) : step(d, a, i, b, j);
        }
    }
    return d[a.n][b.n] + (a.p[0] != b.p[0] ? 0.6 : 0);
}

struct suggestion {
    struct str word;
    double cost;
};

static double frequency_gain(const struct lexicon *lexicon, const char *language, struct str word,
                             struct arena *arena)
{
    if (strcmp(language, "en") != 0) {
        return 0;
    }
    char *low = str_dup(arena, word);
    for (size_t i = 0; i < word.n; i++) {
        low[i] = (char)tolower((unsigned char)low[i]);
    }
    const unsigned uses = lexicon_frequency(lexicon, str_from(low));
    double gain = 0;
    for (unsigned left = uses; left > 0; left /= 4) {
        gain += 0.09;
    }
    return gain;
}

static void offer(struct suggestion *list, size_t *count, size_t max, struct suggestion one)
{
    for (size_t i = 0; i < *count; i++) {
        if (str_eq(list[i].word, one.word)) {
            return;
        }
    }
    size_t at = *count < max ? (*count)++ : max;
    if (at == max) {
        return;
    }
    for (; at > 0 && list[at - 1].cost > one.cost; at--) {
        list[at] = list[at - 1];
    }
    list[at] = one;
}

/* What the dictionary gives back, as UTF-8. */
static struct str decode(const struct dictionary *dictionary, const char *word, struct arena *arena)
{
    if (dictionary->is_utf8) {
        const struct str all = str_from(word);
        return utf8_valid(all) ? str_copy(arena, all) : STR_EMPTY;
    }
    struct sb sb;
    sb_init(&sb, 4 * DICTIONARY_WORD_MAX);
    for (; *word != '\0'; word++) {
        utf8_add(&sb, dictionary->points[(unsigned char)*word]);
    }
    const struct str copy = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return copy;
}

size_t spell_suggest(struct spell *spell, const struct lexicon *lexicon, const char *language,
                     struct str word, struct arena *arena, struct str out[SPELL_SUGGESTIONS_MAX])
{
    struct suggestion list[40];
    size_t count = 0;
    char buffer[DICTIONARY_WORD_MAX + 1];
    (void)spell_use(spell, language);
    for (size_t i = 0; i < spell->count; i++) {
        const struct dictionary *dictionary = &spell->items[i];
        if (strcmp(dictionary->language, language) != 0 || dictionary->handle == NULL ||
            !encode(dictionary, word, buffer)) {
            continue;
        }
        char **found = NULL;
        const int n = Hunspell_suggest(dictionary->handle, &found, buffer);
        for (int j = 0; j < n; j++) {
            const struct str one = decode(dictionary, found[j], arena);
            const bool has_space =
                memchr(one.p, ' ', one.n) != NULL || memchr(one.p, '-', one.n) != NULL;
            const double cost = distance(word, one) -
                                frequency_gain(lexicon, language, one, arena) +
                                (has_space ? 1.2 : 0) + 0.02 * j;
            if (one.n > 0) {
                offer(list, &count, ARRAY_LEN(list), (struct suggestion){one, cost});
            }
        }
        Hunspell_free_list(dictionary->handle, &found, n);
    }
    const size_t kept = size_min(count, SPELL_SUGGESTIONS_MAX);
    for (size_t i = 0; i < kept; i++) {
        out[i] = list[i].word;
    }
    return kept;
}
