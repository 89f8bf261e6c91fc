/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text: sentences and words lie in it in order, none endless, and nothing that is not white space gets lost but marks. */
#include "base/utf8.h"
#include "infer/text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_words(const struct text *text)
{
    struct text_word word;
    size_t last = 0;
    for (size_t at = 0; text_next_word(text, &at, text->count, &word);) {
        ASSERT(word.start >= last && word.start < word.end && word.end <= text->count);
        ASSERT(at > word.start && at <= word.end);
        ASSERT(word.kind == TEXT_PAIR || word.end - word.start <= TEXT_WORD_MAX);
        last = word.start + 1;
    }
}

static void check_sentences(const struct text *text, const struct text_language *language,
                            struct arena *arena)
{
    struct text_sentences found;
    text_split(text, language, arena, &found);
    size_t last = 0;
    for (size_t i = 0; i < found.count; i++) {
        const struct text_sentence *sentence = &found.items[i];
        ASSERT(sentence->start >= last && sentence->start < sentence->end &&
               sentence->end <= text->count);
        ASSERT(sentence->end - sentence->start <= TEXT_SENTENCE_MAX + 100);
        ASSERT(!text_is_space(text->points[sentence->start]) &&
               !text_is_space(text->points[sentence->end - 1]));
        ASSERT(utf8_valid(text_clean(text, sentence->start, sentence->end, arena)));
        last = sentence->end;
    }
}

/* The first byte chooses a language for the splitter. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const codes[] = {"", "en", "de", "fr", "zh", "th", "fa"};
    if (n == 0) {
        return 0;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct text text;
    if (text_read((struct str){(const char *)data + 1, n - 1}, 100000, arena, &text) < 0) {
        return 0;
    }
    double confidence;
    text_guess(&text, &confidence);
    ASSERT(confidence >= 0 && confidence <= 1);
    check_words(&text);
    check_sentences(&text, text_language_find(str_from(codes[data[0] % ARRAY_LEN(codes)])), arena);
    return 0;
}
