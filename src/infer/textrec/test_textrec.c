/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <criterion/criterion.h>
#include <leptonica/allheaders.h>

#include "infer/image/image.h"
#include "infer/textrec/test_draw.h"
#include "infer/textrec/textrec.h"

static struct textrec *engine;

static void set_up(void)
{
    draw_start();
    cr_assert_eq(textrec_new(NULL, STR("eng"), &engine, NULL), E_OK);
}

static void tear_down(void)
{
    textrec_free(engine);
    draw_stop();
}

static struct image image_of(const char *const *lines, size_t count, int32_t width, int32_t height)
{
    return (struct image){draw_text(lines, count, width, height), width, height};
}

Test(textrec, reads_a_page, .init = set_up, .fini = tear_down)
{
    struct image image = image_of(draw_page_lines, ARRAY_LEN(draw_page_lines), 720, 240);
    struct textrec_page page;
    cr_assert_eq(textrec_read(engine, &image, NULL, arena, &page, NULL), E_OK);
    for (size_t i = 0; i < ARRAY_LEN(draw_page_lines); i++) {
        cr_expect(memmem(page.text.p, page.text.n, draw_page_lines[i],
                         strlen(draw_page_lines[i])) != NULL,
                  "line %zu in: %" STRF, i, STRA(page.text));
    }
    cr_expect_gt(page.confidence, 0.8);
    cr_expect_eq(page.rotation, 0);
    cr_expect_eq(page.word_count, 28);
    int32_t line = 0;
    for (size_t i = 0; i < page.word_count; i++) {
        const struct textrec_word *word = &page.words[i];
        cr_expect(word->x1 >= 0 && word->x1 < word->x2 && word->x2 <= 720);
        cr_expect(word->y1 >= 0 && word->y1 < word->y2 && word->y2 <= 240);
        cr_expect(word->line >= line);
        line = word->line;
    }
    cr_expect_eq(line, 3);
    pixDestroy(&image.pix);
}

Test(textrec, finds_nothing_on_an_empty_page, .init = set_up, .fini = tear_down)
{
    static const int32_t sizes[][2] = {{640, 480}, {200, 100}};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct image image = image_of(NULL, 0, sizes[i][0], sizes[i][1]);
        struct textrec_page page;
        cr_assert_eq(textrec_read(engine, &image, NULL, arena, &page, NULL), E_OK);
        cr_expect_eq(page.word_count, 0, "on %d x %d", sizes[i][0], sizes[i][1]);
        cr_expect_eq(page.text.n, 0);
        pixDestroy(&image.pix);
    }
}

static bool refuse(void *context, int permille)
{
    *(int *)context = permille;
    return false;
}

Test(textrec, stops_when_told, .init = set_up, .fini = tear_down)
{
    struct image image = image_of(draw_page_lines, ARRAY_LEN(draw_page_lines), 720, 240);
    struct textrec_page page;
    int permille = -1;
    struct textrec_watch watch = {.progress = refuse, .context = &permille};
    cr_expect_eq(textrec_read(engine, &image, &watch, arena, &page, NULL), E_CANCELLED);
    cr_expect(permille >= 0 && permille <= 1000);
    watch = (struct textrec_watch){.deadline_mono_ms = 1};
    cr_expect_eq(textrec_read(engine, &image, &watch, arena, &page, NULL), E_TOOK_TOO_LONG);
    pixDestroy(&image.pix);
}

Test(textrec, lists_languages, .init = set_up, .fini = tear_down)
{
    struct str *names;
    size_t count;
    cr_assert_eq(textrec_list_languages(NULL, arena, &names, &count), E_OK);
    bool has_english = false;
    for (size_t i = 0; i < count; i++) {
        has_english = has_english || str_eq(names[i], STR("eng"));
        cr_expect(!str_eq(names[i], STR("osd")));
    }
    cr_expect(has_english);
    cr_expect_eq(textrec_list_languages("/nowhere", arena, &names, &count), E_NOT_FOUND);
}

Test(textrec, names_the_missing_language)
{
    const struct {
        struct str languages;
        int rc;
    } rows[] = {
        {STR("eng+qqq"), E_LANGUAGE_MISSING},
        {STR("../eng"), E_LANGUAGE_MISSING},
        {STR("osd"), E_LANGUAGE_MISSING},
        {STR(""), E_LANGUAGE_MISSING},
        {STR("eng+"), E_LANGUAGE_MISSING},
        {STR("eng+eng+eng+eng+eng+eng+eng+eng+eng"), E_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct textrec *none = NULL;
        struct err err = {0};
        cr_expect_eq(textrec_new(NULL, rows[i].languages, &none, &err), rows[i].rc, "row %zu", i);
        cr_expect_neq(err.detail[0], '\0', "row %zu", i);
    }
}

/* Reads the picture after turning it clockwise and expects it upright again. */
static void expect_turned_back(int quarter_turns)
{
    struct image image = image_of(draw_page_lines, ARRAY_LEN(draw_page_lines), 720, 240);
    PIX *turned = pixRotateOrth(image.pix, quarter_turns);
    pixDestroy(&image.pix);
    image =
        (struct image){.pix = turned, .width = pixGetWidth(turned), .height = pixGetHeight(turned)};
    struct textrec_page page;
    cr_assert_eq(textrec_read(engine, &image, NULL, arena, &page, NULL), E_OK);
    cr_expect_eq(page.rotation, 90 * (4 - quarter_turns), "%d quarter turns", quarter_turns);
    cr_expect_eq(page.width, 720);
    cr_expect_eq(page.height, 240);
    cr_expect(memmem(page.text.p, page.text.n, "seven wizards", 13) != NULL, "%" STRF,
              STRA(page.text));
    for (size_t i = 0; i < page.word_count; i++) {
        cr_expect(page.words[i].x2 <= 720 && page.words[i].y2 <= 240);
    }
    pixDestroy(&image.pix);
}

Test(textrec, turns_pages_that_lie_on_a_side_or_head, .init = set_up, .fini = tear_down)
{
    expect_turned_back(1);
    expect_turned_back(2);
    expect_turned_back(3);
}

static void expect_crop(double slope, bool is_inverted)
{
    static const char *const word[] = {"wizards"};
    struct image image = image_of(word, 1, 170, 76);
    PIX *sheared = pixVShear(NULL, image.pix, 85, (l_float32)atan(slope), L_BRING_IN_WHITE);
    pixDestroy(&image.pix);
    image.pix = sheared;
    if (is_inverted) {
        pixInvert(image.pix, image.pix);
    }
    struct textrec_page page;
    cr_assert_eq(textrec_read(engine, &image, NULL, arena, &page, NULL), E_OK);
    cr_expect(str_starts(page.text, STR("wizards")), "slope %.2f: %" STRF, slope, STRA(page.text));
    for (size_t i = 0; i < page.word_count; i++) {
        cr_expect(page.words[i].x2 <= 170 && page.words[i].y2 <= 80);
    }
    pixDestroy(&image.pix);
}

Test(textrec, reads_a_word_that_slopes_or_is_light_on_dark, .init = set_up, .fini = tear_down)
{
    expect_crop(0, false);
    expect_crop(0.15, false);
    expect_crop(-0.15, false);
    expect_crop(0, true);
}
