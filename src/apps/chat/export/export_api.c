/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /categories/{id}/export: written to a file without a name, turn after turn, so that memory holds one. */
#include "apps/chat/answer/answer.h"
#include "apps/chat/export/export_int.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/utf8.h"
#include "platform/config/config.h"

#define EXPORT_BYTES_MAX ((uint64_t)1 << 30)
#define TURN_BYTES_MAX   (512 * MIB) /* of one turn with all its versions, as JSON */
#define FLUSH_BYTES      (256 * KIB)
#define MARKDOWN_US      INT64_C(10000000)

enum form {
    FORM_MD,
    FORM_JSON,
    FORM_HTML,
    FORM_COUNT,
};

static const struct form_kind {
    const char *name;
    const char *content_type;
} forms[] = {
    [FORM_MD] = {"md", "text/markdown; charset=utf-8"},
    [FORM_JSON] = {"json", "application/json; charset=utf-8"},
    [FORM_HTML] = {"html", "text/html; charset=utf-8"},
};
_Static_assert(ARRAY_LEN(forms) == FORM_COUNT, "one for each form");

struct export
{
    struct answers *answers;
    struct db_conn *conn;
    struct room room;
    struct export_head head;
    enum form form;
    int fd;
    uint64_t bytes; /* written to the file */
    struct sb sb;
    bool has_turn;
    struct err *err;
};

static int flush(struct export *export, bool all)
{
    if (export->sb.failed) {
        return err_set(export->err, E_TOO_LARGE, "One of the messages is too long to be exported.");
    }
    if (!all && export->sb.n < FLUSH_BYTES) {
        return E_OK;
    }
    export->bytes += export->sb.n;
    if (export->bytes > EXPORT_BYTES_MAX) {
        return err_set(export->err, E_TOO_LARGE, "The room is larger than 1 GiB.");
    }
    int rc = file_write_all(export->fd, export->sb.p, export->sb.n);
    sb_clear(&export->sb);
    return rc;
}

/* ---- a turn ---- */

/* What is being written has more in memory than in its row. */
static void overlay(struct export *export, struct arena *arena, struct room_message *inout)
{
    if (inout->status == ROOM_STREAMING) {
        CLEANUP(answer_unrefp)
        struct answer *live = answer_find(export->answers, inout->version);
        if (live != NULL) {
            answer_overlay(live, arena, inout);
        }
    }
}

static int write_versions(struct export *export, struct uuid id, struct uuid shown,
                          struct arena *arena)
{
    struct room_messages versions = {0};
    int rc = room_store_list_versions(export->conn, id, arena, &versions);
    if (rc < 0 || versions.count == 0) {
        return rc;
    }
    for (size_t i = 0; i < versions.count; i++) {
        overlay(export, arena, &versions.items[i]);
    }
    export_json_turn(versions.items, versions.count, shown, !export->has_turn, &export->sb);
    export->has_turn = true;
    return E_OK;
}

static int write_shown(struct export *export, struct uuid id, struct arena *arena)
{
    struct room_message message;
    struct room_picture *pictures;
    int rc = room_store_find_any_message(export->conn, id, arena, &message);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_OK : rc; /* it went meanwhile */
    }
    overlay(export, arena, &message);
    rc = room_read_pictures(export->conn, &message, arena, &pictures);
    if (rc < 0) {
        return rc;
    }
    const struct export_turn turn = {&message, pictures};
    if (export->form == FORM_MD) {
        export_md_turn(&turn, &export->sb);
    } else {
        export_html_turn(&export->head, &turn, &export->sb);
    }
    return E_OK;
}

static int visit(void *context, struct uuid message, struct uuid shown)
{
    struct export *export = context;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    int rc = export->form == FORM_JSON ? write_versions(export, message, shown, arena)
                                       : write_shown(export, message, arena);
    return rc < 0 ? rc : flush(export, /* all= */ false);
}

/* ---- the file ---- */

static int write_room(struct export *export)
{
    const struct export_walk walk = {.category = export->room.id,
                                     .shown_alone = export->form != FORM_JSON};
    switch (export->form) {
    case FORM_MD:
        export_md_begin(&export->head, &export->sb);
        break;
    case FORM_JSON:
        export_json_begin(&export->room, export->head.made_ms, &export->sb);
        break;
    case FORM_HTML:
        export_html_begin(&export->head, &export->sb);
        break;
    case FORM_COUNT:
        return E_INTERNAL;
    }
    int rc = export_store_walk(export->conn, &walk, visit, export);
    if (rc < 0) {
        return rc;
    }
    if (export->form == FORM_JSON) {
        export_json_end(&export->sb);
    } else if (export->form == FORM_HTML) {
        export_html_end(&export->sb);
    }
    return flush(export, /* all= */ true);
}

/* The room's name as a file name: in ASCII for old programs, and as it is (RFC 6266, RFC 8187). */
static void set_file_name(struct req *rq, struct str name, const char *ending)
{
    struct sb plain;
    struct sb full;
    sb_init(&plain, KIB);
    sb_init(&full, 8 * KIB);
    name = utf8_prefix(name, ROOM_NAME_MAX);
    for (size_t i = 0; i < name.n; i++) {
        const uint8_t byte = (uint8_t)name.p[i];
        const bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                              (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_';
        const bool is_harmful = byte < 0x20 || (byte < 0x80 && strchr("\"*/:<>?\\|", byte) != NULL);
        sb_add_byte(&plain, is_plain ? (char)byte : '_');
        if (is_plain || is_harmful) {
            sb_add_byte(&full, is_harmful ? '_' : (char)byte);
        } else {
            sb_addf(&full, "%%%02X", byte);
        }
    }
    const char *header = arena_printf(
        rq->arena, "attachment; filename=\"%.*s.%s\"; filename*=UTF-8''%.*s.%s", (int)plain.n,
        plain.n > 0 ? plain.p : "", ending, (int)full.n, full.n > 0 ? full.p : "", ending);
    sb_done(&plain);
    sb_done(&full);
    req_set_header(rq, "Content-Disposition", str_from(header));
    req_set_header(rq, "Cache-Control", STR("no-store"));
}

static int read_form(struct req *rq, enum form *out)
{
    const struct str name = req_query(rq, "format");
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        if (str_eq(name, str_from(forms[i].name)) || (name.n == 0 && i == FORM_MD)) {
            *out = (enum form)i;
            return E_OK;
        }
    }
    return err_field(&rq->err, "format", "must be md, json or html");
}

static int make_file(struct req *rq, struct export *export)
{
    int64_t left_us = MARKDOWN_US;
    export->head = (struct export_head){
        .name = export->room.name, .made_ms = clock_now_ms(), .left_us = &left_us};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    const char *folder = arena_printf(rq->arena, "%s/tmp", rq->services->config->data);
    int rc = file_open_unnamed(folder, &export->fd);
    if (rc == E_OK) {
        rc = db_read(rq->services->db, &conn);
    }
    export->conn = conn;
    return rc < 0 ? rc : write_room(export);
}

int export_get(struct req *rq)
{
    struct export export = {.answers = answers_of(rq->http), .fd = -1, .err = &rq->err};
    int rc = read_form(rq, &export.form);
    if (rc == E_OK) {
        rc = room_find_of_path(rq, &export.room);
    }
    if (rc < 0) {
        return rc;
    }
    sb_init(&export.sb, TURN_BYTES_MAX);
    rc = make_file(rq, &export);
    sb_done(&export.sb);
    if (rc < 0) {
        fd_closep(&export.fd);
        return rc;
    }
    set_file_name(rq, export.room.name, forms[export.form].name);
    return req_reply_file(rq, export.fd, forms[export.form].content_type, NULL);
}
