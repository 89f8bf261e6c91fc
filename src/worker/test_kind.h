/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the worker under test share. */
#pragma once

#include "worker/worker_int.h"

struct test_act {
    const char *name;
    int (*act)(struct worker_task *task, struct err *err);
};

/* Acts that the sandbox is to stop; they tell what became of them. */
extern const struct test_act test_forbidden[];
extern const size_t test_forbidden_count;

/* For such an act: -1 where it was stopped, by errno. */
int test_refused_or_done(struct worker_task *task, struct err *err, long result);
