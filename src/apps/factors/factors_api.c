/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/factors/factors_api.h"

/* ---- shared ---- */

int factors_find_user(struct req *rq, struct accounts_user *out)
{
    int rc = accounts_find(accounts_of(rq), rq->user.id, rq->arena, out);
    return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc; /* it went a moment ago */
}

struct proof_body {
    struct str password;
};

static const struct json_field proof_fields[] = {
    {"password", JSON_STR, offsetof(struct proof_body, password), false, 0, FIELD_MAX},
    {0},
};

int factors_want_proof(struct req *rq)
{
    struct proof_body body = {0};
    int rc = req_json(rq, proof_fields, &body);
    return rc < 0 ? rc : accounts_require_proof(rq, body.password);
}

/* The same, and then the account. */
static int begin_change(struct req *rq, struct accounts_user *out)
{
    int rc = factors_want_proof(rq);
    return rc < 0 ? rc : factors_find_user(rq, out);
}

void factors_write_codes(struct json_out *out, const struct factors_codes *codes)
{
    if (codes->count == 0) {
        return;
    }
    json_key(out, "recovery_codes");
    json_begin_array(out);
    for (size_t i = 0; i < codes->count; i++) {
        json_put_str(out, str_from(codes->items[i].s));
    }
    json_end_array(out);
}

void factors_write_passkey(struct json_out *out, const struct factors_passkey *passkey)
{
    json_kv_id(out, "id", passkey->id);
    json_kv_str(out, "name", passkey->name);
    json_kv_time(out, "created", passkey->created_ms);
    if (passkey->last_used_ms > 0) {
        json_kv_time(out, "last_used", passkey->last_used_ms);
    } else {
        json_kv_null(out, "last_used");
    }
}

/* ---- what there is ---- */

static int read_state(struct req *rq, struct factors_state *out, struct factors_passkeys *out_keys)
{
    struct factors *factors = rq->state;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(factors->db, &conn);
    if (rc == E_OK) {
        rc = factors_store_find(conn, rq->user.id, rq->arena, out);
    }
    if (rc == E_OK) {
        rc = factors_store_list_passkeys(conn, rq->user.id, rq->arena, out_keys);
    }
    return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
}

/* GET /auth/two-factor, and the answer of what changes it: then with the codes that were made. */
static int reply_state(struct req *rq, const struct factors_codes *codes)
{
    struct factors_state state = {0};
    struct factors_passkeys passkeys = {0};
    struct factors_relying_party party = {0};
    int rc = read_state(rq, &state, &passkeys);
    if (rc < 0) {
        return rc;
    }
    const bool can_have_passkeys = factors_find_party(rq, &party) == E_OK;
    err_clear(&rq->err);
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_bool(out, "email", state.has_email);
    json_kv_bool(out, "totp", state.secret.n > 0);
    json_kv_i64(out, "recovery_codes_left", state.recovery_left);
    json_key(out, "passkeys");
    json_begin_array(out);
    for (size_t i = 0; i < passkeys.count; i++) {
        json_begin_object(out);
        factors_write_passkey(out, &passkeys.items[i]);
        json_end_object(out);
    }
    json_end_array(out);
    json_kv_bool(out, "passkeys_possible", can_have_passkeys);
    json_kv_bool(out, "required", factors_is_required(rq->state, &state));
    factors_write_codes(out, codes);
    json_end_object(out);
    req_set_header(rq, "Cache-Control", STR("no-store"));
    return req_reply(rq, 200);
}

int factors_api_get(struct req *rq)
{
    struct factors_codes none = {.count = 0};
    return reply_state(rq, &none);
}

/* ---- e-mailed codes ---- */

static int set_email(struct req *rq, bool is_on)
{
    struct accounts_user user = {0};
    struct factors_codes codes = {0};
    int rc = begin_change(rq, &user);
    if (rc == E_OK) {
        rc = factors_set_email(rq->state, &user, is_on, rq->arena, &codes);
    }
    return rc < 0 ? rc : reply_state(rq, &codes);
}

int factors_api_enable_email(struct req *rq)
{
    return set_email(rq, /* is_on= */ true);
}

int factors_api_disable_email(struct req *rq)
{
    return set_email(rq, /* is_on= */ false);
}

int factors_api_email_code(struct req *rq)
{
    static const struct json_field none[] = {{0}};
    struct accounts_user user = {0};
    int rc = req_json(rq, none, NULL);
    if (rc == E_OK) {
        rc = factors_find_user(rq, &user);
    }
    if (rc == E_OK) {
        rc = factors_send_proof(rq->state, rq, &user);
    }
    return rc < 0 ? rc : req_reply(rq, 202);
}

/* ---- authenticator app ---- */

int factors_api_setup_totp(struct req *rq)
{
    struct accounts_user user = {0};
    struct factors_setup setup = {0};
    int rc = begin_change(rq, &user);
    if (rc == E_OK) {
        rc = factors_begin_totp(rq->state, &user, rq->arena, &setup, &rq->err);
    }
    if (rc < 0) {
        return rc;
    }
    req_set_header(rq, "Cache-Control", STR("no-store"));
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_c(out, "secret", setup.secret);
    json_kv_str(out, "otpauth_uri", setup.uri);
    json_kv_str(out, "qr_svg", setup.svg);
    json_end_object(out);
    secret_wipe(setup.secret, sizeof(setup.secret));
    return req_reply(rq, 200);
}

struct enable_body {
    struct str code;
};

static const struct json_field enable_fields[] = {
    {"code", JSON_STR, offsetof(struct enable_body, code), true, 1, FIELD_MAX},
    {0},
};

/* Without a proof of its own: the secret that the code is of was shown to who had one. */
int factors_api_enable_totp(struct req *rq)
{
    struct enable_body body = {0};
    struct accounts_user user = {0};
    struct factors_codes codes = {0};
    int rc = req_json(rq, enable_fields, &body);
    if (rc == E_OK) {
        rc = factors_find_user(rq, &user);
    }
    if (rc == E_OK) {
        rc = factors_enable_totp(rq->state, &user, str_trim(body.code), rq->arena, &codes);
    }
    return rc < 0 ? rc : reply_state(rq, &codes);
}

int factors_api_disable_totp(struct req *rq)
{
    struct accounts_user user = {0};
    struct factors_codes none = {.count = 0};
    int rc = begin_change(rq, &user);
    if (rc == E_OK) {
        rc = factors_disable_totp(rq->state, &user, rq->arena);
    }
    return rc < 0 ? rc : reply_state(rq, &none);
}

/* ---- recovery codes ---- */

int factors_api_renew_recovery(struct req *rq)
{
    struct accounts_user user = {0};
    struct factors_codes codes = {0};
    int rc = begin_change(rq, &user);
    if (rc == E_OK) {
        rc = factors_renew_recovery(rq->state, &user, rq->arena, &codes, &rq->err);
    }
    if (rc < 0) {
        return rc;
    }
    req_set_header(rq, "Cache-Control", STR("no-store"));
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    factors_write_codes(out, &codes);
    json_end_object(out);
    return req_reply(rq, 200);
}
