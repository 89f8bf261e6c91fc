/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/export/export_int.h"

#define V1 "/api/v1"

static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", V1 "/categories/:id/export", export_get, AUTH_USER, 0, ROUTE_BLOCKS,
     "the room as Markdown, JSON or one HTML page"},
    {0},
};

const struct app export_app = {.name = "export", .routes = routes};
