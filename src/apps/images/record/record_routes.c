/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/images/record/record_int.h"

const struct route record_routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", "", record_list, AUTH_USER, 0, 0, "one's pictures, newest first"},
    {"POST", "", record_post, AUTH_USER, BODY_UPLOAD, ROUTE_FORM, "have a picture looked at"},
    {"GET", "/:id", record_get, AUTH_USER, 0, 0, "one picture with what was found"},
    {"PATCH", "/:id", record_patch, AUTH_USER, BODY_UPLOAD, ROUTE_FORM_OR_JSON,
     "a new title, or a new picture, which is looked at anew"},
    {"DELETE", "/:id", record_delete, AUTH_USER, 0, 0, "remove the picture and all of it"},
    {"POST", "/:id/predict", record_predict, AUTH_USER, 0, 0, "look at it again"},
    {"GET", "/:id/image", record_image, AUTH_USER, 0, 0, "the file as it was uploaded"},
    {"GET", "/:id/thumbnail", record_thumbnail, AUTH_USER, 0, 0, "a small JPEG of it"},
    {"GET", "/:id/preview", record_preview, AUTH_USER, 0, 0,
     "the picture, or a page, as a browser can show it, upright"},
    {"GET", "/:id/events", record_events, AUTH_USER, 0, 0,
     "how the work goes on (Server-Sent Events)"},
    {0},
};
