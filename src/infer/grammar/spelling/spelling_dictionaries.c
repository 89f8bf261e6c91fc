/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hunspell's dictionaries: all that are installed are known by name, those in use are in memory. */
#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <unicode/ucnv.h>

#include "base/utf8.h"
#include "infer/grammar/spelling/spelling_int.h"

/* ---- scripts ---- */

static enum script script_of_language(struct str language)
{
    static const struct {
        const char *languages;
        enum script script;
    } rows[] = {
        {"ru|uk|be|bg|mk|sr|kk|mn|ky|tg|tt", SCRIPT_CYRILLIC},
        {"el", SCRIPT_GREEK},
        {"he|yi", SCRIPT_HEBREW},
        {"ar|fa|ur|ps|ckb|ug", SCRIPT_ARABIC},
        {"hi|ne|mr|sa|bn|as|gu|pa|or|ta|te|kn|ml|si", SCRIPT_INDIC},
        {"ko", SCRIPT_KOREAN},
        {"hy|ka|th|lo|km|my|bo|dz|am|ja|zh", SCRIPT_OTHER},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (word_in(language, rows[i].languages)) {
            return rows[i].script;
        }
    }
    return SCRIPT_LATIN;
}

enum script script_of(struct str word)
{
    static const struct {
        uint32_t first, end;
        enum script script;
    } rows[] = {
        {0x41, 0x250, SCRIPT_LATIN},     {0x370, 0x400, SCRIPT_GREEK},
        {0x400, 0x530, SCRIPT_CYRILLIC}, {0x590, 0x600, SCRIPT_HEBREW},
        {0x600, 0x780, SCRIPT_ARABIC},   {0x900, 0xE00, SCRIPT_INDIC},
        {0x1E00, 0x1F00, SCRIPT_LATIN},  {0x1F00, 0x2000, SCRIPT_GREEK},
        {0xAC00, 0xD7B0, SCRIPT_KOREAN},
    };
    size_t at = 0;
    const uint32_t point = word.n == 0 ? 0 : utf8_next(word, &at);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (point >= rows[i].first && point < rows[i].end) {
            return rows[i].script;
        }
    }
    return point < 0x41 ? SCRIPT_LATIN : SCRIPT_OTHER;
}

/* ---- what is installed ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct dictionary *)a)->locale, ((const struct dictionary *)b)->locale);
}

static size_t file_bytes(const char *path)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return 0;
    }
    const int64_t bytes = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : 0;
    (void)fclose(file);
    return bytes < 0 ? 0 : (size_t)bytes;
}

static void path_of(const struct spell *spell, const char *locale, const char *ending,
                    char out[PATH_MAX])
{
    (void)snprintf(out, PATH_MAX, "%s/%s.%s", spell->folder, locale, ending);
}

/* "de_DE.dic"; of links to the same file only the file itself. */
static bool is_dictionary(const struct spell *spell, const char *name)
{
    const struct str all = str_from(name);
    char path[PATH_MAX];
    char real[PATH_MAX];
    if (!str_ends(all, STR(".dic")) || all.n > DICTIONARY_NAME_MAX + 4 ||
        isalpha((unsigned char)name[0]) == 0 || str_starts(all, STR("hyph")) ||
        strcspn(name, "_-.") >= sizeof(spell->items[0].language)) {
        return false;
    }
    (void)snprintf(path, sizeof(path), "%s/%s", spell->folder, name);
    const char *slash = realpath(path, real) == NULL ? NULL : strrchr(real, '/');
    return slash != NULL && strcmp(slash + 1, name) == 0;
}

static void add(struct spell *spell, const char *name)
{
    struct dictionary *dictionary = &spell->items[spell->count];
    char aff[PATH_MAX];
    char dic[PATH_MAX];
    *dictionary = (struct dictionary){0};
    (void)snprintf(dictionary->locale, sizeof(dictionary->locale), "%.*s", (int)strlen(name) - 4,
                   name);
    memcpy(dictionary->language, name, strcspn(name, "_-.")); /* shorter, as is_dictionary() says */
    dictionary->script = script_of_language(str_from(dictionary->language));
    path_of(spell, dictionary->locale, "aff", aff);
    path_of(spell, dictionary->locale, "dic", dic);
    const size_t rules = file_bytes(aff);
    const size_t words = file_bytes(dic);
    if (rules > 0 && words > 0) {
        dictionary->bytes = rules + words;
        spell->count++;
    }
}

struct spell *spell_new(const char *folder, size_t bytes_max)
{
    struct spell *spell = must_calloc(1, sizeof(*spell));
    spell->folder = folder;
    spell->bytes_max = bytes_max;
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        if (spell->count < DICTIONARIES_MAX && is_dictionary(spell, entry->d_name)) {
            add(spell, entry->d_name);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    qsort(spell->items, spell->count, sizeof(spell->items[0]), by_name);
    (void)spell_use(spell, "en");
    for (size_t i = 0; i < spell->count;
         i++) { /* where no file can be opened later, these are all */
        if (spell->items[i].handle == NULL &&
            spell->bytes + spell->items[i].bytes <= spell->bytes_max) {
            (void)spell_use(spell, spell->items[i].language);
        }
    }
    return spell;
}

/* ---- in and out of memory ---- */

static void unload(struct spell *spell, struct dictionary *dictionary)
{
    if (dictionary->handle != NULL) {
        Hunspell_destroy(dictionary->handle);
        dictionary->handle = NULL;
        spell->bytes -= dictionary->bytes;
    }
}

void spell_free(struct spell *spell)
{
    if (spell == NULL) {
        return;
    }
    for (size_t i = 0; i < spell->count; i++) {
        unload(spell, &spell->items[i]);
    }
    free(spell);
}

/* Of an encoding of one byte a character. */
static bool read_encoding(struct dictionary *dictionary)
{
    const char *name = Hunspell_get_dic_encoding(dictionary->handle);
    UErrorCode status = U_ZERO_ERROR;
    dictionary->is_utf8 = name != NULL && strcasecmp(name, "UTF-8") == 0;
    if (dictionary->is_utf8 || name == NULL) {
        return dictionary->is_utf8;
    }
    name += strncmp(name, "microsoft-", 10) == 0 ? 10 : 0;
    UConverter *converter = ucnv_open(name, &status);
    if (U_FAILURE(status)) {
        return false;
    }
    for (unsigned byte = 1; byte < 256; byte++) {
        const char text[1] = {(char)byte};
        UChar wide[4];
        status = U_ZERO_ERROR;
        const int32_t n = ucnv_toUChars(converter, wide, ARRAY_LEN(wide), text, 1, &status);
        dictionary->points[byte] = U_SUCCESS(status) && n == 1 && wide[0] != 0xFFFD ? wide[0] : 0;
    }
    ucnv_close(converter);
    return true;
}

static bool load(struct spell *spell, struct dictionary *dictionary)
{
    char aff[PATH_MAX];
    char dic[PATH_MAX];
    path_of(spell, dictionary->locale, "aff", aff);
    path_of(spell, dictionary->locale, "dic", dic);
    /* the library makes an empty dictionary of a file that it cannot open */
    dictionary->is_broken = file_bytes(aff) == 0 || file_bytes(dic) == 0;
    if (!dictionary->is_broken) {
        dictionary->handle = Hunspell_create(aff, dic);
        dictionary->is_broken = dictionary->handle == NULL;
    }
    if (dictionary->is_broken) {
        return false;
    }
    spell->bytes += dictionary->bytes;
    if (!read_encoding(dictionary)) {
        unload(spell, dictionary);
        dictionary->is_broken = true;
    }
    return !dictionary->is_broken;
}

/* Has others leave, so that `bytes` more find room. What is larger than that alone stays alone, beside English. */
static void make_room(struct spell *spell, const char *language, size_t bytes)
{
    while (spell->bytes + bytes > spell->bytes_max) {
        struct dictionary *oldest = NULL;
        for (size_t i = 0; i < spell->count; i++) {
            struct dictionary *one = &spell->items[i];
            const bool stays = one->handle == NULL || strcmp(one->language, "en") == 0 ||
                               strcmp(one->language, language) == 0;
            if (!stays && (oldest == NULL || one->used < oldest->used)) {
                oldest = one;
            }
        }
        if (oldest == NULL) {
            return;
        }
        unload(spell, oldest);
    }
}

bool spell_use(struct spell *spell, const char *language)
{
    bool has = false;
    spell->clock++;
    for (size_t i = 0; i < spell->count; i++) {
        struct dictionary *dictionary = &spell->items[i];
        if (strcmp(dictionary->language, language) != 0) {
            continue;
        }
        if (dictionary->handle == NULL && !dictionary->is_broken) {
            make_room(spell, language, dictionary->bytes);
            (void)load(spell, dictionary);
        }
        dictionary->used = spell->clock;
        has |= dictionary->handle != NULL;
    }
    return has;
}

bool spell_has(const struct spell *spell, const char *language)
{
    for (size_t i = 0; i < spell->count; i++) {
        if (strcmp(spell->items[i].language, language) == 0) {
            return true;
        }
    }
    return false;
}
