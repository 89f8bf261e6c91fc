/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zip.h>

#include "base/file.h"
#include "platform/blob/blob.h"
#include "platform/zip/zip.h"

struct zip_out {
    struct blobs *blobs;
    zip_t *archive;
    int fd;       /* of the archive */
    off_t at;     /* where the next byte of the archive goes */
    int spool_fd; /* texts, one behind the other */
    off_t spooled;
    char *name; /* of the text that is open; NULL: none is */
    off_t from; /* where it begins in the spool */
    int rc;     /* why a source failed */
};

/* An entry: a part of the spool, or a blob that is opened when it is its turn. */
struct feed {
    struct zip_out *zip;
    struct blob_name blob; /* empty: the spool */
    off_t from;
    zip_uint64_t bytes;
    zip_uint64_t done;
    int fd;
};

static zip_int64_t fail(struct zip_out *zip, int rc)
{
    zip->rc = zip->rc < 0 ? zip->rc : rc;
    return -1;
}

static zip_int64_t give_error(struct zip_out *zip, void *data, zip_uint64_t bytes)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_error_set(&error, zip->rc == E_NOT_FOUND ? ZIP_ER_NOENT : ZIP_ER_WRITE, 0);
    zip_int64_t written = zip_error_to_data(&error, data, bytes);
    zip_error_fini(&error);
    return written;
}

/* ---- what goes in ---- */

static zip_int64_t feed_open(struct feed *feed)
{
    feed->done = 0;
    if (feed->blob.s[0] == '\0') {
        feed->fd = feed->zip->spool_fd;
        return 0;
    }
    int rc = blob_open(feed->zip->blobs, str_from(feed->blob.s), &feed->fd);
    return rc < 0 ? fail(feed->zip, rc) : 0;
}

static zip_int64_t feed_read(struct feed *feed, void *data, zip_uint64_t bytes)
{
    size_t wanted = size_min((size_t)bytes, (size_t)(feed->bytes - feed->done));
    ssize_t got = pread(feed->fd, data, wanted, feed->from + (off_t)feed->done);
    if (got < 0 || (got == 0 && wanted > 0)) {
        return fail(feed->zip, E_IO);
    }
    feed->done += (zip_uint64_t)got;
    return got;
}

static void feed_close(struct feed *feed)
{
    if (feed->blob.s[0] != '\0') {
        fd_closep(&feed->fd);
    }
    feed->fd = -1;
}

static zip_int64_t feed_stat(const struct feed *feed, void *data)
{
    zip_stat_t *stat = data;
    zip_stat_init(stat);
    stat->valid = ZIP_STAT_SIZE | ZIP_STAT_MTIME;
    stat->size = feed->bytes;
    stat->mtime = time(NULL);
    return sizeof(*stat);
}

static zip_int64_t on_feed(void *context, void *data, zip_uint64_t bytes, zip_source_cmd_t command)
{
    struct feed *feed = context;
    switch (command) {
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                              ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
                                              -1);
    case ZIP_SOURCE_OPEN:
        return feed_open(feed);
    case ZIP_SOURCE_READ:
        return feed_read(feed, data, bytes);
    case ZIP_SOURCE_CLOSE:
        feed_close(feed);
        return 0;
    case ZIP_SOURCE_STAT:
        return feed_stat(feed, data);
    case ZIP_SOURCE_ERROR:
        return give_error(feed->zip, data, bytes);
    case ZIP_SOURCE_FREE:
        free(feed);
        return 0;
    default:
        return -1;
    }
}

static int add(struct zip_out *zip, const char *name, const struct feed *given, zip_int32_t method)
{
    struct feed *feed = must_alloc(sizeof(*feed));
    *feed = *given;
    zip_source_t *source = zip_source_function(zip->archive, on_feed, feed);
    if (source == NULL) {
        free(feed);
        return E_INTERNAL;
    }
    zip_int64_t index = zip_file_add(zip->archive, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return E_INTERNAL;
    }
    return zip_set_file_compression(zip->archive, (zip_uint64_t)index, method, 0) < 0 ? E_INTERNAL
                                                                                      : E_OK;
}

/* ---- where it goes ---- */

static zip_int64_t sink_write(struct zip_out *zip, const void *data, zip_uint64_t bytes)
{
    ssize_t n = pwrite(zip->fd, data, (size_t)bytes, zip->at);
    if (n < 0 || (n == 0 && bytes > 0)) {
        return fail(zip, file_errno_to_rc(n < 0 ? errno : ENOSPC));
    }
    zip->at += n;
    return n;
}

static zip_int64_t sink_seek(struct zip_out *zip, void *data, zip_uint64_t bytes)
{
    struct stat stat;
    if (fstat(zip->fd, &stat) < 0) {
        return fail(zip, E_IO);
    }
    zip_error_t error;
    zip_error_init(&error);
    zip_int64_t at = zip_source_seek_compute_offset(
        (zip_uint64_t)zip->at, (zip_uint64_t)stat.st_size, data, bytes, &error);
    zip_error_fini(&error);
    if (at < 0) {
        return fail(zip, E_INTERNAL);
    }
    zip->at = at;
    return 0;
}

static zip_int64_t on_sink(void *context, void *data, zip_uint64_t bytes, zip_source_cmd_t command)
{
    struct zip_out *zip = context;
    switch (command) {
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_WRITABLE;
    case ZIP_SOURCE_STAT:
        zip_stat_init(data);
        return sizeof(zip_stat_t);
    case ZIP_SOURCE_BEGIN_WRITE:
    case ZIP_SOURCE_ROLLBACK_WRITE:
        zip->at = 0;
        return 0;
    case ZIP_SOURCE_WRITE:
        return sink_write(zip, data, bytes);
    case ZIP_SOURCE_SEEK_WRITE:
        return sink_seek(zip, data, bytes);
    case ZIP_SOURCE_TELL_WRITE:
        return zip->at;
    case ZIP_SOURCE_COMMIT_WRITE:
    case ZIP_SOURCE_OPEN:
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_REMOVE:
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_ERROR:
        return give_error(zip, data, bytes);
    default:
        return -1;
    }
}

/* ---- calls ---- */

static int open_archive(struct zip_out *zip, struct err *err)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *sink = zip_source_function_create(on_sink, zip, &error);
    if (sink != NULL) {
        zip->archive = zip_open_from_source(sink, ZIP_CREATE | ZIP_TRUNCATE, &error);
        if (zip->archive == NULL) {
            zip_source_free(sink);
        }
    }
    int rc = zip->archive != NULL ? E_OK
                                  : err_set(err, E_INTERNAL, "An archive cannot be begun: %s.",
                                            zip_error_strerror(&error));
    zip_error_fini(&error);
    return rc;
}

int zip_out_new(struct blobs *blobs, const char *folder, struct zip_out **out, struct err *err)
{
    CLEANUP(zip_out_freep) struct zip_out *zip = must_calloc(1, sizeof(*zip));
    *zip = (struct zip_out){.blobs = blobs, .fd = -1, .spool_fd = -1};
    int rc = file_open_unnamed(folder, &zip->fd);
    if (rc == E_OK) {
        rc = file_open_unnamed(folder, &zip->spool_fd);
    }
    if (rc == E_OK) {
        rc = open_archive(zip, err);
    }
    if (rc < 0) {
        return rc;
    }
    *out = zip;
    zip = NULL;
    return E_OK;
}

void zip_out_freep(struct zip_out **zip)
{
    if (*zip == NULL) {
        return;
    }
    if ((*zip)->archive != NULL) {
        zip_discard((*zip)->archive);
    }
    fd_closep(&(*zip)->fd);
    fd_closep(&(*zip)->spool_fd);
    free((*zip)->name);
    free(*zip);
    *zip = NULL;
}

/* What was written since zip_out_begin() becomes an entry. */
static int end_text(struct zip_out *zip)
{
    if (zip->name == NULL) {
        return E_OK;
    }
    const struct feed feed = {
        .zip = zip, .from = zip->from, .bytes = (zip_uint64_t)(zip->spooled - zip->from), .fd = -1};
    int rc = add(zip, zip->name, &feed, ZIP_CM_DEFLATE);
    free(zip->name);
    zip->name = NULL;
    return rc;
}

int zip_out_begin(struct zip_out *zip, const char *name)
{
    int rc = end_text(zip);
    if (rc == E_OK) {
        zip->name = strdup(name);
        ASSERT(zip->name != NULL);
        zip->from = zip->spooled;
    }
    return rc;
}

int zip_out_text(struct zip_out *zip, struct str text)
{
    ASSERT(zip->name != NULL);
    int rc = file_write_all(zip->spool_fd, text.p, text.n);
    if (rc == E_OK) {
        zip->spooled += (off_t)text.n;
    }
    return rc;
}

int zip_out_blob_head(struct zip_out *zip, struct str blob, char head[16], size_t *out_bytes)
{
    CLEANUP(fd_closep) int fd = -1;
    int rc = blob_open(zip->blobs, blob, &fd);
    if (rc < 0) {
        return rc;
    }
    ssize_t got = pread(fd, head, 16, 0);
    if (got < 0) {
        return E_IO;
    }
    *out_bytes = (size_t)got;
    return E_OK;
}

int zip_out_add_blob(struct zip_out *zip, const char *name, struct str blob)
{
    ASSERT(blob.n == BLOB_NAME_LENGTH);
    CLEANUP(fd_closep) int fd = -1;
    struct stat stat;
    int rc = end_text(zip);
    if (rc == E_OK) {
        rc = blob_open(zip->blobs, blob, &fd);
    }
    if (rc < 0) {
        return rc;
    }
    if (fstat(fd, &stat) < 0) {
        return E_IO;
    }
    struct feed feed = {.zip = zip, .bytes = (zip_uint64_t)stat.st_size, .fd = -1};
    memcpy(feed.blob.s, blob.p, blob.n);
    return add(zip, name, &feed, ZIP_CM_STORE);
}

int zip_out_finish(struct zip_out *zip, int *out_fd)
{
    int rc = end_text(zip);
    if (rc < 0) {
        return rc;
    }
    if (zip_close(zip->archive) < 0) {
        return zip->rc < 0 ? zip->rc : E_INTERNAL;
    }
    zip->archive = NULL;
    if (lseek(zip->fd, 0, SEEK_SET) < 0) {
        return E_IO;
    }
    *out_fd = steal_fd(&zip->fd);
    return E_OK;
}
