/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file: descriptors that close themselves, and whole reads and writes. */
#pragma once

#include "base/err.h"

/* For CLEANUP(): closes unless -1. */
void fd_closep(int *fd);
/* The descriptor, which the variable no longer owns. */
static inline int steal_fd(int *fd)
{
    int stolen = *fd;
    *fd = -1;
    return stolen;
}

/* E_DISK_FULL where errno says that space, quota or file size ran out, else E_IO. */
int file_errno_to_rc(int error);

MUSTUSE int file_write_all(int fd, const void *p, size_t bytes);
/* Reads the whole file (from its start), at most `max_bytes` (E_TOO_LARGE over it). */
MUSTUSE int file_read_all(int fd, struct arena *arena, size_t max_bytes, struct str *out);
/* The same for a path; E_NOT_FOUND where there is no such file. */
MUSTUSE int file_read_path(const char *path, struct arena *arena, size_t max_bytes,
                           struct str *out);
/* Makes the folder and those above it; one that is there is left as it is. */
MUSTUSE int file_make_dirs(const char *path, unsigned mode);
/* A file without a name in the folder, which is made where it is not there: for reading and writing, gone with its last
 * descriptor. */
MUSTUSE int file_open_unnamed(const char *folder, int *out_fd);
/* Makes the names in a folder durable. */
MUSTUSE int file_sync_dir(const char *path);
