/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/str.h"
#include "http/events.h"

#define BUCKETS      4096
#define LOCKS        64
#define WAIT_TICK_MS 100
#define IDLE_TICK_MS 1000
/* libmicrohttpd looks at all suspended connections of a thread whenever one of them is resumed. Above so many streams those that have
 * something to write are gathered for this time and resumed together. */
#define GATHER_ABOVE ((size_t)2000)
#define GATHER_US    500

enum role {
    ROLE_COLLECTS,
    ROLE_STREAMS,
    ROLE_WAITS,
};

/* Guarded by the lock of its bucket. */
struct listener {
    struct listener *next;
    struct listener **link;      /* what points here */
    struct listener *next_woken; /* in the chain of one that wakes */
    struct uuid topic;
    enum role role;
    bool ended;     /* something final was published, or the server stops */
    bool suspended; /* a stream: there was nothing to write */
    bool is_ready;  /* a suspended stream: it is to be resumed, and in the list of its lock */
    struct listener *next_ready;
    struct listener **ready_link; /* what points here, where it is ready */
    struct sb pending;            /* text that is not written yet */
    size_t pending_at;            /* where its unwritten part begins */
    int64_t due_ms;               /* a stream: the next comment; a wait: its end */
    int watched_fd;               /* of a stream, see events_opening */
    struct MHD_Connection *connection;
    struct exchange *exchange;
};

struct lock {
    _Alignas(64) pthread_mutex_t mutex;
    struct listener *ready; /* guarded by mutex */
};

struct events {
    struct lock locks[LOCKS];
    struct listener *buckets[BUCKETS]; /* each guarded by locks[its number % LOCKS] */
    events_wake *wake;
    void *context;
    atomic_bool closed;
    atomic_size_t streams;
    atomic_size_t waits;

    pthread_t resumer;
    pthread_mutex_t resumer_lock;
    pthread_cond_t resumer_wakes;
    atomic_bool has_ready; /* some lock may have some; whoever sets it signals */
    bool resumer_ends;     /* guarded by resumer_lock */
};

static size_t bucket_of(struct uuid topic)
{
    uint64_t random_part; /* of a version 7 id */
    memcpy(&random_part, topic.b + 8, sizeof(random_part));
    random_part ^= random_part >> 29;
    return (size_t)((random_part * 0x9e3779b97f4a7c15u) >> 52) % BUCKETS;
}

static void lock_bucket(struct events *events, size_t bucket)
{
    pthread_mutex_lock(&events->locks[bucket % LOCKS].mutex);
}

static void unlock_bucket(struct events *events, size_t bucket)
{
    pthread_mutex_unlock(&events->locks[bucket % LOCKS].mutex);
}

/* ---- resuming ---- */

static void leave_ready(struct listener *listener)
{
    if (listener->is_ready) {
        *listener->ready_link = listener->next_ready;
        if (listener->next_ready != NULL) {
            listener->next_ready->ready_link = listener->ready_link;
        }
        listener->is_ready = false;
    }
}

static void resume_now(struct listener *listener)
{
    leave_ready(listener);
    if (listener->suspended) {
        listener->suspended = false;
        MHD_resume_connection(listener->connection);
    }
}

static void resume_ready(struct events *events)
{
    for (size_t i = 0; i < LOCKS; i++) {
        struct lock *lock = &events->locks[i];
        pthread_mutex_lock(&lock->mutex);
        while (lock->ready != NULL) {
            resume_now(lock->ready);
        }
        pthread_mutex_unlock(&lock->mutex);
    }
}

static void *run_resumer(void *context)
{
    struct events *events = context;
    const struct timespec gather = {.tv_nsec = GATHER_US * 1000L};
    pthread_setname_np(pthread_self(), "http-resumer");
    pthread_mutex_lock(&events->resumer_lock);
    while (!events->resumer_ends) {
        if (!atomic_load(&events->has_ready)) {
            pthread_cond_wait(&events->resumer_wakes, &events->resumer_lock);
            continue;
        }
        pthread_mutex_unlock(&events->resumer_lock);
        (void)nanosleep(&gather, NULL);
        atomic_store(&events->has_ready, false); /* before the look, so that nothing is missed */
        resume_ready(events);
        pthread_mutex_lock(&events->resumer_lock);
    }
    pthread_mutex_unlock(&events->resumer_lock);
    return NULL;
}

static void call_resumer(struct events *events)
{
    if (atomic_exchange(&events->has_ready, true)) {
        return;
    }
    pthread_mutex_lock(&events->resumer_lock);
    pthread_cond_signal(&events->resumer_wakes);
    pthread_mutex_unlock(&events->resumer_lock);
}

/* Has the stream write what it has; the lock of its bucket is held. */
static void resume_stream(struct events *events, struct listener *listener)
{
    bool is_crowded = atomic_load(&events->streams) > GATHER_ABOVE && !atomic_load(&events->closed);
    if (!is_crowded || !listener->suspended) {
        resume_now(listener);
        return;
    }
    if (listener->is_ready) {
        return;
    }
    struct lock *lock = &events->locks[bucket_of(listener->topic) % LOCKS];
    listener->is_ready = true;
    listener->next_ready = lock->ready;
    listener->ready_link = &lock->ready;
    if (listener->next_ready != NULL) {
        listener->next_ready->ready_link = &listener->next_ready;
    }
    lock->ready = listener;
    call_resumer(events);
}

/* ---- listeners ---- */

struct events *events_new(events_wake *wake, void *context)
{
    struct events *events = aligned_alloc(64, sizeof(*events));
    ASSERT(events != NULL);
    memset(events, 0, sizeof(*events));
    for (size_t i = 0; i < LOCKS; i++) {
        pthread_mutex_init(&events->locks[i].mutex, NULL);
    }
    events->wake = wake;
    events->context = context;
    pthread_mutex_init(&events->resumer_lock, NULL);
    pthread_cond_init(&events->resumer_wakes, NULL);
    int rc = pthread_create(&events->resumer, NULL, run_resumer, events);
    ASSERT(rc == 0);
    return events;
}

void events_free(struct events *events)
{
    if (events == NULL) {
        return;
    }
    for (size_t i = 0; i < BUCKETS; i++) {
        ASSERT(events->buckets[i] == NULL);
    }
    pthread_mutex_lock(&events->resumer_lock);
    events->resumer_ends = true;
    pthread_cond_signal(&events->resumer_wakes);
    pthread_mutex_unlock(&events->resumer_lock);
    pthread_join(events->resumer, NULL);
    pthread_cond_destroy(&events->resumer_wakes);
    pthread_mutex_destroy(&events->resumer_lock);
    for (size_t i = 0; i < LOCKS; i++) {
        pthread_mutex_destroy(&events->locks[i].mutex);
    }
    free(events);
}

struct listener *events_listen(struct events *events, struct uuid topic)
{
    struct listener *listener = must_calloc(1, sizeof(*listener));
    listener->topic = topic;
    sb_init(&listener->pending, EVENTS_PENDING_MAX + EVENT_BYTES_MAX);

    size_t bucket = bucket_of(topic);
    lock_bucket(events, bucket);
    listener->ended = atomic_load(&events->closed);
    listener->next = events->buckets[bucket];
    listener->link = &events->buckets[bucket];
    if (listener->next != NULL) {
        listener->next->link = &listener->next;
    }
    events->buckets[bucket] = listener;
    unlock_bucket(events, bucket);
    return listener;
}

void events_drop(struct events *events, struct listener *listener)
{
    if (listener == NULL) {
        return;
    }
    size_t bucket = bucket_of(listener->topic);
    lock_bucket(events, bucket);
    leave_ready(listener);
    *listener->link = listener->next;
    if (listener->next != NULL) {
        listener->next->link = listener->link;
    }
    if (listener->role == ROLE_STREAMS) {
        atomic_fetch_sub(&events->streams, 1);
    } else if (listener->role == ROLE_WAITS) {
        atomic_fetch_sub(&events->waits, 1);
    }
    unlock_bucket(events, bucket);
    sb_done(&listener->pending);
    free(listener);
}

/* A first comment that comes within a period, at a moment of its own, spreads the later ones too. */
static int64_t first_ping_ms(void)
{
    return clock_mono_ms() + EVENTS_PING_MS / 2 + random_below(EVENTS_PING_MS / 2);
}

void events_stream(struct events *events, struct listener *listener,
                   const struct events_opening *opening)
{
    size_t bucket = bucket_of(listener->topic);
    lock_bucket(events, bucket);
    ASSERT(listener->role == ROLE_COLLECTS);
    struct sb collected = listener->pending;
    sb_init(&listener->pending, EVENTS_PENDING_MAX + EVENT_BYTES_MAX + opening->first.n);
    if (!opening->is_bare) {
        /* ms before a lost stream is opened again */
        sb_add(&listener->pending, STR("retry: 2000\n\n"));
    }
    sb_add(&listener->pending, opening->first);
    if (!opening->last) {
        sb_add(&listener->pending, sb_str(&collected));
    }
    sb_done(&collected);
    listener->role = ROLE_STREAMS;
    listener->ended = listener->ended || opening->last;
    listener->watched_fd = opening->watched_fd;
    listener->due_ms = first_ping_ms();
    atomic_fetch_add(&events->streams, 1);
    unlock_bucket(events, bucket);
}

ssize_t events_read(struct events *events, struct listener *listener,
                    struct MHD_Connection *connection, char *out, size_t max)
{
    size_t bucket = bucket_of(listener->topic);
    lock_bucket(events, bucket);
    listener->connection = connection;
    ssize_t result;
    struct str left = str_sub(sb_str(&listener->pending), listener->pending_at, SIZE_MAX);
    if (left.n > 0) {
        size_t n = size_min(left.n, max);
        memcpy(out, left.p, n);
        listener->pending_at += n;
        if (n == left.n) {
            sb_done(&listener->pending); /* an idle stream holds no buffer */
            listener->pending_at = 0;
        }
        result = (ssize_t)n;
    } else if (listener->ended) {
        result = -1;
    } else {
        listener->suspended = true;
        MHD_suspend_connection(connection);
        result = 0;
    }
    unlock_bucket(events, bucket);
    return result;
}

bool events_wait(struct events *events, struct listener *listener, struct exchange *ex,
                 int64_t due_ms)
{
    size_t bucket = bucket_of(listener->topic);
    lock_bucket(events, bucket);
    ASSERT(listener->role == ROLE_COLLECTS);
    bool waits = !listener->ended && due_ms > clock_mono_ms();
    if (waits) {
        listener->role = ROLE_WAITS;
        listener->exchange = ex;
        listener->due_ms = due_ms;
        atomic_fetch_add(&events->waits, 1);
    }
    unlock_bucket(events, bucket);
    return waits;
}

/* Ends a wait and puts it into a chain, to be woken once the lock is given back: waking takes the lock of
 * the executor. Until then its request, which owns the listener, sleeps. */
static void end_wait(struct events *events, struct listener *listener, struct listener **woken)
{
    listener->role = ROLE_COLLECTS;
    listener->next_woken = *woken;
    *woken = listener;
    atomic_fetch_sub(&events->waits, 1);
}

static void wake_all(struct events *events, struct listener *woken)
{
    while (woken != NULL) {
        struct listener *next = woken->next_woken;
        events->wake(events->context, woken->exchange);
        woken = next;
    }
}

static void append(struct listener *listener, struct str text)
{
    struct sb *pending = &listener->pending;
    if (listener->pending_at > 0) {
        pending->n -= listener->pending_at;
        memmove(pending->p, pending->p + listener->pending_at, pending->n);
        listener->pending_at = 0;
    }
    if (pending->n > EVENTS_PENDING_MAX) {
        sb_done(pending);
        listener->ended = true;
        return;
    }
    sb_add(pending, text);
}

static void publish_to(struct events *events, struct listener *listener, struct str text, bool last,
                       struct listener **woken)
{
    if (!listener->ended && listener->role != ROLE_WAITS) {
        append(listener, text);
    }
    listener->ended = listener->ended || last;
    if (listener->role == ROLE_STREAMS) {
        listener->due_ms = clock_mono_ms() + EVENTS_PING_MS;
        resume_stream(events, listener);
    } else if (listener->role == ROLE_WAITS && last) {
        end_wait(events, listener, woken);
    }
}

void events_publish(struct events *events, struct uuid topic, struct str text, bool last)
{
    size_t bucket = bucket_of(topic);
    struct listener *woken = NULL;
    lock_bucket(events, bucket);
    for (struct listener *at = events->buckets[bucket]; at != NULL; at = at->next) {
        if (uuid_eq(at->topic, topic)) {
            publish_to(events, at, text, last, &woken);
        }
    }
    unlock_bucket(events, bucket);
    wake_all(events, woken);
}

/* The socket is open: libmicrohttpd drops the listener before it closes that. */
static bool has_left(const struct listener *listener)
{
    char byte;
    return listener->role == ROLE_STREAMS && listener->watched_fd >= 0 && !listener->ended &&
           recv(listener->watched_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static void tick_one(struct events *events, struct listener *listener, int64_t now_ms,
                     struct listener **woken)
{
    if (has_left(listener)) {
        sb_done(&listener->pending);
        listener->pending_at = 0;
        listener->ended = true;
        resume_stream(events, listener);
        return;
    }
    if (listener->role == ROLE_COLLECTS || listener->due_ms > now_ms) {
        return;
    }
    if (listener->role == ROLE_WAITS) {
        end_wait(events, listener, woken);
        return;
    }
    listener->due_ms = now_ms + EVENTS_PING_MS;
    if (listener->suspended) {
        append(listener, STR(":\n\n"));
        resume_stream(events, listener);
    }
}

static void close_one(struct events *events, struct listener *listener, struct listener **woken)
{
    listener->ended = true;
    if (listener->role == ROLE_STREAMS) {
        resume_stream(events, listener);
    } else if (listener->role == ROLE_WAITS) {
        end_wait(events, listener, woken);
    }
}

int64_t events_tick(struct events *events)
{
    const int64_t now_ms = clock_mono_ms();
    int64_t due_ms =
        INT64_MAX; /* the earliest end of a wait, which is to be met: when it ends must tell nothing of when it began */
    for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
        struct listener *woken = NULL;
        lock_bucket(events, bucket);
        for (struct listener *at = events->buckets[bucket]; at != NULL; at = at->next) {
            tick_one(events, at, now_ms, &woken);
            if (at->role == ROLE_WAITS && at->due_ms < due_ms) {
                due_ms = at->due_ms;
            }
        }
        unlock_bucket(events, bucket);
        wake_all(events, woken);
    }
    const int64_t tick_ms = atomic_load(&events->waits) > 0 ? WAIT_TICK_MS : IDLE_TICK_MS;
    return due_ms - now_ms < tick_ms ? due_ms - now_ms : tick_ms;
}

void events_close(struct events *events)
{
    atomic_store(&events->closed, true);
    for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
        struct listener *woken = NULL;
        lock_bucket(events, bucket);
        for (struct listener *at = events->buckets[bucket]; at != NULL; at = at->next) {
            close_one(events, at, &woken);
        }
        unlock_bucket(events, bucket);
        wake_all(events, woken);
    }
}

size_t events_stream_count(struct events *events)
{
    return atomic_load(&events->streams);
}
