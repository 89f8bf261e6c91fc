/* SPDX-License-Identifier: GPL-3.0-or-later */
/* openai: what can answer here, for programs that speak OpenAI's API: GET /v1/models and POST /v1/chat/completions, in the
 * shapes of its reference (platform.openai.com/docs/api-reference/chat), errors included. Bearer tokens are API keys of
 * accounts; answers count against their owner's quotas.
 *
 * Way of an answer: openai_api reads the request into a struct provider_prompt (openai_prompt, openai_options), providers_start()
 * begins it, an openai_answer takes its pieces. Until the first of them the request waits without a thread, so that what fails
 * before has its status; then it becomes a stream, or waits on for the whole. A client that goes away cancels the answer.
 *
 * Not here: rooms and history (apps/chat): a program brings all turns with each request. Nothing of what is said is kept.
 * Memory: an answer holds what is not sent yet, or all of it where it is wanted whole.
 * Threads: handlers on work threads, pieces on the provider's; the answer's lock is between them. One thread counts usage.
 * Files: openai_routes.c table and state, openai_api.c HTTP, openai_prompt.c turns and tools, openai_options.c all other members,
 * openai_picture.c data: URLs, openai_answer.c answers that are being written, openai_frames.c their wire form, openai_error.c
 * errors, openai_usage.c counts. */
#pragma once

#include "http/http.h"

extern const struct app openai_app;
