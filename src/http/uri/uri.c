/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "http/uri/uri.h"

void uri_split(struct str target, struct str *out_path, struct str *out_query)
{
    static const struct str schemes[] = {{"http://", 7}, {"https://", 8}};
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        if (target.n >= schemes[i].n &&
            str_eq_nocase(str_sub(target, 0, schemes[i].n), schemes[i])) {
            struct str rest = str_sub(target, schemes[i].n, target.n);
            size_t slash = str_find_byte(rest, '/');
            target = slash < rest.n ? str_sub(rest, slash, rest.n) : STR("/");
            break;
        }
    }
    *out_path = str_cut(target, '?', out_query);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f;
}

/* Returns the slice itself where there is nothing to replace. */
static int decode(struct str raw, bool plus_is_space, struct arena *arena, struct str *out)
{
    bool escaped =
        str_find_byte(raw, '%') < raw.n || (plus_is_space && str_find_byte(raw, '+') < raw.n);
    if (!escaped) {
        *out = raw;
        return E_OK;
    }
    char *p = arena_alloc(arena, raw.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] == '+' && plus_is_space) {
            p[n++] = ' ';
        } else if (raw.p[i] != '%') {
            p[n++] = raw.p[i];
        } else {
            int high = i + 1 < raw.n ? hex_value(raw.p[i + 1]) : -1;
            int low = i + 2 < raw.n ? hex_value(raw.p[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return E_INVALID;
            }
            p[n++] = (char)(high << 4 | low);
            i += 2;
        }
    }
    *out = (struct str){p, n};
    return E_OK;
}

/* Text for people may hold line breaks and tabs, a path may not. */
static bool has_controls(struct str s, bool allow_breaks)
{
    for (size_t i = 0; i < s.n; i++) {
        bool is_break = s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t';
        if (is_control(s.p[i]) && !(allow_breaks && is_break)) {
            return true;
        }
    }
    return false;
}

int uri_decode_path(struct str raw, struct arena *arena, struct str *out)
{
    struct str path;
    int rc = decode(raw, /* plus_is_space= */ false, arena, &path);
    if (rc < 0 || has_controls(path, /* allow_breaks= */ false) || !utf8_valid(path)) {
        return E_INVALID;
    }
    size_t slashes_before = 0;
    size_t slashes_after = 0;
    for (size_t i = 0; i < raw.n; i++) {
        slashes_before += raw.p[i] == '/';
    }
    for (size_t i = 0; i < path.n; i++) {
        slashes_after += path.p[i] == '/';
    }
    if (slashes_before != slashes_after) {
        return E_INVALID;
    }
    *out = path;
    return E_OK;
}

static int decode_text(struct str raw, struct arena *arena, struct str *out)
{
    int rc = decode(raw, /* plus_is_space= */ true, arena, out);
    if (rc < 0 || has_controls(*out, /* allow_breaks= */ true) || !utf8_valid(*out)) {
        return E_INVALID;
    }
    return E_OK;
}

int uri_parse_query(struct str raw, struct arena *arena, struct uri_pair **out, size_t *out_count)
{
    size_t most = 1;
    for (size_t i = 0; i < raw.n; i++) {
        most += raw.p[i] == '&';
    }
    if (most > URI_PAIRS_MAX) {
        return E_INVALID;
    }
    struct uri_pair *pairs = arena_calloc(arena, most, sizeof(*pairs));
    size_t count = 0;
    while (raw.n > 0) {
        struct str value;
        struct str name = str_cut(str_cut(raw, '&', &raw), '=', &value);
        if (name.n == 0 && value.n == 0) {
            continue;
        }
        if (decode_text(name, arena, &pairs[count].name) < 0 ||
            decode_text(value, arena, &pairs[count].value) < 0) {
            return E_INVALID;
        }
        count++;
    }
    *out = pairs;
    *out_count = count;
    return E_OK;
}

struct str uri_find_cookie(struct str header, const char *name)
{
    struct str wanted = str_from(name);
    while (header.n > 0) {
        struct str value;
        struct str found = str_cut(str_trim(str_cut(header, ';', &header)), '=', &value);
        if (str_eq(found, wanted)) {
            if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"') {
                value = str_sub(value, 1, value.n - 1);
            }
            return has_controls(value, false) || !utf8_valid(value) ? STR_EMPTY : value;
        }
    }
    return STR_EMPTY;
}

bool uri_is_media_type(struct str content_type, const char *media_type)
{
    struct str params;
    return str_eq_nocase(str_trim(str_cut(content_type, ';', &params)), str_from(media_type));
}

/* Reads a quoted string that begins at s.p[0]; *rest is what follows its closing quote. */
static int unquote(struct str s, struct arena *arena, struct str *out, struct str *rest)
{
    char *p = arena_alloc(arena, s.n + 1);
    size_t n = 0;
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '"') {
            *out = (struct str){p, n};
            *rest = str_sub(s, i + 1, s.n);
            return E_OK;
        }
        /* Browsers escape a quote as %22 and leave backslashes alone: only \" and \\ are pairs. */
        if (s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '\\')) {
            i++;
        }
        p[n++] = s.p[i];
    }
    return E_INVALID;
}

/* Reads what follows a parameter's name, up to its semicolon; *after is what stands behind that. */
static int read_value(struct str rest, struct arena *arena, struct str *out, struct str *after)
{
    if (rest.n == 0 || rest.p[0] != '=') {
        (void)str_cut(rest, ';', after);
        *out = STR_EMPTY;
        return E_OK;
    }
    rest = str_trim(str_sub(rest, 1, rest.n));
    if (rest.n == 0 || rest.p[0] != '"') {
        *out = str_trim(str_cut(rest, ';', after));
        return E_OK;
    }
    int rc = unquote(rest, arena, out, &rest);
    if (rc < 0) {
        return rc;
    }
    return str_trim(str_cut(rest, ';', after)).n > 0 ? E_INVALID : E_OK;
}

int uri_find_param(struct str header, const char *name, struct arena *arena, struct str *out)
{
    struct str rest;
    (void)str_cut(header, ';', &rest); /* the value itself */
    while (rest.n > 0) {
        rest = str_trim(rest);
        size_t end = 0;
        while (end < rest.n && rest.p[end] != '=' && rest.p[end] != ';') {
            end++;
        }
        struct str found = str_trim(str_sub(rest, 0, end));
        struct str value = STR_EMPTY;
        int rc = read_value(str_sub(rest, end, rest.n), arena, &value, &rest);
        if (rc < 0) {
            return rc;
        }
        if (str_eq_nocase(found, str_from(name))) {
            *out = value;
            return E_OK;
        }
    }
    return E_NOT_FOUND;
}

bool uri_has_only(struct str s, const char *others)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_word && (c == '\0' || strchr(others, c) == NULL)) {
            return false;
        }
    }
    return true;
}

bool uri_is_token(struct str s)
{
    return s.n > 0 && uri_has_only(s, "!#$%&'*+-.^_`|~");
}

bool uri_list_accepts(struct str list, struct str item)
{
    while (list.n > 0) {
        struct str params;
        struct str name = str_trim(str_cut(str_cut(list, ',', &list), ';', &params));
        if (!str_eq_nocase(name, item)) {
            continue;
        }
        struct str weight;
        struct str key = str_trim(str_cut(params, '=', &weight));
        weight = str_trim(weight);
        if (!str_eq_nocase(key, STR("q"))) {
            return true;
        }
        for (size_t i = 0; i < weight.n; i++) {
            if (weight.p[i] >= '1' && weight.p[i] <= '9') {
                return true;
            }
        }
        return false;
    }
    return false;
}

bool uri_is_host(struct str host)
{
    return host.n > 0 && host.n <= 255 && uri_has_only(host, ".-_:[]");
}
