/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handlers of factors, and what they share. */
#pragma once

#include "apps/factors/factors_int.h"

/* factors_api.c */
int factors_api_get(struct req *rq);
int factors_api_enable_email(struct req *rq);
int factors_api_disable_email(struct req *rq);
int factors_api_email_code(struct req *rq);
int factors_api_setup_totp(struct req *rq);
int factors_api_enable_totp(struct req *rq);
int factors_api_disable_totp(struct req *rq);
int factors_api_renew_recovery(struct req *rq);

/* factors_api_step.c */
int factors_api_step(struct req *rq);
int factors_api_resend(struct req *rq);
int factors_api_step_options(struct req *rq);

/* factors_api_passkeys.c */
int factors_api_passkey_options(struct req *rq);
int factors_api_add_passkey(struct req *rq);
int factors_api_rename_passkey(struct req *rq);
int factors_api_drop_passkey(struct req *rq);
int factors_api_proof_options(struct req *rq);
int factors_api_log_in_options(struct req *rq);
int factors_api_log_in(struct req *rq);

/* Room in the tables of fields for what the rules will refuse in their own words. */
#define FIELD_MAX 6000

/* The account that the request is for. */
MUSTUSE int factors_find_user(struct req *rq, struct accounts_user *out);
/* Reads {password?} and wants that, or a proof of a moment ago. */
MUSTUSE int factors_want_proof(struct req *rq);
/* A member "recovery_codes" of an object that was begun, where there are any. */
void factors_write_codes(struct json_out *out, const struct factors_codes *codes);
void factors_write_passkey(struct json_out *out, const struct factors_passkey *passkey);
/* PublicKeyCredentialRequestOptionsJSON as the next value. `allowed` may be NULL: any passkey of this site. */
void factors_write_request(struct json_out *out, const struct factors_nonce *nonce,
                           const struct factors_relying_party *party,
                           const struct factors_passkeys *allowed);
