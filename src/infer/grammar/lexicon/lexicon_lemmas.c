/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What words English words are forms of. */
#include "infer/grammar/lexicon/lexicon_int.h"

struct lemmas {
    const struct lexicon *lexicon;
    struct lemma *out;
    size_t count;
};

static bool is_known(const struct lexicon *lexicon, struct str word, enum lexicon_class class)
{
    const struct lexicon_entry *entry = lexicon_find(lexicon, word);
    return entry != NULL && entry->is[class];
}

static void add(struct lemmas *lemmas, struct str word, enum lexicon_class class, uint32_t tags)
{
    if (word.n == 0 || word.n >= FORM_BYTES) {
        return;
    }
    for (size_t i = 0; i < lemmas->count; i++) {
        struct lemma *lemma = &lemmas->out[i];
        if (lemma->class == class && str_eq(str_from(lemma->word.p), word)) {
            lemma->tags |= tags;
            return;
        }
    }
    if (lemmas->count < LEMMAS_MAX) {
        struct lemma *lemma = &lemmas->out[lemmas->count++];
        *lemma = (struct lemma){.tags = tags, .class = class};
        (void)forms_put(&lemma->word, word, "");
    }
}

/* Adds the word if the lists have it. */
static void offer(struct lemmas *lemmas, struct str stem, const char *ending,
                  enum lexicon_class class, uint32_t tags)
{
    struct form word;
    if (stem.n < 1 || !forms_put(&word, stem, ending) ||
        !is_known(lemmas->lexicon, str_from(word.p), class)) {
        return;
    }
    add(lemmas, str_from(word.p), class, tags);
}

/* The tags that the word has as a form of the verb of that row. */
static uint32_t tags_in(const char *row, struct str low)
{
    return (forms_cell_has(forms_column(row, 1), low) ? TAG(VBD) : 0) |
           (forms_cell_has(forms_column(row, 2), low) ? TAG(VBN) : 0);
}

/* "undergone" goes like "gone". */
static void find_prefixed(struct lemmas *lemmas, struct str low, struct str prefix)
{
    const struct str rest = str_sub(low, prefix.n, low.n);
    for (size_t i = 0; i < forms_verb_count; i++) {
        const uint32_t tags = tags_in(forms_verbs[i], rest);
        struct form base;
        if (tags == 0) {
            continue;
        }
        (void)snprintf(base.p, sizeof(base.p), "%" STRF "%" STRF, STRA(prefix),
                       STRA(forms_column(forms_verbs[i], 0)));
        if (is_known(lemmas->lexicon, str_from(base.p), LEXICON_VERB)) {
            add(lemmas, str_from(base.p), LEXICON_VERB, tags);
        }
    }
}

static void find_irregular(struct lemmas *lemmas, struct str low)
{
    for (size_t i = 0; i < forms_verb_count; i++) {
        const uint32_t tags = tags_in(forms_verbs[i], low);
        if (tags != 0) {
            add(lemmas, forms_column(forms_verbs[i], 0), LEXICON_VERB, tags);
        }
    }
    for (size_t i = 0; i < forms_noun_count; i++) {
        if (forms_cell_has(forms_column(forms_nouns[i], 1), low)) {
            add(lemmas, forms_column(forms_nouns[i], 0), LEXICON_NOUN, TAG(NNS));
        }
    }
    for (size_t i = 0; i < forms_adjective_count; i++) {
        const bool is_more = forms_cell_has(forms_column(forms_adjectives[i], 1), low);
        if (is_more || forms_cell_has(forms_column(forms_adjectives[i], 2), low)) {
            add(lemmas, forms_column(forms_adjectives[i], 0), LEXICON_ADJ,
                is_more ? TAG(JJR) : TAG(JJS));
        }
    }
    static const char *const prefixes[] = {"under", "over", "mis",  "out", "re",
                                           "with",  "un",   "fore", "up"};
    for (size_t i = 0; i < ARRAY_LEN(prefixes) && lemmas->count == 0; i++) {
        if (str_starts(low, str_from(prefixes[i]))) {
            find_prefixed(lemmas, low, str_from(prefixes[i]));
        }
    }
}

static void find_s(struct lemmas *lemmas, struct str low)
{
    const struct {
        const char *ending, *instead;
    } rows[] = {{"s", ""}, {"es", ""}, {"ies", "y"}, {"ves", "f"}, {"ves", "fe"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const size_t n = strlen(rows[i].ending);
        if (low.n > n + 1 && forms_ends(low, rows[i].ending) && !forms_ends(low, "ss")) {
            const struct str stem = str_sub(low, 0, low.n - n);
            offer(lemmas, stem, rows[i].instead, LEXICON_NOUN, TAG(NNS));
            if (i < 3) {
                offer(lemmas, stem, rows[i].instead, LEXICON_VERB, TAG(VBZ));
            }
        }
    }
}

/* Words in -ed, -ing, -er, -est: the stem as it is, with -e, with one letter less, with -y. */
static void find_ending(struct lemmas *lemmas, struct str low, const char *ending,
                        enum lexicon_class class, uint32_t tags)
{
    const size_t n = strlen(ending);
    if (low.n < n + 2 || !forms_ends(low, ending)) {
        return;
    }
    const struct str stem = str_sub(low, 0, low.n - n);
    const size_t before = lemmas->count;
    const bool is_twin = stem.n > 2 && stem.p[stem.n - 1] == stem.p[stem.n - 2];
    if (is_twin) {
        offer(lemmas, str_sub(stem, 0, stem.n - 1), "", class, tags);
    }
    if (lemmas->count == before || strchr("lsz", stem.p[stem.n - 1]) != NULL) {
        offer(lemmas, stem, "", class, tags);
        offer(lemmas, stem, "e", class, tags);
    }
    if (forms_ends(stem, "i")) {
        offer(lemmas, str_sub(stem, 0, stem.n - 1), "y", class, tags);
    }
    if (forms_ends(stem, "y") && strcmp(ending, "ing") == 0) {
        offer(lemmas, str_sub(stem, 0, stem.n - 1), "ie", class, tags);
    }
    if (forms_ends(stem, "ck")) {
        offer(lemmas, str_sub(stem, 0, stem.n - 1), "", class, tags);
    }
}

/* "slowly", "happily", "terribly" */
static void find_ly(struct lemmas *lemmas, struct str low)
{
    if (low.n < 5 || !forms_ends(low, "ly")) {
        return;
    }
    const struct str stem = str_sub(low, 0, low.n - 2);
    offer(lemmas, stem, "", LEXICON_ADJ, TAG(RB));
    offer(lemmas, str_sub(low, 0, low.n - 1), "e", LEXICON_ADJ, TAG(RB));
    if (forms_ends(stem, "i")) {
        offer(lemmas, str_sub(stem, 0, stem.n - 1), "y", LEXICON_ADJ, TAG(RB));
    }
    if (forms_ends(stem, "al")) {
        offer(lemmas, str_sub(stem, 0, stem.n - 2), "", LEXICON_ADJ, TAG(RB));
    }
}

/* What is listed as it stands: "saw" is a verb of its own, but next to "see" nobody uses it. */
static bool is_shadowed(const struct lemmas *lemmas, struct str low,
                        const struct lexicon_entry *entry)
{
    for (size_t i = 0; i < lemmas->count; i++) {
        if (lemmas->out[i].class == LEXICON_VERB && !str_eq(str_from(lemmas->out[i].word.p), low) &&
            (lemmas->out[i].tags & (TAG(VBD) | TAG(VBN))) != 0 && entry->uses[LEXICON_VERB] < 12) {
            return true;
        }
    }
    return false;
}

size_t forms_lemmas(const struct lexicon *lexicon, struct str low, struct lemma out[LEMMAS_MAX])
{
    struct lemmas lemmas = {.lexicon = lexicon, .out = out};
    if (low.n == 0 || low.n >= FORM_BYTES - 4) {
        return 0;
    }
    find_irregular(&lemmas, low);
    const bool was_plural = lemmas.count > 0 && lemmas.out[0].class == LEXICON_NOUN;
    find_s(&lemmas, low);
    find_ending(&lemmas, low, "ed", LEXICON_VERB, TAG(VBD) | TAG(VBN));
    find_ending(&lemmas, low, "ing", LEXICON_VERB, TAG(VBG));
    find_ending(&lemmas, low, "er", LEXICON_ADJ, TAG(JJR));
    find_ending(&lemmas, low, "est", LEXICON_ADJ, TAG(JJS));
    find_ly(&lemmas, low);
    const struct lexicon_entry *entry = lexicon_find(lexicon, low);
    if (entry == NULL) {
        return lemmas.count;
    }
    const bool shadowed = is_shadowed(&lemmas, low, entry);
    if (entry->is[LEXICON_NOUN] && !was_plural) {
        add(&lemmas, low, LEXICON_NOUN, TAG(NN));
    }
    if (entry->is[LEXICON_VERB] && !shadowed) {
        add(&lemmas, low, LEXICON_VERB, TAG(VB));
    }
    if (entry->is[LEXICON_ADJ]) {
        add(&lemmas, low, LEXICON_ADJ, TAG(JJ));
    }
    if (entry->is[LEXICON_ADV]) {
        add(&lemmas, low, LEXICON_ADV, TAG(RB));
    }
    return lemmas.count;
}

static const char *const pronouns[] = {"i me my", "he him his", "she her her", "we us our",
                                       "they them their"};

/* "him" as a subject is "he", "yours" before a noun is "your". */
static bool turn_pronoun(struct str low, uint32_t tag, struct form *out)
{
    const bool has_s = str_ends(low, STR("rs")) && !str_eq(low, STR("yours"));
    if (tag == TAG(POSS)) {
        return low.n > 3 && (has_s || str_eq(low, STR("yours"))) &&
               forms_put(out, str_sub(low, 0, low.n - 1), "");
    }
    for (size_t i = 0; i < ARRAY_LEN(pronouns); i++) {
        const size_t from = tag == TAG(SUBJ) ? 1 : 0;
        if (str_eq(forms_column(pronouns[i], from), low)) {
            const struct str word = forms_column(pronouns[i], 1 - from);
            return forms_put(out, str_eq(word, STR("i")) ? STR("I") : word, "");
        }
    }
    return false;
}

static const char *const agreeing[] = {
    "is are",         "was were",      "has have",   "does do",    "isn't aren't", "wasn't weren't",
    "hasn't haven't", "doesn't don't", "this these", "that those", "am are"};

bool forms_agree(const struct lexicon *lexicon, struct str low, bool is_plural, struct form *out)
{
    for (size_t i = 0; i < ARRAY_LEN(agreeing); i++) {
        if (str_eq(forms_column(agreeing[i], is_plural ? 0 : 1), low)) {
            return forms_put(out, forms_column(agreeing[i], is_plural ? 1 : 0), "");
        }
    }
    return !word_in(low, "am|is|are|was|were|have|has|do|does") && /* which agree already */
           forms_turn(lexicon, low, is_plural ? TAG(VB) : TAG(VBZ), out) &&
           !str_eq(str_from(out->p), low);
}

static enum lexicon_class class_of(uint32_t tag)
{
    if ((tag & TAGS_NOUN) != 0) {
        return LEXICON_NOUN;
    }
    return (tag & TAGS_VERB) != 0 ? LEXICON_VERB : LEXICON_ADJ;
}

/* "be" has more forms than others. */
static struct str auxiliary_lemma(struct str low, uint32_t tag)
{
    if ((tag & TAGS_VERB) == 0) {
        return STR_EMPTY;
    }
    if (word_in(low, "am|is|are|was|were|be|been|being")) {
        return STR("be");
    }
    if (word_in(low, "have|has|had|having")) {
        return STR("have");
    }
    return word_in(low, "do|does|did|done|doing") ? STR("do") : STR_EMPTY;
}

bool forms_turn(const struct lexicon *lexicon, struct str low, uint32_t tag, struct form *out)
{
    if ((tag & (TAG(SUBJ) | TAG(OBJ) | TAG(POSS))) != 0) {
        return turn_pronoun(low, tag, out);
    }
    const struct str auxiliary = auxiliary_lemma(low, tag);
    if (auxiliary.n > 0) {
        return forms_make(auxiliary, tag, out);
    }
    struct lemma lemmas[LEMMAS_MAX];
    const size_t count = forms_lemmas(lexicon, low, lemmas);
    const struct lemma *best = NULL;
    unsigned best_uses = 0;
    for (size_t i = 0; i < count; i++) {
        const struct lexicon_entry *entry = lexicon_find(lexicon, str_from(lemmas[i].word.p));
        const unsigned uses = 1 + (entry == NULL ? 0 : entry->uses[lemmas[i].class]);
        if (lemmas[i].class == class_of(tag) && uses > best_uses) {
            best = &lemmas[i];
            best_uses = uses;
        }
    }
    return best != NULL && forms_make(str_from(best->word.p), tag, out);
}
