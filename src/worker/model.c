/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assisti model inspect|bench FILE: what a network of somebody's is made of, and how quick it is here. */
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "infer/nn/nn.h"
#include "worker/late.h"
#include "worker/worker.h"
#include "worker/worker_picture.h"

#define EXIT_FAILED  1
#define EXIT_USAGE   2
#define WARM_RUNS    5
#define RUNS         50
#define SECONDS_MAX  10 /* for all runs of a slow network */
#define THREADS_MAX  64
#define SIDE_DEFAULT 224
#define SIDE_MAX     65536

struct model_args {
    bool bench;
    bool json;
    int64_t threads;
    int64_t width; /* of an input whose size the file leaves open */
    int64_t height;
    const char *path;
};

static void print_usage(FILE *out)
{
    fputs("usage: assisti model inspect FILE [--size SIZE] [--threads N]\n"
          "       assisti model bench FILE [--size SIZE] [--threads N] [--json]\n\n"
          "inspect tells the inputs, outputs and steps of a network in an ONNX file, as this "
          "program runs it,\n"
          "and how long it took to load, or why it cannot. bench also measures each step; the best "
          "of some runs counts.\n\n"
          "  --size SIZE  of an input whose size the file leaves open: 704x432, or 224 for a "
          "square (224)\n"
          "  --threads N  how many threads to use (1)\n"
          "  --json       the figures as one line of JSON\n",
          out);
}

static bool read_number(const char *text, int64_t max, int64_t *out)
{
    return text != NULL && str_to_i64(str_from(text), 1, max, out) == E_OK;
}

/* "224" or "704x432", width before height. */
static bool read_size(const char *text, struct model_args *out)
{
    if (text == NULL) {
        return false;
    }
    const struct str size = str_from(text);
    const size_t x = str_find_byte(size, 'x');
    const struct str width = str_sub(size, 0, x);
    const struct str height = x < size.n ? str_sub(size, x + 1, size.n) : width;
    return str_to_i64(width, 1, SIDE_MAX, &out->width) == E_OK &&
           str_to_i64(height, 1, SIDE_MAX, &out->height) == E_OK;
}

static bool read_args(int argc, const char **argv, struct model_args *out)
{
    *out = (struct model_args){.threads = 1, .width = SIDE_DEFAULT, .height = SIDE_DEFAULT};
    if (argc < 1 || (strcmp(argv[0], "inspect") != 0 && strcmp(argv[0], "bench") != 0)) {
        return false;
    }
    out->bench = strcmp(argv[0], "bench") == 0;
    for (int i = 1; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        bool good = true;
        if (strcmp(argv[i], "--size") == 0) {
            good = read_size(next, out);
            i++;
        } else if (strcmp(argv[i], "--threads") == 0) {
            good = read_number(next, THREADS_MAX, &out->threads);
            i++;
        } else if (out->bench && strcmp(argv[i], "--json") == 0) {
            out->json = true;
        } else {
            good = argv[i][0] != '-' && out->path == NULL;
            out->path = argv[i];
        }
        if (!good) {
            return false;
        }
    }
    return out->path != NULL;
}

/* ---- words ---- */

static void print_shape(const struct nn_shape *shape, char out[64])
{
    size_t n = 0;
    out[0] = '\0';
    for (int i = 0; i < shape->rank && n < 48; i++) {
        n += (size_t)snprintf(out + n, 64 - n, "%s%lld", i > 0 ? " x " : "",
                              (long long)shape->dims[i]);
    }
}

static void print_ports(const struct nn *nn)
{
    char shape[64];
    for (size_t i = 0; i < nn_input_count(nn); i++) {
        print_shape(&nn_input(nn, i)->shape, shape);
        printf("input   %s: %s\n", nn_input(nn, i)->name, shape);
    }
    for (size_t i = 0; i < nn_output_count(nn); i++) {
        print_shape(&nn_output(nn, i)->shape, shape);
        printf("output  %s: %s\n", nn_output(nn, i)->name, shape);
    }
}

static double all_multiply_adds(const struct nn *nn)
{
    double sum = 0;
    for (size_t i = 0; i < nn_fact_count(nn); i++) {
        sum += nn_fact(nn, i).multiply_adds;
    }
    return sum;
}

static void print_totals(const struct nn *nn)
{
    const struct nn_memory memory = nn_memory(nn);
    printf("%zu steps, %.1f million multiply-adds; weights %.1f MiB, results %.1f MiB, scratch "
           "%.2f MiB\n",
           nn_fact_count(nn), all_multiply_adds(nn) / 1e6, (double)memory.weights / (double)MIB,
           (double)memory.results / (double)MIB, (double)memory.scratch / (double)MIB);
}

static void print_fact(const struct nn_fact *fact)
{
    char shape[64];
    print_shape(&fact->shape, shape);
    printf("%-20.20s %-20.20s %-18s %9.2f  %zu  %.60s\n", fact->op, fact->implementation, shape,
           fact->multiply_adds / 1e6, fact->merged, fact->name);
}

static int inspect(const struct nn *nn, double load_ms)
{
    print_ports(nn);
    print_totals(nn);
    printf("loaded in %.1f ms\n", load_ms);
    printf("\n%-20s %-20s %-18s %9s  %s\n", "operator", "computed by", "output", "Mmul-add",
           "merged, name");
    for (size_t i = 0; i < nn_fact_count(nn); i++) {
        const struct nn_fact fact = nn_fact(nn, i);
        print_fact(&fact);
    }
    return 0;
}

/* ---- measurements ---- */

/* Microseconds of the quickest of some runs of the whole network. */
static int measure(struct nn *nn, int64_t *out_us)
{
    const int64_t end_us = clock_mono_us() + (int64_t)SECONDS_MAX * 1000000;
    int rc = E_OK;
    *out_us = INT64_MAX;
    for (int i = 0; rc == E_OK && i < WARM_RUNS + RUNS && (i == 0 || clock_mono_us() < end_us);
         i++) {
        const int64_t start_us = clock_mono_us();
        rc = nn_run(nn);
        const int64_t us = clock_mono_us() - start_us;
        *out_us = us < *out_us ? us : *out_us;
    }
    return rc;
}

static int measure_steps(struct nn *nn, int64_t *out_us)
{
    int rc = E_OK;
    for (size_t i = 0; i < nn_fact_count(nn); i++) {
        out_us[i] = INT64_MAX;
    }
    for (int run = 0; rc == E_OK && run < WARM_RUNS + RUNS / 2; run++) {
        for (size_t i = 0; rc == E_OK && i < nn_fact_count(nn); i++) {
            const int64_t start_us = clock_mono_us();
            rc = nn_run_one(nn, i);
            const int64_t us = clock_mono_us() - start_us;
            out_us[i] = us < out_us[i] ? us : out_us[i];
        }
    }
    return rc;
}

static void print_steps(const struct nn *nn, const int64_t *step_us)
{
    printf("\n%9s %9s  %-20s %-20s %-18s %9s  %s\n", "us", "GFLOP/s", "operator", "computed by",
           "output", "Mmul-add", "merged, name");
    for (size_t i = 0; i < nn_fact_count(nn); i++) {
        const struct nn_fact fact = nn_fact(nn, i);
        const double us = step_us[i] > 0 ? (double)step_us[i] : 0.5;
        printf("%9lld %9.1f  ", (long long)step_us[i], 2 * fact.multiply_adds / us / 1e3);
        print_fact(&fact);
    }
}

static void print_json(const struct model_args *args, double load_ms, double run_ms, double share,
                       double gflops)
{
    printf("{\"threads\":%lld,\"load_ms\":%.2f,\"run_ms\":%.4f,\"gflops\":%.2f,\"share_of_peak\":%."
           "4f}\n",
           (long long)args->threads, load_ms, run_ms, gflops, share);
}

static int bench(struct nn *nn, const struct model_args *args, double load_ms, struct err *err)
{
    int64_t run_us;
    double peak;
    int64_t *step_us = must_calloc(nn_fact_count(nn) + 1, sizeof(*step_us));
    int rc = measure(nn, &run_us);
    rc = rc < 0 ? rc : measure_steps(nn, step_us);
    rc = rc < 0 ? rc : nn_measure_peak((int)args->threads, &peak, err);
    if (rc == E_OK) {
        const double gflops = 2 * all_multiply_adds(nn) / ((double)run_us * 1e3);
        const double share = gflops * 1e9 / peak;
        if (args->json) {
            print_json(args, load_ms, (double)run_us / 1e3, share, gflops);
        } else {
            print_ports(nn);
            print_totals(nn);
            printf("loaded in %.1f ms, runs in %.3f ms with %lld thread%s: %.1f GFLOP/s, %.0f %% "
                   "of the %.1f "
                   "that oneDNN reaches here\n",
                   load_ms, (double)run_us / 1e3, (long long)args->threads,
                   args->threads == 1 ? "" : "s", gflops, 100 * share, peak / 1e9);
            print_steps(nn, step_us);
        }
    }
    free(step_us);
    return rc;
}

static int run(const struct model_args *args, struct arena *arena, struct err *err)
{
    struct str file;
    CLEANUP(nn_unloadp) struct nn *nn = NULL;
    const struct nn_options options = {
        .threads = (int)args->threads, .width = args->width, .height = args->height};
    int rc = file_read_path(args->path, arena, NN_FILE_MAX, &file);
    if (rc < 0) {
        return err_set(err, rc, "%s", rc == E_NOT_FOUND ? "There is no such file." : e_title(rc));
    }
    worker_keep_memory();
    rc = late_load(LATE_NETWORKS, err);
    const int64_t start_us = clock_mono_us();
    rc = rc < 0 ? rc : nn_load(file, &options, &nn, err);
    const double load_ms = (double)(clock_mono_us() - start_us) / 1e3;
    if (rc < 0) {
        return rc;
    }
    return args->bench ? bench(nn, args, load_ms, err) : inspect(nn, load_ms);
}

int worker_model_main(int argc, const char **argv)
{
    struct model_args args;
    struct err err = {0};
    if (argc == 1 && strcmp(argv[0], "--help") == 0) {
        print_usage(stdout);
        return 0;
    }
    if (!read_args(argc, argv, &args)) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    int rc = run(&args, arena, &err);
    if (rc < 0) {
        fprintf(stderr, "assisti model: %s: %s\n", args.path, err_text(&err, rc));
        return EXIT_FAILED;
    }
    return 0;
}
