/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "infer/textrec/textrec_int.h"

#define FOLDER         "/usr/share/tesseract-ocr/5/tessdata"
#define INSTALLED_MAX  ((size_t)256)
#define SUFFIX         STR(".traineddata")
#define NOT_A_LANGUAGE STR("osd") /* finds orientation and script, reads nothing */

const char *languages_folder(const char *folder)
{
    return folder != NULL ? folder : FOLDER;
}

static bool name_is_plain(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_')) {
            return false;
        }
    }
    return name.n > 0 && name.n <= 32;
}

bool languages_has(const char *folder, struct str language)
{
    if (!name_is_plain(language) || str_eq(language, NOT_A_LANGUAGE)) {
        return false;
    }
    char path[512];
    int n = snprintf(path, sizeof(path), "%s/%" STRF ".traineddata", folder, STRA(language));
    return n > 0 && (size_t)n < sizeof(path) && access(path, R_OK) == 0;
}

static int compare_names(const void *a, const void *b)
{
    const struct str *x = a;
    const struct str *y = b;
    return strcmp(x->p, y->p);
}

int textrec_list_languages(const char *folder, struct arena *arena, struct str **out,
                           size_t *out_count)
{
    DIR *dir = opendir(languages_folder(folder));
    if (dir == NULL) {
        return E_NOT_FOUND;
    }
    struct str *names = arena_calloc(arena, INSTALLED_MAX, sizeof(*names));
    size_t count = 0;
    struct dirent *entry;
    while (count < INSTALLED_MAX && (entry = readdir(dir)) != NULL) {
        struct str name = str_from(entry->d_name);
        if (!str_ends(name, SUFFIX)) {
            continue;
        }
        struct str language = str_sub(name, 0, name.n - SUFFIX.n);
        if (languages_has(languages_folder(folder), language)) {
            names[count++] = str_copy(arena, language);
        }
    }
    closedir(dir);
    qsort(names, count, sizeof(*names), compare_names);
    *out = names;
    *out_count = count;
    return E_OK;
}
