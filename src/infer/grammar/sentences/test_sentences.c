/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "infer/grammar/sentences/sentences.h"

Test(sentences, are_cut_with_their_words)
{
    static const struct {
        const char *text;
        size_t sentences, tokens; /* tokens of the first */
    } rows[] = {
        {"It is late. We go.", 2, 4},
        {"Mr. Lee left. He was ill.", 2, 5},
        {"He came at 5 p.m. on Monday.", 1, 11},
        {"\"Where are you?\" he asked.", 1, 9},
        {"It was late. nobody came.", 2, 4},
        {"milk\nbread\n\nIt is late.", 2, 2},
        {"See a.b@c.example and http://x.example/y.", 1, 5},
        {"Wait ... what?", 1, 4},
        {"", 0, 0},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct sentences sentences;
        sentences_split(str_from(rows[i].text), arena, &sentences);
        cr_expect_eq(sentences.count, rows[i].sentences, "%s: %zu", rows[i].text, sentences.count);
        cr_expect(sentences.count == 0 || sentences.items[0].count == rows[i].tokens, "%s: %zu",
                  rows[i].text, sentences.count == 0 ? 0 : sentences.items[0].count);
    }
    arena_free(arena);
}
