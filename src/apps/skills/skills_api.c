/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "apps/skills/skills_int.h"
#include "base/clock.h"

#define WAIT_MS ((int64_t)150 * 1000) /* longer than any skill may take */
#define LOOK_MS 1000                  /* after which we look whether the client is still there */

static const struct skills *state_of(const struct req *rq)
{
    return rq->state;
}

static void write_skill(const struct skills *skills, size_t index, struct json_out *out)
{
    json_begin_object(out);
    skill_write_members(out, skill_set_at(skills->set, index));
    skills_needs_write(skills, index, out);
    json_end_object(out);
}

int skills_api_list(struct req *rq)
{
    struct json_out *out = req_list_begin(rq);
    for (size_t i = 0; i < skill_set_count(state_of(rq)->set); i++) {
        write_skill(state_of(rq), i, out);
    }
    return req_reply_list_end(rq, NULL);
}

/* The index of the skill that the path names. */
static int find(struct req *rq, size_t *out)
{
    const struct skill_set *set = state_of(rq)->set;
    const struct str name = req_param(rq, "name");
    *out = 0;
    while (*out < skill_set_count(set) && !str_eq(skill_set_at(set, *out)->name, name)) {
        ++*out;
    }
    return *out == skill_set_count(set)
               ? err_set(&rq->err, E_NOT_FOUND, "There is no skill of this name.")
               : E_OK;
}

int skills_api_get(struct req *rq)
{
    size_t index;
    int rc = find(rq, &index);
    if (rc < 0) {
        return rc;
    }
    write_skill(state_of(rq), index, req_out(rq));
    return req_reply(rq, 200);
}

/* ---- having it done ---- */

/* Between the request that waits and the skill; the last of the two frees it. */
struct wait {
    struct skills *skills;
    struct uuid id;
    int64_t until_ms;
    atomic_int owners;
    pthread_mutex_t lock;
    bool has_ended; /* guarded by lock, as all below */
    int rc;
    char sentence[sizeof(((struct err *)NULL)->detail)];
    struct sb result;
};

static void wait_free(struct wait *wait)
{
    sb_done(&wait->result);
    pthread_mutex_destroy(&wait->lock);
    free(wait);
}

static void let_go(struct wait *wait)
{
    if (atomic_fetch_sub(&wait->owners, 1) == 1) {
        wait_free(wait);
    }
}

static void on_done(void *context, const struct skills_end *end)
{
    struct wait *wait = context;
    pthread_mutex_lock(&wait->lock);
    wait->has_ended = true;
    wait->rc = end->rc;
    snprintf(wait->sentence, sizeof(wait->sentence), "%s",
             end->sentence != NULL ? end->sentence : "");
    sb_add(&wait->result, end->result);
    pthread_mutex_unlock(&wait->lock);
    http_publish(wait->skills->http, wait->id, "done", STR("{}"), /* last= */ true);
    let_go(wait);
}

/* The request has ended: whoever asked does not want it any more. */
static void leave(void *context)
{
    struct wait *wait = context;
    pthread_mutex_lock(&wait->lock);
    const bool has_ended = wait->has_ended;
    pthread_mutex_unlock(&wait->lock);
    if (!has_ended) {
        skills_cancel(wait->skills, wait->id);
    }
    let_go(wait);
}

static int reply(struct req *rq)
{
    struct wait *wait = rq->data;
    pthread_mutex_lock(&wait->lock);
    const bool has_ended = wait->has_ended;
    pthread_mutex_unlock(&wait->lock);
    const bool is_late = clock_mono_ms() >= wait->until_ms;
    if (!has_ended && !is_late && !req_is_gone(rq)) {
        return req_wait(rq, LOOK_MS, reply);
    }
    pthread_mutex_lock(&wait->lock);
    int rc = wait->has_ended ? wait->rc : is_late ? E_TOOK_TOO_LONG : E_SHUTTING_DOWN;
    const struct str result = str_copy(rq->arena, sb_str(&wait->result));
    if (rc < 0 && wait->sentence[0] != '\0') {
        (void)err_set(&rq->err, rc, "%s", wait->sentence);
    }
    pthread_mutex_unlock(&wait->lock);
    if (rc < 0) {
        return rc;
    }
    json_put_raw(req_out(rq), result);
    return req_reply(rq, 200);
}

static struct wait *wait_new(struct skills *skills)
{
    struct wait *wait = must_calloc(1, sizeof(*wait));
    wait->skills = skills;
    wait->id = uuid_new();
    wait->until_ms = clock_mono_ms() + WAIT_MS;
    atomic_init(&wait->owners, 2);
    pthread_mutex_init(&wait->lock, NULL);
    sb_init(&wait->result, IPC_RESULT_MAX);
    return wait;
}

int skills_api_run(struct req *rq)
{
    struct skills *skills = rq->state;
    size_t index;
    int rc = find(rq, &index);
    if (rc < 0) {
        return rc;
    }
    struct wait *wait = wait_new(skills);
    const struct skills_request request = {
        .id = wait->id,
        .owner = rq->user.id,
        .name = skill_set_at(skills->set, index)->name,
        .arguments = req_body(rq),
    };
    req_watch(rq, wait->id);
    rc = skills_run(skills, &request, on_done, wait, &rq->err);
    if (rc < 0) {
        wait_free(wait);
        return rc;
    }
    req_at_end(rq, leave, wait);
    rq->data = wait;
    return req_wait(rq, LOOK_MS, reply);
}
