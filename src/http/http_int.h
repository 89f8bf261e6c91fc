/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this module share.
 *
 * The way of a request, each step on the connection's own thread unless it says otherwise:
 *   server.c    libmicrohttpd calls: target read, headers read, bytes of a body, all read, all sent
 *   exchange.c  begins an exchange, brings it from stage to stage, ends it
 *   door.c      looks at the head: well-formed? route, rate, login, origin, media type, size
 *   body.c      takes the body: JSON to memory, a form (form/) to unlinked files
 *   executor/   runs the handler of a write on a work thread
 *   once.c      a write with an Idempotency-Key: on that thread, before the handler and after
 *   reply.c     what the handler answers; send.c gives it to libmicrohttpd
 *   events.c    streams and waits, which hold a suspended connection and no thread
 * An exchange is touched by one thread at a time: it is handed over under the locks of the executor, of
 * the events and of libmicrohttpd's suspending. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include <microhttpd.h>

#include "http/events.h"
#include "http/executor/executor.h"
#include "http/form/form.h"
#include "http/http.h"
#include "http/router/router.h"
#include "http/uri/uri.h"

struct MHD_Connection;
struct MHD_Daemon;
struct conn;
struct conns;
struct limits;
struct page;
struct pages;

#define HEADERS_MAX      ((size_t)32)
#define REQUEST_ID_CHARS 16
#define HEAD_BYTES_MAX   (8 * KIB) /* request line and headers */
#define COOKIE_PREFIX    "__Host-" /* of all names over https (RFC 6265bis, section 4.1.3.2) */
#define HEAD_LINES_MAX   ((size_t)64)
#define TARGET_BYTES_MAX (4 * KIB)
#define REPLY_BYTES_MAX  (64 * MIB)
#define BODY_SMALL       (1 * MIB)
#define BODIES_LARGE_MAX (256 * MIB) /* of all bodies in memory that are larger */
#define DRAIN_BYTES_MAX  (64 * MIB)  /* of a refused body, so that its sender reads the answer */
#define CONNECTION_MEMORY \
    (24 * KIB) /* the head, libmicrohttpd's notes on it, and the reply's head */
#define IDLE_SECONDS 75

struct http {
    const struct services *services;
    const struct config *config;
    const struct app *const *apps;
    const struct http_check *checks;
    struct str openapi;
    struct arena *arena;
    void **states;    /* one an application */
    size_t app_count; /* of those whose init() has run */
    void *builtin_state;
    struct http_router *router;
    struct pages *pages;
    http_authenticate *authenticate;
    void *authenticate_context;
    struct http_guard guard;
    const struct crypt_key *secret; /* NULL: none was given */
    http_staff_check *staff_check;  /* NULL: the token decides alone */
    void *staff_check_context;
    _Atomic int64_t max_upload_mib;
    struct form_room form_room;
    atomic_size_t large_bodies; /* bytes of bodies in memory, or to come, above BODY_SMALL each */

    struct conns *conns;
    struct executor *executor;
    struct events *events;
    struct limits *limits;
    struct MHD_Daemon *daemon;
    pthread_t ticker;
    bool ticking;

    atomic_bool stopping;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool ticker_ends;        /* guarded by lock */
    bool ticks_soon;         /* guarded by lock */
    atomic_size_t running;   /* exchanges that are not streams */
    atomic_size_t streaming; /* streams that are being sent */
};

enum stage {
    STAGE_HEAD,   /* the headers have not been looked at */
    STAGE_BODY,   /* the body arrives */
    STAGE_WORK,   /* suspended: a work thread or a wait has it */
    STAGE_ANSWER, /* the reply is there and has to be sent */
    STAGE_SENT,   /* libmicrohttpd has the reply, or the socket was answered directly */
};

enum body_kind { BODY_KIND_NONE, BODY_KIND_MEMORY, BODY_KIND_FORM };

enum reply_kind { REPLY_NONE, REPLY_BYTES, REPLY_FILE, REPLY_EVENTS };

struct reply_header {
    const char *name;
    const char *value;
};

struct reply {
    enum reply_kind kind;
    int status;
    const char *content_type; /* NULL: no body */
    struct str body;
    int fd; /* of a file, -1 else */
    uint64_t file_from;
    uint64_t file_bytes;
    bool is_page;   /* a document of the web application, not an answer of the interface */
    bool is_flawed; /* a header could not be set as asked */
    struct reply_header headers[HEADERS_MAX];
    size_t header_count;
};

/* Where the parts of the request line begin, in the bytes as they came. */
struct request_line {
    const char *method;
    const char *target;
    const char *version;
};

struct exchange {
    struct req rq;
    struct http *http;
    struct conn *conn;
    struct MHD_Connection *connection;
    enum stage stage;
    char id[REQUEST_ID_CHARS + 1];
    int64_t started_us;

    struct request_line line; /* only while the head is looked at */
    struct str target;
    struct http_router_match match;
    const struct http_router_entry *entry; /* NULL: a page, or what OPTIONS asks about */
    const struct page *page;
    int page_status;
    struct uri_pair *query;
    size_t query_count;

    int refused;     /* why the body is thrown away; E_OK: it is not */
    bool must_close; /* as soon as it is answered, which may be before its body has come */
    bool is_last;    /* no other request is taken on this connection */
    enum body_kind body_kind;
    size_t body_max;
    size_t body_bytes;
    size_t body_reserved; /* of http->large_bodies */
    struct sb body;
    struct form *form;

    struct sb out_text;
    struct json_out out;
    struct reply reply;

    const char *problem_key; /* of req_problem_member(); NULL: none */
    struct str problem_member;

    struct listener *listener;   /* of req_watch() */
    route_handler *next_handler; /* after a wait; NULL: the route's own */
    int64_t due_ms;              /* when a wait ends, on the monotonic clock; -1: not waiting */

    struct str kept_key;        /* Idempotency-Key whose answer is ours to keep, or empty */
    void (*end)(void *context); /* of req_at_end(); NULL: none */
    void *end_context;
    bool is_stream;          /* the reply lives on without the exchange */
    struct executor_job job; /* its place in the executor's queue */
};

static inline struct exchange *exchange_of(struct req *rq)
{
    return (struct exchange *)((char *)rq - offsetof(struct exchange, rq));
}

/* server.c */
/* How many threads answer GET requests on a machine with so many cores. */
unsigned server_loop_count(long cores);
/* Serves on the listening socket with threads of its own; without one (-1) it serves connections that the
 * caller adds, whenever the caller runs it: for tests. */
struct MHD_Daemon *server_start_daemon(struct http *http, int fd);

/* ticker.c */
void ticker_init(struct http *http);
MUSTUSE int ticker_start(struct http *http, struct err *err);
void ticker_stop(struct http *http);
void ticker_done(struct http *http);
/* Something waits for a point in time that the ticker may not know of. */
void ticker_tick_soon(struct http *http);
/* One exchange more or less that a stop waits for. */
void ticker_count_running(struct http *http, bool more);
/* One stream more or less that is being sent. */
void ticker_count_streams(struct http *http, bool more);
/* False where requests still run after that time. */
bool ticker_wait_until_quiet(struct http *http, int64_t wait_ms);
/* False where streams are still being sent after that time. */
bool ticker_wait_for_streams(struct http *http, int64_t wait_ms);

/* exchange.c */
struct exchange *exchange_new(struct http *http, struct conn *conn,
                              struct MHD_Connection *connection, const char *target);
/* One call of libmicrohttpd. MHD_NO ends the connection. *ex is NULL after where the reply became a stream,
 * which needs no exchange any more. */
enum MHD_Result exchange_step(struct exchange **ex, const char *method, const char *bytes,
                              size_t *byte_count);
void exchange_free(struct exchange *ex);
/* For the job of a suspended exchange: runs its handler until there is a reply or something to wait for. */
void exchange_work(struct executor_job *job);
/* For a suspended exchange whose wait is over: has it run on. The context is struct http. */
void exchange_wake(void *context, struct exchange *ex);

/* door.c */
MUSTUSE int door_check(struct exchange *ex);
/* The Content-Length, or -1 where the body is chunked or there is none. */
int64_t door_content_length(struct exchange *ex);
struct str door_header(struct exchange *ex, const char *name);

/* body.c */
MUSTUSE int body_begin(struct exchange *ex);
MUSTUSE int body_take(struct exchange *ex, struct str bytes);
MUSTUSE int body_finish(struct exchange *ex);
void body_done(struct exchange *ex);

/* once.c: a write that carries an Idempotency-Key */
/* On a work thread, before the handler. *out_answered: the exchange has the reply of the first time. */
MUSTUSE int once_begin(struct exchange *ex, bool *out_answered);
/* When the reply is there, whatever it is. */
void once_end(struct exchange *ex);

/* reply_page.c */
MUSTUSE int reply_page(struct exchange *ex);

/* reply_file.c */
/* True where If-None-Match names the tag, which is in quotes. */
bool reply_is_known(struct exchange *ex, const char *tag);

/* reply.c */
/* Forgets what was answered so far, but for headers that belong to an error too. */
void reply_reset(struct exchange *ex);
/* Makes the problem document of an error. */
void reply_problem(struct exchange *ex, int rc);
/* Like req_set_header() for texts of our own, which are not copied. */
void reply_add_header(struct exchange *ex, const char *name, const char *value);
bool reply_has_header(const struct exchange *ex, const char *name);

/* send.c */
/* Gives the reply, with the headers that every answer has, to libmicrohttpd. */
enum MHD_Result send_reply(struct exchange *ex);
/* Writes the reply to the socket, past libmicrohttpd, which takes none before a body has arrived whole.
 * The connection has to be closed after. */
void send_directly(struct exchange *ex);

/* builtin.c: GET /healthz, /readyz, /metrics, /api/v1/openapi.json */
extern const struct app http_builtin_app;
