/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events: who listens to which topic. A listener first collects what is published; then it becomes a
 * stream (a suspended connection that is resumed when there is something to write) or a wait (a
 * suspended request that is run on when something final is published or its time is over). Neither
 * holds a thread. A listener lives in a hash table under one of a few locks; the lock of its bucket
 * guards all of it. The locks are taken before libmicrohttpd's own, never while one of those is held.
 *
 * A stream that is too slow for what is published is ended, not buffered without bounds: its reader
 * connects again and asks for the state. */
#pragma once

#include <sys/types.h>

#include "base/random.h"

#define EVENTS_PENDING_MAX ((size_t)1 << 20)  /* unwritten, above which a stream is too slow */
#define EVENT_BYTES_MAX    ((size_t)64 << 20) /* one event */
#define EVENTS_PING_MS     20000

struct MHD_Connection;
struct events;
struct exchange;
struct listener;

/* Called for a wait that is over; any thread, without a lock held. */
typedef void events_wake(void *context, struct exchange *ex);

struct events *events_new(events_wake *wake, void *context);
/* Every listener must be gone. */
void events_free(struct events *events);

struct listener *events_listen(struct events *events, struct uuid topic);
/* Accepts NULL. */
void events_drop(struct events *events, struct listener *listener);

struct events_opening {
    struct str first; /* comes before what was collected */
    bool last;        /* and ends the stream */
    bool is_bare;     /* without what has browsers connect again */
    int watched_fd; /* a socket whose closing by the client ends the stream; -1: that is noticed by writing alone */
};

/* Makes a stream of the listener. */
void events_stream(struct events *events, struct listener *listener,
                   const struct events_opening *opening);
/* For the connection's thread: copies what is to be written (0: nothing, the connection was suspended;
 * -1: the stream has ended). */
ssize_t events_read(struct events *events, struct listener *listener,
                    struct MHD_Connection *connection, char *out, size_t max);

/* Makes a wait of the listener, until that time of the monotonic clock. False: it is over already, wake() will not be called. */
MUSTUSE bool events_wait(struct events *events, struct listener *listener, struct exchange *ex,
                         int64_t due_ms);

void events_publish(struct events *events, struct uuid topic, struct str text, bool last);
/* Wakes waits whose time is over, and now and then writes a comment to idle streams, by which a closed
 * connection is noticed. Returns how many ms from now it wants to be called again. */
int64_t events_tick(struct events *events);
/* Ends all streams and waits; new ones end at once. */
void events_close(struct events *events);
size_t events_stream_count(struct events *events);
