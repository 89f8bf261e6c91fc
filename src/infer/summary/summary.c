/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/summary/summary_int.h"

bool summary_goes_on(const struct summary_work *work)
{
    return work->options->goes_on == NULL || work->options->goes_on(work->options->context);
}

static size_t count_words(const struct text *text, size_t start, size_t end)
{
    size_t count = 0;
    struct text_word word;
    while (text_next_word(text, &start, end, &word)) {
        count++;
    }
    return count;
}

static bool is_question(const struct text *text, const struct text_sentence *sentence)
{
    for (size_t at = sentence->end; at > sentence->start && sentence->end - at < 3; at--) {
        const uint32_t point = text->points[at - 1];
        if (point == '?' || point == 0xff1f || point == 0x061f) {
            return true;
        }
    }
    return false;
}

/* Headings, tables and quoted mail do not stand in a summary, unless there is nothing else. */
static bool is_prose(enum text_part part)
{
    return part == TEXT_SENTENCE || part == TEXT_ITEM;
}

static void take_candidates(struct summary_work *work, const struct text_sentences *sentences,
                            bool prose_only)
{
    uint32_t last_paragraph = UINT32_MAX;
    work->count = 0;
    for (size_t i = 0; i < sentences->count; i++) {
        const struct text_sentence *sentence = &sentences->items[i];
        struct text_word word;
        size_t at = sentence->start;
        if ((prose_only && !is_prose(sentence->part)) ||
            !text_next_word(work->text, &at, sentence->end, &word)) {
            continue;
        }
        work->candidates[work->count++] = (struct summary_candidate){
            .start = sentence->start,
            .end = sentence->end,
            .paragraph = sentence->paragraph,
            .part = sentence->part,
            .begins_paragraph = sentence->paragraph != last_paragraph,
            .asks = is_question(work->text, sentence),
        };
        last_paragraph = sentence->paragraph;
    }
}

static size_t clamp(size_t n, size_t low, size_t high)
{
    return n < low ? low : size_min(n, high);
}

static size_t wanted_sentences(const struct summary_options *options, size_t count)
{
    size_t wanted = options->sentences;
    if (wanted == 0) {
        switch (options->length) {
        case SUMMARY_SHORT:
            wanted = clamp((count + 9) / 10, 1, 3);
            break;
        case SUMMARY_MEDIUM:
            wanted = clamp((count + 4) / 5, 2, 8);
            break;
        case SUMMARY_LONG:
            wanted = clamp((2 * count + 4) / 5, 4, 20);
            break;
        }
    }
    return size_min(size_min(wanted, SUMMARY_SENTENCES_MAX), count);
}

static int fill(struct summary_work *work, size_t wanted, struct summary *out)
{
    size_t *chosen = arena_alloc(work->arena, wanted * sizeof(*chosen));
    int rc = summary_choose(work, wanted, chosen);
    if (rc < 0) {
        return rc;
    }
    out->sentences = arena_alloc(work->arena, wanted * sizeof(*out->sentences));
    for (size_t i = 0; i < wanted; i++) {
        const struct summary_candidate *candidate = &work->candidates[chosen[i]];
        out->sentences[i] = (struct summary_sentence){
            text_clean(work->text, candidate->start, candidate->end, work->arena), candidate->start,
            candidate->end, candidate->paragraph};
        out->words_after += candidate->words;
    }
    out->count = wanted;
    return E_OK;
}

int summary_make(struct str bytes, const struct summary_options *options, struct arena *arena,
                 struct summary *out, struct err *err)
{
    struct text text;
    int rc = text_read(bytes, SUMMARY_POINTS_MAX, arena, &text);
    if (rc < 0) {
        return err_set(err, rc, "The text is not readable.");
    }
    double confidence = 0;
    struct summary_work work = {
        .text = &text, .options = options, .arena = arena, .language = options->language};
    if (work.language == NULL) {
        work.language = text_guess(&text, &confidence);
    }
    struct text_sentences sentences;
    text_split(&text, work.language, arena, &sentences);
    if (!summary_goes_on(&work)) {
        return err_set(err, E_CANCELLED, "The summary was stopped.");
    }
    work.candidates = arena_alloc(arena, (sentences.count + 1) * sizeof(*work.candidates));
    take_candidates(&work, &sentences, true);
    if (work.count == 0) {
        take_candidates(&work, &sentences, false);
    }
    if (work.count == 0) {
        return err_set(err, E_INVALID, "There are no words in this text to summarise.");
    }
    struct summary made = {
        .language = work.language, .cut = text.cut, .sentences_before = work.count};
    struct summary_ids ids;
    summary_ids_init(&ids, arena);
    rc = summary_build(&work, &ids);
    rc = rc < 0 ? rc : summary_rank(&work);
    rc = rc < 0 ? rc : fill(&work, wanted_sentences(options, work.count), &made);
    if (rc < 0) {
        return err_set(err, rc, "The summary was stopped.");
    }
    made.words_before = count_words(&text, 0, text.count);
    summary_find_phrases(&work, &ids, &made);
    *out = made;
    return E_OK;
}
