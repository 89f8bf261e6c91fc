/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer as it comes: bytes of a stream, or a whole document, in; pieces to a listener out. */
#pragma once

#include "apps/endpoints/endpoints_chunk.h"
#include "apps/endpoints/endpoints_sse.h"
#include "apps/endpoints/endpoints_text.h"

struct endpoints_call;

/* Where the answer is with a <think> that some models begin with. */
enum endpoints_think {
    ENDPOINTS_THINK_START, /* nothing but blanks, and what may become the tag */
    ENDPOINTS_THINK_IN,
    ENDPOINTS_THINK_BEHIND, /* blanks after it are passed over */
    ENDPOINTS_THINK_NONE,
};

struct endpoints_answer {
    struct provider_listener listener;
    struct endpoints_sse sse;
    struct endpoints_text text;
    struct endpoints_text reasoning;
    enum endpoints_think think;
    char held[24]; /* what may become a tag */
    uint8_t held_count;
    bool has_begun; /* a model has said something: it cannot be asked again */
    bool is_over;   /* [DONE] has come */
    bool is_finished;
    enum provider_finish finish;
    struct endpoints_call *calls; /* heap; (call_count) */
    size_t call_count;
    size_t call_bytes;
    bool has_usage;
    struct provider_usage usage;
    int64_t said_tokens;  /* estimated */
    int64_t error_status; /* of an error within the stream; 0: it had none */
};

/* The listener is copied; its done() is not called here. */
void endpoints_answer_init(struct endpoints_answer *answer,
                           const struct provider_listener *listener);
void endpoints_answer_done(struct endpoints_answer *answer);
/* Bytes of a stream. What the listener returned, or E_MODEL_FAILED with words. */
MUSTUSE int endpoints_answer_feed(struct endpoints_answer *answer, struct str bytes,
                                  struct err *err);
/* A whole answer, where no stream came. Errors likewise. */
MUSTUSE int endpoints_answer_whole(struct endpoints_answer *answer, struct str json,
                                   struct err *err);
/* Nothing more comes: gives what was held back, and the calls. `out` gets everything but rc and err. Errors likewise, also where
 * there was no answer at all. */
MUSTUSE int endpoints_answer_end(struct endpoints_answer *answer, int64_t prompt_tokens,
                                 struct provider_end *out, struct err *err);
/* What it was so far, for an end that is an error. */
struct provider_usage endpoints_answer_usage(const struct endpoints_answer *answer,
                                             int64_t prompt_tokens);
