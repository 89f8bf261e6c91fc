/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* `assisti serve`: builds the server out of its parts, runs it until SIGTERM or SIGINT, and takes it apart
 * again. Returns the exit status. */
int serve_main(int argc, const char **argv);

/* `assisti import FILE`: takes an archive of somebody's data in, also beside a running server. Returns the exit status. */
int serve_import_main(int argc, const char **argv);

/* ---- what both need ---- */

struct app;
struct err;

/* All applications, in the order in which they are made; ends with NULL. */
extern const struct app *const serve_apps[];

/* Makes the data folder and takes it for this process alone: two would hand out each other's jobs. The descriptor holds it.
 * E_CONFLICT where another has it; with words. */
int serve_lock_data(const char *data, int *out_fd, struct err *err);
