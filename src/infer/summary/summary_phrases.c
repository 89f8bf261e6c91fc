/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key phrases: runs of words between stop words and punctuation (Rose and others, "RAKE", 2010), valued by how much the
 * high-ranking sentences are about their words; without spaces between words, strings of characters that come again. */
#include <math.h>

#include "infer/summary/summary_int.h"

#define PHRASE_WORDS_MAX 4
#define PHRASE_PAIRS_MAX \
    12 /* of Thai and its neighbours, whose words are written with many characters */
#define CANDIDATES_MAX 100000
#define BEST_COUNT     64
#define ONCE           0.55
#define NAME_BONUS     1.3 /* for what is written with a capital within a sentence */

struct phrase {
    size_t start, end; /* where it is first, better within a sentence than at its beginning */
    uint32_t words;
    uint32_t count;
    bool inside; /* not at the beginning of a sentence */
    bool unspaced;
    double value; /* of its words together */
    double score;
};

struct collector {
    const struct summary_work *work;
    const struct summary_ids *terms;
    struct summary_ids ids;
    struct phrase *phrases; /* (capacity) */
    size_t count, capacity;
};

static struct phrase *slot_for(struct collector *collector, uint64_t key)
{
    const bool full = collector->count >= CANDIDATES_MAX;
    if (full && summary_ids_find(&collector->ids, key) == UINT32_MAX) {
        return NULL;
    }
    const size_t id = summary_ids_add(&collector->ids, key);
    if (id < collector->count) {
        return &collector->phrases[id];
    }
    if (collector->count == collector->capacity) {
        const size_t capacity = collector->capacity == 0 ? 256 : 2 * collector->capacity;
        struct phrase *phrases = arena_alloc(collector->work->arena, capacity * sizeof(*phrases));
        if (collector->count > 0) {
            memcpy(phrases, collector->phrases, collector->count * sizeof(*phrases));
        }
        collector->phrases = phrases;
        collector->capacity = capacity;
    }
    collector->phrases[collector->count] = (struct phrase){0};
    return &collector->phrases[collector->count++];
}

/* One word of a run. */
struct link {
    struct text_word word;
    uint64_t term;
};

static double value_of(const struct collector *collector, uint64_t term)
{
    const uint32_t id = summary_ids_find(collector->terms, term);
    return id == UINT32_MAX ? 0 : collector->work->about[id];
}

static void add_phrase(struct collector *collector, const struct link *links, size_t n, bool inside)
{
    uint64_t key = 0;
    double value = 0;
    for (size_t i = 0; i < n; i++) {
        key = (key ^ links[i].term) * 0x100000001b3u + 1;
        value += value_of(collector, links[i].term);
    }
    struct phrase *phrase = slot_for(collector, key == 0 ? 1 : key);
    if (phrase == NULL) {
        return;
    }
    if (phrase->count == 0 || (inside && !phrase->inside)) {
        phrase->start = links[0].word.start;
        phrase->end = links[n - 1].word.end;
        phrase->inside = inside;
    }
    phrase->words = (uint32_t)n;
    phrase->value = value;
    phrase->unspaced = links[0].word.kind == TEXT_PAIR;
    phrase->count++;
}

/* Whether only one space or hyphen is between two words. */
static bool are_neighbours(const struct text *text, const struct text_word *a,
                           const struct text_word *b)
{
    if (b->start <= a->end) {
        return a->kind == TEXT_PAIR && b->kind == TEXT_PAIR; /* pairs overlap */
    }
    const uint32_t between = text->points[a->end];
    return b->start == a->end + 1 && a->kind != TEXT_PAIR && b->kind != TEXT_PAIR &&
           (between == ' ' || between == '-' || between == 0xa0 || between == 0x200c ||
            between == '\n');
}

static size_t longest_at(const struct collector *collector, const struct link *link)
{
    const uint32_t point = collector->work->text->points[link->word.start];
    const bool is_long = (point >= 0xE00 && point < 0xF00) || (point >= 0x1000 && point < 0x10A0) ||
                         (point >= 0x1780 && point < 0x1800);
    return link->word.kind == TEXT_PAIR && is_long ? PHRASE_PAIRS_MAX : PHRASE_WORDS_MAX;
}

/* All parts of a run that can be a phrase. */
static void add_run(struct collector *collector, const struct link *links, size_t n,
                    size_t sentence_start)
{
    for (size_t from = 0; from < n; from++) {
        const size_t longest = longest_at(collector, &links[from]);
        for (size_t words = 1; words <= longest && from + words <= n; words++) {
            if (links[from].word.kind != TEXT_NUMBER &&
                links[from + words - 1].word.kind != TEXT_NUMBER) {
                add_phrase(collector, links + from, words, links[from].word.start > sentence_start);
            }
        }
    }
}

static void collect(struct collector *collector, const struct summary_candidate *candidate)
{
    const struct summary_work *work = collector->work;
    struct link links[32];
    size_t n = 0;
    struct text_word word;
    for (size_t at = candidate->start; text_next_word(work->text, &at, candidate->end, &word);) {
        const uint64_t term = summary_term(work, &word);
        const bool joins = n == 0 || are_neighbours(work->text, &links[n - 1].word, &word);
        if (term == 0 || !joins || n == ARRAY_LEN(links)) {
            add_run(collector, links, n, candidate->start);
            n = 0;
        }
        if (term != 0) {
            links[n++] = (struct link){word, term};
        }
    }
    add_run(collector, links, n, candidate->start);
}

static double score_of(const struct collector *collector, const struct phrase *phrase)
{
    if (phrase->unspaced) {
        return phrase->count < 2 ? 0 : log(1 + phrase->count) * phrase->value * sqrt(phrase->words);
    }
    const struct text *text = collector->work->text;
    const bool name = phrase->inside && text_is_upper(text->points[phrase->start]);
    const double each = phrase->value / phrase->words;
    const double length = phrase->words == 1 ? 0.8 : phrase->words == 4 ? 1.1 : 1.3;
    if (phrase->words > 1 && phrase->count < 2 && !name) {
        return each * ONCE *
               log(1.5 + phrase->count); /* neighbours by chance, more often than not */
    }
    return each * length * log(1.5 + phrase->count) * (name ? NAME_BONUS : 1);
}

/* The best, best first; returns how many. */
static size_t pick_best(struct collector *collector, const struct phrase **best)
{
    size_t n = 0;
    for (size_t i = 0; i < collector->count; i++) {
        struct phrase *phrase = &collector->phrases[i];
        phrase->score = score_of(collector, phrase);
        if (phrase->score <= 0 || (n == BEST_COUNT && phrase->score <= best[n - 1]->score)) {
            continue;
        }
        size_t at = n < BEST_COUNT ? n++ : n - 1;
        for (; at > 0 && best[at - 1]->score < phrase->score; at--) {
            best[at] = best[at - 1];
        }
        best[at] = phrase;
    }
    return n;
}

static bool has_part(struct str s, struct str part)
{
    return part.n > 0 && part.n <= s.n && memmem(s.p, s.n, part.p, part.n) != NULL;
}

static struct str phrase_text(const struct summary_work *work, const struct phrase *phrase,
                              char folded[TEXT_FOLD_BYTES])
{
    const struct text_word all = {phrase->start, phrase->end, TEXT_WORD};
    return text_word_fold(work->text, &all, folded);
}

/* Whether one of those chosen says the same, or part of it. */
static bool is_said(const struct summary_work *work, const struct phrase *phrase,
                    const struct phrase **chosen, size_t n)
{
    char folded[TEXT_FOLD_BYTES];
    char other[TEXT_FOLD_BYTES];
    const struct str text = phrase_text(work, phrase, folded);
    for (size_t i = 0; i < n; i++) {
        const struct str said = phrase_text(work, chosen[i], other);
        if (has_part(said, text) || has_part(text, said)) {
            return true;
        }
    }
    return false;
}

/* Without an English genitive at the end. */
static size_t phrase_end(const struct text *text, const struct phrase *phrase)
{
    const size_t end = phrase->end;
    if (end - phrase->start > 3 && text->points[end - 1] == 's' &&
        (text->points[end - 2] == '\'' || text->points[end - 2] == 0x2019)) {
        return end - 2;
    }
    return end;
}

void summary_find_phrases(const struct summary_work *work, const struct summary_ids *ids,
                          struct summary *out)
{
    struct collector collector = {.work = work, .terms = ids};
    summary_ids_init(&collector.ids, work->arena);
    for (size_t i = 0; i < work->count && summary_goes_on(work); i++) {
        collect(&collector, &work->candidates[i]);
    }
    const struct phrase *best[BEST_COUNT];
    const struct phrase *chosen[SUMMARY_PHRASES_MAX];
    const size_t n = pick_best(&collector, best);
    out->phrase_count = 0;
    for (size_t i = 0; i < n && out->phrase_count < SUMMARY_PHRASES_MAX; i++) {
        if (!is_said(work, best[i], chosen, out->phrase_count)) {
            chosen[out->phrase_count] = best[i];
            out->key_phrases[out->phrase_count++] = text_clean(
                work->text, best[i]->start, phrase_end(work->text, best[i]), work->arena);
        }
    }
}
