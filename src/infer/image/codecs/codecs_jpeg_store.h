/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The coefficients of a JPEG that comes in several scans, packed. libjpeg keeps all of them, 128 bytes for each block of 8 x 8
 * pixels, until the last scan is there; most are zero. Here a row of blocks is unpacked while libjpeg works on it, and packed
 * when another takes its place. */
#pragma once

#include <stdio.h> /* which jpeglib.h wants before it */

#include <jpeglib.h>

#include "base/err.h"

struct codecs_jpeg_store;

/* A store that takes no more than `bytes_max` for what is packed. */
struct codecs_jpeg_store *codecs_jpeg_store_new(size_t bytes_max);
/* Also all its arrays. */
void codecs_jpeg_store_free(struct codecs_jpeg_store *store);
/* Bytes that are taken for what is packed. */
size_t codecs_jpeg_store_bytes(const struct codecs_jpeg_store *store);

/* A new array of `rows` rows of `blocks` blocks each, all of them zero, the store's own. At most `rows_max` rows, at least
 * one, are looked at together. NULL where there is no memory. */
jvirt_barray_ptr codecs_jpeg_store_add(struct codecs_jpeg_store *store, JDIMENSION blocks,
                                       JDIMENSION rows, JDIMENSION rows_max);
/* Rows of an array, one after the other and one or two more where they are not writable, until rows of the same array are asked for again. What is written to them stays where
 * `is_writable`. NULL where the array has no such rows or the store is full. */
JBLOCKARRAY codecs_jpeg_store_rows(jvirt_barray_ptr array, JDIMENSION first, JDIMENSION count,
                                   bool is_writable);
