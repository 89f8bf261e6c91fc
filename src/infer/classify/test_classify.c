/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>
#include <math.h>

#include <criterion/criterion.h>

#include "infer/classify/classify.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(classify, .init = setup, .fini = teardown);

static struct image image_of(int width, int height, int depth)
{
    PIX *pix = pixCreate(width, height, depth);
    cr_assert_not_null(pix);
    return (struct image){.pix = pix, .width = width, .height = height};
}

/* Left half red, right half blue. */
static struct image red_and_blue(int width, int height)
{
    struct image image = image_of(width, height, 32);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            pixSetRGBPixel(image.pix, x, y, x < width / 2 ? 255 : 0, 0, x < width / 2 ? 0 : 255);
        }
    }
    return image;
}

static const struct model_input plain = {4, 4, {0, 0, 0}, {1, 1, 1}};

/* ---- views ---- */

Test(classify, finds_the_part_that_a_look_shows)
{
    const struct {
        int width, height;
        struct model_look look;
        struct classify_view view;
    } rows[] = {
        {300, 100, {false, false, 1, 0.5}, {100, 0, 200, 100, false}},
        {300, 100, {false, true, 1, 0.5}, {100, 0, 200, 100, true}},
        {300, 100, {false, false, 1, 0}, {0, 0, 100, 100, false}},
        {300, 100, {false, false, 1, 1}, {200, 0, 300, 100, false}},
        {300, 100, {false, false, 0.5, 1}, {250, 25, 300, 75, false}},
        {100, 300, {false, false, 1, 0}, {0, 0, 100, 100, false}},
        {100, 100, {false, false, 0.8, 0}, {10, 10, 90, 90, false}},
        {300, 100, {true, false, 1, 0.5}, {0, 0, 300, 100, false}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct image image = image_of(rows[i].width, rows[i].height, 8);
        const struct classify_view view = classify_view_of(&image, &rows[i].look, &plain);
        cr_expect_float_eq(view.left, rows[i].view.left, 1e-9, "row %zu", i);
        cr_expect_float_eq(view.top, rows[i].view.top, 1e-9, "row %zu", i);
        cr_expect_float_eq(view.right, rows[i].view.right, 1e-9, "row %zu", i);
        cr_expect_float_eq(view.bottom, rows[i].view.bottom, 1e-9, "row %zu", i);
        cr_expect_eq(view.is_mirrored, rows[i].view.is_mirrored, "row %zu", i);
        pixDestroy(&image.pix);
    }
}

/* What Pillow 9 makes of the same: Image.resize((4, 4), BILINEAR, box) of a row 0, 10, 20 ... 70. */
Test(classify, resizes_as_pillow_does)
{
    struct image image = image_of(8, 8, 8);
    for (l_uint32 y = 0; y < 8; y++) {
        for (l_uint32 x = 0; x < 8; x++) {
            pixSetPixel(image.pix, (l_int32)x, (l_int32)y, 10 * x);
        }
    }
    const struct {
        struct classify_view view;
        float row[4];
    } rows[] = {
        {{0, 0, 8, 8, false}, {7, 25, 45, 63}},
        {{0, 0, 8, 8, true}, {63, 45, 25, 7}},
        {{2, 2, 6, 6, false}, {20, 30, 40, 50}},
        {{3, 3, 5, 5, false}, {28, 33, 38, 43}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        float out[3 * 16];
        classify_draw(&image, &rows[i].view, &plain, arena, out);
        for (size_t k = 0; k < ARRAY_LEN(out); k++) {
            cr_expect_float_eq(out[k], rows[i].row[k % 4], 1e-3, "row %zu, number %zu: %f", i, k,
                               (double)out[k]);
        }
    }
    pixDestroy(&image.pix);
}

Test(classify, draws_colours_where_they_belong)
{
    struct image image = red_and_blue(64, 64);
    const struct model_input input = {4, 4, {127.5F, 127.5F, 127.5F}, {0.01F, 0.01F, 0.01F}};
    const struct classify_view whole = {0, 0, 64, 64, false};
    float out[3 * 16];
    classify_draw(&image, &whole, &input, arena, out);
    cr_expect_float_eq(out[0], 1.275, 1e-3, "red at the left");
    cr_expect_float_eq(out[3], -1.275, 1e-3);
    cr_expect_float_eq(out[16], -1.275, 1e-3, "green nowhere");
    cr_expect_float_eq(out[32 + 3], 1.275, 1e-3, "blue at the right");
    pixDestroy(&image.pix);
}

/* ---- looking ---- */

static struct model colours_model(void)
{
    struct model model = {
        .temperature = 1,
        .name = STR("colours"),
        .input = {8, 8, {0, 0, 0}, {1 / 255.0F, 1 / 255.0F, 1 / 255.0F}},
        .logits = STR("logits"),
        .embedding = STR("embedding"),
        .first = {{{false, false, 1, 0.5}}, 1},
        .again = {{{false, false, 1, 0.5},
                   {true, false, 1, 0.5}, /* the same, as the picture is square */
                   {false, false, 1, 0},  /* and so is this */
                   {false, true, 1, 0.5},
                   {false, false, 0.5, 0.5}},
                  5},
        .thresholds = {.doubtful = 0.5, .group = 0.8, .look_again = 0.9},
    };
    struct err err = {0};
    cr_assert_eq(model_read_labels_csv(STR("label,group\nred,warm\ngreen,cold\nblue,cold\n"), arena,
                                       &model.labels, &err),
                 E_OK);
    return model;
}

Test(classify, is_sure_at_the_first_look)
{
    const struct model model = colours_model();
    struct classify *classify;
    struct err err = {0};
    cr_assert_eq(classify_new(&model, STR("colours"), NULL, &classify, &err), E_OK, "%s",
                 err.detail);
    struct image image = image_of(50, 40, 32);
    pixSetAllArbitrary(image.pix, 0xff000000);
    struct classify_answer answer;
    cr_assert_eq(classify_look(classify, &image, arena, &answer, &err), E_OK);
    cr_expect_eq(answer.looks, 1);
    /* exp(4) / (exp(4) + 2) */
    cr_expect_float_eq(answer.probabilities[0], 0.964663, 1e-5);
    cr_expect_eq(answer.embedding_width, 4);
    cr_expect_float_eq(answer.embedding[0], sqrt(0.5), 1e-5);
    cr_expect_float_eq(answer.embedding[3], sqrt(0.5), 1e-5);
    pixDestroy(&image.pix);
    classify_free(classify);
}

Test(classify, looks_again_where_it_is_unsure)
{
    const struct model model = colours_model();
    struct classify *classify;
    struct err err = {0};
    cr_assert_eq(classify_new(&model, STR("colours"), NULL, &classify, &err), E_OK, "%s",
                 err.detail);
    struct image image = red_and_blue(64, 64);
    struct classify_answer answer;
    cr_assert_eq(classify_look(classify, &image, arena, &answer, &err), E_OK);
    cr_expect_eq(answer.looks, 3);
    /* exp(2) / (2 exp(2) + 1) */
    cr_expect_float_eq(answer.probabilities[0], 0.468311, 1e-3);
    cr_expect_float_eq(answer.probabilities[2], 0.468311, 1e-3);
    cr_expect_float_eq(model_dot(answer.embedding, answer.embedding, 4), 1, 1e-5);
    struct classify_ranking ranking;
    classify_rank(&model, answer.probabilities, &ranking);
    cr_expect(ranking.is_doubtful);
    cr_expect_eq(ranking.group.n, 0);
    pixDestroy(&image.pix);
    classify_free(classify);
}

Test(classify, refuses_networks_that_do_not_fit)
{
    struct model model = colours_model();
    struct classify *classify;
    struct err err = {0};
    cr_expect_eq(classify_new(&model, STR("nonsense"), NULL, &classify, &err), E_INVALID);
    model.embedding = STR("other");
    cr_expect_eq(classify_new(&model, STR("colours"), NULL, &classify, &err), E_INVALID);
    cr_expect_str_eq(err.detail, "The network has no output \"other\".");
    model.embedding = STR_EMPTY;
    model.labels.count = 2;
    cr_expect_eq(classify_new(&model, STR("colours"), NULL, &classify, &err), E_INVALID);
    cr_expect_str_eq(err.detail, "The network knows 3 classes, and its labels name 2.");
    model.input.width = 9;
    cr_expect_eq(classify_new(&model, STR("colours"), NULL, &classify, &err), E_INVALID);
    cr_expect_str_eq(err.detail, "The network's input is not 1x3x8x9, as its manifest says.");
}

Test(classify, takes_no_answer_that_is_no_number)
{
    const struct model model = colours_model();
    struct classify *classify;
    struct err err = {0};
    cr_assert_eq(classify_new(&model, STR("colours nan"), NULL, &classify, &err), E_OK);
    struct image image = red_and_blue(64, 64);
    struct classify_answer answer;
    cr_expect_eq(classify_look(classify, &image, arena, &answer, &err), E_PROCESSING_FAILED);
    pixDestroy(&image.pix);
    classify_free(classify);
}

Test(classify, rolls_up_to_the_group)
{
    const struct model model = colours_model();
    const struct {
        double p[3];
        const char *best;
        const char *group;
        bool is_doubtful;
    } rows[] = {
        {{0.1, 0.45, 0.45}, "green", "cold", true},
        {{0.3, 0.4, 0.3}, "green", "", true},
        {{0.85, 0.1, 0.05}, "red", "warm", false},
        {{0.0, 0.0, 1.0}, "blue", "cold", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct classify_ranking ranking;
        classify_rank(&model, rows[i].p, &ranking);
        cr_assert_eq(ranking.count, 3);
        cr_expect(str_eq(ranking.top[0].class->label, str_from(rows[i].best)), "row %zu", i);
        cr_expect(str_eq(ranking.group, str_from(rows[i].group)), "row %zu", i);
        cr_expect_eq(ranking.is_doubtful, rows[i].is_doubtful, "row %zu", i);
        cr_expect(ranking.top[0].probability >= ranking.top[2].probability);
    }
}

/* ---- fitting ---- */

/* A sequence that looks random and is always the same (Numerical Recipes' constants). */
static float next_number(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (float)(*state >> 8) / (float)(1u << 24) - 0.5F;
}

static struct classify_examples make_examples(size_t count, size_t width, size_t classes,
                                              float noise)
{
    uint32_t state = 7;
    float *x = arena_calloc(arena, count * width, sizeof(*x));
    uint32_t *c = arena_calloc(arena, count, sizeof(*c));
    for (size_t i = 0; i < count; i++) {
        c[i] = (uint32_t)(i % classes);
        for (size_t k = 0; k < width; k++) {
            x[i * width + k] = 0.5F + noise * next_number(&state) + (k % classes == c[i] ? 1 : 0);
        }
        cr_assert(model_normalise(x + i * width, width));
    }
    return (struct classify_examples){x, c, count, width, classes};
}

Test(classify, fits_what_can_be_told_apart)
{
    const struct classify_examples examples = make_examples(60, 16, 3, 0.5F);
    struct classify_fitted fitted;
    cr_assert_eq(classify_fit(&examples, NULL, NULL, arena, &fitted), E_OK);
    cr_expect_eq(fitted.fold_count, 5);
    cr_expect_eq(fitted.accuracy, 1);
    const struct model_linear linear = {fitted.weights, 3, 16};
    for (size_t i = 0; i < examples.count; i++) {
        double p[3];
        model_linear_apply(&linear, examples.embeddings + i * 16, p);
        cr_expect_gt(p[examples.classes[i]], 0.6, "example %zu", i);
    }
}

Test(classify, does_not_find_what_is_not_there)
{
    struct classify_examples examples = make_examples(60, 16, 3, 0.5F);
    uint32_t *mixed = arena_calloc(arena, examples.count, sizeof(*mixed));
    for (size_t i = 0; i < examples.count; i++) {
        mixed[i] = (uint32_t)(i / 3 % 2);
    }
    examples.classes = mixed;
    examples.class_count = 2;
    struct classify_fitted fitted;
    cr_assert_eq(classify_fit(&examples, NULL, NULL, arena, &fitted), E_OK);
    cr_expect_lt(fitted.accuracy, 0.75);
}

/* One number, classes at -1 and 1: by symmetry weights w and -w, where the derivative is zero:
 * w = 80 / (1 + exp(2 w)), each example counting 20. */
Test(classify, finds_the_minimum)
{
    const float x[] = {-1, 1, -1, 1};
    const uint32_t c[] = {0, 1, 0, 1};
    const struct classify_examples examples = {x, c, 4, 1, 2};
    struct classify_fitted fitted;
    cr_assert_eq(classify_fit(&examples, NULL, NULL, arena, &fitted), E_OK);
    const double w = fitted.weights[2];
    cr_expect_float_eq(w, 80 / (1 + exp(2 * w)), 0.01, "%f", w);
    cr_expect_float_eq(fitted.weights[0], -w, 1e-3);
    cr_expect_float_eq(fitted.weights[1], 0, 1e-3);
}

Test(classify, fits_the_same_twice)
{
    const struct classify_examples examples = make_examples(50, 40, 5, 4);
    struct classify_fitted once;
    struct classify_fitted twice;
    cr_assert_eq(classify_fit(&examples, NULL, NULL, arena, &once), E_OK);
    cr_assert_eq(classify_fit(&examples, NULL, NULL, arena, &twice), E_OK);
    cr_expect_arr_eq(once.weights, twice.weights, (size_t)5 * 41 * sizeof(float));
    cr_expect_eq(once.accuracy, twice.accuracy);
}

static bool stop_soon(void *context, int permille)
{
    cr_expect_geq(permille, 0);
    cr_expect_leq(permille, 1000);
    return ++*(int *)context < 3;
}

Test(classify, a_fit_can_be_stopped)
{
    const struct classify_examples examples = make_examples(50, 40, 5, 4);
    struct classify_fitted fitted;
    int calls = 0;
    cr_expect_eq(classify_fit(&examples, stop_soon, &calls, arena, &fitted), E_CANCELLED);
}
