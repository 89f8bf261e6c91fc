/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making texts fit to each other: into a context, and an answer that goes on to what was written of it. */
#include <string.h>

#include "apps/chat/chat_prompt_int.h"
#include "base/utf8.h"

#define MARK_BYTES_MAX ((size_t)64)
#define OVERLAP_MIN    ((size_t)8)

/* The end of the longest prefix of about `tokens` tokens. */
static size_t prefix_of(struct str text, int64_t tokens)
{
    size_t low = 0;
    size_t high = text.n;
    while (low < high) {
        size_t middle = high - (high - low) / 2;
        if (provider_estimate_tokens(str_sub(text, 0, middle)) <= tokens) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    while (low > 0 && low < text.n && ((uint8_t)text.p[low] & 0xc0) == 0x80) {
        low--;
    }
    return low;
}

/* Where the shortest suffix of about `tokens` tokens begins. */
static size_t suffix_of(struct str text, int64_t tokens)
{
    size_t low = 0;
    size_t high = text.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (provider_estimate_tokens(str_sub(text, middle, text.n)) <= tokens) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    while (low < text.n && ((uint8_t)text.p[low] & 0xc0) == 0x80) {
        low++;
    }
    return low;
}

struct str chat_cut_middle(struct str text, int64_t tokens, struct arena *arena)
{
    if (provider_estimate_tokens(text) <= tokens) {
        return text;
    }
    const int64_t mark_tokens = 16;
    const int64_t left = tokens > mark_tokens ? tokens - mark_tokens : 0;
    const size_t head = prefix_of(text, left * 2 / 3);
    size_t tail = suffix_of(text, left / 3);
    tail = tail < head ? head : tail;
    const size_t missing = utf8_length(str_sub(text, head, tail));
    struct sb sb;
    sb_init(&sb, text.n + MARK_BYTES_MAX);
    sb_add(&sb, str_sub(text, 0, head));
    sb_addf(&sb, "\n[... %zu characters left out ...]\n", missing);
    sb_add(&sb, str_sub(text, tail, text.n));
    ASSERT(!sb.failed);
    struct str cut = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return cut;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Fewer letters than OVERLAP_MIN agree by chance, unless they are all that there is of the new text's first line. */
size_t chat_overlap(struct str written, struct str more)
{
    const size_t most = size_min(size_min(written.n, more.n), CHAT_OVERLAP_MAX);
    for (size_t n = most; n >= OVERLAP_MIN; n--) {
        const bool at_boundary = n == written.n || is_space(written.p[written.n - n - 1]) ||
                                 is_space(written.p[written.n - n]);
        if (at_boundary && memcmp(written.p + written.n - n, more.p, n) == 0) {
            return n;
        }
    }
    return 0;
}
