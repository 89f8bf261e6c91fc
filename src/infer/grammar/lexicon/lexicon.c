/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WordNet's lists of nouns, verbs, adjectives and adverbs in memory: 80,000 words of one part each. The formats are those of
 * wndb(5WN) and cntlist(5WN). */
#include <ctype.h>
#include <math.h>

#include "base/file.h"
#include "infer/grammar/lexicon/lexicon_int.h"

#define LIST_BYTES_MAX (16 * MIB)
#define USES_MAX       60000

struct slot {
    uint32_t word; /* offset in words, 0: free */
    struct lexicon_entry entry;
};

struct lexicon {
    char *words; /* each ends with NUL */
    size_t words_bytes, words_capacity;
    struct slot *slots;
    size_t slot_count; /* a power of two */
    size_t used;
    bool is_full;
};

static uint64_t hash(struct str word)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < word.n; i++) {
        h = (h ^ (unsigned char)word.p[i]) * 1099511628211u;
    }
    return h ^ (h >> 29);
}

static struct slot *find_slot(const struct lexicon *lexicon, struct str word)
{
    size_t at = hash(word) & (lexicon->slot_count - 1);
    for (;; at = (at + 1) & (lexicon->slot_count - 1)) {
        struct slot *slot = &lexicon->slots[at];
        if (slot->word == 0 || (strncmp(lexicon->words + slot->word, word.p, word.n) == 0 &&
                                lexicon->words[slot->word + word.n] == '\0')) {
            return slot;
        }
    }
}

const struct lexicon_entry *lexicon_find(const struct lexicon *lexicon, struct str lemma)
{
    if (lemma.n == 0 || memchr(lemma.p, '\0', lemma.n) != NULL) {
        return NULL;
    }
    const struct slot *slot = find_slot(lexicon, lemma);
    return slot->word == 0 ? NULL : &slot->entry;
}

static struct lexicon_entry *take_entry(struct lexicon *lexicon, struct str word)
{
    struct slot *slot = find_slot(lexicon, word);
    if (slot->word != 0) {
        return &slot->entry;
    }
    if (lexicon->words_bytes + word.n + 1 > lexicon->words_capacity ||
        lexicon->used * 10 > lexicon->slot_count * 7) {
        return NULL; /* larger lists than there are: what is beyond is unknown */
    }
    slot->word = (uint32_t)lexicon->words_bytes;
    memcpy(lexicon->words + lexicon->words_bytes, word.p, word.n);
    lexicon->words_bytes += word.n;
    lexicon->words[lexicon->words_bytes++] = '\0';
    lexicon->used++;
    return &slot->entry;
}

/* Words of one part, of lower-case letters, apostrophes and hyphens. */
static bool is_plain(struct str word)
{
    for (size_t i = 0; i < word.n; i++) {
        const char c = word.p[i];
        if (!((c >= 'a' && c <= 'z') || (i > 0 && (c == '-' || c == '\'')))) {
            return false;
        }
    }
    return word.n > 0 && word.n < FORM_BYTES - 8;
}

static int read_list(const char *folder, const char *name, struct sb *out)
{
    char path[256];
    const int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof(path)) {
        return E_INVALID;
    }
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return E_NOT_FOUND;
    }
    sb_init(out, LIST_BYTES_MAX);
    for (;;) {
        char *room = sb_reserve(out, 64 * KIB);
        const size_t got = room == NULL ? 0 : fread(room, 1, 64 * KIB, file);
        if (got == 0) {
            break;
        }
        sb_grown(out, got);
    }
    (void)fclose(file);
    return E_OK;
}

/* index.*: "lemma pos ...", after lines of licence that begin with spaces. */
static void take_index(struct lexicon *lexicon, struct str list, enum lexicon_class class)
{
    while (list.n > 0) {
        const struct str line = str_cut(list, '\n', &list);
        struct str rest;
        const struct str lemma = str_cut(line, ' ', &rest);
        if (is_plain(lemma)) {
            struct lexicon_entry *entry = take_entry(lexicon, lemma);
            if (entry != NULL) {
                entry->is[class] = true;
            }
        }
    }
}

/* cntlist.rev: "lemma%class:... sense count" */
static void take_counts(struct lexicon *lexicon, struct str list)
{
    static const enum lexicon_class classes[] = {LEXICON_NOUN, LEXICON_VERB, LEXICON_ADJ,
                                                 LEXICON_ADV, LEXICON_ADJ};
    while (list.n > 0) {
        struct str rest = str_cut(list, '\n', &list);
        const struct str lemma = str_cut(rest, '%', &rest);
        int64_t count;
        size_t last = rest.n;
        while (last > 0 && rest.p[last - 1] != ' ') {
            last--;
        }
        if (!is_plain(lemma) || rest.n == 0 || rest.p[0] < '1' || rest.p[0] > '5' ||
            str_to_i64(str_trim(str_sub(rest, last, rest.n)), 0, USES_MAX, &count) < 0) {
            continue;
        }
        struct slot *slot = find_slot(lexicon, lemma);
        if (slot->word != 0) {
            uint16_t *uses = &slot->entry.uses[classes[rest.p[0] - '1']];
            *uses = (uint16_t)(*uses + count > USES_MAX ? USES_MAX : *uses + count);
        }
    }
}

int lexicon_new(const char *folder, struct lexicon **out)
{
    struct lexicon *lexicon = must_calloc(1, sizeof(*lexicon));
    lexicon->words_capacity = 2 * MIB;
    lexicon->words = must_alloc(lexicon->words_capacity);
    lexicon->words_bytes = 1;
    lexicon->slot_count = (size_t)1 << 18;
    lexicon->slots = must_calloc(lexicon->slot_count, sizeof(*lexicon->slots));
    static const char *const names[LEXICON_CLASS_COUNT] = {"index.noun", "index.verb", "index.adj",
                                                           "index.adv"};
    lexicon->is_full = true;
    for (size_t i = 0; i <= LEXICON_CLASS_COUNT; i++) {
        const bool is_counts = i == LEXICON_CLASS_COUNT;
        struct sb list;
        if (read_list(folder, is_counts ? "cntlist.rev" : names[i], &list) < 0) {
            lexicon->is_full = false;
            continue;
        }
        if (is_counts) {
            take_counts(lexicon, sb_str(&list));
        } else {
            take_index(lexicon, sb_str(&list), (enum lexicon_class)i);
        }
        sb_done(&list);
    }
    *out = lexicon;
    return E_OK;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (lexicon != NULL) {
        free(lexicon->words);
        free(lexicon->slots);
        free(lexicon);
    }
}

bool lexicon_is_full(const struct lexicon *lexicon)
{
    return lexicon->is_full;
}

/* ---- what a word can be ---- */

static void give(struct word_tags *out, uint32_t tags, float weight)
{
    for (unsigned bit = 0; bit < TAG_BIT_COUNT; bit++) {
        if ((tags & (UINT32_C(1) << bit)) != 0) {
            out->weights[bit] += weight;
        }
    }
    out->may |= tags;
}

static void give_open(const struct lexicon *lexicon, struct str low, struct word_tags *out)
{
    struct lemma lemmas[LEMMAS_MAX];
    const size_t count = forms_lemmas(lexicon, low, lemmas);
    for (size_t i = 0; i < count; i++) {
        const struct lexicon_entry *entry = lexicon_find(lexicon, str_from(lemmas[i].word.p));
        const float uses = entry == NULL ? 0 : (float)entry->uses[lemmas[i].class];
        give(out, lemmas[i].tags, 0.5F + uses);
        if ((lemmas[i].tags & TAG(VBG)) != 0) {
            give(out, TAG(NN) | TAG(JJ),
                 0.1F * (0.5F + uses)); /* "swimming is", "a swimming dog" */
        }
        if ((lemmas[i].tags & TAG(VBN)) != 0) {
            give(out, TAG(JJ), 0.1F * (0.5F + uses));
        }
    }
    if (str_ends(low, STR("ly")) && low.n > 4 && (out->may & TAG(RB)) == 0 &&
        (out->may & TAGS_ADJ) == 0) {
        give(out, TAG(RB), 2);
    }
}

/* What nobody has listed: by its ending. */
static void give_guess(struct str low, struct word_tags *out)
{
    static const struct {
        const char *ending;
        uint32_t tags;
    } rows[] = {
        {"ly", TAG(RB)},
        {"ing", TAG(VBG) | TAG(NN)},
        {"ed", TAG(VBD) | TAG(VBN) | TAG(JJ)},
        {"ness", TAG(NN)},
        {"tion", TAG(NN)},
        {"ment", TAG(NN)},
        {"ity", TAG(NN)},
        {"ism", TAG(NN)},
        {"ous", TAG(JJ)},
        {"ful", TAG(JJ)},
        {"able", TAG(JJ)},
        {"ible", TAG(JJ)},
        {"ic", TAG(JJ)},
        {"ive", TAG(JJ)},
        {"less", TAG(JJ)},
        {"ss", TAG(NN)},
        {"s", TAG(NNS) | TAG(VBZ)},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (low.n > 4 && str_ends(low, str_from(rows[i].ending))) {
            give(out, rows[i].tags, 1);
            return;
        }
    }
    give(out, TAG(NN) | TAG(VB) | TAG(JJ) | TAG(XX), 1);
}

static void give_hyphened(const struct lexicon *lexicon, struct str low, struct word_tags *out)
{
    size_t last = low.n;
    while (last > 0 && low.p[last - 1] != '-') {
        last--;
    }
    give(out, TAG(JJ), 3);
    struct word_tags end = {0};
    give_open(lexicon, str_sub(low, last, low.n), &end);
    give(out, end.may & (TAG(NN) | TAG(NNS) | TAG(VBG)), 2);
    if (end.may == 0) {
        give(out, TAG(NN), 1);
    }
}

/* "John's", "the dogs'" */
static bool give_possessive(const struct token *token, struct word_tags *out)
{
    const struct str low = token->low;
    if (str_ends(low, STR("'s")) && low.n > 2) {
        give(out, TAG(POSS), 3);
        give(out, TAG(SUBJ) | TAG(BE), 0.5F); /* "the dog's tired" */
        return true;
    }
    return false;
}

void lexicon_tags(const struct lexicon *lexicon, const struct token *token, bool begins,
                  struct word_tags *out)
{
    *out = (struct word_tags){0};
    if (token->kind != TOKEN_WORD) {
        static const uint32_t tags[] = {
            [TOKEN_NUMBER] = TAG(CD), [TOKEN_MARK] = TAG(PUN), [TOKEN_OTHER] = TAG(NNP)};
        give(out, tags[token->kind], 1);
        return;
    }
    bool also_open;
    const uint32_t closed = lexicon_closed(token->low, &also_open);
    if (closed != 0) {
        give(out, closed, 20);
        give(out, word_in(token->low, "will|can|might") ? TAG(NN) : 0, 0.3F); /* "the will" */
        if (!also_open) {
            return;
        }
    }
    if (closed == 0 && give_possessive(token, out)) {
        return;
    }
    if (token->is_capital && !begins) {
        give(out, TAG(NNP), 5000);
    }
    give_open(lexicon, token->low, out);
    if (out->may == 0 && memchr(token->low.p, '-', token->low.n) != NULL) {
        give_hyphened(lexicon, token->low, out);
    }
    if (out->may == 0) {
        give(out, token->is_capital ? TAG(NNP) : 0, 3);
        give_guess(token->low, out);
    }
}

unsigned lexicon_frequency(const struct lexicon *lexicon, struct str low)
{
    bool also_open;
    if (lexicon_closed(low, &also_open) != 0) {
        return 1000;
    }
    struct lemma lemmas[LEMMAS_MAX];
    const size_t count = forms_lemmas(lexicon, low, lemmas);
    unsigned uses = 0;
    for (size_t i = 0; i < count; i++) {
        const struct lexicon_entry *entry = lexicon_find(lexicon, str_from(lemmas[i].word.p));
        uses += 1 + (entry == NULL ? 0 : entry->uses[lemmas[i].class]);
    }
    return uses;
}
