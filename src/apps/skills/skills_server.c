/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread "skills": what is done beside the accounts, one step after the other. */
#include "apps/skills/skills_int.h"
#include "base/clock.h"

#define NEVER_MS INT64_C(3600000)

const struct skills_server skills_servers[] = {
    {"read_picture", skills_read_picture},
    {"name_animal", skills_name_animal},
    {"find_road_signs", skills_find_road_signs},
    {"quiz", skills_quiz},
    {0},
};

const struct skills_server *skills_find_server(struct str name)
{
    const struct skills_server *server = skills_servers;
    while (server->name != NULL && !str_eq(name, str_from(server->name))) {
        server++;
    }
    ASSERT(server->name != NULL); /* a test sees to that for every manifest */
    return server;
}

/* ---- the queue ---- */

void skills_queue_locked(struct skills_task *task)
{
    struct skills *skills = task->skills;
    task->where = SKILLS_QUEUED;
    task->next_queued = NULL;
    *skills->queue_end = task;
    skills->queue_end = &task->next_queued;
    pthread_cond_signal(&skills->woken);
}

static struct skills_task *take_locked(struct skills *skills)
{
    struct skills_task *task = skills->queue;
    if (task != NULL) {
        skills->queue = task->next_queued;
        if (skills->queue == NULL) {
            skills->queue_end = &skills->queue;
        }
        task->where = SKILLS_WORKING;
    }
    return task;
}

/* Has those go on that have waited long enough; returns when the next has. */
static int64_t wake_late_locked(struct skills *skills)
{
    const int64_t now_ms = clock_mono_ms();
    int64_t next_ms = now_ms + NEVER_MS;
    for (struct skills_task *task = skills->tasks; task != NULL; task = task->next) {
        if (task->where != SKILLS_WAITING) {
            continue;
        }
        if (task->due_ms <= now_ms || skills->ends) {
            skills_queue_locked(task);
        } else if (task->due_ms < next_ms) {
            next_ms = task->due_ms;
        }
    }
    return next_ms;
}

static void wait_locked(struct skills *skills, int64_t until_ms)
{
    const struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                                   .tv_nsec = (long)(until_ms % 1000) * 1000000};
    (void)pthread_cond_timedwait(&skills->woken, &skills->lock, &until);
}

static void work(struct skills_task *task)
{
    struct skills *skills = task->skills;
    pthread_mutex_lock(&skills->lock);
    const bool is_cancelled = task->is_cancelled;
    const bool ends = skills->ends;
    skills_step *step = task->step;
    pthread_mutex_unlock(&skills->lock);
    if (is_cancelled || ends) {
        const int rc = is_cancelled ? E_CANCELLED : E_SHUTTING_DOWN;
        skills_end(task, rc, e_title(rc), STR_EMPTY);
    } else {
        step(task);
    }
}

void *skills_thread(void *context)
{
    struct skills *skills = context;
    pthread_mutex_lock(&skills->lock);
    while (!skills->ends || skills->task_count > 0) {
        const int64_t until_ms = wake_late_locked(skills);
        struct skills_task *task = take_locked(skills);
        if (task == NULL) {
            wait_locked(skills, until_ms);
            continue;
        }
        pthread_mutex_unlock(&skills->lock);
        work(task);
        pthread_mutex_lock(&skills->lock);
    }
    pthread_mutex_unlock(&skills->lock);
    return NULL;
}

void skills_picture_ended(void *context, struct uuid record)
{
    struct skills *skills = context;
    pthread_mutex_lock(&skills->lock);
    for (struct skills_task *task = skills->tasks; task != NULL; task = task->next) {
        if (task->where == SKILLS_WAITING && uuid_eq(task->record, record)) {
            skills_queue_locked(task);
        }
    }
    pthread_mutex_unlock(&skills->lock);
}
