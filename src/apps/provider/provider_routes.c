/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/provider/provider_int.h"

#define API "/api/v1"

const struct route provider_routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", API "/models", provider_api_models, AUTH_USER, 0, 0, "what can answer now"},
    {"GET", API "/me/usage", provider_api_usage, AUTH_USER, 0, 0,
     "what was answered for oneself, and how much may be"},
    {0},
};
