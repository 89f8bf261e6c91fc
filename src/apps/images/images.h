/* SPDX-License-Identifier: GPL-3.0-or-later */
/* images: the image applications. Each is a descriptor (what it is called, which worker does it, what its
 * uploads may ask for) and a visible table of routes (ocr.c); the record, its life and its storage are
 * the same for all.
 *
 * Way of a picture: images_api.c images_post -> blob -> images_store.c row and job in one transaction ->
 * platform/jobs -> images_work.c images_prepare, a worker, images_finish (label and result stored) ->
 * the browser is told by an event and asks for the record.
 *
 * Memory: what a function returns lives in the arena passed in. Threads: any; no state that changes.
 * Files: images_api*.c HTTP, images_work.c what happens to jobs, images_type.c kinds of files,
 * images_store.c SQL; ocr.c, ocr_languages.c, ocr_formats.c, ocr_pdf.c what only text recognition has. */
#pragma once

#include "http/http.h"

/* The applications, for the list in serve.c. */
extern const struct app ocr_app;
