/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/oidc/oidc_int.h"

/* An address that the provider names may be on this machine only where the provider itself is. */
static int read_url(struct json_value root, const char *name, bool may_ask_self,
                    struct arena *arena, struct str *out, struct err *err)
{
    struct str url = json_text(json_get(root, name));
    if (url.n == 0) {
        return err_set(err, E_PROVIDER, "The provider's discovery document has no %s.", name);
    }
    struct err why = {0};
    if (fetch_check_url(url, may_ask_self, &why) < 0) {
        return err_set(err, E_PROVIDER, "The provider's %s is of no use: %s", name, why.detail);
    }
    *out = str_copy(arena, url);
    return E_OK;
}

/* Whether a list names the word; `otherwise` where there is no list. */
static bool names(struct json_value list, const char *word, bool otherwise)
{
    if (!json_has(list)) {
        return otherwise;
    }
    for (size_t i = 0; i < json_count(list); i++) {
        if (str_eq(json_text(json_at(list, i)), str_from(word))) {
            return true;
        }
    }
    return false;
}

static int check_abilities(struct json_value root, struct err *err)
{
    if (!names(json_get(root, "response_types_supported"), "code", true)) {
        return err_set(err, E_PROVIDER, "The provider does not know the authorization code flow.");
    }
    if (!names(json_get(root, "code_challenge_methods_supported"), "S256", true)) {
        return err_set(err, E_PROVIDER, "The provider does not know PKCE with S256.");
    }
    return E_OK;
}

static int read_endpoints(struct json_value root, bool is_self, struct arena *arena,
                          struct oidc_metadata *out, struct err *err)
{
    int rc =
        read_url(root, "authorization_endpoint", is_self, arena, &out->authorization_endpoint, err);
    if (rc == E_OK) {
        rc = read_url(root, "token_endpoint", is_self, arena, &out->token_endpoint, err);
    }
    if (rc == E_OK) {
        rc = read_url(root, "jwks_uri", is_self, arena, &out->jwks_uri, err);
    }
    if (rc == E_OK && json_has(json_get(root, "userinfo_endpoint"))) {
        rc = read_url(root, "userinfo_endpoint", is_self, arena, &out->userinfo_endpoint, err);
    }
    return rc;
}

int oidc_metadata_read(struct str json, struct str issuer, struct arena *arena,
                       struct oidc_metadata *out, struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_doc_parse(json, &doc, NULL) < 0 || !json_holds_object(json_doc_root(doc))) {
        return err_set(err, E_PROVIDER, "The provider's discovery document is no JSON object.");
    }
    struct json_value root = json_doc_root(doc);
    if (!str_eq(json_text(json_get(root, "issuer")), issuer)) {
        return err_set(err, E_PROVIDER,
                       "The provider's discovery document is of another issuer than \"%" STRF
                       "\"; it has to be written letter by letter as the document has it.",
                       STRA(issuer));
    }
    struct json_value ways = json_get(root, "token_endpoint_auth_methods_supported");
    struct oidc_metadata metadata = {
        .userinfo_endpoint = STR_EMPTY,
        .posts_secret =
            !names(ways, "client_secret_basic", true) && names(ways, "client_secret_post", false),
        .names_issuer =
            json_bool(json_get(root, "authorization_response_iss_parameter_supported"), false),
    };
    int rc = check_abilities(root, err);
    if (rc == E_OK) {
        rc = read_endpoints(root, fetch_names_self(issuer), arena, &metadata, err);
    }
    if (rc == E_OK) {
        *out = metadata;
    }
    return rc;
}
