/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <sys/stat.h>

#include <criterion/criterion.h>

#include "base/test_folder.h"
#include "model/model.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(model, .init = setup, .fini = teardown);

/* ---- labels ---- */

static void expect_text(struct str got, const char *wanted)
{
    cr_expect(str_eq(got, str_from(wanted)), "%" STRF " is not %s", STRA(got), wanted);
}

Test(model, reads_a_table_of_labels)
{
    struct model_labels labels;
    struct err err = {0};
    const struct str csv = STR("\xef\xbb\xbflabel,en,plural,group,taxon,de,fa\r\n"
                               "dog,dog,dogs,mammal,Canis familiaris,Hund,\xd8\xb3\xda\xaf\r\n"
                               "\r\n"
                               "a_b,\"big, \"\"old\"\" bird\",,bird,,,\n"
                               "not_animal,not an animal,,none,,kein Tier,");
    cr_assert_eq(model_read_labels_csv(csv, arena, &labels, &err), E_OK, "%s", err.detail);
    cr_assert_eq(labels.count, 3);
    cr_assert_eq(labels.language_count, 2);
    expect_text(labels.languages[1], "fa");
    expect_text(labels.classes[0].names[0], "Hund");
    expect_text(labels.classes[0].taxon, "Canis familiaris");
    expect_text(labels.classes[1].name, "big, \"old\" bird");
    cr_expect(model_has_group(&labels.classes[1]));
    cr_expect(!model_has_group(&labels.classes[2]));
}

Test(model, refuses_tables_that_are_none)
{
    const struct {
        struct str csv;
        const char *says;
    } rows[] = {
        {STR(""), "empty"},
        {STR("en,plural\ndog,dogs\n"), "no column"},
        {STR("label\n"), "name no class"},
        {STR("label,en\ndog\ncat,cat\n"), "Line 2 of the labels has another number"},
        {STR("label,en\ndog,dog\ncat,cat,cat\n"), "Line 3 of the labels has another number"},
        {STR("label\ndog\ndog\n"), "was there before"},
        {STR("label\nDog\ncat\n"), "small letters"},
        {STR("label\n\"dog\n"), "quote"},
        {STR("label\n\"dog\"x\n"), "behind a quote"},
        {STR("label,en\ndog,\xff\n"), "UTF-8"},
        {STR("label,en\ndog,a\tb\n"), "control"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct model_labels labels;
        struct err err = {0};
        cr_expect_eq(model_read_labels_csv(rows[i].csv, arena, &labels, &err), E_INVALID);
        cr_expect(strstr(err.detail, rows[i].says) != NULL, "\"%s\" does not say \"%s\"",
                  err.detail, rows[i].says);
    }
}

Test(model, makes_labels_of_names)
{
    struct model_labels labels;
    struct err err = {0};
    const struct str txt = STR("Guinea pig\n\n  T-Rex! \n\xe7\x8b\x97\nguinea PIG\n");
    cr_assert_eq(model_read_labels_txt(txt, arena, &labels, &err), E_OK, "%s", err.detail);
    cr_assert_eq(labels.count, 4);
    expect_text(labels.classes[0].label, "guinea_pig");
    expect_text(labels.classes[0].name, "Guinea pig");
    expect_text(labels.classes[1].label, "t_rex");
    expect_text(labels.classes[2].label, "class_4");
    expect_text(labels.classes[3].label, "class_5");
}

Test(model, reads_what_signs_mean)
{
    struct model_labels labels;
    struct err err = {0};
    const struct str csv =
        STR("label,en,group,shape,category,de,meaning_en,meaning_de,meaning_fa\n"
            "stop,Stop,priority,octagon,\"B,2\",Halt,Stop here.,Hier halten.,\xd8\xb3\n");
    cr_assert_eq(model_read_labels_csv(csv, arena, &labels, &err), E_OK, "%s", err.detail);
    cr_assert_eq(labels.language_count, 2);
    expect_text(labels.languages[1], "fa");
    const struct model_class *stop = &labels.classes[0];
    expect_text(stop->shape, "octagon");
    expect_text(stop->category, "B,2");
    expect_text(stop->meaning, "Stop here.");
    expect_text(stop->meanings[0], "Hier halten.");
    expect_text(stop->names[0], "Halt");
    cr_expect_eq(stop->names[1].n, 0);
}

/* ---- manifests ---- */

#define MANIFEST(network, input)                                                 \
    STR("{\"name\":\"own\",\"kind\":\"classifier\",\"network\":\"" network "\"," \
        "\"labels\":\"labels.txt\",\"input\":" input ",\"thresholds\":{\"group\":0.9}}")
#define INPUT "{\"width\":32,\"height\":24,\"mean\":[127.5,127.5,0],\"scale\":[0.00784,0.00784,1]}"

Test(model, reads_a_manifest)
{
    struct model model;
    struct err err = {0};
    cr_assert_eq(model_read_manifest(MANIFEST("net.onnx", INPUT), arena, &model, &err), E_OK, "%s",
                 err.detail);
    cr_expect_eq(model.input.width, 32);
    cr_expect_eq(model.input.height, 24);
    cr_expect_eq(model.thresholds.group, 0.9);
    cr_expect_eq(model.thresholds.similar, 0.75);
    cr_expect_eq(model.embedding.n, 0);
    cr_expect_eq(model.first.count, 1);
    cr_expect_eq(model.again.count, 6);
    const struct str usual = MANIFEST("net.onnx", INPUT);
    const char *own = arena_printf(
        arena,
        "%" STRF ",\"looks\":{\"first\":[{\"kind\":\"whole\"}],\"again\":[{\"kind\":\"square\","
        "\"fraction\":0.875,\"at\":1},{\"mirrored\":true}]}}",
        STRA(str_sub(usual, 0, usual.n - 1)));
    cr_assert_eq(model_read_manifest(str_from(own), arena, &model, &err), E_OK, "%s", err.detail);
    cr_expect(model.first.items[0].is_whole);
    cr_assert_eq(model.again.count, 2);
    cr_expect_eq(model.again.items[0].fraction, 0.875);
    cr_expect_eq(model.again.items[0].at, 1);
    cr_expect(model.again.items[1].is_mirrored);
}

Test(model, refuses_broken_manifests)
{
    const struct {
        struct str manifest;
        const char *says;
    } rows[] = {
        {STR("{"), "manifest.json"},
        {STR("{}"), "\"kind\""},
        {STR("[]"), "\"kind\""},
        {MANIFEST("../net.onnx", INPUT), "\"network\""},
        {MANIFEST("net.exe", INPUT), "\"network\""},
        {MANIFEST("net.onnx", "{}"), "width"},
        {MANIFEST("net.onnx", "{\"width\":100000,\"height\":24}"), "width"},
        {MANIFEST("net.onnx", "{\"width\":32,\"height\":24,\"mean\":[1,2],\"scale\":[1,1,1]}"),
         "\"mean\""},
        {MANIFEST("net.onnx", "{\"width\":32,\"height\":24,\"mean\":[1,2,3],\"scale\":[1,0,1]}"),
         "\"mean\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct model model;
        struct err err = {0};
        cr_expect_eq(model_read_manifest(rows[i].manifest, arena, &model, &err), E_INVALID);
        cr_expect(strstr(err.detail, rows[i].says) != NULL, "\"%s\" does not say \"%s\"",
                  err.detail, rows[i].says);
    }
}

#define DETECTOR(input, more)                                                      \
    STR("{\"kind\":\"detector\",\"network\":\"d.onnx\",\"labels\":\"labels.csv\"," \
        "\"input\":" input more "}")
#define TILE "{\"width\":704,\"height\":448,\"mean\":[0,0,0],\"scale\":[1,1,1]},"
#define SECOND                                                                              \
    ",\"classes\":[\"sign\",\"light\"],\"classifier\":{\"network\":\"c.onnx\",\"size\":64," \
    "\"mean\":[1,2,3],\"scale\":[1,1,1]"

Test(model, reads_the_manifest_of_a_detector)
{
    struct model model;
    struct err err = {0};
    const struct str alone = DETECTOR(TILE, "\"format\":\"yolo\"");
    cr_assert_eq(model_read_manifest(alone, arena, &model, &err), E_OK, "%s", err.detail);
    cr_expect_eq(model.kind, MODEL_DETECTOR);
    cr_expect_eq(model.detector.format, MODEL_BOXES_YOLO);
    cr_expect_eq(model.detector.overlap, 56);
    cr_expect_eq(model.detector.smallest, 128);
    cr_expect_eq(model.detector.detect, 0.3);
    cr_expect_null(model.detector.naming);

    const struct str two_sizes =
        DETECTOR(TILE, "\"format\":\"yolo\",\"smaller_input\":{\"width\":704,\"height\":128}");
    cr_expect_eq(model.detector.smaller.width, 0);
    cr_assert_eq(model_read_manifest(two_sizes, arena, &model, &err), E_OK, "%s", err.detail);
    cr_expect_eq(model.detector.smaller.width, 704);
    cr_expect_eq(model.detector.smaller.height, 128);
    cr_expect_eq(model.detector.overlap, 16);

    const struct str both =
        DETECTOR(TILE, "\"format\":\"corners\",\"overlap\":48,\"outputs\":{\"boxes\":\"b\"},"
                       "\"thresholds\":{\"detect\":0.4,\"overlap\":0.6,\"doubtful\":0.7}" SECOND
                       ",\"margin\":0.2,\"temperature\":1.5}");
    cr_assert_eq(model_read_manifest(both, arena, &model, &err), E_OK, "%s", err.detail);
    cr_expect_eq(model.detector.overlap, 48);
    cr_expect_eq(model.detector.detect, 0.4);
    cr_expect_eq(model.detector.apart, 0.6);
    cr_expect_eq(model.detector.margin, 0.2);
    expect_text(model.detector.boxes, "b");
    expect_text(model.detector.classes[1], "light");
    const struct model *naming = model.detector.naming;
    cr_assert_not_null(naming);
    expect_text(naming->network_file, "c.onnx");
    cr_expect_eq(naming->input.width, 64);
    cr_expect_eq(naming->input.mean[1], 2);
    cr_expect_eq(naming->temperature, 1.5);
    cr_expect_eq(naming->thresholds.doubtful, 0.7);
    cr_expect(naming->first.items[0].is_whole);
}

Test(model, refuses_broken_manifests_of_detectors)
{
    const struct {
        struct str manifest;
        const char *says;
    } rows[] = {
        {DETECTOR(TILE, "\"format\":\"boxes\""), "\"format\""},
        {DETECTOR("{\"width\":32,\"height\":64,\"mean\":[0,0,0],\"scale\":[1,1,1]},",
                  "\"format\":\"yolo\""),
         "64 by 64"},
        {DETECTOR(TILE, "\"format\":\"yolo\",\"overlap\":300"), "\"overlap\""},
        {DETECTOR(TILE, "\"format\":\"yolo\",\"smaller_input\":{\"width\":704,\"height\":448}"),
         "\"smaller_input\""},
        {DETECTOR(TILE, "\"format\":\"yolo\",\"smaller_input\":{\"width\":705,\"height\":64}"),
         "\"smaller_input\""},
        {DETECTOR(TILE, "\"format\":\"yolo\",\"smaller_input\":{\"width\":63,\"height\":64}"),
         "\"smaller_input\""},
        {DETECTOR(TILE, "\"format\":\"yolo\",\"smaller_input\":true"), "\"smaller_input\""},
        {DETECTOR(TILE, "\"format\":\"yolo\",\"overlap\":80,\"smaller_input\":{\"width\":704,"
                        "\"height\":128}"),
         "\"overlap\""},
        {DETECTOR(TILE, "\"format\":\"yolo\",\"thresholds\":{\"detect\":2}"), "\"detect\""},
        {DETECTOR(TILE, "\"format\":\"yolo\",\"classifier\":{}"), "\"classes\""},
        {DETECTOR(TILE, "\"format\":\"yolo\"" SECOND ",\"temperature\":0}"), "\"temperature\""},
        {DETECTOR(TILE, "\"format\":\"yolo\"" SECOND ",\"classes\":[]}"), "\"classes\""},
        {DETECTOR(TILE, "\"format\":\"yolo\",\"classes\":[\"sign\"],\"classifier\":{\"network\":"
                        "\"../c.onnx\"}"),
         "\"network\" of"},
        {DETECTOR(TILE, "\"format\":\"yolo\",\"classes\":[\"sign\"],\"classifier\":{\"network\":"
                        "\"c.onnx\"}"),
         "\"size\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct model model;
        struct err err = {0};
        cr_expect_eq(model_read_manifest(rows[i].manifest, arena, &model, &err), E_INVALID, "%zu",
                     i);
        cr_expect(strstr(err.detail, rows[i].says) != NULL, "\"%s\" does not say \"%s\"",
                  err.detail, rows[i].says);
    }
}

/* ---- folders ---- */

static void put(const char *folder, const char *name, struct str content)
{
    FILE *file = fopen(arena_printf(arena, "%s/own/%s", folder, name), "w");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(content.p, 1, content.n, file), content.n);
    cr_assert_eq(fclose(file), 0);
}

Test(model, finds_models_of_ones_own)
{
    const char *folder = test_folder_make();
    struct model model;
    struct err err = {0};
    cr_assert_eq(mkdir(arena_printf(arena, "%s/own", folder), 0700), 0);
    cr_expect_eq(model_load(folder, STR("other"), arena, &model, &err), E_NOT_FOUND);
    cr_expect_eq(model_load(folder, STR("own"), arena, &model, &err), E_INVALID);
    cr_expect_str_eq(err.detail, "manifest.json is missing.");
    put(folder, "manifest.json", MANIFEST("net.onnx", INPUT));
    cr_expect_eq(model_load(folder, STR("own"), arena, &model, &err), E_INVALID);
    cr_expect_str_eq(err.detail, "labels.txt is missing.");
    put(folder, "labels.txt", STR("one\ntwo\n"));
    cr_expect_eq(model_load(folder, STR("own"), arena, &model, &err), E_INVALID);
    cr_expect_str_eq(err.detail, "net.onnx is missing.");
    put(folder, "net.onnx", STR("first"));
    cr_assert_eq(model_load(folder, STR("own"), arena, &model, &err), E_OK, "%s", err.detail);
    expect_text(model.title, "own");
    const struct str version = model.version;
    put(folder, "net.onnx", STR("second"));
    cr_assert_eq(model_load(folder, STR("own"), arena, &model, &err), E_OK);
    cr_expect(!str_eq(version, model.version), "another network is another version");
    cr_expect_eq(model_load(folder, STR("../own"), arena, &model, &err), E_NOT_FOUND);

    put(folder, "manifest.json",
        DETECTOR(TILE, "\"format\":\"corners\"" SECOND ",\"classes\":[\"two\",\"none\"]}"));
    put(folder, "labels.csv", STR("label\none\ntwo\n"));
    put(folder, "d.onnx", STR("first"));
    cr_expect_eq(model_kind_of(folder, STR("own")), MODEL_DETECTOR);
    cr_expect_eq(model_load(folder, STR("own"), arena, &model, &err), E_INVALID);
    cr_expect_str_eq(err.detail, "manifest.json: the labels have no \"none\".");
    put(folder, "manifest.json",
        DETECTOR(TILE, "\"format\":\"corners\"" SECOND ",\"classes\":[\"two\",\"one\"]}"));
    cr_expect_eq(model_load(folder, STR("own"), arena, &model, &err), E_INVALID);
    cr_expect_str_eq(err.detail, "c.onnx is missing.");
    put(folder, "c.onnx", STR("second"));
    cr_assert_eq(model_load(folder, STR("own"), arena, &model, &err), E_OK, "%s", err.detail);
    expect_text(model.detector.naming->labels.classes[0].label, "two");
    expect_text(model.labels.classes[0].label, "one");

    struct model_names names;
    model_list(folder, arena, &names);
    cr_assert_geq(names.count, 1);
    expect_text(names.names[names.count - 1], "own");
    test_folder_drop();
}

/* ---- vectors ---- */

Test(model, floats_come_back_from_base64)
{
    const float numbers[] = {0, 1.5F, -2, 3e-20F};
    for (size_t n = 1; n <= ARRAY_LEN(numbers); n++) {
        struct sb sb;
        sb_init(&sb, 1000);
        model_write_floats(&sb, numbers, n);
        float *back;
        size_t count;
        cr_assert_eq(model_read_floats(sb_str(&sb), 1, 4, arena, &back, &count), E_OK);
        cr_expect_eq(count, n);
        cr_expect_arr_eq(back, numbers, n * sizeof(float));
        cr_expect_eq(model_read_floats(sb_str(&sb), n + 1, 9, arena, &back, &count), E_INVALID);
        cr_expect_eq(model_read_floats(sb_str(&sb), 0, n - 1, arena, &back, &count), E_INVALID);
        sb_done(&sb);
    }
}

Test(model, refuses_what_is_no_base64_of_floats)
{
    const struct str rows[] = {
        STR(""),      STR("AAA"),      STR("AAAA"),     STR("AAAAAA=A"), STR("AAAAA==="),
        STR("A A=="), STR("AACAfw=="), STR("AADAfw=="), STR("====AAAA"),
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        float *back;
        size_t count;
        cr_expect_eq(model_read_floats(rows[i], 1, 8, arena, &back, &count), E_INVALID, "%" STRF,
                     STRA(rows[i]));
    }
}

Test(model, dots_and_normalises)
{
    float a[19];
    float b[19];
    for (size_t i = 0; i < 19; i++) {
        a[i] = (float)i;
        b[i] = 2;
    }
    cr_expect_eq(model_dot(a, b, 19), 342);
    cr_expect_eq(model_dot(a, b, 3), 6);
    cr_expect(model_normalise(a, 19));
    cr_expect_float_eq(model_dot(a, a, 19), 1, 1e-5);
    float zero[2] = {0, 0};
    cr_expect(!model_normalise(zero, 2));
    float bad[2] = {NAN, 1};
    cr_expect(!model_normalise(bad, 2));
}

Test(model, applies_a_linear_classifier)
{
    /* Scores 1, 1 + ln 3: probabilities 1/4 and 3/4. */
    const float weights[] = {1, 0, 0, 1, 0, 1.0986123F};
    const struct model_linear linear = {weights, 2, 2};
    const float embedding[] = {1, 0};
    double p[2];
    model_linear_apply(&linear, embedding, p);
    cr_expect_float_eq(p[0], 0.25, 1e-6);
    cr_expect_float_eq(p[1], 0.75, 1e-6);
}

/* ---- weights ---- */

static void touch(const char *folder, const char *name)
{
    FILE *file = fopen(arena_printf(arena, "%s/%s", folder, name), "w");
    cr_assert_not_null(file);
    cr_assert_eq(fclose(file), 0);
}

static bool is_there(const char *folder, const char *name)
{
    struct stat facts;
    return stat(arena_printf(arena, "%s/%s", folder, name), &facts) == 0;
}

Test(model, sweeps_weights_of_networks_that_are_gone)
{
    const char *folder = test_folder_make();
    struct model model;
    cr_assert_eq(model_load(NULL, STR("animals"), arena, &model, NULL), E_OK);
    const char *present = str_dup(arena, model.version);
    const char *unfinished = arena_printf(arena, "%s.Xy12Zz", present);
    touch(folder, present);
    touch(folder, unfinished);
    touch(folder, "animals-00000000");
    cr_assert_eq(mkdir(arena_printf(arena, "%s/folder", folder), 0700), 0);
    cr_expect_eq(model_sweep_weights(folder, NULL), 2);
    cr_expect(is_there(folder, present));
    cr_expect(is_there(folder, "folder"));
    cr_expect(!is_there(folder, unfinished));
    cr_expect(!is_there(folder, "animals-00000000"));
    cr_expect_eq(model_sweep_weights(folder, NULL), 0);
    cr_expect_eq(model_sweep_weights("/nowhere", NULL), 0);
    test_folder_drop();
}
