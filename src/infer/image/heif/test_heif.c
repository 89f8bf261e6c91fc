/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HEIC and AVIF: colours from planes, grids from tiles, what boxes turn and cut, and files that lie. The files of the corpus are drawn
 * for this, and changed here byte by byte. */
#include <criterion/criterion.h>
#include <leptonica/allheaders.h>
#include <string.h>

#include "base/file.h"
#include "infer/image/heif/heif_int.h"
#include "infer/image/image.h"

static struct arena *arena;

static void set_up(void)
{
    image_init();
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
    image_done();
}

TestSuite(heif, .init = set_up, .fini = tear_down);

static struct str read_corpus(const char *name)
{
    struct str bytes = STR_EMPTY;
    const char *path = arena_printf(arena, "%s/image/%s", TEST_FIXTURES, name);
    cr_assert_eq(file_read_path(path, arena, MIB, &bytes), E_OK, "%s", path);
    return bytes;
}

/* A copy in which `with` stands some bytes behind where this text is found first. */
static struct str changed(struct str bytes, struct str text, size_t behind, struct str with)
{
    const char *found = memmem(bytes.p, bytes.n, text.p, text.n);
    cr_assert(found != NULL);
    char *copy = arena_memdup(arena, bytes.p, bytes.n);
    const size_t at = (size_t)(found - bytes.p) + behind;
    cr_assert(at + with.n <= bytes.n);
    memcpy(copy + at, with.p, with.n);
    return (struct str){copy, bytes.n};
}

static struct str with_byte(struct str bytes, struct str text, size_t behind, int byte)
{
    const char with = (char)byte;
    return changed(bytes, text, behind, (struct str){&with, 1});
}

static struct image *decode(struct str bytes)
{
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    struct err err = {0};
    struct image *image = NULL;
    cr_assert_eq(image_file_open(bytes, &file, &err), E_OK, "%s", err.detail);
    cr_assert_eq(image_decode(file, 0, 0, &image, &err), E_OK, "%s", err.detail);
    cr_expect_eq(image->width, image_file_info(file).width);
    cr_expect_eq(image->height, image_file_info(file).height);
    return image;
}

static uint32_t pixel_at(PIX *pix, l_int32 x, l_int32 y)
{
    l_uint32 pixel = 0;
    cr_assert_eq(pixGetPixel(pix, x, y, &pixel), 0);
    return pixel >> 8;
}

static void expect_equal(const char *name, PIX *pix, PIX *expected)
{
    cr_assert_eq(pixGetWidth(pix), pixGetWidth(expected), "%s", name);
    cr_assert_eq(pixGetHeight(pix), pixGetHeight(expected), "%s", name);
    for (l_int32 y = 0; y < pixGetHeight(pix); y++) {
        for (l_int32 x = 0; x < pixGetWidth(pix); x++) {
            cr_assert_eq(pixel_at(pix, x, y), pixel_at(expected, x, y), "%s at %d, %d", name, x, y);
        }
    }
}

/* ---- colours ---- */

/* A pixel of a picture that has these samples everywhere. */
static uint32_t turn(const struct heif_colours *colours, int bits, const uint16_t samples[3],
                     bool is_grey)
{
    uint16_t wide[3][4];
    uint8_t narrow[3][4];
    struct heif_planes planes = {
        .width = 2, .height = 2, .bits = bits, .is_grey = is_grey, .across = 1, .down = 1};
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 4; k++) {
            wide[i][k] = samples[i];
            narrow[i][k] = (uint8_t)samples[i];
        }
        const bool is_there = i == 0 || !is_grey;
        const uint8_t *p = bits > 8 ? (const uint8_t *)wide[i] : narrow[i];
        planes.planes[i] = is_there ? p : NULL;
        planes.strides[i] = bits > 8 ? 4 : 2;
    }
    heif_planes_colour(&planes, colours);
    uint32_t row[1] = {0};
    heif_planes_read(&planes, &(struct heif_place){1, 1}, 1, row);
    cr_expect_eq(row[0] & 255, 255);
    return row[0] >> 8;
}

/* From the formulas of ITU-R BT.601, BT.709 and BT.2020 and of H.273. */
Test(heif, samples_become_colours)
{
    const struct {
        struct heif_colours colours;
        int bits;
        uint16_t samples[3];
        uint32_t pixel;
        bool is_grey;
    } rows[] = {
        {{1, 6, true}, 8, {76, 85, 255}, 0xfe0000, false},
        {{1, 2, true}, 8, {76, 85, 255}, 0xfe0000, false},
        {{1, 6, false}, 8, {81, 90, 240}, 0xfe0000, false},
        {{1, 1, true}, 8, {54, 99, 255}, 0xfe0000, false},
        {{1, 1, false}, 8, {63, 102, 240}, 0xff0100, false},
        {{1, 1, false}, 8, {235, 128, 128}, 0xffffff, false},
        {{1, 1, false}, 8, {16, 128, 128}, 0x000000, false},
        {{1, 1, false}, 8, {250, 128, 128}, 0xffffff, false},
        {{1, 1, false}, 10, {940, 512, 512}, 0xffffff, false},
        {{1, 1, false}, 10, {64, 512, 512}, 0x000000, false},
        {{9, 9, true}, 10, {269, 369, 1023}, 0xff0000, false},
        {{1, 6, true}, 12, {2048, 2048, 2048}, 0x808080, false},
        {{1, 0, true}, 8, {20, 30, 10}, 0x0a141e, false},
        {{1, 0, false}, 8, {16, 235, 16}, 0x0000ff, false},
        {{1, 8, true}, 8, {128, 138, 148}, 0x8a8a62, false},
        {{9, 12, true}, 10, {269, 369, 1023}, 0xff0000, false},
        {{2, 2, true}, 8, {77, 0, 0}, 0x4d4d4d, true},
        {{2, 2, false}, 8, {235, 0, 0}, 0xffffff, true},
        {{1, 0, true}, 8, {77, 0, 0}, 0x4d4d4d, true},
        {{1, 6, true}, 10, {512, 0, 0}, 0x808080, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const uint32_t pixel =
            turn(&rows[i].colours, rows[i].bits, rows[i].samples, rows[i].is_grey);
        cr_expect_eq(pixel, rows[i].pixel, "row %zu: %06x is not %06x", i, pixel, rows[i].pixel);
    }
}

/* Each pixel takes the sample of colour that it shares with its neighbours, also where many are read at once. */
Test(heif, samples_are_shared)
{
    enum { WIDTH = 700 };
    static uint8_t light[2][WIDTH];
    static uint8_t colour[2][WIDTH];
    static uint32_t row[WIDTH];
    for (size_t x = 0; x < WIDTH; x++) {
        light[1][x] = 100;
        colour[0][x] = colour[1][x] = (uint8_t)(100 + x % 50);
    }
    for (unsigned across = 0; across < 2; across++) {
        struct heif_planes planes = {
            .width = WIDTH,
            .height = 2,
            .bits = 8,
            .across = across,
            .down = 1,
            .planes = {light[0], colour[0], colour[1]},
            .strides = {WIDTH, WIDTH, WIDTH},
        };
        /* Green, blue and red as they stand. */
        heif_planes_colour(&planes, &(struct heif_colours){1, 0, true});
        heif_planes_read(&planes, &(struct heif_place){3, 1}, WIDTH - 3, row);
        heif_planes_read_alpha(&planes, &(struct heif_place){3, 1}, WIDTH - 3, row);
        for (uint32_t x = 3; x < WIDTH; x++) {
            const uint32_t expected = 100 + (x >> across) % 50;
            cr_assert_eq(row[x - 3], expected << 24 | 100u << 16 | expected << 8 | 100u, "%u", x);
        }
    }
}

/* ---- grids ---- */

/* Item 1 is the grid; the tiles follow. */
Test(heif, grids_are_their_tiles)
{
    const char *const names[] = {"grid.heic", "grid.avif"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct str bytes = read_corpus(names[i]);
        CLEANUP(image_freep) struct image *whole = decode(bytes);
        cr_expect_eq(whole->width, 90);
        cr_expect_eq(whole->height, 60);
        for (int tile = 0; tile < 2; tile++) {
            CLEANUP(image_freep)
            struct image *image = decode(with_byte(bytes, STR("pitm"), 9, 2 + tile));
            cr_expect_eq(image->width, 64);
            cr_expect_eq(image->height, 64);
            for (l_int32 y = 0; y < 60; y++) {
                for (l_int32 x = 0; x < (tile == 0 ? 64 : 26); x++) {
                    cr_assert_eq(pixel_at(whole->pix, x + 64 * tile, y), pixel_at(image->pix, x, y),
                                 "%s", names[i]);
                }
            }
        }
    }
}

Test(heif, what_is_transparent_is_white)
{
    CLEANUP(image_freep) struct image *image = decode(read_corpus("grid_alpha.heic"));
    const uint32_t corner = pixel_at(image->pix, 10, 10);
    cr_expect(corner >> 16 > 0x70 && (corner >> 8 & 255) < 0x40, "%06x", corner);
    const struct str opaque = changed(read_corpus("grid_alpha.heic"), STR("auxl"), 0, STR("free"));
    CLEANUP(image_freep) struct image *without = decode(opaque);
    cr_expect_eq(pixel_at(without->pix, 10, 10), corner);
    cr_expect_lt(pixel_at(without->pix, 85, 30) & 255, 0xf5);
    cr_expect_gt(pixel_at(image->pix, 85, 30) & 255, 0xf5);
}

/* Against leptonica, which turns whole pictures. */
Test(heif, boxes_turn_the_picture)
{
    const struct str bytes = read_corpus("grid_turned.heic");
    const struct str without =
        changed(changed(bytes, STR("irot"), 0, STR("free")), STR("imir"), 0, STR("free"));
    CLEANUP(image_freep) struct image *stored = decode(without);
    cr_expect_eq(stored->width, 81);
    cr_expect_eq(stored->height, 50);
    for (int quarters = 0; quarters < 4; quarters++) {
        PIX *turned = pixRotateOrth(stored->pix, (4 - quarters) % 4);
        const struct str irot = with_byte(bytes, STR("irot"), 4, quarters);
        for (int axis = 0; axis < 2; axis++) {
            PIX *mirrored = axis == 1 ? pixFlipLR(NULL, turned) : pixFlipTB(NULL, turned);
            CLEANUP(image_freep)
            struct image *image = decode(with_byte(irot, STR("imir"), 4, axis));
            expect_equal(arena_printf(arena, "%d quarters, axis %d", quarters, axis), image->pix,
                         mirrored);
            pixDestroy(&mirrored);
        }
        pixDestroy(&turned);
    }
}

/* 81 x 50 of 90 x 60: 1.5 pixels right and 2 up from the middle. */
Test(heif, boxes_cut_the_picture)
{
    const struct str turned = read_corpus("grid_turned.heic");
    const struct str bytes =
        changed(changed(turned, STR("irot"), 0, STR("free")), STR("imir"), 0, STR("free"));
    CLEANUP(image_freep)
    struct image *whole = decode(changed(bytes, STR("clap"), 0, STR("free")));
    CLEANUP(image_freep) struct image *part = decode(bytes);
    BOX *box = boxCreate(6, 3, 81, 50);
    PIX *expected = pixClipRectangle(whole->pix, box, NULL);
    expect_equal("part", part->pix, expected);
    pixDestroy(&expected);
    boxDestroy(&box);
}

/* The colours that the grid tells count where its tiles tell none. */
Test(heif, boxes_tell_the_colours)
{
    const struct str bytes = read_corpus("grid_turned.heic");
    CLEANUP(image_freep) struct image *full = decode(bytes);
    CLEANUP(image_freep) struct image *limited = decode(with_byte(bytes, STR("nclx"), 10, 0));
    CLEANUP(image_freep) struct image *other = decode(with_byte(bytes, STR("nclx"), 9, 6));
    l_int32 same_limited = 0;
    l_int32 same_other = 0;
    pixEqual(full->pix, limited->pix, &same_limited);
    pixEqual(full->pix, other->pix, &same_other);
    cr_expect_eq(same_limited, 0);
    cr_expect_eq(same_other, 0);
}

/* ---- files that lie ---- */

/* What comes of a file: opening or decoding. */
static int outcome(struct str bytes)
{
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    CLEANUP(image_freep) struct image *image = NULL;
    struct err err = {0};
    int rc = image_file_open(bytes, &file, &err);
    if (rc == E_OK) {
        rc = image_decode(file, 0, 0, &image, &err);
    }
    cr_expect(rc == E_OK || err.detail[0] != '\0');
    return rc;
}

Test(heif, files_that_lie_are_refused)
{
    const struct {
        const char *name;
        struct str text; /* is changed this far behind it */
        size_t behind;
        struct str with;
        int rc;
    } rows[] = {
        {"as it is", STR("pitm"), 0, STR("pitm"), E_OK},
        {"no meta", STR("meta"), 0, STR("free"), E_UNREADABLE_IMAGE},
        {"no primary", STR("pitm"), 9, STR("\x63"), E_UNREADABLE_IMAGE},
        {"no items", STR("iinf"), 0, STR("free"), E_UNREADABLE_IMAGE},
        {"an item twice", STR("infe"), 9, STR("\2"), E_UNREADABLE_IMAGE},
        {"no places", STR("iloc"), 0, STR("free"), E_UNREADABLE_IMAGE},
        {"no properties", STR("ipco"), 0, STR("free"), E_UNREADABLE_IMAGE},
        {"no sets of parameters", STR("hvcC"), 0, STR("free"), E_UNREADABLE_IMAGE},
        {"broken sets", STR("hvcC"), 4 + 22, STR("\x40"), E_UNREADABLE_IMAGE},
        {"no references", STR("iref"), 0, STR("free"), E_UNREADABLE_IMAGE},
        {"fewer references", STR("dimg"), 7, STR("\1"), E_UNREADABLE_IMAGE},
        {"a tile that is not there", STR("dimg"), 9, STR("\x63"), E_UNREADABLE_IMAGE},
        {"a grid of itself", STR("dimg"), 9, STR("\1"), E_UNREADABLE_IMAGE},
        {"one tile twice", STR("dimg"), 9, STR("\3"), E_OK},
        {"more rows than tiles", STR("idat"), 6, STR("\7"), E_UNREADABLE_IMAGE},
        {"a bomb", STR("idat"), 6, STR("\xff\xff"), E_UNREADABLE_IMAGE},
        {"larger than its tiles", STR("idat"), 8, STR("\7"), E_UNREADABLE_IMAGE},
        {"a tile that shows nothing", STR("idat"), 9, STR("\x20"), E_UNREADABLE_IMAGE},
        {"no width", STR("idat"), 9, STR("\0"), E_UNREADABLE_IMAGE},
        {"another kind of picture", STR("grid"), 0, STR("iovl"), E_UNSUPPORTED_IMAGE},
        {"a tile that is no picture", STR("hvc1"), 0, STR("jpeg"), E_UNREADABLE_IMAGE},
        {"a box that does not end", STR("iinf"), -(size_t)4, STR("\x7f"), E_UNREADABLE_IMAGE},
        {"a box too small for itself", STR("iloc"), -(size_t)1, STR("\7"), E_UNREADABLE_IMAGE},
        {"bytes that are not there", STR("iloc"), 36, STR("\x7f"), E_UNREADABLE_IMAGE},
        {"many bytes", STR("iloc"), 40, STR("\x7f"), E_UNREADABLE_IMAGE},
        {"bytes elsewhere", STR("iloc"), 33, STR("\1"), E_UNREADABLE_IMAGE},
    };
    const struct str bytes = read_corpus("grid.heic");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const int rc = outcome(changed(bytes, rows[i].text, rows[i].behind, rows[i].with));
        cr_expect_eq(rc, rows[i].rc, "%s: %d", rows[i].name, rc);
    }
    for (size_t n = 16; n < bytes.n; n++) {
        cr_expect_lt(outcome(str_sub(bytes, 0, n)), 0, "%zu bytes", n);
    }
}

/* The size in the stream counts; that of the boxes is compared before anything is made. */
Test(heif, tiles_are_as_announced)
{
    const char *const names[] = {"grid.heic", "grid.avif"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct str bytes = with_byte(read_corpus(names[i]), STR("pitm"), 9, 2);
        const struct {
            int px;
            int rc;
        } rows[] = {{64, E_OK}, {60, E_OK}, {65, E_UNREADABLE_IMAGE}, {200, E_UNREADABLE_IMAGE}};
        for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
            /* Found first at tiles, since the grid has another width. */
            const struct str size = STR("ispe\0\0\0\0\0\0\0\x40");
            const int rc = outcome(with_byte(bytes, size, 11, rows[k].px));
            cr_expect_eq(rc, rows[k].rc, "%s, %d pixels: %d", names[i], rows[k].px, rc);
        }
    }
}

Test(heif, large_pictures_are_told_as_such)
{
    const struct str tile = with_byte(read_corpus("grid.heic"), STR("pitm"), 9, 2);
    const struct str size = STR("\0\1\0\0\0\0\x40\0");
    cr_expect_eq(outcome(changed(tile, STR("ispe\0\0\0\0\0\0\0\x40"), 8, size)), E_TOO_MANY_PIXELS);
}

/* The first tile of this file lies in two pieces, which overlap here. */
Test(heif, pieces_are_no_more_than_the_file)
{
    const struct str bytes = read_corpus("grid.avif");
    cr_expect_eq(outcome(bytes), E_OK);
    const struct str pieces = STR("\0\0\0\0\0\0\2\0\0\0\0\0\0\0\2\0");
    cr_expect_lt(bytes.n, 1024);
    cr_expect_eq(outcome(changed(bytes, STR("iloc"), 36, pieces)), E_UNREADABLE_IMAGE);
}
