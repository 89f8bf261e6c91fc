/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lists are asked for, and what rows are to become: read by the descriptor, every fault named. */
#include <string.h>

#include "apps/admin/admin_int.h"
#include "base/clock.h"
#include "base/utf8.h"

/* ---- filters ---- */

static const char *list_choices(const char *const *choices, struct arena *arena)
{
    const char *text = choices[0];
    for (size_t i = 1; choices[i] != NULL; i++) {
        text = arena_printf(arena, "%s, %s", text, choices[i]);
    }
    return text;
}

static bool is_choice(const char *const *choices, struct str word)
{
    for (size_t i = 0; choices[i] != NULL; i++) {
        if (str_eq(word, str_from(choices[i]))) {
            return true;
        }
    }
    return false;
}

/* A time, or a date, which stands for its first moment. */
static int read_time(struct req *rq, struct str text, int64_t *out_ms)
{
    if (text.n == sizeof("2026-11-22") - 1) {
        text = str_from(arena_printf(rq->arena, "%" STRF "T00:00:00Z", STRA(text)));
    }
    return clock_parse(text, out_ms);
}

static int read_filter(struct req *rq, const struct resource_filter *filter, struct str text,
                       struct db_value *out)
{
    const char *name = arena_printf(rq->arena, "filter.%s", filter->name);
    struct uuid id;
    int64_t ms;
    switch (filter->kind) {
    case RESOURCE_BOOL:
        if (!str_eq(text, STR("true")) && !str_eq(text, STR("false"))) {
            return err_field(&rq->err, name, "must be true or false");
        }
        *out = db_bool(str_eq(text, STR("true")));
        return E_OK;
    case RESOURCE_CHOICE:
        if (!is_choice(filter->choices, text)) {
            return err_field(&rq->err, name, "must be one of %s",
                             list_choices(filter->choices, rq->arena));
        }
        *out = db_str(text);
        return E_OK;
    case RESOURCE_TIME:
        if (read_time(rq, text, &ms) < 0) {
            return err_field(&rq->err, name, "must be a date, or a time like 2026-11-22T12:00:00Z");
        }
        *out = db_i64(ms);
        return E_OK;
    case RESOURCE_ID:
        if (uuid_parse(text, &id) < 0) {
            return err_field(&rq->err, name, "must be an id");
        }
        *out = db_id(id);
        return E_OK;
    case RESOURCE_TEXT:
    case RESOURCE_NUMBER:
    case RESOURCE_BYTES:
    case RESOURCE_REAL:
    case RESOURCE_JSON:
    case RESOURCE_KIND_COUNT:
        break;
    }
    *out = db_str(text);
    return E_OK;
}

static int read_filters(struct req *rq, const struct admin_resource *resource,
                        struct admin_query *out)
{
    for (size_t i = 0; i < resource->filter_count; i++) {
        const struct resource_filter *filter = &resource->descriptor->filters[i];
        struct str text = req_query(rq, arena_printf(rq->arena, "filter.%s", filter->name));
        out->filters[i] = db_null();
        if (text.n == 0) {
            text = req_query(rq, filter->name);
        }
        if (text.n > 0) {
            (void)read_filter(rq, filter, text, &out->filters[i]); /* told by rq->err */
        }
    }
    return rq->err.rc;
}

/* A filter that is not there would show what was not asked for. */
static int refuse_unknown_filters(struct req *rq, const struct admin_resource *resource)
{
    static const struct str prefix = {"filter.", 7};
    struct str name;
    struct str value;
    for (size_t i = 0; req_query_at(rq, i, &name, &value); i++) {
        if (!str_starts(name, prefix)) {
            continue;
        }
        const struct str asked = str_sub(name, prefix.n, name.n);
        bool is_known = false;
        for (size_t f = 0; f < resource->filter_count; f++) {
            is_known = is_known || str_eq(asked, str_from(resource->descriptor->filters[f].name));
        }
        if (!is_known) {
            return err_field(&rq->err, str_dup(rq->arena, str_sub(name, 0, 39)),
                             "is not a filter here");
        }
    }
    return E_OK;
}

/* ---- order ---- */

static int read_sort(struct req *rq, const struct admin_resource *resource, struct admin_query *out)
{
    struct str name = req_query(rq, "sort");
    if (name.n == 0) {
        return E_OK;
    }
    const bool is_down = name.p[0] == '-';
    name = str_sub(name, is_down ? 1 : 0, name.n);
    for (size_t i = 0; i < resource->field_count; i++) {
        if (str_eq(name, str_from(resource->fields[i]->name)) && resource->up_sql[i] != NULL) {
            out->order = is_down ? ADMIN_DOWN : ADMIN_UP;
            out->sort = i;
            return E_OK;
        }
    }
    return err_field(&rq->err, "sort",
                     "must be a field that lists are sorted by, or that with - before");
}

int admin_read_query(struct req *rq, const struct admin_resource *resource, struct admin_query *out)
{
    *out = (struct admin_query){.order = ADMIN_NEWEST, .q = str_trim(req_query(rq, "q"))};
    int64_t limit = 0;
    int rc = req_query_i64(rq, "limit", 1, 100, /* otherwise= */ 20, &limit);
    out->limit = (size_t)limit;
    if (rc == E_OK && utf8_length(out->q) > 200) {
        rc = err_field(&rq->err, "q", "must have at most 200 characters");
    }
    if (rc == E_OK) {
        rc = refuse_unknown_filters(rq, resource);
    }
    if (rc == E_OK) {
        rc = read_filters(rq, resource, out);
    }
    if (rc == E_OK) {
        rc = read_sort(rq, resource, out);
    }
    const struct str cursor = req_query(rq, "cursor");
    return rc < 0 || cursor.n == 0
               ? rc
               : admin_read_cursor(cursor, admin_key_kind(resource, out), rq->arena, out);
}

/* ---- edits ---- */

static int read_edit(struct req *rq, const struct resource_field *field, struct json_value value,
                     struct resource_edit *out)
{
    *out = (struct resource_edit){.name = field->name};
    switch (field->kind) {
    case RESOURCE_BOOL:
        out->flag = json_bool(value, false);
        return json_holds(value, JSON_BOOL)
                   ? E_OK
                   : err_field(&rq->err, field->name, "must be true or false");
    case RESOURCE_NUMBER:
    case RESOURCE_BYTES:
        out->number = json_i64(value, 0);
        return json_holds(value, JSON_I64)
                   ? E_OK
                   : err_field(&rq->err, field->name, "must be a whole number");
    case RESOURCE_CHOICE:
        out->text = str_copy(rq->arena, json_text(value));
        return is_choice(field->choices, out->text)
                   ? E_OK
                   : err_field(&rq->err, field->name, "must be one of %s",
                               list_choices(field->choices, rq->arena));
    case RESOURCE_TEXT:
        out->text = str_copy(rq->arena, json_text(value));
        if (!json_holds(value, JSON_STR)) {
            return err_field(&rq->err, field->name, "must be a text");
        }
        return utf8_length(out->text) <= (size_t)field->max
                   ? E_OK
                   : err_field(&rq->err, field->name, "must have at most %lld characters",
                               (long long)field->max);
    case RESOURCE_REAL:
    case RESOURCE_TIME:
    case RESOURCE_ID:
    case RESOURCE_JSON:
    case RESOURCE_KIND_COUNT:
        break;
    }
    return err_field(&rq->err, field->name, "cannot be changed");
}

static const struct resource_field *find_field(const struct admin_resource *resource,
                                               struct str name)
{
    for (size_t i = 0; i < resource->field_count; i++) {
        if (str_eq(name, str_from(resource->fields[i]->name))) {
            return resource->fields[i];
        }
    }
    return NULL;
}

int admin_read_edits(struct req *rq, const struct admin_resource *resource,
                     struct resource_edits *out)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = req_json_doc(rq, &doc);
    if (rc < 0) {
        return rc;
    }
    struct resource_edit *edits = arena_calloc(rq->arena, ADMIN_FIELDS_MAX, sizeof(*edits));
    size_t count = 0;
    void *iter = NULL;
    struct str key;
    struct json_value value;
    while (json_each(json_doc_root(doc), &iter, &key, &value)) {
        const struct resource_field *field = find_field(resource, key);
        const char *name = str_dup(rq->arena, str_sub(key, 0, 39));
        if (field == NULL && !str_eq(key, STR("id"))) {
            (void)err_field(&rq->err, name, "is not a known field");
        } else if (field == NULL || (field->flags & RESOURCE_EDITS) == 0) {
            (void)err_field(&rq->err, name, "cannot be changed here");
        } else if (read_edit(rq, field, value, &edits[count]) == E_OK) {
            count++;
        }
    }
    if (rq->err.rc == E_OK && count == 0) {
        return err_set(&rq->err, E_INVALID, "There is nothing to change.");
    }
    *out = (struct resource_edits){edits, count};
    return rq->err.rc;
}
