/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that are said along: whether they may be, and how they look to readers. */
#include "apps/chat/room/room_int.h"
#include "apps/images/images.h"
#include "base/utf8.h"

/* Characters: texts of pictures can be long. */
#define LABEL_SHOWN_MAX 200 /* in a message's JSON */
#define LABEL_READ_MAX  1000

int room_attach_check(struct db_conn *conn, struct uuid owner,
                      const struct room_attachment *attachments, size_t count, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    for (size_t i = 0; i < count; i++) {
        struct images_reading reading;
        arena_reset(arena);
        int rc =
            images_read(conn, owner, attachments[i].app, attachments[i].record, arena, &reading);
        if (rc == E_NOT_FOUND) {
            return err_field(err, "attachments", "number %zu is none of your pictures", i + 1);
        }
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

static void write_one(struct json_out *out, const struct room_attachment *attachment,
                      const struct images_reading *reading)
{
    json_begin_object(out);
    json_kv_str(out, "app", attachment->app);
    json_kv_id(out, "id", attachment->record);
    if (reading == NULL) {
        json_kv_null(out, "title");
        json_kv_null(out, "label");
        json_kv_c(out, "status", "deleted");
    } else {
        json_kv_str(out, "title", reading->title);
        json_kv_str(out, "label", utf8_prefix(reading->label, LABEL_SHOWN_MAX));
        json_kv_c(out, "status", reading->status);
    }
    json_end_object(out);
}

int room_attach_write(struct db_conn *conn, const struct room_message *message, struct arena *arena,
                      struct json_out *out)
{
    json_begin_array(out);
    for (size_t i = 0; i < message->attachment_count; i++) {
        const struct room_attachment *attachment = &message->attachments[i];
        struct images_reading reading;
        int rc =
            images_read(conn, message->owner, attachment->app, attachment->record, arena, &reading);
        if (rc < 0 && rc != E_NOT_FOUND) {
            return rc;
        }
        write_one(out, attachment, rc == E_OK ? &reading : NULL);
    }
    json_end_array(out);
    return E_OK;
}

int room_read_pictures(struct db_conn *conn, const struct room_message *message,
                       struct arena *arena, struct room_picture **out)
{
    struct room_picture *pictures =
        arena_calloc(arena, message->attachment_count + 1, sizeof(*pictures));
    for (size_t i = 0; i < message->attachment_count; i++) {
        const struct room_attachment *attachment = &message->attachments[i];
        struct images_reading reading;
        int rc =
            images_read(conn, message->owner, attachment->app, attachment->record, arena, &reading);
        if (rc < 0 && rc != E_NOT_FOUND) {
            return rc;
        }
        if (rc == E_OK) {
            pictures[i] =
                (struct room_picture){reading.title, utf8_prefix(reading.label, LABEL_READ_MAX)};
        }
    }
    *out = pictures;
    return E_OK;
}
