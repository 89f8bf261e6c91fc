/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assisti predict ocr [--lang LANGUAGES] FILE...: what the server's workers make of files, without a
 * server. One line of JSON a file, in the order given. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "platform/pool/pool.h"

/* Files that are worked on or done ahead of the one to be printed next. */
#define AHEAD_MAX 64
#define LINE_MAX  (24 * MIB)
#define IDLE_MS   ((int64_t)60000)

struct predict_file {
    const char *path;
    char *line; /* once it is done */
    bool failed;
};

struct predict {
    struct pool *pool;
    size_t kind;
    struct str languages;
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
    fputs("usage: assisti predict ocr [--lang LANGUAGES] [--workers N] FILE...\n\n"
          "Reads the text of pictures and PDFs. Prints one line of JSON for each file, in the "
          "order given:\n"
          "  {\"file\", \"label\", \"confidence\", \"result\", \"elapsed_ms\"}, or {\"file\", "
          "\"error\"}\n\n"
          "  --lang LANGUAGES  such as eng or eng+chi_sim; otherwise the setting ocr_languages\n"
          "  --workers N       processes at once; otherwise as many as cores\n\n"
          "The exit status is 1 where a file could not be read.\n",
          out);
}

/* ---- lines ---- */

/* Names of files may be any bytes, JSON is UTF-8. */
static void put_path(struct json_out *out, const char *path)
{
    struct str name = str_from(path);
    struct sb readable;
    sb_init(&readable, 3 * name.n + 1);
    const bool valid = utf8_valid(name);
    for (size_t i = 0; i < name.n; i++) {
        if (valid || (unsigned char)name.p[i] < 0x80) {
            sb_add_byte(&readable, name.p[i]);
        } else {
            utf8_add(&readable, 0xfffd);
        }
    }
    json_kv_str(out, "file", sb_str(&readable));
    sb_done(&readable);
}

static void put_error(struct json_out *out, int rc, const char *detail)
{
    json_key(out, "error");
    json_begin_object(out);
    json_kv_c(out, "code", e_code(rc));
    json_kv_c(out, "title", e_title(rc));
    json_kv_i64(out, "status", e_http_status(rc));
    json_kv_c(out, "detail", detail);
    json_end_object(out);
}

static void put_result(struct json_out *out, const struct pool_outcome *outcome)
{
    const struct json_value root = outcome->result->root;
    json_kv_str(out, "label", json_text(json_get(root, "label")));
    json_key(out, "confidence");
    json_put_value(out, json_get(root, "confidence"));
    json_key(out, "result");
    json_put_value(out, json_get(root, "result"));
    json_kv_i64(out, "elapsed_ms", outcome->elapsed_ms);
}

static char *make_line(const char *path, const struct pool_outcome *outcome)
{
    struct sb sb;
    struct json_out out;
    sb_init(&sb, LINE_MAX);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    put_path(&out, path);
    if (outcome->rc == E_OK) {
        put_result(&out, outcome);
    } else {
        put_error(&out, outcome->rc, outcome->sentence);
    }
    json_end_object(&out);
    ASSERT(!sb.failed); /* a result has less than half of this, and names are short */
    return sb_steal(&sb);
}

/* ---- events of the pool ---- */

static void on_started(void *context, struct uuid id)
{
    (void)context;
    (void)id;
}

static void on_progress(void *context, struct uuid id, const struct ipc_progress *progress)
{
    (void)context;
    (void)id;
    (void)progress;
}

static void take_outcome(struct predict *predict, struct predict_file *file,
                         const struct pool_outcome *outcome)
{
    char *line = make_line(file->path, outcome);
    pthread_mutex_lock(&predict->lock);
    file->line = line;
    file->failed = outcome->rc != E_OK;
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

static int open_picture(const char *path, int *out_fd, struct err *err)
{
    /* O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. */
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0) {
        return err_set(err, errno == ENOENT ? E_NOT_FOUND : E_IO, "The file cannot be opened: %s.",
                       strerror(errno));
    }
    if (!S_ISREG(st.st_mode)) {
        return err_set(err, E_UNSUPPORTED_IMAGE, "This is not a file.");
    }
    *out_fd = steal_fd(&fd);
    return E_OK;
}

static int submit(struct predict *predict, struct predict_file *file, struct err *err)
{
    CLEANUP(fd_closep) int fd = -1;
    int rc = open_picture(file->path, &fd, err);
    if (rc < 0) {
        return rc;
    }
    /* The pool does not look into ids, so one can hold where the file stands. */
    const size_t index = (size_t)(file - predict->files);
    struct pool_task task = {
        .kind = predict->kind,
        .variant = predict->languages,
        .params = STR("{\"pictures\":false}"),
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
    int rc = submit(predict, file, &err);
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

/* Takes the kind and the options out of the arguments; what is left are the files. */
static int read_arguments(struct predict *predict, int *argc, const char ***argv)
{
    if (*argc == 0) {
        return E_INVALID;
    }
    size_t kind = 0;
    while (kind < WORKER_KIND_COUNT && strcmp(**argv, worker_types[kind].name) != 0) {
        kind++;
    }
    if (kind == WORKER_KIND_COUNT) {
        fprintf(stderr, "assisti predict: there is no \"%s\".\n", **argv);
        return E_INVALID;
    }
    predict->kind = kind;
    (*argc)--;
    (*argv)++;
    while (*argc > 0 && str_starts(str_from(**argv), STR("--"))) {
        const char *option = *(*argv)++;
        (*argc)--;
        if (strcmp(option, "--") == 0) {
            break;
        }
        if (strcmp(option, "--lang") != 0 || *argc == 0) {
            fprintf(stderr, "assisti predict: \"%s\" is not an option, or lacks its value.\n",
                    option);
            return E_INVALID;
        }
        predict->languages = str_from(*(*argv)++);
        (*argc)--;
    }
    return *argc > 0 ? E_OK : E_INVALID;
}

static int run(struct predict *predict, const struct config *config, struct arena *arena)
{
    const char *environment[] = {arena_printf(arena, "TESSDATA_PREFIX=%s", config->tessdata), NULL};
    const struct pool_config pool = {
        .types = worker_types,
        .type_count = WORKER_KIND_COUNT,
        .program = "/proc/self/exe",
        .environment = environment,
        .workers = (size_t)config->workers,
        .queue_max = AHEAD_MAX,
        .idle_ms = IDLE_MS,
    };
    const struct pool_events events = {on_started, on_progress, on_finished};
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
    struct predict predict = {.languages = str_from(config.ocr_languages)};
    if (read_arguments(&predict, &argc, &argv) < 0) {
        print_usage(stderr);
        return CLI_USAGE;
    }
    predict.count = (size_t)argc;
    predict.files = arena_calloc(arena, predict.count, sizeof(*predict.files));
    for (size_t i = 0; i < predict.count; i++) {
        predict.files[i].path = argv[i];
    }
    pthread_mutex_init(&predict.lock, NULL);
    pthread_cond_init(&predict.done, NULL);
    const int status = run(&predict, &config, arena);
    pthread_cond_destroy(&predict.done);
    pthread_mutex_destroy(&predict.lock);
    return status;
}
