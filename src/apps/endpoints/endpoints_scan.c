/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/endpoints/endpoints_scan.h"
#include "base/json.h"

void endpoints_scan_init(struct endpoints_scan *scan, struct str json)
{
    *scan = (struct endpoints_scan){.at = json.p, .end = json.p + json.n};
}

static void fail(struct endpoints_scan *scan)
{
    scan->is_bad = true;
    scan->at = scan->end;
}

char endpoints_scan_peek(struct endpoints_scan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\t' || *scan->at == '\r')) {
        scan->at++;
    }
    return scan->at < scan->end ? *scan->at : '\0';
}

static bool take(struct endpoints_scan *scan, char wanted)
{
    const bool is_there = endpoints_scan_peek(scan) == wanted;
    scan->at += is_there ? 1 : 0;
    return is_there;
}

/* ---- texts ---- */

static bool read_four(struct endpoints_scan *scan, uint32_t *out)
{
    uint32_t code = 0;
    if (scan->end - scan->at < 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        const char c = *scan->at++;
        if (c >= '0' && c <= '9') {
            code = code * 16 + (uint32_t)(c - '0');
        } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
            code = code * 16 + (uint32_t)((c | 0x20) - 'a' + 10);
        } else {
            return false;
        }
    }
    *out = code;
    return true;
}

/* A half of a pair is written as if it were a character: endpoints_text.c joins it with the other. */
static void add_code(struct sb *out, uint32_t code)
{
    if (code < 0x80) {
        sb_add_byte(out, (char)code);
        return;
    }
    if (code < 0x800) {
        sb_add_byte(out, (char)(0xc0 | code >> 6));
    } else {
        sb_add_byte(out, (char)(0xe0 | code >> 12));
        sb_add_byte(out, (char)(0x80 | (code >> 6 & 0x3f)));
    }
    sb_add_byte(out, (char)(0x80 | (code & 0x3f)));
}

/* Behind the backslash. */
static void read_escape(struct endpoints_scan *scan, struct sb *out)
{
    static const char names[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    const char c = scan->at < scan->end ? *scan->at++ : '\0';
    const char *name = c != '\0' ? strchr(names, c) : NULL;
    uint32_t code = 0;
    if (c == 'u' && read_four(scan, &code)) {
        if (out != NULL) {
            add_code(out, code);
        }
    } else if (name == NULL) {
        fail(scan);
    } else if (out != NULL) {
        sb_add_byte(out, meant[name - names]);
    }
}

/* At the quote; `out` may be NULL. */
static void read_text(struct endpoints_scan *scan, struct sb *out)
{
    scan->at++;
    while (!scan->is_bad) {
        const char *from = scan->at;
        while (scan->at < scan->end && *scan->at != '"' && *scan->at != '\\') {
            scan->at++;
        }
        if (out != NULL) {
            sb_add(out, (struct str){from, (size_t)(scan->at - from)});
        }
        if (scan->at == scan->end) {
            fail(scan);
        } else if (*scan->at++ == '"') {
            return;
        } else {
            read_escape(scan, out);
        }
    }
}

/* ---- values ---- */

static struct str read_word(struct endpoints_scan *scan)
{
    const char *from = scan->at;
    while (scan->at < scan->end && *scan->at != '\0' &&
           strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE", *scan->at) != NULL) {
        scan->at++;
    }
    return (struct str){from, (size_t)(scan->at - from)};
}

static void skip_word(struct endpoints_scan *scan)
{
    const struct str word = read_word(scan);
    const bool is_number =
        word.n > 0 && (word.p[0] == '-' || (word.p[0] >= '0' && word.p[0] <= '9'));
    if (!is_number && !str_eq(word, STR("null")) && !str_eq(word, STR("true")) &&
        !str_eq(word, STR("false"))) {
        fail(scan);
    }
}

/* At a bracket. That all brackets have their partners is enough here: what is skipped is nobody's. */
static void skip_nested(struct endpoints_scan *scan)
{
    uint64_t objects = 0; /* a bit for each open bracket, the innermost lowest */
    int depth = 0;
    do {
        const char c = endpoints_scan_peek(scan);
        if (c == '{' || c == '[') {
            objects = objects << 1 | (c == '{' ? 1 : 0);
            depth++;
            scan->at++;
        } else if (c == '}' || c == ']') {
            if ((objects & 1) != (c == '}' ? 1 : 0)) {
                fail(scan);
                return;
            }
            objects >>= 1;
            depth--;
            scan->at++;
        } else if (c == '"') {
            read_text(scan, NULL);
        } else if (c == ',' || c == ':') {
            scan->at++;
        } else {
            skip_word(scan);
        }
        if (depth > JSON_DEPTH_MAX) {
            fail(scan);
        }
    } while (depth > 0 && !scan->is_bad);
}

void endpoints_scan_skip(struct endpoints_scan *scan)
{
    const char c = endpoints_scan_peek(scan);
    if (c == '"') {
        read_text(scan, NULL);
    } else if (c == '{' || c == '[') {
        skip_nested(scan);
    } else {
        skip_word(scan);
    }
    scan->needs_comma = true;
}

static bool enter(struct endpoints_scan *scan, char bracket)
{
    if (endpoints_scan_peek(scan) != bracket) {
        endpoints_scan_skip(scan);
        return false;
    }
    scan->at++;
    scan->needs_comma = false;
    return true;
}

/* True where another member or item follows; false behind the closing bracket. */
static bool go_on(struct endpoints_scan *scan, char closing)
{
    if (take(scan, closing)) {
        scan->needs_comma = true;
        return false;
    }
    if (scan->needs_comma && !take(scan, ',')) {
        fail(scan);
    }
    return !scan->is_bad;
}

bool endpoints_scan_object(struct endpoints_scan *scan)
{
    return enter(scan, '{');
}

bool endpoints_scan_member(struct endpoints_scan *scan, struct str *out_key)
{
    if (!go_on(scan, '}')) {
        return false;
    }
    if (endpoints_scan_peek(scan) != '"') {
        fail(scan);
        return false;
    }
    const char *from = scan->at + 1;
    read_text(scan, NULL);
    *out_key = scan->is_bad ? STR_EMPTY : (struct str){from, (size_t)(scan->at - 1 - from)};
    if (!take(scan, ':')) {
        fail(scan);
    }
    return !scan->is_bad;
}

bool endpoints_scan_array(struct endpoints_scan *scan)
{
    return enter(scan, '[');
}

bool endpoints_scan_item(struct endpoints_scan *scan)
{
    return go_on(scan, ']');
}

bool endpoints_scan_text(struct endpoints_scan *scan, struct sb *out)
{
    if (endpoints_scan_peek(scan) != '"') {
        endpoints_scan_skip(scan);
        return false;
    }
    read_text(scan, out);
    scan->needs_comma = true;
    return !scan->is_bad;
}

bool endpoints_scan_i64(struct endpoints_scan *scan, int64_t *out)
{
    const char *from = endpoints_scan_peek(scan) != '\0' ? scan->at : scan->end;
    endpoints_scan_skip(scan);
    const struct str word = {from, (size_t)(scan->at - from)};
    return !scan->is_bad && str_to_i64(word, INT64_MIN, INT64_MAX, out) == E_OK;
}

bool endpoints_scan_is_whole(struct endpoints_scan *scan)
{
    return endpoints_scan_peek(scan) == '\0' && scan->at == scan->end && !scan->is_bad;
}
