/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A settings file of any content: an error with words, or settings that are shown without an accident. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "platform/config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(fd_closep) int fd = memfd_create("settings", MFD_CLOEXEC);
    ASSERT(fd >= 0);
    int rc = file_write_all(fd, (const char *)data, bytes);
    ASSERT(rc == E_OK);
    const char *argv[] = {"--config", arena_printf(arena, "/proc/self/fd/%d", fd), NULL};
    int argc = 2;
    struct config config;
    struct config_sources sources;
    struct err err = {0};
    if (config_read(&argc, argv, arena, &config, &sources, &err) < 0) {
        ASSERT(err.detail[0] != '\0');
        return 0;
    }
    ASSERT(argc == 0);
    struct sb sb;
    sb_init(&sb, 4 * MIB);
    config_explain(&config, &sources, &sb);
    ASSERT(!sb.failed);
    sb_done(&sb);
    return 0;
}
