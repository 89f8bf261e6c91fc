/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does what skills do (infer/skills). What they are about may be as long as a book, so it comes as JSON in the place of the picture.
 *
 * {"do": "run", "skill": its name} gets arguments that the server has checked against the skill's manifest, and answers with its
 * result: {"kind", "text", ...}.
 * {"do": "route"} gets a message with what was said before, and answers with what it asks for (infer/router).
 *
 * All skills are in every worker: the variant is "all". */
#include <stdlib.h>

#include "base/json.h"
#include "infer/router/router.h"
#include "infer/skills/skills.h"
#include "worker/late.h"
#include "worker/worker_picture.h"

#define RESULT_MAX    (8 * MIB)
#define ARGUMENTS_MAX (8 * MIB)
#define VALUES_MAX    ((size_t)100000)

struct skills_worker {
    struct skill_kinds *kinds;
    struct router *router;
};

struct params {
    struct str what;
    struct str skill;
};

static const struct json_field param_fields[] = {
    {"do", JSON_STR, offsetof(struct params, what), /* must= */ true, 1, 20},
    {"skill", JSON_STR, offsetof(struct params, skill), false, 1, 100},
    {0},
};

static int skills_init(const char *variant, void **out_state, struct err *err)
{
    (void)variant;
    struct skills_worker *worker = must_calloc(1, sizeof(*worker));
    stderr = stdout; /* what libraries remark goes to nowhere, as with pictures */
    int rc = late_load(LATE_SKILLS, err);
    if (rc == E_OK) {
        rc = skill_kinds_new(&worker->kinds, err);
    }
    if (rc == E_OK) {
        rc = router_new(&worker->router, err);
    }
    if (rc < 0) {
        skill_kinds_free(worker->kinds);
        free(worker);
        return E_PROCESSING_FAILED; /* whatever it is, it is no fault of the question; the words say more */
    }
    *out_state = worker;
    return E_OK;
}

static bool goes_on(void *context)
{
    const struct ipc_progress progress = {IPC_STAGE_READ, 1, 1, 0};
    return worker_tell(context, &progress);
}

static int parse(struct str text, struct json_doc **out, struct err *err)
{
    if (text.n > ARGUMENTS_MAX || json_count_values(text) > VALUES_MAX) {
        return err_set(err, E_INVALID, "That is more than a skill takes at once.");
    }
    return json_doc_parse(text, out, err) < 0
               ? err_set(err, E_INVALID, "The arguments are no well-formed JSON.")
               : E_OK;
}

static int route(const struct router *router, struct worker_task *task, struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct router_question question;
    int rc = parse(task->picture, &doc, err);
    rc = rc < 0 ? rc : router_read(json_doc_root(doc), task->arena, &question, err);
    if (rc < 0) {
        return rc;
    }
    struct sb json;
    struct json_out out;
    sb_init(&json, RESULT_MAX);
    json_out_init(&out, &json);
    json_begin_object(&out);
    router_route(router, &question, task->arena, &out);
    json_end_object(&out);
    return worker_add_json(task, &json, err);
}

static int perform(struct skill_kinds *skills, struct worker_task *task,
                   const struct params *params, struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = parse(task->picture, &doc, err);
    if (rc < 0) {
        return rc;
    }
    const struct skill_task asked = {
        .arena = task->arena,
        .arguments = json_doc_root(doc),
        .goes_on = goes_on,
        .context = task,
    };
    struct sb json;
    sb_init(&json, RESULT_MAX);
    rc = skill_kinds_run(skills, params->skill, &asked, &json, err);
    if (rc < 0) {
        sb_done(&json);
        return rc;
    }
    return worker_add_json(task, &json, err);
}

static int skills_run_task(void *state, struct worker_task *task, struct err *err)
{
    const struct skills_worker *worker = state;
    struct params params = {0};
    int rc = json_read(task->params, param_fields, &params, task->arena, err);
    if (rc < 0) {
        return rc;
    }
    if (str_eq(params.what, STR("run"))) {
        return perform(worker->kinds, task, &params, err);
    }
    if (str_eq(params.what, STR("route"))) {
        return route(worker->router, task, err);
    }
    return err_set(err, E_INVALID, "There is no task of this name.");
}

/* Dictionaries and rules of which not all fit into memory at once. Asking for another file is no breach: libraries look for the number of cores
 * and for time zones, and bear not to find them. */
static const char *const skills_folders[] = {"/usr/share/hunspell", "/usr/share/apertium", NULL};

const struct worker_role worker_skills = {
    .type = &worker_types[WORKER_SKILLS],
    .rights = {.folders = skills_folders,
               .threads = true}, /* a calculation can be ended only from a thread beside it */
    .init = skills_init,
    .run = skills_run_task,
};
