/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "base/test_folder.h"
#include "platform/blob/blob.h"

static const char *folder;
static struct blobs *blobs;

static bool used;

static int tell_used(void *context, struct str name)
{
    (void)context;
    (void)name;
    return used ? 1 : 0;
}

static void open_blobs(void)
{
    struct err err = {0};
    folder = test_folder_make();
    cr_assert_eq(blobs_open(folder, &blobs, &err), E_OK);
    blobs_add_user(blobs, tell_used, NULL);
}

static void close_blobs(void)
{
    blobs_close(blobs);
    test_folder_drop();
}

TestSuite(blob, .init = open_blobs, .fini = close_blobs);

static bool is_there(struct str name)
{
    CLEANUP(fd_closep) int fd = -1;
    return blob_open(blobs, name, &fd) == E_OK;
}

Test(blob, names_by_content_and_gives_it_back)
{
    CLEANUP(blob_unpinp) struct blob_pin *pin = NULL;
    cr_assert_eq(blob_add(blobs, STR("hello"), &pin), E_OK);
    struct blob_name name = blob_pin_name(pin);
    cr_expect_str_eq(name.s, "324dcf027dd4a30a932c441f365a25e86b173defa4b8e58948253471b81b72cf",
                     "BLAKE2b-256 of \"hello\"");

    CLEANUP(fd_closep) int fd = -1;
    cr_assert_eq(blob_open(blobs, str_from(name.s), &fd), E_OK);
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str bytes;
    cr_assert_eq(file_read_all(fd, arena, 100, &bytes), E_OK);
    cr_expect(str_eq(bytes, STR("hello")));

    CLEANUP(blob_unpinp) struct blob_pin *copy = NULL;
    cr_assert_eq(blob_add_file(blobs, fd, &copy), E_OK);
    cr_expect_str_eq(blob_pin_name(copy).s, name.s, "the same bytes have the same name");
}

Test(blob, is_dropped_only_when_nobody_needs_it)
{
    struct blob_pin *pin = NULL;
    cr_assert_eq(blob_add(blobs, STR("x"), &pin), E_OK);
    struct blob_name name = blob_pin_name(pin);
    cr_expect_eq(blob_drop_unused(blobs, str_from(name.s)), E_OK);
    cr_expect(is_there(str_from(name.s)), "it is pinned");
    used = true;
    blob_unpinp(&pin);
    cr_expect(is_there(str_from(name.s)), "a row names it");
    cr_expect_eq(blob_drop_unused(blobs, str_from(name.s)), E_OK);
    cr_expect(is_there(str_from(name.s)), "a row names it");
    used = false;
    cr_expect_eq(blob_drop_unused(blobs, str_from(name.s)), E_OK);
    cr_expect_not(is_there(str_from(name.s)));
    cr_expect_eq(blob_drop_unused(blobs, str_from(name.s)), E_OK, "again is no error");
}

/* A row may come and go between its commit and the end of the pin. */
Test(blob, goes_with_its_last_pin_where_it_was_to_go_before)
{
    struct blob_pin *pins[2] = {NULL};
    for (size_t i = 0; i < ARRAY_LEN(pins); i++) {
        cr_assert_eq(blob_add(blobs, STR("x"), &pins[i]), E_OK);
    }
    struct blob_name name = blob_pin_name(pins[0]);
    cr_expect_eq(blob_drop_unused(blobs, str_from(name.s)), E_OK);
    blob_unpinp(&pins[0]);
    cr_expect(is_there(str_from(name.s)), "the other pin holds it");
    blob_unpinp(&pins[1]);
    cr_expect_not(is_there(str_from(name.s)));
}

Test(blob, opens_nothing_but_names)
{
    const char *rows[] = {"",
                          "../../../etc/passwd",
                          "..",
                          "ab",
                          "324DCF027dd4a30a932c441f365a25e86b173defa4b8e58948253471b81b72cf",
                          "324dcf027dd4a30a932c441f365a25e86b173defa4b8e58948253471b81b72c/"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int fd = -1;
        cr_expect_eq(blob_open(blobs, str_from(rows[i]), &fd), E_NOT_FOUND, "%s", rows[i]);
    }
}

static void *add_and_drop(void *unused)
{
    (void)unused;
    for (int i = 0; i < 50; i++) {
        struct blob_pin *pin = NULL;
        cr_assert_eq(blob_add(blobs, STR("shared by all threads"), &pin), E_OK);
        struct blob_name name = blob_pin_name(pin);
        cr_assert(is_there(str_from(name.s)), "what is pinned is there");
        blob_unpinp(&pin);
        cr_assert_eq(blob_drop_unused(blobs, str_from(name.s)), E_OK);
    }
    return NULL;
}

Test(blob, survives_adding_and_dropping_the_same_bytes_at_once)
{
    pthread_t threads[4];
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, add_and_drop, NULL), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        pthread_join(threads[i], NULL);
    }
    int left = 0;
    DIR *dir = opendir(folder);
    cr_assert_not_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        left += strncmp(entry->d_name, "new-", 4) == 0 ? 1 : 0;
    }
    closedir(dir);
    cr_expect_eq(left, 0, "no temporary file stays");
    cr_expect_gt(blobs_free_bytes(blobs), 0);
}

/* Who adds beside the server has pins that it knows nothing of. */
Test(blob, nothing_goes_while_another_process_adds)
{
    struct blobs *beside = NULL;
    struct err err = {0};
    struct blob_pin *pin = NULL;
    size_t dropped = 0;
    cr_assert_eq(blobs_sweep_late(blobs, &dropped), E_OK);
    cr_assert_eq(blobs_open_beside(folder, &beside, &err), E_OK, "%s", err.detail);
    cr_assert_eq(blob_add(beside, STR("x"), &pin), E_OK);
    struct blob_name name = blob_pin_name(pin);
    cr_expect_eq(blob_drop_unused(blobs, str_from(name.s)), E_OK);
    cr_expect_eq(blobs_sweep(blobs, &dropped), E_OK);
    cr_expect_eq(blobs_sweep_late(blobs, &dropped), E_OK);
    cr_expect_eq(dropped, 0);
    cr_expect(is_there(str_from(name.s)));
    blob_unpinp(&pin);
    cr_expect_eq(blob_drop_unused(beside, str_from(name.s)), E_OK);
    cr_expect(is_there(str_from(name.s)), "it cannot know who needs it");

    blobs_close(beside);
    cr_expect_eq(blobs_sweep_late(blobs, &dropped), E_OK);
    cr_expect_eq(dropped, 1);
    cr_expect_not(is_there(str_from(name.s)));
    cr_assert_eq(blob_add(blobs, STR("y"), &pin), E_OK);
    blob_unpinp(&pin);
    cr_expect_eq(blobs_sweep_late(blobs, &dropped), E_OK);
    cr_expect_eq(dropped, 0, "it has looked once, and nobody was there since");
}

/* What another process is writing is not what an interrupted upload left. */
Test(blob, a_start_leaves_what_another_process_writes)
{
    char unfinished[64];
    snprintf(unfinished, sizeof(unfinished), "%s/new-1", folder);
    struct blobs *beside = NULL;
    struct blobs *again = NULL;
    struct err err = {0};
    cr_assert_eq(blobs_open_beside(folder, &beside, &err), E_OK, "%s", err.detail);
    fclose(fopen(unfinished, "w"));
    cr_assert_eq(blobs_open(folder, &again, &err), E_OK, "%s", err.detail);
    cr_expect_eq(access(unfinished, F_OK), 0);
    blobs_close(again);
    blobs_close(beside);
    cr_assert_eq(blobs_open(folder, &again, &err), E_OK, "%s", err.detail);
    cr_expect_neq(access(unfinished, F_OK), 0);
    blobs_close(again);
}

Test(blob, sweeps_what_nobody_names)
{
    char unfinished[64];
    snprintf(unfinished, sizeof(unfinished), "%s/new-1", folder);
    fclose(fopen(unfinished, "w"));
    for (int i = 0; i < 2; i++) {
        CLEANUP(blob_unpinp) struct blob_pin *pin = NULL;
        cr_assert_eq(blob_add(blobs, i == 0 ? STR("a") : STR("b"), &pin), E_OK);
    }
    size_t dropped = 0;
    used = true;
    cr_expect_eq(blobs_sweep(blobs, &dropped), E_OK);
    cr_expect_eq(dropped, 0);
    used = false;
    cr_expect_eq(blobs_sweep(blobs, &dropped), E_OK);
    cr_expect_eq(dropped, 2);
    blobs_close(blobs);
    struct err err = {0};
    cr_assert_eq(blobs_open(folder, &blobs, &err), E_OK);
    cr_expect_neq(access(unfinished, F_OK), 0, "the next start removes it");
}
