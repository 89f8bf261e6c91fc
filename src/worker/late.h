/* SPDX-License-Identifier: GPL-3.0-or-later */
/* late: the shared libraries that infer calls, loaded when a worker starts and by nobody else. The program
 * is one file for server and workers; linked with Tesseract, poppler and the hundred libraries behind them,
 * an idle server would need 14 MiB and 60 ms more, and its address space would hold them all.
 *
 * tools/late-libraries finds out what infer calls and makes a function of each name that jumps to where
 * late_slots says. A call before late_load() is a crash. Whatever is missing shows when a worker starts. */
#pragma once

#include "base/err.h"

/* What a kind of worker needs of them: one that reads text does without networks, and the other way round. */
enum late_group {
    LATE_PICTURES = 1u << 0,
    LATE_TEXT = 1u << 1,
    LATE_NETWORKS = 1u << 2,
    LATE_SKILLS = 1u << 3
};

struct late_library {
    const char *name;
    enum late_group group;
};

struct late_function {
    const char *name;
    size_t library;
};

/* Made by tools/late-libraries. */
extern const struct late_library late_libraries[];
extern const size_t late_library_count;
extern const struct late_function late_functions[];
extern const size_t late_function_count;
extern void *late_slots[];

/* Loads the libraries of these groups and connects their functions, for good; a call of another is a crash.
 * E_PROCESSING_FAILED names what is missing. */
MUSTUSE int late_load(unsigned groups, struct err *err);
