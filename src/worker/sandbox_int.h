/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/base.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_INSTRUMENTED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANDBOX_INSTRUMENTED 1
#endif
#endif

enum sandbox_files {
    SANDBOX_FILES_NONE,    /* opening one kills */
    SANDBOX_FILES_REFUSED, /* opening one fails */
    SANDBOX_FILES_READ,    /* for reading only; landlock says which */
};

/* Loads the allow-list for all threads. -1 and errno where the kernel does not take it. */
MUSTUSE int sandbox_enter_seccomp(enum sandbox_files files, bool threads);
