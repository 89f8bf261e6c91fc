/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored result as hOCR and as a table. */
#include "apps/images/document/document.h"

#define COORDINATE_MAX 1000000

static int coordinate(struct json_value value)
{
    int64_t number = json_i64(value, 0);
    return number < 0 ? 0 : number > COORDINATE_MAX ? COORDINATE_MAX : (int)number;
}

static void read_word(struct json_value value, size_t page_count, struct document_word *out)
{
    struct json_value box = json_get(value, "box");
    double confidence = json_number(json_get(value, "confidence"), 0);
    int64_t page = json_i64(json_get(value, "page"), 1);
    *out = (struct document_word){
        .text = json_text(json_get(value, "text")),
        .confidence = confidence >= 0 && confidence <= 1 ? confidence : 0,
        .x1 = coordinate(json_at(box, 0)),
        .y1 = coordinate(json_at(box, 1)),
        .x2 = coordinate(json_at(box, 2)),
        .y2 = coordinate(json_at(box, 3)),
        .line = coordinate(json_get(value, "line")),
        .block = coordinate(json_get(value, "block")),
        .page = page >= 1 && (size_t)page <= page_count ? (size_t)page - 1 : 0,
    };
}

void document_read(struct json_value result, struct arena *arena, struct document *out)
{
    struct json_value pages = json_get(result, "pages");
    struct json_value words = json_get(result, "words");
    *out = (struct document){.page_count = json_count(pages), .word_count = json_count(words)};
    out->pages = arena_calloc(arena, out->page_count, sizeof(*out->pages));
    out->words = arena_calloc(arena, out->word_count, sizeof(*out->words));
    for (size_t i = 0; i < out->page_count; i++) {
        struct json_value page = json_at(pages, i);
        out->pages[i] = (struct document_page){coordinate(json_get(page, "width")),
                                               coordinate(json_get(page, "height"))};
    }
    for (size_t i = 0; i < out->word_count; i++) {
        read_word(json_at(words, i), out->page_count, &out->words[i]);
    }
}

/* ---- groups of words: a line, a block, a page ---- */

enum group { GROUP_PAGE, GROUP_BLOCK, GROUP_LINE };

static bool same_group(const struct document_word *a, const struct document_word *b,
                       enum group group)
{
    switch (group) {
    case GROUP_LINE:
        return a->page == b->page && a->block == b->block && a->line == b->line;
    case GROUP_BLOCK:
        return a->page == b->page && a->block == b->block;
    case GROUP_PAGE:
        return a->page == b->page;
    }
    return false;
}

/* Whether the word at `index` is the first of its group. */
static bool begins(const struct document *reading, size_t index, enum group group)
{
    return index == 0 || !same_group(&reading->words[index - 1], &reading->words[index], group);
}

static bool ends(const struct document *reading, size_t index, enum group group)
{
    return index + 1 == reading->word_count || begins(reading, index + 1, group);
}

/* The box around the group that begins at `index`. */
static struct document_word group_box(const struct document *reading, size_t index,
                                      enum group group)
{
    struct document_word box = reading->words[index];
    for (size_t i = index; !ends(reading, i, group); i++) {
        const struct document_word *next = &reading->words[i + 1];
        box.x1 = next->x1 < box.x1 ? next->x1 : box.x1;
        box.y1 = next->y1 < box.y1 ? next->y1 : box.y1;
        box.x2 = next->x2 > box.x2 ? next->x2 : box.x2;
        box.y2 = next->y2 > box.y2 ? next->y2 : box.y2;
    }
    return box;
}

/* ---- hOCR ---- */

/* The bytes, at the start of a text, of a character that XML does not take (XML 1.0, 2.2); 0 where it does. */
static size_t forbidden_bytes(struct str text)
{
    if ((unsigned char)text.p[0] < ' ') {
        return 1;
    }
    return str_starts(text, STR("\xef\xbf\xbe")) || str_starts(text, STR("\xef\xbf\xbf")) ? 3 : 0;
}

static void add_escaped(struct sb *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        size_t forbidden = forbidden_bytes(str_sub(text, i, text.n));
        if (forbidden > 0) {
            sb_add_byte(out, ' ');
            i += forbidden - 1;
            continue;
        }
        switch (text.p[i]) {
        case '&':
            sb_add(out, STR("&amp;"));
            break;
        case '<':
            sb_add(out, STR("&lt;"));
            break;
        case '>':
            sb_add(out, STR("&gt;"));
            break;
        case '"':
            sb_add(out, STR("&quot;"));
            break;
        default:
            sb_add_byte(out, text.p[i]);
        }
    }
}

struct hocr_element {
    enum group group;
    const char *name;
    const char *class;
    const char *prefix; /* of its id */
};
static const struct hocr_element hocr_area = {GROUP_BLOCK, "div", "ocr_carea", "block"};
static const struct hocr_element hocr_paragraph = {GROUP_BLOCK, "p", "ocr_par", "par"};
static const struct hocr_element hocr_line = {GROUP_LINE, "span", "ocr_line", "line"};

static void open_element(struct sb *out, const struct document *reading, size_t index,
                         const struct hocr_element *element)
{
    struct document_word box = group_box(reading, index, element->group);
    sb_addf(out, "<%s class=\"%s\" id=\"%s_%zu_%zu\" title=\"bbox %d %d %d %d\">\n", element->name,
            element->class, element->prefix, box.page + 1, index + 1, box.x1, box.y1, box.x2,
            box.y2);
}

static void add_hocr_word(struct sb *out, const struct document *reading, size_t index)
{
    const struct document_word *word = &reading->words[index];
    if (begins(reading, index, GROUP_BLOCK)) {
        open_element(out, reading, index, &hocr_area);
        open_element(out, reading, index, &hocr_paragraph);
    }
    if (begins(reading, index, GROUP_LINE)) {
        open_element(out, reading, index, &hocr_line);
    }
    sb_addf(out,
            "<span class=\"ocrx_word\" id=\"word_%zu_%zu\" title=\"bbox %d %d %d %d; x_wconf %d\">",
            word->page + 1, index + 1, word->x1, word->y1, word->x2, word->y2,
            (int)(word->confidence * 100 + 0.5));
    add_escaped(out, word->text);
    sb_add(out, STR("</span>\n"));
    if (ends(reading, index, GROUP_LINE)) {
        sb_add(out, STR("</span>\n"));
    }
    if (ends(reading, index, GROUP_BLOCK)) {
        sb_add(out, STR("</p>\n</div>\n"));
    }
}

void document_write_hocr(const struct document *reading, struct str title, struct sb *out)
{
    sb_add(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\""
                    " \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
                    "<html xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<title>"));
    add_escaped(out, title);
    sb_add(out,
           STR("</title>\n<meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\"/>\n"
               "<meta name=\"ocr-system\" content=\"Assisti " ASSISTI_VERSION "\"/>\n"
               "<meta name=\"ocr-capabilities\" content=\"ocr_page ocr_carea ocr_par ocr_line "
               "ocrx_word\"/>\n"
               "</head>\n<body>\n"));
    size_t next = 0;
    for (size_t page = 0; page < reading->page_count; page++) {
        sb_addf(out,
                "<div class=\"ocr_page\" id=\"page_%zu\" title=\"bbox 0 0 %d %d; ppageno %zu\">\n",
                page + 1, reading->pages[page].width, reading->pages[page].height, page);
        for (; next < reading->word_count && reading->words[next].page == page; next++) {
            add_hocr_word(out, reading, next);
        }
        sb_add(out, STR("</div>\n"));
    }
    sb_add(out, STR("</body>\n</html>\n"));
}

/* ---- the table ---- */

/* Where a row stands, counted from 1 within what is above it. */
struct place {
    int block;
    int line;
    int word;
};

static void add_row(struct sb *out, int level, const struct document_word *box,
                    const struct place *place)
{
    sb_addf(out, "%d\t%zu\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t", level, box->page + 1, place->block,
            place->block > 0 && level >= 3 ? 1 : 0, place->line, place->word, box->x1, box->y1,
            box->x2 - box->x1, box->y2 - box->y1);
    if (level == 5) {
        sb_addf(out, "%.2f\t", box->confidence * 100);
        for (size_t i = 0; i < box->text.n; i++) {
            char c = box->text.p[i];
            sb_add_byte(out, c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
        }
        sb_add_byte(out, '\n');
    } else {
        sb_add(out, STR("-1\t\n"));
    }
}

static void add_tsv_word(struct sb *out, const struct document *reading, size_t index,
                         struct place *place)
{
    if (begins(reading, index, GROUP_BLOCK)) {
        *place = (struct place){place->block + 1, 0, 0};
        struct document_word box = group_box(reading, index, GROUP_BLOCK);
        add_row(out, 2, &box, place);
        add_row(out, 3, &box, place);
    }
    if (begins(reading, index, GROUP_LINE)) {
        place->line++;
        place->word = 0;
        struct document_word box = group_box(reading, index, GROUP_LINE);
        add_row(out, 4, &box, place);
    }
    place->word++;
    add_row(out, 5, &reading->words[index], place);
}

void document_write_tsv(const struct document *reading, struct sb *out)
{
    sb_add(out, STR("level\tpage_num\tblock_num\tpar_num\tline_num\tword_"
                    "num\tleft\ttop\twidth\theight\tconf\ttext\n"));
    size_t next = 0;
    for (size_t page = 0; page < reading->page_count; page++) {
        struct place place = {0, 0, 0};
        struct document_word whole = {
            .x2 = reading->pages[page].width, .y2 = reading->pages[page].height, .page = page};
        add_row(out, 1, &whole, &place);
        for (; next < reading->word_count && reading->words[next].page == page; next++) {
            add_tsv_word(out, reading, next, &place);
        }
    }
}
