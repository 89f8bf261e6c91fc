/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the dictionaries that are not in memory have words of a text: their lists are read through, which is a hundred times faster
 * than to load them. A list has base forms only, and words with other than ASCII letters are found where it is UTF-8. */
#include <limits.h>

#include "base/file.h"
#include "infer/grammar/spelling/spelling_int.h"

#define LIST_BYTES_MAX (32 * MIB)
#define SLOTS          ((size_t)256) /* a power of two */
#define WORDS_MAX      ((size_t)64)

struct screen {
    struct str words[SLOTS]; /* empty: free */
    bool seen[SLOTS];
    size_t count;
};

static size_t slot_of(const struct screen *screen, struct str word)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < word.n; i++) {
        hash = (hash ^ (unsigned char)word.p[i]) * 16777619u;
    }
    size_t at = hash & (SLOTS - 1);
    while (screen->words[at].n > 0 && !str_eq(screen->words[at], word)) {
        at = (at + 1) & (SLOTS - 1);
    }
    return at;
}

/* How many of the words a list has. Its lines are "word" or "word/rules". */
static size_t count_listed(struct screen *screen, struct str list)
{
    size_t found = 0;
    memset(screen->seen, 0, sizeof(screen->seen));
    while (list.n > 0) {
        struct str line = str_cut(list, '\n', &list);
        size_t n = 0;
        while (n < line.n && line.p[n] != '/' && line.p[n] != '\t' && line.p[n] != '\r') {
            n++;
        }
        const size_t at = slot_of(screen, str_sub(line, 0, n));
        if (n > 0 && screen->words[at].n > 0 && !screen->seen[at]) {
            screen->seen[at] = true;
            found++;
        }
    }
    return found;
}

static size_t screen_one(struct spell *spell, const struct dictionary *dictionary,
                         struct screen *screen)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str list;
    const char *path = arena_printf(arena, "%s/%s.dic", spell->folder, dictionary->locale);
    return file_read_path(path, arena, LIST_BYTES_MAX, &list) == E_OK ? count_listed(screen, list)
                                                                      : 0;
}

/* Adds the language, best first. */
static void rank(struct screened *list, struct screened one)
{
    size_t at = SPELL_SCREENED_MAX;
    for (size_t i = 0; i < SPELL_SCREENED_MAX; i++) {
        if (list[i].language != NULL && strcmp(list[i].language, one.language) == 0) {
            if (list[i].found >= one.found) {
                return;
            }
            list[i] = (struct screened){0};
        }
    }
    for (at = SPELL_SCREENED_MAX; at > 0 && list[at - 1].found < one.found; at--) {
        if (at < SPELL_SCREENED_MAX) {
            list[at] = list[at - 1];
        }
    }
    if (at < SPELL_SCREENED_MAX) {
        list[at] = one;
    }
}

void spell_screen(struct spell *spell, const struct str *words, size_t count,
                  struct screened out[SPELL_SCREENED_MAX])
{
    struct screen *screen = must_calloc(1, sizeof(*screen));
    memset(out, 0, SPELL_SCREENED_MAX * sizeof(*out));
    for (size_t i = 0; i < count && screen->count < WORDS_MAX; i++) {
        const size_t at = slot_of(screen, words[i]);
        if (words[i].n > 0 && screen->words[at].n == 0) {
            screen->words[at] = words[i];
            screen->count++;
        }
    }
    const enum script script = count > 0 ? script_of(words[0]) : SCRIPT_OTHER;
    for (size_t i = 0; i < spell->count; i++) {
        const struct dictionary *dictionary = &spell->items[i];
        if (dictionary->handle == NULL && !dictionary->is_broken && dictionary->script == script) {
            rank(out,
                 (struct screened){dictionary->language, screen_one(spell, dictionary, screen)});
        }
    }
    free(screen);
}
