/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "platform/mail/mail_int.h"
#include "platform/metrics/metrics.h"

#define FIRST_PAUSE_MS  (30 * SECOND_MS)
#define PAUSE_DOUBLINGS 7 /* 30 s, 1, 2, 4 ... 64 minutes */
#define GIVE_UP_MS      DAY_MS
#define KEEP_MS         (30 * DAY_MS)
#define TROUBLE_MS      (10 * SECOND_MS) /* rest where the database does not answer */
#define LOOK_MS         (10 * SECOND_MS) /* another process may have added one */
#define MESSAGE_MAX     (1 * MIB)
#define NOW_SECONDS     30L /* for who waits at a page */

struct mail {
    struct db *db;
    struct metrics *metrics;
    struct mail_recipe *recipe; /* guarded by lock */
    struct mail_route *route;   /* the thread's, which changes it under lock */
    struct mail_route *next;    /* guarded by lock: to be taken instead; NULL: none */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool woken;    /* guarded by lock */
    bool stopping; /* guarded by lock */
    /* A message that was sent and is still kept as waiting, because the database took no note of it.
     * Nothing else is sent before it does: the message would go out again. The thread's own. */
    bool has_sent;
    struct uuid sent;
};

static void unlockp(pthread_mutex_t **lock)
{
    pthread_mutex_unlock(*lock);
}

static bool is_stopping(struct mail *mail)
{
    pthread_mutex_lock(&mail->lock);
    bool stopping = mail->stopping;
    pthread_mutex_unlock(&mail->lock);
    return stopping;
}

/* Between two messages: what was set meanwhile counts from now on. */
static void take_next_route(struct mail *mail)
{
    pthread_mutex_lock(&mail->lock);
    struct mail_route *old = NULL;
    if (mail->next != NULL) {
        old = mail->route;
        mail->route = mail->next;
        mail->next = NULL;
    }
    pthread_mutex_unlock(&mail->lock);
    mail_route_free(old);
}

static int find_due(struct mail *mail, struct arena *arena, struct mail_due *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(mail->db, &conn);
    return rc < 0 ? rc : mail_store_find_due(conn, clock_now_ms(), arena, out);
}

/* When to try again after a failure, or 0 to give up. */
static int64_t next_try(const struct mail_due *due, int64_t now_ms)
{
    int64_t doublings = due->tries < PAUSE_DOUBLINGS ? due->tries : PAUSE_DOUBLINGS;
    int64_t at_ms = now_ms + (FIRST_PAUSE_MS << doublings);
    return at_ms - due->kept.created_ms > GIVE_UP_MS ? 0 : at_ms;
}

static int note_failure(struct db_conn *conn, const struct mail_due *due, bool refused,
                        const struct err *why)
{
    struct uuid_text id = uuid_format(due->kept.id);
    struct str words = str_from(why->detail);
    int64_t at_ms = refused ? 0 : next_try(due, clock_now_ms());
    if (at_ms == 0) {
        log_error("mail.failed", LOG_C("mail", id.s), LOG_S("why", words));
        return mail_store_set_failed(conn, due->kept.id, words);
    }
    log_warn("mail.delayed", LOG_C("mail", id.s), LOG_C("until", clock_format(at_ms).s),
             LOG_S("why", words));
    return mail_store_set_later(conn, due->kept.id, at_ms, words);
}

static void count(struct mail *mail, enum metric_counter counter)
{
    if (mail->metrics != NULL) {
        metrics_count(mail->metrics, counter);
    }
}

static int note_sent(struct mail *mail)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(mail->db, &conn);
    if (rc == E_OK) {
        rc = mail_store_set_sent(conn, mail->sent, clock_now_ms());
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail->has_sent = false;
        count(mail, METRIC_MAIL_SENT);
        log_info("mail.sent", LOG_C("mail", uuid_format(mail->sent).s));
    }
    return rc;
}

static int note_trouble(struct mail *mail, const struct mail_due *due, bool refused,
                        const struct err *why)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(mail->db, &conn);
    if (rc < 0) {
        return rc;
    }
    count(mail, METRIC_MAIL_FAILED);
    rc = note_failure(conn, due, refused, why);
    return rc < 0 ? rc : db_commit(&conn);
}

static int note_outcome(struct mail *mail, const struct mail_due *due, enum mail_outcome outcome,
                        const struct err *why)
{
    switch (outcome) {
    case MAIL_SENT:
        mail->has_sent = true;
        mail->sent = due->kept.id;
        return note_sent(mail);
    case MAIL_LATER:
    case MAIL_REFUSED:
        return note_trouble(mail, due, outcome == MAIL_REFUSED, why);
    case MAIL_INTERRUPTED:
        break;
    }
    return E_OK;
}

static int keep(struct mail *mail, const struct mail_due *due)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(mail->db, &conn);
    if (rc == E_OK) {
        rc = mail_store_set_kept(conn, due->kept.id);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        log_info("mail.kept", LOG_C("mail", uuid_format(due->kept.id).s),
                 LOG_C("why", "no SMTP server is set; staff can read it in the outbox"));
    }
    return rc;
}

static int send_due(struct mail *mail, const struct mail_due *due)
{
    struct sb message;
    sb_init(&message, MESSAGE_MAX);
    mail_format(&message, &mail->route->from, &due->kept);
    struct err why = {0};
    enum mail_outcome outcome = MAIL_REFUSED;
    if (message.failed) {
        (void)err_set(&why, E_TOO_LARGE, "The message is larger than a megabyte.");
    } else {
        outcome = mail_smtp_send(mail->route->smtp, mail->route->from.address, due->kept.message.to,
                                 sb_str(&message), &why);
    }
    secret_wipe(message.p, message.n);
    sb_done(&message);
    return note_outcome(mail, due, outcome, &why);
}

/* Works off what is due. E_OK where nothing is left, else what the database said. */
static int work_off(struct mail *mail)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    while (!is_stopping(mail)) {
        arena_reset(arena);
        take_next_route(mail);
        struct mail_due due;
        int rc = mail->has_sent ? note_sent(mail) : E_OK;
        if (rc == E_OK) {
            rc = find_due(mail, arena, &due);
        }
        if (rc == E_NOT_FOUND) {
            return E_OK;
        }
        if (rc == E_OK) {
            rc = mail->route->smtp != NULL ? send_due(mail, &due) : keep(mail, &due);
        }
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

static int drop_old(struct mail *mail)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(mail->db, &conn);
    if (rc == E_OK) {
        rc = mail_store_drop_old(conn, clock_now_ms() - KEEP_MS);
    }
    return rc < 0 ? rc : db_commit(&conn);
}

/* How long the thread may sleep: until the next message's turn, or the next look whether there are more. */
static int64_t idle_ms(struct mail *mail)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    if (db_read(mail->db, &conn) < 0) {
        return TROUBLE_MS;
    }
    int64_t at_ms = 0;
    int rc = mail_store_next_try(conn, &at_ms);
    if (rc < 0) {
        return LOOK_MS; /* nothing waits, or the database is back by then */
    }
    int64_t ms = at_ms - clock_now_ms();
    return ms < 0 ? 0 : ms < LOOK_MS ? ms : LOOK_MS;
}

/* Sleeps until woken, told to stop, or the time is over. Returns false to stop. */
static bool sleep_ms(struct mail *mail, int64_t ms)
{
    int64_t until_ms = clock_mono_ms() + ms;
    struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                             .tv_nsec = until_ms % 1000 * 1000000};
    pthread_mutex_lock(&mail->lock);
    CLEANUP(unlockp) pthread_mutex_t *locked = &mail->lock;
    while (!mail->stopping && !mail->woken && clock_mono_ms() < until_ms) {
        /* The time may be over or not: the condition of the loop tells. */
        (void)pthread_cond_timedwait(&mail->changed, locked, &until);
    }
    mail->woken = false;
    return !mail->stopping;
}

static void *run(void *argument)
{
    struct mail *mail = argument;
    int64_t drop_at_ms = 0;
    int64_t pause_ms;
    do {
        int rc = work_off(mail);
        if (rc == E_OK && clock_mono_ms() >= drop_at_ms) {
            drop_at_ms = clock_mono_ms() + HOUR_MS;
            rc = drop_old(mail);
        }
        if (rc < 0) {
            log_warn("mail.database", LOG_C("error", e_code(rc)));
        }
        pause_ms = rc < 0 ? TROUBLE_MS : idle_ms(mail);
    } while (sleep_ms(mail, pause_ms));
    return NULL;
}

static int start_thread(struct mail *mail, struct err *err)
{
    clock_condition_init(&mail->changed);
    pthread_mutex_init(&mail->lock, NULL);
    int error = pthread_create(&mail->thread, NULL, run, mail);
    if (error != 0) {
        pthread_cond_destroy(&mail->changed);
        pthread_mutex_destroy(&mail->lock);
        return err_set(err, E_INTERNAL, "The mail thread could not be started: %s.",
                       strerror(error));
    }
    return E_OK;
}

static void free_parts(struct mail *mail)
{
    mail_recipe_free(mail->recipe);
    mail_route_free(mail->route);
    mail_route_free(mail->next);
    free(mail);
}

int mail_new(struct db *db, const struct mail_config *config, struct mail **out, struct err *err)
{
    struct mail *mail = must_calloc(1, sizeof(*mail));
    const struct mail_server none = {.from = config->from};
    mail->db = db;
    mail->metrics = config->metrics;
    mail->recipe = mail_recipe_new(config->smtp_url, config->smtp_tls,
                                   config->server != NULL ? config->server : &none);
    int rc = mail_route_new(mail->recipe, &mail->route, err);
    if (rc == E_OK) {
        rc = start_thread(mail, err);
    }
    if (rc < 0) {
        free_parts(mail);
        return rc;
    }
    *out = mail;
    return E_OK;
}

void mail_free(struct mail *mail)
{
    if (mail == NULL) {
        return;
    }
    pthread_mutex_lock(&mail->lock);
    mail->stopping = true;
    pthread_cond_signal(&mail->changed);
    if (mail->route->smtp != NULL) {
        mail_smtp_interrupt(mail->route->smtp);
    }
    pthread_mutex_unlock(&mail->lock);
    pthread_join(mail->thread, NULL);
    pthread_cond_destroy(&mail->changed);
    pthread_mutex_destroy(&mail->lock);
    free_parts(mail);
}

void mail_wake(struct mail *mail)
{
    pthread_mutex_lock(&mail->lock);
    mail->woken = true;
    pthread_cond_signal(&mail->changed);
    pthread_mutex_unlock(&mail->lock);
}

/* ---- another server ---- */

int mail_check_server(const struct mail_server *server, struct err *err)
{
    struct mail_recipe *recipe = mail_recipe_new("", "", server);
    struct mail_route *route = NULL;
    int rc = mail_route_new(recipe, &route, err);
    mail_route_free(route);
    mail_recipe_free(recipe);
    return rc;
}

int mail_set_server(struct mail *mail, const struct mail_server *server, struct err *err)
{
    pthread_mutex_lock(&mail->lock);
    CLEANUP(unlockp) pthread_mutex_t *locked = &mail->lock;
    (void)locked;
    struct mail_recipe *recipe = mail_recipe_new(mail->recipe->url, mail->recipe->tls, server);
    struct mail_route *route = NULL;
    int rc = mail_route_new(recipe, &route, err);
    if (rc < 0) {
        mail_recipe_free(recipe);
        return rc;
    }
    mail_recipe_free(mail->recipe);
    mail_route_free(mail->next);
    mail->recipe = recipe;
    mail->next = route;
    mail->woken = true;
    pthread_cond_signal(&mail->changed);
    return E_OK;
}

bool mail_has_server(struct mail *mail)
{
    pthread_mutex_lock(&mail->lock);
    const struct mail_recipe *recipe = mail->recipe;
    bool has_server = recipe->server.host[0] != '\0' || recipe->url[0] != '\0';
    pthread_mutex_unlock(&mail->lock);
    return has_server;
}

/* A connection of the caller's own, as it was set last. */
static int open_own_route(struct mail *mail, struct mail_route **out, struct err *err)
{
    pthread_mutex_lock(&mail->lock);
    int rc = mail_route_new(mail->recipe, out, err);
    pthread_mutex_unlock(&mail->lock);
    if (rc == E_OK && (*out)->smtp == NULL) {
        mail_route_free(*out);
        *out = NULL;
        return err_set(err, E_CONFLICT, "No mail server is set: messages stay in the outbox.");
    }
    return rc;
}

int mail_send_now(struct mail *mail, const struct mail_message *message, struct err *err)
{
    struct mail_route *route = NULL;
    if (!mail_is_address(message->to)) {
        return err_set(err, E_INVALID, "This is not an e-mail address.");
    }
    int rc = open_own_route(mail, &route, err);
    if (rc < 0) {
        return rc;
    }
    const struct mail_kept kept = {
        .id = uuid_new(), .message = *message, .created_ms = clock_now_ms()};
    CLEANUP(sb_done) struct sb text;
    sb_init(&text, MESSAGE_MAX);
    mail_format(&text, &route->from, &kept);
    struct err why = {0};
    mail_smtp_set_timeout(route->smtp, NOW_SECONDS);
    enum mail_outcome outcome =
        mail_smtp_send(route->smtp, route->from.address, message->to, sb_str(&text), &why);
    mail_route_free(route);
    if (outcome != MAIL_SENT) {
        return err_set(err, E_MAIL_FAILED, "%s", err_text(&why, E_MAIL_FAILED));
    }
    return E_OK;
}
