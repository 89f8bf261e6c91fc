/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manifests, and arguments against one: never a crash, and what is taken keeps the promises of the header. The input is a
 * manifest, or a line with one and arguments behind it. */
#include "skill/skill.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_manifest(const struct skill_manifest *manifest)
{
    ASSERT(manifest->name.n > 0 && manifest->name.n <= SKILL_NAME_MAX);
    ASSERT(manifest->title.n > 0 && manifest->description.n > 0);
    ASSERT(manifest->language_count > 0);
    for (size_t i = 0; i < manifest->example_count; i++) {
        ASSERT(skill_check(manifest, manifest->examples[i].arguments, NULL) == E_OK);
    }
    struct sb sb;
    struct json_out out;
    sb_init(&sb, 4 * MIB);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    skill_write_members(&out, manifest);
    json_end_object(&out);
    sb_done(&sb);
}

static void check_arguments(const struct skill_manifest *manifest, struct str text)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct err err = {0};
    if (json_doc_parse(text, &doc, &err) < 0) {
        return;
    }
    int rc = skill_check(manifest, json_doc_root(doc), &err);
    ASSERT(rc == E_OK || rc == E_INVALID);
    ASSERT(rc == E_OK || err_text(&err, rc)[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct skill_manifest manifest = {0};
    struct err err = {0};
    struct str rest;
    const struct str line = str_cut((struct str){(const char *)data, n}, '\n', &rest);
    if (skill_read_manifest(line, arena, &doc, &manifest, &err) == E_OK) {
        check_manifest(&manifest);
        check_arguments(&manifest, rest);
    }
    return 0;
}
