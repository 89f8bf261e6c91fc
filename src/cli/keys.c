/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assisti keys: the keys that sign access tokens. A server that is running reads them anew. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "apps/sessions/sessions.h"
#include "cli/cli.h"

static const char usage[] =
    "usage: assisti keys rotate [--at-once] [--data DIR]\n\n"
    "Makes a new key for access tokens. Nobody is logged out: tokens of the key before it hold "
    "until they\n"
    "expire, at most ten minutes later. With --at-once they do not, for a key that somebody else "
    "may have;\n"
    "clients get new tokens by themselves. A server does this by itself every 90 days.\n";

int cli_keys(int argc, const char **argv)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct config config;
    if (cli_read_config(&argc, argv, arena, &config, NULL) < 0) {
        return CLI_USAGE;
    }
    bool at_once = argc == 2 && strcmp(argv[1], "--at-once") == 0;
    if (argc < 1 || argc > 2 || strcmp(argv[0], "rotate") != 0 || (argc == 2 && !at_once)) {
        fputs(usage, stderr);
        return CLI_USAGE;
    }
    umask(077);
    struct err err = {0};
    int rc = crypt_init(&err);
    if (rc == E_OK) {
        rc = sessions_keys_rotate(config.data, at_once, &err);
    }
    if (rc < 0) {
        fprintf(stderr, "assisti keys: %s\n", err_text(&err, rc));
        return CLI_FAILED;
    }
    return 0;
}
