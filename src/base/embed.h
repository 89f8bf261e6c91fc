/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* A file that the build put into the program; tools/embed writes the tables of them. A NUL byte that
 * `n` does not count follows the bytes. */
struct embed_file {
    const char *name; /* the path below the embedded folder, as in "assets/app.js" */
    const unsigned char *bytes;
    size_t n;
    const char *hash; /* SHA-256 of the bytes, in hexadecimal */
};
