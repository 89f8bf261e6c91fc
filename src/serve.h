/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* `assisti serve`: builds the server out of its parts, runs it until SIGTERM or SIGINT, and takes it apart
 * again. Returns the exit status. */
int serve_main(int argc, const char **argv);
