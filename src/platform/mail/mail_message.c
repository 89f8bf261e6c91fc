/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <time.h>

#include "base/base64.h"
#include "base/utf8.h"
#include "platform/mail/mail_int.h"

/* RFC 2045, section 6.7: no encoded line is longer, without its CRLF. */
#define QP_LINE_MAX 76
/* An encoded word has at most 75 characters (RFC 2047, section 2), of which 12 are "=?UTF-8?B?" and
 * "?="; 45 bytes become 60 characters of base64. */
#define WORD_BYTES_MAX 45

static bool is_printable_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < ' ' || s.p[i] > '~') {
            return false;
        }
    }
    return true;
}

bool mail_is_address(struct str s)
{
    size_t at = str_find_byte(s, '@');
    if (s.n > 254 || at == 0 || at + 1 >= s.n || !is_printable_ascii(s)) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (strchr(" <>()[]\\,;:\"", s.p[i]) != NULL || (s.p[i] == '@' && i != at)) {
            return false;
        }
    }
    return true;
}

int mail_from_parse(struct str text, struct mail_from *out)
{
    struct mail_from from = {.name = STR_EMPTY, .address = str_trim(text)};
    size_t open = str_find_byte(text, '<');
    if (open < text.n) {
        struct str rest;
        from.address = str_trim(str_cut(str_sub(text, open + 1, text.n), '>', &rest));
        from.name = str_trim(str_sub(text, 0, open));
        if (str_trim(rest).n > 0) {
            return E_INVALID;
        }
    }
    if (from.name.n >= 2 && from.name.p[0] == '"' && from.name.p[from.name.n - 1] == '"') {
        from.name = str_sub(from.name, 1, from.name.n - 1);
    }
    if (!mail_is_address(from.address)) {
        return E_INVALID;
    }
    *out = from;
    return E_OK;
}

/* Text of a header as encoded words (RFC 2047), each holding whole characters. */
static void add_encoded_words(struct sb *sb, struct str s)
{
    size_t at = 0;
    while (at < s.n) {
        size_t end = at;
        size_t next = at;
        while (next < s.n) {
            (void)utf8_next(s, &next);
            if (next - at > WORD_BYTES_MAX) {
                break;
            }
            end = next;
        }
        sb_add_c(sb, at > 0 ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
        base64_add(sb, str_sub(s, at, end));
        sb_add_c(sb, "?=");
        at = end;
    }
}

/* Unstructured text: as it is where it is short plain ASCII, else in encoded words. Nothing in it can end
 * the header, since control characters are encoded as well. */
static void add_header_text(struct sb *sb, struct str s)
{
    bool is_plain = is_printable_ascii(s) && s.n <= 60 && !str_starts(s, STR("=?"));
    if (is_plain) {
        sb_add(sb, s);
    } else {
        add_encoded_words(sb, s);
    }
}

static void add_from(struct sb *sb, const struct mail_from *from)
{
    sb_add_c(sb, "From: ");
    if (from->name.n > 0) {
        /* Always encoded: a plain phrase would have to be quoted by rules of its own. */
        add_encoded_words(sb, from->name);
        sb_add_c(sb, " ");
    }
    sb_addf(sb, "<%" STRF ">\r\n", STRA(from->address));
}

/* RFC 5322, section 3.3. Names of days and months are English whatever the locale. */
static void add_date(struct sb *sb, int64_t ms)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(ms / 1000);
    struct tm t;
    struct tm *converted = gmtime_r(&seconds, &t);
    ASSERT(converted != NULL);
    sb_addf(sb, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday], t.tm_mday,
            months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

/* Whether a byte may stand for itself in quoted-printable; blanks do, except at the end of a line. */
static bool is_literal(struct str s, size_t i)
{
    char c = s.p[i];
    if (c == ' ' || c == '\t') {
        return i + 1 < s.n && s.p[i + 1] != '\n' && s.p[i + 1] != '\r';
    }
    return c > ' ' && c <= '~' && c != '=';
}

static void add_quoted_printable(struct sb *sb, struct str s)
{
    size_t column = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n') {
            continue;
        }
        if (s.p[i] == '\n') {
            sb_add_c(sb, "\r\n");
            column = 0;
            continue;
        }
        size_t width = is_literal(s, i) ? 1 : 3;
        /* One place stays free for the "=" of a soft line break. */
        if (column + width > QP_LINE_MAX - 1) {
            sb_add_c(sb, "=\r\n");
            column = 0;
        }
        if (width == 1) {
            sb_add_byte(sb, s.p[i]);
        } else {
            sb_addf(sb, "=%02X", (unsigned)(uint8_t)s.p[i]);
        }
        column += width;
    }
}

static void add_part(struct sb *sb, const char *boundary, const char *type, struct str content)
{
    sb_addf(sb,
            "--%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable"
            "\r\n\r\n",
            boundary, type);
    add_quoted_printable(sb, content);
    sb_add_c(sb, "\r\n");
}

void mail_format(struct sb *sb, const struct mail_from *from, const struct mail_kept *kept)
{
    const struct mail_message *message = &kept->message;
    struct uuid_text id = uuid_format(kept->id);
    struct str domain;
    (void)str_cut(from->address, '@', &domain); /* what stands before the @ is not needed */
    /* Quoted-printable never writes "=_", so no line of a part can look like this one. */
    char boundary[48] = "=_";
    memcpy(boundary + 2, id.s, sizeof(id.s));

    add_date(sb, kept->created_ms);
    sb_addf(sb, "Message-ID: <%s@%" STRF ">\r\n", id.s, STRA(domain));
    add_from(sb, from);
    sb_addf(sb, "To: <%" STRF ">\r\n", STRA(message->to));
    sb_add_c(sb, "Subject: ");
    add_header_text(sb, message->subject);
    sb_addf(sb,
            "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n",
            boundary);
    add_part(sb, boundary, "text/plain", message->text);
    add_part(sb, boundary, "text/html", message->html);
    sb_addf(sb, "--%s--\r\n", boundary);
}
