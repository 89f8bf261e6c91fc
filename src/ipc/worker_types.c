/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ipc/ipc.h"

const struct worker_type worker_types[WORKER_KIND_COUNT] = {
    [WORKER_OCR] =
        {
            .name = "ocr",
            .variant_option = "--languages",
            .copies = 0,
            .memory_bytes = 1024 * MIB,
            .resident_bytes = 400 * MIB,
            .tasks = 1000,
            .cpu_seconds = 300,
            .wall_seconds = 600,
            .start_seconds = 30,
        },
    [WORKER_ANIMALS] =
        {
            .name = "animals",
            .variant_option = "--model",
            .copies = 0,
            .memory_bytes = 1024 * MIB, /* for fifty classes with all their examples */
            .resident_bytes = 150 * MIB,
            .tasks = 10000,
            .cpu_seconds = 120, /* likewise */
            .wall_seconds = 240,
            .start_seconds = 30,
        },
    [WORKER_SIGNS] =
        {
            .name = "road-signs",
            .variant_option = "--model",
            .copies = 0,
            .memory_bytes = 1024 * MIB, /* for models of one's own, which may be larger than ours */
            .resident_bytes = 150 * MIB,
            .tasks = 10000,
            .cpu_seconds = 600, /* for a clip */
            .wall_seconds = 900,
            .start_seconds = 30,
        },
    [WORKER_SKILLS] =
        {
            .name = "skills",
            .variant_option = "--set",
            .subject = "request",
            .copies = 0,
            .memory_bytes = 768 * MIB,
            .resident_bytes = 250 * MIB,
            .tasks = 10000,
            .cpu_seconds = 20, /* somebody looks at an empty answer meanwhile */
            .wall_seconds = 20,
            .start_seconds = 30,
        },
};
