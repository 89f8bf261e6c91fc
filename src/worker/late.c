/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "worker/late.h"

#define LIBRARIES_MAX 64

static int load_libraries(unsigned groups, void *handles[LIBRARIES_MAX], struct err *err)
{
    ASSERT(late_library_count <= LIBRARIES_MAX);
    for (size_t i = 0; i < late_library_count; i++) {
        handles[i] = NULL;
        if ((late_libraries[i].group & groups) == 0) {
            continue;
        }
        handles[i] = dlopen(late_libraries[i].name, RTLD_LAZY | RTLD_LOCAL);
        if (handles[i] == NULL) {
            return err_set(err, E_PROCESSING_FAILED, "A library is missing: %s", dlerror());
        }
    }
    return E_OK;
}

/* A table of addresses to jump to is the first that an attacker would like to write into. */
static int protect_slots(struct err *err)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t bytes = (late_function_count * sizeof(*late_slots) + page - 1) / page * page;
    if (mprotect((void *)late_slots, bytes, PROT_READ) < 0) {
        return err_set(err, E_PROCESSING_FAILED, "The table of functions cannot be protected: %s.",
                       strerror(errno));
    }
    return E_OK;
}

int late_load(unsigned groups, struct err *err)
{
    void *handles[LIBRARIES_MAX];
    int rc = load_libraries(groups, handles, err);
    for (size_t i = 0; rc == E_OK && i < late_function_count; i++) {
        const struct late_function *function = &late_functions[i];
        if (handles[function->library] == NULL) {
            continue;
        }
        late_slots[i] = dlsym(handles[function->library], function->name);
        if (late_slots[i] == NULL) {
            rc =
                err_set(err, E_PROCESSING_FAILED, "A library is too old or too new: %s", dlerror());
        }
    }
    return rc == E_OK ? protect_slots(err) : rc;
}
