/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli: the verbs of the command line besides `serve` and `worker`. They stand on the same platform modules
 * as the server. A verb gets the arguments after its name and returns the exit status: 0, 1 where something
 * failed, 2 where it was called wrongly. What it was asked for goes to standard output, words about it to
 * standard error. Files: one per verb, predict_line.c what `predict` prints. */
#pragma once

#include "base/err.h"
#include "platform/config/config.h"

#define CLI_FAILED 1
#define CLI_USAGE  2

typedef int cli_verb(int argc, const char **argv);

cli_verb cli_audit, cli_config, cli_keys, cli_predict, cli_skill, cli_user;

/* Reads the settings out of the arguments; says what is wrong with them, and returns an error then. */
MUSTUSE int cli_read_config(int *argc, const char **argv, struct arena *arena, struct config *out,
                            struct config_sources *sources);
