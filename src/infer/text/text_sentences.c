/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences in blocks. A mark that can end one does so unless what stands around it says otherwise: Unicode's rules
 * (UAX #29) for the marks, lists of abbreviations for full stops. */
#include "infer/text/text_int.h"

#define CLAUSE_MIN \
    40 /* code points of Thai or Lao, which have no full stops, before a space ends a sentence */
#define MARKS_MAX 100 /* at the end of one sentence, with what closes there */

struct splitter {
    const struct text *text;
    const struct text_language *language;
    struct arena *arena;
    struct text_sentences *out;
    size_t capacity;
    const struct text_block *block;
    size_t start; /* of the sentence */
};

static bool has_point(const uint32_t *set, uint32_t point)
{
    for (; *set != 0; set++) {
        if (*set == point) {
            return true;
        }
    }
    return false;
}

/* May be followed by anything. */
static bool is_full_mark(uint32_t point)
{
    return has_point(U"。！？｡．", point);
}

static bool is_mark(uint32_t point)
{
    return point == '.' || point == '!' || point == '?' ||
           (point >= 0x80 && (is_full_mark(point) || has_point(U"…⋯؟۔।॥։።‼⁇⁈⁉។", point)));
}

static bool is_closer(uint32_t point)
{
    return has_point(U"\"')]}*_”’»›」』】）》〉＂", point);
}

static bool is_opener(uint32_t point)
{
    return has_point(U"\"'([{*_“‘„‚«»‹›「『【（《〈¿¡—–-", point);
}

static uint32_t point_at(const struct splitter *splitter, size_t at)
{
    return at < splitter->block->end ? splitter->text->points[at] : 0;
}

/* Behind a reference such as "[12]", or `at` where there is none. */
static size_t behind_reference(const struct splitter *splitter, size_t at)
{
    size_t end = at + 1;
    if (point_at(splitter, at) != '[') {
        return at;
    }
    while (text_is_digit(point_at(splitter, end)) && end - at <= 3) {
        end++;
    }
    return end > at + 1 && point_at(splitter, end) == ']' ? end + 1 : at;
}

/* Behind the marks at `at` and what closes with them. */
static size_t behind_marks(const struct splitter *splitter, size_t at)
{
    const size_t limit = at + MARKS_MAX;
    const bool french = splitter->language == &text_fr;
    while (at < limit && is_mark(point_at(splitter, at))) {
        at++;
    }
    while (at < limit) {
        const uint32_t point = point_at(splitter, at);
        const size_t reference = behind_reference(splitter, at);
        const bool narrow = point == 0xa0 || point == 0x202f || (french && point == ' ');
        if (reference > at) {
            at = reference;
        } else if (point != 0 && is_closer(point)) {
            at++;
        } else if (narrow && point_at(splitter, at + 1) == 0xbb) { /* French */
            at += 2;
        } else {
            break;
        }
    }
    return at;
}

/* ---- full stops ---- */

static bool is_listed(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(word, str_from(list[i]))) {
            return true;
        }
    }
    return false;
}

/* Before a name, whatever the name. */
static bool is_title(struct str word)
{
    static const char *const titles[] = {"mr",   "mrs", "ms",   "dr",  "prof", "st", "sr",  "sra",
                                         "hr",   "sig", "dott", "mme", "mlle", "mm", "rev", "gen",
                                         "capt", "sgt", "lt",   "г-н", "г-жа", "д-р"};
    return is_listed(word, titles, ARRAY_LEN(titles));
}

/* Only before a number; else it may be a word. */
static bool is_before_numbers(struct str word)
{
    static const char *const words[] = {
        "no",  "nos",  "nr",  "núm",  "nº",  "n",   "fig", "figs", "art", "p",   "pp",  "pag",
        "pág", "págs", "vol", "vols", "ch",  "sec", "cap", "kap",  "abb", "tab", "str", "bd",
        "blz", "chap", "рис", "табл", "стр", "p",   "s",   "af",   "pl",  "nn",  "eq"};
    return is_listed(word, words, ARRAY_LEN(words));
}

/* Ends a list, and with it mostly a sentence. */
static bool is_and_so_on(struct str word)
{
    static const char *const words[] = {"etc", "usw", "ecc", "enz", "osv", "itd",
                                        "itp", "vs",  "a.m", "p.m", "т.д", "т.п"};
    return is_listed(word, words, ARRAY_LEN(words));
}

struct stop {
    struct str word; /* before it, in lower case, full stops within */
    size_t word_start;
    size_t letters; /* in the word */
    size_t digits;
    bool dotted;  /* "U.S", single letters with full stops between */
    bool initial; /* one letter, as in "J." and "z. B." */
    bool next_upper;
    bool next_digit;
    bool next_stop_word; /* such as "The" */
};

/* Looks at what stands before the full stop at `at`. */
static void read_before(const struct splitter *splitter, size_t at, struct stop *stop)
{
    const struct text *text = splitter->text;
    size_t start = at;
    size_t since_dot = 0;
    size_t longest = 0;
    bool dots = false;
    while (start > splitter->start && at - start < 20) {
        const uint32_t point = text->points[start - 1];
        if (text_is_letter(point)) {
            stop->letters++;
            since_dot++;
        } else if (text_is_digit(point)) {
            stop->digits++;
            since_dot++;
        } else if (point == '.') {
            dots = true;
            since_dot = 0;
        } else if (point != '-') {
            break;
        }
        longest = size_max(longest, since_dot);
        start--;
    }
    const struct text_word word = {start, at, TEXT_WORD};
    stop->word_start = start;
    stop->word = text_word_lower(text, &word, splitter->arena);
    stop->dotted = dots && longest == 1 && stop->letters > 1;
    stop->initial = stop->letters == 1 && stop->digits == 0;
}

static void read_after(const struct splitter *splitter, size_t next, struct stop *stop)
{
    const struct text *text = splitter->text;
    stop->next_digit = text_is_digit(point_at(splitter, next));
    stop->next_upper = text_is_upper(point_at(splitter, next));
    struct text_word word;
    size_t at = next;
    if (stop->next_upper && text_next_word(text, &at, splitter->block->end, &word)) {
        stop->next_stop_word =
            text_is_stop_word(splitter->language, text_word_lower(text, &word, splitter->arena));
    }
}

static bool number_ends(const struct splitter *splitter, const struct stop *stop)
{
    const bool short_number = stop->digits <= 2 && stop->word.n <= 2;
    if (short_number && stop->word_start == splitter->start) {
        return false; /* "1. Open the door." */
    }
    const bool ordinals =
        splitter->language != NULL && (splitter->language->flags & TEXT_ORDINAL_DOTS) != 0;
    return !(ordinals && short_number) || stop->next_stop_word;
}

/* Whether a single full stop at `at`, behind which the next word begins at `next`, ends the sentence. */
static bool full_stop_ends(const struct splitter *splitter, size_t at, size_t next)
{
    if (at == splitter->start) {
        return false;
    }
    struct stop stop = {0};
    read_before(splitter, at, &stop);
    read_after(splitter, next, &stop);
    if (stop.letters == 0 && stop.digits > 0) {
        return number_ends(splitter, &stop);
    }
    const struct text_language *language =
        splitter->language != NULL ? splitter->language : &text_en;
    if (is_before_numbers(stop.word)) {
        return !stop.next_digit;
    }
    if (stop.initial) {
        return stop.next_stop_word;
    }
    if (is_and_so_on(stop.word)) {
        return stop.next_upper;
    }
    if (text_list_has(language->abbreviations, stop.word)) {
        return stop.next_stop_word && !is_title(stop.word);
    }
    if (stop.dotted || text_list_has(language->end_abbreviations, stop.word)) {
        return stop.next_stop_word;
    }
    return true;
}

/* ---- boundaries ---- */

/* Whether the sentence ends with the marks from `first` up to `behind` (with what closes there). */
static bool ends_here(const struct splitter *splitter, size_t first, size_t behind)
{
    const struct text *text = splitter->text;
    const uint32_t mark = text->points[first];
    if (behind >= splitter->block->end || is_full_mark(mark)) {
        return true;
    }
    const uint32_t after = text->points[behind];
    if (!text_is_space(after)) {
        const bool before_unspaced =
            first > splitter->start && text_is_unspaced(text->points[first - 1]);
        return before_unspaced && (text_is_unspaced(after) || is_opener(after)) &&
               !text_is_digit(after);
    }
    size_t next = behind;
    while (next < splitter->block->end &&
           (text_is_space(text->points[next]) || is_opener(text->points[next]))) {
        next++;
    }
    const uint32_t point = point_at(splitter, next);
    if (point == 0) {
        return true;
    }
    if (text_is_lower(point) || (!text_is_letter(point) && has_point(U",;:)]}", point))) {
        return false;
    }
    return mark != '.' || text->points[first + 1] == '.' || full_stop_ends(splitter, first, next);
}

/* Thai and Lao put a space where others put a full stop or a comma. */
static bool space_ends(const struct splitter *splitter, size_t at)
{
    const uint32_t before = splitter->text->points[at - 1];
    return before >= 0x0e00 && before <= 0x0eff && at - splitter->start >= CLAUSE_MIN;
}

static void add_sentence(struct splitter *splitter, size_t end)
{
    const struct text *text = splitter->text;
    struct text_sentences *out = splitter->out;
    size_t start = splitter->start;
    splitter->start = end;
    while (start < end && text_is_space(text->points[start])) {
        start++;
    }
    while (start < end && text_is_space(text->points[end - 1])) {
        end--;
    }
    if (start == end) {
        return;
    }
    if (out->count == splitter->capacity) {
        splitter->capacity = splitter->capacity == 0 ? 64 : 2 * splitter->capacity;
        struct text_sentence *items =
            arena_alloc(splitter->arena, splitter->capacity * sizeof(*items));
        if (out->count > 0) {
            memcpy(items, out->items, out->count * sizeof(*items));
        }
        out->items = items;
    }
    out->items[out->count++] =
        (struct text_sentence){start, end, splitter->block->part, splitter->block->paragraph};
}

/* Cuts what has become too long at its last space. */
static void cut_long(struct splitter *splitter, size_t at)
{
    size_t cut = at;
    while (cut > splitter->start + TEXT_SENTENCE_MAX / 2 &&
           !text_is_space(splitter->text->points[cut - 1])) {
        cut--;
    }
    add_sentence(splitter, cut > splitter->start + TEXT_SENTENCE_MAX / 2 ? cut : at);
}

static void split_block(struct splitter *splitter, const struct text_block *block)
{
    const struct text *text = splitter->text;
    const bool whole = block->part == TEXT_HEADING || block->part == TEXT_ROW;
    splitter->block = block;
    splitter->start = block->start;
    for (size_t at = block->start; at < block->end;) {
        if (at - splitter->start >= TEXT_SENTENCE_MAX) {
            cut_long(splitter, at);
        }
        if (!whole && is_mark(text->points[at])) {
            const size_t behind = behind_marks(splitter, at);
            if (ends_here(splitter, at, behind)) {
                add_sentence(splitter, behind);
            }
            at = behind;
            continue;
        }
        const bool space = text_is_space(text->points[at]);
        if (space && !whole && at > splitter->start && space_ends(splitter, at)) {
            add_sentence(splitter, at);
        }
        at++;
        if (space && at - 1 == splitter->start) {
            splitter->start = at; /* so that a number at the beginning is known as such */
        }
    }
    add_sentence(splitter, block->end);
}

void text_split(const struct text *text, const struct text_language *language, struct arena *arena,
                struct text_sentences *out)
{
    *out = (struct text_sentences){0};
    struct text_blocks blocks;
    text_find_blocks(text, arena, &blocks);
    struct splitter splitter = {.text = text, .language = language, .arena = arena, .out = out};
    for (size_t i = 0; i < blocks.count; i++) {
        split_block(&splitter, &blocks.items[i]);
    }
}
