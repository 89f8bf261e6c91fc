/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conn: the open connections, and how long each may take. libmicrohttpd only ends connections that are
 * silent; here a request has a time to arrive whole, and its answer one to be read, so that one byte now
 * and then holds nothing. */
#pragma once

#include <sys/socket.h>

#include "base/err.h"

struct conn;
struct conns;
struct exchange;

#define CONN_BYTES_A_SECOND \
    ((size_t)16 << 10) /* slower than any network that pictures are sent over */

/* Called on the ticker's thread for a request that arrives too slowly, with the socket still open: may
 * write a last answer to it. */
typedef void conns_late(void *context, int fd, const char *request_id);

struct conns *conns_new(int64_t idle_ms, int64_t request_ms, conns_late *late, void *context);
void conns_free(struct conns *conns);

struct conn *conn_open(struct conns *conns, int fd, const struct sockaddr *address);
/* Before the socket is closed. */
void conn_close(struct conns *conns, struct conn *conn);
/* The other end's address as text, "" for a socket without one. */
struct str conn_address(const struct conn *conn);
/* This end of the connection, as an address has it: "192.168.1.2:8080", "[2001:db8::1]:8080", or "localhost:8080"
 * for any of the machine's own; "" for a socket without one. */
struct str conn_reached_at(const struct conn *conn, struct arena *arena);
int conn_fd(const struct conn *conn);

/* A request begins to arrive. */
void conn_request_begins(struct conns *conns, struct conn *conn, const char *request_id);
/* It has arrived whole. False: too late, it has been answered. */
MUSTUSE bool conn_request_arrived(struct conn *conn);
/* Its answer of so many bytes is about to be sent, and has to be read at no less than CONN_BYTES_A_SECOND. */
void conn_answer_begins(struct conns *conns, struct conn *conn, size_t bytes);
/* It has been answered: the next one may come. */
void conn_request_ends(struct conns *conns, struct conn *conn);

/* What is served on the connection; NULL: nothing. */
void conn_set_exchange(struct conn *conn, struct exchange *ex);
struct exchange *conn_exchange(const struct conn *conn);

/* Ends what is over its time, and requests whose client has gone before they had arrived whole. */
void conns_tick(struct conns *conns);
/* Ends all connections whose request has not arrived whole, and those whose answer is still being read. */
void conns_abort(struct conns *conns);
size_t conns_count(struct conns *conns);
