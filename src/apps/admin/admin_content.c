/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is its owner's alone: staff read it only with a reason, which goes into the audit log and to the owner. */
#include "apps/admin/admin_int.h"
#include "base/clock.h"
#include "platform/mail/mail.h"

#define REASON_MIN    10
#define REASON_MAX    500
#define FILES_OPEN_MS ((int64_t)15 * 60 * 1000) /* so long after opening it, its files can be had */

struct opening {
    struct str reason;
};

static const struct json_field opening_fields[] = {
    {"reason", JSON_STR, offsetof(struct opening, reason), /* must= */ true, REASON_MIN,
     REASON_MAX},
    {0},
};

/* ---- telling the owner ---- */

static int mail_owner(struct db_conn *tx, const struct admin_person *owner,
                      const struct admin_access *access, struct arena *arena)
{
    const char *happened =
        arena_printf(arena,
                     "%" STRF ", who administers this server, has opened something of yours (%" STRF
                     ": \"%" STRF "\"). The reason given:",
                     STRA(access->staff_name), STRA(access->resource), STRA(access->title));
    const struct mail_letter letter = {
        .to = owner->email,
        .name = owner->name,
        .subject = "Something of yours was opened by the administration",
        .parts =
            {
                {MAIL_WORDS, str_from(happened)},
                {MAIL_QUOTE, access->reason},
                {MAIL_WORDS, STR("All such openings are listed in your settings, under data.")},
            },
    };
    return mail_add_letter(tx, &letter);
}

/* ---- opening ---- */

static struct str describe(struct req *rq, const struct admin_access *access)
{
    CLEANUP(sb_done) struct sb sb;
    struct json_out out;
    sb_init(&sb, 8 * KIB);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_id(&out, "owner", access->owner);
    json_kv_str(&out, "reason", access->reason);
    json_end_object(&out);
    return str_copy(rq->arena, sb_str(&sb));
}

/* All that an opening leaves behind, in the caller's transaction. */
static int note_opening(struct req *rq, struct db_conn *tx, struct admin_access *access)
{
    struct admin_person owner = {0};
    const struct uuid_text target = uuid_format(access->target);
    int rc = admin_store_add_access(tx, access, rq->arena);
    if (rc == E_OK) {
        rc = admin_store_find_person(tx, access->owner, rq->arena, &owner);
    }
    if (rc == E_OK && !uuid_eq(access->owner, access->staff)) {
        rc = mail_owner(tx, &owner, access, rq->arena);
    }
    if (rc == E_OK) {
        const char *resource = str_dup(rq->arena, access->resource);
        rc = admin_audit(rq, tx, arena_printf(rq->arena, "%s.open", resource), resource,
                         str_from(target.s), describe(rq, access));
    }
    return rc;
}

static int open_content(struct req *rq, const struct admin_resource *resource, struct str reason,
                        struct resource_act *act)
{
    struct resource_content content = {0};
    struct str row;
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = admin_store_find(tx, resource, act->id, rq->arena, &row);
    }
    if (rc < 0) {
        return rc;
    }
    act->tx = tx;
    rc = resource->descriptor->open(act, &content);
    if (rc == E_OK) {
        struct admin_access access = {
            .owner = content.owner,
            .staff = rq->user.id,
            .resource = str_from(resource->descriptor->name),
            .target = act->id,
            .title = content.title,
            .reason = reason,
        };
        rc = note_opening(rq, tx, &access);
    }
    act->tx = NULL;
    return rc < 0 ? rc : db_commit(&tx);
}

/* POST /admin/{resource}/{id}/open */
int admin_api_open(struct req *rq)
{
    const struct admin_resource *resource = NULL;
    struct opening opening = {0};
    struct resource_act act = {.rq = rq};
    int rc = admin_find_resource(rq, &resource);
    if (rc == E_OK) {
        rc = resource->descriptor->open != NULL ? req_id(rq, "id", &act.id) : E_NOT_FOUND;
    }
    if (rc == E_OK) {
        rc = req_json(rq, opening_fields, &opening);
    }
    if (rc < 0) {
        return rc;
    }
    opening.reason = str_trim(opening.reason);
    if (opening.reason.n < REASON_MIN) {
        return err_field(&rq->err, "reason", "must have at least %d characters", REASON_MIN);
    }
    act.state = admin_state_of(rq, resource);
    rc = open_content(rq, resource, opening.reason, &act);
    if (rc < 0) {
        return rc;
    }
    mail_wake(rq->services->mail);
    resource->descriptor->write_content(&act, req_out(rq));
    return req_reply(rq, 200);
}

/* GET /admin/{resource}/{id}/files/{name} */
int admin_api_file(struct req *rq)
{
    const struct admin_resource *resource = NULL;
    struct resource_act act = {.rq = rq};
    struct str row;
    int rc = admin_find_resource(rq, &resource);
    if (rc == E_OK) {
        rc = resource->descriptor->reply_file != NULL ? req_id(rq, "id", &act.id) : E_NOT_FOUND;
    }
    if (rc < 0) {
        return rc;
    }
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        rc = db_read(rq->services->db, &conn);
        if (rc == E_OK) {
            rc = admin_store_find(conn, resource, act.id, rq->arena, &row);
        }
        if (rc < 0) {
            return rc;
        }
        rc = admin_store_has_access(conn, rq->user.id, act.id, clock_now_ms() - FILES_OPEN_MS);
    }
    if (rc == E_NOT_FOUND) {
        return err_set(&rq->err, E_FORBIDDEN,
                       "This belongs to somebody else. Open it first, and say why.");
    }
    act.state = admin_state_of(rq, resource);
    return rc < 0 ? rc : resource->descriptor->reply_file(&act, req_param(rq, "name"));
}

/* ---- what the owner sees ---- */

static void write_access(struct json_out *out, const struct admin_access *access)
{
    json_begin_object(out);
    json_kv_id(out, "id", access->id);
    json_kv_time(out, "when", access->created_ms);
    json_kv_str(out, "who", access->staff_name);
    json_key(out, "what");
    json_begin_object(out);
    json_kv_str(out, "resource", access->resource);
    json_kv_id(out, "id", access->target);
    json_kv_str(out, "title", access->title);
    json_end_object(out);
    json_kv_str(out, "reason", access->reason);
    json_end_object(out);
}

/* GET /me/accesses */
int admin_api_accesses(struct req *rq)
{
    struct req_page page;
    struct admin_accesses list = {0};
    int rc = req_page(rq, &page);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = admin_store_list_accesses(conn, rq->user.id, &page, rq->arena, &list);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < list.count; i++) {
        write_access(out, &list.items[i]);
    }
    return req_reply_list_end(rq, list.has_more ? &list.items[list.count - 1].id : NULL);
}
