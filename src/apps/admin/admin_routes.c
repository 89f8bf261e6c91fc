/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/admin/admin_int.h"

#define API "/api/v1/admin"

static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", API "/mail", admin_api_list_mail, AUTH_STAFF, 0, 0, "the outbox, newest first"},
    {0},
};

const struct app admin_app = {
    .name = "admin",
    .routes = routes,
};
