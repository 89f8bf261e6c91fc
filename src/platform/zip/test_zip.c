/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <zip.h>

#include "base/file.h"
#include "base/test_folder.h"
#include "platform/blob/blob.h"
#include "platform/crypt/crypt.h"
#include "platform/zip/zip.h"

#define PICTURE "\xff\xd8\xff picture"

static const char *folder;
static struct blobs *blobs;
static struct arena *arena;

static void set_up(void)
{
    struct err err = {0};
    folder = test_folder_make();
    arena = arena_new();
    cr_assert_eq(crypt_init(&err), E_OK);
    cr_assert_eq(blobs_open(arena_printf(arena, "%s/blobs", folder), &blobs, &err), E_OK);
}

static void tear_down(void)
{
    blobs_close(blobs);
    arena_free(arena);
    test_folder_drop();
}

TestSuite(zip, .init = set_up, .fini = tear_down);

static struct str keep(const char *bytes)
{
    CLEANUP(blob_unpinp) struct blob_pin *pin = NULL;
    cr_assert_eq(blob_add(blobs, str_from(bytes), &pin), E_OK);
    return str_from(arena_strdup(arena, blob_pin_name(pin).s));
}

static int make(struct str blob)
{
    CLEANUP(zip_out_freep) struct zip_out *zip = NULL;
    int fd = -1;
    cr_assert_eq(zip_out_new(blobs, folder, &zip, NULL), E_OK);
    cr_assert_eq(zip_out_begin(zip, "first.txt"), E_OK);
    cr_assert_eq(zip_out_text(zip, STR("one ")), E_OK);
    cr_assert_eq(zip_out_text(zip, STR("and two")), E_OK);
    cr_assert_eq(zip_out_begin(zip, "empty.txt"), E_OK);
    cr_assert_eq(zip_out_add_blob(zip, "files/picture.jpg", blob), E_OK);
    cr_assert_eq(zip_out_finish(zip, &fd), E_OK);
    return fd;
}

static const struct zip_limits roomy = {100, MIB, 4 * MIB};

static int open_in(int fd, struct zip_limits limits, struct zip_in **out, struct err *err)
{
    return zip_in_open(fd, &limits, out, err);
}

/* All of an entry; negative where that cannot be read. */
static int64_t read_all(struct zip_in *zip, size_t index, char *out, size_t room, struct err *err)
{
    CLEANUP(zip_entry_closep) struct zip_entry *entry = NULL;
    int64_t rc = zip_entry_open(zip, index, &entry, err);
    size_t n = 0;
    while (rc >= 0 && (rc = zip_entry_read(entry, out + n, size_min(room - n, 5), err)) > 0) {
        n += (size_t)rc;
    }
    out[size_min(n, room - 1)] = '\0';
    return rc < 0 ? rc : (int64_t)n;
}

Test(zip, reads_what_it_made)
{
    CLEANUP(fd_closep) int fd = make(keep(PICTURE));
    CLEANUP(zip_in_freep) struct zip_in *zip = NULL;
    struct err err = {0};
    cr_assert_eq(open_in(fd, roomy, &zip, &err), E_OK, "%s", err.detail);
    cr_assert_eq(zip_in_count(zip), 3);
    cr_expect(str_eq(zip_in_name(zip, 0), STR("first.txt")));
    char text[64];
    cr_expect_eq(read_all(zip, 0, text, sizeof(text), &err), 11);
    cr_expect_str_eq(text, "one and two");
    cr_expect_eq(read_all(zip, 1, text, sizeof(text), &err), 0);
    cr_expect_eq(read_all(zip, 2, text, sizeof(text), &err), 11);
    cr_expect_str_eq(text, PICTURE);
}

Test(zip, says_that_a_file_has_gone)
{
    struct str blob = keep(PICTURE);
    CLEANUP(zip_out_freep) struct zip_out *zip = NULL;
    int fd = -1;
    cr_assert_eq(zip_out_new(blobs, folder, &zip, NULL), E_OK);
    cr_assert_eq(zip_out_add_blob(zip, "files/picture.jpg", blob), E_OK);
    cr_assert_eq(blob_drop_unused(blobs, blob), E_OK);
    cr_expect_eq(zip_out_finish(zip, &fd), E_NOT_FOUND);
    cr_expect_eq(zip_out_add_blob(zip, "files/other.jpg", blob), E_NOT_FOUND);
}

Test(zip, has_limits)
{
    CLEANUP(fd_closep) int fd = make(keep(PICTURE));
    const struct zip_limits limits[] = {{2, MIB, MIB}, {100, 10, MIB}, {100, MIB, 21}};
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        CLEANUP(zip_in_freep) struct zip_in *zip = NULL;
        struct err err = {0};
        cr_expect_eq(open_in(fd, limits[i], &zip, &err), E_TOO_LARGE, "%zu", i);
        cr_expect_neq(err.detail[0], '\0');
    }
    /* What comes out counts again, also when it comes out twice. */
    CLEANUP(zip_in_freep) struct zip_in *zip = NULL;
    struct err err = {0};
    char text[64];
    cr_assert_eq(open_in(fd, (struct zip_limits){100, MIB, 22}, &zip, &err), E_OK);
    cr_expect_eq(read_all(zip, 0, text, sizeof(text), &err), 11);
    cr_expect_eq(read_all(zip, 0, text, sizeof(text), &err), 11);
    cr_expect_eq(read_all(zip, 0, text, sizeof(text), &err), E_TOO_LARGE);
}

/* An archive of entries with these names, made by the library itself. */
static int make_named(const char *const *names, size_t count)
{
    const char *path = arena_printf(arena, "%s/named.zip", folder);
    (void)unlink(path);
    int code = 0;
    zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code);
    cr_assert_not_null(archive);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *source = zip_source_buffer(archive, "x", 1, 0);
        cr_assert_geq(zip_file_add(archive, names[i], source, ZIP_FL_ENC_UTF_8), 0, "%s", names[i]);
    }
    cr_assert_eq(zip_close(archive), 0);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    int fd = dup(fileno(file));
    (void)fclose(file);
    return fd;
}

Test(zip, refuses_names_that_could_lead_elsewhere)
{
    static const char *const names[] = {
        "../x", "a/../x", "/x", "a//x", "a/", "./x", "a/.", "..", "a\\x", "C:x", "a\nb", "\x7f",
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        CLEANUP(fd_closep) int fd = make_named(&names[i], 1);
        CLEANUP(zip_in_freep) struct zip_in *zip = NULL;
        struct err err = {0};
        cr_expect_eq(open_in(fd, roomy, &zip, &err), E_INVALID, "%s", names[i]);
        cr_expect_not_null(strstr(err.detail, "lead elsewhere"), "%s: %s", names[i], err.detail);
    }
}

static struct str whole(int fd)
{
    struct str bytes;
    cr_assert_eq(file_read_all(fd, arena, MIB, &bytes), E_OK);
    return bytes;
}

static int file_of(struct str bytes)
{
    int fd = -1;
    cr_assert_eq(file_open_unnamed(folder, &fd), E_OK);
    cr_assert_eq(file_write_all(fd, bytes.p, bytes.n), E_OK);
    return fd;
}

/* Each byte of an archive set to something else: it is refused, or gives no more than its limits. */
Test(zip, bears_any_damage)
{
    CLEANUP(fd_closep) int good = make(keep(PICTURE));
    struct str bytes = whole(good);
    size_t refused = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        char *copy = arena_memdup(arena, bytes.p, bytes.n);
        copy[i] = (char)(copy[i] ^ 0xff);
        CLEANUP(fd_closep) int fd = file_of((struct str){copy, bytes.n});
        CLEANUP(zip_in_freep) struct zip_in *zip = NULL;
        struct err err = {0};
        char text[128];
        int64_t rc = open_in(fd, roomy, &zip, &err);
        for (size_t k = 0; rc >= 0 && k < zip_in_count(zip); k++) {
            rc = read_all(zip, k, text, sizeof(text), &err);
        }
        refused += rc < 0 ? 1 : 0;
        cr_expect(rc >= 0 || err.detail[0] != '\0', "%zu", i);
    }
    cr_expect_gt(refused, bytes.n / 3);
    for (size_t n = 0; n < bytes.n; n++) {
        CLEANUP(fd_closep) int fd = file_of(str_sub(bytes, 0, n));
        CLEANUP(zip_in_freep) struct zip_in *zip = NULL;
        cr_expect_eq(open_in(fd, roomy, &zip, NULL), E_INVALID, "the first %zu bytes", n);
    }
}
