/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For `script/bench skills summary`: "bench_summary COUNT" prints the sentences of a summary of standard input, one a line,
 * "bench_summary lead COUNT" the first ones of the text. */
#include "base/file.h"
#include "infer/summary/summary.h"

#define INPUT_MAX (8 * MIB)

static void print_line(struct str s)
{
    printf("%" STRF "\n", STRA(s));
}

static int print_lead(struct str bytes, size_t count, struct arena *arena)
{
    struct text text;
    if (text_read(bytes, SUMMARY_POINTS_MAX, arena, &text) < 0) {
        return 1;
    }
    struct text_sentences sentences;
    double confidence;
    text_split(&text, text_guess(&text, &confidence), arena, &sentences);
    for (size_t i = 0; i < sentences.count && count > 0; i++) {
        if (sentences.items[i].part == TEXT_SENTENCE) {
            print_line(text_clean(&text, sentences.items[i].start, sentences.items[i].end, arena));
            count--;
        }
    }
    return 0;
}

static int print_summary(struct str bytes, size_t count, struct arena *arena)
{
    struct summary summary;
    struct err err = {0};
    const struct summary_options options = {.sentences = count};
    if (summary_make(bytes, &options, arena, &summary, &err) < 0) {
        fprintf(stderr, "%s\n", err.detail);
        return 1;
    }
    for (size_t i = 0; i < summary.count; i++) {
        print_line(summary.sentences[i].text);
    }
    return 0;
}

int main(int argc, char **argv)
{
    int64_t count = 0;
    if (argc < 2 || str_to_i64(str_from(argv[argc - 1]), 1, SUMMARY_SENTENCES_MAX, &count) < 0) {
        fputs("bench_summary [lead] COUNT < TEXT\n", stderr);
        return 2;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct sb text;
    sb_init(&text, INPUT_MAX);
    for (char *room; (room = sb_reserve(&text, 64 * KIB)) != NULL;) {
        const size_t n = fread(room, 1, 64 * KIB, stdin);
        if (n == 0) {
            break;
        }
        sb_grown(&text, n);
    }
    int status = argc > 2 ? print_lead(sb_str(&text), (size_t)count, arena)
                          : print_summary(sb_str(&text), (size_t)count, arena);
    sb_done(&text);
    return status;
}
