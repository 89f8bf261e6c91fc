/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of skills share. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "apps/images/images.h"
#include "apps/provider/provider.h"
#include "apps/skills/skills.h"
#include "platform/db/db.h"
#include "platform/pool/pool.h"

#define SKILLS_TASKS_MAX       256
#define SKILLS_PER_OWNER       16
#define SKILLS_MODEL           "assisti"
#define SKILLS_PROVIDER        "skills"
#define SKILLS_VALUES_MAX      ((size_t)100000)
#define SKILLS_PICTURE_SECONDS 120

struct skills_task;
struct skills_turn;
struct skills_needs;

/* ---- skills that are done here ---- */

/* One step of such a skill, on the thread "skills". Its last act is one of skills_end(), skills_ask_worker() and
 * skills_wait_picture(); the task is not to be touched after. */
typedef void skills_step(struct skills_task *task);

struct skills_server {
    const char *name; /* as its manifest */
    skills_step *run;
};
/* One line each; ends with a row without name (skills_server.c). */
extern const struct skills_server skills_servers[];

/* ---- requests ---- */

enum skills_where {
    SKILLS_IN_WORKER, /* the pool has it */
    SKILLS_QUEUED,    /* for the thread "skills" */
    SKILLS_WORKING,   /* on the thread "skills" */
    SKILLS_WAITING,   /* for a picture */
};

struct skills_task {
    struct skills *skills;
    struct uuid id;
    struct uuid owner;
    const struct skills_server *server; /* NULL: a worker does all of it */
    struct arena *arena;                /* lives as long as the task */
    struct json_doc *doc;               /* what `arguments` lies in */
    struct json_value arguments;        /* checked; of those that are done here */
    struct skills_picture pictures[SKILLS_PICTURES_MAX];
    size_t picture_count;
    skills_done *done;
    void *context;

    /* What came of asking a worker: for the step that follows. */
    int answer_rc;
    struct str answer_sentence;
    struct str answer;             /* JSON */
    void *memo;                    /* a step's own, for the next; in the arena */
    struct images_passing passing; /* a picture that goes with the task */

    /* guarded by skills->lock */
    struct skills_task *next;
    struct skills_task *next_queued;
    enum skills_where where;
    bool is_cancelled;
    skills_step *step;
    struct uuid record; /* that is waited for */
    int64_t due_ms;     /* when it is looked at again; on the monotonic clock */
};

struct skills {
    const struct services *services;
    struct http *http;
    struct providers *providers;
    struct skill_set *set;
    struct skills_needs *needs;
    struct pool *pool; /* NULL where the workers could not be started */
    pthread_t thread;
    bool has_thread;

    pthread_mutex_t lock;
    pthread_cond_t woken;
    struct skills_task *tasks; /* guarded by lock, as all below */
    size_t task_count;
    struct skills_task *queue;
    struct skills_task **queue_end;
    bool ends;
    struct skills_run *runs; /* answers that are being made (skills_provider.c) */
    uint64_t last_run;
};

/* ---- skills.c ---- */

/* `program` is what workers are started of; `http` may be NULL where nobody asks over it, in tests. */
MUSTUSE int skills_new(const struct services *services, struct http *http, const char *program,
                       struct skills **out, struct err *err);
/* Whoever has asked must have had an end. Accepts NULL. */
void skills_free(struct skills *skills);

/* ---- skills_needs.c ---- */

/* Looks once, as workers do, who load what there is when they start: what is installed later counts from the next start on. */
struct skills_needs *skills_needs_new(const struct skill_set *set, const struct config *config);
void skills_needs_free(struct skills_needs *needs);
/* "state" and "needs" of a skill, by its index in the set, into an object that is open. */
void skills_needs_write(const struct skills *skills, size_t index, struct json_out *out);

/* ---- skills_task.c ---- */

/* Has a worker find out what a sentence asks for; `turns` is JSON as infer/router takes it. Otherwise as skills_run(). */
MUSTUSE int skills_route(struct skills *skills, const struct skills_request *request,
                         skills_done *done, void *context, struct err *err);
/* Ends the task: calls `done` and frees it. The result is a JSON object. */
void skills_end(struct skills_task *task, int rc, const char *sentence, struct str result);
/* Has a worker do one of its skills for the task; then `next`, with task->answer. */
void skills_ask_worker(struct skills_task *task, const char *skill, struct str arguments,
                       skills_step *next);
/* Calls `next` soon after the picture's work has ended, and at least every second: the work may have ended, or the picture been
 * deleted, a moment before this was called. */
void skills_wait_picture(struct skills_task *task, struct uuid record, skills_step *next);
/* Events of the pool. */
extern const struct pool_events skills_pool_events;

/* ---- skills_server.c ---- */

const struct skills_server *skills_find_server(struct str name);
void *skills_thread(void *context); /* the skills */
/* Puts the task where the thread "skills" takes it up with its step; with the lock held. */
void skills_queue_locked(struct skills_task *task);
/* The work on a picture has ended; for images_set_ended(). */
void skills_picture_ended(void *context, struct uuid record);

/* ---- skills_pictures.c ---- */

skills_step skills_read_picture, skills_name_animal, skills_find_road_signs;

/* ---- quiz.c ---- */

skills_step skills_quiz;

/* ---- skills_provider.c ---- */

extern const struct provider skills_provider;

/* ---- skills_api.c, skills_routes.c ---- */

extern const struct route skills_routes[];
route_handler skills_api_list, skills_api_get, skills_api_run;
