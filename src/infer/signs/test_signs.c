/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules; what the networks have to do with them is in tests/flows. */
#include <criterion/criterion.h>

#include "infer/signs/signs.h"

static struct arena *arena;
static struct model model;
static struct model naming;

static void setup(void)
{
    arena = arena_new();
    naming = (struct model){.thresholds = {.doubtful = 0.5, .group = 0.8}};
    model = (struct model){.kind = MODEL_DETECTOR, .detector = {.naming = &naming}};
    struct err err = {0};
    const struct str csv =
        STR("label,en,group\nstop,Stop,priority\nice,Ice,warning\n"
            "wind,Wind,warning\ncows,Cows,warning\nwarning_sign,Warning,warning\n"
            "no_bus,No buses,prohibition\nno_car,No cars,prohibition\n"
            "not_a_sign,Not a sign,none\n");
    cr_assert_eq(model_read_labels_csv(csv, arena, &model.labels, &err), E_OK, "%s", err.detail);
    naming.labels = model.labels;
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(signs, .init = setup, .fini = teardown);

/* ---- names ---- */

Test(signs, names_a_sign_or_its_group)
{
    const struct {
        double probabilities[8];
        const char *label, *group;
        double confidence;
        bool is_doubtful;
        size_t others;
    } rows[] = {
        {{0.9, 0.1, 0, 0, 0, 0, 0, 0}, "stop", "priority", 0.9, false, 3},
        {{0, 0.4, 0.3, 0.2, 0, 0, 0, 0.1}, "warning_sign", "warning", 0.9, false, 3},
        {{0, 0, 0, 0, 0, 0.45, 0.45, 0.1}, "no_bus", "prohibition", 0.45, true, 3},
        {{0.4, 0.3, 0, 0, 0, 0.3, 0, 0}, "stop", "priority", 0.4, true, 3},
        {{0, 0.2, 0.2, 0.2, 0, 0, 0, 0.4}, "not_a_sign", "", 0.4, true, 3},
        {{0, 0.6, 0.4, 0, 0, 0, 0, 0}, "ice", "warning", 0.6, false, 3},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct signs_sign sign;
        signs_name(&model, rows[i].probabilities, arena, &sign);
        cr_expect(str_eq(sign.best.label, str_from(rows[i].label)), "row %zu: %" STRF, i,
                  STRA(sign.best.label));
        cr_expect(str_eq(sign.group, str_from(rows[i].group)), "row %zu", i);
        cr_expect_float_eq(sign.best.confidence, rows[i].confidence, 1e-9, "row %zu", i);
        cr_expect_eq(sign.is_doubtful, rows[i].is_doubtful, "row %zu", i);
        cr_expect_eq(sign.other_count, rows[i].others, "row %zu", i);
    }
}

Test(signs, what_the_detector_names_itself_may_be_nothing)
{
    struct str classes[] = {STR("sign"), STR("stop")};
    model.detector.classes = classes;
    model.detector.class_count = ARRAY_LEN(classes);
    const struct model_class *stop = &model.labels.classes[0];
    struct signs_sign sign;
    signs_name_own(&model, stop, NULL, &sign);
    cr_expect(str_eq(sign.best.label, STR("stop")));
    cr_expect_eq(sign.best.confidence, 1);
    const double perhaps[8] = {0, 0.7, 0, 0, 0, 0, 0, 0.3};
    signs_name_own(&model, stop, perhaps, &sign);
    cr_expect(str_eq(sign.best.label, STR("stop")));
    cr_expect_float_eq(sign.best.confidence, 0.7, 1e-9);
    const double hardly[8] = {0.3, 0.1, 0, 0, 0, 0, 0, 0.6};
    signs_name_own(&model, stop, hardly, &sign);
    cr_expect(str_eq(sign.best.label, STR("not_a_sign")));
    /* What it takes for a sign is none of the classes that it tells apart itself. */
    double probabilities[8] = {0.6, 0.4, 0, 0, 0, 0, 0, 0};
    signs_name_found(&model, probabilities, arena, &sign);
    cr_expect(str_eq(sign.best.label, STR("ice")));
}

static struct signs_sign placed(const char *label, double confidence, int32_t x, int32_t y)
{
    return (struct signs_sign){.best = {str_from(label), str_from(label), confidence},
                               .left = x,
                               .top = y,
                               .right = x + 20,
                               .bottom = y + 20};
}

Test(signs, tells_each_sign_once)
{
    const struct {
        const char *name;
        struct signs_sign signs[2];
        size_t left;
    } rows[] = {
        {"two kinds on a pole", {placed("stop", 0.9, 0, 0), placed("ice", 0.8, 0, 18)}, 2},
        {"two of a kind", {placed("stop", 0.9, 0, 0), placed("stop", 0.8, 0, 18)}, 2},
        {"one, boxed twice", {placed("stop", 0.8, 0, 0), placed("stop", 0.9, 0, 10)}, 1},
        {"two kinds that overlap", {placed("stop", 0.9, 0, 0), placed("ice", 0.8, 0, 10)}, 2},
        {"two kinds in one place", {placed("stop", 0.9, 0, 0), placed("ice", 0.8, 0, 4)}, 1},
        {"one that is not sure", {placed("stop", 0.9, 0, 0), placed("ice", 0.2, 100, 0)}, 1},
    };
    model.detector.apart = 0.5;
    model.detector.answer = 0.3;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct signs_sign items[2];
        memcpy(items, rows[i].signs, sizeof(items));
        struct signs_found found = {items, 2};
        signs_settle(&model, &found);
        cr_expect_eq(found.count, rows[i].left, "%s: %zu", rows[i].name, found.count);
        cr_expect_eq(items[0].best.confidence, 0.9, "%s", rows[i].name);
    }
}

/* ---- one sign alone ---- */

Test(signs, knows_pictures_that_may_be_one_sign)
{
    const struct {
        struct detect_size size;
        bool may_be;
    } rows[] = {
        {{64, 64}, true},    {{320, 160}, true},  {{320, 159}, false},
        {{321, 300}, false}, {{100, 201}, false}, {{1, 1}, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(signs_may_be_alone(rows[i].size), rows[i].may_be, "row %zu", i);
    }
}

Test(signs, tells_a_scene_from_a_sign)
{
    struct detect_box small = {.right = 20, .bottom = 20, .score = 0.6};
    struct detect_box large = {.left = 10, .right = 90, .bottom = 90, .score = 0.9};
    struct detect_box unsure = {.right = 20, .bottom = 20, .score = 0.4};
    const struct {
        const char *name;
        struct detect_box boxes[2];
        size_t count;
        bool is_scene;
        double left, right;
    } rows[] = {
        {"nothing", {{0}}, 0, false, 0, 100},
        {"a small sign", {small}, 1, true, 0, 100},
        {"a large sign", {large}, 1, false, 10, 90},
        {"two", {large, small}, 2, true, 10, 90},
        {"a small one that is not sure", {large, unsure}, 2, false, 10, 90},
    };
    const struct detect_size picture = {100, 100};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct detect_box items[2];
        memcpy(items, rows[i].boxes, sizeof(items));
        const struct detect_boxes boxes = {items, rows[i].count};
        cr_expect_eq(signs_are_scene(&boxes, picture), rows[i].is_scene, "%s", rows[i].name);
        const struct detect_box at = signs_place_alone(&boxes, picture);
        cr_expect_eq(at.left, rows[i].left, "%s", rows[i].name);
        cr_expect_eq(at.right, rows[i].right, "%s", rows[i].name);
    }
}

/* ---- clips ---- */

static struct signs_sign sign_at(const char *label, int32_t x, int32_t side, double confidence)
{
    return (struct signs_sign){
        .best = {str_from(label), str_from(label), confidence},
        .group = STR_EMPTY,
        .left = x,
        .top = 100,
        .right = x + side,
        .bottom = 100 + side,
    };
}

static void add(struct signs_tracks *tracks, int64_t frame, struct signs_sign *signs, size_t count)
{
    const struct signs_found found = {signs, count};
    signs_tracks_add(tracks, &found, frame, 1);
}

static void expect_track(const struct signs_track *track, const char *label, const int64_t facts[3])
{
    cr_expect(str_eq(track->best.label, str_from(label)), "%" STRF " is not %s",
              STRA(track->best.label), label);
    cr_expect_eq(track->first_frame, facts[0]);
    cr_expect_eq(track->last_frame, facts[1]);
    cr_expect_eq(track->frames, facts[2]);
}

Test(signs, follows_a_sign_that_comes_nearer)
{
    struct signs_tracks *tracks = signs_tracks_new(arena);
    struct signs_passed passed;
    for (int64_t frame = 0; frame < 8; frame++) {
        /* It grows and moves to the right; once it is taken for another, and once not seen. */
        const int32_t side = 20 + 5 * (int32_t)frame;
        struct signs_sign sign =
            sign_at(frame == 3 ? "ice" : "stop", 200 + side, side, 0.5 + 0.05 * (double)frame);
        add(tracks, frame, &sign, frame == 5 ? 0 : 1);
    }
    signs_tracks_end(tracks, arena, &passed);
    cr_assert_eq(passed.count, 1, "%zu", passed.count);
    expect_track(&passed.items[0], "stop", (int64_t[]){0, 7, 7});
    cr_expect_eq(passed.items[0].right - passed.items[0].left, 55, "where it was seen best");
    cr_expect_float_eq(passed.items[0].best.confidence, 0.85, 1e-9);
}

Test(signs, keeps_two_signs_apart)
{
    struct signs_tracks *tracks = signs_tracks_new(arena);
    struct signs_passed passed;
    for (int64_t frame = 0; frame < 4; frame++) {
        const int32_t moved = 6 * (int32_t)frame;
        struct signs_sign both[] = {sign_at("stop", 100 + moved, 30, 0.9),
                                    sign_at("stop", 300 + moved, 30, 0.8)};
        add(tracks, frame, both, 2);
    }
    signs_tracks_end(tracks, arena, &passed);
    cr_assert_eq(passed.count, 2);
    cr_expect_eq(passed.items[0].left, 100);
    cr_expect_eq(passed.items[1].left, 300);
}

Test(signs, the_same_sign_much_later_is_another)
{
    struct signs_tracks *tracks = signs_tracks_new(arena);
    struct signs_passed passed;
    for (int64_t frame = 0; frame < 20; frame++) {
        struct signs_sign sign = sign_at("stop", 100, 30, 0.9);
        add(tracks, frame, &sign, frame < 3 || frame > 15 ? 1 : 0);
    }
    signs_tracks_end(tracks, arena, &passed);
    cr_assert_eq(passed.count, 2);
    expect_track(&passed.items[0], "stop", (int64_t[]){0, 2, 3});
    expect_track(&passed.items[1], "stop", (int64_t[]){16, 19, 4});
}

Test(signs, once_is_a_mistake_unless_there_were_but_two_frames)
{
    for (int64_t frames = 1; frames <= 4; frames++) {
        struct signs_tracks *tracks = signs_tracks_new(arena);
        struct signs_passed passed;
        for (int64_t frame = 0; frame < frames; frame++) {
            struct signs_sign sign = sign_at("stop", 100, 30, 0.9);
            add(tracks, frame, &sign, frame == 0 ? 1 : 0);
        }
        signs_tracks_end(tracks, arena, &passed);
        cr_expect_eq(passed.count, frames < 3 ? 1 : 0, "%d frames", (int)frames);
    }
}
