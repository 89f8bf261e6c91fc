/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests: from their check to their one `done`. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "apps/skills/skills_int.h"
#include "base/clock.h"
#include "base/file.h"

#define VARIANT       STR("all")
#define PARAMS_MAX    ((size_t)200)
#define LOOK_AGAIN_MS 1000

/* ---- the table ---- */

static size_t count_of_locked(const struct skills *skills, struct uuid owner)
{
    size_t count = 0;
    for (const struct skills_task *task = skills->tasks; task != NULL; task = task->next) {
        count += uuid_eq(task->owner, owner);
    }
    return count;
}

static int add_locked(struct skills *skills, struct skills_task *task, struct err *err)
{
    if (skills->ends) {
        return err_set(err, E_SHUTTING_DOWN, "%s", e_title(E_SHUTTING_DOWN));
    }
    if (skills->task_count >= SKILLS_TASKS_MAX) {
        return err_set(err, E_BUSY, "%s", e_title(E_BUSY));
    }
    if (count_of_locked(skills, task->owner) >= SKILLS_PER_OWNER) {
        return err_set(err, E_BUSY,
                       "This account has %d skills at work already. Please wait for them.",
                       SKILLS_PER_OWNER);
    }
    task->next = skills->tasks;
    skills->tasks = task;
    skills->task_count++;
    return E_OK;
}

static void remove_task(struct skills_task *task)
{
    struct skills *skills = task->skills;
    pthread_mutex_lock(&skills->lock);
    struct skills_task **at = &skills->tasks;
    while (*at != task) {
        at = &(*at)->next;
    }
    *at = task->next;
    skills->task_count--;
    pthread_cond_signal(&skills->woken); /* the end waits for the last */
    pthread_mutex_unlock(&skills->lock);
}

static struct skills_task *find_locked(struct skills *skills, struct uuid id)
{
    struct skills_task *task = skills->tasks;
    while (task != NULL && !uuid_eq(task->id, id)) {
        task = task->next;
    }
    return task;
}

static struct skills_task *task_new(struct skills *skills, const struct skills_request *request,
                                    skills_done *done, void *context)
{
    struct arena *arena = arena_new();
    struct skills_task *task = arena_calloc(arena, 1, sizeof(*task));
    *task = (struct skills_task){
        .skills = skills,
        .id = request->id,
        .owner = request->owner,
        .arena = arena,
        .done = done,
        .context = context,
        .answer = STR_EMPTY,
        .answer_sentence = STR_EMPTY,
    };
    task->picture_count = size_min(request->picture_count, SKILLS_PICTURES_MAX);
    for (size_t i = 0; i < task->picture_count; i++) {
        task->pictures[i] = request->pictures[i];
        task->pictures[i].app = str_copy(arena, request->pictures[i].app);
    }
    return task;
}

static void task_free(struct skills_task *task)
{
    json_doc_free(task->doc);
    arena_free(task->arena); /* the task lies in it */
}

void skills_end(struct skills_task *task, int rc, const char *sentence, struct str result)
{
    const struct skills_end end = {
        .rc = rc, .sentence = sentence, .result = rc == E_OK ? result : STR_EMPTY};
    if (task->passing.is_own) {
        images_passed(task->skills->http, &task->passing);
    }
    task->done(task->context, &end);
    remove_task(task);
    task_free(task);
}

/* ---- workers ---- */

/* What a skill is about may be as long as a book: more than a frame holds. */
static int keep_arguments(struct str arguments, int *out_fd)
{
    char path[40];
    CLEANUP(fd_closep) int fd = memfd_create("arguments", MFD_CLOEXEC);
    int rc = fd < 0 ? E_IO : file_write_all(fd, arguments.p, arguments.n);
    if (rc < 0) {
        return rc;
    }
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    *out_fd = open(path, O_RDONLY | O_CLOEXEC); /* what a worker gets it cannot write to */
    return *out_fd < 0 ? E_IO : E_OK;
}

/* `skill` NULL: the router is asked. */
static int submit(struct skills *skills, struct uuid id, const char *skill, struct str arguments,
                  struct err *err)
{
    char params[PARAMS_MAX];
    CLEANUP(fd_closep) int fd = -1;
    const int n = skill == NULL ? snprintf(params, sizeof(params), "{\"do\":\"route\"}")
                                : snprintf(params, sizeof(params),
                                           "{\"do\":\"run\",\"skill\":\"%s\"}", skill);
    ASSERT(n > 0 && (size_t)n < sizeof(params)); /* names of manifests are short, and plain */
    if (skills->pool == NULL) {
        return err_set(err, E_BUSY, "The programs that do skills cannot be started at the moment.");
    }
    int rc = keep_arguments(arguments, &fd);
    if (rc < 0) {
        return err_set(err, rc, "%s", e_title(rc));
    }
    const struct pool_task task = {
        .id = id,
        .kind = WORKER_SKILLS,
        .variant = VARIANT,
        .params = {params, (size_t)n},
        .fd = fd,
    };
    rc = pool_submit(skills->pool, &task, err);
    if (rc == E_OK) {
        (void)steal_fd(&fd); /* the pool's now */
    }
    return rc;
}

/* The task may have ended before this returns, unless it returns an error. */
static int begin(struct skills_task *task, const char *skill, struct str arguments, struct err *err)
{
    struct skills *skills = task->skills;
    const struct uuid id = task->id;
    pthread_mutex_lock(&skills->lock);
    int rc = add_locked(skills, task, err);
    if (rc == E_OK) {
        task->where = SKILLS_IN_WORKER;
    }
    if (rc == E_OK && task->server != NULL) {
        task->step = task->server->run;
        skills_queue_locked(task);
    }
    const bool is_here = task->server != NULL;
    pthread_mutex_unlock(&skills->lock);
    if (rc < 0) {
        task_free(task);
        return rc;
    }
    if (is_here) {
        return E_OK;
    }
    rc = submit(skills, id, skill, arguments, err);
    if (rc < 0) {
        remove_task(task);
        task_free(task);
    }
    return rc;
}

/* ---- asking ---- */

static int check(const struct skill_manifest *manifest, struct str arguments,
                 struct json_doc **out_doc, struct err *err)
{
    if (arguments.n > SKILLS_ARGUMENTS_MAX || json_count_values(arguments) > SKILLS_VALUES_MAX) {
        return err_set(err, E_TOO_LARGE, "That is more than a skill takes at once.");
    }
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(str_trim(arguments).n > 0 ? arguments : STR("{}"), &doc, err);
    if (rc == E_OK) {
        rc = skill_check(manifest, json_doc_root(doc), err);
    }
    if (rc < 0) {
        return rc;
    }
    *out_doc = doc;
    doc = NULL;
    return E_OK;
}

int skills_run(struct skills *skills, const struct skills_request *request, skills_done *done,
               void *context, struct err *err)
{
    const struct skill_manifest *manifest = skill_set_find(skills->set, request->name);
    if (manifest == NULL) {
        return err_set(err, E_NOT_FOUND, "There is no skill of this name.");
    }
    struct json_doc *doc = NULL;
    int rc = check(manifest, request->arguments, &doc, err);
    if (rc < 0) {
        return rc;
    }
    struct skills_task *task = task_new(skills, request, done, context);
    const struct str arguments =
        str_trim(request->arguments).n > 0 ? request->arguments : STR("{}");
    task->doc = doc;
    if (manifest->place == SKILL_SERVER) {
        task->server = skills_find_server(manifest->name);
        task->arguments = json_doc_root(doc);
    }
    return begin(task, str_dup(task->arena, manifest->name), arguments, err);
}

int skills_route(struct skills *skills, const struct skills_request *request, skills_done *done,
                 void *context, struct err *err)
{
    return begin(task_new(skills, request, done, context), NULL, request->arguments, err);
}

void skills_cancel(struct skills *skills, struct uuid id)
{
    pthread_mutex_lock(&skills->lock);
    struct skills_task *task = find_locked(skills, id);
    const bool is_in_worker = task != NULL && task->where == SKILLS_IN_WORKER;
    if (task != NULL) {
        task->is_cancelled = true;
    }
    if (task != NULL && task->where == SKILLS_WAITING) {
        skills_queue_locked(task);
    }
    pthread_mutex_unlock(&skills->lock);
    if (is_in_worker && skills->pool != NULL) {
        pool_cancel(skills->pool, id);
    }
}

/* ---- what steps wait for ---- */

void skills_ask_worker(struct skills_task *task, const char *skill, struct str arguments,
                       skills_step *next)
{
    struct skills *skills = task->skills;
    struct err err = {0};
    pthread_mutex_lock(&skills->lock);
    task->step = next;
    task->where = SKILLS_IN_WORKER;
    const bool is_cancelled = task->is_cancelled;
    pthread_mutex_unlock(&skills->lock);
    int rc = is_cancelled ? err_set(&err, E_CANCELLED, "%s", e_title(E_CANCELLED))
                          : submit(skills, task->id, skill, arguments, &err);
    if (rc < 0) {
        skills_end(task, rc, err_text(&err, rc), STR_EMPTY);
    }
}

void skills_wait_picture(struct skills_task *task, struct uuid record, skills_step *next)
{
    struct skills *skills = task->skills;
    pthread_mutex_lock(&skills->lock);
    task->step = next;
    task->record = record;
    task->where = SKILLS_WAITING;
    task->due_ms = clock_mono_ms() + LOOK_AGAIN_MS;
    if (task->is_cancelled || skills->ends) {
        skills_queue_locked(task);
    }
    pthread_mutex_unlock(&skills->lock);
}

/* ---- events of the pool ---- */

static void on_finished(void *context, struct uuid id, const struct pool_outcome *outcome)
{
    struct skills *skills = context;
    pthread_mutex_lock(&skills->lock);
    struct skills_task *task = find_locked(skills, id);
    pthread_mutex_unlock(&skills->lock);
    ASSERT(task != NULL); /* only this ends one that the pool has */
    const struct str json = outcome->rc == E_OK ? outcome->result->json : STR_EMPTY;
    if (task->server == NULL) {
        skills_end(task, outcome->rc, outcome->sentence, json);
    } else {
        task->answer_rc = outcome->rc;
        task->answer = str_copy(task->arena, json);
        task->answer_sentence = str_copy(task->arena, str_from(outcome->sentence));
        pthread_mutex_lock(&skills->lock);
        skills_queue_locked(task);
        pthread_mutex_unlock(&skills->lock);
    }
    pool_result_free(outcome->result);
}

const struct pool_events skills_pool_events = {.finished = on_finished};
