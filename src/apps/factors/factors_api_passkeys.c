/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/factors/factors_api.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "platform/mail/mail.h"
#include "platform/metrics/metrics.h"

static void write_base64(struct json_out *out, const char *key, struct arena *arena,
                         struct str bytes)
{
    char *text = arena_alloc(arena, BASE64URL_LENGTH(bytes.n) + 1);
    base64url_encode(bytes.p, bytes.n, text);
    json_kv_c(out, key, text);
}

/* ---- options: WebAuthn, level 3, section 5.1.9 and 5.1.10 ---- */

static void write_descriptors(struct json_out *out, const char *key,
                              const struct factors_passkeys *passkeys, struct str site)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    json_key(out, key);
    json_begin_array(out);
    for (size_t i = 0; passkeys != NULL && i < passkeys->count; i++) {
        const struct factors_passkey *passkey = &passkeys->items[i];
        if (!str_eq(passkey->site, site)) {
            continue;
        }
        json_begin_object(out);
        json_kv_c(out, "type", "public-key");
        write_base64(out, "id", arena, passkey->credential);
        json_kv_raw(out, "transports", passkey->transports);
        json_end_object(out);
    }
    json_end_array(out);
}

void factors_write_request(struct json_out *out, const struct factors_nonce *nonce,
                           const struct factors_relying_party *party,
                           const struct factors_passkeys *allowed)
{
    json_begin_object(out);
    json_kv_c(out, "challenge", nonce->s);
    json_kv_str(out, "rpId", party->id);
    json_kv_i64(out, "timeout", PASSKEY_MS / 2);
    json_kv_c(out, "userVerification", party->needs_verified ? "required" : "preferred");
    write_descriptors(out, "allowCredentials", allowed, party->id);
    json_end_object(out);
}

static void write_algorithms(struct json_out *out)
{
    static const int64_t algorithms[] = {FACTORS_EDDSA, FACTORS_ES256, FACTORS_RS256};
    json_key(out, "pubKeyCredParams");
    json_begin_array(out);
    for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
        json_begin_object(out);
        json_kv_c(out, "type", "public-key");
        json_kv_i64(out, "alg", algorithms[i]);
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_creation(struct req *rq, const struct accounts_user *user,
                           const struct factors_relying_party *party,
                           const struct factors_passkeys *present)
{
    struct factors_nonce nonce = factors_make_nonce(rq->state, FACTORS_REGISTER,
                                                    factors_subject_of_session(rq), clock_now_ms());
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_c(out, "challenge", nonce.s);
    json_key(out, "rp");
    json_begin_object(out);
    json_kv_c(out, "name", FACTORS_NAME);
    json_kv_str(out, "id", party->id);
    json_end_object(out);
    json_key(out, "user");
    json_begin_object(out);
    write_base64(out, "id", rq->arena, (struct str){(const char *)user->id.b, sizeof(user->id.b)});
    json_kv_str(out, "name", user->email);
    json_kv_str(out, "displayName", user->name.n > 0 ? user->name : user->username);
    json_end_object(out);
    write_algorithms(out);
    json_kv_i64(out, "timeout", PASSKEY_MS / 2);
    write_descriptors(out, "excludeCredentials", present, party->id);
    json_key(out, "authenticatorSelection");
    json_begin_object(out);
    json_kv_c(out, "residentKey", "preferred");
    json_kv_c(out, "userVerification", "preferred");
    json_end_object(out);
    json_kv_c(out, "attestation", "none");
    json_end_object(out);
}

static int list_passkeys(struct req *rq, struct factors_passkeys *out)
{
    struct factors *factors = rq->state;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(factors->db, &conn);
    return rc < 0 ? rc : factors_store_list_passkeys(conn, rq->user.id, rq->arena, out);
}

int factors_api_passkey_options(struct req *rq)
{
    struct accounts_user user = {0};
    struct factors_relying_party party = {0};
    struct factors_passkeys present = {0};
    int rc = factors_want_proof(rq);
    if (rc == E_OK) {
        rc = factors_find_party(rq, &party);
    }
    if (rc == E_OK) {
        rc = factors_find_user(rq, &user);
    }
    if (rc == E_OK) {
        rc = list_passkeys(rq, &present);
    }
    if (rc < 0) {
        return rc;
    }
    write_creation(rq, &user, &party, &present);
    return req_reply(rq, 200);
}

int factors_api_proof_options(struct req *rq)
{
    static const struct json_field none[] = {{0}};
    struct factors_relying_party party = {0};
    struct factors_passkeys present = {0};
    int rc = req_json(rq, none, NULL);
    if (rc == E_OK) {
        rc = factors_find_party(rq, &party);
    }
    if (rc == E_OK) {
        rc = list_passkeys(rq, &present);
    }
    if (rc < 0) {
        return rc;
    }
    struct factors_nonce nonce = factors_make_nonce(rq->state, FACTORS_PROOF,
                                                    factors_subject_of_session(rq), clock_now_ms());
    factors_write_request(req_out(rq), &nonce, &party, &present);
    return req_reply(rq, 200);
}

/* ---- adding, renaming, removing ---- */

struct passkey_body {
    struct str name;
    struct str credential;
};

static const struct json_field passkey_fields[] = {
    {"name", JSON_STR, offsetof(struct passkey_body, name), true, 1, FIELD_MAX},
    {"credential", JSON_NESTED, offsetof(struct passkey_body, credential), true, 0, BODY_JSON},
    {0},
};

/* Without blanks around it, and printable. */
static int read_name(struct req *rq, struct str text, struct str *out)
{
    struct str name = str_trim(text);
    if (name.n == 0) {
        return err_field(&rq->err, "name", "must not be empty");
    }
    if (utf8_length(name) > PASSKEY_NAME_MAX) {
        return err_field(&rq->err, "name", "must have at most %d characters", PASSKEY_NAME_MAX);
    }
    for (size_t i = 0; i < name.n; i++) {
        if ((uint8_t)name.p[i] < ' ' || name.p[i] == 0x7f) {
            return err_field(&rq->err, "name", "must not have control characters");
        }
    }
    *out = name;
    return E_OK;
}

/* Keeps it, and the recovery codes that come with a first factor. */
static int add_passkey(struct req *rq, const struct factors_registration *given,
                       struct factors_use *use, struct factors_passkey *passkey,
                       struct factors_codes *out_codes)
{
    struct factors *factors = rq->state;
    struct accounts_user user = {0};
    int rc = factors_find_user(rq, &user);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(factors->db, &conn);
    struct factors_check check = {factors, conn, &user, NULL, rq->arena, clock_now_ms()};
    if (rc == E_OK) {
        rc = factors_add_passkey(&check, given, use, passkey, &rq->err);
    }
    if (rc == E_OK) {
        rc = factors_settle(factors, conn, user.id, rq->arena, out_codes);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail_wake(factors->services->mail);
    }
    return rc;
}

/* Its challenge was given out against a proof. */
int factors_api_add_passkey(struct req *rq)
{
    struct passkey_body body = {0};
    struct factors_registration given = {0};
    struct factors_passkey passkey = {0};
    struct factors_codes codes = {0};
    struct factors_use use = {.purpose = FACTORS_REGISTER};
    use.subject = factors_subject_of_session(rq);
    int rc = req_json(rq, passkey_fields, &body);
    if (rc == E_OK) {
        rc = read_name(rq, body.name, &passkey.name);
    }
    if (rc == E_OK) {
        rc = factors_find_party(rq, &use.party);
    }
    if (rc == E_OK) {
        rc = factors_read_registration(body.credential, rq->arena, &given, &passkey.transports,
                                       &rq->err);
    }
    if (rc == E_OK) {
        rc = add_passkey(rq, &given, &use, &passkey, &codes);
    }
    if (rc < 0) {
        return rc;
    }
    req_set_header(rq, "Cache-Control", STR("no-store"));
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    factors_write_passkey(out, &passkey);
    factors_write_codes(out, &codes);
    json_end_object(out);
    return req_reply(rq, 201);
}

struct name_body {
    struct str name;
};

static const struct json_field name_fields[] = {
    {"name", JSON_STR, offsetof(struct name_body, name), true, 1, FIELD_MAX},
    {0},
};

/* The passkey of the user's with this id. */
static int find_own(struct req *rq, struct uuid id, struct factors_passkey *out)
{
    struct factors_passkeys present = {0};
    int rc = list_passkeys(rq, &present);
    for (size_t i = 0; rc == E_OK && i < present.count; i++) {
        if (uuid_eq(present.items[i].id, id)) {
            *out = present.items[i];
            return E_OK;
        }
    }
    return rc < 0 ? rc : E_NOT_FOUND;
}

int factors_api_rename_passkey(struct req *rq)
{
    struct factors *factors = rq->state;
    struct name_body body = {0};
    struct uuid id;
    struct str name = STR_EMPTY;
    int rc = req_id(rq, "id", &id);
    if (rc == E_OK) {
        rc = req_json(rq, name_fields, &body);
    }
    if (rc == E_OK) {
        rc = read_name(rq, body.name, &name);
    }
    if (rc < 0) {
        return rc;
    }
    struct factors_passkey passkey = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_begin(factors->db, &conn);
    if (rc == E_OK) {
        rc = factors_store_rename_passkey(conn, rq->user.id, id, name);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        rc = find_own(rq, id, &passkey);
    }
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    factors_write_passkey(out, &passkey);
    json_end_object(out);
    return req_reply(rq, 200);
}

static int drop_passkey(struct req *rq, const struct accounts_user *user,
                        const struct factors_passkey *passkey)
{
    struct factors *factors = rq->state;
    struct factors_codes unused = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(factors->db, &conn);
    if (rc == E_OK) {
        rc = factors_store_drop_passkey(conn, user->id, passkey->id);
    }
    if (rc == E_OK) {
        rc = factors_settle(factors, conn, user->id, rq->arena, &unused);
    }
    if (rc == E_OK) {
        const char *happened =
            arena_printf(rq->arena, "the passkey \"%" STRF "\" was removed from your account.",
                         STRA(passkey->name));
        const struct factors_change change = {"account.remove-factor", "passkey",
                                              "A passkey was removed", happened};
        rc = factors_note_change(conn, user, &change);
    }
    if (rc == E_OK) {
        rc = db_commit(&conn);
    }
    if (rc == E_OK) {
        mail_wake(factors->services->mail);
    }
    return rc;
}

int factors_api_drop_passkey(struct req *rq)
{
    struct uuid id;
    struct accounts_user user = {0};
    struct factors_passkey passkey = {0};
    int rc = req_id(rq, "id", &id);
    if (rc == E_OK) {
        rc = factors_want_proof(rq);
    }
    if (rc == E_OK) {
        rc = factors_find_user(rq, &user);
    }
    if (rc == E_OK) {
        rc = find_own(rq, id, &passkey);
    }
    if (rc == E_OK) {
        rc = drop_passkey(rq, &user, &passkey);
    }
    return rc < 0 ? rc : req_reply(rq, 204);
}

/* ---- logging in without a password ---- */

int factors_api_log_in_options(struct req *rq)
{
    static const struct json_field none[] = {{0}};
    struct factors_relying_party party = {0};
    int rc = req_json(rq, none, NULL);
    if (rc == E_OK) {
        rc = factors_find_party(rq, &party);
    }
    if (rc < 0) {
        return rc;
    }
    party.needs_verified = true;
    struct factors_nonce nonce =
        factors_make_nonce(rq->state, FACTORS_LOG_IN, STR_EMPTY, clock_now_ms());
    req_set_header(rq, "Cache-Control", STR("no-store"));
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_c(out, "challenge_id", nonce.s);
    json_key(out, "publicKey");
    factors_write_request(out, &nonce, &party, NULL);
    json_end_object(out);
    return req_reply(rq, 200);
}

struct log_in_body {
    struct str challenge_id;
    struct str credential;
};

static const struct json_field log_in_fields[] = {
    {"challenge_id", JSON_STR, offsetof(struct log_in_body, challenge_id), true, 1, FIELD_MAX},
    {"credential", JSON_NESTED, offsetof(struct log_in_body, credential), true, 0, BODY_JSON},
    {0},
};

/* Whose passkey it is. A refused one is committed, too: its owner may have to be told. */
static int check_log_in(struct req *rq, const struct factors_assertion *given,
                        const struct factors_use *use, struct factors_passkey *out)
{
    struct factors *factors = rq->state;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(factors->db, &conn);
    if (rc < 0) {
        return rc;
    }
    struct factors_check check = {factors, conn, NULL, NULL, rq->arena, clock_now_ms()};
    rc = factors_check_passkey(&check, given, use, out);
    if (rc < 0 && rc != E_INVALID_CODE) {
        return rc;
    }
    int committed = db_commit(&conn);
    if (committed == E_OK) {
        mail_wake(factors->services->mail);
    }
    return committed < 0 ? committed : rc;
}

int factors_api_log_in(struct req *rq)
{
    struct factors *factors = rq->state;
    struct log_in_body body = {0};
    struct factors_assertion given = {0};
    struct factors_passkey passkey = {0};
    struct accounts_user user = {0};
    struct factors_use use = {.purpose = FACTORS_LOG_IN, .subject = STR_EMPTY};
    int rc = req_json(rq, log_in_fields, &body);
    if (rc == E_OK) {
        rc = factors_find_party(rq, &use.party);
    }
    if (rc == E_OK) {
        rc = factors_read_assertion(body.credential, rq->arena, &given, &rq->err);
    }
    if (rc < 0) {
        return rc;
    }
    use.party.needs_verified = true;
    rc = check_log_in(rq, &given, &use, &passkey);
    if (rc == E_OK) {
        rc = accounts_find(factors->accounts, passkey.owner, rq->arena, &user);
    }
    if (rc == E_INVALID_CODE || rc == E_NOT_FOUND) {
        metrics_count(rq->services->metrics, METRIC_LOGINS_FAILED);
        return err_set(&rq->err, E_INVALID_CREDENTIALS, "This passkey is not known here.");
    }
    return rc < 0 ? rc : accounts_reply_log_in(rq, &user);
}
