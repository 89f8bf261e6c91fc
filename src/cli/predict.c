/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assisti predict ocr|animals|road-signs [--OPTION VALUE] FILE...: what the server's workers make of files, without a
 * server. One line of JSON a file, in the order given. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/predict_int.h"
#include "model/model.h"
#include "platform/db/db.h"
#include "platform/pool/pool.h"

/* Files that are worked on or done ahead of the one to be printed next. */
#define AHEAD_MAX 64
#define IDLE_MS   ((int64_t)60000)
/* For the sizes of a clip's frames. */
#define PARAMS_MAX (32 * KIB)

struct predict_file {
    const char *path;
    char *line; /* once it is done */
    bool failed;
};

struct predict {
    struct pool *pool;
    size_t kind;
    struct str variant;
    const struct classifier_learned *classifier; /* NULL: none was asked for */
    const char *annotate;       /* file for the picture with its boxes; NULL: none */
    struct predict_file *files; /* (count); those of one window are in the pool */
    size_t count;
    size_t submitted;
    size_t printed;
    bool any_failed;
    pthread_mutex_t lock;
    pthread_cond_t done; /* guarded by lock: `line` and `failed` of the files */
};

static void print_usage(FILE *out)
{
    fputs("usage: assisti predict ocr [--lang LANGUAGES] [--workers N] FILE...\n"
          "       assisti predict animals [--model NAME] [--data DIR] [--workers N] FILE...\n"
          "       assisti predict animals --classifier NAME [--email E] [--data DIR] FILE...\n"
          "       assisti predict road-signs [--model NAME] [--data DIR] [--workers N] FILE...\n"
          "       assisti predict road-signs [--model NAME] --annotate OUT.png FILE\n\n"
          "Reads the text of pictures and PDFs, names the animals on pictures, or finds the road "
          "signs on\npictures and in clips: an animated GIF or WebP, or a folder of at most 600 "
          "pictures in "
          "the order of their\nnames. Prints one line of JSON for each file, in the order given:\n"
          "  {\"file\", \"label\", \"confidence\", \"result\", \"elapsed_ms\"}, or {\"file\", "
          "\"error\"}\n\n"
          "  --lang LANGUAGES   such as eng or eng+chi_sim; otherwise the setting ocr_languages\n"
          "  --model NAME       a folder in DIR/models; otherwise the one that is built in\n"
          "  --annotate OUT.png also writes the picture with boxes and names, of at most 3840 x "
          "2160\n"
          "                     pixels; of a clip, its first frame\n"
          "  --classifier NAME  one that somebody has made of their own pictures, out of DIR\n"
          "  --email E          whose classifier, where several people have one of that name\n"
          "  --data DIR         the server's data folder, which is only read\n"
          "  --workers N        processes at once; otherwise as many as cores\n\n"
          "The exit status is 1 where a file could not be read.\n",
          out);
}

/* ---- events of the pool ---- */

static void take_outcome(struct predict *predict, struct predict_file *file,
                         const struct pool_outcome *outcome)
{
    bool failed;
    char *line = predict_line(file->path, outcome, predict->classifier, &failed);
    if (predict->annotate != NULL && outcome->rc == E_OK) {
        failed |= predict_write_drawing(predict->annotate, outcome->result->drawing) < 0;
    }
    pthread_mutex_lock(&predict->lock);
    file->line = line;
    file->failed = failed;
    pthread_cond_signal(&predict->done);
    pthread_mutex_unlock(&predict->lock);
}

static void on_finished(void *context, struct uuid id, const struct pool_outcome *outcome)
{
    struct predict *predict = context;
    size_t index;
    memcpy(&index, id.b, sizeof(index));
    take_outcome(predict, &predict->files[index], outcome);
    pool_result_free(outcome->result);
}

/* ---- files ---- */

/* Opens what there is to look at, and adds to the parameters where it is a clip. */
static int open_picture(const struct predict *predict, const char *path, struct sb *params,
                        int *out_fd, struct err *err)
{
    /* O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. */
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0) {
        return err_set(err, errno == ENOENT ? E_NOT_FOUND : E_IO, "The file cannot be opened: %s.",
                       strerror(errno));
    }
    if (S_ISDIR(st.st_mode) && predict->kind == WORKER_SIGNS) {
        return predict_pack_frames(path, params, out_fd, err);
    }
    if (!S_ISREG(st.st_mode)) {
        return err_set(err, E_UNSUPPORTED_IMAGE, "This is not a file.");
    }
    *out_fd = steal_fd(&fd);
    return E_OK;
}

static int submit(struct predict *predict, struct predict_file *file, struct sb *params,
                  struct err *err)
{
    CLEANUP(fd_closep) int fd = -1;
    sb_add_c(params, "{\"pictures\":false");
    sb_add_c(params, predict->annotate != NULL ? ",\"drawing\":true" : "");
    int rc = open_picture(predict, file->path, params, &fd, err);
    if (rc < 0) {
        return rc;
    }
    sb_add_c(params, "}");
    ASSERT(!params->failed);
    /* The pool does not look into ids, so one can hold where the file stands. */
    const size_t index = (size_t)(file - predict->files);
    struct pool_task task = {
        .kind = predict->kind,
        .variant = predict->variant,
        .params = sb_str(params),
        .fd = fd,
    };
    memcpy(task.id.b, &index, sizeof(index));
    rc = pool_submit(predict->pool, &task, err);
    if (rc == E_OK) {
        (void)steal_fd(&fd); /* the pool's now */
    }
    return rc;
}

static void submit_next(struct predict *predict)
{
    struct predict_file *file = &predict->files[predict->submitted++];
    struct err err = {0};
    struct sb params;
    sb_init(&params, PARAMS_MAX);
    int rc = submit(predict, file, &params, &err);
    sb_done(&params);
    if (rc < 0) {
        const struct pool_outcome outcome = {.rc = rc, .sentence = err_text(&err, rc)};
        take_outcome(predict, file, &outcome);
    }
}

/* Waits for the next file in order, and prints its line. */
static int print_next(struct predict *predict)
{
    struct predict_file *file = &predict->files[predict->printed++];
    pthread_mutex_lock(&predict->lock);
    while (file->line == NULL) {
        pthread_cond_wait(&predict->done, &predict->lock);
    }
    pthread_mutex_unlock(&predict->lock);
    predict->any_failed |= file->failed;
    const int written = puts(file->line);
    free(file->line);
    return written >= 0 && fflush(stdout) == 0 ? E_OK : E_IO;
}

static int work(struct predict *predict)
{
    int rc = E_OK;
    while (rc == E_OK && predict->printed < predict->count) {
        while (predict->submitted < predict->count &&
               predict->submitted - predict->printed < AHEAD_MAX) {
            submit_next(predict);
        }
        rc = print_next(predict);
    }
    return rc;
}

/* ---- the verb ---- */

/* What follows "predict". */
struct arguments {
    size_t kind;
    const char *languages; /* NULL where not given, as all below */
    const char *model;
    const char *classifier;
    const char *email;
    const char *annotate;
    size_t count;
    const char **files; /* (count) */
};

struct option {
    const char *name;
    unsigned kinds; /* that it belongs to, a bit each */
    size_t offset;  /* of the member in struct arguments */
};

static const struct option options[] = {
    {"--lang", 1u << WORKER_OCR, offsetof(struct arguments, languages)},
    {"--model", 1u << WORKER_ANIMALS | 1u << WORKER_SIGNS, offsetof(struct arguments, model)},
    {"--classifier", 1u << WORKER_ANIMALS, offsetof(struct arguments, classifier)},
    {"--email", 1u << WORKER_ANIMALS, offsetof(struct arguments, email)},
    {"--annotate", 1u << WORKER_SIGNS, offsetof(struct arguments, annotate)},
};

static int take_option(struct arguments *arguments, const char *name, const char *value)
{
    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        const struct option *option = &options[i];
        if ((option->kinds >> arguments->kind & 1) != 0 && strcmp(option->name, name) == 0 &&
            value != NULL) {
            memcpy((char *)arguments + option->offset, &value, sizeof(value));
            return E_OK;
        }
    }
    fprintf(stderr, "assisti predict: \"%s\" is not an option here, or lacks its value.\n", name);
    return E_INVALID;
}

/* Takes the kind and the options out of the arguments; what is left are the files. */
static int read_arguments(int argc, const char **argv, struct arguments *out)
{
    if (argc == 0) {
        return E_INVALID;
    }
    while (out->kind < WORKER_KIND_COUNT && strcmp(argv[0], worker_types[out->kind].name) != 0) {
        out->kind++;
    }
    if (out->kind == WORKER_KIND_COUNT) {
        fprintf(stderr, "assisti predict: there is no \"%s\".\n", argv[0]);
        return E_INVALID;
    }
    int at = 1;
    while (at < argc && str_starts(str_from(argv[at]), STR("--"))) {
        const char *name = argv[at++];
        if (strcmp(name, "--") == 0) {
            break;
        }
        int rc = take_option(out, name, at < argc ? argv[at] : NULL);
        if (rc < 0) {
            return rc;
        }
        at++;
    }
    if (out->model != NULL && out->classifier != NULL) {
        fputs("assisti predict: a classifier comes with its model.\n", stderr);
        return E_INVALID;
    }
    if (out->model != NULL && !model_is_name(str_from(out->model))) {
        fprintf(stderr, "assisti predict: a model cannot be called \"%s\".\n", out->model);
        return E_INVALID;
    }
    out->files = argv + at;
    out->count = (size_t)(argc - at);
    if (out->annotate != NULL && out->count > 1) {
        fputs("assisti predict: --annotate goes together with one file only.\n", stderr);
        return E_INVALID;
    }
    return out->count > 0 ? E_OK : E_INVALID;
}

static int find_classifier(const struct config *config, const struct arguments *arguments,
                           struct arena *arena, struct classifier_learned *out, struct err *err)
{
    struct db *db;
    int rc = db_open_reading(arena_printf(arena, "%s/assisti.db", config->data), &db, err);
    if (rc < 0) {
        return rc;
    }
    {
        CLEANUP(db_releasep) struct db_conn *conn = NULL;
        rc = db_read(db, &conn);
        if (rc == E_OK) {
            rc = classifiers_find_named(conn, str_from(arguments->email),
                                        str_from(arguments->classifier), arena, out, err);
        }
    }
    db_close(db);
    return rc;
}

static const char *variant_of(const struct arguments *arguments, const struct config *config)
{
    if (arguments->kind == WORKER_OCR) {
        return arguments->languages != NULL ? arguments->languages : config->ocr_languages;
    }
    return arguments->model != NULL ? arguments->model : worker_types[arguments->kind].name;
}

static int run(struct predict *predict, const struct config *config, struct arena *arena)
{
    const char *environment[] = {arena_printf(arena, "TESSDATA_PREFIX=%s", config->tessdata),
                                 arena_printf(arena, "ASSISTI_MODELS=%s/models", config->data),
                                 NULL};
    const struct pool_config pool = {
        .types = worker_types,
        .type_count = WORKER_KIND_COUNT,
        .program = "/proc/self/exe",
        .environment = environment,
        .workers = (size_t)config->workers,
        .queue_max = AHEAD_MAX,
        .idle_ms = IDLE_MS,
    };
    const struct pool_events events = {.finished = on_finished};
    struct err err = {0};
    int rc = pool_new(&pool, &events, predict, &predict->pool, &err);
    if (rc < 0) {
        fprintf(stderr, "assisti predict: %s\n", err_text(&err, rc));
        return CLI_FAILED;
    }
    rc = work(predict);
    pool_free(predict->pool);
    if (rc < 0) {
        fprintf(stderr, "assisti predict: the output cannot be written.\n");
    }
    return rc < 0 || predict->any_failed ? CLI_FAILED : 0;
}

static int predict_files(const struct arguments *arguments, const struct config *config,
                         const struct classifier_learned *classifier, struct arena *arena)
{
    struct predict predict = {
        .kind = arguments->kind,
        .variant = str_from(variant_of(arguments, config)),
        .classifier = classifier,
        .annotate = arguments->annotate,
        .count = arguments->count,
        .files = arena_calloc(arena, arguments->count, sizeof(*predict.files)),
    };
    for (size_t i = 0; i < predict.count; i++) {
        predict.files[i].path = arguments->files[i];
    }
    pthread_mutex_init(&predict.lock, NULL);
    pthread_cond_init(&predict.done, NULL);
    const int status = run(&predict, config, arena);
    pthread_cond_destroy(&predict.done);
    pthread_mutex_destroy(&predict.lock);
    return status;
}

static bool asks_for_help(int argc, const char **argv)
{
    return argc > 0 &&
           (strcmp(argv[0], "--help") == 0 || (argc > 1 && strcmp(argv[1], "--help") == 0));
}

int cli_predict(int argc, const char **argv)
{
    if (asks_for_help(argc, argv)) {
        print_usage(stdout);
        return 0;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct config config;
    if (cli_read_config(&argc, argv, arena, &config, NULL) < 0) {
        return CLI_USAGE;
    }
    struct arguments arguments = {0};
    if (read_arguments(argc, argv, &arguments) < 0) {
        print_usage(stderr);
        return CLI_USAGE;
    }
    struct classifier_learned classifier = {0};
    struct err err = {0};
    int rc = arguments.classifier != NULL
                 ? find_classifier(&config, &arguments, arena, &classifier, &err)
                 : E_OK;
    if (rc < 0) {
        fprintf(stderr, "assisti predict: %s\n", err_text(&err, rc));
        return CLI_FAILED;
    }
    return predict_files(&arguments, &config, arguments.classifier != NULL ? &classifier : NULL,
                         arena);
}
