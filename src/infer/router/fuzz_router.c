/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question in JSON, or a message that follows a few turns: the result is JSON, and refers to acts that are there. */
#include "base/utf8.h"
#include "infer/router/router_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const char before[] =
    "[{\"said\": \"a\", \"steps\": [{\"skill\": \"summarize\", \"arguments\": {\"text\": \"A. "
    "B.\"}, \"result\": {\"text\": \"A.\"}}]},"
    "{\"said\": \"b\", \"steps\": [{\"skill\": \"calculate\", \"arguments\": {\"expression\": \"3 "
    "km in feet\"}, \"result\": {\"result\": \"4\"}}]}]";

static struct router *router(void)
{
    static struct router *loaded;
    if (loaded == NULL) {
        int rc = router_new(&loaded, NULL);
        ASSERT(rc == E_OK);
    }
    return loaded;
}

static void check(const struct router_question *question, struct arena *arena)
{
    struct router_plan plan;
    router_make_plan(router(), question, arena, &plan);
    ASSERT(plan.act_count > 0 || plan.about != NULL);
    for (size_t i = 0; i < plan.act_count; i++) {
        for (size_t k = 0; k < plan.acts[i].argument_count; k++) {
            const struct router_argument *argument = &plan.acts[i].arguments[k];
            ASSERT(argument->member == NULL ||
                   (argument->number >= 0 && argument->number < (int64_t)i));
        }
    }
    struct sb sb;
    struct json_out out;
    sb_init(&sb, 64 * MIB);
    json_out_init(&out, &sb);
    json_begin_object(&out);
    router_write(&plan, &out);
    json_end_object(&out);
    struct json_doc *doc = NULL;
    int rc = json_doc_parse(sb_str(&sb), &doc, NULL);
    ASSERT(rc == E_OK);
    json_doc_free(doc);
    sb_done(&sb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct arena *arena = arena_new();
    struct str text = {(const char *)data, bytes};
    struct json_doc *doc = NULL;
    struct router_question question;
    if (json_doc_parse(text, &doc, NULL) == E_OK &&
        router_read(json_doc_root(doc), arena, &question, NULL) == E_OK) {
        check(&question, arena);
    } else if (utf8_valid(text) && memchr(data, 0, bytes) == NULL) {
        json_doc_free(doc);
        doc = NULL;
        struct sb sb;
        sb_init(&sb, KIB);
        sb_addf(&sb, "{\"message\": \"\", \"turns\": %s}", before);
        int rc = json_doc_parse(sb_str(&sb), &doc, NULL);
        rc = rc < 0 ? rc : router_read(json_doc_root(doc), arena, &question, NULL);
        ASSERT(rc == E_OK);
        question.message = text;
        question.attached = bytes % 2;
        check(&question, arena);
        sb_done(&sb);
    }
    json_doc_free(doc);
    arena_free(arena);
    return 0;
}
