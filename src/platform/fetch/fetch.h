/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch: requests that this server sends to others, over libcurl's multi interface on one thread of its own.
 *
 * What is bounded: the size of head and body, the times to connect, between two pieces and in all, the requests
 * at once. What is refused: all schemes but https (and http to this machine and, for who asks for it, into private
 * networks), redirects, cookies, proxies, compressed bodies, user names in addresses, and addresses that are not of the
 * public Internet. An address is
 * judged when the connection is made and again before a request goes over it, so that a name that changes its
 * mind (DNS rebinding) leads nowhere.
 *
 * An answer comes in pieces to a struct fetch_sink, for streams of any length; fetch_whole() waits for all of it.
 * Memory: a request is copied, pieces live during their call. Threads: any may start and cancel; sinks are
 * called on the thread of fetch and must not block.
 * Thousands of answers may come at once: none is looked at but when something of it comes.
 * Files: fetch.c the thread, fetch_loop.c its sockets and timer, fetch_table.c who is there, fetch_call.c one request,
 * fetch_url.c what may be asked, fetch_whole.c waiting. */
#pragma once

#include "base/err.h"

struct fetch;

#define FETCH_CALLS_DEFAULT 256

struct fetch_config {
    bool allows_private; /* private networks (RFC 1918, RFC 6598, RFC 4193) may be asked */
    size_t calls_max;    /* requests at once; 0: FETCH_CALLS_DEFAULT */
};

MUSTUSE int fetch_new(const struct fetch_config *config, struct fetch **out, struct err *err);
/* Ends all that is running with E_SHUTTING_DOWN. Accepts NULL. */
void fetch_free(struct fetch *fetch);

/* ---- what is asked ---- */

enum fetch_method { FETCH_GET, FETCH_POST };

struct fetch_header {
    const char *name;
    struct str value;
};

struct fetch_request {
    enum fetch_method method;
    struct str url;
    const struct fetch_header *headers;
    size_t header_count;
    struct str body;   /* of a POST */
    bool may_ask_self; /* the address is the operator's own word, so that it may be this machine */
    bool may_ask_near; /* and, where private networks are allowed, http into them, and link-local */
    size_t body_max;   /* bytes of the answer */
    int64_t connect_ms; /* to connect, TLS included */
    int64_t idle_ms;    /* without a byte; 0: not bounded. Looked at once a second */
    int64_t total_ms;   /* from start to end; 0: not bounded */
};

/* E_INVALID says what is wrong with the address of a request, before its name is looked up. */
MUSTUSE int fetch_check_url(struct str url, bool may_ask_self, struct err *err);
/* The same for a request with may_ask_self and may_ask_near. A name's address is judged when the connection is made. */
MUSTUSE int fetch_check_near_url(const struct fetch *fetch, struct str url, struct err *err);
/* True where the address names this machine: localhost, 127.0.0.0/8, [::1]. */
bool fetch_names_self(struct str url);

/* ---- what comes ---- */

struct fetch_head {
    int status;
    struct str lines; /* the fields as they came, "Name: value\r\n" */
};

/* The first field of this name, without blanks around it, or the empty text. */
struct str fetch_find_header(const struct fetch_head *head, const char *name);

/* Called in this order: head once, piece as often as bytes come, done once and last, whatever happens. A negative
 * code from head or piece ends the request; done gets it. */
struct fetch_sink {
    void *context;
    int (*head)(void *context, const struct fetch_head *head); /* may be NULL */
    int (*piece)(void *context, struct str bytes);
    /* E_OK: the answer is there, whatever its status. E_PROVIDER: there is none, or too much of it; `err` says
     * why. E_CANCELLED, E_SHUTTING_DOWN. */
    void (*done)(void *context, int rc, const struct err *err);
};

/* Names a request that was started; never used twice. */
struct fetch_id {
    uint64_t number;
};

/* Starts a request. E_INVALID (the sink is not called then), E_BUSY where too many are running. */
MUSTUSE int fetch_start(struct fetch *fetch, const struct fetch_request *request,
                        const struct fetch_sink *sink, struct fetch_id *out, struct err *err);
/* The request ends soon with E_CANCELLED, unless it has ended. */
void fetch_cancel(struct fetch *fetch, struct fetch_id id);

struct fetch_answer {
    struct fetch_head head;
    struct str body;
};

/* Starts a request and waits for the whole answer, which lives in the arena. Blocks: not for threads that serve
 * others. The request needs a total_ms. Errors as of fetch_start() and of `done`. */
MUSTUSE int fetch_whole(struct fetch *fetch, const struct fetch_request *request,
                        struct arena *arena, struct fetch_answer *out, struct err *err);
