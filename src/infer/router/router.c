/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/router/router.h"

#include "base/embed.h"
#include "infer/router/router_int.h"

/* Written by tools/embed: "concepts.txt", "router.ngram", "words.txt". */
extern const struct embed_file router_files[];
extern const size_t router_files_count;

#define ROUTER_STRING(id, name, skill) name,
static const char *const intent_names[] = {ROUTER_INTENTS(ROUTER_STRING)};
#undef ROUTER_STRING
#define ROUTER_STRING(id, name, skill) skill,
static const char *const intent_skills[] = {ROUTER_INTENTS(ROUTER_STRING)};
#undef ROUTER_STRING

const char *router_intent_name(enum router_intent intent)
{
    return intent_names[intent];
}

const char *router_intent_skill(enum router_intent intent)
{
    return intent_skills[intent];
}

/* ---- loading ---- */

static struct str file_of(const char *name)
{
    for (size_t i = 0; i < router_files_count; i++) {
        if (strcmp(router_files[i].name, name) == 0) {
            return (struct str){(const char *)router_files[i].bytes, router_files[i].n};
        }
    }
    return STR_EMPTY;
}

/* Which intent each label of the model is. */
static int name_labels(struct router *router, struct err *err)
{
    for (size_t i = 0; i < router->model.label_count; i++) {
        size_t k = 0;
        while (k < ROUTER_INTENT_COUNT &&
               !str_eq(router->model.labels[i], str_from(intent_names[k]))) {
            k++;
        }
        if (k == ROUTER_INTENT_COUNT) {
            return err_set(err, E_INTERNAL,
                           "The router's classifier knows something that the router does not.");
        }
        router->intents[i] = (enum router_intent)k;
    }
    return E_OK;
}

int router_open(const struct router_data *data, struct router **out, struct err *err)
{
    struct router *router = must_calloc(1, sizeof(*router));
    router->arena = arena_new();
    router_read_words(data->words, router->arena, &router->words);
    router_read_concepts(data->concepts, router->arena, &router->concepts);
    int rc = data->model.n > 0 ? ngram_read(data->model, router->arena, &router->model, err) : E_OK;
    rc = rc < 0 ? E_INTERNAL : name_labels(router, err);
    if (rc < 0) {
        router_free(router);
        return rc;
    }
    *out = router;
    return E_OK;
}

int router_new(struct router **out, struct err *err)
{
    const struct router_data data = {file_of("words.txt"), file_of("concepts.txt"),
                                     file_of("router.ngram")};
    return router_open(&data, out, err);
}

void router_free(struct router *router)
{
    if (router != NULL) {
        arena_free(router->arena);
        free(router);
    }
}

void router_freep(struct router **router)
{
    router_free(*router);
}

/* ---- reading a question ---- */

static void read_turn(struct json_value value, struct arena *arena, struct router_turn *out)
{
    struct json_value steps = json_get(value, "steps");
    size_t count = json_count(steps);
    size_t first = count > ROUTER_STEPS_MAX ? count - ROUTER_STEPS_MAX : 0;
    struct router_step *items = arena_calloc(arena, count - first + 1, sizeof(*items));
    size_t kept = 0;
    for (size_t i = first; i < count; i++) {
        struct json_value step = json_at(steps, i);
        items[kept] = (struct router_step){json_text(json_get(step, "skill")),
                                           json_get(step, "arguments"), json_get(step, "result")};
        kept += items[kept].skill.n > 0;
    }
    *out = (struct router_turn){json_text(json_get(value, "said")), items, kept};
}

static size_t read_count(struct json_value value)
{
    int64_t count = json_i64(value, 0);
    return count > 0 && count < 1000 ? (size_t)count : 0;
}

int router_read(struct json_value task, struct arena *arena, struct router_question *out,
                struct err *err)
{
    struct json_value message = json_get(task, "message");
    if (!json_holds(message, JSON_STR)) {
        return err_set(err, E_INVALID, "There is no message to find skills for.");
    }
    struct json_value pictures = json_get(task, "pictures");
    struct json_value turns = json_get(task, "turns");
    size_t count = json_count(turns);
    size_t first = count > ROUTER_TURNS_MAX ? count - ROUTER_TURNS_MAX : 0;
    struct router_turn *items = arena_calloc(arena, count - first + 1, sizeof(*items));
    for (size_t i = first; i < count; i++) {
        read_turn(json_at(turns, i), arena, &items[i - first]);
    }
    *out = (struct router_question){
        .message = json_text(message),
        .preset = json_text(json_get(task, "preset")),
        .attached = read_count(json_get(pictures, "attached")),
        .earlier = read_count(json_get(pictures, "earlier")),
        .turns = items,
        .turn_count = count - first,
    };
    if (out->message.n > ROUTER_MESSAGE_MAX) {
        return err_set(err, E_TOO_LARGE, "The message is longer than can be understood at once.");
    }
    return E_OK;
}

void router_route(const struct router *router, const struct router_question *question,
                  struct arena *arena, struct json_out *out)
{
    struct router_plan plan;
    router_make_plan(router, question, arena, &plan);
    router_write(&plan, out);
}
