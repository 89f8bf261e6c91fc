/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kinds that look at pictures share. */
#pragma once

#include "base/json.h"
#include "infer/image/image.h"
#include "model/model.h"
#include "worker/worker_int.h"

/* Keeps what is freed for what comes next, up to some MiB, instead of giving it back to the system and asking for it again. */
void worker_keep_memory(void);

/* Loads what decodes pictures, and the libraries of these groups (worker/late.h); what they remark is not seen from
 * then on. */
MUSTUSE int worker_init_pictures(unsigned groups, struct err *err);

/* The model that a variant names, out of the folder that the server passes on. */
MUSTUSE int worker_load_model(const char *name, struct arena *arena, struct model *out,
                              struct err *err);
struct worker_network {
    struct str file;
    const char *
        weights; /* where all workers find them prepared; NULL on the command line, where there is no such place */
};
MUSTUSE int worker_read_network(const struct model *model, struct arena *arena,
                                struct worker_network *out, struct err *err);

/* Opens the picture of a task, or a part of it. E_UNSUPPORTED_IMAGE for a PDF and for what is no picture, and as image_file_open(). */
MUSTUSE int worker_open_picture(struct str mapped, struct image_file **out, struct err *err);
/* The member "image" of a result. */
void worker_write_image(struct json_out *out, const struct image_info *info);
/* Hands the JSON over; the buffer is empty after. */
MUSTUSE int worker_add_json(struct worker_task *task, struct sb *json, struct err *err);
/* How long the longer side of a picture has to be for these, at most. */
int32_t worker_pictures_px(enum image_kind kind);
/* A thumbnail, and a preview where no browser shows this kind of file. */
MUSTUSE int worker_add_pictures(struct worker_task *task, const struct image *image,
                                enum image_kind kind, struct err *err);
/* What a page is decoded for. */
struct worker_look {
    int32_t side_px;  /* of a square that is made of the shorter side and all that is along it */
    int32_t shown_px; /* of a picture to be shown, on the longer side; 0: none is */
};
/* Decodes the first page, a large one no larger than it needs to be, and to IMAGE_WHOLE_PIXELS at most. */
MUSTUSE int worker_decode_first(struct image_file *file, const struct worker_look *look,
                                struct image **out, struct err *err);
/* The middle of the first page as a square JPEG of at most `side_px`, with nothing of what the file said besides; it is the
 * thumbnail of a result that says nothing else. E_UNSUPPORTED_IMAGE, and what decoding can bring. */
MUSTUSE int worker_run_square(struct worker_task *task, int32_t side_px, struct err *err);
