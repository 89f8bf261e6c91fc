/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making texts fit into a context. */
#include "apps/chat/prompt/prompt_int.h"
#include "base/utf8.h"

#define MARK_BYTES_MAX ((size_t)64)

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

struct str prompt_cut_middle(struct str text, int64_t tokens, struct arena *arena)
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
