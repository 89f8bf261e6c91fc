/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread that does what no request should wait for. It is also what lets several servers, or a command
 * beside a server, share a data folder or a database: what one ends, the others hear of here. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "apps/sessions/sessions_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "platform/config/config.h"

#define TICK_MS         (2 * SECOND_MS)
#define HEAR_MS         (30 * SECOND_MS) /* further back than a transaction takes to commit */
#define ROTATE_PAUSE_MS HOUR_MS

static bool stat_key_file(const struct sessions *sessions, struct stat *out)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/keys/accounts.key", sessions->services->config->data);
    return n > 0 && (size_t)n < sizeof(path) && stat(path, out) == 0;
}

/* ---- keys ---- */

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_size == b->st_size;
}

static void reload_keys(struct sessions *sessions)
{
    struct sessions_ticker *ticker = &sessions->ticker;
    struct stat now;
    if (!stat_key_file(sessions, &now) || is_same_file(&now, &ticker->key_file)) {
        return;
    }
    struct sessions_keys keys;
    struct err err = {0};
    int rc = sessions_keys_open(sessions->services->config->data, &keys, &err);
    ticker->key_file = now; /* one that cannot be used is not read again, and complained of once */
    if (rc < 0) {
        log_error("sessions.keys.unreadable", LOG_C("why", err_text(&err, rc)));
        return;
    }
    pthread_rwlock_wrlock(&sessions->keys_lock);
    bool is_new = strcmp(sessions->keys.jwt_header, keys.jwt_header) != 0;
    sessions->keys = keys;
    if (is_new) {
        sessions_live_forget(sessions->live);
    }
    pthread_rwlock_unlock(&sessions->keys_lock);
    secret_wipe(&keys, sizeof(keys));
    if (is_new) {
        log_info("sessions.keys.rotated");
    }
}

static void rotate_old_key(struct sessions *sessions, int64_t now_ms)
{
    struct sessions_ticker *ticker = &sessions->ticker;
    /* Keys are written by who looks around alone. */
    if (now_ms - sessions->keys.made_ms < KEY_AGE_MAX_MS || now_ms < ticker->rotate_again_ms) {
        return;
    }
    struct err err = {0};
    int rc = sessions_keys_rotate(sessions->services->config->data, /* at_once= */ false, &err);
    if (rc < 0) {
        ticker->rotate_again_ms = now_ms + ROTATE_PAUSE_MS;
        log_warn("sessions.keys.not_rotated", LOG_C("why", err_text(&err, rc)));
    }
}

/* ---- what others ended ---- */

static void hear(struct sessions *sessions, int64_t now_ms)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(sessions->db, &conn);
    if (rc == E_OK) {
        rc = sessions_store_load_live(conn, now_ms - HEAR_MS, sessions->live);
    }
    if (rc < 0) {
        log_debug("sessions.not_heard", LOG_C("why", e_code(rc))); /* /readyz tells of it */
    }
}

void sessions_look_around(struct sessions *sessions)
{
    int64_t now_ms = clock_now_ms();
    pthread_mutex_lock(&sessions->ticker.looking);
    rotate_old_key(sessions, now_ms);
    reload_keys(sessions);
    hear(sessions, now_ms);
    sessions_apikeys_write_used(sessions, now_ms);
    pthread_mutex_unlock(&sessions->ticker.looking);
}

/* ---- the thread ---- */

static bool wait_for_tick(struct sessions_ticker *ticker)
{
    int64_t until_ms = clock_mono_ms() + TICK_MS;
    struct timespec until = {.tv_sec = until_ms / SECOND_MS,
                             .tv_nsec = until_ms % SECOND_MS * 1000000};
    pthread_mutex_lock(&ticker->lock);
    while (!ticker->ends && pthread_cond_timedwait(&ticker->changed, &ticker->lock, &until) == 0) {
    }
    bool ends = ticker->ends;
    pthread_mutex_unlock(&ticker->lock);
    return !ends;
}

static void *run(void *context)
{
    struct sessions *sessions = context;
    pthread_setname_np(pthread_self(), "sessions");
    while (wait_for_tick(&sessions->ticker)) {
        sessions_look_around(sessions);
    }
    return NULL;
}

int sessions_tick_start(struct sessions *sessions, struct err *err)
{
    struct sessions_ticker *ticker = &sessions->ticker;
    pthread_mutex_init(&ticker->lock, NULL);
    pthread_mutex_init(&ticker->looking, NULL);
    clock_condition_init(&ticker->changed);
    int rc = pthread_create(&ticker->thread, NULL, run, sessions);
    if (rc != 0) {
        return err_set(err, E_IO, "cannot start a thread: %s", strerror(rc));
    }
    ticker->runs = true;
    return E_OK;
}

void sessions_tick_stop(struct sessions *sessions)
{
    struct sessions_ticker *ticker = &sessions->ticker;
    if (!ticker->runs) {
        return;
    }
    pthread_mutex_lock(&ticker->lock);
    ticker->ends = true;
    pthread_cond_broadcast(&ticker->changed);
    pthread_mutex_unlock(&ticker->lock);
    pthread_join(ticker->thread, NULL);
    pthread_cond_destroy(&ticker->changed);
    pthread_mutex_destroy(&ticker->looking);
    pthread_mutex_destroy(&ticker->lock);
}
