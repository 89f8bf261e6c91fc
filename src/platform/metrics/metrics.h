/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics: counters, gauges and histograms, written as Prometheus text (exposition format 0.0.4). All are
 * in one list in this header, so that what the server tells about itself can be read in one place.
 * Threads: any may count; nothing locks. Not here: anything about single people or pictures. */
#pragma once

#include "base/str.h"

struct metrics;

/* id, name, labels, help; rows of one name stand together */
#define METRICS_COUNTERS(X)                                                                        \
    X(METRIC_HTTP_2XX, "assisti_http_requests_total", "class=\"2xx\"",                             \
      "Requests answered, by class of status.")                                                    \
    X(METRIC_HTTP_3XX, "assisti_http_requests_total", "class=\"3xx\"", NULL)                       \
    X(METRIC_HTTP_4XX, "assisti_http_requests_total", "class=\"4xx\"", NULL)                       \
    X(METRIC_HTTP_5XX, "assisti_http_requests_total", "class=\"5xx\"", NULL)                       \
    X(METRIC_LOGINS_OK, "assisti_logins_total", "outcome=\"ok\"", "Log-ins, by outcome.")          \
    X(METRIC_LOGINS_FAILED, "assisti_logins_total", "outcome=\"failed\"", NULL)                    \
    X(METRIC_JOBS_DONE, "assisti_jobs_total", "outcome=\"done\"", "Jobs ended, by outcome.")       \
    X(METRIC_JOBS_FAILED, "assisti_jobs_total", "outcome=\"failed\"", NULL)                        \
    X(METRIC_WORKERS_STARTED, "assisti_workers_started_total", "", "Worker processes started.")    \
    X(METRIC_WORKERS_LOST, "assisti_workers_lost_total", "",                                       \
      "Worker processes that crashed or were killed.")                                             \
    X(METRIC_MAIL_SENT, "assisti_mail_total", "outcome=\"sent\"", "E-mails, by outcome of a try.") \
    X(METRIC_MAIL_FAILED, "assisti_mail_total", "outcome=\"failed\"", NULL)                        \
    X(METRIC_CHAT_MESSAGES, "assisti_chat_messages_total", "", "Messages that people sent.")       \
    X(METRIC_CHAT_COMPLETE, "assisti_chat_answers_total", "outcome=\"complete\"",                  \
      "Answers ended, by outcome.")                                                                \
    X(METRIC_CHAT_STOPPED, "assisti_chat_answers_total", "outcome=\"stopped\"", NULL)              \
    X(METRIC_CHAT_FAILED, "assisti_chat_answers_total", "outcome=\"failed\"", NULL)                \
    X(METRIC_CHAT_PROMPT_TOKENS, "assisti_chat_tokens_total", "kind=\"prompt\"",                   \
      "Tokens that models read and wrote.")                                                        \
    X(METRIC_CHAT_COMPLETION_TOKENS, "assisti_chat_tokens_total", "kind=\"completion\"", NULL)

#define METRICS_GAUGES(X)                                                            \
    X(METRIC_HTTP_STREAMS, "assisti_http_streams", "", "Open event streams.")        \
    X(METRIC_HTTP_RUNNING, "assisti_http_running", "", "Requests being worked on.")  \
    X(METRIC_HTTP_QUEUED, "assisti_http_queued", "", "Writes waiting for a thread.") \
    X(METRIC_JOBS_QUEUED, "assisti_jobs_queued", "", "Jobs waiting for a worker.")   \
    X(METRIC_JOBS_RUNNING, "assisti_jobs_running", "", "Jobs at a worker.")          \
    X(METRIC_WORKERS, "assisti_workers", "", "Worker processes alive.")              \
    X(METRIC_CHAT_STREAMING, "assisti_chat_streaming", "", "Answers being written.") \
    X(METRIC_RESIDENT_BYTES, "assisti_resident_bytes", "", "Memory of the server process.")

#define METRICS_HISTOGRAMS(X)                                                               \
    X(METRIC_HTTP_SECONDS, "assisti_http_request_seconds", "",                              \
      "Time from a request's headers to its reply.")                                        \
    X(METRIC_JOB_SECONDS, "assisti_job_seconds", "", "Time from a job's start to its end.") \
    X(METRIC_CHAT_FIRST_SECONDS, "assisti_chat_first_token_seconds", "",                    \
      "Time from a message to the first piece of its answer.")

#define METRICS_ID(id, name, labels, help) id,
enum metric_counter { METRICS_COUNTERS(METRICS_ID) METRIC_COUNTER_COUNT };
enum metric_gauge { METRICS_GAUGES(METRICS_ID) METRIC_GAUGE_COUNT };
enum metric_histogram { METRICS_HISTOGRAMS(METRICS_ID) METRIC_HISTOGRAM_COUNT };
#undef METRICS_ID

struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics);

void metrics_count(struct metrics *metrics, enum metric_counter counter);
void metrics_add(struct metrics *metrics, enum metric_counter counter, int64_t more);
/* For a count that is kept elsewhere. */
void metrics_counter_set(struct metrics *metrics, enum metric_counter counter, int64_t value);
void metrics_gauge_set(struct metrics *metrics, enum metric_gauge gauge, int64_t value);
void metrics_gauge_add(struct metrics *metrics, enum metric_gauge gauge, int64_t change);
void metrics_observe_us(struct metrics *metrics, enum metric_histogram histogram, int64_t us);
/* What a histogram counted since an earlier look, as percentiles. */
struct metrics_look {
    int64_t counts[16]; /* of its buckets, when it was looked at */
};
struct metrics_percentiles {
    int64_t count;
    int64_t p50_us; /* half took at most so long; within a bucket evenly spread */
    int64_t p99_us;
};
/* Begins with `look` zeroed, and moves it on. Not to be called by two threads with one look. */
void metrics_look_at(struct metrics *metrics, enum metric_histogram histogram,
                     struct metrics_look *look, struct metrics_percentiles *out);
int64_t metrics_gauge(struct metrics *metrics, enum metric_gauge gauge);
void metrics_write(struct metrics *metrics, struct sb *out);
