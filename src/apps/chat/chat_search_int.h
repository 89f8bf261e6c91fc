/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What chat's search, export, import and share links have of their own: handlers, and the index kept whole. */
#pragma once

#include "apps/chat/chat_int.h"
#include "platform/search/search.h"

route_handler chat_search, chat_search_messages;
/* Answers with the messages of one's own room that have the words of ?q=. */
int chat_search_room(struct req *rq, struct uuid category);
route_handler chat_export, chat_import;

/* For the application's tick: puts in what is not yet, some at a time, such as what an interrupted import has left. */
void chat_index_some(struct chat *chat);
/* When the application is made: what an account that is deleted has left in the index goes. */
void chat_search_init(struct chat *chat);
/* For the tick: the rest of that. */
void chat_clean_index(struct chat *chat);

/* ---- storage (chat_search_store.c) ---- */

/* Ids of the turns that an account's rooms show, newest first, as a search would find them. */
MUSTUSE int chat_store_list_latest(struct db_conn *conn, const struct search_query *query,
                                   struct arena *arena, struct search_hits *out);

/* The name of a turn's room, and whether that shows it. */
MUSTUSE int chat_store_find_place(struct db_conn *conn, struct uuid message, struct arena *arena,
                                  struct str *out_name, bool *out_is_shown);
