/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blob: pictures and what is made of them, as files named by their content: <dir>/ab/abcdef...
 * Written under another name, synced, renamed, and only then mentioned in the database, so that a row
 * never names a file that is not there whole.
 *
 * Two uploads of the same bytes share a file. Who adds a blob holds a pin on it until the row is
 * committed; blob_drop_unused() removes a file that no row names and nobody pins, so that it can be called
 * at any time after a row went away. The bytes never change, so an open descriptor stays good.
 *
 * The pins are in the memory of one process, the one that removes files. Another may add beside it by blobs_open_beside(): as
 * long as that one has the folder open no file is removed, by locks of the file <dir>.lock, and blobs_sweep_late() goes
 * through what had to stay.
 * Threads: any. */
#pragma once

#include "base/err.h"

struct blobs;
struct blob_pin;

/* BLAKE2b-256 of the content (RFC 7693), in hexadecimal. */
#define BLOB_NAME_LENGTH 64
struct blob_name {
    char s[BLOB_NAME_LENGTH + 1];
};

/* Makes the folder where it is not there. */
MUSTUSE int blobs_open(const char *dir, struct blobs **out, struct err *err);
/* The same for a process that may not be the only one: it adds and reads, and removes nothing. */
MUSTUSE int blobs_open_beside(const char *dir, struct blobs **out, struct err *err);
void blobs_close(struct blobs *blobs);

/* Keeps the bytes of a file (from its start), or those in memory, and pins them. E_DISK_FULL or E_IO, with
 * nothing left behind. */
MUSTUSE int blob_add_file(struct blobs *blobs, int fd, struct blob_pin **out);
MUSTUSE int blob_add(struct blobs *blobs, struct str bytes, struct blob_pin **out);
struct blob_name blob_pin_name(const struct blob_pin *pin);
/* For CLEANUP(): ends the pin, and drops what it pinned if that is unused and was to be dropped meanwhile. Else
 * it is for blob_drop_unused() if no row was committed. */
void blob_unpinp(struct blob_pin **pin);

/* A read-only descriptor. E_NOT_FOUND for a name that is none, or whose file is not there. */
MUSTUSE int blob_open(struct blobs *blobs, struct str name, int *out_fd);

/* Whether any of the user's rows names it: 1 or 0, or negative where that cannot be told. */
typedef int blob_in_use(void *context, struct str name);
/* At start: whoever keeps names of blobs in rows of their own is asked before a file is removed. */
void blobs_add_user(struct blobs *blobs, blob_in_use *in_use, void *context);
/* Removes the file unless it is in use; one that is pinned when its last pin ends. Best done after each row that named it went away. */
MUSTUSE int blob_drop_unused(struct blobs *blobs, struct str name);
/* Looks through all files and drops what an interrupted upload or deletion left; *out_dropped counts. */
MUSTUSE int blobs_sweep(struct blobs *blobs, size_t *out_dropped);
/* The same where another process was there since the last time, and is there no more; else it does nothing, at once. */
MUSTUSE int blobs_sweep_late(struct blobs *blobs, size_t *out_dropped);

/* Bytes that the file system still has for blobs; negative where it cannot be told. */
int64_t blobs_free_bytes(struct blobs *blobs);
