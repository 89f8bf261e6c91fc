/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own worker for animals: every kind of file within its sandbox, and learning. What the network answers
 * is for the tests of the network. */
#include <string.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "model/model.h"
#include "worker/test_child.h"

static void start(struct child *child)
{
    const char *const argv[] = {"assisti", "worker", "animals", "--model", "animals", NULL};
    child_start(child, ASSISTI, argv);
    child_ready(child);
}

Test(kind_animals, answers_in_the_form_of_the_contract)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(fd_closep) int fd = child_open_file("files/photo.jpg");
    struct child child;
    struct child_outcome outcome;
    start(&child);
    child_try(&child, "{}", fd, &outcome);
    cr_assert_eq(outcome.rc, E_OK);
    const struct json_value result = json_get(outcome.root, "result");
    const struct json_value top = json_get(result, "top");
    cr_assert_eq(json_count(top), 5);
    double sum = 0;
    for (size_t i = 0; i < 5; i++) {
        cr_expect_gt(json_text(json_get(json_at(top, i), "label")).n, 0);
        sum += json_number(json_get(json_at(top, i), "confidence"), 2);
    }
    cr_expect_leq(sum, 1.001);
    cr_expect_eq(json_number(json_get(outcome.root, "confidence"), -1),
                 json_number(json_get(json_at(top, 0), "confidence"), -2));
    cr_expect(str_starts(json_text(json_get(outcome.root, "model")), STR("animals-")));
    cr_expect_geq(json_i64(json_get(result, "looks"), 0), 1);
    const struct json_value image = json_get(outcome.root, "image");
    cr_expect_eq(json_i64(json_get(image, "width"), 0), 1600);
    float *embedding;
    size_t width;
    cr_assert_eq(model_read_floats(json_text(json_get(outcome.root, "embedding")), 1,
                                   MODEL_EMBEDDING_MAX, arena, &embedding, &width),
                 E_OK);
    cr_expect_float_eq(model_dot(embedding, embedding, width), 1, 1e-3);
    cr_expect_eq(outcome.assembly.part_count, 2, "a thumbnail and no preview");
    child_outcome_done(&outcome);
    cr_expect_eq(child_wait(&child), 0);
}

Test(kind_animals, takes_every_kind_of_file)
{
    const struct {
        const char *path;
        int rc;
        size_t parts;
    } rows[] = {
        {"corpus/image/progressive.jpg", E_OK, 2},
        {"corpus/image/turned.jpg", E_OK, 2},
        {"corpus/image/cmyk.jpg", E_OK, 2},
        {"corpus/image/alpha.png", E_OK, 2},
        {"corpus/image/palette.png", E_OK, 2},
        {"corpus/image/one_bit.png", E_OK, 2},
        {"corpus/image/lossy.webp", E_OK, 2},
        {"corpus/image/animated.webp", E_OK, 2},
        {"corpus/image/frames.gif", E_OK, 2},
        {"corpus/image/plain.bmp", E_OK, 2},
        {"corpus/image/small.avif", E_OK, 2},
        {"corpus/image/small.heic", E_OK, 3},
        {"corpus/image/pages.tif", E_OK, 3},
        {"corpus/image/fax.tif", E_OK, 3},
        {"files/cut.png", E_UNREADABLE_IMAGE, 0},
        {"files/bomb.png", E_TOO_MANY_PIXELS, 0},
        {"corpus/image/packed.bmp", E_UNSUPPORTED_IMAGE, 0},
        {"files/hello.txt", E_UNSUPPORTED_IMAGE, 0},
        {"corpus/image/page.pdf", E_UNSUPPORTED_IMAGE, 0},
    };
    struct child child;
    start(&child);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(fd_closep) int fd = child_open_file(rows[i].path);
        struct child_outcome outcome;
        child_try(&child, "{}", fd, &outcome);
        cr_expect_eq(outcome.rc, rows[i].rc, "%s: %s", rows[i].path, e_code(outcome.rc));
        cr_expect_eq(outcome.assembly.part_count, rows[i].parts, "%s", rows[i].path);
        child_outcome_done(&outcome);
    }
    cr_expect_eq(child_wait(&child), 0);
}

/* Four examples of two classes, two numbers each. */
struct lesson {
    uint32_t classes[4];
    float embeddings[8];
};

Test(kind_animals, learns)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct lesson lesson = {{0, 1, 0, 1}, {1, 0, 0, 1, 0.9F, 0.1F, 0.1F, 0.9F}};
    CLEANUP(fd_closep)
    int fd = child_open_bytes((struct str){(const char *)&lesson, sizeof(lesson)});
    struct child child;
    struct child_outcome outcome;
    start(&child);
    child_try(&child, "{\"task\":\"fit\",\"classes\":2,\"count\":4,\"width\":2}", fd, &outcome);
    cr_assert_eq(outcome.rc, E_OK);
    cr_expect_eq(json_number(json_get(outcome.root, "accuracy"), 0), 1);
    cr_expect_eq(json_count(json_get(outcome.root, "folds")), 2);
    float *weights;
    size_t count;
    cr_assert_eq(model_read_floats(json_text(json_get(outcome.root, "weights")), 6, 6, arena,
                                   &weights, &count),
                 E_OK);
    double p[2];
    model_linear_apply(&(struct model_linear){weights, 2, 2}, lesson.embeddings, p);
    cr_expect_gt(p[0], 0.5);
    child_outcome_done(&outcome);
    cr_expect_eq(child_wait(&child), 0);
}

Test(kind_animals, learns_nothing_from_nonsense)
{
    const struct lesson good = {{0, 1, 0, 1}, {1, 0, 0, 1, 1, 0, 0, 1}};
    const struct {
        const char *name;
        const char *params;
        struct lesson lesson;
    } rows[] = {
        {"no sizes", "{\"task\":\"fit\"}", good},
        {"wrong count", "{\"task\":\"fit\",\"classes\":2,\"count\":5,\"width\":2}", good},
        {"wrong width", "{\"task\":\"fit\",\"classes\":2,\"count\":4,\"width\":3}", good},
        {"one class", "{\"task\":\"fit\",\"classes\":1,\"count\":4,\"width\":2}", good},
        {"a class that is none",
         "{\"task\":\"fit\",\"classes\":2,\"count\":4,\"width\":2}",
         {{0, 1, 2, 1}, {0}}},
        {"a class with one",
         "{\"task\":\"fit\",\"classes\":2,\"count\":4,\"width\":2}",
         {{0, 0, 0, 1}, {0}}},
        {"no number",
         "{\"task\":\"fit\",\"classes\":2,\"count\":4,\"width\":2}",
         {{0, 1, 0, 1}, {__builtin_nanf("")}}},
        {"no such task", "{\"task\":\"dance\"}", good},
        {"an unknown parameter", "{\"dance\":true}", good},
    };
    struct child child;
    start(&child);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct str bytes = {(const char *)&rows[i].lesson, sizeof(rows[i].lesson)};
        CLEANUP(fd_closep) int fd = child_open_bytes(bytes);
        struct child_outcome outcome;
        child_try(&child, rows[i].params, fd, &outcome);
        cr_expect_eq(outcome.rc, E_INVALID, "%s: %s", rows[i].name, e_code(outcome.rc));
        child_outcome_done(&outcome);
    }
    cr_expect_eq(child_wait(&child), 0);
}

Test(kind_animals, refuses_models_that_are_not_there)
{
    struct child child;
    const char *const argv[] = {"assisti", "worker", "animals", "--model", "../x", NULL};
    child_start(&child, ASSISTI, argv);
    cr_assert_eq(child_says(&child), IPC_GOT_MESSAGE);
    cr_expect_eq(child.message.kind, IPC_ERROR);
    cr_expect_eq(child_wait(&child), 0);
}
