/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the URIs of authenticator apps as such an app does, to hold the server's own against. */
#pragma once

#include "apps/factors/factors_codes.h"

struct test_totp_link {
    struct str issuer;
    struct str account;
    struct factors_secret secret;
};

/* E_INVALID for whatever is not such a URI with the settings that all apps know. */
MUSTUSE int test_totp_parse_uri(struct str uri, struct arena *arena, struct test_totp_link *out);
