/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No input is an answer of a passkey that was never made, and whatever parses stays within the input. The first byte
 * chooses which part of an answer the rest is. */
#include "apps/factors/factors_webauthn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const struct factors_relying_party party = {
    .id = {"assisti.example.org", 19},
    .origin = {"https://assisti.example.org", 27},
    .needs_verified = false,
};

#define GOOD_CLIENT(type)                                                     \
    STR("{\"type\":\"" type "\",\"challenge\":\"AAAA\",\"origin\":\"https://" \
        "assisti.example.org\"}")

static bool is_within(struct str inner, struct str outer)
{
    return inner.n == 0 || (inner.p >= outer.p && inner.p + inner.n <= outer.p + outer.n);
}

static void read_parts(struct str input, struct arena *arena)
{
    struct factors_authenticator_data read;
    if (factors_read_authenticator_data(input, &read) == E_OK) {
        ASSERT(is_within(read.credential_id, input));
        ASSERT((read.credential_id.n > 0) == ((read.flags & FACTORS_HAS_CREDENTIAL) != 0));
    }
    struct factors_key key;
    struct str rest = input;
    if (factors_read_cose_key(&rest, &key) == E_OK) {
        ASSERT(rest.n < input.n && is_within(rest, input));
        ASSERT(key.count == 32 || key.count == 64 ||
               (key.count > 256 && key.count <= sizeof(key.bytes)));
    }
    struct factors_client_data client;
    if (factors_read_client_data(input, arena, &client) == E_OK) {
        ASSERT(client.challenge.n <= FACTORS_CHALLENGE_MAX && client.type.n > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static bool is_started;
    if (!is_started) {
        int rc = crypt_init(NULL);
        ASSERT(rc == E_OK);
        is_started = true;
    }
    if (bytes == 0) {
        return 0;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str input = {(const char *)data + 1, bytes - 1};
    struct str challenge;
    struct factors_authenticator_data out;
    struct err err = {0};
    read_parts(input, arena);
    if (data[0] % 2 == 0) {
        struct factors_registration given = {GOOD_CLIENT("webauthn.create"), input};
        if (factors_check_registration(&given, &party, arena, &challenge, &out, &err) == E_OK) {
            ASSERT(is_within(out.credential_id, input) && challenge.n == 3);
        }
        return 0;
    }
    static const struct factors_key key = {.algorithm = FACTORS_EDDSA, .bytes = {1}, .count = 32};
    struct factors_assertion given = {STR("id"), GOOD_CLIENT("webauthn.get"), input, input,
                                      STR_EMPTY};
    int rc = factors_check_assertion(&given, &key, &party, arena, &challenge, &out);
    ASSERT(rc < 0);
    return 0;
}
