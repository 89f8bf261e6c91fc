/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only place that knows every part: it opens the services, lists the applications, wires them, and
 * takes all apart in the opposite order. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/accounts/accounts.h"
#include "apps/admin/admin.h"
#include "apps/chat/answer/answer.h"
#include "apps/chat/chat.h"
#include "apps/chat/export/export.h"
#include "apps/chat/import/import.h"
#include "apps/chat/share/share.h"
#include "apps/endpoints/endpoints.h"
#include "apps/factors/factors.h"
#include "apps/guard/guard.h"
#include "apps/images/images.h"
#include "apps/oidc/oidc.h"
#include "apps/openai/openai.h"
#include "apps/people/people.h"
#include "apps/provider/provider.h"
#include "apps/sessions/sessions.h"
#include "apps/skills/skills.h"
#include "apps/users/users.h"
#include "base/embed.h"
#include "base/file.h"
#include "base/log.h"
#include "cli/cli.h"
#include "model/model.h"
#include "platform/blob/blob.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"
#include "platform/fetch/fetch.h"
#include "platform/jobs/jobs.h"
#include "platform/mail/mail.h"
#include "platform/metrics/metrics.h"
#include "platform/schema/schema.h"
#include "platform/settings/settings.h"
#include "serve.h"

#define DISK_RESERVE   ((int64_t)64 * 1024 * 1024)
#define WORKER_IDLE_MS ((int64_t)5 * 60 * 1000)
#define TASKS_MAX      1024
#define TICK_SECONDS   60

/* In this order they are made; accounts comes before all that belongs to accounts. */
const struct app *const serve_apps[] = {
    &sessions_app,  &guard_app,  &accounts_app, &people_app,  &users_app,      &factors_app,
    &oidc_app,      &admin_app,  &ocr_app,      &animals_app, &road_signs_app, &provider_app,
    &endpoints_app, &skills_app, &answer_app,   &chat_app,    &export_app,     &import_app,
    &share_app,     &openai_app, NULL,
};

extern const struct embed_file web_files[];
extern const size_t web_files_count;
extern const struct embed_file openapi_files[];

struct server {
    struct arena *arena;
    struct config config;
    int data_lock_fd;
    struct services services;
    struct http *http;
    struct str worker_environment;
};

static int fail(const struct err *err, int rc)
{
    log_error("serve.not_started", LOG_C("why", err_text(err, rc)));
    return rc;
}

int serve_lock_data(const char *data, int *out_fd, struct err *err)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/tmp", data);
    if (n < 0 || (size_t)n >= sizeof(path)) {
        return err_set(err, E_INVALID, "The name of the data folder is too long.");
    }
    int rc = file_make_dirs(path, 0700);
    if (rc < 0) {
        return err_set(err, rc, "The data folder %s cannot be made or used.", data);
    }
    snprintf(path, sizeof(path), "%s/lock", data);
    CLEANUP(fd_closep) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return err_set(err, E_IO, "The data folder %s cannot be written: %s.", data,
                       strerror(errno));
    }
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        return err_set(err, E_CONFLICT, "Another server is running on the data folder %s.", data);
    }
    *out_fd = steal_fd(&fd);
    return E_OK;
}

static int open_storage(struct server *server, struct err *err)
{
    const char *data = server->config.data;
    struct services *services = &server->services;
    int rc = db_open(arena_printf(server->arena, "%s/assisti.db", data), &services->db, err);
    if (rc == E_OK) {
        rc = schema_apply(services->db, err);
    }
    if (rc == E_OK) {
        rc = blobs_open(arena_printf(server->arena, "%s/blobs", data), &services->blobs, err);
    }
    if (rc == E_OK) {
        rc = settings_open(services->db, &server->config, &services->settings, err);
    }
    return rc;
}

/* What staff have set stands over the configuration. Where it cannot be used any more, they need the server to mend it. */
static int open_mail(struct server *server, struct err *err)
{
    struct mail_server set;
    settings_mail_server(server->services.settings, NULL, server->arena, &set);
    struct mail_config config = {.smtp_url = server->config.smtp_url,
                                 .smtp_tls = server->config.smtp_tls,
                                 .from = server->config.mail_from,
                                 .server = &set,
                                 .metrics = server->services.metrics};
    struct err why = {0};
    if (mail_check_server(&set, &why) < 0) {
        log_warn("mail.settings", LOG_C("why", err_text(&why, E_INVALID)));
        config.server = NULL;
    }
    int rc = mail_new(server->services.db, &config, &server->services.mail, err);
    if (rc == E_OK && !mail_has_server(server->services.mail)) {
        log_info("mail.outbox",
                 LOG_C("why", "no SMTP server is set; mail is kept for staff to read"));
    }
    return rc;
}

static int open_fetch(struct server *server, struct err *err)
{
    struct fetch_config config = {.allows_private = server->config.private_networks,
                                  .calls_max = (size_t)server->config.outgoing};
    return fetch_new(&config, &server->services.fetch, err);
}

/* Where workers share the weights of networks; NULL where each must have its own. The data folder is locked, so no worker writes
 * there yet. */
static const char *open_weights(struct server *server, const char *models)
{
    const char *weights = arena_printf(server->arena, "%s/weights", server->config.data);
    if (file_make_dirs(weights, 0700) < 0) {
        return NULL;
    }
    const size_t dropped = model_sweep_weights(weights, models);
    if (dropped > 0) {
        log_info("weights.swept", LOG_N("dropped", dropped));
    }
    return weights;
}

static int open_jobs(struct server *server, struct err *err)
{
    const char **environment = arena_calloc(server->arena, 4, sizeof(*environment));
    environment[0] = arena_printf(server->arena, "TESSDATA_PREFIX=%s", server->config.tessdata);
    const char *models = arena_printf(server->arena, "%s/models", server->config.data);
    environment[1] = arena_printf(server->arena, "ASSISTI_MODELS=%s", models);
    const char *weights = open_weights(server, models);
    if (weights != NULL) {
        environment[2] = arena_printf(server->arena, "ASSISTI_WEIGHTS=%s", weights);
    }
    struct pool_warm *warm = arena_calloc(server->arena, 2, sizeof(*warm));
    warm[0] = (struct pool_warm){WORKER_OCR, server->config.ocr_languages};
    warm[1] = (struct pool_warm){WORKER_ANIMALS, "animals"};
    struct model model;
    const bool has_animals =
        model_load(models, STR("animals"), server->arena, &model, NULL) == E_OK;
    struct pool_config pool = {
        .types = worker_types,
        .type_count = WORKER_KIND_COUNT,
        .program = "/proc/self/exe",
        .environment = environment,
        .workers = (size_t)server->config.workers,
        .queue_max = TASKS_MAX,
        .warm = warm,
        .warm_count = has_animals ? 2 : 1,
        .idle_ms = WORKER_IDLE_MS,
    };
    struct jobs_config config = {
        .db = server->services.db, .metrics = server->services.metrics, .pool = &pool};
    return jobs_new(&config, &server->services.jobs, err);
}

/* ---- /readyz ---- */

static enum http_health look_at_database(const struct services *services)
{
    return db_is_alive(services->db) ? HTTP_OK : HTTP_FAILED;
}

static enum http_health look_at_workers(const struct services *services)
{
    struct pool_stats stats;
    jobs_pool_stats(services->jobs, &stats);
    return stats.is_ready ? HTTP_OK : stats.is_starting ? HTTP_STARTING : HTTP_FAILED;
}

static enum http_health look_at_disk(const struct services *services)
{
    return blobs_free_bytes(services->blobs) > DISK_RESERVE ? HTTP_OK : HTTP_FAILED;
}

static const struct http_check checks[] = {
    {"database", look_at_database},
    {"workers", look_at_workers},
    {"disk", look_at_disk},
    {0},
};

static int open_http(struct server *server, struct err *err)
{
    struct http_config config = {
        .services = &server->services,
        .apps = serve_apps,
        .checks = checks,
        .pages = web_files,
        .page_count = web_files_count,
        .openapi = {(const char *)openapi_files[0].bytes, openapi_files[0].n},
    };
    int rc = http_new(&config, &server->http, err);
    if (rc < 0) {
        return rc;
    }
    http_set_authenticate(server->http, sessions_authenticate,
                          http_app_state(server->http, &sessions_app));
    struct http_guard guard = {
        .state = http_app_state(server->http, &guard_app),
        .admit = guard_admit,
        .judge = guard_judge,
    };
    http_set_guard(server->http, &guard);
    http_set_secret(server->http, sessions_pepper(http_app_state(server->http, &sessions_app)));
    for (size_t i = 0; serve_apps[i] != NULL; i++) {
        jobs_register(server->services.jobs, serve_apps[i]->jobs,
                      http_app_state(server->http, serve_apps[i]));
    }
    return E_OK;
}

static int open_all(struct server *server, struct err *err)
{
    int rc = serve_lock_data(server->config.data, &server->data_lock_fd, err);
    if (rc == E_OK) {
        rc = crypt_init(err);
    }
    if (rc == E_OK) {
        rc = open_storage(server, err);
    }
    server->services.config = &server->config;
    server->services.metrics = metrics_new();
    if (rc == E_OK) {
        rc = open_mail(server, err);
    }
    if (rc == E_OK) {
        rc = open_fetch(server, err);
    }
    if (rc == E_OK) {
        rc = open_jobs(server, err);
    }
    return rc == E_OK ? open_http(server, err) : rc;
}

/* Accepts NULL parts: the start may have ended in the middle. */
static void close_all(struct server *server)
{
    if (server->services.jobs != NULL) {
        jobs_stop(server->services.jobs);
    }
    http_free(server->http);
    jobs_free(server->services.jobs);
    fetch_free(server->services.fetch);
    mail_free(server->services.mail);
    settings_close(server->services.settings);
    blobs_close(server->services.blobs);
    db_close(server->services.db);
    metrics_free(server->services.metrics);
    fd_closep(&server->data_lock_fd);
}

static void tell_swept(int rc, size_t dropped)
{
    if (rc < 0) {
        log_warn("blobs.not_swept", LOG_C("why", e_code(rc)));
    } else if (dropped > 0) {
        log_info("blobs.swept", LOG_N("dropped", dropped));
    }
}

/* What an upload or deletion that a crash cut short left behind. Not needed to serve, so it runs after. */
static void sweep_blobs(const struct server *server)
{
    size_t dropped = 0;
    int rc = blobs_sweep(server->services.blobs, &dropped);
    tell_swept(rc, dropped);
}

/* What could not be removed while `assisti import` ran beside, or what it left. */
static void sweep_late(const struct server *server)
{
    size_t dropped = 0;
    int rc = blobs_sweep_late(server->services.blobs, &dropped);
    tell_swept(rc, dropped);
}

/* The address that a person on this machine would open. */
static const char *shown_url(const struct server *server, int port)
{
    struct str listen = str_from(server->config.listen);
    size_t colon = listen.n;
    while (colon > 0 && listen.p[colon - 1] != ':') {
        colon--;
    }
    struct str host = str_sub(listen, 0, colon > 0 ? colon - 1 : 0);
    if (server->config.public_url[0] != '\0') {
        return server->config.public_url;
    }
    if (host.n == 0 || str_eq(host, STR("0.0.0.0")) || str_eq(host, STR("[::]")) ||
        str_eq(host, STR("127.0.0.1"))) {
        host = STR("localhost");
    }
    return arena_printf(server->arena, "http://%" STRF ":%d", STRA(host), port);
}

/* Until a signal comes; meanwhile applications get to do what they do once a minute. */
static int wait_for_stop(struct server *server, const sigset_t *stop_signals)
{
    const struct timespec minute = {.tv_sec = TICK_SECONDS};
    int signal_number;
    do {
        http_tick_apps(server->http);
        sweep_late(server);
        signal_number = sigtimedwait(stop_signals, NULL, &minute);
        ASSERT(signal_number > 0 || errno == EAGAIN || errno == EINTR);
    } while (signal_number < 0);
    return signal_number;
}

static int run(struct server *server, const sigset_t *stop_signals, struct err *err)
{
    int port = 0;
    int rc = jobs_start(server->services.jobs, err);
    if (rc == E_OK) {
        rc = http_start(server->http, &port, err);
    }
    if (rc < 0) {
        return rc;
    }
    const char *url = shown_url(server, port);
    log_info("serve.started", LOG_C("version", ASSISTI_VERSION),
             LOG_C("listen", server->config.listen), LOG_N("port", port),
             LOG_C("data", server->config.data), LOG_C("url", url));
    accounts_announce_setup(http_app_state(server->http, &accounts_app), url);
    sweep_blobs(server);

    const int signal_number = wait_for_stop(server, stop_signals);
    log_info("serve.stopping", LOG_N("signal", signal_number));
    http_stop(server->http);
    return E_OK;
}

/* All threads inherit this: the signals wait for the main thread to take them. */
static void block_signals(sigset_t *out)
{
    sigemptyset(out);
    sigaddset(out, SIGTERM);
    sigaddset(out, SIGINT);
    pthread_sigmask(SIG_BLOCK, out, NULL);
    signal(SIGPIPE, SIG_IGN); /* a client that went away is an error of its write */
}

int serve_main(int argc, const char **argv)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct server server = {.arena = arena, .data_lock_fd = -1};
    if (cli_read_config(&argc, argv, arena, &server.config, NULL) < 0) {
        return CLI_USAGE;
    }
    if (argc > 0) {
        fprintf(stderr, "assisti serve: \"%s\" is not a setting; `assisti config` lists them.\n",
                argv[0]);
        return CLI_USAGE;
    }
    enum log_level level;
    int rc = log_level_parse(str_from(server.config.log_level), &level);
    ASSERT(rc == E_OK); /* the table of settings allows nothing else */
    log_set_level(level);
    umask(077);
    sigset_t stop_signals;
    block_signals(&stop_signals);

    struct err err = {0};
    rc = open_all(&server, &err);
    if (rc == E_OK) {
        rc = run(&server, &stop_signals, &err);
    }
    if (rc < 0) {
        (void)fail(&err, rc);
    }
    close_all(&server);
    if (rc == E_OK) {
        log_info("serve.stopped");
    }
    return rc == E_OK ? 0 : CLI_FAILED;
}
