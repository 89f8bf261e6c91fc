/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of images share: the list of applications, and records that are made beside their routes. */
#pragma once

#include "apps/images/images.h"
#include "apps/images/record/record.h"

#define IMAGES_APPLICATIONS ((size_t)3)
extern const struct app *const images_applications[IMAGES_APPLICATIONS];
/* The state of the application of this name; NULL where there is none. */
const struct record_keeper *images_find_state(struct http *http, struct str app);
/* Whether the application takes files of this type, and has what looks at them. */
MUSTUSE int images_check_usable(const struct record_keeper *keeper, struct str type,
                                struct err *err);
/* Adds a record with a job, over a file that stays meanwhile: with owner, title, blob, bytes and type of `source`. */
MUSTUSE int images_add_over(const struct record_keeper *keeper, struct db_conn *tx,
                            const struct record *source, struct uuid *out_id, struct err *err);

MUSTUSE int images_passing_store_add(struct db_conn *tx, struct uuid record, int64_t now_ms);
/* The oldest that came before, at most `limit`. */
MUSTUSE int images_passing_store_list(struct db_conn *conn, int64_t before_ms, size_t limit,
                                      struct arena *arena, struct images_passing *out,
                                      size_t *out_count);
