/* SPDX-License-Identifier: GPL-3.0-or-later */
/* late: the shared libraries that infer calls, loaded when a worker starts and by nobody else. The program
 * is one file for server and workers; linked with Tesseract, poppler and the hundred libraries behind them,
 * an idle server would need 14 MiB and 60 ms more, and its address space would hold them all.
 *
 * tools/late-libraries finds out what infer calls and makes a function of each name that jumps to where
 * late_slots says. A call before late_load() is a crash. Whatever is missing shows when a worker starts. */
#pragma once

#include "base/err.h"

struct late_function {
    const char *name;
    size_t library;
};

/* Made by tools/late-libraries. */
extern const char *const late_libraries[];
extern const size_t late_library_count;
extern const struct late_function late_functions[];
extern const size_t late_function_count;
extern void *late_slots[];

/* Loads the libraries and connects the functions, for good. E_PROCESSING_FAILED names what is missing. */
MUSTUSE int late_load(struct err *err);
