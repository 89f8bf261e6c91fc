/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ID tokens: JSON Web Tokens in the compact form (RFC 7515, section 7.1). */
#include "apps/oidc/oidc_int.h"
#include "base/utf8.h"

#define HEADER_BYTES_MAX (4 * KIB)
#define TOKEN_AGE_S      (INT64_C(10) * 60) /* from `iat`: as long as a log-in may take */
#define TIME_MAX_S       1e11
#define TEXT_MAX         500

/* ---- taking it apart ---- */

static const struct {
    const char *name;
    enum crypt_algorithm algorithm;
} algorithms[] = {
    {"RS256", CRYPT_RS256},
    {"ES256", CRYPT_ES256},
    {"EdDSA", CRYPT_EDDSA},
};

static bool find_algorithm(struct str name, enum crypt_algorithm *out)
{
    for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
        if (str_eq(name, str_from(algorithms[i].name))) {
            *out = algorithms[i].algorithm;
            return true;
        }
    }
    return false;
}

static int read_header(struct str text, struct arena *arena, struct oidc_token *out,
                       struct err *err)
{
    struct str json;
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (base64url_read(text, arena, HEADER_BYTES_MAX, &json) < 0 ||
        json_doc_parse(json, &doc, NULL) < 0) {
        return err_set(err, E_PROVIDER, "The ID token has no readable header.");
    }
    struct json_value root = json_doc_root(doc);
    if (!find_algorithm(json_text(json_get(root, "alg")), &out->algorithm)) {
        return err_set(err, E_PROVIDER, "The ID token is not signed by RS256, ES256 or EdDSA.");
    }
    if (json_has(json_get(root, "crit"))) { /* RFC 7515, section 4.1.11: we understand none */
        return err_set(err, E_PROVIDER, "The ID token's header asks for more than we know.");
    }
    out->key_id = str_copy(arena, json_text(json_get(root, "kid")));
    return E_OK;
}

int oidc_token_read(struct str text, struct arena *arena, struct oidc_token *out, struct err *err)
{
    if (text.n == 0 || text.n > OIDC_TOKEN_BYTES_MAX) {
        return err_set(err, E_PROVIDER, "There is no ID token, or one that is too large.");
    }
    struct str rest;
    struct str signature;
    struct str header = str_cut(text, '.', &rest);
    struct str payload = str_cut(rest, '.', &signature);
    struct oidc_token token = {.is_signed = {text.p, header.n + 1 + payload.n}};
    int rc = read_header(header, arena, &token, err);
    if (rc < 0) {
        return rc;
    }
    if (base64url_read(payload, arena, OIDC_TOKEN_BYTES_MAX, &token.payload) < 0 ||
        base64url_read(signature, arena, OIDC_TOKEN_BYTES_MAX, &token.signature) < 0 ||
        token.signature.n == 0) {
        return err_set(err, E_PROVIDER, "The ID token is no signed token.");
    }
    *out = token;
    return E_OK;
}

int oidc_token_verify(const struct oidc_token *token, const struct oidc_keys *keys)
{
    int rc = E_NOT_FOUND;
    for (size_t i = 0; i < keys->count; i++) {
        const struct oidc_key *key = &keys->items[i];
        bool is_named = token->key_id.n == 0 || str_eq(token->key_id, key->id);
        if (!is_named || key->public.algorithm != token->algorithm) {
            continue;
        }
        if (crypt_public_verifies(&key->public, token->is_signed, token->signature)) {
            return E_OK;
        }
        rc = E_PROVIDER;
    }
    return rc;
}

/* ---- what it claims ---- */

static int refuse(struct err *err, const char *claim)
{
    return err_set(err, E_PROVIDER, "The ID token's %s is not what it has to be.", claim);
}

/* `aud` is one text or several (3.1.3.7, number 3); with several, `azp` says whom it was made for (4 and 5). */
static bool is_for_us(struct json_value root, struct str client_id)
{
    struct json_value audience = json_get(root, "aud");
    struct json_value party = json_get(root, "azp");
    bool is_party = str_eq(json_text(party), client_id);
    if (json_has(party) && !is_party) {
        return false;
    }
    if (str_eq(json_text(audience), client_id)) {
        return client_id.n > 0;
    }
    bool is_named = false;
    for (size_t i = 0; i < json_count(audience); i++) {
        is_named = is_named || str_eq(json_text(json_at(audience, i)), client_id);
    }
    return is_named && (json_count(audience) == 1 || is_party);
}

/* Seconds since 1970, or -1. */
static int64_t read_time(struct json_value root, const char *name)
{
    double seconds = json_number(json_get(root, name), -1);
    return seconds >= 0 && seconds < TIME_MAX_S ? (int64_t)seconds : -1;
}

static const char *wrong_time(struct json_value root, int64_t now_s)
{
    int64_t expires_s = read_time(root, "exp");
    int64_t issued_s = read_time(root, "iat");
    int64_t begins_s = read_time(root, "nbf");
    if (expires_s < 0 || expires_s + OIDC_SKEW_S <= now_s) {
        return "exp";
    }
    if (issued_s < 0 || issued_s > now_s + OIDC_SKEW_S ||
        issued_s < now_s - TOKEN_AGE_S - OIDC_SKEW_S) {
        return "iat";
    }
    bool has_begin = json_has(json_get(root, "nbf"));
    return has_begin && (begins_s < 0 || begins_s > now_s + OIDC_SKEW_S) ? "nbf" : NULL;
}

/* Section 3.1.3.8: half of the access token's digest, by the hash of the signature. Ed25519's is not said anywhere
 * beyond doubt, so that it is not checked. */
static bool is_of_access_token(struct json_value root, const struct oidc_expected *expected)
{
    struct json_value given = json_get(root, "at_hash");
    if (!json_has(given) || expected->algorithm == CRYPT_EDDSA) {
        return true;
    }
    struct crypt_half half = crypt_sha256_half(expected->access_token);
    char text[BASE64URL_LENGTH(sizeof(half.b)) + 1];
    base64url_encode(half.b, sizeof(half.b), text);
    return str_eq(json_text(given), str_from(text));
}

/* ASCII, as section 2 has it. */
static bool is_subject(struct str subject)
{
    for (size_t i = 0; i < subject.n; i++) {
        if ((uint8_t)subject.p[i] < ' ' || (uint8_t)subject.p[i] >= 0x7f) {
            return false;
        }
    }
    return subject.n > 0 && subject.n <= OIDC_SUBJECT_MAX;
}

static bool is_nonce(struct str given, struct str nonce)
{
    return nonce.n > 0 && given.n == nonce.n && secret_equal(given.p, nonce.p, nonce.n);
}

static const char *wrong_claim(struct json_value root, const struct oidc_expected *expected)
{
    if (!str_eq(json_text(json_get(root, "iss")), expected->issuer)) {
        return "iss";
    }
    if (!is_for_us(root, expected->client_id)) {
        return "aud";
    }
    if (!is_nonce(json_text(json_get(root, "nonce")), expected->nonce)) {
        return "nonce";
    }
    if (!is_subject(json_text(json_get(root, "sub")))) {
        return "sub";
    }
    return is_of_access_token(root, expected) ? NULL : "at_hash";
}

static struct str read_text(struct json_value root, const char *name, struct arena *arena)
{
    struct str text = json_text(json_get(root, name));
    return utf8_length(text) <= TEXT_MAX ? str_copy(arena, text) : STR_EMPTY;
}

/* Some providers write the truth value as a text. */
static bool is_true(struct json_value value)
{
    return json_bool(value, false) || str_eq(json_text(value), STR("true"));
}

static void read_person(struct json_value root, struct arena *arena, struct oidc_identity *out)
{
    out->email = read_text(root, "email", arena);
    out->is_email_verified = out->email.n > 0 && is_true(json_get(root, "email_verified"));
    out->name = read_text(root, "name", arena);
}

int oidc_claims_read(struct str json, const struct oidc_expected *expected, struct arena *arena,
                     struct oidc_identity *out, struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_doc_parse(json, &doc, NULL) < 0) {
        return err_set(err, E_PROVIDER, "The ID token holds no JSON.");
    }
    struct json_value root = json_doc_root(doc);
    const char *wrong = wrong_claim(root, expected);
    if (wrong == NULL) {
        wrong = wrong_time(root, expected->now_s);
    }
    if (wrong != NULL) {
        return refuse(err, wrong);
    }
    struct oidc_identity identity = {.subject = str_copy(arena, json_text(json_get(root, "sub")))};
    read_person(root, arena, &identity);
    *out = identity;
    return E_OK;
}

int oidc_userinfo_read(struct str json, struct arena *arena, struct oidc_identity *identity,
                       struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_doc_parse(json, &doc, NULL) < 0) {
        return err_set(err, E_PROVIDER, "What the provider says of the person is no JSON.");
    }
    struct json_value root = json_doc_root(doc);
    if (!str_eq(json_text(json_get(root, "sub")), identity->subject)) {
        return err_set(err, E_PROVIDER, "What the provider says is of another person.");
    }
    read_person(root, arena, identity);
    return E_OK;
}
