/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/utf8.h"
#include "skill/skill_int.h"

static const char *const types[] = {
    [SKILL_STRING] = "string",   [SKILL_INTEGER] = "integer", [SKILL_NUMBER] = "number",
    [SKILL_BOOLEAN] = "boolean", [SKILL_ARRAY] = "array",
};
_Static_assert(ARRAY_LEN(types) == SKILL_TYPE_COUNT, "every type has a name");

enum skill_type skill_type_of(struct json_value property)
{
    const struct str text = json_text(json_get(property, "type"));
    enum skill_type type = 0;
    while (type < SKILL_TYPE_COUNT && !str_eq(text, str_from(types[type]))) {
        type++;
    }
    return type;
}

static bool is_in(struct str text, struct json_value list)
{
    for (size_t i = 0; i < json_count(list); i++) {
        if (str_eq(text, json_text(json_at(list, i)))) {
            return true;
        }
    }
    return false;
}

/* "must be one of a, b, c", as far as there is room. */
static void say_choices(const char *name, struct json_value choices, struct err *err)
{
    char text[sizeof(err->fields[0].text)] = "";
    size_t n = 0;
    for (size_t i = 0; i < json_count(choices) && n < sizeof(text); i++) {
        const struct str choice = json_text(json_at(choices, i));
        const int more =
            snprintf(text + n, sizeof(text) - n, "%s%" STRF, i == 0 ? "" : ", ", STRA(choice));
        n += more > 0 ? (size_t)more : 0;
    }
    (void)err_field(err, name, "must be one of: %.130s", text);
}

static void check_text(const char *name, struct json_value schema, struct json_value value,
                       struct err *err)
{
    const struct json_value choices = json_get(schema, "enum");
    if (!json_holds(value, JSON_STR)) {
        (void)err_field(err, name, "must be a text");
        return;
    }
    const struct str text = json_text(value);
    if (json_has(choices)) {
        if (!is_in(text, choices)) {
            say_choices(name, choices, err);
        }
        return;
    }
    const int64_t min = json_i64(json_get(schema, "minLength"), 0);
    const int64_t max = json_i64(json_get(schema, "maxLength"), INT64_MAX);
    const int64_t length = (int64_t)utf8_length(text);
    if (length < min) {
        (void)err_field(err, name,
                        length == 0 ? "must not be empty" : "must have at least %lld characters",
                        (long long)min);
    } else if (length > max) {
        (void)err_field(err, name, "must have at most %lld characters", (long long)max);
    }
}

static void check_number(const char *name, struct json_value schema, struct json_value value,
                         struct err *err)
{
    const bool is_whole = skill_type_of(schema) == SKILL_INTEGER;
    const double number = json_number(value, NAN);
    const double min = json_number(json_get(schema, "minimum"), -INFINITY);
    const double max = json_number(json_get(schema, "maximum"), INFINITY);
    if (isnan(number) || (is_whole && !json_holds(value, JSON_I64))) {
        (void)err_field(err, name, is_whole ? "must be a whole number" : "must be a number");
    } else if (number < min) {
        (void)err_field(err, name, "must be at least %g", min);
    } else if (number > max) {
        (void)err_field(err, name, "must be at most %g", max);
    }
}

static void check_array(const char *name, struct json_value schema, struct json_value value,
                        struct err *err)
{
    const int64_t max = json_i64(json_get(schema, "maxItems"), 0);
    if (!json_holds(value, JSON_STRS)) {
        (void)err_field(err, name, "must be a list of texts");
        return;
    }
    if ((int64_t)json_count(value) > max) {
        (void)err_field(err, name, "must have at most %lld entries", (long long)max);
        return;
    }
    const size_t before = err->field_count;
    for (size_t i = 0; i < json_count(value) && err->field_count == before; i++) {
        check_text(name, json_get(schema, "items"), json_at(value, i), err);
    }
}

static void check_value(const char *name, struct json_value schema, struct json_value value,
                        struct err *err)
{
    switch (skill_type_of(schema)) {
    case SKILL_STRING:
        check_text(name, schema, value, err);
        break;
    case SKILL_INTEGER:
    case SKILL_NUMBER:
        check_number(name, schema, value, err);
        break;
    case SKILL_BOOLEAN:
        if (!json_holds(value, JSON_BOOL)) {
            (void)err_field(err, name, "must be true or false");
        }
        break;
    case SKILL_ARRAY:
        check_array(name, schema, value, err);
        break;
    case SKILL_TYPE_COUNT:
        (void)err_field(err, name, "is not a known field");
        break;
    }
}

static void check_required(struct json_value required, struct json_value arguments, struct err *err)
{
    for (size_t i = 0; i < json_count(required); i++) {
        const struct str name = json_text(json_at(required, i));
        if (!json_has(json_get(arguments, name.p))) {
            (void)err_field(err, name.p, "is required");
        }
    }
}

/* The name comes from outside, and goes back as far as there is room for it. */
static void refuse_unknown(struct str name, struct err *err)
{
    char shown[sizeof(err->fields[0].name)];
    snprintf(shown, sizeof(shown), "%" STRF, STRA(utf8_cut(name, sizeof(shown) - 1)));
    (void)err_field(err, shown, "is not a known field");
}

/* The key of a document ends with a NUL, and so does any text of one. */
int skill_check_schema(struct json_value schema, struct json_value arguments, struct err *err)
{
    if (!json_holds_object(arguments)) {
        return err_set(err, E_INVALID, "The arguments must be a JSON object.");
    }
    struct err found = {0};
    const struct json_value properties = json_get(schema, "properties");
    check_required(json_get(schema, "required"), arguments, &found);
    void *iter = NULL;
    struct str name;
    struct json_value value;
    while (json_each(arguments, &iter, &name, &value)) {
        const struct json_value property = json_get(properties, name.p);
        if (!json_has(property)) {
            refuse_unknown(name, &found);
        } else if (json_has(value)) { /* null: as if it were not there */
            check_value(name.p, property, value, &found);
        }
    }
    if (found.rc < 0 && err != NULL) {
        *err = found;
    }
    return found.rc;
}

int skill_check(const struct skill_manifest *manifest, struct json_value arguments, struct err *err)
{
    return skill_check_schema(manifest->parameters, arguments, err);
}
