/* SPDX-License-Identifier: GPL-3.0-or-later */
/* skills: what the program can do by itself, without a model. One implementation, used in three ways: as the provider "skills", whose
 * model "assisti" answers in rooms and over the OpenAI-compatible API; as tools of language models (apps/chat); and by itself,
 * POST /api/v1/skills/NAME.
 *
 * Way of a request: skills_run() checks the arguments against the skill's manifest (src/skill) and has it done: in a sandboxed worker
 * (infer/skills) where it only computes, else by a function here (struct skills_server) on the thread "skills", which may use the
 * database, ask a worker itself, or wait for a picture. Either way `done` is called once.
 * Way of a sentence: skills_provider.c has a worker route it (infer/router) and does what that says, one skill after the other.
 *
 * The workers are of a pool of their own: somebody's hour of scanned pages must not keep a sum waiting.
 * Memory: a request is read before skills_run() returns, but for the bytes of pictures; what `done` is given lives during the call. Threads: "skills", that of the
 * pool; `done` is called on either and must not block.
 * Files: skills.c life, skills_needs.c what is installed, skills_task.c requests, skills_server.c the thread, skills_pictures.c skills about pictures, skills_provider.c and
 * skills_acts.c sentences, skills_api.c HTTP, skills_routes.c table, quiz*.c the skill "quiz" (quiz.h). */
#pragma once

#include "http/http.h"
#include "skill/skill.h"

struct skills;

extern const struct app skills_app;

struct skills *skills_of(struct http *http);
const struct skill_set *skills_set(const struct skills *skills);

#define SKILLS_PICTURES_MAX  ((size_t)16)
#define SKILLS_ARGUMENTS_MAX (4 * MIB)

/* A record of one of the image applications, or a picture that came with a question and is none's yet. */
struct skills_picture {
    struct str app; /* empty: there is no record */
    struct uuid record;
    struct str bytes; /* of one without a record; they stay where they are until `done` is called */
};

struct skills_request {
    struct uuid id; /* a new one, for skills_cancel() */
    struct uuid owner;
    struct str name;
    struct str arguments; /* JSON, from anybody */
    /* What "the picture" may mean, the likeliest first; those over SKILLS_PICTURES_MAX do not count. */
    const struct skills_picture *pictures;
    size_t picture_count;
};

struct skills_end {
    int rc;
    const char *sentence; /* for people; where rc is not E_OK */
    struct str result;    /* a JSON object, where it is */
};
typedef void skills_done(void *context, const struct skills_end *end);

/* E_NOT_FOUND where there is no such skill; E_INVALID names the members that are wrong; E_BUSY, E_SHUTTING_DOWN; all with words, and
 * `done` is not called then. */
MUSTUSE int skills_run(struct skills *skills, const struct skills_request *request,
                       skills_done *done, void *context, struct err *err);
/* It ends soon with E_CANCELLED, unless it has ended. */
void skills_cancel(struct skills *skills, struct uuid id);
