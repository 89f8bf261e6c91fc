/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing, and the names of things. */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/file.h"
#include "infer/dictionary/dictionary_int.h"

#define DEFAULT_FOLDER  "/usr/share/wordnet"
#define DEFAULT_HYPHENS "/usr/share/hyphen/hyph_en_US.dic"
#define FILE_BYTES_MAX  (256 * MIB)

static const char *const part_names[] = {"noun", "verb", "adjective", "adverb"};
_Static_assert(ARRAY_LEN(part_names) == DICTIONARY_PART_COUNT, "a name for each");

static const char *const level_names[] = {"easy", "medium", "hard"};
_Static_assert(ARRAY_LEN(level_names) == DICTIONARY_LEVEL_COUNT, "a name for each");

static const char *const form_names[] = {"meaning", "gap", "spell", "mixed"};
_Static_assert(ARRAY_LEN(form_names) == DICTIONARY_FORM_COUNT, "a name for each");

static size_t find_name(const char *const *names, size_t count, struct str name)
{
    size_t i = 0;
    while (i < count && !str_eq(name, str_from(names[i]))) {
        i++;
    }
    return i;
}

const char *dictionary_part_name(enum dictionary_part part)
{
    return part_names[part];
}

bool dictionary_part_find(struct str name, enum dictionary_part *out)
{
    const size_t found = find_name(part_names, ARRAY_LEN(part_names), name);
    if (found == ARRAY_LEN(part_names)) {
        return false;
    }
    *out = (enum dictionary_part)found;
    return true;
}

bool dictionary_level_find(struct str name, enum dictionary_level *out)
{
    const size_t found = find_name(level_names, ARRAY_LEN(level_names), name);
    if (found == ARRAY_LEN(level_names)) {
        return false;
    }
    *out = (enum dictionary_level)found;
    return true;
}

const char *dictionary_form_name(enum dictionary_form form)
{
    return form_names[form];
}

bool dictionary_form_find(struct str name, enum dictionary_form *out)
{
    const size_t found = find_name(form_names, ARRAY_LEN(form_names), name);
    if (found == ARRAY_LEN(form_names)) {
        return false;
    }
    *out = (enum dictionary_form)found;
    return true;
}

/* Shared with every process that maps it; the package's upgrade puts another file in its place and leaves this one. */
static struct str map_file(const char *path)
{
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size <= 0 ||
        (uint64_t)status.st_size > FILE_BYTES_MAX) {
        return STR_EMPTY;
    }
    const size_t bytes = (size_t)status.st_size;
    void *p = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    return p != MAP_FAILED ? (struct str){p, bytes} : STR_EMPTY;
}

struct dictionary *dictionary_new(const struct dictionary_texts *texts)
{
    struct dictionary *d = must_calloc(1, sizeof(*d));
    d->texts = *texts;
    d->patterns = dictionary_patterns_new(texts->hyphens);
    return d;
}

int dictionary_open(const char *folder, const char *hyphens_path, struct dictionary **out,
                    struct err *err)
{
    static const char *const endings[] = {"noun", "verb", "adj", "adv"};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const char *from = folder != NULL ? folder : DEFAULT_FOLDER;
    struct dictionary_texts texts = {
        .counts = map_file(arena_printf(arena, "%s/cntlist.rev", from)),
        .hyphens = map_file(hyphens_path != NULL ? hyphens_path : DEFAULT_HYPHENS),
    };
    struct str mapped[DICTIONARY_FILES] = {texts.counts, texts.hyphens};
    size_t count = 2;
    bool is_whole = true;
    for (size_t i = 0; i < DICTIONARY_PART_COUNT; i++) {
        texts.index[i] = map_file(arena_printf(arena, "%s/index.%s", from, endings[i]));
        texts.data[i] = map_file(arena_printf(arena, "%s/data.%s", from, endings[i]));
        texts.exceptions[i] = map_file(arena_printf(arena, "%s/%s.exc", from, endings[i]));
        mapped[count++] = texts.index[i];
        mapped[count++] = texts.data[i];
        mapped[count++] = texts.exceptions[i];
        is_whole = is_whole && texts.index[i].n > 0 && texts.data[i].n > 0;
    }
    struct dictionary *d = dictionary_new(&texts);
    memcpy(d->mapped, mapped, sizeof(mapped));
    if (!is_whole) {
        dictionary_free(d);
        return err_set(err, E_NOT_FOUND, "WordNet's database is not in %s.", from);
    }
    *out = d;
    return E_OK;
}

void dictionary_free(struct dictionary *d)
{
    if (d == NULL) {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(d->mapped); i++) {
        if (d->mapped[i].n > 0) {
            (void)munmap((void *)d->mapped[i].p,
                         d->mapped[i].n); /* ours, of a size that was mapped */
        }
    }
    dictionary_patterns_free(d->patterns);
    dictionary_pool_free(d->pool);
    free(d);
}

void dictionary_freep(struct dictionary **d)
{
    dictionary_free(*d);
    *d = NULL;
}
