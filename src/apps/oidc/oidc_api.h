/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handlers of oidc. */
#pragma once

#include "apps/oidc/oidc_int.h"

int oidc_api_list_providers(struct req *rq);
int oidc_api_start(struct req *rq);
int oidc_api_callback(struct req *rq);
int oidc_api_list_links(struct req *rq);
int oidc_api_add_link(struct req *rq);
int oidc_api_drop_link(struct req *rq);

/* The member "oidc" of GET /site; `state` is struct oidc. */
void oidc_write_site(void *state, struct json_out *out);
