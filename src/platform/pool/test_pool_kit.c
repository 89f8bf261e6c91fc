/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "platform/pool/test_pool_kit.h"

static const struct worker_type kit_types[] = {
    {
        .name = "test",
        .variant_option = "--variant",
        .resident_bytes = 300 * MIB,
        .tasks = 1000,
        .cpu_seconds = 1,
        .wall_seconds = 30,
        .start_seconds = 10,
    },
};

static size_t open_fds(void)
{
    size_t count = 0;
    for (int fd = 0; fd < 256; fd++) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

static struct kit_task *find(struct kit *kit, struct uuid id)
{
    for (size_t i = 0; i < kit->count; i++) {
        if (uuid_eq(kit->tasks[i].id, id)) {
            return &kit->tasks[i];
        }
    }
    cr_assert_fail("an event for a task that is not known");
    return NULL;
}

static void on_started(void *context, struct uuid id)
{
    struct kit *kit = context;
    pthread_mutex_lock(&kit->lock);
    struct kit_task *task = find(kit, id);
    cr_assert_not(task->is_started || task->is_finished);
    task->is_started = true;
    pthread_cond_broadcast(&kit->changed);
    pthread_mutex_unlock(&kit->lock);
}

static void on_progress(void *context, struct uuid id, const struct ipc_progress *progress)
{
    struct kit *kit = context;
    pthread_mutex_lock(&kit->lock);
    struct kit_task *task = find(kit, id);
    cr_assert(task->is_started && !task->is_finished);
    task->progress++;
    task->pages = progress->pages;
    pthread_cond_broadcast(&kit->changed);
    pthread_mutex_unlock(&kit->lock);
}

static void on_finished(void *context, struct uuid id, const struct pool_outcome *outcome)
{
    struct kit *kit = context;
    pthread_mutex_lock(&kit->lock);
    struct kit_task *task = find(kit, id);
    cr_assert_not(task->is_finished);
    cr_assert_eq(outcome->result != NULL, outcome->rc == E_OK);
    task->is_finished = true;
    task->order = ++kit->finished;
    task->rc = outcome->rc;
    snprintf(task->sentence, sizeof(task->sentence), "%s", outcome->sentence);
    task->result = outcome->result;
    pthread_cond_broadcast(&kit->changed);
    pthread_mutex_unlock(&kit->lock);
}

static const struct pool_warm warm[] = {{0, "eng"}, {0, "deu"}};

struct pool_config kit_config(void)
{
    return (struct pool_config){
        .types = kit_types,
        .type_count = ARRAY_LEN(kit_types),
        .program = WORKER_UNDER_TEST,
        .workers = 1,
        .queue_max = KIT_TASKS_MAX,
        .warm = warm,
        .warm_count = 1,
        .idle_ms = 60000,
    };
}

void kit_init(struct kit *kit, const struct pool_config *config)
{
    *kit = (struct kit){.fds_before = open_fds()};
    pthread_mutex_init(&kit->lock, NULL);
    pthread_cond_init(&kit->changed, NULL);
    const struct pool_events events = {on_started, on_progress, on_finished};
    struct err err = {0};
    cr_assert_eq(pool_new(config, &events, kit, &kit->pool, &err), E_OK, "%s", err.detail);
}

void kit_done(struct kit *kit)
{
    pool_free(kit->pool);
    for (size_t i = 0; i < kit->count; i++) {
        cr_expect(kit->tasks[i].is_finished, "task %zu", i);
        pool_result_free(kit->tasks[i].result);
    }
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "no child is left, alive or not");
    cr_expect_eq(errno, ECHILD);
    cr_expect_eq(open_fds(), kit->fds_before);
    pthread_mutex_destroy(&kit->lock);
    pthread_cond_destroy(&kit->changed);
}

int kit_picture(void)
{
    CLEANUP(fd_closep) int written = memfd_create("picture", MFD_CLOEXEC);
    cr_assert_eq(file_write_all(written, "hello", 5), E_OK);
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", written);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    cr_assert_geq(fd, 0);
    return fd;
}

size_t kit_submit_limited(struct kit *kit, const char *act, const char *variant, int64_t wall_ms)
{
    char params[64];
    snprintf(params, sizeof(params), "{\"do\":\"%s\"}", act);
    const struct pool_task task = {
        .id = uuid_new(),
        .variant = str_from(variant),
        .params = str_from(params),
        .fd = kit_picture(),
        .wall_ms = wall_ms,
    };
    pthread_mutex_lock(&kit->lock);
    cr_assert_lt(kit->count, KIT_TASKS_MAX);
    const size_t index = kit->count++;
    kit->tasks[index] = (struct kit_task){.id = task.id};
    pthread_mutex_unlock(&kit->lock);
    struct err err = {0};
    cr_assert_eq(pool_submit(kit->pool, &task, &err), E_OK, "%s", err.detail);
    return index;
}

size_t kit_submit(struct kit *kit, const char *act, const char *variant)
{
    return kit_submit_limited(kit, act, variant, 0);
}

const struct kit_task *kit_wait(struct kit *kit, size_t index)
{
    pthread_mutex_lock(&kit->lock);
    while (!kit->tasks[index].is_finished) {
        pthread_cond_wait(&kit->changed, &kit->lock);
    }
    pthread_mutex_unlock(&kit->lock);
    return &kit->tasks[index];
}

void kit_wait_started(struct kit *kit, size_t index)
{
    pthread_mutex_lock(&kit->lock);
    while (!kit->tasks[index].is_started) {
        pthread_cond_wait(&kit->changed, &kit->lock);
    }
    pthread_mutex_unlock(&kit->lock);
}

void kit_wait_progress(struct kit *kit, size_t index)
{
    pthread_mutex_lock(&kit->lock);
    while (kit->tasks[index].progress == 0) {
        pthread_cond_wait(&kit->changed, &kit->lock);
    }
    pthread_mutex_unlock(&kit->lock);
}

const struct kit_task *kit_do(struct kit *kit, const char *act, const char *variant)
{
    return kit_wait(kit, kit_submit(kit, act, variant));
}

int64_t kit_echo(struct kit *kit, const char *variant)
{
    const struct kit_task *task = kit_do(kit, "echo", variant);
    cr_assert_eq(task->rc, E_OK, "%s", task->sentence);
    cr_assert(str_eq(json_text(json_get(task->result->root, "label")), STR("hello")));
    return json_i64(json_get(task->result->root, "pid"), 0);
}
