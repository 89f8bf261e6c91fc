/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what somebody typed to the language of the index. Nothing typed is taken for that language: each word goes into it
 * folded and between double quotes, which no word has. */
#include "base/utf8.h"
#include "platform/search/search_int.h"

static void add_id(struct sb *sb, char prefix, struct uuid id)
{
    static const char hex[] = "0123456789abcdef";
    sb_add_byte(sb, prefix);
    for (size_t i = 0; i < sizeof(id.b); i++) {
        sb_add_byte(sb, hex[id.b[i] >> 4]);
        sb_add_byte(sb, hex[id.b[i] & 15]);
    }
}

/* A dash would make two words of a kind. */
static void add_kind(struct sb *sb, const char *kind)
{
    sb_add_byte(sb, 'k');
    for (; *kind != '\0'; kind++) {
        ASSERT((*kind >= 'a' && *kind <= 'z') || *kind == '-');
        if (*kind != '-') {
            sb_add_byte(sb, *kind);
        }
    }
}

void search_add_scope(struct uuid owner, const char *kind, const struct uuid *parent, struct sb *sb)
{
    add_id(sb, 'u', owner);
    sb_add_byte(sb, ' ');
    add_kind(sb, kind);
    if (parent != NULL) {
        sb_add_byte(sb, ' ');
        add_id(sb, 'p', *parent);
    }
}

static bool is_blank(uint32_t c)
{
    return c <= 0x20 || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029;
}

static bool is_quote(uint32_t c)
{
    return c == '"' || c == 0x201c || c == 0x201d || c == 0x201e || c == 0xff02;
}

/* The next words that belong together; false where there are none. */
static bool next_phrase(struct str *rest, struct str *out, bool *out_is_quoted)
{
    size_t at = 0;
    size_t start = 0;
    uint32_t c = 0;
    do {
        start = at;
        if (at == rest->n) {
            return false;
        }
        c = utf8_next(*rest, &at);
    } while (is_blank(c));

    const bool is_quoted = is_quote(c);
    const size_t first = is_quoted ? at : start;
    size_t end = at;
    size_t next = rest->n;
    while (end < rest->n) {
        at = end;
        c = utf8_next(*rest, &at);
        if (is_quote(c) || (!is_quoted && is_blank(c))) {
            next = is_quoted ? at : end; /* a quote right behind a word begins the next ones */
            break;
        }
        end = at;
    }
    *out = str_sub(*rest, first, end);
    *rest = str_sub(*rest, next, rest->n);
    *out_is_quoted = is_quoted;
    return true;
}

/* Whether there is anything in it that the index has. */
static bool has_word(struct str folded)
{
    for (size_t at = 0; at < folded.n;) {
        if (search_is_word_char(utf8_next(folded, &at))) {
            return true;
        }
    }
    return false;
}

static void add_phrase(struct sb *sb, struct str folded)
{
    sb_add_byte(sb, '"');
    for (size_t i = 0; i < folded.n; i++) {
        sb_add_byte(sb, folded.p[i] == '"' || folded.p[i] == '\0' ? ' ' : folded.p[i]);
    }
    sb_add_byte(sb, '"');
}

static bool add_words(struct str q, struct sb *sb)
{
    size_t count = 0;
    bool is_quoted = false;
    bool is_open = false; /* the last one goes on where it is typed */
    struct str phrase;
    struct str rest = q;
    CLEANUP(sb_done) struct sb folded;
    sb_init(&folded, SEARCH_QUERY_BYTES_MAX);
    while (count < SEARCH_QUERY_WORDS_MAX && next_phrase(&rest, &phrase, &is_quoted)) {
        sb_clear(&folded);
        search_fold(phrase, &folded);
        if (!has_word(sb_str(&folded))) {
            continue;
        }
        sb_add_c(sb, count > 0 ? " AND " : "");
        add_phrase(sb, sb_str(&folded));
        is_open = !is_quoted && rest.n == 0;
        count++;
    }
    if (is_open) {
        sb_add_byte(sb, '*');
    }
    return count > 0;
}

bool search_read_query(const struct search_query *query, struct sb *sb)
{
    sb_add_c(sb, "{title words} : (");
    if (!add_words(query->q, sb)) {
        return false;
    }
    sb_add_c(sb, ") AND scope : (");
    add_id(sb, 'u', query->owner);
    if (query->kind != NULL) {
        sb_add_c(sb, " AND ");
        add_kind(sb, query->kind);
    }
    if (query->has_parent) {
        sb_add_c(sb, " AND ");
        add_id(sb, 'p', query->parent);
    }
    sb_add_byte(sb, ')');
    return !sb->failed;
}
