/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a set of keys: what is taken can be asked whether it verifies something. */
#include "apps/oidc/oidc_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct oidc_keys keys;
    struct err err = {0};
    if (oidc_keys_read((struct str){(const char *)data, bytes}, arena, &keys, &err) < 0) {
        ASSERT(err.detail[0] != '\0');
        return 0;
    }
    ASSERT(keys.count > 0 && keys.count <= OIDC_KEYS_MAX);
    for (size_t i = 0; i < keys.count; i++) {
        const struct crypt_public *public = &keys.items[i].public;
        /* As long as the key's signatures are, so that they are looked at. */
        size_t length = public->algorithm == CRYPT_RS256 ? public->a.n : 64;
        char *signature = arena_calloc(arena, length + 1, 1);
        for (size_t at = 0; at < length; at++) {
            signature[at] = (char)data[at % bytes];
        }
        (void)crypt_public_verifies(public, STR("header.payload"), (struct str){signature, length});
    }
    return 0;
}
