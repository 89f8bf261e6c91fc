/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

void fd_closep(int *fd)
{
    if (*fd >= 0) {
        int saved = errno;
        (void)close(*fd); /* whoever needs the bytes durable has called fsync before */
        errno = saved;
        *fd = -1;
    }
}

int file_errno_to_rc(int error)
{
    return error == ENOSPC || error == EDQUOT || error == EFBIG ? E_DISK_FULL : E_IO;
}

int file_write_all(int fd, const void *p, size_t bytes)
{
    const char *at = p;
    while (bytes > 0) {
        ssize_t n = write(fd, at, bytes);
        if (n < 0) {
            if (errno == EINTR) {
                continue;
            }
            return file_errno_to_rc(errno);
        }
        at += n;
        bytes -= (size_t)n;
    }
    return E_OK;
}

int file_read_all(int fd, struct arena *arena, size_t max_bytes, struct str *out)
{
    struct stat st;
    if (fstat(fd, &st) < 0) {
        return E_IO;
    }
    if (st.st_size < 0 || (uint64_t)st.st_size > max_bytes) {
        return E_TOO_LARGE;
    }
    size_t bytes = (size_t)st.st_size;
    char *p = arena_try_alloc(arena, bytes + 1, 1, max_bytes + 1);
    if (p == NULL) {
        return E_TOO_LARGE;
    }
    size_t filled = 0;
    while (filled < bytes) {
        ssize_t n = pread(fd, p + filled, bytes - filled, (off_t)filled);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return E_IO;
        }
        filled += (size_t)n;
    }
    p[filled] = '\0';
    *out = (struct str){p, filled};
    return E_OK;
}

int file_read_path(const char *path, struct arena *arena, size_t max_bytes, struct str *out)
{
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? E_NOT_FOUND : E_IO;
    }
    return file_read_all(fd, arena, max_bytes, out);
}

int file_make_dirs(const char *path, unsigned mode)
{
    char partial[PATH_MAX];
    int n = snprintf(partial, sizeof(partial), "%s", path);
    if (n < 0 || (size_t)n >= sizeof(partial)) {
        return E_INVALID;
    }
    for (char *p = partial + 1; *p != '\0'; p++) {
        if (*p != '/') {
            continue;
        }
        *p = '\0';
        if (mkdir(partial, mode) < 0 && errno != EEXIST) {
            return file_errno_to_rc(errno);
        }
        *p = '/';
    }
    if (mkdir(partial, mode) < 0 && errno != EEXIST) {
        return file_errno_to_rc(errno);
    }
    struct stat st;
    return stat(partial, &st) == 0 && S_ISDIR(st.st_mode) ? E_OK : E_IO;
}

int file_open_unnamed(const char *folder, int *out_fd)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && errno == ENOENT && file_make_dirs(folder, 0700) == E_OK) {
        fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    }
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
        char name[PATH_MAX];
        int n = snprintf(name, sizeof(name), "%s/unnamed-XXXXXX", folder);
        fd = n > 0 && (size_t)n < sizeof(name) ? mkostemp(name, O_CLOEXEC) : -1;
        if (fd >= 0) {
            (void)unlink(name); /* made a moment ago by us alone */
        }
    }
    if (fd < 0) {
        return file_errno_to_rc(errno);
    }
    *out_fd = fd;
    return E_OK;
}

int file_sync_dir(const char *path)
{
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) < 0) {
        return file_errno_to_rc(errno);
    }
    return E_OK;
}
