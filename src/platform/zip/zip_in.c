/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zip.h>

#include "base/utf8.h"
#include "platform/zip/zip.h"

#define NAME_BYTES_MAX 200

struct zip_in {
    zip_t *archive;
    struct zip_limits limits;
    uint64_t read; /* bytes that came out so far */
    struct arena *arena;
    struct str *names; /* (count) */
    size_t count;
};

struct zip_entry {
    struct zip_in *zip;
    zip_file_t *file;
    uint64_t read;
};

/* ---- the directory ---- */

static bool has_control(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if ((uint8_t)name.p[i] < 0x20 || name.p[i] == 0x7f) {
            return true;
        }
    }
    return false;
}

/* Leads to one place below wherever it is unpacked, on any system. */
static bool is_harmless(struct str name)
{
    if (name.n == 0 || name.n > NAME_BYTES_MAX || !utf8_valid(name) || has_control(name) ||
        str_find_byte(name, '\\') < name.n || str_find_byte(name, ':') < name.n) {
        return false;
    }
    struct str rest = name;
    while (rest.n > 0) {
        struct str part = str_cut(rest, '/', &rest);
        if (part.n == 0 || str_eq(part, STR(".")) || str_eq(part, STR(".."))) {
            return false;
        }
    }
    return name.p[name.n - 1] != '/';
}

static int refuse(struct err *err, const char *why)
{
    return err_set(err, E_INVALID, "The archive is refused: %s.", why);
}

static int too_large(struct err *err)
{
    return err_set(err, E_TOO_LARGE, "The archive holds more than may be unpacked here.");
}

static int check_stat(const struct zip_in *zip, const zip_stat_t *stat, struct err *err)
{
    const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD;
    if ((stat->valid & needed) != needed) {
        return refuse(err, "its directory is incomplete");
    }
    if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat->encryption_method != ZIP_EM_NONE) {
        return refuse(err, "it is encrypted");
    }
    if (stat->comp_method != ZIP_CM_STORE && stat->comp_method != ZIP_CM_DEFLATE) {
        return refuse(err, "it is packed in a way that Assisti does not use");
    }
    return stat->size > zip->limits.entry_bytes ? too_large(err) : E_OK;
}

static int compare_names(const void *a, const void *b)
{
    const struct str *left = a;
    const struct str *right = b;
    int order = memcmp(left->p, right->p, size_min(left->n, right->n));
    return order != 0 ? order : (left->n > right->n) - (left->n < right->n);
}

static int check_twice(const struct zip_in *zip, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str *sorted = arena_calloc(arena, zip->count + 1, sizeof(*sorted));
    memcpy(sorted, zip->names, zip->count * sizeof(*sorted));
    qsort(sorted, zip->count, sizeof(*sorted), compare_names);
    for (size_t i = 1; i < zip->count; i++) {
        if (str_eq(sorted[i - 1], sorted[i])) {
            return refuse(err, "it has two entries of one name");
        }
    }
    return E_OK;
}

static int read_directory(struct zip_in *zip, struct err *err)
{
    zip_int64_t count = zip_get_num_entries(zip->archive, 0);
    if (count < 0 || (uint64_t)count > zip->limits.entries) {
        return count < 0 ? refuse(err, "its directory cannot be read") : too_large(err);
    }
    zip->count = (size_t)count;
    zip->names = arena_calloc(zip->arena, zip->count + 1, sizeof(*zip->names));
    uint64_t total = 0;
    for (size_t i = 0; i < zip->count; i++) {
        zip_stat_t stat;
        if (zip_stat_index(zip->archive, i, ZIP_FL_ENC_RAW, &stat) < 0) {
            return refuse(err, "its directory cannot be read");
        }
        int rc = check_stat(zip, &stat, err);
        if (rc < 0) {
            return rc;
        }
        zip->names[i] = str_copy(zip->arena, str_from(stat.name));
        if (!is_harmless(zip->names[i])) {
            return refuse(err, "an entry has a name that could lead elsewhere");
        }
        total += stat.size; /* entries and sizes are limited: no overflow */
        if (total > zip->limits.total_bytes) {
            return too_large(err);
        }
    }
    return check_twice(zip, err);
}

static int open_archive(struct zip_in *zip, int fd, struct err *err)
{
    int own = dup(fd);
    if (own < 0) {
        return E_IO;
    }
    int code = 0;
    zip->archive = zip_fdopen(own, ZIP_CHECKCONS, &code);
    if (zip->archive == NULL) {
        (void)close(own); /* on success libzip has closed it */
        return refuse(err, code == ZIP_ER_NOZIP ? "it is no ZIP file" : "it is damaged");
    }
    return E_OK;
}

int zip_in_open(int fd, const struct zip_limits *limits, struct zip_in **out, struct err *err)
{
    ASSERT(limits->entry_bytes <= UINT64_MAX / (limits->entries + 1));
    CLEANUP(zip_in_freep) struct zip_in *zip = must_calloc(1, sizeof(*zip));
    zip->limits = *limits;
    zip->arena = arena_new();
    int rc = open_archive(zip, fd, err);
    if (rc == E_OK) {
        rc = read_directory(zip, err);
    }
    if (rc < 0) {
        return rc;
    }
    *out = zip;
    zip = NULL;
    return E_OK;
}

void zip_in_freep(struct zip_in **zip)
{
    if (*zip == NULL) {
        return;
    }
    if ((*zip)->archive != NULL) {
        zip_discard((*zip)->archive);
    }
    arena_free((*zip)->arena);
    free(*zip);
    *zip = NULL;
}

size_t zip_in_count(const struct zip_in *zip)
{
    return zip->count;
}

struct str zip_in_name(const struct zip_in *zip, size_t index)
{
    ASSERT(index < zip->count);
    return zip->names[index];
}

/* ---- entries ---- */

int zip_entry_open(struct zip_in *zip, size_t index, struct zip_entry **out, struct err *err)
{
    zip_file_t *file = zip_fopen_index(zip->archive, index, 0);
    if (file == NULL) {
        return refuse(err, "an entry cannot be read");
    }
    struct zip_entry *entry = must_calloc(1, sizeof(*entry));
    *entry = (struct zip_entry){.zip = zip, .file = file};
    *out = entry;
    return E_OK;
}

void zip_entry_closep(struct zip_entry **entry)
{
    if (*entry != NULL) {
        (void)zip_fclose((*entry)->file); /* what it read was checked by then */
        free(*entry);
        *entry = NULL;
    }
}

int64_t zip_entry_read(struct zip_entry *entry, char *buffer, size_t bytes, struct err *err)
{
    zip_int64_t got = zip_fread(entry->file, buffer, bytes);
    if (got < 0) {
        return refuse(err, "an entry is damaged");
    }
    entry->read += (uint64_t)got;
    entry->zip->read += (uint64_t)got;
    if (entry->read > entry->zip->limits.entry_bytes ||
        entry->zip->read > entry->zip->limits.total_bytes) {
        return too_large(err);
    }
    return got;
}
