/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Start, run and end of the server, and the calls of libmicrohttpd. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "http/conn.h"
#include "http/executor/executor.h"
#include "http/http_int.h"
#include "http/idempotency/idempotency.h"
#include "http/limit/limit.h"
#include "http/listen/listen.h"
#include "http/pages/pages.h"
#include "platform/config/config.h"

#define TARGET_PAIRS_MAX   ((size_t)200)
#define STREAM_END_MS      2000 /* for the last bytes of streams when the server stops */
#define DESCRIPTORS_BESIDE 512  /* database, uploads, pictures, workers */
#define LOOPS_MAX          16   /* with the work threads fewer than the database lends readers to */

/* ---- calls of libmicrohttpd, on the connections' threads ---- */

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http *http = context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        /* libmicrohttpd does not always complete what it refuses itself, such as a head with hundreds of cookies. */
        struct exchange *left = conn_exchange(*socket_context);
        if (left != NULL) {
            exchange_free(left);
        }
        conn_close(http->conns, *socket_context);
        *socket_context = NULL;
        return;
    }
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    const struct sockaddr *address =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
    *socket_context = conn_open(http->conns, fd, address);
}

/* libmicrohttpd makes a note of each parameter before anybody is asked. Where it has no room for them it waits, without a
 * word, for the client to go; so who sends hundreds is answered, and seen off, here. */
static bool has_too_many_pairs(const struct exchange *ex)
{
    size_t count = 0;
    for (size_t i = 0; i < ex->target.n; i++) {
        count += ex->target.p[i] == '&';
    }
    return count > TARGET_PAIRS_MAX;
}

static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    struct conn *conn =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    struct exchange *ex = exchange_new(context, conn, connection, target);
    if (has_too_many_pairs(ex)) {
        reply_problem(ex, E_URI_TOO_LONG);
        send_directly(ex);
        (void)shutdown(conn_fd(conn), SHUT_RDWR);
    }
    return ex;
}

/* NOLINTNEXTLINE(readability-function-size): libmicrohttpd names the parameters. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *target, const char *method, const char *version,
                                  const char *bytes, size_t *byte_count, void **request_context)
{
    (void)context;
    (void)connection;
    struct exchange *ex = *request_context;
    if (ex->stage == STAGE_HEAD) {
        ex->line = (struct request_line){method, target, version};
    }
    enum MHD_Result result = exchange_step(&ex, method, bytes, byte_count);
    *request_context = ex;
    return result;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request_context,
                         enum MHD_RequestTerminationCode code)
{
    (void)context;
    (void)connection;
    (void)code;
    if (*request_context != NULL) {
        exchange_free(*request_context);
        *request_context = NULL;
    }
}

/* Escapes are taken apart in uri/, where they can be refused. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

/* What libmicrohttpd has to say is about clients that misbehave. */
PRINTF(2, 0)
static void on_message(void *context, const char *format, va_list args)
{
    (void)context;
    char text[256];
    vsnprintf(text, sizeof(text), format, args);
    log_debug("http.library", LOG_S("text", str_trim(str_from(text))));
}

/* A request that did not arrive in its time. Only this thread writes to the socket now. */
static void on_late(void *context, int fd, const char *request_id)
{
    (void)context;
    struct sb body;
    sb_init(&body, 1 * KIB);
    sb_addf(&body,
            "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":408,\"detail\":\"%s\","
            "\"code\":\"%s\",\"errors\":{},\"instance\":\"%s\"}",
            e_title(E_REQUEST_TIMEOUT), e_title(E_REQUEST_TIMEOUT), e_code(E_REQUEST_TIMEOUT),
            request_id);
    struct sb text;
    sb_init(&text, 2 * KIB);
    sb_addf(&text,
            "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/problem+json\r\n"
            "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nX-Request-Id: %s\r\n"
            "Connection: close\r\nContent-Length: %zu\r\n\r\n",
            request_id, body.n);
    sb_add(&text, sb_str(&body));
    ssize_t sent = send(fd, text.p, text.n, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)sent; /* who does not even read cannot be told */
    sb_done(&text);
    sb_done(&body);
}

/* ---- life cycle ---- */

/* Adds a table's rows; their paths go on from `at`, where that is not NULL. */
static int add_routes(struct http *http, const struct route *rows, const char *at,
                      void *const *state, struct err *err)
{
    for (const struct route *row = rows; row->method != NULL; row++) {
        const struct route *route = row;
        if (at != NULL) {
            struct route *placed = arena_alloc(http->arena, sizeof(*placed));
            *placed = *row;
            placed->path = arena_printf(http->arena, "%s%s", at, row->path);
            route = placed;
        }
        const struct http_router_entry entry = {
            .method = route->method,
            .path = route->path,
            .route = route,
            .state = state,
        };
        int rc = http_router_add(http->router, &entry);
        if (rc < 0) {
            return err_set(err, rc, "the route %s %s is there twice", route->method, route->path);
        }
    }
    return E_OK;
}

static int init_apps(struct http *http, struct err *err)
{
    size_t count = 0;
    while (http->apps[count] != NULL) {
        count++;
    }
    http->states = arena_calloc(http->arena, count + 1, sizeof(*http->states));
    for (size_t i = 0; i < count; i++) {
        const struct app *app = http->apps[i];
        if (app->init != NULL) {
            int rc = app->init(http->services, http, &http->states[i], err);
            if (rc < 0) {
                return rc;
            }
        }
        http->app_count = i + 1;
        int rc = add_routes(http, app->routes, NULL, &http->states[i], err);
        if (rc == E_OK && app->shared != NULL) {
            const char *at = arena_printf(http->arena, "/api/v1/%s", app->name);
            rc = add_routes(http, app->shared, at, &http->states[i], err);
        }
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

static int add_builtin(struct http *http, struct err *err)
{
    http->builtin_state = http;
    return add_routes(http, http_builtin_app.routes, NULL, &http->builtin_state, err);
}

int http_new(const struct http_config *config, struct http **out, struct err *err)
{
    struct http *http = must_calloc(1, sizeof(*http));
    const struct config *settings = config->services->config;
    http->services = config->services;
    http->config = settings;
    http->apps = config->apps;
    http->checks = config->checks;
    http->openapi = config->openapi;
    http->arena = arena_new();
    http->router = http_router_new(http->arena);
    http->form_room.folder = arena_printf(http->arena, "%s/tmp", settings->data);
    ticker_init(http);
    http->conns =
        conns_new((int64_t)IDLE_SECONDS * 1000, settings->request_seconds * 1000, on_late, http);
    http->events = events_new(exchange_wake, http);
    const int64_t per_minute[LIMIT_CLASS_COUNT] = {
        [LIMIT_LOGINS] = settings->auth_per_minute,
        [LIMIT_WRITES] = settings->writes_per_minute,
    };
    http->limits = limits_new(per_minute);
    atomic_store(&http->max_upload_mib, settings->max_upload_mib);
    int rc = executor_new(exchange_work, &http->executor, err);
    if (rc == E_OK) {
        rc = pages_new(config->pages, config->page_count, http->arena, &http->pages, err);
    }
    if (rc == E_OK) {
        rc = add_builtin(http, err);
    }
    if (rc == E_OK) {
        rc = init_apps(http, err);
    }
    if (rc < 0) {
        http_free(http);
        return rc;
    }
    *out = http;
    return E_OK;
}

void *http_app_state(struct http *http, const struct app *app)
{
    for (size_t i = 0; i < http->app_count; i++) {
        if (http->apps[i] == app) {
            return http->states[i];
        }
    }
    ASSERT(false);
}

void http_set_secret(struct http *http, const struct crypt_key *secret)
{
    http->secret = secret;
}

const struct app *const *http_apps(const struct http *http)
{
    return http->apps;
}

void http_set_authenticate(struct http *http, http_authenticate *authenticate, void *context)
{
    http->authenticate = authenticate;
    http->authenticate_context = context;
}

void http_set_guard(struct http *http, const struct http_guard *guard)
{
    http->guard = *guard;
}

void http_set_staff_check(struct http *http, http_staff_check *check, void *context)
{
    http->staff_check = check;
    http->staff_check_context = context;
}

void http_set_limits(struct http *http, const struct http_limits *limits)
{
    limits_set(http->limits, LIMIT_LOGINS, limits->auth_per_minute);
    limits_set(http->limits, LIMIT_WRITES, limits->writes_per_minute);
    atomic_store(&http->max_upload_mib, limits->max_upload_mib);
}

void http_tick_apps(struct http *http)
{
    for (size_t i = 0; i < http->app_count; i++) {
        if (http->apps[i]->tick != NULL) {
            http->apps[i]->tick(http->states[i]);
        }
    }
}

/* Each connection is a descriptor, and one that cannot be opened would be one that nobody hears of. Requests to others, whose
 * failure has words, get what the system allows. */
static int raise_descriptor_limit(const struct config *config, struct err *err)
{
    struct rlimit limit;
    rlim_t needed = (rlim_t)config->connections + DESCRIPTORS_BESIDE;
    rlim_t wanted = needed + (rlim_t)config->outgoing;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) {
        return err_set(err, E_IO, "cannot read the limit of open files: %s", strerror(errno));
    }
    if (limit.rlim_cur >= wanted) {
        return E_OK;
    }
    if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < needed) {
        return err_set(err, E_INVALID,
                       "connections = %lld needs %llu open files, but the system allows %llu "
                       "(ulimit -Hn)",
                       (long long)config->connections, (unsigned long long)needed,
                       (unsigned long long)limit.rlim_max);
    }
    limit.rlim_cur =
        limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0) {
        return err_set(err, E_IO, "cannot raise the limit of open files: %s", strerror(errno));
    }
    return E_OK;
}

unsigned server_loop_count(long cores)
{
    if (cores < 1) {
        return 1; /* the system does not say */
    }
    return cores < LOOPS_MAX ? (unsigned)cores : LOOPS_MAX;
}

struct MHD_Daemon *server_start_daemon(struct http *http, int fd)
{
    const struct config *config = http->config;
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    flags |= fd >= 0 ? MHD_USE_INTERNAL_POLLING_THREAD : MHD_USE_NO_LISTEN_SOCKET;
    unsigned threads = fd >= 0 ? server_loop_count(sysconf(_SC_NPROCESSORS_ONLN)) : 0;
    struct MHD_OptionItem own_socket[] = {
        {fd >= 0 ? MHD_OPTION_LISTEN_SOCKET : MHD_OPTION_END, fd, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    /* Behind a proxy all connections come from the proxy's address. */
    unsigned connections = (unsigned)config->connections;
    unsigned per_address = config->behind_proxy ? 0 : (connections + 1) / 2;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER, on_message, http,
        MHD_OPTION_ARRAY, own_socket, MHD_OPTION_THREAD_POOL_SIZE, threads,
        MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, http, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, http, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes,
        NULL, MHD_OPTION_END);
}

/* Passwords would cross the network for everybody to read. */
static void warn_of_plain_http(const struct config *config)
{
    static const char *const of_this_machine[] = {"127.", "localhost:", "[::1]:"};
    bool is_fine = config->behind_proxy;
    for (size_t i = 0; i < ARRAY_LEN(of_this_machine); i++) {
        is_fine = is_fine || str_starts(str_from(config->listen), str_from(of_this_machine[i]));
    }
    if (!is_fine) {
        log_warn("http.plain", LOG_C("why", "other machines can reach this server without TLS; "
                                            "see behind_proxy"));
    }
}

int http_start(struct http *http, int *out_port, struct err *err)
{
    int rc = raise_descriptor_limit(http->config, err);
    if (rc < 0) {
        return rc;
    }
    rc = idempotency_start(http->services->db);
    if (rc < 0) {
        return err_set(err, rc, "cannot write the database");
    }
    CLEANUP(fd_closep) int fd = -1;
    int port;
    rc = listen_open(http->config->listen, &fd, &port, err);
    if (rc < 0) {
        return rc;
    }
    rc = ticker_start(http, err);
    if (rc < 0) {
        return rc;
    }
    http->daemon = server_start_daemon(http, fd);
    if (http->daemon == NULL) {
        return err_set(err, E_IO, "cannot start serving on \"%s\"", http->config->listen);
    }
    (void)steal_fd(&fd); /* the daemon's */
    *out_port = port;
    log_info("http.listen", LOG_C("address", http->config->listen), LOG_N("port", port));
    warn_of_plain_http(http->config);
    return E_OK;
}

/* The order matters: libmicrohttpd may only be stopped when nothing is suspended and nobody is left who
 * would suspend. New requests on old connections are refused from the first step on. */
/* Who comes from now on is refused, not left waiting. MHD_quiesce_daemon() is not used: it and a thread that sees its mark may both take
 * the socket out of that thread's epoll set, and whoever is second ends the process. A socket that is closed leaves all sets by itself, so
 * another one, which nobody can reach, takes over its number. */
static void stop_listening(struct http *http)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_LISTEN_FD);
    CLEANUP(fd_closep) int unreachable = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (info == NULL || unreachable < 0 || dup3(unreachable, info->listen_fd, O_CLOEXEC) < 0) {
        log_warn("http.stop", LOG_C("why", "the socket could not be closed early"));
    }
}

void http_stop(struct http *http)
{
    if (http->daemon == NULL) {
        return;
    }
    atomic_store(&http->stopping, true);
    stop_listening(http);
    events_close(http->events);
    if (!ticker_wait_until_quiet(http, http->config->shutdown_seconds * 1000)) {
        log_warn("http.stop", LOG_N("unfinished", atomic_load(&http->running)));
        conns_abort(http->conns);
    }
    /* Streams have been ended above: whoever reads them gets to see that they are whole. */
    if (!ticker_wait_for_streams(http, STREAM_END_MS)) {
        log_info("http.stop", LOG_N("unread_streams", atomic_load(&http->streaming)));
    }
    ticker_stop(http);
    executor_drain(http->executor);
    MHD_stop_daemon(http->daemon);
    http->daemon = NULL;
}

void http_free(struct http *http)
{
    if (http == NULL) {
        return;
    }
    http_stop(http);
    ticker_stop(http);
    executor_free(http->executor);
    for (size_t i = http->app_count; i-- > 0;) {
        if (http->apps[i]->done != NULL) {
            http->apps[i]->done(http->states[i]);
        }
    }
    events_free(http->events);
    limits_free(http->limits);
    conns_free(http->conns);
    ticker_done(http);
    arena_free(http->arena);
    free(http);
}
