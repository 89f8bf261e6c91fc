/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "skill/skill_int.h"

#define LANGUAGE_MAX ((size_t)20)
#define SAY_MAX      ((size_t)4000)
#define PACKAGE_MAX  ((size_t)100)
#define FILE_MAX     ((size_t)200)
#define SHOWN        60 /* bytes of a name in a sentence */

static const char *const manifest_members[] = {
    "name", "title", "description", "place", "languages", "needs", "parameters", "examples", NULL};
static const char *const need_members[] = {"package", "file", "for", "languages", "required", NULL};
static const char *const purposes[] = SKILL_NEEDS;
static const char *const schema_members[] = {"type", "properties", "required",
                                             "additionalProperties", NULL};
static const char *const example_members[] = {"say", "arguments", NULL};
static const char *const item_members[] = {"type", "enum", "minLength", "maxLength", NULL};
static const char *const property_members[SKILL_TYPE_COUNT][6] = {
    [SKILL_STRING] = {"type", "description", "enum", "minLength", "maxLength", NULL},
    [SKILL_INTEGER] = {"type", "description", "minimum", "maximum", NULL},
    [SKILL_NUMBER] = {"type", "description", "minimum", "maximum", NULL},
    [SKILL_BOOLEAN] = {"type", "description", NULL},
    [SKILL_ARRAY] = {"type", "description", "items", "maxItems", NULL},
};

/* "NAME": what is wrong with it. */
static int wrong(struct err *err, struct str name, const char *what)
{
    const struct str shown = str_sub(name, 0, SHOWN);
    return err_set(err, E_INVALID, "\"%" STRF "\" %s.", STRA(shown), what);
}

static bool is_listed(struct str name, const char *const *list)
{
    while (*list != NULL && !str_eq(name, str_from(*list))) {
        list++;
    }
    return *list != NULL;
}

static int check_members(struct json_value object, const char *const *allowed, struct err *err)
{
    void *iter = NULL;
    struct str key;
    struct json_value value;
    while (json_each(object, &iter, &key, &value)) {
        if (!is_listed(key, allowed)) {
            return wrong(err, key, "is nothing that may stand there");
        }
    }
    return E_OK;
}

/* ---- the schema ---- */

static bool is_text_list(struct json_value array)
{
    for (size_t i = 0; i < json_count(array); i++) {
        if (!json_holds(json_at(array, i), JSON_STR)) {
            return false;
        }
    }
    return json_count(array) > 0;
}

static bool is_size(struct json_value value)
{
    return !json_has(value) || json_i64(value, -1) >= 0;
}

static bool is_bound(struct json_value value)
{
    return !json_has(value) || !isnan(json_number(value, NAN));
}

static int check_text(struct str name, struct json_value property, struct err *err)
{
    const struct json_value choices = json_get(property, "enum");
    if (json_has(choices) && !is_text_list(choices)) {
        return wrong(err, name, "has an \"enum\" that is no list of texts");
    }
    if (!is_size(json_get(property, "minLength")) || !is_size(json_get(property, "maxLength"))) {
        return wrong(err, name, "has a length that is none");
    }
    return json_has(choices) || json_has(json_get(property, "maxLength"))
               ? E_OK
               : wrong(err, name, "needs a \"maxLength\" or an \"enum\"");
}

static int check_array(struct str name, struct json_value property, struct err *err)
{
    const struct json_value items = json_get(property, "items");
    if (json_i64(json_get(property, "maxItems"), -1) < 0) {
        return wrong(err, name, "needs a \"maxItems\"");
    }
    if (skill_type_of(items) != SKILL_STRING) {
        return wrong(err, name, "must have \"items\" that are texts");
    }
    int rc = check_members(items, item_members, err);
    return rc < 0 ? rc : check_text(name, items, err);
}

static int check_property(struct str name, struct json_value property, struct err *err)
{
    const enum skill_type type = skill_type_of(property);
    if (type == SKILL_TYPE_COUNT) {
        return wrong(err, name, "has a \"type\" that is not known here");
    }
    if (json_text(json_get(property, "description")).n == 0) {
        return wrong(err, name, "needs a \"description\"");
    }
    int rc = check_members(property, property_members[type], err);
    if (rc < 0) {
        return rc;
    }
    if (type == SKILL_STRING) {
        return check_text(name, property, err);
    }
    if (type == SKILL_ARRAY) {
        return check_array(name, property, err);
    }
    return is_bound(json_get(property, "minimum")) && is_bound(json_get(property, "maximum"))
               ? E_OK
               : wrong(err, name, "has a bound that is no number");
}

static bool has_member(struct json_value object, struct str name)
{
    void *iter = NULL;
    struct str key;
    struct json_value value;
    while (json_each(object, &iter, &key, &value)) {
        if (str_eq(key, name)) {
            return true;
        }
    }
    return false;
}

static int check_required(struct json_value required, struct json_value properties, struct err *err)
{
    if (json_has(required) && !json_holds(required, JSON_STRS)) {
        return wrong(err, STR("required"), "must be a list of texts");
    }
    for (size_t i = 0; i < json_count(required); i++) {
        const struct str name = json_text(json_at(required, i));
        if (!has_member(properties, name)) {
            return wrong(err, name, "is required, but is no property");
        }
    }
    return E_OK;
}

static int check_schema(struct json_value schema, struct err *err)
{
    const struct json_value properties = json_get(schema, "properties");
    if (!str_eq(json_text(json_get(schema, "type")), STR("object")) ||
        !json_holds_object(properties)) {
        return wrong(err, STR("parameters"), "must be of an object with \"properties\"");
    }
    if (json_bool(json_get(schema, "additionalProperties"), false)) {
        return wrong(err, STR("additionalProperties"), "must be false");
    }
    int rc = check_members(schema, schema_members, err);
    size_t count = 0;
    void *iter = NULL;
    struct str name;
    struct json_value property;
    while (rc == E_OK && json_each(properties, &iter, &name, &property)) {
        rc = ++count <= SKILL_PROPERTIES_MAX ? check_property(name, property, err)
                                             : wrong(err, name, "is one property too many");
    }
    return rc < 0 ? rc : check_required(json_get(schema, "required"), properties, err);
}

/* ---- the rest ---- */

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        const char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
            return false;
        }
    }
    return name.n > 0 && name.n <= SKILL_NAME_MAX;
}

static int read_place(struct str text, enum skill_place *out, struct err *err)
{
    for (enum skill_place place = 0; place < SKILL_PLACE_COUNT; place++) {
        if (str_eq(text, str_from(skill_place_name(place)))) {
            *out = place;
            return E_OK;
        }
    }
    return wrong(err, STR("place"), "must be \"worker\" or \"server\"");
}

static int read_languages(struct json_value array, struct arena *arena, struct skill_manifest *out,
                          struct err *err)
{
    out->language_count = json_count(array);
    if (out->language_count == 0 || out->language_count > SKILL_LANGUAGES_MAX) {
        return wrong(err, STR("languages"), "must be a list of language tags, or [\"*\"]");
    }
    out->languages = arena_calloc(arena, out->language_count, sizeof(*out->languages));
    for (size_t i = 0; i < out->language_count; i++) {
        out->languages[i] = json_text(json_at(array, i));
        if (out->languages[i].n == 0 || out->languages[i].n > LANGUAGE_MAX) {
            return wrong(err, STR("languages"), "must be a list of language tags, or [\"*\"]");
        }
    }
    return E_OK;
}

/* A name that can stand in a command for people to copy: nothing of it means anything to a shell. */
static bool is_package(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        const char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (i > 0 && strchr("+-.", c)))) {
            return false;
        }
    }
    return name.n > 1 && name.n <= PACKAGE_MAX;
}

static int read_need(struct json_value item, struct skill_need *out, struct err *err)
{
    *out = (struct skill_need){
        .package = json_text(json_get(item, "package")),
        .file = json_text(json_get(item, "file")),
        .purpose = json_text(json_get(item, "for")),
        .languages = json_get(item, "languages"),
        .is_required = json_bool(json_get(item, "required"), false),
    };
    if (!is_package(out->package)) {
        return wrong(err, STR("package"), "must be the name of a Debian package");
    }
    if (out->file.n == 0 || out->file.n > FILE_MAX) {
        return wrong(err, out->package, "needs a \"file\" that it brings");
    }
    if (!is_listed(out->purpose, purposes)) {
        return wrong(err, out->package, "is \"for\" nothing that is known here");
    }
    if (!is_text_list(out->languages)) {
        return wrong(err, out->package, "needs \"languages\"");
    }
    return check_members(item, need_members, err);
}

static int read_needs(struct json_value array, struct arena *arena, struct skill_manifest *out,
                      struct err *err)
{
    out->need_count = json_count(array);
    if (out->need_count > SKILL_NEEDS_MAX) {
        return wrong(err, STR("needs"), "are too many");
    }
    out->needs = arena_calloc(arena, out->need_count + 1, sizeof(*out->needs));
    int rc = E_OK;
    for (size_t i = 0; rc == E_OK && i < out->need_count; i++) {
        rc = read_need(json_at(array, i), &out->needs[i], err);
    }
    return rc;
}

static int read_example(struct json_value item, struct json_value schema, struct skill_example *out,
                        struct err *err)
{
    int rc = check_members(item, example_members, err);
    if (rc < 0) {
        return rc;
    }
    *out = (struct skill_example){json_text(json_get(item, "say")), json_get(item, "arguments")};
    if (out->say.n == 0 || out->say.n > SAY_MAX) {
        return wrong(err, STR("examples"), "must be sentences with what they ask for");
    }
    struct err why = {0};
    rc = skill_check_schema(schema, out->arguments, &why);
    if (rc < 0 && why.field_count > 0) {
        const struct str shown = str_sub(out->say, 0, SHOWN);
        return err_set(err, E_INVALID, "The example \"%" STRF "\": \"%s\" %s.", STRA(shown),
                       why.fields[0].name, why.fields[0].text);
    }
    return rc < 0 ? wrong(err, out->say, err_text(&why, rc)) : E_OK;
}

static int read_examples(struct json_value array, struct arena *arena, struct skill_manifest *out,
                         struct err *err)
{
    out->example_count = json_count(array);
    if (out->example_count > SKILL_EXAMPLES_MAX) {
        return wrong(err, STR("examples"), "are too many");
    }
    out->examples = arena_calloc(arena, out->example_count + 1, sizeof(*out->examples));
    for (size_t i = 0; i < out->example_count; i++) {
        int rc = read_example(json_at(array, i), out->parameters, &out->examples[i], err);
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

static int read_root(struct json_value root, struct arena *arena, struct skill_manifest *out,
                     struct err *err)
{
    out->name = json_text(json_get(root, "name"));
    out->title = json_text(json_get(root, "title"));
    out->description = json_text(json_get(root, "description"));
    out->parameters = json_get(root, "parameters");
    if (!is_name(out->name)) {
        return wrong(err, STR("name"), "must be letters a to z, digits and \"_\"");
    }
    if (out->title.n == 0 || out->title.n > SKILL_TEXT_MAX) {
        return wrong(err, STR("title"), "is missing or too long");
    }
    if (out->description.n == 0 || out->description.n > SKILL_TEXT_MAX) {
        return wrong(err, STR("description"), "is missing or too long");
    }
    int rc = check_members(root, manifest_members, err);
    if (rc == E_OK) {
        rc = read_place(json_text(json_get(root, "place")), &out->place, err);
    }
    if (rc == E_OK) {
        rc = read_languages(json_get(root, "languages"), arena, out, err);
    }
    if (rc == E_OK) {
        rc = read_needs(json_get(root, "needs"), arena, out, err);
    }
    if (rc == E_OK) {
        rc = check_schema(out->parameters, err);
    }
    return rc == E_OK ? read_examples(json_get(root, "examples"), arena, out, err) : rc;
}

int skill_read_manifest(struct str text, struct arena *arena, struct json_doc **out_doc,
                        struct skill_manifest *out, struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(text, &doc, err);
    struct skill_manifest manifest = {0};
    if (rc == E_OK) {
        rc = read_root(json_doc_root(doc), arena, &manifest, err);
    }
    if (rc < 0) {
        return rc;
    }
    *out = manifest;
    *out_doc = doc;
    doc = NULL;
    return E_OK;
}
