/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text becomes HTML of tags and attributes that are known to do nothing, with links to where links may lead. */
#include "base/utf8.h"
#include "platform/markdown/markdown.h"
#include "platform/markdown/test_html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str text = {(const char *)data, bytes};
    if (!utf8_valid(text)) {
        return 0;
    }
    CLEANUP(sb_done) struct sb html;
    sb_init(&html, 64 * MIB);
    int64_t left_us = 1000000;
    markdown_to_html(text, &left_us, &html);
    if (!html.failed) {
        ASSERT(utf8_valid(sb_str(&html)));
        test_html_check(sb_str(&html));
    }
    return 0;
}
