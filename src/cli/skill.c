/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assisti skill NAME [--ARGUMENT VALUE ...]: what the server's skills say, without a server. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "platform/pool/pool.h"
#include "skill/skill.h"

#define ARGUMENTS_MAX (4 * MIB)
#define PARAMS_MAX    200

static void print_usage(FILE *out)
{
    fputs("usage: assisti skill NAME [--json] [--ARGUMENT VALUE ...]\n"
          "       assisti skill NAME [--json] -\n"
          "       assisti skill\n\n"
          "Computes or looks something up as the server's skills do, and prints what comes of it "
          "as text.\nWith \"-\" the arguments are read from standard input, as a JSON object; "
          "without a name all skills\nare listed with their arguments.\n\n"
          "  --json   prints the whole result, as one line of JSON\n\n"
          "  assisti skill calculate --expression \"3 miles to km\"\n",
          out);
}

/* ---- what there is ---- */

static void list_arguments(const struct skill_manifest *manifest)
{
    void *iter = NULL;
    struct str name;
    struct json_value property;
    const struct json_value properties = json_get(manifest->parameters, "properties");
    while (json_each(properties, &iter, &name, &property)) {
        const struct str description = json_text(json_get(property, "description"));
        printf("    --%-12" STRF " %" STRF "\n", STRA(name), STRA(description));
    }
}

static int list_skills(const struct skill_set *set)
{
    for (size_t i = 0; i < skill_set_count(set); i++) {
        const struct skill_manifest *manifest = skill_set_at(set, i);
        if (manifest->place == SKILL_WORKER) {
            printf("%-16" STRF " %" STRF "\n", STRA(manifest->name), STRA(manifest->title));
            list_arguments(manifest);
        }
    }
    return 0;
}

/* ---- arguments ---- */

static int wrong(const char *before, const char *what)
{
    fprintf(stderr, "assisti skill: %s%s.\n", before, what);
    return E_INVALID;
}

static bool is_number(struct str text)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    const char *p = text.p;
    const bool begins = text.n > 0 && (p[0] == '-' || (p[0] >= '0' && p[0] <= '9'));
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const char *list = arena_printf(arena, "[%" STRF "]", STRA(text));
    return begins && json_doc_parse(str_from(list), &doc, NULL) == E_OK;
}

/* A value as its type says; what it cannot be stays a text, for the check to name. */
static void put_value(struct json_out *out, struct str type, struct str value)
{
    const bool is_truth = str_eq(value, STR("true")) || str_eq(value, STR("false"));
    if ((str_eq(type, STR("integer")) || str_eq(type, STR("number"))) && is_number(value)) {
        json_put_raw(out, value);
    } else if (str_eq(type, STR("boolean")) && is_truth) {
        json_put_bool(out, value.p[0] == 't');
    } else if (str_eq(type, STR("array"))) {
        json_begin_array(out);
        json_put_str(out, value);
        json_end_array(out);
    } else {
        json_put_str(out, value);
    }
}

static int write_options(const struct skill_manifest *manifest, int argc, const char **argv,
                         struct sb *sb)
{
    struct json_out out;
    const struct json_value properties = json_get(manifest->parameters, "properties");
    json_out_init(&out, sb);
    json_begin_object(&out);
    for (int i = 0; i < argc; i += 2) {
        const struct str option = str_from(argv[i]);
        const struct str name = str_sub(option, 2, option.n);
        if (!str_starts(option, STR("--")) || !utf8_valid(option) || i + 1 == argc ||
            !utf8_valid(str_from(argv[i + 1]))) {
            return wrong("this is no argument with its value: ", argv[i]);
        }
        const struct json_value property = json_get(properties, name.p);
        json_key_str(&out, name);
        put_value(&out, json_text(json_get(property, "type")), str_from(argv[i + 1]));
    }
    json_end_object(&out);
    return sb->failed ? wrong("that is more than a skill takes at once", "") : E_OK;
}

static int read_input(struct sb *sb)
{
    char bytes[4096];
    ssize_t n;
    while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0) {
        sb_add(sb, (struct str){bytes, (size_t)n});
    }
    return n < 0 || sb->failed ? wrong("standard input cannot be read, or is too much", "") : E_OK;
}

static int check(const struct skill_manifest *manifest, struct str arguments)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct err err = {0};
    int rc = json_doc_parse(arguments, &doc, &err);
    if (rc == E_OK) {
        rc = skill_check(manifest, json_doc_root(doc), &err);
    }
    for (size_t i = 0; i < err.field_count; i++) {
        fprintf(stderr, "assisti skill: \"%s\" %s.\n", err.fields[i].name, err.fields[i].text);
    }
    if (rc < 0 && err.field_count == 0) {
        fprintf(stderr, "assisti skill: %s\n", err_text(&err, rc));
    }
    return rc;
}

/* ---- having it done ---- */

struct asked {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool has_ended;
    bool as_json;
    int status;
};

static void on_finished(void *context, struct uuid id, const struct pool_outcome *outcome)
{
    struct asked *asked = context;
    (void)id;
    int written = 0;
    if (outcome->rc < 0) {
        fprintf(stderr, "assisti skill: %s\n", outcome->sentence);
    } else {
        const struct str text = asked->as_json ? outcome->result->json
                                               : json_text(json_get(outcome->result->root, "text"));
        written = printf("%" STRF "\n", STRA(text));
    }
    pthread_mutex_lock(&asked->lock);
    asked->status = outcome->rc < 0 || written < 0 || fflush(stdout) != 0 ? CLI_FAILED : 0;
    asked->has_ended = true;
    pthread_cond_signal(&asked->ended);
    pthread_mutex_unlock(&asked->lock);
    pool_result_free(outcome->result);
}

static int submit(struct pool *pool, const struct skill_manifest *manifest, struct str arguments,
                  struct err *err)
{
    char path[40];
    char params[PARAMS_MAX];
    CLEANUP(fd_closep) int written = memfd_create("arguments", MFD_CLOEXEC);
    int rc = written < 0 ? E_IO : file_write_all(written, arguments.p, arguments.n);
    if (rc < 0) {
        return rc;
    }
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", written);
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    const int n = snprintf(params, sizeof(params), "{\"do\":\"run\",\"skill\":\"%" STRF "\"}",
                           STRA(manifest->name));
    const struct pool_task task = {
        .kind = WORKER_SKILLS, .variant = STR("all"), .params = {params, (size_t)n}, .fd = fd};
    rc = fd < 0 ? E_IO : pool_submit(pool, &task, err);
    if (rc == E_OK) {
        (void)steal_fd(&fd); /* the pool's now */
    }
    return rc;
}

static void wait_for(struct asked *asked)
{
    pthread_mutex_lock(&asked->lock);
    while (!asked->has_ended) {
        pthread_cond_wait(&asked->ended, &asked->lock);
    }
    pthread_mutex_unlock(&asked->lock);
}

static int run(const struct skill_manifest *manifest, struct str arguments, bool as_json)
{
    struct asked asked = {.as_json = as_json, .status = CLI_FAILED};
    const struct pool_config config = {
        .types = worker_types,
        .type_count = WORKER_KIND_COUNT,
        .program = "/proc/self/exe",
        .workers = 1,
        .queue_max = 1,
        .idle_ms = 1000,
    };
    const struct pool_events events = {.finished = on_finished};
    struct pool *pool = NULL;
    struct err err = {0};
    pthread_mutex_init(&asked.lock, NULL);
    pthread_cond_init(&asked.ended, NULL);
    int rc = pool_new(&config, &events, &asked, &pool, &err);
    if (rc == E_OK) {
        rc = submit(pool, manifest, arguments, &err);
    }
    if (rc == E_OK) {
        wait_for(&asked);
    } else {
        fprintf(stderr, "assisti skill: %s\n", err_text(&err, rc));
    }
    pool_free(pool);
    pthread_cond_destroy(&asked.ended);
    pthread_mutex_destroy(&asked.lock);
    return asked.status;
}

/* ---- the verb ---- */

static int ask(const struct skill_set *set, int argc, const char **argv)
{
    const struct skill_manifest *manifest = skill_set_find(set, str_from(argv[0]));
    if (manifest == NULL || manifest->place == SKILL_SERVER) {
        (void)wrong(manifest == NULL ? "there is no skill " : "this needs a server: ", argv[0]);
        return CLI_USAGE;
    }
    argc--;
    argv++;
    const bool as_json = argc > 0 && strcmp(argv[0], "--json") == 0;
    argc -= as_json;
    argv += as_json;
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, ARGUMENTS_MAX);
    int rc = argc == 1 && strcmp(argv[0], "-") == 0 ? read_input(&sb)
                                                    : write_options(manifest, argc, argv, &sb);
    if (rc == E_OK) {
        rc = check(manifest, sb_str(&sb));
    }
    return rc < 0 ? CLI_USAGE : run(manifest, sb_str(&sb), as_json);
}

int cli_skill(int argc, const char **argv)
{
    CLEANUP(skill_set_freep) struct skill_set *set = NULL;
    struct err err = {0};
    if (argc > 0 && strcmp(argv[0], "--help") == 0) {
        print_usage(stdout);
        return 0;
    }
    int rc = skill_set_new(&set, &err);
    if (rc < 0) {
        fprintf(stderr, "assisti skill: %s\n", err_text(&err, rc));
        return CLI_FAILED;
    }
    return argc == 0 ? list_skills(set) : ask(set, argc, argv);
}
