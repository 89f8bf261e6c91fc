/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sender, recipient, subject and text, one a line: whatever they are, the message has the headers that it
 * is to have, no line is too long, and none of its bytes needs more than 7 bits. */
#include "base/utf8.h"
#include "platform/mail/mail_int.h"

#define LINE_MAX_BYTES 998 /* RFC 5322, section 2.1.1 */
#define MESSAGE_MAX    (4 * MIB)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* The next line without its CRLF. */
static struct str take_line(struct str *rest)
{
    struct str line = str_cut(*rest, '\n', rest);
    ASSERT(line.n > 0 && line.p[line.n - 1] == '\r' && line.n <= LINE_MAX_BYTES);
    line.n--;
    for (size_t i = 0; i < line.n; i++) {
        ASSERT(line.p[i] > 0 && line.p[i] != '\r');
    }
    return line;
}

static void check_headers(struct str *rest)
{
    static const char *const names[] = {
        "Date: ",    "Message-ID: ",     "From: ",         "To: ",
        "Subject: ", "Auto-Submitted: ", "MIME-Version: ", "Content-Type: ",
    };
    size_t next = 0;
    for (struct str line = take_line(rest); line.n > 0; line = take_line(rest)) {
        if (line.p[0] != ' ') { /* else it goes on with the header before */
            ASSERT(next < ARRAY_LEN(names) && str_starts(line, str_from(names[next])));
            next++;
        }
    }
    ASSERT(next == ARRAY_LEN(names));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str text = {(const char *)data, bytes};
    struct mail_kept kept = {.created_ms = 1};
    struct mail_from from;
    struct str sender = str_cut(text, '\n', &text);
    kept.message.to = str_cut(text, '\n', &text);
    /* A subject may hold the end of a line, which stands for 0x01 here. */
    kept.message.subject = str_cut(text, '\1', &text);
    kept.message.text = text;
    kept.message.html = text;
    if (!utf8_valid(sender) || !utf8_valid(kept.message.subject) || !utf8_valid(text) ||
        mail_from_parse(sender, &from) < 0 || !mail_is_address(kept.message.to)) {
        return 0;
    }
    struct sb sb;
    sb_init(&sb, MESSAGE_MAX);
    mail_format(&sb, &from, &kept);
    struct str rest = sb_str(&sb);
    check_headers(&rest);
    while (rest.n > 0) {
        (void)take_line(&rest);
    }
    sb_done(&sb);
    return 0;
}
