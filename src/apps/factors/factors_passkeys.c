/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "apps/factors/factors_int.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"

/* ---- challenges ---- */

/* A challenge: when it ends (big-endian milliseconds), random bytes, and a MAC over these, purpose and subject. Whoever has not the
 * key makes none, so none has to be stored before it is used. */
#define END_BYTES  ((size_t)8)
#define OPEN_BYTES (END_BYTES + FACTORS_NONCE_SIZE)

struct challenge {
    uint8_t open[OPEN_BYTES];
    struct crypt_digest mac;
};
_Static_assert(sizeof(struct challenge) == FACTORS_CHALLENGE_MAX, "without gaps");

static const char *const purposes[] = {
    [FACTORS_REGISTER] = "register",
    [FACTORS_LOG_IN] = "log in",
    [FACTORS_STEP] = "step",
    [FACTORS_PROOF] = "proof",
};
_Static_assert(ARRAY_LEN(purposes) == FACTORS_PURPOSE_COUNT, "one word each");

/* The open part has a fixed length, the purpose ends with a NUL: what remains is the subject. */
static struct crypt_digest sign(const struct factors *factors, const uint8_t open[OPEN_BYTES],
                                enum factors_purpose purpose, struct str subject)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, KIB);
    sb_add(&sb, (struct str){(const char *)open, OPEN_BYTES});
    sb_add_c(&sb, purposes[purpose]);
    sb_add_byte(&sb, '\0');
    sb_add(&sb, subject);
    ASSERT(!sb.failed);
    return crypt_hash(&factors->challenge_key, sb_str(&sb));
}

struct str factors_subject_of_session(struct req *rq)
{
    struct uuid ids[] = {rq->user.id, rq->user.session};
    return (struct str){arena_memdup(rq->arena, ids, sizeof(ids)), sizeof(ids)};
}

struct factors_nonce factors_make_nonce(const struct factors *factors, enum factors_purpose purpose,
                                        struct str subject, int64_t now_ms)
{
    struct challenge challenge;
    const uint64_t end_ms = (uint64_t)(now_ms + PASSKEY_MS);
    for (size_t i = 0; i < END_BYTES; i++) {
        challenge.open[i] = (uint8_t)(end_ms >> (56 - 8 * i));
    }
    random_bytes(challenge.open + END_BYTES, FACTORS_NONCE_SIZE);
    challenge.mac = sign(factors, challenge.open, purpose, subject);
    struct factors_nonce nonce;
    base64url_encode(&challenge, sizeof(challenge), nonce.s);
    return nonce;
}

int factors_use_nonce(const struct factors_check *check, enum factors_purpose purpose,
                      struct str subject, struct str text)
{
    struct challenge challenge;
    if (text.n != sizeof(challenge)) {
        return E_INVALID_CODE;
    }
    memcpy(&challenge, text.p, sizeof(challenge));
    struct crypt_digest mac = sign(check->factors, challenge.open, purpose, subject);
    if (!crypt_digest_eq(&mac, &challenge.mac)) {
        return E_INVALID_CODE;
    }
    uint64_t end_ms = 0;
    for (size_t i = 0; i < END_BYTES; i++) {
        end_ms = end_ms << 8 | challenge.open[i];
    }
    if ((int64_t)end_ms <= check->now_ms) {
        return E_INVALID_CODE;
    }
    struct crypt_digest digest = crypt_hash(NULL, text);
    int rc =
        factors_store_use_passkey_challenge(check->conn, &digest, (int64_t)end_ms, check->now_ms);
    return rc == E_CONFLICT ? E_INVALID_CODE : rc;
}

/* ---- what browsers send ---- */

struct reading {
    struct json_value response;
    struct arena *arena;
    struct err *err;
};

/* A member of the response in base64url; absent is empty. */
static int read_bytes(const struct reading *reading, const char *name, size_t max, struct str *out)
{
    struct str text = json_text(json_get(reading->response, name));
    if (base64url_read(text, reading->arena, max, out) < 0) {
        return err_field(reading->err, name, "must be at most %zu bytes in base64url", max);
    }
    return E_OK;
}

static int must_have(const struct reading *reading, const char *name, struct str bytes)
{
    return bytes.n > 0 ? E_OK : err_field(reading->err, name, "is required");
}

int factors_read_assertion(struct str json, struct arena *arena, struct factors_assertion *out,
                           struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(json, &doc, err);
    if (rc < 0) {
        return rc;
    }
    struct json_value root = json_doc_root(doc);
    struct reading outer = {root, arena, err};
    struct reading inner = {json_get(root, "response"), arena, err};
    struct factors_assertion read = {0};
    const struct {
        const struct reading *in;
        const char *name;
        size_t max;
        struct str *out;
        bool must;
    } members[] = {
        {&outer, "rawId", FACTORS_CREDENTIAL_ID_MAX, &read.credential_id, true},
        {&inner, "clientDataJSON", FACTORS_CLIENT_DATA_MAX, &read.client_data, true},
        {&inner, "authenticatorData", FACTORS_ATTESTATION_MAX, &read.authenticator_data, true},
        {&inner, "signature", KIB, &read.signature, true},
        {&inner, "userHandle", 64, &read.user_handle, false}, /* WebAuthn, section 5.4.3 */
    };
    for (size_t i = 0; rc == E_OK && i < ARRAY_LEN(members); i++) {
        rc = read_bytes(members[i].in, members[i].name, members[i].max, members[i].out);
        if (rc == E_OK && members[i].must) {
            rc = must_have(members[i].in, members[i].name, *members[i].out);
        }
    }
    if (rc == E_OK) {
        *out = read;
    }
    return rc;
}

/* A JSON list of short words, of whatever came. */
static struct str read_transports(struct json_value list, struct arena *arena)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, KIB);
    struct json_out out;
    json_out_init(&out, &sb);
    json_begin_array(&out);
    for (size_t i = 0; i < size_min(json_count(list), TRANSPORTS_MAX); i++) {
        struct str word = json_text(json_at(list, i));
        if (word.n > 0 && word.n <= 32) {
            json_put_str(&out, word);
        }
    }
    json_end_array(&out);
    return sb.failed ? STR("[]") : str_copy(arena, sb_str(&sb));
}

int factors_read_registration(struct str json, struct arena *arena,
                              struct factors_registration *out, struct str *out_transports,
                              struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(json, &doc, err);
    if (rc < 0) {
        return rc;
    }
    struct reading inner = {json_get(json_doc_root(doc), "response"), arena, err};
    struct factors_registration read = {0};
    rc = read_bytes(&inner, "clientDataJSON", FACTORS_CLIENT_DATA_MAX, &read.client_data);
    if (rc == E_OK) {
        rc = must_have(&inner, "clientDataJSON", read.client_data);
    }
    if (rc == E_OK) {
        rc = read_bytes(&inner, "attestationObject", FACTORS_ATTESTATION_MAX, &read.attestation);
    }
    if (rc == E_OK) {
        rc = must_have(&inner, "attestationObject", read.attestation);
    }
    if (rc < 0) {
        return rc;
    }
    *out_transports = read_transports(json_get(inner.response, "transports"), arena);
    *out = read;
    return E_OK;
}

/* ---- checks ---- */

/* The passkey that the answer names, where it may answer here. */
static int find_passkey(const struct factors_check *check, const struct factors_assertion *given,
                        const struct factors_use *use, struct factors_passkey *out)
{
    int rc = factors_store_find_passkey(check->conn, given->credential_id, check->arena, out);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? E_INVALID_CODE : rc;
    }
    struct str handle = {(const char *)out->owner.b, sizeof(out->owner.b)};
    const bool is_owners =
        check->user != NULL ? uuid_eq(out->owner, check->user->id) : given->user_handle.n > 0;
    if (!is_owners || (given->user_handle.n > 0 && !str_eq(given->user_handle, handle)) ||
        !str_eq(out->site, use->party.id)) {
        return E_INVALID_CODE;
    }
    return E_OK;
}

/* Two authenticators with one key count apart (WebAuthn, section 6.1.1): one of them is a copy. */
static int notice_copy(const struct factors_check *check, const struct factors_passkey *passkey)
{
    log_warn("factors.passkey.copied", LOG_C("passkey", uuid_format(passkey->id).s));
    struct accounts_user owner = {0};
    int rc = accounts_find(check->factors->accounts, passkey->owner, check->arena, &owner);
    if (rc == E_OK) {
        const char *happened = arena_printf(
            check->arena,
            "a log-in with your passkey \"%" STRF "\" was refused, because its count of uses went "
            "back: the passkey may have been copied. Remove it, and make a new one.",
            STRA(passkey->name));
        rc = factors_mail_change(check->conn, &owner, "A passkey may have been copied", happened);
    }
    return rc < 0 ? rc : E_INVALID_CODE;
}

int factors_check_passkey(const struct factors_check *check, const struct factors_assertion *given,
                          const struct factors_use *use, struct factors_passkey *out)
{
    struct factors_passkey passkey = {0};
    struct factors_authenticator_data data;
    struct str challenge;
    int rc = find_passkey(check, given, use, &passkey);
    if (rc == E_OK && factors_check_assertion(given, &passkey.key, &use->party, check->arena,
                                              &challenge, &data) < 0) {
        rc = E_INVALID_CODE;
    }
    if (rc == E_OK) {
        rc = factors_use_nonce(check, use->purpose, use->subject, challenge);
    }
    if (rc < 0) {
        return rc;
    }
    const bool counts = passkey.counter > 0 || data.counter > 0;
    if (counts && data.counter <= passkey.counter) {
        return notice_copy(check, &passkey);
    }
    rc = factors_store_touch_passkey(check->conn, passkey.id, data.counter, check->now_ms);
    if (rc == E_OK) {
        *out = passkey;
    }
    return rc;
}

int factors_add_passkey(const struct factors_check *check, const struct factors_registration *given,
                        const struct factors_use *use, struct factors_passkey *passkey,
                        struct err *err)
{
    struct factors_authenticator_data data;
    struct factors_state state = {0};
    struct str challenge;
    int rc = factors_check_registration(given, &use->party, check->arena, &challenge, &data, err);
    if (rc < 0) {
        return err->rc < 0 ? rc : err_set(err, rc, "The answer of the authenticator is not valid.");
    }
    rc = factors_use_nonce(check, use->purpose, use->subject, challenge);
    if (rc == E_OK) {
        rc = factors_store_find(check->conn, check->user->id, check->arena, &state);
    }
    if (rc == E_OK && state.passkeys >= PASSKEYS_MAX) {
        rc = err_set(err, E_LIMIT_REACHED, "An account can have %d passkeys.", PASSKEYS_MAX);
    }
    if (rc < 0) {
        return rc;
    }
    passkey->id = uuid_new();
    passkey->owner = check->user->id;
    passkey->credential = data.credential_id;
    passkey->site = use->party.id;
    passkey->key = data.key;
    passkey->counter = data.counter;
    passkey->created_ms = check->now_ms;
    rc = factors_store_add_passkey(check->conn, passkey);
    if (rc == E_CONFLICT) {
        return err_set(err, rc, "This passkey is there already.");
    }
    if (rc < 0) {
        return rc;
    }
    const char *happened = arena_printf(
        check->arena,
        "the passkey \"%" STRF "\" was added to your account. It logs in without your password.",
        STRA(passkey->name));
    const struct factors_change change = {"account.add-factor", "passkey", "A passkey was added",
                                          happened};
    return factors_note_change(check->conn, check->user, &change);
}

int factors_list_ways(void *state, struct db_conn *conn, struct uuid user, struct arena *arena,
                      struct sb *out)
{
    (void)state;
    struct factors_passkeys list = {0};
    int rc = factors_store_list_passkeys(conn, user, arena, &list);
    if (rc == E_OK && list.count > 0) {
        int64_t newest_ms = list.items[list.count - 1].created_ms;
        sb_addf(out,
                list.count == 1 ? "%zu passkey, of %.10s" : "%zu passkeys, the newest of %.10s",
                list.count, clock_format(newest_ms).s);
    }
    return rc;
}
