/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "worker/worker.h"
#include "worker/worker_int.h"

#define EXIT_USAGE 2

static const struct worker_role *const roles[] = {&worker_ocr, &worker_animals, &worker_signs,
                                                  &worker_skills};

int worker_main(int argc, const char **argv)
{
    for (size_t i = 0; argc == 3 && i < ARRAY_LEN(roles); i++) {
        if (strcmp(argv[0], roles[i]->type->name) == 0 &&
            strcmp(argv[1], roles[i]->type->variant_option) == 0) {
            return worker_serve(roles[i], argv[2]);
        }
    }
    fputs("assisti worker: the server starts its workers itself.\n", stderr);
    return EXIT_USAGE;
}
