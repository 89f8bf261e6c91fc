/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the networks of tests/corpus/nn, the fast way and by plain kernels, against what PyTorch made of them. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>

#include "infer/nn/nn.h"
#include "infer/nn/nn_load.h"

#define TOLERANCE 1e-4 /* of the largest number of an output */
#define BYTES_MAX (4 * MIB)

static const struct nn_options options = {.threads = 1};

static struct str read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "%s is missing", path);
    char *bytes = must_alloc(BYTES_MAX);
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

/* The largest difference, as a share of the largest number expected. */
static double difference(const float *made, const float *expected, size_t count)
{
    double largest = 1e-6;
    double apart = 0;
    for (size_t i = 0; i < count; i++) {
        largest = fmax(largest, fabs(expected[i]));
        const double by = fabs((double)made[i] - expected[i]);
        apart = isnan(by) ? HUGE_VAL : fmax(apart, by);
    }
    return apart / largest;
}

static void check_case(const char *name, struct str file, struct str numbers, bool plain)
{
    struct err err = {0};
    struct nn *nn = NULL;
    const int rc = nn_load_how(file, &options, plain, &nn, &err);
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

Test(nn, computes_what_pytorch_does)
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
        free((char *)(uintptr_t)network.p);
        free((char *)(uintptr_t)numbers.p);
        count++;
    }
    (void)closedir(folder);
    cr_assert(count > 100);
}

Test(nn, computes_the_same_on_two_threads)
{
    const struct str file = read_case("merge_sums", "onnx");
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
    cr_expect(difference(b->data, a->data, a->count) <= TOLERANCE);
    cr_expect(nn_find_output(two, STR("nothing of this name")) == NULL);
    nn_unload(one);
    nn_unload(two);
    free((char *)(uintptr_t)file.p);
}

Test(nn, refuses_what_is_cut_off_or_changed)
{
    const struct str file = read_case("squeeze_excite", "onnx");
    char *copy = must_alloc(file.n);
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
    free((char *)(uintptr_t)file.p);
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
    free((char *)(uintptr_t)file.p);
}
