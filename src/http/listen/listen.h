/* SPDX-License-Identifier: GPL-3.0-or-later */
/* listen: the socket that the server accepts connections on. */
#pragma once

#include "base/err.h"

/* Opens "127.0.0.1:8080", "[::1]:8080", "localhost:0" or ":8080" (any address, both families).
 * *out_port is the port it got. E_INVALID says what is wrong with the text, E_IO why the system refuses. */
MUSTUSE int listen_open(const char *address, int *out_fd, int *out_port, struct err *err);
