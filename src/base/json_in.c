/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/json.h"
#include "base/utf8.h"

struct json_doc {
    json_t *root;
};

/* jansson recurses to 2048 levels; this server promises its callers far less. */
static bool too_deep(struct str text)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (in_string) {
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > JSON_DEPTH_MAX) {
                return true;
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return false;
}

static int load(struct str text, json_t **out, struct err *err)
{
    if (too_deep(text)) {
        return err_set(err, E_MALFORMED_JSON, "The JSON is nested deeper than %d levels.",
                       JSON_DEPTH_MAX);
    }
    json_error_t error;
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL && json_error_code(&error) == json_error_null_character) {
        return err_set(err, E_MALFORMED_JSON,
                       "Line %d, column %d: a text holds the character U+0000.", error.line,
                       error.column);
    }
    if (root == NULL) {
        return err_set(err, E_MALFORMED_JSON, "Line %d, column %d: %s.", error.line, error.column,
                       error.text);
    }
    *out = root;
    return E_OK;
}

static void decrefp(json_t **root)
{
    json_decref(*root);
}

static bool check_length(const struct json_field *field, struct str s, struct err *err)
{
    size_t length = utf8_length(s);
    if (length < (size_t)field->min) {
        (void)err_field(err, field->name,
                        length == 0 ? "must not be empty" : "must have at least %lld characters",
                        (long long)field->min);
        return false;
    }
    if (length > (size_t)field->max) {
        (void)err_field(err, field->name, "must have at most %lld characters",
                        (long long)field->max);
        return false;
    }
    return true;
}

static void read_text(const struct json_field *field, const json_t *value, char *slot,
                      struct arena *arena, struct err *err)
{
    struct str s = {json_string_value(value), json_string_length(value)};
    if (check_length(field, s, err)) {
        struct str copy = str_copy(arena, s);
        memcpy(slot, &copy, sizeof(copy));
    }
}

static void read_texts(const struct json_field *field, const json_t *array, char *slot,
                       struct arena *arena, struct err *err)
{
    const size_t count = json_array_size(array);
    if (count > JSON_STRS_MAX) {
        (void)err_field(err, field->name, "must have at most %d entries", JSON_STRS_MAX);
        return;
    }
    struct json_strs texts = {arena_calloc(arena, count + 1, sizeof(*texts.items)), count};
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(array, i);
        if (!json_is_string(item)) {
            (void)err_field(err, field->name, "must be a list of texts");
            return;
        }
        struct str s = {json_string_value(item), json_string_length(item)};
        if (!check_length(field, s, err)) {
            return;
        }
        texts.items[i] = str_copy(arena, s);
    }
    memcpy(slot, &texts, sizeof(texts));
}

static void read_number(const struct json_field *field, const json_t *value, char *slot,
                        struct err *err)
{
    int64_t number = json_integer_value(value);
    if (number < field->min || number > field->max) {
        (void)err_field(err, field->name, "must be between %lld and %lld", (long long)field->min,
                        (long long)field->max);
    } else {
        memcpy(slot, &number, sizeof(number));
    }
}

static void read_object(const struct json_field *field, const json_t *value, char *slot,
                        struct arena *arena, struct err *err)
{
    char *text = json_dumps(value, JSON_COMPACT);
    ASSERT(text != NULL); /* it was parsed a moment ago */
    if (check_length(field, str_from(text), err)) {
        struct str copy = str_copy(arena, str_from(text));
        memcpy(slot, &copy, sizeof(copy));
    }
    free(text);
}

static void read_value(const struct json_field *field, const json_t *value, char *slot,
                       struct arena *arena, struct err *err)
{
    switch (field->kind) {
    case JSON_STR:
        if (!json_is_string(value)) {
            (void)err_field(err, field->name, "must be a text");
            return;
        }
        read_text(field, value, slot, arena, err);
        return;
    case JSON_BOOL:
        if (!json_is_boolean(value)) {
            (void)err_field(err, field->name, "must be true or false");
            return;
        }
        *(bool *)slot = json_is_true(value);
        return;
    case JSON_I64:
        if (!json_is_integer(value)) {
            (void)err_field(err, field->name, "must be a whole number");
            return;
        }
        read_number(field, value, slot, err);
        return;
    case JSON_STRS:
        if (!json_is_array(value)) {
            (void)err_field(err, field->name, "must be a list of texts");
            return;
        }
        read_texts(field, value, slot, arena, err);
        return;
    case JSON_NESTED:
        if (!json_is_object(value)) {
            (void)err_field(err, field->name, "must be an object");
            return;
        }
        read_object(field, value, slot, arena, err);
        return;
    }
}

static void read_field(const struct json_field *field, const json_t *root, char *base,
                       struct arena *arena, struct err *err)
{
    const json_t *value = json_object_get(root, field->name);
    char *slot = base + field->offset;
    if (value != NULL && !json_is_null(value)) {
        read_value(field, value, slot, arena, err);
    } else if (field->must) {
        (void)err_field(err, field->name, "is required");
    } else if (value != NULL && field->kind == JSON_STR) {
        memcpy(slot, &STR_EMPTY, sizeof(struct str));
    }
}

static void refuse_unknown(json_t *root, const struct json_field *fields, struct err *err)
{
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value)
    {
        const struct json_field *field = fields;
        while (field->name != NULL && strcmp(field->name, key) != 0) {
            field++;
        }
        if (field->name == NULL) {
            (void)err_field(err, key, "is not a known field");
        }
    }
}

int json_read(struct str text, const struct json_field *fields, void *out, struct arena *arena,
              struct err *err)
{
    CLEANUP(decrefp) json_t *root = NULL;
    int rc = load(text, &root, err);
    if (rc < 0) {
        return rc;
    }
    if (!json_is_object(root)) {
        return err_set(err, E_MALFORMED_JSON, "The body must be a JSON object.");
    }

    struct err found = {0};
    for (const struct json_field *field = fields; field->name != NULL; field++) {
        read_field(field, root, out, arena, &found);
    }
    refuse_unknown(root, fields, &found);
    if (found.rc < 0) {
        if (err != NULL) {
            *err = found;
        }
        return found.rc;
    }
    return E_OK;
}

int json_doc_parse(struct str text, struct json_doc **out, struct err *err)
{
    json_t *root;
    int rc = load(text, &root, err);
    if (rc < 0) {
        return rc;
    }
    *out = must_alloc(sizeof(**out));
    (*out)->root = root;
    return E_OK;
}

void json_doc_free(struct json_doc *doc)
{
    if (doc != NULL) {
        json_decref(doc->root);
        free(doc);
    }
}

void json_doc_freep(struct json_doc **doc)
{
    json_doc_free(*doc);
    *doc = NULL;
}

struct json_value json_doc_root(const struct json_doc *doc)
{
    return (struct json_value){doc->root};
}

struct json_value json_get(struct json_value object, const char *key)
{
    return (struct json_value){json_object_get(object.node, key)};
}

struct json_value json_at(struct json_value array, size_t index)
{
    return (struct json_value){json_array_get(array.node, index)};
}

bool json_has(struct json_value value)
{
    const json_t *node = value.node;
    return node != NULL && !json_is_null(node);
}

bool json_holds_object(struct json_value value)
{
    const json_t *node = value.node;
    return json_is_object(node);
}

bool json_holds(struct json_value value, enum json_kind kind)
{
    const json_t *node = value.node;
    switch (kind) {
    case JSON_STR:
        return json_is_string(node);
    case JSON_BOOL:
        return json_is_boolean(node);
    case JSON_I64:
        return json_is_integer(node);
    case JSON_STRS:
        return json_is_array(node);
    case JSON_NESTED:
        return json_is_object(node);
    }
    return false;
}

bool json_each(struct json_value object, void **iter, struct str *out_key,
               struct json_value *out_value)
{
    json_t *node = object.node;
    *iter = *iter == NULL ? json_object_iter(node) : json_object_iter_next(node, *iter);
    if (*iter == NULL) {
        return false;
    }
    *out_key = str_from(json_object_iter_key(*iter));
    *out_value = (struct json_value){json_object_iter_value(*iter)};
    return true;
}

size_t json_count(struct json_value array)
{
    return json_array_size(array.node);
}

struct str json_text(struct json_value value)
{
    const json_t *node = value.node;
    return json_is_string(node) ? (struct str){json_string_value(node), json_string_length(node)}
                                : STR_EMPTY;
}

double json_number(struct json_value value, double otherwise)
{
    const json_t *node = value.node;
    return json_is_number(node) ? json_number_value(node) : otherwise;
}

int64_t json_i64(struct json_value value, int64_t otherwise)
{
    const json_t *node = value.node;
    return json_is_integer(node) ? json_integer_value(node) : otherwise;
}

bool json_bool(struct json_value value, bool otherwise)
{
    const json_t *node = value.node;
    return json_is_boolean(node) ? json_is_true(node) : otherwise;
}

size_t json_count_values(struct str json)
{
    size_t count = 1;
    bool in_text = false;
    for (size_t i = 0; i < json.n; i++) {
        const char c = json.p[i];
        if (in_text) {
            i += c == '\\';
            in_text = c != '"';
        } else {
            in_text = c == '"';
            count += c == ',' || c == '[' || c == '{';
        }
    }
    return count;
}
