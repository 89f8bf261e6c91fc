/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any words asked for in any text: what goes to the index is closed by its quotes, and what is shown is a part of the text. */
#include <string.h>

#include "base/utf8.h"
#include "platform/search/search_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check_question(struct str q)
{
    CLEANUP(sb_done) struct sb question;
    sb_init(&question, MIB);
    const struct search_query query = {.q = q, .kind = "road-signs", .limit = 1};
    if (!search_read_query(&query, &question)) {
        return;
    }
    size_t quotes = 0;
    for (size_t i = 0; i < question.n; i++) {
        quotes += question.p[i] == '"' ? 1 : 0;
        const bool is_outside = quotes % 2 == 0;
        ASSERT(!is_outside || (uint8_t)question.p[i] < 0x80);
    }
    ASSERT(quotes >= 2 && quotes % 2 == 0 && utf8_valid(sb_str(&question)));
}

/* The index's wording, with marks put where the first bytes of the input say. */
static void mark(struct str folded, struct str where, struct sb *out)
{
    for (size_t i = 0; i < folded.n; i++) {
        const bool is_start = ((uint8_t)folded.p[i] & 0xc0) != 0x80;
        const char byte = where.n > 0 && is_start ? where.p[i % where.n] : 'x';
        if (byte == SEARCH_MARK_OPEN || byte == SEARCH_MARK_CLOSE) {
            sb_add_byte(out, byte);
        }
        sb_add_byte(out, folded.p[i]);
    }
}

static void check_snippet(const struct search_snippet *snippet, struct str text)
{
    for (size_t i = 0; i < snippet->count; i++) {
        ASSERT(snippet->pieces[i].text.n > 0 && utf8_valid(snippet->pieces[i].text));
        ASSERT(snippet->pieces[i].text.n <= text.n + 3);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str text = {(const char *)data, bytes};
    if (!utf8_valid(text)) {
        return 0;
    }
    struct str where = str_cut(text, '\n', &text);
    check_question(where);
    CLEANUP(sb_done) struct sb folded;
    CLEANUP(sb_done) struct sb marked;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    sb_init(&folded, MIB);
    sb_init(&marked, 2 * MIB);
    search_fold(text, &folded);
    ASSERT(utf8_valid(sb_str(&folded)));
    mark(sb_str(&folded), where, &marked);
    struct search_snippet snippet;
    search_show_part(&(struct search_text){text, sb_str(&marked)}, arena, &snippet);
    check_snippet(&snippet, text);
    search_show_whole(&(struct search_text){text, sb_str(&marked)}, arena, &snippet);
    check_snippet(&snippet, text);
    /* Another wording than this text's. */
    search_show_part(&(struct search_text){text, where}, arena, &snippet);
    check_snippet(&snippet, text);
    return 0;
}
