/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "apps/images/document/document.h"

static const char result[] =
    "{\"pages\":[{\"width\":400,\"height\":300,\"rotation\":0},{\"width\":100,\"height\":50,"
    "\"rotation\":90}],"
    "\"words\":["
    "{\"text\":\"Hello\",\"confidence\":0.96,\"box\":[10,20,60,40],\"line\":1,\"block\":1,\"page\":"
    "1},"
    "{\"text\":\"<world> & "
    "co\",\"confidence\":0.5,\"box\":[70,22,120,42],\"line\":1,\"block\":1,\"page\":1},"
    "{\"text\":\"next\",\"confidence\":0.8,\"box\":[10,60,50,80],\"line\":2,\"block\":1,\"page\":1}"
    ","
    "{\"text\":\"\xe4\xb8\xad\xf0\x9f\x98\x80\",\"confidence\":7,\"box\":[-5,1,90,40],\"line\":1,"
    "\"block\":1,\"page\":2}]}";

static struct arena *arena;
static struct json_doc *doc;
static struct document reading;
static struct sb sb;

static void set_up(void)
{
    arena = arena_new();
    struct err err = {0};
    cr_assert_eq(json_doc_parse(str_from(result), &doc, &err), E_OK, "%s", err.detail);
    document_read(json_doc_root(doc), arena, &reading);
    sb_init(&sb, 1 * MIB);
}

static void tear_down(void)
{
    sb_done(&sb);
    json_doc_free(doc);
    arena_free(arena);
}

TestSuite(document, .init = set_up, .fini = tear_down);

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at += strlen(what)) {
        count++;
    }
    return count;
}

Test(document, keeps_what_a_result_says_within_bounds)
{
    cr_assert_eq(reading.page_count, 2);
    cr_assert_eq(reading.word_count, 4);
    cr_expect_eq(reading.words[3].page, 1);
    cr_expect_eq(reading.words[3].x1, 0, "a box does not begin left of the page");
    cr_expect_eq(reading.words[3].confidence, 0, "a confidence above one is none");
}

Test(document, writes_hocr_with_nested_boxes)
{
    document_write_hocr(&reading, STR("a & b"), &sb);
    cr_expect_not_null(strstr(sb.p, "<title>a &amp; b</title>"));
    cr_expect_eq(count_of(sb.p, "class=\"ocr_page\""), 2);
    cr_expect_eq(count_of(sb.p, "class=\"ocr_line\""), 3);
    cr_expect_eq(count_of(sb.p, "class=\"ocrx_word\""), 4);
    cr_expect_not_null(
        strstr(sb.p, "class=\"ocr_carea\" id=\"block_1_1\" title=\"bbox 10 20 120 80\""), "%s",
        sb.p);
    cr_expect_not_null(strstr(sb.p, "title=\"bbox 10 20 60 40; x_wconf 96\">Hello</span>"));
    cr_expect_not_null(strstr(sb.p, "&lt;world&gt; &amp; co"));
    cr_expect_eq(count_of(sb.p, "<span"), count_of(sb.p, "</span>"));
    cr_expect_eq(count_of(sb.p, "<div"), count_of(sb.p, "</div>"));
}

Test(document, writes_the_columns_of_tesseract)
{
    document_write_tsv(&reading, &sb);
    cr_expect_not_null(strstr(sb.p, "1\t1\t0\t0\t0\t0\t0\t0\t400\t300\t-1\t\n"), "%s", sb.p);
    cr_expect_not_null(strstr(sb.p, "4\t1\t1\t1\t1\t0\t10\t20\t110\t22\t-1\t\n"), "%s", sb.p);
    cr_expect_not_null(strstr(sb.p, "5\t1\t1\t1\t1\t1\t10\t20\t50\t20\t96.00\tHello\n"), "%s",
                       sb.p);
    cr_expect_not_null(strstr(sb.p, "5\t1\t1\t1\t2\t1\t10\t60\t40\t20\t80.00\tnext\n"), "%s", sb.p);
}

/* ---- PDF ---- */

/* The head of a JPEG as far as a PDF needs it: start, one frame of 8 x 16 pixels with three components. */
static const char tiny_jpeg[] =
    "\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x11\x08\0\x10\0\x08\x03\1\x11\0\2\x11\0\3\x11\0";

static int give_picture(void *context, size_t page, struct arena *page_arena,
                        struct document_jpeg *out)
{
    (void)page;
    (void)page_arena;
    int *rc = context;
    return *rc < 0 ? *rc : document_jpeg_facts((struct str){tiny_jpeg, sizeof(tiny_jpeg) - 1}, out);
}

Test(document, writes_a_pdf_whose_table_finds_every_object)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    int rc = E_OK;
    cr_assert_eq(document_write_pdf(&reading, give_picture, &rc, file), E_OK);
    fclose(file);

    const char *end = memmem(bytes, size, "startxref\n", 10);
    cr_assert_not_null(end);
    const char *table = bytes + strtol(end + 10, NULL, 10);
    cr_assert_eq(strncmp(table, "xref\n0 ", 7), 0);
    char *rows;
    long count = strtol(table + 7, &rows, 10);
    cr_assert_gt(count, 1);
    for (long i = 1; i < count; i++) {
        const char *row = rows + 1 + 20 * i;
        char head[32];
        int n = snprintf(head, sizeof(head), "%ld 0 obj\n", i);
        cr_expect_eq(memcmp(bytes + strtol(row, NULL, 10), head, (size_t)n), 0, "object %ld", i);
    }
    cr_expect_not_null(memmem(bytes, size, "/DCTDecode", 10));
    cr_expect_not_null(memmem(bytes, size, "<D83DDE00>", 10),
                       "a character above U+FFFF is two units of UTF-16");
    free(bytes);
}

Test(document, gives_up_a_pdf_whose_picture_is_gone)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    int rc = E_NOT_FOUND;
    cr_expect_eq(document_write_pdf(&reading, give_picture, &rc, file), E_NOT_FOUND);
    fclose(file);
    free(bytes);
}

Test(document, reads_only_whole_jpeg_heads)
{
    struct document_jpeg facts;
    struct str whole = {tiny_jpeg, sizeof(tiny_jpeg) - 1};
    cr_assert_eq(document_jpeg_facts(whole, &facts), E_OK);
    cr_expect_eq(facts.width, 8);
    cr_expect_eq(facts.height, 16);
    cr_expect_eq(facts.components, 3);
    for (size_t n = 0; n < whole.n; n++) {
        cr_expect_eq(document_jpeg_facts(str_sub(whole, 0, n), &facts), E_UNREADABLE_IMAGE,
                     "%zu bytes", n);
    }
}

/* Decoders read on over such bytes, so the picture was read, and its PDF must not fail on them. */
Test(document, finds_the_frame_behind_stray_bytes)
{
    const struct str strays[] = {{"\0\0", 2}, {"\xff\0", 2}, {"\xff\xff\xff", 3}, {"x", 1}};
    for (size_t i = 0; i < ARRAY_LEN(strays); i++) {
        struct sb jpeg;
        sb_init(&jpeg, 1 * KIB);
        sb_add(&jpeg, (struct str){tiny_jpeg, 8});
        sb_add(&jpeg, strays[i]);
        sb_add(&jpeg, (struct str){tiny_jpeg + 8, sizeof(tiny_jpeg) - 1 - 8});
        struct document_jpeg facts;
        cr_expect_eq(document_jpeg_facts(sb_str(&jpeg), &facts), E_OK, "row %zu", i);
        cr_expect_eq(facts.height, 16, "row %zu", i);
        sb_done(&jpeg);
    }
}
