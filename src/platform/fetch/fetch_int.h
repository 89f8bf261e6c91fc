/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of fetch share. */
#pragma once

#include <sys/socket.h>

#include <curl/curl.h>

#include "platform/fetch/fetch.h"

#define URL_BYTES_MAX  2000
#define HEAD_BYTES_MAX (32 * KIB)

/* Where an address lies. */
enum fetch_place {
    FETCH_PLACE_PUBLIC,
    FETCH_PLACE_PRIVATE,
    FETCH_PLACE_SELF,
    FETCH_PLACE_LINK,    /* link-local, where clouds tell their machines' secrets */
    FETCH_PLACE_NOWHERE, /* multicast, reserved: never asked */
};

/* fetch_url.c */
enum fetch_place fetch_place_of(const struct sockaddr *address);
/* The same for an address in text; FETCH_PLACE_NOWHERE where it is none. */
enum fetch_place fetch_place_of_text(const char *text);
/* What fetch_check_near_url() says. */
MUSTUSE int fetch_check_near(struct str url, bool allows_private, struct err *err);

/* A place in a ring of calls; the ring's own link is in no call. */
struct fetch_link {
    struct fetch_link *next;
    struct fetch_link *prev;
};

/* One request. The lock of fetch guards the first part, all else is the thread's own. */
struct fetch_call {
    struct fetch_link link;        /* first, so that a call is found by it; in one ring at a time */
    struct fetch_call *next_alike; /* in its bucket */
    struct fetch_id id;

    struct fetch_sink sink;
    CURL *easy;
    CURLU *url;
    struct curl_slist *headers;
    char *body; /* NULL once it was sent and an answer came */
    size_t request_bytes;
    bool may_ask_self;
    bool may_ask_near;
    bool allows_private;
    bool is_plain;     /* http: */
    bool is_misplaced; /* it led to an address that may not be asked */
    size_t body_max;
    size_t body_bytes;
    bool is_too_large;
    struct sb head;
    bool is_head_given;
    bool has_begun;     /* libcurl has it */
    size_t *connecting; /* how many have no connection yet, while this is one of them; else NULL */
    int64_t idle_ms;
    int64_t active_ms;  /* the last byte, on the monotonic clock */
    int64_t sent_bytes; /* when it was last looked at for idleness */
    int stopped;        /* why it was ended from within, E_OK: it was not */
    char words[CURL_ERROR_SIZE];
};

/* fetch_table.c: all calls by their numbers, each in one of three rings. */
struct fetch_table {
    struct fetch_call **buckets;
    size_t bucket_count;
    size_t count;
    uint64_t last_id;
    struct fetch_link added; /* oldest first */
    struct fetch_link running;
    struct fetch_link cancelled;
};

void fetch_table_init(struct fetch_table *table, size_t calls_max);
void fetch_table_done(struct fetch_table *table);
/* Numbers the call and puts it behind those that are added. */
void fetch_table_add(struct fetch_table *table, struct fetch_call *call);
struct fetch_call *fetch_table_find(const struct fetch_table *table, struct fetch_id id);
/* Into another ring, at its end. */
void fetch_table_move(struct fetch_call *call, struct fetch_link *ring);
void fetch_table_drop(struct fetch_table *table, struct fetch_call *call);
/* The ring's first call; NULL where it has none. */
struct fetch_call *fetch_ring_first(const struct fetch_link *ring);
/* All calls of one ring behind those of another. */
void fetch_ring_join(struct fetch_link *to, struct fetch_link *from);

/* fetch_loop.c: libcurl's sockets and timer. */
struct fetch_loop {
    CURLM *multi;
    int epoll;
    int wake;       /* an eventfd */
    int64_t due_ms; /* when libcurl wants to be called; INT64_MAX: it does not say */
};

MUSTUSE int fetch_loop_init(struct fetch_loop *loop, struct err *err);
void fetch_loop_done(struct fetch_loop *loop);
/* Has a turn end, or the next one, where none is taken; any thread. */
void fetch_loop_wake(struct fetch_loop *loop);
/* Waits until there is something to do, at the latest until `latest_ms`, and lets libcurl do it. */
void fetch_loop_turn(struct fetch_loop *loop, int64_t latest_ms);

/* fetch_call.c */
MUSTUSE int fetch_call_new(const struct fetch_request *request, const struct fetch_sink *sink,
                           bool allows_private, struct fetch_call **out, struct err *err);
/* Tells the sink how it ended. */
void fetch_call_end(struct fetch_call *call, CURLcode result);
void fetch_call_end_by(struct fetch_call *call, int rc);
void fetch_call_free(struct fetch_call *call);
/* True where nothing came or went for as long as it may. */
bool fetch_call_is_idle(struct fetch_call *call, int64_t now_ms);
