/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cursor: the place in a list, opaque to clients: the id after which the list goes on, in base64url. */
#pragma once

#include "base/random.h"

struct cursor_text {
    char s[23];
};

struct cursor_text cursor_format(struct uuid id);
/* E_INVALID_CURSOR for what cursor_format() did not make. */
MUSTUSE int cursor_parse(struct str text, struct uuid *out);
