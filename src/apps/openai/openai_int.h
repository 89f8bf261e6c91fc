/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of openai share. */
#pragma once

#include <pthread.h>

#include "apps/openai/openai.h"
#include "apps/provider/provider.h"

#define OPENAI_BODY_MAX       (32 * MIB) /* pictures come in base64 */
#define OPENAI_VALUES_MAX     200000     /* JSON values in it */
#define OPENAI_TURNS_MAX      4096
#define OPENAI_TOOLS_MAX      128
#define OPENAI_CALLS_MAX      128 /* of one turn */
#define OPENAI_IMAGES_MAX     32  /* of one request */
#define OPENAI_IMAGE_MAX      (20 * MIB)
#define OPENAI_ANSWER_MAX     (4 * MIB) /* bytes, reasoning and calls counted in */
#define OPENAI_LIVE_PER_OWNER 64        /* answers that are written for one account at once */

extern const struct route openai_routes[];

/* ---- requests (openai_prompt.c, openai_options.c) ---- */

struct openai_request {
    struct provider_prompt prompt;
    size_t image_count;
    bool is_stream;
    bool wants_usage; /* stream_options.include_usage */
};

/* Reads the body of /v1/chat/completions, which the result points into; the rest lives in the arena. E_INVALID names the first
 * member that is wrong as the error's field. */
MUSTUSE int openai_read_request(struct json_value root, struct arena *arena,
                                struct openai_request *out, struct err *err);
/* All members but model, messages, tools and tool_choice. */
MUSTUSE int openai_read_options(struct json_value root, struct arena *arena,
                                struct openai_request *out, struct err *err);
/* The value as JSON text in the arena. */
struct str openai_json_of(struct json_value value, struct arena *arena);

/* openai_picture.c: reads "data:image/png;base64,..."; `where` names the member in words about it. */
MUSTUSE int openai_read_picture(struct str url, const char *where, struct arena *arena,
                                struct provider_image *out, struct err *err);

/* ---- errors (openai_error.c) ---- */

/* {"error":{"message","type","param","code"}}; returns the HTTP status. For struct app. */
int openai_put_error(struct req *rq, int rc, struct json_out *out);
/* The same for an error that comes when the stream has begun. */
void openai_write_error(struct json_out *out, int rc, const struct err *err);

/* ---- the state ---- */

struct openai_answer;

struct openai {
    const struct services *services;
    struct http *http;
    struct providers *providers;
    int64_t started_s; /* what /v1/models says that models were created at */

    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct openai_answer *live; /* guarded by lock */
    struct openai_use *uses;    /* guarded by lock; to be counted */
    bool ends;                  /* guarded by lock */
    pthread_t counter;
    bool has_counter;
};

/* openai_usage.c: has the answer's usage counted, on a thread that may wait for the database. */
void openai_use_add(struct openai *openai, struct uuid owner, const struct provider_usage *usage);
MUSTUSE int openai_use_start(struct openai *openai, struct err *err);
/* Counts what is left. */
void openai_use_stop(struct openai *openai);

/* ---- answers (openai_answer.c) ---- */

/* One that is being written. It has two owners: the provider until it has called done(), and the request until that ends. But for
 * what the lock guards, it is written before the provider may call. */
struct openai_answer {
    struct openai *openai;
    struct openai_answer *next; /* guarded by openai->lock, like `prev` */
    struct openai_answer *prev;
    struct uuid owner;
    struct uuid begun;  /* a topic: there is something to answer with */
    struct uuid stream; /* a topic: frames */
    struct provider_run run;
    bool is_stream;
    bool wants_usage;
    int64_t created_s;
    int64_t waited_from_ms;
    struct str id;    /* "chatcmpl-..."; these two are in `names` */
    struct str model; /* as the answer names it */
    struct sb names;

    pthread_mutex_t lock;
    int owners;          /* guarded by lock, like all that follows */
    struct sb text;      /* the answer so far, or the frames that nobody listens to yet */
    struct sb reasoning; /* of an answer that is wanted whole */
    struct sb calls;     /* likewise: JSON, separated by commas */
    struct sb frame;
    size_t call_count;
    size_t bytes;
    bool is_full;
    bool is_heard; /* frames are published */
    bool has_begun;
    bool has_ended;
    int rc;
    struct err *err; /* NULL: none */
    enum provider_finish finish;
    struct provider_usage usage;
};

/* E_THROTTLED where too many are being written for the owner. Nobody but the caller has it until openai_answer_start(). */
MUSTUSE int openai_answer_new(struct openai *openai, struct uuid owner,
                              const struct openai_request *request, struct str model,
                              struct openai_answer **out, struct err *err);
/* Has the model begin. From then on openai_answer_leave() has to be called; on an error the answer is gone. */
MUSTUSE int openai_answer_start(struct openai_answer *answer, const struct provider_prompt *prompt,
                                struct err *err);
/* The request has ended; where the answer has not, it is cancelled. For req_at_end(). */
void openai_answer_leave(void *context);
/* Cancels all that are being written and waits for their end. */
void openai_answers_stop(struct openai *openai);

/* ---- wire form (openai_frames.c); with the answer's lock held ---- */

const char *openai_finish_name(enum provider_finish finish);
/* Append one frame, "data: {...}\n\n". */
void openai_frame_role(const struct openai_answer *answer, struct sb *out);
void openai_frame_text(const struct openai_answer *answer, enum provider_delta kind,
                       struct str text, struct sb *out);
void openai_frame_call(const struct openai_answer *answer, size_t index,
                       const struct provider_call *call, struct sb *out);
/* The last frames: how it ended, what was used where that is wanted, and the end of the stream. */
void openai_frame_end(const struct openai_answer *answer, struct sb *out);
/* {"id","type","function":{"name","arguments"}} */
void openai_write_call(struct json_out *out, const struct provider_call *call);
/* The whole answer, as one object. */
void openai_write_whole(const struct openai_answer *answer, struct json_out *out);
