/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chat: rooms ("categories"), what is said in them, and the answers that models give. This folder holds the routes, and each
 * folder in it a part with one public header; a part includes only those below it:
 *
 *   chat   routes of rooms, messages, versions, answers and searching; administration; archives of accounts
 *   export, import, share   a room as a file, rooms out of files, links to rooms
 *   answer   answers that are being written: memory, threads, events
 *   prompt   from a room to what a model is asked, and the tools that it may use
 *   room     what is stored, the rules that change it, its search index, its JSON
 *
 * (import stands on prompt and room, export on answer and room, share on room alone.)
 *
 * Way of an answer: chat_answers.c has room add the turn with a version that is `streaming`, and answer take it into memory, in
 * one transaction. The thread "chat" (answer_work.c) has prompt make a prompt of the room and begins the answer at a provider
 * (apps/provider). Listeners get it by answer_reply_events(), the row gets it at the end.
 *
 * Not here: who answers (apps/provider), how text is found (platform/search).
 * Memory: what a function returns lives in the arena passed in. Threads: any HTTP thread, and tick's for the search index.
 * Files: chat_routes.c table of routes; chat_rooms.c, chat_messages.c, chat_versions.c, chat_answers.c, chat_search.c HTTP;
 * chat_search_store.c SQL; chat_admin.c administration; chat_portable.c, chat_portable_store.c what goes along with an account. */
#pragma once

#include "http/http.h"

/* For the list in serve.c, behind accounts: it asks them to tell when one goes. */
extern const struct app chat_app;
