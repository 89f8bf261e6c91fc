/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/admin/admin_int.h"
#include "platform/db/db.h"
#include "platform/mail/mail.h"

static void write_mail(struct json_out *out, const struct mail_kept *kept)
{
    json_begin_object(out);
    json_kv_id(out, "id", kept->id);
    json_kv_str(out, "to", kept->message.to);
    json_kv_str(out, "subject", kept->message.subject);
    json_kv_str(out, "text", kept->message.text);
    json_kv_str(out, "html", kept->message.html);
    json_kv_time(out, "created", kept->created_ms);
    if (kept->sent_ms > 0) {
        json_kv_time(out, "sent", kept->sent_ms);
    } else {
        json_kv_null(out, "sent");
    }
    json_kv_str(out, "error", kept->error);
    json_end_object(out);
}

/* GET /api/v1/admin/mail */
int admin_api_list_mail(struct req *rq)
{
    struct req_page page;
    int rc = req_page(rq, &page);
    if (rc < 0) {
        return rc;
    }
    /* One more than is shown tells whether there are more. */
    struct mail_query query = {
        .q = page.q,
        .before = page.has_cursor ? &page.cursor : NULL,
        .limit = page.limit + 1,
    };
    struct mail_kept *mails = NULL;
    size_t count = 0;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = mail_list(conn, &query, rq->arena, &mails, &count);
    }
    if (rc < 0) {
        return rc;
    }

    bool has_more = count > page.limit;
    size_t shown = has_more ? page.limit : count;
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < shown; i++) {
        write_mail(out, &mails[i]);
    }
    return req_reply_list_end(rq, has_more ? &mails[shown - 1].id : NULL);
}
