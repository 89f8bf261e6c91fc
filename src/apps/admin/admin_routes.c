/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/admin/admin_int.h"

#define API "/api/v1/admin"

/* What has a place of its own comes before what descriptors say: a fixed name wins over :resource. */
const struct route admin_routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", API "/mail", admin_api_list_mail, AUTH_STAFF, 0, 0, "the outbox, newest first"},
    {"POST", API "/mail/test", admin_api_test_mail, AUTH_STAFF, BODY_JSON, 0,
     "send a message now, to see whether the mail server takes it"},
    {"GET", API "/settings", admin_api_get_settings, AUTH_STAFF, 0, 0,
     "what can be set while the server runs"},
    {"PATCH", API "/settings", admin_api_patch_settings, AUTH_STAFF, BODY_JSON, 0,
     "set some of it"},
    {"GET", API "/stats", admin_api_stats, AUTH_STAFF, 0, ROUTE_BLOCKS, "figures, now and before"},
    {"GET", API "/resources", admin_api_resources, AUTH_STAFF, 0, 0,
     "what there is to administer, and how"},
    {"GET", API "/:resource", admin_api_list, AUTH_STAFF, 0, ROUTE_BLOCKS,
     "all of a kind: searched, filtered, sorted"},
    {"POST", API "/:resource", admin_api_add, AUTH_STAFF, BODY_JSON, ROUTE_SEALS_REPLAY,
     "make a new one, where staff can"},
    {"GET", API "/:resource/export", admin_api_export, AUTH_STAFF, 0, ROUTE_BLOCKS,
     "all of a kind as a file, where there is one"},
    {"POST", API "/:resource/actions/:action", admin_api_act, AUTH_STAFF, BODY_JSON, 0,
     "do something to several at once"},
    {"GET", API "/:resource/:id", admin_api_get, AUTH_STAFF, 0, 0, "one of them"},
    {"PATCH", API "/:resource/:id", admin_api_patch, AUTH_STAFF, BODY_JSON, 0, "change it"},
    {"DELETE", API "/:resource/:id", admin_api_delete, AUTH_STAFF, BODY_JSON, 0, "remove it"},
    {"POST", API "/:resource/:id/open", admin_api_open, AUTH_STAFF, BODY_JSON, ROUTE_NO_REPLAY,
     "read what is its owner's, who is told of it and why"},
    {"GET", API "/:resource/:id/files/:name", admin_api_file, AUTH_STAFF, 0, 0,
     "a file of what was opened lately"},
    {"POST", API "/:resource/:id/:action", admin_api_act_one, AUTH_STAFF, BODY_JSON, 0,
     "do something to it"},
    {"GET", "/api/v1/me/accesses", admin_api_accesses, AUTH_USER, 0, 0,
     "who of the staff has opened what is one's own, and why"},
    {0},
};
