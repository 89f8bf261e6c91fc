/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/embed.h"
#include "base/file.h"
#include "base/log.h"
#include "http/test_support.h"
#include "platform/crypt/crypt.h"
#include "platform/db/db.h"
#include "platform/metrics/metrics.h"
#include "platform/schema/schema.h"

#define ANSWER_TIMEOUT_MS 10000

static enum http_health look_at_database(const struct services *services)
{
    (void)services;
    return HTTP_OK;
}

/* As the setting says: 0 well, else one more than the health. */
static enum http_health look_at_workers(const struct services *services)
{
    const int64_t told = services->config->workers;
    return told > 0 ? (enum http_health)(told - 1) : HTTP_OK;
}

static const struct http_check checks[] = {
    {"database", look_at_database}, {"workers", look_at_workers}, {0}};
static const struct app *const apps[] = {&test_app, NULL};

#define FILE_OF(name, text, hash)                                   \
    {                                                               \
        name, (const unsigned char *)(text), sizeof(text) - 1, hash \
    }

static const struct embed_file pages[] = {
    FILE_OF("app.html", "application page", "aa"),
    FILE_OF("assets/a-1.js", "the script", "0123"),
    FILE_OF("assets/a-1.js.br", "brotli", "02"),
    FILE_OF("assets/a-1.js.gz", "gzip", "03"),
    FILE_OF("index.html", "landing page", "04"),
    FILE_OF("pages.txt", "/\n/login\n/ocr/:id\n", "05"),
    FILE_OF("sw.js", "worker", "06"),
};

struct test_server *test_server_start(void (*change)(struct config *config))
{
    struct test_server *server = must_calloc(1, sizeof(*server));
    snprintf(server->folder, sizeof(server->folder), "/tmp/assisti-test-http-XXXXXX");
    ASSERT(mkdtemp(server->folder) != NULL);
    server->config = (struct config){
        .listen = "127.0.0.1:0",
        .data = server->folder,
        .public_url = "",
        .metrics_token = "",
        .max_upload_mib = 1,
        .connections = 1000,
        .request_seconds = 10,
        .shutdown_seconds = 5,
    };
    if (change != NULL) {
        change(&server->config);
    }
    log_set_level(LOG_ERROR);
    server->services.config = &server->config;
    server->services.metrics = metrics_new();
    ASSERT(crypt_init(NULL) == E_OK);
    char path[96];
    snprintf(path, sizeof(path), "%s/test.db", server->folder);
    struct err err = {0};
    int rc = db_open(path, &server->services.db, &err);
    ASSERT(rc == E_OK);
    rc = schema_apply(server->services.db, &err);
    ASSERT(rc == E_OK);
    struct http_config config = {
        .services = &server->services,
        .apps = apps,
        .checks = checks,
        .pages = pages,
        .page_count = ARRAY_LEN(pages),
        .openapi = STR("{\"openapi\":\"3.1.0\"}"),
    };
    rc = http_new(&config, &server->http, &err);
    ASSERT(rc == E_OK);
    rc = http_start(server->http, &server->port, &err);
    ASSERT(rc == E_OK);
    return server;
}

void test_behind_proxy(struct config *config)
{
    config->behind_proxy = true;
}

void test_server_stop(struct test_server *server)
{
    http_free(server->http);
    metrics_free(server->services.metrics);
    db_close(server->services.db);
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[96];
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        snprintf(path, sizeof(path), "%s/test.db%s", server->folder, endings[i]);
        (void)unlink(path); /* what there is of them */
    }
    snprintf(path, sizeof(path), "%s/tmp", server->folder);
    (void)rmdir(path); /* made by the first upload only */
    int rc = rmdir(server->folder);
    ASSERT(rc == 0); /* no upload left anything behind */
    free(server);
}

int client_connect(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int on = 1;
    int rc = setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    ASSERT(rc == 0);
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
        fd_closep(&fd);
    }
    return fd;
}

void client_send(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0) {
            return; /* the server has closed: its answer tells why */
        }
        bytes = str_sub(bytes, (size_t)n, bytes.n);
    }
}

static ssize_t read_some(int fd, char *into, size_t max)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    if (fd < 0 || poll(&ready, 1, ANSWER_TIMEOUT_MS) != 1) {
        return -1;
    }
    return recv(fd, into, max, 0);
}

static size_t find(struct str s, const char *part)
{
    const char *found = s.n > 0 ? memmem(s.p, s.n, part, strlen(part)) : NULL;
    return found != NULL ? (size_t)(found - s.p) : SIZE_MAX;
}

bool str_contains(struct str s, const char *part)
{
    return find(s, part) != SIZE_MAX;
}

bool client_read_until(int fd, const char *text, struct sb *into)
{
    while (!str_contains(sb_str(into), text)) {
        char bytes[4096];
        ssize_t n = read_some(fd, bytes, sizeof(bytes));
        if (n <= 0) {
            return false;
        }
        sb_add(into, (struct str){bytes, (size_t)n});
    }
    return true;
}

struct str answer_header(const struct answer *answer, const char *name)
{
    struct str rest = answer->head;
    while (rest.n > 0) {
        struct str value;
        struct str line = str_cut(rest, '\n', &rest);
        if (str_eq_nocase(str_cut(line, ':', &value), str_from(name))) {
            return str_trim(value);
        }
    }
    return STR_EMPTY;
}

static void parse_answer(struct str all, struct answer *out)
{
    size_t end = find(all, "\r\n\r\n");
    int64_t status = 0;
    if (end == SIZE_MAX || str_to_i64(str_sub(all, 9, 12), 100, 999, &status) < 0) {
        return;
    }
    out->status = (int)status;
    out->head = str_sub(all, 0, end + 2);
    out->body = str_sub(all, end + 4, all.n);
}

static bool is_whole(const struct answer *answer)
{
    int64_t length;
    if (answer->status < 200) {
        return false;
    }
    if (answer_header(answer, "Transfer-Encoding").n > 0) {
        return str_ends(answer->body, STR("0\r\n\r\n"));
    }
    return answer->status == 204 || answer->status == 304 ||
           (str_to_i64(answer_header(answer, "Content-Length"), 0, INT64_MAX, &length) == E_OK &&
            answer->body.n >= (size_t)length);
}

struct answer client_read(int fd, struct arena *arena)
{
    struct sb all;
    sb_init(&all, 64 * MIB);
    struct answer answer = {0};
    while (!is_whole(&answer)) {
        char bytes[16384];
        ssize_t n = read_some(fd, bytes, sizeof(bytes));
        if (n <= 0) {
            break;
        }
        sb_add(&all, (struct str){bytes, (size_t)n});
        parse_answer(sb_str(&all), &answer);
    }
    parse_answer(str_copy(arena, sb_str(&all)), &answer);
    sb_done(&all);
    return answer;
}

struct answer client_ask(int port, struct str request, struct arena *arena)
{
    int fd = client_connect(port);
    client_send(fd, request);
    struct answer answer = client_read(fd, arena);
    fd_closep(&fd);
    return answer;
}
