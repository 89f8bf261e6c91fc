/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/oidc/oidc_int.h"

static struct arena *arena;
static struct err err;

static void set_up(void)
{
    arena = arena_new();
    err = (struct err){0};
}

static void tear_down(void)
{
    arena_free(arena);
}

TestSuite(oidc_metadata, .init = set_up, .fini = tear_down);

#define ISSUER "https://id.example.org"
#define BASE                                                                     \
    "\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"" ISSUER "/a?b=c\"," \
    "\"token_endpoint\":\"" ISSUER "/token\",\"jwks_uri\":\"" ISSUER "/keys\""

static int read_json(const char *members, struct oidc_metadata *out)
{
    const char *json = arena_printf(arena, "{%s}", members);
    return oidc_metadata_read(str_from(json), STR(ISSUER), arena, out, &err);
}

Test(oidc_metadata, takes_what_is_needed)
{
    struct oidc_metadata metadata;
    cr_assert_eq(read_json(BASE ",\"unknown\":{\"a\":[1]}", &metadata), E_OK, "%s", err.detail);
    cr_expect(str_eq(metadata.authorization_endpoint, STR(ISSUER "/a?b=c")));
    cr_expect(str_eq(metadata.token_endpoint, STR(ISSUER "/token")));
    cr_expect(str_eq(metadata.jwks_uri, STR(ISSUER "/keys")));
    cr_expect_eq(metadata.userinfo_endpoint.n, 0);
    cr_expect_not(metadata.posts_secret);
    cr_expect_not(metadata.names_issuer);
}

Test(oidc_metadata, knows_how_the_secret_is_sent)
{
    static const struct {
        const char *list;
        bool posts;
    } rows[] = {
        {"[\"client_secret_basic\",\"client_secret_post\"]", false},
        {"[\"client_secret_post\"]", true},
        {"[\"private_key_jwt\"]", false},
        {"[]", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct oidc_metadata metadata;
        const char *members =
            arena_printf(arena, BASE ",\"token_endpoint_auth_methods_supported\":%s", rows[i].list);
        cr_assert_eq(read_json(members, &metadata), E_OK);
        cr_expect_eq(metadata.posts_secret, rows[i].posts, "%s", rows[i].list);
    }
    struct oidc_metadata metadata;
    cr_assert_eq(
        read_json(BASE ",\"authorization_response_iss_parameter_supported\":true", &metadata),
        E_OK);
    cr_expect(metadata.names_issuer);
}

Test(oidc_metadata, refuses_what_is_missing_or_leads_elsewhere)
{
    static const struct {
        const char *members;
        const char *says;
    } rows[] = {
        {"", "another issuer"},
        {"\"issuer\":\"https://id.example.org/\"", "another issuer"},
        {"\"issuer\":\"" ISSUER "\"", "no authorization_endpoint"},
        {"\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"" ISSUER "\"",
         "no token_endpoint"},
        {BASE ",\"userinfo_endpoint\":\"http://localhost/x\"", "userinfo_endpoint is of no use"},
        {BASE ",\"userinfo_endpoint\":\"http://id.example.org/x\"", "https://"},
        {BASE ",\"userinfo_endpoint\":\"https://127.0.0.1/x\"", "this machine"},
        {BASE ",\"response_types_supported\":[\"token\"]", "authorization code"},
        {BASE ",\"code_challenge_methods_supported\":[\"plain\"]", "S256"},
        {BASE ",\"issuer\":\"https://evil.example\"", "no JSON object"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct oidc_metadata metadata;
        cr_expect_eq(read_json(rows[i].members, &metadata), E_PROVIDER, "%s", rows[i].members);
        cr_expect_not_null(strstr(err.detail, rows[i].says), "%s: %s", rows[i].members, err.detail);
    }
}

Test(oidc_metadata, of_this_machine_may_name_this_machine)
{
    struct oidc_metadata metadata;
    struct str json = STR("{\"issuer\":\"http://localhost:1\",\"authorization_endpoint\":"
                          "\"http://localhost:1/a\",\"token_endpoint\":\"http://127.0.0.1:1/t\","
                          "\"jwks_uri\":\"http://[::1]:1/k\"}");
    cr_expect_eq(oidc_metadata_read(json, STR("http://localhost:1"), arena, &metadata, &err), E_OK,
                 "%s", err.detail);
}

/* ---- settings ---- */

static struct oidc oidc;

static int read_settings(const char *json)
{
    for (size_t i = 0; i < oidc.provider_count; i++) {
        oidc_provider_done(&oidc.providers[i]);
    }
    oidc = (struct oidc){.arena = arena};
    err_clear(&err);
    return oidc_setup_read(&oidc, str_from(json), &err);
}

#define ROW(name, more) \
    "{\"name\":\"" name "\",\"title\":\"T\",\"issuer\":\"" ISSUER "\",\"client_id\":\"c\"" more "}"

Test(oidc_metadata, reads_a_file_of_providers)
{
    cr_assert_eq(read_settings("{\"providers\":[" ROW("a", "") "," ROW(
                     "b-2", ",\"client_secret\":\"s\",\"secret_in\":\"body\"") "]}"),
                 E_OK, "%s", err.detail);
    cr_assert_eq(oidc.provider_count, 2);
    const struct oidc_provider *provider = oidc_find_provider(&oidc, STR("b-2"));
    cr_assert_not_null(provider);
    cr_expect(provider->posts_secret && str_eq(provider->client_secret, STR("s")));
    cr_expect_null(oidc_find_provider(&oidc, STR("c")));
    cr_expect_null(oidc_find_provider(&oidc, STR_EMPTY));

    static const char *const bad[] = {
        "",
        "[]",
        "{\"providers\":[]}",
        "{\"providers\":[{}]}",
        "{\"providers\":[" ROW("A", "") "]}",
        "{\"providers\":[" ROW("", "") "]}",
        "{\"providers\":[" ROW("links", "") "]}",
        "{\"providers\":[" ROW("a/b", "") "]}",
        "{\"providers\":[" ROW("a", "") "," ROW("a", "") "]}",
        "{\"providers\":[" ROW("a", ",\"secret_in\":\"mail\"") "]}",
        "{\"providers\":[{\"name\":\"a\",\"title\":\"T\",\"issuer\":\"ftp://"
        "x\",\"client_id\":\"c\"}]}",
        "{\"providers\":[{\"name\":\"a\",\"title\":\"T\",\"issuer\":\"" ISSUER "\"}]}",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        cr_expect_eq(read_settings(bad[i]), E_INVALID, "%s", bad[i]);
        cr_expect_neq(err.detail[0], '\0', "%s", bad[i]);
    }
}
