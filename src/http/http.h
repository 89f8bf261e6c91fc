/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http: one server on libmicrohttpd, with everything between the socket and a handler.
 *
 * An application is a constant struct with a table of routes. The router checks method, login, body
 * size, media type and rate from the row before the handler runs. A handler parses, permits, does and
 * replies: it returns E_OK after one of the req_reply calls, or an error code (with words in rq->err),
 * which the router turns into a problem document (RFC 9457).
 *
 * Threads: GET handlers run on the connection's own thread and must answer within a few milliseconds.
 * All others run on the work threads while their connection is suspended, so they may write, wait for
 * the disk and hash passwords (ROUTE_HASHES: on threads of their own, so that log-ins do not hold up the
 * rest; ROUTE_FETCHES likewise for what asks other servers). Streams (req_reply_events) and waits (req_wait) hold no thread at all.
 *
 * Memory: what a handler allocates in rq->arena lives until the reply is sent.
 * Not here: who is logged in; accounts gives that through http_config.authenticate.
 * Files: server.c life cycle, conn.c connections, door.c the row's checks, body.c, exchange.c and once.c the way to the handler,
 * request.c reading, reply.c and send.c answering, events.c streams and waits, ticker.c what is over its time, builtin.c routes of the
 * server's own; http_int.h tells a request's way through them.
 * Folders, modules of their own that know nothing of these files: listen (the socket), uri (what clients write in a syntax of
 * its own), router (what stands at a path), limit (rates), form (uploads), executor (work threads), idempotency (kept replies
 * of writes), pages (the embedded web application). */
#pragma once

#include "base/json.h"
#include "base/random.h"
#include "platform/platform.h"

struct crypt_key;
struct embed_file;
struct form_part;
struct http;
struct req;
struct route;

/* ---- applications and routes ---- */

enum route_auth {
    AUTH_NONE,
    AUTH_USER,
    AUTH_STAFF,
};

enum route_flags {
    ROUTE_FORM = 1u << 0,      /* takes multipart/form-data instead of JSON */
    ROUTE_HASHES = 1u << 1,    /* hashes passwords: runs on its own few threads */
    ROUTE_AUTH_RATE = 1u << 2, /* counts against the address's allowance for log-ins and codes */
    ROUTE_NO_REPLAY = 1u << 3, /* its reply is good once and is not kept for an Idempotency-Key */
    ROUTE_FORM_OR_JSON = 1u << 4, /* takes either; req_is_form() tells which came */
    ROUTE_BLOCKS = 1u << 5, /* a GET that takes longer than milliseconds: runs on a work thread */
    ROUTE_SEALS_REPLAY = 1u << 6, /* its reply holds secrets and is kept sealed */
    ROUTE_FETCHES = 1u << 8, /* waits for other servers: runs on its own few threads, a GET too */
};

typedef int route_handler(struct req *rq);

struct route {
    const char *method;
    const char *path; /* ":name" stands for one segment */
    route_handler *handler;
    enum route_auth who;
    size_t
        body_max; /* 0: takes no body; what comes nevertheless, up to BODY_JSON, is not looked at */
    unsigned flags;
    const char *help;
};

#define BODY_JSON (64 * KIB)
/* A file of at most the setting max_upload_mib, and room for the other parts of its form. */
#define BODY_UPLOAD SIZE_MAX

struct job_type;
struct portable_table;
struct resource;

struct app {
    const char *name;
    const struct route *routes; /* ends with a row without method */
    /* The same for what several applications have alike: their paths go on from /api/v1/NAME. NULL: none. */
    const struct route *shared;
    const struct job_type *jobs; /* ends with a row without kind; NULL: none */
    /* Makes the application's state, which its handlers find in rq->state. */
    int (*init)(const struct services *services, struct http *http, void **out_state,
                struct err *err);
    void (*done)(void *state);
    /* What of a user's goes along to another Assisti; ends with a row without name. NULL: nothing. */
    const struct portable_table *portable;
    /* What staff administer of it (apps/resource); ends with NULL; NULL: nothing. */
    const struct resource *const *resources;
    /* About once a minute, on the server's main thread; may use the database. NULL: nothing. */
    void (*tick)(void *state);
    /* Errors at paths that begin with this are told in a shape of the application's own, as application/json; put_error() writes
     * it and returns the status. NULL: problem documents. */
    const char *errors_below;
    int (*put_error)(struct req *rq, int rc, struct json_out *out);
};

/* ---- the request, as a handler sees it ---- */

struct req_user {
    struct uuid id;
    struct uuid session; /* all zero where it is an API key */
    bool is_staff;
    bool is_key; /* a program acts, by an API key */
};

struct req {
    struct arena *arena;
    struct err err; /* words for the error that the handler returns */
    void *state;    /* of the route's application */
    const struct services *services;
    struct http *http;
    struct req_user user; /* set where the route asks for a login */
    const char *method;
    struct str path;
    struct str client; /* address that rates and sessions are counted by */
    void *data;        /* the handler's own, for the handler that req_wait() runs later */
};

/* Reads the JSON body by a table of fields (base/json.h). An empty body counts as {}. */
MUSTUSE int req_json(struct req *rq, const struct json_field *fields, void *out);
/* The JSON body as it came. */
struct str req_body(struct req *rq);
/* Parses the JSON body, which has to be an object, for handlers that have no table of its fields. An empty body counts
 * as {}. The caller frees it. */
MUSTUSE int req_json_doc(struct req *rq, struct json_doc **out);
/* The id that stands in the path at ":name"; E_NOT_FOUND where it is not an id. */
MUSTUSE int req_id(struct req *rq, const char *name, struct uuid *out);
/* What stands in the path at ":name". */
struct str req_param(struct req *rq, const char *name);
/* A query parameter, or the empty text. Well-formed UTF-8. */
struct str req_query(struct req *rq, const char *name);
/* The parameters one after the other; false where there are no more. */
bool req_query_at(struct req *rq, size_t index, struct str *out_name, struct str *out_value);
/* A whole number; `otherwise` where absent; E_INVALID names the parameter. */
MUSTUSE int req_query_i64(struct req *rq, const char *name, int64_t min, int64_t max,
                          int64_t otherwise, int64_t *out);
/* A header, or the empty text (also where it is not well-formed UTF-8). */
struct str req_header(struct req *rq, const char *name);
/* By the name that it was set with; on https only one that no other host can have set. */
struct str req_cookie(struct req *rq, const char *name);
/* What links in e-mails begin with, without a slash at its end: the setting public_url or, where that is empty,
 * the address of this machine that the request was sent to. */
struct str req_base_url(struct req *rq);
bool req_is_https(struct req *rq);
/* The origin under which a browser sees this server, in small letters: of the setting public_url or, where that is empty,
 * the host that the request names. Whoever asks chooses that: for what only they are told. */
struct str req_origin(struct req *rq);
/* Its domain, where browsers hold it to be secure: over https, or as localhost. Empty otherwise, and for addresses. */
struct str req_secure_domain(struct req *rq);

/* ?limit, ?cursor and ?q of a list. */
struct req_page {
    size_t limit; /* 1 to 100 */
    bool has_cursor;
    struct uuid cursor; /* show what is older than this id */
    struct str q;
};
MUSTUSE int req_page(struct req *rq, struct req_page *out);

/* The part of this name (http/form/form.h) of the form that came; NULL where it has none (a file field that was left empty counts
 * as none). It is the request's, and so is its file. */
const struct form_part *req_part(struct req *rq, const char *name);
/* The form's picture of this name. E_INVALID where it is missing or no file, E_TOO_LARGE above the setting max_upload_mib. */
MUSTUSE int req_picture(struct req *rq, const char *name, const struct form_part **out);
bool req_is_form(struct req *rq);

/* What req->client counts as where addresses are counted: an IPv6 address by its /64, which is what one customer
 * gets; one for all that is no address (a local socket). */
struct http_address {
    uint8_t b[16];
};
struct http_address http_address_of(struct str client);

/* ---- the reply ---- */

/* Sets a header of the reply; both texts are copied. */
void req_set_header(struct req *rq, const char *name, struct str value);
/* HttpOnly, SameSite=Strict; max_age_s 0 deletes it. On https it is Secure, and its name begins with __Host-, which has
 * browsers take it from this very host alone, for all paths: no neighbour below the same domain can plant one. */
void req_set_cookie(struct req *rq, const char *name, struct str value, const char *path,
                    int64_t max_age_s);
/* The same with SameSite=Lax: the browser sends it, too, when a page elsewhere leads here. */
void req_set_lax_cookie(struct req *rq, const char *name, struct str value, const char *path,
                        int64_t max_age_s);

/* Adds a member to the problem document of the error that the handler will return (RFC 9457, section 3.2); at most one a
 * request. The JSON lives in the request's arena. */
void req_problem_member(struct req *rq, const char *key, struct str json);
/* The writer for a JSON body; then req_reply(). */
struct json_out *req_out(struct req *rq);
/* Answers with what was written to req_out(), or with an empty body where nothing was. */
MUSTUSE int req_reply(struct req *rq, int status);
/* Answers with bytes that live in the request's arena. */
MUSTUSE int req_reply_bytes(struct req *rq, int status, const char *content_type, struct str body);
/* The same with an ETag, given without quotes; 304 where the client has it. */
MUSTUSE int req_reply_tagged(struct req *rq, const char *content_type, const char *etag,
                             struct str body);
/* Answers with a file from its start (ranges and If-None-Match are served); takes the descriptor over.
 * `etag` without quotes, or NULL. */
MUSTUSE int req_reply_file(struct req *rq, int fd, const char *content_type, const char *etag);
/* Begins a list, {"results":[...],"next":cursor}, in req_out(); then come its elements. A handler that puts members of its own in
 * front begins the object, and the array "results", itself. */
struct json_out *req_list_begin(struct req *rq);
/* Ends it and answers. `last` is the last id shown where more follow, or NULL. */
MUSTUSE int req_reply_list_end(struct req *rq, const struct uuid *last);

/* ---- streams and waits ---- */

/* Collects, from now on, what is published on the topic. Call it before reading the state that the
 * events speak of, so that nothing falls between. One topic a request: another takes its place. */
void req_watch(struct req *rq, struct uuid topic);

/* Makes the reply a stream of Server-Sent Events on the topic that is watched. `first` (events already
 * in wire form, made with http_event_format(), in the request's arena) is sent at once, then what was collected,
 * then what is published; where `last` is true the stream ends after `first`. A repeat of the request by its
 * Idempotency-Key is answered with `first` alone. */
MUSTUSE int req_reply_events(struct req *rq, struct str first, bool last);

/* The same for streams in a form that others have laid down: nothing is sent but `first`, what http_publish_text() sends, and
 * now and then a comment. */
MUSTUSE int req_reply_stream(struct req *rq, struct str first, bool last);

/* Leaves the request suspended until something final is published on the topic that is watched (or has
 * been already) or `wait_ms` have passed, then runs `handler` for it on a work thread. The caller's last
 * act. */
MUSTUSE int req_wait(struct req *rq, int64_t wait_ms, route_handler *handler);

/* True where it is no use to wait on: the client has closed its end of the connection, or the server stops, which ends every wait.
 * Handlers that wait for long ask by and by. */
bool req_is_gone(struct req *rq);
/* Has `end` called once, when the reply was sent, or its stream is over, or the client has gone (which is noticed within seconds
 * for streams, too); any thread. One a request. */
void req_at_end(struct req *rq, void (*end)(void *context), void *context);

/* Appends "event: NAME\ndata: JSON\n\n". */
void http_event_format(struct sb *sb, const char *name, struct str json);
/* The same with a line "id: ID" before, which a client sends back as Last-Event-ID when it opens a lost stream again. */
void http_event_format_id(struct sb *sb, const char *id, const char *name, struct str json);
/* Sends text in wire form, made with the two above, to all who listen to the topic, as http_publish() does. */
void http_publish_text(struct http *http, struct uuid topic, struct str text, bool last);
/* Sends an event to all who listen to the topic; any thread. `last` ends the streams and the waits. */
void http_publish(struct http *http, struct uuid topic, const char *name, struct str json,
                  bool last);

/* ---- life cycle, for serve.c ---- */

/* Who bears this token? E_TOKEN_INVALID where nobody may, E_SCOPE where this token may not at that route. Called on
 * any thread; must answer within a millisecond. */
typedef int http_authenticate(void *context, struct str token, const struct route *route,
                              struct req_user *out);

/* Is asked about requests to routes with ROUTE_AUTH_RATE, on the thread of their handler, besides the rate. */
struct http_guard {
    void *state;
    /* Before the handler. E_THROTTLED, with words and time, where this client has been wrong too often. */
    int (*admit)(void *state, struct req *rq);
    /* After the handler, with what it returned. */
    void (*judge)(void *state, struct req *rq, int rc);
};

/* May this member of staff act as such now? Called for routes of AUTH_STAFF; words for a refusal go into `err`. */
typedef int http_staff_check(void *context, const struct req_user *user, struct err *err);

enum http_health { HTTP_FAILED, HTTP_STARTING, HTTP_OK };

/* A question that GET /readyz asks: may requests be sent here? Must answer within a few milliseconds. */
struct http_check {
    const char *name;
    enum http_health (*look)(const struct services *services);
};

struct http_config {
    const struct services *services;
    const struct app *const *apps;   /* ends with NULL */
    const struct http_check *checks; /* ends with a row without name */
    const struct embed_file *pages;  /* the built web application, sorted by name */
    size_t page_count;
    struct str openapi; /* the OpenAPI document as JSON */
};

/* Makes the states of the applications too, in order; http_free() ends them in reverse. */
MUSTUSE int http_new(const struct http_config *config, struct http **out, struct err *err);
/* What the application's init() made. */
void *http_app_state(struct http *http, const struct app *app);
/* What digests of requests are made with, for an Idempotency-Key: bodies hold passwords, and the database alone is not to
 * help in guessing them. Before http_start(); the key must outlive http. */
void http_set_secret(struct http *http, const struct crypt_key *secret);
void http_set_authenticate(struct http *http, http_authenticate *authenticate, void *context);
/* The guard is copied; without one nobody asks. */
void http_set_guard(struct http *http, const struct http_guard *guard);
/* The applications that http_new() was given; ends with NULL. */
const struct app *const *http_apps(const struct http *http);
void http_set_staff_check(struct http *http, http_staff_check *check, void *context);
/* What one address may send in a minute, and the largest file; counts from the next request on. */
struct http_limits {
    int64_t auth_per_minute;
    int64_t writes_per_minute;
    int64_t max_upload_mib;
};
void http_set_limits(struct http *http, const struct http_limits *limits);
/* Lets every application do what it does once a minute. */
void http_tick_apps(struct http *http);
/* Binds and starts answering; *out_port is the port it got (where the setting said 0). */
MUSTUSE int http_start(struct http *http, int *out_port, struct err *err);
/* Lets running requests finish (at most the setting shutdown_seconds), ends streams, closes. */
void http_stop(struct http *http);
void http_free(struct http *http);
