/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which packages skills can use, and which of them this server has. */
#include <glob.h>
#include <stdlib.h>

#include "apps/skills/skills_int.h"
#include "platform/config/config.h"

struct skills_needs {
    struct arena *arena;
    bool **installed; /* by skill and need, as in the set */
};

static bool is_there(const struct skills_needs *needs, struct str file, const char *tessdata)
{
    const bool is_whole = str_starts(file, STR("/"));
    const char *pattern = is_whole ? arena_printf(needs->arena, "%" STRF, STRA(file))
                                   : arena_printf(needs->arena, "%s/%" STRF, tessdata, STRA(file));
    glob_t found = {0};
    const bool is = glob(pattern, GLOB_BRACE | GLOB_NOSORT, NULL, &found) == 0;
    globfree(&found);
    return is;
}

struct skills_needs *skills_needs_new(const struct skill_set *set, const struct config *config)
{
    struct arena *arena = arena_new();
    struct skills_needs *needs = arena_calloc(arena, 1, sizeof(*needs));
    const char *tessdata = config->tessdata != NULL ? config->tessdata : "";
    const size_t count = skill_set_count(set);
    *needs = (struct skills_needs){arena, arena_calloc(arena, count + 1, sizeof(bool *))};
    for (size_t i = 0; i < count; i++) {
        const struct skill_manifest *manifest = skill_set_at(set, i);
        needs->installed[i] = arena_calloc(arena, manifest->need_count + 1, sizeof(bool));
        for (size_t k = 0; k < manifest->need_count; k++) {
            needs->installed[i][k] = is_there(needs, manifest->needs[k].file, tessdata);
        }
    }
    return needs;
}

void skills_needs_free(struct skills_needs *needs)
{
    if (needs != NULL) {
        arena_free(needs->arena); /* they lie in it */
    }
}

/* Without what is required, or without any of what it can use, there is nothing that it could do. */
static const char *state_of(const struct skill_manifest *manifest, const bool *installed)
{
    size_t count = 0;
    bool lacks_required = false;
    for (size_t k = 0; k < manifest->need_count; k++) {
        count += installed[k] ? 1 : 0;
        lacks_required = lacks_required || (manifest->needs[k].is_required && !installed[k]);
    }
    if (count == manifest->need_count) {
        return "ready";
    }
    return lacks_required || count == 0 ? "not_installed" : "partly";
}

static void write_need(struct json_out *out, const struct skill_need *need, bool is_installed)
{
    json_begin_object(out);
    json_kv_str(out, "package", need->package);
    json_kv_str(out, "for", need->purpose);
    json_key(out, "languages");
    json_put_value(out, need->languages);
    json_kv_bool(out, "required", need->is_required);
    json_kv_bool(out, "installed", is_installed);
    json_end_object(out);
}

void skills_needs_write(const struct skills *skills, size_t index, struct json_out *out)
{
    const struct skill_manifest *manifest = skill_set_at(skills->set, index);
    const bool *installed = skills->needs->installed[index];
    json_kv_c(out, "state", state_of(manifest, installed));
    json_key(out, "needs");
    json_begin_array(out);
    for (size_t k = 0; k < manifest->need_count; k++) {
        write_need(out, &manifest->needs[k], installed[k]);
    }
    json_end_array(out);
}
