/* SPDX-License-Identifier: GPL-3.0-or-later */
/* endpoints: models behind servers that speak OpenAI's API (https://platform.openai.com/docs/api-reference/chat): OpenAI itself,
 * llama.cpp's server, Ollama, vLLM and the like. Staff set up any number of them, and the configuration one; each is asked what
 * models it has when it is saved or tested, and every ten minutes. One provider (apps/provider) of all their models.
 *
 * Way of an answer: endpoints_run.c sends the prompt (endpoints_request.c) through platform/fetch; what comes is taken apart
 * into events (endpoints_sse.c), each event read as JSON (endpoints_chunk.c, endpoints_scan.c), its characters put together
 * (endpoints_text.c), and given to the listener (endpoints_answer.c). Before the first piece has come an answer is tried again where
 * the server was busy or failed, and where it does not understand what most of them do (endpoints_refusal.c).
 *
 * Nothing that a server says is believed: sizes, times and counts are bounded, its own words are shown cut and without the key.
 * Where requests may go is platform/fetch's to judge, by the setting private_networks. Keys are sealed with
 * DATA/keys/endpoints.key, so that a copy of the database does not hold them.
 *
 * Not here: what accounts may use (apps/provider), rooms (apps/chat), prompts (apps/chat/prompt).
 * Memory: a run has its own, most of which goes when the answer begins. Threads: any may start and cancel; listeners are called on
 * the thread of fetch or, where no request is running, on the one that watches times (endpoints_watch.c). A third thread asks
 * for lists of models (endpoints_list.c).
 * Files: endpoints.c state and provider, endpoints_routes.c table, endpoints_api.c and endpoints_body.c HTTP, endpoints_store.c
 * SQL, endpoints_models.c what is known of models. */
#pragma once

#include "http/http.h"

extern const struct app endpoints_app;
