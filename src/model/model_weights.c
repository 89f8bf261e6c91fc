/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What workers keep of networks that are not there any more. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/model.h"

/* The versions of all that can be used: what their workers name the files by. */
static void list_versions(const char *models, struct arena *arena, struct model_names *out)
{
    struct model_names names;
    model_list(models, arena, &names);
    *out = (struct model_names){arena_calloc(arena, 2 * names.count, sizeof(*out->names)), 0};
    for (size_t i = 0; i < names.count; i++) {
        struct model model;
        if (model_load(models, names.names[i], arena, &model, NULL) == E_OK) {
            out->names[out->count++] = model.version;
            const struct model *naming = model.detector.naming;
            if (naming != NULL) {
                out->names[out->count++] = naming->version;
            }
        }
    }
}

static bool is_among(const struct model_names *names, struct str name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (str_eq(names->names[i], name)) {
            return true;
        }
    }
    return false;
}

static bool is_file(int folder, const char *name)
{
    struct stat facts;
    return fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(facts.st_mode);
}

size_t model_sweep_weights(const char *weights, const char *models)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    DIR *dir = opendir(weights);
    if (dir == NULL) {
        return 0;
    }
    struct model_names versions;
    size_t dropped = 0;
    list_versions(models, arena, &versions);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (!is_among(&versions, str_from(entry->d_name)) && is_file(dirfd(dir), entry->d_name) &&
            unlinkat(dirfd(dir), entry->d_name, 0) == 0) {
            dropped++;
        }
    }
    (void)closedir(dir); /* nothing was written through it */
    return dropped;
}
