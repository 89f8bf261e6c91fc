/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The providers that the settings name. */
#include <fcntl.h>

#include "apps/oidc/oidc_int.h"
#include "base/file.h"
#include "platform/config/config.h"

#define FILE_BYTES_MAX (64 * KIB)
#define TITLE_MAX      60
#define TEXT_MAX       1000
#define SINGLE_NAME    "sso" /* of the provider that has settings of its own */

/* "links" and "providers" stand in paths where a name could. */
static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
            return false;
        }
    }
    return name.n > 0 && name.n <= OIDC_NAME_MAX && !str_eq(name, STR("links")) &&
           !str_eq(name, STR("providers"));
}

static int check(struct oidc *oidc, const struct oidc_provider *provider, struct err *err)
{
    if (!is_name(provider->name)) {
        return err_set(err, E_INVALID,
                       "An identity provider's name must be 1 to %d small letters, digits and "
                       "dashes, and not \"links\" or \"providers\".",
                       OIDC_NAME_MAX);
    }
    if (oidc_find_provider(oidc, provider->name) != NULL) {
        return err_set(err, E_INVALID, "Two identity providers are called %" STRF ".",
                       STRA(provider->name));
    }
    struct err why = {0};
    if (fetch_check_url(provider->issuer, /* may_ask_self= */ true, &why) < 0) {
        return err_set(err, E_INVALID, "The issuer of identity provider %" STRF " is of no use: %s",
                       STRA(provider->name), why.detail);
    }
    if (provider->client_id.n == 0 || provider->client_id.n > TEXT_MAX ||
        provider->client_secret.n > TEXT_MAX || provider->title.n == 0 ||
        provider->title.n > TITLE_MAX) {
        return err_set(err, E_INVALID,
                       "Identity provider %" STRF " needs a client_id, and a title of at most %d "
                       "bytes.",
                       STRA(provider->name), TITLE_MAX);
    }
    return E_OK;
}

static int add(struct oidc *oidc, const struct oidc_provider *given, struct err *err)
{
    if (oidc->provider_count >= OIDC_PROVIDERS_MAX) {
        return err_set(err, E_INVALID, "There are more than %d identity providers.",
                       OIDC_PROVIDERS_MAX);
    }
    int rc = check(oidc, given, err);
    if (rc < 0) {
        return rc;
    }
    struct oidc_provider *provider = &oidc->providers[oidc->provider_count++];
    *provider = (struct oidc_provider){
        .name = str_copy(oidc->arena, given->name),
        .title = str_copy(oidc->arena, given->title),
        .issuer = str_copy(oidc->arena, given->issuer),
        .client_id = str_copy(oidc->arena, given->client_id),
        .client_secret = str_copy(oidc->arena, given->client_secret),
        .posts_secret = given->posts_secret,
        .is_self = fetch_names_self(given->issuer),
    };
    pthread_mutex_init(&provider->lock, NULL);
    return E_OK;
}

/* How the secret is sent, for providers that take it one way and say another. */
static int read_way(struct json_value row, bool *out_posts, struct err *err)
{
    struct json_value way = json_get(row, "secret_in");
    *out_posts = str_eq(json_text(way), STR("body"));
    if (json_has(way) && !*out_posts && !str_eq(json_text(way), STR("header"))) {
        return err_set(err, E_INVALID, "\"secret_in\" must be \"header\" or \"body\".");
    }
    return E_OK;
}

int oidc_setup_read(struct oidc *oidc, struct str json, struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(json, &doc, err);
    if (rc < 0) {
        return E_INVALID;
    }
    struct json_value list = json_get(json_doc_root(doc), "providers");
    if (json_count(list) == 0) {
        return err_set(err, E_INVALID,
                       "It has to be {\"providers\": [{\"name\", \"title\", "
                       "\"issuer\", \"client_id\", \"client_secret\"}]}.");
    }
    for (size_t i = 0; i < json_count(list) && rc == E_OK; i++) {
        struct json_value row = json_at(list, i);
        struct oidc_provider provider = {
            .name = json_text(json_get(row, "name")),
            .title = json_text(json_get(row, "title")),
            .issuer = json_text(json_get(row, "issuer")),
            .client_id = json_text(json_get(row, "client_id")),
            .client_secret = json_text(json_get(row, "client_secret")),
        };
        rc = read_way(row, &provider.posts_secret, err);
        if (rc == E_OK) {
            rc = add(oidc, &provider, err);
        }
    }
    return rc;
}

static int read_file(struct oidc *oidc, const char *path, struct err *err)
{
    struct str json;
    struct err why = {0};
    int rc = file_read_path(path, oidc->arena, FILE_BYTES_MAX, &json);
    if (rc < 0) {
        return err_set(err, E_INVALID, "The file %s, named by oidc_providers, cannot be read.",
                       path);
    }
    rc = oidc_setup_read(oidc, json, &why);
    if (rc < 0) {
        return err_set(err, E_INVALID, "The file %s, named by oidc_providers, is wrong: %s", path,
                       why.detail);
    }
    return E_OK;
}

int oidc_setup(struct oidc *oidc, struct err *err)
{
    const struct config *config = oidc->services->config;
    int rc = E_OK;
    if (config->oidc_issuer[0] != '\0') {
        struct oidc_provider provider = {
            .name = STR(SINGLE_NAME),
            .title = str_from(config->oidc_title),
            .issuer = str_from(config->oidc_issuer),
            .client_id = str_from(config->oidc_client_id),
            .client_secret = str_from(config->oidc_client_secret),
        };
        rc = add(oidc, &provider, err);
    }
    if (rc == E_OK && config->oidc_providers[0] != '\0') {
        rc = read_file(oidc, config->oidc_providers, err);
    }
    return rc;
}

struct oidc_provider *oidc_find_provider(struct oidc *oidc, struct str name)
{
    for (size_t i = 0; i < oidc->provider_count; i++) {
        if (str_eq(oidc->providers[i].name, name)) {
            return &oidc->providers[i];
        }
    }
    return NULL;
}

struct oidc_provider *oidc_find_issuer(struct oidc *oidc, struct str issuer)
{
    for (size_t i = 0; i < oidc->provider_count; i++) {
        if (str_eq(oidc->providers[i].issuer, issuer)) {
            return &oidc->providers[i];
        }
    }
    return NULL;
}
