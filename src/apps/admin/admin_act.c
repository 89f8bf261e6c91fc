/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staff do, each in one transaction with its row in the audit log. */
#include <string.h>

#include "apps/admin/admin_int.h"
#include "apps/sessions/sessions.h"
#include "platform/audit/audit.h"

int admin_find_resource(struct req *rq, const struct admin_resource **out)
{
    const struct admin *admin = rq->state;
    const struct str name = req_param(rq, "resource");
    for (size_t i = 0; i < admin->resource_count; i++) {
        if (str_eq(name, str_from(admin->resources[i].descriptor->name))) {
            *out = &admin->resources[i];
            return E_OK;
        }
    }
    return E_NOT_FOUND;
}

void *admin_state_of(struct req *rq, const struct admin_resource *resource)
{
    return http_app_state(rq->http, resource->app);
}

const struct resource_action *admin_find_action(const struct admin_resource *resource,
                                                struct str name)
{
    const struct resource_action *action = resource->descriptor->actions;
    for (; action != NULL && action->name != NULL; action++) {
        if (str_eq(name, str_from(action->name))) {
            return action;
        }
    }
    return NULL;
}

int admin_ask_proof(struct req *rq, const struct admin_resource *resource)
{
    const bool asks = resource == NULL || resource->descriptor->asks_proof;
    return asks ? sessions_require_proof(rq) : E_OK;
}

int admin_audit(struct req *rq, struct db_conn *tx, const char *action, const char *target_kind,
                struct str target_id, struct str detail)
{
    const struct audit_entry entry = {
        .actor = rq->user.id,
        .action = action,
        .target_kind = target_kind,
        .target_id = target_id,
        .detail = detail,
    };
    return audit_add(tx, &entry);
}

static int audit_act(const struct resource_act *act, const struct admin_resource *resource,
                     const char *verb, struct str detail)
{
    const char *name = resource->descriptor->name;
    const char *done = act->audited_as != NULL ? act->audited_as : verb;
    const struct uuid_text id = uuid_format(act->id);
    return admin_audit(act->rq, act->tx, arena_printf(act->rq->arena, "%s.%s", name, done), name,
                       str_from(id.s), detail);
}

/* Begins the transaction, and finds what is to be acted on among this resource's rows: an id of another kind is none here. */
static int begin(struct req *rq, const struct admin_resource *resource, struct uuid id,
                 struct db_conn **out)
{
    struct str row;
    int rc = db_begin(rq->services->db, out);
    return rc < 0 ? rc : admin_store_find(*out, resource, id, rq->arena, &row);
}

int admin_act(struct req *rq, const struct admin_resource *resource,
              const struct resource_action *action, struct uuid id)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = begin(rq, resource, id, &tx);
    if (rc < 0) {
        return rc;
    }
    struct resource_act act = {.rq = rq, .state = admin_state_of(rq, resource), .tx = tx, .id = id};
    rc = action->run(&act);
    if (rc == E_OK) {
        rc = audit_act(&act, resource, action->name, STR_EMPTY);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc == E_OK && action->after != NULL) {
        act.tx = NULL;
        action->after(&act);
    }
    return rc;
}

/* Which fields were set; yes, no and choices with their value, texts without: they may be private. */
static struct str describe(struct req *rq, const struct admin_resource *resource,
                           const struct resource_edits *edits)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, 8 * KIB);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    for (size_t i = 0; i < edits->count; i++) {
        const struct resource_edit *edit = &edits->items[i];
        enum resource_kind kind = RESOURCE_TEXT;
        for (size_t f = 0; f < resource->field_count; f++) {
            if (strcmp(resource->fields[f]->name, edit->name) == 0) {
                kind = resource->fields[f]->kind;
            }
        }
        if (kind == RESOURCE_BOOL) {
            json_kv_bool(&out, edit->name, edit->flag);
        } else if (kind == RESOURCE_CHOICE) {
            json_kv_str(&out, edit->name, edit->text);
        } else if (kind == RESOURCE_NUMBER || kind == RESOURCE_BYTES) {
            json_kv_i64(&out, edit->name, edit->number);
        } else {
            json_kv_null(&out, edit->name);
        }
    }
    json_end_object(&out);
    return str_copy(rq->arena, sb_str(&sb));
}

int admin_change(struct req *rq, const struct admin_resource *resource, struct uuid id,
                 const struct resource_edits *edits)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = begin(rq, resource, id, &tx);
    if (rc < 0) {
        return rc;
    }
    struct resource_act act = {.rq = rq, .state = admin_state_of(rq, resource), .tx = tx, .id = id};
    rc = resource->descriptor->change(&act, edits);
    if (rc == E_OK) {
        rc = audit_act(&act, resource, "change", describe(rq, resource, edits));
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc == E_OK && resource->descriptor->changed != NULL) {
        act.tx = NULL;
        resource->descriptor->changed(&act);
    }
    return rc;
}

int admin_add(struct req *rq, const struct admin_resource *resource)
{
    const struct resource *descriptor = resource->descriptor;
    struct str row = STR_EMPTY;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc < 0) {
        return rc;
    }
    struct resource_act act = {.rq = rq, .state = admin_state_of(rq, resource), .tx = tx};
    rc = descriptor->add(&act);
    if (rc == E_OK) {
        rc = audit_act(&act, resource, "add", STR_EMPTY);
    }
    if (rc == E_OK) {
        rc = admin_store_find(tx, resource, act.id, rq->arena, &row);
    }
    if (rc == E_OK) {
        rc = db_commit(&tx);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    act.tx = NULL;
    json_put_raw(out, str_sub(row, 0, row.n - 1)); /* its object goes on below */
    if (descriptor->write_added != NULL) {
        descriptor->write_added(&act, out);
    }
    json_end_object(out);
    return E_OK;
}
