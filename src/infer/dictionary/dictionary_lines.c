/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorted text files, searched where they lie. Their first lines, a licence, begin with blanks and so sort before all
 * words. */
#include "infer/dictionary/dictionary_int.h"

struct str dictionary_line_at(struct str text, size_t at)
{
    if (at >= text.n) {
        return STR_EMPTY;
    }
    const char *end = memchr(text.p + at, '\n', text.n - at);
    return str_sub(text, at, end != NULL ? (size_t)(end - text.p) : text.n);
}

static bool sorts_before(struct str line, struct str key)
{
    const int order = memcmp(line.p, key.p, size_min(line.n, key.n));
    return order != 0 ? order < 0 : line.n < key.n;
}

size_t dictionary_lower_bound(struct str text, struct str key)
{
    size_t low =
        0; /* begins of lines both: all lines before `low` sort before the key, those from `high` on do not */
    size_t high = text.n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const char *before = memrchr(text.p + low, '\n', middle - low);
        const size_t begin = before != NULL ? (size_t)(before - text.p) + 1 : low;
        const struct str line = dictionary_line_at(text, begin);
        if (sorts_before(line, key)) {
            low = size_min(begin + line.n + 1, text.n);
        } else {
            high = begin;
        }
    }
    return low;
}

struct str dictionary_next_field(struct str *rest)
{
    while (rest->n > 0 && rest->p[0] == ' ') {
        *rest = str_sub(*rest, 1, rest->n);
    }
    return str_cut(*rest, ' ', rest);
}

/* lemma pos sense_count pointer_count [symbol...] sense_count tagged_count offset... */
bool dictionary_parse_row(enum dictionary_part part, struct str line, struct dictionary_row *out)
{
    struct str rest = line;
    const struct str lemma = str_cut(rest, ' ', &rest);
    int64_t senses = 0;
    int64_t pointers = 0;
    int64_t tagged = 0;
    (void)dictionary_next_field(&rest);
    if (lemma.n == 0 || str_to_i64(dictionary_next_field(&rest), 1, 999, &senses) < 0 ||
        str_to_i64(dictionary_next_field(&rest), 0, 999, &pointers) < 0) {
        return false;
    }
    for (int64_t i = 0; i < pointers + 1; i++) {
        (void)dictionary_next_field(&rest);
    }
    if (str_to_i64(dictionary_next_field(&rest), 0, 999, &tagged) < 0) {
        return false;
    }
    *out = (struct dictionary_row){part, lemma, (size_t)senses, (size_t)tagged, rest};
    return true;
}

bool dictionary_find_row(const struct dictionary *d, enum dictionary_part part, struct str lemma,
                         struct dictionary_row *out)
{
    char key[DICTIONARY_WORD_MAX + 2];
    if (lemma.n == 0 || lemma.n > DICTIONARY_WORD_MAX || lemma.p[0] == ' ') {
        return false;
    }
    memcpy(key, lemma.p, lemma.n);
    key[lemma.n] = ' ';
    const struct str wanted = {key, lemma.n + 1};
    const struct str text = d->texts.index[part];
    const struct str line = dictionary_line_at(text, dictionary_lower_bound(text, wanted));
    return str_starts(line, wanted) && dictionary_parse_row(part, line, out);
}

bool dictionary_has_row(const struct dictionary *d, enum dictionary_part part, struct str lemma)
{
    struct dictionary_row row;
    return dictionary_find_row(d, part, lemma, &row);
}

bool dictionary_next_offset(struct str *offsets, size_t *out)
{
    int64_t number = 0;
    if (str_to_i64(dictionary_next_field(offsets), 0, 99999999, &number) < 0) {
        return false;
    }
    *out = (size_t)number;
    return true;
}

/* What the number after "%" of a sense key says (senseidx(5WN)); 5 are adjectives that are similar to others. */
static bool part_of_key(char type, enum dictionary_part *out)
{
    static const enum dictionary_part parts[] = {DICTIONARY_NOUN, DICTIONARY_VERB,
                                                 DICTIONARY_ADJECTIVE, DICTIONARY_ADVERB,
                                                 DICTIONARY_ADJECTIVE};
    if (type < '1' || type > '5') {
        return false;
    }
    *out = parts[type - '1'];
    return true;
}

#define USES_MAX 100000000

/* Lines of cntlist.rev: lemma%type:... sense_number count */
struct dictionary_uses dictionary_count_uses(const struct dictionary *d, struct str lemma)
{
    struct dictionary_uses uses = {0};
    char key[DICTIONARY_WORD_MAX + 2];
    if (lemma.n == 0 || lemma.n > DICTIONARY_WORD_MAX) {
        return uses;
    }
    memcpy(key, lemma.p, lemma.n);
    key[lemma.n] = '%';
    const struct str wanted = {key, lemma.n + 1};
    const struct str text = d->texts.counts;
    size_t at = dictionary_lower_bound(text, wanted);
    for (;;) {
        const struct str line = dictionary_line_at(text, at);
        if (!str_starts(line, wanted)) {
            return uses;
        }
        struct str rest = str_sub(line, wanted.n, line.n);
        enum dictionary_part part;
        int64_t count = 0;
        const bool is_known = rest.n > 0 && part_of_key(rest.p[0], &part);
        (void)dictionary_next_field(&rest);
        (void)dictionary_next_field(&rest);
        if (is_known && str_to_i64(dictionary_next_field(&rest), 0, USES_MAX, &count) == E_OK &&
            uses.all < USES_MAX) {
            uses.of[part] += count;
            uses.all += count;
        }
        at += line.n + 1;
    }
}
