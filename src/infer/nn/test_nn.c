/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the networks of tests/corpus/nn, the fast way and by plain kernels, against what PyTorch made of them. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "infer/nn/nn.h"
#include "infer/nn/nn_int.h"

#define TOLERANCE 1e-4 /* of the largest number of an output */
#define BYTES_MAX (256 * KIB)

static const struct nn_options options = {.threads = 1};

/* Files that a test has read, freed at its end. */
static struct arena *files;

static void open_files(void)
{
    files = arena_new();
}

static void close_files(void)
{
    arena_free(files);
}

TestSuite(nn, .init = open_files, .fini = close_files);

static struct str read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "%s is missing", path);
    char *bytes = arena_alloc(files, BYTES_MAX);
    const size_t n = fread(bytes, 1, BYTES_MAX, file);
    (void)fclose(file);
    return (struct str){bytes, n};
}

static struct str read_case(const char *name, const char *ending)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/nn/%s.%s", TEST_FIXTURES, name, ending);
    return read_file(path);
}

/* A network of models/. */
static struct str read_model(const char *network)
{
    char path[1024];
    struct str bytes;
    (void)snprintf(path, sizeof(path), "%s/../../models/%s", TEST_FIXTURES, network);
    cr_assert(file_read_path(path, files, NN_FILE_MAX, &bytes) == E_OK);
    return bytes;
}

/* The largest difference, as a share of the largest number expected. */
static double difference(const float *made, const float *expected, size_t count)
{
    double largest = 1e-6;
    double apart = 0;
    for (size_t i = 0; i < count; i++) {
        largest = fmax(largest, fabs((double)expected[i]));
        const double by = fabs((double)made[i] - expected[i]);
        apart = isnan(by) ? HUGE_VAL : fmax(apart, by);
    }
    return apart / largest;
}

static void check_case(const char *name, struct str file, struct str numbers, bool plain)
{
    struct err err = {0};
    struct nn *nn = NULL;
    const struct nn_load_how how = {&options, plain};
    const int rc = nn_load_how(file, &how, &nn, &err);
    cr_assert(rc == E_OK, "%s: %s", name, err.detail);
    const float *at = (const float *)(const void *)numbers.p;
    for (size_t i = 0; i < nn_input_count(nn); i++) {
        memcpy(nn_input(nn, i)->data, at, nn_input(nn, i)->count * sizeof(float));
        at += nn_input(nn, i)->count;
    }
    /* Twice: the first run must leave nothing behind that changes the second. */
    cr_assert(nn_run(nn) == E_OK && nn_run(nn) == E_OK, "%s does not run", name);
    for (size_t i = 0; i < nn_output_count(nn); i++) {
        const struct nn_port *output = nn_output(nn, i);
        const double apart = difference(output->data, at, output->count);
        cr_expect(apart <= TOLERANCE, "%s, output %zu, %s: off by %g", name, i,
                  plain ? "plain" : "fast", apart);
        at += output->count;
    }
    cr_expect((const char *)at == numbers.p + numbers.n, "%s has other outputs than expected",
              name);
    nn_unload(nn);
}

static void check_all(void)
{
    DIR *folder = opendir(TEST_FIXTURES "/nn");
    cr_assert(folder != NULL);
    size_t count = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        const struct str file = str_from(entry->d_name);
        char name[256];
        if (!str_ends(file, STR(".onnx"))) {
            continue;
        }
        (void)snprintf(name, sizeof(name), "%" STRF, STRA(str_sub(file, 0, file.n - 5)));
        const struct str network = read_case(name, "onnx");
        const struct str numbers = read_case(name, "bin");
        check_case(name, network, numbers, /* plain= */ false);
        check_case(name, network, numbers, /* plain= */ true);
        count++;
    }
    (void)closedir(folder);
    cr_assert(count > 100);
}

Test(nn, computes_what_pytorch_does)
{
    check_all();
}

/* oneDNN has other code for other processors, and for some of what it is asked none but code that takes a hundred times as long. */
static void expect_no_slow_step(const char *network, int64_t width, int64_t height)
{
    const struct nn_options sized = {.threads = 1, .width = width, .height = height};
    struct nn *nn = NULL;
    cr_assert(nn_load(read_model(network), &sized, &nn, NULL) == E_OK);
    for (size_t i = 0; i < nn_fact_count(nn); i++) {
        const struct nn_fact fact = nn_fact(nn, i);
        cr_expect(strncmp(fact.implementation, "ref", 3) != 0, "%s: %s %s is computed by %s",
                  network, fact.op, fact.name, fact.implementation);
    }
    nn_unload(nn);
}

/* How many steps need fewer multiplications than they are defined by. */
static size_t count_winograd(struct str file, const struct nn_options *sized)
{
    struct nn *nn = NULL;
    size_t count = 0;
    cr_assert(nn_load(file, sized, &nn, NULL) == E_OK);
    for (size_t i = 0; i < nn_fact_count(nn); i++) {
        count += strcmp(nn_fact(nn, i).implementation, "winograd") == 0;
    }
    nn_unload(nn);
    return count;
}

static void check_two_threads(const char *name)
{
    const struct str file = read_case(name, "onnx");
    struct nn *one = NULL;
    struct nn *two = NULL;
    const struct nn_options more = {.threads = 2};
    cr_assert(nn_load(file, &options, &one, NULL) == E_OK);
    cr_assert(nn_load(file, &more, &two, NULL) == E_OK);
    for (size_t i = 0; i < nn_input(one, 0)->count; i++) {
        nn_input(one, 0)->data[i] = nn_input(two, 0)->data[i] = (float)(i % 7) - 3;
    }
    cr_assert(nn_run(one) == E_OK && nn_run(two) == E_OK);
    const struct nn_port *a = nn_output(one, 0);
    const struct nn_port *b = nn_find_output(two, str_from(a->name));
    cr_assert(b != NULL && b->count == a->count);
    cr_expect(difference(b->data, a->data, a->count) <= TOLERANCE, "%s", name);
    cr_expect(nn_find_output(two, STR("nothing of this name")) == NULL);
    nn_unload(one);
    nn_unload(two);
}

static void check_threads(void)
{
    check_two_threads("merge_sums");
    check_two_threads("winograd");
    check_two_threads("winograd_batch");
}

Test(nn, computes_the_same_on_two_threads)
{
    check_threads();
}

Test(nn, refuses_what_is_cut_off_or_changed)
{
    const struct str file = read_case("squeeze_excite", "onnx");
    char *copy = must_alloc(file.n);
    cr_assert(file.n > 0);
    for (size_t n = 0; n < file.n; n += 7) {
        struct nn *nn = NULL;
        struct err err = {0};
        const int rc = nn_load((struct str){file.p, n}, &options, &nn, &err);
        cr_expect(rc < 0 && err.detail[0] != '\0', "the first %zu bytes were taken", n);
        nn_unload(nn);
    }
    for (size_t i = 0; i < 400; i++) {
        struct nn *nn = NULL;
        memcpy(copy, file.p, file.n);
        copy[i * 31 % file.n] ^= (char)(1 << i % 8);
        /* It may be a network still, but not one that harms. */
        const int rc = nn_load((struct str){copy, file.n}, &options, &nn, NULL);
        cr_expect(rc <= 0);
        nn_unload(nn);
    }
    free(copy);
}

Test(nn, says_which_node_it_cannot_run)
{
    const struct str file = read_case("conv_3x3", "onnx");
    char *copy = must_alloc(file.n);
    struct err err = {0};
    struct nn *nn = NULL;
    memcpy(copy, file.p, file.n);
    for (size_t i = 0; i + 4 < file.n; i++) {
        if (copy[i] == 4 && memcmp(copy + i + 1, "Conv", 4) == 0) {
            copy[i + 1] = 'K';
        }
    }
    cr_expect(nn_load((struct str){copy, file.n}, &options, &nn, &err) == E_INVALID);
    cr_expect(strstr(err.detail, "there is no operator Konv") != NULL, "%s", err.detail);
    free(copy);
}

/* Loads with a file of weights, runs, and tells whether it lies in the file. */
static bool run_with_weights(struct str file, const char *path, float *out, size_t count)
{
    const struct nn_options sharing = {.threads = 1, .weights_path = path};
    struct nn *nn = NULL;
    cr_assert(nn_load(file, &sharing, &nn, NULL) == E_OK);
    for (size_t i = 0; i < nn_input(nn, 0)->count; i++) {
        nn_input(nn, 0)->data[i] = (float)(i % 5) - 2;
    }
    cr_assert(nn_run(nn) == E_OK);
    memcpy(out, nn_output(nn, 0)->data, count * sizeof(float));
    const bool shares = nn_memory(nn).shares_weights;
    nn_unload(nn);
    return shares;
}

Test(nn, shares_weights_through_a_file)
{
    enum { COUNT = 16 };
    static const char *const networks[] = {"squeeze_excite", "lstm_both_ways", "norm_first_odd"};
    char folder[] = "/tmp/assisti-nn-XXXXXX";
    char path[64];
    cr_assert(mkdtemp(folder) != NULL);
    (void)snprintf(path, sizeof(path), "%s/weights", folder);
    for (size_t i = 0; i < ARRAY_LEN(networks); i++) {
        const struct str file = read_case(networks[i], "onnx");
        float made[COUNT];
        float mapped[COUNT];
        /* The first finds none or another network's, the second what the first has left. */
        cr_expect(run_with_weights(file, path, made, COUNT));
        cr_expect(run_with_weights(file, path, mapped, COUNT));
        cr_expect(difference(mapped, made, COUNT) == 0, "%s", networks[i]);
        cr_assert(truncate(path, 100) == 0);
        cr_expect(run_with_weights(file, path, mapped, COUNT));
        cr_expect(difference(mapped, made, COUNT) == 0, "%s", networks[i]);
    }
    cr_expect(unlink(path) == 0);
    cr_expect(
        !run_with_weights(read_case("conv_3x3", "onnx"), "/nowhere/weights", (float[1]){0}, 1));
    cr_expect(rmdir(folder) == 0); /* nothing else was left there */
}

/* Pixels by the formula that the files in tests/golden tell. */
static void fill_by_formula(struct json_value which, size_t width, size_t height,
                            float *out /* (3, height, width) */)
{
    const uint32_t a = (uint32_t)json_i64(json_get(which, "a"), 0);
    const uint32_t b = (uint32_t)json_i64(json_get(which, "b"), 0);
    const uint32_t c = (uint32_t)json_i64(json_get(which, "c"), 0);
    const uint32_t d = (uint32_t)json_i64(json_get(which, "d"), 0);
    const bool is_noise = json_bool(json_get(which, "noise"), false);
    for (size_t i = 0; i < 3 * height * width; i++) {
        uint32_t h = (uint32_t)(i % width) * a + (uint32_t)(i / width % height) * b +
                     (uint32_t)(i / (width * height)) * c + d;
        if (is_noise) {
            h *= 2654435761U;
            h ^= h >> 15;
            h *= 2246822519U;
        }
        out[i] = (float)(is_noise ? h >> 24 : h & 255) / 127.5F - 1;
    }
}

static void expect_numbers(const char *name, const struct nn_port *output, struct json_value told)
{
    float expected[4096];
    float found[4096];
    const struct json_value numbers = json_get(told, "numbers");
    const size_t every = (size_t)json_i64(json_get(told, "every"), 0);
    const size_t count = json_count(numbers);
    cr_assert(output != NULL && every > 0 && count > 0 && count <= ARRAY_LEN(expected));
    cr_assert(output->count == (size_t)json_i64(json_get(told, "count"), 0));
    cr_assert((count - 1) * every < output->count);
    for (size_t i = 0; i < count; i++) {
        expected[i] = (float)json_number(json_at(numbers, i), HUGE_VAL);
        found[i] = output->data[i * every];
    }
    const double apart = difference(found, expected, count);
    cr_expect(apart <= TOLERANCE, "%s, %s: off by %g", name, output->name, apart);
}

/* Runs models/`network` on what tests/golden/`golden` tells, and expects the outputs that PyTorch gave. */
static void expect_golden(const char *network, const char *golden, const char *const outputs[2],
                          int threads)
{
    struct str told;
    struct nn *nn = NULL;
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    char golden_path[1024];
    (void)snprintf(golden_path, sizeof(golden_path), "%s/../golden/%s", TEST_FIXTURES, golden);
    cr_assert(file_read_path(golden_path, files, MIB, &told) == E_OK);
    cr_assert(json_doc_parse(told, &doc, NULL) == E_OK);
    const struct json_value root = json_doc_root(doc);
    const size_t width = (size_t)json_i64(json_get(root, "width"), 0);
    const size_t height = (size_t)json_i64(json_get(root, "height"), 0);
    const struct nn_options sized = {
        .threads = threads, .width = (int64_t)width, .height = (int64_t)height};
    cr_assert(nn_load(read_model(network), &sized, &nn, NULL) == E_OK);
    const struct json_value cases = json_get(root, "cases");
    cr_assert(nn_input(nn, 0)->count == 3 * width * height);
    for (size_t i = 0; i < json_count(cases); i++) {
        const struct json_value which = json_at(cases, i);
        const char *name = str_dup(arena, json_text(json_get(which, "name")));
        fill_by_formula(which, width, height, nn_input(nn, 0)->data);
        cr_assert(nn_run(nn) == E_OK);
        for (size_t o = 0; o < 2 && outputs[o] != NULL; o++) {
            expect_numbers(name, nn_find_output(nn, str_from(outputs[o])),
                           json_get(json_get(which, "outputs"), outputs[o]));
        }
    }
    cr_expect(json_count(cases) >= 4);
    nn_unload(nn);
}

Test(nn, runs_the_animals_network_as_pytorch_does)
{
    expect_golden("animals/animals.onnx", "animals.json",
                  (const char *const[]){"embedding", "logits"}, /* threads= */ 1);
}

static void check_road_signs(int threads)
{
    expect_golden("road-signs/detector.onnx", "road-signs-detector.json",
                  (const char *const[]){"boxes", "scores"}, threads);
    expect_golden("road-signs/classifier.onnx", "road-signs-classifier.json",
                  (const char *const[]){"logits", NULL}, threads);
}

Test(nn, runs_the_road_signs_networks_as_pytorch_does)
{
    check_road_signs(1);
}

/* ---- other processors ---- */

/* Before oneDNN is used for the first time, which a test's own process begins without. */
static void check_processor(const char *isa)
{
    cr_assert(setenv("ONEDNN_MAX_CPU_ISA", isa, 1) == 0);
    check_all();
    expect_no_slow_step("animals/animals.onnx", 0, 0);
    expect_no_slow_step("road-signs/classifier.onnx", 0, 0);
    expect_no_slow_step("road-signs/detector.onnx", 704, 432);
    expect_no_slow_step("road-signs/detector.onnx", 544, 240);
    check_threads();
    check_road_signs(1);
    check_road_signs(2);
    check_road_signs(3);
    const struct nn_options tile = {.threads = 1, .width = 544, .height = 240};
    cr_expect(count_winograd(read_case("winograd", "onnx"), &options) == 6);
    cr_expect(count_winograd(read_case("winograd_batch", "onnx"), &options) == 6);
    cr_expect(count_winograd(read_model("road-signs/classifier.onnx"), &options) == 4);
    const struct nn_options two = {.threads = 2};
    const struct nn_options three = {.threads = 3}; /* too few tiles for each */
    cr_expect(count_winograd(read_case("winograd", "onnx"), &two) == 6);
    cr_expect(count_winograd(read_model("road-signs/classifier.onnx"), &two) == 4);
    cr_expect(count_winograd(read_model("road-signs/classifier.onnx"), &three) == 0);
    cr_expect(count_winograd(read_model("road-signs/detector.onnx"), &tile) == 2);
}

Test(nn, computes_the_same_on_processors_with_avx2)
{
    check_processor("AVX2");
}

Test(nn, computes_the_same_on_processors_with_sse41)
{
    check_processor("SSE41");
}

/* ---- sizes ---- */

struct size {
    int64_t width, height;
};

static struct nn *load_at(struct size size, const struct nn *beside, const char *weights_path)
{
    const struct nn_options sized = {.threads = 1,
                                     .width = size.width,
                                     .height = size.height,
                                     .beside = beside,
                                     .weights_path = weights_path};
    struct nn *nn = NULL;
    cr_assert(nn_load(read_model("road-signs/detector.onnx"), &sized, &nn, NULL) == E_OK);
    return nn;
}

/* The boxes of one picture. */
static const float *run_on_stripes(struct nn *nn, size_t *out_count)
{
    const struct nn_port *input = nn_input(nn, 0);
    const struct nn_port *boxes = nn_output(nn, 0);
    for (size_t i = 0; i < input->count; i++) {
        input->data[i] = (float)(i % 13) / 6 - 1;
    }
    cr_assert(nn_run(nn) == E_OK);
    float *copy = arena_alloc(files, boxes->count * sizeof(float));
    memcpy(copy, boxes->data, boxes->count * sizeof(float));
    *out_count = boxes->count;
    return copy;
}

static void expect_same(struct nn *nn, const float *boxes, size_t count)
{
    size_t found;
    const float *again = run_on_stripes(nn, &found);
    cr_assert(found == count);
    cr_expect(difference(again, boxes, count) == 0);
}

Test(nn, runs_at_two_sizes_in_the_memory_of_one)
{
    const struct size sizes[] = {{160, 96}, {96, 64}};
    size_t counts[2];
    size_t weights[2];
    const float *boxes[2];
    for (size_t i = 0; i < 2; i++) {
        struct nn *alone = load_at(sizes[i], NULL, NULL);
        boxes[i] = run_on_stripes(alone, &counts[i]);
        cr_expect(counts[i] == (size_t)(sizes[i].width * sizes[i].height / 64 * 4));
        weights[i] = nn_memory(alone).weights;
        nn_unload(alone);
    }
    /* The smaller one lies in the memory of the larger; the other way round there is no room. */
    for (size_t first = 0; first < 2; first++) {
        struct nn *a = load_at(sizes[first], NULL, NULL);
        struct nn *b = load_at(sizes[1 - first], a, NULL);
        cr_expect(nn_memory(b).weights < weights[1 - first], "what is the same is there once");
        expect_same(a, boxes[first], counts[first]);
        expect_same(b, boxes[1 - first], counts[1 - first]);
        expect_same(a, boxes[first], counts[first]);
        nn_unload(b);
        expect_same(a, boxes[first], counts[first]);
        nn_unload(a);
    }
}

Test(nn, weights_of_one_size_are_not_taken_for_those_of_another)
{
    const struct size sizes[] = {{160, 96}, {96, 64}};
    char folder[] = "/tmp/assisti-nn-XXXXXX";
    char path[64];
    cr_assert(mkdtemp(folder) != NULL);
    (void)snprintf(path, sizeof(path), "%s/weights", folder);
    for (size_t i = 0; i < 4; i++) {
        size_t count;
        struct nn *alone = load_at(sizes[i / 2], NULL, NULL);
        struct nn *shares = load_at(sizes[i / 2], NULL, path);
        const float *boxes = run_on_stripes(alone, &count);
        cr_expect(nn_memory(shares).shares_weights);
        expect_same(shares, boxes, count);
        nn_unload(alone);
        nn_unload(shares);
    }
    cr_expect(unlink(path) == 0);
    cr_expect(rmdir(folder) == 0);
}
