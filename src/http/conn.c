/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "http/conn.h"

/* Where the connection is, and until when it may be there, in one word: whoever changes it by compare
 * and exchange knows that nothing happened in between. */
enum turn {
    TURN_IDLE,    /* between requests */
    TURN_ARRIVES, /* a request arrives */
    TURN_SERVED,  /* it has arrived; no deadline until its answer is there to be read */
    TURN_LATE,    /* the time is over, the socket was shut down */
};
#define TURN_BITS 2

struct conn {
    struct conn *next; /* guarded by conns.lock */
    struct conn *prev; /* guarded by conns.lock */
    int fd;
    _Atomic(uint64_t) turn;
    struct exchange *exchange; /* of the connection's own thread */
    uint64_t silent_turn;      /* `turn` when its socket was found at its end; guarded by lock */
    char request_id[17];       /* written while TURN_IDLE, read while TURN_ARRIVES */
    char address[INET6_ADDRSTRLEN];
};

struct conns {
    pthread_mutex_t lock;
    struct conn *first; /* guarded by lock */
    size_t count;       /* guarded by lock */
    int64_t idle_ms;
    int64_t request_ms;
    conns_late *late;
    void *context;
};

static uint64_t turn_until(enum turn turn, int64_t deadline_ms)
{
    return (uint64_t)deadline_ms << TURN_BITS | turn;
}

static enum turn turn_of(uint64_t word)
{
    return (enum turn)(word & ((1u << TURN_BITS) - 1));
}

static int64_t deadline_of(uint64_t word)
{
    return (int64_t)(word >> TURN_BITS);
}

struct conns *conns_new(int64_t idle_ms, int64_t request_ms, conns_late *late, void *context)
{
    struct conns *conns = must_calloc(1, sizeof(*conns));
    pthread_mutex_init(&conns->lock, NULL);
    conns->idle_ms = idle_ms;
    conns->request_ms = request_ms;
    conns->late = late;
    conns->context = context;
    return conns;
}

void conns_free(struct conns *conns)
{
    if (conns != NULL) {
        ASSERT(conns->first == NULL);
        pthread_mutex_destroy(&conns->lock);
        free(conns);
    }
}

static void format_address(const struct sockaddr *address, char *out, size_t bytes)
{
    const void *number = NULL;
    int family = address != NULL ? address->sa_family : AF_UNSPEC;
    if (family == AF_INET) {
        number = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    } else if (family == AF_INET6) {
        const struct in6_addr *six =
            &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
        number = six;
        if (IN6_IS_ADDR_V4MAPPED(six)) {
            family = AF_INET;
            number = six->s6_addr + 12;
        }
    }
    if (number == NULL || inet_ntop(family, number, out, (socklen_t)bytes) == NULL) {
        out[0] = '\0';
    }
}

struct conn *conn_open(struct conns *conns, int fd, const struct sockaddr *address)
{
    struct conn *conn = must_calloc(1, sizeof(*conn));
    conn->fd = fd;
    format_address(address, conn->address, sizeof(conn->address));
    conn_request_ends(conns, conn);
    pthread_mutex_lock(&conns->lock);
    conn->next = conns->first;
    if (conn->next != NULL) {
        conn->next->prev = conn;
    }
    conns->first = conn;
    conns->count++;
    pthread_mutex_unlock(&conns->lock);
    return conn;
}

void conn_close(struct conns *conns, struct conn *conn)
{
    if (conn == NULL) {
        return;
    }
    pthread_mutex_lock(&conns->lock);
    if (conn->prev != NULL) {
        conn->prev->next = conn->next;
    } else {
        conns->first = conn->next;
    }
    if (conn->next != NULL) {
        conn->next->prev = conn->prev;
    }
    conns->count--;
    pthread_mutex_unlock(&conns->lock);
    free(conn);
}

struct str conn_address(const struct conn *conn)
{
    return str_from(conn->address);
}

static bool is_loopback(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)address;
        return ntohl(four->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    }
    const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(six) ||
           (IN6_IS_ADDR_V4MAPPED(six) && six->s6_addr[12] == IN_LOOPBACKNET);
}

struct str conn_reached_at(const struct conn *conn, struct arena *arena)
{
    struct sockaddr_storage address = {0};
    socklen_t n = sizeof(address);
    char host[INET6_ADDRSTRLEN];
    if (getsockname(conn->fd, (struct sockaddr *)&address, &n) < 0) {
        return STR_EMPTY;
    }
    format_address((const struct sockaddr *)&address, host, sizeof(host));
    if (host[0] == '\0') {
        return STR_EMPTY;
    }
    /* The port lies at the same place for both families. */
    int port = ntohs(((const struct sockaddr_in *)(const void *)&address)->sin_port);
    if (is_loopback(&address)) {
        return str_from(arena_printf(arena, "localhost:%d", port));
    }
    bool is_six = strchr(host, ':') != NULL;
    return str_from(arena_printf(arena, is_six ? "[%s]:%d" : "%s:%d", host, port));
}

void conn_set_exchange(struct conn *conn, struct exchange *ex)
{
    conn->exchange = ex;
}

struct exchange *conn_exchange(const struct conn *conn)
{
    return conn->exchange;
}

int conn_fd(const struct conn *conn)
{
    return conn->fd;
}

void conn_request_begins(struct conns *conns, struct conn *conn, const char *request_id)
{
    uint64_t word = atomic_load(&conn->turn);
    if (turn_of(word) != TURN_IDLE) {
        return; /* shut down in this moment */
    }
    memcpy(conn->request_id, request_id, sizeof(conn->request_id));
    (void)atomic_compare_exchange_strong(
        &conn->turn, &word, turn_until(TURN_ARRIVES, clock_mono_ms() + conns->request_ms));
}

bool conn_request_arrived(struct conn *conn)
{
    uint64_t word = atomic_load(&conn->turn);
    return turn_of(word) == TURN_ARRIVES &&
           atomic_compare_exchange_strong(&conn->turn, &word, turn_until(TURN_SERVED, 0));
}

void conn_answer_begins(struct conns *conns, struct conn *conn, size_t bytes)
{
    int64_t read_ms = (int64_t)(bytes / CONN_BYTES_A_SECOND) * 1000;
    uint64_t word = atomic_load(&conn->turn);
    if (turn_of(word) == TURN_SERVED) {
        uint64_t until = turn_until(TURN_SERVED, clock_mono_ms() + conns->request_ms + read_ms);
        (void)atomic_compare_exchange_strong(&conn->turn, &word, until);
    }
}

void conn_request_ends(struct conns *conns, struct conn *conn)
{
    if (turn_of(atomic_load(&conn->turn)) != TURN_LATE) {
        /* The next request has its whole time even if it begins at the last idle moment. */
        int64_t until_ms = clock_mono_ms() + conns->idle_ms + conns->request_ms;
        atomic_store(&conn->turn, turn_until(TURN_IDLE, until_ms));
    }
}

/* Whether a client has gone away in the middle of a request. libmicrohttpd misses an end that comes together
 * with the last bytes: having read these it waits for a sign that was given before. What a look finds at its
 * end may still lie unread in libmicrohttpd's memory; what the next look finds so as well does not. */
static bool has_gone(struct conn *conn, uint64_t turn)
{
    char byte;
    bool is_at_end = recv(conn->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
    bool was_at_end = conn->silent_turn == turn;
    conn->silent_turn = is_at_end ? turn : 0;
    return is_at_end && was_at_end;
}

static void end_if_late(struct conns *conns, struct conn *conn, int64_t now_ms)
{
    uint64_t word = atomic_load(&conn->turn);
    enum turn turn = turn_of(word);
    bool has_ended = turn == TURN_ARRIVES && has_gone(conn, word);
    bool has_deadline = turn != TURN_SERVED || deadline_of(word) > 0;
    if (turn == TURN_LATE || !has_deadline || (deadline_of(word) > now_ms && !has_ended) ||
        !atomic_compare_exchange_strong(&conn->turn, &word, turn_until(TURN_LATE, 0))) {
        return;
    }
    if (turn == TURN_ARRIVES && !has_ended) {
        conns->late(conns->context, conn->fd, conn->request_id);
    }
    /* Its thread wakes up, reads the end and closes it. */
    (void)shutdown(conn->fd, SHUT_RDWR);
}

static void end_older_than(struct conns *conns, int64_t now_ms)
{
    pthread_mutex_lock(&conns->lock);
    for (struct conn *conn = conns->first; conn != NULL; conn = conn->next) {
        end_if_late(conns, conn, now_ms);
    }
    pthread_mutex_unlock(&conns->lock);
}

void conns_tick(struct conns *conns)
{
    end_older_than(conns, clock_mono_ms());
}

void conns_abort(struct conns *conns)
{
    end_older_than(conns, INT64_MAX);
}

size_t conns_count(struct conns *conns)
{
    pthread_mutex_lock(&conns->lock);
    size_t count = conns->count;
    pthread_mutex_unlock(&conns->lock);
    return count;
}
