/* SPDX-License-Identifier: GPL-3.0-or-later */
/* router-cases: routes what comes as lines of JSON, for measurements and training; not installed.
 *
 *   router-cases             each line a question as router_read() takes it; writes a line each with the result, and how
 *                            long it took: {..., "us": microseconds}
 *   router-cases features    writes the hashes of the features of each message instead, parted by spaces
 *   router-cases words       writes the words of each message, in the form in which words.txt has them
 *
 * A folder behind these has the words, groups of words and weights to use instead of the program's own. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/file.h"
#include "infer/router/router_int.h"

#define LINE_MAX_BYTES (8 * MIB)

enum mode { ROUTE, FEATURES, WORDS };

static void write_features(const struct router *router, const struct router_question *question,
                           struct arena *arena, struct sb *sb)
{
    struct router_features features;
    router_features_of(router, question, arena, &features);
    for (size_t i = 0; i < features.count; i++) {
        sb_addf(sb, i == 0 ? "%" PRIu32 : " %" PRIu32, features.hashes[i]);
    }
}

static void write_words(const struct router_question *question, struct arena *arena, struct sb *sb)
{
    struct router_words none = {0};
    struct router_tokens tokens;
    router_tokens_init(arena, &tokens);
    const size_t range[2] = {0, question->message.n};
    router_add_tokens(&none, question->message, range, arena, &tokens);
    for (size_t i = 0; i < tokens.count; i++) {
        if (tokens.items[i].class != ROUTER_SIGN && tokens.items[i].class != ROUTER_NUMBER) {
            sb_addf(sb, "%" STRF " ", STRA(tokens.items[i].text));
        }
    }
}

static void write_result(const struct router *router, const struct router_question *question,
                         struct arena *arena, struct sb *sb)
{
    struct json_out out;
    json_out_init(&out, sb);
    int64_t start = clock_mono_us();
    json_begin_object(&out);
    router_route(router, question, arena, &out);
    json_kv_i64(&out, "us", clock_mono_us() - start);
    json_end_object(&out);
}

static int do_line(const struct router *router, enum mode mode, struct str line)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, 64 * MIB);
    struct err err = {0};
    struct router_question question;
    int rc = json_doc_parse(line, &doc, &err);
    rc = rc < 0 ? rc : router_read(json_doc_root(doc), arena, &question, &err);
    if (rc < 0) {
        fprintf(stderr, "router-cases: %s\n", err_text(&err, rc));
        return rc;
    }
    if (mode == FEATURES) {
        write_features(router, &question, arena, &sb);
    } else if (mode == WORDS) {
        write_words(&question, arena, &sb);
    } else {
        write_result(router, &question, arena, &sb);
    }
    printf("%" STRF "\n", STRA(sb_str(&sb)));
    return E_OK;
}

static struct str read_file(struct arena *arena, const char *folder, const char *name)
{
    struct str file = STR_EMPTY;
    int rc = file_read_path(arena_printf(arena, "%s/%s", folder, name), arena, 16 * MIB, &file);
    return rc < 0 ? STR_EMPTY : file;
}

static int open_folder(struct arena *arena, const char *folder, struct router **out,
                       struct err *err)
{
    const struct router_data data = {
        .words = read_file(arena, folder, "words.txt"),
        .concepts = read_file(arena, folder, "concepts.txt"),
        .model = read_file(arena, folder, "router.ngram"),
    };
    return router_open(&data, out, err);
}

int main(int argc, char **argv)
{
    const char *what = argc < 2 ? "route" : argv[1];
    enum mode mode = strcmp(what, "features") == 0 ? FEATURES
                     : strcmp(what, "words") == 0  ? WORDS
                                                   : ROUTE;
    struct err err = {0};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(router_freep) struct router *router = NULL;
    int rc = argc > 2 ? open_folder(arena, argv[2], &router, &err) : router_new(&router, &err);
    if (rc < 0) {
        fprintf(stderr, "router-cases: %s\n", err_text(&err, rc));
        return 1;
    }
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n;
    while (rc == E_OK && (n = getline(&line, &capacity, stdin)) > 0) {
        rc = do_line(router, mode, str_trim((struct str){line, (size_t)n}));
    }
    free(line);
    return rc < 0 ? 1 : 0;
}
