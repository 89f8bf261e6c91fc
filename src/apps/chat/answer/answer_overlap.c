/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer that goes on, fitted to what was written of it. */
#include <string.h>

#include "apps/chat/answer/answer_int.h"

#define OVERLAP_MIN ((size_t)8)

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Fewer letters than OVERLAP_MIN agree by chance, unless they are all that there is of the new text's first line. */
size_t answer_overlap(struct str written, struct str more)
{
    const size_t most = size_min(size_min(written.n, more.n), ANSWER_OVERLAP_MAX);
    for (size_t n = most; n >= OVERLAP_MIN; n--) {
        const bool at_boundary = n == written.n || is_space(written.p[written.n - n - 1]) ||
                                 is_space(written.p[written.n - n]);
        if (at_boundary && memcmp(written.p + written.n - n, more.p, n) == 0) {
            return n;
        }
    }
    return 0;
}
