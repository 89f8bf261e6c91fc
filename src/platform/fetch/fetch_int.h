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
    FETCH_PLACE_NOWHERE, /* link-local, multicast, reserved: never asked */
};

/* fetch_url.c */
enum fetch_place fetch_place_of(const struct sockaddr *address);
/* The same for an address in text; FETCH_PLACE_NOWHERE where it is none. */
enum fetch_place fetch_place_of_text(const char *text);

/* One request; but for `next` and `is_cancelled`, which the lock of fetch guards, the thread's own. */
struct fetch_call {
    struct fetch_id id;
    struct fetch_sink sink;
    CURL *easy;
    CURLU *url;
    struct curl_slist *headers;
    char *body;
    bool may_ask_self;
    bool allows_private;
    bool is_plain;     /* http: */
    bool is_misplaced; /* it led to an address that may not be asked */
    size_t body_max;
    size_t body_bytes;
    struct sb head;
    bool is_head_given;
    int stopped; /* why it was ended from within, E_OK: it was not */
    struct err err;
    char words[CURL_ERROR_SIZE];
    struct fetch_call *next;
    bool is_cancelled;
};

/* fetch_call.c */
MUSTUSE int fetch_call_new(const struct fetch_request *request, const struct fetch_sink *sink,
                           bool allows_private, struct fetch_call **out, struct err *err);
/* Tells the sink how it ended. */
void fetch_call_end(struct fetch_call *call, CURLcode result);
void fetch_call_end_by(struct fetch_call *call, int rc);
void fetch_call_free(struct fetch_call *call);
