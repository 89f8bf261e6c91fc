/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the data files, as wndb(5WN) describes them:
 *   offset lexfile type word_count [word lex_id]... pointer_count [symbol offset part source_target]... [frames] | gloss */
#include "base/utf8.h"
#include "infer/dictionary/dictionary_int.h"

#define EXAMPLES_MAX 12

/* A whole field as a hexadecimal number of exactly so many digits. */
static bool hex_field(struct str field, size_t digits, size_t *out)
{
    size_t number = 0;
    if (field.n != digits) {
        return false;
    }
    for (size_t i = 0; i < field.n; i++) {
        const char c = field.p[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) {
            return false;
        }
        number = number * 16 + (size_t)digit;
    }
    *out = number;
    return true;
}

static bool number_field(struct str *rest, int64_t max, size_t *out)
{
    int64_t number = 0;
    if (str_to_i64(dictionary_next_field(rest), 0, max, &number) < 0) {
        return false;
    }
    *out = (size_t)number;
    return true;
}

static bool part_of_letter(struct str letter, enum dictionary_part *out, bool *out_is_satellite)
{
    static const char letters[] = "nvar";
    if (letter.n != 1) {
        return false;
    }
    *out_is_satellite = letter.p[0] == 's';
    const char wanted = letter.p[0] == 's' ? 'a' : letter.p[0];
    for (size_t i = 0; i < DICTIONARY_PART_COUNT; i++) {
        if (letters[i] == wanted) {
            *out = (enum dictionary_part)i;
            return true;
        }
    }
    return false;
}

static bool read_words(struct str *rest, struct arena *arena, struct dictionary_synset *out)
{
    size_t lex_id;
    if (!hex_field(dictionary_next_field(rest), 2, &out->word_count) || out->word_count == 0) {
        return false;
    }
    out->words = arena_calloc(arena, out->word_count, sizeof(*out->words));
    for (size_t i = 0; i < out->word_count; i++) {
        struct str after;
        /* "galore(ip)": where an adjective may stand */
        out->words[i] = str_cut(dictionary_next_field(rest), '(', &after);
        if (out->words[i].n == 0 || out->words[i].n > DICTIONARY_WORD_MAX ||
            !hex_field(dictionary_next_field(rest), 1, &lex_id)) {
            return false;
        }
    }
    return true;
}

static bool read_pointers(struct str *rest, struct arena *arena, struct dictionary_synset *out)
{
    bool is_satellite;
    if (!number_field(rest, 999, &out->pointer_count)) {
        return false;
    }
    struct dictionary_pointer *pointers =
        arena_calloc(arena, out->pointer_count, sizeof(*pointers));
    for (size_t i = 0; i < out->pointer_count; i++) {
        struct dictionary_pointer *p = &pointers[i];
        size_t ends = 0;
        p->symbol = dictionary_next_field(rest);
        if (!number_field(rest, 99999999, &p->offset) ||
            !part_of_letter(dictionary_next_field(rest), &p->part, &is_satellite) ||
            !hex_field(dictionary_next_field(rest), 4, &ends)) {
            return false;
        }
        p->source = ends >> 8;
        p->target = ends & 0xff;
    }
    out->pointers = pointers;
    return true;
}

bool dictionary_read_synset(const struct dictionary *d, enum dictionary_part part, size_t offset,
                            struct arena *arena, struct dictionary_synset *out)
{
    const struct str text = d->texts.data[part];
    if (offset >= text.n || (offset > 0 && text.p[offset - 1] != '\n')) {
        return false;
    }
    const struct str line = dictionary_line_at(text, offset);
    struct str rest;
    struct str gloss;
    const struct str fields = str_cut(line, '|', &gloss);
    struct dictionary_synset read = {.offset = offset, .gloss = str_trim(gloss)};
    size_t named = 0;
    size_t lexfile = 0;
    rest = fields;
    if (!number_field(&rest, 99999999, &named) || named != offset ||
        !number_field(&rest, 99, &lexfile) ||
        !part_of_letter(dictionary_next_field(&rest), &read.part, &read.is_satellite) ||
        read.part != part || !utf8_valid(line) || !read_words(&rest, arena, &read) ||
        !read_pointers(&rest, arena, &read)) {
        return false;
    }
    read.lexfile = (int)lexfile;
    *out = read;
    return true;
}

size_t dictionary_word_number(const struct dictionary_synset *synset, struct str lemma)
{
    for (size_t i = 0; i < synset->word_count; i++) {
        if (str_eq_nocase(synset->words[i], lemma)) {
            return i + 1;
        }
    }
    return 0;
}

/* `so' as ‘so’. */
static struct str quoted(struct str text, struct arena *arena)
{
    struct sb sb;
    bool is_open = false;
    if (str_find_byte(text, '`') == text.n) {
        return text;
    }
    sb_init(&sb, 4 * text.n + 1);
    for (size_t i = 0; i < text.n; i++) {
        const bool in_word =
            i + 1 < text.n && ((text.p[i + 1] | 0x20) >= 'a') && ((text.p[i + 1] | 0x20) <= 'z');
        if (text.p[i] == '`') {
            sb_add_c(&sb, "‘");
            is_open = true;
        } else if (text.p[i] == '\'' && is_open && !in_word) {
            sb_add_c(&sb, "’");
            is_open = false;
        } else {
            sb_add_byte(&sb, text.p[i]);
        }
    }
    const struct str copy = str_copy(arena, sb_str(&sb));
    sb_done(&sb);
    return copy;
}

/* Where the quotation mark of the first example is; gloss.n where there is none. Others stand within a sentence. */
static size_t find_examples(struct str gloss)
{
    char before = ';';
    for (size_t i = 0; i < gloss.n; i++) {
        const char c = gloss.p[i];
        if (c == '"' && (before == ';' || before == ':' || before == ')')) {
            return i;
        }
        if (c != ' ') {
            before = c;
        }
    }
    return gloss.n;
}

/* What follows an example and begins with a dash: who wrote it. */
static struct str take_author(struct str *rest)
{
    struct str after = str_trim(*rest);
    if (!str_starts(after, STR("-"))) {
        return STR_EMPTY;
    }
    const size_t end = size_min(str_find_byte(after, ';'), str_find_byte(after, '"'));
    *rest = str_sub(after, end, after.n);
    while (str_starts(after, STR("-"))) {
        after = str_sub(after, 1, after.n);
    }
    return str_trim(str_sub(after, 0, end > 0 ? end - 1 : 0));
}

static struct str without_end(struct str text)
{
    text = str_trim(text);
    while (text.n > 0 && (text.p[text.n - 1] == ';' || text.p[text.n - 1] == ':')) {
        text = str_trim(str_sub(text, 0, text.n - 1));
    }
    return text;
}

void dictionary_split_gloss(struct str gloss, struct arena *arena, struct dictionary_gloss *out)
{
    const size_t from = find_examples(gloss);
    struct str rest = str_sub(gloss, from, gloss.n);
    *out =
        (struct dictionary_gloss){.meaning = quoted(without_end(str_sub(gloss, 0, from)), arena)};
    while (rest.n > 0 && out->examples.count < EXAMPLES_MAX) {
        (void)str_cut(rest, '"', &rest);
        const struct str said = without_end(str_cut(rest, '"', &rest));
        const struct str author = take_author(&rest);
        if (said.n == 0) {
            continue;
        }
        struct str example = quoted(said, arena);
        if (author.n > 0) {
            example =
                str_from(arena_printf(arena, "%" STRF " (%" STRF ")", STRA(example), STRA(author)));
        }
        if (out->examples.items == NULL) {
            out->examples.items = arena_calloc(arena, EXAMPLES_MAX, sizeof(struct str));
        }
        out->examples.items[out->examples.count++] = example;
    }
    if (out->meaning.n == 0 && out->examples.count > 0) {
        out->meaning = out->examples.items[0]; /* a gloss that is one quotation */
    }
}

struct str dictionary_spaced(struct str word, struct arena *arena)
{
    char *copy = arena_memdup(arena, word.p, word.n);
    for (size_t i = 0; i < word.n; i++) {
        copy[i] = word.p[i] == '_' ? ' ' : word.p[i];
    }
    return (struct str){copy, word.n};
}

struct str dictionary_lower(struct str word, struct arena *arena)
{
    char *copy = arena_memdup(arena, word.p, word.n);
    for (size_t i = 0; i < word.n; i++) {
        copy[i] = word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] | 0x20) : word.p[i];
    }
    return (struct str){copy, word.n};
}

bool dictionary_has_str(const struct dictionary_strs *list, struct str item)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq_nocase(list->items[i], item)) {
            return true;
        }
    }
    return false;
}

void dictionary_add_str(struct dictionary_strs *list, size_t max, struct str item)
{
    if (list->count < max && item.n > 0 && !dictionary_has_str(list, item)) {
        list->items[list->count++] = item;
    }
}
