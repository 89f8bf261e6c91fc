/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page that asks nobody for anything: the style stands in it, there is no script, and the policy in its head forbids both to
 * come from elsewhere. What people wrote stands as they wrote it, answers are Markdown (platform/markdown). */
#include "apps/chat/export/export_int.h"
#include "base/clock.h"
#include "platform/markdown/markdown.h"

static const char style[] =
    ":root{color-scheme:light dark;--page:#fff;--text:#1c1d21;--soft:#5d606b;--line:#d9dbe2;"
    "--said:#eef1f8}"
    "@media(prefers-color-scheme:dark){:root{--page:#15161a;--text:#e8e9ed;--soft:#a3a6b3;"
    "--line:#34363f;--said:#23252d}}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;max-width:48rem;padding:2rem 1rem;background:var(--page);color:var(--text);"
    "font:1rem/1.6 system-ui,sans-serif;overflow-wrap:anywhere}"
    "h1{font-size:1.6rem;line-height:1.3}"
    "p,h1,h2,h3,h4,h5,h6,.said,summary{unicode-bidi:plaintext;text-align:start}"
    ".meta{color:var(--soft);font-size:.875rem}"
    ".said{white-space:pre-wrap;background:var(--said);border-radius:.75rem;padding:.75rem 1rem;"
    "margin:2rem 0 .5rem}"
    "pre{overflow-x:auto;border:1px solid var(--line);border-radius:.5rem;padding:.75rem;"
    "direction:ltr}"
    "code,pre{font:.9rem/1.5 ui-monospace,monospace}"
    "table{border-collapse:collapse;display:block;overflow-x:auto}"
    "th,td{border:1px solid var(--line);padding:.3rem .6rem}"
    "blockquote,details{border-inline-start:3px solid var(--line);margin:.75rem 0;"
    "padding-inline-start:.75rem;color:var(--soft)}"
    "a{color:inherit}"
    "@media print{body{max-width:none}.turn{break-inside:avoid-page}}";

static void add_time(int64_t ms, struct sb *out)
{
    const struct clock_text text = clock_format(ms);
    sb_addf(out, "<time datetime=\"%s\">%.10s %.5s UTC</time>", text.s, text.s, text.s + 11);
}

void export_html_begin(const struct export_head *head, struct sb *out)
{
    sb_add_c(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
                  "<meta name=\"referrer\" content=\"no-referrer\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<title>");
    markdown_escape(head->name, out);
    sb_add_c(out, "</title>\n<style>");
    sb_add_c(out, style);
    sb_add_c(out, "</style>\n</head>\n<body>\n<header>\n<h1 dir=\"auto\">");
    markdown_escape(head->name, out);
    sb_add_c(out, "</h1>\n<p class=\"meta\">Assisti, ");
    add_time(head->made_ms, out);
    sb_add_c(out, "</p>\n</header>\n<main>\n");
}

static void add_pictures(const struct export_turn *turn, struct sb *out)
{
    if (turn->message->attachment_count == 0) {
        return;
    }
    sb_add_c(out, "<ul class=\"meta\">\n");
    for (size_t i = 0; i < turn->message->attachment_count; i++) {
        const struct room_picture *picture = &turn->pictures[i];
        sb_add_c(out, "<li dir=\"auto\">");
        markdown_escape(picture->title.n > 0 ? picture->title : STR("a deleted picture"), out);
        if (picture->label.n > 0) {
            sb_add_c(out, " — ");
            markdown_escape(picture->label, out);
        }
        sb_add_c(out, "</li>\n");
    }
    sb_add_c(out, "</ul>\n");
}

static void add_state(const struct room_message *message, struct sb *out)
{
    static const char *const words[] = {"Still being written.", NULL, "Stopped.", "Failed: "};
    _Static_assert(ARRAY_LEN(words) == ROOM_STATUS_COUNT, "one for each status");
    if (words[message->status] == NULL) {
        return;
    }
    sb_addf(out, "<p class=\"meta\">%s", words[message->status]);
    if (message->status == ROOM_FAILED) {
        markdown_escape(message->error_text, out);
    }
    sb_add_c(out, "</p>\n");
}

void export_html_turn(const struct export_head *head, const struct export_turn *turn,
                      struct sb *out)
{
    const struct room_message *message = turn->message;
    sb_add_c(out, "<section class=\"turn\">\n<div class=\"said\" dir=\"auto\">");
    markdown_escape(message->text, out);
    sb_add_c(out, "</div>\n");
    add_pictures(turn, out);
    sb_add_c(out, "<p class=\"meta\">");
    add_time(message->created_ms, out);
    if (message->model.n > 0) {
        sb_add_c(out, " · <bdi>");
        markdown_escape(message->model, out);
        sb_add_c(out, "</bdi>");
    }
    sb_add_c(out, "</p>\n");
    if (message->reasoning.n > 0) {
        sb_add_c(out, "<details>\n<summary>Reasoning</summary>\n");
        markdown_to_html(message->reasoning, head->left_us, out);
        sb_add_c(out, "</details>\n");
    }
    sb_add_c(out, "<div class=\"answer\" dir=\"auto\">\n");
    markdown_to_html(message->answer, head->left_us, out);
    sb_add_c(out, "</div>\n");
    add_state(message, out);
    sb_add_c(out, "</section>\n");
}

void export_html_end(struct sb *out)
{
    sb_add_c(out, "</main>\n</body>\n</html>\n");
}
