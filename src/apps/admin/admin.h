/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin: what staff see and do. Every route asks for a staff account.
 * Memory: the request's arena. Threads: any; no state.
 * Files: admin_routes.c table, admin_api.c HTTP. */
#pragma once

#include "http/http.h"

extern const struct app admin_app;
