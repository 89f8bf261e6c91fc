/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "skill/skill.h"
#include "base/embed.h"

/* Written by tools/embed, sorted by name: "calculate.json" and so on. */
extern const struct embed_file skill_files[];
extern const size_t skill_files_count;

struct skill_set {
    struct arena *arena;
    struct skill_manifest *manifests; /* (count) */
    struct json_doc **docs;           /* likewise */
    size_t count;
};

static const char *const places[] = {
    [SKILL_WORKER] = "worker",
    [SKILL_SERVER] = "server",
};
_Static_assert(ARRAY_LEN(places) == SKILL_PLACE_COUNT, "every place has a name");

const char *skill_place_name(enum skill_place place)
{
    return places[place];
}

static int add_file(struct skill_set *set, const struct embed_file *file, struct err *err)
{
    const struct str text = {(const char *)file->bytes, file->n};
    struct skill_manifest *manifest = &set->manifests[set->count];
    struct err why = {0};
    int rc = skill_read_manifest(text, set->arena, &set->docs[set->count], manifest, &why);
    if (rc < 0) {
        return err_set(err, E_INVALID, "skills/%s: %.200s", file->name, err_text(&why, rc));
    }
    set->count++;
    const char *wanted = arena_printf(set->arena, "%" STRF ".json", STRA(manifest->name));
    return strcmp(wanted, file->name) == 0
               ? E_OK
               : err_set(err, E_INVALID, "skills/%s: \"name\" is not as the file is named.",
                         file->name);
}

int skill_set_new(struct skill_set **out, struct err *err)
{
    CLEANUP(skill_set_freep) struct skill_set *set = must_calloc(1, sizeof(*set));
    set->arena = arena_new();
    set->manifests = arena_calloc(set->arena, skill_files_count + 1, sizeof(*set->manifests));
    set->docs = arena_calloc(set->arena, skill_files_count + 1, sizeof(struct json_doc *));
    for (size_t i = 0; i < skill_files_count; i++) {
        int rc = add_file(set, &skill_files[i], err);
        if (rc < 0) {
            return rc;
        }
    }
    *out = set;
    set = NULL;
    return E_OK;
}

void skill_set_free(struct skill_set *set)
{
    if (set == NULL) {
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        json_doc_free(set->docs[i]);
    }
    arena_free(set->arena);
    free(set);
}

void skill_set_freep(struct skill_set **set)
{
    skill_set_free(*set);
    *set = NULL;
}

size_t skill_set_count(const struct skill_set *set)
{
    return set->count;
}

const struct skill_manifest *skill_set_at(const struct skill_set *set, size_t index)
{
    ASSERT(index < set->count);
    return &set->manifests[index];
}

const struct skill_manifest *skill_set_find(const struct skill_set *set, struct str name)
{
    for (size_t i = 0; i < set->count; i++) {
        if (str_eq(set->manifests[i].name, name)) {
            return &set->manifests[i];
        }
    }
    return NULL;
}

static bool is_of(struct json_value list, const char *const *languages)
{
    size_t n = 0;
    while (languages[n] != NULL && str_eq(json_text(json_at(list, n)), str_from(languages[n]))) {
        n++;
    }
    return languages[n] == NULL && n == json_count(list);
}

static const struct skill_need *find_need(const struct skill_manifest *manifest,
                                          const char *purpose, const char *const *languages)
{
    for (size_t i = 0; i < manifest->need_count; i++) {
        const struct skill_need *need = &manifest->needs[i];
        if (str_eq(need->purpose, str_from(purpose)) && is_of(need->languages, languages)) {
            return need;
        }
    }
    return NULL;
}

const char *skill_package(const char *skill, const char *purpose, const char *const *languages,
                          struct arena *arena)
{
    const char *name = arena_printf(arena, "%s.json", skill);
    for (size_t i = 0; i < skill_files_count; i++) {
        if (strcmp(name, skill_files[i].name) != 0) {
            continue;
        }
        const struct str text = {(const char *)skill_files[i].bytes, skill_files[i].n};
        CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
        struct skill_manifest manifest;
        if (skill_read_manifest(text, arena, &doc, &manifest, NULL) < 0) {
            return NULL;
        }
        const struct skill_need *need = find_need(&manifest, purpose, languages);
        return need == NULL ? NULL : str_dup(arena, need->package);
    }
    return NULL;
}

bool skill_exists(struct str name)
{
    for (size_t i = 0; i < skill_files_count; i++) {
        const struct str file = str_from(skill_files[i].name);
        if (str_starts(file, name) && str_eq(str_sub(file, name.n, file.n), STR(".json"))) {
            return true;
        }
    }
    return false;
}

static void write_examples(struct json_out *out, const struct skill_manifest *manifest)
{
    json_key(out, "examples");
    json_begin_array(out);
    for (size_t i = 0; i < manifest->example_count; i++) {
        json_begin_object(out);
        json_kv_str(out, "say", manifest->examples[i].say);
        json_key(out, "arguments");
        json_put_value(out, manifest->examples[i].arguments);
        json_end_object(out);
    }
    json_end_array(out);
}

void skill_write_members(struct json_out *out, const struct skill_manifest *manifest)
{
    json_kv_str(out, "name", manifest->name);
    json_kv_str(out, "title", manifest->title);
    json_kv_str(out, "description", manifest->description);
    json_kv_c(out, "place", skill_place_name(manifest->place));
    json_key(out, "languages");
    json_begin_array(out);
    for (size_t i = 0; i < manifest->language_count; i++) {
        json_put_str(out, manifest->languages[i]);
    }
    json_end_array(out);
    json_key(out, "parameters");
    json_put_value(out, manifest->parameters);
    write_examples(out, manifest);
}
