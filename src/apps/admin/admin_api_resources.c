/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, pages and acts of all that descriptors name. */
#include <string.h>

#include "apps/admin/admin_int.h"

/* ---- what there is ---- */

static const char *const kind_names[] = {
    [RESOURCE_TEXT] = "text",     [RESOURCE_NUMBER] = "number", [RESOURCE_BYTES] = "bytes",
    [RESOURCE_REAL] = "real",     [RESOURCE_BOOL] = "bool",     [RESOURCE_TIME] = "time",
    [RESOURCE_CHOICE] = "choice", [RESOURCE_ID] = "id",         [RESOURCE_JSON] = "json",
};
_Static_assert(ARRAY_LEN(kind_names) == RESOURCE_KIND_COUNT, "one name per kind");

static void write_choices(struct json_out *out, const char *const *choices)
{
    if (choices == NULL) {
        return;
    }
    json_key(out, "choices");
    json_begin_array(out);
    for (; *choices != NULL; choices++) {
        json_put_str(out, str_from(*choices));
    }
    json_end_array(out);
}

static void write_fields(struct json_out *out, const struct admin_resource *resource)
{
    json_key(out, "fields");
    json_begin_array(out);
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct resource_field *field = resource->fields[i];
        json_begin_object(out);
        json_kv_c(out, "name", field->name);
        json_kv_c(out, "kind", kind_names[field->kind]);
        json_kv_bool(out, "editable", (field->flags & RESOURCE_EDITS) != 0);
        json_kv_bool(out, "sortable", (field->flags & RESOURCE_SORTS) != 0);
        write_choices(out, field->choices);
        if (field->max > 0) {
            json_kv_i64(out, "max", field->max);
        }
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_filters(struct json_out *out, const struct admin_resource *resource)
{
    json_key(out, "filters");
    json_begin_array(out);
    for (size_t i = 0; i < resource->filter_count; i++) {
        const struct resource_filter *filter = &resource->descriptor->filters[i];
        json_begin_object(out);
        json_kv_c(out, "name", filter->name);
        json_kv_c(out, "kind", kind_names[filter->kind]);
        write_choices(out, filter->choices);
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_resource(struct json_out *out, const struct admin_resource *resource,
                           struct arena *arena)
{
    const struct resource *descriptor = resource->descriptor;
    json_begin_object(out);
    json_kv_c(out, "name", descriptor->name);
    json_kv_c(out, "title_key", arena_printf(arena, "admin.resources.%s", descriptor->name));
    write_fields(out, resource);
    write_filters(out, resource);
    json_kv_bool(out, "searchable", resource->is_searchable);
    json_kv_bool(out, "addable", descriptor->add != NULL);
    json_kv_bool(out, "openable", descriptor->open != NULL);
    json_kv_bool(out, "exportable", descriptor->reply_export != NULL);
    json_key(out, "actions");
    json_begin_array(out);
    const struct resource_action *action = descriptor->actions;
    for (; action != NULL && action->name != NULL; action++) {
        json_begin_object(out);
        json_kv_c(out, "name", action->name);
        json_kv_bool(out, "danger", action->is_dangerous);
        json_end_object(out);
    }
    json_end_array(out);
    json_end_object(out);
}

int admin_api_resources(struct req *rq)
{
    const struct admin *admin = rq->state;
    struct json_out *out = req_out(rq);
    json_begin_array(out);
    for (size_t i = 0; i < admin->resource_count; i++) {
        write_resource(out, &admin->resources[i], rq->arena);
    }
    json_end_array(out);
    return req_reply(rq, 200);
}

/* ---- reading ---- */

int admin_api_list(struct req *rq)
{
    const struct admin_resource *resource = NULL;
    struct admin_query query;
    int rc = admin_find_resource(rq, &resource);
    if (rc == E_OK) {
        rc = admin_read_query(rq, resource, &query);
    }
    if (rc < 0) {
        return rc;
    }
    struct admin_page page = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = admin_store_list(conn, resource, &query, rq->arena, &page);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_key(out, "results");
    json_begin_array(out);
    for (size_t i = 0; i < page.count; i++) {
        json_put_raw(out, page.rows[i].json);
    }
    json_end_array(out);
    json_key(out, "next");
    if (page.has_more) {
        json_put_str(out, admin_make_cursor(&page.rows[page.count - 1], rq->arena));
    } else {
        json_put_null(out);
    }
    json_kv_i64(out, "total", page.total);
    json_end_object(out);
    return req_reply(rq, 200);
}

static int reply_row(struct req *rq, const struct admin_resource *resource, struct uuid id)
{
    struct str row = STR_EMPTY;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = admin_store_find(conn, resource, id, rq->arena, &row);
    }
    if (rc < 0) {
        return rc;
    }
    json_put_raw(req_out(rq), row);
    return req_reply(rq, 200);
}

static int find_target(struct req *rq, const struct admin_resource **out_resource,
                       struct uuid *out_id)
{
    int rc = admin_find_resource(rq, out_resource);
    return rc < 0 ? rc : req_id(rq, "id", out_id);
}

int admin_api_get(struct req *rq)
{
    const struct admin_resource *resource = NULL;
    struct uuid id;
    int rc = find_target(rq, &resource, &id);
    return rc < 0 ? rc : reply_row(rq, resource, id);
}

int admin_api_export(struct req *rq)
{
    const struct admin_resource *resource = NULL;
    int rc = admin_find_resource(rq, &resource);
    if (rc < 0 || resource->descriptor->reply_export == NULL) {
        return E_NOT_FOUND;
    }
    struct resource_act act = {.rq = rq, .state = admin_state_of(rq, resource)};
    return resource->descriptor->reply_export(&act);
}

/* ---- writing ---- */

int admin_api_add(struct req *rq)
{
    const struct admin_resource *resource = NULL;
    int rc = admin_find_resource(rq, &resource);
    if (rc == E_OK && resource->descriptor->add == NULL) {
        return E_METHOD_NOT_ALLOWED;
    }
    if (rc == E_OK) {
        rc = admin_ask_proof(rq, resource);
    }
    if (rc == E_OK) {
        rc = admin_add(rq, resource);
    }
    return rc < 0 ? rc : req_reply(rq, 201);
}

int admin_api_patch(struct req *rq)
{
    const struct admin_resource *resource = NULL;
    struct uuid id;
    struct resource_edits edits;
    int rc = find_target(rq, &resource, &id);
    if (rc == E_OK && resource->descriptor->change == NULL) {
        return E_METHOD_NOT_ALLOWED;
    }
    if (rc == E_OK) {
        rc = admin_read_edits(rq, resource, &edits);
    }
    if (rc == E_OK) {
        rc = admin_ask_proof(rq, resource);
    }
    if (rc == E_OK) {
        rc = admin_change(rq, resource, id, &edits);
    }
    return rc < 0 ? rc : reply_row(rq, resource, id);
}

/* Does it and answers with the row as it is then, or without one where it is gone. */
static int act_and_reply(struct req *rq, struct str name)
{
    const struct admin_resource *resource = NULL;
    struct uuid id;
    int rc = find_target(rq, &resource, &id);
    if (rc < 0) {
        return rc;
    }
    const struct resource_action *action = admin_find_action(resource, name);
    if (action == NULL) {
        return E_NOT_FOUND;
    }
    rc = admin_ask_proof(rq, resource);
    if (rc == E_OK) {
        rc = admin_act(rq, resource, action, id);
    }
    if (rc < 0) {
        return rc;
    }
    rc = reply_row(rq, resource, id);
    return rc == E_NOT_FOUND ? req_reply(rq, 204) : rc;
}

int admin_api_act_one(struct req *rq)
{
    return act_and_reply(rq, req_param(rq, "action"));
}

int admin_api_delete(struct req *rq)
{
    const struct admin_resource *resource = NULL;
    int rc = admin_find_resource(rq, &resource);
    if (rc == E_OK && admin_find_action(resource, STR("delete")) == NULL) {
        return E_METHOD_NOT_ALLOWED;
    }
    return rc < 0 ? rc : act_and_reply(rq, STR("delete"));
}

/* ---- several at once ---- */

struct bulk {
    struct json_strs ids;
};

static const struct json_field bulk_fields[] = {
    {"ids", JSON_STRS, offsetof(struct bulk, ids), /* must= */ true, 36, 36},
    {0},
};

static int read_ids(struct req *rq, struct uuid **out, size_t *out_count)
{
    struct bulk bulk = {0};
    int rc = req_json(rq, bulk_fields, &bulk);
    if (rc < 0) {
        return rc;
    }
    struct uuid *ids = arena_calloc(rq->arena, bulk.ids.count + 1, sizeof(*ids));
    for (size_t i = 0; i < bulk.ids.count; i++) {
        if (uuid_parse(bulk.ids.items[i], &ids[i]) < 0) {
            return err_field(&rq->err, "ids", "must hold ids");
        }
    }
    if (bulk.ids.count == 0) {
        return err_field(&rq->err, "ids", "must not be empty");
    }
    *out = ids;
    *out_count = bulk.ids.count;
    return E_OK;
}

static void write_failure(struct json_out *out, struct uuid id, int rc, const struct err *err)
{
    json_begin_object(out);
    json_kv_id(out, "id", id);
    json_kv_c(out, "code", e_code(rc));
    json_kv_c(out, "detail", err_text(err, rc));
    json_end_object(out);
}

/* Each in a transaction of its own: what cannot be done to one keeps nobody from doing it to the rest. */
static int act_on_all(struct req *rq, const struct admin_resource *resource,
                      const struct resource_action *action)
{
    struct uuid *ids = NULL;
    size_t count = 0;
    int64_t done = 0;
    int rc = read_ids(rq, &ids, &count);
    if (rc == E_OK) {
        rc = admin_ask_proof(rq, resource);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_key(out, "failed");
    json_begin_array(out);
    for (size_t i = 0; i < count; i++) {
        err_clear(&rq->err);
        rc = admin_act(rq, resource, action, ids[i]);
        if (rc < 0) {
            write_failure(out, ids[i], rc, &rq->err);
        } else {
            done++;
        }
    }
    json_end_array(out);
    json_kv_i64(out, "done", done);
    json_end_object(out);
    err_clear(&rq->err);
    return req_reply(rq, 200);
}

int admin_api_act(struct req *rq)
{
    const struct admin_resource *resource = NULL;
    int rc = admin_find_resource(rq, &resource);
    if (rc < 0) {
        return rc;
    }
    const struct resource_action *action = admin_find_action(resource, req_param(rq, "action"));
    return action == NULL ? E_NOT_FOUND : act_on_all(rq, resource, action);
}
