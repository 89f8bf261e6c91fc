/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of `assisti predict` share. */
#pragma once

#include "apps/images/classifiers/classifiers.h"
#include "cli/cli.h"
#include "platform/pool/pool.h"

/* One line of JSON about a file, on the heap. The classifier may be NULL: what the worker says is the answer then. */
char *predict_line(const char *path, const struct pool_outcome *outcome,
                   const struct classifier_learned *classifier, bool *out_failed);

/* ---- clips and drawings (predict_clip.c) ---- */

/* The pictures of a folder, in the order of their names, one behind the other in a file without a name; their sizes go
 * into the parameters. E_UNSUPPORTED_IMAGE where there is none, E_TOO_LARGE. */
MUSTUSE int predict_pack_frames(const char *folder, struct sb *params, int *out_fd,
                                struct err *err);
/* Writes a PNG, and says on standard error where that fails. */
MUSTUSE int predict_write_drawing(const char *path, struct str png);
