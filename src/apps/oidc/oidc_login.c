/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two steps of a log-in: out to the provider, and back from it. */
#include "apps/oidc/oidc_int.h"
#include "base/clock.h"

#define URL_BYTES_MAX (8 * KIB)

int oidc_begin(const struct oidc_step *step, const struct oidc_flow *flow,
               const struct oidc_binding *binding, struct str redirect_uri, struct str *out)
{
    struct oidc_metadata metadata;
    int rc = oidc_provider_metadata(step, &metadata);
    if (rc < 0) {
        return rc;
    }
    struct oidc_secrets secrets;
    struct str state = oidc_state_make(step->oidc->states, binding, flow, step->arena, &secrets);
    struct crypt_digest digest = crypt_sha256(str_from(secrets.verifier));
    char challenge[BASE64URL_LENGTH(sizeof(digest.b)) + 1];
    base64url_encode(digest.b, sizeof(digest.b), challenge);

    CLEANUP(sb_done) struct sb url;
    sb_init(&url, URL_BYTES_MAX);
    sb_add(&url, metadata.authorization_endpoint);
    bool has_params = str_find_byte(metadata.authorization_endpoint, '?') < url.n;
    oidc_add_param(&url, has_params ? '&' : '?', "response_type", STR("code"));
    oidc_add_param(&url, '&', "client_id", step->provider->client_id);
    oidc_add_param(&url, '&', "redirect_uri", redirect_uri);
    oidc_add_param(&url, '&', "scope", STR("openid email profile"));
    oidc_add_param(&url, '&', "state", state);
    oidc_add_param(&url, '&', "nonce", str_from(secrets.nonce));
    oidc_add_param(&url, '&', "code_challenge", str_from(challenge));
    oidc_add_param(&url, '&', "code_challenge_method", STR("S256"));
    if (url.failed) {
        return err_set(step->err, E_PROVIDER, "The provider's authorization endpoint is too long.");
    }
    *out = str_copy(step->arena, sb_str(&url));
    return E_OK;
}

/* RFC 9207: an answer that another provider gave is not this one's. */
static int check_return(const struct oidc_provider *provider, const struct oidc_metadata *metadata,
                        const struct oidc_return *given, struct err *err)
{
    bool is_other = given->issuer.n > 0 && !str_eq(given->issuer, provider->issuer);
    if (is_other || (metadata->names_issuer && given->issuer.n == 0)) {
        return err_set(err, E_PROVIDER, "The answer is of another provider.");
    }
    if (str_eq(given->error, STR("access_denied"))) {
        return E_FORBIDDEN;
    }
    if (given->error.n > 0 || given->code.n == 0) {
        return err_set(err, E_PROVIDER, "The provider sent the browser back without a code.");
    }
    return E_OK;
}

/* The ID token says who it is; where it does not tell a verified e-mail address, the userinfo endpoint may. */
static int read_identity(const struct oidc_step *step, const struct oidc_metadata *metadata,
                         const struct oidc_tokens *tokens, struct str nonce,
                         struct oidc_identity *out)
{
    struct oidc_token token;
    int rc = oidc_token_read(tokens->id_token, step->arena, &token, step->err);
    if (rc == E_OK) {
        rc = oidc_provider_verify(step, &token);
    }
    if (rc < 0) {
        return rc;
    }
    struct oidc_expected expected = {
        .issuer = step->provider->issuer,
        .client_id = step->provider->client_id,
        .nonce = nonce,
        .access_token = tokens->access_token,
        .algorithm = token.algorithm,
        .now_s = clock_now_ms() / SECOND_MS,
    };
    rc = oidc_claims_read(token.payload, &expected, step->arena, out, step->err);
    if (rc < 0 || out->is_email_verified || metadata->userinfo_endpoint.n == 0) {
        return rc;
    }
    struct str json;
    rc = oidc_provider_userinfo(step, metadata->userinfo_endpoint, tokens->access_token, &json);
    return rc < 0 ? rc : oidc_userinfo_read(json, step->arena, out, step->err);
}

int oidc_finish(const struct oidc_step *step, const struct oidc_return *given,
                const struct oidc_secrets *secrets, struct oidc_identity *out)
{
    struct oidc_metadata metadata;
    int rc = oidc_provider_metadata(step, &metadata);
    if (rc == E_OK) {
        rc = check_return(step->provider, &metadata, given, step->err);
    }
    if (rc < 0) {
        return rc;
    }
    struct oidc_exchange exchange = {
        .code = given->code,
        .redirect_uri = given->redirect_uri,
        .verifier = str_from(secrets->verifier),
    };
    struct oidc_tokens tokens;
    rc = oidc_provider_exchange(step, &metadata, &exchange, &tokens);
    return rc < 0 ? rc : read_identity(step, &metadata, &tokens, str_from(secrets->nonce), out);
}
