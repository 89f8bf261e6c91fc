/* SPDX-License-Identifier: GPL-3.0-or-later */
/* router: finds out which skills a message in a room asks for, and with which arguments.
 * Not here: performing skills, or saying anything about the world. What is asked of a language model alone (opinions, news,
 * texts to be written) is recognised as out of scope and answered so.
 *
 * Way of a message:
 *   router_parts.c     tells the request from the text that it is about ("check: ...", quotes, code), by form
 *   router_tokens.c    cuts the request into words and says of each what it is (a number, a unit, a language, an element)
 *   router_features.c  makes features of these, of their letters, of groups of words with one purpose (router_concepts.c,
 *                      models/router/concepts.txt), of the text's shape and of the room; by them a linear classifier
 *                      (infer/ngram, trained by training/router) says what is wanted
 *   router_weigh.c     strikes out what cannot be meant here
 *   router_settle.c    knows what a form or the room settles without the classifier, router_senseless.c letters without sense
 *   router_alone.c     knows messages that are hardly a request
 *   router_plan.c      splits what holds several requests, of which it does up to five
 *   router_slots*.c    take the arguments out of the words by grammar
 *   router_follow*.c   complete what only makes sense after the turn before ("shorter", "and in miles?", "round that up")
 *   router_choices.c   offers what may have been meant where the classifier is not sure
 *   router_write.c     writes the plan
 *
 * The result is an object: {"acts": [{"skill", "arguments", "confidence"}], "unsure": bool, and, where there is no act,
 * "about": "hello" | "thanks" | "bye" | "help" | "out_of_scope" | "unclear", "text": what to say, in English,
 * "choices": [{"label", "say"}]}. Beside acts, "text" is what is to be said behind their answers. An argument {"$from": n, "member": name}
 * stands for that member of the result of act n, or of what it gives as text where the result has no such member.
 *
 * Memory: results live in the arena passed in. Threads: any number may ask one router; nothing of it changes. */
#pragma once

#include "base/json.h"

#define ROUTER_MESSAGE_MAX (4 * MIB)
#define ROUTER_TURNS_MAX   ((size_t)20)
#define ROUTER_STEPS_MAX   ((size_t)16) /* of one turn */

struct router;

/* The classifier is part of the program; E_INTERNAL where it is damaged. */
MUSTUSE int router_new(struct router **out, struct err *err);
void router_free(struct router *router);
void router_freep(struct router **router);

/* A skill that was used for an earlier turn. */
struct router_step {
    struct str skill;
    struct json_value arguments; /* objects */
    struct json_value result;
};

struct router_turn {
    struct str said;
    const struct router_step *steps; /* (step_count) in their order */
    size_t step_count;
};

struct router_question {
    struct str message; /* well-formed UTF-8 */
    struct str
        preset; /* of the room: "grammar", "summarize", "language", "coding", "science"; or empty */
    size_t attached;                 /* pictures with this message */
    size_t earlier;                  /* pictures with earlier ones */
    const struct router_turn *turns; /* (turn_count) oldest first */
    size_t turn_count;
};

/* Reads {"message", "preset"?, "pictures"?: {"attached"?, "earlier"?}, "turns"?: [{"said", "steps": [{"skill", "arguments",
 * "result"}]}]}; of more turns than there may be, the last. Texts point into the document. E_INVALID without message. */
MUSTUSE int router_read(struct json_value task, struct arena *arena, struct router_question *out,
                        struct err *err);

/* Writes the members of the result into an object that the caller has begun and ends. */
void router_route(const struct router *router, const struct router_question *question,
                  struct arena *arena, struct json_out *out);

/* The features of a message, for training: each as the hash that the classifier takes. */
struct router_features {
    uint32_t *hashes; /* (count) */
    size_t count;
};
void router_features_of(const struct router *router, const struct router_question *question,
                        struct arena *arena, struct router_features *out);
