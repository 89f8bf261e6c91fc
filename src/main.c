/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's one entry: its first argument picks the role. */
#include "cli/cli.h"
#include "serve.h"
#include "worker/worker.h"

struct verb {
    const char *name;
    cli_verb *run;
    const char *help;  /* NULL: not for people */
    bool has_own_help; /* answers --help itself */
};

static const struct verb verbs[] = {
    {"serve", serve_main, "run the server", false},
    {"predict", cli_predict, "read texts, name animals or find road signs, without a server", true},
    {"skill", cli_skill, "compute or look something up as skills do, without a server", true},
    {"config", cli_config, "show every setting, its value and where it came from", false},
    {"user", cli_user,
     "make an account, or let one in without its second factors: user add|drop-factors --email E",
     false},
    {"keys", cli_keys, "make a new key for access tokens: keys rotate [--at-once]", false},
    {"import", serve_import_main,
     "take in what somebody downloaded as their data: import FILE [--email E]", true},
    {"audit", cli_audit,
     "look whether the audit log is whole: audit verify [--file F] [--head N:DIGEST]", false},
    {"model", worker_model_main, "look at a neural network in an ONNX file, and measure it", true},
    {"worker", worker_main, NULL, false},
};

static void print_help(FILE *out)
{
    fprintf(out,
            "Assisti %s: a private AI assistant that you host yourself.\n\n"
            "usage: assisti VERB [--SETTING VALUE ...] [ARGUMENT ...]\n\n",
            ASSISTI_VERSION);
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (verbs[i].help != NULL) {
            fprintf(out, "  %-10s %s\n", verbs[i].name, verbs[i].help);
        }
    }
    fprintf(
        out,
        "\nThe settings are listed by `assisti config`; each can also be an environment variable\n"
        "(ASSISTI_SETTING) or a line of the configuration file.\n");
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "--help";
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        const struct verb *verb = &verbs[i];
        if (strcmp(name, verb->name) != 0) {
            continue;
        }
        if (argc == 3 && strcmp(argv[2], "--help") == 0 && !verb->has_own_help) {
            print_help(stdout);
            return 0;
        }
        return verb->run(argc - 2, (const char **)argv + 2);
    }
    if (strcmp(name, "--version") == 0) {
        puts("assisti " ASSISTI_VERSION);
        return 0;
    }
    bool asked = strcmp(name, "--help") == 0 || strcmp(name, "help") == 0;
    if (!asked) {
        fprintf(stderr, "assisti: there is no verb \"%s\".\n\n", name);
    }
    print_help(asked ? stdout : stderr);
    return asked && argc > 1 ? 0 : CLI_USAGE;
}
