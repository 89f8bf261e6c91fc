/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#define TEXT_MAX (256 * KIB)

int cli_read_config(int *argc, const char **argv, struct arena *arena, struct config *out,
                    struct config_sources *sources)
{
    struct err err = {0};
    int rc = config_read(argc, argv, arena, out, sources, &err);
    if (rc < 0) {
        fprintf(stderr, "assisti: %s\n", err_text(&err, rc));
    }
    return rc;
}

/* assisti config [--document]: what is in force and why, or docs/config.md. */
int cli_config(int argc, const char **argv)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct config config;
    struct config_sources sources;
    if (cli_read_config(&argc, argv, arena, &config, &sources) < 0) {
        return CLI_USAGE;
    }
    bool document = argc == 1 && strcmp(argv[0], "--document") == 0;
    if (argc > 0 && !document) {
        fprintf(stderr, "assisti config: \"%s\" is not a setting.\n", argv[0]);
        return CLI_USAGE;
    }
    struct sb text;
    sb_init(&text, TEXT_MAX);
    if (document) {
        config_document(&text);
    } else {
        config_explain(&config, &sources, &text);
    }
    fputs(text.p, stdout);
    sb_done(&text);
    return fflush(stdout) == 0 ? 0 : CLI_FAILED;
}
