/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directions that are installed, and what of them is in memory. */
#include <dirent.h>
#include <malloc.h>
#include <sys/stat.h>

#include "base/file.h"
#include "infer/translation/translation_int.h"

#define MODE_MAX   (16 * KIB)
#define LOADED_MAX 2
/* Directions whose dictionaries' bytes stay in memory, also for where no file can be opened later. */
#define KEPT_MAX 4
/* Of all rules together, and what a byte of their files mostly becomes at most. */
#define RULES_MAX    (450 * MIB)
#define RULES_FACTOR ((size_t)250)

static bool names_language(struct str word, const struct translation_language *language)
{
    return language != NULL &&
           (str_eq(word, str_from(language->code)) || str_eq(word, str_from(language->long_code)));
}

/* "eng-spa.mode", but no variant such as "eng-cat_valencia.mode". */
static bool read_name(struct str name, struct direction *out)
{
    if (!str_ends(name, STR(".mode"))) {
        return false;
    }
    struct str to;
    const struct str from = str_cut(str_sub(name, 0, name.n - 5), '-', &to);
    out->from = translation_language_find(from);
    out->to = translation_language_find(to);
    return names_language(from, out->from) && names_language(to, out->to);
}

static bool read_stages(struct direction *direction)
{
    for (size_t i = 0; i < direction->pipeline.count; i++) {
        if (direction->stages[i] == NULL) {
            direction->stages[i] = translation_stage_new(&direction->pipeline.steps[i]);
        }
        if (direction->stages[i] == NULL) {
            return false;
        }
    }
    return true;
}

static size_t file_bytes(const char *path)
{
    struct stat about;
    return stat(path, &about) < 0 ? 0 : (size_t)about.st_size;
}

/* Whether all files of the pipeline are there, and how large those of its rules are. */
static bool measure(struct direction *direction)
{
    for (size_t i = 0; i < direction->pipeline.count; i++) {
        const struct translation_step *step = &direction->pipeline.steps[i];
        const bool is_rules =
            step->kind >= TRANSLATION_TRANSFER && step->kind <= TRANSLATION_POSTCHUNK;
        for (size_t j = 0; j < TRANSLATION_FILES_MAX && step->files[j] != NULL; j++) {
            const size_t bytes = file_bytes(step->files[j]);
            if (bytes == 0) {
                return false;
            }
            direction->rule_bytes += is_rules && j == 1 ? bytes : 0;
        }
    }
    return true;
}

/* ---- in and out of memory ---- */

static void unload(struct direction *direction)
{
    for (size_t i = 0; i < direction->pipeline.count; i++) {
        if (direction->stages[i] != NULL && direction->is_kept) {
            translation_stage_unload(direction->stages[i]);
        } else if (direction->stages[i] != NULL) {
            translation_stage_forget(direction->stages[i]);
        }
    }
    direction->used = 0;
    (void)malloc_trim(0);
}

static void add_direction(struct translation *translation, const char *folder, const char *name)
{
    struct direction *direction = &translation->directions[translation->count];
    struct str mode;
    *direction = (struct direction){0};
    if (read_name(str_from(name), direction) &&
        file_read_path(arena_printf(translation->arena, "%s/%s", folder, name), translation->arena,
                       MODE_MAX, &mode) == E_OK &&
        translation_read_mode(str_trim(mode), translation->arena, &direction->pipeline) == E_OK &&
        measure(direction)) {
        translation->count++;
    }
}

static size_t memory_used(void)
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static struct direction *smallest_unread(struct translation *translation)
{
    struct direction *smallest = NULL;
    for (size_t i = 0; i < translation->count; i++) {
        struct direction *one = &translation->directions[i];
        const bool is_read = one->stages[0] != NULL;
        if (!is_read && (smallest == NULL || one->rule_bytes < smallest->rule_bytes)) {
            smallest = one;
        }
    }
    return smallest;
}

/* The rules of as many directions as there is memory for, the smallest first: no file of rules can be read in the sandbox. */
static void read_all(struct translation *translation)
{
    const size_t before = memory_used();
    size_t kept = 0;
    for (struct direction *one; (one = smallest_unread(translation)) != NULL;) {
        const size_t used = memory_used();
        const size_t rules = used > before ? used - before : 0;
        if (rules + one->rule_bytes * RULES_FACTOR > RULES_MAX) {
            return; /* the others are larger still */
        }
        one->is_ready = read_stages(one);
        one->is_kept = one->is_ready && kept < KEPT_MAX;
        kept += one->is_kept;
        unload(one);
        if (one->stages[0] == NULL) {
            return;
        }
    }
}

int translation_new(const char *folder, struct translation **out, struct err *err)
{
    (void)err;
    struct translation *translation = must_calloc(1, sizeof(*translation));
    translation->arena = arena_new();
    struct dirent **entries = NULL;
    const int n = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        if (translation->count < TRANSLATION_DIRECTIONS_MAX) {
            add_direction(translation, folder, entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    read_all(translation);
    *out = translation;
    return E_OK;
}

void translation_free(struct translation *translation)
{
    if (translation == NULL) {
        return;
    }
    for (size_t i = 0; i < translation->count; i++) {
        translation->directions[i].is_kept = false;
        unload(&translation->directions[i]);
    }
    arena_free(translation->arena);
    free(translation);
}

void translation_freep(struct translation **translation)
{
    translation_free(*translation);
}

struct direction *translation_find(struct translation *translation,
                                   const struct translation_language *from,
                                   const struct translation_language *to)
{
    for (size_t i = 0; i < translation->count; i++) {
        if (translation->directions[i].from == from && translation->directions[i].to == to) {
            return &translation->directions[i];
        }
    }
    return NULL;
}

/* Makes room for one more direction's dictionaries. */
static void unload_oldest(struct translation *translation)
{
    struct direction *oldest = NULL;
    size_t loaded = 0;
    for (size_t i = 0; i < translation->count; i++) {
        struct direction *direction = &translation->directions[i];
        if (direction->used == 0) {
            continue;
        }
        loaded++;
        oldest = oldest == NULL || direction->used < oldest->used ? direction : oldest;
    }
    if (oldest != NULL && loaded >= LOADED_MAX) {
        unload(oldest);
    }
}

bool translation_goes_on(const struct translation_question *question)
{
    return question->goes_on == NULL || question->goes_on(question->context);
}

int translation_load(struct translation *translation, struct direction *direction,
                     const struct translation_question *question, struct err *err)
{
    if (direction->used == 0) {
        unload_oldest(translation);
    }
    if (!direction->is_ready) {
        return err_set(err, E_PROCESSING_FAILED,
                       "The rules from %s to %s are installed, but need more memory than is left "
                       "beside those of other languages.",
                       direction->from->name, direction->to->name);
    }
    direction->used = ++translation->clock;
    for (size_t i = 0; i < direction->pipeline.count; i++) {
        if (!translation_goes_on(question)) {
            return err_set(err, E_CANCELLED, "The translation was stopped.");
        }
        if (translation_stage_load(direction->stages[i]) < 0) {
            return err_set(err, E_PROCESSING_FAILED,
                           "The dictionaries from %s to %s are damaged on this server.",
                           direction->from->name, direction->to->name);
        }
    }
    return E_OK;
}
