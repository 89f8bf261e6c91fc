/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/people/people_int.h"

#define API "/api/v1"

static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", API "/me", people_api_get_me, AUTH_USER, 0, 0, "one's own account"},
    {"PATCH", API "/me", people_api_change_me, AUTH_USER, BODY_JSON, 0,
     "change name, username or telephone"},
    {"GET", API "/me/profile", people_api_get_profile, AUTH_USER, 0, 0, "one's own profile"},
    {"PATCH", API "/me/profile", people_api_change_profile, AUTH_USER, BODY_JSON, 0,
     "change the profile"},
    {"GET", API "/me/export", people_api_export, AUTH_USER, 0, ROUTE_BLOCKS,
     "all that is one's own, as a ZIP"},
    {"PUT", API "/me/avatar", people_api_put_avatar, AUTH_USER, BODY_UPLOAD, ROUTE_FORM,
     "show a picture of oneself"},
    {"DELETE", API "/me/avatar", people_api_delete_avatar, AUTH_USER, 0, 0, "show none any more"},
    {"GET", API "/users/:id/avatar", people_api_get_avatar, AUTH_USER, 0, 0,
     "what somebody shows of themselves"},
    {0},
};

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    (void)err;
    struct people *people = people_new(services, http_app_state(http, &accounts_app));
    people->http = http;
    people_avatars_init(people);
    *out_state = people;
    return E_OK;
}

static void done(void *state)
{
    people_free(state);
}

const struct app people_app = {
    .name = "people",
    .routes = routes,
    .jobs = people_jobs,
    .portable = people_portable,
    .init = init,
    .done = done,
};
