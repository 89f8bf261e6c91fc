/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer: answers that are being written, in memory while they are, one struct answer each.
 *
 * Life: answer_add() before the commit of its row (so that whoever sees the row finds it here), answer_go() after.
 * Then phases, each begun by the one before:
 *   WAITS   the thread "chat" makes its prompt and begins it at a provider; again after a round of tools
 *   RUNS    pieces come on the provider's threads
 *   CALLS   the thread "chat-tools" does what the model asked for
 *   ENDS    nothing more is taken; the thread "chat" makes its row whole
 *   TOLD    listeners have had the end; only references keep it
 * A stop goes to ENDS from any phase before, whatever the provider does; what comes of it later is thrown away.
 *
 * Pieces come on the provider's threads: they go into memory and to whoever listens, and about once a second what is new of all
 * answers is written in one transaction. The end makes the row whole and is then told. Nobody has to listen: an answer goes on
 * without a browser, and a new listener gets first what it has not seen (answer_events.c). A server that was killed finds what
 * was written at its next start, and marks it.
 *
 * Not here: what is asked (chat/prompt), who answers (apps/provider), which turn an answer belongs to and whether it may begin
 * (chat/room), the routes (chat).
 * Memory: an answer is counted; who gets a reference gives it back. Threads: any; answer_int.h says which lock guards what.
 * Files: answer.c one of them and their table; answer_work.c the threads; answer_run.c what comes of a provider;
 * answer_overlap.c one that goes on; answer_tools.c what a model asks for meanwhile; answer_pieces.c, answer_end.c writing;
 * answer_events.c telling; answer_store.c SQL; answer_app.c beginning and ending. */
#pragma once

#include "apps/chat/room/room.h"

struct answer;
struct answers;

/* For the list in serve.c, behind providers and skills: it asks them when it is made. */
extern const struct app answer_app;
/* All of this server. */
struct answers *answers_of(struct http *http);

/* ---- one that is written ---- */

/* Adds the answer of a version whose row is about to be committed; what of it is written goes along. E_LIMIT_REACHED, with
 * words, where the account has as many as it may. One reference is the caller's. */
MUSTUSE int answer_add(struct answers *answers, const struct room_message *message,
                       struct answer **out, struct err *err);
/* Its row is there: begin. */
void answer_go(struct answer *live);
/* Its row did not come to be. Accepts NULL, and one that has begun. */
void answer_abandon(struct answer *live);
/* With a reference, or NULL. */
struct answer *answer_find(struct answers *answers, struct uuid version);
/* Gives a reference back; answer_unrefp() takes NULL, too. */
void answer_unref(struct answer *live);
void answer_unrefp(struct answer **live);
/* Which version it is the answer of. */
struct uuid answer_version(const struct answer *live);

/* Ends it as stopped. False where it has ended. */
bool answer_stop(struct answer *live);
/* The rows of these versions were deleted. */
void answer_forget(struct answers *answers, const struct room_ids *versions);
/* Puts what is in memory into a message that was read from its row. */
void answer_overlay(struct answer *live, struct arena *arena, struct room_message *inout);

/* ---- events (answer_events.c) ---- */

/* Which event an answer has come to, for who has all up to now. */
struct answer_place_text {
    char s[96];
};
struct answer_place_text answer_place(struct answer *live);

/* Who wants the events of an answer. */
struct answer_listening {
    struct uuid version;
    struct str last_id; /* of the last event that was seen, as the client says; may be anything */
    bool has_begun_it;  /* is told the start also where it has seen an event */
};
/* Answers with what was missed, then with what comes. */
MUSTUSE int answer_reply_events(struct req *rq, const struct answer_listening *listening);
