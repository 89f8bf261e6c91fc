/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other applications may read of somebody's pictures. */
#include "apps/images/images_int.h"
#include "base/file.h"

/* As in paths. */
static const char *find_name(struct str app)
{
    for (size_t i = 0; i < IMAGES_APPLICATIONS; i++) {
        if (str_eq(app, str_from(images_applications[i]->name))) {
            return images_applications[i]->name;
        }
    }
    return NULL;
}

static struct images_reading reading_of(const struct record *record, const char *app)
{
    return (struct images_reading){
        .id = record->id,
        .app = str_from(app),
        .title = record->title,
        .status = record_status_name(record->status),
        .has_ended = record->status == RECORD_DONE || record->status == RECORD_FAILED,
        .label = record->label,
        .result = record->result,
        .type = record->type,
        .blob = record->blob,
        .thumbnail = record->thumbnail,
        .bytes = record->bytes,
        .width = record->width,
        .height = record->height,
        .confidence = record->confidence,
        .error = record->error_detail,
    };
}

int images_read(struct db_conn *conn, struct uuid owner, struct str app, struct uuid id,
                struct arena *arena, struct images_reading *out)
{
    const char *name = find_name(app);
    struct record record = {0};
    int rc = name == NULL ? E_NOT_FOUND : record_store_find(conn, name, owner, id, arena, &record);
    if (rc == E_OK) {
        *out = reading_of(&record, name);
    }
    return rc;
}

int images_read_latest(struct db_conn *conn, struct uuid owner, struct str app, size_t limit,
                       struct arena *arena, struct images_readings *out)
{
    const char *name = find_name(app);
    const struct req_page page = {.limit = limit, .q = STR_EMPTY};
    const struct record_query query = {.app = name, .owner = owner, .page = &page};
    struct record_list list = {0};
    int rc = name == NULL ? E_NOT_FOUND : record_store_list(conn, &query, arena, &list);
    if (rc < 0) {
        return rc;
    }
    struct images_readings readings = {arena_calloc(arena, list.count + 1, sizeof(*readings.items)),
                                       list.count};
    for (size_t i = 0; i < list.count; i++) {
        readings.items[i] = reading_of(&list.items[i], name);
    }
    *out = readings;
    return E_OK;
}

/* ---- the picture itself ---- */

static bool is_taken_everywhere(struct str type)
{
    return str_eq(type, STR("image/jpeg")) || str_eq(type, STR("image/png")) ||
           str_eq(type, STR("image/gif")) || str_eq(type, STR("image/webp"));
}

/* E_NOT_FOUND also where it is larger. */
static int read_blob(const struct services *services, struct str blob, size_t bytes_max,
                     struct arena *arena, struct str *out)
{
    CLEANUP(fd_closep) int fd = -1;
    int rc = blob_open(services->blobs, blob, &fd);
    if (rc == E_OK) {
        rc = file_read_all(fd, arena, bytes_max, out);
    }
    return rc == E_TOO_LARGE ? E_NOT_FOUND : rc;
}

int images_read_picture(const struct services *services, struct db_conn *conn,
                        const struct images_reading *reading, size_t bytes_max, struct arena *arena,
                        struct images_picture *out)
{
    struct images_picture picture = {.media_type = STR("image/jpeg")};
    struct str page;
    int rc = E_NOT_FOUND;
    if (is_taken_everywhere(reading->type) && reading->bytes <= (int64_t)bytes_max) {
        picture.media_type = reading->type;
        rc = read_blob(services, reading->blob, bytes_max, arena, &picture.bytes);
    }
    if (rc == E_NOT_FOUND) {
        rc = record_store_find_page(conn, reading->id, /* page= */ 1, arena, &page);
        if (rc == E_OK) {
            picture.media_type = STR("image/jpeg"); /* so are all that workers make */
            rc = read_blob(services, page, bytes_max, arena, &picture.bytes);
        }
    }
    if (rc == E_NOT_FOUND && reading->thumbnail.n > 0) {
        picture.media_type = STR("image/jpeg");
        rc = read_blob(services, reading->thumbnail, bytes_max, arena, &picture.bytes);
    }
    if (rc == E_OK) {
        *out = picture;
    }
    return rc;
}
