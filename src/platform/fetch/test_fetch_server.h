/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server on this machine that answers each request with the same bytes, for tests. */
#pragma once

#include "base/str.h"

struct test_server {
    const char *reply;  /* NUL-terminated; what is sent, piece by piece */
    int piece_pause_ms; /* 0: all at once; otherwise each line by itself */
    bool stays_silent;  /* never answers */
};

/* Starts it; the port. It lives as long as the test's process. */
int test_server_start(const struct test_server *server);
/* The last request as it came, and how many there were. */
const char *test_server_request(void);
int test_server_count(void);
