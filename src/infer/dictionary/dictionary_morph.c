/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base forms: Morphy, morphy(7WN). Lists of exceptions come first, then rules that detach endings; a form counts where the
 * index has it. */
#include "base/utf8.h"
#include "infer/dictionary/dictionary_int.h"

struct rule {
    enum dictionary_part part;
    struct str ending;
    struct str instead;
};

static const struct rule rules[] = {
    {DICTIONARY_NOUN, {"s", 1}, {"", 0}},        {DICTIONARY_NOUN, {"ses", 3}, {"s", 1}},
    {DICTIONARY_NOUN, {"xes", 3}, {"x", 1}},     {DICTIONARY_NOUN, {"zes", 3}, {"z", 1}},
    {DICTIONARY_NOUN, {"ches", 4}, {"ch", 2}},   {DICTIONARY_NOUN, {"shes", 4}, {"sh", 2}},
    {DICTIONARY_NOUN, {"men", 3}, {"man", 3}},   {DICTIONARY_NOUN, {"ies", 3}, {"y", 1}},
    {DICTIONARY_VERB, {"s", 1}, {"", 0}},        {DICTIONARY_VERB, {"ies", 3}, {"y", 1}},
    {DICTIONARY_VERB, {"es", 2}, {"e", 1}},      {DICTIONARY_VERB, {"es", 2}, {"", 0}},
    {DICTIONARY_VERB, {"ed", 2}, {"e", 1}},      {DICTIONARY_VERB, {"ed", 2}, {"", 0}},
    {DICTIONARY_VERB, {"ing", 3}, {"e", 1}},     {DICTIONARY_VERB, {"ing", 3}, {"", 0}},
    {DICTIONARY_ADJECTIVE, {"er", 2}, {"", 0}},  {DICTIONARY_ADJECTIVE, {"est", 3}, {"", 0}},
    {DICTIONARY_ADJECTIVE, {"er", 2}, {"e", 1}}, {DICTIONARY_ADJECTIVE, {"est", 3}, {"e", 1}},
};

struct bases {
    const struct dictionary *d;
    enum dictionary_part part;
    struct arena *arena;
    struct str *out;
    size_t count;
};

static bool has_base(const struct bases *bases, struct str word)
{
    for (size_t i = 0; i < bases->count; i++) {
        if (str_eq(bases->out[i], word)) {
            return true;
        }
    }
    return false;
}

static void add_base(struct bases *bases, struct str word)
{
    if (bases->count < DICTIONARY_BASES_MAX && !has_base(bases, word) && utf8_valid(word) &&
        dictionary_has_row(bases->d, bases->part, word)) {
        bases->out[bases->count++] = word;
    }
}

/* The forms that the list of exceptions has for a word: "axes ax axis". */
static struct str find_exceptions(const struct bases *bases, struct str word)
{
    const struct str text = bases->d->texts.exceptions[bases->part];
    const struct str key = str_from(arena_printf(bases->arena, "%" STRF " ", STRA(word)));
    const struct str line = dictionary_line_at(text, dictionary_lower_bound(text, key));
    return str_starts(line, key) ? str_sub(line, key.n, line.n) : STR_EMPTY;
}

static struct str joined(struct bases *bases, struct str a, struct str b)
{
    return str_from(arena_printf(bases->arena, "%" STRF "%" STRF, STRA(a), STRA(b)));
}

/* The word without an ending, and `after` behind it: spoonsful, ran_out. */
static void detach(struct bases *bases, struct str word, struct str after)
{
    struct str listed = find_exceptions(bases, word);
    for (;;) {
        const struct str base = dictionary_next_field(&listed);
        if (base.n == 0) {
            break;
        }
        add_base(bases, joined(bases, base, after));
    }
    if (word.n <= 2 || (bases->part == DICTIONARY_NOUN && str_ends(word, STR("ss")))) {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        if (rules[i].part == bases->part && str_ends(word, rules[i].ending) &&
            word.n > rules[i].ending.n) {
            const struct str stem = str_sub(word, 0, word.n - rules[i].ending.n);
            add_base(bases, joined(bases, joined(bases, stem, rules[i].instead), after));
        }
    }
}

/* Of a phrase: of a verb its first word, of a noun its last or its first ("attorneys_general"). */
static void detach_phrase(struct bases *bases, struct str word)
{
    const size_t first_end = str_find_byte(word, '_');
    if (first_end == word.n || bases->part == DICTIONARY_ADVERB) {
        return;
    }
    detach(bases, str_sub(word, 0, first_end), str_sub(word, first_end, word.n));
    const char *last = memrchr(word.p, '_', word.n);
    const size_t last_at = (size_t)(last - word.p) + 1;
    if (bases->part != DICTIONARY_NOUN || last_at >= word.n) {
        return;
    }
    /* the last word alone, whether the index has it or not; then the phrase must be in the index */
    struct bases ends = *bases;
    struct str found[DICTIONARY_BASES_MAX];
    ends.out = found;
    ends.count = 0;
    detach(&ends, str_sub(word, last_at, word.n), STR_EMPTY);
    for (size_t i = 0; i < ends.count; i++) {
        add_base(bases, joined(bases, str_sub(word, 0, last_at), found[i]));
    }
}

size_t dictionary_find_bases(const struct dictionary *d, enum dictionary_part part, struct str word,
                             struct arena *arena, struct str out[DICTIONARY_BASES_MAX])
{
    struct bases bases = {d, part, arena, out, 0};
    if (word.n == 0 || word.n > DICTIONARY_WORD_MAX) {
        return 0;
    }
    add_base(&bases, word);
    if (part == DICTIONARY_NOUN && str_ends(word, STR("ful")) && word.n > 4) {
        detach(&bases, str_sub(word, 0, word.n - 3), STR("ful"));
        return bases.count;
    }
    detach(&bases, word, STR_EMPTY);
    detach_phrase(&bases, word);
    return bases.count;
}
