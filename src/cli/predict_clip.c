/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `assisti predict road-signs` has beyond the other kinds: folders of frames, and pictures with boxes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/predict_int.h"

#define FRAMES_MAX      ((size_t)600)
#define FRAME_BYTES_MAX (64 * MIB)
#define CLIP_BYTES_MAX  (512 * MIB)

struct names {
    struct arena *arena;
    const char *items[FRAMES_MAX];
    size_t count;
    bool are_too_many;
};

static bool is_picture(const char *name)
{
    static const char *const endings[] = {"jpg",  "jpeg", "png",  "webp", "tif",
                                          "tiff", "bmp",  "heic", "heif", "avif"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && name[0] != '.' && i < ARRAY_LEN(endings); i++) {
        if (str_eq_nocase(str_from(dot + 1), str_from(endings[i]))) {
            return true;
        }
    }
    return false;
}

/* "frame2" stands before "frame10". */
static int by_number(const void *a, const void *b)
{
    return strverscmp(*(const char *const *)a, *(const char *const *)b);
}

static int list_frames(const char *folder, struct names *out, struct err *err)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return err_set(err, E_IO, "The folder cannot be read: %s.", strerror(errno));
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (!is_picture(entry->d_name)) {
            continue;
        }
        out->are_too_many |= out->count == FRAMES_MAX;
        if (out->count < FRAMES_MAX) {
            out->items[out->count++] = arena_strdup(out->arena, entry->d_name);
        }
    }
    (void)closedir(dir); /* nothing was written through it */
    if (out->are_too_many) {
        return err_set(err, E_TOO_LARGE, "The folder has more than %zu pictures.", FRAMES_MAX);
    }
    if (out->count == 0) {
        return err_set(err, E_UNSUPPORTED_IMAGE, "The folder has no pictures.");
    }
    qsort(out->items, out->count, sizeof(const char *), by_number);
    return E_OK;
}

static int add_frame(const char *path, int fd, size_t *inout_total, struct sb *params,
                     struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    struct str bytes = STR_EMPTY;
    int rc = file_read_path(path, scratch, FRAME_BYTES_MAX, &bytes);
    if (rc < 0 || bytes.n == 0) {
        return err_set(err, rc < 0 ? rc : E_UNREADABLE_IMAGE, "%.200s cannot be read.", path);
    }
    *inout_total += bytes.n;
    if (*inout_total > CLIP_BYTES_MAX) {
        return err_set(err, E_TOO_LARGE, "The pictures of the folder have more than %zu MiB.",
                       CLIP_BYTES_MAX / MIB);
    }
    sb_addf(params, "%zu", bytes.n);
    return file_write_all(fd, bytes.p, bytes.n);
}

/* The same file for reading only, which is all that a worker may do with it. */
static int open_again(int fd)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    return open(path, O_RDONLY | O_CLOEXEC);
}

int predict_pack_frames(const char *folder, struct sb *params, int *out_fd, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct names names = {.arena = arena};
    CLEANUP(fd_closep) int fd = memfd_create("frames", MFD_CLOEXEC);
    if (fd < 0) {
        return err_set(err, E_IO, "There is no room for the clip: %s.", strerror(errno));
    }
    size_t total = 0;
    int rc = list_frames(folder, &names, err);
    sb_add_c(params, ",\"frames\":\"");
    for (size_t i = 0; rc == E_OK && i < names.count; i++) {
        sb_add_c(params, i > 0 ? "," : "");
        rc = add_frame(arena_printf(arena, "%s/%s", folder, names.items[i]), fd, &total, params,
                       err);
    }
    sb_add_c(params, "\"");
    if (rc < 0) {
        return rc;
    }
    const int again = open_again(fd);
    if (again < 0) {
        return err_set(err, E_IO, "The clip cannot be read: %s.", strerror(errno));
    }
    *out_fd = again;
    return E_OK;
}

int predict_write_drawing(const char *path, struct str png)
{
    CLEANUP(fd_closep) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 || file_write_all(fd, png.p, png.n) < 0) {
        fprintf(stderr, "assisti predict: %s cannot be written: %s.\n", path, strerror(errno));
        return E_IO;
    }
    return E_OK;
}
