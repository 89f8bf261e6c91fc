/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of answer share.
 *
 * Locks: answers->lock guards the table and the queues; live->lock what is marked so. answers->lock is never taken while a
 * live->lock is held; locks of http (events) are taken within a live->lock, none of a provider is. What is published, and what
 * a new listener gets first, is made under live->lock, so that nothing is missed or comes twice.
 * Memory: an answer is counted: by the table, by its run at a provider, by whoever asked answer_find(). */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "apps/chat/answer/answer.h"
#include "apps/chat/prompt/prompt.h"

#define ANSWER_PER_OWNER_MAX 8 /* that are written for one account at once */
#define ANSWER_BUCKETS       1024
#define ANSWER_UNWRITTEN     (4 * KIB) /* of one answer, above which it is written soon */

enum answer_phase {
    ANSWER_ADDED, /* its row is not committed yet */
    ANSWER_WAITS,
    ANSWER_RUNS,
    ANSWER_CALLS,
    ANSWER_ENDS,
    ANSWER_TOLD,
};

enum answer_lane {
    ANSWER_LANE_ROWS,  /* what needs the database: beginnings and ends */
    ANSWER_LANE_TOOLS, /* what may take seconds */
    ANSWER_LANE_COUNT,
};

struct answer_end {
    enum room_status status;
    int rc;             /* of one that failed */
    char text[400];     /* the sentence for people */
    const char *finish; /* NULL: not finished */
    bool is_gone;       /* its row was deleted */
};

struct answer_call {
    char *id;
    char *name;
    char *arguments;
};

/* What a skill has come to that a model asked for. */
struct answer_outcome {
    bool has_failed;
    struct sb output; /* JSON */
};

struct answer {
    struct answers *answers;
    struct uuid version;
    struct uuid message;
    struct uuid category;
    struct uuid owner;
    int64_t number;
    bool continues;   /* begins with what was written before */
    int64_t asked_us; /* on the monotonic clock */
    atomic_int references;

    /* guarded by answers->lock */
    struct answer *next;
    bool is_listed;
    struct answer *next_queued[ANSWER_LANE_COUNT];
    bool is_queued[ANSWER_LANE_COUNT];
    int64_t due_ms; /* not looked at in the queue before; on the monotonic clock */

    /* guarded by lock */
    pthread_mutex_t lock;
    enum answer_phase phase;
    char *model;
    struct sb answer;
    struct sb reasoning;
    bool holds;     /* what comes may repeat the end of what was written before it went on */
    struct sb held; /* of it, until that is known */
    struct room_step *steps; /* (step_count); texts are the heap's; only the tools' thread adds */
    size_t step_count;
    size_t step_bytes;
    struct answer_call *calls; /* (call_count), asked for in this round */
    size_t call_count;
    bool is_at_skill;               /* the first of `taken` is being done by a skill */
    struct uuid skill;              /* which request of it */
    struct answer_outcome *outcome; /* what came of it; NULL: nothing yet */
    int64_t rounds;
    int64_t dropped;
    bool is_full;
    bool is_run_over; /* the provider has said done, or never began */
    struct provider_run run;
    bool has_run;
    struct room_usage usage;
    struct room_usage usage_before; /* of the parts that were counted before it went on */
    int64_t prompt_estimate;
    size_t run_answer; /* how much there was when this run began */
    size_t run_reasoning;
    int64_t started_ms; /* 0: nothing has come */
    struct answer_end end;
    size_t written_answer; /* bytes that are in the row or in pieces */
    size_t written_reasoning;
    int64_t pieces;

    /* of the thread "chat-tools" */
    struct answer_call *taken; /* (taken_count) of this round; those before `taken_at` are done */
    size_t taken_count;
    size_t taken_at;

    /* of the thread "chat" */
    size_t writing_answer; /* what `written_answer` becomes after the commit */
    size_t writing_reasoning;
    int64_t writing_pieces;
    bool is_gone;               /* its row was not there when it was to be written */
    int64_t waiting_since_ms;   /* for attachments; 0: not */
    struct answer *next_ending; /* in a chain of some that end together */
    struct answer *next_of_all; /* in the chain of answers_all() */
};

struct answer_queue {
    struct answer *first;
    struct answer **last;
    pthread_cond_t woken;
    pthread_t thread;
    bool is_started;
};

struct answers {
    struct prompt_sources sources;
    struct http *http; /* NULL where nobody listens, in tests */

    /* guarded by lock, with the queues */
    pthread_mutex_t lock;
    struct answer *buckets[ANSWER_BUCKETS];
    size_t count;
    struct answer_queue queues[ANSWER_LANE_COUNT];
    size_t runs;          /* at providers and skills */
    atomic_bool has_much; /* to be written, of some answer: sooner than usual */
    pthread_cond_t run_over;
    bool is_stopping;
};

/* ---- beginning and ending (answer_app.c) ---- */

/* Marks what the last run left unfinished, and begins. */
MUSTUSE int answers_new(const struct prompt_sources *sources, struct http *http,
                        struct answers **out, struct err *err);
/* Keeps and marks what is being written. Accepts NULL. */
void answers_free(struct answers *answers);

/* ---- the table (answer.c) ---- */

void answer_ref(struct answer *live);
size_t answers_count(struct answers *answers);
/* One more, or less, goes on at a provider or a skill. */
void answers_count_run(struct answers *answers, int change);
bool answers_are_stopping(struct answers *answers);

/* Its row was deleted. */
void answer_forget_one(struct answer *live);

/* For the threads: puts it where it is looked at in `delay_ms`. */
void answer_enqueue(struct answer *live, enum answer_lane lane, int64_t delay_ms);
/* Takes it out of the table. */
void answer_unlist(struct answer *live);
/* All of the table, each with a reference, in a chain by next_of_all: for the thread "chat". */
struct answer *answers_all(struct answers *answers);

/* answer_overlay() under a lock that the caller holds. */
void answer_overlay_locked(struct answer *live, struct arena *arena, struct room_message *inout);

/* Copies onto the heap: a text that free() takes, a step, under live->lock. */
char *answer_heap_text(struct str s);
void answer_add_step(struct answer *live, const struct room_step *step);
/* Under live->lock. */
void answer_clear_calls(struct answer *live);
/* Of the thread "chat-tools", or of the last who has the answer. */
void answer_clear_taken(struct answer *live);

/* ---- pieces that come (answer_run.c) ---- */

/* The listener of a provider. `done` gives back one reference and one of answers->runs. */
struct provider_listener answer_listener(struct answer *live);
/* Ends it, under its lock; returns what the caller has to do once the lock is given back: answer_after_end(). */
void answer_end_locked(struct answer *live, const struct answer_end *end);
/* Cancels a run that is still going on, and has the row written. Without a lock. */
void answer_after_end(struct answer *live);
void answer_fail(struct answer *live, int rc, const char *text);

/* ---- going on (answer_overlap.c) ---- */

#define ANSWER_OVERLAP_MAX ((size_t)256)

/* How many bytes at the beginning of `more`, the first ANSWER_OVERLAP_MAX bytes or all of what a model wrote to go on with an
 * answer, only repeat the end of what was `written` before. */
size_t answer_overlap(struct str written, struct str more);

/* ---- events (answer_events.c) ---- */

/* Publishes what has just been appended; under live->lock. */
void answer_events_text(struct answer *live, enum provider_delta kind, struct str text);
void answer_events_tool(struct answer *live, const struct room_step *step);
void answer_events_notice(struct answer *live);
/* The end; `message` as JSON, empty where the row is gone. */
void answer_events_end(struct answer *live, const struct room_message *message, struct str json);

/* ---- threads (answer_work.c) ---- */

MUSTUSE int answers_start(struct answers *answers, struct err *err);
/* Writes what came, marks what is not finished, and waits for the runs at providers to end. Accepts one that was not started. */
void answers_stop(struct answers *answers);
/* Tools of one round (answer_tools.c), on their thread; where one is a skill, up to it: it is called again when that is done. */
void answer_do_tools(struct answer *live);
/* Ends what a skill does for an answer that has ended. */
void answer_cancel_skill(struct answer *live);
/* Writes rows of answers that have ended (answer_end.c): a chain by next_ending, each with a reference. What cannot be written
 * now is queued again. */
void answers_end(struct answers *answers, struct answer *first);
/* Writes what came since (answer_pieces.c). */
void answers_write_pieces(struct answers *answers);

/* ---- storage (answer_store.c) ---- */

struct answer_piece {
    struct uuid version;
    int64_t number;
    bool is_reasoning;
    struct str text;
};
/* `out_is_there` false: the version is gone. */
MUSTUSE int answer_store_add_piece(struct db_conn *tx, const struct answer_piece *piece,
                                   bool *out_is_there);
MUSTUSE int answer_store_set_tools(struct db_conn *tx, struct uuid version, struct str tools);
/* The row whole, without pieces. */
MUSTUSE int answer_store_end(struct db_conn *tx, const struct room_message *message,
                             int64_t started_ms, bool *out_is_there);
/* Marks what a server that was killed left streaming, with what was written of it. */
MUSTUSE int answer_store_recover(struct db *db, int64_t *out_count);
