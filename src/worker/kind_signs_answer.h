/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/signs/signs.h"
#include "worker/worker_picture.h"

/* What came of a picture or a clip. */
struct signs_answer {
    struct str model;         /* its version */
    struct image_info info;   /* of the picture, or of the first frame */
    struct signs_found found; /* on it */
    int64_t reading_us;       /* of a picture: until it could be looked at */
    bool is_clip;             /* what follows is of clips */
    int64_t frames;           /* that it has */
    int64_t looked;           /* at how many of them */
    struct signs_passed passed;
};

/* Hands it over as IPC_PART_JSON, of the form that kind_signs.c tells. */
MUSTUSE int signs_add_answer(const struct signs_answer *answer, struct worker_task *task,
                             struct err *err);
