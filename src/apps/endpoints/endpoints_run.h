/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run: one answer of a model, with as many requests as it takes. What the files of runs share.
 *
 * A run is in the list of struct endpoints from its start until its end was told. It is on one thread at a time: the one that starts
 * it, then that of fetch while a request is running, and the watcher between two requests; fetch and endpoints.lock hand it
 * over. The rest of what others touch is guarded by endpoints.lock. */
#pragma once

#include "apps/endpoints/endpoints_int.h"

enum endpoints_stage {
    ENDPOINTS_ASKING,  /* a request is running, or is being made */
    ENDPOINTS_WAITING, /* until it is time to ask again */
    ENDPOINTS_TOLD,    /* the listener has had its end; the request may be running still */
};

/* How what came is read. */
enum endpoints_body_kind {
    ENDPOINTS_BODY_UNSEEN, /* nothing but blanks yet */
    ENDPOINTS_BODY_STREAM,
    ENDPOINTS_BODY_WHOLE,   /* a JSON document */
    ENDPOINTS_BODY_REFUSAL, /* of another status than 200 */
};

struct endpoints_run {
    struct endpoints_run *next; /* guarded by endpoints.lock, as all down to stop */
    struct endpoints_run *previous;
    uint64_t number;
    enum endpoints_stage stage;
    uint64_t asks; /* how many requests were made */
    bool is_asked; /* `fetch` names the request that is running */
    struct fetch_id fetch;
    int64_t again_ms; /* when to ask again; monotonic, as all times here */
    int64_t told_ms;
    int stop; /* why it is to end, E_OK: it is not */

    atomic_int refs; /* the list's, and that of who makes a request */
    _Atomic int64_t active_ms;
    atomic_bool has_begun;
    int64_t begun_ms; /* constant from here on */
    int64_t first_ms; /* how long it may take to begin, and between two pieces */
    int64_t idle_ms;
    int64_t prompt_tokens;
    struct endpoints *endpoints;
    struct endpoint *endpoint;
    struct str model; /* heap */

    struct endpoints_request request; /* until the answer begins */
    unsigned quirks;
    int tries;
    struct endpoints_answer answer;
    enum endpoints_body_kind kind;
    int status;
    int64_t retry_after_s;
    struct sb whole; /* of a document or a refusal */
    int broken;      /* why what comes is not read any more, E_OK: it is */
    struct err err;
};

/* ---- endpoints_run.c ---- */

/* Makes a request. The caller has a reference to the run. An error means that nothing was asked. */
MUSTUSE int endpoints_run_ask(struct endpoints_run *run, struct err *err);
/* Tells the listener; the run is out of the list then, unless its request is still running. */
void endpoints_run_tell(struct endpoints_run *run, int rc, const struct err *err,
                        enum provider_finish finish);
void endpoints_run_unref(struct endpoints_run *run);
/* Takes it out of the list; with the lock held. */
void endpoints_run_unlink(struct endpoints_run *run);

/* ---- endpoints_exchange.c ---- */

/* What fetch calls for the run. */
struct fetch_sink endpoints_run_sink(struct endpoints_run *run);
