/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of modes, and what stages may write: no crash, and a text that was escaped comes back as it was. */
#include "base/utf8.h"
#include "infer/translation/translation_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_back(struct str text, struct arena *arena)
{
    struct translation_result result = {0};
    struct sb escaped;
    struct sb plain;
    sb_init(&escaped, 4 * text.n + 16);
    sb_init(&plain, 4 * text.n + 16);
    translation_escape(text, &escaped);
    translation_unescape(sb_str(&escaped), arena, &plain, &result);
    ASSERT(result.unknown_count == 0);
    size_t at = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char byte = (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i];
        if (byte == ' ' && (at == 0 || plain.p[at - 1] == ' ')) {
            continue; /* one of several spaces, or one in front */
        }
        ASSERT(at < plain.n && plain.p[at] == byte);
        at++;
    }
    ASSERT(at == plain.n);
    sb_done(&escaped);
    sb_done(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct str text = {(const char *)data, n};
    struct translation_pipeline pipeline;
    if (translation_read_mode(text, arena, &pipeline) == E_OK) {
        ASSERT(pipeline.count > 0 && pipeline.count <= TRANSLATION_STEPS_MAX);
    }
    struct translation_result result = {0};
    struct sb plain;
    sb_init(&plain, n + 16);
    translation_unescape(text, arena, &plain, &result);
    ASSERT(plain.n <= n && result.unknown_count <= TRANSLATION_UNKNOWN_MAX);
    sb_done(&plain);
    if (utf8_valid(text)) {
        check_back(text, arena);
    }
    return 0;
}
