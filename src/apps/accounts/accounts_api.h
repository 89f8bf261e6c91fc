/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handlers of accounts, and what they share. */
#pragma once

#include "apps/accounts/accounts_int.h"

/* accounts_api_auth.c */
int accounts_api_register(struct req *rq);
int accounts_api_verify_email(struct req *rq);
int accounts_api_resend(struct req *rq);

/* accounts_api_log_in.c */
int accounts_api_log_in(struct req *rq);
int accounts_api_prove(struct req *rq);

/* accounts_api_self.c */
int accounts_api_forgot(struct req *rq);
int accounts_api_reset(struct req *rq);
int accounts_api_change_password(struct req *rq);
int accounts_api_change_email(struct req *rq);
int accounts_api_confirm_email(struct req *rq);
int accounts_api_delete_me(struct req *rq);

/* accounts_api_site.c */
int accounts_api_get_site(struct req *rq);
int accounts_api_set_up(struct req *rq);

/* Room in the tables of fields for what the rules will refuse in their own words. */
#define FIELD_MAX 6000

/* The one whose access token came with the request, for routes that do without. E_NOT_AUTHENTICATED, E_TOKEN_INVALID. */
MUSTUSE int accounts_read_bearer(struct req *rq, struct req_user *out);
/* Answers 202 a fixed time after `started_ms` (clock_mono_ms()), so that nobody can tell by a watch whether there was
 * something to do. */
MUSTUSE int accounts_reply_quietly(struct req *rq, int64_t started_ms);
