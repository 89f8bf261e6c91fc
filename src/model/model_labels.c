/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes of a network, from a table or a plain list. */
#include "base/utf8.h"
#include "model/model.h"

#define COLUMNS_MAX 48

enum column {
    COLUMN_LABEL,
    COLUMN_NAME,
    COLUMN_PLURAL,
    COLUMN_GROUP,
    COLUMN_TAXON,
    COLUMN_CATEGORY,
    COLUMN_SHAPE,
    COLUMN_MEANING,
    COLUMN_COUNT
};

static const char *const column_names[] = {"label", "en",       "plural", "group",
                                           "taxon", "category", "shape",  "meaning"};
_Static_assert(ARRAY_LEN(column_names) == COLUMN_COUNT, "one name per column");

struct table {
    struct str rest;
    size_t line; /* from 1, for words */
    struct arena *arena;
    struct err *err;
    struct str cells[COLUMNS_MAX];
    size_t cell_count;
    size_t columns; /* of the first line */
    size_t column_at
        [COLUMNS_MAX]; /* enum column, or COLUMN_COUNT + 2 * number of the language, + 1: meaning */
};

static int wrong(const struct table *table, const char *what)
{
    return err_set(table->err, E_INVALID, "Line %zu of the labels %s.", table->line, what);
}

/* ---- cells (RFC 4180) ---- */

/* A cell in quotes, of which "" stands for one; leaves what follows the closing quote. */
static int read_quoted(struct table *table, struct str *out)
{
    struct str text = str_sub(table->rest, 1, table->rest.n);
    char *cell = arena_alloc(table->arena, size_min(text.n, MODEL_MEANING_MAX) + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        const bool is_quote = text.p[i] == '"';
        const bool is_double = is_quote && i + 1 < text.n && text.p[i + 1] == '"';
        if (is_quote && !is_double) {
            table->rest = str_sub(text, i + 1, text.n);
            *out = (struct str){cell, n};
            return E_OK;
        }
        i += is_double;
        cell[n++] = text.p[i];
        if (n > MODEL_MEANING_MAX) {
            break;
        }
    }
    return wrong(table, "has a quote that does not end soon");
}

static int read_cell(struct table *table, struct str *out)
{
    if (table->rest.n > 0 && table->rest.p[0] == '"') {
        return read_quoted(table, out);
    }
    size_t n = 0;
    while (n < table->rest.n && table->rest.p[n] != ',' && table->rest.p[n] != '\n') {
        n++;
    }
    struct str cell = str_sub(table->rest, 0, n);
    table->rest = str_sub(table->rest, n, table->rest.n);
    *out = str_trim(cell);
    return E_OK;
}

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f) {
            return false;
        }
    }
    return text.n <= MODEL_MEANING_MAX;
}

/* The cells of the next line that is not empty; 0 where there is none. */
static int read_line(struct table *table)
{
    table->cell_count = 0;
    for (bool more = table->rest.n > 0; more;) {
        if (table->cell_count == COLUMNS_MAX) {
            return wrong(table, "has too many columns");
        }
        struct str *cell = &table->cells[table->cell_count++];
        int rc = read_cell(table, cell);
        if (rc < 0) {
            return rc;
        }
        if (!is_plain(*cell)) {
            return wrong(table, "has a cell that is too long, or holds control characters");
        }
        if (str_starts(table->rest, STR("\r\n"))) {
            table->rest = str_sub(table->rest, 1, table->rest.n);
        }
        const char next = table->rest.n > 0 ? table->rest.p[0] : '\n';
        if (next != ',' && next != '\n') {
            return wrong(table, "goes on behind a quote");
        }
        more = next == ',';
        table->rest = str_sub(table->rest, 1, table->rest.n);
    }
    return E_OK;
}

static bool is_empty_line(const struct table *table)
{
    return table->cell_count == 1 && table->cells[0].n == 0;
}

/* 1: there is a line, 0: there is none. */
static int next_line(struct table *table)
{
    do {
        table->line++;
        int rc = read_line(table);
        if (rc < 0) {
            return rc;
        }
    } while (is_empty_line(table));
    return table->cell_count > 0;
}

/* ---- columns ---- */

static size_t column_of(struct str name)
{
    size_t column = 0;
    while (column < COLUMN_COUNT && !str_eq(name, str_from(column_names[column]))) {
        column++;
    }
    return str_eq(name, STR("meaning_en")) ? COLUMN_MEANING : column;
}

/* The number of a language, which is added where it is new; MODEL_LANGUAGES_MAX where there is no room. */
static size_t language_of(const struct table *table, struct model_labels *labels, struct str tag)
{
    size_t at = 0;
    while (at < labels->language_count && !str_eq(labels->languages[at], tag)) {
        at++;
    }
    if (at == labels->language_count && at < MODEL_LANGUAGES_MAX) {
        labels->languages[labels->language_count++] = str_copy(table->arena, tag);
    }
    return at;
}

static int read_columns(struct table *table, struct model_labels *out)
{
    int rc = next_line(table);
    if (rc <= 0) {
        return rc < 0 ? rc : err_set(table->err, E_INVALID, "The labels are empty.");
    }
    bool has_label = false;
    out->languages = arena_calloc(table->arena, MODEL_LANGUAGES_MAX, sizeof(*out->languages));
    table->columns = table->cell_count;
    for (size_t i = 0; i < table->columns; i++) {
        size_t column = column_of(table->cells[i]);
        has_label |= column == COLUMN_LABEL;
        if (column == COLUMN_COUNT) {
            const struct str before = STR("meaning_");
            const bool is_meaning = str_starts(table->cells[i], before);
            const struct str tag = str_sub(table->cells[i], is_meaning ? before.n : 0, SIZE_MAX);
            const size_t language = language_of(table, out, tag);
            if (language == MODEL_LANGUAGES_MAX) {
                return wrong(table, "names too many languages");
            }
            column += 2 * language + is_meaning;
        }
        table->column_at[i] = column;
    }
    return has_label ? E_OK : wrong(table, "has no column \"label\"");
}

static bool is_label(struct str label)
{
    for (size_t i = 0; i < label.n; i++) {
        const char c = label.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
            return false;
        }
    }
    return label.n > 0 && label.n <= MODEL_LABEL_MAX;
}

static int read_class(const struct table *table, const struct model_labels *labels,
                      struct model_class *out)
{
    if (table->cell_count != table->columns) {
        return wrong(table, "has another number of columns than the first");
    }
    struct str cells[COLUMN_COUNT] = {{0}};
    out->names = arena_calloc(table->arena, labels->language_count, sizeof(*out->names));
    out->meanings = arena_calloc(table->arena, labels->language_count, sizeof(*out->meanings));
    for (size_t i = 0; i < table->columns; i++) {
        const size_t column = table->column_at[i];
        const struct str cell = str_copy(table->arena, table->cells[i]);
        const size_t other = column - COLUMN_COUNT;
        const bool is_meaning = column < COLUMN_COUNT ? column == COLUMN_MEANING : other % 2 == 1;
        if (cell.n > MODEL_TEXT_MAX && !is_meaning) {
            return wrong(table, "has a cell that is too long");
        }
        if (column < COLUMN_COUNT) {
            cells[column] = cell;
        } else {
            (is_meaning ? out->meanings : out->names)[other / 2] = cell;
        }
    }
    out->label = cells[COLUMN_LABEL];
    if (!is_label(out->label)) {
        return wrong(table, "has a label that is not made of small letters, digits and _");
    }
    out->name = cells[COLUMN_NAME].n > 0 ? cells[COLUMN_NAME] : out->label;
    out->plural = cells[COLUMN_PLURAL];
    out->group = cells[COLUMN_GROUP];
    out->taxon = cells[COLUMN_TAXON];
    out->category = cells[COLUMN_CATEGORY];
    out->shape = cells[COLUMN_SHAPE];
    out->meaning = cells[COLUMN_MEANING];
    return E_OK;
}

/* ---- classes ---- */

static bool is_known(const struct model_labels *labels, struct str label)
{
    for (size_t i = 0; i < labels->count; i++) {
        if (str_eq(labels->classes[i].label, label)) {
            return true;
        }
    }
    return false;
}

static int check_text(struct str text, struct err *err)
{
    return utf8_valid(text) ? E_OK : err_set(err, E_INVALID, "The labels are not UTF-8.");
}

static size_t count_lines(struct str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++) {
        lines += text.p[i] == '\n';
    }
    return lines;
}

static int begin(struct str text, struct arena *arena, struct model_labels *out, struct err *err)
{
    *out = (struct model_labels){0};
    int rc = check_text(text, err);
    if (rc == E_OK) {
        const size_t room = size_min(count_lines(text), MODEL_CLASSES_MAX);
        out->classes = arena_calloc(arena, room, sizeof(*out->classes));
    }
    return rc;
}

static int end(const struct model_labels *labels, struct err *err)
{
    return labels->count > 0 ? E_OK : err_set(err, E_INVALID, "The labels name no class.");
}

int model_read_labels_csv(struct str text, struct arena *arena, struct model_labels *out,
                          struct err *err)
{
    struct model_labels labels;
    int rc = begin(text, arena, &labels, err);
    if (rc < 0) {
        return rc;
    }
    const struct str mark = STR("\xef\xbb\xbf");
    struct table table = {.arena = arena, .err = err, .rest = text};
    if (str_starts(text, mark)) {
        table.rest = str_sub(text, mark.n, text.n);
    }
    rc = read_columns(&table, &labels);
    while (rc >= 0 && (rc = next_line(&table)) == 1) {
        struct model_class found = {0};
        if (labels.count == MODEL_CLASSES_MAX) {
            return wrong(&table, "is one too many");
        }
        rc = read_class(&table, &labels, &found);
        if (rc == E_OK && is_known(&labels, found.label)) {
            rc = wrong(&table, "has a label that was there before");
        }
        if (rc == E_OK) {
            labels.classes[labels.count++] = found;
        }
    }
    if (rc < 0) {
        return rc;
    }
    *out = labels;
    return end(out, err);
}

/* Small letters, digits and "_", for a name that came without a label. */
static struct str label_from(struct arena *arena, struct str name)
{
    char *label = arena_alloc(arena, MODEL_LABEL_MAX);
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < MODEL_LABEL_MAX; i++) {
        const char c = name.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            label[n++] = c;
        } else if (c >= 'A' && c <= 'Z') {
            label[n++] = (char)(c - 'A' + 'a');
        } else if (n > 0 && label[n - 1] != '_') {
            label[n++] = '_';
        }
    }
    while (n > 0 && label[n - 1] == '_') {
        n--;
    }
    return (struct str){label, n};
}

int model_read_labels_txt(struct str text, struct arena *arena, struct model_labels *out,
                          struct err *err)
{
    struct model_labels labels;
    int rc = begin(text, arena, &labels, err);
    struct str rest = text;
    for (size_t line = 1; rc == E_OK && rest.n > 0; line++) {
        const struct str name = str_trim(str_cut(rest, '\n', &rest));
        if (name.n == 0) {
            continue;
        }
        struct str label = label_from(arena, name);
        if (label.n == 0 || is_known(&labels, label)) {
            label = str_from(arena_printf(arena, "class_%zu", line));
        }
        if (!is_plain(name) || name.n > MODEL_TEXT_MAX || labels.count == MODEL_CLASSES_MAX ||
            is_known(&labels, label)) {
            return err_set(err, E_INVALID, "Line %zu of the labels is not a name, or one too many.",
                           line);
        }
        labels.classes[labels.count++] =
            (struct model_class){.label = label, .name = str_copy(arena, name)};
    }
    if (rc < 0) {
        return rc;
    }
    *out = labels;
    return end(out, err);
}
