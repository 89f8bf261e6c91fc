/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chat: rooms ("categories"), what is said in them, and the answers that models give.
 *
 * A message is a turn: what a person said, and the answer. It has versions; an edit and an answer anew add one, and the
 * newest is shown. The turn after hangs on a version, so that choosing another version shows what followed that one.
 * `messages.shown` says which turns lie on the way that a room shows, and is kept true by the transaction that changes it:
 * a list is one indexed query.
 *
 * Way of an answer: chat_api.c keeps the turn with a version that is `streaming` and gives it to answer.c; the thread
 * "chat" (chat_work.c) makes a prompt of the room (prompt.c) and begins the answer at a provider (apps/provider).
 * Pieces come on the provider's threads: they go into memory and to whoever listens, and about once a second what is new
 * of all answers is written in one transaction. The end makes the row whole and is then told. Nobody has to listen: an
 * answer goes on without a browser, and a new listener gets first what it has not seen (chat_events.c).
 * A server that was killed finds what was written at its next start and marks it (answer_store_recover).
 *
 * Not here: who answers (apps/provider), how text is found (platform/search).
 * Memory: what a function returns lives in the arena passed in. Threads: chat_int.h says which lock guards what.
 * Files: chat_routes.c table of routes; room_list.c, chat_api.c, chat_versions.c, chat_events.c HTTP; chat_write.c JSON;
 * chat_turns.c what changes a room, within a transaction; answer*.c and chat_work*.c answers that are being written;
 * chat_*store.c SQL; chat_admin.c administration; chat_portable*.c export and import of accounts; prompt*.c,
 * prompt_pieces*.c, prompt_presets*.c, prompt_tools*.c, chat_attach*.c from a room to a prompt; chat_search.c, chat_export*.c,
 * chat_import*.c, chat_share*.c what their names say. */
#pragma once

#include "http/http.h"

/* For the list in serve.c, behind the providers: it asks them when it is made. */
extern const struct app chat_app;
