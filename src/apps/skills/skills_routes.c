/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/skills/skills_int.h"

#define V1 "/api/v1"

const struct route skills_routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", V1 "/skills", skills_api_list, AUTH_USER, 0, 0, "what can be done without a model"},
    {"GET", V1 "/skills/:name", skills_api_get, AUTH_USER, 0, 0, "one skill"},
    {"POST", V1 "/skills/:name", skills_api_run, AUTH_USER, SKILLS_ARGUMENTS_MAX, 0,
     "have it done: the body is what it is asked"},
    {0},
};
