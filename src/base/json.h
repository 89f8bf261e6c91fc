/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json: in through a table of fields over a struct, out through a writer on sb. Reading stands on
 * jansson; depth is limited before it parses. */
#pragma once

#include "base/err.h"
#include "base/random.h"

#define JSON_DEPTH_MAX 32

/* ---- in ---- */

enum json_kind {
    JSON_STR,  /* struct str, well-formed UTF-8 without NUL; p is NULL where the field is absent */
    JSON_BOOL, /* bool; stays as the caller set it where absent */
    JSON_I64,  /* int64_t; likewise */
    JSON_STRS, /* struct json_strs, an array of such texts; likewise */
    JSON_NESTED, /* struct str, the text of an object of any shape, for json_doc_parse(); p is NULL where absent */
};

#define JSON_STRS_MAX 100

struct json_strs {
    struct str *items; /* NULL where the field is absent */
    size_t count;
};

struct json_field {
    const char *name;
    enum json_kind kind;
    size_t offset; /* of the member in the struct */
    bool must;     /* absent or null: "is required" */
    int64_t
        min; /* characters of a JSON_STR or JSON_NESTED, value of a JSON_I64, characters of each of JSON_STRS */
    int64_t max;
};

/* Reads one JSON object into *out by the table, which ends with a row without name. Texts are copied
 * into the arena. A null counts as absent, except that an optional JSON_STR becomes the empty text.
 * E_MALFORMED_JSON says the line and column; E_INVALID names every wrong, missing or unknown field. */
MUSTUSE int json_read(struct str text, const struct json_field *fields, void *out,
                      struct arena *arena, struct err *err);

/* At most how many values well-formed JSON of this text can have. A tree takes some hundred bytes for each, so a few
 * megabytes of "[],[],[]" would else become hundreds: what comes from outside is counted before it is parsed. */
size_t json_count_values(struct str json);

/* A parsed document of any shape, read-only. */
struct json_doc;
MUSTUSE int json_doc_parse(struct str text, struct json_doc **out, struct err *err);
void json_doc_free(struct json_doc *doc);
void json_doc_freep(struct json_doc **doc);

/* A value in a document; its zero value stands for "not there" and may be asked anything. */
struct json_value {
    void *node;
};
struct json_value json_doc_root(const struct json_doc *doc);
struct json_value json_get(struct json_value object, const char *key);
struct json_value json_at(struct json_value array, size_t index);
size_t json_count(struct json_value array);
bool json_has(struct json_value value); /* there and not null */
bool json_holds_object(struct json_value value);
/* Whether it is of this kind; of JSON_STRS, whether it is an array. */
bool json_holds(struct json_value value, enum json_kind kind);
/* Goes through the members of an object, which begins with *iter NULL; false after the last. */
bool json_each(struct json_value object, void **iter, struct str *out_key,
               struct json_value *out_value);
/* The text (lives as long as the document), or the empty one. */
struct str json_text(struct json_value value);
double json_number(struct json_value value, double otherwise);
int64_t json_i64(struct json_value value, int64_t otherwise);
bool json_bool(struct json_value value, bool otherwise);

/* ---- out ---- */

/* Writes compact JSON; commas come by themselves. Texts must be well-formed UTF-8. */
struct json_out {
    struct sb *sb;
    bool needs_comma;
};

void json_out_init(struct json_out *out, struct sb *sb);
void json_begin_object(struct json_out *out);
void json_end_object(struct json_out *out);
void json_begin_array(struct json_out *out);
void json_end_array(struct json_out *out);
/* A key of our own, without any character that has to be escaped; so for json_kv_...() too. */
void json_key(struct json_out *out, const char *key);
/* A key that came from outside. */
void json_key_str(struct json_out *out, struct str key);
void json_put_str(struct json_out *out, struct str s);
void json_put_i64(struct json_out *out, int64_t number);
/* Rounded to `decimals`; not-a-number and infinity become null. */
void json_put_double(struct json_out *out, double number, int decimals);
void json_put_bool(struct json_out *out, bool value);
void json_put_null(struct json_out *out);
/* Text that is JSON already. */
void json_put_raw(struct json_out *out, struct str json);
/* A value of a document, written anew. */
void json_put_value(struct json_out *out, struct json_value value);
/* "2026-11-22T12:00:00.000Z" */
void json_put_time(struct json_out *out, int64_t ms);

/* Key and value in one call. */
void json_kv_str(struct json_out *out, const char *key, struct str s);
void json_kv_c(struct json_out *out, const char *key, const char *text); /* NULL: null */
void json_kv_id(struct json_out *out, const char *key, struct uuid id);
void json_kv_i64(struct json_out *out, const char *key, int64_t number);
void json_kv_bool(struct json_out *out, const char *key, bool value);
void json_kv_null(struct json_out *out, const char *key);
void json_kv_time(struct json_out *out, const char *key, int64_t ms);
void json_kv_raw(struct json_out *out, const char *key, struct str json);
