/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own ocr worker, from its start to its results. */
#include <string.h>
#include <sys/wait.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "worker/test_child.h"

static void start_ocr(struct child *child, const char *languages)
{
    const char *const argv[] = {"assisti", "worker", "ocr", "--languages", languages, NULL};
    child_start(child, ASSISTI, argv);
}

/* What came of a file. */
struct reading {
    struct child child;
    struct child_outcome outcome;
};

static void read_fd_in(struct reading *reading, const char *languages, int fd, const char *params)
{
    start_ocr(&reading->child, languages);
    child_ready(&reading->child);
    child_try(&reading->child, params, fd, &reading->outcome);
}

static void read_fd(struct reading *reading, int fd, const char *params)
{
    read_fd_in(reading, "eng", fd, params);
}

static void read_path(struct reading *reading, const char *path, const char *params)
{
    CLEANUP(fd_closep) int fd = child_open_file(path);
    read_fd(reading, fd, params);
}

static void read_bytes(struct reading *reading, struct str bytes)
{
    CLEANUP(fd_closep) int fd = child_open_bytes(bytes);
    read_fd(reading, fd, "{}");
}

static void reading_done(struct reading *reading)
{
    child_outcome_done(&reading->outcome);
    cr_expect_eq(child_wait(&reading->child), 0);
}

static size_t count_parts(const struct reading *reading, enum ipc_part_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < reading->outcome.assembly.part_count; i++) {
        if (reading->outcome.assembly.parts[i].kind == kind) {
            count++;
            cr_expect(
                kind == IPC_PART_JSON ||
                str_starts(ipc_assembly_part(&reading->outcome.assembly, i), STR("\xff\xd8\xff")));
        }
    }
    return count;
}

static bool label_has(const struct reading *reading, const char *words)
{
    const struct str label = json_text(json_get(reading->outcome.root, "label"));
    return memmem(label.p, label.n, words, strlen(words)) != NULL;
}

Test(kind_ocr, reads_a_page)
{
    struct reading reading;
    read_path(&reading, "files/page.png", "{}");
    cr_assert_eq(reading.outcome.rc, E_OK);
    cr_expect(label_has(&reading, "Assisti reads this page."));
    cr_expect_gt(json_number(json_get(reading.outcome.root, "confidence"), 0), 0.7);
    cr_expect(str_starts(json_text(json_get(reading.outcome.root, "model")), STR("tesseract-5.")));
    const struct json_value image = json_get(reading.outcome.root, "image");
    cr_expect(str_eq(json_text(json_get(image, "type")), STR("image/png")));

    const struct json_value result = json_get(reading.outcome.root, "result");
    const struct json_value page = json_at(json_get(result, "pages"), 0);
    cr_expect_eq(json_i64(json_get(page, "width"), 0), json_i64(json_get(image, "width"), -1));
    cr_expect_eq(json_i64(json_get(result, "rotation"), -1), 0);
    cr_expect(str_eq(json_text(json_at(json_get(result, "languages"), 0)), STR("eng")));
    const struct json_value words = json_get(result, "words");
    cr_assert_gt(json_count(words), 10);
    const struct json_value first = json_at(words, 0);
    cr_expect(str_eq(json_text(json_get(first, "text")), STR("Assisti")));
    cr_expect_eq(json_i64(json_get(first, "page"), 0), 1);
    const struct json_value box = json_get(first, "box");
    cr_expect_lt(json_i64(json_at(box, 0), 0), json_i64(json_at(box, 2), 0));
    cr_expect_lt(json_i64(json_at(box, 1), 0), json_i64(json_at(box, 3), 0));
    cr_expect_eq(count_parts(&reading, IPC_PART_THUMBNAIL), 1);
    cr_expect_eq(count_parts(&reading, IPC_PART_PREVIEW), 1, "a PDF takes no PNG as it is");
    reading_done(&reading);
}

Test(kind_ocr, makes_the_pictures_that_are_needed)
{
    const struct {
        const char *path;
        const char *params;
        size_t thumbnails;
        size_t previews;
    } rows[] = {
        {"corpus/image/progressive.jpg", "{}", 1, 0},
        {"corpus/image/turned.jpg", "{}", 1, 1},
        {"corpus/image/cmyk.jpg", "{}", 1, 1},
        {"corpus/image/pages.tif", "{}", 1, 3},
        {"corpus/image/small.heic", "{}", 1, 1},
        {"corpus/image/small.avif", "{}", 1, 1},
        {"corpus/image/pages.tif", "{\"pictures\":false}", 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct reading reading;
        read_path(&reading, rows[i].path, rows[i].params);
        cr_expect_eq(reading.outcome.rc, E_OK, "%s", rows[i].path);
        cr_expect_eq(count_parts(&reading, IPC_PART_THUMBNAIL), rows[i].thumbnails, "%s",
                     rows[i].path);
        cr_expect_eq(count_parts(&reading, IPC_PART_PREVIEW), rows[i].previews, "%s", rows[i].path);
        reading_done(&reading);
    }
}

Test(kind_ocr, draws_a_pdf_with_fonts_that_are_not_inside)
{
    struct reading reading;
    read_path(&reading, "corpus/image/no_fonts.pdf", "{}");
    cr_assert_eq(reading.outcome.rc, E_OK);
    cr_expect(label_has(&reading, "with fonts that are not inside"));
    reading_done(&reading);
}

/* Its codes are those of GBK, and what they mean lies in a package of its own, as do the letters. */
Test(kind_ocr, draws_chinese_with_fonts_that_are_not_inside)
{
    CLEANUP(fd_closep) int fd = child_open_file("corpus/image/no_chinese_fonts.pdf");
    struct reading reading;
    read_fd_in(&reading, "chi_sim", fd, "{}");
    cr_assert_eq(reading.outcome.rc, E_OK);
    cr_expect(label_has(&reading, "\xe8\xbf\x99\xe4\xb8\xaa\xe6\x96\x87\xe4\xbb\xb6"));
    reading_done(&reading);
}

/* A BMP of 200 by 200 white pixels. */
static struct str white_bmp(char *out, size_t room)
{
    static const char head[54] =
        "BM\xf6\xd4\1\0\0\0\0\0\x36\0\0\0\x28\0\0\0\xc8\0\0\0\xc8\0\0\0\1\0\x18";
    const size_t bytes = sizeof(head) + (size_t)200 * 600;
    cr_assert_leq(bytes, room);
    memset(out, 0xff, bytes);
    memcpy(out, head, sizeof(head));
    return (struct str){out, bytes};
}

/* The size that a JPEG's frame header says. */
static bool jpeg_is_square(struct str jpeg, int side)
{
    for (size_t at = 2; at + 9 < jpeg.n && (uint8_t)jpeg.p[at] == 0xff;) {
        const uint8_t *p = (const uint8_t *)jpeg.p + at;
        if (p[1] >= 0xc0 && p[1] <= 0xc2) {
            return p[5] * 256 + p[6] == side && p[7] * 256 + p[8] == side;
        }
        at += 2 + (size_t)(p[2] * 256 + p[3]);
    }
    return false;
}

Test(kind_ocr, makes_squares_without_what_the_file_says_besides)
{
    struct reading reading;
    read_path(&reading, "files/photo.jpg", "{\"task\": \"square\", \"side\": 128}");
    cr_assert_eq(reading.outcome.rc, E_OK);
    cr_assert_eq(reading.outcome.assembly.part_count, 2);
    cr_assert_eq(count_parts(&reading, IPC_PART_THUMBNAIL), 1);
    const struct str jpeg = ipc_assembly_part(&reading.outcome.assembly, 1);
    cr_expect(jpeg_is_square(jpeg, 128));
    cr_expect_null(memmem(jpeg.p, jpeg.n, "Exif", 4));
    reading_done(&reading);

    read_path(&reading, "files/hello.txt", "{\"task\": \"square\"}");
    cr_expect_eq(reading.outcome.rc, E_UNSUPPORTED_IMAGE);
    reading_done(&reading);
    read_path(&reading, "files/bomb.png", "{\"task\": \"square\"}");
    cr_expect_eq(reading.outcome.rc, E_TOO_MANY_PIXELS);
    reading_done(&reading);
}

Test(kind_ocr, no_text_is_a_result)
{
    char bytes[130000];
    struct reading reading;
    read_bytes(&reading, white_bmp(bytes, sizeof(bytes)));
    cr_assert_eq(reading.outcome.rc, E_OK);
    cr_expect(json_has(json_get(reading.outcome.root, "label")));
    cr_expect_eq(json_text(json_get(reading.outcome.root, "label")).n, 0);
    cr_expect_eq(json_number(json_get(reading.outcome.root, "confidence"), -1), 0);
    cr_expect_eq(json_count(json_get(json_get(reading.outcome.root, "result"), "words")), 0);
    reading_done(&reading);
}

/* More than the buffer of a stream holds of what Tesseract remarks about each of them. */
Test(kind_ocr, a_worker_reads_any_number_of_empty_pages)
{
    char bytes[130000];
    const struct str bmp = white_bmp(bytes, sizeof(bytes));
    CLEANUP(fd_closep) int fd = child_open_bytes(bmp);
    struct reading reading;
    start_ocr(&reading.child, "eng");
    child_ready(&reading.child);
    for (int i = 0; i < 400; i++) {
        child_try(&reading.child, "{\"pictures\":false}", fd, &reading.outcome);
        cr_assert_eq(reading.outcome.rc, E_OK);
        child_outcome_done(&reading.outcome);
    }
    cr_expect_eq(child_wait(&reading.child), 0);
}

Test(kind_ocr, says_what_is_wrong_with_a_file)
{
    const struct {
        const char *name;
        struct str bytes;
        int rc;
    } rows[] = {
        {"empty", STR(""), E_UNREADABLE_IMAGE},
        {"text", STR("This is a letter.\n"), E_UNSUPPORTED_IMAGE},
        {"cut PNG", STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10"), E_UNREADABLE_IMAGE},
        {"huge PNG",
         STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\0\0\0\0\0\0\0\0"),
         E_TOO_MANY_PIXELS},
        {"cut JPEG", STR("\xff\xd8\xff\xe0"), E_UNREADABLE_IMAGE},
        {"cut PDF", STR("%PDF-1.4\n"), E_UNREADABLE_IMAGE},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct reading reading;
        read_bytes(&reading, rows[i].bytes);
        cr_expect_eq(reading.outcome.rc, rows[i].rc, "%s: %s", rows[i].name,
                     e_code(reading.outcome.rc));
        reading_done(&reading);
    }
}

Test(kind_ocr, refuses_languages_that_are_not_there)
{
    struct child child;
    start_ocr(&child, "eng+xyz");
    cr_assert_eq(child_says(&child), IPC_GOT_MESSAGE);
    cr_assert_eq(child.message.kind, IPC_ERROR);
    cr_expect_eq(child.message.error.rc, E_LANGUAGE_MISSING);
    cr_expect_eq(child_wait(&child), 0);
}

Test(kind_ocr, is_not_for_people)
{
    struct child child;
    const char *const argv[] = {"assisti", "worker", "ocr", NULL};
    child_start(&child, ASSISTI, argv);
    const int status = child_wait(&child);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 2);
}
