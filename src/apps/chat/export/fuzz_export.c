/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever was said, read from pictures or answered: the HTML has nothing in it that does anything, and what is JSON can be read
 * again. The input is a line for each short text, then the answer. */
#include "apps/chat/export/export_int.h"
#include "base/utf8.h"
#include "platform/markdown/test_html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check_html(const struct export_head *head, const struct export_turn *turn)
{
    static const struct str head_end = STR("</h1>");
    CLEANUP(sb_done) struct sb html;
    sb_init(&html, 64 * MIB);
    export_html_begin(head, &html);
    /* Up to the name there is only ours, and the name itself is plain text. */
    const struct str whole = sb_str(&html);
    ASSERT(utf8_valid(whole) && whole.n > head_end.n);
    sb_clear(&html);
    export_html_turn(head, turn, &html);
    if (!html.failed) {
        ASSERT(utf8_valid(sb_str(&html)));
        test_html_check(sb_str(&html));
    }
}

static void check_md(const struct export_head *head, const struct export_turn *turn)
{
    CLEANUP(sb_done) struct sb md;
    sb_init(&md, 64 * MIB);
    export_md_begin(head, &md);
    export_md_turn(turn, &md);
    ASSERT(!md.failed && utf8_valid(sb_str(&md)));
}

static void check_json(const struct export_head *head, const struct room_message *message)
{
    const struct room room = {.name = head->name,
                              .preset = STR("general"),
                              .instructions = message->reasoning,
                              .model = message->model};
    CLEANUP(sb_done) struct sb sb;
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    sb_init(&sb, 64 * MIB);
    export_json_begin(&room, 0, &sb);
    export_json_turn(message, 1, message->version, true, &sb);
    export_json_turn(message, 1, message->version, false, &sb);
    export_json_end(&sb);
    /* Only U+0000 is no text of ours: it never comes this far. */
    for (size_t i = 0; i < message->answer.n; i++) {
        if (message->answer.p[i] == '\0') {
            return;
        }
    }
    int rc = json_doc_parse(sb_str(&sb), &doc, NULL);
    ASSERT(rc == E_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str rest = {(const char *)data, bytes};
    if (!utf8_valid(rest)) {
        return 0;
    }
    for (size_t i = 0; i < bytes; i++) {
        if (data[i] == 0) {
            return 0;
        }
    }
    int64_t left_us = 1000000;
    const struct export_head head = {.name = str_cut(rest, '\n', &rest), .left_us = &left_us};
    const struct room_picture picture = {str_cut(rest, '\n', &rest), str_cut(rest, '\n', &rest)};
    struct room_message message = {
        .status = (enum room_status)(bytes % ROOM_STATUS_COUNT), .asked_ms = 1, .created_ms = 1};
    message.model = str_cut(rest, '\n', &rest);
    message.error_text = str_cut(rest, '\n', &rest);
    message.error_code = message.error_text;
    message.text = str_cut(rest, '\n', &rest);
    message.reasoning = str_cut(rest, '\n', &rest);
    message.answer = rest;
    struct room_attachment attachment = {.app = STR("ocr")};
    message.attachments = &attachment;
    message.attachment_count = 1;
    const struct export_turn turn = {&message, &picture};
    check_html(&head, &turn);
    check_md(&head, &turn);
    check_json(&head, &message);
    return 0;
}
