/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of `assisti predict` share. */
#pragma once

#include "apps/images/images.h"
#include "cli/cli.h"
#include "platform/pool/pool.h"

/* One line of JSON about a file, on the heap. The classifier may be NULL: what the worker says is the answer then. */
char *predict_line(const char *path, const struct pool_outcome *outcome,
                   const struct images_classifier *classifier, bool *out_failed);
