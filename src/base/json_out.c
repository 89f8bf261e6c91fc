/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/json.h"

void json_out_init(struct json_out *out, struct sb *sb)
{
    *out = (struct json_out){.sb = sb};
}

static void begin_value(struct json_out *out)
{
    if (out->needs_comma) {
        sb_add_byte(out->sb, ',');
    }
    out->needs_comma = true;
}

static void open_with(struct json_out *out, char bracket)
{
    begin_value(out);
    sb_add_byte(out->sb, bracket);
    out->needs_comma = false;
}

static void close_with(struct json_out *out, char bracket)
{
    sb_add_byte(out->sb, bracket);
    out->needs_comma = true;
}

void json_begin_object(struct json_out *out)
{
    open_with(out, '{');
}

void json_end_object(struct json_out *out)
{
    close_with(out, '}');
}

void json_begin_array(struct json_out *out)
{
    open_with(out, '[');
}

void json_end_array(struct json_out *out)
{
    close_with(out, ']');
}

/* The two-character escape of a byte, or 0 where it has none (RFC 8259, section 7). */
static char short_escape(char c)
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (uint8_t)(value))

/* Not 0 where one of the eight bytes is 0; what lies above the first such byte in the result says nothing. */
static uint64_t zero_bytes(uint64_t bytes)
{
    return (bytes - EACH_BYTE(1)) & ~bytes & EACH_BYTE(0x80);
}

/* Not 0 where one of the eight bytes may not stand in a JSON text as it is. */
static uint64_t bytes_to_escape(uint64_t bytes)
{
    uint64_t controls = (bytes - EACH_BYTE(0x20)) & ~bytes & EACH_BYTE(0x80);
    return controls | zero_bytes(bytes ^ EACH_BYTE('"')) | zero_bytes(bytes ^ EACH_BYTE('\\'));
}

/* Position of the first byte that has to be escaped, or s.n: eight at once, since texts are long and have few
 * of them. */
static size_t find_to_escape(struct str s)
{
    size_t i = 0;
    for (; i + sizeof(uint64_t) <= s.n; i += sizeof(uint64_t)) {
        uint64_t bytes;
        memcpy(&bytes, s.p + i, sizeof(bytes));
        if (bytes_to_escape(bytes) != 0) {
            break;
        }
    }
    while (i < s.n && (unsigned char)s.p[i] >= 0x20 && s.p[i] != '"' && s.p[i] != '\\') {
        i++;
    }
    return i;
}

/* The rest of a text from its first byte that has to be escaped on. */
static void add_escaped(struct sb *sb, struct str s)
{
    while (s.n > 0) {
        char escape = short_escape(s.p[0]);
        if (escape != 0) {
            sb_add(sb, (struct str){(char[]){'\\', escape}, 2});
        } else {
            sb_addf(sb, "\\u%04x", (unsigned char)s.p[0]);
        }
        s = str_sub(s, 1, s.n);
        size_t plain = find_to_escape(s);
        sb_add(sb, str_sub(s, 0, plain));
        s = str_sub(s, plain, s.n);
    }
}

static void add_quoted(struct sb *sb, struct str s)
{
    size_t plain = find_to_escape(s);
    char *room = sb_reserve(sb, plain + 2);
    if (room == NULL) {
        return;
    }
    room[0] = '"';
    if (plain > 0) { /* an absent text has no bytes to point at */
        memcpy(room + 1, s.p, plain);
    }
    room[plain + 1] = '"';
    if (plain == s.n) {
        sb_grown(sb, plain + 2);
        return;
    }
    sb_grown(sb, plain + 1);
    add_escaped(sb, str_sub(s, plain, s.n));
    sb_add_byte(sb, '"');
}

/* For a text without any byte that has to be escaped: as it is, with the comma before and `ending` behind. */
static void add_plain(struct json_out *out, struct str s, struct str ending)
{
    struct sb *sb = out->sb;
    char *room = sb_reserve(sb, s.n + ending.n + 2);
    if (room == NULL) {
        return;
    }
    char *p = room;
    if (out->needs_comma) {
        *p++ = ',';
    }
    *p++ = '"';
    memcpy(p, s.p, s.n);
    p += s.n;
    memcpy(p, ending.p, ending.n);
    p += ending.n;
    sb_grown(sb, (size_t)(p - room));
}

void json_key(struct json_out *out, const char *key)
{
    add_plain(out, str_from(key), STR("\":"));
    out->needs_comma = false;
}

void json_key_str(struct json_out *out, struct str key)
{
    json_put_str(out, key);
    sb_add_byte(out->sb, ':');
    out->needs_comma = false;
}

static void put_plain(struct json_out *out, struct str s)
{
    add_plain(out, s, STR("\""));
    out->needs_comma = true;
}

void json_put_str(struct json_out *out, struct str s)
{
    begin_value(out);
    add_quoted(out->sb, s);
}

void json_put_i64(struct json_out *out, int64_t number)
{
    begin_value(out);
    sb_add_i64(out->sb, number);
}

/* A number of everyday size with few decimals, at a tenth of what printf takes; false for any other. */
static bool add_fixed(struct sb *sb, double number, int decimals)
{
    static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    if (decimals < 0 || decimals >= (int)ARRAY_LEN(powers) || !(fabs(number) < 1e9)) {
        return false;
    }
    int64_t power = powers[decimals];
    int64_t scaled = (int64_t)(fabs(number) * (double)power + 0.5);
    if (number < 0 && scaled > 0) {
        sb_add_byte(sb, '-');
    }
    sb_add_i64(sb, scaled / power);
    char places[ARRAY_LEN(powers)] = ".";
    for (int i = decimals; i > 0; i--) {
        places[i] = (char)('0' + scaled % 10);
        scaled /= 10;
    }
    sb_add(sb, (struct str){places, decimals > 0 ? (size_t)decimals + 1 : 0});
    return true;
}

void json_put_double(struct json_out *out, double number, int decimals)
{
    begin_value(out);
    if (!isfinite(number)) {
        sb_add(out->sb, STR("null"));
    } else if (!add_fixed(out->sb, number, decimals)) {
        sb_addf(out->sb, "%.*f", decimals, number);
    }
}

void json_put_bool(struct json_out *out, bool value)
{
    begin_value(out);
    sb_add(out->sb, value ? STR("true") : STR("false"));
}

void json_put_null(struct json_out *out)
{
    begin_value(out);
    sb_add(out->sb, STR("null"));
}

void json_put_raw(struct json_out *out, struct str json)
{
    begin_value(out);
    sb_add(out->sb, json);
}

static int add_dumped(const char *p, size_t n, void *context)
{
    sb_add(context, (struct str){p, n});
    return 0;
}

void json_put_value(struct json_out *out, struct json_value value)
{
    if (value.node == NULL) {
        json_put_null(out);
        return;
    }
    begin_value(out);
    int rc = json_dump_callback(value.node, add_dumped, out->sb,
                                JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
    ASSERT(rc == 0);
}

void json_put_time(struct json_out *out, int64_t ms)
{
    struct clock_text text = clock_format(ms);
    put_plain(out, (struct str){text.s, sizeof(text.s) - 1});
}

void json_kv_str(struct json_out *out, const char *key, struct str s)
{
    json_key(out, key);
    json_put_str(out, s);
}

void json_kv_c(struct json_out *out, const char *key, const char *text)
{
    json_key(out, key);
    if (text == NULL) {
        json_put_null(out);
    } else {
        json_put_str(out, str_from(text));
    }
}

void json_kv_id(struct json_out *out, const char *key, struct uuid id)
{
    struct uuid_text text = uuid_format(id);
    json_key(out, key);
    put_plain(out, (struct str){text.s, sizeof(text.s) - 1});
}

void json_kv_i64(struct json_out *out, const char *key, int64_t number)
{
    json_key(out, key);
    json_put_i64(out, number);
}

void json_kv_bool(struct json_out *out, const char *key, bool value)
{
    json_key(out, key);
    json_put_bool(out, value);
}

void json_kv_null(struct json_out *out, const char *key)
{
    json_key(out, key);
    json_put_null(out);
}

void json_kv_time(struct json_out *out, const char *key, int64_t ms)
{
    json_key(out, key);
    json_put_time(out, ms);
}

void json_kv_raw(struct json_out *out, const char *key, struct str json)
{
    json_key(out, key);
    json_put_raw(out, json);
}
