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

static void add_quoted(struct sb *sb, struct str s)
{
    sb_add_byte(sb, '"');
    size_t plain_from = 0;
    for (size_t i = 0; i < s.n; i++) {
        char escape = short_escape(s.p[i]);
        if (escape == 0 && (unsigned char)s.p[i] >= 0x20) {
            continue;
        }
        sb_add(sb, str_sub(s, plain_from, i));
        plain_from = i + 1;
        if (escape != 0) {
            sb_add_byte(sb, '\\');
            sb_add_byte(sb, escape);
        } else {
            sb_addf(sb, "\\u%04x", (unsigned char)s.p[i]);
        }
    }
    sb_add(sb, str_sub(s, plain_from, s.n));
    sb_add_byte(sb, '"');
}

void json_key(struct json_out *out, const char *key)
{
    begin_value(out);
    add_quoted(out->sb, str_from(key));
    sb_add_byte(out->sb, ':');
    out->needs_comma = false;
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

void json_put_double(struct json_out *out, double number, int decimals)
{
    begin_value(out);
    if (isfinite(number)) {
        sb_addf(out->sb, "%.*f", decimals, number);
    } else {
        sb_add(out->sb, STR("null"));
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
    json_put_str(out, str_from(clock_format(ms).s));
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
