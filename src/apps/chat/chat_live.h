/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are being written: in memory while they are, one struct chat_live each.
 *
 * Life: chat_live_add() before the commit of its row (so that whoever sees the row finds it here), chat_live_go() after.
 * Then phases, each begun by the one before:
 *   WAITS   the thread "chat" makes its prompt and begins it at a provider; again after a round of tools
 *   RUNS    pieces come on the provider's threads
 *   CALLS   the thread "chat-tools" does what the model asked for
 *   ENDS    nothing more is taken; the thread "chat" makes its row whole
 *   TOLD    listeners have had the end; only references keep it
 * A stop goes to ENDS from any phase before, whatever the provider does; what comes of it later is thrown away.
 *
 * Locks: lives->lock guards the table and the queues; live->lock what is marked so. lives->lock is never taken while a
 * live->lock is held; locks of http (events) are taken within a live->lock, none of a provider is. What is published, and what
 * a new listener gets first, is made under live->lock, so that nothing is missed or comes twice.
 * Memory: a live is counted: by the table, by its run at a provider, by whoever asked chat_live_find(). */
#pragma once

#include "apps/chat/chat_int.h"

#define CHAT_BUCKETS   1024
#define CHAT_UNWRITTEN (4 * KIB) /* of one answer, above which it is written soon */

enum chat_phase {
    CHAT_ADDED, /* its row is not committed yet */
    CHAT_WAITS,
    CHAT_RUNS,
    CHAT_CALLS,
    CHAT_ENDS,
    CHAT_TOLD,
};

enum chat_lane {
    CHAT_LANE_ROWS,  /* what needs the database: beginnings and ends */
    CHAT_LANE_TOOLS, /* what may take seconds */
    CHAT_LANE_COUNT,
};

struct chat_end {
    enum room_status status;
    int rc;             /* of one that failed */
    char text[400];     /* the sentence for people */
    const char *finish; /* NULL: not finished */
    bool is_gone;       /* its row was deleted */
};

struct chat_call {
    char *id;
    char *name;
    char *arguments;
};

/* What a skill has come to that a model asked for. */
struct chat_outcome {
    bool has_failed;
    struct sb output; /* JSON */
};

struct chat_live {
    struct chat *chat;
    struct uuid version;
    struct uuid message;
    struct uuid category;
    struct uuid owner;
    int64_t number;
    bool continues;   /* begins with what was written before */
    int64_t asked_us; /* on the monotonic clock */
    atomic_int references;

    /* guarded by lives->lock */
    struct chat_live *next;
    bool is_listed;
    struct chat_live *next_queued[CHAT_LANE_COUNT];
    bool is_queued[CHAT_LANE_COUNT];
    int64_t due_ms; /* not looked at in the queue before; on the monotonic clock */

    /* guarded by lock */
    pthread_mutex_t lock;
    enum chat_phase phase;
    char *model;
    struct sb answer;
    struct sb reasoning;
    bool holds;     /* what comes may repeat the end of what was written before it went on */
    struct sb held; /* of it, until that is known */
    struct room_step *steps; /* (step_count); texts are the heap's; only the tools' thread adds */
    size_t step_count;
    size_t step_bytes;
    struct chat_call *calls; /* (call_count), asked for in this round */
    size_t call_count;
    bool is_at_skill;             /* the first of `taken` is being done by a skill */
    struct uuid skill;            /* which request of it */
    struct chat_outcome *outcome; /* what came of it; NULL: nothing yet */
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
    struct chat_end end;
    size_t written_answer; /* bytes that are in the row or in pieces */
    size_t written_reasoning;
    int64_t pieces;

    /* of the thread "chat-tools" */
    struct chat_call *taken; /* (taken_count) of this round; those before `taken_at` are done */
    size_t taken_count;
    size_t taken_at;

    /* of the thread "chat" */
    size_t writing_answer; /* what `written_answer` becomes after the commit */
    size_t writing_reasoning;
    int64_t writing_pieces;
    bool is_gone;                  /* its row was not there when it was to be written */
    int64_t waiting_since_ms;      /* for attachments; 0: not */
    struct chat_live *next_ending; /* in a chain of some that end together */
    struct chat_live *next_of_all; /* in the chain of chat_lives_all() */
};

struct chat_queue {
    struct chat_live *first;
    struct chat_live **last;
    pthread_cond_t woken;
    pthread_t thread;
    bool is_started;
};

struct chat_lives {
    pthread_mutex_t lock;
    struct chat_live *buckets[CHAT_BUCKETS];
    size_t count;
    struct chat_queue queues[CHAT_LANE_COUNT];
    size_t runs;          /* at providers */
    atomic_bool has_much; /* to be written, of some answer: sooner than usual */
    pthread_cond_t run_over;
    bool is_stopping;
};

/* ---- the table (chat_live.c) ---- */

struct chat_lives *chat_lives_new(void);
/* Every live must be gone. */
void chat_lives_free(struct chat_lives *lives);

/* Adds the answer of a version whose row is about to be committed; what of it is written goes along. E_LIMIT_REACHED, with
 * words, where the account has as many as it may. One reference is the caller's. */
MUSTUSE int chat_live_add(struct chat *chat, const struct room_message *message,
                          struct chat_live **out, struct err *err);
/* Its row is there: begin. */
void chat_live_go(struct chat_live *live);
/* Its row did not come to be. Accepts NULL, and one that has begun. */
void chat_live_abandon(struct chat_live *live);
/* With a reference, or NULL. */
struct chat_live *chat_live_find(struct chat *chat, struct uuid version);
void chat_live_ref(struct chat_live *live);
void chat_live_unref(struct chat_live *live);
void chat_live_unrefp(struct chat_live **live);
size_t chat_lives_count(struct chat *chat);
bool chat_is_stopping(struct chat *chat);

/* Ends it as stopped. False where it has ended. */
bool chat_live_stop(struct chat_live *live);
/* The rows of these versions were deleted. */
void chat_live_forget(struct chat *chat, const struct room_ids *versions);
void chat_live_forget_one(struct chat_live *live);

/* For the threads: puts it where it is looked at in `delay_ms`. */
void chat_live_queue(struct chat_live *live, enum chat_lane lane, int64_t delay_ms);
/* Takes it out of the table. */
void chat_live_unlist(struct chat_live *live);
/* All of the table, each with a reference, in a chain by next_of_all: for the thread "chat". */
struct chat_live *chat_lives_all(struct chat_lives *lives);

/* Puts what is in memory into a message that was read from its row. */
void chat_live_overlay(struct chat_live *live, struct arena *arena, struct room_message *inout);
/* The same under a lock that the caller holds. */
void chat_live_overlay_locked(struct chat_live *live, struct arena *arena,
                              struct room_message *inout);

/* Copies onto the heap: a text that free() takes, a step, under live->lock. */
char *chat_heap_text(struct str s);
void chat_live_add_step(struct chat_live *live, const struct room_step *step);
/* Under live->lock. */
void chat_live_clear_calls(struct chat_live *live);
/* Of the thread "chat-tools", or of the last who has the live. */
void chat_live_clear_taken(struct chat_live *live);

/* ---- pieces that come (chat_live_run.c) ---- */

/* The listener of a provider. `done` gives back one reference and one of lives->runs. */
struct provider_listener chat_live_listener(struct chat_live *live);
/* Ends it, under its lock; returns what the caller has to do once the lock is given back: chat_live_after_end(). */
void chat_live_end_locked(struct chat_live *live, const struct chat_end *end);
/* Cancels a run that is still going on, and has the row written. Without a lock. */
void chat_live_after_end(struct chat_live *live);
void chat_live_fail(struct chat_live *live, int rc, const char *text);

/* ---- going on (chat_live_overlap.c) ---- */

#define CHAT_OVERLAP_MAX ((size_t)256)

/* How many bytes at the beginning of `more`, the first CHAT_OVERLAP_MAX bytes or all of what a model wrote to go on with an
 * answer, only repeat the end of what was `written` before. */
size_t chat_overlap(struct str written, struct str more);

/* ---- events (chat_events.c) ---- */

/* Publishes what has just been appended; under live->lock. */
void chat_events_text(struct chat_live *live, enum provider_delta kind, struct str text);
void chat_events_tool(struct chat_live *live, const struct room_step *step);
void chat_events_notice(struct chat_live *live);
/* The end; `message` as JSON, empty where the row is gone. */
void chat_events_end(struct chat_live *live, const struct room_message *message, struct str json);

/* Which event an answer has come to, for who has all up to now. */
struct chat_place_text {
    char s[96];
};
struct chat_place_text chat_events_place(struct chat_live *live);

/* Who wants the events of an answer. */
struct chat_listening {
    struct uuid version;
    struct str last_id; /* of the last event that was seen, as the client says; may be anything */
    bool has_begun_it;  /* is told the start also where it has seen an event */
};
/* Answers with what was missed, then with what comes. */
MUSTUSE int chat_reply_events(struct req *rq, const struct chat_listening *listening);

/* ---- threads (chat_work.c) ---- */

MUSTUSE int chat_work_start(struct chat *chat, struct err *err);
/* Writes what came, marks what is not finished, and waits for the runs at providers to end. Accepts one that was not started. */
void chat_work_stop(struct chat *chat);
/* Tools of one round (chat_work_tools.c), on their thread; where one is a skill, up to it: it is called again when that is done. */
void chat_work_tools(struct chat_live *live);
/* Ends what a skill does for an answer that has ended. */
void chat_work_cancel_skill(struct chat_live *live);
/* Writes rows of answers that have ended (chat_work_end.c): a chain by next_ending, each with a reference. What cannot be written
 * now is queued again. */
void chat_work_end(struct chat *chat, struct chat_live *first);
/* Writes what came since (chat_work_pieces.c). */
void chat_work_write_pieces(struct chat *chat);

/* ---- storage (chat_live_store.c) ---- */

struct chat_piece {
    struct uuid version;
    int64_t number;
    bool is_reasoning;
    struct str text;
};
/* `out_is_there` false: the version is gone. */
MUSTUSE int chat_store_add_piece(struct db_conn *tx, const struct chat_piece *piece,
                                 bool *out_is_there);
MUSTUSE int chat_store_set_tools(struct db_conn *tx, struct uuid version, struct str tools);
/* The row whole, without pieces. */
MUSTUSE int chat_store_end(struct db_conn *tx, const struct room_message *message,
                           int64_t started_ms, bool *out_is_there);
/* Marks what a server that was killed left streaming, with what was written of it. */
MUSTUSE int chat_store_recover(struct db *db, int64_t *out_count);
