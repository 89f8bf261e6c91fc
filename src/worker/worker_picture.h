/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kinds that look at pictures share. */
#pragma once

#include "base/json.h"
#include "infer/image/image.h"
#include "worker/worker_int.h"

/* E_UNSUPPORTED_IMAGE for a PDF and for what is no picture. */
MUSTUSE int worker_check_picture(struct str bytes, struct err *err);
/* The member "image" of a result. */
void worker_write_image(struct json_out *out, const struct image_info *info);
/* Hands the JSON over; the buffer is empty after. */
MUSTUSE int worker_add_json(struct worker_task *task, struct sb *json, struct err *err);
/* A thumbnail, and a preview where no browser shows this kind of file. */
MUSTUSE int worker_add_pictures(struct worker_task *task, const struct image *image,
                                enum image_kind kind, struct err *err);
