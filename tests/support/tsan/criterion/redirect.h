/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "criterion/criterion.h"

__attribute__((weak)) FILE *criterion_stderr;

/* What the test writes to stderr from here on goes to a file of its own. */
static inline void cr_redirect_stderr(void)
{
    criterion_stderr = tmpfile();
    cr_assert(criterion_stderr != NULL && dup2(fileno(criterion_stderr), STDERR_FILENO) >= 0);
}

static inline FILE *cr_get_redirected_stderr(void)
{
    rewind(criterion_stderr);
    return criterion_stderr;
}
