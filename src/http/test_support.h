/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_support: a server with an application made for tests, and a client that sends what it is told,
 * well-formed or not. */
#pragma once

#include "http/http.h"
#include "platform/config/config.h"

struct test_server {
    struct config config;
    struct services services;
    struct http *http;
    int port;
    char folder[64];
};

/* Starts on a free port of 127.0.0.1; `change` may adjust the settings before (or is NULL). */
struct test_server *test_server_start(void (*change)(struct config *config));
void test_server_stop(struct test_server *server);
/* A change for test_server_start(): the server believes X-Forwarded-For and its like. */
void test_behind_proxy(struct config *config);

extern const struct app test_app;
/* The topic that the application's streams and waits listen to. */
extern const struct uuid test_topic;

struct answer {
    int status;      /* 0: closed without an answer */
    struct str head; /* with its status line */
    struct str body; /* of a chunked answer: with the chunk lines */
};

/* -1 where nobody listens. */
int client_connect(int port);
void client_send(int fd, struct str bytes);
/* Reads one answer: to its Content-Length, or to the end of the connection. */
struct answer client_read(int fd, struct arena *arena);
/* Reads until the text has come; false where the connection ends or 10 s pass before. */
bool client_read_until(int fd, const char *text, struct sb *into);
/* All of it on one new connection. */
struct answer client_ask(int port, struct str request, struct arena *arena);
/* The value of a header in the answer, or the empty text. */
struct str answer_header(const struct answer *answer, const char *name);
bool str_contains(struct str s, const char *part);
