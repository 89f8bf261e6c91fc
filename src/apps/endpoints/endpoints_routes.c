/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/endpoints/endpoints_int.h"

#define API "/api/v1/admin/model-endpoints"

/* Keys are in bodies, and nothing of a body is in a reply: repeats may be answered as the first was. */
const struct route endpoints_routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", API, endpoints_api_list, AUTH_STAFF, 0, 0, "servers of models that were set up"},
    {"POST", API, endpoints_api_add, AUTH_STAFF, BODY_JSON, ROUTE_FETCHES, "set one up"},
    {"GET", API "/:id", endpoints_api_get, AUTH_STAFF, 0, 0, "one of them"},
    {"PATCH", API "/:id", endpoints_api_change, AUTH_STAFF, BODY_JSON, ROUTE_FETCHES,
     "change some of it"},
    {"DELETE", API "/:id", endpoints_api_drop, AUTH_STAFF, 0, 0, "remove it"},
    {"POST", API "/:id/test", endpoints_api_test, AUTH_STAFF, 0, ROUTE_FETCHES,
     "ask it what models it has"},
    {0},
};
