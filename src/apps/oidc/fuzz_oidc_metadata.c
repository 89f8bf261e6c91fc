/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a discovery document: what is taken from it leads to https addresses of others only. */
#include "apps/oidc/oidc_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check(struct str url)
{
    ASSERT(str_starts(url, STR("https:")) || str_starts(url, STR("HTTPS:")) ||
           fetch_check_url(url, /* may_ask_self= */ false, NULL) == E_OK);
    ASSERT(!fetch_names_self(url));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct oidc_metadata metadata;
    struct err err = {0};
    int rc = oidc_metadata_read((struct str){(const char *)data, bytes},
                                STR("https://id.example.org"), arena, &metadata, &err);
    if (rc < 0) {
        ASSERT(err.detail[0] != '\0');
        return 0;
    }
    check(metadata.authorization_endpoint);
    check(metadata.token_endpoint);
    check(metadata.jwks_uri);
    if (metadata.userinfo_endpoint.n > 0) {
        check(metadata.userinfo_endpoint);
    }
    return 0;
}
