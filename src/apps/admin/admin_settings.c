/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be set while the server runs, and the mail server's test. */
#include "apps/admin/admin_int.h"
#include "platform/mail/mail.h"
#include "platform/settings/settings.h"

int admin_apply_settings(struct admin *admin, struct err *err)
{
    struct settings *settings = admin->services->settings;
    const struct http_limits limits = {
        .auth_per_minute = settings_number(settings, SETTING_AUTH_PER_MINUTE),
        .writes_per_minute = settings_number(settings, SETTING_WRITES_PER_MINUTE),
        .max_upload_mib = settings_number(settings, SETTING_MAX_UPLOAD_MIB),
    };
    http_set_limits(admin->http, &limits);
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct mail_server server;
    settings_mail_server(settings, NULL, arena, &server);
    return mail_set_server(admin->services->mail, &server, err);
}

/* GET /admin/settings */
int admin_api_get_settings(struct req *rq)
{
    settings_write(rq->services->settings, req_out(rq));
    return req_reply(rq, 200);
}

/* Whoever asks of all staff to have a second factor has one: nobody shuts themselves out. */
static int check_own_factor(struct req *rq, struct db_conn *tx,
                            const struct settings_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        const struct settings_change *change = &changes->items[i];
        if (change->id != SETTING_STAFF_MUST_HAVE_FACTOR || change->is_reset ||
            !str_eq(change->value, STR("1"))) {
            continue;
        }
        struct admin_person self;
        int rc = admin_store_find_person(tx, rq->user.id, rq->arena, &self);
        if (rc < 0) {
            return rc;
        }
        if (!self.has_factor) {
            (void)err_set(&rq->err, E_CONFLICT,
                          "Set up a second factor for your own account first.");
            return E_CONFLICT;
        }
    }
    return E_OK;
}

static int store(struct req *rq, const struct settings_changes *changes)
{
    CLEANUP(sb_done) struct sb detail;
    struct json_out out;
    sb_init(&detail, 16 * KIB);
    json_out_init(&out, &detail);
    settings_write_changes(changes, &out);
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = check_own_factor(rq, tx, changes);
    }
    if (rc == E_OK) {
        rc = settings_store(rq->services->settings, tx, changes);
    }
    if (rc == E_OK) {
        rc = admin_audit(rq, tx, "settings.change", "settings", STR_EMPTY, sb_str(&detail));
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* PATCH /admin/settings */
int admin_api_patch_settings(struct req *rq)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct settings *settings = rq->services->settings;
    struct settings_changes changes;
    struct mail_server server;
    int rc = req_json_doc(rq, &doc);
    if (rc == E_OK) {
        rc = settings_parse(json_doc_root(doc), rq->arena, &changes, &rq->err);
    }
    if (rc == E_OK && changes.count == 0) {
        rc = err_set(&rq->err, E_INVALID, "There is nothing to change.");
    }
    if (rc == E_OK) {
        settings_mail_server(settings, &changes, rq->arena, &server);
        rc = mail_check_server(&server, &rq->err);
    }
    if (rc == E_OK) {
        rc = admin_ask_proof(rq, NULL);
    }
    if (rc == E_OK) {
        rc = store(rq, &changes);
    }
    if (rc == E_OK) {
        rc = settings_reload(settings);
    }
    if (rc == E_OK) {
        rc = admin_apply_settings(rq->state, &rq->err);
    }
    return rc < 0 ? rc : admin_api_get_settings(rq);
}

/* ---- the mail server's test ---- */

struct mail_test {
    struct str to;
};

static const struct json_field mail_test_fields[] = {
    {"to", JSON_STR, offsetof(struct mail_test, to), /* must= */ false, 3, 254},
    {0},
};

/* Where nobody is named, it goes to who asks for it. */
static int note_test(struct req *rq, struct str *inout_to)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK && inout_to->n == 0) {
        struct admin_person self;
        rc = admin_store_find_person(tx, rq->user.id, rq->arena, &self);
        *inout_to = rc == E_OK ? self.email : STR_EMPTY;
    }
    if (rc == E_OK) {
        rc = admin_audit(rq, tx, "mail.test", "mail", STR_EMPTY, STR_EMPTY);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* POST /admin/mail/test */
int admin_api_test_mail(struct req *rq)
{
    struct mail_test test = {0};
    int rc = req_json(rq, mail_test_fields, &test);
    if (rc == E_OK) {
        rc = note_test(rq, &test.to);
    }
    if (rc < 0) {
        return rc;
    }
    const struct mail_message message = {
        .to = str_trim(test.to),
        .subject = STR("A test from Assisti"),
        .text = STR(
            "This message was sent to see whether the mail server works. It does.\n\nAssisti\n"),
        .html = STR(
            "<!DOCTYPE html>\n<html lang=\"en\"><body><p>This message was sent to see whether the "
            "mail server works. It does.</p><p>Assisti</p></body></html>\n"),
    };
    rc = mail_send_now(rq->services->mail, &message, &rq->err);
    if (rc == E_INVALID) {
        err_clear(&rq->err);
        return err_field(&rq->err, "to", "must be an e-mail address");
    }
    if (rc < 0) {
        return rc;
    }
    json_begin_object(req_out(rq));
    json_kv_bool(req_out(rq), "sent", true);
    json_end_object(req_out(rq));
    return req_reply(rq, 200);
}
