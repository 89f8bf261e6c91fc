/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that come along with a question of a program: looked at as an upload is, by the same queue and within the same limits, and
 * removed with the answer. */
#include "apps/images/images_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/config/config.h"

#define LATE_MS    ((int64_t)10 * 60 * 1000) /* longer than any answer waits for a picture */
#define LATE_COUNT ((size_t)100)             /* at a time */

static int check_bytes(const struct record_keeper *keeper, struct str bytes, const char **out_type,
                       struct err *err)
{
    const int64_t limit_mib = keeper->services->config->max_upload_mib;
    if (bytes.n > (size_t)limit_mib * MIB) {
        return err_set(err, E_TOO_LARGE, "The picture is larger than %lld MiB.",
                       (long long)limit_mib);
    }
    *out_type = record_type_sniff(bytes, /* takes_pdf= */ false);
    return *out_type != NULL ? images_check_usable(keeper, str_from(*out_type), err)
                             : err_set(err, E_UNSUPPORTED_IMAGE, "This file is no picture.");
}

/* The record that there is over the same file, or a new one. */
static int add(const struct record_keeper *keeper, struct db_conn *tx, const struct record *image,
               struct images_passing *out, struct err *err)
{
    int rc = record_store_find_same(tx, keeper->app->name, image->owner, image->blob, &out->record);
    if (rc != E_NOT_FOUND) {
        return rc;
    }
    rc = images_add_over(keeper, tx, image, &out->record, err);
    if (rc == E_OK) {
        rc = images_passing_store_add(tx, out->record, clock_now_ms());
    }
    out->is_own = rc == E_OK;
    return rc;
}

static int add_committed(const struct record_keeper *keeper, const struct record *image,
                         struct images_passing *out, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(keeper->services->db, &tx);
    if (rc == E_OK) {
        rc = add(keeper, tx, image, out, err);
    }
    return rc < 0 ? rc : db_commit(&tx);
}

int images_pass(struct http *http, struct uuid owner, struct str app, struct str bytes,
                struct images_passing *out, struct err *err)
{
    const struct record_keeper *keeper = images_find_state(http, app);
    const char *type = NULL;
    struct blob_pin *pin = NULL;
    *out = (struct images_passing){.app = str_from(keeper->app->name)};
    int rc = check_bytes(keeper, bytes, &type, err);
    if (rc == E_OK) {
        rc = blob_add(keeper->services->blobs, bytes, &pin);
    }
    if (rc < 0) {
        return rc;
    }
    const struct blob_name name = blob_pin_name(pin);
    const struct record image = {
        .owner = owner,
        .title = STR_EMPTY,
        .blob = str_from(name.s),
        .bytes = (int64_t)bytes.n,
        .type = str_from(type),
    };
    rc = add_committed(keeper, &image, out, err);
    if (rc < 0) {
        record_drop_kept(keeper, &pin);
        return rc;
    }
    blob_unpinp(&pin);
    jobs_wake(keeper->services->jobs);
    return E_OK;
}

void images_passed(struct http *http, const struct images_passing *passing)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    if (!passing->is_own) {
        return;
    }
    int rc = record_remove(images_find_state(http, passing->app), passing->record, arena);
    if (rc < 0) {
        log_warn("images.passing_stays", LOG_C("why", e_code(rc)));
    }
}

void images_passed_late(struct http *http)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct record_keeper *keeper = images_find_state(http, STR("ocr"));
    struct images_passing *late = arena_calloc(arena, LATE_COUNT, sizeof(*late));
    struct db_conn *conn = NULL;
    size_t count = 0;
    int rc = db_read(keeper->services->db, &conn);
    if (rc == E_OK) {
        rc = images_passing_store_list(conn, clock_now_ms() - LATE_MS, LATE_COUNT, arena, late,
                                       &count);
    }
    db_releasep(&conn); /* removing writes */
    for (size_t i = 0; rc == E_OK && i < count; i++) {
        images_passed(http, &late[i]);
    }
}
