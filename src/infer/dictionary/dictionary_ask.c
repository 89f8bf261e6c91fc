/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody types, as the index writes it. */
#include "base/utf8.h"
#include "infer/dictionary/dictionary_int.h"

/* Typographic marks as the ones of ASCII; '\0' for what may not be in a word at all. */
static char plain_of(uint32_t c)
{
    switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x02bc:
        return '\'';
    case 0x2010:
    case 0x2011:
    case 0x2013:
        return '-';
    case 0x00a0:
    case 0x2009:
    case 0x202f:
    case 0x3000:
        return ' ';
    default:
        return '\0';
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '_' || c == '\t' || c == '\n' || c == '\r';
}

/* Marks around a word that are none of it. */
static bool is_around(char c)
{
    return strchr("\"'`?!.,;:()[]{}<>*_ ", c) != NULL;
}

/* Blanks become one "_"; what the index never has goes. Other letters stay, so that they find nothing rather than
 * another word. */
static void add_tidied(struct sb *sb, struct str word)
{
    for (size_t at = 0; at < word.n;) {
        const size_t from = at;
        const uint32_t code = utf8_next(word, &at);
        const char c = code < 0x80 ? (char)code : plain_of(code);
        if (c == '\0' && code >= 0x80 && code != 0x201c && code != 0x201d && code != 0x00ad) {
            sb_add(sb, str_sub(word, from, at));
        } else if (is_blank(c)) {
            if (sb->n > 0 && sb->p[sb->n - 1] != '_') {
                sb_add_byte(sb, '_');
            }
        } else if (c > ' ' && c != 0x7f) {
            sb_add_byte(sb, c);
        }
    }
}

struct str dictionary_tidy(struct str word, struct arena *arena)
{
    struct sb sb;
    sb_init(&sb, word.n + 1);
    add_tidied(&sb, word);
    struct str tidy = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    /* ".22" and "'hood" are words; those that only end with marks are not */
    while (tidy.n > 0 && is_around(tidy.p[tidy.n - 1])) {
        tidy.n--;
    }
    while (tidy.n > 1 && is_around(tidy.p[0])) {
        tidy = str_sub(tidy, 1, tidy.n);
    }
    return tidy;
}

static struct str replaced(struct str word, char from, char to, struct arena *arena)
{
    char *copy = arena_memdup(arena, word.p, word.n);
    size_t n = 0;
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] != from) {
            copy[n++] = word.p[i];
        } else if (to != '\0') {
            copy[n++] = to;
        }
    }
    return (struct str){copy, n};
}

static const struct {
    const char *before;
    enum dictionary_part part;
} articles[] = {{"to_", DICTIONARY_VERB},
                {"the_", DICTIONARY_NOUN},
                {"an_", DICTIONARY_NOUN},
                {"a_", DICTIONARY_NOUN}};

static struct str without_article(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(articles); i++) {
        const struct str article = str_from(articles[i].before);
        if (str_starts(word, article)) {
            return str_sub(word, article.n, word.n);
        }
    }
    return STR_EMPTY;
}

bool dictionary_is_meant(struct str spelling, struct str tidy, enum dictionary_part part)
{
    for (size_t i = 0; i < ARRAY_LEN(articles); i++) {
        const struct str article = str_from(articles[i].before);
        if (tidy.n == article.n + spelling.n &&
            str_eq_nocase(str_sub(tidy, 0, article.n), article)) {
            return articles[i].part == part;
        }
    }
    return false;
}

static void add_spelling(struct str word, struct str *out, size_t *count)
{
    for (size_t i = 0; i < *count; i++) {
        if (str_eq(out[i], word)) {
            return;
        }
    }
    if (word.n > 0 && *count < DICTIONARY_SPELLINGS_MAX) {
        out[(*count)++] = word;
    }
}

size_t dictionary_spellings(struct str tidy, struct arena *arena,
                            struct str out[DICTIONARY_SPELLINGS_MAX])
{
    static const struct {
        char from, to;
    } changes[] = {{'-', '_'}, {'_', '-'}, {'-', '\0'}, {'_', '\0'}};
    size_t count = 0;
    const struct str point = str_from(arena_printf(arena, "%" STRF ".", STRA(tidy)));
    add_spelling(tidy, out, &count);
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        add_spelling(replaced(tidy, changes[i].from, changes[i].to, arena), out, &count);
    }
    add_spelling(point, out, &count); /* "etc." */
    if (str_ends(tidy, STR("'s"))) {
        add_spelling(str_sub(tidy, 0, tidy.n - 2), out, &count);
    }
    add_spelling(without_article(tidy), out, &count);
    return count;
}
