/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that take arguments out of words share. */
#pragma once

#include "infer/router/router_int.h"

/* Whether one of the request's words is in the list. */
bool slots_have(const struct router_request *request, const char *list);
/* The message's own letters from token `from` up to token `to`, exclusive. */
struct str slots_between(const struct router_request *request, size_t from, size_t to);
/* What a number in digits or words is; false for other tokens. */
bool slots_number(const struct router_token *token, int64_t *out);
/* A number that stands up to three words before one of the units: "5 bullet points". At most `max`. */
bool slots_count(const struct router_request *request, const char *units, int64_t max,
                 int64_t *out);

/* The last step of a skill in earlier turns; NULL: there is none. */
const struct router_step *slots_last_of(const struct router_request *request, const char *skill);
/* The member of a skill's result that goes on to another skill, and its text in a step. */
const char *slots_member_of(struct str skill);
struct str slots_result(const struct router_step *step);
/* What an earlier step was about, or what came of it, for the request to go on with; empty: nothing that would do. */
struct str slots_earlier_text(const struct router_request *request);
/* The place of an element, planet or the like in an earlier query. */
bool slots_find_thing(const struct router_request *request, struct str query, size_t out[2]);
/* The last text of the room that is long enough to be summarised; empty: there is none. */
struct str slots_text_to_summarize(const struct router_request *request);

/* The tokens that are new in a message that goes on: without "and", "what about", "?" at its ends. False: there are none. */
bool slots_find_new(const struct router_request *request, size_t out[2]);
bool slots_range_has(const struct router_request *request, const size_t range[2],
                     enum router_class class);

/* Whether the request is about a picture of the room. */
bool slots_mean_picture(const struct router_request *request);
/* Adds the act of the request with its text: what is given, the payload, a picture's, that of an act before or of an earlier turn.
 * NULL where there is none. */
struct router_act *slots_add_with_text(const struct router_request *request,
                                       struct router_plan *plan, struct str inline_text);
/* The message, where it is nothing but a text or code; else empty. */
struct str slots_whole(const struct router_request *request);
/* Arguments "length", "sentences" and "form". */
void slots_set_form(const struct router_request *request, struct router_act *act);
/* That synonyms or opposites are what is asked of a word. */
void slots_set_about(const struct router_request *request, struct router_act *act);

/* The tokens that are not in the list of words, as one run: the last behind one of the anchors, else the first. False where all are
 * in the list. */
bool slots_find_run(const struct router_request *request, const char *stops, const char *anchors,
                    size_t out_range[2]);
