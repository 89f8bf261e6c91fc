/* SPDX-License-Identifier: GPL-3.0-or-later */
/* uri: the parts of a request that a client writes in its own syntax (target, query, cookies, media
 * types, token lists), taken apart. Pure functions: whatever comes in is either well-formed or refused. */
#pragma once

#include "base/str.h"

#define URI_PAIRS_MAX ((size_t)32)

struct uri_pair {
    struct str name;
    struct str value;
};

/* Splits a request target into its undecoded path and query. The absolute form (RFC 9112, 3.2.2) loses
 * its scheme and host. */
void uri_split(struct str target, struct str *out_path, struct str *out_query);

/* Replaces percent escapes. E_INVALID for a broken escape, a control character or what is not UTF-8; an
 * escaped slash is refused as well, because it would read as two segments afterwards. */
MUSTUSE int uri_decode_path(struct str raw, struct arena *arena, struct str *out);

/* Reads "a=1&b=2", with '+' for a space. E_INVALID as above, and over URI_PAIRS_MAX pairs. */
MUSTUSE int uri_parse_query(struct str raw, struct arena *arena, struct uri_pair **out,
                            size_t *out_count);

/* The value of a cookie in a Cookie header, or the empty text. */
struct str uri_find_cookie(struct str header, const char *name);

/* True where a Content-Type names this media type, whatever its parameters. */
bool uri_is_media_type(struct str content_type, const char *media_type);
/* A parameter of a header such as Content-Type or Content-Disposition, unquoted; E_NOT_FOUND, or
 * E_INVALID where its quotes are broken. */
MUSTUSE int uri_find_param(struct str header, const char *name, struct arena *arena,
                           struct str *out);

/* True where it has nothing but letters, digits and these. */
bool uri_has_only(struct str s, const char *others);
/* A name as RFC 9110 allows it for headers and methods. */
bool uri_is_token(struct str s);
/* True where a list such as Accept-Encoding holds the item with a weight above zero. */
bool uri_list_accepts(struct str list, struct str item);
/* Host header: letters, digits and what addresses need. */
bool uri_is_host(struct str host);
