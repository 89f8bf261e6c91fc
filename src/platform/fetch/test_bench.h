/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What measures streams: a model endpoint that writes at a steady pace, and readers of many streams.
 *
 * Each piece that the endpoint writes holds "@MICROSECONDS:NUMBER@", by the monotonic clock of this machine: whoever reads it
 * knows how long it was on its way, and whether all have come, whatever was between. */
#pragma once

#include "base/base.h"

struct bench_pace {
    int pieces;      /* of a stream */
    int interval_ms; /* between two pieces of a stream */
};

/* Serves /v1/models and /v1/chat/completions on 127.0.0.1 until the process is killed; tells its port first. */
NORETURN void bench_source(const struct bench_pace *pace, void (*tell)(void *context, int port),
                           void *context);

/* What a stream's bytes have shown so far. */
struct bench_marks {
    int state;
    int64_t sent_us;
    int64_t number;
    int64_t next; /* the number that has to come */
    int64_t lost;
};

struct bench_delays {
    uint32_t *us;
    size_t count;
    size_t max;
    bool is_kept; /* false: marks are counted only */
};

/* Reads marks and keeps how late each is. A mark that came before is passed over: what tells of the whole answer at its end
 * holds them all again. */
void bench_read(struct bench_marks *marks, struct bench_delays *delays, const char *bytes,
                size_t n);
void bench_print_delays(struct bench_delays *delays);

/* Streams that one client reads beside those of other ways. */
struct bench_way {
    int port;
    const char *requests; /* a file: one a connection, each ended by a zero byte */
    size_t streams;       /* the client's own, like what follows */
    struct bench_delays delays;
};

/* Sends all requests, reads what comes, and prints what it saw of each way, as a JSON array. */
int bench_client(struct bench_way *ways, size_t count, const struct bench_pace *pace);
