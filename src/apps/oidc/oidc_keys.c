/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/oidc/oidc_int.h"

#define KEY_ID_MAX 256

/* RFC 7518, section 6, and RFC 8037, section 2. */
static const struct {
    enum crypt_algorithm algorithm;
    const char *name;
    const char *type;
    const char *curve; /* NULL: has none */
    const char *a;
    const char *b; /* NULL: has none */
} kinds[] = {
    {CRYPT_RS256, "RS256", "RSA", NULL, "n", "e"},
    {CRYPT_ES256, "ES256", "EC", "P-256", "x", "y"},
    {CRYPT_EDDSA, "EdDSA", "OKP", "Ed25519", "x", NULL},
};

static bool is_absent_or(struct json_value value, const char *word)
{
    return !json_has(value) || str_eq(json_text(value), str_from(word));
}

static bool may_verify(struct json_value operations)
{
    if (!json_has(operations)) {
        return true;
    }
    for (size_t i = 0; i < json_count(operations); i++) {
        if (str_eq(json_text(json_at(operations, i)), STR("verify"))) {
            return true;
        }
    }
    return false;
}

static bool read_number(struct json_value key, const char *name, struct arena *arena,
                        struct str *out)
{
    struct str text = json_text(json_get(key, name));
    return text.n > 0 && base64url_read(text, arena, CRYPT_RSA_BYTES_MAX, out) == E_OK;
}

/* False for a key that is none of ours to use: other kinds, other purposes, broken ones. */
static bool read_key(struct json_value key, struct arena *arena, struct oidc_key *out)
{
    struct str id = json_text(json_get(key, "kid"));
    if (id.n > KEY_ID_MAX || !is_absent_or(json_get(key, "use"), "sig") ||
        !may_verify(json_get(key, "key_ops"))) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (!str_eq(json_text(json_get(key, "kty")), str_from(kinds[i].type)) ||
            !is_absent_or(json_get(key, "alg"), kinds[i].name)) {
            continue;
        }
        struct str curve = json_text(json_get(key, "crv"));
        struct oidc_key found = {.id = str_copy(arena, id),
                                 .public = {.algorithm = kinds[i].algorithm, .b = STR_EMPTY}};
        if ((kinds[i].curve != NULL && !str_eq(curve, str_from(kinds[i].curve))) ||
            !read_number(key, kinds[i].a, arena, &found.public.a) ||
            (kinds[i].b != NULL && !read_number(key, kinds[i].b, arena, &found.public.b))) {
            return false;
        }
        *out = found;
        return true;
    }
    return false;
}

int oidc_keys_read(struct str json, struct arena *arena, struct oidc_keys *out, struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_doc_parse(json, &doc, NULL) < 0) {
        return err_set(err, E_PROVIDER, "The provider's keys are no JSON.");
    }
    struct json_value list = json_get(json_doc_root(doc), "keys");
    out->count = 0;
    for (size_t i = 0; i < json_count(list) && out->count < OIDC_KEYS_MAX; i++) {
        if (read_key(json_at(list, i), arena, &out->items[out->count])) {
            out->count++;
        }
    }
    return out->count > 0
               ? E_OK
               : err_set(err, E_PROVIDER, "The provider has no key for RS256, ES256 or EdDSA.");
}
