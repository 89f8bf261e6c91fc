/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One chunk of an answer: the data of an event (an object "chat.completion.chunk"), or a whole answer ("chat.completion"), of
 * which the first choice counts. */
#pragma once

#include "apps/provider/provider.h"

#define ENDPOINTS_CHUNK_CALLS_MAX 32
#define ENDPOINTS_WORDS_MAX       300 /* characters of a server's own words that people are shown */

/* A piece of a call; those of one index belong together. */
struct endpoints_call_piece {
    int64_t index;
    struct str id;
    struct str name;
    struct str arguments;
};

struct endpoints_chunk {
    struct sb text;      /* may end, or begin, within a character */
    struct sb reasoning; /* likewise */
    bool is_finished;
    enum provider_finish finish;
    bool has_usage;
    struct provider_usage usage;
    bool has_error;
    int64_t error_status;               /* an HTTP status, where the error has one; else 0 */
    struct sb error;                    /* the server's words */
    struct arena *arena;                /* of the calls; NULL where there are none */
    struct endpoints_call_piece *calls; /* (call_count) */
    size_t call_count;
};

void endpoints_chunk_init(struct endpoints_chunk *chunk);
void endpoints_chunk_done(struct endpoints_chunk *chunk);
/* Reads into an empty chunk. E_MALFORMED_JSON; E_TOO_LARGE for more calls than there may be. */
MUSTUSE int endpoints_chunk_read(struct str json, struct endpoints_chunk *out);
