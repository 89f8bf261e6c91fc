/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said stands as it was written: it is Markdown already. Only what is ours, and what is on one line, is made safe. */
#include "apps/chat/export/export_int.h"
#include "base/clock.h"

/* Text on one line in which no sign means anything. */
static void add_line(struct str text, struct sb *out)
{
    for (size_t i = 0; i < text.n; i++) {
        const char byte = text.p[i];
        if ((uint8_t)byte < 0x20 || byte == 0x7f) {
            sb_add_byte(out, ' ');
            continue;
        }
        if (strchr("\\`*_[]<>#|~&", byte) != NULL) {
            sb_add_byte(out, '\\');
        }
        sb_add_byte(out, byte);
    }
}

static void add_time(int64_t ms, struct sb *out)
{
    const struct clock_text text = clock_format(ms);
    sb_addf(out, "%.10s %.5s UTC", text.s, text.s + 11);
}

void export_md_begin(const struct export_head *head, struct sb *out)
{
    sb_add_c(out, "# ");
    add_line(head->name, out);
    sb_add_c(out, "\n\n*Assisti, ");
    add_time(head->made_ms, out);
    sb_add_c(out, "*\n");
}

static void add_quoted(struct str text, struct sb *out)
{
    struct str rest = text;
    while (rest.n > 0) {
        const struct str line = str_cut(rest, '\n', &rest);
        sb_add_c(out, "> ");
        sb_add(out, line);
        sb_add_byte(out, '\n');
    }
}

static void add_pictures(const struct export_turn *turn, struct sb *out)
{
    for (size_t i = 0; i < turn->message->attachment_count; i++) {
        const struct room_picture *picture = &turn->pictures[i];
        sb_add_c(out, "- *Picture:* ");
        add_line(picture->title.n > 0 ? picture->title : STR("deleted"), out);
        if (picture->label.n > 0) {
            sb_add_c(out, " — ");
            add_line(picture->label, out);
        }
        sb_add_byte(out, '\n');
    }
    sb_add_c(out, turn->message->attachment_count > 0 ? "\n" : "");
}

static void add_state(const struct room_message *message, struct sb *out)
{
    switch (message->status) {
    case ROOM_COMPLETE:
        return;
    case ROOM_STREAMING:
        sb_add_c(out, "\n*(still being written)*\n");
        return;
    case ROOM_STOPPED:
        sb_add_c(out, "\n*(stopped)*\n");
        return;
    case ROOM_FAILED:
        sb_add_c(out, "\n*(failed: ");
        add_line(message->error_text, out);
        sb_add_c(out, ")*\n");
        return;
    case ROOM_STATUS_COUNT:
        return;
    }
}

void export_md_turn(const struct export_turn *turn, struct sb *out)
{
    const struct room_message *message = turn->message;
    sb_add_c(out, "\n---\n\n## Question\n\n*");
    add_time(message->created_ms, out);
    sb_add_c(out, "*\n\n");
    add_pictures(turn, out);
    sb_add(out, message->text);
    sb_add_c(out, "\n\n## Answer\n\n");
    if (message->model.n > 0) {
        sb_add_c(out, "*");
        add_line(message->model, out);
        sb_add_c(out, "*\n\n");
    }
    if (message->reasoning.n > 0) {
        add_quoted(message->reasoning, out);
        sb_add_byte(out, '\n');
    }
    sb_add(out, message->answer);
    sb_add_byte(out, '\n');
    add_state(message, out);
}
