/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A searchable PDF: each page is its picture, and over it the words, invisible, where they stand. Section
 * numbers are those of ISO 32000-1:2008.
 *
 * The words are set in Type 3 fonts (9.6.5) whose glyphs draw nothing: such fonts are whole within the
 * file, need no font program, and say by their ToUnicode maps (9.10.3) which character each code means. A
 * font has 255 codes, so a document gets as many fonts as its different characters need. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>

#include "apps/images/document/document.h"
#include "base/file.h"
#include "base/utf8.h"

#define CODES_PER_FONT   255
#define GLYPH_WIDTH      500 /* thousandths of the font size */
#define DPI_LARGE        300 /* the picture's resolution is not known: that of a scan for large ones, */
#define DPI_SMALL        150 /* that of a screen shot or photograph of a part for others */
#define LARGE_SIDE       2000
#define OBJECTS_PER_PAGE 3
#define OBJECTS_PER_FONT 2

enum { OBJECT_CATALOG = 1, OBJECT_PAGES = 2, OBJECT_GLYPH = 3, OBJECT_FIRST_FONT = 4 };

struct pdf {
    FILE *out;
    int64_t at;       /* bytes written */
    int64_t *offsets; /* (object_count + 1), by object number */
    size_t object_count;
    uint32_t *points; /* the document's different characters, sorted */
    size_t point_count;
    size_t font_count;
    bool failed;
};

static void PRINTF(2, 3) put(struct pdf *pdf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vfprintf(pdf->out, format, args);
    va_end(args);
    pdf->failed |= n < 0;
    pdf->at += n;
}

static void put_bytes(struct pdf *pdf, struct str bytes)
{
    pdf->failed |= fwrite(bytes.p, 1, bytes.n, pdf->out) != bytes.n;
    pdf->at += (int64_t)bytes.n;
}

static void begin_object(struct pdf *pdf, size_t number)
{
    pdf->offsets[number] = pdf->at;
    put(pdf, "%zu 0 obj\n", number);
}

static void put_stream(struct pdf *pdf, size_t number, const char *dictionary, struct str bytes)
{
    begin_object(pdf, number);
    put(pdf, "<< %s /Length %zu >>\nstream\n", dictionary, bytes.n);
    put_bytes(pdf, bytes);
    put(pdf, "\nendstream\nendobj\n");
}

/* ---- characters and fonts ---- */

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void collect_points(struct pdf *pdf, const struct document *reading, struct arena *arena)
{
    size_t room = 0;
    for (size_t i = 0; i < reading->word_count; i++) {
        room += utf8_length(reading->words[i].text);
    }
    uint32_t *points = arena_calloc(arena, room, sizeof(*points));
    size_t count = 0;
    for (size_t i = 0; i < reading->word_count; i++) {
        struct str text = reading->words[i].text;
        for (size_t at = 0; at < text.n;) {
            points[count++] = utf8_next(text, &at);
        }
    }
    qsort(points, count, sizeof(*points), by_value);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || points[kept - 1] != points[i]) {
            points[kept++] = points[i];
        }
    }
    pdf->points = points;
    pdf->point_count = kept;
    pdf->font_count = (kept + CODES_PER_FONT - 1) / CODES_PER_FONT;
}

static size_t point_index(const struct pdf *pdf, uint32_t point)
{
    const uint32_t *found =
        bsearch(&point, pdf->points, pdf->point_count, sizeof(*pdf->points), by_value);
    ASSERT(found != NULL);
    return (size_t)(found - pdf->points);
}

/* A character as the UTF-16 that a ToUnicode map wants, in hexadecimal. */
static void add_utf16(struct sb *sb, uint32_t point)
{
    if (point < 0x10000) {
        sb_addf(sb, "<%04X>", point);
    } else {
        uint32_t offset = point - 0x10000;
        sb_addf(sb, "<%04X%04X>", 0xd800 + (offset >> 10), 0xdc00 + (offset & 0x3ff));
    }
}

static size_t codes_in_font(const struct pdf *pdf, size_t font)
{
    return size_min(CODES_PER_FONT, pdf->point_count - font * CODES_PER_FONT);
}

static void put_unicode_map(struct pdf *pdf, size_t font)
{
    size_t codes = codes_in_font(pdf, font);
    struct sb map;
    sb_init(&map, 64 * KIB);
    sb_add_c(&map, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                   "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                   "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                   "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n");
    for (size_t i = 0; i < codes; i++) {
        /* A section of the map holds at most 100 lines (9.10.3). */
        if (i % 100 == 0) {
            sb_addf(&map, "%zu beginbfchar\n", size_min(100, codes - i));
        }
        sb_addf(&map, "<%02zX> ", i + 1);
        add_utf16(&map, pdf->points[font * CODES_PER_FONT + i]);
        sb_add_c(&map, i % 100 == 99 || i + 1 == codes ? "\nendbfchar\n" : "\n");
    }
    sb_add_c(&map, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
    put_stream(pdf, OBJECT_FIRST_FONT + OBJECTS_PER_FONT * font + 1, "", sb_str(&map));
    sb_done(&map);
}

static void put_font(struct pdf *pdf, size_t font)
{
    size_t number = OBJECT_FIRST_FONT + OBJECTS_PER_FONT * font;
    size_t codes = codes_in_font(pdf, font);
    begin_object(pdf, number);
    put(pdf,
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 %d 1000] /FontMatrix [0.001 0 0 0.001 0 0]\n"
        "/CharProcs << /g %d 0 R >> /Resources << >> /ToUnicode %zu 0 R\n"
        "/FirstChar 1 /LastChar %zu /Encoding << /Type /Encoding /Differences [1",
        GLYPH_WIDTH, OBJECT_GLYPH, number + 1, codes);
    for (size_t i = 0; i < codes; i++) {
        put(pdf, " /g");
    }
    put(pdf, "] >>\n/Widths [");
    for (size_t i = 0; i < codes; i++) {
        put(pdf, "%d ", GLYPH_WIDTH);
    }
    put(pdf, "] >>\nendobj\n");
    put_unicode_map(pdf, font);
}

/* ---- pages ---- */

static size_t first_page_object(const struct pdf *pdf)
{
    return OBJECT_FIRST_FONT + OBJECTS_PER_FONT * pdf->font_count;
}

/* Shows the codes of a text, changing the font where the next character is in another. */
static void add_codes(const struct pdf *pdf, struct sb *sb, struct str text, double size)
{
    size_t current = SIZE_MAX;
    for (size_t at = 0; at < text.n;) {
        size_t index = point_index(pdf, utf8_next(text, &at));
        size_t font = index / CODES_PER_FONT;
        if (font != current) {
            sb_addf(sb, "%s/F%zu %.2f Tf <", current == SIZE_MAX ? "" : "> Tj ", font, size);
            current = font;
        }
        sb_addf(sb, "%02zX", index % CODES_PER_FONT + 1);
    }
    sb_add_c(sb, "> Tj");
}

/* Sets a word so that its box is filled: font size by the height, horizontal scaling by the width. */
static void add_word(const struct pdf *pdf, struct sb *sb, const struct document_word *word,
                     int page_height, double scale)
{
    size_t characters = utf8_length(word->text);
    if (characters == 0 || word->x2 <= word->x1 || word->y2 <= word->y1) {
        return;
    }
    double size = (word->y2 - word->y1) * scale;
    double natural_width = (double)characters * size * GLYPH_WIDTH / 1000;
    double percent = 100 * (word->x2 - word->x1) * scale / natural_width;
    sb_addf(sb, "%.2f Tz 1 0 0 1 %.2f %.2f Tm ", percent, word->x1 * scale,
            (page_height - word->y2) * scale);
    add_codes(pdf, sb, word->text, size);
    sb_add_byte(sb, '\n');
}

static void put_content(struct pdf *pdf, const struct document *reading, size_t page, size_t number,
                        double scale)
{
    const struct document_page *size = &reading->pages[page];
    struct sb sb;
    sb_init(&sb, 64 * MIB);
    sb_addf(&sb, "q %.2f 0 0 %.2f 0 0 cm /Im Do Q\nBT 3 Tr\n", size->width * scale,
            size->height * scale);
    for (size_t i = 0; i < reading->word_count; i++) {
        if (reading->words[i].page == page) {
            add_word(pdf, &sb, &reading->words[i], size->height, scale);
        }
    }
    sb_add_c(&sb, "ET");
    pdf->failed |= sb.failed;
    put_stream(pdf, number, "", sb_str(&sb));
    sb_done(&sb);
}

static void put_picture(struct pdf *pdf, const struct document_jpeg *jpeg, size_t number)
{
    char dictionary[200];
    snprintf(dictionary, sizeof(dictionary),
             "/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /%s "
             "/BitsPerComponent 8 /Filter /DCTDecode",
             jpeg->width, jpeg->height, jpeg->components == 1 ? "DeviceGray" : "DeviceRGB");
    put_stream(pdf, number, dictionary, jpeg->bytes);
}

static void put_page(struct pdf *pdf, const struct document *reading, size_t page,
                     const struct document_jpeg *jpeg)
{
    size_t number = first_page_object(pdf) + OBJECTS_PER_PAGE * page;
    const struct document_page *size = &reading->pages[page];
    bool is_large = size->width >= LARGE_SIDE || size->height >= LARGE_SIDE;
    double scale = 72.0 / (is_large ? DPI_LARGE : DPI_SMALL);
    begin_object(pdf, number);
    put(pdf,
        "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %zu 0 R\n"
        "/Resources << /XObject << /Im %zu 0 R >> /Font <<",
        OBJECT_PAGES, size->width * scale, size->height * scale, number + 1, number + 2);
    for (size_t font = 0; font < pdf->font_count; font++) {
        put(pdf, " /F%zu %zu 0 R", font, OBJECT_FIRST_FONT + OBJECTS_PER_FONT * font);
    }
    put(pdf, " >> >> >>\nendobj\n");
    put_content(pdf, reading, page, number + 1, scale);
    put_picture(pdf, jpeg, number + 2);
}

static void put_head(struct pdf *pdf, size_t page_count)
{
    put(pdf, "%%PDF-1.7\n%%\xe2\xe3\xcf\xd3\n");
    begin_object(pdf, OBJECT_CATALOG);
    put(pdf, "<< /Type /Catalog /Pages %d 0 R >>\nendobj\n", OBJECT_PAGES);
    begin_object(pdf, OBJECT_PAGES);
    put(pdf, "<< /Type /Pages /Count %zu /Kids [", page_count);
    for (size_t page = 0; page < page_count; page++) {
        put(pdf, "%zu 0 R ", first_page_object(pdf) + OBJECTS_PER_PAGE * page);
    }
    put(pdf, "] >>\nendobj\n");
    char glyph[32];
    int n = snprintf(glyph, sizeof(glyph), "%d 0 d0", GLYPH_WIDTH);
    put_stream(pdf, OBJECT_GLYPH, "", (struct str){glyph, (size_t)n});
}

static void put_tail(struct pdf *pdf)
{
    int64_t table_at = pdf->at;
    put(pdf, "xref\n0 %zu\n0000000000 65535 f \n", pdf->object_count + 1);
    for (size_t i = 1; i <= pdf->object_count; i++) {
        put(pdf, "%010" PRId64 " 00000 n \n", pdf->offsets[i]);
    }
    put(pdf, "trailer\n<< /Size %zu /Root %d 0 R >>\nstartxref\n%" PRId64 "\n%%%%EOF\n",
        pdf->object_count + 1, OBJECT_CATALOG, table_at);
}

int document_write_pdf(const struct document *reading, document_picture *picture, void *context,
                       FILE *out)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(arena_freep) struct arena *page_arena = arena_new();
    struct pdf pdf = {.out = out};
    collect_points(&pdf, reading, arena);
    pdf.object_count = first_page_object(&pdf) - 1 + OBJECTS_PER_PAGE * reading->page_count;
    pdf.offsets = arena_calloc(arena, pdf.object_count + 1, sizeof(*pdf.offsets));

    put_head(&pdf, reading->page_count);
    for (size_t font = 0; font < pdf.font_count; font++) {
        put_font(&pdf, font);
    }
    for (size_t page = 0; page < reading->page_count; page++) {
        struct document_jpeg jpeg;
        arena_reset(page_arena);
        int rc = picture(context, page, page_arena, &jpeg);
        if (rc < 0) {
            return rc;
        }
        put_page(&pdf, reading, page, &jpeg);
    }
    put_tail(&pdf);
    if (fflush(out) != 0 || pdf.failed) {
        return file_errno_to_rc(errno);
    }
    return E_OK;
}

/* ---- the pictures ---- */

static unsigned big_endian_16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

/* Baseline, extended and progressive frames with Huffman coding, which DCTDecode takes (7.4.8). */
static bool is_frame(uint8_t marker)
{
    return marker >= 0xc0 && marker <= 0xc2;
}

int document_jpeg_facts(struct str bytes, struct document_jpeg *out)
{
    const uint8_t *p = (const uint8_t *)bytes.p;
    size_t at = 2; /* behind the start of image */
    while (at + 4 <= bytes.n) {
        uint8_t marker = p[at + 1];
        if (p[at] != 0xff || marker == 0xff || marker == 0) {
            at++; /* bytes that fill, and those that cameras leave between segments */
            continue;
        }
        size_t length = big_endian_16(p + at + 2);
        if (length < 2 || at + 2 + length > bytes.n) {
            break;
        }
        if (is_frame(marker) && length >= 8) {
            const uint8_t *frame = p + at + 4; /* precision, height, width, components */
            *out = (struct document_jpeg){bytes, (int)big_endian_16(frame + 3),
                                          (int)big_endian_16(frame + 1), frame[5]};
            bool usable = frame[0] == 8 && out->width > 0 && out->height > 0 &&
                          (out->components == 1 || out->components == 3);
            return usable ? E_OK : E_UNREADABLE_IMAGE;
        }
        if (marker == 0xda) {
            break; /* pixels begin, and there was no frame that we know */
        }
        at += 2 + length;
    }
    return E_UNREADABLE_IMAGE;
}
