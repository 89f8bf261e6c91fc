/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zip: ZIP archives through libzip, made into a file without a name and read with mistrust.
 *
 * Writing: texts are collected in a file on the disk, files of blobs are read when the archive is put together, so that
 * memory holds neither. Texts are compressed; pictures are so already and are stored as they are.
 *
 * Reading: the directory is looked through at once, and the archive refused whole where a name could lead somewhere, two
 * entries have one name, anything is encrypted, or it says that it holds more than may come out. What comes out is
 * counted again, for the directory may lie.
 * Threads: an archive is used by one at a time. Files: zip_out.c, zip_in.c. */
#pragma once

#include "base/err.h"

struct blobs;

/* ---- making ---- */

struct zip_out;

/* Files without names are made in the folder. */
MUSTUSE int zip_out_new(struct blobs *blobs, const char *folder, struct zip_out **out,
                        struct err *err);
/* For CLEANUP(): drops what was not finished. */
void zip_out_freep(struct zip_out **zip);
/* Begins an entry of text; zip_out_text() adds to it, until the next entry or the end. */
MUSTUSE int zip_out_begin(struct zip_out *zip, const char *name);
MUSTUSE int zip_out_text(struct zip_out *zip, struct str text);
/* The first bytes of a blob that is to come, to name it by; fewer where it has fewer. E_NOT_FOUND. */
MUSTUSE int zip_out_blob_head(struct zip_out *zip, struct str blob, char head[16],
                              size_t *out_bytes);
MUSTUSE int zip_out_add_blob(struct zip_out *zip, const char *name, struct str blob);
/* Puts it together; *out_fd is a file without a name, at its start. E_NOT_FOUND where a blob has gone meanwhile. */
MUSTUSE int zip_out_finish(struct zip_out *zip, int *out_fd);

/* ---- reading ---- */

struct zip_limits {
    size_t entries;
    uint64_t entry_bytes; /* of one entry, unpacked */
    uint64_t total_bytes; /* of all that is read, unpacked */
};

struct zip_in;

/* The descriptor stays the caller's. E_INVALID and E_TOO_LARGE, with words. */
MUSTUSE int zip_in_open(int fd, const struct zip_limits *limits, struct zip_in **out,
                        struct err *err);
void zip_in_freep(struct zip_in **zip);
size_t zip_in_count(const struct zip_in *zip);
/* Well-formed UTF-8 without control characters, "..", or a slash at an end; lives as long as the archive. */
struct str zip_in_name(const struct zip_in *zip, size_t index);

struct zip_entry;

MUSTUSE int zip_entry_open(struct zip_in *zip, size_t index, struct zip_entry **out,
                           struct err *err);
void zip_entry_closep(struct zip_entry **entry);
/* How many bytes were read, 0 at the end. E_INVALID where it is damaged, E_TOO_LARGE over a limit; with words. */
MUSTUSE int64_t zip_entry_read(struct zip_entry *entry, char *buffer, size_t bytes,
                               struct err *err);
